"""Do the page, Excel, Word and PDF say the same? Every row of the annual tables of all five plans, read back.

A file of its own: the demonstration stays loaded for the whole of it, and no other world fits beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from childplan import clock
from plans.models import Plan
from reporting.demonstration.loading import Counts
from reporting.documents.public import HIDDEN, public_table
from reporting.models import Round
from tests.reporting.exports.three_formats import CHECKS, NAMES, Files, made
from tests.world import NOW
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.pdf]

PLANS = {
    "000": ("2023-nam", "vhxh.namdong", True),
    "001": ("2024-nam", "vhxh.anson", False),
    "002": ("2023-nam", "vhxh.hoangduc", True),
    "003": ("2020-nam", "so.hue", True),
    "004": ("2023-nam", "huyen.tanyen", True),
}
"""By plan a round of it, who writes its issuer's reports, and whether that round's figures are accepted."""


@pytest.fixture(scope="module")
def five(demonstration: Counts) -> Iterator[dict[str, Files]]:
    """The files of every plan, made once."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOW)
        found = {}
        for key, (round_key, username, official) in PLANS.items():
            person = User.objects.get(username=username)
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            plan = Plan.objects.select_related("issuer").get(key=key)
            round_ = Round.objects.get(key=round_key)
            found[key] = made(client, plan, round_, person, official=official)
        yield found


def test_all_five_plans_are_there(five: dict[str, Files]) -> None:
    assert set(five) == set(Plan.objects.signed().collecting().values_list("key", flat=True))
    assert all(len(files.page) >= 10 for files in five.values())
    assert sum(row.is_restricted for files in five.values() for row in files.table.rows) >= 3


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
@pytest.mark.parametrize("key", PLANS)
def test_a_plan_says_the_same_everywhere(
    five: dict[str, Files], key: str, check: Callable[[Files], None]
) -> None:
    check(five[key])


def test_small_numbers_of_the_five_plans_are_hidden(five: dict[str, Files]) -> None:
    """They have some: deaths, child marriages."""
    hidden = [
        row.short_name
        for files in five.values()
        for row in public_table(files.table).rows
        if row.is_withheld or row.last_year.text == HIDDEN
    ]
    assert hidden
