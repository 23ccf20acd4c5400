"""What is other than the last time? Old beside new, with what was asked and what the unit answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.answers import Answer, shown_with_reason
from reporting.enums import Act, FigureState
from reporting.models import Figure, Report, ReportEvent
from reporting.summaries.cells import Cell, answer_of
from reporting.summaries.comments import CommentLine, answers_before, comments_of, standing_return
from reporting.summaries.entry import EntryPage


@dataclass(frozen=True)
class ChangedCell:
    """A cell that says something else than when the reader last had it, or that they had asked about."""

    label: str
    cell: Cell
    before: str
    after: str
    is_changed: bool
    comment: CommentLine | None = None


@dataclass(frozen=True)
class SinceLast:
    """`is_after_return`: did the reviewer have it before, or had the unit only taken it back?"""

    cells: list[ChangedCell]
    is_after_return: bool


def since_last(report: Report, form: EntryPage) -> SinceLast | None:
    """Cells that changed since the report was last in the reviewer's hands; None where it never was.

    After a return that is what the cells said then; else, where the unit took its report back and handed it
    in again, what they said the time before. A fixed number of queries.
    """
    if report.submissions == 0:
        return None
    event = standing_return(report)
    then = event or _last_submission(report)
    if then is None or (event is None and report.submissions < 2):
        return None
    comments = comments_of(event) if event is not None else {}
    before = answers_before(report.pk, then)
    figures = {figure.pk: figure for figure in report.figures.all()}
    labels = {row.numerator.item_id: row.label for group in form.groups for row in group.rows}
    found = [
        _changed(cell, labels, figures[cell.figure_id], before, comments.get(cell.figure_id))
        for cell in form.cells
        if cell.figure_id in figures
    ]
    return SinceLast(
        [each for each in found if each.is_changed or each.comment is not None], event is not None
    )


def _last_submission(report: Report) -> ReportEvent | None:
    return report.events.filter(act=Act.SUBMITTED).order_by("-id").first()


def _changed(
    cell: Cell,
    labels: Mapping[int, str],
    figure: Figure,
    before: Mapping[int, Answer],
    comment: CommentLine | None,
) -> ChangedCell:
    was = before.get(figure.pk, Answer(FigureState.EMPTY))
    now = answer_of(figure)
    return ChangedCell(
        label=labels.get(cell.item_id, ""),
        cell=cell,
        before=shown_with_reason(cell.control, was),
        after=shown_with_reason(cell.control, now),
        is_changed=not was.says_the_same(now),
        comment=comment,
    )
