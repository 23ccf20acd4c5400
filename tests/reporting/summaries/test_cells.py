"""Which control has a cell? One answer of one unit, so many of so many where a place speaks for many."""

from __future__ import annotations

import pytest

from indicators.enums import ItemKind, Source
from indicators.models import DataItem
from reporting.answers import Control
from reporting.models import Figure, Report
from reporting.summaries.cells import control_of
from units.enums import Level
from units.models import Unit


@pytest.mark.parametrize(
    ("level", "source", "control"),
    [
        (Level.VILLAGE, Source.VILLAGE, Control.YES_NO),
        (Level.AGENCY, Source.SCHOOL, Control.YES_NO),
        (Level.COMMUNE, Source.COMMUNE, Control.YES_NO),
        (Level.COMMUNE, Source.CULTURE, Control.YES_NO),
        (Level.COMMUNE, Source.VILLAGE, Control.K_OF_N),
        (Level.COMMUNE, Source.SCHOOL, Control.K_OF_N),
        # A district that types for its communes, as in plan 003.
        (Level.DISTRICT, Source.COMMUNE, Control.K_OF_N),
        (Level.DISTRICT, Source.CULTURE, Control.K_OF_N),
        (Level.DISTRICT, Source.EDUCATION_DIVISION, Control.YES_NO),
        (Level.PROVINCE, Source.DISTRICT, Control.K_OF_N),
    ],
)
def test_the_control_of_yes_and_no(level: Level, source: Source, control: Control) -> None:
    figure = Figure(item=DataItem(kind=ItemKind.YES_NO, source=source))
    assert control_of(figure, Report(unit=Unit(level=level))) == control
