"""Đơn vị: what it is called, from which day on, and until which day it stands.

A name that was typed wrongly is put right for all time; one that changed holds from a day on. What a unit was
called, and that it stood, is never lost. Every act writes its log row at the place above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from childplan.vietnamese import short_date
from units.actions.units import CHANGED, NOT_KEPT
from units.enums import LogKind
from units.kinds import renamed
from units.log import entry, write, write_all
from units.marks import mark_of
from units.models import LogEntry, Placement, Posting, Unit, User
from units.objections import against_ending
from units.people_log import span_words, subject_of
from units.permissions import keeps_unit
from units.refusals import NotYours, Overtaken, Refused
from units.summaries.spans import (
    current,
    last_day_of,
    spot_mark,
    spot_words,
    spots_below,
    spots_of,
)
from units.unit_lists import same_name


@dataclass(frozen=True)
class Wording:
    """What a form says of a unit. name: with the kind before it, as people write it."""

    name: str
    code: str = ""
    area: str = ""
    note: str = ""


@dataclass(frozen=True)
class Who:
    """Who does it, when and from which machine."""

    by: User
    at: datetime
    address: str | None = None

    @property
    def today(self) -> date:
        return self.at.date()


def _held(unit: Unit, who: Who, seen: str) -> Placement:
    """The span that the form showed, locked with its place; raises NotYours, Overtaken."""
    spot = current(spots_of(unit), who.today)
    if spot is None or not keeps_unit(who.by, spot.parent_id, who.today):
        raise NotYours(NOT_KEPT)
    locked = [unit.pk, spot.parent_id] if spot.parent_id is not None else [unit.pk]
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=locked).order_by("pk"))
    spot = current(spots_of(unit), who.today)
    if spot is None or spot_mark(spot) != seen:
        raise Overtaken(CHANGED)
    return spot


def rearranged(spot: Placement) -> str:
    """Why a span that a reorganisation ends is left as it is; "" where none does."""
    if spot.ended_by is None or spot.ends_on is None:
        return ""
    return (
        f"Đơn vị chỉ còn đến hết ngày {short_date(spot.ends_on)} theo “{spot.ended_by.summary}”; "
        "việc ấy chỉ huỷ được ở Sắp xếp đơn vị."
    )


def _refuse_rearranged(spot: Placement) -> None:
    if refusal := rearranged(spot):
        raise Refused(refusal)


def _worded(spot: Placement, said: Wording) -> None:
    """Put the words of the form on the span."""
    spot.name, spot.kind = renamed(said.name, spot.unit.level, spot.kind)
    spot.code, spot.area, spot.note = said.code, said.area, said.note


def _check_name_is_free(spot: Placement) -> None:
    """No other unit below the same place has the name while this span holds."""
    if spot.parent is None:
        return
    key = same_name(spot.full_name)
    for unit_id, others in spots_below(spot.parent).items():
        if unit_id == spot.unit_id:
            continue
        for other in others:
            if other.parent_id == spot.parent_id and same_name(other.full_name) == key and _meet(spot, other):
                raise Refused(f"Ở đây đã có “{other.full_name}”. Chọn tên khác.")


def _meet(one: Placement, other: Placement) -> bool:
    return (one.starts_on or date.min) <= (other.ends_on or date.max) and (other.starts_on or date.min) <= (
        one.ends_on or date.max
    )


def _log(who: Who, spot: Placement, act: str, before: str, after: str, reason: str = "") -> None:
    write(
        LogKind.UNIT,
        act,
        at=who.at,
        by=who.by,
        address=who.address,
        unit=spot.parent or spot.unit,
        subject=spot.full_name,
        before=before,
        after=after,
        reason=reason,
    )


# --- What it is called


@transaction.atomic
def correct(*, unit: Unit, said: Wording, seen: str, who: Who) -> bool:
    """Sửa chỗ gõ sai: the span itself, for all its days, and the same words of spans to come. Returns whether
    anything changed."""
    spot = _held(unit, who, seen)
    before, old = spot_words(spot), spot_mark(spot)
    was = {word: getattr(spot, word) for word in _WORDS}
    _worded(spot, said)
    if spot_mark(spot) == old:
        return False
    _check_name_is_free(spot)
    spot.save()
    if spot.ends_on is not None:
        # A unit that goes along with its place is the same one there: what was wrong is not wrong again.
        for later in Placement.objects.filter(unit=unit, starts_on__gt=spot.ends_on):
            for word in _WORDS:
                if getattr(later, word) == was[word]:
                    setattr(later, word, getattr(spot, word))
            later.save()
    _log(who, spot, "sửa đơn vị", before, spot_words(spot))
    return True


_WORDS = ("name", "kind", "code", "area")
"""What is wrong everywhere or nowhere; a note speaks of its own span."""


@transaction.atomic
def rename(*, unit: Unit, said: Wording, from_day: date, reason: str, seen: str, who: Who) -> Placement:
    """Đổi tên từ ngày: the old span ends the day before, a new one begins and ends when the old one would.

    Raises NotYours, Overtaken, Refused.
    """
    spot = _held(unit, who, seen)
    _refuse_rearranged(spot)
    if spot.starts_on is not None and from_day <= spot.starts_on:
        raise Refused(
            f"Tên đang dùng có từ ngày {short_date(spot.starts_on)}; chọn ngày đổi tên sau ngày đó."
        )
    if spot.ends_on is not None and from_day > spot.ends_on:
        raise Refused(f"Đơn vị chỉ còn đến hết ngày {short_date(spot.ends_on)}; chọn ngày trước đó.")
    fresh = Placement(unit=unit, parent=spot.parent, kind=spot.kind, starts_on=from_day, ends_on=spot.ends_on)
    _worded(fresh, said)
    if (fresh.name, fresh.kind) == (spot.name, spot.kind):
        raise Refused("Tên mới giống tên đang dùng.")
    _check_name_is_free(fresh)
    before = spot_words(spot)
    spot.ends_on = from_day - timedelta(days=1)
    spot.save()
    fresh.save()
    _log(who, spot, "đổi tên đơn vị", before, spot_words(fresh), reason)
    return fresh


# --- How long it stands


@dataclass(frozen=True)
class Ending:
    """What a last day brings with it. against: why it cannot be; postings: those that would end too."""

    spot: Placement
    last_day: date
    postings: list[Posting]
    against: list[str]

    @property
    def mark(self) -> str:
        """Of everything that the preview shows."""
        people = [f"{post.pk} {post.starts_on} {post.ends_on}" for post in self.postings]
        return mark_of(spot_mark(self.spot), self.last_day, *people)


def ending_of(spot: Placement, last_day: date) -> Ending:
    """What ending the unit with the day would do; writes nothing. Four queries."""
    unit = spot.unit
    postings = [
        post
        for post in Posting.objects.filter(unit=unit).select_related("user").order_by("user__name_sort", "pk")
        if post.ends_on is None or post.ends_on > last_day
    ]
    against = list(filter(None, [rearranged(spot)]))
    if not against and spot.ends_on is not None and spot.ends_on <= last_day:
        against.append(f"Đơn vị đã có ngày cuối là {short_date(spot.ends_on)}.")
    if spot.starts_on is not None and last_day < spot.starts_on:
        against.append(f"Đơn vị có từ ngày {short_date(spot.starts_on)}; ngày cuối không thể sớm hơn.")
    below = (
        Placement.objects.filter(parent=unit).exclude(ends_on__lte=last_day).values("unit").distinct().count()
    )
    if below:
        against.append(f"Bên dưới còn {below} đơn vị sau ngày đó; kết thúc các đơn vị ấy trước.")
    later = Placement.objects.filter(unit=unit, starts_on__gt=last_day).exclude(pk=spot.pk)
    if (spot.starts_on is None or last_day >= spot.starts_on) and later.exists():
        against.append("Đã ghi tên mới của đơn vị từ một ngày sau đó; chọn ngày cuối muộn hơn.")
    against += against_ending([unit.pk], last_day)
    return Ending(spot, last_day, postings, against)


@transaction.atomic
def end(*, unit: Unit, last_day: date, reason: str, seen: str, who: Who) -> Ending:
    """Kết thúc: the unit stands up to and with the day, and so do the posts on it. `seen`: `Ending.mark` of
    the preview. Raises NotYours, Overtaken, Refused."""
    spot = current(spots_of(unit), who.today)
    if spot is None:
        raise NotYours(NOT_KEPT)
    spot = _held(unit, who, spot_mark(spot))
    ending = ending_of(spot, last_day)
    if ending.against:
        raise Refused(" ".join(ending.against))
    if ending.mark != seen:
        raise Overtaken(CHANGED)
    before = spot_words(spot)
    spot.ends_on = last_day
    spot.save()
    write_all([_end_post(post, last_day, who, reason) for post in ending.postings])
    _log(who, spot, "kết thúc đơn vị", before, spot_words(spot), reason)
    return ending


def _end_post(post: Posting, last_day: date, who: Who, reason: str) -> LogEntry:
    """The post ends with the unit; one that would only begin later goes."""
    role = post.get_role_display()
    stood = f"{role}, {span_words(post)}"
    if post.starts_on is not None and post.starts_on > last_day:
        after = ""
        post.delete()
    else:
        post.ends_on = last_day
        post.save(update_fields=["ends_on"])
        after = f"{role}, {span_words(post)}"
    return entry(
        LogKind.PERSON,
        "kết thúc vai trò cùng đơn vị",
        at=who.at,
        by=who.by,
        address=who.address,
        unit=post.unit,
        subject=subject_of(post.user),
        before=stood,
        after=after,
        reason=reason,
    )


@transaction.atomic
def restore(*, unit: Unit, seen: str, who: Who) -> None:
    """Khôi phục: take the last day back; where the place above has one, the unit ends with it. Posts that
    ended with the unit stay ended. Raises NotYours, Overtaken, Refused."""
    spot = _held(unit, who, seen)
    _refuse_rearranged(spot)
    if spot.ends_on is None:
        raise Refused("Đơn vị chưa kết thúc.")
    if Placement.objects.filter(unit=unit, starts_on__gt=spot.ends_on).exists():
        raise Refused("Đơn vị đã đổi tên hoặc chuyển nơi sau ngày đó; không có gì để khôi phục.")
    if spot.parent is not None and not Placement.objects.filter(unit=spot.parent).as_of(who.today).exists():
        raise Refused("Đơn vị cấp trên không còn; không khôi phục được ở đó.")
    last_day = last_day_of(spot.parent) if spot.parent is not None else None
    if last_day is not None and last_day <= spot.ends_on:
        raise Refused(f"Đơn vị cấp trên chỉ còn đến hết ngày {short_date(last_day)}; không khôi phục được.")
    before = spot_words(spot)
    spot.ends_on = last_day
    _check_name_is_free(spot)
    spot.save()
    _log(who, spot, "khôi phục đơn vị", before, spot_words(spot))
