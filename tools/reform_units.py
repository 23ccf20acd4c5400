"""How is the reform of 1 July 2025 made? `python -m tools.reform_units` writes `fixtures/units/reform_2025/`.

For a maintainer, after `tools.country_units` and from the same pinned packages: the two tiers, what became
of every province and commune, which units ended, and the changes of kind of 2026. Keys of the units of before
are read from our own files. `fixtures/units/README.md` says what is in the files.
"""

import csv
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from childplan.vietnamese import folded
from tools.country_units import DEMONSTRATION, HEADER, LEVELS, all_keys, slug
from tools.speech import Refusal, complain, say
from tools.unit_packages import (
    FOLDER,
    Code,
    Entry,
    Noted,
    as_of_2026,
    as_of_july_2025,
    claims_of_2025,
    fetch,
    rows_of,
)

REFORM = FOLDER / "reform_2025"
DAY = date(2025, 7, 1)
EVE = DAY - timedelta(days=1)
PROVINCES_BY = "202/2025/QH15"
DISTRICTS_BY = "203/2025/QH15"
SUCCESSION_HEADER = "predecessor,successor,on,share,decision,note"
END_HEADER = "key,last_day,note"
KIND_HEADER = "key,kind,name,area,starts_on,decision"
COUNTS = {"tỉnh": 28, "thành phố": 6, "xã": 2_621, "phường": 687, "đặc khu": 13}
AREAS = {"xã": "rural", "phường": "urban", "đặc khu": "rural"}

Pair = tuple[Code, Code]
"""The old unit and the new one that has it or a part of it."""


@dataclass(eq=False)
class NewUnit:
    """A unit of the two tiers, under the key of the old unit that it is, or one of its own."""

    entry: Entry
    province: str
    """The name of its province, for keys."""
    key: str = ""


# --- What we put right


def correct(claims: set[Pair], old: Mapping[Code, dict[str, str]], notes: Mapping[Code, Noted]) -> None:
    """Drop and add what `corrections.csv` says.

    Refused: a line that its note does not bear out; one that drops what the source does not claim, or adds
    what it does; one whose `meant_code`, the unit that the new one is really made of, has another name or is
    not claimed for the same new unit.
    """
    for row in rows_of(REFORM / "corrections.csv"):
        pair = (("commune", row["old_code"]), ("commune", row["new_code"]))
        where = f"reform_2025/corrections.csv: dòng {row['old_code']} → {row['new_code']}"
        if row["what"] not in ("drop", "add") or (pair in claims) != (row["what"] == "drop"):
            raise Refusal(f"{where} không còn khớp với nguồn.")
        if row["said"] not in notes["commune", row["note_code"]].note:
            raise Refusal(f"{where}: ghi chú của mã {row['note_code']} không có “{row['said']}”.")
        if row["meant_code"]:
            meant = ("commune", row["meant_code"])
            if old[meant]["name"] != old[pair[0]]["name"] or (meant, pair[1]) not in claims:
                raise Refusal(f"{where}: mã {row['meant_code']} không cùng tên hoặc không vào đơn vị mới ấy.")
        if row["what"] == "drop":
            claims.remove(pair)
        else:
            claims.add(pair)


def check(claims: Collection[Pair], old: Mapping[Code, dict[str, str]], new: Mapping[Code, Entry]) -> None:
    """Refuse what cannot be whole.

    The counts are those everybody quotes, nobody is without a successor or a predecessor, and communes go
    where their province went.
    """
    kinds = Counter(entry.kind for entry in new.values())
    if dict(kinds) != COUNTS:
        raise Refusal(f"Số đơn vị mới không đúng: {dict(kinds)}, cần {COUNTS}.")
    before, after = {pair[0] for pair in claims}, {pair[1] for pair in claims}
    lost = [at for at in old if at[0] != "district" and at not in before]
    if lost or after != set(new):
        raise Refusal(f"Không biết từ đâu hoặc đi đâu: {lost[:5]}, {sorted(set(new) - after)[:5]}.")
    by_key = {row["key"]: at for at, row in old.items()}
    for at, to in claims:
        above = at
        while above[0] != "province":
            above = by_key[old[above]["parent"]]
        if (above, ("province", new[to].parent or to[1])) not in claims:
            raise Refusal(f"{at} vào {to}, nhưng tỉnh của hai đơn vị này thì không.")


# --- Who is who


