"""A unit of today in the years before it: the sum of its whole predecessors, parts beside, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.actions.opening import open_round
from reporting.carried import carried_in, carried_totals, counting_totals, series
from reporting.enums import ReportState, RoundKind
from reporting.models import Report, Round, Total
from reporting.permissions import with_totals_seen
from reporting.rollup import ItemTotal
from reporting.totals import Totals, item_total, official_totals, provisional_totals
from tests.reform import DAY, EVE, reform, succeed
from tests.world import World, at, build_round, fill_places, fill_villages, send_up, whole_year
from units.enums import Area, Level
from units.models import Placement
from units.summaries.places import PlaceName

AFTER = date(2025, 11, 15)


def of(totals: Totals, world: World, item: str) -> ItemTotal:
    return item_total(totals, world.items[item].pk)


def named(places: Sequence[PlaceName]) -> list[str]:
    return [place.full_name for place in places]


def year_2025() -> Round:
    """The round in which the new units report."""
    found: Round = Round.objects.create(
        key="2025-nam",
        kind=RoundKind.YEAR,
        year=2025,
        data_from=date(2024, 12, 15),
        data_to=date(2025, 12, 14),
    )
    return found


@pytest.fixture
def reformed(world: World) -> World:
    """2024 told and accepted by the old units, then the reform."""
    whole_year(world)
    return reform(world)


def test_the_sum_of_the_whole_predecessors(reformed: World) -> None:
    """Xuân (300 children, 20 in special circumstances, 3 injured) and Yên (200, 30, 5)."""
    xa_m = reformed.units["xa-m"]
    found = carried_totals([xa_m], reformed.rounds[2024], official=True)[xa_m.pk]
    assert found.is_carried and not found.missing and not found.is_partial
    assert named(found.wholes) == ["xã Xuân", "xã Yên"]
    expected = {
        "tre-em": (500, 4),
        "hoan-canh": (50, 4),
        "duoc-giup": (46, 4),
        "bi-thuong": (8, 2),
        "xam-hai": (1, 2),
        "tao-hon": (2, 2),
        "can-do": (90, 2),
        "beo-phi": (5, 2),
    }
    for item, (value, cells) in expected.items():
        total = of(found.totals, reformed, item)
        assert (total.value, total.asked, total.answered) == (value, cells, cells), item
    playgrounds = of(found.totals, reformed, "san-choi")
    assert (playgrounds.value, playgrounds.yes_answered) == (5, 7)


def test_a_part_stands_beside_and_is_never_added(reformed: World) -> None:
    phuong_n, town = reformed.units["phuong-n"], reformed.units["thi-tran-z"]
    found = carried_totals([reformed.units["xa-m"], phuong_n], reformed.rounds[2024], official=True)
    for carried in found.values():
        assert named(carried.parts) == ["thị trấn Đức"]
        assert of(carried.beside[town.pk], reformed, "tre-em").value == 100
    assert found[phuong_n.pk].totals == {}
    assert not found[phuong_n.pk].is_carried
    assert of(found[reformed.units["xa-m"].pk].totals, reformed, "tre-em").value == 500


def test_a_unit_is_itself_while_it_stands(reformed: World) -> None:
    units = [reformed.units[key] for key in ("xa-x", "tinh", "thon-1")]
    found = carried_totals(units, reformed.rounds[2024], official=True)
    for unit in units:
        assert found[unit.pk].standing.is_itself and not found[unit.pk].wholes
        assert found[unit.pk].totals == official_totals(unit, reformed.rounds[2024])


def test_a_predecessor_without_a_report_is_named(world: World) -> None:
    whole_year(world)
    other = world.unit("xa-k", Level.COMMUNE, "huyen-a", name="Kim", kind="xã", area=Area.RURAL)
    reform(world)
    Placement.objects.filter(unit=other).update(ends_on=EVE)
    succeed(world, "xa-k", "xa-m", is_whole=True)
    xa_m = world.units["xa-m"]
    found = carried_totals([xa_m], world.rounds[2024], official=True)[xa_m.pk]
    assert found.is_partial and not found.is_empty
    assert found.missing == (other.pk,)
    assert named(found.without_report) == ["xã Kim"]
    assert of(found.totals, world, "tre-em").value == 500


def test_nobody_behind_it_had_a_report(world: World) -> None:
    reform(world)
    year = Round.objects.create(
        key="2022-nam",
        kind=RoundKind.YEAR,
        year=2022,
        data_from=date(2021, 12, 15),
        data_to=date(2022, 12, 14),
    )
    xa_m = world.units["xa-m"]
    found = carried_totals([xa_m], year, official=True)[xa_m.pk]
    assert found.is_empty and not found.is_partial and found.totals == {}


@pytest.mark.parametrize("official", [True, False])
def test_many_at_once_are_what_each_is_alone(world: World, official: bool) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "xa-y")
    reports = list(Report.objects.filter(round=world.rounds[2024]).select_related("unit", "round"))
    assert {report.state for report in reports} == {ReportState.DRAFT, ReportState.ACCEPTED}
    found = counting_totals(reports, official=official)
    alone = official_totals if official else provisional_totals
    assert len(found) == len(reports) == 11
    for report in reports:
        expected = alone(report.unit, report.round)
        assert found[report.unit_id, report.round_id] == expected, report.unit.key


def test_provisional_takes_every_figure_and_official_what_was_accepted(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1")
    reform(world)
    xa_m, round_ = world.units["xa-m"], world.rounds[2024]
    official = carried_totals([xa_m], round_, official=True)[xa_m.pk].totals
    provisional = carried_totals([xa_m], round_, official=False)[xa_m.pk].totals
    # Of Xuân only village 1 was accepted (100 children); Yên answers for itself (200).
    total = of(official, world, "tre-em")
    assert (total.value, total.answered, total.asked) == (300, 2, 4)
    assert of(provisional, world, "tre-em").value == 500


def test_a_series_over_the_reform(reformed: World) -> None:
    build_round(reformed, 2023)
    year = year_2025()
    open_round(round_=year, unit=reformed.units["tinh"], by=reformed.people["tinh"], at=at(1, year=2025))
    reformed.rounds[2025] = year
    when = at(15, year=2025)
    reformed.enter("xa-m", "vhxh-m", 2025, when, tao_hon=3)
    points = series([reformed.units["xa-m"]], list(reformed.rounds.values()), official=False)
    found = points[reformed.units["xa-m"].pk]
    assert [point.year for point in found] == [2023, 2024, 2025]
    assert [point.is_carried for point in found] == [True, True, False]
    assert [point.label for point in found] == ["ước thực hiện"] * 3
    assert [of(point.totals, reformed, "tao-hon").value for point in found] == [0, 2, 3]
    assert of(found[0].totals, reformed, "tao-hon").answered == 0
    assert named(found[1].carried.parts) == ["thị trấn Đức"]
    assert named(found[2].carried.parts) == []


def test_each_predecessor_brings_the_round_that_counts_for_it(reformed: World) -> None:
    """Xuân's final report was accepted and says 5 child marriages; Yên's was not, so its year's 0 stands."""
    final = Round.objects.create(
        key="2024-chinh-thuc",
        kind=RoundKind.FINAL_YEAR,
        year=2024,
        data_from=date(2023, 12, 15),
        data_to=date(2024, 12, 14),
    )
    open_round(
        round_=final, unit=reformed.units["tinh"], by=reformed.people["tinh"], at=at(20, month=12, year=2024)
    )
    Report.objects.filter(round=final, unit=reformed.units["xa-x"]).update(
        state=ReportState.ACCEPTED,
        submissions=1,
        submitted_at=at(20, month=12),
        first_submitted_at=at(20, month=12),
        submitted_by=reformed.people["vhxh-x"],
        accepted_at=at(20, month=12),
        accepted_by=reformed.people["huyen-a"],
    )
    report = Report.objects.get(round=final, unit=reformed.units["xa-x"])
    Total.objects.create(
        report=report,
        edition=1,
        item=reformed.items["tao-hon"],
        area=Area.RURAL,
        value=5,
        yes_answered=0,
        asked=1,
        answered=1,
        no_cases=0,
        not_collected=0,
        matched_units=0,
        matched_value=0,
        matched_previous=0,
    )
    xa_m = reformed.units["xa-m"]
    point = series([xa_m], [reformed.rounds[2024], final], official=True)[xa_m.pk][0]
    assert of(point.totals, reformed, "tao-hon").value == 5
    assert point.label == "ước thực hiện"
    assert {one.kind for one in point.rounds} == {RoundKind.YEAR, RoundKind.FINAL_YEAR}
    xa_x = reformed.units["xa-x"]
    alone = series([xa_x], [reformed.rounds[2024], final], official=True)[xa_x.pk][0]
    assert alone.label == "chính thức"


