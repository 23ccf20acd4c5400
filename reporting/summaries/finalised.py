"""Which cells of a final form say something else than the year did? One query, and none for other rounds."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from reporting.answers import Answer, Control, shown_with_reason
from reporting.enums import FigureState, Origin, RoundKind
from reporting.models import Figure, FigureChange, Report
from reporting.summaries.cells import answer_of, control_of

LONGEST = 60  # characters of a text beside its change


def changed_since_year(report: Report, figures: Sequence[Figure]) -> dict[int, str]:
    """“năm: 19 → chính thức: 21” by item, for the cells whose answer is no longer the one they came with.

    A cell that the year left open and that has an answer now is one of them.
    """
    if report.round.kind != RoundKind.FINAL_YEAR:
        return {}
    came = FigureChange.objects.filter(figure__report=report, origin=Origin.PREFILLED)
    before = {row.figure_id: answer_of(row) for row in came}
    found = {}
    for figure in figures:
        then, now = before.get(figure.pk, Answer(FigureState.EMPTY)), answer_of(figure)
        if now.state != FigureState.UNREAD and not now.says_the_same(then):
            control = control_of(figure, report)
            found[figure.item_id] = f"năm: {_words(control, then)} → chính thức: {_words(control, now)}"
    return found


def _words(control: Control, answer: Answer) -> str:
    if answer.state == FigureState.EMPTY:
        return answer.state.label.lower()
    words = shown_with_reason(control, answer)
    if answer.state == FigureState.NOT_COLLECTED and answer.reason:
        words = f"{words.lower()} ({answer.reason})"
    elif answer.state != FigureState.ENTERED:
        words = words.lower()
    return shorten(words, LONGEST, placeholder="…")
