"""Việc cần làm: what waits for this person today?"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from childplan import clock
from reporting.summaries.home import home_page
from units.acting import acted_posting
from units.requests import SignedInRequest


def home(request: HttpRequest) -> HttpResponse:
    page = home_page(cast(SignedInRequest, request).user, clock.now(), acted_posting(request))
    return render(request, "reporting/home.html", {"page": page})
