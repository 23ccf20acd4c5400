"""What is shown to someone who must wait after too many wrong passwords?

The sign-in page itself: the view sees `request.axes_locked_out` and says how long to wait. Only the status
changes, so that a program that guesses passwords is told as well.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse


def keep_sign_in_page(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Let the answer of the sign-in view stand, as 429 Too Many Requests."""
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    return response
