"""Which plans ask for a measure at a place, year by year? Its own first, then those above, nearest first.

What a plan below asks says nothing here; where no plan in reach asks for the measure it is only counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.models import Component, Measure
from plans.models import Plan
from reporting.summaries.asked import Asked, Relation, targets_of


@dataclass(frozen=True)
class PlansAt:
    """What plans ask at a place: own plan first, then from the nearest up, in the order of each document."""

    asked: tuple[Asked, ...]

    @classmethod
    def of(cls, chain: Sequence[int], measure: Measure | None = None) -> PlansAt:
        """Of every plan that is or was in force there, all years; `chain`: the ids of the place and all above
        it, topmost first. Three queries."""
        plans = Plan.objects.signed().collecting().filter(issuer__in=chain).select_related("issuer")
        nearest_first = sorted(plans, key=lambda plan: (-chain.index(plan.issuer_id), plan.key))
        components = Component.objects.filter(indicator__plan__in=nearest_first)
        if measure is not None:
            components = components.filter(measure=measure)
        found = list(
            components.select_related(
                *("indicator__goal", "measure__numerator", "measure__denominator"),
                *("own_numerator", "own_denominator"),
            ).order_by("indicator__position", "position")
        )
        targets = targets_of(found)
        by_plan: dict[int, list[Component]] = defaultdict(list)
        for component in found:
            by_plan[component.indicator.plan_id].append(component)
        own = chain[-1] if chain else None
        return cls(
            tuple(
                Asked(
                    component,
                    plan,
                    Relation.OWN if plan.issuer_id == own else Relation.ABOVE,
                    targets[component.pk],
                )
                for plan in nearest_first
                for component in by_plan[plan.pk]
            )
        )

    def in_year(self, year: int) -> list[Asked]:
        """What is asked in the year, a measure only once: by the plan that is nearest."""
        found: dict[int, Asked] = {}
        for asked in self.asked:
            component = asked.component
            holds = component.last_year is None or year <= component.last_year
            if asked.plan.holds_in(year) and holds:
                found.setdefault(component.measure_id, asked)
        return list(found.values())

    def of_measure(self, measure: Measure, year: int) -> Asked | None:
        """How the measure is asked for in the year."""
        return next((one for one in self.in_year(year) if one.component.measure_id == measure.pk), None)

    def nearest(self, measure: Measure, year: int) -> Asked | None:
        """The same, or where no plan asks in the year, as the year nearest to it was asked."""
        asked = [one for one in self.asked if one.component.measure_id == measure.pk]
        return self.of_measure(measure, year) or min(
            asked,
            key=lambda one: min(abs(one.plan.first_year - year), abs(one.plan.last_year - year)),
            default=None,
        )
