"""What stands ready when somebody enters a Chỉ tiêu: goals, measures, items, who may type a figure?

Read once for a page; every check of the form works on it without asking the database again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from childplan.vietnamese import folded
from indicators.enums import ItemKind, Source
from indicators.models import Component, DataItem, Indicator, Measure
from indicators.summaries.measures import choosable_measures, signed_components
from indicators.summaries.plans import day_of, issuer_names
from plans.enums import PlanState
from plans.models import Amendment, Goal, Plan
from units.enums import AgencyKind, Level
from units.models import Unit
from units.summaries.places import chain_on, names_on

MOST_ITEMS = 12


@dataclass(frozen=True)
class Ground:
    """`from_year`: the first year that may be changed. `owners`: units whose own measures may be chosen;
    `owner_names` says them in a sentence. `fixed`: the components of a plan in force, by id."""

    plan: Plan
    years: range
    from_year: int
    is_fixed: bool
    issuer: str
    goals: list[Goal]
    owners: dict[int, str]
    sources: list[tuple[str, str]]
    fixed: dict[int, Component] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    items: dict[str, DataItem] = field(default_factory=dict)

    @property
    def interpolated(self) -> list[int]:
        """The years in which targets are drawn between two milestones."""
        return [year for year in self.years if self.plan.interpolates_in(year)]

    @property
    def is_commune(self) -> bool:
        return self.plan.issuer.level == Level.COMMUNE


def ground_for(plan: Plan, amendment: Amendment | None, today: date) -> Ground:
    """A fixed number of queries. `plan` comes with its issuer."""
    day = day_of(plan, today)
    return Ground(
        plan=plan,
        years=range(plan.first_year, plan.last_year + 1),
        from_year=amendment.from_year if amendment else plan.first_year,
        is_fixed=plan.state != PlanState.DRAFT,
        issuer=issuer_names([plan], today)[plan.issuer_id].removeprefix("UBND "),
        goals=list(plan.goals.order_by("number")),
        owners=_owners(plan.issuer, day),
        sources=_sources(plan.issuer, day),
    )


def with_measures(ground: Ground, codes: Iterable[str], item_codes: Iterable[str]) -> None:
    """Reads the measures and items named, as far as they may be chosen in this plan."""
    wanted = set(codes) - set(ground.measures)
    if wanted:
        found = choosable_measures(list(ground.owners), ground.plan.issuer_id).filter(code__in=wanted)
        ground.measures.update({measure.code: measure for measure in found})
    wanted_items = set(item_codes) - set(ground.items)
    if wanted_items:
        items = _choosable_items(ground).filter(code__in=wanted_items)
        ground.items.update({item.code: item for item in items})


def search_items(ground: Ground, text: str) -> list[DataItem]:
    """Counted items with every word of the text in their name, without diacritics; what stands in names as
    it was typed comes first."""
    asked = folded(text)
    words = asked.split()
    if not words:
        return []
    found = []
    for place, item in enumerate(_choosable_items(ground)):
        name = f" {folded(item.name)} {item.code.replace('-', ' ')}"
        if all(f" {word}" in name for word in words):
            found.append((asked not in name, not item.is_base, place, item))
    return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:3])[:MOST_ITEMS]]


def stored_indicator(plan: Plan, number: str) -> Indicator | None:
    """With its components in order, their measures and targets; a fixed number of queries."""
    components = Component.objects.select_related(
        "measure__numerator", "measure__denominator", "own_numerator", "own_denominator"
    ).prefetch_related("targets")
    found: Indicator | None = (
        Indicator.objects.filter(plan=plan, number=number)
        .select_related("goal")
        .prefetch_related(Prefetch("components", components.order_by("position", "pk")))
        .first()
    )
    return found


def _choosable_items(ground: Ground) -> QuerySet[DataItem]:
    items: QuerySet[DataItem] = DataItem.objects.offered().filter(kind=ItemKind.COUNT)
    known = Q(owner=ground.plan.issuer_id)
    for name in ("measure__numerator", "measure__denominator", "own_numerator", "own_denominator"):
        used = signed_components().filter(**{f"{name}__isnull": False})
        known |= Q(pk__in=used.values(name))
    theirs = Q(owner__in=list(ground.owners)) & known
    return items.filter(Q(owner__isnull=True) | theirs).order_by("position", "code")


# --- Whose own measures, and who may type a figure


def _owners(issuer: Unit, day: date) -> dict[int, str]:
    """Units of the same province that thought of something, by name: that is how they become comparable."""
    having = Unit.objects.filter(Q(own_measures__isnull=False) | Q(own_items__isnull=False)).distinct()
    if issuer.level != Level.COUNTRY:
        chain = chain_on(day, issuer)
        top = Unit.objects.filter(pk=chain[0].unit_id if chain else issuer.pk)
        having = having.filter(pk__in=Unit.objects.under(*top, day=day).values("pk"))
    ids = list(having.values_list("pk", flat=True))
    names = names_on(day, ids)
    return {unit_id: names[unit_id].full_name if unit_id in names else "" for unit_id in ids}


_AT_COMMUNES = (
    *(Source.COMMUNE, Source.VILLAGE, Source.HEALTH_STATION, Source.SCHOOL, Source.KINDERGARTEN),
    *(Source.PRIMARY_SCHOOL, Source.LOWER_SECONDARY_SCHOOL, Source.POLICE, Source.JUSTICE, Source.CULTURE),
    *(Source.FINANCE, Source.OFFICE, Source.MASS_ORGANISATION),
)
_AT_DISTRICTS = (
    *(Source.DISTRICT, Source.LABOUR_DIVISION, Source.EDUCATION_DIVISION, Source.HEALTH_DIVISION),
    *(Source.CULTURE_DIVISION, Source.JUSTICE_DIVISION, Source.DISTRICT_POLICE),
)
_AT_PROVINCES = (
    *(Source.PROVINCE, Source.LABOUR_DEPARTMENT, Source.HEALTH_DEPARTMENT, Source.EDUCATION_DEPARTMENT),
    Source.JUSTICE_DEPARTMENT,
)
_FROM = {
    Level.COMMUNE: _AT_COMMUNES,
    Level.DISTRICT: (*_AT_DISTRICTS, *_AT_COMMUNES),
    Level.PROVINCE: (*_AT_PROVINCES, *_AT_DISTRICTS, *_AT_COMMUNES),
    Level.COUNTRY: (*_AT_PROVINCES, *_AT_DISTRICTS, *_AT_COMMUNES),
}


def _sources(issuer: Unit, day: date) -> list[tuple[str, str]]:
    """Who may be asked: the place itself first, then those below; a kind without any unit yet says so."""
    below = Unit.objects.under(issuer, day=day)
    there = set(below.values_list("level", "agency_kind").distinct())
    kinds = {kind or level for level, kind in there}
    if kinds & {AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL, AgencyKind.LOWER_SECONDARY_SCHOOL}:
        kinds.add(Source.SCHOOL)
    return [
        (source.value, source.label if source.value in kinds else f"{source.label} (chưa có)")
        for source in _FROM.get(Level(issuer.level), _AT_COMMUNES)
    ]
