"""Recompute every stored total: `manage.py check_totals`. For cron or a timer; changes nothing it checks."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from childplan import clock
from childplan.command_line import day_option
from reporting.enums import WITH_FIGURES
from reporting.kept import recheck_kept
from reporting.models import Round
from reporting.summaries.rechecked import Wrong, checked_reports, rounds_to_check
from units import log
from units.enums import LogKind
from units.models import Unit

EVERY = 100  # reports between two words of progress


class Command(BaseCommand):
    help = (
        "Tính lại mọi tổng đã nộp từ số liệu gốc tại lúc nộp và liệt kê chỗ khác. "
        "Kết thúc bằng mã 1 nếu có chỗ khác, mã 0 nếu không."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--round", default="", metavar="MÃ", help="chỉ một kỳ, ví dụ 2024-nam")
        parser.add_argument("--unit", default="", metavar="MÃ", help="chỉ đơn vị này và mọi nơi bên dưới")
        parser.add_argument(
            "--since", default="", metavar="NGÀY", help="chỉ các lần nộp từ ngày này, ví dụ 2024-11-01"
        )
        parser.add_argument("--latest", action="store_true", help="chỉ lần nộp mới nhất của mỗi báo cáo")

    def handle(self, *args: Any, **options: Any) -> None:
        since = day_option(options["since"])
        unit = _unit(options["unit"])
        rounds = list(rounds_to_check(options["round"]))
        if options["round"] and not Round.objects.filter(key=options["round"]).exists():
            raise CommandError(f"Không có kỳ “{options['round']}”.")
        found: list[Wrong] = []
        reports = editions = totals = 0
        for round_ in rounds:
            self.stdout.write(f"{round_.name}: đang tính lại …")
            for checked in checked_reports(round_, unit=unit, since=since, only_latest=options["latest"]):
                reports += 1
                editions += checked.editions
                totals += checked.totals
                found += checked.wrong
                for wrong in checked.wrong:
                    self.stdout.write(wrong.text)
                if reports % EVERY == 0:
                    self.stdout.write(f"  đã xong {reports} báo cáo")
        kept, kept_wrong = self._check_kept(options["round"], unit)
        words = f"{reports} báo cáo, {editions} lần nộp, {totals} tổng" + (
            f", {kept} xã giữ sẵn" if kept else ""
        )
        log.write(
            LogKind.ROUND,
            "tính lại các tổng đã nộp",
            at=clock.now(),
            subject=words,
            after=f"{len(found) + kept_wrong} chỗ khác" if found or kept_wrong else "không có chỗ khác",
        )
        if found or kept_wrong:
            self.stderr.write(f"Có {len(found) + kept_wrong} chỗ khác trong {words}.")
            sys.exit(1)
        self.stdout.write(f"Đã tính lại {words}: không có chỗ khác.")

    def _check_kept(self, round_key: str, unit: Unit | None) -> tuple[int, int]:
        """Of the sums that are kept (`keep_sums`) and hold: how many were looked at and are wrong."""
        rounds = Round.objects.filter(kind__in=WITH_FIGURES).order_by("year", "pk")
        held = wrong = 0
        for round_ in rounds.filter(key=round_key) if round_key else rounds:
            for part in recheck_kept(round_, [unit] if unit is not None else []):
                held += part.held
                wrong += len(part.wrong)
                for key in part.wrong:
                    self.stdout.write(f"{round_.key} {key}: tổng giữ sẵn khác tổng các ô")
        return held, wrong


def _unit(key: str) -> Unit | None:
    if not key:
        return None
    unit = Unit.objects.filter(key=key).first()
    if unit is None:
        raise CommandError(f"Không có đơn vị “{key}”.")
    return unit
