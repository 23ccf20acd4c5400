"""What looks odd beside last year's accepted figures? Rules that want an explanation and never block saving.

Pure: a form with its past in, sentences out. One table at the end, WARNINGS: a maintainer adds a rule by
writing one function and one line there. Codes, formulas, thresholds and sources: `docs/checks.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from indicators.numbers import format_number
from reporting.checks import CellFacts


@dataclass(frozen=True)
class Thresholds:
    """From where on a change of one measure is worth a question.

    percent: change of the rate against last year's rate. cases: change of the numerator. few_cases: the
    same where either year counts fewer than FEW or is counted over fewer than SMALL_WHOLE.
    """

    percent: int = 20
    cases: int = 5
    few_cases: int = 3


DEFAULTS = Thresholds()
FEW = 5
SMALL_WHOLE = 30
BASE_PERCENT = 15
"""W2: change of a base count, unless the item says otherwise."""
BASE_CASES = 5
"""W2: a base that changes by fewer than this is not worth a question, whatever the percentage."""
SAME_CELLS = 5
"""W4: so many cells that are not 0 have to be the same as last year."""
RECORD_YEARS = 3
"""W8: so many accepted years have to be known before a result can be called unusual."""
RECORD_TIMES = 3
"""W8: better than the best year by more than so many times the usual change."""


@dataclass(frozen=True)
class Leaf:
    """One measure as far as this form has it. The denominator only where it is typed on the same form.

    was_met, is_met: the verdicts of last year and this year where a target judged this unit in both.
    is_counted: a count or a sum; a yes or no has no size that could change.
    """

    numerator_id: int
    denominator_id: int | None = None
    higher_is_better: bool = False
    is_counted: bool = True
    unit_word: str = ""
    limits: Thresholds = DEFAULTS
    was_met: bool | None = None
    is_met: bool | None = None


@dataclass(frozen=True)
class Compared:
    """One item that two kinds of unit counted in the same place: its source, and who only checks it.

    is_whole: has everybody answered who was asked to check? A difference between two whole sums is settled
    by the place (`summaries.differences`); one that some are missing from is only asked about.
    """

    item_id: int
    name: str
    source_word: str
    source_value: int
    check_word: str
    check_value: int
    is_whole: bool = True
    code: str = ""
    is_restricted: bool = False

    @property
    def message(self) -> str:
        """“Các thôn cộng lại 6, Trạm Y tế ghi 4”."""
        return (
            f"{self.check_word} cộng lại {format_number(self.check_value)}, "
            f"{self.source_word} ghi {format_number(self.source_value)}"
        )


@dataclass(frozen=True)
class FormFacts:
    """One form as the warnings see it. `past`: accepted figures by year and item, this year not among them;
    `half`: the accepted figures of this year's six months; `bases`: base counts and from how many per cent
    their change is worth a question; `flows`: items that add up over a year."""

    year: int
    cells: Mapping[int, CellFacts]
    leaves: Sequence[Leaf] = ()
    past: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    half: Mapping[int, int] = field(default_factory=dict)
    bases: Mapping[int, int] = field(default_factory=dict)
    flows: Collection[int] = ()
    compared: Sequence[Compared] = ()

    @property
    def last(self) -> Mapping[int, int]:
        """Last year's accepted figures; none when there was no report or it was never accepted."""
        return self.past.get(self.year - 1, {})

    @property
    def years(self) -> list[int]:
        return sorted(self.past)

    def value(self, item_id: int) -> int | None:
        cell = self.cells.get(item_id)
        return cell.value if cell is not None else None


@dataclass(frozen=True)
class Warned:
    """Something to explain: where, which rule, what it says. `about` is what an explanation explains."""

    item_id: int
    code: str
    message: str
    about: str


Rule = Callable[[FormFacts], Iterable[Warned]]


def warnings(form: FormFacts) -> list[Warned]:
    """Every warning, in the order of the cells; at most one a cell, the first in the table that applies.

    What two kinds of unit counted differently comes last: it may speak of a cell on another form.
    """
    found: dict[int, Warned] = {}
    for rule in WARNINGS.values():
        for warned in rule(form):
            found.setdefault(warned.item_id, warned)
    own = [found[item_id] for item_id in form.cells if item_id in found]
    return own + [warned for item_id, warned in found.items() if item_id not in form.cells]


