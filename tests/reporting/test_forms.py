"""What was typed becomes an answer, a question or a sentence; nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict

from reporting.actions import Comment
from reporting.answers import Answer
from reporting.checks import Pair
from reporting.enums import CommentKind, FigureState
from reporting.forms import EntryInput, ReturnForm, read_entry
from reporting.summaries.cells import Cell


def cell(code: str, item_id: int, **more: object) -> Cell:
    plain = Cell(
        item_id=item_id,
        figure_id=item_id,
        code=code,
        name=f"Số {code}",
        unit_word="trẻ",
        control="number",
        state=FigureState.EMPTY,
        text="",
        answered_text="",
        reason="",
        version=0,
        choices=(),
        last_year="—",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def read(cells: list[Cell], pairs: list[Pair] | None = None, **typed: str) -> EntryInput:
    """Field names with _ for -; every cell's version is posted."""
    posted = QueryDict(mutable=True)
    for each in cells:
        posted[f"phien-ban-{each.code}"] = str(each.version)
    for name, value in typed.items():
        posted[name.replace("_", "-")] = value
    return read_entry(posted, cells, pairs or [])


def the_answer(found: EntryInput) -> Answer:
    assert found.asked_again == {}
    (change,) = found.changes
    return change.answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("212", Answer(FigureState.ENTERED, value=212, raw="212")),
        ("1.234", Answer(FigureState.ENTERED, value=1234, raw="1.234")),
        ("12 trẻ", Answer(FigureState.ENTERED, value=12, raw="12 trẻ")),
        ("=12+15+9", Answer(FigureState.ENTERED, value=36, raw="=12+15+9")),
        ("0", Answer(FigureState.ENTERED, value=0, raw="0")),
        ("", Answer(FigureState.EMPTY)),
        ("   ", Answer(FigureState.EMPTY)),
        # Kept as typed, never a number: wrong, unclear, unanswered.
        ("abc", Answer(FigureState.UNREAD, raw="abc")),
        ("12,5", Answer(FigureState.UNREAD, raw="12,5")),
        ("-3", Answer(FigureState.UNREAD, raw="-3")),
        ("1,234", Answer(FigureState.UNREAD, raw="1,234")),
        ("-", Answer(FigureState.UNREAD, raw="-")),
    ],
)
def test_reading_a_cell(typed: str, answer: Answer) -> None:
    assert the_answer(read([cell("a", 1)], so_a=typed)) == answer


@pytest.mark.parametrize(
    ("typed", "choice", "answer"),
    [
        ("1,234", "so:1234", Answer(FigureState.ENTERED, value=1234, raw="1,234")),
        ("-", "so:0", Answer(FigureState.ENTERED, value=0, raw="-")),
        ("-", "no_cases", Answer(FigureState.NO_CASES, value=0)),
        ("1,234", "not_collected", Answer(FigureState.NOT_COLLECTED)),
        # A number that the text cannot mean is no answer to it.
        ("1,234", "so:99", Answer(FigureState.UNREAD, raw="1,234")),
    ],
)
@pytest.mark.parametrize("saved", [True, False])
def test_answering_a_question(typed: str, choice: str, answer: Answer, saved: bool) -> None:
    """Also one that the page asked by itself, before the text was ever saved."""
    asked = cell("a", 1, state=FigureState.UNREAD, text=typed) if saved else cell("a", 1)
    assert the_answer(read([asked], so_a=typed, khac_a=choice)) == answer


def test_typing_again_overrules_an_old_question() -> None:
    asked = cell("a", 1, state=FigureState.UNREAD, text="1,234")
    assert the_answer(read([asked], so_a="15", khac_a="so:1234")).value == 15


def test_not_collected_keeps_its_reason() -> None:
    answer = the_answer(read([cell("a", 1)], khac_a="not_collected", ly_do_a="mất sổ"))
    assert answer == Answer(FigureState.NOT_COLLECTED, reason="mất sổ")


def test_a_number_and_another_answer_at_once_are_asked_about() -> None:
    found = read([cell("a", 1)], so_a="5", khac_a="no_cases")
    assert found.changes == []
    again = found.asked_again[1]
    assert (again.text, again.message_kind) == ("5", "error")
    assert "vừa có số vừa có câu trả lời khác" in again.message


def test_a_number_typed_over_an_earlier_no_cases_counts() -> None:
    earlier = cell("a", 1, state=FigureState.NO_CASES, version=1)
    assert the_answer(read([earlier], so_a="5", khac_a="no_cases")).value == 5


