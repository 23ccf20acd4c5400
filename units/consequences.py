"""What does the end of some units concern? Apps that keep something by unit tell; none is named here.

An app above adds its answer once, when the software starts (`AppConfig.ready`). Nothing of it stands against
the end (that is `objections`): it is said before somebody schedules it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Consequence:
    """A heading and short lines below it, for the preview and the dry run."""

    heading: str
    lines: tuple[str, ...]


Teller = Callable[[Sequence[int], date], list[Consequence]]
"""From the ids of units that end, or get heirs, and the first day without them."""

_ASKED: list[Teller] = []


def ask(teller: Teller) -> None:
    """From now on asked as well."""
    if teller not in _ASKED:
        _ASKED.append(teller)


def of_ending(unit_ids: Sequence[int], day: date) -> list[Consequence]:
    """What is concerned when the units do not stand any more on the day; in the order of those who tell."""
    if not unit_ids:
        return []
    return [told for teller in _ASKED for told in teller(unit_ids, day) if told.lines]
