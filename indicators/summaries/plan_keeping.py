"""What is still missing in a plan, and which acts are open to its keeper? Screen 16, for who enters plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from indicators.enums import Part
from indicators.models import Component, Indicator, Responsibility, Target
from indicators.summaries.plans import day_of, issuer_names, visible_plans
from plans.actions.editing import why_closed
from plans.actions.states import can_resume, until_when_replaced
from plans.enums import PlanState
from plans.models import Amendment, Plan
from plans.quotations import one_line
from units.enums import Level
from units.models import Unit, User
from units.summaries.places import chain_on, names_on, units_below_by_kind

MOST_NAMED = 8


@dataclass(frozen=True)
class Reminder:
    """One thing that is missing, in a sentence; `route`: the page where it is put right, "" none."""

    text: str
    route: str = ""


@dataclass(frozen=True)
class Keeping:
    """What the keeper reads above the plan. `missing` keeps it from coming into force, `reminders` do not."""

    state: str
    sentence: str
    missing: list[Reminder]
    reminders: list[Reminder]
    is_open: bool
    can_put_in_force: bool
    can_go_back: bool
    can_amend: bool
    can_end: bool
    can_delete: bool
    can_resume: bool
    has_goals: bool
    history_of: str
    """Key of the place whose old years may be typed for the plan; "" where there are none to type."""


def keeping_of(plan: Plan, today: date) -> Keeping:
    """For who keeps the plan; a fixed number of queries."""
    amendment = plan.amendments.filter(closed_at=None).first()
    is_open = not why_closed(plan, amendment)
    is_draft, is_held = plan.state == PlanState.DRAFT, plan.state == PlanState.IN_FORCE
    has_indicators = plan.indicators.exists()
    has_goals = plan.goals.exists()
    missing = []
    if is_draft and not has_indicators:
        text = "Chưa có chỉ tiêu nào." if has_goals else "Chưa có mục tiêu và chỉ tiêu nào."
        missing.append(Reminder(text, "" if has_goals else "plan_goals"))
    return Keeping(
        state=plan.state,
        sentence=_sentence(plan, amendment),
        missing=missing,
        reminders=_reminders(plan, today) if is_open else [],
        is_open=is_open,
        can_put_in_force=is_draft and has_indicators,
        can_go_back=is_held and plan.asked_at is None and amendment is None,
        can_amend=is_held and amendment is None,
        can_end=is_held and amendment is None,
        can_delete=is_draft,
        can_resume=can_resume(plan),
        has_goals=has_goals,
        history_of=plan.issuer.key
        if is_held and plan.collects and plan.issuer.level != Level.COUNTRY
        else "",
    )


def _sentence(plan: Plan, amendment: Amendment | None) -> str:
    if plan.state == PlanState.DRAFT:
        return "Bản nháp: chỉ người giữ kế hoạch của nơi ban hành thấy. Sửa tự do."
    if plan.state == PlanState.ENDED:
        return f"Đã chấm dứt, áp dụng đến hết năm {plan.held_until}."
    if amendment is not None:
        return f"Mọi thay đổi áp dụng từ năm {amendment.from_year} và ghi vào nhật ký."
    if plan.asked_at is None:
        return "Đang áp dụng, chưa có kỳ báo cáo nào hỏi. Đưa về nháp để sửa tự do."
    return "Đang áp dụng, đã có kỳ báo cáo hỏi. Chỉ sửa khi có văn bản sửa đổi."


# --- What is missing


def _reminders(plan: Plan, today: date) -> list[Reminder]:
    """In the order in which a document is read."""
    indicators = Indicator.objects.filter(plan=plan).order_by("position")
    standing = Component.objects.filter(indicator__plan=plan, last_year=None)
    found = [
        _heading(plan),
        _named(
            "chỉ tiêu chưa có nội dung đo",
            indicators.filter(components=None).values_list("number", flat=True),
        ),
        _named(
            "nội dung đo chưa có mốc nào",
            standing.filter(targets=None)
            .order_by("indicator__position", "position")
            .values_list("label", flat=True),
        ),
        _named("mốc nằm ngoài giai đoạn của kế hoạch: nội dung", _outside(plan)),
        _named(
            "chỉ tiêu chưa có đơn vị chủ trì",
            indicators.exclude(responsibilities__part=Part.LEAD).values_list("number", flat=True),
            "plan_assignments",
        ),
        None if plan.deadlines.exists() else Reminder("Chưa có hạn báo cáo nào.", "plan_deadlines"),
        _quotes(plan),
        _flags(plan),
        *_overlaps(plan),
    ]
    return [reminder for reminder in found if reminder is not None]


def _heading(plan: Plan) -> Reminder | None:
    absent = [
        words
        for words, is_there in (
            ("số, ký hiệu", plan.number),
            ("ngày ký", plan.signed_on or plan.date_words),
        )
        if not is_there
    ]
    return Reminder(f"Chưa ghi {' và '.join(absent)} của văn bản.", "plan_facts") if absent else None


def _named(what: str, names: Iterable[str], route: str = "") -> Reminder | None:
    """“4 nội dung đo chưa có mốc nào: 1, 2.1, …”."""
    every = list(names)
    if not every:
        return None
    joint = " " if what.endswith("nội dung") else ": "
    return Reminder(f"{len(every)} {what}{joint}{listed(every)}", route)


def listed(names: Sequence[str]) -> str:
    """“1, 2, 3.”, or the first eight and “…”."""
    return f"{', '.join(names[:MOST_NAMED])}{' …' if len(names) > MOST_NAMED else '.'}"


def quotes_sentence(absent: Sequence[str]) -> str:
    """Which parts quote what is not in the text of the document."""
    return f"{len(absent)} câu không có đúng từng chữ trong toàn văn: {listed(absent)}"


def _outside(plan: Plan) -> QuerySet[Target, str]:
    return (
        Target.objects.filter(component__indicator__plan=plan)
        .filter(Q(first_year__lt=plan.first_year) | Q(last_year__gt=plan.last_year))
        .order_by("component__indicator__position", "component__position")
        .values_list("component__label", flat=True)
    )


def _quotes(plan: Plan) -> Reminder | None:
    """Quotations that do not stand in the document as received."""
    if not plan.document_text:
        return Reminder("Chưa có toàn văn để đối chiếu các câu nguyên văn.", "plan_paper")
    absent = words_not_found(plan)
    if not absent:
        return None
    return Reminder(quotes_sentence(absent), "plan_document")


def words_not_found(plan: Plan) -> list[str]:
    """Names of the parts whose quotation is not in the text of the document; all of them without a text."""
    document = one_line(plan.document_text)
    said: list[tuple[str, str]] = [(f"mục tiêu {goal.number}", goal.words) for goal in plan.goals.all()]
    said += [(f"chỉ tiêu {row.number}", row.official_text) for row in plan.indicators.order_by("position")]
    components = Component.objects.filter(indicator__plan=plan)
    said += [(f"nội dung {row.label}", row.words) for row in components.order_by("label")]
    for target in Target.objects.filter(component__indicator__plan=plan).select_related("component"):
        said.append((f"mốc của {target.component.label}", target.words))
    for duty in Responsibility.objects.filter(indicator__plan=plan).select_related("indicator"):
        said += [(f"phân công {duty.indicator.number}", line) for line in duty.words.splitlines()]
    for task in plan.tasks.all():
        said += [(f"nhiệm vụ của {task.unit_words}", words) for words in (task.unit_words, task.words)]
    said += [(f"hạn {row.get_duty_display().lower()}", row.words) for row in plan.deadlines.all()]
    return list(dict.fromkeys(name for name, words in said if words and one_line(words) not in document))


def quotes_missing(plan: Plan, *sentences: str) -> list[str]:
    """Of the sentences those that do not stand in the text; none where the plan has no text. No query."""
    if not plan.document_text:
        return []
    document = one_line(plan.document_text)
    return [words for words in sentences if words.strip() and one_line(words) not in document]


def _flags(plan: Plan) -> Reminder | None:
    flagged = Target.objects.filter(component__indicator__plan=plan, confirmed_at=None).exclude(flag="")
    count = flagged.count()
    return Reminder(f"{count} chỗ chờ xác nhận cách đọc, ở bên dưới.") if count else None


def _overlaps(plan: Plan) -> list[Reminder]:
    """Plans of the same issuer that hold in a common year, and what becomes of them."""
    others = Plan.objects.filter(
        issuer=plan.issuer_id,
        state=PlanState.IN_FORCE,
        first_year__lte=plan.last_year,
        last_year__gte=plan.first_year,
    ).exclude(pk=plan.pk)
    found = []
    for other in others.order_by("first_year", "key"):
        if other.pk == plan.replaces_id:
            until = until_when_replaced(other, plan)
            text = f"Khi đưa vào áp dụng, {other.short_title} chấm dứt và áp dụng đến hết năm {until}."
        else:
            first = max(plan.first_year, other.first_year)
            last = min(plan.last_year, other.last_year)
            years = f"năm {first}" if first == last else f"các năm {first}–{last}"
            text = f"Cùng áp dụng {years} với {other.short_title}: đơn vị được hỏi theo cả hai."
        found.append(Reminder(text))
    return found


# --- What may be chosen


def plans_to_copy(user: User, today: date) -> list[tuple[str, str]]:
    """Every plan that the person may read and that promises something: (key, words)."""
    plans = visible_plans(user, today).exclude(indicators=None).select_related("issuer").distinct()
    return [(plan.key, f"Sao chép từ: {plan.short_title}") for plan in plans.order_by("-first_year", "key")]


def plans_to_stand_under(
    issuers: Iterable[Unit], user: User, today: date, but: Plan | None = None
) -> list[Plan]:
    """Plans in force above the issuers, and the country's: what a plan may name as the one above it."""
    above: set[int] = set()
    for issuer in issuers:
        above |= {place.unit_id for place in chain_on(today, issuer)[:-1]}
    found = visible_plans(user, today).filter(Q(issuer__in=above) | Q(issuer__level=Level.COUNTRY))
    found = found.exclude(state=PlanState.DRAFT)
    if but is not None:
        found = found.exclude(pk=but.pk)
    return list(found.order_by(F("first_year").desc(), "key"))