def test_a_cell_that_was_not_posted_is_left_alone() -> None:
    found = read_entry(QueryDict("so-a=5"), [cell("a", 1)], [])
    assert (found.changes, found.asked_again) == ([], {})


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("co", Answer(FigureState.ENTERED, value=1, answered=1, raw="co")),
        ("khong", Answer(FigureState.ENTERED, value=0, answered=1, raw="khong")),
        ("", Answer(FigureState.EMPTY)),
    ],
)
def test_yes_and_no(typed: str, answer: Answer) -> None:
    assert the_answer(read([cell("a", 1, control="yes_no")], so_a=typed)) == answer


class TestKOfN:
    def test_both_numbers(self) -> None:
        answer = the_answer(read([cell("a", 1, control="k_of_n")], so_a="5", tren_a="6"))
        assert answer == Answer(FigureState.ENTERED, value=5, answered=6, raw="5/6")

    @pytest.mark.parametrize(
        ("part", "whole", "words"),
        [
            ("7", "6", "không được lớn hơn"),
            ("5", "", "cả hai số"),
            ("x", "6", "cả hai số"),
            ("0", "0", "chưa có"),
        ],
    )
    def test_what_does_not_fit_is_shown_again(self, part: str, whole: str, words: str) -> None:
        found = read([cell("a", 1, control="k_of_n")], so_a=part, tren_a=whole)
        assert found.changes == []
        again = found.asked_again[1]
        assert (again.text, again.answered_text) == (part, whole)
        assert words in again.message


class TestSplit:
    """“5/804” in a numerator answers the denominator too."""

    pairs = [Pair(1, 2)]

    def both(self, **typed: str) -> EntryInput:
        return read([cell("a", 1), cell("b", 2)], self.pairs, **typed)

    def test_an_empty_denominator_is_filled(self) -> None:
        found = self.both(so_a="04/4.000")
        assert {change.item_id: change.answer.value for change in found.changes} == {1: 4, 2: 4000}

    def test_the_same_denominator_is_no_quarrel(self) -> None:
        found = self.both(so_a="5/804", so_b="804")
        assert found.asked_again == {}
        assert {change.item_id: change.answer.value for change in found.changes} == {1: 5, 2: 804}

    def test_another_denominator_is_asked_about(self) -> None:
        found = self.both(so_a="5/804", so_b="327")
        assert "804" in found.asked_again[2].message
        assert found.asked_again[2].text == "327"

    def test_without_a_denominator_on_the_form_it_is_no_number(self) -> None:
        assert the_answer(read([cell("a", 1)], so_a="5/804")).state == FigureState.UNREAD


def test_an_open_conflict_stays_open_until_chosen() -> None:
    mine = cell("a", 1, text="212", state=FigureState.ENTERED, version=3)
    open_ = read([mine], so_a="215", tranh_a="1")
    assert open_.changes == []
    assert "chọn một trong hai" in open_.asked_again[1].message
    theirs = read([mine], so_a="215", tranh_a="1", khac_a="theirs")
    assert (theirs.changes, theirs.asked_again) == ([], {})


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999", "١"])
def test_a_forged_version_is_an_old_page(version: str) -> None:
    found = read([cell("a", 1)], so_a="5", phien_ban_a=version)
    assert found.changes[0].base_version == 0


@pytest.mark.parametrize("control", ["yes_no", "k_of_n"])
@pytest.mark.parametrize("state", [FigureState.EMPTY, FigureState.ENTERED])
def test_a_yes_never_comes_without_how_many_answered(control: str, state: FigureState) -> None:
    """A forged choice of a number in a cell of yes and no would count five yes of nobody asked."""
    found = read([cell("a", 1, control=control, state=state)], khac_a="so:5")
    assert [change.answer for change in found.changes] == [Answer(FigureState.EMPTY)]


def test_a_village_has_a_playground_or_not() -> None:
    """ "Không phát sinh" is not offered beside yes and no, so a forged one is not heard."""
    assert the_answer(read([cell("a", 1, control="yes_no")], khac_a="no_cases")) == Answer(FigureState.EMPTY)


