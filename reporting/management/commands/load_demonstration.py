"""Load the demonstration: `manage.py load_demonstration`. Safe to repeat; never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators.source_files import FileProblem
from reporting.demonstration.loading import is_loaded, load
from units.csv_files import BadFile


class Command(BaseCommand):
    help = "Nạp đơn vị, kế hoạch, người và số liệu minh họa năm 2020–2024; đã nạp rồi thì không làm gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError(
                "Không nạp dữ liệu minh họa vào bản chạy chính thức (CHILDPLAN_MODE=production)."
            )
        if is_loaded():
            self.stdout.write("Dữ liệu minh họa đã có sẵn.")
            return
        try:
            counts = load(settings.BASE_DIR / "fixtures")
        except (BadFile, FileProblem) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"Đã nạp dữ liệu minh họa: {counts.units} đơn vị, {counts.people} tài khoản, "
            f"{counts.reports} báo cáo, {counts.figures} ô số liệu."
        )
