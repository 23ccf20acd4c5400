"""How are the units of the whole country made? `python -m tools.country_units` writes `fixtures/units/`.

For a maintainer, not part of `./run`: it fetches the packages of `fixtures/units/packages.txt` into a folder
that is thrown away, puts in our own corrections and the dated rearrangements, and writes one file a level.
The product reads only these files. `fixtures/units/README.md` says what is in them.
"""

import csv
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from childplan.vietnamese import folded
from tools.place import ROOT
from tools.speech import Refusal, complain, say
from tools.unit_packages import (
    FOLDER,
    Code,
    Entry,
    as_of_2022,
    as_of_june_2025,
    fetch,
    notes_of_2025,
    rows_of,
)

DEMONSTRATION = ROOT / "fixtures" / "demonstration" / "places.csv"
HEADER = "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note"
LEVELS = {"province": "provinces.csv", "district": "districts.csv", "commune": "communes.csv"}
COUNTS = {"province": 63, "district": 696, "commune": 10_035}
AREAS = {"xã": "rural", "phường": "urban", "thị trấn": "urban"}


@dataclass(eq=False)
class Unit:
    """A unit under a key of our own, with its spans: first day, last day, what it was, its parent, a note."""

    level: str
    code: str
    name: str
    kind: str
    key: str = ""
    parent: "Unit | None" = None
    spans: list["Span"] = field(default_factory=list)
    short_first: bool = False
    """Whether it takes its bare name as key before others of that name do."""


@dataclass
class Span:
    entry: Entry
    parent: Unit | None
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""


# --- What we put right


def correct(entries: dict[Code, Entry], notes: Mapping[str, str]) -> None:
    """Put our corrections in.

    One that no longer meets what it corrects is refused, and so is one that its note does not bear out.
    """
    for row in rows_of(FOLDER / "corrections.csv"):
        at, what = (row["level"], row["code"]), row["what"]
        if what not in ("name", "kind") or getattr(entries[at], what) != row["old"]:
            raise Refusal(
                f"corrections.csv: dòng của mã {row['code']} không còn khớp với nguồn: {entries[at]}."
            )
        entries[at] = replace(entries[at], **{what: row["new"]})
        said = f"{entries[at].kind} {entries[at].name}" if what == "kind" else entries[at].name
        if row["note_code"] and said not in notes[row["note_code"]]:
            raise Refusal(f"corrections.csv: ghi chú của mã {row['note_code']} không có “{said}”.")


# --- Who is who over time


@dataclass(frozen=True)
class Rearrangement:
    day: date
    resolution: str

    @property
    def note(self) -> str:
        return f"Nghị quyết {self.resolution}, từ ngày {self.day:%d/%m/%Y}"


def units_over_time(now: Mapping[Code, Entry], before: Mapping[Code, Entry]) -> list[Unit]:
    """Units with their spans; only the listed rearrangements are dated, all else is open to the past.

    A code that keeps its name is one unit, whatever its kind and parent became. A code with another name is
    another unit, made of the old ones: it took over a code, not an identity. A province keeps its identity.
    """
    dated = {
        (row["level"], row["code"]): Rearrangement(date.fromisoformat(row["day"]), row["resolution"])
        for row in rows_of(FOLDER / "rearrangements.csv")
    }
    made: list[Unit] = []
    current: dict[Code, Unit] = {}
    former: dict[Code, Unit] = {}
    for level, above in (("province", ""), ("district", "province"), ("commune", "district")):
        codes = [code for at_level, code in {**now, **before} if at_level == level]
        for code in sorted(codes):
            at = (level, code)
            new, old = now.get(at), before.get(at)
            change = _rearrangement(dated, at, new, old)
            if change is None:
                if new is not None:
                    parent = current.get((above, new.parent))
                    current[at] = former[at] = _unit(made, Span(new, parent))
                continue
            last = change.day - timedelta(days=1)
            old_span = old and Span(old, former.get((above, old.parent)), ends_on=last, note=change.note)
            new_span = new and Span(
                new, current.get((above, new.parent)), starts_on=change.day, note=change.note
            )
            if old_span and new_span and (level == "province" or _same_name(old_span.entry, new_span.entry)):
                if level != "province":  # the spelling of today for both
                    old_span.entry = replace(old_span.entry, name=new_span.entry.name)
                same = (
                    old_span.entry.name == new_span.entry.name and old_span.entry.kind == new_span.entry.kind
                )
                if same and old_span.parent is new_span.parent:
                    current[at] = former[at] = _unit(
                        made, Span(new_span.entry, new_span.parent), short_first=True
                    )
                else:
                    current[at] = former[at] = _unit(made, old_span, new_span, short_first=True)
                continue
            if old_span:
                former[at] = _unit(made, old_span, short_first=True)
            if new_span:
                current[at] = _unit(made, new_span)
    return made


def _rearrangement(
    dated: Mapping[Code, Rearrangement], at: Code, new: Entry | None, old: Entry | None
) -> Rearrangement | None:
    """The one that touches the unit: its own, or for a commune that of its district, then or now."""
    for entry in (old, new):
        if entry is not None:
            district = ("district", entry.code if entry.level == "district" else entry.parent)
            if found := dated.get(at if entry.level == "province" else district):
                return found
    return None


def _same_name(old: Entry, new: Entry) -> bool:
    return folded(old.name) == folded(new.name)


