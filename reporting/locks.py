"""Chốt kỳ: which reports stand still, and who can set them going again?"""

from __future__ import annotations

from collections.abc import Iterable

from childplan.compiled import CompiledQuery, ids_param
from childplan.vietnamese import moment
from reporting.models import Report, Round, RoundLock
from units.models import Unit


def lock_on(report: Report) -> RoundLock | None:
    """The lock that holds the report."""
    return lock_over(report.unit, report.round)


def lock_over(unit: Unit, round_: Round) -> RoundLock | None:
    """The lock that holds a unit in a round: on itself or on one above it in the round's chain."""
    chain = Unit.objects.chain(unit, day=round_.data_to)
    return (
        RoundLock.objects.filter(round=round_, ended_at=None, unit__in=chain.values("pk"))
        .select_related("unit", "locked_by")
        .order_by("id")
        .first()
    )


def locked_words(lock: RoundLock) -> str:
    """“Đã chốt lúc …”: said to whoever still wants to move something."""
    return (
        f"Kỳ báo cáo đã chốt lúc {moment(lock.locked_at)}: {lock.reason.rstrip('.')}. "
        f"Muốn sửa, đề nghị {lock.locked_by.full_name} mở khoá."
    )


def locked_ids(rounds: Iterable[Round]) -> dict[int, set[int]]:
    """Unit ids that stand still, by round id: one query, and one more for each round with a lock."""
    locks: dict[int, list[Unit]] = {}
    every = {round_.pk: round_ for round_ in rounds}
    for lock in RoundLock.objects.filter(round__in=every, ended_at=None).select_related("unit"):
        locks.setdefault(lock.round_id, []).append(lock.unit)
    return {
        round_id: set(Unit.objects.under(*units, day=every[round_id].data_to).values_list("pk", flat=True))
        for round_id, units in locks.items()
    }


_HOLDING = CompiledQuery(
    lambda: RoundLock.objects.filter(round__in=ids_param("rounds"), ended_at=None).values_list(
        "round_id", "unit_id"
    )
)


def holding_ids(rounds: Iterable[Round]) -> dict[int, set[int]]:
    """Unit ids that hold a lock, by round id; one query. What has one of them in its chain stands still: for
    whoever knows the chains anyway."""
    found: dict[int, set[int]] = {}
    for round_id, unit_id in _HOLDING(rounds=[round_.pk for round_ in rounds]):
        found.setdefault(round_id, set()).add(unit_id)
    return found
