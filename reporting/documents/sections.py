"""Which sections and annexes has a report of each kind, in which order, and under which headings?

The decree fixes what a report looks like, not how it is divided: the division is that of practice, and every
part but the results can be switched off. Numbers are given when the document is put together, over the parts
that are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reporting.enums import RoundKind


class ReportKind(StrEnum):
    """Loại báo cáo: of a year, of half of it, of the first years of a plan, of all of them."""

    ANNUAL = "annual"
    SIX_MONTHS = "six_months"
    MID_TERM = "mid_term"
    FINAL = "final"


KINDS = {
    RoundKind.YEAR: ReportKind.ANNUAL,
    RoundKind.FINAL_YEAR: ReportKind.ANNUAL,
    RoundKind.SIX_MONTHS: ReportKind.SIX_MONTHS,
    RoundKind.MID_TERM: ReportKind.MID_TERM,
    RoundKind.FINAL: ReportKind.FINAL,
}
OVER_YEARS = (ReportKind.MID_TERM, ReportKind.FINAL)
"""They speak of several years, each with its own figures."""


def kind_of(round_kind: str) -> ReportKind | None:
    """What is written of a round; None of a rehearsal and of the units' own plans."""
    return KINDS.get(RoundKind(round_kind))


@dataclass(frozen=True)
class Part:
    """One part of a report. `parent`: under which it stands. `has_text`: can words be written for it?
    `can_switch`: can it be left out? `by_default`: is it there until somebody says otherwise?"""

    code: str
    heading: str
    parent: str = ""
    has_text: bool = True
    can_switch: bool = True
    is_annex: bool = False
    by_default: bool = True


OPENING, DIRECTION, RESULTS, ASSESSMENT, NEXT, PROPOSALS = (
    *("opening", "direction", "results", "assessment"),
    *("next", "proposals"),
)
ACHIEVED, SHORTCOMINGS, CAUSES = "achieved", "shortcomings", "causes"
GOAL = "goal-"
ANNEX_RESULTS, ANNEX_YEARS, ANNEX_TASKS, ANNEX_UNITS, ANNEX_WORDING = (
    *("annex-results", "annex-years"),
    *("annex-tasks", "annex-units", "annex-wording"),
)


def goal_code(number: int) -> str:
    """Khoản of a goal of the plan under II."""
    return f"{GOAL}{number}"


RESULTS_HEADING = "KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU"
NEXT_HEADINGS = {
    ReportKind.ANNUAL: "PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM {next_year}",
    ReportKind.SIX_MONTHS: "NHIỆM VỤ TRỌNG TÂM 6 THÁNG CUỐI NĂM {year}",
    ReportKind.MID_TERM: "PHƯƠNG HƯỚNG, NHIỆM VỤ ĐẾN NĂM {last_year}",
    ReportKind.FINAL: "PHƯƠNG HƯỚNG, NHIỆM VỤ GIAI ĐOẠN TIẾP THEO",
}
"""`year`: the last one the report speaks of; `last_year`: of the plan."""


def parts_of_kind(kind: ReportKind, *, year: int, last_year: int) -> list[Part]:
    """Every part in the order of the document; the goals of the plan come in under RESULTS."""
    heading = NEXT_HEADINGS[kind].format(year=year, next_year=year + 1, last_year=last_year)
    if kind == ReportKind.MID_TERM and year >= last_year:
        heading = NEXT_HEADINGS[ReportKind.FINAL]
    years = [Part(ANNEX_YEARS, "KẾT QUẢ THEO TỪNG NĂM", has_text=False, is_annex=True)]
    return [
        Part(OPENING, "Mở đầu", can_switch=False),
        Part(DIRECTION, "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
        Part(RESULTS, RESULTS_HEADING, can_switch=False),
        Part(ASSESSMENT, "ĐÁNH GIÁ CHUNG", has_text=False),
        Part(ACHIEVED, "Kết quả đạt được", parent=ASSESSMENT),
        Part(SHORTCOMINGS, "Tồn tại, hạn chế", parent=ASSESSMENT),
        Part(CAUSES, "Nguyên nhân", parent=ASSESSMENT),
        Part(NEXT, heading),
        Part(PROPOSALS, "ĐỀ XUẤT, KIẾN NGHỊ"),
        Part(ANNEX_RESULTS, "BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU", has_text=False, is_annex=True),
        *(years if kind in OVER_YEARS else []),
        Part(ANNEX_TASKS, "KẾT QUẢ THỰC HIỆN NHIỆM VỤ", has_text=False, is_annex=True),
        Part(ANNEX_UNITS, "TÌNH HÌNH NỘP BÁO CÁO CỦA CÁC ĐƠN VỊ", has_text=False, is_annex=True),
        Part(
            ANNEX_WORDING, "NGUYÊN VĂN CHỈ TIÊU ĐÃ KÝ VÀ CÁCH ĐỌC", has_text=False, can_switch=False,
            is_annex=True,
        ),
    ]  # fmt: skip


def default_switches(kind: ReportKind) -> dict[str, bool]:
    """By code of every part that can be left out: is it there?"""
    return {
        part.code: part.by_default for part in parts_of_kind(kind, year=0, last_year=1) if part.can_switch
    }


def is_on(part: Part, switches: Mapping[str, bool]) -> bool:
    """Is it there? What stands under a part that is left out is left out with it."""
    if not part.can_switch:
        return True
    return switches.get(part.code, part.by_default) and (not part.parent or switches.get(part.parent, True))


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def roman(number: int) -> str:
    """1 → “I”; a report has nine sections or annexes at most."""
    return _ROMAN[number]
