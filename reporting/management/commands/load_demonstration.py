"""Load the demonstration: `manage.py load_demonstration`. Safe to repeat; never among real people."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators.source_files import FileProblem
from reporting.demonstration.loading import is_loaded, load
from units.csv_files import BadFile
from units.models import User

REAL = "Không nạp dữ liệu minh họa vào cổng báo cáo thật (CHILDPLAN_MODE=local, CHILDPLAN_MODE=production)."
TAKEN = (
    "Cơ sở dữ liệu này đã có người dùng thật nên không nạp dữ liệu minh họa; "
    "cổng báo cáo mở bằng ./run start, còn bản chạy thử cần CHILDPLAN_DATA_DIR "
    "(với PostgreSQL: DATABASE_URL) trỏ tới nơi khác."
)


class Command(BaseCommand):
    help = "Nạp đơn vị, kế hoạch, người và số liệu minh họa năm 2020–2024; đã nạp rồi thì không làm gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError(REAL)
        if is_loaded():
            self.stdout.write("Dữ liệu minh họa đã có sẵn.")
            return
        # A portal that is opened by mistake as a demonstration must not get accounts whose password all know.
        if User.objects.exists():
            raise CommandError(TAKEN)
        try:
            counts = load(settings.BASE_DIR / "fixtures")
        except (BadFile, FileProblem) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(
            f"Đã nạp dữ liệu minh họa: {counts.units} đơn vị, {counts.people} tài khoản, "
            f"{counts.reports} báo cáo, {counts.figures} ô số liệu."
        )
