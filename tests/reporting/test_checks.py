"""What blocks a report from going up, and what does not? Each rule with forms that break it and that hold."""

from __future__ import annotations

import pytest

from reporting.answers import Control
from reporting.checks import CellFacts, Pair, Problem, Summed, impossible_rates, problems
from reporting.enums import FigureState

FULL, CHILDREN, HELPED = 1, 2, 3
NAMES = {FULL: "Số trẻ tiêm đủ", CHILDREN: "Trẻ dưới 1 tuổi", HELPED: "Số trẻ được trợ giúp"}
PAIR = Pair(FULL, CHILDREN)


def entered(item_id: int, value: int) -> CellFacts:
    return CellFacts(item_id, NAMES[item_id], Control.NUMBER, FigureState.ENTERED, value, str(value))


def no_cases(item_id: int) -> CellFacts:
    return CellFacts(item_id, NAMES[item_id], Control.NUMBER, FigureState.NO_CASES, 0)


def empty(item_id: int) -> CellFacts:
    return CellFacts(item_id, NAMES[item_id], Control.NUMBER, FigureState.EMPTY)


def typed(item_id: int, raw: str) -> CellFacts:
    return CellFacts(item_id, NAMES[item_id], Control.NUMBER, FigureState.UNREAD, raw=raw)


def not_collected(item_id: int, reason: str) -> CellFacts:
    return CellFacts(item_id, NAMES[item_id], Control.NUMBER, FigureState.NOT_COLLECTED, None, reason=reason)


def found(*cells: CellFacts, pairs: tuple[Pair, ...] = (PAIR,)) -> list[Problem]:
    return problems({cell.item_id: cell for cell in cells}, pairs)


def codes(*cells: CellFacts) -> list[tuple[int, str]]:
    return [(problem.item_id, problem.code) for problem in found(*cells)]


class TestRates:
    """A share that was given: 100% is 100.000.000 millionths."""

    def rate(self, value: int, reason: str = "chỉ có tỷ lệ", most: int | None = 100_000_000) -> CellFacts:
        name = "Tỷ lệ nước sạch"
        return CellFacts(FULL, name, Control.RATE, FigureState.ENTERED, value, reason=reason, most=most)

    def test_all_of_the_whole_and_not_more(self) -> None:
        assert found(self.rate(100_000_000), pairs=()) == []
        assert found(self.rate(100_000_001), pairs=()) == [
            Problem(FULL, "E6", "Tỷ lệ nước sạch (100,000001) không thể lớn hơn 100")
        ]

    def test_what_is_no_share_has_no_end(self) -> None:
        assert found(self.rate(250_000_000, most=None), pairs=()) == []

    def test_a_rate_says_why_nobody_counted(self) -> None:
        assert found(self.rate(97_500_000, reason=" "), pairs=()) == [
            Problem(FULL, "E9", "Ghi lý do không có số đếm của “Tỷ lệ nước sạch”")
        ]

    def test_nothing_to_count_needs_no_reason(self) -> None:
        nobody = CellFacts(FULL, "Tỷ lệ", Control.RATE, FigureState.NO_CASES, 0, most=100_000_000)
        assert found(nobody, pairs=()) == []


BREAKS_AND_HOLDS = [
    # what the form says, where and what it breaks
    ([entered(FULL, 57), entered(CHILDREN, 58)], []),
    ([entered(FULL, 58), entered(CHILDREN, 58)], []),
    ([entered(FULL, 0), entered(CHILDREN, 58)], []),
    # E1: no number; E2: not whole
    ([typed(FULL, "năm bảy"), entered(CHILDREN, 58)], [(FULL, "E1")]),
    ([typed(FULL, "-5"), entered(CHILDREN, 58)], [(FULL, "E1")]),
    ([typed(FULL, "12,5"), entered(CHILDREN, 58)], [(FULL, "E2")]),
    # E3: a part above its whole
    ([entered(FULL, 59), entered(CHILDREN, 58)], [(FULL, "E3")]),
    # E4: cases without a base, typed or confirmed
    ([entered(FULL, 2), no_cases(CHILDREN)], [(FULL, "E4")]),
    ([entered(FULL, 2), entered(CHILDREN, 0)], [(FULL, "E4"), (CHILDREN, "E8")]),
    # E7: every cell has an answer
    ([empty(FULL), entered(CHILDREN, 58)], [(FULL, "E7")]),
    ([empty(FULL), empty(CHILDREN)], [(FULL, "E7"), (CHILDREN, "E7")]),
    # E8: a question is open: what was typed, or a base of 0 that nobody confirmed
    ([typed(FULL, "1,234"), entered(CHILDREN, 5_000)], [(FULL, "E8")]),
    ([typed(FULL, "-"), entered(CHILDREN, 58)], [(FULL, "E8")]),
    ([entered(FULL, 0), entered(CHILDREN, 0)], [(CHILDREN, "E8")]),
    ([entered(FULL, 0), no_cases(CHILDREN)], []),
    ([no_cases(FULL), no_cases(CHILDREN)], []),
    ([no_cases(FULL), entered(CHILDREN, 58)], []),
    # E9: not collected says why
    ([not_collected(FULL, ""), entered(CHILDREN, 58)], [(FULL, "E9")]),
    ([not_collected(FULL, "  "), entered(CHILDREN, 58)], [(FULL, "E9")]),
    ([not_collected(FULL, "Trạm chưa gửi sổ"), entered(CHILDREN, 58)], []),
    ([entered(FULL, 57), not_collected(CHILDREN, "Chưa rà soát xong")], []),
    # A cell has one problem at a time; several cells have each their own, in the order of the form.
    (
        [typed(CHILDREN, "nhiều"), not_collected(HELPED, ""), empty(FULL)],
        [(CHILDREN, "E1"), (HELPED, "E9"), (FULL, "E7")],
    ),
]


