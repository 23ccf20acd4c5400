"""What stands around a unit's report if nobody has said otherwise? Nghị định 30/2020/NĐ-CP, Phụ lục I.

Pure: names and kinds in, lines out. A unit may say otherwise (`Letterhead`); a report keeps a copy of what
stood when it was begun. Forms of offices differ, so every line can be changed; these are where they start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Protocol

from childplan.vietnamese import long_date, nfc, tidied
from units.enums import AgencyKind, Level

COMMITTEE = "Ủy ban nhân dân"
FOR_THE_COMMITTEE = f"TM. {COMMITTEE.upper()}"
HEAD_OF_THE_COMMITTEE = (FOR_THE_COMMITTEE, "CHỦ TỊCH")
DEPUTY_OF_THE_COMMITTEE = (FOR_THE_COMMITTEE, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
"""A committee decides together, so its chairman signs in its name (Điều 13.2)."""
AS_ABOVE = "Như trên"
REPORT_SYMBOL = "BC"
BLANK_DAY = "\u00a0" * 6
"""Room for the day, which the clerk writes with the number once the report is signed (Điều 15.2)."""
UNKNOWN_PLACE = "…………"

HEADS = {
    AgencyKind.HEALTH_STATION: "TRƯỞNG TRẠM",
    AgencyKind.POLICE: "TRƯỞNG CÔNG AN XÃ",
    AgencyKind.DISTRICT_POLICE: "TRƯỞNG CÔNG AN",
    AgencyKind.KINDERGARTEN: "HIỆU TRƯỞNG",
    AgencyKind.PRIMARY_SCHOOL: "HIỆU TRƯỞNG",
    AgencyKind.LOWER_SECONDARY_SCHOOL: "HIỆU TRƯỞNG",
    AgencyKind.MEDIA_CENTRE: "GIÁM ĐỐC",
}
HEAD_OF_A_DIVISION, HEAD_OF_A_DEPARTMENT = "TRƯỞNG PHÒNG", "GIÁM ĐỐC"
PARTY = {
    Level.PROVINCE: ("tỉnh", "Tỉnh ủy", "Thành ủy"),
    Level.DISTRICT: ("huyện", "Huyện ủy", "Thành ủy"),
}
"""Of a province and a district: its plain kind, and the party committee of that kind and of a town."""
COMMUNE_DESK, DISTRICT_DESK = "VHXH", "LĐTBXH"
"""Who drafts: the commune's culture and society desk, the district's labour division."""

NAMED_IN_FULL = frozenset(
    {
        *("bùi thị xuân", "đinh tiên hoàng", "hai bà trưng", "hàm nghi", "hồ chí minh", "hồ tùng mậu"),
        *("hoàng hoa thám", "hoàng văn thụ", "hùng vương", "lê đại hành", "lê hồng phong", "lê lợi"),
        *("lê thánh tông", "lương văn tri", "lý thái tổ", "lý thường kiệt", "lý tự trọng", "mạc đĩnh chi"),
        *("minh khai", "ngô quyền", "nguyễn bỉnh khiêm", "nguyễn du", "nguyễn huệ", "nguyễn thái học"),
        *("nguyễn trãi", "nguyễn văn cừ", "phạm ngũ lão", "phan bội châu", "phan chu trinh"),
        *("phan đình phùng", "quang trung", "tôn đức thắng", "trần hưng đạo", "trần nguyên hãn"),
        *("trần phú", "trần quang khải", "trưng trắc", "võ thị sáu", "xô viết nghệ tĩnh"),
    }
)
"""Names of persons and events that many places bear. No rule tells a person's name from any other, so a
unit named after somebody else says so once in its letterhead."""


class LetterheadFields(Protocol):
    """A row of `Letterhead`: several lines stand in one text."""

    superior: str
    issuer: str
    symbol: str
    place: str
    addressed_to: str
    recipients: str
    signature: str
    signer: str


@dataclass(frozen=True)
class Writer:
    """Who writes: its full name (“xã An Sơn”), bare name (“An Sơn”), kind (“xã”), level and kind of agency.

    above: the full name of the unit above, "" where there is none; above_level; through: by way of which of
    its offices the report goes, "" if by none.
    """

    full_name: str
    name: str
    kind: str
    level: str
    agency_kind: str = ""
    above: str = ""
    above_name: str = ""
    above_level: str = ""
    through: str = ""


@dataclass(frozen=True)
class LetterheadWords:
    """Thể thức as lines. `number` is blank for the clerk; `day` None leaves room for it; `subject`: trích
    yếu, "" where the one that follows from plan and round stands."""

    superior: str
    issuer: tuple[str, ...]
    symbol: str
    place: str
    addressed_to: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    signer: str = ""
    number: str = ""
    day: date | None = None
    subject: str = ""


def default_words(writer: Writer) -> LetterheadWords:
    """What follows from a unit's name and level."""
    if writer.level == Level.AGENCY:
        return _of_an_agency(writer)
    if writer.level == Level.VILLAGE:
        return _of_a_village(writer)
    return LetterheadWords(
        superior="",
        issuer=(COMMITTEE.upper(), writer.full_name.upper()),
        symbol=f"{REPORT_SYMBOL}-UBND",
        place=place_words(writer.name, writer.full_name),
        addressed_to=_addressed(writer),
        recipients=(*_as_above(writer), *_leaders(writer), _kept(writer)),
        signature=HEAD_OF_THE_COMMITTEE,
    )


