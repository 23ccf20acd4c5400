"""Print the table of demonstration accounts: `manage.py demonstration_accounts`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.demonstration.accounts import ACCOUNTS, PASSWORD
from reporting.demonstration.loading import is_loaded

HEADER = ("Tên đăng nhập", "Ai", "Thử việc gì")


class Command(BaseCommand):
    help = "In các tài khoản minh họa, mỗi vai trò ít nhất một, và mật khẩu chung."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError(
                "Cổng báo cáo thật (CHILDPLAN_MODE=local, CHILDPLAN_MODE=production) không có minh họa."
            )
        if not is_loaded():
            raise CommandError("Chưa có dữ liệu minh họa; hãy chạy lệnh load_demonstration trước.")
        rows = [HEADER, *((account.username, account.who, account.try_this) for account in ACCOUNTS)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
        lines = [_line(row, widths) for row in rows]
        lines.insert(1, "  ".join("─" * width for width in widths))
        self.stdout.write("\n".join(["", *lines, ""]))
        self.stdout.write(f"Mật khẩu của mọi tài khoản: {PASSWORD}")
        self.stdout.write("Người và số liệu đều là giả định, chỉ để minh họa; đơn vị và kế hoạch là thật.")


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
