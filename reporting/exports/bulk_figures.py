"""Figures as lines of a CSV file, one at a time: what comes out goes back in and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from indicators.models import DataItem
from reporting.answers import Answer, Control
from reporting.enums import FigureState, ReportState
from reporting.incoming.csv_figures import csv_values
from reporting.models import Figure, Report, Round
from reporting.summaries.cells import control_of
from units.models import Unit

AT_ONCE = 2_000


def figure_rows(
    rounds: Iterable[Round],
    roots: Collection[Unit] | None,
    today: date,
    *,
    within: Collection[Unit] | None = None,
    items: Collection[str] = (),
    only_accepted: bool = False,
) -> Iterator[list[object]]:
    """The cells of the units below `roots` (all there are, if none are given), each round by its own tree and
    with what went whole into a unit of today.

    within: units of the posts of whoever takes them out, which bound it in each round's own tree: a commune
    that came from another province leaves its years there. items: codes, all if none is given;
    only_accepted: of accepted reports, which official totals are made of.
    """
    every = {item.pk: item for item in DataItem.objects.all()}
    wanted = [item.pk for item in every.values() if item.code in items]
    controls: dict[tuple[int, str], Control] = {}
    for round_ in rounds:
        cells = Figure.objects.filter(report__round=round_)
        if roots is not None:
            under = Unit.objects.under(*roots, day=round_.data_to, today=today)
            cells = cells.filter(report__unit__in=under.values("pk"))
        if within is not None and within != roots:
            reach = Unit.objects.under(*within, day=round_.data_to, today=today)
            cells = cells.filter(report__unit__in=reach.values("pk"))
        if only_accepted:
            cells = cells.filter(report__state=ReportState.ACCEPTED)
        if items:
            cells = cells.filter(item__in=wanted)
        rows = cells.order_by("report__unit__key", "item__position", "item__code").values_list(
            *("report__unit__key", "report__unit__level", "item_id", "version"),
            *("state", "value", "answered", "text", "raw", "reason"),
        )
        for key, level, item_id, version, state, *said in rows.iterator(chunk_size=AT_ONCE):
            item = every[item_id]
            if (item_id, level) not in controls:
                report = Report(unit=Unit(level=level))
                controls[item_id, level] = control_of(Figure(item=item), report)
            answer = Answer(FigureState(state), *said)
            value, answered, word, text, reason = csv_values(controls[item_id, level], answer)
            yield [key, round_.key, item.code, value, answered, word, text, reason, version]


def unknown_codes(items: Collection[str]) -> set[str]:
    """Of these codes the ones that no item has."""
    return set(items) - set(DataItem.objects.filter(code__in=items).values_list("code", flat=True))
