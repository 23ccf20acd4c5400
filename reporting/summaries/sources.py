"""Where does a table take its sums from? One place that asks once for each fact.

A table is made from a source and does not know how it came by its sums, so the same table can be made of
other ones (on another map, say): whoever brings them gives another source with the same parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from childplan.compiled import CompiledQuery, param
from plans.models import Plan
from reporting.enums import ReportState
from reporting.models import Figure, Report, Round
from reporting.summaries.asked import Relation, plans_of
from reporting.texts import Statement, official_texts, provisional_texts, snapshot_texts
from reporting.totals import Totals, official_totals, provisional_totals, snapshot_of
from reporting.totals_below import ChildTotals, totals_of_children
from reporting.years import label_of, round_that_counts, year_before
from units.lineage import Edge
from units.models import Unit
from units.summaries.lineage import origins_of
from units.summaries.places import PlaceName, chain_on, children_on

_HANDED_IN = CompiledQuery(
    lambda: Report.objects.filter(
        unit=param("unit"),
        round=param("round"),
        state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED),
    ).select_related("submitted_by", "accepted_by")
)


class AsReported:
    """What was reported in a round at a place, as the tree stood on the round's closing day.

    official: the snapshot that the place handed up, if it stands handed in, else what was accepted one level
    down; otherwise every figure that was entered. Every part is asked for when it is first looked at.
    """

    mark = ""
    """What stands behind a figure that is not of the unit itself; nothing, as it was reported by it."""

    judges = True
    """Do targets judge these sums? Only what a place itself came to (`docs/domain.md`)."""

    def __init__(self, unit: Unit, round_: Round, *, official: bool) -> None:
        self.unit = unit
        self.round_ = round_
        self.official = official

    def own_name(self, place: str) -> str:
        """What the row of the place's own cells is called; place: “Xã Yên”."""
        return f"{place} tự nhập"

    @property
    def remarks(self) -> list[str]:
        """What has to be said of where the sums come from."""
        return []

    @property
    def notes(self) -> Mapping[int, str]:
        """By id of a unit below what is said of it."""
        return {}

    def mark_of(self, unit_id: int) -> str:
        """What stands behind the figures of a unit below that are not of the unit itself."""
        return ""

    @cached_property
    def handed_in(self) -> Report | None:
        """The place's own report, if it stands handed in: then its snapshot is what counts."""
        found = next(iter(_HANDED_IN(unit=self.unit.pk, round=self.round_.pk)), None)
        if found is not None:
            found.unit, found.round = self.unit, self.round_
        return found

    @cached_property
    def totals(self) -> Totals:
        """The sums of the place."""
        if not self.official:
            return provisional_totals(self.unit, self.round_, self._years_before)
        return snapshot_of(self.handed_in) if self.handed_in is not None else self.standing_below

    @cached_property
    def standing_below(self) -> Totals:
        """What the accepted reports below come to now, whatever the place handed up before."""
        return official_totals(self.unit, self.round_)

    @property
    def fresh(self) -> Totals | None:
        """What stands below now, where the totals are a snapshot handed up before."""
        return self.standing_below if self.official and self.handed_in is not None else None

    @cached_property
    def before(self) -> Round | None:
        """Last year's round that counts here: of a place the year is final when its own final report was
        accepted, whatever stands below."""
        return round_that_counts(self.unit, self._years_before)

    @cached_property
    def _years_before(self) -> Sequence[Round]:
        return year_before(self.round_)

    @cached_property
    def last(self) -> Totals:
        """Last year's official sums of the place; empty where it had none."""
        return {} if self.before is None else AsReported(self.unit, self.before, official=True).totals

    @property
    def last_label(self) -> str:
        """As what last year's results stand there: ước thực hiện, chính thức."""
        return label_of(self.before)

    @cached_property
    def levels(self) -> Mapping[int, set[str]]:
        """By item the levels of the units asked: villages, agencies, or direct cells of places."""
        for totals in (self.totals, self.fresh):
            levels: Mapping[int, set[str]] = getattr(totals, "levels", {})
            if levels and not {key.item_id for key in totals or ()} - set(levels):
                return levels
        return levels_asked(self.unit, self.round_)

    @cached_property
    def texts(self) -> list[Statement]:
        """The words that go with the sums."""
        if not self.official:
            return provisional_texts(self.unit, self.round_)
        return snapshot_texts(self.handed_in) if self.handed_in is not None else self._texts_below

    @cached_property
    def _texts_below(self) -> list[Statement]:
        return official_texts(self.unit, self.round_)

    @property
    def fresh_texts(self) -> list[Statement]:
        return self._texts_below if self.fresh is not None else []

    @cached_property
    def stood(self) -> list[PlaceName]:
        """The place and all above it on the round's closing day, topmost first; empty for one that did not
        stand then."""
        return chain_on(self.round_.data_to, self.unit)

    @cached_property
    def origins(self) -> list[Edge]:
        """What went into the place, over any number of steps."""
        return origins_of([self.unit])

    @cached_property
    def relations(self) -> list[tuple[Plan, Relation]]:
        """The plans that count at the place in the round's year."""
        return plans_of(self.unit, self.round_, self.stood, self.origins)

    @cached_property
    def chain(self) -> list[PlaceName]:
        """The same on the map of the sums."""
        return self.stood

    @cached_property
    def children(self) -> list[PlaceName]:
        """The units one level below, in Vietnamese order."""
        return children_on(self.round_.data_to, self.unit)

    @cached_property
    def of_children(self) -> Mapping[int, ChildTotals]:
        """By unit id what each unit one level below puts in; under the place's own id its own cells."""
        return totals_of_children(self.unit, self.round_, official=self.official)

    @cached_property
    def of_children_last(self) -> Mapping[int, ChildTotals]:
        """Last year's official sums of the units below."""
        if self.before is None:
            return {}
        return totals_of_children(self.unit, self.before, official=True)


def levels_asked(unit: Unit, round_: Round) -> dict[int, set[str]]:
    """On which tiers the cells of an item stand; one query over every cell below."""
    under = Unit.objects.under(unit, day=round_.data_to)
    found: dict[int, set[str]] = defaultdict(set)
    for item_id, level in (
        Figure.objects.counted()
        .filter(report__round=round_, report__unit__in=under.values("pk"))
        .values_list("item_id", "report__unit__level")
        .distinct()
    ):
        found[item_id].add(level)
    return found
