"""Fixtures shared by all tests: the small world, a browser session for a person, the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import hypothesis
import pytest
from django.test import Client

from childplan import clock
from tests.world import NOW, World, build_world

# How long one example takes says more about the machine than about the rule.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def world(db: None) -> World:
    """The small world of `tests.world`, with the round of 2024 open and nothing entered."""
    return build_world()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock; it stands at NOW until told otherwise."""

    def stand_at(when: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: when)

    stand_at(NOW)
    return stand_at


@pytest.fixture
def sign_in(moment: Callable[[datetime], None]) -> Callable[[World, str], Client]:
    """A client signed in as somebody of the world."""

    def as_person(world: World, username: str) -> Client:
        client = Client()
        client.force_login(world.people[username], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_person
