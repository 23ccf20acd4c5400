"""Which yearly targets did a plan's owner set between the signed milestones? A table in, targets out."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

from indicators.enums import Operator
from indicators.models import Component, Target
from reporting.demonstration.figures import YEARS
from units.csv_files import Line, read_lines

TARGETS_HEADER = ",".join(["plan", "component", "operator", *(f"in_{year}" for year in YEARS)])
READING = "Mức của từng năm do xã tự đặt, không có trong kế hoạch đã ký."
"""What every screen says beside such a target."""


def load_own_targets(path: Path) -> int:
    """Targets of the owner for single years: without signed words, so that no screen takes them for signed.
    Returns how many. Raises BadFile."""
    components = {
        (component.indicator.plan.key, component.label): component
        for component in Component.objects.select_related("indicator__plan")
    }
    targets: list[Target] = []
    for line in read_lines(path, TARGETS_HEADER):
        plan, label = line.needed("plan"), line.needed("component")
        if (plan, label) not in components:
            raise line.refused(f"kế hoạch “{plan}” không có nội dung đo “{label}”.")
        line.needed("operator")
        operator = Operator(line.choice("operator", Operator))
        targets += [
            Target(
                component=components[plan, label],
                first_year=year,
                last_year=year,
                operator=operator,
                value=_value(line, f"in_{year}"),
                reading=READING,
            )
            for year in YEARS
        ]
    return len(Target.objects.bulk_create(targets))


def _value(line: Line, column: str) -> Decimal:
    try:
        return Decimal(line.needed(column))
    except InvalidOperation:
        word = line.text(column)
        raise line.refused(f"“{column}” là “{word}”; viết số với dấu chấm thập phân.") from None
