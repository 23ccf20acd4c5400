"""Is what stands still what a page showed? A short sign that its form carries and the act compares."""

from __future__ import annotations

from hashlib import sha256


def mark_of(*shown: object) -> str:
    """The same for the same values, and for no others: nothing is written over what nobody saw."""
    return sha256("\x1f".join(map(_plain, shown)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(value: object) -> str:
    """A choice says the same whether it was just set or read from the database."""
    return repr(str(value)) if isinstance(value, str) else repr(value)
