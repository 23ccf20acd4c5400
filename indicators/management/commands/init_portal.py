"""Make an empty portal with its first administrator: `manage.py init_portal`; `./run init` runs it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from childplan import clock
from childplan.vietnamese import short_date
from indicators.installing import Made, make_portal
from units.csv_files import BadFile
from units.refusals import Refused


class Command(BaseCommand):
    help = (
        "Tạo cổng báo cáo chưa có số liệu: đơn vị cả nước, danh mục, chương trình quốc gia, người quản trị."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ten", required=True, metavar="HỌ-VÀ-TÊN", help="họ và tên người quản trị")
        parser.add_argument("--tai-khoan", required=True, metavar="TÊN", help="tên đăng nhập của người ấy")
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="thư mục có units/, catalogue/ và plans/ (mặc định: fixtures của phần mềm)",
        )

    def handle(self, *, ten: str, tai_khoan: str, folder: Path, **options: Any) -> None:
        if settings.IS_DEMONSTRATION:
            raise CommandError(
                "Không tạo cổng báo cáo trong bản chạy thử; hãy dùng ./run init, hoặc đặt CHILDPLAN_MODE là "
                "“local” hay “production”."
            )
        try:
            made = make_portal(folder, full_name=ten, username=tai_khoan, at=clock.now())
        except (Refused, BadFile) as problem:
            raise CommandError(str(problem)) from None
        # Straight to the terminal and nowhere else: the code is in no log and in no file.
        self.stdout.write(_told(made))


def _told(made: Made) -> str:
    assert made.user.code_until is not None
    until = short_date(made.user.code_until.date())
    first_step = (
        "Mở gunicorn với childplan.wsgi sau máy chủ HTTPS (docs/set-up.md)."
        if settings.IN_PRODUCTION
        else "Chạy ./run start"
    )
    return f"""
Đã tạo cổng báo cáo: {made.counted}.

  Địa chỉ         {_address()}
  Tên đăng nhập   {made.user.username}
  Mã một lần      {made.code}   (chỉ hiện lần này, hãy ghi lại; dùng được đến {until})

Việc tiếp theo:
  1. {first_step}
  2. Đăng nhập bằng mã một lần rồi tự đặt mật khẩu.
  3. Người dùng → Thêm công chức VH-XH của xã.
"""


def _address() -> str:
    """Where the pages will be: the name people know, or this machine."""
    if not settings.IN_PRODUCTION:
        return "http://127.0.0.1:8000/"
    host = settings.ALLOWED_HOSTS[0].removeprefix(".")
    return f"{settings.BASE_URL or f'https://{host}'}/"
