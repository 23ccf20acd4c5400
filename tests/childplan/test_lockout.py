"""From where did a request come? Believed only as far as somebody answers for it."""

from typing import Any

import pytest
from django.test import RequestFactory

from childplan.lockout import client_address


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "", "10.0.0.1"),
        # Nobody vouches for the header: anybody can write it.
        (False, "203.0.113.9", "10.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        # What the visitor wrote stands before what the proxy saw.
        (True, "8.8.8.8, 203.0.113.9", "203.0.113.9"),
        (True, "2001:DB8::1", "2001:db8::1"),
        (True, "", "10.0.0.1"),
        (True, "<script>", "10.0.0.1"),
    ],
)
def test_client_address(settings: Any, behind_proxy: bool, forwarded: str, address: str) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address
