"""Where does a total stand in the tree, and which places or units lie below it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from childplan.compiled import CompiledQuery, ids_param, param
from plans.models import Plan
from reporting.enums import WITH_FIGURES
from reporting.models import Report, Round
from reporting.permissions import may_see_totals
from units.lineage import Edge
from units.models import Unit, User
from units.summaries.lineage import whole_predecessors
from units.summaries.places import PlaceName, chain_on, chain_then


@dataclass(frozen=True)
class Crumb:
    name: str
    unit_key: str
    is_open: bool


_ASKED = CompiledQuery(
    lambda: Report.objects.filter(round=param("round"), unit__in=ids_param("units")).values_list(
        "unit_id", flat=True
    )
)
# What others opened asked nothing of this place; the one that is looked at stays in any case.
_ROUNDS = CompiledQuery(
    lambda: Round.objects.filter(
        Q(pk__in=Report.objects.owed().filter(unit__in=ids_param("units")).values("round"))
        | Q(pk=param("round")),
        kind__in=WITH_FIGURES,
    )
)
_OWN_PLANS = CompiledQuery(
    lambda: Plan.objects.in_year(param("year")).collecting().filter(issuer=param("unit"))
)


@dataclass(frozen=True)
class RollupHead:
    """What stands above a roll-up: the way down to it, the rounds to choose from, and its annual tables."""

    unit_key: str
    place: str
    round_key: str
    round_name: str
    crumbs: list[Crumb]
    rounds: list[Round]
    plans: list[Plan]


def rollup_head(
    unit: Unit,
    round_: Round,
    user: User,
    now: datetime,
    *,
    stood: list[PlaceName] | None = None,
    origins: Collection[Edge] | None = None,
    plans: Sequence[Plan] | None = None,
    is_seen: bool = False,
) -> RollupHead:
    """The breadcrumb opens only as far up as the person may look. `stood`: the place and all above it on the
    closing day, `origins`: what went into it, where somebody has asked for them already, as `plans`, its own
    of the round's year; `is_seen`: the caller knows that the person may see the place itself."""
    if stood is None:
        stood = chain_on(round_.data_to, unit)
    # A unit that did not stand yet is placed as it is today; its rounds are those of the units behind it.
    chain = stood or chain_then(now.date(), unit)
    behind = [unit.pk, *whole_predecessors(unit, now.date(), origins)]
    highest = _highest_visible(chain, user, round_, now, is_seen=is_seen)
    asked = set(_ASKED(round=round_.pk, units=[place.unit_id for place in chain]))
    return RollupHead(
        unit_key=unit.key,
        place=chain[-1].full_name if chain else str(unit),
        round_key=round_.key,
        round_name=round_.name,
        crumbs=[
            # Above the unit that opened the round there are names and no pages (ADR 12).
            Crumb(place.full_name, place.key, is_open=index >= highest and place.unit_id in asked)
            for index, place in enumerate(chain)
        ],
        rounds=_ROUNDS(round=round_.pk, units=behind),
        plans=list(_OWN_PLANS(year=round_.year, unit=unit.pk) if plans is None else plans) if stood else [],
    )


def _highest_visible(
    chain: list[PlaceName], user: User, round_: Round, now: datetime, *, is_seen: bool
) -> int:
    """From the place upwards: who may see one may see all below it."""
    highest = len(chain) - is_seen
    for place in reversed(chain[:highest]):
        if not may_see_totals(user, Unit(pk=place.unit_id), round_, now.date()):
            break
        highest -= 1
    return highest
