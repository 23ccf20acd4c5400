"""Is a report in time, to the second and in any server's zone? The tables of `docs/deadlines.md` and more."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reporting.deadlines import (
    VIET_NAM,
    Day,
    Due,
    Timeliness,
    Timing,
    calendar_day,
    correction_day,
    dues,
    last_moment,
    most_urgent,
    timeliness,
    words_to,
)

SERVER_ZONES = ("UTC", "America/New_York", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati")
NOVEMBER_20 = Due("000", date(2024, 11, 20), date(2024, 11, 20))
SECOND = timedelta(seconds=1)


@pytest.fixture(params=SERVER_ZONES)
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """The process as it would run on a server set to this zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


def in_viet_nam(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M:%S").replace(tzinfo=VIET_NAM)


# --- The tables of the page

PAGE = (settings.BASE_DIR / "docs" / "deadlines.md").read_text("utf-8")
TABLES = {
    "One day": [NOVEMBER_20],
    "One plan, two days": [Due("000", date(2024, 11, 30), date(2024, 12, 5))],
    "Two plans": [
        Due("000", date(2024, 11, 20), date(2024, 11, 20)),
        Due("004", date(2024, 12, 5), date(2024, 12, 5)),
    ],
}


def rows(heading: str) -> list[tuple[str, str, str]]:
    section = PAGE.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]  # type: ignore[misc]


PAGE_CASES = [(heading, *row) for heading in TABLES for row in rows(heading)]


def test_the_page_has_its_rows() -> None:
    assert [len(rows(heading)) for heading in TABLES] == [12, 7, 5]


@pytest.mark.parametrize(("heading", "seen_at", "submitted", "words"), PAGE_CASES)
def test_the_tables_of_the_page(heading: str, seen_at: str, submitted: str, words: str) -> None:
    first = None if submitted == "–" else in_viet_nam(submitted)
    assert most_urgent(TABLES[heading], first, in_viet_nam(seen_at)).text == words


# --- One second before, on, after


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("seconds", "submitted", "open_report"),
    [
        (-1, Timeliness(Timing.ON_TIME, 0, date(2024, 11, 20)), Timing.DUE_TODAY),
        (0, Timeliness(Timing.ON_TIME, 0, date(2024, 11, 20)), Timing.DUE_TODAY),
        (1, Timeliness(Timing.LATE, 1, date(2024, 11, 20)), Timing.OVERDUE),
    ],
)
def test_a_second_before_on_and_after(
    server_zone: ZoneInfo, zone: str, seconds: int, submitted: Timeliness, open_report: Timing
) -> None:
    """Whatever the server is set to, and in whichever zone the moment was written."""
    moment = (last_moment(date(2024, 11, 20)) + seconds * SECOND).astimezone(ZoneInfo(zone))
    assert timeliness(NOVEMBER_20, moment, moment) == submitted
    assert timeliness(NOVEMBER_20, None, moment).timing == open_report


def test_the_same_second_as_other_clocks_show_it(server_zone: ZoneInfo) -> None:
    """By hand: 23:59:59 in Viet Nam is 16:59:59 in London's winter and 11:59:59 in New York's."""
    assert last_moment(date(2024, 11, 20)) == datetime(2024, 11, 20, 16, 59, 59, tzinfo=UTC)
    new_york = ZoneInfo("America/New_York")
    in_time = datetime(2024, 11, 20, 11, 59, 59, tzinfo=new_york)
    too_late = datetime(2024, 11, 20, 12, 0, 0, tzinfo=new_york)
    assert timeliness(NOVEMBER_20, in_time, in_time).timing == Timing.ON_TIME
    assert timeliness(NOVEMBER_20, too_late, too_late).timing == Timing.LATE
    # Still the 19th there, already the 20th here: the day of the deadline, not the day before.
    evening = datetime(2024, 11, 19, 20, 0, tzinfo=new_york)
    assert timeliness(NOVEMBER_20, None, evening).timing == Timing.DUE_TODAY


def test_the_server_really_stands_elsewhere(server_zone: ZoneInfo) -> None:
    """The fixture is worth nothing if the process does not believe it."""
    noon = datetime(2024, 11, 20, 12, tzinfo=UTC)
    assert noon.astimezone().utcoffset() == noon.astimezone(server_zone).utcoffset()
    assert os.environ["TZ"] == server_zone.key


