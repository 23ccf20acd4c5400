"""Let somebody in again from the server: `manage.py one_time_code hoa.le`, when nobody else can.

Whoever keeps people gives codes on the pages. This is for the one who has nobody above: the first
administrator, who lost the code or the password.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from childplan import clock
from childplan.vietnamese import short_date
from units import log
from units.codes import DAYS_BY_PHONE, give_code
from units.enums import LogKind
from units.models import User


class Command(BaseCommand):
    help = "Cấp mã một lần khi không còn ai cấp được trong phần mềm; mật khẩu cũ hết hiệu lực."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="TÊN", help="tên đăng nhập")

    @transaction.atomic
    def handle(self, *, username: str, **options: Any) -> None:
        user = User.objects.select_for_update().filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Không có tài khoản đang dùng nào tên “{username}”.")
        at = clock.now()
        code = give_code(user, at=at, days=DAYS_BY_PHONE)
        subject = f"{user.full_name} ({user.username})"
        log.write(LogKind.PERSON, "cấp mã một lần từ máy chủ", at=at, subject=subject)
        assert user.code_until is not None
        until = short_date(user.code_until.date())
        self.stdout.write(f"Mã một lần của {subject}: {code} (chỉ hiện lần này; dùng được đến {until}).")
