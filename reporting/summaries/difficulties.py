"""Which difficulties may a person read, and what has become of each? Lists, one page, the annual report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from childplan.vietnamese import moment, short_date
from indicators.models import Indicator
from indicators.summaries.plans import visible_plans
from plans.models import Plan
from reporting.chips import Chip
from reporting.enums import WITH_FIGURES, RoundKind
from reporting.models import Difficulty, DifficultyAnswer, Round
from reporting.permissions import checks_there
from units.models import Placement, Unit, User
from units.roles import Verb, roles_that_may
from units.summaries.places import Lineage, chain_then, long_name, name_from

WAITING = Chip("days_left", "Chờ trả lời")
FOR_ME = Chip("days_left", "Chờ bạn trả lời", is_filled=True)
ANSWERED = Chip("comment", "Đã trả lời")
SETTLED = Chip("accepted", "Đã giải quyết")
PAGE = 50
TROUBLES = "Tồn tại, vướng mắc"


def visible_difficulties(user: User, today: date) -> QuerySet[Any]:
    """Those of the units under a posting held today whose role sees figures, as the tree stands today, and of
    the units gone for which these act; each with `settled` and `waits`, said by its last answer."""
    roots = list(
        Unit.objects.filter(
            postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_FIGURES))
        ).distinct()
    )
    last = DifficultyAnswer.objects.filter(difficulty=OuterRef("pk")).order_by("-id")
    return (
        Difficulty.objects.filter(unit__in=Unit.objects.reached(*roots, today=today).values("pk"))
        .annotate(
            last_unit=Subquery(last.values("unit")[:1]), last_settles=Subquery(last.values("settles")[:1])
        )
        .annotate(
            settled=Case(When(last_settles=True, then=True), default=False, output_field=BooleanField()),
            waits=Case(
                When(Q(last_unit__isnull=True) | Q(last_unit=F("unit")), then=Value(1)), default=Value(0)
            ),
        )
    )


@dataclass(frozen=True)
class DifficultyLine:
    """One difficulty in a list."""

    unit_key: str
    number: int
    unit: str
    text: str
    when: str
    who: str
    chip: Chip
    drawn: str


@dataclass(frozen=True)
class DifficultyList:
    """A part of the list, and where it goes on."""

    lines: list[DifficultyLine]
    next_key: str


def difficulty_list(user: User, today: date, *, settled: bool, after: str = "") -> DifficultyList:
    """Open ones: those that wait for an answer first, then newest first. A fixed number of queries."""
    rows = visible_difficulties(user, today).filter(settled=settled).select_related("unit", "by")
    place = _place(after)
    if place is not None:
        waits, pk = place
        rows = rows.filter(Q(waits__lt=waits) | Q(waits=waits, pk__lt=pk))
    found = list(rows.order_by("-waits", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    lineage = Lineage([row.unit for row in shown])
    answers_for = set(
        user.postings.as_of(today).with_role(*roles_that_may(Verb.REVIEW)).values_list("unit_id", flat=True)
    )
    roots = set(user.postings.as_of(today).values_list("unit_id", flat=True))
    lines = []
    for row in shown:
        chain = lineage.chain_then(today, row.unit_id)
        above = chain[-2].unit_id if len(chain) > 1 else None
        chip = chip_of(row)
        lines.append(
            DifficultyLine(
                unit_key=row.unit.key,
                number=row.number,
                unit=name_from(chain, roots) or row.unit.key,
                text=row.text,
                when=short_date(row.at),
                who=row.by.full_name,
                chip=FOR_ME if chip is WAITING and above in answers_for else chip,
                drawn=f"trong báo cáo năm {row.report_year}" if row.report_year else "",
            )
        )
    goes_on = len(found) > PAGE
    return DifficultyList(lines, f"{shown[-1].waits}-{shown[-1].pk}" if goes_on else "")


def _place(key: str) -> tuple[int, int] | None:
    waits, _, pk = key.partition("-")
    if waits in ("0", "1") and pk.isascii() and pk.isdigit() and len(pk) < 19:
        return int(waits), int(pk)
    return None


def chip_of(row: Any) -> Chip:
    """Of a row that `visible_difficulties` gave."""
    if row.settled:
        return SETTLED
    return WAITING if row.waits else ANSWERED


def waiting_count(user: User, today: date) -> int:
    """How many difficulties directly below wait for the person's answer; below units gone for which these act
    as well."""
    held = Unit.objects.filter(
        postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.REVIEW))
    )
    places = Unit.objects.acted_for(*held, today=today).values("pk")
    later = Placement.objects.filter(unit=OuterRef("unit"), starts_on__gt=OuterRef("ends_on"))
    last = Q(ends_on__lt=today) & ~Exists(later)
    now = Q(pk__in=Placement.objects.as_of(today).values("pk"))
    below = Placement.objects.filter(now | last, parent__in=places).values("unit_id")
    return visible_difficulties(user, today).filter(unit__in=below, settled=False, waits=1).count()


@dataclass(frozen=True)
class Said:
    """One answer in the thread."""

    who: str
    unit: str
    when: str
    text: str
    is_above: bool
    settles: bool


@dataclass(frozen=True)
class DifficultyPage:
    """One difficulty with everything said to it."""

    unit_key: str
    unit: str
    number: int
    text: str
    proposal: str
    indicator: str
    plan_key: str
    indicator_number: str
    who: str
    when: str
    chip: Chip
    report_year: int | None
    drawn_by: str
    answers: list[Said]
    quote: str


def difficulty_page(row: Difficulty, today: date) -> DifficultyPage:
    """`row` from `visible_difficulties`, with its unit, people and indicator; a fixed number of queries."""
    answers = list(row.answers.select_related("by", "unit"))
    lineage = Lineage({answer.unit for answer in answers} | {row.unit})

    def name(unit_id: int) -> str:
        chain = lineage.chain_then(today, unit_id)
        return long_name(chain) if chain else row.unit.key

    about = row.indicator
    unit = name(row.unit_id)
    return DifficultyPage(
        unit_key=row.unit.key,
        unit=unit,
        number=row.number,
        text=row.text,
        proposal=row.proposal,
        indicator=f"{about}" if about else "",
        plan_key=about.plan.key if about else "",
        indicator_number=about.number if about else "",
        who=row.by.full_name,
        when=moment(row.at),
        chip=chip_of(row),
        report_year=row.report_year,
        drawn_by=row.drawn_by.full_name if row.drawn_by else "",
        answers=[
            Said(
                who=answer.by.full_name,
                unit=name(answer.unit_id),
                when=moment(answer.at),
                text=answer.text,
                is_above=answer.unit_id != row.unit_id,
                settles=answer.settles,
            )
            for answer in answers
        ],
        quote=quoted(row, unit),
    )


def quoted(row: Difficulty, unit: str) -> str:
    """How the unit above begins its own difficulty with the words of this one."""
    words = f"{unit[:1].upper()}{unit[1:]} (vướng mắc số {row.number}, {short_date(row.at)}): “{row.text}”"
    return f"{words}\nĐề nghị của đơn vị: {row.proposal}" if row.proposal else words


def reporting_units(user: User, today: date) -> list[tuple[Unit, str]]:
    """The units the person reports difficulties of, those with somebody above them, by name; a fixed number
    of queries."""
    units = list(
        Unit.objects.filter(
            postings__in=user.postings.as_of(today).with_role(*roles_that_may(Verb.ENTER))
        ).distinct()
    )
    lineage = Lineage(units)
    chains = {unit: chain for unit in units if len(chain := lineage.chain_on(today, unit.pk)) > 1}
    read = checks_there(chain[-2].unit_id for chain in chains.values())
    return [(unit, long_name(chain)) for unit, chain in chains.items() if chain[-2].unit_id in read]


def indicators_for(user: User, units: list[Unit], today: date) -> QuerySet[Indicator]:
    """The Chỉ tiêu of plans in force that bind the units: their own plans and those of everybody above."""
    above = Unit.objects.chain(*units, day=today)
    plans = visible_plans(user, today).filter(issuer__in=above.values("pk"), collects=True)
    return (
        Indicator.objects.filter(plan__in=plans.filter(pk__in=Plan.objects.in_year(today.year).values("pk")))
        .select_related("plan")
        .order_by("plan__first_year", "plan_id", "position")
    )


def drawn_into(plan: Plan, round_: Round) -> list[tuple[str, str]]:
    """What the issuer drew into its report of the round's year, by unit and words: the difficulties of units
    directly below it. One about another plan of the same issuer stands in that plan's table. Two queries."""
    if round_.kind not in (RoundKind.YEAR, RoundKind.FINAL_YEAR) or round_.kind not in WITH_FIGURES:
        return []
    below = Placement.objects.as_of(round_.data_to).filter(parent=plan.issuer_id)
    rows = (
        Difficulty.objects.filter(report_year=round_.year, unit__in=below.values("unit_id"))
        .exclude(Q(indicator__plan__issuer=plan.issuer_id) & ~Q(indicator__plan=plan))
        .order_by("id")
    )
    names = {
        spot.unit_id: spot.full_name for spot in below.filter(Exists(rows.filter(unit=OuterRef("unit"))))
    }
    return [(names[row.unit_id], row.text) for row in rows]


def unit_name(unit: Unit, today: date) -> str:
    chain = chain_then(today, unit)
    return long_name(chain) if chain else unit.key
