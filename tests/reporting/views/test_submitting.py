"""Handing in through the browser: nothing that was typed is dropped on the way."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from reporting.enums import ReportState
from tests.world import World, fill_places

SignIn = Callable[[World, str], Client]
SUBMIT = reverse("reporting:submit", args=["2024-nam", "xa-y"])


def test_a_reason_that_is_too_long_is_said_before_anything_goes_up(world: World, sign_in: SignIn) -> None:
    fill_places(world)
    client = sign_in(world, "vhxh-y")
    assert client.post(SUBMIT, {"reason": "x" * 2001}).status_code == 422
    assert world.report("xa-y").state == ReportState.DRAFT
    assert client.post(SUBMIT, {"reason": "x" * 2000}).status_code == 302
    assert world.report("xa-y").state == ReportState.SUBMITTED
