"""What do the plans ask of a place in a round? Its own plan first, then those above it, then those below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from childplan.compiled import CompiledQuery, ids_param, param
from indicators.models import Component, DataItem, Target
from indicators.querysets import ComponentQuerySet
from plans.models import Plan
from reporting.models import Round
from units.enums import Level
from units.lineage import Edge
from units.models import Unit
from units.summaries.lineage import standings_on, whole_predecessors
from units.summaries.places import PlaceName, chain_on


class Relation(StrEnum):
    """Whose plan it is, seen from the place of the table."""

    OWN = "own"  # its targets judge this place
    ABOVE = "above"  # its targets are a reference here
    BEFORE = "before"  # of a unit that went into this one whole: its targets are a reference until it has own
    BELOW = "below"  # its measures are added up here, its targets say nothing here


Identity = tuple[str, int, int | None, str]
"""What makes two components the same sum, whatever plan or number they stand under: method, items, area."""


@dataclass(frozen=True)
class Asked:
    """One component as it stands at a place: in which plan, and whose plan that is. `base`: what the result
    is counted on there."""

    component: Component
    plan: Plan
    relation: Relation
    targets: list[Target] = field(default_factory=list)

    @property
    def base(self) -> int:
        component = self.component
        return component.measure.base if self.relation == Relation.BELOW else component.base

    @property
    def standing_targets(self) -> list[Target]:
        """The targets that say something here."""
        return [] if self.relation == Relation.BELOW else self.targets

    @property
    def name(self) -> str:
        """How it is called at the place: by its plan, or where the plan is below by the measure."""
        component = self.component
        return component.measure.short_name if self.relation == Relation.BELOW else component.short_name

    @property
    def label(self) -> str:
        """Its number in the plan; "" where the plan is none of the place's."""
        return self.component.label if self.relation != Relation.BELOW else ""

    @property
    def identity(self) -> Identity:
        return identity_of(self.component)


def identity_of(component: Component) -> Identity:
    """With which components of other plans it is the same sum."""
    denominator = component.denominator
    measure = component.measure
    return (measure.method, component.numerator.pk, denominator.pk if denominator else None, measure.area)


_PLANS_ABOVE = CompiledQuery(
    lambda: (
        Plan.objects.in_year(param("year"))
        .collecting()
        .filter(issuer__in=ids_param("issuers"))
        .select_related("issuer")
    )
)
# Who enters plans is posted on a commune or above (`units.roles.LEVELS`).
_PLANS_BELOW = CompiledQuery(
    lambda: (
        Plan.objects.in_year(param("year"))
        .collecting()
        .filter(
            issuer__in=Unit.objects.down_to_communes(Unit(pk=ids_param("places")), day=param("day")).values(
                "pk"
            )
        )
        .exclude(issuer__in=ids_param("own"))
        .select_related("issuer")
        .order_by("key")
    )
)


def plans_of(
    unit: Unit,
    round_: Round,
    stood: Sequence[PlaceName] | None = None,
    origins: Collection[Edge] | None = None,
) -> list[tuple[Plan, Relation]]:
    """The plans that count at a place in the round's year: its own, those above from the nearest up, those of
    the units that went into it whole, then those of the places below; four queries. `stood`: the place and
    all above it on the closing day, `origins`: what went into it, where somebody has asked for them already.

    Of a place that did not stand yet on the round's closing day: what counted at the units behind it; where
    only parts came to it, what stood above these, so that they can be shown beside.
    """
    day = round_.data_to
    chain = [place.unit_id for place in (chain_on(day, unit) if stood is None else stood)]
    old = whole_predecessors(unit, None if not chain else day, origins)
    roots = [unit]
    if not chain:
        roots = [Unit(pk=unit_id) for unit_id in old]
        behind = roots or [Unit(pk=unit_id) for unit_id in standings_on(day, [unit])[unit.pk].beside]
        # Namesakes of a level have the same rank; the nearest level comes first.
        over = Unit.objects.chain(*behind, day=day).exclude(pk__in=[one.pk for one in behind])
        tier = {level.value: rank for rank, level in enumerate(Level)}
        chain = [place.pk for place in sorted(over, key=lambda place: (tier[place.level], place.pk))]
    year, own = round_.year, [unit.pk, *old]
    above = _PLANS_ABOVE(year=year, issuers=chain)
    before = _PLANS_ABOVE(year=year, issuers=old) if old else []
    below = _PLANS_BELOW(year=year, places=[root.pk for root in roots], day=day, own=own)
    nearest_first = sorted(above, key=lambda plan: (-chain.index(plan.issuer_id), plan.key))
    return [
        *((plan, Relation.OWN if plan.issuer_id == unit.pk else Relation.ABOVE) for plan in nearest_first),
        *((plan, Relation.BEFORE) for plan in sorted(before, key=attrgetter("key"))),
        *((plan, Relation.BELOW) for plan in below),
    ]


