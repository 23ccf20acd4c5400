"""Are the files of the country's units whole, clean and of one mind on every day?

Facts are written by hand from the resolutions and the tables, never computed from the files.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from units.loading import COUNTRY_FILES

FOLDER: Path = settings.BASE_DIR / "fixtures" / "units"
DEMONSTRATION: Path = settings.BASE_DIR / "fixtures" / "demonstration" / "places.csv"
JUNE_2025 = date(2025, 6, 30)
DAYS = (date(2021, 1, 1), date(2024, 11, 1), date(2024, 12, 31), date(2025, 1, 1), JUNE_2025)


def rows(*paths: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found.extend(csv.DictReader(file))
    return found


TIERS = ("provinces.csv", "districts.csv", "communes.csv")
COUNTRY = rows(*(FOLDER / name for name in TIERS))


def standing(day: date) -> list[dict[str, str]]:
    return [
        row
        for row in COUNTRY
        if (row["starts_on"] or "0001-01-01") <= day.isoformat() <= (row["ends_on"] or "9999-12-31")
    ]


def test_the_country_comes_first_and_is_the_one_of_the_demonstration() -> None:
    assert list(COUNTRY_FILES) == ["country.csv", *TIERS]
    (country,) = rows(FOLDER / "country.csv")
    assert {name: text for name, text in country.items() if text} == {
        "key": "viet-nam",
        "level": "country",
        "name": "Việt Nam",
    }
    assert [row for row in rows(DEMONSTRATION) if row["level"] == "country"] == [country]


def test_counts_of_the_last_day_of_three_tiers() -> None:
    now = standing(JUNE_2025)
    assert Counter(row["level"] for row in now) == {"province": 63, "district": 696, "commune": 10_035}
    assert Counter(row["kind"] for row in now if row["level"] == "province") == {"tỉnh": 57, "thành phố": 6}
    assert Counter(row["kind"] for row in now if row["level"] == "district") == {
        "huyện": 508,
        "thành phố": 87,
        "thị xã": 52,
        "quận": 49,
    }
    # Five island districts have no communes.
    with_communes = {row["parent"] for row in now if row["level"] == "commune"}
    assert {row["code"] for row in now if row["level"] == "district" and row["key"] not in with_communes} == {
        "318",
        "471",
        "498",
        "536",
        "755",
    }


@pytest.mark.parametrize("day", DAYS)
def test_every_parent_stands_one_level_up_on_the_day(day: date) -> None:
    now = standing(day)
    level = {row["key"]: row["level"] for row in now}
    above = {"province": None, "district": "province", "commune": "district"}
    for row in now:
        assert level.get(row["parent"]) == above[row["level"]], row


@pytest.mark.parametrize("day", DAYS)
def test_a_code_and_a_full_name_mean_one_unit_on_a_day(day: date) -> None:
    now = standing(day)
    assert len({(row["level"], row["code"]) for row in now}) == len(now)
    assert len({(row["parent"], row["kind"], row["name"]) for row in now}) == len(now)
    assert len({row["key"] for row in now}) == len(now)


def test_keys_are_one_unit_each_and_stand_in_an_address() -> None:
    levels: dict[str, set[str]] = {}
    for row in COUNTRY:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["key"]), row
        assert len(row["key"]) <= 80
        levels.setdefault(row["key"], set()).add(row["level"])
    assert all(len(found) == 1 for found in levels.values())
    assert len(levels) == 10_819


def test_texts_are_clean() -> None:
    for row in COUNTRY:
        for text in row.values():
            assert unicodedata.is_normalized("NFC", text)
            assert text == " ".join(text.split())
        assert re.fullmatch(
            {"province": r"\d\d", "district": r"\d{3}", "commune": r"\d{5}"}[row["level"]], row["code"]
        )
        assert not re.search(
            r"(?i)(?<!q)(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)", re.sub(r"(?i)qu", "q", row["name"])
        ), row
        # The first word has a capital; later words do too unless they are a common noun inside the name.
        small = {word for word in row["name"].split() if word[0].islower()}
        assert row["name"][0].isupper() and small <= {"trường"}, row


def test_area_follows_the_kind_of_the_commune() -> None:
    areas = {"xã": "rural", "phường": "urban", "thị trấn": "urban"}
    for row in COUNTRY:
        assert row["area"] == (areas[row["kind"]] if row["level"] == "commune" else ""), row


def test_spans_of_a_unit_follow_each_other_without_a_gap() -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in COUNTRY:
        spans.setdefault(row["key"], []).append((row["starts_on"], row["ends_on"]))
    several = {key: sorted(found) for key, found in spans.items() if len(found) > 1}
    assert set(map(tuple, several.values())) == {(("", "2024-12-31"), ("2025-01-01", ""))}
    assert {"thua-thien-hue", "phong-dien", "khe-tre", "loc-son", "vy-da"} < several.keys()


def test_every_correction_and_every_date_names_its_source() -> None:
    """The lists are short enough to be read; nothing else differs from the packages."""
    corrections, rearrangements = rows(FOLDER / "corrections.csv"), rows(FOLDER / "rearrangements.csv")
    assert len(corrections) == 12
    assert all(row["source"].startswith(("Nghị quyết", "Nghị định")) for row in corrections)
    by_code = {(row["level"], row["code"]): row for row in standing(JUNE_2025)}
    for row in corrections:
        assert by_code[row["level"], row["code"]][row["what"]] == row["new"] != row["old"]
    assert all(re.fullmatch(r"\d+(/2024)?/(NQ-UBTVQH15|QH15)", row["resolution"]) for row in rearrangements)
    dated = [row for row in COUNTRY if row["starts_on"] or row["ends_on"]]
    assert all(row["note"].startswith("Nghị quyết ") for row in dated)


def test_the_demonstration_uses_the_keys_of_the_country() -> None:
    """A place with an official code is the same unit here and there, span for span."""
    here = {(row["key"], row["starts_on"]): row for row in COUNTRY}
    with_code = [row for row in rows(DEMONSTRATION) if row["code"]]
    assert len(with_code) > 30
    for row in with_code:
        assert here[row["key"], row["starts_on"]] == row
