"""Remind whoever is due to be reminded: `manage.py remind`. For cron or a timer; safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from childplan import clock
from reporting.reminders import remind
from reporting.summaries.reminding import owed_today, rounds_with_open_reports


class Command(BaseCommand):
    help = "Nhắc nộp báo cáo theo bậc: thông báo trong phần mềm, và mỗi người mỗi ngày nhiều nhất một thư."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="chỉ liệt kê sẽ nhắc gì, không ghi, không gửi"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        if not options["dry_run"]:
            self.stdout.write(remind(at).text)
            return
        found = [one for owed in owed_today(rounds_with_open_reports(), at) for one in owed]
        for one in found:
            self.stdout.write(
                f"{one.report.round.key}/{one.report.unit.key} (bậc {one.step:+}): {one.title}. {one.text}"
            )
        self.stdout.write(f"Sẽ nhắc {len(found)} báo cáo; chưa ghi và chưa gửi gì.")