def test_what_a_reader_sees_of_what_stands_beside(reformed: World) -> None:
    """The split town is nobody's but the province's: a unit made of a part reads its name only."""
    town, xa_m = reformed.units["thi-tran-z"], reformed.units["xa-m"]
    round_ = reformed.rounds[2024]
    carried = carried_totals([xa_m], round_, official=True)[xa_m.pk]

    def seen(username: str) -> set[int]:
        return with_totals_seen(reformed.people[username], [town.pk], round_, AFTER)

    assert carried.showing(seen("tinh")).beside == carried.beside
    for username in ("vhxh-m", "vhxh-n", "vhxh-z", "huyen-b"):
        assert carried.showing(seen(username)).beside == {}
        assert named(carried.showing(seen(username)).parts) == ["thị trấn Đức"]


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


@pytest.mark.parametrize("official", [True, False])
def test_as_many_queries_for_thirty_units_as_for_one(reformed: World, official: bool) -> None:
    for number in range(30):
        old, new = f"xa-cu-{number}", f"xa-moi-{number}"
        reformed.unit(old, Level.COMMUNE, "huyen-a", name=f"Cũ {number}", kind="xã")
        reformed.unit(new, Level.COMMUNE, "tinh", name=f"Mới {number}", kind="xã")
        Placement.objects.filter(unit=reformed.units[old]).update(ends_on=EVE)
        Placement.objects.filter(unit=reformed.units[new]).update(starts_on=DAY)
        succeed(reformed, old, new, is_whole=True)
        Report.objects.create(round=reformed.rounds[2024], unit=reformed.units[old])
    units = [reformed.units[f"xa-moi-{number}"] for number in range(30)]
    round_ = reformed.rounds[2024]

    def asked_of(number: int) -> int:
        return queries(lambda: carried_totals(units[:number], round_, official=official))

    counts = [asked_of(number) for number in (1, 3, 30)]
    assert counts[0] == counts[1] == counts[2] < 20, counts


def test_as_many_queries_for_ten_years_as_for_one(reformed: World) -> None:
    for year in range(2014, 2024):
        reformed.rounds[year] = Round.objects.create(
            key=f"{year}-nam",
            kind=RoundKind.YEAR,
            year=year,
            data_from=date(year - 1, 12, 15),
            data_to=date(year, 12, 14),
        )
        for key in ("xa-x", "xa-y"):
            Report.objects.create(
                round=reformed.rounds[year],
                unit=reformed.units[key],
                state=ReportState.SUBMITTED,
                submissions=1,
                submitted_at=at(1),
                first_submitted_at=at(1),
                submitted_by=reformed.people["vhxh-x"],
            )
    rounds = list(reformed.rounds.values())
    unit = reformed.units["xa-m"]
    one = queries(lambda: carried_in([unit], rounds[:1], official=True))
    assert queries(lambda: carried_in([unit], rounds, official=True)) == one <= 6
