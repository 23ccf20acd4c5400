"""Does docs/checks.md say every code that a screen can say, and the thresholds that hold?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from reporting import checks, explaining, warning_rules
from reporting.warning_rules import WARNINGS

DOCUMENT = (Path(settings.BASE_DIR) / "docs" / "checks.md").read_text(encoding="utf-8")
ERRORS = ("E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11")


@pytest.mark.parametrize("code", [*ERRORS, *WARNINGS])
def test_every_code_has_a_line(code: str) -> None:
    assert len(re.findall(rf"^\| {code} \|", DOCUMENT, flags=re.MULTILINE)) == 1


def test_no_line_without_a_rule() -> None:
    assert set(re.findall(r"^\| ([EW]\d+) \|", DOCUMENT, flags=re.MULTILINE)) == {*ERRORS, *WARNINGS}


def test_each_warning_names_itself() -> None:
    for code, rule in WARNINGS.items():
        assert (rule.__doc__ or "").startswith(f"{code}: ")
    named = " ".join(rule.__doc__ or "" for rule in (*checks.RULES, checks.impossible_rates))
    assert {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9"} <= set(re.findall(r"E\d", named))


def test_the_numbers_are_those_of_the_code() -> None:
    defaults = warning_rules.DEFAULTS
    assert (defaults.percent, defaults.cases, defaults.few_cases) == (20, 5, 3)
    assert (warning_rules.FEW, warning_rules.SMALL_WHOLE) == (5, 30)
    assert (warning_rules.BASE_PERCENT, warning_rules.BASE_CASES, warning_rules.SAME_CELLS) == (15, 5, 5)
    assert (warning_rules.RECORD_YEARS, warning_rules.RECORD_TIMES) == (3, 3)
    assert explaining.SHORTEST == 10
    for said in (
        "≥ 20% of last rate, **and** \\|cases − last cases\\| ≥ 5; small numbers: ≥ 3",
        "≥ 15% and ≥ 5",
        "at least 5 of them not 0",
        "gain on the best known year > 3 × the mean change",
        "fewer than 5 cases or is counted over fewer than 30",
        "at least 10 characters",
    ):
        assert said in DOCUMENT
