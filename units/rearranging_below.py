"""What does an ended unit bring along? What stood below it goes to its heir, ends with it, or needs a word.

Villages, schools and places keep what they are and move with their placement. An agency of which every place
has one ends, and is succeeded by that of the new place; of a unit that went in parts nobody knows which part
of the agency's figures, so its heirs have parts. Of an abolished level the places go to the place above.
Source: product rule “When units change” as kept in docs/units.md, ADR 16.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from units.enums import AgencyKind, Level
from units.kinds import PLACES
from units.rearranging import PLACEHOLDER, End, Heir, Move, NewUnit, Rearrangement, Stood, Tree, fits, same
from units.rearranging_builders import goes_along, placed


def completed(rearrangement: Rearrangement, tree: Tree) -> Rearrangement:
    """The same with everything that stood below the ended units. What it says itself stays as it says; what
    has no place afterwards is left out, and `rearranging_faults` names it. Completing twice adds nothing."""
    return _Below(rearrangement, tree).completed()


class _Below:
    """One completion: where ended units went, and what was found below them."""

    def __init__(self, rearrangement: Rearrangement, tree: Tree) -> None:
        self.said, self.tree = rearrangement, tree
        self.wholes, self.parts = rearrangement.wholes(), rearrangement.parts()
        self.ended = {end.key for end in rearrangement.ends}
        self.levels = {key: unit.level for key, unit in tree.units.items()}
        self.levels |= {unit.key: unit.level for unit in rearrangement.new}
        self.names = {unit.key: unit.full_name for unit in rearrangement.new}
        self.moves: list[Move] = []
        self.ends: list[End] = []
        self.meeting: dict[tuple[str, str], set[str]] = defaultdict(set)
        """By new place and name the places from which somebody of that name comes along."""
        self.into: dict[tuple[str, str, str], list[tuple[Stood, bool]]] = defaultdict(list)
        """By new place, kind of agency and name, where several of a kind may be: what is succeeded there."""

    def completed(self) -> Rearrangement:
        named = self.said.named()
        for parent in [end.key for end in self.said.ends]:
            for child in self.tree.below(parent):
                if child.key in named:
                    continue
                if goes_along(child):
                    self._move(child)
                else:
                    self._end(child)
        new, heirs = self._agencies()
        return self.said.plus(new=new, moves=map(self._noted, self.moves), ends=self.ends, heirs=heirs)

    def _move(self, child: Stood) -> None:
        place = self._place_after(child)
        if place is not None:
            self.moves.append(placed(child, parent=place))
            if child.level not in PLACES:
                self.meeting[place, same(child.full_name)].add(child.parent)

    def _noted(self, move: Move) -> Move:
        """Of two villages with one name at the new place each says where it comes from; a name is given by a
        decision and never by us."""
        child = self.tree[move.key]
        if len(self.meeting[move.parent, same(child.full_name)]) < 2 or child.level in PLACES:
            return move
        return replace(move, note=f"trước thuộc {self.tree.name(child.parent)}")

    def _place_after(self, child: Stood) -> str | None:
        """Where it stands afterwards; None where a person has to say it."""
        above = child.parent
        if above not in self.wholes and (above in self.parts or child.level not in PLACES):
            return None
        while above in self.ended:
            if above not in self.wholes and above in self.parts:
                return None
            above = self.wholes.get(above, self.tree[above].parent)
        return above if above in self.levels and self._fits(child, above) else None

    def _fits(self, child: Stood, place: str) -> bool:
        return fits(child.level, child.agency_kind, self.levels[place])

    def _end(self, child: Stood) -> None:
        self.ends.append(End(child.key))
        above = child.parent
        whole = self.wholes.get(above)
        for place in [whole] if whole is not None else self.parts.get(above, []):
            if place in self.levels and self._fits(child, place):
                # Hội Phụ nữ and Đoàn Thanh niên stay two; a second health station becomes one with the first.
                several = child.agency_kind == AgencyKind.MASS_ORGANISATION
                name = same(child.name) if several else ""
                self.into[place, child.agency_kind, name].append((child, whole is not None))

    def _agencies(self) -> tuple[list[NewUnit], list[Heir]]:
        """The agencies of the new places; one that the rearrangement brings itself is taken."""
        own = {
            (unit.parent, unit.agency_kind): unit.key
            for unit in reversed(self.said.new)
            if unit.level == Level.AGENCY
        }
        known = {(heir.predecessor, heir.successor) for heir in self.said.heirs}
        new: list[NewUnit] = []
        heirs: list[Heir] = []
        for (place, kind, name), old in self.into.items():
            key = own.get((place, kind), "")
            if not key:
                key = f"{place}{PLACEHOLDER}{kind}{PLACEHOLDER}{name}".rstrip(PLACEHOLDER)
                new.append(
                    NewUnit(
                        key, Level.AGENCY, self._name(kind, (unit for unit, _ in old)), "", kind, parent=place
                    )
                )
            heirs += [Heir(unit.key, key, is_whole) for unit, is_whole in old if (unit.key, key) not in known]
        return new, heirs

    def _name(self, kind: str, old: Iterable[Stood]) -> str:
        """What all were called, unless it names the place that is gone: “Trạm Y tế xã An Sơn”."""
        units = list(old)
        names = {same(unit.name): unit.name for unit in units}
        gone = any(same(self.tree[unit.parent].name) in same(unit.name) for unit in units if unit.parent)
        if len(names) == 1 and not gone:
            return next(iter(names.values()))
        return str(AgencyKind(kind).label)
