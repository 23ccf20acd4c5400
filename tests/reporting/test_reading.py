"""What does a text mean in a cell of each kind? Plain text as typed, pasted or read from a sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.answers import Answer, Control, shown
from reporting.enums import FigureState
from reporting.reading import LONGEST_REMARK, LONGEST_TEXT, Read, Typed, offered, read_cell, trouble

NAME = "Ô thử"


def read(control: Control, text: str = "", **more: str) -> Read:
    return read_cell(control, NAME, Typed(text, **more))


def entered(value: int | None, raw: str = "", answered: int | None = None, text: str = "") -> Answer:
    return Answer(FigureState.ENTERED, value=value, answered=answered, text=text, raw=raw)


def value_of(control: Control, text: str) -> int | None:
    answer = read(control, text).answer
    assert answer is not None and answer.state == FigureState.ENTERED, answer
    return answer.value


@pytest.mark.parametrize("control", list(Control))
@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_nothing_typed_is_no_answer_yet(control: Control, text: str) -> None:
    assert read(control, text).answer == Answer(FigureState.EMPTY)


class TestStated:
    @pytest.mark.parametrize("control", list(Control))
    @pytest.mark.parametrize("text", ["chưa thu thập được", "Chưa thu thập được.", "chua thu thap duoc"])
    def test_not_collected_in_words(self, control: Control, text: str) -> None:
        found = read(control, text, reason=" mất sổ ")
        assert found.answer == Answer(FigureState.NOT_COLLECTED, reason="mất sổ")

    @pytest.mark.parametrize("control", [Control.NUMBER, Control.MONEY, Control.K_OF_N, Control.RATE])
    def test_no_cases_where_something_is_counted(self, control: Control) -> None:
        assert read(control, "Không phát sinh").answer == Answer(FigureState.NO_CASES, value=0)
        assert read(control, other="no_cases").answer == Answer(FigureState.NO_CASES, value=0)

    @pytest.mark.parametrize("control", [Control.YES_NO, Control.LEVEL, Control.STATE, Control.TEXT])
    def test_and_nowhere_else(self, control: Control) -> None:
        assert offered(control) == (FigureState.NOT_COLLECTED,)
        found = read(control, "không phát sinh")
        assert found.answer is None or found.answer.state != FigureState.NO_CASES
        assert read(control, other="no_cases").answer == Answer(FigureState.EMPTY)

    def test_a_code_that_is_not_offered_is_not_heard(self) -> None:
        assert read(Control.NUMBER, "5", other="unread").answer == entered(5, "5")


class TestMoney:
    @pytest.mark.parametrize(
        ("text", "dong"),
        [
            ("12.500.000", 12_500_000),
            ("12500000", 12_500_000),
            ("12 500 000 đồng", 12_500_000),
            ("12.500.000 đ", 12_500_000),
            ("12.500.000VNĐ", 12_500_000),
            ("12,5 triệu", 12_500_000),
            ("12.5 triệu", 12_500_000),
            ("12,5 triệu đồng", 12_500_000),
            ("12,5tr", 12_500_000),
            ("1 tỷ", 1_000_000_000),
            ("2,25 tỉ đồng", 2_250_000_000),
            ("500 nghìn", 500_000),
            ("500 NGÀN", 500_000),
            ("=1000000+250000", 1_250_000),
            ("0", 0),
        ],
    )
    def test_amounts(self, text: str, dong: int) -> None:
        assert value_of(Control.MONEY, text) == dong

    @pytest.mark.parametrize(
        ("text", "code", "words"),
        [
            ("nhiều", "E1", "phải là số tiền bằng đồng, ví dụ 12.500.000 hoặc 12,5 triệu"),
            ("nhiều triệu", "E1", "phải là số tiền bằng đồng"),
            ("12 chục triệu", "E1", "phải là số tiền bằng đồng"),
            ("-5 triệu", "E1", "không được là số âm"),
            ("12,5", "E2", "phải là số nguyên. Bạn nhập 12,5"),
            ("0,0000001 triệu", "E2", "phải là số nguyên"),
            ("9.999.999 tỷ", "E1", "quá lớn"),
            ("1,234", "E8", "Ý bạn là 1.234?"),
            ("1.234 triệu", "E8", "Ý bạn là 1.234.000.000 đồng hay 1.234.000 đồng?"),
            ("-", "E8", "Dấu gạch nghĩa là gì?"),
        ],
    )
    def test_what_is_no_amount_is_kept_and_said(self, text: str, code: str, words: str) -> None:
        assert read(Control.MONEY, text).answer == Answer(FigureState.UNREAD, raw=text)
        found = trouble(Control.MONEY, NAME, text)
        assert found.code == code
        assert words in found.message

    def test_the_choices_are_whole_amounts(self) -> None:
        choices = trouble(Control.MONEY, NAME, "1.234 triệu").choices
        assert [(choice.label, choice.value) for choice in choices] == [
            ("1.234.000.000 đồng", Decimal(1_234_000_000)),
            ("1.234.000 đồng", Decimal(1_234_000)),
        ]


class TestRate:
    @pytest.mark.parametrize(
        ("text", "millionths"),
        [
            ("97,5", 97_500_000),
            ("97.5", 97_500_000),
            ("97,5%", 97_500_000),
            ("0,71 ‰", 710_000),
            ("0", 0),
            ("100", 100_000_000),
            ("1.234,5", 1_234_500_000),
            ("1,234", 1_234_000),
            ("0,000001", 1),
            ("1.000.000", 1_000_000_000_000),
        ],
    )
    def test_in_millionths(self, text: str, millionths: int) -> None:
        assert value_of(Control.RATE, text) == millionths

    @pytest.mark.parametrize(
        ("text", "code", "words"),
        [
            ("nhiều", "E1", "phải là số, ví dụ 97,5"),
            ("-1,5", "E1", "không được là số âm"),
            ("5/804", "E1", "phải là một số"),
            ("97,46153846", "E1", "nhiều nhất 6 chữ số sau dấu phẩy"),
            ("1.000.000,5", "E1", "phải từ 0 đến 1.000.000"),
            ("1.234", "E8", "Ý bạn là 1.234 (một nghìn hai trăm ba mươi tư) hay 1,234?"),
            ("-", "E8", "Dấu gạch nghĩa là gì?"),
        ],
    )
    def test_what_is_no_rate_is_kept_and_said(self, text: str, code: str, words: str) -> None:
        found = read(Control.RATE, text, reason=" chưa có sổ ")
        assert found.answer == Answer(FigureState.UNREAD, raw=text, reason="chưa có sổ")
        asked = trouble(Control.RATE, NAME, text)
        assert asked.code == code
        assert words in asked.message

    def test_the_reason_stands_beside_it(self) -> None:
        found = read(Control.RATE, "97,5", reason=" bệnh viện chỉ cho tỷ lệ ")
        assert found.answer is not None
        assert (found.answer.value, found.answer.reason) == (97_500_000, "bệnh viện chỉ cho tỷ lệ")

    def test_a_reason_that_comes_first_is_kept(self) -> None:
        assert read(Control.RATE, "", reason="x").answer == Answer(FigureState.EMPTY, reason="x")


class TestYesNo:
    @pytest.mark.parametrize(
        ("text", "value"), [("Có", 1), ("co", 1), ("CÓ.", 1), ("không", 0), ("Khong", 0), ("ko", 0)]
    )
    def test_words(self, text: str, value: int) -> None:
        assert read(Control.YES_NO, text).answer == entered(value, text, answered=1)

    @pytest.mark.parametrize("text", ["5", "1/1", "có lẽ", "x"])
    def test_anything_else_is_said(self, text: str) -> None:
        found = read(Control.YES_NO, text)
        assert found.answer is None
        assert found.message == f"Ô thử: chưa đọc được “{text}”, trả lời Có hoặc Không."


class TestKOfN:
    def test_in_one_text_and_in_two(self) -> None:
        assert read(Control.K_OF_N, "5/6").answer == entered(5, "5/6", answered=6)
        assert read(Control.K_OF_N, "5", whole="6").answer == entered(5, "5/6", answered=6)

    @pytest.mark.parametrize("text", ["5", "5/", "/6", "7/6", "0/0", "a/b", "1/2/3", "5/2000000"])
    def test_what_does_not_fit(self, text: str) -> None:
        assert read(Control.K_OF_N, text).answer is None
        assert read(Control.K_OF_N, text).message.startswith("Ô thử: ")


class TestLevel:
    @pytest.mark.parametrize(
        ("text", "level"),
        [
            ("Mức độ I", 1),
            ("Mức độ II", 2),
            ("mức độ iii", 3),
            ("muc do 2", 2),
            ("mức 3", 3),
            ("II", 2),
            ("3", 3),
            ("0", 0),
            ("Chưa đạt", 0),
            ("chưa được công nhận", 0),
        ],
    )
    def test_words_and_signs(self, text: str, level: int) -> None:
        assert value_of(Control.LEVEL, text) == level

    @pytest.mark.parametrize("text", ["IV", "4", "-1", "2,5", "đạt", "mức độ", "II/III", "iiii"])
    def test_no_level(self, text: str) -> None:
        found = read(Control.LEVEL, text)
        assert found.answer is None
        assert found.message == f"Ô thử: chưa đọc được “{text}”, chọn Mức độ I, II, III hoặc Chưa đạt."
        assert trouble(Control.LEVEL, NAME, text).code == "E1"


class TestState:
    @pytest.mark.parametrize(
        ("text", "state"),
        [
            ("chưa", 0),
            ("Chưa thực hiện", 0),
            ("đang", 1),
            ("Đang thực hiện", 1),
            ("hoàn thành", 2),
            ("Đã hoàn thành", 2),
            ("2", 2),
        ],
    )
    def test_words(self, text: str, state: int) -> None:
        assert value_of(Control.STATE, text) == state

    def test_with_words_beside_it(self) -> None:
        one = read(Control.STATE, "1", words=" đã khởi công\r\ntháng 9 ").answer
        assert one == entered(1, "1", text="đã khởi công tháng 9")  # its box has one line
        pasted = read(Control.STATE, "Đang: đã khởi công").answer
        assert pasted == entered(1, "Đang", text="đã khởi công")

    def test_words_alone_wait_for_the_state(self) -> None:
        found = read(Control.STATE, "", words="đã khởi công")
        assert found.answer is None
        assert "chưa chọn tình trạng" in found.message

    def test_too_many_words(self) -> None:
        assert read(Control.STATE, "1", words="a" * LONGEST_REMARK).answer is not None
        assert "nhiều nhất 300" in read(Control.STATE, "1", words="a" * (LONGEST_REMARK + 1)).message


class TestText:
    def test_sentences_have_no_value(self) -> None:
        assert read(Control.TEXT, " Hai câu.\r\nCâu hai. ").answer == entered(None, text="Hai câu.\nCâu hai.")

    def test_a_number_is_a_text_too(self) -> None:
        assert read(Control.TEXT, "5/804").answer == entered(None, text="5/804")

    def test_the_limit_counts_what_a_person_sees(self) -> None:
        just = "a\r\n" * (LONGEST_TEXT // 2)
        assert read(Control.TEXT, just).answer is not None
        found = read(Control.TEXT, "a" * (LONGEST_TEXT + 1))
        assert found.answer is None
        assert found.message == "Ô thử: dài 2.001 ký tự, nhiều nhất 2.000. Viết ngắn lại."


def test_a_numerator_answers_its_denominator() -> None:
    found = read_cell(Control.NUMBER, NAME, Typed("04/4.000"), is_numerator=True)
    assert (found.answer, found.denominator) == (entered(4, "04/4.000"), 4000)
    assert read(Control.NUMBER, "04/4.000").answer == Answer(FigureState.UNREAD, raw="04/4.000")


@pytest.mark.parametrize("control", list(Control))
@given(text=st.text(max_size=80))
def test_no_text_is_an_error_of_the_server(control: Control, text: str) -> None:
    found = read(control, text)
    assert (found.answer is None) == bool(found.message)
    assert trouble(control, NAME, text or "x").message


def one_line(text: str) -> str:
    """As the box of a remark holds it."""
    return " ".join(text.split())


words = st.text("aăđ ệồ,.:0123456789", min_size=1, max_size=20).map(str.strip).filter(bool)
ANSWERS = {
    Control.NUMBER: st.integers(0, 10**15).map(lambda value: entered(value)),
    Control.MONEY: st.integers(0, 10**15).map(lambda value: entered(value)),
    Control.YES_NO: st.integers(0, 1).map(lambda value: entered(value, answered=1)),
    Control.K_OF_N: st.integers(1, 10**6).flatmap(
        lambda whole: st.integers(0, whole).map(lambda part: entered(part, answered=whole))
    ),
    Control.LEVEL: st.integers(0, 3).map(lambda value: entered(value)),
    Control.STATE: st.tuples(st.integers(0, 2), st.just("") | words.map(one_line)).map(
        lambda said: entered(said[0], text=said[1])
    ),
    Control.TEXT: words.map(lambda text: entered(None, text=text)),
    Control.RATE: st.integers(0, 10**12).map(lambda value: entered(value)),
}


@pytest.mark.parametrize("control", list(Control))
@given(data=st.data())
def test_what_is_shown_is_read_back(control: Control, data: st.DataObject) -> None:
    """A figure copied from one page and pasted into another is the same figure."""
    answer = data.draw(ANSWERS[control])
    again = read(control, shown(control, answer)).answer
    assert again is not None
    assert again.says_the_same(answer)
