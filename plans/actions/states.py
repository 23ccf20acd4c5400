"""From draft to in force to ended, and the documents that amend: one act each, all of them in the log.

The plan page shows only the acts that are open in the state that it is in.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from childplan.vietnamese import short_date
from plans.actions.editing import Held, always_note, hold
from plans.enums import PlanState
from plans.models import Amendment, Plan
from units.enums import LogKind
from units.models import User
from units.refusals import Refused

NO_INDICATORS = "Chưa có chỉ tiêu nào. Thêm ít nhất một chỉ tiêu rồi đưa vào áp dụng."
ALREADY_OPEN = "Đang sửa đổi theo {}. Kết thúc sửa đổi đó trước."


@transaction.atomic
def put_in_force(*, plan: Plan, by: User, at: datetime, address: str | None = None) -> bool:
    """Nháp → Đang áp dụng. The plan that it replaces ends with the year before. True when this call did it.

    Raises NotYours; Refused without any Chỉ tiêu, and while a document amends the plan to be replaced.
    """
    held = hold(plan, by, at, address)
    if held.plan.state == PlanState.IN_FORCE:
        return False
    if held.plan.state == PlanState.ENDED:
        raise Refused("Kế hoạch đã hết hiệu lực. Lập kế hoạch mới nếu cần.")
    if not held.plan.indicators.exists():
        raise Refused(NO_INDICATORS)
    if held.plan.replaces_id is not None:
        _end_replaced(held)
    held.plan.state = PlanState.IN_FORCE
    held.plan.save(update_fields=["state"])
    always_note(
        held,
        LogKind.PLAN,
        "đưa kế hoạch vào áp dụng",
        "",
        before=PlanState.DRAFT.label,
        after=f"{PlanState.IN_FORCE.label}, {held.plan.years}, {held.plan.indicators.count()} chỉ tiêu",
    )
    return True


def _end_replaced(held: Held) -> None:
    """The old plan holds until the year before the new one; what ended earlier stays as it ended."""
    old: Plan = Plan.objects.select_for_update(of=("self",)).get(pk=held.plan.replaces_id)
    if old.state != PlanState.IN_FORCE:
        return
    amendment = old.amendments.filter(closed_at=None).first()
    if amendment is not None:
        raise Refused(f"Kế hoạch được thay, {old.short_title}: {ALREADY_OPEN.format(amendment)}")
    _end(held, old, until_when_replaced(old, held.plan), f"thay bằng {held.plan.short_title}")


def until_when_replaced(old: Plan, new: Plan) -> int:
    """The last year of a plan that another one replaces."""
    return min(old.last_year, new.first_year - 1)


def _end(held: Held, plan: Plan, until_year: int, reason: str) -> None:
    plan.state, plan.held_until = PlanState.ENDED, until_year
    plan.save(update_fields=["state", "held_until"])
    always_note(
        Held(plan=plan, amendment=None, by=held.by, at=held.at, address=held.address),
        LogKind.PLAN,
        "chấm dứt kế hoạch",
        "",
        before=f"{PlanState.IN_FORCE.label}, {plan.years}",
        after=f"áp dụng đến hết năm {until_year}",
        reason=reason,
    )


@transaction.atomic
def back_to_draft(*, plan: Plan, by: User, at: datetime, address: str | None = None) -> bool:
    """Đang áp dụng → Nháp, while no round has asked for it. A plan that this one had ended holds again.

    True when this call did it. Raises NotYours and Refused.
    """
    held = hold(plan, by, at, address)
    if held.plan.state == PlanState.DRAFT:
        return False
    if held.plan.state == PlanState.ENDED:
        raise Refused("Kế hoạch đã hết hiệu lực; không đưa về nháp được.")
    if held.plan.asked_at is not None:
        raise Refused("Đã có kỳ báo cáo hỏi theo kế hoạch này; không đưa về nháp được nữa.")
    if held.amendment is not None:
        raise Refused(ALREADY_OPEN.format(held.amendment))
    held.plan.state = PlanState.DRAFT
    held.plan.save(update_fields=["state"])
    always_note(
        held,
        LogKind.PLAN,
        "đưa kế hoạch về nháp",
        "",
        before=PlanState.IN_FORCE.label,
        after=PlanState.DRAFT.label,
    )
    if held.plan.replaces_id is not None:
        _hold_again(held)
    return True


def _hold_again(held: Held) -> None:
    """Undo what putting in force did to the plan it replaces. One that a document of its own had ended in
    the meantime, or that ended with another year, stays ended."""
    old: Plan = Plan.objects.select_for_update(of=("self",)).get(pk=held.plan.replaces_id)
    until = until_when_replaced(old, held.plan)
    if old.state != PlanState.ENDED or old.held_until != until or _ending_document(old) is not None:
        return
    old.state, old.held_until = PlanState.IN_FORCE, None
    old.save(update_fields=["state", "held_until"])
    always_note(
        Held(plan=old, amendment=None, by=held.by, at=held.at, address=held.address),
        LogKind.PLAN,
        "áp dụng lại kế hoạch",
        "",
        before=f"áp dụng đến hết năm {until}",
        after=f"{PlanState.IN_FORCE.label}, {old.years}",
        reason=f"{held.plan.short_title} trở về nháp",
    )


def _ending_document(plan: Plan) -> Amendment | None:
    """The document by which the plan was ended, where there is one."""
    if plan.held_until is None:
        return None
    ending: Amendment | None = plan.amendments.filter(from_year=plan.held_until + 1, title=END_TITLE).first()
    return ending


END_TITLE = "Chấm dứt thực hiện kế hoạch"


# --- Amending


@transaction.atomic
def begin_amendment(
    *,
    plan: Plan,
    number: str,
    signed_on: date,
    title: str,
    from_year: int,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Amendment:
    """Sửa đổi theo văn bản: from now on every change names the document and holds from `from_year`.

    The same document named twice is once. Raises NotYours; Refused in a draft, after the end, while another
    document is open, or for a year outside the plan.
    """
    held = hold(plan, by, at, address)
    if held.plan.state == PlanState.DRAFT:
        raise Refused("Kế hoạch còn là nháp: cứ sửa thẳng, không cần văn bản sửa đổi.")
    if held.plan.state == PlanState.ENDED:
        raise Refused("Kế hoạch đã hết hiệu lực; không sửa đổi được nữa.")
    if held.amendment is not None:
        if held.amendment.number == number and held.amendment.signed_on == signed_on:
            return held.amendment
        raise Refused(ALREADY_OPEN.format(held.amendment))
    _check_year(held.plan, from_year)
    _check_signed(held.plan, signed_on)
    amendment: Amendment = Amendment.objects.create(
        plan=held.plan,
        number=number,
        signed_on=signed_on,
        title=title,
        from_year=from_year,
        opened_at=at,
        opened_by=by,
    )
    always_note(
        held,
        LogKind.PLAN,
        "bắt đầu sửa đổi theo văn bản",
        "",
        after=f"{amendment}: {title}; áp dụng từ năm {from_year}",
    )
    return amendment


def _check_year(plan: Plan, year: int) -> None:
    if not plan.first_year <= year <= plan.last_year:
        raise Refused(f"Năm phải nằm trong giai đoạn {plan.years} của kế hoạch.")


def _check_signed(plan: Plan, day: date) -> None:
    if plan.signed_on is not None and day < plan.signed_on:
        raise Refused(f"Văn bản sửa đổi không thể ký trước kế hoạch ({short_date(plan.signed_on)}).")


@transaction.atomic
def close_amendment(*, plan: Plan, by: User, at: datetime, address: str | None = None) -> Amendment | None:
    """Kết thúc sửa đổi: the plan is closed again. None where nothing was open. Raises NotYours."""
    held = hold(plan, by, at, address)
    amendment = held.amendment
    if amendment is None:
        return None
    amendment.closed_at, amendment.closed_by = at, by
    amendment.save(update_fields=["closed_at", "closed_by"])
    always_note(held, LogKind.PLAN, "kết thúc sửa đổi theo văn bản", "", after=str(amendment))
    return amendment


# --- The end


@transaction.atomic
def end_plan(
    *,
    plan: Plan,
    until_year: int,
    number: str,
    signed_on: date,
    reason: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> bool:
    """Chấm dứt before its time, by a named document: read in the years until `until_year`, asked no more.

    True when this call did it. Raises NotYours; Refused for a draft, which is deleted instead, while a
    document amends the plan, or for a year outside it.
    """
    held = hold(plan, by, at, address)
    if held.plan.state == PlanState.ENDED:
        return False
    if held.plan.state == PlanState.DRAFT:
        raise Refused("Kế hoạch còn là nháp: bấm “Xoá bản nháp” nếu không dùng.")
    if held.amendment is not None:
        raise Refused(ALREADY_OPEN.format(held.amendment))
    _check_year(held.plan, until_year)
    _check_signed(held.plan, signed_on)
    document = Amendment(
        plan=held.plan,
        number=number,
        signed_on=signed_on,
        title=END_TITLE,
        from_year=until_year + 1,
        opened_at=at,
        opened_by=by,
        closed_at=at,
        closed_by=by,
    )
    document.save(force_insert=True)
    _end(held, held.plan, until_year, f"theo {document}: {reason}")
    return True
