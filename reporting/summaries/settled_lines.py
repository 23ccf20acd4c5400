"""Which choices between two sources does a sum rest on? Which number, what it changes, why and whose."""

from __future__ import annotations

from dataclasses import dataclass

from childplan.vietnamese import moment
from indicators.numbers import format_number
from reporting.enums import Side
from reporting.summaries.asked import Asked
from reporting.summaries.sources import AsReported


@dataclass(frozen=True)
class SettledLine:
    """Dùng số nào: a difference between a source and its check source that the place settled."""

    words: str
    shift: str  # what it adds to the sum: “+2”, "" where the source's own sum is used
    is_denominator: bool
    reason: str
    by: str


def settled_lines(asked: Asked, source: AsReported) -> list[SettledLine]:
    """The place's own choices between two sources of the component's items, the ones its sum rests on."""
    component = asked.component
    parts = {component.numerator.pk: False}
    if component.denominator is not None:
        parts.setdefault(component.denominator.pk, True)
    found = []
    for one in source.of_children[source.unit.pk].settled:
        row = one.settlement
        if row.item_id not in parts or component.measure.area not in ("", one.key.area):
            continue
        uses_check = row.uses == Side.CHECK
        found.append(
            SettledLine(
                words=f"{'Dùng số đối chiếu' if uses_check else 'Dùng số của nguồn'} "
                f"(nguồn {format_number(row.source_value)}, đối chiếu {format_number(row.check_value)})",
                shift=_signed(one.shift.value) if uses_check else "",
                is_denominator=parts[row.item_id],
                reason=row.reason,
                by=f"{row.by.full_name}, {moment(row.at)}",
            )
        )
    return found


def _signed(value: int) -> str:
    return f"+{format_number(value)}" if value > 0 else format_number(value)
