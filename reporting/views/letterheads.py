"""Thể thức báo cáo of a unit: what its reports begin and end with."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from childplan import clock
from reporting.actions import NotYours, Refused
from reporting.actions.annual import NOT_YOURS
from reporting.actions.annual_letterhead import LetterheadOvertaken, save_letterhead
from reporting.letterhead_forms import LetterheadForm
from reporting.letterheads import from_fields
from reporting.models import Letterhead
from reporting.permissions import keeps_letterhead_of, totals_seen_on
from reporting.summaries.annual_letterheads import letterhead_of
from reporting.totals import PLACES
from reporting.views.finding import not_here
from units.models import Unit
from units.requests import SignedInRequest, require, who
from units.roles import Verb
from units.summaries.places import chain_then


def letterhead(request: HttpRequest, unit_key: str) -> HttpResponse:
    """Shows the lines; on POST keeps them for the reports to come."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.WRITE_REPORTS)
    unit = _kept_unit(signed_in, unit_key)
    standing = Letterhead.objects.select_related("changed_by").filter(unit=unit).first()
    version = standing.version if standing is not None else 0
    words = letterhead_of(unit, clock.today())
    if request.method != "POST":
        return _show(signed_in, unit, standing, LetterheadForm(words=words), version)
    form = LetterheadForm(request.POST, words=words)
    typed = request.POST.get("ban", "")
    base = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    if form.is_valid():
        try:
            save_letterhead(unit=unit, words=form.words(), base_version=base, **who(signed_in))
        except NotYours as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except LetterheadOvertaken as refusal:
            form.add_error(None, str(refusal))
            theirs = LetterheadForm(words=from_fields(refusal.theirs))
            return _show(signed_in, unit, refusal.theirs, form, refusal.theirs.version, theirs)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã lưu thể thức. Báo cáo soạn từ nay dùng thể thức này.")
            return redirect("reporting:letterhead", unit_key)
    return _show(signed_in, unit, standing, form, base)


def _kept_unit(request: SignedInRequest, unit_key: str) -> Unit:
    unit = get_object_or_404(Unit, key=unit_key, level__in=PLACES)
    today = clock.today()
    if not keeps_letterhead_of(request.user, unit, today):
        if totals_seen_on(request.user, [unit.pk], today, today):
            raise PermissionDenied(NOT_YOURS)
        not_here()
    return unit


def _show(
    request: SignedInRequest,
    unit: Unit,
    standing: Letterhead | None,
    form: LetterheadForm,
    version: int,
    theirs: LetterheadForm | None = None,
) -> HttpResponse:
    chain = chain_then(clock.today(), unit)
    said = {
        "unit_name": chain[-1].full_name if chain else unit.key,
        "unit_key": unit.key,
        "standing": standing,
        "form": form,
        "version": version,
        "theirs": theirs,
    }
    return render(request, "reporting/letterhead.html", said, status=422 if form.errors else 200)
