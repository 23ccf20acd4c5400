"""Screen 11: who has sent and who has not, the same as Excel, and chasing by hand."""

from __future__ import annotations

import re
from io import BytesIO
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from childplan import clock
from reporting.actions import Told, remind_by_hand
from reporting.enums import ExportFormat, ExportKind
from reporting.jobs.at_once import make_at_once
from reporting.jobs.tables import may_chase, tracking_for
from reporting.models import Report, Round
from reporting.reminder_forms import ReminderForm
from reporting.summaries.chasing import chase_page
from reporting.summaries.exports import called, window_of
from reporting.summaries.lists import latest_round
from reporting.summaries.places import rollup_head
from reporting.summaries.tracking_page import Choice
from reporting.totals import PLACES
from reporting.tracking import Pick
from reporting.views.finding import not_here, place_with_totals
from reporting.views.handing_out import hand_out, site_of
from units.acting import acted_posting, postings_today
from units.models import Unit
from units.requests import SignedInRequest, require
from units.roles import Verb, may

MOST_PAGES = 1000
_PAGE = re.compile("[0-9]{1,9}")


def tracking_home(request: HttpRequest) -> HttpResponse:
    """The person's own place in the latest round that asks it."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    today = clock.today()
    held = postings_today(signed_in.user, today, acted_posting(request))
    units = (posting.unit for posting in held if may(posting.role, Verb.SEE_TOTALS))
    unit = next((unit for unit in units if unit.level in PLACES), None)
    round_ = latest_round(unit) if unit is not None else None
    if round_ is None or unit is None:
        not_here()
    return redirect("reporting:tracking", round_.key, unit.key)


def _place(request: HttpRequest, round_key: str, unit_key: str) -> tuple[SignedInRequest, Round, Unit]:
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    round_ = get_object_or_404(Round, key=round_key)
    return signed_in, round_, place_with_totals(signed_in, round_, unit_key)


def chosen(request: HttpRequest) -> Choice:
    """What the address asks for; what it does not know is left out."""
    asked = request.GET
    number = asked.get("trang", "")
    return Choice(
        pick=Pick(asked["loc"]) if asked.get("loc") in set(Pick) else Pick.ALL,
        is_by_name=asked.get("sap") == "ten",
        is_by_round=asked.get("xem") == "ky",
        page=min(max(int(number), 1), MOST_PAGES) if _PAGE.fullmatch(number) else 1,
    )


def tracking_page(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    signed_in, round_, place = _place(request, round_key, unit_key)
    return render(
        request,
        "reporting/tracking.html",
        {
            "page": tracking_for(signed_in.user, place, round_, chosen(request), clock.now()),
            "head": rollup_head(place, round_, signed_in.user, clock.now()),
        },
    )


def tracking_excel(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponseBase:
    """Every row the reader chose, not only one page of them; that somebody took them away is in the log."""
    require(cast(SignedInRequest, request), Verb.EXPORT)
    signed_in, round_, place = _place(request, round_key, unit_key)
    choice = chosen(request).whole()
    page = reverse("reporting:tracking", args=[round_key, unit_key])
    export, made = make_at_once(
        kind=ExportKind.TRACKING,
        format=ExportFormat.XLSX,
        unit=place,
        round_=round_,
        title=f"Theo dõi nộp – {called(place, round_.data_to)} – {round_.name}, {choice.pick.label.lower()}",
        window=window_of(round_),
        address=f"{page}{choice.query()}",
        by=signed_in.user,
        at=clock.now(),
        options={
            "site": site_of(request),
            "loc": choice.pick,
            "sap": "ten" if choice.is_by_name else "",
            "xem": "ky" if choice.is_by_round else "",
        },
    )
    assert isinstance(made.content, BytesIO)
    return hand_out(
        request, export, made.content, digest=made.digest, file_name=made.file_name, rows=made.rows
    )


def chase(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    """Whom to remind and with which words; sent with a POST."""
    require(cast(SignedInRequest, request), Verb.REVIEW)
    signed_in, round_, place = _place(request, round_key, unit_key)
    if not may_chase(signed_in.user, place, round_, clock.today()):
        raise PermissionDenied("Chỉ đơn vị cấp trên trực tiếp đôn đốc được.")
    page = chase_page(place=place, round_=round_, now=clock.now(), site=_site(request))
    if request.method != "POST":
        # Whoever is late; where nobody is, those for whom the button on the page before was.
        late = [line.unit_key for line in page.lines if line.is_overdue]
        ticked = late or [line.unit_key for line in page.lines if not line.rests_until]
        form = ReminderForm(
            initial={"units": ticked, "text": page.template}, unit_keys=[line.unit_key for line in page.lines]
        )
        return _show(request, page, form, ticked)
    form = ReminderForm(request.POST, unit_keys=_below(place, round_))
    if not form.is_valid():
        return _show(request, page, form, request.POST.getlist("units"), status=422)
    reports = Report.objects.filter(round=round_, unit__key__in=form.cleaned_data["units"])
    told = remind_by_hand(
        reports=list(reports),
        by=signed_in.user,
        at=clock.now(),
        text=form.cleaned_data["text"],
        site=_site(request),
    )
    _say(request, told)
    return redirect("reporting:tracking", round_key, unit_key)


def _below(place: Unit, round_: Round) -> list[str]:
    """Keys of the units one level down that owe a report: what a page of a while ago may still name."""
    reports = Report.objects.filter(round=round_).right_below([place.pk])
    return list(reports.values_list("unit__key", flat=True))


def _show(
    request: HttpRequest, page: object, form: ReminderForm, ticked: list[str], status: int = 200
) -> HttpResponse:
    return render(
        request, "reporting/chase.html", {"page": page, "form": form, "ticked": ticked}, status=status
    )


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _say(request: HttpRequest, told: Told) -> None:
    if told.sent:
        messages.success(request, f"Đã nhắc {len(told.sent)} đơn vị: {', '.join(told.sent)}.")
    if told.recent:
        names = ", ".join(told.recent)
        messages.info(request, f"Không nhắc lại vì mới nhắc chưa đủ 24 giờ: {names}.")
    if told.settled:
        names = ", ".join(told.settled)
        messages.info(request, f"Không nhắc vì không còn phải chờ: {names}.")
