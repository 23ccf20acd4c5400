"""Trả lời góp ý: what the unit says to a comment that it does not answer with another figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from reporting.actions.answering import check_open
from reporting.actions.refusals import Refused
from reporting.models import CommentAnswer, Report
from reporting.summaries.comments import standing_comments
from units.models import User

LONGEST_ANSWER = 1000
"""Characters of an answer; a comment may have as many."""


@transaction.atomic
def answer_comments(*, report: Report, answers: Mapping[int, str], by: User, at: datetime) -> int:
    """Write answers to comments of the last return, by comment id; returns how many were written.

    Whoever may enter figures answers, while the report is open. Append only: of several the last counts. An
    answer without words, or that stands already, is left out. Raises NotYours or Refused.
    """
    report = Report.objects.held(report)
    check_open(report, by, at)
    said = {comment_id: text.strip() for comment_id, text in answers.items() if text.strip()}
    comments = {comment.pk: comment for comment in standing_comments(report).values()}
    if any(comment_id not in comments for comment_id in said):
        raise Refused("Góp ý này không còn chờ trả lời. Tải lại trang.")
    if any(len(text) > LONGEST_ANSWER for text in said.values()):
        raise Refused(f"Trả lời góp ý dài quá {LONGEST_ANSWER} ký tự. Viết ngắn lại.")
    new = {comment_id: text for comment_id, text in said.items() if text != comments[comment_id].answer}
    CommentAnswer.objects.bulk_create(
        CommentAnswer(comment_id=comment_id, text=text, by=by, at=at) for comment_id, text in new.items()
    )
    return len(new)