@dataclass(frozen=True)
class _Years:
    """One leaf in this year and last, where both are known; wholes only where both years have one."""

    leaf: Leaf
    now: int
    before: int
    whole: int | None = None
    whole_before: int | None = None

    @property
    def change(self) -> int:
        return self.now - self.before

    @property
    def excess(self) -> Fraction:
        """Cases more than last year's rate would give this year's whole: 19 of 331 is 18,8 of 327."""
        if self.whole is None or not self.whole_before:
            return Fraction(self.change)
        return self.now - Fraction(self.before * self.whole, self.whole_before)

    @property
    def is_small(self) -> bool:
        wholes = [whole for whole in (self.whole, self.whole_before) if whole is not None]
        return min(self.now, self.before) < FEW or any(whole < SMALL_WHOLE for whole in wholes)

    @property
    def least_cases(self) -> int:
        return self.leaf.limits.few_cases if self.is_small else self.leaf.limits.cases

    @property
    def is_many(self) -> bool:
        """Are there enough cases? Of a small whole also when what the moved whole explains is taken off:
        4 of 4 helped and then 7 of 7 is nothing to explain."""
        enough = abs(self.change) >= self.least_cases
        return enough and (not self.is_small or abs(self.excess) >= self.least_cases)

    @property
    def is_steep(self) -> bool:
        """Did the rate change by so many per cent of last year's? After 0 any case is steep."""
        if not self.before:
            return self.now > 0
        rate = Fraction(self.now, self.whole) if self.whole else Fraction(self.now)
        rate_before = Fraction(self.before, self.whole_before) if self.whole_before else Fraction(self.before)
        return abs(rate - rate_before) * 100 >= rate_before * self.leaf.limits.percent


def _both_years(form: FormFacts, leaf: Leaf) -> _Years | None:
    now, before = form.value(leaf.numerator_id), form.last.get(leaf.numerator_id)
    if now is None or before is None or not leaf.is_counted:
        return None
    if leaf.denominator_id is None:
        return _Years(leaf, now, before)
    whole, whole_before = form.value(leaf.denominator_id), form.last.get(leaf.denominator_id)
    if whole and whole_before:
        return _Years(leaf, now, before, whole, whole_before)
    # Over nothing, or over nobody knows what, only the cases can be compared.
    return _Years(leaf, now, before)


def counted(value: int, unit_word: str) -> str:
    """“9 trẻ”: what a sentence counts; “em” is left out where children are meant."""
    word = "trẻ" if unit_word == "trẻ em" else unit_word
    return f"{format_number(value)} {word}".strip()


def year_below_its_half(form: FormFacts) -> Iterable[Warned]:
    """W7: a year contains its first six months, so what adds up cannot be less."""
    for item_id in form.flows:
        now, half = form.value(item_id), form.half.get(item_id)
        if now is not None and half is not None and now < half:
            message = f"Cả năm {format_number(now)}, ít hơn 6 tháng đầu năm ({format_number(half)})"
            yield Warned(item_id, "W7", message, "số cả năm ít hơn 6 tháng")


def came_or_went(form: FormFacts) -> Iterable[Warned]:
    """W3: reported harm that was there every year is gone, or the reverse. One or two cases come and go."""
    for leaf in form.leaves:
        years = _both_years(form, leaf)
        if years is None or leaf.higher_is_better:
            continue
        known = [
            form.past[year][leaf.numerator_id] for year in form.years if leaf.numerator_id in form.past[year]
        ]
        least = leaf.limits.few_cases
        last_year = form.year - 1
        if years.now == 0 and all(known) and years.before >= least:
            message = f"Năm {last_year} có {counted(years.before, leaf.unit_word)}, năm nay 0. Đúng không?"
            yield Warned(leaf.numerator_id, "W3", message, "số 0")
        elif years.now >= least and not any(known):
            message = (
                f"Năm {last_year} không có, năm nay có {counted(years.now, leaf.unit_word)}. Đúng không?"
            )
            yield Warned(leaf.numerator_id, "W3", message, "số mới phát sinh")


def base_changed(form: FormFacts) -> Iterable[Warned]:
    """W2: a base count changes slowly; a jump is a new way of counting or a slip."""
    for item_id, percent in form.bases.items():
        now, before = form.value(item_id), form.last.get(item_id)
        if now is None or not before or abs(now - before) < BASE_CASES:
            continue
        if abs(now - before) * 100 >= before * percent:
            verb = "tăng" if now > before else "giảm"
            message = (
                f"{form.cells[item_id].name} {verb} từ {format_number(before)} "
                f"{'lên' if now > before else 'xuống'} {format_number(now)}"
            )
            yield Warned(item_id, "W2", message, f"mức {verb}")


