"""`manage.py check_totals`: every stored total is what its sources added up to when it went up."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.enums import Better, ItemKind, Method, Nature, Source, Window
from indicators.models import DataItem, Measure
from reporting import actions
from reporting.actions.history import record_history
from reporting.actions.merging import merge_item
from reporting.answers import Answer, Change
from reporting.enums import FigureState, Side
from reporting.models import Total
from reporting.summaries.differences import differences_of
from reporting.summaries.rechecked import checked_reports
from reporting.totals import PARTS
from tests.finalising import final_of, open_final
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import (
    SENDERS,
    World,
    at,
    build_plan,
    build_round,
    fill_2023,
    fill_places,
    fill_villages,
    send_up,
    whole_year,
)
from units.models import LogEntry

UNITS = ("thon-1", "thon-2", "thon-3", "tram", "cong-an")
VILLAGES_COUNT = {
    "source": Source.VILLAGE,
    "nature": Nature.FLOW,
    "window": Window.ROUND,
    "kind": ItemKind.COUNT,
}


def run(*arguments: str) -> tuple[int, str]:
    """Exit code, and everything the command said."""
    out = io.StringIO()
    try:
        call_command("check_totals", *arguments, stdout=out, stderr=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def tamper(total: Total, **columns: int) -> None:
    """As somebody with the database in hand would, around the trigger."""
    sets = ", ".join(f"{name} = {value}" for name, value in columns.items())
    change = f"UPDATE reporting_total SET {sets} WHERE id = {total.pk}"  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'reporting_total_no_update'")
            (made,) = cursor.fetchone()
            cursor.execute("DROP TRIGGER reporting_total_no_update")
            cursor.execute(change)
            cursor.execute(made)
        else:
            # What waits to be checked at the end of a transaction is checked before the table is changed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE reporting_total DISABLE TRIGGER USER")
            cursor.execute(change)
            cursor.execute("ALTER TABLE reporting_total ENABLE TRIGGER USER")


def total(world: World, unit: str, item: str, edition: int = 1) -> Total:
    return Total.objects.get(report=world.report(unit), item=world.items[item], edition=edition)


def test_a_whole_year_agrees(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    code, said = run()
    assert code == 0
    # Two communes in 2023; three communes, two districts and the province in 2024.
    assert "Đã tính lại 8 báo cáo, 8 lần nộp, " in said
    assert said.endswith("không có chỗ khác.\n")
    row = LogEntry.objects.filter(act="tính lại các tổng đã nộp").get()
    assert (row.by, row.unit, row.after) == (None, None, "không có chỗ khác")


def test_a_total_that_somebody_touched_is_found(world: World) -> None:
    whole_year(world)
    tamper(total(world, "xa-x", "hoan-canh"), value=21, answered=2)
    code, said = run()
    assert code == 1
    lines = [line for line in said.splitlines() if "hoan-canh" in line]
    # The district added up what X had handed up when it was still right, so it differs as well.
    assert lines[0] == (
        "2024-nam xa-x lần 1 hoan-canh (nông thôn): "
        "đã lưu tổng 21, số ô đã có 2; tính lại tổng 20, số ô đã có 3"
    )
    assert LogEntry.objects.filter(act="tính lại các tổng đã nộp", after="2 chỗ khác").exists()


def test_of_what_few_may_see_no_value_is_said(world: World) -> None:
    whole_year(world)
    tamper(total(world, "huyen-b", "xam-hai"), value=7)
    code, said = run("--unit", "huyen-b")
    assert code == 1
    (line,) = [line for line in said.splitlines() if "xam-hai" in line]
    assert line == (
        "2024-nam huyen-b lần 1 xam-hai (thành thị): "
        "đã lưu khác nhau (số liệu hạn chế xem); tính lại khác nhau (số liệu hạn chế xem)"
    )


def test_a_total_that_is_missing_is_found(world: World) -> None:
    whole_year(world)
    row = total(world, "thi-tran-z", "tao-hon")
    tamper(row, item_id=world.items["tre-em"].pk, area="'rural'")  # type: ignore[arg-type]
    code, said = run("--unit", "thi-tran-z")
    assert code == 1
    assert "tao-hon (thành thị): đã lưu không có; tính lại tổng 1, số ô phải có 1, số ô đã có 1" in said
    assert "tre-em (nông thôn): đã lưu tổng 1, số ô phải có 1, số ô đã có 1; tính lại không có" in said


def test_what_happened_below_afterwards_changes_nothing(world: World) -> None:
    """Village 1 is opened again, says more, and X hands up an amended edition; village 3 came late."""
    fill_2023(world)
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an", "xa-y")
    world.hand_in("xa-x", "vhxh-x", when=at(17), reason="thôn 3 chưa gửi")
    world.take("xa-x", "huyen-a", when=at(17))
    world.hand_in("huyen-a", "huyen-a", when=at(17))
    boss = world.people["huyen-a"]
    actions.ask_for_amendment(report=world.report("xa-x"), by=boss, at=at(18), reason="thiếu thôn 3")
    send_up(world, "thon-3")
    boss, head = world.people["vhxh-x"], world.people["truong-thon-1"]
    actions.undo_acceptance(report=world.report("thon-1"), by=boss, at=at(18), reason="sót")
    actions.recall(report=world.report("thon-1"), by=head, at=at(18))
    world.enter("thon-1", "truong-thon-1", tre_em=110, hoan_canh=FigureState.NO_CASES, duoc_giup=0)
    send_up(world, "thon-1")
    world.hand_in("xa-x", "vhxh-x", when=at(19))
    # Last year is opened again as well: the matched sums of this year were made before.
    boss = world.people["huyen-a"]
    actions.undo_acceptance(report=world.report("xa-x", 2023), by=boss, at=at(20), reason="sai sổ")
    code, said = run()
    assert (code, "khác" in said.splitlines()[-2]) == (0, False)
    assert total(world, "xa-x", "tre-em").value == 180
    assert total(world, "xa-x", "tre-em", 2).value == 310
    assert total(world, "huyen-a", "tre-em").value == 380
    assert total(world, "xa-x", "tao-hon", 2).matched_previous == 4


def test_cells_that_were_asked_later_are_not_counted_before(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x", when=at(17))
    new = DataItem.objects.create(code="moi", name="Mới", short_name="Số mới", **VILLAGES_COUNT)
    world.report("thon-1").figures.create(item=new, added_at=at(18))
    # One that nobody says when it came is taken as asked from the beginning, and does not agree.
    assert run("--unit", "xa-x")[0] == 0
    world.report("thon-2").figures.create(item=new)
    code, said = run("--unit", "xa-x")
    assert code == 1
    assert "moi (nông thôn): đã lưu không có; tính lại số ô phải có 1" in said
    assert len(said.splitlines()) == 3


def test_levels_states_and_texts(db: None) -> None:
    world = build_kinds(2023, 2024)
    for year, level in ((2023, 3), (2024, 2)):
        say(world, "xa-x", year, giu_muc_do=level)
        leave_the_rest(world, "xa-x", year)
        world.hand_in("xa-x", "vhxh-x", year, reason="thiếu")
        world.take("xa-x", "huyen-a", year)
    assert total(world, "xa-x", "giu-muc-do").fell == 1
    assert run()[0] == 0
    tamper(total(world, "xa-x", "giu-muc-do"), fell=0, step_2=0, step_1=1)
    code, said = run()
    assert code == 1
    assert "số ô ở bậc 1 1, số ô ở bậc 2 0, số ô thấp hơn năm trước 0" in said


def test_a_choice_counts_from_when_it_was_made(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.enter("tram", "y-te", bi_thuong=4)
    send_up(world, *UNITS)

    def choose(uses: Side, day: int) -> None:
        (difference,) = differences_of(world.report("xa-x"))
        actions.settle(
            report=world.report("xa-x"),
            item=world.items["bi-thuong"],
            uses=uses,
            reason="đã rà lại",
            seen=difference.mark,
            by=world.people["vhxh-x"],
            at=at(day),
        )

    choose(Side.CHECK, 17)
    world.hand_in("xa-x", "vhxh-x", when=at(18))
    actions.recall(report=world.report("xa-x"), by=world.people["vhxh-x"], at=at(19))
    choose(Side.SOURCE, 20)
    world.hand_in("xa-x", "vhxh-x", when=at(21))
    assert [total(world, "xa-x", "bi-thuong", edition).value for edition in (1, 2)] == [3, 4]
    assert run()[0] == 0


def test_a_final_round(world: World) -> None:
    whole_year(world)
    open_final(world)
    year = final_of(2024)
    when = at(22, month=12)
    for unit in ("thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x"):
        if unit == "thon-1":
            world.enter(unit, SENDERS[unit], year, when, tre_em=105)
        world.hand_in(unit, SENDERS[unit], year, when)
        if unit != "xa-x":
            world.take(unit, "vhxh-x", year, when)
    report = world.report("xa-x", year)
    assert Total.objects.get(report=report, item=world.items["tre-em"]).value == 305
    assert run()[0] == 0


def test_old_years_that_a_place_typed_itself(world: World) -> None:
    """X knows its child marriages of 2022; a day later its plan counts more, and X knows that too."""
    by, unit = world.people["vhxh-x"], world.units["xa-x"]
    plan = build_plan(world, "xa-x", "ke-hoach-x")

    def record(code: str, value: int, day: int, version: int) -> None:
        answer = Answer(FigureState.ENTERED, value=value, raw=str(value))
        change = Change(world.items[code].pk, version, answer)
        record_history(unit=unit, answers={2022: [change]}, by=by, at=at(day))

    record("tao-hon", 5, 15, 0)
    count = VILLAGES_COUNT | {"source": Source.COMMUNE}
    new = DataItem.objects.create(code="moi", name="Mới", short_name="Số mới", **count)
    world.items["moi"] = new
    measure = Measure.objects.create(
        code="MOI",
        goal=1,
        name="Mới",
        short_name="Mới",
        method=Method.COUNT,
        numerator=new,
        better=Better.LOWER,
    )
    indicator = plan.indicators.get(number="6")
    indicator.components.create(label="6.3", measure=measure, short_name="Mới", words="Mới", position=9)
    record("moi", 40, 16, 0)
    report = world.units["xa-x"].reports.get(round__year=2022)
    assert report.submissions == 2
    code, said = run("--round", "2022-nam")
    assert (code, "1 báo cáo, 2 lần nộp" in said) == (0, True)


def test_items_that_were_merged_since(world: World) -> None:
    """Y counts something of its own for what the catalogue counts; merged, both are one, and still agree."""
    own = DataItem.objects.create(
        code="rieng",
        name="Riêng",
        short_name="Số riêng",
        owner=world.units["xa-y"],
        **(VILLAGES_COUNT | {"source": Source.COMMUNE}),
    )
    world.items["rieng"] = own
    world.figure("xa-y", "tao-hon").delete()
    world.report("xa-y").figures.create(item=own)
    fill_villages(world)
    world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    figures = {"tre_em": 200, "hoan_canh": 30, "duoc_giup": 30, "bi_thuong": 5, "xam_hai": 1}
    world.enter("xa-y", "vhxh-y", **figures, san_choi=(3, 4), can_do=40, beo_phi=3, rieng=6)
    send_up(world, *UNITS, "xa-x", "xa-y")
    assert run()[0] == 0
    merge_item(item=own, into=world.items["tao-hon"], by=world.people["quan-tri"], at=at(17))
    assert run()[0] == 0
    tamper(total(world, "xa-y", "tao-hon"), value=5)
    code, said = run()
    assert code == 1
    assert "xa-y lần 1 tao-hon (nông thôn): đã lưu tổng 5; tính lại tổng 6" in said


class TestSwitches:
    def test_one_unit_and_what_is_below(self, world: World) -> None:
        whole_year(world)
        assert "Đã tính lại 3 báo cáo" in run("--unit", "huyen-a")[1]
        assert "Đã tính lại 1 báo cáo" in run("--unit", "thi-tran-z", "--round", "2024-nam")[1]

    def test_since_and_latest(self, world: World) -> None:
        fill_villages(world)
        fill_places(world)
        for day in (16, 18):
            world.hand_in("xa-y", "vhxh-y", when=at(day))
            actions.recall(report=world.report("xa-y"), by=world.people["vhxh-y"], at=at(day))
        world.hand_in("xa-y", "vhxh-y", when=at(20))
        assert "1 báo cáo, 3 lần nộp" in run()[1]
        assert "1 báo cáo, 1 lần nộp" in run("--latest")[1]
        assert "1 báo cáo, 2 lần nộp" in run("--since", "2024-11-18")[1]
        assert "0 báo cáo, 0 lần nộp" in run("--since", "2024-11-21")[1]

    @pytest.mark.parametrize(
        "wrong", [("--round", "khong-co"), ("--unit", "khong-co"), ("--since", "hôm qua")]
    )
    def test_what_is_not_there_is_said(self, world: World, wrong: tuple[str, str]) -> None:
        with pytest.raises(CommandError):
            run(*wrong)


def test_as_many_questions_for_many_units_as_for_few(world: World) -> None:
    """One report costs a fixed number of queries, whatever stands below it."""
    whole_year(world)
    counts = []
    for unit in ("xa-x", "xa-y"):  # five units below, and none
        with CaptureQueriesContext(connection) as asked:
            found = list(checked_reports(world.rounds[2024], unit=world.units[unit]))
        assert [each.wrong for each in found] == [[]]
        counts.append(len(asked))
    assert counts[0] - counts[1] <= 6


def test_an_empty_system(db: None) -> None:
    assert run() == (0, "Đã tính lại 0 báo cáo, 0 lần nộp, 0 tổng: không có chỗ khác.\n")


def test_a_round_in_which_nothing_was_handed_in(world: World) -> None:
    build_round(world, 2023)
    assert "0 báo cáo" in run("--round", "2023-nam")[1]


def test_a_total_of_an_edition_that_never_went_up_is_found(world: World) -> None:
    whole_year(world)
    tamper(total(world, "thi-tran-z", "tao-hon"), edition=7)
    code, said = run("--unit", "thi-tran-z")
    assert code == 1
    assert "lần 1 tao-hon (thành thị): đã lưu không có; tính lại tổng 1" in said
    assert "lần 7 tao-hon (thành thị): đã lưu tổng 1" in said


def test_a_row_too_many_is_found_also_where_it_says_nothing(world: World) -> None:
    whole_year(world)
    report = world.report("thi-tran-z")
    nothing = dict.fromkeys(PARTS, 0)
    Total.objects.create(report=report, edition=1, item=world.items["tre-em"], area="rural", **nothing)
    code, said = run("--unit", "thi-tran-z")
    assert code == 1
    assert "lần 1 tre-em (nông thôn): đã lưu tổng 0; tính lại không có" in said
