"""Do the page, Excel, Word and PDF say the same? Every row of the small world's annual table, read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from reporting.documents.public import FEW, HIDDEN, public_table
from tests.reporting.exports.three_formats import CHECKS, NAMES, Files, made
from tests.world import World, fill_2023, whole_year

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.pdf]


@pytest.fixture
def small(world: World, sign_in: Callable[[World, str], Client]) -> Files:
    """The province's year; child marriages (3) and injured children (8) are marked, abused restricted."""
    fill_2023(world)
    whole_year(world)
    for code in ("tao-hon", "bi-thuong"):
        item = world.items[code]
        item.suppress_public = True
        item.save()
    client = sign_in(world, "tinh")
    return made(client, world.plan, world.rounds[2024], world.people["tinh"], official=True)


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_the_small_world_says_the_same_everywhere(small: Files, check: Callable[[Files], None]) -> None:
    check(small)


def test_the_small_world_has_everything_that_could_go_wrong(small: Files) -> None:
    """A restricted row, a hidden one, a number over its whole, a dash, a result against last year."""
    rows = {row.label: row for row in small.table.rows}
    assert rows["3"].is_restricted
    assert [row["Kết quả"] for row in small.page] == [
        "8,5%",
        "92,2%",
        "133,3/10.000",
        "0,2%",
        "77,8%",
        "50,0%",
        "5,6%",
        "15,0%",
    ]
    public = {row.label: row for row in public_table(small.table).rows}
    assert "3" not in public
    assert (public["5"].numerator, public["5"].result.text) == (FEW, HIDDEN)
    assert (public["2"].numerator, public["2"].result.text) == ("8", "133,3/10.000")
