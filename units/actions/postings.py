"""Phân công: posts are given, end by a day, change their role and are handed over.

Nothing is ever lost: a post that began stays as a row with its last day; reports and the log keep who did
what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from childplan.vietnamese import short_date
from units.actions.carrying_on import carry_post, hold_reorganisation, let_go
from units.actions.people import (
    CHANGED_SINCE,
    NewPerson,
    Post,
    Wish,
    check_admin_remains,
    check_post,
    create_people,
    hold_admins,
    log_account,
    store_post,
)
from units.enums import Role
from units.keeping import Keeper
from units.marks import mark_of
from units.models import Posting, User
from units.people_log import span_words
from units.refusals import NotYours, Overtaken, Refused
from units.roles import Verb, may, roles_that_may
from units.summaries.spans import last_day_of

NOT_KEPT = "Phân công này do người quản lý khác giữ."
OVER = "Phân công này đã kết thúc; giao phân công mới nếu cần."
OWN_LAST = (
    "Đây là phân công quản lý cuối cùng của bạn: kết thúc rồi thì không ai ở đây mở lại được. "
    "Bấm “Bàn giao” để giao cho người khác."
)


def mark_of_posting(posting: Posting) -> str:
    """The post as it stands."""
    return mark_of(posting.unit_id, str(posting.role), posting.starts_on, posting.ends_on)


@transaction.atomic
def give_post(*, user: User, post: Post, by: User, at: datetime, address: str | None = None) -> Posting:
    """One more post for somebody whom the keeper sees. Raises NotYours, Refused."""
    keeper = Keeper(by, at.date())
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not keeper.people().filter(pk=held.pk).exists():
        raise NotYours("Tài khoản này do người quản lý khác giữ.")
    if not held.is_active:
        raise Refused("Tài khoản đã ngừng dùng. Mở lại tài khoản trước khi giao phân công.")
    check_post(keeper, post)
    _check_own_time(held, post.ends_on, by=by, at=at)
    return store_post(held, post, by=by, at=at, address=address)


def _check_own_time(user: User, last_day: date | None, *, by: User, at: datetime) -> None:
    """Nobody stays longer by the own hand: who keeps people until a day gives themself nothing beyond it."""
    if user.pk != by.pk:
        return
    posts = by.postings.as_of(at.date()).with_role(*roles_that_may(Verb.KEEP_PEOPLE))
    ends = list(posts.values_list("ends_on", flat=True))
    if None in ends or (last_day is not None and last_day <= max(ends)):
        return
    raise NotYours(
        f"Bạn giữ việc này đến hết {short_date(max(ends))}; người quản lý khác mới kéo dài được cho bạn."
    )


@transaction.atomic
def end_post(
    *,
    posting: Posting,
    last_day: date | None,
    shown: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> bool:
    """The last day, or none: it holds until further notice. Returns whether it became another one."""
    held = _held(posting, shown=shown, by=by, at=at)
    if last_day is not None and held.starts_on is not None and last_day < held.starts_on:
        raise Refused(f"Phân công bắt đầu ngày {short_date(held.starts_on)}; ngày cuối không sớm hơn.")
    if last_day == held.ends_on:
        return False
    _check_own_time(held.user, last_day, by=by, at=at)
    of_unit = last_day_of(held.unit)
    if of_unit is not None and (last_day is None or last_day > of_unit):
        raise Refused(f"Đơn vị chỉ còn đến hết {short_date(of_unit)}; ngày cuối không muộn hơn.")
    if last_day is not None:
        _check_may_end(held, last_day, by=by, at=at)
    _end(held, last_day, by=by, at=at, address=address)
    return True


@transaction.atomic
def withdraw_post(
    *, posting: Posting, shown: str, by: User, at: datetime, address: str | None = None
) -> None:
    """A post that has not begun is taken back: nobody did anything under it. The log keeps it."""
    held = _held(posting, shown=shown, by=by, at=at)
    if held.starts_on is None or held.starts_on <= at.date():
        raise Refused("Phân công đã bắt đầu: ghi ngày cuối thay vì bỏ.")
    before = f"{held.get_role_display()}, {span_words(held)}"
    held.delete()
    _log("bỏ phân công chưa bắt đầu", held, by=by, at=at, address=address, before=before)


@transaction.atomic
def change_role(
    *,
    posting: Posting,
    role: Role,
    first_day: date,
    last_day: date | None,
    shown: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Posting:
    """Another role on the same unit from a day on; the old one ends the day before."""
    held = _held(posting, shown=shown, by=by, at=at)
    keeper = Keeper(by, at.date())
    post = Post(held.unit, role, first_day, last_day)
    _check_own_time(held.user, last_day, by=by, at=at)
    check_post(keeper, post)
    _cut_before(held, first_day)
    if not may(role, Verb.KEEP_PEOPLE):
        _check_may_end(held, first_day - timedelta(days=1), by=by, at=at)
    _end(held, first_day - timedelta(days=1), by=by, at=at, address=address)
    return store_post(held.user, post, by=by, at=at, address=address)


@dataclass(frozen=True)
class HandedOver:
    """Who holds the post from the day on; the code of somebody new, else ""."""

    posting: Posting
    person: NewPerson | None = None


@transaction.atomic
def hand_over(
    *,
    posting: Posting,
    to: User | Wish,
    first_day: date,
    shown: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> HandedOver:
    """Bàn giao: the post ends the day before, the successor's begins, both or neither.

    The successor's post ends when this one would have. A wish names the same unit and role.
    """
    held = _held(posting, shown=shown, by=by, at=at)
    post = Post(held.unit, Role(held.role), first_day, _meant_until(held))
    check_post(Keeper(by, at.date()), post)
    _cut_before(held, first_day)
    # The successor first: whoever hands the own post over would have no say a line later.
    if isinstance(to, Wish):
        made = create_people([Wish(to.about, post, to.username)], by=by, at=at, address=address)[0]
        result = HandedOver(made.user.postings.get(unit=held.unit), made)
    elif to.pk == held.user_id:
        raise Refused("Chọn người khác với người đang giữ.")
    else:
        result = HandedOver(give_post(user=to, post=post, by=by, at=at, address=address))
    _end(held, first_day - timedelta(days=1), by=by, at=at, address=address)
    return result


# --- Shared


def _held(posting: Posting, *, shown: str, by: User, at: datetime) -> Posting:
    """The post, held until the end of the transaction, if `by` may end it and it stands as it was shown."""
    if posting.role == Role.ADMIN:
        hold_admins()
    if posting.ended_by_id is not None:
        hold_reorganisation(posting.ended_by_id)
    held: Posting = (
        Posting.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=posting.pk)
    )
    if not Keeper(by, at.date()).gives(held.role, held.unit):
        raise NotYours(NOT_KEPT)
    if mark_of_posting(held) != shown:
        raise Overtaken(CHANGED_SINCE)
    if held.ends_on is not None and held.ends_on < at.date():
        raise Refused(OVER)
    return held


def _cut_before(held: Posting, first_day: date) -> None:
    """Raises Refused unless the post holds on the day before the new one begins."""
    if held.starts_on is not None and first_day <= held.starts_on:
        raise Refused(f"Phân công bắt đầu ngày {short_date(held.starts_on)}; ngày nhận phải sau ngày đó.")
    if held.ends_on is not None and first_day > held.ends_on + timedelta(days=1):
        raise Refused(
            f"Phân công kết thúc ngày {short_date(held.ends_on)}; ngày nhận không muộn hơn hôm sau."
        )


def _check_may_end(held: Posting, last_day: date, *, by: User, at: datetime) -> None:
    """Nobody takes the own last post of keeping away by a slip, nor the last Quản trị's."""
    if held.user_id == by.pk and may(held.role, Verb.KEEP_PEOPLE):
        after = last_day + timedelta(days=1)
        others = by.postings.exclude(pk=held.pk).as_of(max(after, at.date()))
        if not any(may(role, Verb.KEEP_PEOPLE) for role in others.values_list("role", flat=True)):
            raise Refused(OWN_LAST)
    if held.role == Role.ADMIN:
        check_admin_remains(held, day=max(last_day, at.date()))


