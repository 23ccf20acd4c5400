"""Giải trình: somebody says why a figure is as odd as a warning says.

Refusals are those of `reporting.actions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reporting.actions import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import ExplainedBy
from reporting.locks import lock_on, locked_words
from reporting.models import Explanation, Report
from reporting.permissions import may_enter
from reporting.summaries.entry import entry_page
from units.models import User

SHORTEST = 10
"""Characters of what has to be written where none of the usual reasons is chosen."""


@dataclass(frozen=True)
class Given:
    """An answer to one warning. `said` is what the page said when it was answered."""

    figure_id: int
    code: str
    said: str
    reasons: tuple[ExplainedBy, ...]
    text: str = ""


class Unclear(Refused):
    """An answer without a reason, or “khác” without words; names the warning it was for."""

    def __init__(self, figure_id: int, sentence: str) -> None:
        super().__init__(sentence)
        self.figure_id = figure_id


@transaction.atomic
def explain(*, report: Report, given: Sequence[Given], by: User, at: datetime) -> int:
    """Write the answers, all or nothing; an answer that stands already is left alone. Returns how many.

    Raises NotYours where the person does not enter into the report, Unclear for an answer that says nothing,
    and Refused where a figure changed since the page was shown, so that its warning now says something else.
    """
    held = Report.objects.held(report)
    if not held.is_open:
        raise Refused("Báo cáo đã nộp nên không giải trình thêm được.")
    if not may_enter(by, held, calendar_day(at)):
        raise NotYours("Chỉ người nhập số liệu của báo cáo này mới giải trình được.")
    lock = lock_on(held)
    if lock is not None:
        raise Refused(locked_words(lock))
    lines = {(line.figure_id, line.code): line for line in entry_page(held, at).warnings}
    rows = []
    for answer in given:
        line = lines.get((answer.figure_id, answer.code))
        if line is None or line.message != answer.said:
            raise Refused("Số liệu vừa thay đổi nên cảnh báo đã khác. Xem lại rồi giải trình.")
        _check(answer, line.name)
        if (line.chosen, line.text) != (frozenset(answer.reasons), answer.text):
            rows.append(
                Explanation(
                    figure_id=answer.figure_id,
                    code=answer.code,
                    said=answer.said,
                    reasons=f",{','.join(answer.reasons)},",
                    text=answer.text,
                    by=by,
                    at=at,
                )
            )
    Explanation.objects.bulk_create(rows)
    return len(rows)


def _check(answer: Given, name: str) -> None:
    if not answer.reasons:
        raise Unclear(answer.figure_id, f"Chọn ít nhất một lý do cho “{name}”.")
    if ExplainedBy.OTHER in answer.reasons and len(answer.text.strip()) < SHORTEST:
        raise Unclear(
            answer.figure_id, f"Chọn “Khác” thì ghi rõ lý do cho “{name}”, ít nhất {SHORTEST} ký tự."
        )