def standing_units() -> dict[Code, dict[str, str]]:
    """The lines of our own files that hold on the last day of three tiers, by level and code."""
    return {
        (row["level"], row["code"]): row
        for name in LEVELS.values()
        for row in rows_of(FOLDER / name)
        if not row["ends_on"]
    }


def same_units(claims: Collection[Pair]) -> dict[Code, Code]:
    """New → old where the new unit is the old one: all of it, nothing else, and of one level.

    A unit whose territory changed is another unit, also under its old name and code.
    """
    parts = Counter(old for old, _ in claims)
    origins = Counter(new for _, new in claims)
    return {new: old for old, new in claims if parts[old] == 1 == origins[new] and old[0] == new[0]}


def new_units(
    new: Mapping[Code, Entry], same: Mapping[Code, Code], old: Mapping[Code, dict[str, str]]
) -> dict[Code, NewUnit]:
    """The new units with their keys.

    A key given once stays, here or in the demonstration. Another is the shortest that nobody else could mean:
    the bare name where no unit of before or of now has it, else with the year of the reform, else under its
    province, with its kind, with its code.
    """
    made = {
        at: NewUnit(entry, new["province", entry.parent].name if entry.parent else "")
        for at, entry in new.items()
    }
    before = {row["key"] for name in LEVELS.values() for row in rows_of(FOLDER / name)}
    known = {
        (row["level"], row["code"]): row["key"]
        for path in (DEMONSTRATION, REFORM / "units.csv")
        for row in (rows_of(path) if path.exists() else [])
        if row["starts_on"] == DAY.isoformat() and row["key"] not in before
    }
    for at, unit in made.items():
        unit.key = old[same[at]]["key"] if at in same else known.get(at, "")
    names = {slug(row["name"]) for name in LEVELS.values() for row in rows_of(FOLDER / name)}
    taken = before | names | all_keys(DEMONSTRATION, FOLDER / "country.csv") | set(known.values())
    for level, forms in FORMS.items():
        _give([unit for unit in made.values() if unit.entry.level == level and not unit.key], forms, taken)
    keys = Counter(unit.key for unit in made.values())
    if "" in keys or keys.most_common(1)[0][1] > 1 or max(map(len, keys)) > 80:
        raise Refusal(f"Không đặt được mã riêng cho mọi đơn vị mới: {keys.most_common(3)}.")
    return made


Form = Callable[[NewUnit], str]


def _give(units: Collection[NewUnit], forms: Iterable[Form], taken: set[str]) -> None:
    for form in forms:
        rivals = Counter(form(unit) for unit in units)
        for unit in units:
            wanted = form(unit)
            if not unit.key and wanted not in taken and rivals[wanted] == 1:
                unit.key = wanted
                taken.add(wanted)


def _bare(unit: NewUnit) -> str:
    return slug(unit.entry.name)


def _with_year(unit: NewUnit) -> str:
    return slug(f"{unit.entry.name} {DAY.year}")


def _under_province(unit: NewUnit) -> str:
    return slug(f"{unit.province} {unit.entry.name} {DAY.year}")


def _with_kind(unit: NewUnit) -> str:
    return slug(f"{unit.province} {unit.entry.kind} {unit.entry.name} {DAY.year}")


def _with_code(unit: NewUnit) -> str:
    return slug(f"{unit.province} {unit.entry.name} {unit.entry.code} {DAY.year}")


FORMS: dict[str, list[Form]] = {
    "province": [_bare, _with_year],
    "commune": [_bare, _with_year, _under_province, _with_kind, _with_code],
}


# --- The files


def decisions(notes: Mapping[Code, Noted]) -> dict[str, str]:
    """Resolution of June 2025 by province code; the notes must name one, and only one, for each province.

    A note that was written anew in 2026 names the later resolution only.
    """
    found: dict[str, set[str]] = {}
    for (level, code), noted in notes.items():
        said = re.findall(r"\d+/NQ-UBTVQH15", noted.note)
        found.setdefault(noted.entry.parent if level == "commune" else code, set()).update(said)
    if any(len(said) != 1 for said in found.values()):
        raise Refusal(f"Không đọc được một nghị quyết duy nhất của mỗi tỉnh: {found}.")
    return {province: said.pop() for province, said in found.items()}


