"""Is what a page says the same whatever is kept: nothing, the right sums, old ones, ones half written?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indicators.models import DataItem, Measure
from reporting import actions, kept
from reporting.enums import FigureState
from reporting.kept import keep_sums
from reporting.models import Figure, KeptSums, Report
from reporting.rollup import ItemTotal
from reporting.sums import Key, Sums, packed, unpacked
from reporting.totals import item_total, provisional_totals
from tests.reform import reform
from tests.reporting.kept_or_read import all_the_same, keep
from tests.world import NOW, World, build_round, fill_2023, fill_places, fill_villages, send_up
from units.enums import Area, Level
from units.models import Placement

SignIn = Callable[[World, str], Client]


@pytest.fixture(autouse=True)
def kept_sums_are_those_of_the_cells() -> None:
    """Here each test says itself when sums are kept."""


@pytest.fixture
def filled(world: World) -> World:
    fill_2023(world)
    fill_villages(world)
    fill_places(world)
    return world


def children(world: World, place: str = "tinh") -> int:
    totals = provisional_totals(world.units[place], world.rounds[2024])
    return item_total(totals, world.items["tre-em"].pk).value


def page(client: Client, address: str) -> str:
    """Without the token of its forms, which is another one each time."""
    return TOKEN.sub("", client.get(address).content.decode())


TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')


# --- As text

PARTS = st.builds(ItemTotal, *([st.integers(0, 2**40)] * 14))
NARROW = st.builds(ItemTotal, *([st.integers(0, 2**40)] * 6))
KEYS = st.builds(Key, st.integers(1, 2**24 - 1), st.sampled_from(["", *Area.values]))


@st.composite
def sums(draw: st.DrawFn) -> Sums:
    found = Sums(draw(st.dictionaries(KEYS, PARTS | NARROW, max_size=6)))
    found.levels = {
        key.item_id: set(draw(st.lists(st.sampled_from(Level.values), min_size=1))) for key in found
    }
    return found


@given(st.lists(st.tuples(st.integers(0, 3), sums()), max_size=6), st.sets(st.integers(1, 20)))
def test_texts_come_to_what_the_sums_come_to(parts: list[tuple[int, Sums]], wide: set[int]) -> None:
    expected: dict[int, Sums] = {}
    for child_id, part in parts:
        if part:
            expected.setdefault(child_id, Sums()).include(part)
    found: dict[int, Sums] = {}
    for child_id, part in unpacked((child_id, packed(part, wide)) for child_id, part in parts):
        found.setdefault(child_id, Sums()).include(part)
    assert found == expected
    assert {key: part.levels for key, part in found.items()} == {
        key: part.levels for key, part in expected.items()
    }


def test_communes_that_are_asked_the_same_have_the_same_head() -> None:
    key = Key(7, Area.RURAL)
    nothing, something = Sums({key: ItemTotal(asked=3)}), Sums({key: ItemTotal(5, 0, 3, 2, 1, 0, 1, 5, 4)})
    for one in (nothing, something):
        one.levels = {7: {Level.VILLAGE}}
    heads = {packed(one, [7]).split("\n")[0] for one in (nothing, something)}
    assert len(heads) == 1


# --- What is kept, and when it is used


def test_what_holds_is_left_alone_and_what_changed_is_made_anew(filled: World) -> None:
    round_ = filled.rounds[2024]
    assert keep(round_) == (0, 3)
    assert keep(round_) == (3, 0)
    filled.enter("thon-1", "truong-thon-1", tre_em=150)
    assert keep(round_) == (2, 1)
    assert KeptSums.objects.count() == 3


def test_kept_sums_are_used(filled: World) -> None:
    """Else every other test here would say nothing: spoilt on purpose, they are what the page says."""
    keep(filled.rounds[2024])
    spoilt = KeptSums.objects.get(unit=filled.units["xa-x"])
    number = str(filled.items["tre-em"].pk)
    heads, _, numbers = spoilt.sums.partition("\n")
    assert f"{number}." in heads
    KeptSums.objects.filter(pk=spoilt.pk).update(sums=f"{heads}\n{numbers.replace('300', '999')}")
    assert children(filled) == 600 + 699


def test_a_cell_that_was_just_typed_is_on_the_page(filled: World, sign_in: SignIn) -> None:
    keep(filled.rounds[2024])
    assert children(filled) == 600
    filled.enter("thon-1", "truong-thon-1", tre_em=150)
    client = sign_in(filled, "tinh")
    address = reverse("reporting:rollup", args=["2024-nam", "tinh"]) + "?so=tam-tinh"
    half_kept = page(client, address)
    KeptSums.objects.all().delete()
    read = page(client, address)
    assert half_kept == read
    assert "650" in read


@pytest.mark.parametrize("look", ["?so=tam-tinh", "", "?so=tam-tinh&xem=don-vi"])
def test_the_page_is_the_same_to_the_letter(filled: World, sign_in: SignIn, look: str) -> None:
    send_up(filled, "thon-1", "thon-2")
    client = sign_in(filled, "tinh")
    for place in ("tinh", "huyen-a"):
        address = reverse("reporting:rollup", args=["2024-nam", place]) + look
        KeptSums.objects.all().delete()
        read = page(client, address)
        keep(filled.rounds[2024])
        assert page(client, address) == read


def test_reading_a_page_writes_nothing(filled: World, sign_in: SignIn) -> None:
    client = sign_in(filled, "tinh")
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("reporting:rollup", args=["2024-nam", "tinh"]) + "?so=tam-tinh")
    assert any("keptsums" in one["sql"] for one in asked)
    assert {one["sql"].split()[0] for one in asked} == {"SELECT", "WITH"}
    assert not KeptSums.objects.exists()


def test_another_look_is_another_sum(filled: World) -> None:
    """A measure that compares years looks at both years of an item that nobody compared before."""
    round_ = filled.rounds[2024]
    keep(round_)
    Measure.objects.filter(code=filled.measures["BP-NT"].code).update(numerator=filled.items["tao-hon"])
    Measure.objects.filter(method="year_on_year").update(numerator=filled.items["can-do"])
    all_the_same(round_)
    assert keep(round_) == (0, 3)
    all_the_same(round_)


def test_a_round_of_last_year_that_is_opened_later(filled: World) -> None:
    """The estimate stood; now the final figures of that year are collected too."""
    from tests.finalising import final_of, open_final

    keep(filled.rounds[2024])
    open_final(filled, 2023)
    all_the_same(filled.rounds[2024])
    assert final_of(2023) in filled.rounds
    Report.objects.filter(round=filled.rounds[final_of(2023)]).update(area="")
    all_the_same(filled.rounds[2024])


# --- The tree


def move(world: World, unit: str, to: str) -> None:
    Placement.objects.filter(unit=world.units[unit]).update(parent=world.units[to])


def test_a_village_that_moves_takes_its_figures_along(filled: World) -> None:
    round_ = filled.rounds[2024]
    keep(round_)
    move(filled, "thon-1", "thi-tran-z")
    all_the_same(round_)
    assert children(filled, "huyen-a") == 400
    assert children(filled, "huyen-b") == 200
    # Two communes are others now; back again, the old sums would hold if they were still there.
    assert keep(round_) == (1, 2)
    move(filled, "thon-1", "xa-x")
    all_the_same(round_)


def test_villages_that_change_places_are_not_taken_for_each_other(filled: World) -> None:
    """As many forms, the same marks in sum: only which forms they are tells them apart."""
    filled.unit("thon-9", Level.VILLAGE, "thi-tran-z")
    report = Report.objects.create(round=filled.rounds[2024], unit=filled.units["thon-9"])
    cell = Figure.objects.create(report=report, item=filled.items["tre-em"])
    Figure.objects.filter(pk=cell.pk).update(state=FigureState.ENTERED, value=7)
    keep(filled.rounds[2024])
    move(filled, "thon-9", "xa-x")
    move(filled, "thon-1", "thi-tran-z")
    all_the_same(filled.rounds[2024])
    assert children(filled, "huyen-a") == 300 - 100 + 7 + 200


def test_a_village_that_comes_back_in_the_place_of_another(filled: World) -> None:
    """As many forms as were kept, none of them touched since, and one of them kept with others before."""
    round_ = filled.rounds[2024]
    villages = Placement.objects.filter(unit__key__in=("thon-1", "thon-2"))
    keep(round_)
    villages.filter(unit__key="thon-1").update(ends_on=date(2024, 6, 30))
    keep(round_)
    villages.update(ends_on=None)
    villages.filter(unit__key="thon-2").update(ends_on=date(2024, 6, 30))
    all_the_same(round_)
    assert children(filled) == 520
    keep(round_)
    all_the_same(round_)


def test_a_commune_under_another_district_keeps_its_sums(filled: World) -> None:
    round_ = filled.rounds[2024]
    keep(round_)
    move(filled, "xa-x", "huyen-b")
    all_the_same(round_)
    assert keep(round_) == (3, 0)


def test_a_unit_that_ends_and_one_that_begins(filled: World) -> None:
    round_ = filled.rounds[2024]
    keep(round_)
    Placement.objects.filter(unit=filled.units["thon-2"]).update(ends_on=date(2024, 6, 30))
    all_the_same(round_)
    assert children(filled) == 520
    filled.unit("thon-8", Level.VILLAGE, "xa-x")
    all_the_same(round_)


def test_the_closing_day_decides_on_the_tree(filled: World) -> None:
    round_ = filled.rounds[2024]
    keep(round_)
    Placement.objects.filter(unit=filled.units["thon-2"]).update(ends_on=date(2024, 12, 10))
    all_the_same(round_)
    round_.data_to = date(2024, 12, 1)
    round_.save()
    all_the_same(round_)
    assert children(filled) == 600


def test_after_a_reform(filled: World) -> None:
    keep(filled.rounds[2024])
    reform(filled)
    all_the_same(filled.rounds[2024])
    build_round(filled, 2025)
    keep(filled.rounds[2025])
    all_the_same(filled.rounds[2025])
    Figure.objects.filter(report__round=filled.rounds[2025], item=filled.items["tao-hon"]).update(
        state=FigureState.ENTERED, value=4
    )
    all_the_same(filled.rounds[2025])
    keep(filled.rounds[2025])
    send_up(filled, "thon-1")
    all_the_same(filled.rounds[2025])


# --- Acts that write in other ways


def test_opening_again_and_dropping_a_rehearsal(filled: World) -> None:
    keep(filled.rounds[2024])
    item = DataItem.objects.get(code="can-do")
    report = filled.report("thon-3")
    Figure.objects.bulk_create([Figure(report=report, item=item)])
    all_the_same(filled.rounds[2024])
    keep(filled.rounds[2024])
    Figure.objects.filter(report=report, item=item).delete()
    all_the_same(filled.rounds[2024])


def test_an_acceptance_that_is_undone_last_year(filled: World) -> None:
    keep(filled.rounds[2024])
    actions.undo_acceptance(
        report=filled.report("xa-x", 2023), by=filled.people["huyen-a"], at=NOW, reason="số cũ"
    )
    all_the_same(filled.rounds[2024])


# --- Random writes, with keeping in between and transactions that are taken back

WRITES = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
UNITS = ("thon-1", "thon-2", "thon-3", "tram", "xa-x", "xa-y", "thi-tran-z")
STEP = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(UNITS), st.integers(0, 9)),
    st.tuples(st.just("empty"), st.sampled_from(UNITS), st.just(0)),
    st.tuples(st.just("move"), st.sampled_from(UNITS[:4]), st.integers(0, 2)),
    st.tuples(st.just("last year"), st.sampled_from(("xa-x", "xa-y")), st.integers(0, 9)),
    st.tuples(st.just("keep"), st.just(""), st.just(0)),
)


@WRITES
@given(st.lists(st.tuples(st.lists(STEP, min_size=1, max_size=4), st.booleans()), min_size=1, max_size=6))
def test_any_writes_in_any_order(
    filled: World, blocks: list[tuple[list[tuple[str, str, int]], bool]]
) -> None:
    with transaction.atomic():
        for steps, is_taken_back in blocks:
            with transaction.atomic():
                for step in steps:
                    take_step(filled, *step)
                    all_the_same(filled.rounds[2024])
                if is_taken_back:
                    transaction.set_rollback(True)
            all_the_same(filled.rounds[2024])
        transaction.set_rollback(True)


def take_step(world: World, what: str, unit: str, number: int) -> None:
    if what == "keep":
        keep(world.rounds[2024])
    elif what == "move":
        move(world, unit, ("xa-x", "xa-y", "thi-tran-z")[number])
    else:
        year = 2023 if what == "last year" else 2024
        cells = Figure.objects.filter(report__unit=world.units[unit], report__round=world.rounds[year])
        state = FigureState.EMPTY if what == "empty" else FigureState.ENTERED
        cells.update(state=state, value=None if what == "empty" else number, answered=None)


# --- Between two statements of keeping


def test_what_is_written_while_sums_are_made_makes_them_useless_and_never_wrong(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the marks and the cells somebody types: the sums know of it, the marks do not."""
    round_ = filled.rounds[2024]
    make = kept.sums_by_child

    def somebody_types_first(*asked: Any) -> dict[int, Sums]:
        monkeypatch.setattr(kept, "sums_by_child", make)
        filled.enter("thon-1", "truong-thon-1", tre_em=150)
        return make(*asked)

    monkeypatch.setattr(kept, "sums_by_child", somebody_types_first)
    assert keep(round_) == (0, 3)
    assert keep(round_) == (2, 1)
    all_the_same(round_)
    assert children(filled) == 650


