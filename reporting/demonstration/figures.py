"""What might have been counted? Invented figures, always the same for the same unit, item and year.

Pure: sizes and figures typed in `fixtures/demonstration/figures.csv` in, whole numbers out. What is not typed
there is worked out for a whole commune first, every part as a share of its whole, and then dealt out to its
villages and schools; so parts never exceed wholes and the units always add up to their commune.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from indicators.enums import Source
from reporting.asking import SCHOOLS
from units.enums import AgencyKind

TEN_THOUSAND = 10_000
CHILDREN = "tre-em"
_SCHOOL_COUNT = "truong"  # how many schools a commune has; no item of the catalogue


@dataclass(frozen=True)
class Share:
    """How large an item is: so many per ten thousand of another in 2023 and in 2024, more or less.

    plus: an item that this one contains in full (deaths under 1 contain those of the first 28 days).
    spread: how far places differ from each other, per thousand of the share.
    """

    of: str
    in_2023: int
    in_2024: int
    spread: int = 0
    plus: str = ""


# Of every commune where nothing is typed. They move towards the targets of 2025, some of them past.
SHARES: dict[str, Share] = {
    "nguoi-5-17": Share(CHILDREN, 8130, 8120, 10),
    "tre-den-8": Share(CHILDREN, 5600, 5580, 15),
    "tre-den-8-duoc-tiep-can": Share("tre-den-8", 8640, 8830, 45),
    "tre-tu-7": Share(CHILDREN, 5650, 5670, 15),
    "tre-tu-11": Share("tre-tu-7", 5540, 5560, 15),
    "tre-hoan-canh-dac-biet": Share(CHILDREN, 382, 356, 200),
    "tre-hoan-canh-dac-biet-duoc-tro-giup": Share("tre-hoan-canh-dac-biet", 9320, 9470, 40),
    "lao-dong-tre-em": Share("nguoi-5-17", 478, 452, 250),
    "tre-gap-thien-tai": Share(CHILDREN, 0, 0),
    "tre-gap-thien-tai-duoc-cuu-tro": Share("tre-gap-thien-tai", TEN_THOUSAND, TEN_THOUSAND),
    "tre-de-song": Share(CHILDREN, 615, 600, 40),
    "tre-duoi-1": Share("tre-de-song", 9880, 9900, 8),
    "tre-duoi-5": Share(CHILDREN, 3060, 3020, 20),
    "tre-duoi-5-can-do": Share("tre-duoi-5", 9760, 9790, 15),
    "tre-sinh-tu-me-hiv": Share("tre-de-song", 0, 0),
    "tre-nhiem-hiv-tu-me": Share("tre-sinh-tu-me-hiv", 0, 0),
    "tu-vong-so-sinh": Share("tre-de-song", 62, 55, 300),
    "tu-vong-duoi-1": Share("tre-de-song", 40, 34, 300, plus="tu-vong-so-sinh"),
    "tu-vong-duoi-5": Share("tre-de-song", 44, 40, 300, plus="tu-vong-duoi-1"),
    "suy-dinh-duong-nhe-can": Share("tre-duoi-5-can-do", 1060, 985, 120),
    "suy-dinh-duong-thap-coi": Share("tre-duoi-5-can-do", 1810, 1735, 100),
    "thua-can-beo-phi": Share("tre-duoi-5-can-do", 410, 440, 150),
    "tiem-du-duoi-1": Share("tre-duoi-1", 9610, 9690, 20),
    "tiem-du-duoi-5": Share("tre-duoi-5", 9690, 9760, 15),
    "tre-bi-tai-nan-thuong-tich": Share(CHILDREN, 16, 13, 300),
    "tre-tu-vong-tai-nan": Share("tre-bi-tai-nan-thuong-tich", 700, 500),
    "tre-bi-xam-hai": Share(CHILDREN, 2, 1, 300),
    "cuoc-tao-hon": Share(CHILDREN, 3, 2, 300),
    "tre-duoi-5-ngay-31-12": Share("tre-duoi-5", 10_040, 10_030, 5),
    "tre-duoi-5-da-khai-sinh": Share("tre-duoi-5-ngay-31-12", 9965, 9985),
    "tre-duoi-5-khai-sinh-dung-han": Share("tre-duoi-5-da-khai-sinh", 8900, 9100, 30),
    "diem-truong": Share(_SCHOOL_COUNT, 20_000, 20_000, 300),
    "diem-truong-co-nha-ve-sinh": Share("diem-truong", 9700, 9850),
    "diem-truong-co-nha-ve-sinh-dat-chuan": Share("diem-truong", 8300, 8800),
    "tre-tu-7-duoc-hoi-y-kien": Share("tre-tu-7", 2590, 2860, 120),
    "tre-nang-cao-nhan-thuc": Share(CHILDREN, 7850, 8240, 60),
    "tre-tu-11-tham-gia": Share("tre-tu-11", 2540, 2890, 120),
    "tre-5-tuoi": Share(CHILDREN, 625, 622, 30),
    "tre-5-tuoi-hoc-mau-giao": Share("tre-5-tuoi", 9925, 9950),
    "tre-5-tuoi-hoan-thanh-pho-cap": Share("tre-5-tuoi-hoc-mau-giao", 9960, 9970),
    "tre-duoi-5-phat-trien-phu-hop": Share("tre-duoi-5", 9875, 9905, 5),
    "tre-6-tuoi": Share(CHILDREN, 630, 626, 30),
    "tre-6-tuoi-vao-lop-1": Share("tre-6-tuoi", TEN_THOUSAND, TEN_THOUSAND),
    "hoc-sinh-lop-1-dau-khoa": Share(CHILDREN, 640, 640, 30),
    "hoc-sinh-hoan-thanh-tieu-hoc": Share("hoc-sinh-lop-1-dau-khoa", 9960, 9975),
    "hoc-sinh-tieu-hoc-dau-nam": Share(CHILDREN, 3180, 3190, 15),
    "hoc-sinh-tieu-hoc-bo-hoc": Share("hoc-sinh-tieu-hoc-dau-nam", 13, 10, 300),
    "hoc-sinh-lop-6-dau-khoa": Share(CHILDREN, 600, 602, 30),
    "hoc-sinh-tot-nghiep-thcs": Share("hoc-sinh-lop-6-dau-khoa", 9800, 9840),
    "hoc-sinh-thcs-dau-nam": Share(CHILDREN, 2350, 2360, 15),
    "hoc-sinh-thcs-bo-hoc": Share("hoc-sinh-thcs-dau-nam", 19, 15, 300),
    "tre-khuyet-tat-can-hoc": Share(CHILDREN, 92, 90, 200),
    "tre-khuyet-tat-duoc-tiep-can": Share("tre-khuyet-tat-can-hoc", 7600, 7900, 60),
    "tre-khuyet-tat-duoi-5-can-hoc": Share("tre-khuyet-tat-can-hoc", 2200, 2200, 100),
    "tre-khuyet-tat-duoi-5-duoc-tiep-can": Share("tre-khuyet-tat-duoi-5-can-hoc", 5000, 5500),
}

# Yes or no: how many of ten thousand units would answer yes. Who said yes in 2023 does so in 2024.
YES: dict[str, tuple[int, int]] = {
    "thon-dang-ky-phu-hop": (TEN_THOUSAND, TEN_THOUSAND),
    "thon-dat-phu-hop": (TEN_THOUSAND, TEN_THOUSAND),
    "truong-co-ho-tro-tam-ly": (6300, 7900),
    "truong-phu-hop-hoc-sinh-khuyet-tat": (4400, 5100),
    "xa-phu-hop-tre-em": (7400, 7800),
    "xa-co-diem-vui-choi": (3300, 3800),
}

# Kindergartens have nobody of 7 or more, only lower secondary schools pupils of 11 or more.
_SCHOOL_WEIGHTS: dict[str, dict[str, int]] = {
    "tre-tu-7-duoc-hoi-y-kien": {AgencyKind.PRIMARY_SCHOOL: 5, AgencyKind.LOWER_SECONDARY_SCHOOL: 6},
    "tre-tu-11-tham-gia": {AgencyKind.LOWER_SECONDARY_SCHOOL: 1},
    "tre-nang-cao-nhan-thuc": {
        AgencyKind.KINDERGARTEN: 1,
        AgencyKind.PRIMARY_SCHOOL: 3,
        AgencyKind.LOWER_SECONDARY_SCHOOL: 3,
    },
    "diem-truong": {
        AgencyKind.KINDERGARTEN: 3,
        AgencyKind.PRIMARY_SCHOOL: 2,
        AgencyKind.LOWER_SECONDARY_SCHOOL: 1,
    },
}

# Where there is nothing to count, these answer "không phát sinh" rather than 0: what they are the whole of
# has no rate then.
NOTHING_TO_COUNT = frozenset(
    {
        "tre-hoan-canh-dac-biet",
        "tre-hoan-canh-dac-biet-duoc-tro-giup",
        "tre-gap-thien-tai",
        "tre-gap-thien-tai-duoc-cuu-tro",
        "tre-sinh-tu-me-hiv",
        "tre-nhiem-hiv-tu-me",
        "tre-khuyet-tat-can-hoc",
        "tre-khuyet-tat-duoc-tiep-can",
        "tre-khuyet-tat-duoi-5-can-hoc",
        "tre-khuyet-tat-duoi-5-duoc-tiep-can",
    }
)

Typed = Mapping[tuple[str, str, int], int]
"""Figures typed by hand, by unit key, item code and year."""


@dataclass(frozen=True)
class SourceUnit:
    """A village or agency that gives figures for its commune."""

    key: str
    kind: str


@dataclass(frozen=True)
class Invented:
    """A figure; `answered` only for yes or no."""

    value: int
    answered: int | None = None


class Commune:
    """The invented figures of one commune in one year: of the whole, and of each unit below it."""

    def __init__(self, key: str, year: int, typed: Typed, units: Sequence[SourceUnit] = ()) -> None:
        self.key = key
        self.year = year
        self.typed = typed
        self.units = tuple(units)
        # Cached on the instance: a share of a share is asked for many times.
        self.whole = cache(self._whole)
        self._dealt_to = cache(self._deal)

    def _whole(self, item: str) -> int:
        """The figure for the whole commune."""
        typed = self.typed.get((self.key, item, self.year))
        if typed is not None:
            return typed
        if item == CHILDREN:
            return sum(self.typed[unit.key, CHILDREN, self.year] for unit in self._givers(Source.VILLAGE))
        if item == _SCHOOL_COUNT:
            return 4 if self.whole(CHILDREN) > 2400 else 3
        share = SHARES[item]
        rate = share.in_2023 if self.year <= 2023 else share.in_2024
        whole = self.whole(share.of)
        # The place's own level stays the same over the years; only the last rounding changes.
        level = 1000 + (_chance(self.key, item) * (2 * share.spread + 1)) // TEN_THOUSAND - share.spread
        rounding = _chance(self.key, item, str(self.year)) * 1000
        part = (whole * rate * level + rounding) // (TEN_THOUSAND * 1000)
        if rate <= TEN_THOUSAND:
            part = min(part, whole)
        return part + (self.whole(share.plus) if share.plus else 0)

    def direct(self, item: str, source: Source) -> Invented:
        """The commune's own cell for an item: typed for the whole place."""
        if item not in YES:
            return Invented(self.whole(item))
        voters = self.whole(_SCHOOL_COUNT) if source == Source.SCHOOL else 1
        answers = [
            self._yes(f"{self.key}-{number}" if number else self.key, item) for number in range(voters)
        ]
        return Invented(sum(answers), voters)

    def of_unit(self, unit: SourceUnit, item: str, source: Source) -> Invented:
        """One unit's cell: its part of the commune's figure. `source` is who types the item."""
        shared = unit.kind == Source.VILLAGE or source == Source.SCHOOL
        if item in YES:
            # An agency that is alone of its kind answers for the whole commune.
            return Invented(self._yes(unit.key if shared else self.key, item), 1)
        typed = self.typed.get((unit.key, item, self.year))
        if typed is not None:
            return Invented(typed)
        if shared:
            # A village may answer for comparison what another source counts.
            givers = Source.VILLAGE if unit.kind == Source.VILLAGE else Source.SCHOOL
            return Invented(self._dealt_to(item, givers)[unit.key])
        return Invented(self.whole(item))

    def _givers(self, source: Source) -> list[SourceUnit]:
        kinds = SCHOOLS if source == Source.SCHOOL else {source}
        return [unit for unit in self.units if unit.kind in kinds]

    def _deal(self, item: str, source: Source) -> dict[str, int]:
        """The commune's figure dealt out to its villages or schools, each part inside its whole."""
        givers = self._givers(source)
        if item == CHILDREN:
            return {unit.key: self.typed[unit.key, CHILDREN, self.year] for unit in givers}
        if item in _SCHOOL_WEIGHTS and source == Source.SCHOOL:
            weights = {unit.key: _SCHOOL_WEIGHTS[item].get(unit.kind, 0) for unit in givers}
        else:
            weights = self._dealt_to(SHARES[item].of, source)
        offset = _chance(self.key, item, str(self.year))
        return dict(zip(weights, deal(self.whole(item), list(weights.values()), offset), strict=True))

    def _yes(self, key: str, item: str) -> int:
        typed = self.typed.get((key, item, self.year))
        if typed is not None:
            return typed
        limit = YES[item][0 if self.year <= 2023 else 1]
        return int(_chance(key, item) < limit)


def deal(count: int, weights: Sequence[int], offset: int) -> list[int]:
    """Deal `count` out along the weights, evenly spaced from an offset (0 to 9999) on.

    The parts add up to `count`, and no part exceeds its weight when `count` does not exceed their sum.
    """
    total = sum(weights)
    dealt, reached, past = [], 0, 0
    for weight in weights:
        reached += weight
        # How many of the marks (number + offset) * total / count lie below the weights so far.
        marks = -((offset * total - reached * count * TEN_THOUSAND) // (total * TEN_THOUSAND)) if total else 0
        marks = min(max(marks, 0), count)
        dealt.append(marks - past)
        past = marks
    return dealt


def _chance(*words: str) -> int:
    """A number from 0 to 9999 that only the words decide."""
    digest = blake2b("|".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % TEN_THOUSAND
