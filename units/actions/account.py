"""Tài khoản: what a person changes of the own account. Each change writes its log row, a password only that
it changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from units.enums import LogKind
from units.log import write
from units.models import Unit, User


@transaction.atomic
def change_contact(
    *, user: User, phone: str, email: str, wants_mail: bool, at: datetime, address: str | None = None
) -> bool:
    """Điện thoại, thư điện tử and whether letters are wanted. Returns whether anything changed."""
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = contact_words(held)
    held.phone, held.email, held.wants_mail = phone, email, wants_mail
    after = contact_words(held)
    if before == after:
        return False
    held.save(update_fields=["phone", "email", "wants_mail"])
    write(
        LogKind.PERSON,
        "đổi thông tin liên hệ",
        at=at,
        by=user,
        address=address,
        unit=_home_of(user, at.date()),
        subject=user.full_name,
        before=before,
        after=after,
    )
    return True


@transaction.atomic
def change_password(*, user: User, password: str, at: datetime, address: str | None = None) -> None:
    """The new password; the caller has asked for the old one and whether the new one is strong enough."""
    user.set_password(password)
    user.save(update_fields=["password"])
    write(
        LogKind.PERSON,
        "đổi mật khẩu của mình",
        at=at,
        by=user,
        address=address,
        unit=_home_of(user, at.date()),
        subject=user.full_name,
    )


def contact_words(user: User) -> str:
    """“Điện thoại 0912 345 678; thư điện tử a@b.vn; nhận thư nhắc việc”."""
    letters = "nhận thư nhắc việc" if user.wants_mail else "không nhận thư nhắc việc"
    return f"Điện thoại {user.phone or '—'}; thư điện tử {user.email or '—'}; {letters}"


def _home_of(user: User, today: date) -> Unit | None:
    """Whose affair it is: the unit of the person's first post today."""
    return Unit.objects.filter(postings__in=user.postings.as_of(today)).order_by("postings__id").first()
