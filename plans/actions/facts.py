"""Entering a plan and changing what its head says: number, day, years, the plan above it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction

from childplan.vietnamese import folded, short_date
from plans.actions.editing import Held, always_note, check_mark, hold, mark_of, note, open_for_editing
from plans.enums import PlanKind, PlanState
from plans.models import Plan
from plans.permissions import issuers_kept_by
from units.enums import LogKind
from units.models import Unit, User
from units.refusals import NotYours, Refused

LONGEST_KEY = 40


@dataclass(frozen=True)
class PlanFacts:
    """What the head of the document says."""

    kind: PlanKind
    title: str
    short_title: str
    number: str
    signed_on: date | None
    date_words: str
    first_year: int
    last_year: int
    above: Plan | None
    above_words: str
    collects: bool


FACTS = tuple(field.name for field in fields(PlanFacts))
_COLUMNS = tuple("above_id" if name == "above" else name for name in FACTS)
_LABELS = {
    "kind": "loại văn bản",
    "title": "tên văn bản",
    "short_title": "tên gọn",
    "number": "số, ký hiệu",
    "signed_on": "ngày ký",
    "date_words": "ngày ký như trong văn bản",
    "first_year": "năm đầu",
    "last_year": "năm cuối",
    "above": "kế hoạch cấp trên",
    "above_words": "văn bản cấp trên được viện dẫn",
    "collects": "thu thập số liệu",
}


@transaction.atomic
def create_plan(
    *,
    issuer: Unit,
    facts: PlanFacts,
    by: User,
    at: datetime,
    today: date,
    address: str | None = None,
    replaces: Plan | None = None,
) -> Plan:
    """A new draft, seen by the keepers of its issuer only; the same head sent twice is one draft. Raises
    NotYours and Refused.

    `replaces`: the plan of the same issuer that ends when this one is put in force.
    """
    if not issuers_kept_by(by, today).filter(pk=issuer.pk).exists():
        raise NotYours("Bạn chỉ nhập kế hoạch của chính nơi bạn phụ trách.")
    if replaces is not None and replaces.issuer_id != issuer.pk:
        raise Refused("Chỉ thay được kế hoạch của chính nơi ban hành này.")
    # Two people who begin at the same moment get two keys: the second waits here for the first.
    Unit.objects.select_for_update().get(pk=issuer.pk)
    values = {name: getattr(facts, name) for name in FACTS}
    twin: Plan | None = Plan.objects.filter(
        issuer=issuer, state=PlanState.DRAFT, replaces=replaces, **values
    ).first()
    if twin is not None:
        return twin
    plan: Plan = Plan.objects.create(
        key=_free_key(issuer, facts),
        issuer=issuer,
        state=PlanState.DRAFT,
        replaces=replaces,
        **values,
    )
    always_note(
        Held(plan=plan, amendment=None, by=by, at=at, address=address),
        LogKind.PLAN,
        "tạo kế hoạch nháp",
        "",
        after=f"{plan.full_title}, {plan.years}",
    )
    return plan


def _free_key(issuer: Unit, facts: PlanFacts) -> str:
    """“xa-an-son-2026-2030”, and a number behind it where that is taken."""
    years = f"{facts.first_year}-{facts.last_year}"
    stem = f"{issuer.key[: LONGEST_KEY - len(years) - 4].strip('-')}-{years}"
    taken = set(Plan.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def facts_mark(plan: Plan) -> str:
    """The mark that the form of the facts carries."""
    return mark_of(plan, _COLUMNS)


@transaction.atomic
def change_facts(
    *, plan: Plan, facts: PlanFacts, mark: str, by: User, at: datetime, address: str | None = None
) -> list[str]:
    """Write what differs; the labels of what did. Raises NotYours, Refused and Overtaken.

    The first year of a plan that was asked for stays: its figures stand in those years. It goes on
    collecting too, or the tables of its old years would be gone; a plan that asks no more is ended.
    """
    held = open_for_editing(plan, by, at, address)
    stored = held.plan
    changed = [name for name in FACTS if getattr(stored, name) != getattr(facts, name)]
    if not changed:
        return []
    check_mark(mark, facts_mark(stored))
    _check_years(held, facts)
    for name in changed:
        note(
            held,
            LogKind.PLAN,
            f"sửa {_LABELS[name]}",
            "",
            _in_words(name, getattr(stored, name)),
            _in_words(name, getattr(facts, name)),
        )
        setattr(stored, name, getattr(facts, name))
    if held.is_draft and stored.interpolates:
        # Of a draft it holds in every year, also in one that it gets only now.
        stored.interpolated_from = stored.first_year
    stored.save(update_fields=[*changed, "interpolated_from"])
    return [_LABELS[name] for name in changed]


def _check_years(held: Held, facts: PlanFacts) -> None:
    if held.plan.asked_at is not None and held.plan.collects and not facts.collects:
        raise Refused(
            "Đã có kỳ báo cáo hỏi theo kế hoạch này: giữ “thu thập số liệu”. Muốn thôi hỏi thì chấm dứt kế "
            "hoạch."
        )
    if held.amendment is None:
        return
    if facts.first_year != held.plan.first_year:
        raise Refused("Kế hoạch đang áp dụng: giữ nguyên năm đầu.")
    if facts.last_year < held.amendment.from_year:
        raise Refused(
            f"Văn bản sửa đổi áp dụng từ năm {held.amendment.from_year}: năm cuối không sớm hơn năm đó."
        )


def _in_words(name: str, value: object) -> str:
    if value is None or value == "":
        return "trống"
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return PlanKind(str(value)).label if name == "kind" else str(value)


def proposed_short_title(kind: PlanKind, title: str, issuer_name: str, years: str) -> str:
    """A short name where none was typed: the title if it is short, else kind, issuer and years; ≤ 90."""
    words = " ".join(title.split())
    whole = f"{words[:1].upper()}{words[1:]}"
    if len(whole) <= 90 and folded(years) in folded(whole):
        return whole
    head = "Kế hoạch trẻ em" if kind == PlanKind.PLAN else "Chương trình trẻ em"
    return f"{head} {issuer_name} {years}"[:90].strip()


@transaction.atomic
def take_off_note(*, plan: Plan, words: str, by: User, at: datetime, address: str | None = None) -> bool:
    """Bỏ ghi chú: the note has been seen to. False where it is gone already. A note is no word of the
    document, so the state of the plan does not matter. Raises NotYours."""
    held = hold(plan, by, at, address)
    if words not in held.plan.notes:
        return False
    held.plan.notes = [note_ for note_ in held.plan.notes if note_ != words]
    held.plan.save(update_fields=["notes"])
    note(held, LogKind.PLAN, "bỏ ghi chú", "", before=words)
    return True
