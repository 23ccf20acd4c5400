"""Which plans may a person read, and what stands at the head of each page of one? Screen 16."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from childplan.vietnamese import short_date
from indicators.models import Component, Indicator, Target
from plans.actions.editing import why_closed
from plans.enums import PlanState
from plans.models import Plan
from plans.permissions import issuers_kept_by, may_keep
from units.enums import Level
from units.models import Placement, Unit, User
from units.querysets import UnitQuerySet
from units.roles import Verb, roles_that_may
from units.summaries.lineage import Ending, endings_of
from units.summaries.places import chain_on, names_on


@dataclass(frozen=True)
class PlanLine:
    """One plan in the list."""

    key: str
    title: str
    issuer: str
    number: str
    years: str
    state: str
    collects: bool
    indicator_count: int
    ended: str = ""  # what became of the unit that issued it


@dataclass(frozen=True)
class Tab:
    """A part of the plan with an address of its own."""

    label: str
    route: str


@dataclass(frozen=True)
class PlanHead:
    """What every page of one plan says first.

    `is_kept`: does the reader enter and amend it; `is_open`: and may it be changed now; `amendment`: the
    document that amends it just now, told to its keepers. `is_summary`: its words are ours, not the signed.
    `ended`: what became of the unit that issued it, where it stands no more.
    """

    key: str
    kind: str
    title: str
    short_title: str
    issuer: str
    number: str
    signed: str
    years: str
    state: str
    above_words: str
    above_key: str
    above_title: str
    is_above_cited: bool
    collects: bool
    has_document: bool
    notes: list[str]
    tabs: list[Tab]
    is_kept: bool
    is_open: bool
    amendment: str
    is_summary: bool
    indicator_count: int
    component_count: int
    open_readings: int
    ended: str = ""


def plans_for(user: User, today: date) -> list[PlanLine]:
    """Plans of the person's units, of those above them and of those below, and the national reference."""
    plans = list(visible_plans(user, today).select_related("issuer").order_by("first_year", "key"))
    issuers = issuer_names(plans, today)
    endings = endings_of(_issuers(plans), today)
    counts = Counter(Indicator.objects.filter(plan__in=plans).values_list("plan_id", flat=True))
    return [
        PlanLine(
            key=plan.key,
            title=plan.full_title,
            issuer=issuers[plan.issuer_id],
            number=plan.number,
            years=plan.years,
            state=_state(plan, today, endings.get(plan.issuer_id)),
            collects=plan.collects,
            indicator_count=counts[plan.pk],
            ended=_ended(plan, endings.get(plan.issuer_id)),
        )
        for plan in plans
    ]


def visible_plans(user: User, today: date) -> QuerySet[Plan]:
    """The plans a person may read: a plan binds those below its issuer and is answered for to those above.

    A reference plan of the whole country stands above every plan, though the country is no unit's parent. A
    draft is seen by those who keep its issuer's plans. Plans of units gone stay with whoever acts for these,
    and with those whom they bound.
    """
    units = list(
        Unit.objects.filter(
            postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.READ_PLANS))
        )
    )
    if not units:
        return Plan.objects.none()
    near = (
        Unit.objects.reached(*units, today=today)
        | Unit.objects.chain(*units, day=today)
        | _gone_above(units, today)
    )
    own = issuers_kept_by(user, today)
    return Plan.objects.filter(
        Q(issuer__in=near.values("pk")) | _is_national_reference() | Q(issuer__in=own.values("pk")),
        ~Q(state=PlanState.DRAFT) | Q(issuer__in=own.values("pk")),
    )


def _gone_above(units: Sequence[Unit], today: date) -> UnitQuerySet:
    """Units gone that ever stood above these, or above what went into them whole; one query to ask."""
    line = Unit.objects.acted_for(*units, today=today)
    standing = Placement.objects.exclude(ends_on__lt=today).filter(unit=OuterRef("pk"))
    return Unit.objects.ever_above(*line).filter(~Exists(standing))


def _is_national_reference() -> Q:
    return Q(collects=False, issuer__level=Level.COUNTRY)


def day_of(plan: Plan, today: date) -> date:
    """Today, or the nearest day on which the plan held: units of an old plan are called as they were then."""
    first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 31)
    return min(max(today, first), last)


def plans_up_the_chain(plan: Plan, among: QuerySet[Plan], today: date) -> list[Plan]:
    """Plans of the units above the issuer that hold in a common year, the nearest first; two queries."""
    ranks = {
        place.unit_id: rank for rank, place in enumerate(chain_on(day_of(plan, today), plan.issuer)[:-1])
    }
    found = among.filter(
        issuer__in=list(ranks), first_year__lte=plan.last_year, last_year__gte=plan.first_year
    ).select_related("issuer")
    return sorted(found, key=lambda above: (-ranks[above.issuer_id], -above.first_year, above.key))


