"""Does `load_units` say what it did, refuse a wrong file whole, and leave pages as quick as before?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from units.loading import COUNTRY_FILES, PLACE_HEADER, Loaded, load_country, load_places
from units.models import Placement, Unit
from units.summaries.places import children_on, roots_on, search_on

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FOLDER: Path = settings.BASE_DIR / "fixtures" / "units"
DEMONSTRATION: Path = settings.BASE_DIR / "fixtures" / "demonstration" / "places.csv"
DAY = date(2024, 11, 1)


@pytest.fixture
def small_country(tmp_path: Path) -> Path:
    """A folder as `fixtures/units`, with one unit a level."""
    lines = (
        "nuoc,country,,Nước,,,,,,,",
        "tinh-mot,province,,Một,tỉnh,01,,,,,",
        "huyen-mot,district,,Một,huyện,001,,tinh-mot,,,",
        "xa-mot,commune,,Một,xã,00001,rural,huyen-mot,,,",
    )
    for name, line in zip(COUNTRY_FILES, lines, strict=True):
        (tmp_path / name).write_text(f"{PLACE_HEADER}\n{line}\n", "utf-8")
    return tmp_path


def test_the_command_tells_what_it_did(small_country: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_units", folder=small_country)
    assert "8 dòng mới, 0 dòng đổi" in capsys.readouterr().out
    call_command("load_units", folder=small_country)
    assert "không có gì thay đổi" in capsys.readouterr().out
    assert Placement.objects.get(unit__key="xa-mot").parent.key == "huyen-mot"


def test_a_later_file_ends_a_span(small_country: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How a rearrangement of the future comes in: the same line, now with its last day."""
    call_command("load_units", folder=small_country)
    path = small_country / "districts.csv"
    path.write_text(path.read_text("utf-8").replace("tinh-mot,,,", "tinh-mot,,2025-06-30,"), "utf-8")
    call_command("load_units", folder=small_country)
    assert "0 dòng mới, 1 dòng đổi" in capsys.readouterr().out
    assert Placement.objects.get(unit__key="huyen-mot").ends_on == date(2025, 6, 30)


def test_a_wrong_file_loads_nothing_of_the_others(small_country: Path) -> None:
    with (small_country / "communes.csv").open("a", encoding="utf-8") as file:
        file.write("xa-la,commune,,Lạ,xã,99999,rural,khong-co,,,\n")
    with pytest.raises(CommandError, match=r"Tệp communes\.csv, dòng 3: không có đơn vị cấp trên “khong-co”"):
        call_command("load_units", folder=small_country)
    assert not Unit.objects.exists()


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Không mở được tệp country\.csv"):
        call_command("load_units", folder=tmp_path)


def test_queries_do_not_grow_with_the_country() -> None:
    """The demonstration alone or the whole country beside it: the same number of questions."""

    def asked() -> dict[str, int]:
        district = Unit.objects.get(key="tan-yen")
        questions: dict[str, Callable[[], object]] = {
            "roots": lambda: roots_on(DAY),
            "children": lambda: children_on(DAY, district),
            "tree": lambda: list(Unit.objects.under(district, day=DAY)),
            "search": lambda: search_on(DAY, "hương"),
        }
        counts: dict[str, int] = {}
        for name, ask in questions.items():
            with CaptureQueriesContext(connection) as found:
                assert ask()
            counts[name] = len(found)
        return counts

    load_places(DEMONSTRATION)
    few = asked()
    assert load_country(FOLDER).changed == 0
    assert few == asked() == {"roots": 1, "children": 1, "tree": 1, "search": 2}
    assert load_places(DEMONSTRATION) == Loaded()
