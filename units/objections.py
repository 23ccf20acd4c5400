"""What stands against a unit's last day? Apps that keep something by unit and day say so; none is named here.

An app above adds its question once, when the software starts (`AppConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

Objection = Callable[[Sequence[int], date], list[str]]
"""From units by id and a last day to sentences; none where nothing stands against it."""

_ASKED: list[Objection] = []


def ask(question: Objection) -> None:
    """From now on asked as well."""
    if question not in _ASKED:
        _ASKED.append(question)


def against_ending(unit_ids: Sequence[int], last_day: date) -> list[str]:
    """Why the units cannot end with that day, in whole sentences."""
    return [sentence for question in _ASKED for sentence in question(unit_ids, last_day)]
