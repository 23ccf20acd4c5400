"""Do the units of the whole country stand where the official tables have them, and are they found at once?

Facts are written by hand from the resolutions and the tables, never computed from the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from units.enums import Level
from units.loading import Loaded, load_country, load_places
from units.models import Placement, Unit
from units.summaries.places import children_on, names_on, search_on

pytestmark = pytest.mark.slow

FOLDER: Path = settings.BASE_DIR / "fixtures" / "units"
DEMONSTRATION: Path = settings.BASE_DIR / "fixtures" / "demonstration" / "places.csv"
NOVEMBER_2024 = date(2024, 11, 1)
LAST_OF_2024 = date(2024, 12, 31)
FIRST_OF_2025 = date(2025, 1, 1)
JUNE_2025 = date(2025, 6, 30)
DAYS = (date(2021, 1, 1), NOVEMBER_2024, LAST_OF_2024, FIRST_OF_2025, JUNE_2025)


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    """Loaded once for all tests of this file, which leave it as it is."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_country(FOLDER)
        transaction.set_rollback(True)


@contextmanager
def loaded_demonstration() -> Iterator[Loaded]:
    """The demonstration's places beside the country, gone again afterwards."""
    with transaction.atomic():
        yield load_places(DEMONSTRATION)
        transaction.set_rollback(True)


def test_loading_twice_changes_nothing(country: Loaded) -> None:
    # Units and their spans of three tiers, and the country itself.
    assert country == Loaded(added=10_819 + 10_865 + 2)
    assert load_country(FOLDER) == Loaded()
    assert (Unit.objects.count(), Placement.objects.count()) == (10_820, 10_866)


def test_the_demonstration_meets_the_country() -> None:
    """Its places with an official code are there already; only its villages and agencies are new."""
    with loaded_demonstration() as loaded:
        assert loaded.changed == 0
        assert load_country(FOLDER) == Loaded()
        for level in (Level.PROVINCE, Level.DISTRICT):
            assert Unit.objects.filter(level=level).count() == {"province": 63, "district": 698}[level]


def test_known_places_stand_where_the_tables_have_them() -> None:
    def tell(code: str, level: Level, day: date) -> tuple[str, str, str]:
        spot = Placement.objects.as_of(day).get(code=code, unit__level=level)
        above = Placement.objects.as_of(day).get(unit=spot.parent)
        return spot.full_name, above.full_name, above.code

    for day in DAYS:
        assert tell("06283", Level.COMMUNE, day) == ("xã An Sơn", "huyện Văn Quan", "184")
        assert tell("15928", Level.COMMUNE, day) == ("xã Hoằng Đức", "huyện Hoằng Hóa", "399")
        assert tell("216", Level.DISTRICT, day) == ("huyện Tân Yên", "tỉnh Bắc Giang", "24")
        assert tell("07351", Level.COMMUNE, day) == ("xã Ngọc Vân", "huyện Tân Yên", "216")
    assert tell("26734", Level.COMMUNE, JUNE_2025)[:2] == ("phường Tân Định", "Quận 1")


@pytest.mark.parametrize(
    ("district", "in_november_2024", "in_june_2025"),
    [
        ("tan-yen", 22, 19),
        ("hoang-hoa", 37, 36),
        ("van-quan", 17, 15),
        ("nam-dong", 10, 0),
        ("phu-loc", 17, 27),
    ],
)
def test_communes_of_the_demonstrations_districts(
    district: str, in_november_2024: int, in_june_2025: int
) -> None:
    unit = Unit.objects.get(key=district)
    assert len(children_on(NOVEMBER_2024, unit)) == in_november_2024
    assert len(children_on(JUNE_2025, unit)) == in_june_2025


def test_nam_dong_ends_with_the_year_and_its_ten_communes_go_to_phu_loc() -> None:
    """Nghị quyết 1314/NQ-UBTVQH15, in force on 01/01/2025."""
    ten = {
        "thị trấn Khe Tre",
        *("xã Hương Phú", "xã Hương Sơn", "xã Hương Lộc", "xã Thượng Quảng", "xã Hương Xuân"),
        *("xã Hương Hữu", "xã Thượng Lộ", "xã Thượng Long", "xã Thượng Nhật"),
    }
    nam_dong, phu_loc = Unit.objects.get(key="nam-dong"), Unit.objects.get(key="phu-loc")
    before = children_on(LAST_OF_2024, nam_dong)
    assert {place.full_name for place in before} == ten
    assert not children_on(FIRST_OF_2025, nam_dong)
    assert not names_on(FIRST_OF_2025, [nam_dong.pk])
    after = {place.unit_id for place in children_on(FIRST_OF_2025, phu_loc)}
    assert {place.unit_id for place in before} <= after


