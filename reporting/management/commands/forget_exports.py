"""Remove the content of exported files older than thirty days: `manage.py forget_exports`.

The worker does the same every hour; this is for machines without one. The rows stay: who took what, when.
"""

from typing import Any

from django.core.management.base import BaseCommand

from reporting.jobs.housekeeping import forget_old, tidy


class Command(BaseCommand):
    help = "Bỏ nội dung các tệp xuất quá 30 ngày; dòng ghi ai xuất gì vẫn còn."

    def handle(self, **options: Any) -> None:
        gone = forget_old()
        tidy()
        self.stdout.write(f"Đã bỏ nội dung của {gone} tệp.")