@pytest.mark.parametrize(("cells", "expected"), BREAKS_AND_HOLDS)
def test_rules(cells: list[CellFacts], expected: list[tuple[int, str]]) -> None:
    assert codes(*cells) == expected


def test_a_pair_counts_only_when_it_is_one() -> None:
    """58 helped and 57 full are no part and whole, so nothing is wrong between them."""
    assert found(entered(FULL, 58), entered(HELPED, 57), pairs=()) == []
    assert found(entered(HELPED, 0), pairs=()) == []


def test_one_whole_of_two_parts() -> None:
    cells = (entered(FULL, 61), entered(HELPED, 60), entered(CHILDREN, 58))
    wrong = found(*cells, pairs=(Pair(FULL, CHILDREN), Pair(HELPED, CHILDREN)))
    assert [(problem.item_id, problem.code) for problem in wrong] == [(FULL, "E3"), (HELPED, "E3")]


def test_the_first_rule_that_applies_speaks() -> None:
    """A part above two wholes is one problem, named by the first."""
    cells = (entered(FULL, 61), entered(CHILDREN, 58), entered(HELPED, 0))
    wrong = found(*cells, pairs=(Pair(FULL, CHILDREN), Pair(FULL, HELPED)))
    assert [(problem.item_id, problem.code) for problem in wrong] == [(FULL, "E3"), (HELPED, "E8")]


SENTENCES = [
    (
        [entered(FULL, 1_061), entered(CHILDREN, 1_058)],
        "Số trẻ tiêm đủ (1.061) không được lớn hơn trẻ dưới 1 tuổi (1.058)",
    ),
    (
        [entered(FULL, 2), no_cases(CHILDREN)],
        "Có 2 ở ô Số trẻ tiêm đủ nhưng trẻ dưới 1 tuổi bằng 0. Sửa một trong hai số.",
    ),
    (
        [entered(FULL, 0), entered(CHILDREN, 0)],
        "Trẻ dưới 1 tuổi bằng 0: năm nay không có trường hợp nào? Nếu đúng, chọn “Không phát sinh”.",
    ),
    (
        [empty(FULL), entered(CHILDREN, 1)],
        "Nhập “Số trẻ tiêm đủ” hoặc chọn “Chưa thu thập được” và ghi lý do",
    ),
    (
        [not_collected(FULL, ""), entered(CHILDREN, 1)],
        "Ghi lý do chưa thu thập được số trẻ tiêm đủ",
    ),
]


@pytest.mark.parametrize(("cells", "sentence"), SENTENCES)
def test_sentences_name_the_thing_and_say_what_to_do(cells: list[CellFacts], sentence: str) -> None:
    assert [problem.message for problem in found(*cells)] == [sentence]


@pytest.mark.parametrize("raw", ["năm bảy", "12,5", "1,234", "-"])
def test_every_text_that_is_no_number_gets_a_sentence_with_its_name(raw: str) -> None:
    (problem,) = found(typed(FULL, raw), pairs=())
    assert problem.message.startswith("Số trẻ tiêm đủ")
    assert len(problem.message) > len("Số trẻ tiêm đủ") + 5


def test_a_text_that_would_now_be_read_still_waits_for_its_answer() -> None:
    """Stored as unread by an older reader: never taken silently."""
    (problem,) = found(typed(FULL, "57"), pairs=())
    assert (problem.code, problem.message) == ("E8", "Chọn cách hiểu “57” ở ô Số trẻ tiêm đủ.")


def test_a_yes_no_cell_has_to_be_answered_too() -> None:
    cell = CellFacts(FULL, "Thôn có điểm vui chơi", Control.YES_NO, FigureState.EMPTY)
    assert [problem.code for problem in found(cell, pairs=())] == ["E7"]


def test_a_rate_may_exceed_what_it_is_counted_over() -> None:
    """A child may die in a year without a birth: deaths are no part of the live births."""
    pairs = (Pair(FULL, CHILDREN, is_share=False),)
    assert found(entered(FULL, 2), entered(CHILDREN, 1), pairs=pairs) == []
    assert found(entered(FULL, 1), no_cases(CHILDREN), pairs=pairs) == []
    # That there was no birth is still said, not only typed.
    assert [problem.code for problem in found(entered(FULL, 1), entered(CHILDREN, 0), pairs=pairs)] == ["E8"]


