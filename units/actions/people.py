"""Người dùng: accounts that somebody keeps for others. Each act has its log row; a code is never written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from childplan.vietnamese import folded
from units.actions.carrying_on import carry_post
from units.codes import DAYS_BY_PHONE, DAYS_ON_PAPER, Code, choose_password, give_code, new_code
from units.enums import Level, LogKind, Role
from units.keeping import Keeper, not_over
from units.log import write
from units.marks import mark_of
from units.models import Placement, Posting, Unit, User
from units.people_log import FIELDS, span_words, subject_of
from units.permissions import may_anywhere
from units.refusals import NotYours, Overtaken, Refused
from units.roles import Verb
from units.summaries.spans import last_day_of
from units.usernames import base_of, proposed

CHANGED_SINCE = "Có người vừa sửa trang này sau khi bạn mở. Chưa ghi gì; xem lại rồi làm lại nếu còn cần."
NOT_HERE = "Đơn vị này nằm ngoài phạm vi của bạn."
TAKEN = "Tên đăng nhập này đã có người dùng; chọn tên khác."


@dataclass(frozen=True)
class About:
    """What an account says of a person."""

    full_name: str
    title: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Post:
    """A post to be given; both days included, an open end is none."""

    unit: Unit
    role: Role
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Wish:
    """A new person with a first post. An empty user name is proposed from the name and the unit."""

    about: About
    post: Post
    username: str = ""


@dataclass(frozen=True)
class NewPerson:
    """Somebody new and the code that lets them in, known only here and now."""

    user: User
    post: Post
    code: str


def mark_of_person(user: User) -> str:
    """The account as it stands, with the code that it has."""
    return mark_of(
        user.full_name, user.title, user.phone, user.is_active, user.must_choose_password, user.code_hash
    )


# --- New people


def create_people(
    wishes: Sequence[Wish], *, by: User, at: datetime, address: str | None = None
) -> list[NewPerson]:
    """All of them with a post and a code for paper, or none. Raises Refused.

    The codes are made first: a hundred of them take longer than anybody else's writing may be held up.
    """
    codes = [new_code() for _ in wishes]
    return _create_all(wishes, codes, by=by, at=at, address=address)


@transaction.atomic
def _create_all(
    wishes: Sequence[Wish], codes: Sequence[Code], *, by: User, at: datetime, address: str | None
) -> list[NewPerson]:
    keeper = Keeper(by, at.date())
    names = place_names({wish.post.unit.pk for wish in wishes}, at.date())
    taken = taken_names(wishes, names)
    made = []
    for wish, code in zip(wishes, codes, strict=True):
        check_post(keeper, wish.post)
        if not wish.username:
            _refuse_twin(wish, keeper)
        username = wish.username or proposed(wish.about.full_name, names[wish.post.unit.pk], taken)
        if username in taken:
            raise Refused(TAKEN)
        taken.add(username)
        made.append(_create(wish, username, code, by=by, at=at, address=address))
    return made


def _refuse_twin(wish: Wish, keeper: Keeper) -> None:
    """The same form sent twice makes one person; two of one name take user names of their own."""
    name = folded(wish.about.full_name)
    held = wish.post.unit.postings.filter(not_over(keeper.today), user__name_folded=name)
    if held.exists():
        raise Refused(
            f"{wish.about.full_name} đã có tài khoản ở đơn vị này. Nếu là người khác cùng tên, "
            "hãy tự ghi tên đăng nhập."
        )


def taken_names(wishes: Collection[Wish], names: dict[int, str]) -> set[str]:
    """User names that are in use and begin like those that might be proposed."""
    found: set[str] = set(
        User.objects.filter(username__in=[wish.username for wish in wishes if wish.username]).values_list(
            "username", flat=True
        )
    )
    for base in {base_of(wish.about.full_name, names.get(wish.post.unit.pk, "")) for wish in wishes}:
        found.update(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    return found


def _create(
    wish: Wish, username: str, code: Code, *, by: User, at: datetime, address: str | None
) -> NewPerson:
    about = wish.about
    user = User(username=username, full_name=about.full_name, title=about.title, phone=about.phone)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Refused(TAKEN) from None
    words = give_code(user, at=at, days=DAYS_ON_PAPER, code=code)
    log_account("tạo tài khoản", user, by=by, at=at, address=address, unit=wish.post.unit)
    store_post(user, wish.post, by=by, at=at, address=address)
    return NewPerson(user, wish.post, words)


def place_names(unit_ids: Collection[int], day: date) -> dict[int, str]:
    """What the units are called on the day; the name alone, as it stands in user names."""
    spots = Placement.objects.as_of(day).filter(unit__in=unit_ids)
    return dict.fromkeys(unit_ids, "") | {spot.unit_id: spot.full_name for spot in spots}


# --- Posts, as every act stores them


def check_post(keeper: Keeper, post: Post) -> None:
    """Raises NotYours for a unit or a role that is not this keeper's to give, Refused for days or a unit that
    cannot be."""
    if not keeper.keeps(post.unit):
        raise NotYours(NOT_HERE)
    if post.role not in keeper.roles_on(post.unit):
        if post.role == Role.ADMIN:
            raise NotYours("Vai trò Quản trị do Quản trị của cả nước giao.")
        raise NotYours(f"Vai trò {post.role.label} không giao được ở đơn vị này.")
    if post.ends_on is not None and post.ends_on < post.starts_on:
        raise Refused("Ngày cuối phải từ ngày đầu trở đi.")
    day = max(post.starts_on, keeper.today)
    if not Placement.objects.as_of(day).filter(unit=post.unit).exists():
        raise Refused("Đơn vị này không còn (hoặc chưa có) vào ngày đó.")


def store_post(user: User, post: Post, *, by: User, at: datetime, address: str | None) -> Posting:
    """Write a post that was checked, with its log row; it ends no later than its unit, and goes on where a
    reorganisation to come takes the whole of that (`carrying_on`). Raises Refused where
    the person has it already."""
    same = user.postings.filter(unit=post.unit, role=post.role)
    for held in same:
        if (held.ends_on is None or held.ends_on >= post.starts_on) and (
            post.ends_on is None or held.starts_on is None or held.starts_on <= post.ends_on
        ):
            raise Refused(f"{user.full_name} đã có vai trò này ở đơn vị, {span_words(held)}.")
    posting = Posting(user=user, unit=post.unit, role=post.role, starts_on=post.starts_on)
    posting.ends_on = min(filter(None, (post.ends_on, last_day_of(post.unit))), default=None)
    posting.save(force_insert=True)
    carried = carry_post(posting, post.ends_on, at.date()) if posting.ends_on != post.ends_on else []
    for made in (posting, *carried):
        after = f"{post.role.label}, {span_words(made)}"
        log_account("giao vai trò", user, by=by, at=at, address=address, unit=made.unit, after=after)
    return posting


# --- Accounts


@transaction.atomic
def change_person(
    *, user: User, about: About, shown: str, by: User, at: datetime, address: str | None = None
) -> bool:
    """Họ tên, chức danh, điện thoại. Returns whether anything changed. Raises NotYours, Overtaken."""
    held = held_account(user, by=by, at=at, shown=shown)
    words = {name: (label, getattr(held, name), getattr(about, name)) for name, label in FIELDS}
    is_other_phone = held.phone != about.phone
    held.full_name, held.title, held.phone = about.full_name, about.title, about.phone
    changed = [one for one in words.values() if one[1] != one[2]]
    if not changed and not is_other_phone:
        return False
    held.save(update_fields=["full_name", "title", "phone", "name_folded", "name_sort"])
    unit = affair_of(held, at.date())
    for label, before, after in changed:
        act = f"sửa tài khoản, {label}"
        log_account(act, held, by=by, at=at, address=address, unit=unit, before=before, after=after)
    if is_other_phone:
        log_account("sửa tài khoản, điện thoại", held, by=by, at=at, address=address, unit=unit)
    return True


@transaction.atomic
def reset_password(*, user: User, shown: str, by: User, at: datetime, address: str | None = None) -> str:
    """Đặt lại mật khẩu: a code to be read out by phone. The old password is dead, open sessions end."""
    if user.pk == by.pk:
        raise Refused("Mật khẩu của mình đổi ở trang Tài khoản.")
    held = held_account(user, by=by, at=at, shown=shown)
    if not held.is_active:
        raise Refused("Tài khoản đã ngừng dùng. Mở lại tài khoản trước khi đặt lại mật khẩu.")
    code = give_code(held, at=at, days=DAYS_BY_PHONE)
    act = "đặt lại mật khẩu bằng mã một lần"
    log_account(act, held, by=by, at=at, address=address, unit=affair_of(held, at.date()))
    return code


@transaction.atomic
def stop_account(*, user: User, shown: str, by: User, at: datetime, address: str | None = None) -> None:
    """Nobody comes in with it any more; posts, reports and the log stay as they are."""
    if user.pk == by.pk:
        raise Refused("Không tự ngừng tài khoản của mình; người quản lý khác làm được việc này.")
    held = held_account(user, by=by, at=at, shown=shown)
    for posting in held.postings.as_of(at.date()).with_role(Role.ADMIN).select_related("unit"):
        check_admin_remains(posting, day=at.date(), but=held)
    held.is_active = False
    held.code_hash, held.code_until = "", None
    held.save(update_fields=["is_active", "code_hash", "code_until"])
    log_account("ngừng tài khoản", held, by=by, at=at, address=address, unit=affair_of(held, at.date()))


@transaction.atomic
def reopen_account(*, user: User, shown: str, by: User, at: datetime, address: str | None = None) -> None:
    """The account is in use again, with the password of before or, if there was none, a code to be given."""
    held = held_account(user, by=by, at=at, shown=shown)
    held.is_active = True
    held.save(update_fields=["is_active"])
    log_account("mở lại tài khoản", held, by=by, at=at, address=address, unit=affair_of(held, at.date()))


@transaction.atomic
def choose_own_password(*, user: User, password: str, at: datetime, address: str | None = None) -> User:
    """Whoever came in with a code sets the own password; the code is dead, other sessions end.

    Raises Overtaken where a new code was given meanwhile, or the password was chosen elsewhere.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not held.must_choose_password or held.password != user.password:
        raise Overtaken("Mật khẩu vừa được đặt ở máy khác hoặc mã mới vừa được cấp. Đăng nhập lại.")
    choose_password(held, password)
    unit = affair_of(held, at.date())
    log_account("đặt mật khẩu của mình", held, by=held, at=at, address=address, unit=unit)
    return held


