"""What was entered for a unit by whoever collects from it? Sentences for the unit, sources by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from childplan.compiled import CompiledQuery, ids_param
from childplan.vietnamese import short_date
from reporting.enums import Act, Origin, StandInSource
from reporting.models import FigureChange, Report, ReportEvent


def source_words(event: ReportEvent) -> str:
    """“phiếu giấy”, “điện thoại – bác Hùng gọi”, “nguồn khác – sổ của thôn”."""
    label = StandInSource(event.stand_in_source).label
    return f"{label} – {event.reason}" if event.act == Act.STAND_IN_STARTED and event.reason else label


def entered_for_unit(report: Report) -> tuple[dict[tuple[int, int], str], list[str]]:
    """The source of every value entered for the unit, by figure and version, and what the unit is told; two
    queries, three where something was entered for it."""
    changes = list(_changes([report.pk]))
    sources = {(row.figure_id, row.version): source_words(row.stand_in) for row in changes if row.stand_in}
    return sources, _sentences(changes).get(report.pk, []) + _handed_in([report.pk]).get(report.pk, [])


def told_about(report_ids: Collection[int]) -> dict[int, list[str]]:
    """What the units of several reports are told, by report; two queries, three where something was
    entered for one of them."""
    if not report_ids:
        return {}
    found = _sentences(list(_changes(report_ids)))
    for report_id, sentences in _handed_in(report_ids).items():
        found.setdefault(report_id, []).extend(sentences)
    return found


_ENTERED = CompiledQuery(
    lambda: (
        FigureChange.objects.filter(figure__report__in=ids_param("reports"), origin=Origin.ON_BEHALF)
        .order_by()
        .values_list("pk", flat=True)
    )
)
_HANDED_IN = CompiledQuery(
    lambda: (
        ReportEvent.objects.filter(report__in=ids_param("reports"), act=Act.SUBMITTED)
        .exclude(stand_in_source="")
        .select_related("by")
        .order_by("id")
    )
)


def _changes(report_ids: Collection[int]) -> list[FigureChange]:
    """One query; a second where something was entered for a unit, which is rare."""
    found = _ENTERED(reports=report_ids)
    if not found:
        return []
    entered = FigureChange.objects.filter(pk__in=found)
    return list(entered.select_related("by", "stand_in", "figure").order_by("id"))


def _sentences(changes: Collection[FigureChange]) -> dict[int, list[str]]:
    """One for each person, day and source: “… đã nhập thay 3 ô ngày 15/11/2024 (nguồn: phiếu giấy).”"""
    cells: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
    for row in changes:
        assert row.stand_in is not None
        key = (row.figure.report_id, row.by.full_name, short_date(row.at), source_words(row.stand_in))
        cells[key].add(row.figure_id)
    found: dict[int, list[str]] = defaultdict(list)
    for (report_id, who, day, source), figures in cells.items():
        found[report_id].append(f"{who} đã nhập thay {len(figures)} ô ngày {day} (nguồn: {source}).")
    return dict(found)


def _handed_in(report_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for event in _HANDED_IN(reports=report_ids):
        found[event.report_id].append(
            f"{event.by.full_name} đã nộp thay ngày {short_date(event.at)} (nguồn: {source_words(event)})."
        )
    return dict(found)
