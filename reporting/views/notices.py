"""Thông báo: what happened to the person's work, each with the way to it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from childplan import clock
from reporting.models import Notice
from reporting.summaries.notices import notice_list
from units.requests import SignedInRequest


def notices(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    found = notice_list(signed_in.user, clock.today(), request.GET.get("trang", ""))
    return render(request, "reporting/notices.html", {"list": found})


def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Marks one as read and goes where it leads; a notice of somebody else, or of a post that ended, is not
    there. Opening it again changes nothing, so a link may do it."""
    signed_in = cast(SignedInRequest, request)
    own = Notice.objects.still_addressed(clock.today()).filter(user=signed_in.user)
    found: Notice = get_object_or_404(own, pk=number)
    own.unread().filter(pk=number).update(read_at=clock.now())
    # Only ever a page of this product, whatever stands in the row.
    if found.address and url_has_allowed_host_and_scheme(found.address, allowed_hosts=None):
        return redirect(found.address)
    return redirect("reporting:notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    signed_in = cast(SignedInRequest, request)
    own = Notice.objects.still_addressed(clock.today()).filter(user=signed_in.user)
    read = own.unread().update(read_at=clock.now())
    if read:
        messages.success(request, f"Đã đánh dấu đã đọc {read} thông báo.")
    return redirect("reporting:notices")
