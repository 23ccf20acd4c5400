"""From which state to which may a report go, by whose hand, and with what said? One table."""

from dataclasses import dataclass

from reporting.enums import Act, Actor, ReportState


@dataclass(frozen=True)
class Transition:
    """One permitted step. `checking`: must somebody be checking (True), nobody (False), or either (None)?
    `waived`: the same of a waiver. No `target`: the report stays where it is. `stops_at_lock`: not open while
    the round is locked there."""

    act: Act
    sources: frozenset[ReportState]
    target: ReportState | None
    actor: Actor
    checking: bool | None = None
    waived: bool | None = None
    needs_reason: bool = False
    stops_at_lock: bool = False


NOT_ACCEPTED = frozenset({ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED})


TRANSITIONS: dict[Act, Transition] = {
    step.act: step
    for step in (
        Transition(
            Act.SUBMITTED,
            frozenset({ReportState.DRAFT, ReportState.RETURNED}),
            ReportState.SUBMITTED,
            Actor.UNIT,
            stops_at_lock=True,
        ),
        # Taking back ends where checking begins, so that a figure never moves while it is being read. What
        # had been returned before is a returned report again (`actions.recall`).
        Transition(
            Act.RECALLED,
            frozenset({ReportState.SUBMITTED}),
            ReportState.DRAFT,
            Actor.UNIT,
            checking=False,
            stops_at_lock=True,
        ),
        Transition(
            Act.CHECK_STARTED,
            frozenset({ReportState.SUBMITTED}),
            ReportState.SUBMITTED,
            Actor.ABOVE,
            checking=False,
        ),
        Transition(
            Act.CHECK_RELEASED,
            frozenset({ReportState.SUBMITTED}),
            ReportState.SUBMITTED,
            Actor.ABOVE,
            checking=True,
        ),
        Transition(
            Act.ACCEPTED,
            frozenset({ReportState.SUBMITTED}),
            ReportState.ACCEPTED,
            Actor.ABOVE,
            checking=True,
        ),
        Transition(
            Act.RETURNED,
            frozenset({ReportState.SUBMITTED}),
            ReportState.RETURNED,
            Actor.ABOVE,
            checking=True,
            needs_reason=True,
            # Whoever gets a report back must be able to work on it.
            stops_at_lock=True,
        ),
        Transition(
            Act.ACCEPTANCE_UNDONE,
            frozenset({ReportState.ACCEPTED}),
            ReportState.SUBMITTED,
            Actor.ABOVE,
            needs_reason=True,
            stops_at_lock=True,
        ),
        # Chấp nhận thiếu: the level above goes up without a report that has not come so far.
        Transition(Act.WAIVED, NOT_ACCEPTED, None, Actor.ABOVE, waived=False, needs_reason=True),
        Transition(Act.WAIVER_ENDED, NOT_ACCEPTED, None, Actor.ABOVE, waived=True),
    )
}


def refusal(
    act: Act, state: ReportState, is_being_checked: bool, reason: str, *, is_waived: bool = False
) -> str:
    """Why the step is not open from this state: a sentence for the screen, or "" when it is open."""
    step = TRANSITIONS[act]
    if state not in step.sources:
        return f"Báo cáo đang ở trạng thái “{state.label}” nên không {act.label} được. Tải lại trang."
    if step.checking is True and not is_being_checked:
        return "Bấm “Nhận kiểm tra” trước khi quyết định."
    if step.checking is False and is_being_checked:
        if step.actor == Actor.UNIT:
            return (
                "Báo cáo đang được kiểm tra nên không rút lại được. Liên hệ người kiểm tra để được trả lại."
            )
        return "Báo cáo đang được kiểm tra."
    if step.waived is not None and step.waived != is_waived:
        return "Báo cáo này đã được chấp nhận thiếu." if is_waived else "Báo cáo này đang được chờ."
    if step.needs_reason and not reason.strip():
        return "Ghi lý do để đơn vị biết phải làm gì."
    return ""
