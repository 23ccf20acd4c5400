"""UBND xã tự nhập: a place types the figures of some kinds of its units itself, from the next round on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from units import log
from units.enums import AgencyKind, Level, LogKind
from units.models import DirectKind, Unit, User
from units.summaries.places import names_on

BY_UNITS = "từng đơn vị báo cáo"


def kind_name(kind: str) -> str:
    """“Trạm Y tế”; the villages of a place together are “Thôn, tổ dân phố”."""
    return "Thôn, tổ dân phố" if kind == Level.VILLAGE else str(AgencyKind(kind).label)


@transaction.atomic
def choose_direct_kinds(
    *, place: Unit, kinds: Collection[str], by: User, at: datetime, address: str | None = None
) -> bool:
    """These kinds and no others, each the level "village" or a kind of agency; False where they stood already.

    Says nothing of rounds that are open. Whoever calls has asked whether the person may.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=place.pk)
    standing = set(DirectKind.objects.filter(place=place).values_list("kind", flat=True))
    wanted = set(kinds)
    if standing == wanted:
        return False
    DirectKind.objects.filter(place=place, kind__in=standing - wanted).delete()
    DirectKind.objects.bulk_create(DirectKind(place=place, kind=kind) for kind in sorted(wanted - standing))
    names = names_on(at.date(), [place.pk])
    log.write(
        LogKind.UNIT,
        "chọn ai nhập số liệu",
        at=at,
        by=by,
        address=address,
        unit=place,
        subject=names[place.pk].full_name if place.pk in names else place.key,
        before=_words(standing),
        after=_words(wanted),
    )
    return True


def _words(kinds: Collection[str]) -> str:
    order = [Level.VILLAGE.value, *AgencyKind.values]
    named = [kind_name(kind) for kind in sorted(kinds, key=order.index)]
    return f"nhập thay cả loại: {', '.join(named)}" if named else BY_UNITS
