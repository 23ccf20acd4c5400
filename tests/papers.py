"""Reports in words in the small world: duties of the province's plan, and files as an office makes them."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from plans.enums import DutyKind
from plans.models import Deadline
from reporting import actions
from reporting.enums import RoundKind
from reporting.models import Report, Round
from tests.world import World, at
from units.enums import AgencyKind, Level

OPENED = at(1)
WRITTEN = at(10)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def zipped(*parts: str, content: bytes = b"<x/>") -> bytes:
    """A zip file with these parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for part in parts:
            packed.writestr(part, content)
    return file.getvalue()


DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")


def build_duties(world: World) -> None:
    """The plan asks villages and police for plans of their own by 20/8/2021, communes for a review in the
    middle (no day named), and the province for one at the end by 15/12."""
    for position, (duty, level, kind, day, month, year) in enumerate(
        [
            (DutyKind.ACTION_PLAN, Level.VILLAGE, "", 20, 8, 2021),
            (DutyKind.ACTION_PLAN, Level.AGENCY, AgencyKind.POLICE, 20, 8, 2021),
            (DutyKind.MID_TERM, Level.COMMUNE, "", None, None, None),
            (DutyKind.FINAL, Level.PROVINCE, "", 15, 12, None),
        ]
    ):
        Deadline.objects.create(
            plan=world.plan,
            position=10 + position,
            duty=duty,
            reporter_level=level,
            reporter_kind=kind,
            day=day,
            month=month,
            year=year,
            words=f"Nguyên văn {duty.label}",
        )


def open_duty(
    world: World, kind: RoundKind = RoundKind.MID_TERM, year: int = 2024, by: str = "tinh"
) -> actions.OpenedDuty:
    return actions.open_duty_round(plan=world.plan, kind=kind, year=year, by=world.people[by], at=OPENED)


def report_of(world: World, round_: Round, unit: str) -> Report:
    return Report.objects.select_related("round", "unit").get(round=round_, unit=world.units[unit])


def write(
    world: World, report: Report, by: str, text: str, *, base: int = 0, when: datetime = WRITTEN
) -> None:
    actions.save_paper(report=report, text=text, base_version=base, by=world.people[by], at=when)


def attach(world: World, report: Report, by: str, name: str = "ke-hoach.pdf", content: bytes = PDF) -> int:
    file = actions.attach_file(report=report, name=name, content=content, by=world.people[by], at=WRITTEN)
    return file.number
