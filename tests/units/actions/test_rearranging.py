"""Is a rearrangement written as spans that end and begin on its day, and taken back as if it had never been?

On the small world: X and Y of huyện An, town Z of huyện Bình; today is 15/11/2024. The rows that must stand
are worked out by hand: unit, first day, last day, name, place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.world import NOW, TODAY, World, at, build_world
from units.actions import rearranging
from units.actions.cancelling import against_cancelling, cancel
from units.actions.rearranging import schedule
from units.actions.unit_spans import Who, Wording, correct, end, ending_of, restore
from units.actions.unit_spans import rename as rename_on_the_page
from units.actions.units import NewUnit, add_units
from units.enums import AgencyKind, Level, LogKind, Role
from units.kinds import UnitKind
from units.models import DirectKind, LogEntry, Placement, Posting, Reorganisation, Succession, Unit
from units.rearranging import Rearrangement, Tree, Wanted
from units.rearranging_builders import abolish, merge, move, rename, split
from units.refusals import NotYours, Overtaken, Refused
from units.summaries.rearranging import foreseen, tree_before
from units.summaries.spans import current, spot_mark, spots_of

DAY, EVE = date(2025, 7, 1), date(2025, 6, 30)
DECISION = "Nghị quyết 12/NQ-HĐND"
XY = Wanted("Xuân Yên", "xã", code="01234", area="rural")
Rows = dict[str, list[tuple[Any, ...]]]


def tree(*keys: str, day: date = DAY) -> Tree:
    return tree_before(day, set(keys))


def merged(day: date = DAY, into: Wanted = XY) -> Rearrangement:
    return merge(tree("xa-x", day=day), day=day, decision=DECISION, units=["xa-x", "xa-y"], into=into)


def halved(**below: int) -> Rearrangement:
    places = {"thon-1": 0, "thon-2": 1, "thon-3": 1} | below
    into = (Wanted("Xuân Đông", "xã"), Wanted("Xuân Tây", "xã"))
    return split(tree("xa-x"), day=DAY, decision=DECISION, unit="xa-x", into=into, below=places)


def renamed() -> Rearrangement:
    return rename(
        tree("xa-x"), day=DAY, decision=DECISION, unit="xa-x", name="Xuân An", kind="phường", area="urban"
    )


def moved() -> Rearrangement:
    return move(tree("xa-x"), day=DAY, decision=DECISION, units=["xa-x"], parent="huyen-b")


def without_districts() -> Rearrangement:
    return abolish(tree("tinh"), day=DAY, decision=DECISION, level=Level.DISTRICT, place="tinh")


EVERY_KIND: list[Callable[[], Rearrangement]] = [merged, halved, renamed, moved, without_districts]


def by(world: World, person: str = "tinh", **more: Any) -> dict[str, Any]:
    return {"by": world.people[person], "at": NOW} | more


def done(world: World, said: Rearrangement, person: str = "tinh") -> Reorganisation:
    return schedule(rearrangement=said, **by(world, person))


def rows() -> Rows:
    """Every row that a reorganisation could touch, with all its columns."""
    models: tuple[type[Model], ...] = (Unit, Placement, Posting, Succession, DirectKind)
    return {
        model.__name__: sorted(model._default_manager.values_list(), key=lambda row: row[0])
        for model in models
    }


def spans(key: str) -> list[tuple[date | None, date | None, str, str | None]]:
    found = spots_of(Unit.objects.get(key=key))
    return [(one.starts_on, one.ends_on, one.full_name, one.parent and one.parent.key) for one in found]


def posts(username: str) -> list[tuple[str, str, date | None, date | None]]:
    found = Posting.objects.filter(user__username=username).select_related("unit").order_by("pk")
    return [(one.unit.key, one.role, one.starts_on, one.ends_on) for one in found]


def heirs() -> set[tuple[str, str, bool, date, str]]:
    found = Succession.objects.select_related("predecessor", "successor")
    return {
        (one.predecessor.key, one.successor.key, one.is_whole, one.starts_on, one.decision) for one in found
    }


# --- What is written


def test_a_merger(world: World) -> None:
    row = done(world, merged())
    assert (row.kind, row.place.key, row.takes_effect_on) == ("merge", "huyen-a", DAY)
    assert row.summary == "Sáp nhập xã Xuân, xã Yên thành xã Xuân Yên"
    new = "huyen-a-xuan-yen"
    assert spans(new) == [(DAY, None, "xã Xuân Yên", "huyen-a")]
    spot = Placement.objects.get(unit__key=new)
    assert (spot.code, spot.area, spot.begun_by, spot.ended_by) == ("01234", "rural", row, None)
    for key, name in (("xa-x", "xã Xuân"), ("xa-y", "xã Yên")):
        assert spans(key) == [(None, EVE, name, "huyen-a")]
        assert Placement.objects.get(unit__key=key).ended_by == row
    for number in (1, 2, 3):
        assert spans(f"thon-{number}") == [
            (None, EVE, f"Thôn {number}", "xa-x"),
            (DAY, None, f"Thôn {number}", new),
        ]
    assert spans("tram") == [(None, EVE, "Trạm Y tế", "xa-x")]
    assert spans(f"{new}-tram-y-te") == [(DAY, None, "Trạm Y tế", new)]
    assert Unit.objects.get(key=f"{new}-cong-an-xa").agency_kind == AgencyKind.POLICE
    assert heirs() == {
        ("xa-x", new, True, DAY, DECISION),
        ("xa-y", new, True, DAY, DECISION),
        ("tram", f"{new}-tram-y-te", True, DAY, DECISION),
        ("cong-an", f"{new}-cong-an-xa", True, DAY, DECISION),
    }


def test_posts_go_with_the_whole_and_stay_where_the_unit_stays(world: World) -> None:
    Posting.objects.create(
        user=world.people["vhxh-y"], unit=world.units["xa-x"], role=Role.COMMUNE_COORDINATOR, ends_on=DAY
    )
    row = done(world, merged())
    new = "huyen-a-xuan-yen"
    coordinator = Role.COMMUNE_COORDINATOR
    assert posts("vhxh-x") == [("xa-x", coordinator, None, EVE), (new, coordinator, DAY, None)]
    # One post, though both communes were this person's; of two last days the later one.
    assert posts("vhxh-y") == [
        ("xa-y", coordinator, None, EVE),
        ("xa-x", coordinator, None, EVE),
        (new, coordinator, DAY, None),
    ]
    assert posts("lanh-dao-x") == [("xa-x", Role.LEADER, None, EVE), (new, Role.LEADER, DAY, None)]
    assert posts("y-te") == [
        ("tram", Role.UNIT_REPORTER, None, EVE),
        (f"{new}-tram-y-te", Role.UNIT_REPORTER, DAY, None),
    ]
    assert posts("truong-thon-1") == [("thon-1", Role.VILLAGE_HEAD, None, None)]
    assert posts("vhxh-cu") == [("xa-x", coordinator, None, date(2024, 11, 14))]
    begun = Posting.objects.filter(begun_by=row)
    assert {post.unit.key for post in begun} == {new, f"{new}-tram-y-te", f"{new}-cong-an-xa"}


def test_a_post_that_would_begin_when_its_unit_is_gone_begins_on_the_new_one(world: World) -> None:
    august = date(2025, 8, 1)
    role = Role.LEADER
    Posting.objects.create(user=world.people["vhxh-x"], unit=world.units["xa-x"], role=role, starts_on=august)
    before = rows()
    row = done(world, merged())
    assert posts("vhxh-x")[-1] == ("huyen-a-xuan-yen", role, august, None)
    assert not Posting.objects.filter(unit=world.units["xa-x"], starts_on=august).exists()
    cancel(reorganisation=row, reason="thôi", **by(world))
    assert rows() == before


def test_a_split(world: World) -> None:
    done(world, halved())
    east, west = "huyen-a-xuan-dong", "huyen-a-xuan-tay"
    assert spans("thon-1")[-1] == (DAY, None, "Thôn 1", east)
    assert spans("thon-2")[-1] == (DAY, None, "Thôn 2", west)
    assert heirs() == {
        *(("xa-x", new, False, DAY, DECISION) for new in (east, west)),
        *(("tram", f"{new}-tram-y-te", False, DAY, DECISION) for new in (east, west)),
        *(("cong-an", f"{new}-cong-an-xa", False, DAY, DECISION) for new in (east, west)),
    }
    # Nobody knows to which part these go: “chưa có nơi mới”.
    for person, unit in (("vhxh-x", "xa-x"), ("lanh-dao-x", "xa-x"), ("y-te", "tram")):
        assert [(key, last) for key, _, _, last in posts(person)] == [(unit, EVE)]


def test_another_name(world: World) -> None:
    done(world, renamed())
    assert spans("xa-x") == [
        (None, EVE, "xã Xuân", "huyen-a"),
        (DAY, None, "phường Xuân An", "huyen-a"),
    ]
    assert spans("thon-1") == [(None, None, "Thôn 1", "xa-x")]
    assert posts("vhxh-x") == [("xa-x", Role.COMMUNE_COORDINATOR, None, None)]
    assert not Succession.objects.exists()


def test_another_place(world: World) -> None:
    row = done(world, moved())
    assert row.place.key == "tinh"
    assert spans("xa-x") == [(None, EVE, "xã Xuân", "huyen-a"), (DAY, None, "xã Xuân", "huyen-b")]
    assert Placement.objects.filter(unit__key="xa-x", ends_on=None).get().area == "rural"


def test_no_districts_any_more(world: World) -> None:
    world.unit("phong", Level.AGENCY, "huyen-a", name="Phòng Y tế", agency=AgencyKind.HEALTH_DIVISION)
    done(world, without_districts())
    for key in ("huyen-a", "huyen-b", "phong"):
        assert [last for _, last, _, _ in spans(key)] == [EVE]
    for key in ("xa-x", "xa-y", "thi-tran-z"):
        assert spans(key)[-1][3] == "tinh"
    assert posts("huyen-a") == [("huyen-a", Role.DISTRICT_OFFICER, None, EVE)]
    standing = Placement.objects.as_of(DAY)
    gone = standing.exclude(parent__isnull=True).exclude(parent__in=standing.values("unit"))
    assert not gone.exists()


def test_choices_of_who_types_go_along_where_all_made_the_same(world: World) -> None:
    for key in ("xa-x", "xa-y"):
        DirectKind.objects.create(place=world.units[key], kind=Level.VILLAGE)
    with transaction.atomic():
        done(world, merged())
        new = Unit.objects.get(key="huyen-a-xuan-yen")
        assert list(new.direct_kinds.values_list("kind", flat=True)) == ["village"]
        transaction.set_rollback(True)
    DirectKind.objects.create(place=world.units["xa-x"], kind=AgencyKind.POLICE)
    done(world, merged())
    assert not DirectKind.objects.filter(place__key="huyen-a-xuan-yen").exists()


def test_the_log_tells_the_places_and_everybody_whose_post_changed(world: World) -> None:
    before = LogEntry.objects.count()
    row = schedule(rearrangement=merged(), **by(world, address="10.0.0.7"))
    told = list(LogEntry.objects.order_by("pk").select_related("unit")[before:])
    units = [one for one in told if one.kind == LogKind.UNIT]
    assert [(one.unit and one.unit.key, one.act, one.subject, one.after) for one in units] == [
        ("huyen-a", "lên lịch sắp xếp đơn vị", row.summary, "từ ngày 01/07/2025")
    ]
    assert {(one.reason, one.by, one.address) for one in told} == {
        (DECISION, world.people["tinh"], "10.0.0.7")
    }
    people = {one.subject: (one.act, one.before, one.after) for one in told if one.kind == LogKind.PERSON}
    assert people["Vhxh-X (vhxh-x)"] == (
        "chuyển vai trò theo sắp xếp đơn vị",
        "Công chức Văn hóa - Xã hội, xã Xuân, không nêu ngày",
        "Công chức Văn hóa - Xã hội, xã Xuân Yên, từ ngày 01/07/2025",
    )
    assert len(people) == 5  # coordinators of X and Y, the leader, the station, the police
    cancel(reorganisation=row, reason="chưa đủ căn cứ", **by(world))
    last = LogEntry.objects.filter(kind=LogKind.UNIT).latest("pk")
    assert (last.unit and last.unit.key, last.act, last.reason) == (
        "huyen-a",
        "huỷ sắp xếp đơn vị",
        "chưa đủ căn cứ",
    )


def test_an_old_day_is_as_it_was(world: World) -> None:
    before = set(Placement.objects.as_of(TODAY).values_list("unit_id", "name", "parent_id"))
    for said in EVERY_KIND:
        with transaction.atomic():
            done(world, said())
            assert set(Placement.objects.as_of(TODAY).values_list("unit_id", "name", "parent_id")) == before
            transaction.set_rollback(True)


# --- Taken back


@pytest.mark.parametrize("said", EVERY_KIND)
def test_what_was_scheduled_and_cancelled_never_was(world: World, said: Callable[[], Rearrangement]) -> None:
    Placement.objects.filter(unit__key="thon-3").update(ends_on=date(2025, 12, 31))
    Posting.objects.filter(user__username="vhxh-x").update(ends_on=date(2026, 1, 31))
    DirectKind.objects.create(place=world.units["xa-x"], kind=Level.VILLAGE)
    before = rows()
    row = done(world, said())
    assert rows() != before
    cancel(reorganisation=row, reason="thôi", **by(world))
    assert rows() == before
    row.refresh_from_db()
    assert (row.cancelled_by, row.cancelled_at, row.cancel_reason) == (world.people["tinh"], NOW, "thôi")
    # And it may be scheduled again.
    again = done(world, said())
    assert again.summary == row.summary


def test_it_is_taken_back_up_to_the_day_before(world: World) -> None:
    row = done(world, merged())
    for when in (at(1, month=7, year=2025), at(2, month=7, year=2025)):
        with pytest.raises(Refused, match="đã có hiệu lực từ ngày 01/07/2025"):
            cancel(reorganisation=row, reason="thôi", by=world.people["tinh"], at=when)
    last_hour = at(30, 23, month=6, year=2025)
    cancel(reorganisation=row, reason="thôi", by=world.people["tinh"], at=last_hour)
    with pytest.raises(Refused, match="đã huỷ"):
        cancel(reorganisation=row, reason="thôi", **by(world))


def test_a_reason_is_needed(world: World) -> None:
    row = done(world, merged())
    with pytest.raises(Refused, match="lý do"):
        cancel(reorganisation=row, reason="  ", **by(world))


def test_what_was_built_on_it_is_taken_back_first(world: World) -> None:
    first = done(world, merged())
    autumn = date(2025, 9, 1)
    second = done(
        world,
        rename(
            tree("huyen-a-xuan-yen", day=autumn),
            day=autumn,
            decision=DECISION,
            unit="huyen-a-xuan-yen",
            name="Yên Xuân",
            kind="xã",
        ),
    )
    with pytest.raises(Refused, match="“Đổi tên xã Xuân Yên thành xã Yên Xuân” dựa trên"):
        cancel(reorganisation=first, reason="thôi", **by(world))
    cancel(reorganisation=second, reason="thôi", **by(world))
    cancel(reorganisation=first, reason="thôi", **by(world))


def test_who_was_given_a_post_on_the_new_unit_stands_against_it(world: World) -> None:
    row = done(world, merged())
    new = Unit.objects.get(key="huyen-a-xuan-yen")
    Posting.objects.create(user=world.people["vhxh-z"], unit=new, role=Role.LEADER, starts_on=DAY)
    assert against_cancelling(row, TODAY).startswith("Vhxh-Z đã được giao vai trò ở đơn vị mới")


def test_a_village_added_below_the_new_unit_stands_against_it(world: World) -> None:
    row = done(world, merged())
    village = Unit.objects.create(key="thon-moi", level=Level.VILLAGE)
    new = Unit.objects.get(key="huyen-a-xuan-yen")
    Placement.objects.create(unit=village, parent=new, name="Thôn Mới", starts_on=date(2025, 8, 1))
    assert against_cancelling(row, TODAY) == "Thôn Mới được ghi sau khi lên lịch; bỏ thay đổi ấy trước."


def test_a_key_of_which_the_log_speaks_stays_and_is_taken_up_again(world: World) -> None:
    """The log is never changed, so neither is the unit it names; it stands nowhere."""
    row = done(world, merged())
    new = Unit.objects.get(key="huyen-a-xuan-yen")
    LogEntry.objects.create(at=NOW, kind=LogKind.UNIT, act="xem", unit=new)
    cancel(reorganisation=row, reason="thôi", **by(world))
    assert not Placement.objects.filter(unit=new).exists()
    assert not Unit.objects.filter(key="huyen-a-xuan-yen-tram-y-te").exists()
    assert foreseen(merged()).faults == []


def test_a_post_that_was_ended_by_hand_since_then_stays_ended(world: World) -> None:
    row = done(world, merged())
    may = date(2025, 5, 31)
    Posting.objects.filter(user__username="vhxh-x", unit__key="xa-x").update(ends_on=may)
    cancel(reorganisation=row, reason="thôi", **by(world))
    assert posts("vhxh-x") == [("xa-x", Role.COMMUNE_COORDINATOR, None, may)]
    assert Posting.objects.get(user__username="vhxh-x").ended_by is None


class TestAnyWish(TestCase):
    """Whatever is merged, divided, renamed or moved, with whatever dates: taken back it never was."""

    def setUp(self) -> None:
        self.world = build_world()

    @settings(max_examples=25)
    @given(
        wish=st.sampled_from(EVERY_KIND),
        ends=st.dictionaries(
            st.sampled_from(["vhxh-x", "vhxh-y", "lanh-dao-x", "y-te", "huyen-a"]),
            st.integers(min_value=0, max_value=400),
            max_size=4,
        ),
        starts=st.dictionaries(
            st.sampled_from(["vhxh-x", "cong-an"]), st.integers(min_value=-20, max_value=20), max_size=2
        ),
        villages=st.dictionaries(
            st.sampled_from(["thon-1", "thon-2"]), st.integers(min_value=1, max_value=90), max_size=2
        ),
    )
    def test_comes_back(self, wish, ends, starts, villages) -> None:
        with transaction.atomic():
            for name, days in ends.items():
                Posting.objects.filter(user__username=name).update(
                    ends_on=date(2025, 3, 1) + timedelta(days=days)
                )
            for name, days in starts.items():
                first = DAY + timedelta(days=days)
                Posting.objects.filter(user__username=name).exclude(ends_on__lt=first).update(starts_on=first)
            for key, days in villages.items():
                Placement.objects.filter(unit__key=key).update(ends_on=DAY + timedelta(days=days))
            before = rows()
            row = done(self.world, wish())
            cancel(reorganisation=row, reason="thôi", **by(self.world))
            assert rows() == before
            transaction.set_rollback(True)


# --- Refused


def test_the_same_again_is_refused_in_one_sentence(world: World) -> None:
    said = merged()
    done(world, said)
    with pytest.raises(Refused, match=r"^Việc sắp xếp này đã được lên lịch lúc 09:00 ngày 15/11/2024"):
        done(world, said)
    assert Reorganisation.objects.count() == 1


def test_a_unit_that_is_already_spoken_of_is_refused(world: World) -> None:
    said, other = merged(), moved()
    done(world, said)
    with pytest.raises(Refused, match="Xã Xuân đã có ngày cuối là 30/06/2025"):
        done(world, other)


def test_whoever_saw_something_else_writes_nothing(world: World) -> None:
    said = merged()
    mark = foreseen(said).mark
    Posting.objects.create(user=world.people["vhxh-z"], unit=world.units["xa-x"], role=Role.LEADER)
    with pytest.raises(Overtaken, match="Chưa ghi gì"):
        schedule(rearrangement=said, seen=mark, **by(world))
    assert not Reorganisation.objects.exists()
    schedule(rearrangement=said, seen=foreseen(said).mark, **by(world))


def test_two_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both saw the same; the second waits until the first is through, and then reads what stands."""
    said, other = merged(), moved()
    hold = rearranging.hold

    def hold_when_another_is_through(*asked: Any) -> None:
        monkeypatch.setattr(rearranging, "hold", hold)
        done(world, other)
        hold(*asked)

    monkeypatch.setattr(rearranging, "hold", hold_when_another_is_through)
    with pytest.raises(Refused, match="Xã Xuân đã ghi thay đổi từ ngày 01/07/2025"):
        done(world, said)


