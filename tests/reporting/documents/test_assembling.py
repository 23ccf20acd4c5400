"""Is the whole report there, in words written here by hand, for the issuer of a plan and for a unit under it?

The province of the small world has 600 children: 51 in special circumstances, 47 of them helped; 8 injured, 1
abused; 7 of 9 places with a playground; child marriages fell from 4 to 2 in the two communes with both years.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from indicators.models import Component, DataItem
from plans.models import Task
from reporting.documents.annexes import annex_of
from reporting.documents.assembling import (
    NOTHING_YET,
    assemble,
    assemble_public,
    assemble_to_issue,
    figures_from,
    parts_of,
    public_to_issue,
    tables_now,
    version_words,
)
from reporting.documents.content import Paragraph
from reporting.documents.kept import as_json, from_json
from reporting.documents.public import FEW, HIDDEN
from reporting.documents.sections import Part
from reporting.enums import FigureState, RoundKind, TaskState
from reporting.models import AnnualReport, Difficulty, Letterhead, Report, Round, TaskResult
from reporting.summaries.results import ResultText
from reporting.summaries.table_rows import Group
from tests.signed_reports import draft, round_over, section_of, text_of, texts_of, whole_text, write
from tests.world import (
    NOW,
    World,
    at,
    fill_2023,
    fill_places,
    fill_villages,
    send_up,
    whole_year,
)

pytestmark = pytest.mark.django_db


def numbered(report_document: object) -> list[str]:
    return [
        f"{one.number} {one.heading}"
        for section in report_document.sections  # type: ignore[attr-defined]
        for one in (section, *section.parts)
    ]


def test_the_issuer_of_a_plan_is_judged_and_reads_so(world: World):
    fill_2023(world)
    whole_year(world)
    report = draft(world)
    document = assemble(report, now=NOW)
    assert document.subject == (
        "Kết quả thực hiện Chương trình hành động chương trình hành động vì trẻ em tỉnh Thử năm 2024"
    )
    assert document.heading.issuer == ("ỦY BAN NHÂN DÂN", "TỈNH THỬ")
    assert document.heading.dated == "ngày\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0tháng 11 năm 2024"
    assert document.is_draft
    assert numbered(document) == [
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU",
        "1. Bảo vệ trẻ em",
        "III. ĐÁNH GIÁ CHUNG",
        "1. Kết quả đạt được",
        "2. Tồn tại, hạn chế",
        "3. Nguyên nhân",
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2025",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
    ]
    assert texts_of(document, "direction") == ["Tất cả 2 đơn vị đã nộp báo cáo."]
    assert texts_of(document, "results") == [
        "Trong 8 nội dung: 2 đạt, 1 vượt, 4 chưa đạt, 1 chưa đến mốc.",
        "Chi tiết: biểu kết quả thực hiện chỉ tiêu tại Phụ lục I; tình hình nộp báo cáo của các đơn vị tại "
        "Phụ lục II; nguyên văn chỉ tiêu đã ký và cách đọc tại Phụ lục III.",
    ]
    assert texts_of(document, "goal-1") == [
        "- 1.1. Nội dung HCDB: 8,5% (51/600); chỉ tiêu dưới 10%: đạt.",
        "- 1.2. Nội dung TG: 92,2% (47/51); chỉ tiêu đến năm 2025 từ 95% trở lên: còn cách 2,8 điểm %.",
        "- 2. Nội dung TNTT: 133,3/10.000 (8/600); chỉ tiêu không quá 100/10.000: chưa đạt.",
        "- 3. Nội dung XH: 0,2% (1/600); chỉ tiêu 0%: chưa đạt.",
        "- 4. Nội dung VC: 77,8% (7/9); chỉ tiêu từ 60% trở lên: vượt.",
        "- 5. Nội dung TH: 50,0% (từ 4 xuống 2; số liệu của 2/3 xã); chỉ tiêu giảm 2–3%: đạt.",
        "- 6.1. Nội dung BP-NT: 5,6% (5/90); chỉ tiêu dưới 5%: chưa đạt.",
        "- 6.2. Nội dung BP-TT: 15,0% (3/20); chỉ tiêu dưới 10%: chưa đạt.",
    ]
    assert texts_of(document, "achieved") == [
        "- 3/8 nội dung đạt hoặc vượt chỉ tiêu.",
        "- Vượt chỉ tiêu: nội dung VC 77,8% (chỉ tiêu từ 60% trở lên).",
    ]
    assert texts_of(document, "shortcomings") == [
        "- 4 nội dung chưa đạt chỉ tiêu: nội dung TNTT 133,3/10.000 (chỉ tiêu không quá 100/10.000); "
        "nội dung XH 0,2% (chỉ tiêu 0%); nội dung BP-NT 5,6% (chỉ tiêu dưới 5%); nội dung BP-TT 15,0% "
        "(chỉ tiêu dưới 10%)."
    ]
    assert texts_of(document, "causes") == [NOTHING_YET]
    assert texts_of(document, "next") == [
        "- Tập trung thực hiện 4 nội dung chưa đạt: nội dung TNTT; nội dung XH; nội dung BP-NT; nội dung "
        "BP-TT.",
        "- Phấn đấu đạt 1 mốc năm 2025: nội dung TG 92,2% (mốc từ 95% trở lên).",
    ]
    assert document.notes == (
        "Số liệu năm 2024 là số ước thực hiện: kỳ số liệu tính đến hết ngày 14/12/2024 "
        "(Nghị định 09/2019/NĐ-CP).",
        "Nội dung 4, 5, 6.2 tính trên mẫu số dưới 30, nên đọc cùng số đếm.",
    )
    assert [(annex.code, annex.number) for annex in document.annexes] == [
        ("annex-results", "I"),
        ("annex-units", "II"),
        ("annex-wording", "III"),
    ]
    assert document.stamp.edition == "Chính thức, ước thực hiện"
    assert document.stamp.window == "15/12/2023–14/12/2024"
    issued = assemble_to_issue(report, now=NOW)
    assert not issued.is_draft
    # Nobody wrote of causes and nobody asks for anything: an issued report has no empty headings.
    assert numbered(issued)[-2:] == ["2. Tồn tại, hạn chế", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2025"]
    assert from_json(json.loads(json.dumps(as_json(issued)))) == issued


def test_everybody_reads_neither_restricted_items_nor_units_nor_words_nobody_has_read_for_them(world: World):
    whole_year(world)
    report = draft(world)
    write(report, "direction", "Huyện An làm chậm.", by=world.people["tinh"])
    write(report, "next", "Tỉnh sẽ làm tốt hơn.", by=world.people["tinh"], is_public=True)
    document = assemble_public(report, now=NOW)
    text = whole_text(document)
    assert document.stamp.is_public
    assert (
        texts_of(document, "results")[0]
        == "Trong 7 nội dung: 1 đạt, 1 vượt, 3 chưa đạt, 1 chưa đến mốc, 1 chưa có số liệu."
    )
    assert texts_of(document, "next") == ["Tỉnh sẽ làm tốt hơn."]
    for secret in ("Nội dung XH", "nội dung XH", "Huyện An", "huyện Bình", "làm chậm", "Nguyên văn 3"):
        assert secret not in text
    assert [annex.code for annex in document.annexes] == ["annex-results", "annex-wording"]
    inside = whole_text(assemble(report, now=NOW))
    assert "Nội dung XH" in inside
    assert "Huyện An làm chậm." in inside


def test_what_is_marked_after_the_figures_were_taken_is_not_for_everybody_either(world: World):
    whole_year(world)
    # 47 of the 51 in special circumstances were helped: four were not.
    report = draft(world)
    before = whole_text(assemble_public(report, now=NOW))
    assert "47/51" in before
    assert "Nội dung TNTT" in before
    DataItem.objects.filter(code="bi-thuong").update(is_restricted=True, suppress_public=True)
    DataItem.objects.filter(code="hoan-canh").update(suppress_public=True)
    DataItem.objects.filter(code="duoc-giup").update(
        suppress_public=True, contained_in=world.items["hoan-canh"]
    )
    text = whole_text(assemble_public(report, now=NOW))
    assert "Nội dung TNTT" not in text
    assert "47/51" not in text
    assert "Nội dung TNTT" in whole_text(assemble(report, now=NOW))


def test_a_unit_under_the_plan_is_not_judged_by_it(world: World):
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    report = draft(world, "xa-x", "vhxh-x")
    document = assemble(report, now=NOW)
    assert document.addressed_to == ("Ủy ban nhân dân huyện An",)
    assert document.opening[0].text == (
        "Thực hiện Chương trình hành động chương trình hành động vì trẻ em tỉnh Thử của Ủy ban nhân dân tỉnh "
        "Thử, Ủy ban nhân dân xã Xuân báo cáo kết quả năm 2024 như sau:"
    )
    assert texts_of(document, "results")[0] == (
        "Có 8 nội dung. Chỉ tiêu dưới đây là của Ủy ban nhân dân tỉnh Thử, ghi để tham khảo; kết "
        "quả không đánh giá đạt hay chưa đạt."
    )
    assert texts_of(document, "direction") == ["4/5 đơn vị đã nộp báo cáo; chưa nộp: Thôn 3."]
    # 14 of 180 children of the two villages that are in; the station's injured are told over those.
    assert texts_of(document, "goal-1")[0] == (
        "- 1.1. Nội dung HCDB: 7,8% (14/180; số liệu của 2/3 thôn); chỉ tiêu dưới 10%."
    )
    assert texts_of(document, "goal-1")[-1] == "- 6.2. Nội dung BP-TT: không áp dụng trên địa bàn này."
    assert "Số liệu chưa gồm Thôn 3 (báo cáo chưa được duyệt)." in document.notes
    assert texts_of(document, "goal-1")[5] == ("- 5. Nội dung TH: chưa có đủ số liệu hai năm để so sánh.")
    assert texts_of(document, "shortcomings") == [
        "- 1 nội dung chưa có số liệu: nội dung TH.",
        "- Đơn vị chưa nộp: Thôn 3.",
    ]
    provisional = assemble(draft(world, "xa-y", "vhxh-y", official=False), now=NOW)
    assert provisional.stamp.edition == "Tạm tính, ước thực hiện"
    assert "Số liệu tạm tính, gồm cả số chưa nộp hoặc chưa được duyệt." in provisional.notes


def test_no_case_not_collected_and_nothing_typed_are_told_apart(world: World):
    world.enter(
        "xa-y",
        "vhxh-y",
        tre_em=200,
        hoan_canh=FigureState.NO_CASES,
        duoc_giup=FigureState.NO_CASES,
        xam_hai=FigureState.NOT_COLLECTED,
        bi_thuong=0,
    )
    lines = texts_of(assemble(draft(world, "xa-y", "vhxh-y", official=False), now=NOW), "goal-1")
    assert lines[1] == "- 1.2. Nội dung TG: không phát sinh trong năm."
    assert lines[2] == "- 2. Nội dung TNTT: 0/10.000 (0/200); chỉ tiêu không quá 100/10.000."
    assert lines[3] == "- 3. Nội dung XH: chưa thu thập được số liệu."
    assert lines[4] == "- 4. Nội dung VC: chưa có số liệu."


def test_of_a_goal_without_figures_one_line_tells_all(world: World):
    lines = texts_of(assemble(draft(world, "xa-y", "vhxh-y", official=False), now=NOW), "goal-1")
    assert lines == [
        "- 5. Nội dung TH: chưa có đủ số liệu hai năm để so sánh.",
        "- 6.2. Nội dung BP-TT: không áp dụng trên địa bàn này.",
        "- Chưa có số liệu: 1.1. nội dung HCDB; 1.2. nội dung TG; 2. nội dung TNTT; 3. nội dung XH; "
        "4. nội dung VC; 6.1. nội dung BP-NT.",
    ]


def test_a_written_section_keeps_its_words_and_the_figures_are_offered_beside_them(world: World):
    whole_year(world)
    report, by = draft(world), world.people["tinh"]
    write(report, "achieved", "Đạt nhiều kết quả.\n\n- Sân chơi:  7/9 nơi.", by=by)
    write(report, "causes", "", by=by)
    write(report, "proposals", "Đề nghị Bộ hỗ trợ.", by=by)
    document = assemble(report, now=NOW)
    assert section_of(document, "achieved").paragraphs == (
        Paragraph("Đạt nhiều kết quả."),
        Paragraph("- Sân chơi: 7/9 nơi."),
    )
    # Left empty on purpose: the heading is gone and what follows is counted anew.
    assert "3. Nguyên nhân" not in numbered(document)
    assert all(paragraph.is_generated for paragraph in section_of(document, "goal-1").paragraphs)
    states = {part.code: part for part in parts_of(report)}
    assert states["achieved"].is_touched
    assert states["achieved"].generated.startswith("- 2/8 nội dung đạt hoặc vượt chỉ tiêu.")
    assert states["achieved"].by == "Tinh"
    assert (states["achieved"].version, states["results"].version) == (1, 0)
    assert states["goal-1"].number == "1."
    assert states["annex-wording"].number == "Phụ lục III"
    assert not states["annex-wording"].can_switch
    write(report, "achieved", "", by=by, back=True)
    assert texts_of(assemble(report, now=NOW), "achieved")[0] == "- 2/8 nội dung đạt hoặc vượt chỉ tiêu."
    assert not {part.code: part for part in parts_of(report)}["achieved"].is_touched


def test_what_is_switched_off_is_gone_and_the_rest_is_numbered_anew(world: World):
    whole_year(world)
    report = draft(world)
    report.switches = {"direction": False, "assessment": False, "annex-results": False, "annex-units": False}
    document = assemble(report, now=NOW)
    assert numbered(document)[0] == "I. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU"
    assert [section.number for section in document.sections] == ["I.", "II.", "III."]
    # One annex alone has no number, and the text refers to it all the same.
    assert [annex.number for annex in document.annexes] == [""]
    assert texts_of(document, "results")[-1] == "Chi tiết: nguyên văn chỉ tiêu đã ký và cách đọc tại Phụ lục."
    off = {part.code: part for part in parts_of(report) if not part.is_on}
    assert set(off) == {
        *("direction", "assessment", "achieved", "shortcomings", "causes"),
        *("annex-results", "annex-units"),
    }
    assert off["causes"].number == ""


def test_every_signed_chi_tieu_is_printed_word_for_word_once(world: World):
    Component.objects.filter(label="3").update(words="giảm <b>mạnh</b> =SUM(A1)")
    whole_year(world)
    document = assemble(draft(world), now=NOW)
    wording = next(annex for annex in document.annexes if annex.code == "annex-wording")
    assert [group.heading for group in wording.table.groups] == [
        f"Chỉ tiêu {number}. Nguyên văn chỉ tiêu {number}" for number in range(1, 7)
    ]
    cells = [[cell.text for cell in cells] for cells in wording.table.rows]
    assert ["1.2", "Nội dung TG", "Nguyên văn 1.2", "2025", "≥\u00a095%", "—"] in cells
    assert ["3", "Nội dung XH", "giảm <b>mạnh</b> =SUM(A1)", "mọi năm", "≤\u00a00%", "—"] in cells


def test_tasks_and_difficulties_feed_the_sections_they_belong_to(world: World):
    fill_villages(world)
    fill_places(world)
    for position, (words, units) in enumerate(
        [("Cân đo trẻ", ["tram"]), ("Tuyên truyền", ["thon-1", "thon-2"]), ("Tập huấn", [])], start=1
    ):
        task = Task.objects.create(plan=world.plan, position=position, unit_words="Đơn vị", words=words)
        task.units.set([world.units[unit] for unit in units])
    for unit, position, state, words in (
        ("tram", 1, TaskState.DONE, "Cân đo hai đợt."),
        ("thon-1", 2, TaskState.ONGOING, ""),
    ):
        TaskResult.objects.create(
            task=Task.objects.get(position=position),
            unit=world.units[unit],
            round=world.rounds[2024],
            state=state,
            words=words,
            by=world.people["y-te"],
            at=NOW,
        )
    for number, (text, proposal, year) in enumerate(
        [("Thiếu sân\nchơi.", "Xã làm sân chơi.", 2024), ("Chưa đưa vào", "", None)], start=1
    ):
        Difficulty.objects.create(
            unit=world.units["thon-2"],
            number=number,
            text=text,
            proposal=proposal,
            by=world.people["truong-thon-2"],
            at=NOW,
            report_year=year,
            drawn_by=world.people["vhxh-x"] if year else None,
        )
    report = draft(world, "xa-x", "vhxh-x")
    document = assemble(report, now=NOW)
    assert texts_of(document, "direction") == [
        "Trong 2 nhiệm vụ giao cho các đơn vị: 1 đã làm xong, 1 đang làm.",
        "- Trạm Y tế: Cân đo hai đợt.",
        "0/5 đơn vị đã nộp báo cáo; chưa nộp: Công an xã, Trạm Y tế, Thôn 1, Thôn 2, Thôn 3.",
    ]
    assert texts_of(document, "achieved")[-1] == "- Hoàn thành 1/2 nhiệm vụ được giao."
    assert texts_of(document, "shortcomings")[-1] == "- Thôn 2 nêu vướng mắc: Thiếu sân chơi."
    assert texts_of(document, "next")[-1] == "- Hoàn thành 1 nhiệm vụ còn lại."
    assert texts_of(document, "proposals") == ["- Xã làm sân chơi (Thôn 2)."]
    tasks = next(annex for annex in document.annexes if annex.code == "annex-tasks")
    assert [[cell.text for cell in cells] for cells in tasks.table.rows] == [
        ["1", "Cân đo trẻ", "Trạm Y tế", "Đã làm xong", "Trạm Y tế: Cân đo hai đợt."],
        ["2", "Tuyên truyền", "Thôn 1, Thôn 2", "Đang làm 1/2, chưa báo cáo 1/2", "—"],
    ]
    public = whole_text(assemble_public(report, now=NOW))
    assert "Cân đo hai đợt" not in public
    assert "Thiếu sân" not in public
    # Everybody reads to whom the document gave a task and to how many units, not which.
    found = next(one for one in assemble_public(report, now=NOW).annexes if one.code == "annex-tasks")
    given = [next(cell.text for cell in cells if cell.column.key == "given-to") for cells in found.table.rows]
    assert given == ["Đơn vị", "Đơn vị (2 đơn vị)"]


def test_what_a_writer_took_out_everybody_does_without(world: World):
    whole_year(world)
    report = draft(world)
    before = {part.code for part in section_of(assemble_public(report, now=NOW), "assessment").parts}
    write(report, "achieved", "", by=world.people["tinh"])
    after = {part.code for part in section_of(assemble_public(report, now=NOW), "assessment").parts}
    assert before - after == {"achieved"}


def test_without_a_table_nothing_says_which_chi_tieu_is_for_everybody(world: World):
    # No year behind it has a report, so that no row tells which contents are restricted.
    report = draft(world, round_=round_over(world, RoundKind.MID_TERM, 2021, 2021))
    assert "Nguyên văn 2" in whole_text(assemble(report, now=NOW))
    assert "Nguyên văn" not in whole_text(assemble_public(report, now=NOW))


def test_six_months_stand_beside_the_years_target_without_a_verdict(world: World):
    round_ = Round.objects.create(
        key="2024-6-thang",
        kind=RoundKind.SIX_MONTHS,
        year=2024,
        data_from=date(2023, 12, 15),
        data_to=date(2024, 6, 14),
    )
    half = Report.objects.create(round=round_, unit=world.units["xa-y"])
    for code, value in (("tre-em", 200), ("hoan-canh", 30)):
        half.figures.create(item=world.items[code], state=FigureState.ENTERED, value=value)
    document = assemble(draft(world, round_=round_, official=False), now=NOW)
    assert document.subject == (
        "Kết quả 6 tháng đầu năm 2024 thực hiện Chương trình hành động chương trình hành động vì trẻ em tỉnh "
        "Thử"
    )
    assert texts_of(document, "results")[0] == (
        "Có 8 nội dung. Chỉ tiêu giao cho cả năm, nên kết quả 6 tháng để theo dõi, chưa đánh giá "
        "đạt hay chưa đạt."
    )
    assert texts_of(document, "goal-1")[0] == ("- 1.1. Nội dung HCDB: 15,0% (30/200); chỉ tiêu dưới 10%.")
    assert section_of(document, "next").heading == "NHIỆM VỤ TRỌNG TÂM 6 THÁNG CUỐI NĂM 2024"


def test_a_report_over_years_tells_each_of_them(world: World):
    fill_2023(world)
    whole_year(world)
    report = draft(world, round_=round_over(world, RoundKind.MID_TERM, 2022, 2024))
    document = assemble(report, now=NOW)
    assert document.subject == (
        "Sơ kết 03 năm (2022–2024) thực hiện Chương trình hành động chương trình hành động vì trẻ em tỉnh Thử"
    )
    assert texts_of(document, "results")[:2] == [
        "Đến năm 2024: trong 8 nội dung: 2 đạt, 1 vượt, 4 chưa đạt, 1 chưa đến mốc.",
        "Số nội dung đạt hoặc vượt chỉ tiêu qua các năm – năm 2022: chưa đánh giá; năm 2023: 0/8; năm 2024: "
        "3/8.",
    ]
    lines = texts_of(document, "goal-1")
    assert lines[0] == (
        "- 1.1. Nội dung HCDB: năm 2023: chưa có số liệu; năm 2024: 8,5% (51/600); chỉ tiêu dưới 10%: đạt."
    )
    years = next(annex for annex in document.annexes if annex.code == "annex-years")
    assert [column.heading for column in years.table.columns] == [
        *("Mã", "Chỉ tiêu", "Đơn vị tính"),
        *("Năm 2023", "Chỉ tiêu, đánh giá 2023", "Năm 2024", "Chỉ tiêu, đánh giá 2024"),
    ]
    first = [cell.text for cell in next(years.table.rows)]
    assert first == [
        "1.1",
        "Nội dung HCDB",
        "%",
        "—",
        "<\u00a010%; Chưa có số liệu",
        "8,5%",
        "<\u00a010%; Đạt",
    ]
    assert years.lead == ("Năm 2023, 2024: số ước thực hiện.",)
    assert "Năm 2022 không có báo cáo." in document.notes
    assert section_of(document, "next").heading == "PHƯƠNG HƯỚNG, NHIỆM VỤ ĐẾN NĂM 2030"
    assert from_json(json.loads(json.dumps(as_json(document)))) == document


@pytest.mark.parametrize(("numerator", "printed"), [("51", HIDDEN), (FEW, FEW)])
def test_a_count_is_not_told_in_place_of_a_rate_that_is_hidden(world: World, numerator: str, printed: str):
    # Where only the whole is hidden, “51” under the year would be read as 51%.
    whole_year(world)
    figures = figures_from(draft(world, round_=round_over(world, RoundKind.MID_TERM, 2024, 2024)).tables)
    (year,) = figures.years
    assert year.table is not None
    result = ResultText(text=HIDDEN, parts=f"{numerator}/{HIDDEN}")
    row = replace(year.table.rows[0], numerator=numerator, result=result, is_withheld=True)
    table = replace(year.table, groups=[Group("Mục tiêu 1", [row])])
    annex = annex_of(
        Part("annex-years", "", is_annex=True), replace(figures, years=(replace(year, table=table),))
    )
    assert annex is not None
    assert [cell.text for cell in next(annex.table.rows)][3] == printed


def test_hostile_words_stay_words(world: World):
    fill_villages(world)
    evil = "\u202e<script>alert(1)</script>\x00\x0b =CMD()\r\n- giả"
    Difficulty.objects.create(
        unit=world.units["thon-1"],
        number=1,
        text=evil.replace("\x00", ""),
        by=world.people["truong-thon-1"],
        at=NOW,
        report_year=2024,
        drawn_by=world.people["vhxh-x"],
    )
    report = draft(world, "xa-x", "vhxh-x")
    write(report, "causes", evil.replace("\x00", ""), by=world.people["vhxh-x"])
    document = assemble(report, now=NOW)
    assert texts_of(document, "shortcomings")[-1].endswith("<script>alert(1)</script> =CMD() - giả.")
    assert texts_of(document, "causes") == ["\u202e<script>alert(1)</script> =CMD()", "- giả"]
    assert all("\x0b" not in line and "\n" not in line for line in text_of(document))


def test_an_issued_report_is_what_was_kept_whatever_becomes_of_its_figures(world: World):
    whole_year(world)
    report, by = draft(world), world.people["tinh"]
    content, public = assemble_to_issue(report, now=NOW), public_to_issue(report, now=NOW)
    AnnualReport.objects.filter(pk=report.pk).update(
        state="issued",
        content=as_json(content),
        public_content=as_json(public),
        digest="0" * 64,
        issued_by=by,
        issued_at=at(20),
    )
    Component.objects.update(short_name="Tên mới")
    Letterhead.objects.create(
        unit=world.units["tinh"],
        issuer="X",
        symbol="Y",
        place="Z",
        signature="W",
        changed_by=by,
        changed_at=NOW,
    )
    again = AnnualReport.objects.get(pk=report.pk)
    assert assemble(again, now=at(25)) == content
    assert assemble_public(again, now=at(25)) == public


def test_a_corrected_edition_says_what_it_stands_for(world: World):
    whole_year(world)
    first, by = draft(world), world.people["tinh"]
    content = assemble_to_issue(first, now=NOW)
    AnnualReport.objects.filter(pk=first.pk).update(
        state="issued",
        content=as_json(content),
        public_content=as_json(content),
        digest="0" * 64,
        issued_by=by,
        issued_at=at(20),
    )
    second = AnnualReport(
        unit=first.unit, plan=first.plan, round=first.round, edition=2, amended_because="Huyện An sửa số.",
        letterhead=first.letterhead, tables=first.tables, taken_at=at(21), begun_by=by, begun_at=at(21),
        saved_by=by, saved_at=at(21),
    )  # fmt: skip
    second.save()
    document = assemble(second, now=at(21))
    assert document.amends == (
        "Bản sửa đổi, thay cho bản 1 đã phát hành ngày 20/11/2024. Lý do: Huyện An sửa số."
    )
    assert document.stamp.version == version_words(second) == "Bản 2 (sửa đổi)"
    assert assemble_public(second, now=at(21)).amends == (
        "Bản sửa đổi, thay cho bản 1 đã phát hành ngày 20/11/2024."
    )


def test_figures_are_kept_whole(world: World):
    whole_year(world)
    report = draft(world)
    tables = json.loads(json.dumps(report.tables))
    assert figures_from(tables) == figures_from(tables_now(report, now=NOW))
    with pytest.raises(ValueError, match="2"):
        figures_from({"format": 2})
