"""What happened: rounds, reports, figures with every earlier value, acts, reminders, totals handed up,
the reports that leaders sign and every file taken out."""

from reporting.models.annual import AnnualReport, AnnualText, Letterhead
from reporting.models.exporting import Export
from reporting.models.figures import Explanation, Figure, FigureChange, Intake
from reporting.models.keeping import FormMark, KeptSums, TreeMark
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
    "AnnualReport",
    "AnnualText",
    "BulkFile",
    "CommentAnswer",
    "Difficulty",
    "DifficultyAnswer",
    "Digest",
    "Explanation",
    "Export",
    "Figure",
    "FigureChange",
    "FormMark",
    "Intake",
    "KeptSums",
    "Letterhead",
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
    "TreeMark",
]
