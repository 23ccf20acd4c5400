"""Is a given rate kept exactly, and refused where it cannot be?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.rates import LARGEST, from_millionths, to_millionths


@pytest.mark.parametrize(
    ("rate", "millionths"),
    [
        ("0", 0),
        ("0.000001", 1),
        ("0.71", 710_000),
        ("97.5", 97_500_000),
        ("97.50", 97_500_000),
        ("1E+3", 1_000_000_000),
        ("1000000", 1_000_000_000_000),
    ],
)
def test_there_and_back(rate: str, millionths: int) -> None:
    assert to_millionths(Decimal(rate)) == millionths
    assert from_millionths(millionths) == Decimal(rate)


@pytest.mark.parametrize("rate", ["0.0000001", "97.4615384", "-0.5", "1000000.000001"])
def test_what_would_not_come_back_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="a rate"):
        to_millionths(Decimal(rate))


def test_the_largest_of_every_village_still_fits_the_database() -> None:
    """A sum of given rates says nothing, but the column of sums holds it: 90.000 villages, 64 bits."""
    assert 90_000 * to_millionths(Decimal(LARGEST)) < 2**63
