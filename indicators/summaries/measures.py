"""Which measure fits? Search by words or code, and the likeliest measures for the words of a Chỉ tiêu.

Both work on the search form of Vietnamese (no diacritics) in memory: a catalogue has about a hundred
measures, and no two databases rank alike. One query reads the measures, a second one the words of plans.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q, QuerySet

from childplan.vietnamese import folded
from indicators.enums import Better, Method, Source
from indicators.models import Component, Measure
from plans.models import Plan

MOST_FOUND = 20
MOST_SUGGESTED = 5


@dataclass(frozen=True)
class MeasureChoice:
    """A measure as somebody choosing one sees it. `how`: how it is calculated, in words. `is_own`: a place
    thought of it beside the catalogue."""

    code: str
    name: str
    short_name: str
    how: str
    source: str
    is_restricted: bool
    is_own: bool


def choosable_measures(owners: Collection[int] = (), issuer_id: int | None = None) -> QuerySet[Measure]:
    """The catalogue's measures and those of the units named, with their items, merged ones left out.

    What another place than the issuer thought of is known once a plan that was signed uses it: a draft is
    its keepers' alone, and so is what was thought of for it.
    """
    measures: QuerySet[Measure] = Measure.objects.offered()
    known = Q(owner=issuer_id) | Q(pk__in=signed_components().values("measure"))
    return measures.filter(Q(owner__isnull=True) | (Q(owner__in=owners) & known)).select_related(
        "numerator", "denominator"
    )


def signed_components() -> QuerySet[Component]:
    """Those of plans that are or were in force."""
    found: QuerySet[Component] = Component.objects.filter(
        indicator__plan__in=Plan.objects.signed().order_by().values("pk")
    )
    return found.order_by()


def search_measures(
    text: str, *, owners: Collection[int] = (), issuer_id: int | None = None, limit: int = MOST_FOUND
) -> list[MeasureChoice]:
    """Measures with every word of the text in code, name, short name or the names of their items, best first.

    Diacritics and capitals make no difference. Words that stand in the name as they were typed come before
    words that only stand somewhere; an empty text finds nothing.
    """
    asked = folded(text)
    words = _searched(text).split()
    if not words:
        return []
    found = [
        (rank, place, measure)
        for place, measure in enumerate(choosable_measures(owners, issuer_id))
        if (rank := _rank(asked, words, measure)) is not None
    ]
    return [_choice(measure) for _, _, measure in sorted(found, key=lambda entry: entry[:2])[:limit]]


def suggest_measures(
    words: str,
    *,
    limit: int = MOST_SUGGESTED,
    owners: Collection[int] = (),
    issuer_id: int | None = None,
    without_component: int | None = None,
    without_plan: int | None = None,
) -> list[MeasureChoice]:
    """The likeliest measures for the words of a Chỉ tiêu or a part of it, the likeliest first.

    Compared with the names and definitions of measures and with the words of the components tied to each so
    far. A rare word (“tảo hôn”) says more than a common one (“trẻ em”). `without_component`: the one being
    edited, which would only find itself; `without_plan`: a whole plan, for measuring how good this is.
    """
    if not _terms(words):
        return []
    known = Suggestions(owners, issuer_id, without_component=without_component, without_plan=without_plan)
    return known.for_words(words, limit)


class Suggestions:
    """The same for many sentences: what is known of all measures is read once, with two queries."""

    def __init__(
        self,
        owners: Collection[int] = (),
        issuer_id: int | None = None,
        *,
        without_component: int | None = None,
        without_plan: int | None = None,
    ) -> None:
        self._measures = list(choosable_measures(owners, issuer_id))
        self._texts = _texts_of(self._measures, without_component, without_plan)
        self._weights = _rarity(self._texts.values())

    def for_words(self, words: str, limit: int = MOST_SUGGESTED) -> list[MeasureChoice]:
        """The likeliest first; none where the words say nothing."""
        asked = _terms(words)
        scored = [
            (-score, place, measure)
            for place, measure in enumerate(self._measures)
            if (score := self._score(asked, measure))
        ]
        return [_choice(measure) for _, _, measure in sorted(scored, key=lambda entry: entry[:2])[:limit]]

    def _score(self, asked: Counter[str], measure: Measure) -> float:
        texts = self._texts[measure.pk]
        return max((_likeness(asked, terms, self._weights) for terms in texts), default=0.0)


def _choice(measure: Measure) -> MeasureChoice:
    items = [measure.numerator, *([measure.denominator] if measure.denominator else [])]
    return MeasureChoice(
        code=measure.code,
        name=measure.name,
        short_name=measure.short_name,
        how=measure.definition or _how(measure),
        source=Source(measure.numerator.source).label,
        is_restricted=any(item.is_restricted for item in items),
        is_own=measure.owner_id is not None,
    )


def _how(measure: Measure) -> str:
    """For measures without a definition: what is divided by what, and which way is better."""
    what = measure.numerator.name
    if measure.denominator is not None:
        what = f"{what} / {measure.denominator.name}"
    return f"{Method(measure.method).label}: {what}; {Better(measure.better).label}"


# --- Search


def _rank(asked: str, words: list[str], measure: Measure) -> tuple[int, int] | None:
    """The smaller the better, among equals the one with more of the words whole and side by side.

    None where a word begins nowhere in the measure.
    """
    code, names = measure.code.lower(), f"{_searched(measure.name)} |{_searched(measure.short_name)}"
    items = [measure.numerator.name]
    if measure.denominator is not None:
        items.append(measure.denominator.name)
    everything = f" {code} {_searched(code.replace('-', ' '))}{names}{_searched(' '.join(items))}"
    if not all(f" {word}" in everything for word in words):
        return None
    phrase = _searched(asked)
    whole = sum(f" {word} " in f"{names} " for word in words)
    apart = -whole - sum(f" {one} {other}" in names for one, other in pairwise(words))
    if asked == code:
        return 0, apart
    if code.startswith(asked):
        return 1, apart
    if names.startswith(phrase) or f"|{phrase}" in names:
        return 2, apart
    if phrase in names:
        return 3, apart
    return 4 if all(f" {word}" in names for word in words) else 5, apart


def _searched(text: str) -> str:
    """The search form without punctuation, a space before every word: “(cân nặng” is found by “can”."""
    return f" {' '.join(_PUNCTUATION.sub(' ', folded(text)).split())}"


_PUNCTUATION = re.compile(r"[^\w%‰-]+")


# --- Likeness

_TERM = re.compile(r"[a-z]+|[0-9]+(?=\s*(?:tuoi|loai))")
# fmt: off
_SAYS_NOTHING = frozenset((
    "ty", "ti", "le", "suat", "so", "dat", "tren", "duoi", "tu", "den", "tro", "len", "xuong", "con", "vao",
    "nam", "hang", "va", "cua", "cac", "cho", "la", "duoc", "co", "giam", "tang", "phan", "dau", "duy", "tri",
    "trong", "do", "rieng", "dam", "bao",
))
# fmt: on
"""Syllables of nearly every Chỉ tiêu. Beside another syllable (“tử vong”) they still count."""


def _terms(text: str) -> Counter[str]:
    """Words and pairs of words: in Vietnamese most words have two syllables (“tảo hôn”, “sơ sinh”)."""
    syllables = _TERM.findall(folded(text))
    pairs = (f"{one} {other}" for one, other in pairwise(syllables) if not {one, other} <= _SAYS_NOTHING)
    return Counter([*(word for word in syllables if word not in _SAYS_NOTHING), *pairs])


def _texts_of(
    measures: Iterable[Measure], without_component: int | None, without_plan: int | None
) -> Mapping[int, list[Counter[str]]]:
    """What is written of each measure: its own names, its definition with its items, each plan's words."""
    texts: defaultdict[int, list[Counter[str]]] = defaultdict(list)
    for measure in measures:
        texts[measure.pk] += [
            _terms(f"{measure.name} {measure.short_name}"),
            _terms(f"{measure.name} {measure.definition} {measure.numerator.name}"),
        ]
    tied = Component.objects.all()
    if without_component is not None:
        tied = tied.exclude(pk=without_component)
    if without_plan is not None:
        tied = tied.exclude(indicator__plan=without_plan)
    for measure_id, words in tied.values_list("measure", "words").order_by("pk").distinct():
        if measure_id in texts:
            texts[measure_id].append(_terms(words))
    return texts


def _rarity(texts: Iterable[list[Counter[str]]]) -> Mapping[str, float]:
    """By term: the fewer measures have it, the more it says."""
    held: Counter[str] = Counter()
    measures = 0
    for terms in texts:
        measures += 1
        held.update(set().union(*terms))
    return {term: math.log(1 + measures / count) for term, count in held.items()}


def _likeness(asked: Counter[str], text: Counter[str], weights: Mapping[str, float]) -> float:
    """Cosine of the two weighed lists of terms: 1 for the same words, 0 for none in common."""
    common = sum(weights[term] ** 2 for term in asked.keys() & text.keys())
    if not common:
        return 0.0
    return common / math.sqrt(_size(asked, weights) * _size(text, weights))


def _size(terms: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(term, 0.0) ** 2 for term in set(terms))
