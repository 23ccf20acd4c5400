"""May this plan be changed now, by this person, and what does the log say of the change?

Every act on a plan or on a part of it begins with `open_for_editing`, inside its own transaction, and tells
each change with `note`. The row of the plan stays locked until that transaction ends, so two people who edit
the same plan come one after the other; `check_mark` then tells the second that the first was there.

A draft is free and its changes are not logged one by one: it binds nobody, and putting it in force says what
it holds. A plan in force that no round has asked for goes back to a draft first, or is changed by a named
document like one that was asked for; then every change stands in the log with before, after and the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from childplan.clock import VIET_NAM
from plans.enums import PlanState
from plans.models import Amendment, Plan
from plans.permissions import may_keep
from units import marks
from units.enums import LogKind
from units.log import write
from units.models import User
from units.refusals import NotYours, Overtaken, Refused

NOT_KEPT = "Kế hoạch này do nơi ban hành giữ; bạn chỉ đọc được."
NEVER_ASKED = (
    "Kế hoạch đang áp dụng. Đưa về nháp để sửa tự do, hoặc bấm “Sửa đổi theo văn bản” và nêu văn bản sửa đổi."
)
ASKED = "Đã có kỳ báo cáo hỏi theo kế hoạch này. Muốn sửa, bấm “Sửa đổi theo văn bản” và nêu văn bản sửa đổi."
ENDED = "Kế hoạch đã hết hiệu lực; không sửa được nữa."
CHANGED_SINCE = (
    "Có người vừa sửa phần này sau khi bạn mở trang. Chưa ghi gì; so hai bản bên dưới rồi lưu lại nếu cần."
)


@dataclass(frozen=True)
class Held:
    """A plan whose row is locked. `amendment`: the document that allows the change; none in a draft."""

    plan: Plan
    amendment: Amendment | None
    by: User
    at: datetime
    address: str | None = None

    @property
    def is_draft(self) -> bool:
        return self.plan.state == PlanState.DRAFT

    @property
    def from_year(self) -> int:
        """The first year in which a change holds: that of the amending document; all years of a draft."""
        return self.amendment.from_year if self.amendment else self.plan.first_year


def hold(plan: Plan, by: User, at: datetime, address: str | None = None) -> Held:
    """Lock the row for an act on the plan as a whole, whatever its state. Raises NotYours.

    Call inside a transaction. The plan that comes back is read anew; use it, not the one passed in.
    """
    locked: Plan = Plan.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=plan.pk)
    if not may_keep(by, locked, at.astimezone(VIET_NAM).date()):
        raise NotYours(NOT_KEPT)
    amendment = locked.amendments.filter(closed_at=None).first()
    return Held(plan=locked, amendment=amendment, by=by, at=at, address=address)


def open_for_editing(plan: Plan, by: User, at: datetime, address: str | None = None) -> Held:
    """Lock the row for a change of the plan's words, numbers or parts. Raises NotYours and Refused."""
    held = hold(plan, by, at, address)
    refusal = why_closed(held.plan, held.amendment)
    if refusal:
        raise Refused(refusal)
    return held


def why_closed(plan: Plan, amendment: Amendment | None) -> str:
    """The sentence that says why nothing of the plan can be changed now; "" where it can.

    `amendment`: the open one, if any. The same rule decides whether a page shows its “Sửa” links.
    """
    if plan.state == PlanState.DRAFT:
        return ""
    if plan.state == PlanState.ENDED:
        return ENDED
    if amendment is not None:
        return ""
    return NEVER_ASKED if plan.asked_at is None else ASKED


def note(held: Held, kind: LogKind, act: str, subject: str, before: str = "", after: str = "") -> None:
    """One row of the log: what stood before and after, in words, by which document. Nothing in a draft.

    Nothing either where before and after say the same words.
    """
    if held.is_draft or (before and before == after):
        return
    always_note(held, kind, act, subject, before, after)


def always_note(
    held: Held,
    kind: LogKind,
    act: str,
    subject: str,
    before: str = "",
    after: str = "",
    reason: str = "",
) -> None:
    """The same, in a draft too: for acts on the plan as a whole."""
    document = f"theo {held.amendment}" if held.amendment else ""
    write(
        kind,
        act,
        at=held.at,
        by=held.by,
        address=held.address,
        unit=held.plan.issuer,
        subject=f"{subject} – {held.plan.short_title}" if subject else held.plan.short_title,
        before=before,
        after=after,
        reason=reason or document,
    )


def mark_of(row: Model | None, fields: Iterable[str], *more: Any) -> str:
    """A short sign of the row as it stands: an edit form carries it, the act compares it under the lock.

    `fields` are names of columns (`goal_id`, not `goal`). `more` is anything else the form shows whose text
    says it all, such as sorted keys of units. None, a row that is not there yet, has a mark of its own.
    """
    values = [getattr(row, name) for name in fields] if row is not None else ["mới"]
    return marks.mark_of(*values, *more)


def check_mark(shown: str, stands: str) -> None:
    """Raises Overtaken where the page was drawn from another state than the one that is stored."""
    if shown != stands:
        raise Overtaken(CHANGED_SINCE)
