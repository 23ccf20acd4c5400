"""Huỷ sắp xếp đã lên lịch: until its day a reorganisation is taken back, and every row stands as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from childplan.vietnamese import short_date
from units.actions.rearranging import BATCH, SCHEDULED
from units.enums import LogKind
from units.log import entry, write_all
from units.models import (
    DirectKind,
    LogEntry,
    Placement,
    Posting,
    Reorganisation,
    Succession,
    Unit,
    User,
)
from units.people_log import span_words, subject_of
from units.permissions import kept_units
from units.refusals import NotYours, Refused
from units.roles import Verb
from units.summaries.rearranging import in_parts

CANCELLED = "huỷ sắp xếp đơn vị"


@transaction.atomic
def cancel(
    *, reorganisation: Reorganisation, reason: str, by: User, at: datetime, address: str | None = None
) -> Reorganisation:
    """Take it back, up to the day before it takes effect. Raises NotYours, Refused, which says what was built
    on it since."""
    row = Reorganisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=reorganisation.pk)
    if not may_cancel(row, by, at.date()):
        raise NotYours("Việc sắp xếp này không thuộc phạm vi bạn sắp xếp.")
    if not reason.strip():
        raise Refused("Ghi lý do huỷ.")
    touched = Placement.objects.filter(Q(begun_by=row) | Q(ended_by=row))
    for some in in_parts(sorted(set(touched.values_list("unit_id", flat=True)))):
        held = Unit.objects.select_for_update(no_key=True).filter(pk__in=some)
        list(held.order_by("pk").values_list("pk"))
    refusal = against_cancelling(row, at.date())
    if refusal:
        raise Refused(refusal)
    log = _log(row, reason, by, at, address)
    _take_back(row)
    row.cancelled_at, row.cancelled_by, row.cancel_reason = at, by, reason.strip()
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    write_all(log)
    return row


def may_cancel(row: Reorganisation, user: User, today: date) -> bool:
    """Whoever rearranges the place above everything that changes."""
    return kept_units(user, Verb.REARRANGE, today).filter(pk=row.place_id).exists()


def against_cancelling(row: Reorganisation, today: date) -> str:
    """Why it cannot be taken back, in a sentence; "" where it can. A handful of queries."""
    if row.cancelled_at is not None:
        return "Việc sắp xếp này đã huỷ."
    if row.takes_effect_on <= today:
        return (
            f"Việc sắp xếp đã có hiệu lực từ ngày {short_date(row.takes_effect_on)} nên không huỷ được nữa; "
            "nếu có quyết định khác, lên lịch một lần sắp xếp mới."
        )
    new = _new_units(row)
    built = _built_on(row, new)
    if built is not None:
        later = built.ended_by if built.begun_by == row else built.begun_by
        if later is not None:
            return f"“{later.summary}” dựa trên việc sắp xếp này; huỷ việc ấy trước."
        name = f"{built.full_name[:1].upper()}{built.full_name[1:]}"
        return f"{name} được ghi sau khi lên lịch; bỏ thay đổi ấy trước."
    for some in in_parts(new):
        given = Posting.objects.filter(unit__in=some).exclude(begun_by=row).select_related("user").first()
        if given is not None:
            return f"{given.user.full_name} đã được giao vai trò ở đơn vị mới; kết thúc vai trò ấy trước."
        used = _used(some)
        if used:
            return f"Đơn vị mới đã có {used} trong phần mềm nên không huỷ được; bỏ {used} ấy trước."
    return ""


def _built_on(row: Reorganisation, new: Sequence[int]) -> Placement | None:
    """A span written since then that would lose its ground: below a new unit, after a place that it gave or
    took, or its own where another decision ends it."""
    spans: QuerySet[Placement] = Placement.objects.select_related("begun_by", "ended_by").order_by("pk")
    own = spans.filter(begun_by=row, ended_by__isnull=False).first()
    if own is not None:
        return own
    others = spans.exclude(begun_by=row)
    below = (others.filter(parent__in=some).first() for some in in_parts(new))
    found = next((span for span in below if span is not None), None)
    if found is not None:
        return found
    # Few spans begin later; of those, the ones of units that it touched.
    later = {span.unit_id: span for span in others.filter(starts_on__gt=row.takes_effect_on).reverse()}
    for some in in_parts(sorted(later)):
        touched = Placement.objects.filter(Q(begun_by=row) | Q(ended_by=row), unit__in=some)
        unit_id = touched.order_by("pk").values_list("unit_id", flat=True).first()
        if unit_id is not None:
            return later[unit_id]
    return None


def _used(new: Sequence[int]) -> str:
    """What else names the new units; the log alone keeps none of them. One query for each kind of row."""
    for relation in Unit._meta.related_objects:
        model = relation.related_model
        if model in _OWN or isinstance(model, str):
            continue
        if model._default_manager.filter(**{f"{relation.field.name}__in": new}).exists():
            return str(model._meta.verbose_name)
    return ""


_OWN = (Placement, Posting, Succession, DirectKind, LogEntry, Reorganisation)
"""Written with the new units, and looked at one by one."""


def _new_units(row: Reorganisation) -> list[int]:
    """Numbers of units that stand nowhere but by this reorganisation."""
    mine = sorted(set(Placement.objects.filter(begun_by=row).values_list("unit_id", flat=True)))
    elsewhere: set[int] = set()
    for some in in_parts(mine):
        others = Placement.objects.filter(unit__in=some).exclude(begun_by=row)
        elsewhere |= set(others.values_list("unit_id", flat=True))
    return [unit_id for unit_id in mine if unit_id not in elsewhere]


def _take_back(row: Reorganisation) -> None:
    """Remove what it began and open again what it ended. A post that somebody ended otherwise since then
    stays as they left it."""
    new = _new_units(row)
    eve = row.takes_effect_on - timedelta(days=1)
    Succession.objects.filter(reorganisation=row).delete()
    # The tree before the posts, as whoever ends a unit takes them: so neither waits for the other in a ring.
    Placement.objects.filter(begun_by=row).delete()
    _open_again(Placement.objects.filter(ended_by=row), row.ended_before["placements"])
    Posting.objects.filter(begun_by=row).delete()
    Posting.objects.filter(ended_by=row).exclude(ends_on=eve).update(ended_by=None)
    _open_again(Posting.objects.filter(ended_by=row), row.ended_before["postings"])
    Posting.objects.bulk_create(_put_back(kept) for kept in row.ended_before["removed"])
    for some in in_parts(new):
        DirectKind.objects.filter(place__in=some).delete()
        # What the log, or a reorganisation that was cancelled, speaks of stays as a key without a place, and
        # may be taken up again.
        told = LogEntry.objects.filter(unit__in=some).values("unit_id")
        placed = Reorganisation.objects.filter(place__in=some).values("place_id")
        Unit.objects.filter(pk__in=some).exclude(pk__in=told).exclude(pk__in=placed).delete()


def _open_again(rows: QuerySet[Any], before: Mapping[str, str]) -> None:
    """The last day that each had, and none to those that had none."""
    dated = list(rows.filter(pk__in=[int(pk) for pk in before]))
    for one in dated:
        one.ends_on, one.ended_by = date.fromisoformat(before[str(one.pk)]), None
    rows.model.objects.bulk_update(dated, ["ends_on", "ended_by"], batch_size=BATCH)
    rows.update(ends_on=None, ended_by=None)


def _put_back(kept: Mapping[str, Any]) -> Posting:
    days = {name: kept[name] and date.fromisoformat(kept[name]) for name in ("starts_on", "ends_on")}
    return Posting(**{**kept, **days})


def _log(row: Reorganisation, reason: str, by: User, at: datetime, address: str | None) -> list[LogEntry]:
    """At the places that were told of it, and for each post that is held again."""

    def told(kind: LogKind, act: str, unit_id: int | None, subject: str, before: str, after: str) -> LogEntry:
        one = entry(
            kind,
            act,
            at=at,
            by=by,
            address=address,
            subject=subject,
            before=before,
            after=after,
            reason=reason,
        )
        one.unit_id = unit_id
        return one

    # A long line was cut for the log.
    kept = entry(LogKind.UNIT, SCHEDULED, at=row.scheduled_at, subject=row.summary).subject
    scheduled = LogEntry.objects.filter(kind=LogKind.UNIT, act=SCHEDULED, at=row.scheduled_at, subject=kept)
    day = f"từ ngày {short_date(row.takes_effect_on)}"
    rows = [
        told(LogKind.UNIT, CANCELLED, unit_id, row.summary, day, "")
        for unit_id in scheduled.order_by("pk").values_list("unit_id", flat=True)
    ]
    for post in Posting.objects.filter(ended_by=row).select_related("user").order_by("pk"):
        role = post.get_role_display()
        was = f"{role}, {span_words(post)}"
        last = row.ended_before["postings"].get(str(post.pk))
        post.ends_on = date.fromisoformat(last) if last else None
        act = "mở lại vai trò, sắp xếp đơn vị đã huỷ"
        rows.append(
            told(LogKind.PERSON, act, post.unit_id, subject_of(post.user), was, f"{role}, {span_words(post)}")
        )
    return rows
