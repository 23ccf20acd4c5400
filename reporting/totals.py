"""What do the figures below a place add up to? Sums made by the database, handed to the pure rules.

Every function takes a fixed number of queries however many units and items there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from indicators.numbers import format_number
from reporting.inherited import cell_sums, cell_sums_below
from reporting.kept import MADE_OF_COMMUNES, below_with_kept
from reporting.models import Report, Round
from reporting.nation import asked_of_communes, from_communes
from reporting.rollup import NOTHING, ItemTotal
from reporting.settled import Settled, standing_settlements
from reporting.summing import (
    PLACES,
    STEPPED,
    accepted_right_below,
    asked_by_child,
    below,
    below_by_child,
    handed_up,
    looked_at,
    of_report,
    of_reports,
    one_of,
    own_reports,
)
from reporting.sums import AREAS, PARTS, Key, Sums
from reporting.years import year_before
from units.enums import Level
from units.models import Unit

__all__ = [
    "PARTS",
    "PLACES",
    "STEPPED",
    "Key",
    "Sums",
    "Totals",
    "add_all",
    "from_communes_words",
    "item_total",
    "official_totals",
    "provisional_totals",
    "settled_at",
    "snapshot_of",
    "sum_reports",
]

Totals = Mapping[Key, ItemTotal]


def item_total(totals: Totals, item_id: int, area: str = "") -> ItemTotal:
    """An item's total over all areas, or over one."""
    found = NOTHING
    for one in (area,) if area else AREAS:
        found = found + totals.get(Key(item_id, one), NOTHING)
    return found


def add_all(parts: Iterable[Totals]) -> dict[Key, ItemTotal]:
    """Key by key; the same total however the parts were grouped."""
    found: dict[Key, ItemTotal] = defaultdict(lambda: NOTHING)
    for part in parts:
        for key, total in part.items():
            found[key] = found[key] + total
    return dict(found)


# --- From cells


def sum_reports(reports: QuerySet[Report], before: Sequence[Round]) -> Sums:
    """Sums of the counted cells of the reports given, with both years of every item."""
    return one_of(cell_sums(of_reports(reports), before, looked_at(every=True)))


def shifts(settled: Iterable[Settled]) -> dict[int, dict[Key, ItemTotal]]:
    """By child what the choices between two sources change."""
    found: dict[int, dict[Key, ItemTotal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for one in settled:
        found[one.child_id][one.key] += one.shift
    return found


def provisional_totals(unit: Unit, round_: Round, before: Sequence[Round] | None = None) -> Sums:
    """Tạm tính: every figure entered at or below the unit, whatever state its report is in.

    Of the country: what the communes handed in last, which is stored, and the figures of the units above and
    beside them; `Sums.communes` says of how many (`from_communes_words`). `before`: last year's rounds, where
    somebody has asked for them already.
    """
    before = year_before(round_) if before is None else before
    looked = looked_at(every=False)
    if unit.level == Level.COUNTRY:
        return one_of(from_communes(unit, round_, before, looked))
    sums = one_of(cell_sums_below(unit, round_, before, looked))
    settled = standing_settlements(below(unit, round_), round_, accepted=False)
    for part in shifts(settled).values():
        sums.include(part)
    return sums


def settled_at(unit: Unit, round_: Round, *, official: bool) -> list[Settled]:
    """The place's own choices between two sources that hold: over accepted cells, or over every cell."""
    return standing_settlements(own_reports([unit.pk], round_), round_, accepted=official)


def official_totals(unit: Unit, round_: Round) -> Sums:
    """Chính thức: the unit's own cells and what it accepted one level down.

    An accepted place hands up the snapshot it submitted, an accepted village or agency its cells. Every cell
    asked below counts in coverage, whether or not its report has come this far. Both years of every item are
    added up: these sums are stored, and a measure of a later day may compare what nobody compares today.
    """
    own = own_reports([unit.pk], round_)
    # Two short lists: said with "or", the database reads every report of the round.
    cells = own | accepted_right_below([unit.pk], round_, places=False)
    sums = one_of(cell_sums(cells, year_before(round_), looked_at(every=True)))
    sums.include(one_of(handed_up(accepted_right_below([unit.pk], round_, places=True))))
    for part in shifts(settled_at(unit, round_, official=True)).values():
        sums.include(part)
    sums.ask(asked_below(unit, round_))
    return sums


def asked_below(unit: Unit, round_: Round) -> Sums:
    """What is asked at or below the unit, and of whom."""
    if unit.level == Level.COUNTRY:
        return one_of(asked_of_communes(unit, round_))
    return one_of(asked_below_by_child(unit, round_))


def asked_below_by_child(unit: Unit, round_: Round, *, by_child: bool = False) -> dict[int, Sums]:
    """The same of a place below the country, told as one or by the unit right below."""
    if unit.level in MADE_OF_COMMUNES:
        return asked_by_child(below_with_kept(unit, round_, look=None, by_child=by_child))
    return asked_by_child(below_by_child(unit, round_) if by_child else below(unit, round_))


def snapshot_of(report: Report) -> Sums:
    """What a submitted consolidated report handed up with its latest submission; empty before the first."""
    return one_of(handed_up(of_report(report)))


def from_communes_words(totals: Totals) -> str:
    """“Cộng từ số của 2.950/3.321 xã đã nộp”, where sums are made of what communes handed in; else ""."""
    communes = getattr(totals, "communes", None)
    if communes is None:
        return ""
    return f"Cộng từ số của {format_number(communes.answered)}/{format_number(communes.asked)} xã đã nộp"
