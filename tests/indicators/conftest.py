"""Fixtures for keying in a plan."""

from __future__ import annotations

import pytest

from tests.keyed_plans import build_country
from tests.world import World


@pytest.fixture
def country(db: None) -> World:
    """Places, people, the real catalogue and a draft of commune X (`tests.keyed_plans`)."""
    return build_country()
