"""Print a place's roll-up as its page shows it: `manage.py rollup --unit tan-yen --round 2024-nam --json`.

From the server, so it holds whatever is counted there, restricted figures too; `docs/bulk-data.md`.
"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from childplan import clock
from childplan.command_line import day_option
from childplan.vietnamese import short_date
from reporting.enums import WITH_FIGURES
from reporting.exports.rollup_document import rollup_document, rollup_text, source_for
from reporting.models import Round
from reporting.totals import PLACES
from units.models import Unit
from units.summaries.lineage import Ending, endings_of


class Command(BaseCommand):
    help = "In bảng tổng hợp của một nơi trong một kỳ, đúng như trên màn hình."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, metavar="MÃ", help="mã riêng của tỉnh, huyện hoặc xã")
        parser.add_argument("--round", required=True, metavar="KỲ", help="mã kỳ, ví dụ 2024-nam")
        parser.add_argument("--provisional", action="store_true", help="tạm tính: mọi số đã nhập")
        parser.add_argument(
            "--on-map",
            metavar="NGÀY",
            help="trên bản đồ của ngày này, ví dụ 2025-07-01",
        )
        parser.add_argument("--json", action="store_true", help="in JSON thay cho bảng")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(key=options["unit"], level__in=PLACES).first()
        if unit is None:
            raise CommandError(f"Không có tỉnh, huyện, xã mã “{options['unit']}”.")
        round_ = Round.objects.filter(key=options["round"], kind__in=WITH_FIGURES).first()
        if round_ is None:
            raise CommandError(f"Không có kỳ số liệu mã “{options['round']}”.")
        ending = endings_of([unit.pk], round_.data_to).get(unit.pk)
        if ending is not None:
            raise CommandError(_gone(ending, round_))
        now = clock.now()
        source = source_for(
            unit,
            round_,
            official=not options["provisional"],
            on_map=day_option(options["on_map"]),
            today=now.date(),
        )
        if options["json"]:
            self.stdout.write(json.dumps(rollup_document(source, now), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(rollup_text(source, now))


def _gone(ending: Ending, round_: Round) -> str:
    """“xã Xuân không còn vào ngày 14/12/2024; đã vào xã Xuân Yên (xa-m).”: on the page it is not found."""
    said = f"{ending.name} không còn vào ngày {short_date(round_.data_to)}"
    if ending.into:
        heirs = ", ".join(f"{place.full_name} ({place.key})" for place in ending.into)
        said += f"; {'đã vào' if ending.is_whole else 'đã chia vào'} {heirs}"
    return f"{said}."
