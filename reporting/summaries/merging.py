"""What would merging an item change? Counts and names, never a figure: whoever keeps the catalogue sees none.

Two items are one when they count the same thing the same way: kind, unit word, source, nature and window
agree, and what is kept back is kept back as strictly. Anything else is said and refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from childplan.vietnamese import folded
from indicators.enums import ItemKind, Method, Nature, Source, Window
from indicators.models import Component, DataItem, Measure
from indicators.summaries.catalogue import plans_by_item
from plans.models import Plan
from reporting.enums import ReportState
from reporting.models import Explanation, Figure, FigureChange, Report, ReviewComment, Total
from units.enums import Area
from units.models import Placement
from units.summaries.places import names_on

MOST_NAMED = 8
MOST_CHOICES = 12


@dataclass(frozen=True)
class Clash:
    """A report that answered both; it cannot hold two answers to one question. is_twice: the place has a cell
    of the one and units below it have cells of the other; together they count everybody twice."""

    unit_name: str
    round_name: str
    is_sum: bool = False
    is_twice: bool = False


@dataclass(frozen=True)
class Merging:
    """One item into another. differences: why it cannot be; clashes: what has to be settled first."""

    item: DataItem
    into: DataItem
    differences: Sequence[str]
    clashes: Sequence[Clash]
    cells: int
    changes: int
    reports: int
    units: int
    years: Sequence[int]
    dropped: int
    """Cells never touched that go, because the other item has one on the same form."""
    dropped_there: int
    """The same of the other item's cells, where this one was answered."""
    sums: int
    plans: Sequence[str]
    measures: Sequence[str]
    plans_there: Sequence[str]
    """Plans that use the other item already: their places add up together from then on."""
    units_there: int

    @property
    def is_open(self) -> bool:
        return not self.differences and not self.clashes

    @property
    def moved(self) -> int:
        """Cells that become the other item's."""
        return self.cells - self.dropped

    @property
    def mark(self) -> str:
        """The same while nothing of it changes: what was looked at is what is done."""
        said = (
            *(
                self.item.pk,
                self.into.pk,
                self.cells,
                self.changes,
                self.dropped,
                self.dropped_there,
                self.sums,
                self.units_there,
            ),
            *self.plans,
            *self.measures,
            *self.plans_there,
        )
        return sha256("\n".join(map(str, said)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Tying:
    """One measure tied to a canonical one: its items are merged into that one's."""

    measure: Measure
    into: Measure
    differences: Sequence[str]
    merges: Sequence[Merging]
    components: int
    keeps_base: int
    """Components that keep the base of their own measure, since the canonical one has another."""
    plans: Sequence[str] = field(default_factory=tuple)

    @property
    def is_open(self) -> bool:
        return not self.differences and all(merge.is_open for merge in self.merges)

    @property
    def mark(self) -> str:
        said = (self.measure.pk, self.into.pk, self.components, self.keeps_base, *self.plans)
        parts = [*map(str, said), *(merge.mark for merge in self.merges)]
        return sha256("\n".join(parts).encode()).hexdigest()[:32]


# --- Two items


def differences(item: DataItem, into: DataItem) -> list[str]:
    """Why the two do not count the same thing the same way."""
    found = []
    if item.pk == into.pk:
        found.append("Đây là cùng một số liệu.")
    if item.owner_id is None:
        found.append("Số liệu của danh mục không gộp được; chỉ gộp số liệu riêng.")
    if item.merged_into_id is not None or into.merged_into_id is not None:
        found.append("Số liệu đã gộp thì không gộp nữa.")
    pairs: Sequence[tuple[str, str, str]] = (
        ("loại", ItemKind(item.kind).label, ItemKind(into.kind).label),
        ("đơn vị tính", item.unit_word, into.unit_word),
        ("nguồn", Source(item.source).label, Source(into.source).label),
        ("tính chất", Nature(item.nature).label, Nature(into.nature).label),
        ("khoảng thời gian", Window(item.window).label, Window(into.window).label),
        ("ngày nhất định", item.window_day, into.window_day),
    )
    found += [
        f"Khác {name}: “{mine or 'không có'}” và “{theirs or 'không có'}”."
        for name, mine, theirs in pairs
        if mine != theirs
    ]
    if item.is_restricted and not into.is_restricted:
        found.append("Số liệu này hạn chế xem, số liệu kia thì không.")
    if item.suppress_public and not into.suppress_public:
        found.append("Số liệu này ẩn số nhỏ khi công khai, số liệu kia thì không.")
    if into.pk in _above(item) or item.pk in _above(into):
        found.append("Số liệu này nằm trong số liệu kia.")
    both = Q(numerator=item, denominator=into) | Q(numerator=into, denominator=item)
    if Measure.objects.filter(both).exists():
        found.append("Có chỉ tiêu lấy số này chia cho số kia.")
    own = Q(own_numerator=item, own_denominator=into) | Q(own_numerator=into, own_denominator=item)
    if Component.objects.filter(own).exists():
        found.append("Có nội dung đo lấy số này chia cho số kia.")
    return found


def _above(item: DataItem) -> set[int]:
    """What contains the item, over however many steps."""
    outside = dict(DataItem.objects.filter(contained_in__isnull=False).values_list("pk", "contained_in_id"))
    found: set[int] = set()
    step = outside.get(item.pk)
    while step is not None and step not in found:
        found.add(step)
        step = outside.get(step)
    return found


def untouched(item: DataItem) -> QuerySet[Figure]:
    """Cells of the item of which no log has a word: nobody answered (every answer is a version), asked or
    explained."""
    asked = ReviewComment.objects.filter(figure__item=item).values("figure")
    explained = Explanation.objects.filter(figure__item=item).values("figure")
    return Figure.objects.filter(item=item, version=0).exclude(pk__in=asked).exclude(pk__in=explained)


def double_reports(item: DataItem, into: DataItem) -> QuerySet[Report]:
    """Reports that have a cell of both."""
    return Report.objects.filter(figures__item=item).filter(
        pk__in=Figure.objects.filter(item=into).values("report")
    )


def double_sums(item: DataItem, into: DataItem) -> QuerySet[Total]:
    """Sums of the item in editions that also hold a sum of the other one for the same area."""
    reports = Total.objects.filter(item=item).values("report")
    same = Total.objects.filter(item=into, report__in=reports)
    keys = set(same.values_list("report_id", "edition", "area"))
    rows = Total.objects.filter(item=item).values_list("pk", "report_id", "edition", "area")
    return Total.objects.filter(pk__in=[pk for pk, *key in rows if tuple(key) in keys])


def merging(item: DataItem, into: DataItem, day: date) -> Merging:
    """Everything that merging would do; a fixed number of queries."""
    figures = Figure.objects.filter(item=item)
    both = double_reports(item, into)
    mine, theirs = untouched(item), untouched(into)
    free = figures.filter(Q(pk__in=mine.values("pk")) | ~Q(report__in=both.values("pk")))
    stuck = figures.exclude(pk__in=free.values("pk")).exclude(report__in=theirs.values("report"))
    counted = figures.aggregate(
        cells=Count("pk"), reports=Count("report", distinct=True), units=Count("report__unit", distinct=True)
    )
    sums = Total.objects.filter(item=item)
    # A sum of an edition that was handed up again since stays under the old name: nobody counts on it.
    standing = double_sums(item, into).filter(
        edition=F("report__submissions"),
        report__state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED],
    )
    dropped = mine.filter(report__in=both.values("pk")).count()
    used = plans_by_item({item.pk, into.pk})
    titles = dict(
        Plan.objects.filter(pk__in=used.get(item.pk, set()) | used.get(into.pk, set()))
        .order_by("key")
        .values_list("pk", "short_title")
    )
    return Merging(
        item=item,
        into=into,
        differences=differences(item, into),
        clashes=[
            *_clashes(Report.objects.filter(figures__in=stuck), day),
            *_clashes(Report.objects.filter(totals__in=standing).distinct(), day, is_sum=True),
            *_clashes(Report.objects.filter(pk__in=asked_both_ways(item, into)), day, is_twice=True),
        ],
        cells=counted["cells"],
        changes=FigureChange.objects.filter(figure__item=item).count(),
        reports=counted["reports"],
        units=counted["units"],
        years=sorted(set(figures.values_list("report__round__year", flat=True))),
        dropped=dropped,
        dropped_there=both.count() - dropped - stuck.count(),
        sums=sums.count(),
        plans=[title for plan_id, title in titles.items() if plan_id in used.get(item.pk, set())],
        measures=list(
            Measure.objects.filter(Q(numerator=item) | Q(denominator=item))
            .order_by("code")
            .values_list("short_name", flat=True)
        ),
        plans_there=[title for plan_id, title in titles.items() if plan_id in used.get(into.pk, set())],
        units_there=Figure.objects.filter(item=into).values("report__unit").distinct().count(),
    )


def asked_both_ways(item: DataItem, into: DataItem) -> list[int]:
    """Reports with a cell of the one on whose line of the tree, above or below, the same round has a cell of
    the other: by units or direct is settled item by item when a round takes it. A query for the cells and
    one for every tier of the tree."""
    units: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    days: dict[int, date] = {}
    rows = Figure.objects.counted().filter(item__in=[item, into])
    for item_id, round_id, closing, unit_id, report_id in rows.values_list(
        "item_id", "report__round_id", "report__round__data_to", "report__unit_id", "report_id"
    ):
        units[round_id][item_id][unit_id] = report_id
        days[round_id] = closing
    both = {round_id: found for round_id, found in units.items() if len(found) > 1}
    parents = _parents({unit_id for found in both.values() for known in found.values() for unit_id in known})

    def above(unit_id: int, day: date) -> set[int]:
        line: set[int] = set()
        step: int | None = unit_id
        while step is not None:
            step = next(
                (
                    parent_id
                    for parent_id, starts_on, ends_on in parents.get(step, ())
                    if (starts_on is None or starts_on <= day) and (ends_on is None or ends_on >= day)
                ),
                None,
            )
            if step is None or step in line:
                break
            line.add(step)
        return line

    found: set[int] = set()
    for round_id, by_item in both.items():
        for one, other in ((item.pk, into.pk), (into.pk, item.pk)):
            for unit_id in by_item[one]:
                # The upper one of the two is named.
                found.update(
                    by_item[other][up] for up in above(unit_id, days[round_id]) & set(by_item[other])
                )
    return sorted(found)


def _parents(unit_ids: set[int]) -> dict[int, list[tuple[int | None, date | None, date | None]]]:
    """Of the units and of all above them: the places they stood under, and when."""
    found: dict[int, list[tuple[int | None, date | None, date | None]]] = {}
    waiting = unit_ids
    while waiting:
        for unit_id in waiting:
            found[unit_id] = []
        spots = Placement.objects.filter(unit__in=waiting).order_by("pk")
        for unit_id, *spot in spots.values_list("unit_id", "parent_id", "starts_on", "ends_on"):
            found[unit_id].append((spot[0], spot[1], spot[2]))
        waiting = {spot[0] for unit_id in waiting for spot in found[unit_id] if spot[0] is not None} - set(
            found
        )
    return found


def _clashes(
    reports: QuerySet[Report], day: date, *, is_sum: bool = False, is_twice: bool = False
) -> list[Clash]:
    rows = list(reports.select_related("round", "unit").order_by("round__data_to", "unit_id")[:MOST_NAMED])
    names = names_on(day, [row.unit_id for row in rows])
    return [
        Clash(
            names[row.unit_id].full_name if row.unit_id in names else row.unit.key,
            row.round.name,
            is_sum,
            is_twice,
        )
        for row in rows
    ]


def item_choices(item: DataItem, asked: str) -> list[DataItem]:
    """Items that count the same kind of thing from the same source, those that share most words first."""
    same = {
        name: getattr(item, name)
        for name in ("kind", "unit_word", "source", "nature", "window", "window_day")
    }
    rows = DataItem.objects.offered().filter(**same).exclude(pk=item.pk).order_by("position", "code")
    return _nearest(list(rows), item.name, asked)


def measure_choices(measure: Measure, asked: str) -> list[Measure]:
    """Canonical measures that are worked out the same way, those that share most words first."""
    rows = (
        Measure.objects.offered()
        .of_catalogue()
        .filter(method=measure.method, area=measure.area, better=measure.better)
        .select_related("numerator", "denominator")
    )
    return _nearest(list(rows.order_by("position", "code")), measure.name, asked)


def _nearest(rows: list[Any], name: str, asked: str) -> list[Any]:
    """Rows whose code or name holds every word asked for; without any, in the order of words in common."""
    words = set(folded(name).split())
    wanted = folded(asked).split()
    found = [row for row in rows if all(word in folded(f"{row.code} {row.name}") for word in wanted)]
    return sorted(found, key=lambda row: -len(words & set(folded(row.name).split())))[:MOST_CHOICES]


# --- Two measures


def tying(measure: Measure, into: Measure, day: date) -> Tying:
    """Everything that tying the measure to the canonical one would do."""
    merges = []
    found = _measure_differences(measure, into)
    for mine, theirs, name in (
        (measure.numerator, into.numerator, "tử số"),
        (measure.denominator, into.denominator, "mẫu số"),
    ):
        if mine is None or theirs is None or mine.pk == theirs.pk:
            continue
        if mine.owner_id is None:
            found.append(
                f"Khác {name}: “{mine.short_name}” và “{theirs.short_name}” đều là số liệu của danh mục."
            )
        else:
            merges.append(merging(mine, theirs, day))
    components = Component.objects.filter(measure=measure)
    is_other_base = measure.base != into.base
    titles = Plan.objects.filter(indicators__components__measure=measure).distinct().order_by("key")
    return Tying(
        measure=measure,
        into=into,
        differences=found,
        merges=merges,
        components=components.count(),
        keeps_base=components.filter(own_base=None).count() if is_other_base else 0,
        plans=list(titles.values_list("short_title", flat=True)),
    )


def _measure_differences(measure: Measure, into: Measure) -> list[str]:
    found = []
    if measure.owner_id is None:
        found.append("Chỉ tiêu chuẩn không nối vào chỉ tiêu khác; chỉ nối chỉ tiêu riêng.")
    if into.owner_id is not None or into.pk == measure.pk:
        found.append("Chỉ nối vào chỉ tiêu chuẩn của danh mục.")
    if measure.merged_into_id is not None or into.merged_into_id is not None:
        found.append("Chỉ tiêu đã nối thì không nối nữa.")
    if measure.method != into.method:
        found.append(f"Khác cách tính: “{Method(measure.method).label}” và “{Method(into.method).label}”.")
    if measure.area != into.area:
        mine, theirs = (Area(each.area).label if each.area else "cả hai" for each in (measure, into))
        found.append(f"Khác khu vực: “{mine}” và “{theirs}”.")
    if measure.better != into.better:
        found.append(f"Khác chiều tốt: “{measure.get_better_display()}” và “{into.get_better_display()}”.")
    return found
