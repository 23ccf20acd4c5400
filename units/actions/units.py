"""Đơn vị: what a keeper adds below a place and takes away again, and whose figures the place types itself.

Every act checks the right, is whole or not at all, and writes its log row at the place above.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from childplan.vietnamese import folded, short_date
from units.actions.carrying_on import carry_on
from units.enums import AgencyKind, Level, LogKind
from units.kinds import UnitKind, kind_label, kinds_below
from units.log import entry, write, write_all
from units.marks import mark_of
from units.models import DirectKind, Placement, Unit, User
from units.permissions import keeps_below, keeps_unit
from units.refusals import NotYours, Overtaken, Refused
from units.summaries.spans import current, last_day_of, spot_words, spots_below, spots_of
from units.unit_lists import LONGEST_NAME, same_name

NOT_KEPT = "Đơn vị này không thuộc phạm vi bạn quản lý."
CHANGED = "Người khác vừa sửa đơn vị này. Chưa ghi gì; xem lại rồi làm tiếp."


@dataclass(frozen=True)
class NewUnit:
    """A unit to add; name: as it is stored (`UnitKind.named`)."""

    name: str
    kind: UnitKind


@transaction.atomic
def add_units(
    *,
    place: Unit,
    wanted: Sequence[NewUnit],
    starts_on: date | None,
    by: User,
    at: datetime,
    address: str | None = None,
) -> list[Unit]:
    """Add what does not stand below the place yet; a name that does is passed over, so that sending the same
    list twice adds nothing twice. Where the place has a last day, what is added ends with it. Raises
    NotYours, Refused."""
    if not keeps_below(by, place, at.date()):
        raise NotYours(NOT_KEPT)
    Unit.objects.select_for_update(no_key=True).get(pk=place.pk)
    allowed = set(kinds_below(place.level))
    last_day = last_day_of(place)
    if last_day is not None and last_day < max(starts_on or date.min, at.date()):
        raise Refused(f"Nơi này chỉ còn đến hết ngày {short_date(last_day)}; không thêm được gì ở dưới.")
    standing = _names_from(place, starts_on)
    fresh: list[NewUnit] = []
    for one in wanted:
        if one.kind not in allowed:
            raise Refused(f"Không thêm được loại “{one.kind.label}” ở đây.")
        if not one.name.strip() or len(one.name) > LONGEST_NAME:
            raise Refused(f"Tên đơn vị dài từ 1 đến {LONGEST_NAME} ký tự: “{one.name[:40]}”.")
        if same_name(one.name) not in standing:
            standing.add(same_name(one.name))
            fresh.append(one)
    keys = free_keys(place, [one.name for one in fresh])
    units = Unit.objects.bulk_create(
        Unit(key=key, level=one.kind.level, agency_kind=one.kind.agency_kind)
        for key, one in zip(keys, fresh, strict=True)
    )
    spots = Placement.objects.bulk_create(
        Placement(
            unit=unit,
            parent=None if place.level == Level.COUNTRY else place,
            name=one.name,
            kind=one.kind.word,
            starts_on=starts_on,
            ends_on=last_day,
        )
        for unit, one in zip(units, fresh, strict=True)
    )
    if last_day is not None:
        carry_on(place, spots)
    write_all(
        entry(
            LogKind.UNIT,
            "thêm đơn vị",
            at=at,
            by=by,
            address=address,
            unit=place,
            subject=spot.full_name,
            after=f"{one.kind.label}: {spot_words(spot)}",
        )
        for spot, one in zip(spots, fresh, strict=True)
    )
    return units


def _names_from(place: Unit, starts_on: date | None) -> set[str]:
    """Names taken below the place on the day or later, or ever where the new ones are to hold from always."""
    return {
        same_name(spot.full_name)
        for spots in spots_below(place).values()
        for spot in spots
        if spot.ends_on is None or starts_on is None or spot.ends_on >= starts_on
    }


def free_keys(place: Unit, names: Iterable[str]) -> list[str]:
    """One key for each name below the place (`chosen_keys`)."""
    return chosen_keys([(place.key, name) for name in names])


def chosen_keys(wishes: Sequence[tuple[str, str]], also_taken: Collection[str] = ()) -> list[str]:
    """One key for each place's key and name: the place's own, a hyphen and the name as in an address; a
    number where taken. One query.

    A key never changes afterwards, whatever the unit is called later.
    """
    begins = {place[:40] for place, _ in wishes}
    keys = Unit.objects.all()
    if len(begins) == 1:
        keys = keys.filter(key__startswith=begins.pop())
    taken = {*keys.values_list("key", flat=True), *also_taken}
    longest: int = Unit._meta.get_field("key").max_length or 80
    found = []
    for place, name in wishes:
        slug = "-".join(re.findall(r"[a-z0-9]+", folded(name))) or "don-vi"
        wish = f"{place[: longest - 30]}-{slug}"[: longest - 5].strip("-")
        key, number = wish, 1
        while key in taken:
            number += 1
            key = f"{wish}-{number}"
        taken.add(key)
        found.append(key)
    return found


@transaction.atomic
def delete_unit(*, unit: Unit, by: User, at: datetime, address: str | None = None) -> None:
    """Take away a unit added by mistake, as long as nothing but its name points at it. Raises NotYours,
    Refused."""
    spots = spots_of(unit)
    spot = current(spots, at.date())
    if spot is None or not keeps_unit(by, spot.parent_id, at.date()):
        raise NotYours(NOT_KEPT)
    kept_as = f"{spot.full_name[:1].upper()}{spot.full_name[1:]}"
    if _is_named_in_a_list(unit):
        raise Refused(
            f"{kept_as} đang được giao việc nên không xoá được. Nếu đơn vị không còn, hãy kết thúc."
        )
    try:
        with transaction.atomic():
            DirectKind.objects.filter(place=unit).delete()
            Placement.objects.filter(unit=unit).delete()
            Unit.objects.get(pk=unit.pk).delete()
    except ProtectedError as kept:
        raise Refused(
            f"{kept_as} đã có người, phiếu hoặc đơn vị bên dưới nên không xoá được. "
            "Nếu đơn vị không còn, hãy kết thúc."
        ) from kept
    write(
        LogKind.UNIT,
        "xoá đơn vị thêm nhầm",
        at=at,
        by=by,
        address=address,
        unit=spot.parent,
        subject=spot.full_name,
        before=spot_words(spot),
    )


def _is_named_in_a_list(unit: Unit) -> bool:
    """Does a row elsewhere name it among several units? The database would drop it there without a word."""
    lists = [field for field in Unit._meta.related_objects if field.many_to_many]
    return any(getattr(unit, field.get_accessor_name() or "").exists() for field in lists)


# --- Ai nhập số liệu


def direct_mark(place: Unit) -> str:
    """Of the choices of the place as they stand."""
    return mark_of(*sorted(place.direct_kinds.values_list("kind", flat=True)))


@transaction.atomic
def choose_direct(
    *,
    place: Unit,
    among: Collection[str],
    kinds: Collection[str],
    seen: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> bool:
    """Of the kinds `among` those that the place types itself from the next round on; what is asked of whom in
    open rounds stays. Returns whether anything changed. Raises NotYours, Overtaken."""
    if not keeps_below(by, place, at.date()):
        raise NotYours(NOT_KEPT)
    Unit.objects.select_for_update(no_key=True).get(pk=place.pk)
    if seen != direct_mark(place):
        raise Overtaken("Người khác vừa đổi cách nhập ở đây. Chưa ghi gì; xem lại rồi chọn tiếp.")
    before = set(place.direct_kinds.values_list("kind", flat=True))
    after = (before - set(among)) | (set(kinds) & set(among))
    if before == after:
        return False
    place.direct_kinds.filter(kind__in=before - after).delete()
    DirectKind.objects.bulk_create(DirectKind(place=place, kind=kind) for kind in sorted(after - before))
    spot = current(spots_of(place), at.date())
    write(
        LogKind.UNIT,
        "chọn ai nhập số liệu",
        at=at,
        by=by,
        address=address,
        unit=place,
        subject=spot.full_name if spot is not None else place.key,
        before=_kinds_words(before),
        after=_kinds_words(after),
    )
    return True


def _kinds_words(kinds: Collection[str]) -> str:
    if not kinds:
        return "từng đơn vị báo cáo"
    order = [Level.VILLAGE.value, *AgencyKind.values]
    return f"tự nhập: {', '.join(kind_label(kind) for kind in sorted(kinds, key=order.index))}"
