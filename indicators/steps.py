"""Which steps does a level or a state have, and how is each called?

A level is stored as 0 to 3 (0: not recognised), a state as 0 to 2; a higher step is the better one. Steps are
counted unit by unit and never added: two communes at level I do not make a level II.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indicators.enums import ItemKind

LEVELS = ("chưa đạt", "mức độ I", "mức độ II", "mức độ III")
STATES = ("chưa thực hiện", "đang thực hiện", "hoàn thành")

STEPS: Mapping[str, Sequence[str]] = {ItemKind.LEVEL.value: LEVELS, ItemKind.STATE.value: STATES}
"""By kind of item; methods of measures have the same words."""

DONE_FROM: Mapping[str, int] = {ItemKind.LEVEL.value: 1, ItemKind.STATE.value: 2}
"""The lowest step that is "có, hoàn thành": recognised at any level; a state that is complete."""

MOST_STEPS = 4


def step_words(kind: str, step: int) -> str:
    """“mức độ II”, “đang thực hiện”. Raises IndexError for a step the kind has not."""
    return STEPS[kind][step]


def counted_words(kind: str, counts: Sequence[int]) -> str:
    """“Mức độ II: 1, mức độ III: 8”: how many units stand on each step, lowest first; steps without any are
    left out. `counts` may be longer than the kind has steps."""
    parts = [f"{words}: {count}" for words, count in zip(STEPS[kind], counts, strict=False) if count]
    return capitalised(", ".join(parts))


def capitalised(text: str) -> str:
    """With a capital first letter, the others as they are (“mức độ II” → “Mức độ II”)."""
    return text[:1].upper() + text[1:]
