"""Which reports in words do the plans ask for, who owes them, which are open? A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from childplan.vietnamese import short_date
from plans.enums import DutyKind, PlanState
from plans.models import Deadline, Plan
from reporting.enums import WITH_FIGURES, ReportState, RoundKind
from reporting.models import Round
from units.enums import AgencyKind, Level
from units.models import Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.places import names_on

KINDS = [kind for kind in RoundKind if kind not in WITH_FIGURES]
WHO = {
    Level.COUNTRY: "trung ương",
    Level.PROVINCE: "tỉnh",
    Level.DISTRICT: "các huyện",
    Level.COMMUNE: "xã",
    Level.VILLAGE: "các thôn",
    Level.AGENCY: "các đơn vị chuyên môn",
}


@dataclass(frozen=True)
class OpenedRound:
    """A round of the duty that was opened: “Sơ kết giữa kỳ 2021–2022”, 3/12 báo cáo đã nộp."""

    key: str
    name: str
    progress: str


@dataclass(frozen=True)
class DutyLine:
    """One duty of one plan."""

    plan_key: str
    plan: str
    kind: str
    name: str
    who: str
    by_when: str
    words: list[str]
    years: list[int]  # for which it can still be opened
    likely_year: int | None
    opened: list[OpenedRound]


@dataclass(frozen=True)
class PlaceDuties:
    """The duties of the plans of one issuer."""

    name: str
    duties: list[DutyLine]


def plans_in_reach(user: User, today: date) -> list[Plan]:
    """Plans, but no drafts, issued where the person runs rounds or below it, in today's tree."""
    posted = user.postings.as_of(today).with_role(*roles_that_may(Verb.RUN_ROUNDS))
    roots = list(Unit.objects.filter(postings__in=posted).distinct())
    issuers = Unit.objects.under(*roots, day=today)
    plans = Plan.objects.filter(issuer__in=issuers.values("pk")).exclude(state=PlanState.DRAFT)
    return list(plans.select_related("issuer").order_by("issuer_id", "key"))


def duties_in_reach(user: User, today: date) -> list[PlaceDuties]:
    """What the person may open, by issuer; issuers whose plans ask for no such report are left out."""
    plans = plans_in_reach(user, today)
    named: dict[tuple[int, str], list[Deadline]] = defaultdict(list)
    for deadline in Deadline.objects.filter(plan__in=plans, duty__in=_duties()).order_by("position"):
        named[deadline.plan_id, deadline.duty].append(deadline)
    opened = _opened(plans)
    names = names_on(today, {plan.issuer_id for plan in plans})
    places: dict[int, list[DutyLine]] = defaultdict(list)
    for plan in plans:
        for kind in KINDS:
            duties = named.get((plan.pk, kind.value))
            if duties:
                rounds = opened.get((plan.pk, kind.value), {})
                places[plan.issuer_id].append(_line(plan, kind, duties, rounds))
    return [
        PlaceDuties(names[issuer_id].full_name if issuer_id in names else "", lines)
        for issuer_id, lines in places.items()
    ]


def _duties() -> list[DutyKind]:
    return [DutyKind(kind.value) for kind in KINDS]


def _opened(plans: Sequence[Plan]) -> dict[tuple[int, str], dict[int, OpenedRound]]:
    """Opened rounds by plan and kind, and in these by year."""
    handed_in = Q(reports__state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])
    rounds = Round.objects.filter(plan__in=plans, openings__isnull=False).annotate(
        asked=Count("reports", distinct=True), handed_in=Count("reports", filter=handed_in, distinct=True)
    )
    found: dict[tuple[int, str], dict[int, OpenedRound]] = defaultdict(dict)
    for round_ in rounds.order_by("year"):
        assert round_.plan_id is not None
        found[round_.plan_id, round_.kind][round_.year] = OpenedRound(
            round_.key, round_.name, f"{round_.handed_in}/{round_.asked} báo cáo đã nộp"
        )
    return found


def _line(
    plan: Plan, kind: RoundKind, duties: Sequence[Deadline], opened: dict[int, OpenedRound]
) -> DutyLine:
    years = [year for year in _years(plan, duties) if year not in opened]
    likely = _likely_year(plan, kind)
    return DutyLine(
        plan_key=plan.key,
        plan=plan.short_title,
        kind=kind.value,
        name=kind.label,
        who=who_reports(duties),
        by_when="; ".join(dict.fromkeys(_by_when(duty) for duty in duties)),
        words=list(dict.fromkeys(duty.words for duty in duties)),
        years=years,
        likely_year=likely if likely in years else next(iter(years), None),
        opened=list(opened.values()),
    )


def _years(plan: Plan, duties: Sequence[Deadline]) -> list[int]:
    """A duty that happens once has the year it names; else any year of the plan may be meant."""
    if all(duty.year is not None for duty in duties):
        return sorted({duty.year for duty in duties if duty.year is not None})
    return list(range(plan.first_year, plan.last_year + 1))


def _likely_year(plan: Plan, kind: RoundKind) -> int:
    """The first year for the units' own plans, the middle one for sơ kết, the last one for tổng kết."""
    if kind == RoundKind.ACTION_PLAN:
        return plan.first_year
    if kind == RoundKind.FINAL:
        return plan.last_year
    return plan.first_year + max(0, (plan.last_year - plan.first_year + 1) // 2 - 1)


def who_reports(duties: Sequence[Deadline]) -> str:
    """“các đơn vị chuyên môn, các thôn”, or the kind of agency that is named."""
    words = [
        AgencyKind(duty.reporter_kind).label if duty.reporter_kind else WHO[Level(duty.reporter_level)]
        for duty in duties
    ]
    return ", ".join(dict.fromkeys(words))


def _by_when(duty: Deadline) -> str:
    if duty.day is None or duty.month is None:
        return "kế hoạch không nêu ngày"
    return f"trước ngày {duty.day}/{duty.month}" + (f"/{duty.year}" if duty.year else " của năm")


@dataclass(frozen=True)
class DutyPreview:
    """Who would be asked, before anything is written."""

    plan_key: str
    kind: str
    year: int
    name: str
    plan: str
    place: str
    window: str
    by_when: str
    words: list[str]
    groups: list[tuple[str, list[str]]]  # “Thôn”, names

    @property
    def count(self) -> int:
        return sum(len(names) for _, names in self.groups)


def duty_preview(
    plan: Plan, round_: Round, duties: Sequence[Deadline], unit_ids: Sequence[int]
) -> DutyPreview:
    """`round_`: as it would be stored, `unit_ids`: whom it would ask; one query."""
    names = names_on(round_.data_to, [plan.issuer_id, *unit_ids])
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for unit_id in unit_ids:
        if unit_id in names:
            name = names[unit_id]
            groups[Level(name.level).label].append((name.sort, name.full_name))
    return DutyPreview(
        plan_key=plan.key,
        kind=round_.kind,
        year=round_.year,
        name=round_.name,
        plan=plan.short_title,
        place=names[plan.issuer_id].full_name if plan.issuer_id in names else "",
        window=f"{short_date(round_.data_from)}–{short_date(round_.data_to)}",
        by_when="; ".join(dict.fromkeys(_by_when(duty) for duty in duties)),
        words=list(dict.fromkeys(duty.words for duty in duties)),
        groups=[(label, [name for _, name in sorted(found)]) for label, found in groups.items()],
    )
