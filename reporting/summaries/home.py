"""What waits for a person today? Own reports first, then the desk of each place collected for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporting.summaries.desks import Desk, desks
from reporting.summaries.lists import ReportLine, latest_round, own_lines
from units.models import User
from units.roles import Verb, may
from units.summaries import names_on


@dataclass(frozen=True)
class PlaceLink:
    """A place whose totals the person may read."""

    name: str
    unit_key: str
    round_key: str
    round_name: str


@dataclass(frozen=True)
class Home:
    """Screen 02 for any role; empty parts are left out."""

    greeting: str
    to_do: list[ReportLine]
    done: list[ReportLine]
    desks: list[Desk]
    places: list[PlaceLink]
    role_note: str

    @property
    def is_empty(self) -> bool:
        return not (self.to_do or self.desks or self.places)


def home_page(user: User, now: datetime) -> Home:
    """Everything on the home page; a fixed number of queries per posting."""
    today = now.date()
    postings = list(user.postings.as_of(today).select_related("unit").order_by("id"))
    own = own_lines(user, now)
    found = desks(user, now)
    own_of_desks = {(desk.own.round_key, desk.own.unit_key) for desk in found if desk.own is not None}
    lines = [line for line in own if (line.round_key, line.unit_key) not in own_of_desks]
    return Home(
        greeting=user.full_name,
        to_do=[line for line in lines if line.is_open],
        done=[line for line in lines if not line.is_open],
        desks=found,
        places=_places(user, now) if not found else [],
        role_note=_role_note([posting.role for posting in postings]),
    )


def _places(user: User, now: datetime) -> list[PlaceLink]:
    """Places whose totals a reader (a leader) opens from home."""
    postings = user.postings.as_of(now.date()).select_related("unit")
    units = [posting.unit for posting in postings if may(posting.role, Verb.SEE_TOTALS)]
    round_ = latest_round(*units)
    if round_ is None:
        return []
    names = names_on(round_.data_to, [unit.pk for unit in units])
    return [PlaceLink(name.full_name, name.key, round_.key, round_.name) for name in names.values()]


def _role_note(roles: list[str]) -> str:
    if not roles:
        return "Bạn chưa có phân công nào đang hiệu lực. Liên hệ công chức Văn hóa - Xã hội của xã."
    if not any(may(role, Verb.SEE_FIGURES) for role in roles):
        return "Vai trò Quản trị không xem số liệu. Kế hoạch đang áp dụng ở mục Kế hoạch."
    return ""
