"""How does a place count what the catalogue lacks? Its own items, and the measure made of them.

They stand beside the catalogue with their place as owner, so that others of the province can use the same
item and an administrator can later merge it into a catalogue's. Rules of items and measures are the
catalogue's (`indicators.catalogue_files`): the kind of figure follows from the way of counting, what is
restricted is suppressed in public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, QuerySet

from indicators.catalogue_files import KIND_OF_METHOD
from indicators.enums import Better, ItemKind, Method, Nature, Source, Window
from indicators.models import Component, DataItem, Measure
from units.models import Unit

Own = TypeVar("Own", DataItem, Measure)
ITEM_CODE, MEASURE_CODE = "rieng-", "RIENG-"
BEHIND_THE_CATALOGUE = 10_000
LONGEST_SHORT_NAME = 60
ATTEMPTS = 5
"""How often a number is looked for anew where somebody else took it meanwhile."""


@dataclass(frozen=True, slots=True)
class OwnMeasure:
    """What a place wants to count. `item_name`: the numerator, or the one thing counted.

    `below_id`: an existing item as denominator; else `below_name` is a new one, typed by the same source.
    """

    method: Method
    name: str
    item_name: str
    unit_word: str
    source: Source
    nature: Nature
    better: Better
    base: int = 100
    is_share: bool = True
    is_restricted: bool = False
    below_id: int | None = None
    below_name: str = ""


def create_own_measure(wish: OwnMeasure, owner: Unit, goal: int) -> Measure:
    """The item or items and the measure. Call inside a transaction. `goal`: number of the plan's Mục tiêu."""
    numerator = _item(wish, wish.item_name, owner, KIND_OF_METHOD[wish.method])
    denominator_id = wish.below_id
    if wish.method == Method.RATIO and denominator_id is None:
        denominator_id = _item(wish, wish.below_name, owner, ItemKind.COUNT).pk
    measure: Measure = _numbered(
        Measure(
            owner=owner,
            goal=goal,
            name=wish.name,
            short_name=shortened(wish.name),
            method=wish.method,
            numerator=numerator,
            denominator_id=denominator_id if wish.method == Method.RATIO else None,
            base=_base(wish),
            is_share=wish.method == Method.RATIO and wish.is_share,
            better=wish.better,
            decimals=1 if wish.method in (Method.RATIO, Method.SHARE_YES) else 0,
            definition=_definition(wish),
        ),
        Measure.objects.all(),
        MEASURE_CODE,
    )
    return measure


def drop_unused(measure_ids: set[int], owner: Unit) -> None:
    """Own measures that no Chỉ tiêu uses any more go with their items, unless a figure depends on them."""
    for measure in Measure.objects.filter(pk__in=measure_ids, owner=owner):
        if Component.objects.filter(measure=measure).exists():
            continue
        items = {measure.numerator_id, measure.denominator_id}
        if _gone(measure):
            for item in DataItem.objects.filter(pk__in=items, owner=owner):
                _gone(item)


def shortened(text: str, longest: int = LONGEST_SHORT_NAME) -> str:
    """At most so many characters, cut between words."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head, _, cut = text[: longest + 1].rpartition(" ")
    return (head or cut[:longest]).rstrip(" ,;:.–-")


def _gone(row: Model) -> bool:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        return False
    return True


def _item(wish: OwnMeasure, name: str, owner: Unit, kind: ItemKind) -> DataItem:
    unit_word = {ItemKind.COUNT: wish.unit_word, ItemKind.MONEY: "đồng"}.get(kind, "")
    item: DataItem = _numbered(
        DataItem(
            owner=owner,
            name=name,
            short_name=shortened(name),
            kind=kind,
            unit_word=unit_word,
            source=wish.source,
            nature=wish.nature,
            window=Window.ROUND,
            is_restricted=wish.is_restricted,
            suppress_public=wish.is_restricted,
        ),
        DataItem.objects.all(),
        ITEM_CODE,
    )
    return item


def _numbered(row: Own, rows: QuerySet[Own], prefix: str) -> Own:
    """Keep the row under the next number. Two places that number at the same moment take the same one; the
    second then waits for the first, is refused by the database and looks again."""
    for attempt in range(ATTEMPTS):
        number = _next(rows, prefix)
        row.code, row.position = f"{prefix}{number}", BEHIND_THE_CATALOGUE + number
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            break
    return row


def _next(rows: QuerySet[DataItem] | QuerySet[Measure], prefix: str) -> int:
    """One more than the highest number given so far, whoever gave it."""
    codes = rows.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in codes if code.removeprefix(prefix).isdecimal()]
    return max(numbers, default=0) + 1


def _base(wish: OwnMeasure) -> int:
    if wish.method == Method.RATIO:
        return wish.base
    return 100 if wish.method == Method.SHARE_YES else 1


def _definition(wish: OwnMeasure) -> str:
    match wish.method:
        case Method.RATIO:
            below = wish.below_name
            if wish.below_id is not None:
                below = DataItem.objects.get(pk=wish.below_id).name
            return f"Lấy {_small(wish.item_name)} chia cho {_small(below)}, nhân {wish.base}."
        case Method.SHARE_YES:
            return "Lấy số đơn vị trả lời “có” chia cho số đơn vị đã trả lời, nhân 100."
        case Method.YES_NO:
            return f"Có hoặc không: {_small(wish.item_name)}."
        case Method.COUNT | Method.MONEY:
            return f"Cộng {_small(wish.item_name)}."
        case Method.TEXT:
            return "Trả lời bằng lời; không tính."
    return "Đếm số đơn vị ở từng mức; không cộng mức với nhau."


def _small(text: str) -> str:
    """Without the capital of a sentence; an abbreviation keeps its own."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
