"""Are the earlier years of merged and split units here what they are in `successions.json`?

Once by the pure rule alone, and once from reports in the database through the page that shows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from reporting.carried import carried_in
from reporting.enums import FigureState, RoundKind
from reporting.models import Figure, Report, Round
from reporting.totals import Totals, item_total
from tests.vectors.files import load, named
from tests.world import World
from units.enums import Level
from units.lineage import Edge, Family
from units.models import Placement, Succession, Unit

FILE = load("successions")
CASES, NAMES = FILE["cases"], named(FILE["cases"])
ABOVE, BELOW = "beo-phi", "can-do"  # two counts that every commune types itself


def day_of(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def closing_day(year: int) -> date:
    return date(year, 12, 14)


def stood(spans: Iterable[list[str | None]], day: date) -> bool:
    return any((first or "") <= day.isoformat() <= (last or "9999") for first, last in spans)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_rule_alone(case: dict[str, Any]) -> None:
    number = {name: place for place, name in enumerate(case["units"])}
    family = Family(
        Edge(
            number[row["predecessor"]],
            number[row["successor"]],
            date.fromisoformat(row["on"]),
            row["part"] == "whole",
        )
        for row in case["successions"]
    )
    for said in case["expected"]:
        day = closing_day(said["year"])
        standing_then = {number[name] for name, spans in case["units"].items() if stood(spans, day)}
        found = family.on(day, number[said["unit"]], standing_then)
        assert set(found.whole) == {number[name] for name in said["whole"]}, said
        assert set(found.beside) == {number[name] for name in said["beside"]}, said
        assert found.is_carried == said["marked"], said


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_sums_by_hand_are_the_sums_of_the_figures(case: dict[str, Any]) -> None:
    """The file itself: its totals are those of the units it names."""
    for said in case["expected"]:
        figures = [case["figures"].get(name, {}).get(str(said["year"])) for name in said["whole"]]
        known = [[int(part) for part in figure.split("/")] for figure in figures if figure]
        total = f"{sum(one for one, _ in known)}/{sum(whole for _, whole in known)}" if known else None
        assert (total, f"{len(known)}/{len(figures)}") == (said["total"], said["coverage"])


@pytest.mark.django_db
@pytest.mark.parametrize("official", [True, False], ids=["official", "provisional"])
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_from_reports_in_the_database(world: World, case: dict[str, Any], official: bool) -> None:
    units = add_units(case)
    rounds = {year: add_round(year) for year in sorted({said["year"] for said in case["expected"]})}
    for name, by_year in case["figures"].items():
        for year, figure in by_year.items():
            add_report(world, units[name], rounds[int(year)], figure)
    asked = {said["unit"] for said in case["expected"]}
    found = carried_in([units[name] for name in asked], list(rounds.values()), official=official)
    names = {unit.pk: name for name, unit in units.items()}
    for said in case["expected"]:
        carried = found[units[said["unit"]].pk, rounds[said["year"]].pk]
        assert {names[one] for one in carried.standing.whole} == set(said["whole"]), said
        assert {names[one] for one in carried.standing.beside} == set(said["beside"]), said
        assert carried.is_carried == said["marked"], said
        reported = len(carried.standing.whole) - len(carried.missing)
        assert f"{reported}/{len(carried.standing.whole)}" == said["coverage"], said
        assert told(world, carried.totals) == said["total"], said
        for one, totals in carried.beside.items():
            assert told(world, totals) == case["figures"][names[one]][str(said["year"])], said


def told(world: World, totals: Totals) -> str | None:
    if not totals:
        return None
    parts = (item_total(totals, world.items[code].pk).value for code in (ABOVE, BELOW))
    return "/".join(str(part) for part in parts)


def add_units(case: dict[str, Any]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for place, (name, spans) in enumerate(case["units"].items()):
        level = case.get("levels", {}).get(name, Level.COMMUNE)
        units[name] = Unit.objects.create(key=f"vi-du-{place}", level=level)
        for first, last in spans:
            Placement.objects.create(
                unit=units[name], name=name, kind="xã", starts_on=day_of(first), ends_on=day_of(last)
            )
    for row in case["successions"]:
        Succession.objects.create(
            predecessor=units[row["predecessor"]],
            successor=units[row["successor"]],
            starts_on=date.fromisoformat(row["on"]),
            is_whole=row["part"] == "whole",
            decision="Nghị quyết",
        )
    return units


def add_round(year: int) -> Round:
    found: Round | None = Round.objects.filter(kind=RoundKind.YEAR, year=year).first()
    return found or Round.objects.create(
        key=f"{year}-vi-du",
        kind=RoundKind.YEAR,
        year=year,
        data_from=date(year - 1, 12, 15),
        data_to=closing_day(year),
    )


def add_report(world: World, unit: Unit, round_: Round, figure: str) -> None:
    report = Report.objects.create(unit=unit, round=round_)
    for code, value in zip((ABOVE, BELOW), figure.split("/"), strict=True):
        Figure.objects.create(
            report=report, item=world.items[code], state=FigureState.ENTERED, value=int(value)
        )
