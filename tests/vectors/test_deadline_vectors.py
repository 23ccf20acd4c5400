"""Is every report of `deadlines.json` as late here as it was by hand?"""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from reporting.deadlines import (
    Day,
    Due,
    GivenDays,
    Timing,
    correction_day,
    dues,
    most_urgent,
    timeliness,
    with_given,
)
from reporting.summaries.due import DueBook
from tests.vectors.files import load, named

FILE = load("deadlines")


def day_of(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def moment_of(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def dues_of(case: dict[str, Any]) -> list[Due]:
    given = case.get("given", {})
    named_days = [
        Day(said["plan"], date.fromisoformat(said["on"]), said.get("strict", False)) for said in case["days"]
    ]
    said = GivenDays("xã", day_of(given.get("set_on")), day_of(given.get("extended_to")))
    return with_given(dues(named_days), said)


@pytest.mark.parametrize("case", FILE["cases"], ids=named(FILE["cases"]))
def test_in_time_or_how_late(case: dict[str, Any]) -> None:
    first, now = moment_of(case.get("first_submitted_at")), datetime.fromisoformat(case["now"])
    every = dues_of(case)
    assert {due.plan_key: told(timeliness(due, first, now)) for due in every} == case["plans"]
    home = most_urgent(every, first, now)
    assert {"timing": home.timing, "days": home.days} == case["home"]


def told(fact: Any) -> dict[str, Any]:
    return {"timing": fact.timing, "days": fact.days, "on": fact.on.isoformat()}


@pytest.mark.parametrize("case", FILE["corrections"])
def test_the_day_for_a_correction(case: dict[str, Any]) -> None:
    returned_at = datetime.fromisoformat(case["returned_at"])
    assert correction_day(returned_at, day_of(case["named"])) == date.fromisoformat(case["by"])


@pytest.mark.parametrize("case", FILE["named_days"])
def test_the_day_a_document_names(case: dict[str, Any]) -> None:
    deadline = SimpleNamespace(day=case["day"], month=case["month"], year=case["year"])
    found = DueBook.day_of(SimpleNamespace(year=case["round"]), deadline)  # type: ignore[arg-type]
    assert found == date.fromisoformat(case["is"])


def test_every_timing_is_there() -> None:
    assert {case["home"]["timing"] for case in FILE["cases"]} == {*Timing}
