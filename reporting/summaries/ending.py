"""Which reports would stand nowhere if their unit ended with a day?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from childplan.vietnamese import short_date
from reporting.models import Round


def rounds_after(unit_ids: Sequence[int], last_day: date) -> list[str]:
    """Rounds that asked the units and close later. The tree of a round is the one of its closing day
    (`Round.data_to`): a report of a unit that is gone by then would be added up nowhere. One query."""
    rounds = Round.objects.filter(reports__unit__in=unit_ids, data_to__gt=last_day).distinct()
    return [
        f"Kỳ {round_.name.lower()} đã giao phiếu và lấy số liệu đến hết ngày {short_date(round_.data_to)}: "
        f"chọn ngày cuối từ {short_date(round_.data_to)} trở đi."
        for round_ in rounds.order_by("data_to", "pk")
    ]
