"""Ấn định hạn, gia hạn, chốt, mở khoá: who may, when it is refused, and what stands still under a lock."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting import actions, standing_in
from reporting.enums import Act, NoticeKind, ReportState, StandInSource
from reporting.explaining import explain
from reporting.locks import lock_on
from reporting.models import Notice, Report, ReportEvent, RoundLock
from reporting.reminders import remind
from reporting.summaries.lists import lines_at
from reporting.summaries.round_page import round_page
from tests.world import NOW, World, at, fill_places, fill_villages, send_up
from units.enums import LogKind
from units.models import LogEntry

pytestmark = pytest.mark.django_db


def set_day(world: World, day: date, *units: str, who: str = "vhxh-x") -> int:
    return actions.set_day(
        round_=world.rounds[2024],
        units=[world.units[key] for key in units],
        day=day,
        by=world.people[who],
        at=NOW,
    )


def extend(world: World, day: date, *units: str, who: str = "vhxh-x", reason: str = "lũ", when=NOW) -> int:  # type: ignore[no-untyped-def]
    return actions.extend(
        round_=world.rounds[2024],
        units=[world.units[key] for key in units],
        day=day,
        reason=reason,
        by=world.people[who],
        at=when,
    )


def lock(world: World, *units: str, who: str = "vhxh-x", reason: str = "xong kỳ") -> list[RoundLock]:
    return actions.lock(
        round_=world.rounds[2024],
        units=[world.units[key] for key in units],
        reason=reason,
        by=world.people[who],
        at=NOW,
    )


def unlock(world: World, unit: str, who: str = "vhxh-x", reason: str = "sửa số") -> RoundLock:
    found = RoundLock.objects.filter(unit=world.units[unit]).latest("id")
    [ended] = actions.unlock(round_locks=[found], reason=reason, by=world.people[who], at=NOW)
    return ended


def due(world: World, unit: str, at_place: str = "xa-x", when=NOW) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """The chip and the sentence that lists show."""
    own, lines = lines_at(world.units[at_place], world.rounds[2024], when)
    line = next(line for line in [*lines, *([own] if own else [])] if line.unit_key == unit)
    return line.due.text, line.due_sentence


# --- Days


def test_one_day_for_many_units(world: World) -> None:
    assert set_day(world, date(2024, 11, 18), "tram", "cong-an") == 2
    for unit in ("tram", "cong-an"):
        assert due(world, unit) == ("Còn 3 ngày", "Hạn nộp: hết ngày Thứ Hai 18/11/2024, do xã ấn định")
    event = world.report("tram").events.get(act=Act.DAY_SET)
    assert (event.day, event.by, event.from_state) == (
        date(2024, 11, 18),
        world.people["vhxh-x"],
        ReportState.DRAFT,
    )
    row = LogEntry.objects.filter(kind=LogKind.ROUND, unit=world.units["tram"]).get()
    assert (row.act, row.before, row.after) == ("ấn định hạn nộp", "chưa ấn định", "hết ngày 18/11/2024")
    assert row.subject == "Năm 2024, Trạm Y tế"
    told = Notice.objects.filter(kind=NoticeKind.DAYS).values_list("user__username", flat=True)
    assert sorted(told) == ["cong-an", "y-te"]


def test_the_same_day_again_writes_nothing_and_another_counts(world: World) -> None:
    set_day(world, date(2024, 11, 18), "tram")
    assert set_day(world, date(2024, 11, 18), "tram") == 0
    assert set_day(world, date(2024, 11, 16), "tram", "cong-an") == 2
    assert due(world, "tram")[0] == "Còn 1 ngày"
    assert ReportEvent.objects.filter(act=Act.DAY_SET).count() == 3


@pytest.mark.parametrize(
    ("day", "units", "words"),
    [
        (date(2024, 11, 14), ("tram",), "đã qua"),
        (date(2024, 11, 18), ("thon-1",), "Kế hoạch đã nêu hạn cho Thôn 1"),
        (date(2024, 11, 18), ("tram", "thon-1"), "Kế hoạch đã nêu hạn"),
        (date(2024, 11, 18), (), "Chưa chọn"),
    ],
)
def test_a_day_that_cannot_be_set(world: World, day: date, units: tuple[str, ...], words: str) -> None:
    with pytest.raises(actions.Refused, match=words):
        set_day(world, day, *units)
    assert not ReportEvent.objects.filter(act=Act.DAY_SET).exists()


def test_today_can_still_be_set(world: World) -> None:
    set_day(world, date(2024, 11, 15), "tram")
    assert due(world, "tram")[0] == "Hạn hôm nay"


@pytest.mark.parametrize("who", ["huyen-a", "tinh", "vhxh-y", "lanh-dao-x", "quan-tri", "y-te", "vhxh-cu"])
def test_days_come_from_whoever_checks_right_above(world: World, who: str) -> None:
    with pytest.raises(actions.NotYours):
        set_day(world, date(2024, 11, 18), "tram", who=who)
    with pytest.raises(actions.NotYours):
        extend(world, date(2024, 11, 25), "thon-1", who=who)
    assert not ReportEvent.objects.filter(act__in=[Act.DAY_SET, Act.EXTENDED]).exists()


def test_units_of_two_places_are_not_one_persons(world: World) -> None:
    with pytest.raises(actions.NotYours):
        extend(world, date(2024, 12, 8), "xa-x", "thi-tran-z", who="huyen-a")
    assert extend(world, date(2024, 12, 8), "xa-x", "xa-y", who="huyen-a") == 2
    assert due(world, "xa-x", "huyen-a")[1] == "Hạn nộp: gia hạn đến hết ngày 08/12/2024"


def test_the_top_sets_its_own_day(world: World) -> None:
    set_day(world, date(2024, 12, 20), "tinh", who="tinh")
    assert due(world, "tinh", "tinh")[1] == "Hạn nộp: hết ngày 20/12/2024, do tỉnh ấn định"


def test_an_extension_makes_late_in_time_and_the_next_day_late(world: World) -> None:
    fill_villages(world)
    assert due(world, "thon-1", when=at(22))[0] == "Quá hạn 2 ngày"
    extend(world, date(2024, 11, 23), "thon-1", "thon-2", when=at(22))
    assert due(world, "thon-1", when=at(22)) == (
        "Còn 1 ngày",
        "Hạn nộp: gia hạn đến hết ngày Thứ Bảy 23/11/2024",
    )
    world.hand_in("thon-1", "truong-thon-1", when=at(23, 23))
    world.hand_in("thon-2", "truong-thon-2", when=at(24, 0))
    world.hand_in("thon-3", "truong-thon-3", when=at(23, 23))
    assert [due(world, f"thon-{number}", when=at(25))[0] for number in (1, 2, 3)] == [
        "Đúng hạn",
        "Nộp muộn 1 ngày",
        "Nộp muộn 3 ngày",
    ]
    row = LogEntry.objects.filter(kind=LogKind.ROUND, unit=world.units["thon-1"]).get()
    assert (row.act, row.before, row.after, row.reason) == (
        "gia hạn",
        "hết ngày 20/11/2024",
        "hết ngày 23/11/2024",
        "lũ",
    )


@pytest.mark.parametrize(
    ("day", "unit", "reason", "words"),
    [
        (date(2024, 11, 20), "thon-1", "lũ", "đang là hết ngày 20/11/2024"),
        (date(2024, 11, 19), "thon-1", "lũ", "đang là hết ngày 20/11/2024"),
        (date(2024, 11, 14), "thon-1", "lũ", "đã qua"),
        (date(2024, 11, 25), "thon-1", "  ", "Ghi lý do"),
        (date(2024, 11, 25), "tram", "lũ", "chưa có hạn nộp"),
    ],
)
def test_an_extension_that_is_refused(world: World, day: date, unit: str, reason: str, words: str) -> None:
    with pytest.raises(actions.Refused, match=words):
        extend(world, day, unit, reason=reason)
    assert not ReportEvent.objects.filter(act=Act.EXTENDED).exists()


def test_what_is_in_is_not_extended_unless_it_came_back(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(22))
    with pytest.raises(actions.Refused, match="đã nộp"):
        extend(world, date(2024, 11, 25), "thon-1", when=at(22))
    with pytest.raises(actions.Refused, match="đã nộp"):
        extend(world, date(2024, 11, 25), "thon-2", "thon-1", when=at(22))
    assert not ReportEvent.objects.filter(act=Act.EXTENDED).exists()
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(22))
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(22), reason="sai")
    assert world.report("thon-1").correct_by_on == date(2024, 11, 25)
    extend(world, date(2024, 11, 28), "thon-1", when=at(22))
    assert due(world, "thon-1", when=at(22)) == ("Còn 6 ngày", "Hạn sửa: hết ngày Thứ Năm 28/11/2024")
    # The day for the correction moved; that the first one came two days late stays what it was.
    event = world.report("thon-1").events.get(act=Act.EXTENDED)
    assert (event.day, event.from_state) == (date(2024, 11, 28), ReportState.RETURNED)
    row = LogEntry.objects.filter(kind=LogKind.ROUND, unit=world.units["thon-1"]).get()
    assert (row.before, row.after) == ("sửa hết ngày 25/11/2024", "sửa hết ngày 28/11/2024")
    told = Notice.objects.filter(kind=NoticeKind.DAYS).get()
    assert told.text == "Hạn sửa mới: hết ngày 28/11/2024. lũ"
    world.hand_in("thon-1", "truong-thon-1", when=at(27))
    assert due(world, "thon-1", when=at(27))[0] == "Nộp muộn 2 ngày"


def test_what_came_back_before_its_day_gets_more_time_too(world: World) -> None:
    """Thôn 1 is due on 20/11; it handed in on 13/11 and came back with 16/11 as the day to correct."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(13))
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(13))
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(13), reason="sai")
    with pytest.raises(actions.Refused, match="Hạn sửa của Thôn 1 đang là hết ngày 16/11/2024"):
        extend(world, date(2024, 11, 16), "thon-1", when=at(14))
    extend(world, date(2024, 11, 18), "thon-1", when=at(14))
    assert due(world, "thon-1", when=at(14)) == ("Còn 4 ngày", "Hạn sửa: hết ngày Thứ Hai 18/11/2024")
    world.hand_in("thon-1", "truong-thon-1", when=at(17))
    assert due(world, "thon-1", when=at(17)) == ("Đúng hạn", "Hạn nộp: hết ngày Thứ Tư 20/11/2024")


