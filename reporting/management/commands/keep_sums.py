"""Make the sums of communes that changed since: `manage.py keep_sums`. For cron; changes no figure."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.kept import keep_sums, rounds_to_keep


class Command(BaseCommand):
    help = (
        "Cộng sẵn số liệu của những xã đã thay đổi, để trang tổng hợp của huyện, tỉnh mở nhanh. "
        "Không chạy thì trang vẫn đúng, chỉ chậm hơn."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--round", default="", metavar="MÃ", help="chỉ một kỳ, ví dụ 2024-nam")

    def handle(self, *args: Any, **options: Any) -> None:
        rounds = rounds_to_keep()
        if options["round"]:
            rounds = rounds.filter(key=options["round"])
            if not rounds.exists():
                raise CommandError(f"Không có kỳ số liệu “{options['round']}”.")
        for round_ in rounds:
            parts = list(keep_sums(round_))
            held, made = sum(part.held for part in parts), sum(part.made for part in parts)
            self.stdout.write(f"{round_.name}: cộng lại {made} xã, giữ nguyên {held} xã.")
