"""Does somebody who lost the way in come back with a code from the server, and does the log say so?"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.world import NOW
from units.codes import opens
from units.enums import LogKind
from units.models import LogEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(moment: Callable[[datetime], None]) -> User:
    return User.objects.create_user("hoa.le", "mat-khau-cu-2024", full_name="Lê Thị Hoa")


def test_the_code_opens_for_two_days_and_the_password_no_longer_does(hoa: User) -> None:
    said = io.StringIO()
    call_command("one_time_code", "hoa.le", stdout=said)
    found = re.fullmatch(
        r"Mã một lần của Lê Thị Hoa \(hoa\.le\): (\d{4} \d{4}) \(chỉ hiện lần này; dùng được đến (\S+)\)\.\n",
        said.getvalue(),
    )
    assert found
    assert found[2] == (NOW + timedelta(days=2)).strftime("%d/%m/%Y")
    hoa.refresh_from_db()
    assert opens(hoa, found[1], NOW)
    assert not opens(hoa, found[1], NOW + timedelta(days=2, seconds=1))
    assert not hoa.check_password("mat-khau-cu-2024")
    row = LogEntry.objects.get()
    assert (row.kind, row.act, row.subject, row.by) == (
        LogKind.PERSON,
        "cấp mã một lần từ máy chủ",
        "Lê Thị Hoa (hoa.le)",
        None,
    )
    assert found[1] not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize("username", ["khong.co", "hoa.le"])
def test_nobody_and_an_account_that_is_closed_get_none(hoa: User, username: str) -> None:
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    with pytest.raises(CommandError, match=f"“{username}”"):
        call_command("one_time_code", username)
    hoa.refresh_from_db()
    assert hoa.check_password("mat-khau-cu-2024")
    assert not LogEntry.objects.exists()
