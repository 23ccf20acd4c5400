"""Đôn đốc by hand: a row a report, notices to the unit's people, never to who has sent, never twice a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting import actions
from reporting.enums import NoticeKind
from reporting.messages import reminder_template
from reporting.models import Notice, Reminder, Report
from tests.world import World, at, fill_villages
from units.enums import Level, Role
from units.models import Posting

FRIDAY = at(22)
TEXT = reminder_template("Năm 2024")


def remind(
    world: World, *units: str, by: str = "vhxh-x", when: object = FRIDAY, text: str = TEXT
) -> actions.Told:
    return actions.remind_by_hand(
        reports=[world.report(unit) for unit in units],
        by=world.people[by],
        at=when,  # type: ignore[arg-type]
        text=text,
        site="https://treem.example.vn",
    )


def test_rows_and_notices(world: World) -> None:
    told = remind(world, "thon-3", "thon-1")
    assert told == actions.Told(sent=["Thôn 1", "Thôn 3"])
    rows = Reminder.objects.values_list("report__unit__key", "due_on", "step", "on", "at", "by__username")
    assert sorted(rows) == [
        (key, date(2024, 11, 20), None, date(2024, 11, 22), FRIDAY, "vhxh-x") for key in ("thon-1", "thon-3")
    ]
    notice = Notice.objects.get(user=world.people["truong-thon-3"])
    said = (
        "Thôn 3 chưa nộp báo cáo năm 2024, quá hạn 2 ngày (hạn hết ngày 20/11/2024). "
        "Nhập và nộp tại: https://treem.example.vn/bao-cao/2024-nam/thon-3/nhap/"
    )
    assert (notice.kind, notice.unit, notice.report) == (
        NoticeKind.REMINDER,
        world.units["thon-3"],
        world.report("thon-3"),
    )
    assert notice.title == "Nhắc nộp báo cáo năm 2024 của Thôn 3: quá hạn 2 ngày"
    assert notice.text == said
    assert notice.address == "/bao-cao/2024-nam/thon-3/nhap/"
    assert Reminder.objects.get(report=world.report("thon-3")).text == said
    assert Notice.objects.count() == 2


def test_again_within_24_hours_creates_none(world: World) -> None:
    remind(world, "thon-3")
    told = remind(world, "thon-3", "thon-1", when=FRIDAY + timedelta(hours=23, minutes=59))
    assert told == actions.Told(sent=["Thôn 1"], recent=["Thôn 3"])
    assert Reminder.objects.filter(report=world.report("thon-3")).count() == 1
    assert Notice.objects.filter(user=world.people["truong-thon-3"]).count() == 1
    assert remind(world, "thon-3", when=FRIDAY + timedelta(hours=24)).sent == ["Thôn 3"]


def test_what_the_ladder_sent_counts_too(world: World) -> None:
    Reminder.objects.create(
        report=world.report("thon-3"), due_on=date(2024, 11, 20), step=1, on=date(2024, 11, 21), at=at(21, 10)
    )
    assert remind(world, "thon-3").recent == ["Thôn 3"]


def test_never_to_who_has_sent(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.hand_in("thon-2", "truong-thon-2")
    world.take("thon-2", "vhxh-x")
    assert remind(world, "thon-1", "thon-2") == actions.Told(settled=["Thôn 1", "Thôn 2"])
    assert (Reminder.objects.count(), Notice.objects.filter(kind=NoticeKind.REMINDER).count()) == (0, 0)


def test_what_was_returned_is_reminded_of_its_correction(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.send_back(
        report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(16), reason="xem lại số liệu"
    )
    assert remind(world, "thon-1").sent == ["Thôn 1"]
    assert Reminder.objects.get().due_on == date(2024, 11, 19)  # three days after the return
    title = Notice.objects.get(kind=NoticeKind.REMINDER).title
    assert title == "Nhắc sửa và nộp lại báo cáo năm 2024 của Thôn 1: quá hạn 3 ngày"


def test_never_to_who_is_not_waited_for(world: World) -> None:
    actions.waive(report=world.report("thon-2"), by=world.people["vhxh-x"], at=FRIDAY, reason="mất sóng")
    assert remind(world, "thon-2").settled == ["Thôn 2"]
    actions.lock(
        round_=world.rounds[2024],
        units=[world.units["xa-x"]],
        reason="đã chốt số",
        by=world.people["huyen-a"],
        at=FRIDAY,
    )
    assert remind(world, "thon-3").settled == ["Thôn 3"]
    assert not Reminder.objects.exists()


def test_a_day_that_was_never_named(world: World) -> None:
    assert remind(world, "tram").sent == ["Trạm Y tế"]
    assert Reminder.objects.get().due_on is None
    assert Notice.objects.get().text.startswith("Trạm Y tế chưa nộp báo cáo năm 2024, chưa ấn định hạn.")


@pytest.mark.parametrize("by", ["huyen-a", "tinh", "vhxh-y", "lanh-dao-x", "truong-thon-3", "vhxh-cu"])
def test_only_by_who_collects_it(world: World, by: str) -> None:
    with pytest.raises(actions.NotYours):
        remind(world, "thon-3", by=by)
    assert not Reminder.objects.exists()


def test_nobody_is_reminded_when_one_is_not_theirs(world: World) -> None:
    """The district reminds its communes, not the villages among them."""
    with pytest.raises(actions.NotYours):
        remind(world, "xa-x", "thon-3", by="huyen-a")
    assert not Reminder.objects.exists()
    assert remind(world, "xa-x", by="huyen-a").sent == ["xã Xuân"]


@pytest.mark.parametrize("text", ["", "  \n", "x" * 601])
def test_needs_words(world: World, text: str) -> None:
    with pytest.raises(actions.Refused):
        remind(world, "thon-3", text=text)


def test_not_to_oneself_nor_to_who_has_left(world: World) -> None:
    world.person("vhxh-x-2", "thon-3", Role.VILLAGE_HEAD, ends_on=date(2024, 11, 21))
    Posting.objects.create(user=world.people["vhxh-x"], unit=world.units["thon-3"], role=Role.VILLAGE_HEAD)
    gone = world.person("da-nghi", "thon-3", Role.VILLAGE_HEAD)
    gone.is_active = False
    gone.save()
    remind(world, "thon-3")
    assert list(Notice.objects.values_list("user__username", flat=True)) == ["truong-thon-3"]


def test_same_queries_for_thirty(world: World) -> None:
    keys = [f"thon-them-{number}" for number in range(30)]
    for key in keys:
        world.unit(key, Level.VILLAGE, "xa-x", name=key, kind="thôn")
        world.person(key, key, Role.VILLAGE_HEAD)
        Report.objects.create(round=world.rounds[2024], unit=world.units[key])

    def queries(units: Sequence[str]) -> int:
        with CaptureQueriesContext(connection) as asked:
            remind(world, *units)
        # Reading the reports of the test is the test's own.
        return len(asked) - len(units)

    assert queries(["thon-1"]) == queries(keys)
    assert Reminder.objects.count() == 31