def test_the_last_fraction_of_the_last_second_is_in_time() -> None:
    moment = last_moment(date(2024, 11, 20)).replace(microsecond=999_999)
    assert timeliness(NOVEMBER_20, moment, moment).timing == Timing.ON_TIME


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(-40 * 86_400, 40 * 86_400),
    st.integers(-12, 14),
)
def test_lateness_is_whole_days_in_viet_nam_whatever_the_clock(day: date, seconds: int, offset: int) -> None:
    moment = last_moment(day) + seconds * SECOND
    elsewhere = moment.astimezone(timezone(timedelta(hours=offset)))
    due = Due("p", day, day)
    found = timeliness(due, elsewhere, elsewhere)
    assert found == timeliness(due, moment, moment)
    # Second 1 is the first of one day late, second 86.401 the first of two.
    assert found.days == max(0, -(-seconds // 86_400))
    assert found.timing == (Timing.LATE if seconds > 0 else Timing.ON_TIME)
    unsent = timeliness(due, None, elsewhere)
    assert (unsent.timing == Timing.OVERDUE) == (seconds > 0)
    assert (unsent.timing == Timing.DUE_TODAY) == (-86_400 < seconds <= 0)


# --- What a deadline asks


def test_the_strict_reading_is_one_day_earlier() -> None:
    plain, strict = Day("000", date(2024, 11, 20)), Day("000", date(2024, 11, 20), is_strict=True)
    assert (plain.last_day, strict.last_day) == (date(2024, 11, 20), date(2024, 11, 19))
    (due,) = dues([strict])
    moment = in_viet_nam("20/11/2024 00:00:00")
    assert timeliness(due, moment, moment) == Timeliness(Timing.LATE, 1, date(2024, 11, 19))
    assert timeliness(due, moment - SECOND, moment).timing == Timing.ON_TIME


def test_a_strict_first_of_the_month() -> None:
    assert Day("p", date(2024, 3, 1), is_strict=True).last_day == date(2024, 2, 29)
    assert Day("p", date(2025, 1, 1), is_strict=True).last_day == date(2024, 12, 31)


def test_within_a_plan_the_earliest_warns_and_the_latest_decides() -> None:
    days = [Day("000", date(2024, 12, 5)), Day("000", date(2024, 11, 30)), Day("000", date(2024, 12, 1))]
    assert dues(days) == [Due("000", date(2024, 11, 30), date(2024, 12, 5))]


def test_the_day_counted_down_to_is_named() -> None:
    (due,) = dues([Day("000", date(2024, 11, 30)), Day("000", date(2024, 12, 5))])
    before = timeliness(due, None, in_viet_nam("30/11/2024 12:00:00"))
    after = timeliness(due, None, in_viet_nam("01/12/2024 12:00:00"))
    assert before == Timeliness(Timing.DUE_TODAY, 0, date(2024, 11, 30))
    assert after == Timeliness(Timing.DAYS_LEFT, 4, date(2024, 12, 5))


def test_each_plan_keeps_its_own_fact() -> None:
    found = dues(
        [
            Day("004", date(2024, 11, 20)),
            Day("000", date(2024, 11, 30)),
            Day("002", date(2024, 11, 5)),
            Day("000", date(2024, 12, 5)),
        ]
    )
    assert [due.plan_key for due in found] == ["002", "004", "000"]
    sent = in_viet_nam("22/11/2024 08:00:00")
    now = in_viet_nam("01/12/2024 08:00:00")
    facts = [(timeliness(due, sent, now).timing, timeliness(due, sent, now).days) for due in found]
    assert facts == [(Timing.LATE, 17), (Timing.LATE, 2), (Timing.ON_TIME, 0)]
    assert most_urgent(found, sent, now) == Timeliness(Timing.LATE, 17, date(2024, 11, 5))


def test_before_sending_the_earliest_open_day_is_shown() -> None:
    found = dues(
        [Day("004", date(2024, 11, 20)), Day("000", date(2024, 12, 5)), Day("x", date(2024, 11, 17))]
    )
    shown = most_urgent(found, None, in_viet_nam("15/11/2024 09:00:00"))
    assert shown == Timeliness(Timing.DAYS_LEFT, 2, date(2024, 11, 17))
    # One overdue weighs more than one that is due today; of two overdue, the longer.
    shown = most_urgent(found, None, in_viet_nam("20/11/2024 09:00:00"))
    assert shown == Timeliness(Timing.OVERDUE, 3, date(2024, 11, 17))
    shown = most_urgent(found, None, in_viet_nam("25/11/2024 09:00:00"))
    assert shown == Timeliness(Timing.OVERDUE, 8, date(2024, 11, 17))


@pytest.mark.parametrize(
    ("first_sent", "fact"),
    [
        ("20/11/2024 23:59:59", Timeliness(Timing.ON_TIME, 0, date(2024, 11, 20))),
        ("21/11/2024 00:00:00", Timeliness(Timing.LATE, 1, date(2024, 11, 20))),
    ],
)
@pytest.mark.parametrize("looked_at", ["22/11/2024 09:00:00", "14/12/2024 09:00:00", "01/01/2030 09:00:00"])
def test_the_fact_of_the_first_submission_stays(first_sent: str, fact: Timeliness, looked_at: str) -> None:
    """A return and a second submission come later; only the first moment is ever handed in here."""
    first, now = in_viet_nam(first_sent), in_viet_nam(looked_at)
    assert timeliness(NOVEMBER_20, first, now) == fact
    assert most_urgent([NOVEMBER_20], first, now) == fact


@pytest.mark.parametrize("sent", [None, "01/01/2030 00:00:00"])
def test_where_no_day_is_named_nothing_is_overdue_late_or_in_time(sent: str | None) -> None:
    first, now = sent and in_viet_nam(sent), in_viet_nam("02/01/2030 00:00:00")
    assert timeliness(None, first or None, now) == Timeliness(Timing.NO_DAY)
    assert most_urgent([], first or None, now) == Timeliness(Timing.NO_DAY)
    assert most_urgent([], first or None, now).text == "Chưa ấn định hạn"
    assert dues([]) == []


def test_seven_days_is_soon_and_eight_is_far() -> None:
    assert timeliness(NOVEMBER_20, None, in_viet_nam("12/11/2024 23:59:59")).timing == Timing.FAR
    assert timeliness(NOVEMBER_20, None, in_viet_nam("13/11/2024 00:00:00")).timing == Timing.DAYS_LEFT


def test_a_returned_report_gets_three_calendar_days() -> None:
    """Returned on 15/11 at 23:30 in Viet Nam, whatever the day elsewhere; a day the reviewer names wins."""
    returned = datetime(2024, 11, 15, 16, 30, tzinfo=UTC)
    assert correction_day(returned, None) == date(2024, 11, 18)
    assert correction_day(returned + timedelta(hours=1), None) == date(2024, 11, 19)
    assert correction_day(returned, date(2024, 11, 16)) == date(2024, 11, 16)
    assert correction_day(in_viet_nam("29/12/2024 08:00:00"), None) == date(2025, 1, 1)


def test_calendar_day_is_the_day_in_viet_nam(server_zone: ZoneInfo) -> None:
    assert calendar_day(datetime(2024, 11, 20, 16, 59, 59, tzinfo=UTC)) == date(2024, 11, 20)
    assert calendar_day(datetime(2024, 11, 20, 17, 0, 0, tzinfo=UTC)) == date(2024, 11, 21)


def test_every_timing_has_its_words() -> None:
    words = {timing: Timeliness(timing, 3).text for timing in Timing}
    assert words == {
        Timing.NO_DAY: "Chưa ấn định hạn",
        Timing.FAR: "Còn 3 ngày",
        Timing.DAYS_LEFT: "Còn 3 ngày",
        Timing.DUE_TODAY: "Hạn hôm nay",
        Timing.OVERDUE: "Quá hạn 3 ngày",
        Timing.ON_TIME: "Đúng hạn",
        Timing.LATE: "Nộp muộn 3 ngày",
    }


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        (Timing.FAR, "Còn 3 ngày đến hạn nộp huyện (05/12)"),
        (Timing.DAYS_LEFT, "Còn 3 ngày đến hạn nộp huyện (05/12)"),
        (Timing.DUE_TODAY, "Hôm nay là hạn nộp huyện (05/12)"),
        (Timing.OVERDUE, "Quá hạn nộp huyện 3 ngày (05/12)"),
        (Timing.ON_TIME, "Đã nộp huyện đúng hạn"),
        (Timing.LATE, "Đã nộp huyện, muộn 3 ngày"),
    ],
)
def test_how_a_place_stands_to_its_own_day(timing: Timing, words: str) -> None:
    assert words_to(Timeliness(timing, 3, date(2024, 12, 5)), "huyện") == words


def test_a_top_unit_hands_in_to_nobody() -> None:
    assert words_to(Timeliness(Timing.FAR, 20, date(2024, 12, 5)), "") == "Còn 20 ngày đến hạn nộp (05/12)"
    assert words_to(Timeliness(Timing.NO_DAY), "huyện") == ""