def changed(form: FormFacts) -> Iterable[Warned]:
    """W1: the rate and the cases both moved further than small numbers do by themselves."""
    for leaf in form.leaves:
        years = _both_years(form, leaf)
        if years is None or leaf.numerator_id in form.bases or not (years.is_many and years.is_steep):
            continue
        verb = "tăng" if years.change > 0 else "giảm"
        message = (
            f"{verb.capitalize()} {counted(abs(years.change), leaf.unit_word)} so với năm {form.year - 1} "
            f"({format_number(years.before)} → {format_number(years.now)})"
        )
        yield Warned(leaf.numerator_id, "W1", message, f"mức {verb}")


def no_longer_met(form: FormFacts) -> Iterable[Warned]:
    """W5: the target was met last year and is missed now, by more than the few cases that come and go."""
    for leaf in form.leaves:
        if not (leaf.was_met is True and leaf.is_met is False):
            continue
        years = _both_years(form, leaf)
        if years is None and leaf.is_counted:
            continue
        if years is not None and abs(years.excess) < leaf.limits.few_cases:
            continue
        message = f"Năm {form.year - 1} đạt chỉ tiêu, năm nay chưa đạt"
        yield Warned(leaf.numerator_id, "W5", message, "kết quả chưa đạt")


def better_than_ever(form: FormFacts) -> Iterable[Warned]:
    """W8: better than every known year, by more than three times the usual change from year to year."""
    for leaf in form.leaves:
        years = _both_years(form, leaf)
        rates = [rate for year in form.years if (rate := _rate(form.past[year], leaf)) is not None]
        now = _rate({item_id: cell.value for item_id, cell in form.cells.items()}, leaf)
        if years is None or now is None or len(rates) < RECORD_YEARS or not years.is_many:
            continue
        usual = sum((abs(after - before) for before, after in pairwise(rates)), Fraction(0)) / (
            len(rates) - 1
        )
        gain = now - max(rates) if leaf.higher_is_better else min(rates) - now
        if gain > RECORD_TIMES * usual:
            message = f"Tốt bất thường so với {len(rates)} năm qua"
            yield Warned(leaf.numerator_id, "W8", message, "kết quả tốt bất thường")


def _rate(values: Mapping[int, int | None], leaf: Leaf) -> Fraction | None:
    part = values.get(leaf.numerator_id)
    if part is None:
        return None
    if leaf.denominator_id is None:
        return Fraction(part)
    whole = values.get(leaf.denominator_id)
    return Fraction(part, whole) if whole else None


def same_as_last_year(form: FormFacts) -> Iterable[Warned]:
    """W4: a whole form equal to last year's was probably copied. Zeros are equal by nature and not counted,
    but one figure that differs is enough."""
    counted_ids = {leaf.numerator_id for leaf in form.leaves if leaf.is_counted}
    counted_ids |= {leaf.denominator_id for leaf in form.leaves if leaf.denominator_id is not None}
    counted_ids |= set(form.bases)
    both = [
        (item_id, now, form.last[item_id])
        for item_id in form.cells
        if item_id in counted_ids and item_id in form.last and (now := form.value(item_id)) is not None
    ]
    if all(now == before for _, now, before in both):
        telling = [item_id for item_id, now, _ in both if now]
        if len(telling) >= SAME_CELLS:
            message = f"Cả {len(both)} số giống hệt năm {form.year - 1}. Kiểm tra lại nguồn"
            yield Warned(telling[0], "W4", message, "các số giống hệt năm trước, bắt đầu từ ô")


def counted_differently(form: FormFacts) -> Iterable[Warned]:
    """W6: two kinds of unit counted the same thing in one place and differ."""
    for pair in form.compared:
        if pair.check_value != pair.source_value:
            yield Warned(pair.item_id, "W6", pair.message, "chỗ chênh lệch")


WARNINGS: dict[str, Rule] = {
    "W7": year_below_its_half,
    "W3": came_or_went,
    "W2": base_changed,
    "W1": changed,
    "W8": better_than_ever,
    "W5": no_longer_met,
    "W4": same_as_last_year,
    "W6": counted_differently,
}
"""In the order in which they speak: of two that apply to one cell, the first asks."""
