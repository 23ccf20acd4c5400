"""What becomes of a unit, or of a post, that is added to a place whose end is already scheduled? What became
of its like; and of a post that ends before that day nothing is left on the new unit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from units.enums import Role
from units.models import Placement, Posting, Reorganisation, Succession, Unit
from units.rearranging_builders import stays_itself
from units.roles import LEVELS
from units.summaries.spans import last_day_of


def carry_on(place: Unit, spots: Collection[Placement]) -> None:
    """The spans, just written below the place and ending with it, name the reorganisation that ends it, so
    that cancelling it opens them too; villages and schools go on where the whole of the place goes."""
    ends = Placement.objects.filter(unit=place, ended_by__isnull=False).order_by("-ends_on").first()
    if ends is None or ends.ended_by is None or not spots:
        return
    row: Reorganisation = ends.ended_by
    Placement.objects.filter(pk__in=[spot.pk for spot in spots]).update(ended_by=row)
    whole = _whole_heir(row, place)
    if whole is None:
        return
    Placement.objects.bulk_create(
        Placement(
            unit=spot.unit,
            parent_id=whole.pk,
            name=spot.name,
            kind=spot.kind,
            starts_on=row.takes_effect_on,
            begun_by=row,
        )
        for spot in spots
        if stays_itself(spot.unit.level, spot.unit.agency_kind)
    )


def carry_post(posting: Posting, until: date | None, today: date) -> list[Posting]:
    """A post that ends with its unit, while it was to hold until `until` (None: open), names the
    reorganisation that ends the unit, and the same person gets the same role where the whole of it goes.
    Returns the posts that begin by it."""
    row = _to_come(posting.unit, posting.ends_on, today)
    if row is None or (until is not None and until < row.takes_effect_on):
        return []
    row = hold_reorganisation(row.pk)
    if row.cancelled_at is not None:  # meanwhile: the unit stays
        posting.ends_on = until
        posting.save(update_fields=["ends_on"])
        return []
    posting.ended_by = row
    posting.save(update_fields=["ended_by"])
    if until is not None:
        # Whoever cancels it needs the last day that the post would have had.
        row.ended_before["postings"][str(posting.pk)] = until.isoformat()
        row.save(update_fields=["ended_before"])
    heir = _whole_heir(row, posting.unit)
    if heir is None or heir.level not in LEVELS[Role(posting.role)]:
        return []
    if Posting.objects.filter(user=posting.user, unit=heir, role=posting.role, begun_by=row).exists():
        return []
    made: Posting = Posting.objects.create(
        user=posting.user,
        unit=heir,
        role=posting.role,
        starts_on=row.takes_effect_on,
        ends_on=min(filter(None, (until, last_day_of(heir))), default=None),
        begun_by=row,
    )
    return [made, *(carry_post(made, until, today) if made.ends_on != until else ())]


def let_go(posting: Posting, today: date) -> list[Posting]:
    """The post ends before its unit does: what it brought its holder on the unit to come is taken away,
    unless another post of theirs brings it too. Returns what is gone."""
    row: Reorganisation | None = posting.ended_by
    if row is None or row.takes_effect_on <= today:
        return []
    heir = _whole_heir(row, posting.unit)
    if heir is None:
        return []
    sources = Succession.objects.filter(reorganisation=row, successor=heir, is_whole=True)
    old = set(sources.values_list("predecessor_id", flat=True))
    others = Posting.objects.filter(user=posting.user, unit__in=old, role=posting.role, ended_by=row)
    if others.exclude(pk=posting.pk).filter(ends_on=row.takes_effect_on - timedelta(days=1)).exists():
        return []
    if any(
        (kept["user_id"], kept["role"]) == (posting.user_id, posting.role) and kept["unit_id"] in old
        for kept in row.ended_before.get("removed", ())
    ):
        return []
    gone = list(Posting.objects.filter(user=posting.user, unit=heir, role=posting.role, begun_by=row))
    further = [post for one in gone for post in let_go(one, today)]
    Posting.objects.filter(pk__in=[one.pk for one in gone]).delete()
    return gone + further


def hold_reorganisation(number: int) -> Reorganisation:
    """Held until the end of the transaction, before any post of it: as cancelling it does."""
    row: Reorganisation = Reorganisation.objects.select_for_update(no_key=True).get(pk=number)
    return row


def _to_come(unit: Unit, last_day: date | None, today: date) -> Reorganisation | None:
    """The reorganisation by which the unit will have ended on that day."""
    spot = (
        Placement.objects.filter(unit=unit, ends_on=last_day, ended_by__isnull=False)
        .select_related("ended_by")
        .first()
        if last_day is not None
        else None
    )
    row = spot.ended_by if spot is not None else None
    return row if row is not None and row.takes_effect_on > today else None


def _whole_heir(row: Reorganisation, unit: Unit) -> Unit | None:
    whole = Succession.objects.filter(reorganisation=row, predecessor=unit, is_whole=True)
    found = whole.select_related("successor").first()
    return found.successor if found is not None else None
