"""Which targets does a component have after an amending document, and which of before stay?

Pure. What the document changes holds from its first year on; every year before goes on being judged by the
bar that stood in it. One thing cannot be kept: how far it still was to a milestone that lay ahead and was
changed. Those years said "Chưa đến mốc" before and say it after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.enums import Flag, Operator

Span = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class TargetWish:
    """One target as it is to stand. Years both None: every year. `words` empty: the owner's own, unsigned."""

    first_year: int | None
    last_year: int | None
    operator: Operator
    value: Decimal | None = None
    second_value: Decimal | None = None
    words: str = ""
    reading: str = ""
    flag: Flag | None = None

    @property
    def span(self) -> Span:
        return self.first_year, self.last_year

    def asks_the_same(self, other: TargetWish) -> bool:
        """Same years, same demand, same signed words; how it is read may differ."""
        return (self.span, self.operator, self.value, self.second_value, self.words) == (
            *(other.span, other.operator, other.value, other.second_value, other.words),
        )


class TargetsRefused(ValueError):
    """The document cannot be followed as typed; the message says what to do instead."""


def amended(
    stored: Sequence[TargetWish], wished: Sequence[TargetWish], from_year: int, years: range
) -> list[TargetWish]:
    """The targets after a document that holds from `from_year`. `wished` shows what is asked from then on.

    Targets that ended before stay whether `wished` repeats them or not. Raises TargetsRefused.
    """
    if from_year <= years[0]:
        return list(wished)
    before, left = _kept(stored, wished, from_year, years[0])
    after = [each for each in before if _reaches(each, from_year)]
    after += [_from_then_on(each, stored, from_year, years) for each in left]
    if not after and any(_reaches(each, from_year) for each in stored):
        raise TargetsRefused(
            f"từ năm {from_year} không còn mức nào. Thôi áp dụng nội dung này, hoặc chọn dấu “mô tả”."
        )
    past = [each for each in before if not _reaches(each, from_year)]
    return [*_standing_on(past, stored, after, from_year), *after]


def _kept(
    stored: Sequence[TargetWish], wished: Sequence[TargetWish], from_year: int, first_year: int
) -> tuple[list[TargetWish], list[TargetWish]]:
    """What stays of before, cut where the new begins, and what of `wished` is really new."""
    by_span = {each.span: each for each in wished}
    kept: list[TargetWish] = []
    left = list(wished)
    for old in stored:
        new = by_span.get(old.span)
        if new is not None and new.asks_the_same(old):
            kept.append(new)
            left.remove(new)
        elif not _reaches(old, from_year):
            kept.append(old)
            if new is not None:
                raise TargetsRefused(_BEFORE_IT.format(year=from_year))
        elif old.first_year is None:
            kept.append(_in_years(old, first_year, from_year - 1))
        elif old.first_year < from_year:
            kept.append(replace(old, last_year=from_year - 1))
    return kept, left


_BEFORE_IT = "văn bản sửa đổi áp dụng từ năm {year}; mức của các năm trước giữ nguyên."


def _reaches(target: TargetWish, from_year: int) -> bool:
    """Does it stand in the document's first year or later?"""
    return target.last_year is None or target.last_year >= from_year


def _from_then_on(new: TargetWish, stored: Sequence[TargetWish], from_year: int, years: range) -> TargetWish:
    if new.first_year is None or new.last_year is None:
        return _in_years(new, from_year, years[-1])
    if new.first_year >= from_year:
        return new
    is_shown = any(old.span == new.span for old in stored)
    if not is_shown or new.last_year < from_year:
        raise TargetsRefused(_BEFORE_IT.format(year=from_year))
    return replace(new, first_year=from_year)


def _in_years(target: TargetWish, first: int, last: int) -> TargetWish:
    """A target of every year, now of some; its reading says so."""
    said = f" vào năm {first}" if first == last else f" mỗi năm từ {first} đến {last}"
    reading = target.reading.replace(", mọi năm của kế hoạch", said)
    return replace(target, first_year=first, last_year=last, reading=reading)


def _standing_on(
    past: list[TargetWish], stored: Sequence[TargetWish], after: Sequence[TargetWish], from_year: int
) -> list[TargetWish]:
    """The last milestone of before stood on in the years after it; a new one ahead must not end that."""
    is_last = not any(_reaches(each, from_year) for each in stored)
    if not (past and after and is_last):
        return past
    *others, last = sorted(past, key=lambda each: each.last_year or 0)
    return [*others, replace(last, last_year=from_year - 1)]