def test_every_fault_is_said_and_nothing_is_written(world: World) -> None:
    before = rows()
    with pytest.raises(Refused, match="Tên “thị trấn Đức” đã có ở Huyện Bình"):
        done(world, merged(into=Wanted("Đức", "thị trấn", parent="huyen-b")))
    assert rows() == before


@pytest.mark.parametrize(
    ("person", "said", "refusal", "told"),
    [
        ("vhxh-x", merged, NotYours, "không thuộc phạm vi"),
        ("huyen-a", merged, NotYours, "không thuộc phạm vi"),
        ("lanh-dao-x", renamed, NotYours, "không thuộc phạm vi"),
        ("nguoi-ngoai", moved, NotYours, "không thuộc phạm vi"),
    ],
)
def test_who_may_not(world: World, person, said, refusal, told) -> None:
    with pytest.raises(refusal, match=told):
        done(world, said(), person)
    row = done(world, said())
    with pytest.raises(NotYours):
        cancel(reorganisation=row, reason="thôi", **by(world, person))


def test_quan_tri_of_the_province_may(world: World) -> None:
    row = done(world, merged(), "quan-tri")
    cancel(reorganisation=row, reason="thôi", **by(world, "quan-tri"))


def test_a_neighbours_units_are_nobody_elses(world: World) -> None:
    world.unit("tinh-hai", Level.PROVINCE, name="Hai", kind="tỉnh")
    world.unit("huyen-hai", Level.DISTRICT, "tinh-hai", name="Hai", kind="huyện")
    world.person("so-hai", "tinh-hai", Role.PROVINCE_OFFICER)
    with pytest.raises(NotYours, match="không thuộc phạm vi"):
        done(world, merged(), "so-hai")
    # Nor may somebody put the own units below another's place, or take the own province.
    away = move(tree("xa-x", "huyen-hai"), day=DAY, decision=DECISION, units=["xa-x"], parent="huyen-hai")
    for person in ("tinh", "so-hai"):
        with pytest.raises(NotYours, match="không thuộc phạm vi"):
            done(world, away, person)
    provinces = merge(
        tree("tinh"), day=DAY, decision=DECISION, units=["tinh", "tinh-hai"], into=Wanted("Ba", "tỉnh")
    )
    with pytest.raises(NotYours, match="Chỉ Quản trị của cả nước"):
        done(world, provinces)