class TestOtherKinds:
    """Money, levels, states and texts, as the page posts them."""

    @pytest.mark.parametrize(
        ("control", "fields", "answer"),
        [
            ("money", {"so_a": "12,5 triệu"}, {"value": 12_500_000, "raw": "12,5 triệu"}),
            ("level", {"so_a": "0"}, {"value": 0, "raw": "0"}),
            ("level", {"so_a": "3"}, {"value": 3, "raw": "3"}),
            ("state", {"so_a": "2"}, {"value": 2, "raw": "2"}),
            ("state", {"so_a": "1", "chu_a": " khởi công "}, {"value": 1, "text": "khởi công", "raw": "1"}),
            ("text", {"so_a": "Một.\r\nHai."}, {"text": "Một.\nHai."}),
        ],
    )
    def test_answers(self, control: str, fields: dict[str, str], answer: dict[str, object]) -> None:
        expected = Answer(FigureState.ENTERED, **answer)  # type: ignore[arg-type]
        assert the_answer(read([cell("a", 1, control=control)], **fields)) == expected

    @pytest.mark.parametrize("control", ["level", "state", "text", "yes_no"])
    def test_only_not_collected_is_offered_beside_them(self, control: str) -> None:
        plain = cell("a", 1, control=control)
        answer = the_answer(read([plain], khac_a="not_collected", ly_do_a="mất sổ"))
        assert answer == Answer(FigureState.NOT_COLLECTED, reason="mất sổ")
        assert the_answer(read([plain], khac_a="no_cases")) == Answer(FigureState.EMPTY)

    @pytest.mark.parametrize(("control", "typed"), [("level", "2"), ("state", "1"), ("text", "Một câu.")])
    def test_an_answer_and_not_collected_at_once_are_asked_about(self, control: str, typed: str) -> None:
        found = read([cell("a", 1, control=control)], so_a=typed, khac_a="not_collected")
        assert found.changes == []
        again = found.asked_again[1]
        assert again.text == typed
        assert again.message == ("Số a: vừa có câu trả lời vừa chọn “Chưa thu thập được”. Bỏ một trong hai.")

    def test_a_chosen_radio_gives_way_to_not_collected(self) -> None:
        """A radio cannot be unchosen without a script."""
        earlier = cell("a", 1, control="level", state=FigureState.ENTERED, text="2", version=1)
        answer = the_answer(read([earlier], so_a="2", khac_a="not_collected", ly_do_a="chờ quyết định"))
        assert answer == Answer(FigureState.NOT_COLLECTED, reason="chờ quyết định")

    def test_words_written_beside_a_state_are_not_lost(self) -> None:
        found = read([cell("a", 1, control="state")], chu_a="đã khởi công")
        assert found.changes == []
        assert found.asked_again[1].words == "đã khởi công"
        assert "chưa chọn tình trạng" in found.asked_again[1].message

    def test_a_text_that_is_too_long_stays_where_it_was_typed(self) -> None:
        found = read([cell("a", 1, control="text")], so_a="ấ" * 2_345)
        assert found.changes == []
        assert found.asked_again[1].text == "ấ" * 2_345
        assert "dài 2.345 ký tự, nhiều nhất 2.000" in found.asked_again[1].message

    @pytest.mark.parametrize("control", ["level", "state", "text"])
    def test_a_forged_number_is_no_choice(self, control: str) -> None:
        found = read([cell("a", 1, control=control, state=FigureState.UNREAD, text="9")], khac_a="so:9")
        assert [change.answer.value for change in found.changes] == [None]


def test_a_comment_on_no_figure_is_left_out() -> None:
    form = ReturnForm(
        {"reason": "x", f"gop-y-{'9' * 5000}": "a", "gop-y-٣": "b", "gop-y-": "c", "gop-y-7": "d"}
    )
    assert form.comments() == {7: Comment("d", CommentKind.MUST_FIX)}


def test_a_return_needs_a_reason_and_reads_vietnamese_dates() -> None:
    form = ReturnForm({"reason": "", "correct_by": "05/12/2024"})
    assert not form.is_valid()
    assert form.errors["reason"] == [
        "Ghi lý do chung, hoặc ít nhất một góp ý “Cần sửa” hay “Hỏi lại” ở một ô."
    ]
    assert form.cleaned_data["correct_by"].isoformat() == "2024-12-05"
    wrong = ReturnForm({"reason": "x", "correct_by": "31/02/2024"})
    assert wrong.errors["correct_by"] == ["Hạn sửa: ghi ngày/tháng/năm, ví dụ 27/11/2024."]


def test_comments_are_read_by_figure() -> None:
    form = ReturnForm({"reason": "x", "gop-y-7": " đếm lại ", "gop-y-8": "  ", "gop-y-x": "?"})
    assert form.is_valid()
    assert form.comments() == {7: Comment("đếm lại", CommentKind.MUST_FIX)}


@pytest.mark.parametrize(
    ("kind", "is_enough"),
    [(CommentKind.MUST_FIX, True), (CommentKind.ASK, True), (CommentKind.NOTE, False), ("la", True)],
)
def test_a_comment_that_wants_something_is_a_reason(kind: str, is_enough: bool) -> None:
    """A kind that nobody knows is one to be put right: nothing is taken more lightly than it was meant."""
    form = ReturnForm({"reason": "", "gop-y-7": "đếm lại", "loai-gop-y-7": kind})
    assert form.is_valid() is is_enough
    assert ("reason" in form.errors) is not is_enough
