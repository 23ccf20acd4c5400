"""Why is an act not done? A sentence for the screen, and what the form lacks."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.checks import Problem
from reporting.summaries.explaining import WarningLine
from units.refusals import NotYours, Refused

__all__ = ["Incomplete", "NotYours", "Refused"]


NOT_OWED = "Đơn vị không còn vào ngày chốt số liệu của kỳ nên không phải nộp báo cáo này."


class Incomplete(Refused):
    """The form has cells to put right first, or (`to_explain`, among the problems) to explain."""

    def __init__(self, wrong: Sequence[Problem], to_explain: Sequence[WarningLine] = ()) -> None:
        super().__init__(f"Có {len(wrong)} chỗ cần sửa trước khi nộp.")
        self.problems = wrong
        self.to_explain = to_explain
