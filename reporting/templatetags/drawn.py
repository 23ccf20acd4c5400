"""How does a table of hundreds of icons and chips draw each only once? It depends on nothing but its name and
words."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.chips import Chip

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """`{% icon chip.code %}`: the same as including `parts/icon.html`, without drawing it anew."""
    return render_to_string("parts/icon.html", {"name": name})


@register.simple_tag
@lru_cache(maxsize=2048, typed=True)
def drawn(name: str, **values: Hashable) -> SafeString:
    """`{% drawn "parts/result.html" result=row.result %}`: the same as including the part with these values
    `only`. For small parts that hundreds of rows share, of values that never change."""
    return render_to_string(name, values)


@register.simple_tag
@lru_cache(maxsize=512)
def chip(shown: Chip) -> SafeString:
    """`{% chip line.due %}`: the same as including `parts/status_chip.html`."""
    return render_to_string("parts/status_chip.html", {"chip": shown})
