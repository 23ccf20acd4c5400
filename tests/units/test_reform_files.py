"""Are the files of the reform of 1 July 2025 whole, clean and of one mind with those of the units before?

Facts are written by hand from the resolutions, never computed from the files.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tools import reform_units
from tools.speech import Refusal
from tools.unit_packages import Entry, Noted

FOLDER: Path = settings.BASE_DIR / "fixtures" / "units"
REFORM = FOLDER / "reform_2025"
DEMONSTRATION: Path = settings.BASE_DIR / "fixtures" / "demonstration" / "places.csv"
TIERS = ("provinces.csv", "districts.csv", "communes.csv")


def rows(*paths: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found.extend(csv.DictReader(file))
    return found


COUNTRY = rows(*(FOLDER / name for name in TIERS))
OLD = {row["key"]: row for row in COUNTRY if not row["ends_on"]}
NEW = {row["key"]: row for row in rows(REFORM / "units.csv")}
SUCCESSIONS = rows(REFORM / "successions.csv")
ENDS = rows(REFORM / "ends.csv")
KINDS = rows(REFORM / "kinds_2026.csv")


def by_code(code: str, level: str = "commune") -> dict[str, str]:
    (row,) = (row for row in NEW.values() if (row["level"], row["code"]) == (level, code))
    return row


def made_of(code: str, level: str = "commune") -> set[tuple[str, str, str]]:
    """Kind, name and share of the units that the new one was made of."""
    key = by_code(code, level)["key"]
    return {
        (OLD[row["predecessor"]]["kind"], OLD[row["predecessor"]]["name"], row["share"])
        for row in SUCCESSIONS
        if row["successor"] == key
    }


def became(old_key: str) -> set[tuple[str, str]]:
    """Code of the new unit and share."""
    return {
        (NEW[row["successor"]]["code"], row["share"]) for row in SUCCESSIONS if row["predecessor"] == old_key
    }


# --- Counts


def test_headers_are_the_agreed_ones() -> None:
    for name, header in {
        "units.csv": "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note",
        "successions.csv": "predecessor,successor,on,share,decision,note",
        "ends.csv": "key,last_day,note",
        "kinds_2026.csv": "key,kind,name,area,starts_on,decision",
    }.items():
        assert (REFORM / name).read_text("utf-8").partition("\n")[0] == header


def test_counts_by_level_and_kind() -> None:
    assert Counter(row["level"] for row in NEW.values()) == {"province": 34, "commune": 3_321}
    assert Counter(row["kind"] for row in NEW.values()) == {
        "tỉnh": 28,
        "thành phố": 6,
        "xã": 2_621,
        "phường": 687,
        "đặc khu": 13,
    }
    below = Counter(row["parent"] for row in NEW.values())
    assert (below["thua-thien-hue"], below["ha-noi"], below["thanh-hoa"]) == (40, 126, 166)
    assert len(SUCCESSIONS) == 10_491
    assert Counter(row["share"] for row in SUCCESSIONS) == {"whole": 9_519, "part": 972}


def test_the_thirteen_special_zones() -> None:
    assert {row["name"] for row in NEW.values() if row["kind"] == "đặc khu"} == {
        "Vân Đồn",
        "Cô Tô",
        "Cát Hải",
        "Bạch Long Vĩ",
        "Cồn Cỏ",
        "Hoàng Sa",
        "Lý Sơn",
        "Trường Sa",
        "Phú Quý",
        "Côn Đảo",
        "Phú Quốc",
        "Thổ Châu",
        "Kiên Hải",
    }


def test_area_follows_the_kind() -> None:
    areas = {"xã": "rural", "phường": "urban", "đặc khu": "rural", "tỉnh": "", "thành phố": ""}
    for row in [*NEW.values(), *KINDS]:
        assert row["area"] == areas[row["kind"]], row


# --- Who is who


def test_every_new_unit_stands_from_the_day_under_a_province() -> None:
    assert len(NEW) == len(rows(REFORM / "units.csv"))
    for row in NEW.values():
        assert (row["starts_on"], row["ends_on"], row["agency_kind"]) == ("2025-07-01", "", ""), row
        assert row["note"].startswith("Nghị quyết ")
        if row["level"] == "province":
            assert row["parent"] == ""
        else:
            assert NEW[row["parent"]]["level"] == "province", row
    assert len({(row["level"], row["code"]) for row in NEW.values()}) == 3_355
    assert len({(row["parent"], row["kind"], row["name"]) for row in NEW.values()}) == 3_355


def test_a_unit_that_stands_on_is_of_one_level_and_nothing_else_went_to_or_from_it() -> None:
    same = NEW.keys() & OLD.keys()
    assert Counter(OLD[key]["level"] for key in same) == {"province": 11, "commune": 132}
    assert all(OLD[key]["level"] == NEW[key]["level"] for key in same)
    touched = {row["predecessor"] for row in SUCCESSIONS} | {row["successor"] for row in SUCCESSIONS}
    assert not same & touched


def test_a_new_unit_has_a_key_that_nobody_had() -> None:
    """Also no unit that ended before, and none of the demonstration that is not the same unit."""
    others = {row["key"] for row in COUNTRY} | {row["key"] for row in rows(FOLDER / "country.csv")}
    others |= {row["key"] for row in rows(DEMONSTRATION) if row["starts_on"] != "2025-07-01"}
    fresh = NEW.keys() - OLD.keys()
    assert len(fresh) == 3_355 - 143
    assert not fresh & others
    for key in fresh:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) and len(key) <= 80
    in_demonstration = {
        row["code"]: row["key"]
        for row in rows(DEMONSTRATION)
        if row["starts_on"] == "2025-07-01" and row["code"] and row["level"] in ("province", "commune")
    }
    for code, key in in_demonstration.items():
        assert NEW[key]["code"] == code


def test_every_successor_is_new_and_every_predecessor_old() -> None:
    for row in SUCCESSIONS:
        assert row["successor"] in NEW.keys() - OLD.keys(), row
        assert row["predecessor"] in OLD.keys() - NEW.keys(), row
        levels = OLD[row["predecessor"]]["level"], NEW[row["successor"]]["level"]
        assert levels in {("province", "province"), ("commune", "commune"), ("district", "commune")}, row
        assert row["on"] == "2025-07-01"
    assert len({(row["predecessor"], row["successor"]) for row in SUCCESSIONS}) == len(SUCCESSIONS)


def test_nobody_is_forgotten() -> None:
    """A unit of 30/06/2025 stands on, has successors or ends; a new one is an old one or made of some."""
    succeeded = {row["predecessor"] for row in SUCCESSIONS}
    ended = {row["key"] for row in ENDS}
    assert succeeded | ended | (OLD.keys() & NEW.keys()) == OLD.keys()
    assert not succeeded & ended and not ended & NEW.keys()
    assert {row["successor"] for row in SUCCESSIONS} | OLD.keys() & NEW.keys() == NEW.keys()


def test_whole_goes_to_one_unit_and_parts_to_several() -> None:
    shares: dict[str, list[str]] = {}
    for row in SUCCESSIONS:
        shares.setdefault(row["predecessor"], []).append(row["share"])
    for key, found in shares.items():
        assert found == ["whole"] or (len(found) >= 2 and set(found) == {"part"}), key
    split = [found for found in shares.values() if len(found) > 1]
    assert (len(split), max(map(len, split))) == (441, 5)


def test_communes_go_where_their_province_went() -> None:
    province = {key: key for key in OLD if OLD[key]["level"] == "province"}
    province |= {
        row["predecessor"]: row["successor"] for row in SUCCESSIONS if row["predecessor"] in province
    }
    for row in SUCCESSIONS:
        above = row["predecessor"]
        while OLD[above]["parent"]:
            above = OLD[above]["parent"]
        assert province[above] == (NEW[row["successor"]]["parent"] or row["successor"]), row


def test_all_districts_end_and_five_islands_become_communes() -> None:
    assert len(ENDS) == 691
    assert {row["last_day"] for row in ENDS} == {"2025-06-30"}
    assert {OLD[row["key"]]["level"] for row in ENDS} == {"district"}
    islands = {
        OLD[row["predecessor"]]["code"]: (NEW[row["successor"]]["code"], row["share"])
        for row in SUCCESSIONS
        if OLD[row["predecessor"]]["level"] == "district"
    }
    assert islands == {
        "318": ("11948", "whole"),  # Bạch Long Vĩ
        "471": ("19742", "whole"),  # Cồn Cỏ
        "498": ("20333", "whole"),  # Hoàng Sa
        "536": ("21548", "whole"),  # Lý Sơn
        "755": ("26732", "whole"),  # Côn Đảo
    }


# --- Known facts


@pytest.mark.parametrize(
    ("code", "name", "parts"),
    [
        ("06298", "Yên Phúc", {"An Sơn", "Bình Phúc", "Yên Phúc"}),
        ("15865", "Hoằng Hóa", {"Bút Sơn", "Hoằng Đức", "Hoằng Hà", "Hoằng Đạt", "Hoằng Đạo", "Hoằng Đồng"}),
        ("20161", "Khe Tre", {"Khe Tre", "Hương Phú", "Hương Lộc", "Thượng Lộ"}),
        ("20179", "Nam Đông", {"Hương Xuân", "Hương Sơn", "Thượng Nhật"}),
        ("20182", "Long Quảng", {"Hương Hữu", "Thượng Long", "Thượng Quảng"}),
        ("07339", "Tân Yên", {"Cao Thượng", "Cao Xá", "Việt Lập", "Ngọc Lý"}),
    ],
)
def test_what_a_commune_was_made_of(code: str, name: str, parts: set[str]) -> None:
    assert (by_code(code)["name"], by_code(code)["kind"]) == (name, "xã")
    assert {part for _, part, _ in made_of(code)} == parts
    assert {share for _, _, share in made_of(code)} == {"whole"}


def test_tan_yen_became_five_communes_and_gave_one_to_a_ward() -> None:
    """Quế Nham went to phường Đa Mai, the other 18 communes to five xã."""
    communes = [key for key, row in OLD.items() if row["parent"] == "tan-yen"]
    assert len(communes) == 19
    to = Counter(code for key in communes for code, share in became(key) if share == "whole")
    assert {by_code(code)["name"]: number for code, number in to.items()} == {
        "Tân Yên": 4,
        "Nhã Nam": 4,
        "Quang Trung": 2,
        "Phúc Hòa": 3,
        "Ngọc Thiện": 5,
        "Đa Mai": 1,
    }
    ((da_mai, share),) = became("que-nham")
    assert (by_code(da_mai)["name"], by_code(da_mai)["kind"], share) == ("Đa Mai", "phường", "whole")
    assert {NEW[by_code(code)["parent"]]["name"] for code in to} == {"Bắc Ninh"}


def test_bac_giang_and_bac_ninh_became_bac_ninh_under_the_code_of_bac_giang() -> None:
    assert made_of("24", "province") == {("tỉnh", "Bắc Giang", "whole"), ("tỉnh", "Bắc Ninh", "whole")}
    new = by_code("24", "province")
    assert (new["name"], new["kind"]) == ("Bắc Ninh", "tỉnh")
    assert sum(row["parent"] == new["key"] for row in NEW.values()) == 99
    assert {row["decision"] for row in SUCCESSIONS if row["successor"] == new["key"]} == {"202/2025/QH15"}


def test_eleven_provinces_stand_on() -> None:
    same = {row["name"] for key, row in NEW.items() if row["level"] == "province" and key in OLD}
    assert same == {
        "Hà Nội",
        "Cao Bằng",
        "Điện Biên",
        "Lai Châu",
        "Sơn La",
        "Lạng Sơn",
        "Quảng Ninh",
        "Thanh Hóa",
        "Nghệ An",
        "Hà Tĩnh",
        "Huế",
    }


def test_a_commune_that_kept_its_land_stands_on_whatever_it_is_called() -> None:
    """Thổ Châu became a special zone, Krông Na is called Buôn Đôn; xã Mường Lèo only lost its district."""
    assert (NEW["tho-chau"]["kind"], OLD["tho-chau"]["kind"]) == ("đặc khu", "xã")
    assert (NEW["krong-na"]["name"], OLD["krong-na"]["name"]) == ("Buôn Đôn", "Krông Na")
    assert NEW["muong-leo"]["parent"] == "son-la"


def test_communes_of_one_name_in_one_new_province_are_kept_apart() -> None:
    """The notes of the resolutions tell them apart where the package takes one for the other."""
    assert became("hai-duong-kim-thanh-hoa-binh") == {("10804", "part"), ("10843", "part")}
    assert became("hai-phong-vinh-bao-hoa-binh") == {("11911", "whole")}
    assert became("lang-son-binh-gia-hong-phong") == {("06079", "whole")}
    assert {code for code, _ in became("van-khe")} == {"08980", "08995", "09022", "09817"}


def test_a_part_of_hoa_thang_went_to_hong_thai() -> None:
    (key,) = (key for key, row in OLD.items() if (row["level"], row["code"]) == ("commune", "23053"))
    assert became(key) == {("23053", "part"), ("23041", "part")}


@pytest.mark.parametrize(
    ("province", "resolution"),
    [("20", "1672"), ("24", "1658"), ("38", "1686"), ("46", "1675"), ("01", "1656"), ("79", "1685")],
)
def test_each_province_has_its_resolution(province: str, resolution: str) -> None:
    key = by_code(province, "province")["key"]
    inside = {row["key"]: row["note"] for row in NEW.values() if row["parent"] == key}
    assert set(inside.values()) == {f"Nghị quyết {resolution}/NQ-UBTVQH15, từ ngày 01/07/2025"}
    said = {row["decision"] for row in SUCCESSIONS if row["successor"] in inside}
    assert said == {f"{resolution}/NQ-UBTVQH15"}


# --- 2026


def test_changes_of_kind_in_2026() -> None:
    provinces = {
        (row["name"], row["kind"], row["starts_on"], row["decision"])
        for row in KINDS
        if NEW[row["key"]]["level"] == "province"
    }
    assert provinces == {
        ("Đồng Nai", "thành phố", "2026-04-30", "30/2026/QH16"),
        ("Quảng Ninh", "thành phố", "2026-09-01", "36/2026/QH16"),
        ("Bắc Ninh", "thành phố", "2026-09-20", "39/2026/QH16"),
    }
    communes = [row for row in KINDS if NEW[row["key"]]["level"] == "commune"]
    assert Counter(
        (NEW[NEW[row["key"]]["parent"]]["name"], row["kind"], row["starts_on"], row["decision"])
        for row in communes
    ) == {
        ("Đồng Nai", "phường", "2026-04-30", "237/NQ-UBTVQH16"): 10,
        ("Bắc Ninh", "phường", "2026-09-20", "388/NQ-UBTVQH16"): 12,
    }
    for row in KINDS:
        assert (NEW[row["key"]]["name"], NEW[row["key"]]["kind"] != row["kind"]) == (row["name"], True)
    assert {row["decision"] for row in KINDS} == {
        row["decision"] for row in rows(REFORM / "decisions_2026.csv")
    }


# --- The files


def test_texts_are_clean_and_fit_the_tables() -> None:
    for name in ("units.csv", "successions.csv", "ends.csv", "kinds_2026.csv", "corrections.csv"):
        for row in rows(REFORM / name):
            for text in row.values():
                assert unicodedata.is_normalized("NFC", text)
                assert text == " ".join(text.split()) and len(text) <= 300
    for row in NEW.values():
        assert re.fullmatch({"province": r"\d\d", "commune": r"\d{5}"}[row["level"]], row["code"])
        assert row["name"][0].isupper(), row
        bare = re.sub(r"(?i)qu", "q", row["name"])
        assert not re.search(r"(?i)(?<!q)(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)", bare), row


def test_lines_are_sorted_by_level_and_code() -> None:
    levels = ("province", "district", "commune")

    def place(row: dict[str, str]) -> tuple[int, str]:
        return levels.index(row["level"]), row["code"]

    orders = (
        [place(row) for row in NEW.values()],
        [(place(OLD[row["predecessor"]]), place(NEW[row["successor"]])) for row in SUCCESSIONS],
        [place(OLD[row["key"]]) for row in ENDS],
        [place(NEW[row["key"]]) for row in KINDS],
    )
    for order in orders:
        assert list(order) == sorted(order)


def test_every_correction_names_its_source_and_was_put_in() -> None:
    corrections = rows(REFORM / "corrections.csv")
    assert Counter(row["what"] for row in corrections) == {"drop": 32, "add": 1}
    codes = {(OLD[row["predecessor"]]["code"], NEW[row["successor"]]["code"]) for row in SUCCESSIONS}
    for row in corrections:
        assert re.match(r"Nghị quyết \d+/NQ-UBTVQH15 ngày 16/06/2025: ", row["source"])
        assert ((row["old_code"], row["new_code"]) in codes) == (row["what"] == "add")
        assert row["note_code"] and row["said"]
        if row["meant_code"]:
            assert (row["meant_code"], row["new_code"]) in codes


# --- How they are made (without the packages)


@pytest.mark.parametrize("known", [True, False], ids=["files there", "no files yet"])
def test_a_second_run_gives_the_same_keys(
    known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not known:
        monkeypatch.setattr(reform_units, "REFORM", tmp_path)
    code = {key: (row["level"], row["code"]) for key, row in OLD.items()}
    new = {
        (row["level"], row["code"]): Entry(
            row["level"],
            row["code"],
            row["name"],
            row["kind"],
            NEW[row["parent"]]["code"] if row["parent"] else "",
        )
        for row in NEW.values()
    }
    same = {(row["level"], row["code"]): code[key] for key, row in NEW.items() if key in OLD}
    units = reform_units.new_units(new, same, reform_units.standing_units())
    assert {at: unit.key for at, unit in units.items()} == {
        (row["level"], row["code"]): row["key"] for row in NEW.values()
    }


def test_keys_say_the_shortest_that_nobody_else_could_mean() -> None:
    assert by_code("20182")["key"] == "long-quang"  # nobody else ever had the name
    assert by_code("15865")["key"] == "hoang-hoa-2025"  # the district has the bare one
    assert by_code("20179")["key"] == "hue-nam-dong-2025"  # two new communes of the name
    assert by_code("24", "province")["key"] == "bac-ninh-2025"
    assert by_code("30076")["key"] == "dong-thap-xa-my-tho-2025"  # Mỹ Thọ; phường Mỹ Tho is its neighbour
    assert by_code("21484")["key"] == "quang-ngai-ba-to-21484-2025"  # Ba Tơ; xã Ba Tô is its neighbour


def test_what_is_the_same_unit() -> None:
    """Whole to whole and nothing else; an island district and its commune are of two levels."""
    a, b, c, island = ("commune", "1"), ("commune", "2"), ("commune", "3"), ("district", "9")
    p, q, r, s = (("commune", f"1{number}") for number in range(4))
    claims = {(a, p), (b, q), (c, q), (c, r), (island, s)}
    assert reform_units.same_units(claims) == {p: a}


HEAD = "what,old_code,new_code,meant_code,note_code,said,source\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("drop,3,10,,10,xã Một,x", "không còn khớp"),
        ("add,1,10,,10,xã Một,x", "không còn khớp"),
        ("drop,1,10,,10,xã Bốn,x", "không có “xã Bốn”"),
        ("drop,1,10,3,10,xã Một,x", "không cùng tên"),
    ],
)
def test_a_correction_that_its_source_does_not_bear_out_is_refused(
    line: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, old, notes = _little_reform()
    (tmp_path / "corrections.csv").write_text(f"{HEAD}{line}\n", "utf-8")
    monkeypatch.setattr(reform_units, "REFORM", tmp_path)
    with pytest.raises(Refusal, match=reason):
        reform_units.correct(claims, old, notes)


def test_corrections_drop_and_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims, old, notes = _little_reform()
    (tmp_path / "corrections.csv").write_text(
        f"{HEAD}drop,1,10,2,10,xã Một,x\nadd,3,10,,10,xã Một,x\n", "utf-8"
    )
    monkeypatch.setattr(reform_units, "REFORM", tmp_path)
    reform_units.correct(claims, old, notes)
    assert claims == {(("commune", "2"), ("commune", "10")), (("commune", "3"), ("commune", "10"))}


Claims = set[tuple[tuple[str, str], tuple[str, str]]]


def _little_reform() -> tuple[Claims, dict[tuple[str, str], dict[str, str]], dict[tuple[str, str], Noted]]:
    """Communes 1 and 2, both called Một, are claimed for the new 10; 3, called Ba, is not."""
    new = ("commune", "10")
    claims = {(("commune", "1"), new), (("commune", "2"), new)}
    old = {("commune", code): {"name": name} for code, name in (("1", "Một"), ("2", "Một"), ("3", "Ba"))}
    return claims, old, {new: Noted(Entry("commune", "10", "Mười", "xã", "01"), "hợp nhất xã Một và xã Ba")}
