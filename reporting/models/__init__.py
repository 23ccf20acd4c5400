"""What happened: rounds, reports, figures with every earlier value, acts, reminders, and totals handed up."""

from reporting.models.figures import Explanation, Figure, FigureChange, Intake
from reporting.models.moving import BulkFile
from reporting.models.papers import Paper, PaperFile
from reporting.models.reminding import Digest, Notice, Reminder
from reporting.models.reports import Report, ReportEvent
from reporting.models.review import CommentAnswer, ReviewComment
from reporting.models.rounds import Round, RoundLock, RoundOpening
from reporting.models.settling import Settlement
from reporting.models.totals import Total, TotalText
from reporting.models.work import Difficulty, DifficultyAnswer, TaskResult

__all__ = [
    "BulkFile",
    "CommentAnswer",
    "Difficulty",
    "DifficultyAnswer",
    "Digest",
    "Explanation",
    "Figure",
    "FigureChange",
    "Intake",
    "Notice",
    "Paper",
    "PaperFile",
    "Reminder",
    "Report",
    "ReportEvent",
    "ReviewComment",
    "Round",
    "RoundLock",
    "RoundOpening",
    "Settlement",
    "TaskResult",
    "Total",
    "TotalText",
]
