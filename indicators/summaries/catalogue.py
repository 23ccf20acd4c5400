"""Danh mục: every figure and measure there is, the catalogue's and those that places thought of, and who uses
them. Names are found with or without diacritics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from childplan.vietnamese import folded
from indicators.enums import ItemKind, Method, Nature, Source
from indicators.models import Component, DataItem, Measure
from units.summaries.places import names_on

ON_A_PAGE = 50
ITEMS, MEASURES = "so-lieu", "chi-tieu"
ALL, OWN = "", "rieng"


@dataclass(frozen=True)
class CatalogueLine:
    """One figure or measure. plans: how many plans use it; into: what it was merged into, if it was."""

    code: str
    name: str
    told: str
    owner: str
    plans: int
    into: str
    is_restricted: bool = False

    @property
    def can_move(self) -> bool:
        """May it be merged or tied? What the catalogue holds stays what it is."""
        return bool(self.owner) and not self.into


@dataclass(frozen=True)
class CataloguePage:
    is_of_items: bool
    asked: str
    whose: str
    found: int
    lines: Page[CatalogueLine]
    query: str


def catalogue_page(
    day: date, *, shown: str = ITEMS, asked: str = "", whose: str = ALL, number: str = ""
) -> CataloguePage:
    """One page of the list; a fixed number of queries, however long it is."""
    is_of_items = shown != MEASURES
    rows = _items(day) if is_of_items else _measures(day)
    words = folded(asked).split()
    found = [
        row
        for row in rows
        if (whose != OWN or row.owner) and all(word in folded(f"{row.code} {row.name}") for word in words)
    ]
    lines = Paginator(found, ON_A_PAGE).get_page(number)
    query = urlencode({"xem": ITEMS if is_of_items else MEASURES, "tim": asked, "cua": whose})
    return CataloguePage(is_of_items, asked, whose, len(found), lines, query)


def _items(day: date) -> list[CatalogueLine]:
    rows = list(DataItem.objects.select_related("owner", "merged_into").order_by("position", "code"))
    names = _owners(rows, day)
    used = plans_by_item()
    return [
        CatalogueLine(
            code=row.code,
            name=row.name,
            told=item_words(row),
            owner=names.get(row.owner_id or 0, ""),
            plans=len(used.get(row.pk, ())),
            into=row.merged_into.name if row.merged_into is not None else "",
            is_restricted=row.is_restricted,
        )
        for row in rows
    ]


def _measures(day: date) -> list[CatalogueLine]:
    rows = list(
        Measure.objects.select_related("owner", "merged_into", "numerator", "denominator").order_by(
            "position", "code"
        )
    )
    names = _owners(rows, day)
    used: dict[int, set[int]] = defaultdict(set)
    for measure_id, plan_id in Component.objects.values_list("measure_id", "indicator__plan_id"):
        used[measure_id].add(plan_id)
    return [
        CatalogueLine(
            code=row.code,
            name=row.name,
            told=measure_words(row),
            owner=names.get(row.owner_id or 0, ""),
            plans=len(used[row.pk]),
            into=row.merged_into.name if row.merged_into is not None else "",
            is_restricted=row.numerator.is_restricted,
        )
        for row in rows
    ]


def _owners(rows: Iterable[DataItem | Measure], day: date) -> dict[int, str]:
    """Names of the places that thought of the rows; a place that stands nowhere today goes by its key."""
    owners = {
        row.owner_id: row.owner.key for row in rows if row.owner_id is not None and row.owner is not None
    }
    names = names_on(day, owners)
    return {unit_id: names[unit_id].full_name if unit_id in names else key for unit_id, key in owners.items()}


def item_words(item: DataItem) -> str:
    """“Số lượng, thôn, phát sinh trong kỳ”."""
    parts = [ItemKind(item.kind).label, Source(item.source).label, Nature(item.nature).label]
    return ", ".join([parts[0], *(part[:1].lower() + part[1:] for part in parts[1:])])


def measure_words(measure: Measure) -> str:
    """“Tử số chia mẫu số: Số trẻ em … trên Số …”."""
    said = f"{Method(measure.method).label}: {measure.numerator.short_name}"
    return f"{said} / {measure.denominator.short_name}" if measure.denominator is not None else said


def plans_by_item(item_ids: Collection[int] | None = None) -> dict[int, set[int]]:
    """The plans whose components need each item; one query."""
    rows = Component.objects.values_list(
        "indicator__plan_id",
        "measure__numerator_id",
        "measure__denominator_id",
        "own_numerator_id",
        "own_denominator_id",
    )
    found: dict[int, set[int]] = defaultdict(set)
    for plan_id, numerator, denominator, own_numerator, own_denominator in rows:
        for item_id in (own_numerator or numerator, own_denominator or denominator):
            if item_id is not None and (item_ids is None or item_id in item_ids):
                found[item_id].add(plan_id)
    return found
