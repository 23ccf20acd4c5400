"""Does everything still stand somewhere once a file of units is in? What no file may do, line by line.

A unit stands below a place that may have such units, on no day without it; and a unit that gets an earlier
last day leaves nothing behind: units below it, posts on it, reports that are asked of it. The same holds of
the pages (`unit_spans`, `rearranging_faults`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from childplan.vietnamese import short_date
from units.models import Placement, Posting
from units.objections import against_ending
from units.rearranging import fits

Spans = Mapping[str, Mapping[date | None, Placement]]
"""By key of the unit and first day, as everything stands once the file is in."""

AT_ONCE = 500


def faults(
    written: Mapping[int, Placement], before: Mapping[tuple[str, date | None], Placement], after: Spans
) -> Iterator[tuple[int, str]]:
    """Number of the line and why it is refused. written: by number of the line the spans that differ from
    what stands. Five queries, and two for each last day."""
    for number, spot in written.items():
        if spot.parent is None:
            continue
        level, kind, above = spot.unit.level, spot.unit.agency_kind, spot.parent
        if not fits(level, kind, above.level):
            yield number, f"đơn vị này không đặt được dưới “{above.key}”: cấp không hợp; sửa “parent”."
        elif not _stands(after.get(above.key, {}).values(), spot):
            yield number, f"{_days(after.get(above.key, {}).values(), above.key)}; sửa “parent” hoặc ngày."
    shorter = {
        spot.unit_id: number
        for number, spot in written.items()
        if (stood := before.get((spot.unit.key, spot.starts_on))) is not None and _last(spot) < _last(stood)
    }
    yield from _left_below(shorter, written, after)
    yield from _left_on(shorter, written, after)


def _left_below(
    shorter: Mapping[int, int], written: Mapping[int, Placement], after: Spans
) -> Iterator[tuple[int, str]]:
    """Units that would stand below one that is gone. Those that the file speaks of were looked at already,
    if it changes them."""
    own = {(spot.unit.key, spot.starts_on) for spot in written.values()}
    for some in _in_parts(sorted(shorter)):
        for child in Placement.objects.filter(parent__in=some).select_related("unit", "parent"):
            assert child.parent is not None
            if (child.unit.key, child.starts_on) not in own and not _stands(
                after[child.parent.key].values(), child
            ):
                yield (
                    shorter[child.parent.pk],
                    f"bên dưới còn {child.full_name} (“{child.unit.key}”) sau ngày đó; ghi ngày cuối của "
                    "đơn vị ấy trước.",
                )


def _left_on(
    shorter: Mapping[int, int], written: Mapping[int, Placement], after: Spans
) -> Iterator[tuple[int, str]]:
    """Posts and reports of units that would be gone."""
    ends: dict[int, date] = {}
    for unit_id, number in shorter.items():
        last = max(_last(spot) for spot in after[written[number].unit.key].values())
        if last != date.max:
            ends[unit_id] = last
    for some in _in_parts(sorted(ends)):
        for post in Posting.objects.filter(unit__in=some).select_related("user"):
            if (post.ends_on or date.max) > ends[post.unit_id]:
                yield (
                    shorter[post.unit_id],
                    f"{post.user.full_name} còn vai trò ở đây sau ngày đó; kết thúc vai trò ấy trước.",
                )
    by_day: dict[date, list[int]] = defaultdict(list)
    for unit_id, last in ends.items():
        by_day[last].append(unit_id)
    for last, unit_ids in by_day.items():
        if not against_ending(unit_ids, last):
            continue
        for unit_id in unit_ids:
            against = against_ending([unit_id], last)
            if against:
                yield shorter[unit_id], " ".join(against)


def _stands(above: Iterable[Placement], spot: Placement) -> bool:
    """Does the place above stand on every day of the span?"""
    day = spot.starts_on or date.min
    for start, end in sorted((one.starts_on or date.min, _last(one)) for one in above):
        if start > day:
            return False
        if end >= _last(spot):
            return True
        if end >= day:
            day = end + timedelta(days=1)
    return False


def _days(above: Collection[Placement], key: str) -> str:
    """“xa-x chỉ đứng từ ngày 01/07/2025” in words, of all its spans together."""
    first = min((one.starts_on or date.min for one in above), default=date.min)
    last = max((_last(one) for one in above), default=date.max)
    words = [f"từ ngày {short_date(first)}"] if first != date.min else []
    words += [f"đến hết ngày {short_date(last)}"] if last != date.max else []
    return f"“{key}” chỉ có {' '.join(words)}" if words else f"“{key}” không có suốt những ngày này"


def _last(spot: Placement) -> date:
    return spot.ends_on or date.max


def _in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