def _of_an_agency(writer: Writer) -> LetterheadWords:
    """Phòng, Sở, trạm, trường: under the committee of its place, signed by its head."""
    return LetterheadWords(
        superior=f"UBND {writer.above}".upper() if writer.above else "",
        issuer=(writer.full_name.upper(),),
        symbol=f"{REPORT_SYMBOL}-{initials(writer.full_name)}",
        place=place_words(writer.above_name, writer.above),
        addressed_to=_addressed(writer),
        recipients=(*_as_above(writer), "Lưu: VT"),
        signature=(_head_of(writer),),
    )


def _of_a_village(writer: Writer) -> LetterheadWords:
    return LetterheadWords(
        superior=f"UBND {writer.above}".upper() if writer.above else "",
        issuer=(writer.full_name.upper(),),
        symbol=REPORT_SYMBOL,
        place=place_words(writer.above_name, writer.above),
        addressed_to=_addressed(writer),
        recipients=(*_as_above(writer), "Lưu: thôn"),
        signature=("TRƯỞNG THÔN",),
    )


def _head_of(writer: Writer) -> str:
    known = HEADS.get(AgencyKind(writer.agency_kind)) if writer.agency_kind in AgencyKind.values else None
    if known:
        return known
    return HEAD_OF_A_DEPARTMENT if writer.full_name.startswith("Sở") else HEAD_OF_A_DIVISION


def initials(name: str) -> str:
    """“Phòng Lao động - Thương binh và Xã hội” → “PLĐTBXH”: as offices make a symbol of their name."""
    words = re.findall(r"\w+", name)
    return "".join(word[0].upper() for word in words if word.lower() != "và")


def place_words(name: str, full_name: str) -> str:
    """Địa danh: the bare name, and name and kind where the name is a number, a person's or an event's
    (Phụ lục I, phần II, mục I, khoản 4.a); dots where nobody knows the name."""
    if not name or name.startswith("("):
        return UNKNOWN_PLACE
    is_in_full = name[:1].isdigit() or name.casefold() in NAMED_IN_FULL
    return full_name[:1].upper() + full_name[1:] if is_in_full else name


def authority(level: str, full_name: str) -> str:
    """Who speaks for a place: its committee, for the country the Government."""
    return "Thủ tướng Chính phủ" if level == Level.COUNTRY else f"{COMMITTEE} {full_name}"


def _addressed(writer: Writer) -> tuple[str, ...]:
    if not writer.above:
        return ()
    if writer.above_level == Level.COUNTRY:
        return (writer.through,) if writer.through else (authority(writer.above_level, writer.above),)
    through = f" (qua {writer.through})" if writer.through else ""
    return (f"{authority(writer.above_level, writer.above)}{through}",)


