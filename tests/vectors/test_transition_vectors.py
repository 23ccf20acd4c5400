"""Is every act of `transitions.json` open here exactly where it is there, and refused as it is there?"""

from __future__ import annotations

from typing import Any

import pytest

from reporting.enums import Act, Actor, ReportState
from reporting.transitions import TRANSITIONS, refusal
from tests.vectors.files import load

FILE = load("transitions")
REASON = "Thôn 3 ghi nhầm cột"
KINDS = {
    "open": "",
    "start_checking": "Bấm “Nhận kiểm tra” trước khi quyết định.",
    "waived": "Báo cáo này đã được chấp nhận thiếu.",
    "awaited": "Báo cáo này đang được chờ.",
    "no_reason": "Ghi lý do để đơn vị biết phải làm gì.",
}
BEING_CHECKED = "Báo cáo đang được kiểm tra"


def kind_of(said: str) -> str:
    if said.startswith(BEING_CHECKED):
        return "being_checked"
    known = {words: kind for kind, words in KINDS.items()}
    return known.get(said) or ("state" if said.endswith("Tải lại trang.") else said)


def said_to(row: dict[str, Any], side: str, where: str, reason: str) -> str:
    """What the one on that side is told: their act at all, and then open from there?"""
    act = Act(row["act"])
    if TRANSITIONS[act].actor != Actor(side):
        return "other_side"
    state, *more = where.split("+")
    return kind_of(refusal(act, ReportState(state), "checking" in more, reason, is_waived="waived" in more))


CASES = [(row, where, said) for row in FILE["acts"] for where, said in row["from"].items()]


@pytest.mark.parametrize(
    ("row", "where", "said"), CASES, ids=[f"{row['act']}-{where}" for row, where, _ in CASES]
)
def test_open_or_refused(row: dict[str, Any], where: str, said: str) -> None:
    other = Actor.UNIT if row["side"] == Actor.ABOVE else Actor.ABOVE
    assert said_to(row, row["side"], where, REASON) == said
    assert said_to(row, other, where, REASON) == "other_side"
    silent = "no_reason" if said == "open" and row.get("needs_reason") else said
    assert [said_to(row, row["side"], where, reason) for reason in ("", "   ")] == [silent, silent]


@pytest.mark.parametrize("row", FILE["acts"], ids=[row["act"] for row in FILE["acts"]])
def test_where_it_leads(row: dict[str, Any]) -> None:
    step = TRANSITIONS[Act(row["act"])]
    assert (step.target, step.stops_at_lock) == (row["to"], row.get("stops_at_lock", False))
    assert step.needs_reason == row.get("needs_reason", False)


def test_every_act_and_state_is_there() -> None:
    assert [row["act"] for row in FILE["acts"]] == [*TRANSITIONS]
    for row in FILE["acts"]:
        assert {where.split("+")[0] for where in row["from"]} == {*ReportState.values}
        assert "submitted+checking" in row["from"]
