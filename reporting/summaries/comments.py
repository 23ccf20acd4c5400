"""What did the reviewer want of which cell, and has the unit answered? The comments of the last return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten

from django.db.models import Max, Q

from childplan.vietnamese import moment
from reporting.answers import Answer
from reporting.checks import Problem
from reporting.enums import Act, CommentKind, FigureState
from reporting.models import Figure, FigureChange, Report, ReportEvent, ReviewComment
from reporting.summaries.cells import answer_of

NOT_ANSWERED = "E10"


@dataclass(frozen=True)
class CommentLine:
    """One comment with what became of it. `is_changed`: does the cell say something else than it did when
    the report came back? A value that was changed and changed back is no other value."""

    pk: int
    figure_id: int
    item_id: int
    kind: str
    text: str
    by: str
    answer: str = ""
    answered_by: str = ""
    is_changed: bool = False

    @property
    def label(self) -> str:
        """“Cần sửa”, “Hỏi lại”, “Ghi nhận”."""
        return str(CommentKind(self.kind).label)

    @property
    def wants_answer(self) -> bool:
        """Ghi nhận wants nothing of anybody."""
        return self.kind != CommentKind.NOTE

    @property
    def is_settled(self) -> bool:
        """May the report come back as far as this comment goes?"""
        return not self.wants_answer or self.is_changed or bool(self.answer)

    @property
    def field_name(self) -> str:
        """Its answer's box on the entry page."""
        return f"tra-loi-{self.pk}"


def standing_return(report: Report) -> ReportEvent | None:
    """The last return, unless the report was accepted after it and stayed so.

    Neither taking the report back nor an acceptance that was undone ends it.
    """
    decided = ReportEvent.objects.filter(
        report=report, act__in=[Act.RETURNED, Act.ACCEPTED, Act.ACCEPTANCE_UNDONE]
    ).order_by("-id")
    undone = 0
    for event in decided:
        if event.act == Act.RETURNED:
            return event
        if event.act == Act.ACCEPTED and not undone:
            return None
        undone += 1 if event.act == Act.ACCEPTANCE_UNDONE else -1
    return None


def standing_comments(report: Report) -> dict[int, CommentLine]:
    """By figure id, the comments that the unit has to deal with; a fixed number of queries."""
    event = standing_return(report)
    return comments_of(event) if event is not None else {}


def comments_of(event: ReportEvent) -> dict[int, CommentLine]:
    """The comments of one return, by figure id: three queries, and none where nothing was commented."""
    comments = list(
        ReviewComment.objects.filter(event=event)
        .select_related("figure", "event__by")
        .prefetch_related("answers__by")
        .order_by("figure__item__position", "figure__item__code")
    )
    before = answers_before(event.report_id, event, [comment.figure_id for comment in comments])
    return {comment.figure_id: _line(comment, before) for comment in comments}


def _line(comment: ReviewComment, before: Mapping[int, Answer]) -> CommentLine:
    answers = list(comment.answers.all())
    last = answers[-1] if answers else None
    figure: Figure = comment.figure
    was = before.get(figure.pk, Answer(FigureState.EMPTY))
    return CommentLine(
        pk=comment.pk,
        figure_id=figure.pk,
        item_id=figure.item_id,
        kind=comment.kind,
        text=comment.text,
        by=comment.event.by.full_name,
        answer=last.text if last else "",
        answered_by=f"{last.by.full_name}, {moment(last.at)}" if last else "",
        is_changed=not was.says_the_same(answer_of(figure)),
    )


def answers_before(
    report_id: int, event: ReportEvent, figure_ids: list[int] | None = None
) -> dict[int, Answer]:
    """What the cells said when the report had been handed in for the last time before an event.

    By figure id; of a cell that nobody had answered there is nothing. Two queries.
    """
    if figure_ids is not None and not figure_ids:
        return {}
    handed_in = (
        ReportEvent.objects.filter(report=report_id, act=Act.SUBMITTED, id__lt=event.pk)
        .order_by("-id")
        .values_list("last_change_id", flat=True)
        .first()
    )
    of = Q(figure__report=report_id) if figure_ids is None else Q(figure__in=figure_ids)
    last = (
        FigureChange.objects.filter(of, id__lte=handed_in or 0)
        .order_by()
        .values("figure_id")
        .annotate(last=Max("id"))
        .values("last")
    )
    return {row.figure_id: answer_of(row) for row in FigureChange.objects.filter(id__in=last)}


def wish(name: str, comment: CommentLine) -> Problem:
    """E10: what keeps the report from coming back: a comment that nobody has dealt with."""
    words = shorten(comment.text, 80, placeholder="…")
    message = f"Trả lời góp ý ở “{name}” hoặc sửa số: {words}"
    return Problem(comment.item_id, NOT_ANSWERED, message)
