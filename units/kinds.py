"""Which kinds of unit may stand below a place, and what kind does a name speak of?

A village is what the decrees call “thôn, tổ dân phố và tương đương”; the word before its name is kept as
people say it. Kinds of agency are those of the place's own tier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from childplan.vietnamese import folded, tidied
from units.enums import AgencyKind, Level

VILLAGE_WORDS = (
    *("thôn", "tổ dân phố", "khu phố", "xóm", "bản", "ấp", "làng", "buôn", "khối phố", "khối", "khóm"),
    *("tiểu khu", "khu dân cư", "cụm dân cư", "khu vực", "khu", "tổ", "đội", "sóc", "phum", "plei", "bon"),
)
"""Thôn và tương đương, in the order in which they are offered."""

COMMUNE_WORDS = ("xã", "phường", "thị trấn", "đặc khu")
DISTRICT_WORDS = ("huyện", "quận", "thị xã", "thành phố")
PROVINCE_WORDS = ("tỉnh", "thành phố")

_SHORT = {
    "tdp": "tổ dân phố",
    "tổ dp": "tổ dân phố",
    "to dp": "tổ dân phố",
    "tổ dân phố số": "tổ dân phố",
    "kp": "khu phố",
    "kdc": "khu dân cư",
    "tt": "thị trấn",
    "tx": "thị xã",
    "tp": "thành phố",
}
"""How the words are shortened in lists."""

USUAL = (
    *(AgencyKind.HEALTH_STATION, AgencyKind.POLICE, AgencyKind.JUSTICE, AgencyKind.CULTURE),
    *(AgencyKind.FINANCE, AgencyKind.OFFICE, AgencyKind.MASS_ORGANISATION),
)
"""What nearly every commune has one of; only of the last there may be several."""
ONE_A_PLACE = frozenset(USUAL) - {AgencyKind.MASS_ORGANISATION}

_OF_COMMUNES = (
    *(AgencyKind.HEALTH_STATION, AgencyKind.POLICE, AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL),
    *(AgencyKind.LOWER_SECONDARY_SCHOOL, AgencyKind.JUSTICE, AgencyKind.CULTURE, AgencyKind.FINANCE),
    *(AgencyKind.OFFICE, AgencyKind.MASS_ORGANISATION),
)
_OF_DISTRICTS = (
    *(AgencyKind.LABOUR_DIVISION, AgencyKind.EDUCATION_DIVISION, AgencyKind.HEALTH_DIVISION),
    *(AgencyKind.CULTURE_DIVISION, AgencyKind.JUSTICE_DIVISION, AgencyKind.DISTRICT_POLICE),
    *(AgencyKind.FINANCE_DIVISION, AgencyKind.MEDIA_CENTRE),
)
_OF_PROVINCES = (
    *(AgencyKind.LABOUR_DEPARTMENT, AgencyKind.HEALTH_DEPARTMENT, AgencyKind.EDUCATION_DEPARTMENT),
    *(AgencyKind.JUSTICE_DEPARTMENT, AgencyKind.CULTURE_DEPARTMENT),
)

PLACES = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
"""Levels that have something below them, the highest first."""


@dataclass(frozen=True)
class UnitKind:
    """A kind that can be added below a place. word: what stands before the name of a place or a village."""

    level: Level
    word: str = ""
    agency_kind: str = ""

    @property
    def code(self) -> str:
        """In a form: the kind of agency, or the word as in an address: “to-dan-pho”."""
        return self.agency_kind or folded(self.word).replace(" ", "-")

    @property
    def label(self) -> str:
        return AgencyKind(self.agency_kind).label if self.agency_kind else capital(self.word)

    def bare(self, name: str) -> str:
        """The name without the word of the kind: “Thôn Đức Sơn” → “Đức Sơn”."""
        return (_without(name, self.word) or name) if self.word else name

    def named(self, name: str) -> str:
        """The name as it is stored. Villages carry their kind in the name, “Thôn Đức Sơn”; so do places that
        have a number for a name, “Phường 5” (Nghị định 30/2020/NĐ-CP, Phụ lục II); an agency is called as
        it was written."""
        if not self.word:
            return name
        bare = self.bare(name)
        if bare.casefold() == self.word:
            return name
        if self.level == Level.VILLAGE or bare.isdigit():
            return f"{self.label} {bare}"
        return bare


def kinds_below(level: Level | str) -> Sequence[UnitKind]:
    """What may be added below a place of the level, in the order of the chooser; nothing below a village."""
    words: dict[Level, tuple[tuple[Level, tuple[str, ...]], ...]] = {
        Level.COUNTRY: ((Level.PROVINCE, PROVINCE_WORDS),),
        # The two tiers since 01/07/2025 have communes right below the province.
        Level.PROVINCE: ((Level.DISTRICT, DISTRICT_WORDS), (Level.COMMUNE, COMMUNE_WORDS)),
        Level.DISTRICT: ((Level.COMMUNE, COMMUNE_WORDS),),
        Level.COMMUNE: ((Level.VILLAGE, VILLAGE_WORDS),),
    }
    agencies: dict[Level, tuple[AgencyKind, ...]] = {
        Level.PROVINCE: _OF_PROVINCES,
        Level.DISTRICT: _OF_DISTRICTS,
        Level.COMMUNE: _OF_COMMUNES,
    }
    at = Level(level)
    return [
        *(UnitKind(below, word) for below, group in words.get(at, ()) for word in group),
        *(UnitKind(Level.AGENCY, agency_kind=kind) for kind in agencies.get(at, ())),
    ]


def renamed(text: str, level: Level | str, kind: str) -> tuple[str, str]:
    """Name and kind, as stored, of a unit of the level whose name was typed with its kind before it.

    “Tổ dân phố 3”, “Phường An Sơn”. Where the words say no kind of the level, the unit keeps the one it has.
    """
    name = tidy(text)
    words = {
        Level.VILLAGE: VILLAGE_WORDS,
        Level.COMMUNE: COMMUNE_WORDS,
        Level.DISTRICT: DISTRICT_WORDS,
        Level.PROVINCE: PROVINCE_WORDS,
    }.get(Level(level), ())
    openings = {word: word for word in (*words, *([kind] if words and kind else []))}
    openings |= {short: word for short, word in _SHORT.items() if word in words and short != "to dp"}
    for opening in sorted(openings, key=lambda one: -len(one)):
        bare, word = _without(name, opening), openings[opening]
        if bare and bare != name:
            return UnitKind(Level(level), word).named(bare), word
    if not words or not kind:
        return capital(name), kind
    return UnitKind(Level(level), kind).named(name), kind


def kind_label(kind: str) -> str:
    """“Trạm Y tế”; the villages of a place together are “Thôn, tổ dân phố”."""
    return "Thôn, tổ dân phố" if kind == Level.VILLAGE else str(AgencyKind(kind).label)


# --- What kind a name speaks of


@dataclass(frozen=True)
class Recognised:
    """name: as it would be stored; kind: None where the words do not say it; doubt: what to look at."""

    name: str
    kind: UnitKind | None
    doubt: str = ""


NO_MARKS = "Chữ chỉ loại viết không dấu; xem lại loại và tên."
SEVERAL_SCHOOLS = "Trường liên cấp; chọn loại mà đơn vị báo cáo số liệu."


def recognised(text: str, level: Level | str) -> Recognised:
    """The kind from the words of a name, among those that may stand below a place of the level."""
    name = tidy(text)
    kinds = kinds_below(level)
    found = _by_word(name, [kind for kind in kinds if kind.word])
    if found is not None:
        return found
    name = _unshouted(name)
    agency, doubt = _agency(name)
    kind = next((kind for kind in kinds if agency and kind.agency_kind == agency), None)
    return Recognised(capital(name), kind, doubt)


def kind_called(text: str, level: Level | str) -> UnitKind | None:
    """The kind that a cell of a column “Loại” names, and nothing else: “thôn”, “Trường Mầm non”, “TDP”."""
    said = tidy(text).casefold()
    said = _SHORT.get(said, said)
    bare = _letters(said)
    for kind in kinds_below(level):
        if said in (kind.word, kind.label.casefold()) or (bare and bare == _letters(kind.word or kind.label)):
            return kind
    agency, _ = _agency(said)
    return next((kind for kind in kinds_below(level) if agency and kind.agency_kind == agency), None)


_NUMBERED = re.compile(r"^(?:\(?\d{1,3}\s*[.)\]:/](?!\d)\s*|[-–—•*+▪●·]+\s*)+(?=\S)")
_PLAIN_NUMBER = re.compile(r"^\d{1,3}\s+(?=[^\W\d_])")
_ROMAN = re.compile(r"[IVX]+")


def tidy(text: str) -> str:
    """Without the number of the line, marks around it and double spaces: “1. Thôn  Ba;” → “Thôn Ba”."""
    name = _PLAIN_NUMBER.sub("", _NUMBERED.sub("", tidied(text)))
    return name.strip(" \"'“”‘’.,;:|-–—")


def _by_word(name: str, kinds: Sequence[UnitKind]) -> Recognised | None:
    """The kind whose word stands before the name, the longest first; None where none does."""
    openings = [(kind.word, kind, "") for kind in kinds]
    by_word = {kind.word: kind for kind in kinds}
    openings += [(short, by_word[word], "") for short, word in _SHORT.items() if word in by_word]
    if name.isascii():
        # Typed without marks altogether: “thon 3” is a thôn, and “ban mai” perhaps a name.
        openings += [(folded(kind.word), kind, NO_MARKS) for kind in kinds if not kind.word.isascii()]
    for opening, kind, doubt in sorted(openings, key=lambda one: -len(one[0])):
        bare = _without(name, opening)
        if bare != name and bare:
            return Recognised(kind.named(written(bare, like=name)), kind, doubt)
    return None


def _without(name: str, word: str) -> str:
    """The name without the word before it and what joins the two: “Thôn: Đức Sơn”, “TDP số 3”, “TDP3”."""
    if not name.casefold().startswith(word):
        return name
    rest = name[len(word) :]
    if rest[:1].isalpha():
        return name
    rest = rest.lstrip(" .:-–—")
    return re.sub(r"^số\s+(?=\d)", "", rest, flags=re.IGNORECASE)


def _unshouted(name: str) -> str:
    """An agency typed in capitals only: “TRƯỜNG MẦM NON HOA MAI”. Letters of a short form stay: “VP-TK”."""
    if name.isascii() or not name.isupper():
        return name
    label = next((kind.label for kind in AgencyKind if name.startswith(kind.label.upper())), "")
    return label + _capitalised(name[len(label) :])


def written(name: str, like: str) -> str:
    """A village or a place as names are written, where all was typed in capitals or in small letters."""
    return _capitalised(name) if like.isupper() or like.islower() else name


def capital(words: str) -> str:
    """The first letter large, the rest as it is: “Xã An Sơn”."""
    return words[:1].upper() + words[1:]


def _capitalised(text: str) -> str:
    return " ".join(word if _stays(word) else word.capitalize() for word in text.split(" "))


def _stays(word: str) -> bool:
    return (
        bool(_ROMAN.fullmatch(word)) or any(sign.isdigit() for sign in word) or word in ("THCS", "TH", "UBND")
    )


def _letters(text: str) -> str:
    """Folded, letters and digits only, single spaces: “TH & THCS” → “th thcs”."""
    return " ".join(re.findall(r"[a-z0-9]+", folded(text)))


_JOINT = re.compile(
    r"\b(?:th|tieu hoc) (?:va )?(?:thcs|trung hoc co so)\b|\blien cap\b|\bthcs (?:va )?thpt\b"
)
_AGENCIES: tuple[tuple[AgencyKind, str], ...] = (
    (AgencyKind.DISTRICT_POLICE, r"cong an (?:huyen|quan|thi xa|thanh pho)\b"),
    (AgencyKind.HEALTH_STATION, r"(?:tram )?(?:y te (?:xa|phuong|thi tran)\b|tyt\b)|tram (?:y te|yt)\b"),
    (AgencyKind.POLICE, r"(?:ban )?cong an\b|ca (?:xa|phuong|thi tran)\b"),
    (AgencyKind.KINDERGARTEN, r"(?:truong )?(?:mam non|mau giao|mn|mg)\b|nha tre\b"),
    (AgencyKind.LOWER_SECONDARY_SCHOOL, r"(?:truong )?(?:trung hoc co so|thcs|cap (?:2|ii))\b"),
    (AgencyKind.PRIMARY_SCHOOL, r"(?:truong )?(?:tieu hoc|cap (?:1|i))\b|truong th\b|th (?!pt)"),
    (AgencyKind.JUSTICE_DIVISION, r"phong tu phap\b"),
    (AgencyKind.JUSTICE_DEPARTMENT, r"so tu phap\b"),
    (AgencyKind.JUSTICE, r"(?:cong chuc |bo phan )?(?:tu phap|tp) ?(?:ho tich|ht)?\b"),
    (AgencyKind.MEDIA_CENTRE, r"trung tam (?:vh|van hoa)\b|tt vh\b"),
    (AgencyKind.CULTURE_DIVISION, r"phong (?:van hoa|vh)\b"),
    (AgencyKind.CULTURE_DEPARTMENT, r"so (?:van hoa|vh)"),
    (
        AgencyKind.CULTURE,
        r"(?:cong chuc |bo phan |ban )?(?:van hoa|vh) (?:va )?(?:the thao|tt|the duc|thong tin)\b",
    ),
    (AgencyKind.FINANCE_DIVISION, r"phong (?:tai chinh|tc)\b"),
    (AgencyKind.FINANCE, r"(?:cong chuc |bo phan |ban )?(?:tai chinh|ke toan|tc kt)\b"),
    (AgencyKind.OFFICE, r"(?:cong chuc |bo phan )?(?:van phong|vp tk)\b|thong ke\b"),
    (
        AgencyKind.MASS_ORGANISATION,
        r"(?:uy ban |ub)?(?:mat tran|mttq)\b|(?:cac )?doan the\b|hoi (?:lien hiep|lh|phu nu|lhpn|nong dan|nd|"
        r"cuu chien binh|ccb|chu thap do|nguoi cao tuoi|khuyen hoc)|doan (?:thanh nien|tn|tncs)",
    ),
    (AgencyKind.LABOUR_DIVISION, r"phong (?:ld|lao dong)"),
    (AgencyKind.EDUCATION_DIVISION, r"phong (?:gd|giao duc)"),
    (AgencyKind.HEALTH_DIVISION, r"phong y te\b"),
    (AgencyKind.LABOUR_DEPARTMENT, r"so (?:ld|lao dong)"),
    (AgencyKind.EDUCATION_DEPARTMENT, r"so (?:gd|giao duc)"),
    (AgencyKind.HEALTH_DEPARTMENT, r"so y te\b"),
)


def _agency(name: str) -> tuple[AgencyKind | None, str]:
    """The kind of agency that the name begins with, and what is doubtful about it."""
    words = _letters(name)
    if _JOINT.search(words):
        return None, SEVERAL_SCHOOLS
    for kind, pattern in _AGENCIES:
        if re.match(pattern, words):
            return kind, ""
    return None, ""
