"""What is shown to someone who must wait after too many wrong passwords?

The sign-in page itself: the view sees `request.axes_locked_out` and says how long to wait. Only the status
changes, so that a program that guesses passwords is told as well.
"""

from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def keep_sign_in_page(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Let the answer of the sign-in view stand, as 429 Too Many Requests."""
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    return response


def client_address(request: HttpRequest) -> str | None:
    """From where a request came, for the lockout and for the log of acts.

    Behind the proxy that the operator vouches for (`CHILDPLAN_HTTPS_PROXY`) it is the address the proxy saw
    itself, the last of X-Forwarded-For; what a visitor wrote before it is not believed. Otherwise it is the
    connection's.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        try:
            return str(ip_address(forwarded))
        except ValueError:
            pass  # no proxy in front after all, or one that does not say
    return request.META.get("REMOTE_ADDR") or None
