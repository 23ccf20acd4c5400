"""Mở kỳ chính thức: the year's forms once more, with the year's answers in them, for what has changed since.

Nghị định 09/2019/NĐ-CP closes the data year on 14/12, after every plan's yearly day: what the year round
collected is an estimate. Its final figures have a round of their own, in which only what changed is touched.
Which cells it asks is worked out by `reporting.summaries.form_plan`: those that the year asked each unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reporting.actions.answering import ANSWER_COLUMNS
from reporting.enums import Origin, RoundKind
from reporting.models import Explanation, Figure, FigureChange, Report, Round, Settlement
from reporting.querysets import SETTLED
from units.models import User

AT_ONCE = 500  # forms filled in one go: the country has 90,000 villages
ANSWER = ("state", "value", "answered", "text", "raw", "reason")


def fill_from_year(round_: Round, reports: Sequence[Report], by: User, at: datetime) -> None:
    """Put the year's answers into the new, empty forms; the caller's transaction holds it.

    An answer of the year, whatever became of its report, stands in the cell as its first version, by whoever
    opens, from Origin.PREFILLED; what was not answered then stays empty. What was explained then stays
    explained, by whom and when it was, as long as the warning says the same; and what was settled between
    two sums stays so while they are the same.
    """
    for start in range(0, len(reports), AT_ONCE):
        _fill(round_, reports[start : start + AT_ONCE], by, at)


def _fill(round_: Round, reports: Sequence[Report], by: User, at: datetime) -> None:
    of_year = Figure.objects.filter(
        report__round__kind=RoundKind.YEAR,
        report__round__year=round_.year,
        report__unit__in=[report.unit_id for report in reports],
    ).select_related("report")
    cells = {
        (cell.report.unit_id, cell.item_id): cell
        for cell in Figure.objects.filter(report__in=reports).select_related("report")
    }
    again: dict[int, Figure] = {}
    for before in of_year.filter(state__in=SETTLED).order_by("pk"):
        cell = cells.get((before.report.unit_id, before.item_id))
        if cell is None:
            continue
        for name in ANSWER:
            setattr(cell, name, getattr(before, name))
        cell.version, cell.entered_by, cell.entered_at = 1, by, at
        again[before.pk] = cell
    # The cells are there: written over in one statement (`answering.save_answers` says why).
    Figure.objects.bulk_create(
        again.values(),
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=ANSWER_COLUMNS,
    )
    FigureChange.objects.bulk_create((_log_row(cell) for cell in again.values()), batch_size=2000)
    _explain_again(round_, reports, again)
    _settle_again(round_, reports)


def _log_row(cell: Figure) -> FigureChange:
    assert cell.entered_at is not None and cell.entered_by is not None
    return FigureChange(
        figure=cell,
        version=cell.version,
        at=cell.entered_at,
        by=cell.entered_by,
        origin=Origin.PREFILLED,
        **{name: getattr(cell, name) for name in ANSWER},
    )


def _explain_again(round_: Round, reports: Sequence[Report], cells: Mapping[int, Figure]) -> None:
    """The explanations of the year's figures once more. `cells` by the id of the year's cell."""
    given = Explanation.objects.filter(
        figure__report__round__kind=RoundKind.YEAR,
        figure__report__round__year=round_.year,
        figure__report__unit__in=[report.unit_id for report in reports],
    ).order_by("id")
    Explanation.objects.bulk_create(
        (
            Explanation(
                figure=cells[row.figure_id],
                code=row.code,
                said=row.said,
                reasons=row.reasons,
                text=row.text,
                by_id=row.by_id,
                at=row.at,
            )
            for row in given
            if row.figure_id in cells
        ),
        batch_size=2000,
    )


def _settle_again(round_: Round, reports: Sequence[Report]) -> None:
    """The last choice of the year between two sums of each item once more."""
    by_unit = {report.unit_id: report for report in reports}
    chosen = Settlement.objects.filter(
        report__round__kind=RoundKind.YEAR, report__round__year=round_.year, report__unit__in=by_unit
    )
    latest = {
        (row.report.unit_id, row.item_id): row for row in chosen.select_related("report").order_by("id")
    }
    Settlement.objects.bulk_create(
        Settlement(
            report=by_unit[unit_id],
            item_id=item_id,
            source_value=row.source_value,
            check_value=row.check_value,
            uses=row.uses,
            reason=row.reason,
            at=row.at,
            by_id=row.by_id,
            address=row.address,
        )
        for (unit_id, item_id), row in latest.items()
    )
