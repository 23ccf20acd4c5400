"""What of a roll-up does the address ask for? It goes along with every link, so that no click loses it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

PROVISIONAL = "tam-tinh"
"""The word in an address that asks for provisional figures."""

BY_UNIT = "don-vi"
"""The word in an address that asks for one Chỉ tiêu over the units instead of all of them over the place."""


TODAY = "hom-nay"
"""The word in an address that asks for the map of today."""

DAY_LENGTH = len("2026-09-20")


class Order(StrEnum):
    """How rows of units are sorted; the words stand in the address."""

    NAME = "ten"
    WORST = "ket-qua"  # the worst result first


@dataclass(frozen=True)
class Look:
    """official: accepted reports, or everything entered. opened: the component whose units stand open under
    its row. by_unit: one component (`opened`) over the units. order: of the units. on_map: on the map of
    today or of a day, as the address says it; "" as it was reported then.

    Whoever adds a choice gives it a field here, a name in NAMES and a reading in `reporting.views.looking`.
    """

    official: bool = True
    opened: int | None = None
    by_unit: bool = False
    order: Order = Order.NAME
    on_map: str = ""

    def but(self, **changes: Any) -> Look:
        """The same with something else chosen."""
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """What an address adds to come to the same elsewhere: “?so=tam-tinh&mo=12”; "" for the usual."""
        said = {
            "xem": BY_UNIT if self.by_unit else "",
            "so": "" if self.official else PROVISIONAL,
            "mo": self.opened or "",
            "sap": "" if self.order == Order.NAME else self.order,
            "ban-do": self.on_map,
        }
        words = urlencode({name: value for name, value in said.items() if value})
        return f"?{words}" if words else ""

    @property
    def edition_query(self) -> str:
        """Only which figures, on which map: for pages that know nothing of rows and order."""
        return self.but(opened=None, by_unit=False, order=Order.NAME).query

    @property
    def is_by_worst(self) -> bool:
        return self.order == Order.WORST

    @property
    def as_official(self) -> Look:
        return self.but(official=True)

    @property
    def as_provisional(self) -> Look:
        return self.but(official=False)

    @property
    def as_then(self) -> Look:
        return self.but(on_map="")

    @property
    def as_mapped(self) -> Look:
        return self.but(on_map=self.on_map or TODAY)

    @property
    def as_by_indicator(self) -> Look:
        return self.but(by_unit=False, order=Order.NAME)

    @property
    def as_by_unit(self) -> Look:
        return self.but(by_unit=True)

    @property
    def closed(self) -> Look:
        """The same with no row open."""
        return self.but(opened=None)

    @property
    def row_prefix(self) -> str:
        """The query up to the row that is to be opened: “?so=tam-tinh&”, to be followed by “mo=12”."""
        rest = self.but(opened=None).query
        return f"{rest}&" if rest else "?"

    @property
    def by_unit_prefix(self) -> str:
        """The same for one Chỉ tiêu over the units."""
        return self.but(by_unit=True).row_prefix

    @property
    def anchor(self) -> str:
        """Where on the page the opened row stands."""
        return anchor_of(self.opened) if self.opened is not None else ""

    @property
    def here(self) -> str:
        """The query with the place on the page; “?” where there is nothing to say, so that a link is one."""
        return (self.query or "?") + (f"#{self.anchor}" if self.anchor and not self.by_unit else "")


def on_map_in(words: str) -> str:
    """What an address says of the map: today's word, a day as 2026-09-20; else "" (as reported)."""
    if words == TODAY:
        return words
    try:
        return date.fromisoformat(words).isoformat() if len(words) == DAY_LENGTH else ""
    except ValueError:
        return ""


def map_day(look: Look, today: date) -> date | None:
    """The day of the map that is asked for; None for figures as they were reported."""
    if not look.on_map:
        return None
    return today if look.on_map == TODAY else date.fromisoformat(look.on_map)


def anchor_of(component_id: int) -> str:
    return f"muc-{component_id}"