def _unit(made: list[Unit], *spans: Span, short_first: bool = False) -> Unit:
    first = spans[0]
    unit = Unit(
        first.entry.level, first.entry.code, first.entry.name, first.entry.kind, short_first=short_first
    )
    unit.parent, unit.spans = first.parent, list(spans)
    made.append(unit)
    return unit


# --- Keys


def give_keys(units: list[Unit]) -> None:
    """Our own keys: those given once stay; a new one is the shortest that nobody else could mean.

    The bare name where only one unit of the country has it, else with its kind, else under its province and
    district.
    """
    known = {**_keys_in(FOLDER / name for name in LEVELS.values()), **_keys_in([DEMONSTRATION])}
    taken = {*known.values(), *all_keys(DEMONSTRATION, FOLDER / "reform_2025" / "units.csv")}
    for unit in units:
        first = unit.spans[0].starts_on
        unit.key = known.get((unit.level, unit.code, first.isoformat() if first else ""), "")
    for level, forms in FORMS.items():
        for short_first in (True, False):
            group = [unit for unit in units if (unit.level, unit.short_first) == (level, short_first)]
            _give(group, forms, taken)
        if (
            level == "province"
        ):  # "hue" could mean the province of today or its city of before: nobody gets it
            taken.update(
                slug(span.entry.name) for unit in units if unit.level == level for span in unit.spans
            )
    keys = Counter(unit.key for unit in units)
    if "" in keys or keys.most_common(1)[0][1] > 1:
        raise Refusal(f"Không đặt được mã riêng cho mọi đơn vị: {keys.most_common(3)}.")


Form = Callable[[Unit], str]


def _give(units: list[Unit], forms: Iterable[Form], taken: set[str]) -> None:
    for form in forms:
        rivals = Counter(form(unit) for unit in units)
        for unit in units:
            wanted = form(unit)
            if not unit.key and wanted not in taken and rivals[wanted] == 1:
                unit.key = wanted
                taken.add(wanted)


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")


def _bare(unit: Unit) -> str:
    return slug(unit.name)


def _with_kind(unit: Unit) -> str:
    """Kỳ Anh: huyen-ky-anh. A name that has its kind in it keeps one: quan-3."""
    return slug(unit.name if unit.name.lower().startswith(unit.kind) else f"{unit.kind} {unit.name}")


def _under(outer: Form, inner: Form) -> Form:
    return lambda unit: f"{outer(unit.parent)}-{inner(unit)}" if unit.parent else inner(unit)


def _with_code(form: Form) -> Form:
    return lambda unit: f"{form(unit)}-{unit.code}"


FORMS: dict[str, list[Form]] = {
    "province": [_bare],
    "district": [_bare, _with_kind, _under(_bare, _bare), _under(_bare, _with_kind)],
    "commune": [
        _bare,
        _under(_under(_bare, _bare), _bare),
        _under(_under(_bare, _bare), _with_kind),
        _under(_under(_bare, _with_kind), _bare),
        _under(_under(_bare, _with_kind), _with_kind),
        # Hưng and Hùng side by side: letters alone do not tell them apart.
        _with_code(_under(_under(_bare, _bare), _bare)),
    ],
}


def _keys_in(paths: Iterable[Path]) -> dict[tuple[str, str, str], str]:
    """Keys by level, code and first day of the first span: codes pass from unit to unit."""
    found: dict[tuple[str, str, str], str] = {}
    seen: set[str] = set()
    for path in paths:
        for row in rows_of(path) if path.exists() else []:
            if row["code"] and row["key"] not in seen:
                found[row["level"], row["code"], row["starts_on"]] = row["key"]
                seen.add(row["key"])
    return found


def all_keys(*paths: Path) -> set[str]:
    return {row["key"] for path in paths if path.exists() for row in rows_of(path)}


# --- Writing


def write(units: Iterable[Unit], folder: Path) -> None:
    """One file a level, sorted by code and then by day, so that a new version reads as a short difference."""
    by_level: dict[str, list[tuple[str, str, list[str]]]] = {level: [] for level in LEVELS}
    for unit in units:
        for span in unit.spans:
            first, last = (day.isoformat() if day else "" for day in (span.starts_on, span.ends_on))
            parent = span.parent.key if span.parent else ""
            entry = span.entry
            area = AREAS[entry.kind] if unit.level == "commune" else ""
            cells = [
                unit.key,
                unit.level,
                "",
                entry.name,
                entry.kind,
                entry.code,
                area,
                parent,
                first,
                last,
                span.note,
            ]
            by_level[unit.level].append((entry.code, first, cells))
    for level, name in LEVELS.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            file.write(f"{HEADER}\n")
            writer.writerows(cells for *_, cells in sorted(by_level[level]))


def check(now: Mapping[Code, Entry]) -> None:
    """The numbers everybody quotes for 30/06/2025."""
    counts = Counter(level for level, _ in now)
    if dict(counts) != COUNTS:
        raise Refusal(f"Số đơn vị không đúng: {dict(counts)}, cần {COUNTS}.")


def main() -> None:
    try:
        with tempfile.TemporaryDirectory() as name:
            packages = Path(name)
            fetch(packages)
            now, before = as_of_june_2025(packages), as_of_2022(packages)
            correct(now, notes_of_2025(packages))
        check(now)
        units = units_over_time(now, before)
        give_keys(units)
        write(units, FOLDER)
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_code)
    say(f"Đã ghi {len(units)} đơn vị vào fixtures/units/.")


if __name__ == "__main__":
    main()
