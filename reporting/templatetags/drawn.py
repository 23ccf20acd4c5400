"""How does a table of hundreds of icons and chips draw each only once? It depends on nothing but its name and
words."""

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.chips import Chip
from reporting.summaries.results import TargetText
from reporting.summaries.table_rows import Row

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


class _Reading(NamedTuple):
    """What `parts/reading.html` says of a row."""

    short_name: str
    words: str
    target: TargetText
    note: str
    better: str
    leads: str
    supports: str


@register.simple_tag
def reading(row: Row) -> SafeString:
    """`{% reading row %}`: what a Chỉ tiêu says and how it is read. It rests on the plan, not on figures."""
    said = _Reading(
        short_name=row.short_name,
        words=row.words,
        target=row.target,
        note=row.note,
        better=row.better,
        leads=row.leads,
        supports=row.supports,
    )
    return drawn("parts/reading.html", row=said)


@register.simple_tag
@lru_cache(maxsize=512)
def chip(shown: Chip) -> SafeString:
    """`{% chip line.due %}`: the same as including `parts/status_chip.html`."""
    return render_to_string("parts/status_chip.html", {"chip": shown})
