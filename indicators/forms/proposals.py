"""What does the portal propose for a sentence that was pasted: parts, measures, targets? A person looks."""

from __future__ import annotations

import re

from childplan.vietnamese import folded
from indicators.actions.own_measures import shortened
from indicators.enums import Better, Method, Operator
from indicators.forms.indicator_checks import OWN_BASES
from indicators.forms.typed_indicators import (
    LONGEST_WORDS,
    MOST_COMPONENTS,
    TypedComponent,
    TypedIndicator,
    TypedOwn,
    TypedTarget,
    value_text,
)
from indicators.models import Measure
from indicators.signed_limits import Known
from indicators.signed_parts import split_parts
from indicators.signed_words import ReadTarget, read_targets
from indicators.summaries.indicator_editing import Ground, with_measures
from indicators.summaries.measures import search_measures, suggest_measures


def propose(typed: TypedIndicator, ground: Ground) -> None:
    """Fill the components anew from the sentence; what was typed at the head stays.

    A short name that is also a component's was proposed for the sentence before, and is proposed anew.
    """
    if len(typed.words) > LONGEST_WORDS:
        return
    if typed.short_name in {component.short_name for component in typed.components}:
        typed.short_name = ""
    parts = split_parts(typed.words)[:MOST_COMPONENTS]
    typed.components = [propose_component(part, typed, ground) for part in parts]
    if not typed.short_name and len(typed.components) == 1:
        typed.short_name = typed.components[0].short_name
    typed.short_name = typed.short_name or short_name_of(parts[0] if parts else typed.words)


def propose_component(words: str, typed: TypedIndicator, ground: Ground) -> TypedComponent:
    component = TypedComponent(words=words)
    offer(component, ground)
    first = component.offered.split()[:1]
    measure = ground.measures.get(first[0]) if first else None
    if measure is not None and is_near(words, measure):
        component.measure = measure.code
        component.short_name = measure.short_name
    else:
        measure = None
    component.short_name = component.short_name or short_name_of(words)
    read_again(component, typed, ground)
    if measure is None:
        component.own = _own_of(component, typed, ground)
    return component


def _own_of(component: TypedComponent, typed: TypedIndicator, ground: Ground) -> TypedOwn:
    """What the words say of a count of the place's own, should no measure fit: a rate where they name a base,
    lower is better where they ask for less. Who types it and the denominator are the person's to say."""
    known = Known(years=ground.years, sentence=typed.words, is_commune=ground.is_commune)
    read = read_targets(component.words, known)
    bases = {target.base for target in read if target.base is not None}
    falls = {target.operator for target in read} & {Operator.AT_MOST, Operator.LESS_THAN, Operator.FALL}
    name = _RATE.sub("", short_name_of(component.words))
    return TypedOwn(
        method=Method.RATIO.value if bases else "",
        item=shortened(f"Số {name[:1].lower()}{name[1:]}") if name else "",
        base=next((str(base) for base in bases if str(base) in OWN_BASES), "100"),
        better=Better.LOWER.value if falls else Better.HIGHER.value,
    )


_RATE = re.compile(r"^(?:tỷ lệ|tỉ lệ|tỷ suất|tỉ suất|số)\s+", re.IGNORECASE)


def offer(component: TypedComponent, ground: Ground) -> None:
    """The measures to choose from: the one chosen, what the search finds, what the words suggest."""
    owners, issuer_id = list(ground.owners), ground.plan.issuer_id
    codes = [component.measure] if component.measure else []
    if component.search:
        codes += [
            choice.code
            for choice in search_measures(component.search, owners=owners, issuer_id=issuer_id, limit=8)
        ]
    if component.words and (component.search or not component.offered):
        codes += [
            choice.code
            for choice in suggest_measures(component.words, owners=owners, issuer_id=issuer_id, limit=4)
        ]
    elif component.offered:
        codes += component.offered.split()
    with_measures(ground, codes, ())
    component.offered = " ".join(dict.fromkeys(code for code in codes if code in ground.measures))