def asked_of(relations: Sequence[tuple[Plan, Relation]], year: int) -> list[Asked]:
    """Every component that a table of the plans shows, in its order; at most three queries,
    and one more each time where components have items of their own.

    The same sum is told once: a component of another plan counts only where none before it is the same.
    """
    near = [plan for plan, relation in relations if relation != Relation.BELOW]
    below = [plan for plan, relation in relations if relation == Relation.BELOW]
    components = _with_own_items(_COMPONENTS(year=year, plans=[plan.pk for plan in near]))
    seen = {identity_of(component) for component in components}
    if below:
        # Hundreds of communes may have a plan each: what they ask beyond this is read, not all they ask.
        components += _whole(Component.objects.filter(pk__in=_first_of_each(below, year, seen)))
    targets = targets_of(component for component in components)
    by_plan: dict[int, list[Component]] = defaultdict(list)
    for component in components:
        by_plan[component.indicator.plan_id].append(component)
    told: set[Identity] = set()
    own: set[Identity] = set()
    found = []
    for plan, relation in relations:
        for component in by_plan[plan.pk]:
            identity = identity_of(component)
            # Targets do not add up: each old unit's stands for itself, until the new unit has its own.
            if identity in (own if relation == Relation.BEFORE else told) and relation != Relation.OWN:
                continue
            told.add(identity)
            if relation == Relation.OWN:
                own.add(identity)
            found.append(Asked(component, plan, relation, targets[component.pk]))
    return found


_TARGETS = CompiledQuery(lambda: Target.objects.filter(component__in=ids_param("components")))


def targets_of(components: Iterable[Component]) -> dict[int, list[Target]]:
    """The targets by component; one query."""
    found: dict[int, list[Target]] = defaultdict(list)
    for target in _TARGETS(components=[component.pk for component in components]):
        found[target.component_id].append(target)
    return found


def _whole(components: ComponentQuerySet) -> list[Component]:
    """With everything that a row says of a component."""
    return _with_own_items(list(_told_whole(components)))


def _told_whole(components: ComponentQuerySet) -> ComponentQuerySet:
    """All but the items that a component has of its own."""
    told: ComponentQuerySet = components.select_related(
        "indicator__goal", "measure__numerator", "measure__denominator"
    ).order_by("indicator__position", "position")
    return told


_COMPONENTS = CompiledQuery(
    lambda: _told_whole(
        Component.objects.in_year(param("year")).filter(indicator__plan__in=ids_param("plans"))
    )
)


def _with_own_items(components: list[Component]) -> list[Component]:
    """With the items that they have of their own, which few have: one query if any does, else none. To join
    two tables more that are mostly empty takes a server longer than to find the rest."""
    fields = ("own_numerator", "own_denominator")
    ids = {getattr(component, f"{name}_id") for component in components for name in fields} - {None}
    items = DataItem.objects.in_bulk(ids) if ids else {}
    for component in components:
        for name in fields:
            item_id = getattr(component, f"{name}_id")
            if item_id is not None:
                setattr(component, name, items[item_id])
    return components


def _first_of_each(plans: Sequence[Plan], year: int, seen: Collection[Identity]) -> list[int]:
    """Of the plans in their order the first component of each sum that was not seen before; one query."""
    place = {plan.pk: spot for spot, plan in enumerate(plans)}
    rows = (
        Component.objects.in_year(year)
        .filter(indicator__plan__in=plans)
        .order_by("indicator__position", "position")
        .values_list(
            *("indicator__plan_id", "pk", "measure__method", "measure__area"),
            *("measure__numerator_id", "own_numerator_id", "measure__denominator_id", "own_denominator_id"),
        )
    )
    first: dict[Identity, int] = {}
    for _, pk, method, area, numerator, own_numerator, denominator, own_denominator in sorted(
        rows, key=lambda row: place[row[0]]
    ):
        identity = (method, own_numerator or numerator, own_denominator or denominator, area)
        if identity not in seen:
            first.setdefault(identity, pk)
    return list(first.values())


def named_in(component_id: int, found: Sequence[Asked], year: int) -> Asked | None:
    """The component that an address names, as it stands at a place: itself, or where another plan tells the
    same sum there, that one. At most one query."""
    itself = next((asked for asked in found if asked.component.pk == component_id), None)
    if itself is not None:
        return itself
    named = _whole(Component.objects.in_year(year).filter(pk=component_id))
    same = {identity_of(component) for component in named}
    return next((asked for asked in found if asked.identity in same), None)


def own_of(units: Collection[int], like: Asked, year: int) -> dict[int, Asked]:
    """Which of the units have a plan of their own that asks for the same sum? By unit; two queries.

    Only such a target judges a unit (`docs/domain.md`); a place's target is none of the units below it.
    """
    plans = Plan.objects.in_year(year).collecting().filter(issuer__in=units)
    method, _, _, area = like.identity
    alike = _whole(
        Component.objects.in_year(year).filter(
            indicator__plan__in=plans, measure__method=method, measure__area=area
        )
    )
    same = [component for component in alike if identity_of(component) == like.identity]
    targets = targets_of(same)
    by_plan = {plan.pk: plan for plan in plans.filter(pk__in=[each.indicator.plan_id for each in same])}
    found: dict[int, Asked] = {}
    for component in same:
        plan = by_plan[component.indicator.plan_id]
        found.setdefault(plan.issuer_id, Asked(component, plan, Relation.OWN, targets[component.pk]))
    return found
