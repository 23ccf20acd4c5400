"""Is today the calendar day in Viet Nam, wherever the server stands and whatever its clock shows?"""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from childplan import clock

SERVER_ZONES = ("UTC", "America/New_York", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati")
# 15 November ends in Ha Noi when it is 17:00 in London.
LAST_SECOND = datetime(2024, 11, 15, 16, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2024, 11, 15, 17, 0, 0, tzinfo=UTC)


@pytest.fixture(params=SERVER_ZONES)
def server_zone(request, monkeypatch):
    """The server believes in this zone while the test runs."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def real_day(settings):
    settings.FIXED_TODAY = None


@pytest.mark.usefixtures("server_zone", "real_day")
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (LAST_SECOND, date(2024, 11, 15)),
        (MIDNIGHT, date(2024, 11, 16)),
        (MIDNIGHT + timedelta(seconds=1), date(2024, 11, 16)),
        (datetime(2024, 12, 31, 17, 0, 0, tzinfo=UTC), date(2025, 1, 1)),
        (datetime(2024, 2, 28, 17, 0, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_the_day_changes_at_midnight_in_viet_nam(moment, day):
    with time_machine.travel(moment, tick=False):
        assert clock.today() == day
        assert clock.now() == moment
        assert clock.now().utcoffset() == timedelta(hours=7)


@pytest.mark.usefixtures("real_day")
def test_the_real_clock_is_not_fixed():
    assert not clock.is_fixed()


@pytest.mark.usefixtures("server_zone")
def test_a_fixed_day_stands_still_while_the_time_of_day_runs(settings):
    settings.FIXED_TODAY = date(2024, 11, 15)
    assert clock.is_fixed()
    with time_machine.travel(datetime(2026, 3, 1, 2, 30, tzinfo=UTC), tick=False) as traveller:
        assert clock.today() == date(2024, 11, 15)
        first = clock.now()
        assert first.isoformat() == "2024-11-15T09:30:00+07:00"
        traveller.shift(timedelta(seconds=1))
        assert clock.now() - first == timedelta(seconds=1)


def test_tests_stand_at_the_day_of_the_demonstration():
    assert clock.today() == date(2024, 11, 15)
