"""Find what the address names, for the person who asks: 404 outside the scope, 403 for the wrong role."""

from __future__ import annotations

from typing import NoReturn, TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from childplan import clock
from childplan.compiled import CompiledQuery
from reporting.models import Report, Round
from reporting.permissions import may_see_totals
from reporting.totals import PLACES
from units.models import Unit
from units.requests import SignedInRequest

Found = TypeVar("Found")


def visible_report(request: SignedInRequest, round_key: str, unit_key: str) -> Report:
    """The report, if a posting of today is on its unit, above it in the round's chain, or on what one of
    these went into whole; else 404."""
    round_ = get_object_or_404(Round, key=round_key)
    people = ("round", "unit", "submitted_by", "checking_by", "accepted_by", "waived_by")
    asked = Report.objects.select_related(*people).filter(unit__key=unit_key)
    report: Report | None = asked.visible_to(request.user, clock.today(), round_).first()
    if report is None:
        report = asked.not_owed_seen_by(request.user, clock.today(), round_).first()
    if report is None:
        not_here()
    return report


def place_with_totals(request: SignedInRequest, round_: Round, unit_key: str) -> Unit:
    """The place, if the person may see its totals; else 404. A village or agency has figures, no totals."""
    unit = get_object_or_404(Unit, key=unit_key, level__in=PLACES)
    if not may_see_totals(request.user, unit, round_, clock.today()):
        not_here()
    return unit


def one_named(asked: CompiledQuery[Found], key: str) -> Found:
    """What the key names, as a question by `key` has it; else 404."""
    found = asked(key=key)
    if not found:
        not_here()
    return found[0]


def not_here() -> NoReturn:
    """The object is outside the person's scope; nothing says whether it exists."""
    raise Http404("Không có trang này trong phạm vi của bạn.")
