"""Screen 16 for keepers: goals, who answers, tasks and reporting days of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from childplan import clock
from indicators.actions.assigning import Duty, assign, duty_mark, duty_of
from indicators.forms.goals import GoalLine, GoalsForm
from indicators.forms.plans import DeadlineForm, DutyForm, TasksForm
from indicators.summaries.deadlines import deadline_page
from indicators.summaries.plan_keeping import quotes_missing, units_to_name
from indicators.summaries.plans import plan_head
from indicators.views.keeping import FormPage, act, address, kept, save_form, show_form
from plans.actions.deadlines import deadline_mark, remove_deadline, save_deadline
from plans.actions.editing import why_closed
from plans.actions.goals import goals_mark, save_goals
from plans.actions.tasks import one_task_a_line, save_tasks, tasks_mark, tasks_under
from plans.enums import DutyKind
from plans.models import Deadline, Plan, Task
from units.models import Unit
from units.refusals import NotYours, Overtaken, Refused
from units.requests import SignedInRequest, who

NOT_QUOTED = "Đã lưu. Câu này không có đúng từng chữ trong toàn văn: “{}”"
LONGEST_SHOWN = 160


def _tell_of_quotes(request: HttpRequest, plan: Plan, *sentences: str) -> None:
    """A quotation that is not in the text is said right after saving; it never stops anything."""
    for words in quotes_missing(plan, *sentences)[:3]:
        shown = words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 1]}…"
        messages.warning(request, NOT_QUOTED.format(shown))


# --- Goals


@require_http_methods(["GET", "POST"])
def plan_goals(request: HttpRequest, plan_key: str) -> HttpResponse:
    """All goals on one page: names, order, new ones, and empty ones out."""
    signed_in, plan = kept(request, plan_key)
    if request.method != "POST":
        return _show_goals(signed_in, plan, GoalsForm.of(plan), goals_mark(plan))
    form = GoalsForm.posted(request.POST)
    mark = request.POST.get("mark", "")
    if form.errors:
        return _show_goals(signed_in, plan, form, mark, status=422)
    try:
        is_new = save_goals(plan=plan, wishes=form.wishes(), mark=mark, **who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Overtaken as refusal:
        form.refuse(str(refusal))
        theirs = GoalsForm.of(plan).lines
        return _show_goals(signed_in, plan, form, goals_mark(plan), status=422, theirs=theirs)
    except Refused as refusal:
        form.refuse(str(refusal))
        return _show_goals(signed_in, plan, form, mark, status=422)
    messages.success(request, "Đã lưu mục tiêu." if is_new else "Không có gì thay đổi.")
    _tell_of_quotes(request, plan, *(wish.words for wish in form.wishes() if not wish.is_removed))
    return redirect("indicators:plan", plan.key)


def _show_goals(
    request: SignedInRequest,
    plan: Plan,
    form: GoalsForm,
    mark: str,
    status: int = 200,
    theirs: Sequence[GoalLine] = (),
) -> HttpResponse:
    head = plan_head(plan, request.user, clock.today())
    closed = "" if head.is_open else why_closed(plan, plan.amendments.filter(closed_at=None).first())
    said = {"head": head, "goals": form, "mark": mark, "theirs": theirs, "errors": form.errors}
    return render(request, "indicators/plan_goals.html", said | {"closed": closed, "here": ""}, status=status)


# --- Who answers


@require_http_methods(["GET", "POST"])
def plan_duty_new(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Chủ trì, phối hợp: the same for one or more units, added to what they have."""
    signed_in, plan = kept(request, plan_key)
    units = units_to_name(plan, clock.today())
    numbers = _numbers(plan)

    def stored() -> DutyForm:
        return DutyForm(numbers=numbers, units=_choices(units))

    page = FormPage(
        heading="Giao chỉ tiêu cho đơn vị",
        submit="Lưu phân công",
        stored=stored,
        back=address("plan_assignments", plan),
        more={"numbers": numbers},
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    form = DutyForm(request.POST, numbers=numbers, units=_choices(units))

    def save() -> str:
        named = [units[key][0] for key in form.cleaned_data["units"]]
        assign(plan=plan, units=named, duty=_duty(form), mark=None, **who(signed_in))
        _tell_of_quotes(request, plan, form.cleaned_data["lead_words"], form.cleaned_data["support_words"])
        return f"Đã lưu phân công cho {len(named)} đơn vị."

    return save_form(signed_in, plan, page, form, save)


@require_http_methods(["GET", "POST"])
def plan_duty(request: HttpRequest, plan_key: str, unit_key: str) -> HttpResponse:
    """What one unit leads and supports; emptied it answers for nothing."""
    signed_in, plan = kept(request, plan_key)
    unit, name = _named_unit(plan, unit_key)
    numbers = _numbers(plan)

    def stored() -> DutyForm:
        return DutyForm(initial=_duty_as_stored(duty_of(plan, unit)), numbers=numbers, units=None)

    page = FormPage(
        heading=f"Phân công: {name}",
        submit="Lưu phân công",
        stored=stored,
        back=address("plan_assignments", plan),
        more={"numbers": numbers},
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    form = DutyForm(request.POST, numbers=numbers, units=None)

    def save() -> str:
        mark = form.cleaned_data["mark"]
        changed = assign(plan=plan, units=[unit], duty=_duty(form), mark=mark, **who(signed_in))
        lines = (form.cleaned_data["lead_words"] + "\n" + form.cleaned_data["support_words"]).splitlines()
        _tell_of_quotes(request, plan, *lines)
        return f"Đã lưu phân công của {name}." if changed else "Không có gì thay đổi."

    return save_form(signed_in, plan, page, form, save)


def _numbers(plan: Plan) -> list[str]:
    return list(plan.indicators.order_by("position").values_list("number", flat=True))


def _choices(units: dict[str, tuple[Unit, str]]) -> list[tuple[str, str]]:
    return [(key, name) for key, (_, name) in units.items()]


def _named_unit(plan: Plan, unit_key: str) -> tuple[Unit, str]:
    """A unit that the plan can name, or names already. 404 for any other."""
    unit = get_object_or_404(Unit, key=unit_key)
    is_named = unit.responsibilities.filter(indicator__plan=plan).exists()
    units = units_to_name(plan, clock.today(), [unit] if is_named else [])
    if unit_key not in units:
        raise Http404
    return units[unit_key]


def _duty(form: DutyForm) -> Duty:
    said = form.cleaned_data
    return Duty(
        leads=said["leads"],
        supports=said["supports"],
        lead_words=_lines(said["lead_words"]) if said["leads"] else "",
        support_words=_lines(said["support_words"]) if said["supports"] else "",
    )


def _lines(text: str) -> str:
    return "\n".join(text.splitlines())


def _duty_as_stored(duty: Duty) -> dict[str, Any]:
    return {
        "mark": duty_mark(duty),
        "leads": ", ".join(duty.leads),
        "supports": ", ".join(duty.supports),
        "lead_words": duty.lead_words,
        "support_words": duty.support_words,
    }


# --- Tasks


@require_http_methods(["GET", "POST"])
def plan_tasks_new(request: HttpRequest, plan_key: str) -> HttpResponse:
    return _tasks(request, plan_key, None)


@require_http_methods(["GET", "POST"])
def plan_tasks(request: HttpRequest, plan_key: str, position: int) -> HttpResponse:
    """The heading under which the task of this place stands."""
    return _tasks(request, plan_key, position)


def _tasks(request: HttpRequest, plan_key: str, position: int | None) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)
    # Where somebody changed the heading meanwhile, the form posted still says which one was meant.
    heading = request.POST.get("heading") if request.method == "POST" and position is not None else None
    if position is not None and heading is None:
        heading = get_object_or_404(Task, plan=plan, position=position).unit_words
    tasks = tasks_under(plan, heading) if heading is not None else []
    named = {unit.pk: unit for task in tasks for unit in task.units.all()}
    units = units_to_name(plan, clock.today(), named.values())

    def stored() -> TasksForm:
        standing = tasks_under(plan, heading) if heading is not None else []
        return TasksForm(initial=_tasks_as_stored(heading or "", standing), units=_choices(units))

    page = FormPage(
        heading=f"Việc của {heading}" if heading else "Thêm việc cho một đơn vị",
        submit="Lưu các việc",
        stored=stored,
        back=f"{address('plan_assignments', plan)}#nhiem-vu",
        more={"was": heading or ""},
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    form = TasksForm(request.POST, units=_choices(units))

    def save() -> str:
        said = form.cleaned_data
        lines = said["words"].splitlines()
        changed = save_tasks(
            plan=plan,
            heading=heading,
            unit_words=said["unit_words"],
            lines=lines,
            units=[units[key][0] for key in said["units"]],
            mark=said["mark"] if heading is not None else tasks_mark([]),
            **who(signed_in),
        )
        _tell_of_quotes(request, plan, said["unit_words"], *lines)
        return "Đã lưu các việc." if changed else "Không có gì thay đổi."

    return save_form(signed_in, plan, page, form, save)


def _tasks_as_stored(heading: str, tasks: list[Task]) -> dict[str, Any]:
    return {
        "mark": tasks_mark(tasks),
        "unit_words": heading,
        "words": one_task_a_line(tasks),
        "units": sorted({unit.key for task in tasks for unit in task.units.all()}),
    }


# --- Reporting days


@require_http_methods(["GET", "POST"])
def plan_deadline_new(request: HttpRequest, plan_key: str) -> HttpResponse:
    return _deadline(request, plan_key, None)


@require_http_methods(["GET", "POST"])
def plan_deadline(request: HttpRequest, plan_key: str, position: int) -> HttpResponse:
    return _deadline(request, plan_key, position)


def _deadline(request: HttpRequest, plan_key: str, position: int | None) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)
    row = None if position is None else get_object_or_404(Deadline, plan=plan, position=position)

    def stored() -> DeadlineForm:
        standing = None
        if position is not None:
            standing = Deadline.objects.filter(plan=plan, position=position).first()
        initial = _deadline_as_stored(standing)
        return DeadlineForm(
            initial=initial, issuer_level=plan.issuer.level, standing=initial.get("reporter", "")
        )

    page = FormPage(
        heading="Thêm hạn báo cáo" if row is None else f"Hạn {row.get_duty_display().lower()}",
        submit="Lưu hạn báo cáo",
        stored=stored,
        back=address("plan_deadlines", plan),
        remove="" if row is None else "Xoá hạn này",
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    if position is not None and request.POST.get("viec") == "xoa":
        return _remove(signed_in, plan, position)
    form = DeadlineForm(
        request.POST,
        issuer_level=plan.issuer.level,
        standing="" if row is None else _deadline_as_stored(row)["reporter"],
    )

    def save() -> str:
        mark = form.cleaned_data["mark"]
        kept_row = save_deadline(plan=plan, position=position, wish=form.wish(), mark=mark, **who(signed_in))
        _tell_of_contradictions(signed_in, plan, kept_row)
        _tell_of_quotes(request, plan, kept_row.words)
        return "Đã lưu hạn báo cáo."

    return save_form(signed_in, plan, page, form, save)


def _remove(request: SignedInRequest, plan: Plan, position: int) -> HttpResponse:
    def do() -> str:
        mark = request.POST.get("mark", "")
        is_gone = remove_deadline(plan=plan, position=position, mark=mark, **who(request))
        return "Đã xoá hạn báo cáo." if is_gone else "Hạn này đã được xoá từ trước."

    return act(request, plan, do, "plan_deadlines")


def _tell_of_contradictions(request: SignedInRequest, plan: Plan, row: Deadline) -> None:
    """What is wrong about the day just saved; the document is signed, so it is said and never stops it."""
    page = deadline_page(plan, request.user, clock.today())
    line = next((line for line in page.lines if line.position == row.position), None)
    for warning in dict.fromkeys(line.warnings if line is not None else ()):
        messages.warning(request, warning)


def _deadline_as_stored(row: Deadline | None) -> dict[str, Any]:
    if row is None:
        return {"mark": deadline_mark(None), "duty": DutyKind.YEAR}
    return {
        "mark": deadline_mark(row),
        "duty": row.duty,
        "reporter": f"{row.reporter_level}:{row.reporter_kind}" if row.reporter_kind else row.reporter_level,
        "receiver_words": row.receiver_words,
        "day": row.day,
        "month": row.month,
        "year": row.year,
        "is_strict": row.is_strict,
        "words": row.words,
        "note": row.note,
    }
