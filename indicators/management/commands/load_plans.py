"""Load the catalogue and the plans that come with the product: `manage.py load_plans`. Safe to repeat.

A demonstration gets every plan file, a portal only what all places share; a folder that is named is loaded
whole.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators.loading import load_everything, load_shared
from units.csv_files import BadFile


class Command(BaseCommand):
    help = "Nạp danh mục số liệu, chỉ tiêu và các kế hoạch; chạy lại không làm thay đổi gì thêm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            help="thư mục có catalogue/ và plans/, nạp tất cả (mặc định: danh mục và chương trình quốc gia; "
            "ở bản minh họa thêm năm kế hoạch của phần mềm)",
        )

    def handle(self, *, folder: Path | None = None, **options: Any) -> None:
        shipped = settings.BASE_DIR / "fixtures"
        is_whole = folder is not None or settings.IS_DEMONSTRATION
        try:
            report = (load_everything if is_whole else load_shared)(folder or shipped)
        except BadFile as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(report.text)
