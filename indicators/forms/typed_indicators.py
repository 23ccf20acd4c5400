"""What did somebody type about a Chỉ tiêu, before anything of it is checked?

Texts only, so that a page can come back with all of it after any button. One Chỉ tiêu has several components
and each of them several targets, which a form without JavaScript sends as numbered names: `c0-words`,
`c0-t1-value`. Stored rows become the same texts (`typed_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, TypeVar

from childplan.vietnamese import nfc
from indicators.enums import Method
from indicators.models import Component, Indicator, Target
from indicators.numbers import NumberKind, format_entry
from indicators.steps import STEPS

MOST_COMPONENTS = 12
MOST_TARGETS = 12
LONGEST_WORDS = 4_000
OWN = "rieng"
"""Instead of the code of a measure: what is counted is typed beside it."""


@dataclass
class TypedTarget:
    """One row of the table of targets. Without `words` it quotes the component's; `unsigned`: no document
    says it. `read_as` is what the page proposed as reading, for the demand `read_for`: a reading that nobody
    changed follows the demand."""

    first: str = ""
    last: str = ""
    operator: str = ""
    value: str = ""
    second: str = ""
    words: str = ""
    flag: str = ""
    reading: str = ""
    read_as: str = ""
    read_for: str = ""
    unsigned: str = ""

    @property
    def is_blank(self) -> bool:
        return not any((self.first, self.last, self.operator, self.value, self.second))

    @property
    def demand(self) -> str:
        """What is asked, in one text."""
        return "|".join((self.first, self.last, self.operator, self.value, self.second))


@dataclass
class TypedOwn:
    """What a place counts beside the catalogue; `below` is the code of an existing item, or OWN."""

    method: str = ""
    item: str = ""
    unit: str = ""
    source: str = ""
    nature: str = "flow"
    better: str = "higher"
    base: str = "100"
    share: str = "1"
    restricted: str = ""
    below: str = ""
    below_name: str = ""
    below_search: str = ""
    below_offered: str = ""


@dataclass
class TypedComponent:
    """One measured part. `offered`: codes of the measures to choose from, separated by spaces."""

    id: str = ""
    words: str = ""
    short_name: str = ""
    measure: str = ""
    search: str = ""
    offered: str = ""
    base: str = ""
    note: str = ""
    own: TypedOwn = field(default_factory=TypedOwn)
    targets: list[TypedTarget] = field(default_factory=list)


@dataclass
class TypedIndicator:
    """All of it. `is_cut`: more came than one page takes, so it must not be kept as if it were all."""

    goal: str = ""
    goal_name: str = ""
    goal_words: str = ""
    number: str = ""
    short_name: str = ""
    words: str = ""
    position: str = ""
    mark: str = ""
    revived: list[str] = field(default_factory=list)
    is_cut: bool = False
    components: list[TypedComponent] = field(default_factory=list)


_Part = TypeVar("_Part", TypedTarget, TypedOwn, TypedComponent, TypedIndicator)

_LONG = frozenset({"words", "goal_words", "note", "reading"})
"""Fields of several lines keep their line breaks."""


def typed_from(sent: Any) -> TypedIndicator:
    """What a form sent. Whatever comes, texts come out: unknown names are left alone, too many parts cut."""
    typed = _filled(TypedIndicator(), sent, "")
    typed.is_cut = _count(sent, "components") > MOST_COMPONENTS
    typed.revived = [one for one in sent.getlist("revived") if one.isdecimal()][:MOST_COMPONENTS]
    for place in range(min(_count(sent, "components"), MOST_COMPONENTS)):
        component = _filled(TypedComponent(), sent, f"c{place}-")
        component.own = _filled(TypedOwn(share=""), sent, f"c{place}-own-")
        rows = _count(sent, f"c{place}-targets")
        typed.is_cut = typed.is_cut or rows > MOST_TARGETS
        component.targets = [
            _filled(TypedTarget(), sent, f"c{place}-t{row}-") for row in range(min(rows, MOST_TARGETS))
        ]
        typed.components.append(component)
    return typed


def _filled(part: _Part, sent: Mapping[str, str], prefix: str) -> _Part:
    for one in fields(part):
        text = sent.get(f"{prefix}{one.name}")
        if isinstance(text, str) and isinstance(getattr(part, one.name), str):
            text = nfc(text).strip()
            setattr(part, one.name, text if one.name in _LONG else " ".join(text.split()))
    return part


def _count(sent: Mapping[str, str], name: str) -> int:
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


# --- What is stored, as texts


def typed_of(indicator: Indicator, mark: str, from_year: int) -> TypedIndicator:
    """The stored Chỉ tiêu. Left out: components and targets that ended before `from_year`, which nobody
    amends any more. Needs the components' measures, and their targets prefetched."""
    components = [
        component
        for component in indicator.components.all()
        if component.last_year is None or component.last_year >= from_year
    ]
    return TypedIndicator(
        goal=str(indicator.goal_id),
        number=indicator.number,
        short_name=indicator.short_name,
        words=indicator.official_text,
        position=str(indicator.position),
        mark=mark,
        components=[_typed_component(component, from_year) for component in components],
    )


def _typed_component(component: Component, from_year: int) -> TypedComponent:
    return TypedComponent(
        id=str(component.pk),
        words=component.words,
        short_name=component.short_name,
        measure=component.measure.code,
        offered=component.measure.code,
        base=str(component.own_base or ""),
        note=component.note,
        targets=[
            typed_target(target, component)
            for target in component.targets.all()
            if target.last_year is None or target.last_year >= from_year
        ],
    )


def typed_target(target: Target, component: Component) -> TypedTarget:
    method = component.measure.method
    typed = TypedTarget(
        first=str(target.first_year or ""),
        last=str(target.last_year or ""),
        operator=target.operator,
        value=value_text(target.value, method),
        second=value_text(target.second_value, method),
        words="" if target.words == component.words else target.words,
        flag=target.flag,
        reading=target.reading,
        read_as=target.reading,
        unsigned="1" if target.is_own else "",
    )
    typed.read_for = typed.demand
    return typed


def value_text(value: Decimal | None, method: str) -> str:
    """“98,5”; of a level or state its word, so that nobody has to know that II is stored as 2."""
    if value is None:
        return ""
    if method in STEPS and value in range(len(STEPS[method])):
        return STEPS[method][int(value)]
    return format_entry(
        value, NumberKind.COUNT if method in (Method.COUNT, Method.MONEY) else NumberKind.DECIMAL
    )
