"""Where does a total stand in the tree, and which places or units lie below it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from plans.models import Plan
from reporting.enums import WITH_FIGURES
from reporting.models import Report, Round
from reporting.permissions import may_see_totals
from units.models import Unit, User
from units.summaries.places import PlaceName, chain_on


@dataclass(frozen=True)
class Crumb:
    name: str
    unit_key: str
    is_open: bool


@dataclass(frozen=True)
class RollupHead:
    """What stands above a roll-up: the way down to it, the rounds to choose from, and its annual tables."""

    unit_key: str
    round_key: str
    round_name: str
    crumbs: list[Crumb]
    rounds: list[Round]
    plans: list[Plan]


def rollup_head(unit: Unit, round_: Round, user: User, now: datetime) -> RollupHead:
    """The breadcrumb opens only as far up as the person may look."""
    chain = chain_on(round_.data_to, unit)
    highest = _highest_visible(chain, user, round_, now)
    asked = set(
        Report.objects.filter(round=round_, unit__in=[place.unit_id for place in chain]).values_list(
            "unit_id", flat=True
        )
    )
    return RollupHead(
        unit_key=unit.key,
        round_key=round_.key,
        round_name=round_.name,
        crumbs=[
            # Above the unit that opened the round there are names and no pages (ADR 12).
            Crumb(place.full_name, place.key, is_open=index >= highest and place.unit_id in asked)
            for index, place in enumerate(chain)
        ],
        # What others opened asked nothing of this place; the one that is looked at stays in any case.
        rounds=list(
            Round.objects.filter(Q(reports__unit=unit) | Q(pk=round_.pk), kind__in=WITH_FIGURES).distinct()
        ),
        plans=list(Plan.objects.in_year(round_.year).collecting().filter(issuer=unit)),
    )


def _highest_visible(chain: list[PlaceName], user: User, round_: Round, now: datetime) -> int:
    units = Unit.objects.in_bulk([place.unit_id for place in chain])
    for index, place in enumerate(chain):
        if may_see_totals(user, units[place.unit_id], round_, now.date()):
            return index
    return len(chain)
