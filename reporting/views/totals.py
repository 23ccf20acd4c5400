"""Screen 12: what a place reached, by Chỉ tiêu and by unit, and how each number came about."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from childplan import clock
from childplan.compiled import CompiledQuery, param
from reporting.enums import WITH_FIGURES, ReportState
from reporting.models import Round
from reporting.permissions import may_see_carried, may_see_totals, with_totals_seen
from reporting.summaries.asked import Relation
from reporting.summaries.by_unit import by_unit
from reporting.summaries.ledger import ledger as ledger_of
from reporting.summaries.ledger import title_of
from reporting.summaries.lists import ReportLine, latest_round, lines_at
from reporting.summaries.looks import BY_UNIT, PROVISIONAL, Look, Order, map_day, on_map_in
from reporting.summaries.mapped import CarriedBack, MapHead, OnMap, differs, map_head
from reporting.summaries.places import RollupHead, rollup_head
from reporting.summaries.sources import AsReported
from reporting.summaries.tables import table_from
from reporting.totals import PLACES
from reporting.views.annual_links import annual_links
from reporting.views.finding import not_here, one_named
from units.acting import may_today, postings_of
from units.models import Unit, User
from units.requests import SignedInRequest, require
from units.roles import Verb, may

_ROUND = CompiledQuery(lambda: Round.objects.filter(key=param("key"), kind__in=WITH_FIGURES))
_PLACE = CompiledQuery(lambda: Unit.objects.filter(key=param("key"), level__in=PLACES))
_NUMBER = re.compile(r"[0-9]{1,15}")


def rollup_home(request: HttpRequest) -> HttpResponse:
    """The person's own place in the latest round."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    held = postings_of(request, signed_in.user, clock.today())
    unit = next((posting.unit for posting in held if may(posting.role, Verb.SEE_TOTALS)), None)
    round_ = latest_round(unit) if unit is not None else None
    if round_ is None or unit is None:
        not_here()
    return redirect("reporting:rollup", round_.key, unit.key)


def look_of(request: HttpRequest) -> Look:
    """What the address asks for; what it does not know is left out."""
    asked = request.GET
    opened = asked.get("mo", "")
    return Look(
        official=asked.get("so") != PROVISIONAL,
        opened=int(opened) if _NUMBER.fullmatch(opened) else None,
        by_unit=asked.get("xem") == BY_UNIT,
        order=Order.WORST if asked.get("sap") == Order.WORST else Order.NAME,
        on_map=on_map_in(asked.get("ban-do", "")),
    )


def _source(request: HttpRequest, round_key: str, unit_key: str) -> tuple[AsReported, Look]:
    """Whose sums the address names, if the person may see them: as they were reported, or on the map that the
    address asks for. A unit that did not stand yet is carried back without being asked for."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.SEE_TOTALS)
    round_ = one_named(_ROUND, round_key)
    look, today = look_of(request), clock.today()
    unit = one_named(_PLACE, unit_key)

    def sees(unit_ids: Collection[int]) -> set[int]:
        return with_totals_seen(signed_in.user, unit_ids, round_, today)

    # Most people look at the very place they are posted on.
    held = postings_of(request, signed_in.user, today)
    is_own = any(posting.unit_id == unit.pk and may(posting.role, Verb.SEE_TOTALS) for posting in held)
    source = AsReported(unit, round_, official=look.official)
    if (is_own and source.stood) or may_see_totals(signed_in.user, unit, round_, today):
        day = map_day(look, today)
        if day is not None and differs(unit, round_, day):
            return OnMap(unit, round_, official=look.official, day=day, sees=sees), look
        return source, look.but(on_map="")
    if not may_see_carried(signed_in.user, unit, round_, today):
        not_here()
    return CarriedBack(unit, round_, official=look.official, day=today, sees=sees), look


def _head(source: AsReported, user: User, now: datetime) -> RollupHead:
    """Only a place that did not stand in the round is shown to somebody who may not see its own sums."""
    return rollup_head(
        source.unit,
        source.round_,
        user,
        now,
        stood=source.stood,
        origins=source.origins,
        plans=[plan for plan, relation in source.relations if relation == Relation.OWN],
        is_seen=bool(source.stood),
    )


def _map(request: HttpRequest, source: AsReported) -> MapHead:
    """What the page says of its map, with the ways to the old and new units that the person may see."""
    user, today = cast(SignedInRequest, request).user, clock.today()

    def may_follow(unit_id: int) -> bool:
        return may_see_carried(user, Unit(pk=unit_id), source.round_, today)

    return map_head(source, today, may_follow=may_follow)


def rollup(request: HttpRequest, round_key: str, unit_key: str) -> HttpResponse:
    source, look = _source(request, round_key, unit_key)
    person, now = cast(SignedInRequest, request).user, clock.now()
    shown = {
        "look": look,
        "head": _head(source, person, now),
        "map": _map(request, source),
    }
    if look.by_unit:
        return render(request, "reporting/rollup_units.html", shown | {"page": by_unit(source, look)})
    _, below = lines_at(source.unit, source.round_, now, stood=source.stood)
    return render(
        request,
        "reporting/rollup.html",
        shown
        | {
            "table": table_from(source, now=now, opened=look.opened),
            "children": below,
            "can_review": may_today(request, person, Verb.REVIEW, clock.today()),
            "nothing_accepted": look.official and _nothing_accepted(source, below),
        }
        | annual_links(request, source.unit, source.round_),
    )


def _nothing_accepted(source: AsReported, below: list[ReportLine]) -> bool:
    """Can official sums say nothing yet, because nobody below has been accepted?"""
    accepted = any(line.state_code == ReportState.ACCEPTED for line in below)
    return bool(below) and not accepted and source.handed_in is None


def ledger(request: HttpRequest, round_key: str, unit_key: str, component_id: int) -> HttpResponse:
    """Xem cách tính: everything behind one number, at an address that can be printed."""
    source, look = _source(request, round_key, unit_key)
    found = ledger_of(source, component_id)
    if found is None:
        not_here()
    user = cast(SignedInRequest, request).user
    head = _head(source, user, clock.now())
    look = look.but(opened=component_id, by_unit=False)
    return render(
        request,
        "reporting/ledger.html",
        {
            "ledger": found,
            "head": head,
            "look": look,
            "title": title_of(found),
            "map": _map(request, source),
        },
    )
