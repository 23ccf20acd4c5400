"""How does the demonstration come into the database? Real plans and places, invented people and figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from indicators.loading import load_everything
from indicators.models import DataItem
from reporting.demonstration.accounts import PASSWORD
from reporting.demonstration.figures import Typed
from reporting.demonstration.story import FIRST_YEAR, THIS_YEAR
from reporting.demonstration.telling import round_key, tell_year
from reporting.models import Figure, Report, RoundOpening
from units.csv_files import Line, read_lines
from units.loading import load_people, load_places
from units.models import Unit, User

FIGURES_HEADER = f"unit,item,in_{FIRST_YEAR},in_{THIS_YEAR}"


@dataclass(frozen=True)
class Counts:
    """What the demonstration holds."""

    units: int
    people: int
    reports: int
    figures: int


def is_loaded() -> bool:
    """Is the demonstration there? It is loaded whole or not at all, so its last round tells."""
    return RoundOpening.objects.filter(round__key=round_key(THIS_YEAR)).exists()


@transaction.atomic
def load(fixtures: Path) -> Counts:
    """Load places, plans, people and two years of reports; all or nothing, and only where it is not there.

    Raises BadFile or FileProblem when a file of `fixtures` cannot be used.
    """
    folder = fixtures / "demonstration"
    load_places(folder / "places.csv")
    load_everything(fixtures)
    load_people(folder / "people.csv", password=PASSWORD)
    typed = read_typed(folder / "figures.csv")
    for year in (FIRST_YEAR, THIS_YEAR):
        tell_year(year, typed)
    return Counts(
        units=Unit.objects.count(),
        people=User.objects.count(),
        reports=Report.objects.count(),
        figures=Figure.objects.count(),
    )


def read_typed(path: Path) -> Typed:
    """The figures that somebody typed: a unit, an item, a whole number for each year. Raises BadFile."""
    units = set(Unit.objects.values_list("key", flat=True))
    items = set(DataItem.objects.values_list("code", flat=True))
    typed: dict[tuple[str, str, int], int] = {}
    for line in read_lines(path, FIGURES_HEADER):
        unit, item = line.needed("unit"), line.needed("item")
        if unit not in units:
            raise line.refused(f"không có đơn vị “{unit}” trong places.csv.")
        if item not in items:
            raise line.refused(f"không có số liệu “{item}” trong danh mục.")
        for year in (FIRST_YEAR, THIS_YEAR):
            if (unit, item, year) in typed:
                raise line.refused("trùng với một dòng ở trên; hãy bỏ một dòng.")
            typed[unit, item, year] = _whole_number(line, f"in_{year}")
    return typed


def _whole_number(line: Line, column: str) -> int:
    word = line.needed(column)
    if not (word.isascii() and word.isdigit()):
        raise line.refused(f"“{column}” là “{word}”; viết một số nguyên từ 0.")
    return int(word)
