"""Does the reform of 1 July 2025 go through on the whole country, and leave nobody and nothing behind?

63 provinces, 696 districts and 10,035 communes become 34 provinces and 3,321 communes (Nghị quyết
202/2025/QH15, 203/2025/QH15 and those of 16/06/2025). Villages, a school, agencies and people are put into
the communes of the five plans first; what became of those communes is written down by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from childplan.clock import VIET_NAM
from units.actions.cancelling import cancel
from units.actions.rearranging_by_files import rearrange_by_files
from units.enums import AgencyKind, Level, LogKind, Role
from units.loading import Loaded, load_country
from units.models import LogEntry, Placement, Posting, Reorganisation, Succession, Unit, User
from units.rearrangement_files import REFORM_DECISION, folder_files
from units.summaries.lineage import standings_on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FOLDER: Path = settings.BASE_DIR / "fixtures" / "units"
REFORM, EVE = date(2025, 7, 1), date(2025, 6, 30)
IN_JUNE = datetime(2025, 6, 20, 9, tzinfo=VIET_NAM)

BELOW: tuple[tuple[str, str, Level, str, str], ...] = (
    ("an-son-1", "an-son", Level.VILLAGE, "Thôn 1", ""),
    ("an-son-tram", "an-son", Level.AGENCY, "Trạm Y tế", AgencyKind.HEALTH_STATION),
    ("an-son-mam-non", "an-son", Level.AGENCY, "Trường Mầm non An Sơn", AgencyKind.KINDERGARTEN),
    ("binh-phuc-1", "binh-phuc", Level.VILLAGE, "Thôn 1", ""),
    ("binh-phuc-tram", "binh-phuc", Level.AGENCY, "Trạm Y tế", AgencyKind.HEALTH_STATION),
    ("tan-yen-phong", "tan-yen", Level.AGENCY, "Phòng Y tế", AgencyKind.HEALTH_DIVISION),
    ("bac-giang-so", "bac-giang", Level.AGENCY, "Sở Y tế", AgencyKind.HEALTH_DEPARTMENT),
    ("bac-ninh-so", "bac-ninh", Level.AGENCY, "Sở Y tế", AgencyKind.HEALTH_DEPARTMENT),
)
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("truong-thon", "an-son-1", Role.VILLAGE_HEAD),
    ("y-te", "an-son-tram", Role.UNIT_REPORTER),
    ("vhxh", "an-son", Role.COMMUNE_COORDINATOR),
    ("huyen", "tan-yen", Role.DISTRICT_OFFICER),
    ("so-bac-giang", "bac-giang", Role.PROVINCE_OFFICER),
    ("so-hue", "thua-thien-hue", Role.PROVINCE_OFFICER),
)


@pytest.fixture(scope="module", autouse=True)
def reformed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[list[Reorganisation]]:
    """The country on the eve with a few people, and the reform scheduled in June, once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_country(FOLDER)
        for key, parent, level, name, agency in BELOW:
            unit = Unit.objects.create(key=key, level=level, agency_kind=agency)
            kind = "thôn" if level == Level.VILLAGE else ""
            Placement.objects.create(unit=unit, parent=Unit.objects.get(key=parent), name=name, kind=kind)
        for username, key, role in (*PEOPLE, ("quan-tri", "viet-nam", Role.ADMIN)):
            user = User.objects.create_user(username, full_name=username)
            Posting.objects.create(user=user, unit=Unit.objects.get(key=key), role=role)
        rows = rearrange_by_files(
            contents=folder_files(FOLDER / "reform_2025"),
            decision=REFORM_DECISION,
            by=User.objects.get(username="quan-tri"),
            at=IN_JUNE,
        ).rows
        connection.check_constraints()
        with connection.cursor() as cursor:
            # As every database does by and by: it counts its rows before it is asked about them.
            cursor.execute("ANALYZE")
        yield rows
        transaction.set_rollback(True)


def standing(day: date) -> Counter[str]:
    places = Placement.objects.as_of(day).exclude(unit__level__in=[Level.VILLAGE, Level.AGENCY])
    return Counter(places.values_list("unit__level", flat=True))


def above(key: str, day: date) -> list[str]:
    chain = Unit.objects.chain(Unit.objects.get(key=key), day=day)
    spots = Placement.objects.as_of(day).filter(unit__in=chain.values("pk")).select_related("unit")
    levels = list(Level)
    return [
        spot.full_name for spot in sorted(spots, key=lambda one: levels.index(one.unit.level), reverse=True)
    ]


