"""Which reporting days of a plan cannot all be kept, or leave nobody time to add up?

Pure: days in, plain sentences out, each with the positions of the rows it is about. Nothing is corrected;
the document is signed. Days stand on three steps: villages, then agencies and the levels below the issuer,
then the issuer's own report. Only days of the same duty are held together, and a day that names its year
only against days of that year. Source: plans 000 (III.1 and IV.2), 003 (VI), 004 (IV); `docs/deadlines.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.enums import DutyKind
from units.enums import Level

_STEPS = {Level.VILLAGE: 0, Level.COMMUNE: 2, Level.DISTRICT: 4, Level.PROVINCE: 6, Level.COUNTRY: 8}


@dataclass(frozen=True)
class Due:
    """One row of a plan's reporting days that names a day. `who` and `receiver` are words for a sentence."""

    position: int
    duty: DutyKind
    level: Level
    who: str
    receiver: str
    month: int
    day: int
    year: int | None = None

    @property
    def on(self) -> tuple[int, int]:
        return self.month, self.day

    @property
    def words(self) -> str:
        """“30/11” every year, “30/11/2020” once."""
        return f"{self.day:02d}/{self.month:02d}" + (f"/{self.year}" if self.year else "")


@dataclass(frozen=True)
class Contradiction:
    """A sentence for the plan, a shorter one for beside its rows, and which rows of this plan these are."""

    sentence: str
    beside: str
    positions: tuple[int, ...]


def within_plan(dues: Sequence[Due], issuer: Level) -> list[Contradiction]:
    """What contradicts itself in one plan: two days for one person, no days to add up, below after above."""
    return [*_two_days(dues), *_too_late_below(dues, issuer)]


def with_plan_above(
    dues: Sequence[Due], issuer: Level, above: Sequence[Due], above_issuer: Level, above_name: str
) -> list[Contradiction]:
    """Days of this plan that come on or after what a plan of a unit above expects.

    Only for plans that hold in a common year; the caller leaves the others out. The same reporter on the same
    day is in order; somebody further below on that day leaves no time to add up.
    """
    found: list[Contradiction] = []
    for due in dues:
        step = _step(due.level, issuer)
        held_to = [
            other
            for other in above
            if other.level != Level.AGENCY and _step(other.level, above_issuer) >= step and _meet(due, other)
        ]
        nearest = min((_step(other.level, above_issuer) for other in held_to), default=None)
        for other in held_to:
            if _step(other.level, above_issuer) != nearest:
                continue
            is_same = nearest == step
            if due.on > other.on or (due.on == other.on and not is_same):
                sentence = _across(due, other, above_name)
                found.append(Contradiction(sentence, sentence, (due.position,)))
    return found


def _across(due: Due, other: Due, above_name: str) -> str:
    how = (
        "đúng ngày, nên không còn ngày nào để tổng hợp"
        if due.on == other.on
        else "cấp dưới nộp sau hạn của cấp trên"
    )
    return (
        f"{due.who} nộp {_lower(due.duty)} ngày {due.words}, trong khi {above_name} đặt hạn {other.words} "
        f"cho {_mid(other.who)}: {how}."
    )


def _two_days(dues: Sequence[Due]) -> list[Contradiction]:
    """One reporter, one duty, one receiver, and more than one day."""
    groups: dict[tuple[str, str, str, int | None], list[Due]] = defaultdict(list)
    for due in dues:
        groups[due.duty, due.who, due.receiver, due.year].append(due)
    found = []
    for group in groups.values():
        days = sorted(group, key=lambda due: due.on)
        if days[0].on == days[-1].on:
            continue
        listed = " và ".join(dict.fromkeys(due.words for due in days))
        found.append(
            Contradiction(
                f"{days[0].who} có hai hạn khác nhau cho cùng một {_lower(days[0].duty)}: {listed}. "
                f"Giữ cả hai: hạn {days[0].words} để nhắc, hạn {days[-1].words} để tính quá hạn.",
                f"Hai hạn cho cùng một báo cáo: {listed}.",
                tuple(due.position for due in group),
            )
        )
    return found


def _too_late_below(dues: Sequence[Due], issuer: Level) -> list[Contradiction]:
    """For every reporter of a place: who below reports to it on the same day, and who after it."""
    found: list[Contradiction] = []
    for upper in dues:
        if upper.level == Level.AGENCY:
            continue
        step = _step(upper.level, issuer)
        below = [due for due in dues if _step(due.level, issuer) < step and _meet(due, upper)]
        same_day = [due for due in below if due.on == upper.on]
        if same_day:
            found.append(
                Contradiction(
                    f"{_all(same_day)} nộp {_lower(upper.duty)} ngày {upper.words}, đúng ngày "
                    f"{_mid(upper.who)} phải nộp tổng hợp: không còn ngày nào để tổng hợp.",
                    f"Nhận và nộp tổng hợp cùng ngày {upper.words}: không còn ngày nào để tổng hợp.",
                    (*_positions(same_day), upper.position),
                )
            )
        for due in below:
            if due.on > upper.on:
                found.append(
                    Contradiction(
                        f"{due.who} nộp {_lower(due.duty)} ngày {due.words}, sau hạn {upper.words} của "
                        f"{_mid(upper.who)}: cấp dưới nộp sau cấp trên.",
                        f"Cấp dưới nộp sau cấp trên: {due.words} sau {upper.words}.",
                        (due.position, upper.position),
                    )
                )
    return found


def _step(level: Level, issuer: Level) -> int:
    """How far up a reporter stands; the agencies of the issuer are just below it."""
    return _STEPS[issuer] - 1 if level == Level.AGENCY else _STEPS[level]


def _meet(one: Due, other: Due) -> bool:
    return one.duty == other.duty and (one.year is None or other.year is None or one.year == other.year)


def _positions(dues: Iterable[Due]) -> tuple[int, ...]:
    return tuple(due.position for due in dues)


def _all(dues: Sequence[Due]) -> str:
    first, *others = dict.fromkeys(due.who for due in dues)
    names = [first, *map(_mid, others)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"


def _mid(who: str) -> str:
    """A reporter inside a sentence: “cấp xã”, “các đơn vị chuyên môn”, but “Sở Y tế”."""
    is_common = who.startswith(("Cấp ", "Các ", "Thôn"))
    return who[:1].lower() + who[1:] if is_common else who


def _lower(duty: DutyKind) -> str:
    return duty.label[:1].lower() + duty.label[1:]
