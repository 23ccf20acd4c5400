"""Which parts has a report of each kind, and is what is switched off gone with all that stands under it?"""

from __future__ import annotations

import pytest

from reporting.documents.sections import (
    ReportKind,
    default_switches,
    goal_code,
    is_on,
    kind_of,
    parts_of_kind,
    roman,
)
from reporting.enums import RoundKind


@pytest.mark.parametrize(
    ("round_kind", "kind"),
    [
        (RoundKind.YEAR, ReportKind.ANNUAL),
        (RoundKind.FINAL_YEAR, ReportKind.ANNUAL),
        (RoundKind.SIX_MONTHS, ReportKind.SIX_MONTHS),
        (RoundKind.MID_TERM, ReportKind.MID_TERM),
        (RoundKind.FINAL, ReportKind.FINAL),
        (RoundKind.REHEARSAL, None),
        (RoundKind.ACTION_PLAN, None),
    ],
)
def test_a_report_is_written_of_every_round_that_counts(round_kind: RoundKind, kind: ReportKind | None):
    assert kind_of(round_kind) is kind


def headings(kind: ReportKind, year: int = 2024, last_year: int = 2030) -> dict[str, str]:
    return {part.code: part.heading for part in parts_of_kind(kind, year=year, last_year=last_year)}


def test_the_year_has_five_sections_and_four_annexes():
    assert list(headings(ReportKind.ANNUAL)) == [
        *("opening", "direction", "results", "assessment", "achieved", "shortcomings", "causes", "next"),
        *("proposals", "annex-results", "annex-tasks", "annex-units", "annex-wording"),
    ]


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (ReportKind.ANNUAL, "PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2025"),
        (ReportKind.SIX_MONTHS, "NHIỆM VỤ TRỌNG TÂM 6 THÁNG CUỐI NĂM 2024"),
        (ReportKind.MID_TERM, "PHƯƠNG HƯỚNG, NHIỆM VỤ ĐẾN NĂM 2030"),
        (ReportKind.FINAL, "PHƯƠNG HƯỚNG, NHIỆM VỤ GIAI ĐOẠN TIẾP THEO"),
    ],
)
def test_each_kind_looks_ahead_in_its_own_words(kind: ReportKind, heading: str):
    assert headings(kind)["next"] == heading


@pytest.mark.parametrize("kind", [ReportKind.MID_TERM, ReportKind.FINAL])
def test_only_reports_over_years_have_a_table_of_years(kind: ReportKind):
    assert "annex-years" in headings(kind)
    assert "annex-years" not in headings(ReportKind.ANNUAL)


def test_the_results_and_the_signed_words_cannot_be_left_out():
    switches = default_switches(ReportKind.ANNUAL)
    assert "results" not in switches
    assert "annex-wording" not in switches
    assert all(switches.values())
    off = dict.fromkeys([*switches, "results", "annex-wording"], False)
    kept = [
        part.code for part in parts_of_kind(ReportKind.ANNUAL, year=2024, last_year=2030) if is_on(part, off)
    ]
    assert kept == ["opening", "results", "annex-wording"]


def test_what_stands_under_a_part_goes_with_it():
    parts = {part.code: part for part in parts_of_kind(ReportKind.ANNUAL, year=2024, last_year=2030)}
    assert is_on(parts["causes"], {})
    assert not is_on(parts["causes"], {"assessment": False})
    assert not is_on(parts["causes"], {"causes": False})


def test_codes_of_goals_and_roman_numbers():
    assert goal_code(3) == "goal-3"
    assert [roman(number) for number in range(1, 10)] == "I II III IV V VI VII VIII IX".split()
