"""Whose totals have a page?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.world import World, fill_villages

SignIn = Callable[[World, str], Client]


@pytest.mark.parametrize(("unit", "status"), [("xa-x", 200), ("thon-1", 404), ("tram", 404), ("xa-y", 404)])
def test_only_places_have_totals(world: World, sign_in: SignIn, unit: str, status: int) -> None:
    """A village that has handed in stores no snapshot, so its "total" would say that nothing is there."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    address = reverse("reporting:rollup", args=["2024-nam", unit])
    assert sign_in(world, "vhxh-x").get(address).status_code == status
