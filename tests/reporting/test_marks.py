"""Does every change that sums could see raise the mark of the forms it is seen from, on both databases?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from reporting.enums import FigureState, ReportState
from reporting.marking import TRIGGERS, mark_of_the_tree, marks_of_forms
from reporting.models import Figure, FormMark, Report
from tests.reporting.kept_or_read import all_the_same, keep
from tests.world import World, build_round, fill_2023
from units.enums import Area, Level
from units.models import Placement, Unit

Change = Callable[[World], object]


def raised_by(world: World, change: Change) -> set[tuple[str, int]]:
    """Of which forms the change raises the mark: unit and year."""
    before = numbers()
    change(world)
    return {form for form, number in numbers().items() if number > before.get(form, 0)}


def numbers() -> dict[tuple[str, int], int]:
    rows = FormMark.objects.values_list("unit__key", "round__year", "number")
    return {(key, year): number for key, year, number in rows}


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- What raises which mark


def type_it(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=5)


def say_why_not(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=FigureState.NOT_COLLECTED)


def write_past_the_product(world: World) -> None:
    figure = world.figure("thon-1", "tre-em")
    raw("UPDATE reporting_figure SET state = 'entered', value = 7 WHERE id = %s", figure.pk)


def write_for_all_at_once(world: World) -> None:
    cells = list(
        Figure.objects.filter(
            report__round=world.rounds[2024], report__unit__level=Level.VILLAGE, item=world.items["tre-em"]
        )
    )
    for figure in cells:
        figure.state, figure.value = FigureState.ENTERED, 3
    Figure.objects.bulk_update(cells, ["state", "value"])


def remove(world: World) -> None:
    Figure.objects.filter(report=world.report("thon-1")).delete()


def ask_for_more(world: World) -> None:
    Figure.objects.create(report=world.report("thon-1"), item=world.items["can-do"])


def make_a_check(world: World) -> None:
    Figure.objects.filter(pk=world.figure("thon-1", "tre-em").pk).update(is_check=True)


def ask_another_item(world: World) -> None:
    Figure.objects.filter(pk=world.figure("thon-1", "tre-em").pk).update(item=world.items["can-do"])


def give_to_another_form(world: World) -> None:
    mine = world.figure("thon-1", "tre-em")
    world.figure("thon-2", "tre-em").delete()
    Figure.objects.filter(pk=mine.pk).update(report=world.report("thon-2"))


def change_last_year(world: World) -> None:
    Figure.objects.filter(pk=world.figure("xa-x", "tao-hon", 2023).pk).update(value=6)


def take_last_year_back(world: World) -> None:
    Report.objects.filter(pk=world.report("xa-x", 2023).pk).update(
        state=ReportState.SUBMITTED, accepted_at=None, accepted_by=None
    )


def change_the_area(world: World) -> None:
    Report.objects.filter(pk=world.report("thon-1").pk).update(area=Area.URBAN)


def change_the_level(world: World) -> None:
    Unit.objects.filter(key="thon-1").update(level=Level.AGENCY, agency_kind="school")


def hand_in(world: World) -> None:
    world.hand_in("tram", "y-te")


def change_a_year(world: World) -> None:
    round_ = world.rounds[2023]
    round_.year = 2020
    round_.save()


def remove_a_report(world: World) -> None:
    Figure.objects.filter(report=world.report("thon-4")).delete()
    world.report("thon-4").delete()


THON_1 = {("thon-1", 2024)}
BOTH = {("thon-1", 2024), ("thon-2", 2024)}
CHANGES: list[tuple[Change, set[tuple[str, int]]]] = [
    (type_it, THON_1),
    (say_why_not, THON_1),
    (write_past_the_product, THON_1),
    (write_for_all_at_once, BOTH | {("thon-3", 2024)}),
    (remove, THON_1),
    (ask_for_more, THON_1),
    (make_a_check, THON_1),
    (ask_another_item, THON_1),
    (give_to_another_form, BOTH),
    (change_last_year, {("xa-x", 2023), ("xa-x", 2024)}),
    (take_last_year_back, {("xa-x", 2024)}),
    (change_the_area, THON_1 | {("thon-1", 2023)}),
    (change_the_level, THON_1 | {("thon-1", 2023)}),
    (remove_a_report, {("thon-4", 2024)}),
]


@pytest.fixture
def entered(world: World) -> World:
    """Without a log, so that cells may go: the villages count 100 children each, X has marriages of both
    years. Thôn 4 has a form that no act opened."""
    fill_2023(world)
    report = Report.objects.create(
        round=world.rounds[2024], unit=world.unit("thon-4", Level.VILLAGE, "xa-x", name="Thôn 4")
    )
    Figure.objects.create(report=report, item=world.items["hoan-canh"])
    children = Figure.objects.filter(
        report__round=world.rounds[2024], report__unit__level=Level.VILLAGE, item=world.items["tre-em"]
    )
    children.update(state=FigureState.ENTERED, value=100)
    world.enter("xa-x", "vhxh-x", tao_hon=2)
    return world


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_a_change_raises_the_marks_of_the_forms_it_is_seen_from(
    entered: World, change: Change, expected: set[tuple[str, int]]
) -> None:
    assert raised_by(entered, change) == expected


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_after_it_the_sums_are_those_of_the_cells(
    entered: World, change: Change, expected: set[tuple[str, int]]
) -> None:
    assert keep(entered.rounds[2024]) == (0, 3)
    change(entered)
    all_the_same(entered.rounds[2024])
    held, made = keep(entered.rounds[2024])
    assert (held, made) == (2, 1)
    all_the_same(entered.rounds[2024])


def test_handing_in_and_reading_raise_nothing(entered: World) -> None:
    entered.enter("tram", "y-te", bi_thuong=3)
    assert raised_by(entered, hand_in) == set()
    assert raised_by(entered, lambda world: all_the_same(world.rounds[2024])) == set()


def test_what_the_next_year_looks_back_on_is_accepted_after_it_was_opened(entered: World) -> None:
    build_round(entered, 2025)
    accepted = raised_by(
        entered, lambda world: [world.enter("tram", "y-te", bi_thuong=3), hand_in(world), take(world)]
    )
    assert accepted == {("tram", 2024), ("tram", 2025)}


def take(world: World) -> None:
    world.take("tram", "vhxh-x")


def test_a_round_that_gets_another_year_is_seen_by_every_form(entered: World) -> None:
    before = numbers()
    change_a_year(entered)
    after = {key: number for key, number in numbers().items() if key[1] == 2024}
    assert all(number > before[key] for key, number in after.items())


def test_every_report_has_a_mark_and_a_new_round_leaves_the_old_ones(entered: World) -> None:
    before = numbers()
    build_round(entered, 2025)
    after = numbers()
    assert {key: after[key] for key in before} == before
    assert {key for key in after if key[1] == 2025} == {
        (key, 2025) for key in Report.objects.filter(round__year=2025).values_list("unit__key", flat=True)
    }


def test_a_mark_outlives_its_report(entered: World) -> None:
    number = numbers()["thon-4", 2024]
    remove_a_report(entered)
    Report.objects.create(round=entered.rounds[2024], unit=entered.units["thon-4"])
    assert numbers()["thon-4", 2024] > number


def test_what_is_taken_back_takes_its_mark_back(entered: World) -> None:
    before = numbers()
    with transaction.atomic():
        type_it(entered)
        keep(entered.rounds[2024])
        assert numbers() != before
        transaction.set_rollback(True)
    assert numbers() == before
    all_the_same(entered.rounds[2024])


# --- The triggers themselves


def standing() -> set[str]:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


def test_every_trigger_stands_after_all_migrations(db: None) -> None:
    assert len(TRIGGERS) == 14
    assert set(TRIGGERS) <= standing()


def put_under(place: str, unit: str) -> Change:
    def put(world: World) -> None:
        Placement.objects.filter(unit=world.units[unit]).update(parent=world.units[place])

    return put


def take_out(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-1"]).delete()


def put_back(world: World) -> None:
    """A unit that stood nowhere while sums were kept, and has a form."""
    Placement.objects.create(unit=world.units["thon-9"], parent=world.units["xa-x"], name="Thôn 9")


NEEDED_BY: dict[str, Change] = {
    "form_mark_cell_added": ask_for_more,
    "form_mark_cell_changed": type_it,
    "form_mark_cell_removed": remove,
    "form_mark_report_moved": change_the_area,
    "form_mark_report_judged": take_last_year_back,
    "form_mark_level": change_the_level,
    "tree_mark_added": put_back,
    "tree_mark_changed": put_under("thi-tran-z", "thon-1"),
    "tree_mark_removed": take_out,
}


@pytest.mark.parametrize("trigger", NEEDED_BY)
def test_without_a_trigger_old_sums_would_be_shown(entered: World, trigger: str) -> None:
    """So each of them is needed, and the comparison with the cells would notice its absence."""
    entered.units["thon-9"] = Unit.objects.create(key="thon-9", level=Level.VILLAGE)
    report = Report.objects.create(round=entered.rounds[2024], unit=entered.units["thon-9"])
    Figure.objects.create(report=report, item=entered.items["tre-em"], state=FigureState.ENTERED, value=7)
    keep(entered.rounds[2024])
    drop(trigger)
    NEEDED_BY[trigger](entered)
    with pytest.raises(AssertionError):
        all_the_same(entered.rounds[2024])


def drop(trigger: str) -> None:
    operation = mark_of_the_tree() if trigger.startswith("tree") else marks_of_forms()
    statements = operation.reverse_sqlite if connection.vendor == "sqlite" else operation.reverse_postgresql
    (statement,) = (one for one in statements if one.split()[:3] == ["DROP", "TRIGGER", trigger])
    raw(statement)
