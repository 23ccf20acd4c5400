"""Screen 09: what waits for a check, and accepting at once what needs no look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from childplan import clock
from reporting import actions
from reporting.models import Report
from reporting.summaries.queue import queue
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.places import names_on

ALL = "ca"
"""The button that takes every report without a point, whatever is ticked."""


def review_queue(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    return render(request, "reporting/review_queue.html", {"queue": queue(signed_in.user, clock.now())})


@require_POST
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept the ticked reports, or all that the page offered; one message says what came of it."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.REVIEW)
    tickets = request.POST.getlist("moi-phieu" if request.POST.get("duyet") == ALL else "phieu")
    outcome = actions.accept_many(seen=_seen(tickets), **who(signed_in))
    _tell(request, outcome)
    return redirect("reporting:review_queue")


def _seen(tickets: Sequence[str]) -> dict[int, int]:
    """“12-345”: a report and the last act that the page knew of; anything else is nobody's ticket."""
    found = {}
    for ticket in tickets:
        report_id, _, event_id = ticket.partition("-")
        if all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (report_id, event_id)):
            found[int(report_id)] = int(event_id)
    return found


def _tell(request: HttpRequest, outcome: actions.Outcome) -> None:
    if not (outcome.accepted or outcome.refused):
        messages.info(request, "Chưa chọn phiếu nào.")
        return
    done = f"Đã duyệt {len(outcome.accepted)} phiếu." if outcome.accepted else ""
    if not outcome.refused:
        messages.success(request, done)
        return
    names = _names([report for report, _ in outcome.refused])
    left = "; ".join(
        f"{names.get(report.pk, str(report.unit))} – {why.rstrip('.')}" for report, why in outcome.refused
    )
    messages.warning(request, f"{done} {len(outcome.refused)} phiếu chưa duyệt: {left}.".strip())


def _names(reports: Sequence[Report]) -> dict[int, str]:
    """By report id, as each round knew the units; one query a round."""
    found: dict[int, str] = {}
    for round_ in {report.round for report in reports}:
        of_round = [report for report in reports if report.round_id == round_.pk]
        names = names_on(round_.data_to, [report.unit_id for report in of_round])
        found |= {
            report.pk: names[report.unit_id].full_name for report in of_round if report.unit_id in names
        }
    return found