def test_a_province_keeps_its_identity_when_it_takes_another_name() -> None:
    """Nghị quyết 175/2024/QH15: the province became a city under the central government on 01/01/2025."""
    province = Unit.objects.get(key="thua-thien-hue")
    assert names_on(LAST_OF_2024, [province.pk])[province.pk].full_name == "tỉnh Thừa Thiên Huế"
    assert names_on(FIRST_OF_2025, [province.pk])[province.pk].full_name == "thành phố Huế"
    assert {place.full_name for place in children_on(LAST_OF_2024, province)} == {
        *("thành phố Huế", "thị xã Hương Thủy", "thị xã Hương Trà"),
        *(
            "huyện A Lưới",
            "huyện Nam Đông",
            "huyện Phong Điền",
            "huyện Phú Lộc",
            "huyện Phú Vang",
            "huyện Quảng Điền",
        ),
    }
    assert {place.full_name for place in children_on(FIRST_OF_2025, province)} == {
        *("quận Phú Xuân", "quận Thuận Hóa", "thị xã Hương Thủy", "thị xã Hương Trà", "thị xã Phong Điền"),
        *("huyện A Lưới", "huyện Phú Lộc", "huyện Phú Vang", "huyện Quảng Điền"),
    }


def test_a_commune_made_of_others_is_another_unit_though_it_took_over_a_code() -> None:
    """Nghị quyết 1191/NQ-UBTVQH15: Lan Giới, Đại Hóa and Quang Tiến became Quang Trung."""
    spots = Placement.objects.filter(code="07315", unit__level=Level.COMMUNE).order_by("ends_on", "starts_on")
    told = {(spot.unit.key, spot.full_name, spot.starts_on, spot.ends_on) for spot in spots}
    assert told == {
        ("quang-tien", "xã Quang Tiến", None, LAST_OF_2024),
        ("bac-giang-tan-yen-quang-trung", "xã Quang Trung", FIRST_OF_2025, None),
    }


def test_lang_son_changed_a_month_earlier() -> None:
    """Nghị quyết 1246/NQ-UBTVQH15, in force on 01/12/2024: Đồng Giáp and Tràng Các went into Khánh Khê."""
    van_quan = Unit.objects.get(key="van-quan")
    gone = {place.full_name for place in children_on(date(2024, 11, 30), van_quan)} - {
        place.full_name for place in children_on(date(2024, 12, 1), van_quan)
    }
    assert gone == {"xã Đồng Giáp", "xã Tràng Các"}


def test_the_database_itself_refuses_a_second_place_on_a_day() -> None:
    commune = Unit.objects.get(key="khe-tre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.bulk_create(
            [Placement(unit=commune, name="Khe Tre", starts_on=LAST_OF_2024, ends_on=LAST_OF_2024)]
        )


# --- The tree and the search at this size


@pytest.mark.parametrize(
    ("text", "first", "keys"),
    [
        ("hoang hoa", "huyện Hoằng Hóa, tỉnh Thanh Hóa", {"hoang-hoa"}),
        ("Hoằng Hoá", "huyện Hoằng Hóa, tỉnh Thanh Hóa", {"hoang-hoa"}),
        ("huyện Hoằng Hóa", "huyện Hoằng Hóa, tỉnh Thanh Hóa", {"hoang-hoa"}),
        ("an sơn", "xã An Sơn, huyện Văn Quan, tỉnh Lạng Sơn", {"an-son"}),
        ("  XA  AN SON ", "xã An Sơn, huyện Văn Quan, tỉnh Lạng Sơn", {"an-son"}),
        ("tp hue", "thành phố Huế, tỉnh Thừa Thiên Huế", {"thanh-pho-hue"}),
        ("quan 3", "Quận 3, thành phố Hồ Chí Minh", {"quan-3"}),
        ("hoang duc", "xã Hoằng Đức, huyện Hoằng Hóa, tỉnh Thanh Hóa", {"hoang-duc"}),
    ],
)
def test_search_finds_the_place_meant(text: str, first: str, keys: set[str]) -> None:
    found = search_on(NOVEMBER_2024, text)
    assert found[0].long_name == first
    assert keys <= {each.place.key for each in found}


@pytest.mark.parametrize("text", ["", "   ", "khongcoxanao"])
def test_search_for_nothing_finds_nothing(text: str) -> None:
    assert search_on(NOVEMBER_2024, text) == []


def test_search_goes_by_the_day_and_leaves_agencies_out() -> None:
    with loaded_demonstration():
        assert search_on(NOVEMBER_2024, "trạm y tế") == []
    assert [each.place.key for each in search_on(LAST_OF_2024, "huyện nam đông")] == ["nam-dong"]
    assert search_on(FIRST_OF_2025, "huyện nam đông") == []


def test_the_tree_of_a_province_is_one_question() -> None:
    # 1 province, 27 districts less Đông Sơn, 547 communes; one commune more before Hoằng Giang grew.
    province = Unit.objects.get(key="thanh-hoa")
    for day, units in ((JUNE_2025, 574), (NOVEMBER_2024, 575)):
        with CaptureQueriesContext(connection) as found:
            assert len(Unit.objects.under(province, day=day)) == units
        assert len(found) == 1
