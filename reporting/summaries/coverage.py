"""How complete is a sum, in words? “8/9 thôn”: the source units that answered, over those asked."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.enums import Source
from indicators.models import Component
from indicators.numbers import format_number
from reporting.rollup import Coverage, Result
from reporting.totals import Totals, item_total
from units.enums import Level

NOUNS = {Level.VILLAGE: "thôn", Level.COMMUNE: "xã", Level.DISTRICT: "huyện", Level.PROVINCE: "tỉnh"}


def coverage_of(component: Component, result: Result, totals: Totals, levels: Mapping[int, set[str]]) -> str:
    """Coverage in words, called by the units of the item that is less complete."""
    item = component.numerator
    denominator = component.denominator
    if denominator is not None:
        own = item_total(totals, item.pk, component.measure.area)
        if result.coverage != Coverage(own.answered, own.asked):
            item = denominator
    return coverage_words(result.coverage, levels.get(item.pk, set()), item.source)


def coverage_words(coverage: Coverage, levels: set[str], source: str) -> str:
    """“8/9 thôn”: source units that answered over those asked, by what they are; "" if none is."""
    if not coverage.asked:
        return ""
    noun = "đơn vị"
    if len(levels) == 1:
        (level,) = levels
        if level == Level.AGENCY:
            noun = "trường" if source == Source.SCHOOL else "đơn vị"
        else:
            noun = NOUNS.get(Level(level), "đơn vị")
    return f"{format_coverage(coverage)} {noun}"


def format_coverage(coverage: Coverage) -> str:
    """“8/9”."""
    return f"{format_number(coverage.answered)}/{format_number(coverage.asked)}"