def test_what_came_back_without_a_day_is_given_time_to_correct(world: World) -> None:
    world.enter("tram", "y-te", bi_thuong=2)
    world.hand_in("tram", "y-te")
    actions.send_back(report=world.report("tram"), by=world.people["vhxh-x"], at=NOW, reason="sai")
    extend(world, date(2024, 11, 22), "tram")
    assert due(world, "tram") == ("Còn 7 ngày", "Hạn sửa: hết ngày Thứ Sáu 22/11/2024")


def test_the_day_of_what_is_in_stays(world: World) -> None:
    """Set to 16/11 and handed in on 18/11: another day would make late in time."""
    set_day(world, date(2024, 11, 16), "tram")
    world.enter("tram", "y-te", bi_thuong=2, when=at(18))
    world.hand_in("tram", "y-te", when=at(18))
    assert due(world, "tram", when=at(18))[0] == "Nộp muộn 2 ngày"
    with pytest.raises(actions.Refused, match="Trạm Y tế đã nộp, hạn không đổi nữa"):
        actions.set_day(
            round_=world.rounds[2024],
            units=[world.units["tram"], world.units["cong-an"]],
            day=date(2024, 11, 20),
            by=world.people["vhxh-x"],
            at=at(18),
        )
    assert due(world, "tram", when=at(18))[0] == "Nộp muộn 2 ngày"
    page = round_page(world.rounds[2024], world.units["xa-x"], at(18))
    assert [line.key for line in page.to_set] == ["cong-an"]


