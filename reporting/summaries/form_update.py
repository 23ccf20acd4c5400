"""Xem trước “Cập nhật mẫu”: which forms get which new cells, and what stays as it is?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.models import DataItem
from reporting.summaries.form_plan import FormUpdate


@dataclass(frozen=True)
class UpdateLine:
    """One form. `items`: names of its cells that this is about."""

    unit: str
    is_new: bool
    items: list[str]


@dataclass(frozen=True)
class UpdatePage:
    """What would be added, and what is left alone and why."""

    mark: str
    cells: int
    forms: int
    new_forms: int
    added: list[UpdateLine]
    no_longer: list[UpdateLine]
    accepted: list[str]
    locked: list[str]
    held_above: list[str]
    typed_elsewhere: int

    @property
    def is_empty(self) -> bool:
        return not self.added


def update_page(found: FormUpdate) -> UpdatePage:
    """The update in words; one query."""
    wanted = {cell.item_id for cells in found.added.values() for cell in cells}
    wanted |= {item_id for items in found.no_longer.values() for item_id in items}
    names = dict(DataItem.objects.filter(pk__in=wanted).values_list("pk", "name"))
    added = [
        UpdateLine(
            _name(unit_id, found),
            unit_id in found.new_units,
            _listed((cell.item_id for cell in found.added.get(unit_id, ())), names),
        )
        for unit_id in _down_the_tree(found.touched, found)
    ]
    no_longer = [
        UpdateLine(_name(unit_id, found), False, _listed(found.no_longer[unit_id], names))
        for unit_id in _down_the_tree(found.no_longer, found)
    ]
    return UpdatePage(
        mark=found.mark,
        cells=found.cell_count,
        forms=len(found.touched) - len(found.new_units),
        new_forms=len(found.new_units),
        added=added,
        no_longer=no_longer,
        accepted=[_name(unit_id, found) for unit_id in found.accepted],
        locked=[_name(unit_id, found) for unit_id in found.locked],
        held_above=[_name(unit_id, found) for unit_id in found.held_above],
        typed_elsewhere=found.typed_elsewhere,
    )


def _listed(item_ids: Iterable[int], names: dict[int, str]) -> list[str]:
    return [names[item_id] for item_id in item_ids if item_id in names]


def _name(unit_id: int, found: FormUpdate) -> str:
    """“Thôn 4, xã Xuân”: names of villages repeat."""
    spot = found.plan.placements[unit_id]
    above = found.plan.placements.get(spot.parent_id or 0)
    is_inner = spot.unit.level in ("village", "agency")
    return f"{spot.full_name}, {above.full_name}" if above is not None and is_inner else spot.full_name


def _down_the_tree(unit_ids: Iterable[int], found: FormUpdate) -> Sequence[int]:
    def place(unit_id: int) -> tuple[str, ...]:
        spot = found.plan.placements[unit_id]
        above = found.plan.placements.get(spot.parent_id or 0)
        return (above.name_sort if above is not None else "", spot.unit.level, spot.name_sort)

    return sorted((unit_id for unit_id in unit_ids if unit_id in found.plan.placements), key=place)
