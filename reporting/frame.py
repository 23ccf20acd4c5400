"""What stands around every page? The unit acted for, the person, and the way to the other pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse

from childplan import clock
from childplan.vietnamese import moment, short_date
from reporting.actions.opening import KEYS
from reporting.enums import RoundKind
from reporting.models import Round
from reporting.summaries.notices import unread_count
from reporting.summaries.queue import waiting_at
from units.acting import postings_of
from units.models import Posting, User
from units.roles import Verb, may
from units.summaries.places import Lineage, name_with_place, name_with_place_on

PRODUCT_NAME = "Theo dõi chỉ tiêu vì trẻ em"


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class ActedUnit:
    """One of several units that the person may act for, by a post held on it today."""

    posting_id: int
    name: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """The strip, the navigation and the ribbon."""

    product_name: str = PRODUCT_NAME
    unit_name: str = ""
    person_name: str = ""
    nav: list[NavItem] = field(default_factory=list)
    menu: list[NavItem] = field(default_factory=list)
    """Under the person's name, on every page: what is no part of the daily round."""
    units: list[ActedUnit] = field(default_factory=list)
    """The units of somebody who has several, the one acted for first."""
    act_for_url: str = ""
    ribbon: str = ""
    is_signed_in: bool = False
    sign_out_url: str = ""
    notices_url: str = ""
    unread: int = 0
    account_url: str = ""
    home_url: str = ""
    printed_line: str = ""
    is_rehearsal: bool = False
    """Does the page speak of a round that is only tried out?"""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` for every template; a fixed number of queries."""
    ribbon = f"Dữ liệu minh họa · hôm nay là {short_date(clock.today())}" if clock.is_fixed() else ""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"frame": Frame(ribbon=ribbon)}
    today = clock.today()
    postings = postings_of(request, user, today)
    return {
        "frame": Frame(
            unit_name=_acting_for(postings, today),
            person_name=user.full_name,
            nav=_nav(request, postings, today),
            menu=_menu(postings),
            units=_units(postings, today),
            act_for_url=_address("units:act_for"),
            ribbon=ribbon,
            is_signed_in=True,
            sign_out_url=_address("units:logout"),
            notices_url=_address("reporting:notices"),
            unread=unread_count(user, today),
            account_url=_address("units:account"),
            home_url=_address("home"),
            printed_line=f"In lúc {moment(clock.now())} – {user.full_name}",
            is_rehearsal=_is_rehearsal(request),
        )
    }


def _is_rehearsal(request: HttpRequest) -> bool:
    """Every page of a round names it in its address; only what looks like a rehearsal is asked about."""
    match = request.resolver_match
    key = str(match.kwargs.get("round_key", "")) if match is not None else ""
    is_like_one = key.endswith(KEYS[RoundKind.REHEARSAL])
    return is_like_one and Round.objects.filter(key=key, kind=RoundKind.REHEARSAL).exists()


def _address(route: str) -> str:
    """Where a page is that stands in every frame: looked for once, for each way the site is served."""
    return _address_at(route, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=128)
def _address_at(route: str, urlconf: str | None, prefix: str) -> str:
    return reverse(route, urlconf)


def _acting_for(postings: list[Posting], today: date) -> str:
    return name_with_place_on(today, postings[0].unit) if postings else ""


def _units(postings: list[Posting], today: date) -> list[ActedUnit]:
    first = {posting.unit_id: posting for posting in reversed(postings)}
    if len(first) < 2:
        return []
    lineage = Lineage(posting.unit for posting in first.values())
    named = [
        ActedUnit(posting.pk, name_with_place(lineage.chain_on(today, unit_id)), posting == postings[0])
        for unit_id, posting in first.items()
    ]
    return sorted((unit for unit in named if unit.name), key=lambda unit: (not unit.current, unit.posting_id))


def _menu(postings: list[Posting]) -> list[NavItem]:
    entries = [
        ("Đơn vị", "units:units", Verb.KEEP_UNITS),
        ("Sắp xếp đơn vị", "units:reorganisations", Verb.REARRANGE),
        ("Người dùng", "units:people", Verb.KEEP_PEOPLE),
        ("Danh mục", "indicators:catalogue", Verb.KEEP_CATALOGUE),
        ("Đưa dữ liệu vào, lấy ra", "reporting:bulk_data", Verb.MOVE_DATA),
        ("Xuất tệp", "reporting:exports", Verb.EXPORT),
        ("Vướng mắc", "reporting:difficulties", Verb.SEE_FIGURES),
        ("Nhật ký", "reporting:log", Verb.READ_LOG),
    ]
    if not any(may(posting.role, Verb.ENTER) for posting in postings):
        entries.insert(0, ("Chỉ tiêu", "reporting:measure_list", Verb.SEE_TOTALS))
        entries.insert(0, ("Báo cáo năm", "reporting:annual_reports", Verb.SEE_TOTALS))
    return [
        NavItem(label, _address(route))
        for label, route, verb in entries
        if any(may(posting.role, verb) for posting in postings)
    ]


def _nav(request: HttpRequest, postings: list[Posting], today: date) -> list[NavItem]:
    def can(verb: Verb) -> bool:
        return any(may(posting.role, verb) for posting in postings)

    entries = [("Việc cần làm", "home", True, 0), ("Báo cáo", "reporting:report_list", can(Verb.ENTER), 0)]
    if can(Verb.REVIEW):
        entries.append(("Theo dõi nộp", "reporting:tracking_home", True, 0))
        entries.append(("Kiểm tra", "reporting:review_queue", True, _waiting(postings)))
    entries += [
        ("Tổng hợp", "reporting:rollup_home", can(Verb.SEE_TOTALS), 0),
        # A leader's four entries stand at the bottom of a phone: there it is in the menu.
        ("Chỉ tiêu", "reporting:measure_list", can(Verb.SEE_TOTALS) and can(Verb.ENTER), 0),
        ("Kế hoạch", "indicators:plan_list", can(Verb.READ_PLANS), 0),
        # Whoever signs reads it from home and from the menu.
        ("Báo cáo năm", "reporting:annual_reports", can(Verb.WRITE_REPORTS), 0),
        ("Kỳ báo cáo", "reporting:rounds", can(Verb.RUN_ROUNDS), 0),
        ("Trợ giúp", "guide:start", True, 0),
    ]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        NavItem(label, _address(route), current=_belongs(here, route), count=count)
        for label, route, is_open, count in entries
        if is_open
    ]


SECTIONS = {
    **dict.fromkeys(
        (
            *("reporting:round", "reporting:round_open", "reporting:round_update", "reporting:round_days"),
            "reporting:round_discard",
            *("reporting:round_extend", "reporting:round_lock", "reporting:round_unlock"),
            "reporting:duty_rounds",
            "reporting:history",
        ),
        "reporting:rounds",
    ),
    "reporting:entry": "reporting:report_list",
    "reporting:paper": "reporting:report_list",
    "reporting:check": "reporting:report_list",
    "reporting:receipt": "reporting:report_list",
    "reporting:excel": "reporting:report_list",
    "reporting:paste": "reporting:report_list",
    "reporting:intake": "reporting:report_list",
    "reporting:review": "reporting:review_queue",
    "reporting:tracking": "reporting:tracking_home",
    "reporting:chase": "reporting:tracking_home",
    "reporting:rollup": "reporting:rollup_home",
    "reporting:measure": "reporting:measure_list",
    "reporting:comparison": "reporting:measure_list",
    "reporting:ledger": "reporting:rollup_home",
    "reporting:annual_table": "reporting:rollup_home",
    **dict.fromkeys(
        (
            *("reporting:annual_report", "reporting:annual_builder", "reporting:annual_figures"),
            *("reporting:annual_issue", "reporting:annual_amend", "reporting:letterhead"),
        ),
        "reporting:annual_reports",
    ),
    **dict.fromkeys(
        (
            *("indicators:plan", "indicators:plan_assignments", "indicators:plan_deadlines"),
            *("indicators:plan_document", "indicators:plan_against_above"),
            *(
                "indicators:plan_new",
                "indicators:plan_import",
                "indicators:plan_facts",
                "indicators:plan_goals",
            ),
            *("indicators:plan_duty_new", "indicators:plan_duty", "indicators:plan_tasks_new"),
            *("indicators:plan_tasks", "indicators:plan_deadline_new", "indicators:plan_deadline"),
            *(
                "indicators:plan_paper",
                "indicators:plan_amend",
                "indicators:plan_end",
                "indicators:plan_delete",
            ),
            *("indicators:indicator_new", "indicators:indicator_edit", "indicators:indicator_remove"),
        ),
        "indicators:plan_list",
    ),
    "guide:article": "guide:start",
}


def _belongs(here: str, route: str) -> bool:
    return SECTIONS.get(here, here) == route


def _waiting(postings: list[Posting]) -> int:
    """Reports that wait for the person's check, in every round, as in the queue."""
    return waiting_at({posting.unit_id for posting in postings if may(posting.role, Verb.REVIEW)})
