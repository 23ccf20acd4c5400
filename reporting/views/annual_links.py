"""How does a page about a place's figures lead to the annual report made of them?"""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from childplan import clock
from plans.models import Plan
from reporting.models import Round
from reporting.summaries.report_shelf import links_at
from units.acting import postings_of
from units.models import Unit
from units.requests import SignedInRequest
from units.roles import Verb, may


def annual_links(request: HttpRequest, unit: Unit, round_: Round, plan: Plan | None = None) -> dict[str, Any]:
    """`reports`: those that are there for the reader, a draft only in the unit itself; `writes_report`: may
    the reader begin one? For a page on which the reader may see the unit's totals."""
    user = cast(SignedInRequest, request).user
    here = [posting for posting in postings_of(request, user, clock.today()) if posting.unit_id == unit.pk]
    return {
        "reports": links_at(unit, round_, plan=plan, reads_drafts=bool(here)),
        "writes_report": any(may(posting.role, Verb.WRITE_REPORTS) for posting in here),
    }
