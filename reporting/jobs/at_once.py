"""Is a file small enough to be drawn while somebody waits? One rule, and the drawing itself.

What decides is how much has to be read, not how long the file becomes: a roll-up of a province has the rows
of a commune's and the figures of six hundred. Counted in lines: a report holds about fifty cells, a table of
many places has a line for each place and component, the log a line for each act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from reporting.actions.exporting import drop_export, record_export
from reporting.enums import ExportFormat, ExportKind
from reporting.exports.making import MadeFile, NoProgress
from reporting.jobs.makers import MAKERS
from reporting.models import Export, Report, Round
from reporting.summaries.log import LogFilters, count_lines
from units.models import Unit, User

LINES_AT_ONCE = 5_000
"""Some hundred reports, a commune with all its units: below a second on a small machine."""
CELLS_OF_A_REPORT = 50


def is_small(
    kind: ExportKind, format_: str, *, unit: Unit | None, rounds: Sequence[Round], by: User, today: date
) -> bool:
    """Draw it at once? A PDF never: its pages take seconds, however few they are."""
    if format_ == ExportFormat.PDF:
        return False
    return lines_to_read(kind, unit=unit, rounds=rounds, by=by, today=today) <= LINES_AT_ONCE


def lines_to_read(
    kind: ExportKind, *, unit: Unit | None, rounds: Sequence[Round], by: User, today: date
) -> int:
    """An estimate, never many queries: one count a round."""
    if kind == ExportKind.ANNUAL:
        return LINES_AT_ONCE + 1  # always in the background: pages are drawn, and there may be hundreds
    if kind == ExportKind.LOG:
        return count_lines(by, LogFilters(), today, LINES_AT_ONCE + 1)
    if unit is None:
        return 0
    found = sum(_reports(unit, round_, today).count() for round_ in rounds)
    match kind:
        case ExportKind.TRACKING:
            return found
    return found * CELLS_OF_A_REPORT


def _reports(unit: Unit, round_: Round, today: date) -> QuerySet[Report]:
    under = Unit.objects.under(unit, day=round_.data_to, today=today)
    return Report.objects.filter(round=round_, unit__in=under.values("pk"))


def make_at_once(**asked: Any) -> tuple[Export, MadeFile]:
    """The file with its row; `finish_export` follows when it goes out. Arguments as of `record_export`.

    Raises CannotMake or PdfUnavailable, and then leaves no row.
    """
    export = record_export(**asked)
    try:
        return export, MAKERS[ExportKind(export.kind)](export, NoProgress())
    except BaseException:
        drop_export(export)
        raise