def short_name_of(words: str) -> str:
    """What a sentence is about: without the demand before or after it, cut between words."""
    words = words.strip()
    behind = _DEMAND_BEFORE.sub("", words)
    if len(behind.split()) > _FEWEST_WORDS:
        words = behind
    subject = _DEMAND.split(words, maxsplit=1)[0]
    name = shortened(subject if len(subject.split()) > _FEWEST_WORDS else words)
    return name[:1].upper() + name[1:]


# “100% trẻ em …”, “Phấn đấu ít nhất 80% hộ …”: a share of whom stands behind it.
_DEMAND_BEFORE = re.compile(
    r"^(?:(?:phấn đấu|duy trì|bảo đảm|đảm bảo|đạt|có)\s+)*"
    r"(?:(?:ít nhất|tối thiểu|trên|hơn|từ|khoảng)\s+)?\d[\d.,]*\s*[%‰]\s*(?:trở lên\s+)?(?:(?:các|số)\s+)?",
    re.IGNORECASE,
)
# “dưới 5 tuổi” says who is meant, not what is asked.
_DEMAND = re.compile(
    r"\s+(?:xuống|dưới|trên|đạt|còn|lên|từ)\s+(?=\D{0,12}\d)(?!\D{0,12}\d+(?:\s*(?:-|–|đến)\s*\d+)?\s+tuổi)"
    r"|(?<=\w)\s+\d[\d.,]*\s*[%‰]"
)
_FEWEST_WORDS = 3


def is_near(words: str, measure: Measure) -> bool:
    """Do the words say more than half of what the measure's short name says? Only then it is ticked
    beforehand; syllables that nearly every Chỉ tiêu has say nothing."""
    name = _syllables(measure.short_name)
    return bool(name) and len(name & _syllables(words)) * 2 > len(name)


def _syllables(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{2,}", folded(text))) - _IN_EVERY_ONE


# fmt: off
_IN_EVERY_ONE = frozenset((
    "tre", "em", "ty", "le", "duoi", "tren", "tuoi", "duoc", "dat", "cac", "cho", "cua", "va", "co", "la",
    "den", "tu",
))
# fmt: on


def read_again(component: TypedComponent, typed: TypedIndicator, ground: Ground) -> None:
    """The component's targets from its words, as the chosen measure lets them be understood."""
    if len(component.words) > LONGEST_WORDS:
        return
    measure = ground.measures.get(component.measure)
    known = Known(
        better=Better(measure.better) if measure else None,
        method=measure.method if measure else "",
        years=ground.years,
        sentence=typed.words,
        is_commune=ground.is_commune,
    )
    read = [target for target in read_targets(component.words, known) if _is_within(target, ground.years)]
    component.targets = [_typed(target, component, measure, alone=len(read) == 1) for target in read]
    bases = {target.base for target in read if target.base is not None}
    if measure is not None and measure.method == Method.RATIO and len(bases) == 1:
        base = bases.pop()
        component.base = "" if base == measure.base else str(base)


def _is_within(target: ReadTarget, years: range) -> bool:
    if target.first_year is None:
        return True
    return target.first_year in years and target.last_year in years


def _typed(
    target: ReadTarget, component: TypedComponent, measure: Measure | None, *, alone: bool
) -> TypedTarget:
    method = measure.method if measure else Method.RATIO
    has_value = target.operator not in (Operator.RISE, Operator.FALL, Operator.DONE, Operator.NARRATIVE)
    typed = TypedTarget(
        first=str(target.first_year or ""),
        last=str(target.last_year or ""),
        operator=target.operator,
        value=value_text(target.value, method) if has_value else "",
        second=value_text(target.second_value, method),
        words="" if alone or target.words == component.words else target.words,
        flag=target.flag or "",
        reading=target.reading,
        read_as=target.reading,
    )
    typed.read_for = typed.demand
    return typed
