"""What can stand in a cell, and is it the same as what stands there? Pure values between form and action."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from reporting.enums import FigureState


@dataclass(frozen=True)
class Answer:
    """One cell's answer. `value` is whole and not negative; `answered` only for yes/no; `raw` as typed."""

    state: FigureState
    value: int | None = None
    answered: int | None = None
    text: str = ""
    raw: str = ""
    reason: str = ""

    def says_the_same(self, other: Answer) -> bool:
        """Is it the same answer? A sum typed as =12+15+9 is shown as 36 and comes back as 36: no change."""
        if self.state == other.state == FigureState.ENTERED:
            return replace(self, raw="") == replace(other, raw="")
        return self == other


@dataclass(frozen=True)
class Change:
    """A wish to put an answer into a cell, made while looking at `base_version` of it."""

    item_id: int
    base_version: int
    answer: Answer


@dataclass(frozen=True)
class Conflict:
    """Two people changed one cell: nothing was overwritten, both answers stand here."""

    item_id: int
    version: int
    mine: Answer
    theirs: Answer
    their_name: str
    their_at: datetime
