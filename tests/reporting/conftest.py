"""The whole demonstration, loaded once for all tests of a file that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from reporting.demonstration.loading import Counts, load


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Counts]:
    """In a transaction that is rolled back after the file's last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(settings.BASE_DIR / "fixtures")
        transaction.set_rollback(True)
