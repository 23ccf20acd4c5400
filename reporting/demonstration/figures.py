"""What might have been counted? Invented figures, always the same for the same unit, item and period.

Pure: sizes and figures typed in `fixtures/demonstration/figures.csv` in, whole numbers out. What is not typed
there is worked out for a whole commune first, every part as a share of its whole, and then dealt out to its
villages and schools; so parts never exceed wholes and the units always add up to their commune.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

from indicators.enums import Source
from reporting.asking import SCHOOLS
from units.enums import AgencyKind

TEN_THOUSAND = 10_000
CHILDREN = "tre-em"
_SCHOOL_COUNT = "truong"  # how many schools a commune has; no item of the catalogue


class Period(NamedTuple):
    """A whole year, or its first six months."""

    year: int
    is_half: bool = False

    @property
    def column(self) -> str:
        """Its column in `figures.csv`."""
        return f"half_{self.year}" if self.is_half else f"in_{self.year}"


YEARS = (2021, 2022, 2023, 2024)
PERIODS = (Period(2020), *(Period(year) for year in YEARS), Period(2024, is_half=True))


@dataclass(frozen=True)
class Share:
    """How large an item is: so many per ten thousand of another in 2021, 2022, 2023 and 2024, more or less.

    spread: how far places differ from each other, per thousand of the share.
    plus: an item that this one contains in full (deaths under 1 contain those of the first 28 days).
    in_2020: the year of plan 003, which the districts of Thừa Thiên Huế alone reported.
    """

    of: str
    rates: tuple[int, ...]
    spread: int = 0
    plus: str = ""
    in_2020: int = 0

    def rate(self, year: int) -> int:
        return self.in_2020 if year == 2020 else self.rates[YEARS.index(year)]


# Of every commune where nothing is typed. They move towards the targets of 2025, some of them past.
SHARES: dict[str, Share] = {
    "nguoi-5-17": Share(CHILDREN, (8150, 8140, 8130, 8120), 10),
    "tre-den-8": Share(CHILDREN, (5640, 5620, 5600, 5580), 15),
    "tre-den-8-duoc-tiep-can": Share("tre-den-8", (8260, 8450, 8640, 8830), 45),
    "tre-tu-7": Share(CHILDREN, (5610, 5630, 5650, 5670), 15),
    "tre-tu-11": Share("tre-tu-7", (5500, 5520, 5540, 5560), 15),
    "tre-hoan-canh-dac-biet": Share(CHILDREN, (434, 408, 382, 356), 200, in_2020=240),
    "tre-hoan-canh-dac-biet-duoc-tro-giup": Share("tre-hoan-canh-dac-biet", (9020, 9170, 9320, 9470), 40),
    "lao-dong-tre-em": Share("nguoi-5-17", (530, 504, 478, 452), 250),
    "tre-gap-thien-tai": Share(CHILDREN, (0, 0, 0, 0)),
    "tre-gap-thien-tai-duoc-cuu-tro": Share("tre-gap-thien-tai", (TEN_THOUSAND,) * 4),
    "tre-de-song": Share(CHILDREN, (645, 630, 615, 600), 40, in_2020=610),
    "tre-duoi-1": Share("tre-de-song", (9840, 9860, 9880, 9900), 8),
    "tre-duoi-5": Share(CHILDREN, (3140, 3100, 3060, 3020), 20, in_2020=3080),
    "tre-duoi-5-can-do": Share("tre-duoi-5", (9700, 9730, 9760, 9790), 15, in_2020=9700),
    "tre-sinh-tu-me-hiv": Share("tre-de-song", (0, 0, 0, 0)),
    "tre-nhiem-hiv-tu-me": Share("tre-sinh-tu-me-hiv", (0, 0, 0, 0)),
    "tu-vong-so-sinh": Share("tre-de-song", (76, 69, 62, 55), 300),
    "tu-vong-duoi-1": Share("tre-de-song", (52, 46, 40, 34), 300, plus="tu-vong-so-sinh"),
    "tu-vong-duoi-5": Share("tre-de-song", (52, 48, 44, 40), 300, plus="tu-vong-duoi-1"),
    "suy-dinh-duong-nhe-can": Share("tre-duoi-5-can-do", (1210, 1135, 1060, 985), 120, in_2020=705),
    "suy-dinh-duong-thap-coi": Share("tre-duoi-5-can-do", (1960, 1885, 1810, 1735), 100, in_2020=985),
    "thua-can-beo-phi": Share("tre-duoi-5-can-do", (350, 380, 410, 440), 150),
    "tiem-du-duoi-1": Share("tre-duoi-1", (9450, 9530, 9610, 9690), 20),
    "tiem-du-duoi-5": Share("tre-duoi-5", (9550, 9620, 9690, 9760), 15),
    "tre-bi-tai-nan-thuong-tich": Share(CHILDREN, (22, 19, 16, 13), 300),
    "tre-tu-vong-tai-nan": Share("tre-bi-tai-nan-thuong-tich", (1100, 900, 700, 500)),
    "tre-bi-xam-hai": Share(CHILDREN, (4, 3, 2, 1), 300),
    "cuoc-tao-hon": Share(CHILDREN, (5, 4, 3, 2), 300),
    "tre-duoi-5-ngay-31-12": Share("tre-duoi-5", (10_060, 10_050, 10_040, 10_030), 5),
    "tre-duoi-5-da-khai-sinh": Share("tre-duoi-5-ngay-31-12", (9925, 9945, 9965, 9985)),
    "tre-duoi-5-khai-sinh-dung-han": Share("tre-duoi-5-da-khai-sinh", (8500, 8700, 8900, 9100), 30),
    "diem-truong": Share(_SCHOOL_COUNT, (20_000, 20_000, 20_000, 20_000), 300),
    "diem-truong-co-nha-ve-sinh": Share("diem-truong", (9400, 9550, 9700, 9850)),
    "diem-truong-co-nha-ve-sinh-dat-chuan": Share("diem-truong", (7300, 7800, 8300, 8800)),
    "tre-tu-7-duoc-hoi-y-kien": Share("tre-tu-7", (2050, 2320, 2590, 2860), 120),
    "tre-nang-cao-nhan-thuc": Share(CHILDREN, (7070, 7460, 7850, 8240), 60),
    "tre-tu-11-tham-gia": Share("tre-tu-11", (1840, 2190, 2540, 2890), 120),
    "tre-5-tuoi": Share(CHILDREN, (631, 628, 625, 622), 30, in_2020=622),
    "tre-5-tuoi-hoc-mau-giao": Share("tre-5-tuoi", (9875, 9900, 9925, 9950), in_2020=9970),
    "tre-5-tuoi-hoan-thanh-pho-cap": Share("tre-5-tuoi-hoc-mau-giao", (9940, 9950, 9960, 9970)),
    "tre-duoi-5-phat-trien-phu-hop": Share("tre-duoi-5", (9815, 9845, 9875, 9905), 5),
    "tre-6-tuoi": Share(CHILDREN, (638, 634, 630, 626), 30, in_2020=628),
    "tre-6-tuoi-vao-lop-1": Share("tre-6-tuoi", (TEN_THOUSAND,) * 4, in_2020=TEN_THOUSAND),
    "hoc-sinh-lop-1-dau-khoa": Share(CHILDREN, (640, 640, 640, 640), 30),
    "hoc-sinh-hoan-thanh-tieu-hoc": Share("hoc-sinh-lop-1-dau-khoa", (9930, 9945, 9960, 9975)),
    "hoc-sinh-tieu-hoc-dau-nam": Share(CHILDREN, (3160, 3170, 3180, 3190), 15),
    "hoc-sinh-tieu-hoc-bo-hoc": Share("hoc-sinh-tieu-hoc-dau-nam", (19, 16, 13, 10), 300),
    "hoc-sinh-lop-6-dau-khoa": Share(CHILDREN, (596, 598, 600, 602), 30),
    "hoc-sinh-tot-nghiep-thcs": Share("hoc-sinh-lop-6-dau-khoa", (9720, 9760, 9800, 9840)),
    "hoc-sinh-thcs-dau-nam": Share(CHILDREN, (2330, 2340, 2350, 2360), 15),
    "hoc-sinh-thcs-bo-hoc": Share("hoc-sinh-thcs-dau-nam", (27, 23, 19, 15), 300),
    "tre-khuyet-tat-can-hoc": Share(CHILDREN, (96, 94, 92, 90), 200),
    "tre-khuyet-tat-duoc-tiep-can": Share("tre-khuyet-tat-can-hoc", (7000, 7300, 7600, 7900), 60),
    "tre-khuyet-tat-duoi-5-can-hoc": Share("tre-khuyet-tat-can-hoc", (2200, 2200, 2200, 2200), 100),
    "diem-truong-co-nha-ve-sinh-hop-ve-sinh": Share("diem-truong", (9000, 9200, 9400, 9600)),
    "ho-co-tre-em": Share(CHILDREN, (6150, 6160, 6180, 6200), 20),
    "ho-dat-ngoi-nha-an-toan": Share("ho-co-tre-em", (7400, 7600, 7800, 8000), 30),
    "nguoi-10-18": Share(CHILDREN, (5500, 5520, 5540, 5560), 15),
    "nguoi-10-18-tham-gia-cau-lac-bo": Share("nguoi-10-18", (1500, 1800, 2100, 2500), 100),
    "tre-khuyet-tat-duoi-5-duoc-tiep-can": Share("tre-khuyet-tat-duoi-5-can-hoc", (4000, 4500, 5000, 5500)),
    # Asked by plan 003 alone.
    "tre-duoi-6": Share(CHILDREN, (), 20, in_2020=3700),
    "tre-duoi-6-co-the-dung-han": Share("tre-duoi-6", (), in_2020=9990),
    "tre-duoi-6-can-kham": Share("tre-duoi-6", (), 30, in_2020=8200),
    "tre-duoi-6-duoc-kham": Share("tre-duoi-6-can-kham", (), in_2020=TEN_THOUSAND),
    "tre-khai-sinh-dung-han": Share("tre-de-song", (), 10, in_2020=9660),
    "tre-hoan-canh-dac-biet-duoc-phuc-hoi": Share("tre-hoan-canh-dac-biet", (), 20, in_2020=9580),
    "tre-du-dieu-kien-phuc-loi": Share("tre-hoan-canh-dac-biet", (), 40, in_2020=6300),
    "tre-duoc-huong-phuc-loi": Share("tre-du-dieu-kien-phuc-loi", (), in_2020=TEN_THOUSAND),
    "tre-lao-dong-trai-luat": Share(CHILDREN, (), 300, in_2020=3),
    "tre-lao-dong-trai-luat-duoc-ho-tro": Share("tre-lao-dong-trai-luat", (), in_2020=TEN_THOUSAND),
    "quyet-dinh-ve-tre-em": Share(CHILDREN, (), 200, in_2020=8),
    "quyet-dinh-co-tham-van": Share("quyet-dinh-ve-tre-em", (), in_2020=9200),
    "hoc-sinh": Share(CHILDREN, (), 20, in_2020=8300),
    "hoc-sinh-biet-ky-nang": Share("hoc-sinh", (), 20, in_2020=9130),
    "hoc-sinh-tieu-hoc-thcs": Share("hoc-sinh", (), 15, in_2020=7400),
    "hoc-sinh-hoc-boi": Share("hoc-sinh-tieu-hoc-thcs", (), 100, in_2020=3100),
    "hoc-sinh-biet-boi": Share("hoc-sinh-tieu-hoc-thcs", (), 100, in_2020=2650),
    "hoc-sinh-tu-cuu-duoi": Share("hoc-sinh-biet-boi", (), 60, in_2020=5400),
}

# Yes or no: how many of ten thousand units would answer yes, in 2021 to 2024. Who said yes once goes on so.
YES: dict[str, tuple[int, ...]] = {
    "thon-dang-ky-phu-hop": (TEN_THOUSAND,) * 4,
    "thon-dat-phu-hop": (TEN_THOUSAND,) * 4,
    "thon-co-diem-vui-choi": (6600, 7500, 8300, 9000),
    "truong-co-ho-tro-tam-ly": (3400, 4800, 6300, 7900),
    "truong-phu-hop-hoc-sinh-khuyet-tat": (3000, 3700, 4400, 5100),
    "xa-phu-hop-tre-em": (6600, 7000, 7400, 7800),
    "xa-co-diem-vui-choi": (2300, 2800, 3300, 3800),
    # Asked by plan 001 alone, in 2023 and 2024.
    **dict.fromkeys(
        (
            *("ban-dieu-hanh-co-quy-che", "nhom-thuong-truc-bao-ve-tre-em", "nguoi-lam-bao-ve-tre-em"),
            *("thang-hanh-dong", "ngay-quoc-te-thieu-nhi", "tet-trung-thu", "tet-nguyen-dan"),
            *("xa-day-boi-an-toan", "xa-thu-thap-du-lieu-tai-nan", "xa-cong-dong-an-toan"),
            "co-so-du-lieu-tre-em",
        ),
        (TEN_THOUSAND,) * 4,
    ),
}

# 2020: a district answers for its communes. How many it has, and how many of ten thousand say yes.
COMMUNES_IN_2020 = {
    "thanh-pho-hue": 27,
    "phong-dien": 16,
    "quang-dien": 11,
    "phu-vang": 19,
    "huong-thuy": 12,
    "huong-tra": 15,
    "a-luoi": 18,
    "phu-loc": 17,
    "nam-dong": 10,
}
YES_IN_2020 = {
    "xa-co-diem-vui-choi": 6300,
    "xa-dang-ky-phu-hop": TEN_THOUSAND,
    "xa-co-quy-bao-tro": 5300,
}

# Kindergartens have nobody of 7 or more, only lower secondary schools pupils of 11 or more.
_SCHOOL_WEIGHTS: dict[str, dict[str, int]] = {
    "tre-tu-7-duoc-hoi-y-kien": {AgencyKind.PRIMARY_SCHOOL: 5, AgencyKind.LOWER_SECONDARY_SCHOOL: 6},
    "tre-tu-11-tham-gia": {AgencyKind.LOWER_SECONDARY_SCHOOL: 1},
    "nguoi-10-18-tham-gia-cau-lac-bo": {
        AgencyKind.PRIMARY_SCHOOL: 1,
        AgencyKind.LOWER_SECONDARY_SCHOOL: 4,
    },
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
        "tre-lao-dong-trai-luat",
        "tre-lao-dong-trai-luat-duoc-ho-tro",
        "tre-khuyet-tat-can-hoc",
        "tre-khuyet-tat-duoc-tiep-can",
        "tre-khuyet-tat-duoi-5-can-hoc",
        "tre-khuyet-tat-duoi-5-duoc-tiep-can",
    }
)

Typed = Mapping[tuple[str, str, Period], int]
"""Figures typed by hand, by unit key, item code and period."""


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
    """The invented figures of one commune in one period: of the whole, and of each unit below it. A district
    that typed for everything below it is counted the same way."""

    def __init__(self, key: str, period: Period, typed: Typed, units: Sequence[SourceUnit] = ()) -> None:
        self.key = key
        self.period = period
        # As it was written when there were years alone: the same seed, the same figures.
        self._seed = f"{period.year}-6" if period.is_half else str(period.year)
        self.typed = typed
        self.units = tuple(units)
        # Cached on the instance: a share of a share is asked for many times.
        self.whole = cache(self._whole)
        self._dealt_to = cache(self._deal)

    def _whole(self, item: str) -> int:
        """The figure for the whole commune."""
        typed = self.typed.get((self.key, item, self.period))
        if typed is not None:
            return typed
        if item == CHILDREN:
            return sum(self.typed[unit.key, CHILDREN, self.period] for unit in self._givers(Source.VILLAGE))
        if item == _SCHOOL_COUNT:
            return 4 if self.whole(CHILDREN) > 2400 else 3
        share = SHARES[item]
        rate = share.rate(self.period.year)
        whole = self.whole(share.of)
        # The place's own level stays the same over the years; only the last rounding changes.
        level = 1000 + (_chance(self.key, item) * (2 * share.spread + 1)) // TEN_THOUSAND - share.spread
        rounding = _chance(self.key, item, self._seed) * 1000
        part = (whole * rate * level + rounding) // (TEN_THOUSAND * 1000)
        if rate <= TEN_THOUSAND:
            part = min(part, whole)
        return part + (self.whole(share.plus) if share.plus else 0)

    def direct(self, item: str, source: Source) -> Invented:
        """The commune's own cell for an item: typed for the whole place."""
        if item not in YES and item not in YES_IN_2020:
            return Invented(self.whole(item))
        if self.key in COMMUNES_IN_2020 and self.period.year == 2020:
            communes = COMMUNES_IN_2020[self.key]
            return Invented(communes * YES_IN_2020[item] // TEN_THOUSAND, communes)
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
        typed = self.typed.get((unit.key, item, self.period))
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
            return {unit.key: self.typed[unit.key, CHILDREN, self.period] for unit in givers}
        if item in _SCHOOL_WEIGHTS and source == Source.SCHOOL:
            weights = {unit.key: _SCHOOL_WEIGHTS[item].get(unit.kind, 0) for unit in givers}
        else:
            weights = self._dealt_to(SHARES[item].of, source)
        offset = _chance(self.key, item, self._seed)
        return dict(zip(weights, deal(self.whole(item), list(weights.values()), offset), strict=True))

    def _yes(self, key: str, item: str) -> int:
        typed = self.typed.get((key, item, self.period))
        if typed is not None:
            return typed
        limit = YES[item][YEARS.index(self.period.year)]
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