def held_account(user: User, *, by: User, at: datetime, shown: str) -> User:
    """The account, held until the end of the transaction, if `by` keeps it and it stands as it was shown.

    Held without its key: log rows that name the person are written meanwhile, also by whoever they act on.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    keeper = Keeper(by, at.date())
    if not may_anywhere(by, Verb.KEEP_PEOPLE, at.date()) or not keeper.keeps_account(held):
        raise NotYours("Tài khoản này do người quản lý khác giữ.")
    if mark_of_person(held) != shown:
        raise Overtaken(CHANGED_SINCE)
    return held


def check_admin_remains(posting: Posting, *, day: date, but: User | None = None) -> None:
    """On the day after, somebody else must still be Quản trị at least as far up. Raises Refused.

    Held and then read anew: what somebody else just ended or stopped counts.
    """
    hold_admins()
    after = day + timedelta(days=1)
    for other in Posting.objects.with_role(Role.ADMIN).select_related("unit", "user"):
        is_of_another = other.pk != posting.pk and (but is None or other.user_id != but.pk)
        is_as_high = posting.unit.level != Level.COUNTRY or other.unit.level == Level.COUNTRY
        if is_of_another and is_as_high and other.holds_on(after) and other.user.is_active:
            return
    raise Refused("Đây là Quản trị cuối cùng; giao vai trò Quản trị cho người khác trước.")


def hold_admins() -> None:
    """The posts of all who are Quản trị, always in the same order, until the end of the transaction: two must
    not end each other's in one moment."""
    list(Posting.objects.with_role(Role.ADMIN).select_for_update(no_key=True).order_by("pk"))


def affair_of(user: User, today: date) -> Unit | None:
    """Whose affair the account is: the unit of the first post of today, or else of the last there was."""
    held = user.postings.as_of(today).select_related("unit").order_by("id").first()
    last = held or user.postings.select_related("unit").order_by("-id").first()
    return last.unit if last is not None else None


def log_account(
    act: str,
    user: User,
    *,
    by: User,
    at: datetime,
    address: str | None,
    unit: Unit | None,
    before: str = "",
    after: str = "",
) -> None:
    """One row on an account or a post; `unit`: whose affair it was."""
    write(
        LogKind.PERSON,
        act,
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=subject_of(user),
        before=before,
        after=after,
    )
