"""Is every result of `targets.json` judged and written here as it was by hand?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from indicators.enums import Better, Method, Operator, Status
from indicators.models import Component, Measure, Target
from indicators.numbers import PERCENT
from indicators.summaries import result_unit
from plans.models import Plan
from reporting.rollup import Coverage, Outcome, Result
from reporting.summaries.results import assessor_for, print_result, print_target, verdict_on
from tests.vectors.files import load, named
from tests.world import NOW
from units.models import User

FILE = load("targets")
MANY = 9
"""So many units are asked where a case does not say: one alone would answer with a word."""


def component_of(case: dict[str, Any]) -> Component:
    measure = Measure(
        method=case.get("method", Method.RATIO),
        base=case.get("base", 100),
        better=case.get("better", Better.HIGHER),
        decimals=1,
    )
    return Component(measure=measure, words="Nguyên văn", label="1")


def targets_of(case: dict[str, Any], component: Component) -> list[Target]:
    found = []
    for said in case["targets"]:
        years = said.get("years")
        first, last = years if isinstance(years, list) else (years, years)
        found.append(
            Target(
                component=component,
                operator=said["operator"],
                value=Decimal(said["value"]) if "value" in said else None,
                second_value=Decimal(said["second"]) if "second" in said else None,
                first_year=first,
                last_year=last,
                words="Nguyên văn",
                flag=said.get("flag", ""),
                confirmed_by=User(username="vhxh") if said.get("confirmed") else None,
                confirmed_at=NOW if said.get("confirmed") else None,
            )
        )
    return found


def plan_of(case: dict[str, Any]) -> Plan:
    first, last = case.get("plan", [2021, 2030])
    start, until = case.get("interpolated", [None, None])
    return Plan(first_year=first, last_year=last, interpolated_from=start, interpolated_until=until)


def result_in(case: dict[str, Any]) -> Result:
    coverage = Coverage(MANY - 1 if case.get("partial") else MANY, MANY)
    if "steps" in case:
        steps = tuple(case["steps"])
        return Result(
            Outcome.STEPS,
            Coverage(sum(steps), sum(steps)),
            steps=steps,
            matched=case.get("matched", 0),
            fell=case.get("fell", 0),
        )
    outcome = Outcome(case.get("outcome", "value"))
    if outcome == Outcome.FROM_ZERO:
        return Result(outcome, coverage, numerator=int(case["this_year"]), denominator=0)
    if outcome != Outcome.VALUE:
        return Result(outcome, Coverage(2, 2))
    return Result(outcome, coverage, Fraction(case["result"]))


@pytest.mark.parametrize("case", FILE["cases"], ids=named(FILE["cases"]))
def test_judged_and_written(case: dict[str, Any]) -> None:
    component = component_of(case)
    targets, plan, result = targets_of(case, component), plan_of(case), result_in(case)
    previous = (
        Result(Outcome.VALUE, Coverage(MANY, MANY), Fraction(case["previous"]))
        if "previous" in case
        else None
    )
    assessor = assessor_for(component, targets, case.get("year", 2024), plan, previous)
    is_judged = not case.get("reference", False)
    text, shown = print_result(result, component.measure, component.base, assessor if is_judged else None)
    verdict = verdict_on(
        result, shown, assessor, applies=not case.get("not_here", False), has_verdict=is_judged
    )
    told = print_target(component, assessor.standing, targets)
    assert verdict.status == (None if case["status"] is None else Status(case["status"]))
    assert text.text == case["shows"]
    assert plain(told.text) == (case["target"] or "—")
    assert told.milestone == (f"mốc {case['milestone']}" if "milestone" in case else "")
    assert plain(verdict.distance) == case.get("distance", "")
    assert told.needs_confirmation == case.get("waits", False)
    is_marked = verdict.chip is not None and "tổng hợp chưa đủ" in verdict.chip.text
    assert is_marked == case.get("partial", False)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("case", [case for case in FILE["cases"] if "result" in case])
def test_what_is_shown_is_judged_like_what_is_exact(case: dict[str, Any]) -> None:
    """Whoever judges the number on the page by hand comes to the same verdict."""
    component = component_of(case)
    unit = result_unit(component.measure.method, component.base)
    if unit is None or case.get("reference"):
        return
    previous = (
        Result(Outcome.VALUE, Coverage(MANY, MANY), Fraction(case["previous"]))
        if "previous" in case
        else None
    )
    assessor = assessor_for(
        component, targets_of(case, component), case.get("year", 2024), plan_of(case), previous
    )
    number = case["shows"].removesuffix(unit.suffix).replace("≈", "").replace(".", "").replace(",", ".")
    if assessor.standing.bar is not None:
        assert assessor.verdict(Fraction(number)) == assessor.verdict(Fraction(case["result"]))


def test_every_operator_and_status_is_there() -> None:
    operators = {target["operator"] for case in FILE["cases"] for target in case["targets"]}
    assert operators == {*Operator.values}
    assert {case["status"] for case in FILE["cases"]} == {*Status.values, None}
    assert {case.get("base", PERCENT.base) for case in FILE["cases"]} == {100, 804, 1_000, 10_000, 100_000}