def test_the_counts_that_everybody_quotes() -> None:
    assert standing(EVE) == {"country": 1, "province": 63, "district": 696, "commune": 10_035}
    assert standing(REFORM) == {"country": 1, "province": 34, "commune": 3_321}
    kinds = Placement.objects.as_of(REFORM).filter(unit__level=Level.COMMUNE).values_list("kind", flat=True)
    assert Counter(kinds) == {"xã": 2_621, "phường": 687, "đặc khu": 13}
    assert Succession.objects.filter(predecessor__level=Level.PROVINCE).count() == 52


def test_nothing_is_left_behind() -> None:
    for day in (EVE, REFORM, date(2026, 12, 31)):
        there = Placement.objects.as_of(day)
        lost = there.filter(parent__isnull=False).exclude(parent__in=there.values("unit"))
        assert not lost.exists(), day
        held = Posting.objects.as_of(day).exclude(unit__in=there.values("unit"))
        assert not held.exists(), day
    ended = Placement.objects.filter(ends_on=EVE).exclude(
        unit__in=Placement.objects.as_of(REFORM).values("unit")
    )
    without_heir = ended.exclude(unit__in=Succession.objects.values("predecessor"))
    assert Counter(without_heir.values_list("unit__level", flat=True)) == {"district": 691, "agency": 1}


def test_every_part_has_another_part_and_every_whole_is_whole() -> None:
    shares: dict[int, list[bool]] = {}
    for old, is_whole in Succession.objects.values_list("predecessor_id", "is_whole"):
        shares.setdefault(old, []).append(is_whole)
    assert all(said == [True] or (len(said) > 1 and not any(said)) for said in shares.values())


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        (
            "an-son-1",
            ["Thôn 1", "xã An Sơn", "huyện Văn Quan", "tỉnh Lạng Sơn"],
            ["Thôn 1", "xã Yên Phúc", "tỉnh Lạng Sơn"],
        ),
        (
            "an-son-mam-non",
            ["Trường Mầm non An Sơn", "xã An Sơn", "huyện Văn Quan", "tỉnh Lạng Sơn"],
            ["Trường Mầm non An Sơn", "xã Yên Phúc", "tỉnh Lạng Sơn"],
        ),
        ("thua-thien-hue", ["thành phố Huế"], ["thành phố Huế"]),
    ],
)
def test_where_somebody_stands_before_and_after(key: str, before: list[str], after: list[str]) -> None:
    assert above(key, EVE) == before
    assert above(key, REFORM) == after


@pytest.mark.parametrize(
    ("old", "new", "province"),
    [
        (["An Sơn", "Bình Phúc", "Yên Phúc"], "xã Yên Phúc", "tỉnh Lạng Sơn"),
        (["Khe Tre", "Hương Phú", "Hương Lộc", "Thượng Lộ"], "xã Khe Tre", "thành phố Huế"),
        (["Hương Xuân", "Hương Sơn", "Thượng Nhật"], "xã Nam Đông", "thành phố Huế"),
    ],
)
def test_what_a_new_commune_was_made_of(old: list[str], new: str, province: str) -> None:
    spots = Placement.objects.as_of(REFORM).filter(name=new.removeprefix("xã "), unit__level=Level.COMMUNE)
    (spot,) = [one for one in spots if above(one.unit.key, REFORM) == [new, province]]
    assert spot.unit is not None
    stood = standings_on(EVE, [spot.unit])[spot.unit_id]
    names = Placement.objects.as_of(EVE).filter(unit__in=stood.whole).values_list("name", flat=True)
    assert sorted(names) == sorted(old)
    assert (stood.is_carried, stood.beside) == (True, ())


def test_agencies_of_communes_that_merge_become_one_and_a_districts_end() -> None:
    station = Succession.objects.get(predecessor__key="an-son-tram")
    other = Succession.objects.get(predecessor__key="binh-phuc-tram")
    assert station.successor == other.successor
    assert station.is_whole
    assert above(station.successor.key, REFORM) == ["Trạm Y tế", "xã Yên Phúc", "tỉnh Lạng Sơn"]
    departments = Succession.objects.filter(predecessor__key__in=["bac-giang-so", "bac-ninh-so"])
    assert len({row.successor_id for row in departments}) == 1
    assert not Succession.objects.filter(predecessor__key="tan-yen-phong").exists()


