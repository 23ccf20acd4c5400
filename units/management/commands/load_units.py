"""Load the country with its provinces, districts, communes: `manage.py load_units`. Safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from units.csv_files import BadFile
from units.loading import load_country


class Command(BaseCommand):
    help = "Nạp tỉnh, huyện, xã của cả nước; chạy lại không làm thay đổi gì thêm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures" / "units",
            help="thư mục có country.csv, provinces.csv, districts.csv và communes.csv (mặc định: fixtures)",
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            loaded = load_country(folder)
        except BadFile as problem:
            raise CommandError(str(problem)) from None
        if loaded.added or loaded.changed:
            self.stdout.write(
                f"Đã nạp đơn vị hành chính: {loaded.added} dòng mới, {loaded.changed} dòng đổi."
            )
        else:
            self.stdout.write("Đơn vị hành chính đã có đủ, không có gì thay đổi.")