def unit_lines(units: Mapping[Code, NewUnit], by: Mapping[str, str]) -> Iterable[list[str]]:
    """The header is that of the other files; provinces first, then by code."""
    for at in _ordered(units):
        entry = units[at].entry
        parent = units["province", entry.parent].key if entry.parent else ""
        resolution = by[entry.parent] if entry.parent else PROVINCES_BY
        area = AREAS[entry.kind] if entry.level == "commune" else ""
        note = f"Nghị quyết {resolution}, từ ngày {DAY:%d/%m/%Y}"
        first = DAY.isoformat()
        yield [units[at].key, at[0], "", entry.name, entry.kind, entry.code, area, parent, first, "", note]


def succession_lines(
    claims: Collection[Pair],
    units: Mapping[Code, NewUnit],
    old: Mapping[Code, dict[str, str]],
    by: Mapping[str, str],
) -> Iterable[list[str]]:
    """One line for each old unit and each new one that is another unit and has it, or a part of it."""
    parts = Counter(before for before, _ in claims)
    added = {
        (row["old_code"], row["new_code"]): row["source"]
        for row in rows_of(REFORM / "corrections.csv")
        if row["what"] == "add"
    }
    for before, after in sorted(claims, key=lambda pair: (_order(pair[0]), _order(pair[1]))):
        unit, key = units[after], old[before]["key"]
        if unit.key == key:
            continue
        share = "whole" if parts[before] == 1 else "part"
        resolution = by[unit.entry.parent] if unit.entry.parent else PROVINCES_BY
        note = added.get((before[1], after[1]), "")
        yield [key, unit.key, DAY.isoformat(), share, resolution, note]


def end_lines(claims: Collection[Pair], old: Mapping[Code, dict[str, str]]) -> Iterable[list[str]]:
    """Districts that nothing succeeds."""
    succeeded = {before for before, _ in claims}
    for at in _ordered(set(old) - succeeded):
        note = f"Nghị quyết {DISTRICTS_BY}: không còn cấp huyện từ ngày {DAY:%d/%m/%Y}"
        yield [old[at]["key"], EVE.isoformat(), note]


def kind_lines(units: Mapping[Code, NewUnit], latest: Mapping[Code, Noted]) -> Iterable[list[str]]:
    """Units that have another kind by 2026, each with the resolution that its note names."""
    days = {row["decision"]: row["starts_on"] for row in rows_of(REFORM / "decisions_2026.csv")}
    for at in _ordered(units):
        unit, (entry, note) = units[at], latest[at]
        if folded(entry.name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") != folded(unit.entry.name):
            raise Refusal(
                f"Đơn vị mã {entry.code} đổi tên sau ngày sắp xếp: {unit.entry.name} → {entry.name}."
            )
        if entry.kind == unit.entry.kind:
            continue
        said = [decision for decision in days if decision in note]
        if len(said) != 1:
            raise Refusal(f"Không biết nghị quyết đổi loại của mã {entry.code}: {note}")
        area = AREAS[entry.kind] if entry.level == "commune" else ""
        yield [unit.key, entry.kind, unit.entry.name, area, days[said[0]], said[0]]


def _order(at: Code) -> tuple[int, str]:
    return list(LEVELS).index(at[0]), at[1]


def _ordered(ats: Iterable[Code]) -> list[Code]:
    return sorted(ats, key=_order)


def write(name: str, header: str, lines: Iterable[list[str]]) -> None:
    with (REFORM / name).open("w", encoding="utf-8", newline="") as file:
        file.write(f"{header}\n")
        csv.writer(file, lineterminator="\n").writerows(lines)


def main() -> None:
    try:
        with tempfile.TemporaryDirectory() as name:
            packages = Path(name)
            fetch(packages)
            new, claims, latest = as_of_july_2025(packages), claims_of_2025(packages), as_of_2026(packages)
        old = standing_units()
        correct(claims, old, latest)
        check(claims, old, new)
        units = new_units(new, same_units(claims), old)
        by = decisions(latest)
        successions = list(succession_lines(claims, units, old, by))
        kinds = list(kind_lines(units, latest))  # may refuse: before the first file is written
        write("units.csv", HEADER, unit_lines(units, by))
        write("successions.csv", SUCCESSION_HEADER, successions)
        write("ends.csv", END_HEADER, end_lines(claims, old))
        write("kinds_2026.csv", KIND_HEADER, kinds)
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_code)
    say(f"Đã ghi {len(units)} đơn vị và {len(successions)} dòng kế thừa vào fixtures/units/reform_2025/.")


if __name__ == "__main__":
    main()
