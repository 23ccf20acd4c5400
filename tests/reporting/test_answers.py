"""Is every kind of answer said in the same words on every page?"""

from __future__ import annotations

import pytest

from indicators.enums import ItemKind
from reporting.answers import Answer, Control, control_for, shown
from reporting.enums import FigureState


def entered(value: int | None = None, answered: int | None = None, text: str = "") -> Answer:
    return Answer(FigureState.ENTERED, value=value, answered=answered, text=text)


@pytest.mark.parametrize(
    ("control", "answer", "words"),
    [
        (Control.NUMBER, entered(1234), "1.234"),
        (Control.NUMBER, entered(0), "0"),
        (Control.MONEY, entered(12_500_000), "12.500.000 đồng"),
        (Control.RATE, entered(97_500_000), "97,5"),
        (Control.RATE, entered(4_300_001), "4,300001"),
        # Read back as itself: a bare 1.234 could be a decimal point.
        (Control.RATE, entered(1_234_000_000), "1.234,0"),
        (Control.YES_NO, entered(1, 1), "Có"),
        (Control.YES_NO, entered(0, 1), "Không"),
        (Control.K_OF_N, entered(5, 6), "5/6"),
        (Control.LEVEL, entered(0), "Chưa đạt"),
        (Control.LEVEL, entered(2), "Mức độ II"),
        (Control.STATE, entered(1), "Đang thực hiện"),
        (Control.STATE, entered(2, text="khánh thành tháng 6"), "Hoàn thành: khánh thành tháng 6"),
        (Control.TEXT, entered(text="Hai câu. Câu hai."), "Hai câu. Câu hai."),
    ],
)
def test_what_was_answered(control: Control, answer: Answer, words: str) -> None:
    assert shown(control, answer) == words


@pytest.mark.parametrize("control", list(Control))
def test_four_kinds_of_nothing_read_differently(control: Control) -> None:
    assert shown(control, Answer(FigureState.EMPTY)) == "—"
    assert shown(control, Answer(FigureState.NO_CASES, value=0)) == "Không phát sinh"
    assert shown(control, Answer(FigureState.NOT_COLLECTED, reason="x")) == "Chưa thu thập được"
    assert shown(control, Answer(FigureState.UNREAD, raw="12,5")) == "12,5"


@pytest.mark.parametrize("kind", list(ItemKind))
def test_only_yes_and_no_are_asked_as_so_many_of_so_many(kind: ItemKind) -> None:
    one, many = control_for(kind, several=False), control_for(kind, several=True)
    if kind == ItemKind.YES_NO:
        assert (one, many) == (Control.YES_NO, Control.K_OF_N)
    else:
        assert one == many
