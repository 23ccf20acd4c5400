"""Do the cells of `rollup.json` add up here as they were added up by hand?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from indicators.enums import ItemKind, Method, Nature
from indicators.rates import to_millionths
from reporting.checks import CellFacts
from reporting.enums import FigureState, ReportState, RoundKind
from reporting.models import Figure, Report, Round
from reporting.rollup import Coverage, ItemTotal, Result
from reporting.summaries.results import result_of
from reporting.totals import Key, Totals, add_all
from reporting.warning_rules import FormFacts, year_below_its_half
from reporting.years import last_accepted_value, year_before
from tests.vectors.files import load, named
from tests.world import NOW, World

FILE = load("rollup")
NUMERATOR, DENOMINATOR = 1, 2
STEPPED = (Method.LEVEL, Method.STATE)
UNANSWERED = ("not_reported", "not_collected")


def total_of(says: str, last_year: str | None, method: Method) -> ItemTotal:
    """One cell as the parts of a total."""
    if says in UNANSWERED:
        return ItemTotal(asked=1, not_collected=int(says == "not_collected"))
    parts: dict[str, int] = {"asked": 1, "answered": 1}
    if says == "no_cases":
        parts |= {"no_cases": 1, "value": 0}
    elif method in (Method.SHARE_YES, Method.YES_NO):
        yes, answered = says.split("/")
        parts |= {"value": int(yes), "yes_answered": int(answered)}
    elif method == Method.RATE_GIVEN:
        parts["value"] = to_millionths(Decimal(says))
    elif method != Method.TEXT:
        parts["value"] = int(says)
    if method in STEPPED:
        parts[f"step_{says}"] = 1
    if last_year is not None:
        parts |= {"matched_units": 1, "matched_value": parts["value"], "matched_previous": int(last_year)}
        parts["fell"] = int(method in STEPPED and parts["value"] < int(last_year))
    return ItemTotal(**parts)


def cells_of(case: dict[str, Any]) -> dict[str, list[Totals]]:
    """Every cell by the unit that gave it."""
    found: dict[str, list[Totals]] = defaultdict(list)
    for cell in case["cells"]:
        item = DENOMINATOR if cell.get("item") == "denominator" else NUMERATOR
        key = Key(item, cell.get("area", ""))
        total = total_of(cell["says"], cell.get("last_year"), Method(case["measure"]["method"]))
        found[cell["unit"]] += [{key: total}] * cell.get("times", 1)
    return found


def totals_in(
    place: str, tree: Mapping[str, str] | None, cells: Mapping[str, list[Totals]], *, backwards: bool
) -> Totals:
    """What a place hands up: its own cells and what the places below hand up, one tier after the other."""
    if tree is None:
        own, below = [part for parts in cells.values() for part in parts], []
    else:
        own = cells.get(place, [])
        below = [child for child, parent in tree.items() if parent == place]
    parts = [*own, *(totals_in(child, tree, cells, backwards=backwards) for child in below)]
    return add_all(reversed(parts) if backwards else parts)


def worked(case: dict[str, Any], totals: Totals) -> Result:
    said = case["measure"]
    has_whole = said["method"] == Method.RATIO
    component = SimpleNamespace(
        measure=SimpleNamespace(
            method=said["method"], area=said.get("area", ""), is_share=said.get("is_share", False)
        ),
        numerator=SimpleNamespace(pk=NUMERATOR),
        denominator=SimpleNamespace(pk=DENOMINATOR) if has_whole else None,
        base=said["base"],
    )
    return result_of(component, totals)  # type: ignore[arg-type]


def expected(said: dict[str, Any]) -> Result:
    answered, asked = said["coverage"].split("/")
    return Result(
        outcome=said["outcome"],
        coverage=Coverage(int(answered), int(asked)),
        value=Fraction(said["value"]) if "value" in said else None,
        numerator=int(said["numerator"]) if "numerator" in said else None,
        denominator=int(said["denominator"]) if "denominator" in said else None,
        no_cases=said.get("no_cases", 0),
        not_collected=said.get("not_collected", 0),
        steps=tuple(said.get("steps", ())),
        matched=said.get("matched", 0),
        fell=said.get("fell", 0),
    )


@pytest.mark.parametrize("case", FILE["cases"], ids=named(FILE["cases"]))
def test_cells_become_results(case: dict[str, Any]) -> None:
    cells = cells_of(case)
    seen = set()
    for tree, backwards in product(case.get("trees", [None]), (False, True)):
        for place, said in case["expected"].items():
            if tree is not None and place not in {*tree, *tree.values()}:
                continue
            seen.add(place)
            assert worked(case, totals_in(place, tree, cells, backwards=backwards)) == expected(said), place
    assert seen == set(case["expected"])


def test_every_method_and_outcome_is_there() -> None:
    assert {case["measure"]["method"] for case in FILE["cases"]} == {*Method.values}
    outcomes = {said["outcome"] for case in FILE["cases"] for said in case["expected"].values()}
    assert outcomes == {
        *("value", "no_cases", "no_data", "cases_without_base", "from_zero", "steps", "listed", "apart"),
    }


@pytest.mark.parametrize("case", FILE["halves"])
def test_a_year_and_its_six_months(case: dict[str, Any]) -> None:
    """The year's own figure counts; a flow that is lower than its first half is asked about."""
    cell = CellFacts(NUMERATOR, "trẻ em", ItemKind.COUNT, FigureState.ENTERED, int(case["year"]))
    form = FormFacts(
        year=2024,
        cells={NUMERATOR: cell},
        half={NUMERATOR: int(case["six_months"])},
        flows={NUMERATOR} if case["nature"] == Nature.FLOW else set(),
    )
    assert form.value(NUMERATOR) == int(case["value"])
    assert bool(list(year_below_its_half(form))) == case["asks"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", FILE["final"])
def test_which_figure_a_year_is_worth(world: World, case: dict[str, Any]) -> None:
    for kind, said in ((RoundKind.YEAR, case["estimate"]), (RoundKind.FINAL_YEAR, case["final"])):
        round_ = Round.objects.create(
            key=f"2023-{kind}",
            kind=kind,
            year=2023,
            data_from=date(2022, 12, 15),
            data_to=date(2023, 12, 14),
        )
        if said is not None:
            add_report(world, round_, *said)
    now = Figure.objects.filter(report=world.report("xa-x"), item__code="tao-hon")
    found = now.annotate(last=last_accepted_value(year_before(world.rounds[2024]))).get()
    assert found.last == (None if case["counts"] is None else int(case["counts"]))


def add_report(world: World, round_: Round, state: str, says: str) -> None:
    who = world.people["vhxh-x"]
    handed_in = {
        "submissions": 1,
        "first_submitted_at": NOW,
        "submitted_at": NOW,
        "submitted_by": who,
    }
    more: dict[str, dict[str, Any]] = {
        ReportState.ACCEPTED: {"accepted_at": NOW, "accepted_by": who},
        ReportState.RETURNED: {"correct_by_on": NOW.date()},
    }
    report = Report.objects.create(
        round=round_,
        unit=world.units["xa-x"],
        state=state,
        **(handed_in if state != ReportState.DRAFT else {}),
        **more.get(state, {}),
    )
    answers = {
        "no_cases": {"state": FigureState.NO_CASES, "value": 0},
        "not_collected": {"state": FigureState.NOT_COLLECTED, "reason": "chưa có sổ"},
    }
    answer = answers.get(says) or {"state": FigureState.ENTERED, "value": int(says)}
    Figure.objects.create(report=report, item=world.items["tao-hon"], **answer)


def test_nothing_is_the_total_of_nobody() -> None:
    assert add_all([]) == {}
