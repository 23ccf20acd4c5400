"""Do figures come in from a file exactly as if typed, all of them or none, and out again without a change?"""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting import actions
from reporting.actions import bulk_figures
from reporting.enums import BulkKind, FigureState, NoticeKind, Origin, ReportState
from reporting.models import Figure, FigureChange, Notice, Report, Round
from reporting.moving import bring_in
from reporting.summaries.history_years import is_from_table
from tests.bulk import HEADS, bring, counts, take_out, why
from tests.world import NOW, World, at, build_plan, fill_places, fill_villages, whole_year
from units.csv_files import BadFile
from units.enums import LogKind
from units.models import LogEntry
from units.refusals import Overtaken

FIGURES = BulkKind.FIGURES


def test_lines_become_answers_with_their_log_rows(world: World) -> None:
    told = bring(
        world,
        FIGURES,
        "thon-1,2024-nam,tre-em,100,,entered,,,\n"
        "thon-1,2024-nam,hoan-canh,,,no_cases,,,\n"
        "thon-1,2024-nam,duoc-giup,,,not_collected,,chưa có sổ,\n"
        "thon-1,2024-nam,san-choi,1,,entered,,,\n"
        "xa-y,2024-nam,san-choi,3,4,,,,\n",
    )
    assert counts(told) == (5, 0, 0, 0)
    children = world.figure("thon-1", "tre-em")
    assert (children.value, children.state, children.version) == (100, FigureState.ENTERED, 1)
    assert world.figure("thon-1", "hoan-canh").state == FigureState.NO_CASES
    missing = world.figure("thon-1", "duoc-giup")
    assert (missing.state, missing.reason, missing.value) == (FigureState.NOT_COLLECTED, "chưa có sổ", None)
    playground = world.figure("thon-1", "san-choi")
    assert (playground.value, playground.answered) == (1, 1)
    several = world.figure("xa-y", "san-choi")
    assert (several.value, several.answered) == (3, 4)
    row = FigureChange.objects.get(figure=children)
    assert (row.origin, row.by, row.at, row.version, row.value) == (
        Origin.IMPORTED,
        world.people["tinh"],
        NOW,
        1,
        100,
    )
    entry = LogEntry.objects.get(kind=LogKind.IMPORT)
    assert (entry.unit, entry.by, entry.subject) == (world.units["tinh"], world.people["tinh"], "tệp.csv")
    assert entry.after == "5 mới, 0 thay đổi, 0 như cũ, 0 bị từ chối"
    assert "100" not in entry.after


def test_a_second_time_changes_nothing(world: World) -> None:
    text = "thon-1,2024-nam,tre-em,100,,,,,\nthon-1,2024-nam,san-choi,0,,,,,\n"
    bring(world, FIGURES, text)
    assert counts(bring(world, FIGURES, text)) == (0, 0, 2, 0)
    assert FigureChange.objects.count() == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(world: World) -> None:
    text = "thon-1,2024-nam,tre-em,100,,,,,\n"
    assert counts(bring(world, FIGURES, text, dry_run=True)) == (1, 0, 0, 0)
    assert world.figure("thon-1", "tre-em").state == FigureState.EMPTY
    assert not LogEntry.objects.filter(kind=LogKind.IMPORT).exists()
    assert not Notice.objects.exists()