def test_two_villages_of_one_name_say_where_they_come_from() -> None:
    notes = Placement.objects.filter(unit__key__in=["an-son-1", "binh-phuc-1"], starts_on=REFORM)
    assert set(notes.values_list("note", flat=True)) == {"trước thuộc xã An Sơn", "trước thuộc xã Bình Phúc"}


def posts(username: str, day: date) -> list[tuple[str, str]]:
    held = Posting.objects.as_of(day).filter(user__username=username).select_related("unit")
    return [(above(post.unit.key, day)[0], post.role) for post in held]


def test_people_keep_their_posts_where_the_whole_went() -> None:
    assert posts("vhxh", EVE) == [("xã An Sơn", Role.COMMUNE_COORDINATOR)]
    assert posts("vhxh", REFORM) == [("xã Yên Phúc", Role.COMMUNE_COORDINATOR)]
    assert posts("y-te", REFORM) == [("Trạm Y tế", Role.UNIT_REPORTER)]
    assert posts("truong-thon", REFORM) == [("Thôn 1", Role.VILLAGE_HEAD)]
    assert posts("so-bac-giang", REFORM) == [("tỉnh Bắc Ninh", Role.PROVINCE_OFFICER)]
    assert posts("so-hue", REFORM) == [("thành phố Huế", Role.PROVINCE_OFFICER)]
    assert posts("huyen", EVE) == [("huyện Tân Yên", Role.DISTRICT_OFFICER)]
    assert posts("huyen", REFORM) == []


def test_kinds_that_changed_since_then() -> None:
    """Bắc Ninh, Quảng Ninh and Đồng Nai are cities by now: nine cities, twenty-five provinces."""
    kinds = Placement.objects.as_of(date(2026, 9, 20)).filter(unit__level=Level.PROVINCE)
    assert Counter(kinds.values_list("kind", flat=True)) == {"tỉnh": 25, "thành phố": 9}
    before = Placement.objects.as_of(date(2026, 4, 29)).filter(unit__level=Level.PROVINCE)
    assert Counter(before.values_list("kind", flat=True)) == {"tỉnh": 28, "thành phố": 6}


def test_the_log_has_a_row_for_each_province_and_each_post(reformed: list[Reorganisation]) -> None:
    told = LogEntry.objects.filter(at=IN_JUNE, subject=reformed[0].summary)
    assert Counter(told.values_list("unit__level", flat=True)) == {"province": 63}
    people = LogEntry.objects.filter(at=IN_JUNE, kind=LogKind.PERSON).values_list("subject", flat=True)
    assert sorted(people) == [
        *("huyen (huyen)", "so-bac-giang (so-bac-giang)", "vhxh (vhxh)", "y-te (y-te)"),
    ]


def test_loading_the_three_tiers_again_changes_nothing() -> None:
    """Their files know nothing of the reform."""
    assert load_country(FOLDER) == Loaded()


def test_cancelled_in_time_it_never_was(reformed: list[Reorganisation]) -> None:
    """The later changes of kind first, for they rest on it."""
    admin = User.objects.get(username="quan-tri")
    with transaction.atomic():
        for row in reversed(reformed[1:]):
            cancel(reorganisation=row, reason="thôi", by=admin, at=IN_JUNE)
        with CaptureQueriesContext(connection) as statements:
            cancel(reorganisation=reformed[0], reason="thôi", by=admin, at=IN_JUNE)
        assert len(statements) < 400
        assert standing(REFORM) == standing(EVE)
        # 10,820 units and 10,866 spans of three tiers, and the eight below them. New units of which the log
        # of another kind speaks, or at which it was scheduled, stay as keys that stand nowhere.
        assert Unit.objects.filter(placements__isnull=False).distinct().count() == 10_820 + len(BELOW)
        assert Unit.objects.filter(placements=None).count() < 10
        assert Placement.objects.count() == 10_866 + len(BELOW)
        assert not Placement.objects.filter(ends_on=EVE).exists()
        assert not Placement.objects.filter(ended_by__isnull=False).exists()
        assert not Succession.objects.exists()
        assert Posting.objects.filter(starts_on=None, ends_on=None).count() == Posting.objects.count() == 7
        transaction.set_rollback(True)
