"""What would a list add below a place? Line by line, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from childplan.vietnamese import short_date
from units.enums import AgencyKind, Level
from units.kinds import ONE_A_PLACE, USUAL, UnitKind, kinds_below
from units.models import Placement, Unit
from units.summaries.spans import current, spots_below
from units.unit_lists import ReadLine, kind_by_code, same_name

LEAVE_OUT = "khong"
"""What the chooser of a line says for “do not add it”."""


@dataclass(frozen=True)
class PreviewLine:
    """One line: what it was read as, and what happens to it.

    choice: code of the kind chosen, LEAVE_OUT, or "" while a person has to choose. is_settled: nothing to
    choose, the note says why.
    """

    number: int
    said: str
    name: str
    choice: str
    note: str = ""
    is_settled: bool = False
    is_new: bool = False
    asks: bool = False

    @property
    def field(self) -> str:
        return f"loai-{self.number}"


@dataclass(frozen=True)
class Preview:
    """The whole list."""

    lines: list[PreviewLine]

    @property
    def new(self) -> int:
        return sum(1 for line in self.lines if line.is_new)

    @property
    def standing(self) -> int:
        return sum(1 for line in self.lines if line.is_settled)

    @property
    def asking(self) -> list[PreviewLine]:
        return [line for line in self.lines if line.asks]


@dataclass(frozen=True)
class UsualAgency:
    """An agency that nearly every commune has one of, to tick. standing: what it is called if it is there."""

    kind: str
    name: str
    standing: str


def usual_agencies(place: Unit, place_kind: str, today: date) -> list[UsualAgency]:
    """For a commune; one query. The police are called after the kind of commune: “Công an phường”."""
    if place.level != Level.COMMUNE:
        return []
    standing: dict[str, str] = {}
    for spot in Placement.objects.filter(parent=place).exclude(ends_on__lt=today).select_related("unit"):
        standing.setdefault(spot.unit.agency_kind, spot.full_name)
    return [
        UsualAgency(kind.value, usual_name(kind, place_kind), standing.get(kind.value, "")) for kind in USUAL
    ]


def usual_name(kind: AgencyKind, place_kind: str) -> str:
    """What such an agency is called unless somebody names it otherwise."""
    return f"Công an {place_kind or 'xã'}" if kind == AgencyKind.POLICE else str(kind.label)


def preview_of(
    place: Unit,
    lines: Sequence[ReadLine],
    starts_on: date | None,
    today: date,
    chosen: Mapping[str, str] | None = None,
) -> Preview:
    """Each line held against what stands below the place; one query. chosen: by name of the line's field what
    a person chose, empty at first."""
    picked = chosen or {}
    taken: dict[str, str] = {}
    of_kind: dict[str, str] = {}
    for spots in spots_below(place).values():
        last = current(spots, today)
        for spot in spots:
            if starts_on is None or spot.ends_on is None or spot.ends_on >= starts_on:
                taken[same_name(spot.full_name)] = _standing(spot, today)
                if spot is last and spot.unit.agency_kind in ONE_A_PLACE and _is_open(spot, today):
                    of_kind[spot.unit.agency_kind] = spot.full_name
    found: list[PreviewLine] = []
    for line in lines:
        shown = _shown(place, line, taken, of_kind, picked.get(f"loai-{line.number}"))
        found.append(shown)
        if shown.is_new:
            taken[same_name(shown.name)] = f"Trùng dòng {line.number}, bỏ qua."
            if shown.choice in ONE_A_PLACE:
                of_kind.setdefault(shown.choice, shown.name)
    return Preview(found)


def _is_open(spot: Placement, today: date) -> bool:
    return spot.ends_on is None or spot.ends_on >= today


def _standing(spot: Placement, today: date) -> str:
    if _is_open(spot, today):
        return "Đã có, bỏ qua."
    ended = short_date(spot.ends_on) if spot.ends_on is not None else ""
    return f"Tên này đã kết thúc, đến hết {ended}. Muốn dùng lại thì khôi phục, hoặc ghi “Có từ ngày” sau đó."


def _shown(
    place: Unit, line: ReadLine, taken: Mapping[str, str], of_kind: Mapping[str, str], pick: str | None
) -> PreviewLine:
    def settled(note: str) -> PreviewLine:
        return PreviewLine(line.number, line.said, line.name, LEAVE_OUT, note, is_settled=True)

    if line.problem:
        return settled(line.problem)
    if line.twin:
        return settled(f"Trùng dòng {line.twin}, bỏ qua.")
    kind: UnitKind | None = kind_by_code(pick, place.level) if pick else line.kind
    if pick is None and same_name(line.name) in taken:
        return settled(taken[same_name(line.name)])
    second = of_kind.get(kind.agency_kind, "") if kind is not None and kind.agency_kind else ""
    note = line.doubt or (f"Đã có {second}. Chọn loại nếu vẫn thêm." if second else "")
    if pick == LEAVE_OUT or (pick is None and second):
        return PreviewLine(line.number, line.said, line.name, LEAVE_OUT, note)
    if kind is None:
        return PreviewLine(line.number, line.said, line.name, "", note or "Tên không nói rõ loại.", asks=True)
    name = line.name_as(kind)
    if same_name(name) in taken:
        return settled(taken[same_name(name)])
    return PreviewLine(line.number, line.said, name, kind.code, note, is_new=True)


@dataclass(frozen=True)
class Choices:
    """A group of the chooser."""

    label: str
    kinds: list[UnitKind]


def choices_below(level: Level | str) -> list[Choices]:
    """Kinds for the chooser of a line, in groups."""
    kinds = kinds_below(level)
    groups = [
        Choices("Thôn và tương đương", [kind for kind in kinds if kind.level == Level.VILLAGE]),
        Choices("Đơn vị hành chính", [kind for kind in kinds if kind.word and kind.level != Level.VILLAGE]),
        Choices("Đơn vị chuyên môn", [kind for kind in kinds if kind.agency_kind]),
    ]
    return [group for group in groups if group.kinds]
