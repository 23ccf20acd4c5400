"""What came of adding up? Totals by item and area with the levels that were asked, also as text to keep."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import NamedTuple

from reporting.rollup import NOTHING, Coverage, ItemTotal
from units.enums import Area, Level

PARTS = tuple(part.name for part in fields(ItemTotal))  # the columns of Total have the same names
AREAS = ("", *Area.values)
LEVELS = tuple(Level.values)


class Key(NamedTuple):
    """Sums are kept apart by area so that a measure of rural or urban places can pick its own."""

    item_id: int
    area: str


class Sums(dict[Key, ItemTotal]):
    """Totals by item and area.

    levels: by item the levels of the units that were asked; an item that is not in it was added up from
    totals handed up, which do not say. communes: where sums were made of what communes handed in, how many
    have and how many there are.
    """

    def __init__(self, totals: Mapping[Key, ItemTotal] | None = None) -> None:
        super().__init__(totals or {})
        self.levels: dict[int, set[str]] = {}
        self.communes: Coverage | None = None

    def include(self, part: Mapping[Key, ItemTotal]) -> None:
        """Add another part, key by key."""
        for key, total in part.items():
            self[key] = self.get(key, NOTHING) + total
        for item_id, levels in getattr(part, "levels", {}).items():
            self.levels.setdefault(item_id, set()).update(levels)

    def note(self, key: Key, level: str, total: ItemTotal) -> None:
        """Add cells of units of one level."""
        self.levels.setdefault(key.item_id, set()).add(level)
        self[key] = self.get(key, NOTHING) + total

    def ask(self, asked: Sums) -> None:
        """Let `asked`, and who was asked, be those of other forms than the ones that were added up."""
        for key in {**asked, **self}:
            total = self.get(key, NOTHING)
            self[key] = replace(total, asked=asked[key].asked if key in asked else total.asked)
        self.levels, self.communes = asked.levels, asked.communes

    def only_asked(self) -> Sums:
        """How many cells are asked, and of units of which levels; nothing else."""
        found = Sums({key: ItemTotal(asked=total.asked) for key, total in self.items()})
        found.levels = self.levels
        return found


# --- As text: a line that says whose numbers follow, and the numbers. Communes that are asked the same have
# the same first line, so a hundred of them are added up column by column.

_NARROW, _WIDE = 6, len(PARTS)
"""Of most items nothing stands in the parts after the first six, which only a closer look fills."""


def packed(sums: Sums, looked_at: Collection[int]) -> str:
    """The sums as text; `looked_at`: the items that were looked at more closely."""
    heads, numbers = [], []
    for key, total in sorted(sums.items()):
        parts = [getattr(total, name) for name in PARTS]
        width = _WIDE if key.item_id in looked_at or any(parts[_NARROW:]) else _NARROW
        levels = sum(1 << LEVELS.index(level) for level in sums.levels.get(key.item_id, ()))
        heads.append(f"{key.item_id}.{AREAS.index(key.area)}.{levels}.{width}")
        numbers += parts[:width]
    return f"{' '.join(heads)}\n{json.dumps(numbers, separators=(',', ':'))}"


def unpacked(kept: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Sums]]:
    """By child the sums of texts that `packed` made: the texts of a child with the same head added up."""
    alike: dict[tuple[int, str], list[str]] = defaultdict(list)
    for child_id, text in kept:
        heads, _, numbers = text.partition("\n")
        if not heads:
            continue  # nothing is asked there
        alike[child_id, heads].append(numbers)
    for (child_id, heads), texts in alike.items():
        rows = json.loads(f"[{','.join(texts)}]")
        columns = [sum(column) for column in zip(*rows, strict=True)]
        yield child_id, _told(heads, columns)


def _told(heads: str, numbers: list[int]) -> Sums:
    found = Sums()
    start = 0
    for head in heads.split():
        item_id, area, levels, width = map(int, head.split("."))
        found[Key(item_id, AREAS[area])] = ItemTotal(*numbers[start : start + width])
        asked = (level for place, level in enumerate(LEVELS) if levels >> place & 1)
        found.levels.setdefault(item_id, set()).update(asked)
        start += width
    return found
