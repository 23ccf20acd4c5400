"""Load the catalogue and the plan files: `manage.py load_plans`. Safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators.loading import load_everything
from units.csv_files import BadFile


class Command(BaseCommand):
    help = "Nạp danh mục số liệu, chỉ tiêu và các kế hoạch; chạy lại không làm thay đổi gì thêm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help="thư mục có catalogue/ và plans/ (mặc định: fixtures của phần mềm)",
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            report = load_everything(folder)
        except BadFile as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(report.text)
