"""Take data out as a CSV file: `manage.py export_data figures --round 2024-nam --unit tan-yen so-lieu.csv`.

The same columns that `import_data` reads (`docs/bulk-data.md`); line by line, whatever the size.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from childplan import clock
from childplan.command_line import day_option
from reporting.enums import BulkKind
from reporting.exports.bulk_figures import unknown_codes
from reporting.models import Round
from reporting.moving import log_taken, rows_of, taken_out
from units.models import Unit


class Command(BaseCommand):
    help = "Lấy đơn vị, đơn vị kế thừa, danh mục hoặc số liệu ra tệp CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=BulkKind.values, help="loại dữ liệu")
        parser.add_argument("file", type=Path, metavar="TỆP.csv")
        parser.add_argument("--unit", metavar="MÃ", help="chỉ đơn vị này và mọi đơn vị bên dưới")
        parser.add_argument("--round", metavar="KỲ", help="chỉ số liệu của kỳ này, ví dụ 2024-nam")
        parser.add_argument(
            "--item", action="append", default=[], metavar="MÃ", help="chỉ số liệu này; lặp được"
        )
        parser.add_argument("--accepted", action="store_true", help="chỉ số của báo cáo đã duyệt")
        parser.add_argument("--day", metavar="NGÀY", help="chỉ đơn vị có vào ngày này, ví dụ 2025-07-01")

    def handle(
        self,
        *,
        what: str,
        file: Path,
        unit: str | None,
        round: str | None,  # noqa: A002 – the word of the command line
        item: list[str],
        accepted: bool,
        day: str | None,
        **options: Any,
    ) -> None:
        kind = BulkKind(what)
        units = self._units(unit)
        unknown = unknown_codes(item)
        if unknown:
            raise CommandError(f"Không có số liệu mã {', '.join(sorted(unknown))}.")
        rows = rows_of(
            kind,
            units=units,
            today=clock.today(),
            day=day_option(day),
            round_=self._round(round),
            items=item,
            only_accepted=accepted,
        )
        lines = 0
        try:
            with file.open("w", encoding="utf-8", newline="") as opened:
                for piece in taken_out(kind, rows):
                    opened.write(piece)
                    lines += piece.count("\r\n")
        except OSError as problem:
            raise CommandError(f"Không ghi được tệp: {problem}") from None
        log_taken(kind, by=None, at=clock.now(), unit=units[0] if units else None, subject=round or "")
        self.stdout.write(f"Đã lấy ra {lines - 1} dòng.")

    def _units(self, key: str | None) -> list[Unit] | None:
        if key is None:
            return None
        found = list(Unit.objects.filter(key=key))
        if not found:
            raise CommandError(f"Không có đơn vị mã “{key}”.")
        return found

    def _round(self, key: str | None) -> Round | None:
        if key is None:
            return None
        found: Round | None = Round.objects.filter(key=key).first()
        if found is None:
            raise CommandError(f"Không có kỳ mã “{key}”.")
        return found