def between(monkeypatch: pytest.MonkeyPatch, name: str, work: Callable[[], object]) -> None:
    """Somebody does it right before keeping takes this step for the first time."""
    step = getattr(kept, name)

    def somebody_is_first(*asked: Any) -> Any:
        monkeypatch.setattr(kept, name, step)
        work()
        return step(*asked)

    monkeypatch.setattr(kept, name, somebody_is_first)


STEPS = ("_communes", "_sealed", "_forms_below", "_held", "sums_by_child", "_mark", "_set_beside")


@pytest.mark.parametrize("step", STEPS)
def test_a_village_that_moves_while_sums_are_made(
    filled: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    round_ = filled.rounds[2024]
    between(monkeypatch, step, lambda: move(filled, "thon-1", "thi-tran-z"))
    keep(round_)
    all_the_same(round_)
    filled.enter("thon-1", "truong-thon-1", tre_em=150)
    all_the_same(round_)
    keep(round_)
    all_the_same(round_)
    assert (children(filled, "huyen-a"), children(filled, "huyen-b")) == (400, 250)


@pytest.mark.parametrize("step", STEPS)
def test_a_form_that_comes_while_sums_are_made(
    filled: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    round_ = filled.rounds[2024]
    filled.unit("thon-9", Level.VILLAGE, "xa-x")

    def it_comes() -> None:
        report = Report.objects.create(round=round_, unit=filled.units["thon-9"])
        item = filled.items["tre-em"]
        Figure.objects.create(report=report, item=item, state=FigureState.ENTERED, value=7)

    between(monkeypatch, step, it_comes)
    keep(round_)
    all_the_same(round_)
    Figure.objects.filter(report__unit=filled.units["thon-9"]).update(value=8)
    all_the_same(round_)
    keep(round_)
    all_the_same(round_)
    assert children(filled) == 608


@pytest.mark.parametrize("step", STEPS)
def test_another_keeps_what_was_just_typed_while_sums_are_made(
    filled: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Of two that keep one commune the slower one writes last, and has seen less."""
    round_ = filled.rounds[2024]

    def the_other() -> None:
        filled.enter("thon-1", "truong-thon-1", tre_em=150)
        keep(round_)

    between(monkeypatch, step, the_other)
    keep(round_)
    all_the_same(round_)
    keep(round_)
    all_the_same(round_)
    assert children(filled) == 650


# --- The commands


def run(command: str, **options: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_command_says_what_it_did(filled: World) -> None:
    assert "Năm 2024: cộng lại 3 xã, giữ nguyên 0 xã." in run("keep_sums", round="2024-nam")
    filled.enter("thon-1", "truong-thon-1", tre_em=150)
    said = run("keep_sums")
    assert "Năm 2024: cộng lại 1 xã, giữ nguyên 2 xã." in said
    assert "Năm 2023: cộng lại 3 xã" in said
    with pytest.raises(CommandError, match="Không có kỳ"):
        run("keep_sums", round="1999-nam")


def test_only_some_places(filled: World) -> None:
    made = sum(part.made for part in keep_sums(filled.rounds[2024], [filled.units["huyen-a"]]))
    assert made == 2


def test_the_check_of_totals_looks_at_kept_sums_too(filled: World) -> None:
    keep(filled.rounds[2024])
    assert "3 xã giữ sẵn" in run("check_totals")
    KeptSums.objects.filter(unit=filled.units["xa-x"]).update(sums="1.0.1.6\n[1,0,1,1,0,0]")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_totals", stdout=out, stderr=out)
    assert stopped.value.code == 1
    assert "2024-nam xa-x: tổng giữ sẵn khác tổng các ô" in out.getvalue()
    # What no page would use is no fault.
    filled.enter("thon-1", "truong-thon-1", tre_em=150)
    assert "2 xã giữ sẵn: không có chỗ khác" in run("check_totals")