def test_one_refused_line_and_nothing_is_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines before it are in another bite of the file, and written already when it comes."""
    monkeypatch.setattr(bulk_figures, "AT_ONCE", 1)
    told = bring(world, FIGURES, "thon-1,2024-nam,tre-em,100,,,,,\nthon-1,2024-nam,tao-hon,1,,,,,\n")
    assert counts(told) == (1, 0, 0, 1)
    assert why(told) == {3: "phiếu của “thon-1” kỳ này không hỏi “tao-hon”; bỏ dòng này."}
    assert world.figure("thon-1", "tre-em").state == FigureState.EMPTY
    assert not FigureChange.objects.exists()


def test_every_refused_line_says_what_to_do(world: World) -> None:
    told = bring(
        world,
        FIGURES,
        "thon-9,2024-nam,tre-em,1,,,,,\n"
        "thon-1,2024-nam,khong-co,1,,,,,\n"
        "thon-1,2024-quy-1,tre-em,1,,,,,\n"
        'thon-1,2024-nam,tre-em,"1,234",,,,,\n'
        "thon-1,2024-nam,hoan-canh,mười,,,,,\n"
        "thon-1,2024-nam,duoc-giup,5,,xong,,,\n"
        "thon-1,2024-nam,bi-thuong,,,,,,\n"
        "thon-1,2024-nam,san-choi,,,no_cases,,,\n"
        "xa-y,2024-nam,san-choi,5,4,,,,\n"
        "thon-2,2024-nam,tre-em,3,,no_cases,,,\n"
        "thon-2,2024-nam,hoan-canh,3,,,,,x\n"
        "thon-3,2024-nam,tre-em,3,,,,,\n"
        "thon-3,2024-nam,tre-em,4,,,,,\n",
    )
    said = why(told)
    assert sorted(said) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14]
    assert said[2] == "không có đơn vị mã “thon-9”; sửa “unit”."
    assert said[3] == "không có số liệu mã “khong-co”; sửa “item”."
    assert said[4].startswith("không có kỳ mã “2024-quy-1”")
    assert said[5] == "chưa đọc được “1,234”; chỉ ghi chữ số, không ghi dấu phân cách hàng nghìn."
    assert said[6].startswith("chưa đọc được “mười”")
    assert said[7].startswith("“state” là “xong”")
    assert said[8].startswith("thiếu “value”")
    assert said[9].startswith("số liệu này không có câu trả lời “Không phát sinh”")
    assert "không được lớn hơn" in said[10]
    assert said[11] == "“state” là no_cases mà có giá trị; bỏ một trong hai."
    assert said[12].startswith("“version” là “x”")
    assert said[14] == "ô này đã có ở dòng trên; chỉ để một dòng."
    assert counts(told) == (1, 0, 0, 12)


def test_what_was_handed_in_is_only_compared(world: World) -> None:
    """The same figure is equal; another one is refused with who may open the report."""
    whole_year(world)
    told = bring(
        world,
        FIGURES,
        "thon-1,2024-nam,tre-em,100,,,,,\nthon-2,2024-nam,tre-em,81,,,,,\ntinh,2024-nam,tre-em,1,,,,,\n",
    )
    assert why(told) == {
        3: "báo cáo của “thon-2” đang là “Đã duyệt”; xã Xuân bỏ duyệt rồi trả lại thì mới đưa số khác vào "
        "được.",
        4: "phiếu của “tinh” kỳ này không hỏi “tre-em”; bỏ dòng này.",
    }
    assert counts(told) == (0, 0, 1, 2)


def test_a_report_that_waits_is_sent_back_first(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    told = bring(world, FIGURES, "thon-1,2024-nam,tre-em,101,,,,,\n")
    assert why(told)[2].endswith("xã Xuân trả lại thì mới đưa số khác vào được.")


def test_a_returned_report_takes_figures(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    report = world.report("thon-1")
    actions.send_back(report=report, by=world.people["vhxh-x"], at=NOW, reason="đếm lại")
    told = bring(world, FIGURES, "thon-1,2024-nam,tre-em,101,,,,,\n")
    assert counts(told) == (0, 1, 0, 0)
    assert (told.changed[0].before, told.changed[0].after) == ("100", "101")
    assert world.report("thon-1").state == ReportState.RETURNED
    assert world.figure("thon-1", "tre-em").value == 101


def test_a_locked_round_stands_still(world: World) -> None:
    actions.lock(
        round_=world.rounds[2024],
        units=[world.units["xa-x"]],
        by=world.people["huyen-a"],
        at=NOW,
        reason="in sổ",
    )
    told = bring(world, FIGURES, "thon-1,2024-nam,tre-em,1,,,,,\nxa-y,2024-nam,tao-hon,1,,,,,\n")
    assert why(told) == {2: "kỳ báo cáo của “thon-1” đã chốt; mở khoá trước."}


def test_a_cell_that_changed_since_it_was_taken_out_is_refused(world: World) -> None:
    fill_villages(world)
    world.enter("thon-1", "truong-thon-1", tre_em=105)
    told = bring(
        world,
        FIGURES,
        "thon-1,2024-nam,tre-em,110,,,,,1\nthon-2,2024-nam,tre-em,80,,,,,0\nthon-3,2024-nam,tre-em,125,,,,,1\n",
    )
    assert why(told) == {
        2: "ô này đã đổi sau khi lấy tệp ra: Truong-Thon-1 lúc 09:00 ngày 15/11/2024; lấy tệp mới rồi sửa "
        "trên tệp đó."
    }
    assert counts(told) == (0, 1, 1, 1)


def test_somebody_who_enters_after_the_preview_is_not_overwritten(world: World) -> None:
    text = "thon-1,2024-nam,tre-em,110,,,,,\n"
    seen = bring(world, FIGURES, text, dry_run=True).mark
    world.enter("thon-1", "truong-thon-1", tre_em=105)
    with pytest.raises(Overtaken):
        bring(world, FIGURES, text, seen=seen)
    assert world.figure("thon-1", "tre-em").value == 105
    seen = bring(world, FIGURES, text, dry_run=True).mark
    assert counts(bring(world, FIGURES, text, seen=seen)) == (0, 1, 0, 0)


def test_only_who_moves_the_data_of_a_place_above_brings_figures_in(world: World) -> None:
    text = "thon-1,2024-nam,tre-em,100,,,,,\n"
    outside = "không có đơn vị “thon-1” trong phạm vi của bạn vào ngày 14/12/2024."
    for person in ("quan-tri", "vhxh-x", "vhxh-y", "huyen-a", "vhxh-cu", "truong-thon-2"):
        assert why(bring(world, FIGURES, text, by=person)) == {2: outside}, person
    # On the server's own command line somebody brings the figures of the own unit in.
    assert counts(bring(world, FIGURES, text, by="truong-thon-1")) == (1, 0, 0, 0)


def test_the_people_of_a_unit_are_told_how_much_and_not_what(world: World) -> None:
    bring(world, FIGURES, "thon-1,2024-nam,tre-em,100,,,,,\nthon-1,2024-nam,hoan-canh,7,,,,,\n")
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (world.people["truong-thon-1"], NoticeKind.IMPORTED)
    assert notice.text == "Tinh đưa vào: 2 ô mới. Xem lại trước khi nộp."


def test_empty_takes_an_answer_back(world: World) -> None:
    fill_villages(world)
    told = bring(world, FIGURES, "thon-1,2024-nam,tre-em,,,empty,,,\nthon-9x,2024-nam,tre-em,1,,,,,\n")
    assert counts(told) == (0, 1, 0, 1)
    bring(world, FIGURES, "thon-1,2024-nam,tre-em,,,empty,,,\n")
    assert world.figure("thon-1", "tre-em").state == FigureState.EMPTY


def test_what_comes_out_goes_back_in_and_is_equal(world: World) -> None:
    whole_year(world)
    text = take_out(FIGURES)
    assert text.count("\r\n") - 1 == Figure.objects.count()
    told = bring(world, FIGURES, text.removeprefix("\ufeff"), head="", dry_run=True)
    assert counts(told) == (0, 0, Figure.objects.count(), 0)


def test_taken_out_by_place_item_and_edition(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.take("thon-1", "vhxh-x")
    villages = take_out(FIGURES, units=[world.units["xa-x"]], items=["tre-em"])
    assert [line.split(",")[:4] for line in villages.splitlines()[1:]] == [
        ["thon-1", "2024-nam", "tre-em", "100"],
        ["thon-2", "2024-nam", "tre-em", "80"],
        ["thon-3", "2024-nam", "tre-em", "120"],
    ]
    accepted = take_out(FIGURES, items=["tre-em"], only_accepted=True)
    assert [line.split(",")[0] for line in accepted.splitlines()[1:]] == ["thon-1"]


def test_semicolons_and_quotes_as_excel_writes_them(world: World) -> None:
    head = "\ufeffround;unit;item;value;state;reason"
    text = '2024-nam;thon-1;tre-em;100;;\r\n2024-nam;thon-1;hoan-canh;;not_collected;"mất; sổ"\r\n;;;;;\r\n'
    assert counts(bring(world, FIGURES, text, head=head)) == (2, 0, 0, 0)
    assert world.figure("thon-1", "hoan-canh").reason == "mất; sổ"


def test_queries_grow_with_bites_and_not_with_lines(world: World) -> None:
    def asked(text: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bring(world, FIGURES, text)
        return len(queries)

    one = asked("thon-1,2024-nam,tre-em,100,,,,,\n")
    many = asked(
        "".join(f"thon-{n},2024-nam,{item},5,,,,,\n" for n in (1, 2, 3) for item in ("tre-em", "hoan-canh"))
    )
    assert many <= one + 1


# --- Old years


def test_years_that_nobody_opened_become_rounds_of_one_place(world: World) -> None:
    """300 children in 2022 and 30 of them in special circumstances: 10%, as the table of old years has it."""
    build_plan(world, "xa-x", "ke-hoach-x")
    text = "xa-x,2022-nam,tre-em,300,,,,,\nxa-x,2022-nam,hoan-canh,30,,,,,\nxa-x,2023-nam,tre-em,320,,,,,\n"
    assert counts(bring(world, FIGURES, text, dry_run=True)) == (3, 0, 0, 0)
    assert not Round.objects.filter(year__lt=2024).exists()
    told = bring(world, FIGURES, text)
    assert counts(told) == (3, 0, 0, 0)
    report = Report.objects.get(unit=world.units["xa-x"], round__key="2022-nam")
    assert report.state == ReportState.ACCEPTED
    assert is_from_table(report)
    figure = report.figures.get(item__code="hoan-canh")
    assert figure.value == 30
    assert set(figure.changes.values_list("origin", flat=True)) == {Origin.IMPORTED}
    assert report.figures.get(item__code="tao-hon").state == FigureState.NOT_COLLECTED
    assert counts(bring(world, FIGURES, text)) == (0, 0, 3, 0)
    # A correction opens the report again: its next edition.
    assert counts(bring(world, FIGURES, "xa-x,2022-nam,hoan-canh,33,,,,,\n")) == (0, 1, 0, 0)
    report.refresh_from_db()
    assert (report.state, report.submissions) == (ReportState.ACCEPTED, 2)
    assert report.totals.get(edition=2, item__code="hoan-canh").value == 33
    told_to = Notice.objects.filter(kind=NoticeKind.IMPORTED, user=world.people["vhxh-x"])
    assert told_to.count() == 3


def test_the_unit_itself_brings_its_old_years_in_as_its_table_would(world: World) -> None:
    build_plan(world, "xa-x", "ke-hoach-x")
    assert counts(bring(world, FIGURES, "xa-x,2023-nam,tre-em,320,,,,,\n", by="vhxh-x")) == (1, 0, 0, 0)
    assert Round.objects.filter(key="2023-nam").exists()


def test_an_old_year_is_refused_as_the_table_refuses_it_and_nothing_stays(world: World) -> None:
    build_plan(world, "xa-x", "ke-hoach-x")
    told = bring(
        world,
        FIGURES,
        "xa-x,2023-nam,tre-em,300,,,,,\n"
        "xa-x,2010-nam,tre-em,300,,,,,\n"
        "xa-y,2023-nam,tre-em,300,,,,,\n"
        "xa-x,2023-nam,tre-em,300,,,,,\n",
        dry_run=True,
    )
    said = why(told)
    assert said[3] == "chỉ nhận các năm 2019–2023 khi kỳ chưa mở."
    assert said[4] == "“xa-y” chưa có kế hoạch đang áp dụng nên chưa biết năm cũ cần số nào."
    assert said[5] == "ô này đã có ở dòng trên; chỉ để một dòng."
    above = bring(world, FIGURES, "xa-x,2023-nam,hoan-canh,30,,,,,\nxa-x,2023-nam,duoc-giup,40,,,,,\n")
    assert list(why(above)) == [3]
    assert "không được lớn hơn" in why(above)[3]
    assert not Round.objects.filter(year__lt=2024).exists()


def test_a_file_that_is_no_such_file_is_refused_whole(world: World) -> None:
    cases = {
        b"": "thiếu cột",
        b"unit,round\n": "thiếu cột item, value",
        b"unit,round,item,value,gia-tri\n": "không hiểu cột gia-tri",
        b"unit,unit,round,item,value\n": "có cột ghi hai lần",
        b"PK\x03\x04\x00\x00": "không phải tệp CSV",
        b"unit,round,item,value\n\xff\xfe,a,b,c\n": "không phải UTF-8",
        b'unit,round,item,value\n"thon-1,2024-nam,tre-em,1\n': "dấu ngoặc kép không khớp",
    }
    for content, said in cases.items():
        with pytest.raises(BadFile, match=said):
            bring_in(FIGURES, BytesIO(content), "x.csv", by=world.people["tinh"], at=NOW)
    assert HEADS[FIGURES].startswith("unit,round,item,value")


def test_a_unit_outside_the_tree_of_the_day_is_not_found(world: World) -> None:
    world.units["thon-1"].placements.update(ends_on=date(2024, 6, 30))
    told = bring(world, FIGURES, "thon-1,2024-nam,tre-em,1,,,,,\n", at=at(16))
    assert "trong phạm vi của bạn" in why(told)[2]


def test_odd_words_are_refused_line_by_line(world: World) -> None:
    """Whatever somebody puts into a cell of the table: a sentence, and never a fault of the server."""
    world.enter("thon-1", "truong-thon-1", tre_em=90)
    long = "9" * 5_000
    cases = {
        f"thon-1,2024-nam,tre-em,100,,,,,{long}": "ô này đã đổi",
        f"thon-1,2024-nam,tre-em,{long},,,,,": "",
        "thon-1,2024-nam,tre-em,1000000000000000000,,,,,": "",
        "thon-1,2024-nam,tre-em,-5,,,,,": "",
        'thon-1,2024-nam,tre-em,"2,5",,,,,': "",
        "thon-1,2024-nam,tre-em,1e9,,,,,": "",
        "thon-1,2024-nam,tre-em,NaN,,,,,": "",
        f"thon-1,{long}-nam,tre-em,1,,,,,": "không có kỳ",
        f"thon-1,2024-nam,san-choi,1,{long},,,,": "",
        f"xa-y,2024-nam,san-choi,1,{long},,,,": "",
        "xa-y,2024-nam,san-choi,5,4,,,,": "",
    }
    for line, sentence in cases.items():
        told = bring(world, FIGURES, line + "\n")
        assert counts(told) == (0, 0, 0, 1), line[:60]
        assert sentence in why(told)[2], line[:60]
    assert world.figure("thon-1", "tre-em").value == 90


def test_a_reason_is_never_longer_than_its_column(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=90)
    reason = "lý do rất dài " * 60
    for state in ("empty", "not_collected"):
        told = bring(world, FIGURES, f"thon-1,2024-nam,tre-em,,,{state},,{reason},\n")
        assert counts(told)[3] == 1 or len(world.figure("thon-1", "tre-em").reason) <= 300, state
