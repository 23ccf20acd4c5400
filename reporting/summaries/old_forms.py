"""What had old units typed for this very round before they went into this one? Offered, never copied.

The new unit reports the whole year and the whole territory; nobody knows of a figure of before the reform how
much of the year it holds. So it stands beside the form to be read, and is not in it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from reporting.answers import DASH, shown_with_reason
from reporting.models import Figure, Report
from reporting.querysets import SETTLED
from reporting.summaries.cells import answer_of, control_of
from units.summaries.lineage import endings_of, whole_predecessors


@dataclass(frozen=True)
class OldForm:
    """An old unit, and the key under which its form can be read."""

    name: str
    unit_key: str


@dataclass(frozen=True)
class OldCell:
    unit: str
    words: str  # "—" for nothing


@dataclass(frozen=True)
class OldLine:
    """One figure of this form: what each old unit had typed, in the order of their names."""

    name: str
    cells: list[OldCell]


@dataclass(frozen=True)
class OldForms:
    forms: list[OldForm]
    lines: list[OldLine]

    @property
    def names(self) -> str:
        return ", ".join(form.name for form in self.forms)


def old_forms(report: Report) -> OldForms | None:
    """Of units that went whole into the report's own and were gone by the closing day, if they had typed
    anything that this form asks for; one query where nothing went into it, else six."""
    old = whole_predecessors(report.unit, report.round.data_to)
    if not old:
        return None
    reports = {
        each.pk: each
        for each in Report.objects.not_owed()
        .filter(round=report.round, unit__in=old)
        .select_related("unit", "round")
    }
    asked = report.figures.values("item_id")
    figures = (
        Figure.objects.filter(report__in=list(reports), state__in=SETTLED, item__in=asked)
        .select_related("item")
        .order_by("item__position", "item__code")
    )
    said: dict[str, dict[int, str]] = defaultdict(dict)
    for figure in figures:
        of = reports[figure.report_id]
        words = shown_with_reason(control_of(figure, of), answer_of(figure))
        said[figure.item.name][of.unit_id] = words
    if not said:
        return None
    endings = endings_of({each.unit_id for each in reports.values()}, report.round.data_to)
    typed = {unit_id for by_unit in said.values() for unit_id in by_unit}
    found = sorted(
        (endings[each.unit_id].name, each.unit_id, each.unit.key)
        for each in reports.values()
        if each.unit_id in typed and each.unit_id in endings
    )
    return OldForms(
        forms=[OldForm(name, key) for name, _, key in found],
        lines=[
            OldLine(name, [OldCell(unit, by_unit.get(unit_id, DASH)) for unit, unit_id, _ in found])
            for name, by_unit in said.items()
        ],
    )