def plan_above(plan: Plan, among: QuerySet[Plan], today: date) -> Plan | None:
    """The plan this one is held against: the one it cites, else the nearest above, else the country's.

    Only among plans that the reader may read.
    """
    if plan.above_id is not None:
        cited: Plan | None = among.filter(pk=plan.above_id).select_related("issuer").first()
        if cited is not None:
            return cited
    for above in plans_up_the_chain(plan, among, today):
        return above
    if plan.issuer.level == Level.COUNTRY:
        return None
    reference: Plan | None = (
        among.filter(_is_national_reference())
        .exclude(pk=plan.pk)
        .select_related("issuer")
        .order_by(F("first_year").desc(), "key")
        .first()
    )
    return reference


def plan_head(plan: Plan, user: User, today: date) -> PlanHead:
    """Facts of the plan and the pages it has; a fixed number of queries."""
    above = plan_above(plan, visible_plans(user, today), today)
    flagged = Target.objects.filter(component__indicator__plan=plan, confirmed_at=None).exclude(flag="")
    is_kept = may_keep(user, plan, today)
    amendment = plan.amendments.filter(closed_at=None).first() if is_kept else None
    ending = endings_of([plan.issuer_id], today).get(plan.issuer_id)
    return PlanHead(
        key=plan.key,
        kind=plan.get_kind_display(),
        title=plan.title,
        short_title=plan.short_title,
        issuer=issuer_names([plan], today)[plan.issuer_id],
        number=plan.number,
        signed=short_date(plan.signed_on) if plan.signed_on else plan.date_words,
        years=plan.years,
        state=_state(plan, today, ending),
        above_words=plan.above_words,
        above_key=above.key if above else "",
        above_title=above.short_title if above else "",
        is_above_cited=above is not None and above.pk == plan.above_id,
        collects=plan.collects,
        has_document=bool(plan.document_text),
        notes=list(plan.notes),
        tabs=_tabs(plan, above, is_kept=is_kept),
        is_kept=is_kept,
        is_open=is_kept and not why_closed(plan, amendment),
        amendment=str(amendment) if amendment else "",
        is_summary=not plan.document_text and plan.issuer.level == Level.COUNTRY,
        indicator_count=plan.indicators.count(),
        component_count=Component.objects.filter(indicator__plan=plan).count(),
        open_readings=flagged.count(),
        ended=_ended(plan, ending),
    )


def _tabs(plan: Plan, above: Plan | None, *, is_kept: bool) -> list[Tab]:
    """The pages that have something to say, to a keeper also those where something can be added; a plan with
    one page needs no row of tabs."""
    assigns = plan.tasks.exists() or plan.indicators.exclude(responsibilities=None).exists()
    pages = [
        ("Chỉ tiêu", "plan", True),
        ("Phân công", "plan_assignments", is_kept or assigns),
        ("Hạn báo cáo", "plan_deadlines", is_kept or plan.deadlines.exists()),
        ("Văn bản", "plan_document", is_kept or bool(plan.document_text) or plan.files.exists()),
        ("So với cấp trên", "plan_against_above", above is not None),
    ]
    shown = [Tab(label, f"indicators:{route}") for label, route, is_there in pages if is_there]
    return shown if len(shown) > 1 else []


ENDED_WITH_ITS_UNIT = "Hết hiệu lực do sắp xếp đơn vị"


def _state(plan: Plan, today: date, ending: Ending | None) -> str:
    """Hiệu lực in words; a plan whose last year has passed is over though nobody ended it, and one whose
    issuer is gone collects nothing any more."""
    if plan.state == PlanState.IN_FORCE and _ended(plan, ending):
        return ENDED_WITH_ITS_UNIT
    if plan.state == PlanState.IN_FORCE and plan.last_year < today.year:
        return "Đã hết giai đoạn"
    return plan.get_state_display()


def _ended(plan: Plan, ending: Ending | None) -> str:
    """“Đơn vị ban hành không còn từ 01/07/2025; đã vào xã Xuân Yên”, if that was in the plan's years."""
    if ending is None or ending.on.year > plan.last_year:
        return ""
    return ending.words.replace("Đơn vị", "Đơn vị ban hành", 1)


def issuer_names(plans: Sequence[Plan], today: date) -> dict[int, str]:
    """Who issued each plan, by unit id: as called today, or as last called where the unit has ended."""
    found = {unit_id: place.full_name for unit_id, place in names_on(today, _issuers(plans)).items()}
    gone = _issuers(plans) - set(found)
    if gone:
        spots = Placement.objects.filter(unit__in=gone).order_by(F("ends_on").asc(nulls_last=True))
        found |= {spot.unit_id: spot.full_name for spot in spots}
    return {
        plan.issuer_id: _authority(plan.issuer.level, found.get(plan.issuer_id, plan.issuer.key))
        for plan in plans
    }


def _issuers(plans: Sequence[Plan]) -> set[int]:
    return {plan.issuer_id for plan in plans}


def _authority(level: str, name: str) -> str:
    """A place speaks through its Ủy ban nhân dân; the country through the Prime Minister."""
    return "Thủ tướng Chính phủ" if level == Level.COUNTRY else f"UBND {name}"
