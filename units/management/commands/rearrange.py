"""Rearrange units from files: `manage.py rearrange FOLDER`; `reform-2025` is the reform of 1 July 2025."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from childplan import clock
from childplan.vietnamese import short_date
from units.actions.rearranging_by_files import ByFiles, rearrange_by_files
from units.csv_files import BadFile
from units.models import User
from units.rearrangement_files import REFORM_DECISION, folder_files
from units.refusals import Refused
from units.summaries.rearranging import Foreseen

REFORM = "reform-2025"
MOST_LISTED = 20


class Command(BaseCommand):
    help = "Sắp xếp đơn vị theo tệp CSV trong một thư mục: ghi tất cả hoặc không ghi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="THƯ-MỤC", help=f"thư mục có units.csv …, hoặc {REFORM}")
        parser.add_argument("--decision", default="", metavar="VĂN-BẢN", help="văn bản căn cứ")
        parser.add_argument(
            "--moves", type=Path, metavar="TỆP", help="moves.csv: nơi mới của thôn, trường ở xã bị chia"
        )
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
        parser.add_argument("--by", default="", metavar="TÊN", help="tên đăng nhập của người làm")

    def handle(
        self, *, folder: str, decision: str, moves: Path | None, dry_run: bool, by: str, **options: Any
    ) -> None:
        path = settings.BASE_DIR / "fixtures" / "units" / "reform_2025" if folder == REFORM else Path(folder)
        decision = decision or (REFORM_DECISION if folder == REFORM else "")
        try:
            contents = folder_files(path)
            if moves is not None:
                contents["moves.csv"] = _read(moves)
            with transaction.atomic():
                done = rearrange_by_files(contents=contents, decision=decision, by=_user(by), at=clock.now())
                transaction.set_rollback(dry_run)
        except BadFile as problem:
            raise CommandError(_listed(str(problem).splitlines())) from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("\n".join([*told_lines(done.told), *_done_lines(done, dry_run)]))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise CommandError(f"Không mở được tệp {path.name}; hãy kiểm tra tên và quyền đọc.") from None


def _user(username: str) -> User | None:
    if not username:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"Không có tài khoản đang dùng nào tên “{username}”.")
    return user


def _listed(sentences: list[str]) -> str:
    more = len(sentences) - MOST_LISTED
    tail = [f"… và {_number(more)} dòng khác."] if more > 0 else []
    return "\n".join([*sentences[:MOST_LISTED], *tail])


def told_lines(told: Foreseen) -> list[str]:
    """Units of each level before and after, what changes, whose posts, and what apps above say."""
    said = told.rearrangement
    lines = [
        f"{said.summary}",
        f"Có hiệu lực từ ngày {short_date(said.day)}. Căn cứ: {said.decision}.",
        f"  {'':24}{'trước':>10}{'sau':>10}",
    ]
    for level, before in told.before.items():
        after = told.after[level]
        if before or after:
            lines.append(f"  {level.label:24}{_number(before):>10}{_number(after):>10}")
    lines.append(
        f"Đơn vị mới {_number(len(said.new))}, đổi tên hoặc chuyển {_number(len(said.moves))}, "
        f"không còn {_number(len(said.ends))}; dòng kế thừa {_number(len(said.heirs))}."
    )
    lines += told.remarks
    going = sum(bool(fate.successor) for fate in told.posts)
    if told.posts:
        lines.append(f"Vai trò: {_number(going)} chuyển sang đơn vị mới.")
    lost = [fate for fate in told.posts if not fate.successor]
    if lost:
        lines.append(f"Vai trò chưa có nơi mới: {_number(len(lost))}.")
        lines += [
            f"  {fate.posting.user.full_name}, {fate.posting.get_role_display()}, {fate.unit}"
            for fate in lost[:MOST_LISTED]
        ]
        if len(lost) > MOST_LISTED:
            lines.append(f"  … và {_number(len(lost) - MOST_LISTED)} vai trò khác.")
    for told_of in told.consequences:
        lines += [f"{told_of.heading}:", *(f"  {line}" for line in told_of.lines)]
    return lines


def _done_lines(done: ByFiles, dry_run: bool) -> list[str]:
    later = [f"Từ ngày {short_date(row.takes_effect_on)}: {row.summary}." for row in done.rows[1:]]
    end = "Chỉ xem trước, chưa ghi gì." if dry_run else "Đã ghi."
    return [*later, end]


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