def _end(held: Posting, last_day: date | None, *, by: User, at: datetime, address: str | None) -> None:
    before = span_words(held)
    until = _meant_until(held)
    held.ends_on = last_day
    held.save(update_fields=["ends_on"])
    act = f"sửa thời hạn vai trò {held.get_role_display()}"
    _log(act, held, by=by, at=at, address=address, before=before, after=span_words(held))
    row = held.ended_by
    if row is None:
        return
    if last_day is not None and last_day < row.takes_effect_on - timedelta(days=1):
        for gone in let_go(held, at.date()):
            was = f"{gone.get_role_display()}, {span_words(gone)}"
            _log("bỏ phân công chưa bắt đầu", gone, by=by, at=at, address=address, before=was)
        return
    for made in carry_post(held, until, at.date()):
        after = f"{made.get_role_display()}, {span_words(made)}"
        _log("giao vai trò", made, by=by, at=at, address=address, after=after)


def _meant_until(held: Posting) -> date | None:
    """Until when the post would hold if its unit stayed: a reorganisation to come keeps the day it ended."""
    if held.ended_by is None:
        return held.ends_on
    last = held.ended_by.ended_before.get("postings", {}).get(str(held.pk))
    return date.fromisoformat(last) if last else None


def _log(
    act: str,
    posting: Posting,
    *,
    by: User,
    at: datetime,
    address: str | None,
    before: str = "",
    after: str = "",
) -> None:
    log_account(
        act,
        posting.user,
        by=by,
        at=at,
        address=address,
        unit=posting.unit,
        before=before,
        after=after,
    )