OTHER_KINDS = [
    (Control.MONEY, "", FigureState.EMPTY, "E7", "Nhập “Ô thử” hoặc chọn “Chưa thu thập được” và ghi lý do"),
    (Control.YES_NO, "", FigureState.EMPTY, "E7", "Trả lời “Ô thử” hoặc chọn"),
    (Control.LEVEL, "", FigureState.EMPTY, "E7", "Chọn mức độ ở “Ô thử” hoặc chọn"),
    (Control.STATE, "", FigureState.EMPTY, "E7", "Chọn tình trạng ở “Ô thử” hoặc chọn"),
    (Control.TEXT, "", FigureState.EMPTY, "E7", "Viết “Ô thử” hoặc chọn"),
    (Control.MONEY, "nhiều", FigureState.UNREAD, "E1", "Ô thử phải là số tiền bằng đồng, ví dụ"),
    (Control.MONEY, "12,5", FigureState.UNREAD, "E2", "Ô thử phải là số nguyên. Bạn nhập 12,5"),
    (Control.MONEY, "1,234", FigureState.UNREAD, "E8", "Ô thử: Ý bạn là 1.234?"),
    (Control.LEVEL, "mức IV", FigureState.UNREAD, "E1", "Ô thử: chưa đọc được “mức IV”, chọn Mức độ I, II"),
    (Control.STATE, "sắp xong", FigureState.UNREAD, "E1", "Ô thử: chưa đọc được “sắp xong”, chọn Chưa"),
    (Control.K_OF_N, "7/6", FigureState.UNREAD, "E1", "Ô thử: số có (7) không được lớn hơn"),
    (Control.LEVEL, "", FigureState.NOT_COLLECTED, "E9", "Ghi lý do chưa thu thập được ô thử"),
    (Control.TEXT, "", FigureState.NOT_COLLECTED, "E9", "Ghi lý do chưa thu thập được ô thử"),
]


@pytest.mark.parametrize(("control", "raw", "state", "code", "words"), OTHER_KINDS)
def test_every_kind_has_its_own_words(
    control: Control, raw: str, state: FigureState, code: str, words: str
) -> None:
    (problem,) = found(CellFacts(FULL, "Ô thử", control, state, raw=raw), pairs=())
    assert problem.code == code
    assert problem.message.startswith(words)


@pytest.mark.parametrize("control", [Control.LEVEL, Control.STATE, Control.TEXT, Control.MONEY])
def test_an_answer_of_every_kind_is_no_problem(control: Control) -> None:
    value = None if control == Control.TEXT else 0
    assert found(CellFacts(FULL, "Ô thử", control, FigureState.ENTERED, value), pairs=()) == []


# --- E5: what contains what


INSIDE = Pair(CHILDREN, HELPED, is_nested=True)
"""For this section only: those under 1 are among those whom HELPED names."""


def nested(inner: int, outer: int) -> list[Problem]:
    return found(entered(CHILDREN, inner), entered(HELPED, outer), pairs=(INSIDE,))


def test_what_contains_an_item_is_never_less() -> None:
    (problem,) = nested(70, 65)
    assert (problem.item_id, problem.code) == (CHILDREN, "E5")
    assert problem.message == "Trẻ dưới 1 tuổi (70) không được lớn hơn số trẻ được trợ giúp (65)"
    assert nested(65, 65) == []
    assert nested(0, 65) == []


def test_nested_items_are_no_result() -> None:
    """Nobody under 5 and nobody under 1: no question about a denominator."""
    assert nested(0, 0) == []
    assert [problem.code for problem in nested(1, 0)] == ["E5"]


def test_an_unknown_outside_contains_anything() -> None:
    cells = (entered(CHILDREN, 70), not_collected(HELPED, "chưa có sổ"))
    assert found(*cells, pairs=(INSIDE,)) == []


# --- E6: a share that two kinds of unit made impossible


def summed(part: int, whole: int, *, complete: bool = True) -> Summed:
    return Summed(FULL, "Trẻ em bị xâm hại", part, "tổng số trẻ em", whole, complete)


def test_a_share_above_all_is_impossible() -> None:
    (problem,) = impossible_rates([summed(59, 58), summed(58, 58), summed(0, 0)])
    assert (problem.item_id, problem.code) == (FULL, "E6")
    assert problem.message == (
        "Tỷ lệ không thể lớn hơn 100%: cả địa bàn có 59 ở “Trẻ em bị xâm hại”, "
        "tổng số trẻ em chỉ có 58. Trả lại báo cáo có số sai."
    )


def test_a_whole_that_is_not_there_yet_says_nothing() -> None:
    assert impossible_rates([summed(59, 58, complete=False)]) == []
