"""How is a rate that was given, not calculated, kept as a whole number?

In millionths of one of what its measure is told in: 97,5% is 97.500.000, 4,3‰ is 4.300.000. So it stands in
the same column as every count (`docs/adr/0003-figures-are-whole-numbers.md`). Rates of several units are
never added.
"""

from __future__ import annotations

from decimal import Decimal

DECIMALS = 6
"""Digits after the comma that a rate may have."""
MILLION = 10**DECIMALS
LARGEST = 10**6
"""No rate is told on more than a hundred thousand; a finger on the zero key says more."""


def to_millionths(rate: Decimal) -> int:
    """97.5 → 97500000. Raises ValueError for a rate with more digits than are kept, or above the largest."""
    scaled = rate * MILLION
    if scaled != int(scaled):
        raise ValueError(f"a rate has at most {DECIMALS} decimals")
    if not 0 <= rate <= LARGEST:
        raise ValueError(f"a rate is between 0 and {LARGEST}")
    return int(scaled)


def from_millionths(value: int) -> Decimal:
    """97500000 → 97.5, exactly."""
    return Decimal(value).scaleb(-DECIMALS)
