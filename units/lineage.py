"""Of which older units is a unit the sum? Values in, values out; the days decide.

A whole predecessor belongs to it with everything it ever counted; of a part nobody knows the share, so it
stands beside and is never added. Source: rule of product section “When units change” as kept in
`docs/units.md`, ADR 16.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Edge:
    """One succession. `starts_on`: first day of the successor."""

    predecessor: int
    successor: int
    starts_on: date
    is_whole: bool


@dataclass(frozen=True)
class Standing:
    """What stands for a unit on a day: the units whose figures add up to it, and those of which only a part
    came to it. Both in the order of their numbers; the unit itself, alone, on a day when it stood."""

    unit: int
    whole: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()

    @property
    def is_itself(self) -> bool:
        """Did the unit stand on the day?"""
        return self.whole == (self.unit,)

    @property
    def is_carried(self) -> bool:
        """Is its figure of that day a sum of whole predecessors (◊)?"""
        return bool(self.whole) and not self.is_itself


class Family:
    """The successions among some units."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._into: Mapping[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            self._into[edge.successor].append(edge)

    def on(self, day: date, unit: int, stood: Collection[int]) -> Standing:
        """What stands for the unit on the day; `stood`: the units that stood then.

        A unit that stood is itself. Else each predecessor of a later day is looked at in the same way. What
        comes through one part anywhere on the way is beside, also where another way is whole: a figure is
        never counted by a guess.
        """
        whole: set[int] = set()
        beside: set[int] = set()
        seen: set[tuple[int, bool]] = set()
        waiting = [(unit, True)]
        while waiting:
            current, is_whole = waiting.pop()
            if (current, is_whole) in seen:  # a ring entered by mistake ends
                continue
            seen.add((current, is_whole))
            if current in stood:
                (whole if is_whole else beside).add(current)
                continue
            waiting += [
                (edge.predecessor, is_whole and edge.is_whole)
                for edge in self._into.get(current, ())
                if edge.starts_on > day
            ]
        return Standing(unit, tuple(sorted(whole - beside)), tuple(sorted(beside)))