@pytest.mark.parametrize("day", [date(2204, 11, 25), date(9999, 12, 31)])
def test_a_slip_in_the_year_is_no_day(world: World, day: date) -> None:
    """Reminders count from these days; one beyond the calendar would stop them for everybody."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    for act in (
        lambda: set_day(world, day, "tram"),
        lambda: extend(world, day, "thon-2"),
        lambda: actions.send_back(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="sai", correct_by=day
        ),
    ):
        with pytest.raises(actions.Refused, match="xa quá"):
            act()
    assert remind(at(19, 9)).reports == 2  # thôn 2 and thôn 3, a day before


def test_a_set_day_that_was_extended_is_extended_further(world: World) -> None:
    set_day(world, date(2024, 11, 18), "tram")
    extend(world, date(2024, 11, 21), "tram")
    assert due(world, "tram")[1] == "Hạn nộp: gia hạn đến hết ngày Thứ Năm 21/11/2024"
    with pytest.raises(actions.Refused, match="đã được gia hạn"):
        set_day(world, date(2024, 11, 19), "tram")
    extend(world, date(2024, 11, 22), "tram")
    assert due(world, "tram")[0] == "Còn 7 ngày"


def test_a_unit_that_owes_nothing_gets_no_day(world: World) -> None:
    world.units["thon-la"] = world.unit("thon-la", world.units["thon-1"].level, "xa-x", name="Thôn lạ")
    with pytest.raises(actions.Refused, match="không phải nộp"):
        set_day(world, date(2024, 11, 18), "thon-la")


# --- Locks


def test_a_lock_is_a_row_an_event_a_line_in_the_log_and_a_notice(world: World) -> None:
    (row,) = lock(world, "thon-1")
    assert (row.unit, row.locked_by, row.reason) == (world.units["thon-1"], world.people["vhxh-x"], "xong kỳ")
    event = world.report("thon-1").events.get(act=Act.LOCKED)
    assert (event.reason, event.from_state, event.to_state) == ("xong kỳ", "draft", "draft")
    entry = LogEntry.objects.filter(kind=LogKind.ROUND).latest("id")
    assert (entry.act, entry.before, entry.after, entry.reason) == ("chốt", "đang mở", "đã chốt", "xong kỳ")
    notice = Notice.objects.get(kind=NoticeKind.LOCK)
    assert notice.user == world.people["truong-thon-1"]
    assert notice.title == "Thôn 1: báo cáo năm 2024 đã chốt, chỉ xem được"
    unlock(world, "thon-1")
    assert world.report("thon-1").events.latest("id").act == Act.UNLOCKED
    entry = LogEntry.objects.filter(kind=LogKind.ROUND).latest("id")
    assert (entry.act, entry.before, entry.after) == ("mở khoá", "đã chốt", "đang mở")
    assert lock_on(world.report("thon-1")) is None
    with pytest.raises(actions.Refused, match="đã được mở khoá"):
        unlock(world, "thon-1")


def test_locks_are_ended_together_or_not_at_all(world: World) -> None:
    both = lock(world, "thon-1", "thon-2")
    unlock(world, "thon-1")
    with pytest.raises(actions.Refused, match="Có đơn vị đã được mở khoá"):
        actions.unlock(round_locks=both, reason="sửa số", by=world.people["vhxh-x"], at=NOW)
    assert lock_on(world.report("thon-2")) is not None
    with pytest.raises(actions.Refused, match="Chưa chọn"):
        actions.unlock(round_locks=[], reason="sửa số", by=world.people["vhxh-x"], at=NOW)


def test_a_whole_place_costs_what_one_unit_costs(world: World) -> None:
    """A district with forty communes, a province with three hundred: the same statements."""

    def cost(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    def unlock_all() -> None:
        standing = list(RoundLock.objects.filter(ended_at=None))
        actions.unlock(round_locks=standing, reason="sửa số", by=world.people["vhxh-x"], at=NOW)

    villages = ("thon-1", "thon-2", "thon-3")
    # The first day that a unit is given brings one question with it: who stands above.
    set_day(world, date(2024, 11, 17), "tram", "cong-an")
    extend(world, date(2024, 11, 24), *villages)
    assert cost(lambda: set_day(world, date(2024, 11, 18), "tram")) == cost(
        lambda: set_day(world, date(2024, 11, 19), "tram", "cong-an")
    )
    assert cost(lambda: extend(world, date(2024, 11, 25), "thon-1")) == cost(
        lambda: extend(world, date(2024, 11, 26), *villages)
    )
    one = [cost(lambda: lock(world, "thon-1")), cost(unlock_all)]
    assert one == [cost(lambda: lock(world, *villages)), cost(unlock_all)]


ABOVE = {
    "thon-1": {"vhxh-x", "huyen-a", "tinh", "quan-tri"},
    "xa-x": {"huyen-a", "tinh", "quan-tri"},
    "huyen-a": {"tinh", "quan-tri"},
    "tinh": set(),
}
CAST = (
    "truong-thon-1",
    "vhxh-x",
    "vhxh-y",
    "lanh-dao-x",
    "huyen-a",
    "huyen-b",
    "tinh",
    "quan-tri",
    "vhxh-cu",
)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("unit", ABOVE)
def test_locks_come_from_strictly_above(world: World, unit: str, who: str) -> None:
    if who in ABOVE[unit]:
        assert len(lock(world, unit, who=who)) == 1
        assert unlock(world, unit, who=who).ended_at == NOW
        return
    with pytest.raises(actions.NotYours):
        lock(world, unit, who=who)
    RoundLock.objects.create(
        round=world.rounds[2024],
        unit=world.units[unit],
        reason="có sẵn",
        locked_at=NOW,
        locked_by=world.people["tinh"],
    )
    with pytest.raises(actions.NotYours):
        unlock(world, unit, who=who)
    assert RoundLock.objects.get().ended_at is None


def test_a_lock_needs_a_reason_and_a_unit_that_is_open(world: World) -> None:
    for units, reason, words in ((("thon-1",), " ", "lý do"), ((), "x", "Chưa chọn")):
        with pytest.raises(actions.Refused, match=words):
            lock(world, *units, reason=reason)
    lock(world, "thon-1")
    with pytest.raises(actions.Refused, match="đều đã chốt"):
        lock(world, "thon-1")
    assert len(lock(world, "thon-1", "thon-2")) == 1
    with pytest.raises(actions.Refused, match="lý do mở khoá"):
        unlock(world, "thon-1", reason="")


def test_locks_stand_one_inside_the_other(world: World) -> None:
    lock(world, "thon-1")
    lock(world, "xa-x", who="huyen-a")
    unlock(world, "thon-1")
    held = lock_on(world.report("thon-1"))
    assert held is not None and held.unit == world.units["xa-x"]
    lock(world, "thon-1")  # by the commune besides the district's
    unlock(world, "xa-x", who="huyen-a")
    held = lock_on(world.report("thon-1"))
    assert held is not None and held.unit == world.units["thon-1"]
    assert lock_on(world.report("thon-2")) is None


def enter(world: World) -> object:
    return world.enter("thon-1", "truong-thon-1", tre_em=101)


def hand_in(world: World) -> object:
    return world.hand_in("thon-1", "truong-thon-1")


def take_back(world: World) -> object:
    return actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)


def start_check(world: World) -> object:
    return actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)


def accept(world: World) -> object:
    return actions.accept(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)


def send_back(world: World) -> object:
    return actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="sai")


def undo(world: World) -> object:
    return actions.undo_acceptance(
        report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="sai"
    )


def stand_in(world: World) -> object:
    return standing_in.start(
        report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, source=StandInSource.PHONE
    )


def say_why(world: World) -> object:
    return explain(report=world.report("thon-1"), given=[], by=world.people["truong-thon-1"], at=NOW)


def give_more_time(world: World) -> object:
    return extend(world, date(2024, 11, 25), "thon-1")


def waive(world: World) -> object:
    return actions.waive(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="vắng")


HELD: dict[str, tuple[Callable[[World], object], str, bool]] = {
    "enter": (enter, "draft", False),
    "hand in": (hand_in, "draft", False),
    "take back": (take_back, "submitted", False),
    "start to check": (start_check, "submitted", True),
    "accept": (accept, "submitted", True),
    "return": (send_back, "submitted", False),
    "undo": (undo, "accepted", False),
    "stand in": (stand_in, "draft", False),
    "explain": (say_why, "draft", False),
    "extend": (give_more_time, "draft", False),
    "waive": (waive, "draft", True),
}


@pytest.mark.parametrize("locked", ["thon-1", "xa-x", "huyen-a"])
@pytest.mark.parametrize("act", HELD)
def test_under_a_lock_only_checking_goes_on(world: World, act: str, locked: str) -> None:
    do, state, goes_on = HELD[act]
    fill_villages(world)
    if state != "draft":
        world.hand_in("thon-1", "truong-thon-1")
    if state == "accepted":
        world.take("thon-1", "vhxh-x")
    lock(world, locked, who="tinh")
    before = Report.objects.filter(unit=world.units["thon-1"]).values().get()
    if goes_on:
        do(world)
        return
    with pytest.raises(actions.Refused, match="đã chốt"):
        do(world)
    assert Report.objects.filter(unit=world.units["thon-1"]).values().get() == before
    unlock(world, locked, who="tinh")
    do(world)


def test_a_lock_next_door_holds_nobody(world: World) -> None:
    fill_villages(world)
    lock(world, "thon-2")
    lock(world, "huyen-b", who="tinh")
    hand_in(world)
    assert world.report("thon-1").state == ReportState.SUBMITTED


def locked_units(world: World) -> Collection[str]:
    return {
        report.unit.key
        for report in world.rounds[2024].reports.select_related("unit", "round")
        if lock_on(report) is not None
    }


def test_the_whole_district_stands_still_under_its_lock(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1")
    lock(world, "huyen-a", who="tinh")
    assert locked_units(world) == {
        *("huyen-a", "xa-x", "xa-y", "thon-1", "thon-2", "thon-3", "tram", "cong-an"),
    }
