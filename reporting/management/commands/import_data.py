"""Bring data in from a CSV file: `manage.py import_data figures so-lieu.csv --by ngoc.so --dry-run`.

The columns, and what is refused, stand in `docs/bulk-data.md`. All or nothing; running it again changes
nothing.
"""

import csv
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from childplan import clock
from reporting.enums import BulkKind
from reporting.moving import KINDS, bring_in
from units.bulk import Told
from units.csv_files import BadFile
from units.csv_streams import shielded
from units.models import User

REPORT_COLUMNS = ("line", "outcome", "row", "before", "after", "why")
MOST_PRINTED = 20


class Command(BaseCommand):
    help = "Đưa đơn vị, đơn vị kế thừa, danh mục hoặc số liệu từ tệp CSV vào; một dòng sai thì không ghi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=BulkKind.values, help="loại dữ liệu")
        parser.add_argument("file", type=Path, metavar="TỆP.csv")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem kết quả từng dòng, không ghi")
        parser.add_argument(
            "--by", metavar="TÊN", help="tên đăng nhập của người đưa vào; số liệu bắt buộc có"
        )
        parser.add_argument("--report", type=Path, metavar="KẾT-QUẢ.csv", help="ghi kết quả từng dòng ra tệp")

    def handle(
        self, *, what: str, file: Path, dry_run: bool, by: str | None, report: Path | None, **options: Any
    ) -> None:
        kind = BulkKind(what)
        at = clock.now()
        person = self._person(kind, by)
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(file.open("rb"))
                told = (
                    stack.enter_context(report.open("w", encoding="utf-8-sig", newline=""))
                    if report
                    else None
                )
            except OSError as problem:
                raise CommandError(f"Không mở được tệp: {problem}") from None
            writer = csv.writer(told) if told is not None else None
            if writer is not None:
                writer.writerow(REPORT_COLUMNS)

            def tell(row: Told) -> None:
                if writer is not None:
                    texts = (row.what, row.before, row.after, row.why)
                    writer.writerow([row.line.number, row.outcome.value, *map(shielded, texts)])

            try:
                tally = bring_in(kind, opened, file.name, by=person, at=at, dry_run=dry_run, also=tell)
            except BadFile as bad:
                raise CommandError(str(bad)) from None
        for refused in tally.refused[:MOST_PRINTED]:
            print(f"Dòng {refused.line.number} ({refused.what}): {refused.why}", file=sys.stderr)
        if not tally.is_whole:
            more = "" if report else " Thêm --report KẾT-QUẢ.csv để lấy mọi dòng."
            raise CommandError(f"{tally.words}. Chưa ghi gì: sửa các dòng bị từ chối rồi chạy lại.{more}")
        self.stdout.write(f"{tally.words}. {'Chạy thử, chưa ghi gì.' if dry_run else 'Đã ghi.'}")

    def _person(self, kind: BulkKind, username: str | None) -> User | None:
        if username is None:
            if kind == BulkKind.FIGURES:
                raise CommandError("Số liệu phải có người đưa vào: thêm --by TÊN-ĐĂNG-NHẬP.")
            return None
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"Không có tài khoản đang dùng nào tên “{username}”.")
        if kind != BulkKind.FIGURES:  # of figures every line is asked by its unit
            roles = person.postings.as_of(clock.today()).values_list("role", flat=True)
            if not set(roles) & set(KINDS[kind].brings):
                names = ", ".join(role.label for role in KINDS[kind].brings)
                raise CommandError(
                    f"“{username}” không đưa {kind.label.lower()} vào được; dành cho: {names}."
                )
        return person