def test_only_the_country_writes_a_day_that_is_past(world: World) -> None:
    today = merged(day=TODAY)
    with pytest.raises(Refused, match="sớm nhất là ngày mai"):
        done(world, today)
    world.unit("nuoc", Level.COUNTRY, name="Việt Nam")
    world.person("ca-nuoc", "nuoc", Role.ADMIN)
    row = done(world, merged(day=date(2024, 11, 1)), "ca-nuoc")
    assert row.takes_effect_on == date(2024, 11, 1)
    with pytest.raises(Refused, match="đã có hiệu lực"):
        cancel(reorganisation=row, reason="thôi", **by(world, "ca-nuoc"))


def test_tomorrow_is_early_enough(world: World) -> None:
    row = done(world, merged(day=TODAY + timedelta(days=1)))
    assert row.takes_effect_on == date(2024, 11, 16)


# --- Beside the pages on units


def page(world: World) -> Who:
    return Who(by=world.people["quan-tri"], at=NOW)


def shown(world: World, key: str) -> tuple[Unit, str]:
    unit = world.units[key]
    spot = current(spots_of(unit), TODAY)
    assert spot is not None
    return unit, spot_mark(spot)


def test_what_a_reorganisation_ends_is_not_ended_renamed_or_restored_elsewhere(world: World) -> None:
    done(world, merged())
    unit, seen = shown(world, "xa-x")
    with pytest.raises(Refused, match="chỉ huỷ được ở Sắp xếp đơn vị"):
        restore(unit=unit, seen=seen, who=page(world))
    with pytest.raises(Refused, match="chỉ huỷ được ở Sắp xếp đơn vị"):
        rename_on_the_page(
            unit=unit,
            said=Wording("xã Khác"),
            from_day=date(2025, 1, 1),
            reason="",
            seen=seen,
            who=page(world),
        )
    spot = spots_of(world.units["tram"])[0]
    ending = ending_of(spot, date(2025, 1, 31))
    assert any("chỉ huỷ được ở Sắp xếp đơn vị" in sentence for sentence in ending.against)
    with pytest.raises(Refused, match="Sắp xếp đơn vị"):
        end(
            unit=world.units["tram"], last_day=date(2025, 1, 31), reason="", seen=ending.mark, who=page(world)
        )


