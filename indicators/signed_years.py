"""Which years go with which number of the signed words?

Pure. Documents name the year behind the number (“98% vào năm 2025 và 100% vào năm 2030”) or before it
(“Đến năm 2025, 98% …”), once for several numbers, or only in another part of the sentence. Where both ways
are mixed it is not clear, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.signed_marks import Mark, Marks, Span, Years, find_marks


@dataclass(frozen=True, slots=True)
class Given:
    """Years that go with a number; not clear when two different ones could. `is_elsewhere`: named in another
    part of the sentence, which the words do not quote."""

    years: tuple[Years, ...]
    is_clear: bool = True
    is_elsewhere: bool = False


def years_of_numbers(
    marks: Marks, numbers: Sequence[Mark], starting: Sequence[Span], rest: str
) -> list[Given]:
    """For each number the years that go with it.

    `starting`: places of figures from which something falls or rises (“từ 80% năm 2020 lên 95%”), whose years
    are no target's. `rest`: what the sentence says behind these words.
    """
    dated = [
        years
        for years in marks.years
        if years.spans and not any(start <= years.start < end for start, end in starting)
    ]
    if not numbers:
        return []
    behind = [*[mark.start for mark in numbers[1:]], len(marks.text)]
    if any(years.start < numbers[0].start for years in dated):
        before = [0, *[mark.end for mark in numbers[:-1]]]
        return _named_before(numbers, dated, before, behind)
    given = [_inside(dated, mark.end, end) for mark, end in zip(numbers, behind, strict=True)]
    return _carried_back(given, marks, numbers, behind, rest)


def _inside(dated: Sequence[Years], start: int, end: int) -> Given:
    inside = tuple(years for years in dated if start <= years.start < end)
    return Given(inside, is_clear=len(inside) < 2)


def _named_before(
    numbers: Sequence[Mark], dated: Sequence[Years], before: Sequence[int], behind: Sequence[int]
) -> list[Given]:
    """“Đến năm 2025, 98% … và 95% …; đến năm 2030 …”: a year holds until the next one is named."""
    given = [
        # "và duy trì đến năm 2030" names its own year behind it, whichever way the others do.
        _inside(dated, mark.end, end) if mark.keeps else _inside(dated, start, mark.start)
        for mark, start, end in zip(numbers, before, behind, strict=True)
    ]
    if not numbers[-1].keeps and any(years.start >= numbers[-1].end for years in dated):
        return [replace(one, is_clear=False) for one in given]
    for place in range(1, len(given)):
        if not given[place].years:
            given[place] = given[place - 1]
    return given


def _carried_back(
    given: list[Given], marks: Marks, numbers: Sequence[Mark], behind: Sequence[int], rest: str
) -> list[Given]:
    """“Dưới 1% đối với nông thôn và dưới 0,5% đối với thành thị vào năm 2025”: said once, for both."""
    later = _years_in(rest)
    for place in reversed(range(len(given))):
        mark = numbers[place]
        if given[place].years or _says_every_year(marks, mark.end, behind[place]):
            later = given[place]
        elif not mark.keeps:
            given[place] = later
        if place and _BREAK.search(marks.bare, numbers[place - 1].end, mark.start):
            later = Given(())
    return given


_BREAK = re.compile(r";|\.\s|\+\s")


def _says_every_year(marks: Marks, start: int, end: int) -> bool:
    return any(not years.spans and start <= years.start < end for years in marks.years)


def _years_in(rest: str) -> Given:
    """The year that the rest of the sentence names for these words too."""
    clause = _BREAK.split(rest)[0]
    dated = tuple(years for years in find_marks(clause).years if years.spans) if clause.strip() else ()
    return Given(dated[:1], is_clear=len(dated) < 2, is_elsewhere=True)
