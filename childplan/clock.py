"""What day and what time is it for the product?

Viet Nam has one time zone and a deadline is a calendar day there, so the zone of the server never matters.
A demonstration may stand still at a day (`CHILDPLAN_TODAY`): then the day is fixed while the time of day
keeps running, so that acts of one sitting stay in order. Pure rules take the day as an argument; only views,
actions and commands ask this file.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, aware, in Asia/Ho_Chi_Minh."""
    moment = datetime.now(VIET_NAM)
    fixed = _fixed_day()
    if fixed is None:
        return moment
    return moment.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def today() -> date:
    """The calendar day in Viet Nam."""
    return now().date()


def machine_now() -> datetime:
    """The machine's real moment, also where the product's day stands still: only for what asks whether a
    process is alive, never for anything that a page says or a rule goes by."""
    return datetime.now(VIET_NAM)


def is_fixed() -> bool:
    """Whether the day stands still, so that a page can say so."""
    return _fixed_day() is not None


def _fixed_day() -> date | None:
    fixed: date | None = settings.FIXED_TODAY
    return fixed