def test_a_village_added_meanwhile_goes_the_way_of_the_others(world: World) -> None:
    row = done(world, merged())
    before = rows()
    wanted = [
        NewUnit("Thôn 4", UnitKind(Level.VILLAGE, "thôn")),
        NewUnit("Văn phòng", UnitKind(Level.AGENCY, agency_kind=AgencyKind.OFFICE)),
    ]
    add_units(place=world.units["xa-x"], wanted=wanted, starts_on=None, by=world.people["vhxh-x"], at=NOW)
    assert spans("xa-x-thon-4") == [
        (None, EVE, "Thôn 4", "xa-x"),
        (DAY, None, "Thôn 4", "huyen-a-xuan-yen"),
    ]
    assert spans("xa-x-van-phong") == [(None, EVE, "Văn phòng", "xa-x")]
    assert rows() != before
    cancel(reorganisation=row, reason="thôi", **by(world))
    assert spans("xa-x-thon-4") == [(None, None, "Thôn 4", "xa-x")]
    assert spans("xa-x-van-phong") == [(None, None, "Văn phòng", "xa-x")]


# --- As few statements, however many


def test_as_many_statements_for_ten_villages_as_for_three(world: World) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as few:
        done(world, merged())
        transaction.set_rollback(True)
    for number in range(4, 11):
        world.unit(f"thon-{number}", Level.VILLAGE, "xa-x", name=f"Thôn {number}", kind="thôn")
    with transaction.atomic(), CaptureQueriesContext(connection) as many:
        done(world, merged())
        transaction.set_rollback(True)
    assert len(few) == len(many)


