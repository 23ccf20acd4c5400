"""Đặt mật khẩu: whoever came in with a code, or with a password that was given, chooses an own one first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from units.models import User

CHOOSING = "units:choose_password"
OPEN = frozenset({CHOOSING, "units:logout", "units:login"})


class ChooseOwnPassword:
    """Every page leads to the one with the two boxes; its address keeps where the person wanted to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, options: Any
    ) -> HttpResponse | None:
        user = request.user
        match = request.resolver_match
        if not isinstance(user, User) or not user.must_choose_password or (match and match.view_name in OPEN):
            return None
        wanted = request.get_full_path() if request.method == "GET" else "/"
        query = f"?{urlencode({'next': wanted})}" if wanted != "/" else ""
        return redirect(reverse(CHOOSING) + query)