def above_choices(plans: Iterable[Plan]) -> list[tuple[str, str]]:
    return [(plan.key, plan.short_title) for plan in plans]


def issuer_choices(issuers: Iterable[Unit], today: date) -> list[tuple[str, str]]:
    units = list(issuers)
    names = names_on(today, [unit.pk for unit in units])
    return [
        (unit.key, f"UBND {names[unit.pk].full_name}" if unit.pk in names else unit.key) for unit in units
    ]


def issuer_of(plan: Plan, today: date) -> str:
    return issuer_names([plan], today)[plan.issuer_id]


def units_to_name(plan: Plan, today: date, also: Iterable[Unit] = ()) -> dict[str, tuple[Unit, str]]:
    """The issuer and the units directly below it in plan years, by key with their names; `also` those that
    are named already. Agencies stand before villages."""
    below = units_below_by_kind(plan.issuer, date(plan.first_year, 1, 1), date(plan.last_year, 12, 31))
    units = {unit.pk: unit for group in below.values() for unit in group} | {unit.pk: unit for unit in also}
    units.pop(plan.issuer_id, None)
    names = names_on(day_of(plan, today), [plan.issuer_id, *units])
    found = {plan.issuer.key: (plan.issuer, issuer_of(plan, today))}
    placed = [unit for unit in units.values() if unit.pk in names]
    for unit in sorted(placed, key=lambda one: (one.level != Level.AGENCY, names[one.pk].sort)):
        name = names[unit.pk].full_name
        found[unit.key] = (unit, name[:1].upper() + name[1:])
    return found