def test_what_another_day_ends_is_not_renamed_or_moved_before_it(world: World) -> None:
    """Merged from July, X keeps name and place until then; else cancelling the merger could not open it."""
    before = rows()
    later = done(world, merged())
    march = date(2025, 3, 1)
    for said in (
        rename(tree("xa-x", day=march), day=march, decision=DECISION, unit="xa-x", name="An", kind="xã"),
        move(tree("xa-x", day=march), day=march, decision=DECISION, units=["xa-x"], parent="huyen-b"),
    ):
        with pytest.raises(Refused, match="Xã Xuân đã có ngày cuối là 30/06/2025"):
            done(world, said)
    cancel(reorganisation=later, reason="chưa đủ căn cứ", **by(world))
    assert rows() == before


def test_a_name_put_right_meanwhile_is_right_after_the_day_too(world: World) -> None:
    """Thôn 1 goes along in July; its misspelt name is not there again then. A name given by a decision stays,
    and so does the note of where it comes from."""
    row = done(world, merged())
    later = Placement.objects.get(unit__key="thon-1", begun_by=row)
    Placement.objects.filter(pk=later.pk).update(note="trước thuộc xã Xuân")
    who = Who(by=world.people["vhxh-x"], at=NOW)
    for key, name in (("thon-1", "Thôn Một"), ("thon-2", "Thôn Hai")):
        if key == "thon-2":
            Placement.objects.filter(unit__key=key, begun_by=row).update(name="Thôn Đông")
        unit = Unit.objects.get(key=key)
        spot = current(spots_of(unit), TODAY)
        assert spot is not None
        assert correct(unit=unit, said=Wording(name=name), seen=spot_mark(spot), who=who)
    new = "huyen-a-xuan-yen"
    assert spans("thon-1") == [(None, EVE, "Thôn Một", "xa-x"), (DAY, None, "Thôn Một", new)]
    assert spans("thon-2") == [(None, EVE, "Thôn Hai", "xa-x"), (DAY, None, "Thôn Đông", new)]
    later.refresh_from_db()
    assert (later.note, later.name_folded, later.begun_by) == ("trước thuộc xã Xuân", "thon mot", row)
    cancel(reorganisation=row, reason="hoãn", **by(world))
    assert spans("thon-1") == [(None, None, "Thôn Một", "xa-x")]
