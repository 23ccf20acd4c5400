"""Screen 26, Trợ giúp: the reader's own page first, then the words, the numbers and the other roles."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from childplan import clock
from guide.examples import examples, money_examples
from guide.pages import PAGES, own_and_others
from guide.words import SAID, SECTIONS
from units.codes import DAYS_BY_PHONE, DAYS_ON_PAPER
from units.models import User


def start(request: HttpRequest) -> HttpResponse:
    """Open to every signed-in person, with a post or without: nothing here is anybody's figure."""
    postings = cast(User, request.user).postings.as_of(clock.today())
    own, general, others = own_and_others(set(postings.values_list("role", flat=True)))
    return render(request, "guide/start.html", {"own": own, "general": general, "others": others})


def article(request: HttpRequest, page_key: str) -> HttpResponse:
    page = PAGES.get(page_key)
    if page is None:
        raise Http404("Không có trang trợ giúp này.")
    context = {
        "page": page,
        "said": SAID,
        "sections": SECTIONS,
        "examples": examples(),
        "money_examples": money_examples(),
        "phone_days": DAYS_BY_PHONE,
        "paper_days": DAYS_ON_PAPER,
    }
    return render(request, page.template, context)
