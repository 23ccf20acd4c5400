"""How does the demonstration come into the database? Real plans and places, invented people and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from childplan.clock import VIET_NAM
from indicators.loading import load_everything
from indicators.models import DataItem
from reporting.demonstration.accounts import PASSWORD
from reporting.demonstration.beside import tell_beside
from reporting.demonstration.figures import PERIODS, Period, Typed
from reporting.demonstration.own_targets import load_own_targets
from reporting.demonstration.signed import write_reports
from reporting.demonstration.story import CHAPTERS, THIS_YEAR
from reporting.demonstration.telling import tell
from reporting.models import Figure, Report, RoundOpening
from reporting.summaries.repeated import reading_once
from units.csv_files import Line, read_lines
from units.loading import load_people, load_places
from units.models import Unit, User

FIGURES_HEADER = ",".join(["unit", "item", *(period.column for period in PERIODS)])


@dataclass(frozen=True)
class Counts:
    """What the demonstration holds."""

    units: int
    people: int
    reports: int
    figures: int


SET_UP_AT = datetime(2020, 10, 1, 8, tzinfo=VIET_NAM)
"""When people, plans and units were entered, as the log tells it: before the first round was opened."""


def is_loaded() -> bool:
    """Is the demonstration there? It is loaded whole or not at all, so its last round tells."""
    return RoundOpening.objects.filter(round__key=THIS_YEAR.key).exists()


@transaction.atomic
def load(fixtures: Path) -> Counts:
    """Load places, plans, people and the reports of every chapter; all or nothing.

    Only where it is not there. Raises BadFile or FileProblem when a file of `fixtures` cannot be used.
    """
    folder = fixtures / "demonstration"
    load_places(folder / "places.csv")
    load_everything(fixtures, at=SET_UP_AT)
    load_people(folder / "people.csv", password=PASSWORD, at=SET_UP_AT)
    typed = read_typed(folder / "figures.csv")
    load_own_targets(folder / "targets.csv")
    with reading_once():
        for chapter in CHAPTERS:
            tell(chapter, typed)
            _count_rows()
        tell_beside(fixtures)
        write_reports()
    return Counts(
        units=Unit.objects.count(),
        people=User.objects.count(),
        reports=Report.objects.count(),
        figures=Figure.objects.count(),
    )


def _count_rows() -> None:
    """PostgreSQL plans by the sizes it last counted; nobody counts for it inside a transaction, and with
    tables that it takes for empty a sum reads every row for every row."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def read_typed(path: Path) -> Typed:
    """The figures that somebody typed: a unit, an item, a whole number for a period; an empty cell is not
    typed. Raises BadFile."""
    units = set(Unit.objects.values_list("key", flat=True))
    items = set(DataItem.objects.values_list("code", flat=True))
    typed: dict[tuple[str, str, Period], int] = {}
    seen: set[tuple[str, str]] = set()
    for line in read_lines(path, FIGURES_HEADER):
        unit, item = line.needed("unit"), line.needed("item")
        if unit not in units:
            raise line.refused(f"không có đơn vị “{unit}” trong places.csv.")
        if item not in items:
            raise line.refused(f"không có số liệu “{item}” trong danh mục.")
        if (unit, item) in seen:
            raise line.refused("trùng với một dòng ở trên; hãy bỏ một dòng.")
        seen.add((unit, item))
        for period in PERIODS:
            if line.text(period.column):
                typed[unit, item, period] = _whole_number(line, period.column)
    return typed


def _whole_number(line: Line, column: str) -> int:
    word = line.text(column)
    if not (word.isascii() and word.isdigit()):
        raise line.refused(f"“{column}” là “{word}”; viết một số nguyên từ 0.")
    return int(word)
