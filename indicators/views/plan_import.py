"""Screen 16: Chỉ tiêu of a plan from a table: the template out, the table in, a preview, then all of it.

The preview is stateless: the table and every choice made travel with the page and are read anew each time.
What is written is what was shown: the page carries a mark of the table, the choices and the plan's state.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from childplan import clock
from indicators.actions.importing import import_table
from indicators.actions.indicators import mark_of_indicator
from indicators.exports.plan_table import plan_table
from indicators.forms.import_preview import Preview, preview_of
from indicators.forms.imported_indicators import imported_from, stored_wish
from indicators.forms.plan_import import TableForm
from indicators.models import Component, Indicator
from indicators.plan_tables import COLUMNS, PlanTable, TableRefused, read_table, rows_of_text
from indicators.summaries.indicator_editing import Ground, ground_for
from indicators.summaries.measures import choosable_measures
from indicators.summaries.plans import plan_head
from indicators.views.keeping import kept
from plans.actions.editing import why_closed
from plans.models import Plan
from units.refusals import NotYours, Refused
from units.requests import SignedInRequest, who

WRITE, MARK = "ghi", "da-xem"
CHANGED_SINCE = "Bảng, lựa chọn hoặc kế hoạch đã khác lúc xem trước. Chưa ghi gì; xem lại rồi bấm ghi."
STILL_OPEN = "Chưa ghi gì: còn chỗ phải chọn hoặc phải sửa bên dưới."


@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)
    amendment = plan.amendments.filter(closed_at=None).first()
    closed = why_closed(plan, amendment)
    if request.method != "POST" or closed:
        return _show_form(
            signed_in, plan, TableForm(), closed, status=409 if request.method == "POST" else 200
        )
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(signed_in, plan, form, status=422)
    try:
        text = form.table_text()
        table = read_table(rows_of_text(text))
    except TableRefused as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
        return _show_form(signed_in, plan, form, status=422)
    ground = ground_for(plan, amendment, clock.today())
    read = _Read(form, text, table, *_previewed(signed_in, table, ground))
    if request.POST.get("viec") == WRITE:
        return _write(signed_in, plan, read)
    return _show_preview(signed_in, plan, read)


@require_GET
def plan_import_template(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """The template, filled with what the plan has: it serves as a copy to keep and comes back unchanged."""
    _, plan = kept(request, plan_key)
    ground = ground_for(plan, None, clock.today())
    measures = choosable_measures(list(ground.owners), ground.plan.issuer_id)
    file = plan_table(plan, measures, clock.today())
    return FileResponse(file, as_attachment=True, filename=f"chi-tieu-{plan.key}.xlsx")


# --- Reading


@dataclass(frozen=True)
class _Read:
    """What one request said and what it would do; `mark` stands for all of it."""

    form: TableForm
    text: str
    table: PlanTable
    preview: Preview
    state: str

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.text}\x1f{self.state}".encode()).hexdigest()[:16]


def _previewed(request: SignedInRequest, table: PlanTable, ground: Ground) -> tuple[Preview, str]:
    """The preview, and a text of everything that it depends on beside the table."""
    said = {
        name: value.strip()
        for name, value in request.POST.items()
        if isinstance(value, str) and name.startswith(("do-", "tim-", "bo-"))
    }
    numbers = [cells.number for cells in table.indicators]
    # Before the rows, so that a change in between is noticed under the lock.
    marks = _marks(ground.plan, numbers) if request.POST.get("viec") == WRITE else {}
    stored = stored_indicators(ground.plan, numbers)
    found = imported_from(table, ground, stored, said, marks)
    preview = preview_of(found, ground, clock.today())
    preview.loose = [str(problem) for problem in table.problems]
    preview.ignored = table.ignored
    chosen = [(part.box.name, part.box.chosen) for one in found for part in one.parts if part.box is not None]
    left_out = [one.number for one in found if one.is_left_out]
    stands = [stored_wish(indicator, 0) for indicator in stored.values()]
    return preview, repr((chosen, left_out, stands))


def _marks(plan: Plan, numbers: list[str]) -> dict[str, str]:
    found = Indicator.objects.filter(plan=plan, number__in=numbers)
    return {indicator.number: mark_of_indicator(indicator) for indicator in found}


def stored_indicators(plan: Plan, numbers: list[str]) -> dict[str, Indicator]:
    """The plan's Chỉ tiêu with these numbers, their parts and targets; a fixed number of queries."""
    parts = Component.objects.select_related("measure", "own_numerator", "own_denominator")
    found = (
        Indicator.objects.filter(plan=plan, number__in=numbers)
        .select_related("goal", "plan")
        .prefetch_related(
            Prefetch("components", parts.prefetch_related("targets").order_by("position", "pk"))
        )
    )
    return {indicator.number: indicator for indicator in found}


# --- Writing


def _write(request: SignedInRequest, plan: Plan, read: _Read) -> HttpResponse:
    preview = read.preview
    if not preview.may_write:
        return _show_preview(request, plan, read, STILL_OPEN)
    if request.POST.get(MARK) != read.mark:
        return _show_preview(request, plan, read, CHANGED_SINCE)
    try:
        written = import_table(
            plan=plan,
            entries=preview.entries,
            duties=preview.duties,
            source=read.form.told_source(),
            **who(request),
        )
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        return _show_preview(request, plan, read, str(refusal))
    said = f"Đã {written.words}." if not written.is_nothing else "Bảng giống kế hoạch: không có gì thay đổi."
    messages.success(request, said)
    return redirect("indicators:plan", plan.key)


# --- Pages


def _show_form(
    request: SignedInRequest, plan: Plan, form: TableForm, closed: str = "", *, status: int = 200
) -> HttpResponse:
    said = {
        "form": form,
        "closed": closed,
        "columns": [column for column in COLUMNS if not column.needed],
        "here": "",
    }
    return _page(request, plan, "indicators/plan_import.html", said, status)


def _show_preview(request: SignedInRequest, plan: Plan, read: _Read, refusal: str = "") -> HttpResponse:
    said = {
        "preview": read.preview,
        "text": read.text,
        "source": read.form.told_source(),
        "mark": read.mark,
        "refusal": refusal,
        "here": "",
    }
    return _page(request, plan, "indicators/plan_import_preview.html", said, 422 if refusal else 200)


def _page(
    request: SignedInRequest, plan: Plan, template: str, said: dict[str, Any], status: int
) -> HttpResponse:
    head = plan_head(plan, request.user, clock.today())
    return render(request, template, {"head": head, "plan": plan, **said}, status=status)
