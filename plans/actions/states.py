"""From draft to in force to ended, and the documents that amend: one act each, all of them in the log.

The plan page shows only the acts that are open in the state that it is in.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from childplan.vietnamese import short_date
from plans.actions.documents import FILE_ADDED_ACT, FILE_REMOVED_ACT
from plans.actions.editing import Held, always_note, hold
from plans.enums import PlanState
from plans.models import Amendment, Plan
from units.enums import LogKind
from units.models import LogEntry, User
from units.refusals import Refused

BEGIN_ACT = "bắt đầu sửa đổi theo văn bản"
NO_INDICATORS = "Chưa có chỉ tiêu nào. Thêm ít nhất một chỉ tiêu rồi đưa vào áp dụng."
ALREADY_OPEN = "Đang sửa đổi theo {}. Kết thúc sửa đổi đó trước."
ASKED_BEFORE = (
    "Kế hoạch được thay, {}, đã có kỳ báo cáo hỏi và áp dụng từ năm {}. Kế hoạch mới phải bắt đầu sau năm "
    "đó; sửa “Từ năm” của kế hoạch mới."
)


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
    count = held.plan.indicators.count()
    drawn = ", nội suy giữa hai mốc" if held.plan.interpolates else ""
    always_note(
        held,
        LogKind.PLAN,
        "đưa kế hoạch vào áp dụng",
        "",
        before=PlanState.DRAFT.label,
        after=f"{PlanState.IN_FORCE.label}, {held.plan.years}, {count} chỉ tiêu{drawn}",
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
    until = until_when_replaced(old, held.plan)
    if old.asked_at is not None and until < old.first_year:
        # It would hold in no year, and what was reported for it would be judged by nothing.
        raise Refused(ASKED_BEFORE.format(old.short_title, old.first_year))
    _end(held, old, until, f"thay bằng {held.plan.short_title}")


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
    the meantime, that ended with another year, or that another plan replaces too, stays ended."""
    old: Plan = Plan.objects.select_for_update(of=("self",)).get(pk=held.plan.replaces_id)
    until = until_when_replaced(old, held.plan)
    if old.state != PlanState.ENDED or old.held_until != until or _ending_document(old) is not None:
        return
    if _stands_in_its_place(old, but=held.plan):
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
        BEGIN_ACT,
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


@transaction.atomic
def drop_amendment(*, plan: Plan, by: User, at: datetime, address: str | None = None) -> bool:
    """Bỏ văn bản sửa đổi, opened by mistake or misnamed: as long as nothing was changed by it.

    True when this call did it; False where nothing was open. Raises NotYours; Refused once a change names it.
    """
    held = hold(plan, by, at, address)
    amendment = held.amendment
    if amendment is None:
        return False
    if changes_under(held.plan, amendment).exists():
        raise Refused(
            f"Đã có thay đổi theo {amendment}. Kết thúc sửa đổi; muốn trở lại, sửa theo văn bản khác."
        )
    for name in amendment.files.order_by("number").values_list("name", flat=True):
        always_note(held, LogKind.PLAN, FILE_REMOVED_ACT, "", before=name)
    always_note(held, LogKind.PLAN, "bỏ văn bản sửa đổi", "", before=f"{amendment}: {amendment.title}")
    amendment.delete()
    return True


def changes_under(plan: Plan, amendment: Amendment) -> QuerySet[LogEntry]:
    """Rows of the log that name the document; to open it and to add its file changes nothing of the plan."""
    named: QuerySet[LogEntry] = LogEntry.objects.filter(
        unit=plan.issuer_id, reason=f"theo {amendment}", at__gte=amendment.opened_at
    ).exclude(act__in=[BEGIN_ACT, FILE_ADDED_ACT])
    return named


# --- The end


@transaction.atomic
def resume_plan(*, plan: Plan, by: User, at: datetime, address: str | None = None) -> bool:
    """Áp dụng lại a plan that a document had ended, until another plan stands in its place. The document goes
    from the plan and stays in the log. Open rounds take it back by “Cập nhật mẫu”.

    True when this call did it. Raises NotYours; Refused for a plan that ended otherwise.
    """
    held = hold(plan, by, at, address)
    if held.plan.state != PlanState.ENDED:
        return False
    if _stands_in_its_place(held.plan):
        raise Refused("Kế hoạch đã có kế hoạch khác thay. Đưa kế hoạch mới về nháp trước.")
    document = _ending_document(held.plan)
    if document is None:
        raise Refused("Không có văn bản nào ghi ở đây đã chấm dứt kế hoạch nên không áp dụng lại được.")
    before = f"áp dụng đến hết năm {held.plan.held_until}, theo {document}"
    held.plan.state, held.plan.held_until = PlanState.IN_FORCE, None
    held.plan.save(update_fields=["state", "held_until"])
    document.delete()
    always_note(
        held,
        LogKind.PLAN,
        "áp dụng lại kế hoạch",
        "",
        before=before,
        after=f"{PlanState.IN_FORCE.label}, {held.plan.years}",
    )
    return True


def can_resume(plan: Plan) -> bool:
    """Would `resume_plan` take it back?"""
    return (
        plan.state == PlanState.ENDED
        and _ending_document(plan) is not None
        and not _stands_in_its_place(plan)
    )


def _stands_in_its_place(plan: Plan, but: Plan | None = None) -> bool:
    """Does another plan, that is or was in force, replace it?"""
    others = plan.replaced_by.exclude(state=PlanState.DRAFT)
    return bool((others.exclude(pk=but.pk) if but is not None else others).exists())


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
