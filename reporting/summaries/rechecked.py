"""Is every stored total what its sources added up to when it was handed up? One line for each that is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from indicators.models import DataItem
from reporting.deadlines import calendar_day
from reporting.enums import WITH_FIGURES
from reporting.models import Report, Round, Total
from reporting.rollup import NOTHING, ItemTotal
from reporting.summaries.recomputed import Edition, Recount, Sums, Tree
from reporting.totals import PARTS, PLACES, Key
from units.enums import Area, Level
from units.models import Unit

HIDDEN = "khác nhau (số liệu hạn chế xem)"
UPWARDS = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.COUNTRY)


@dataclass(frozen=True)
class Wrong:
    """One stored total that is not what it should be."""

    round_key: str
    unit_key: str
    edition: int
    item_code: str
    area: str
    stored: str
    recomputed: str

    @property
    def text(self) -> str:
        area = f" ({Area(self.area).label.lower()})" if self.area else ""
        return (
            f"{self.round_key} {self.unit_key} lần {self.edition} {self.item_code}{area}: "
            f"đã lưu {self.stored}; tính lại {self.recomputed}"
        )


@dataclass(frozen=True)
class Checked:
    """One report that was looked at: how many editions and totals, and what was wrong."""

    report: Report
    editions: int
    totals: int
    wrong: list[Wrong]


def rounds_to_check(key: str = "") -> QuerySet[Round]:
    """Rounds in which anything was added up, the oldest first."""
    rounds = Round.objects.filter(kind__in=WITH_FIGURES, reports__submissions__gt=0).distinct()
    return (rounds.filter(key=key) if key else rounds).order_by("year", "pk")


def checked_reports(
    round_: Round, *, unit: Unit | None = None, since: date | None = None, only_latest: bool = False
) -> Iterator[Checked]:
    """The consolidated reports of a round one after the other, from the communes up; one stands in memory.

    unit: it and everything below it in the round's tree. since: editions handed in on or after this day.
    """
    reports = Report.objects.filter(round=round_, unit__level__in=PLACES, submissions__gt=0)
    if unit is not None:
        reports = reports.filter(pk__in=Report.objects.under([unit], round_).values("pk"))
    if since is not None:
        # Handed in later than that is handed in last later than that.
        reports = reports.filter(submitted_at__date__gte=since)
    tier = Case(
        *(When(unit__level=level, then=Value(place)) for place, level in enumerate(UPWARDS)),
        output_field=IntegerField(),
    )
    ids = list(reports.order_by(tier, "unit__key").values_list("pk", flat=True))
    tree = Tree(round_) if ids else None
    for report_id in ids:
        assert tree is not None
        report = Report.objects.select_related("round", "unit").get(pk=report_id)
        yield _checked(report, tree, since, only_latest=only_latest)


def _checked(report: Report, tree: Tree, since: date | None, *, only_latest: bool) -> Checked:
    recount = Recount(report, tree)
    if since is not None:
        recount.wanted = [one for one in recount.wanted if calendar_day(one.at) >= since]
    if only_latest:
        recount.wanted = recount.wanted[-1:]
    editions = list(recount.editions())
    items = DataItem.objects.in_bulk(
        {key[0] for edition in editions for key in (*edition.stored, *edition.recomputed)}
    )
    wrong = [each for edition in editions for each in _differences(report, edition, items)]
    wrong += _never_handed_in(report, recount)
    return Checked(report, len(editions), sum(len(edition.stored) for edition in editions), wrong)


def _never_handed_in(report: Report, recount: Recount) -> Iterator[Wrong]:
    """Stored sums of editions that no submission ever made."""
    made = {one.number for one in recount.lines[report.pk].submissions}
    strange = {number: sums for number, sums in recount.stored.items() if number not in made}
    items = DataItem.objects.in_bulk({key[0] for sums in strange.values() for key in sums})
    for number, sums in sorted(strange.items()):
        for key, total in sorted(sums.items()):
            item = items[key[0]]
            yield Wrong(
                round_key=report.round.key,
                unit_key=report.unit.key,
                edition=number,
                item_code=item.code,
                area=key[1],
                stored=_words(total, _parts(total, NOTHING, is_merged=False), item),
                recomputed=_words(None, [], item),
            )


def _differences(report: Report, edition: Edition, items: Mapping[int, DataItem]) -> Iterator[Wrong]:
    """Key by key. Two items that were merged since are compared as one: sums handed up under the old name
    stay, and empty cells that the merge took away are no longer there to be counted as asked."""
    stored, recomputed = _by_family(edition.stored, items), _by_family(edition.recomputed, items)
    merged = {item.merged_into_id for item in DataItem.objects.filter(merged_into__in=_items(stored))}
    for key in sorted({*stored, *recomputed}):
        was, should = stored.get(key), recomputed.get(key)
        parts = _parts(was or NOTHING, should or NOTHING, is_merged=key[0] in merged)
        if was is not None and should is not None and not parts:
            continue
        if (was is None) != (should is None) and not parts and key[0] in merged:
            continue
        item = items.get(key[0]) or DataItem.objects.get(pk=key[0])
        yield Wrong(
            round_key=report.round.key,
            unit_key=report.unit.key,
            edition=edition.submission.number,
            item_code=item.code,
            area=key[1],
            stored=_words(was, parts, item),
            recomputed=_words(should, parts, item),
        )


def _by_family(sums: Sums, items: Mapping[int, DataItem]) -> Sums:
    found: Sums = defaultdict(lambda: NOTHING)
    for (item_id, area), total in sums.items():
        key = Key(items[item_id].merged_into_id or item_id, area)
        found[key] = found[key] + total
    return dict(found)


def _items(sums: Sums) -> set[int]:
    return {item_id for item_id, _ in sums}


def _parts(was: ItemTotal, should: ItemTotal, *, is_merged: bool) -> list[str]:
    """Which parts differ. Of what was merged `asked` may only have been more."""
    found = [part for part in PARTS if getattr(was, part) != getattr(should, part)]
    if is_merged and was.asked >= should.asked:
        found = [part for part in found if part != "asked"]
    return found


def _words(total: ItemTotal | None, parts: list[str], item: DataItem) -> str:
    """“tổng 4, số ô đã có 2”: the parts that differ, by the names of their columns; no restricted value."""
    if total is None:
        return "không có"
    if item.is_restricted:
        return HIDDEN
    said = parts or list(PARTS[:1])
    return ", ".join(
        f"{Total._meta.get_field(part).verbose_name} {getattr(total, part)}"  # type: ignore[union-attr]
        for part in said
    )
