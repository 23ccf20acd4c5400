"""Are levels and states called and counted as people say them?"""

from __future__ import annotations

import pytest

from indicators.enums import ItemKind, Method
from indicators.steps import DONE_FROM, MOST_STEPS, STEPS, capitalised, counted_words, step_words


@pytest.mark.parametrize(
    ("kind", "step", "words"),
    [
        ("level", 0, "chưa đạt"),
        ("level", 2, "mức độ II"),
        ("level", 3, "mức độ III"),
        ("state", 0, "chưa thực hiện"),
        ("state", 1, "đang thực hiện"),
        ("state", 2, "hoàn thành"),
    ],
)
def test_every_step_has_its_words(kind: str, step: int, words: str) -> None:
    assert step_words(kind, step) == words


def test_a_step_the_kind_has_not() -> None:
    with pytest.raises(IndexError):
        step_words("state", 3)


@pytest.mark.parametrize(
    ("kind", "counts", "words"),
    [
        ("level", (0, 0, 1, 8), "Mức độ II: 1, mức độ III: 8"),
        ("level", (2, 1, 0, 0), "Chưa đạt: 2, mức độ I: 1"),
        ("state", (1, 0, 4, 0), "Chưa thực hiện: 1, hoàn thành: 4"),
        ("level", (0, 0, 0, 0), ""),
    ],
)
def test_units_are_counted_step_by_step(kind: str, counts: tuple[int, ...], words: str) -> None:
    assert counted_words(kind, counts) == words


def test_items_and_measures_share_their_words() -> None:
    assert set(STEPS) == {ItemKind.LEVEL, ItemKind.STATE} == {Method.LEVEL, Method.STATE}
    assert max(len(steps) for steps in STEPS.values()) == MOST_STEPS
    assert {kind: step_words(kind, step) for kind, step in DONE_FROM.items()} == {
        "level": "mức độ I",
        "state": "hoàn thành",
    }


def test_a_capital_leaves_the_others_alone() -> None:
    assert capitalised("đang ở mức II") == "Đang ở mức II"
    assert capitalised("") == ""
