"""Chọn số dùng: both sums with who wrote what, the choice, and the choices before it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from childplan import clock
from indicators.models import DataItem
from reporting import actions
from reporting.locks import lock_on, locked_words
from reporting.models import Report
from reporting.permissions import settles
from reporting.settle_forms import SettleForm
from reporting.summaries.differences import SettlePage, settle_page
from reporting.views.finding import not_here, visible_report
from units.refusals import Overtaken
from units.requests import SignedInRequest, who
from units.summaries.places import names_on


def settle(request: HttpRequest, round_key: str, unit_key: str, item_code: str) -> HttpResponse:
    """Shows both sums to whoever sees the place's report; on POST keeps the choice of who enters there."""
    signed_in = cast(SignedInRequest, request)
    report = visible_report(signed_in, round_key, unit_key)
    page = settle_page(report, item_code)
    if page is None:
        not_here()
    form = SettleForm(request.POST if request.method == "POST" else None, sides=page.sides)
    if request.method != "POST":
        return _show(signed_in, report, page, form)
    if not settles(signed_in.user, report, clock.today()):
        raise PermissionDenied("Chỉ người nhập hoặc nộp báo cáo của chính nơi này chọn số dùng.")
    if not form.is_valid():
        return _show(signed_in, report, page, form, status=422)
    try:
        actions.settle(
            report=report,
            item=get_object_or_404(DataItem, pk=page.item_id),
            uses=form.chosen(),
            reason=form.cleaned_data["reason"],
            seen=request.POST.get("da-xem", ""),
            **who(signed_in),
        )
    except actions.NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (actions.Refused, Overtaken) as refusal:
        form.add_error(None, str(refusal))
        fresh = settle_page(report, item_code)
        assert fresh is not None
        return _show(signed_in, report, fresh, form, status=422)
    messages.success(request, "Đã ghi số dùng.")
    return redirect("reporting:check", round_key, unit_key)


def _show(
    request: SignedInRequest, report: Report, page: SettlePage, form: SettleForm, status: int = 200
) -> HttpResponse:
    lock = lock_on(report)
    may_choose = settles(request.user, report, clock.today())
    names = names_on(report.round.data_to, [report.unit_id])
    said = {
        "page": page,
        "form": form,
        "report": report,
        "unit_name": names[report.unit_id].full_name if names else report.unit.key,
        "can_choose": may_choose and report.is_open and lock is None and page.difference is not None,
        "closed": _closed(report, locked_words(lock) if lock is not None else "") if may_choose else "",
    }
    return render(request, "reporting/settle.html", said, status=status)


def _closed(report: Report, locked: str) -> str:
    """Why whoever chooses here cannot do so now."""
    if locked:
        return locked
    return "" if report.is_open else "Báo cáo đã nộp; rút về hoặc được trả lại mới chọn lại được."