def _as_above(writer: Writer) -> tuple[str, ...]:
    """Only where the report is addressed to somebody (ô số 9b)."""
    return (AS_ABOVE,) if _addressed(writer) else ()


def _leaders(writer: Writer) -> tuple[str, ...]:
    """Who leads at the place itself."""
    if writer.level == Level.COMMUNE:
        return (f"TT Đảng ủy, HĐND {writer.kind or 'xã'}",)
    if writer.level not in PARTY:
        return ()
    plain, party, party_of_a_town = PARTY[Level(writer.level)]
    kind = writer.kind or plain
    if kind == "thị xã":
        return ("TT Thị ủy, HĐND thị xã",)
    return (f"TT {party if kind == plain else party_of_a_town}, HĐND {kind}",)


def _kept(writer: Writer) -> str:
    desk = {Level.COMMUNE: COMMUNE_DESK, Level.DISTRICT: DISTRICT_DESK}.get(Level(writer.level))
    return f"Lưu: VT, {desk}" if desk else "Lưu: VT"


def signature_choices(words: LetterheadWords) -> list[tuple[str, ...]]:
    """Who may sign in this form: the head, or a deputy for him (Điều 13)."""
    last = words.signature[-1] if words.signature else ""
    head = last.removeprefix("PHÓ ")
    before = tuple(line for line in words.signature[:-1] if not line.startswith("KT. "))
    if not head:
        return []
    return [(*before, head), (*before, f"KT. {head}", f"PHÓ {head}")]


# --- As it is kept and typed


def lines_of(text: str) -> tuple[str, ...]:
    """One a line, without the dash before and the semicolon or full stop behind: those the drawers put."""
    found = (tidied(line).removeprefix("- ").rstrip(" ;.") for line in nfc(text).splitlines())
    return tuple(line for line in found if line)


def from_fields(row: LetterheadFields) -> LetterheadWords:
    """Of a row, or of a form that was filled in."""
    return LetterheadWords(
        superior=tidied(row.superior),
        issuer=lines_of(row.issuer),
        symbol=tidied(row.symbol),
        place=tidied(row.place),
        addressed_to=lines_of(row.addressed_to),
        recipients=lines_of(row.recipients),
        signature=_signature_lines(row.signature),
        signer=tidied(row.signer),
    )


def _signature_lines(text: str) -> tuple[str, ...]:
    """“TM.” and “KT.” end with a full stop of their own."""
    return tuple(line for line in map(tidied, nfc(text).splitlines()) if line)


SEVERAL = ("issuer", "addressed_to", "recipients", "signature")


def as_fields(words: LetterheadWords) -> dict[str, str]:
    """For the boxes of a form and the columns of a row: several lines in one text."""
    single = {name: getattr(words, name) for name in ("superior", "symbol", "place", "signer")}
    return single | {name: "\n".join(getattr(words, name)) for name in SEVERAL}


def as_json(words: LetterheadWords) -> dict[str, Any]:
    """What a report keeps of it."""
    found = {one.name: getattr(words, one.name) for one in fields(words)}
    found |= {name: list(found[name]) for name in SEVERAL}
    return found | {"day": words.day.isoformat() if words.day else None}


def from_json(values: Mapping[str, Any]) -> LetterheadWords:
    """The other way round. What nobody knows is left aside, what is missing stays empty."""
    known: dict[str, Any] = dict.fromkeys((one.name for one in fields(LetterheadWords)), "")
    known |= dict.fromkeys(SEVERAL, ()) | {"day": None}
    known |= {name: value for name, value in values.items() if name in known}
    for name in SEVERAL:
        known[name] = tuple(str(line) for line in known[name])
    if isinstance(known["day"], str):
        known["day"] = date.fromisoformat(known["day"]) if known["day"] else None
    return LetterheadWords(**known)


def dated(day: date | None, expected: date) -> str:
    """“ngày 05 tháng 12 năm 2024”; without a day the room for it, in the month it is expected."""
    if day is not None:
        return long_date(day)
    return re.sub(r"^ngày \d+", f"ngày{BLANK_DAY}", long_date(expected)).replace(
        f"{BLANK_DAY} ", BLANK_DAY, 1
    )
