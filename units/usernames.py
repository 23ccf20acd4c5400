"""What is somebody called when signing in? Proposed from the name and the unit: “hung.thon-duc-son”."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count

from childplan.vietnamese import folded

LONGEST = 60
USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""Small letters without diacritics; at least one letter, so that no user name looks like a phone number."""
RESERVED = frozenset({"them", "nhieu", "mau"})
"""Words that stand where a user name stands in the addresses of the pages about people."""


def base_of(full_name: str, unit_name: str) -> str:
    """The given name, which stands last, and the unit."""
    words = full_name.split()
    parts = [_plain(words[-1] if words else ""), _plain(unit_name)]
    name = ".".join(part for part in parts if part)[: LONGEST - 5].rstrip(".-")
    return name if USERNAME.fullmatch(name) and name not in RESERVED else f"nguoi.{name}".rstrip(".")


def proposed(full_name: str, unit_name: str, taken: Collection[str]) -> str:
    """The first that nobody has: “hung.thon-1”, “hung.thon-1-2”."""
    base = base_of(full_name, unit_name)
    return next(name for name in _one_after_another(base) if name not in taken)


def _one_after_another(base: str) -> Iterator[str]:
    yield base
    for number in count(2):
        yield f"{base}-{number}"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")
