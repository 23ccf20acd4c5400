"""What would each value do? New, changed, as it was, wrong, or for no cell; and who changed it in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.answers import Answer, Control
from reporting.enums import FigureState
from reporting.incoming.blocks import BlockRefused, read_block
from reporting.incoming.judging import Judged, Kind, Standing, judge, read_incoming, written
from reporting.incoming.layout import Asked
from reporting.incoming.workbooks import Found
from tests.reporting.incoming.forms import CODES, LAYOUT, number, standing


def found(**texts: str) -> list[Found]:
    return [Found("G1", name.replace("_", "-"), text) for name, text in texts.items()]


def verdict(now: dict[str, Standing], version: int | None = None, **texts: str) -> Judged:
    versions = {code: cell.version if version is None else version for code, cell in now.items()}
    (one,) = judge(found(**texts), LAYOUT, now, versions)
    return one


def test_into_an_empty_cell() -> None:
    one = verdict(standing(), thap_coi="19")
    assert (one.kind, one.answer, one.remark) == (Kind.NEW, number(19), "")


def test_understood_otherwise_than_written_is_said() -> None:
    one = verdict(standing(), thap_coi="57 trẻ ")
    assert (one.kind, one.remark) == (Kind.NEW, "Hiểu là 57")
    assert verdict(standing(), thap_coi="1.234").remark == ""
    assert verdict(standing(), thap_coi="1234").remark == ""


def test_over_another_answer() -> None:
    one = verdict(standing(thap_coi=number(28)), thap_coi="19")
    assert (one.kind, one.is_conflict) == (Kind.CHANGED, False)
    over_words = standing(thap_coi=Answer(FigureState.NO_CASES, value=0))
    assert verdict(over_words, thap_coi="0").kind == Kind.CHANGED
    over_unread = standing(thap_coi=Answer(FigureState.UNREAD, raw="abc"))
    assert verdict(over_unread, thap_coi="3").kind == Kind.CHANGED


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (number(1234), "1234"),
        (number(1234), "1.234"),
        (Answer(FigureState.ENTERED, value=36, raw="=12+15+9"), "36"),
        (Answer(FigureState.NO_CASES, value=0), "không phát sinh"),
        (Answer(FigureState.NOT_COLLECTED, reason="chưa có sổ"), "Chưa thu thập được: chưa có sổ"),
        (Answer(FigureState.NOT_COLLECTED, reason="chưa có sổ"), "Chưa thu thập được"),
    ],
)
def test_what_stands_there_already(now: Answer, text: str) -> None:
    assert verdict(standing(thap_coi=now), thap_coi=text).kind == Kind.SAME


def test_a_reason_comes_with_its_answer() -> None:
    one = verdict(standing(), thap_coi="Chưa thu thập được – chưa có sổ")
    assert one.answer == Answer(FigureState.NOT_COLLECTED, reason="chưa có sổ")
    again = standing(thap_coi=Answer(FigureState.NOT_COLLECTED, reason="chưa có sổ"))
    assert verdict(again, thap_coi="Chưa thu thập được: mất sổ").kind == Kind.CHANGED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ba trăm", "Trẻ thấp còi phải là số, ví dụ 57"),
        ("97,46153846", "Trẻ thấp còi phải là số nguyên. Bạn nhập 97,46153846"),
        ("1,234", "Trẻ thấp còi: Ý bạn là 1.234? Ghi rõ lại hoặc nhập tay."),
        ("-", "Trẻ thấp còi: Dấu gạch nghĩa là gì? Ghi rõ lại hoặc nhập tay."),
        ("-3", "Trẻ thấp còi không được là số âm. Bạn nhập -3"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_sentence(text: str, words: str) -> None:
    one = verdict(standing(), thap_coi=text)
    assert (one.kind, one.answer, one.remark) == (Kind.ERROR, None, words)


def test_levels_are_read_by_their_words() -> None:
    assert verdict(standing(), muc_do="II").answer == Answer(FigureState.ENTERED, value=2, raw="II")
    assert verdict(standing(), muc_do="cao").kind == Kind.ERROR


def test_a_problem_of_the_file_is_an_error_and_no_cell_is_skipped() -> None:
    entries = [Found("G7", "thap-coi", "05/06/2024", "Ô này là ngày tháng."), Found("M1", "", "x", "Vì sao.")]
    entries.append(Found("M2", "", "y"))
    judged = judge(entries, LAYOUT, standing(), {})
    assert [(one.kind, one.remark) for one in judged] == [
        (Kind.ERROR, "Ô này là ngày tháng."),
        (Kind.SKIPPED, "Vì sao."),
        (Kind.SKIPPED, "Ngoài các ô nhập của phiếu."),
    ]


def test_two_values_for_one_cell_are_both_errors() -> None:
    entries = [Found("dòng 1, cột 2", "thap-coi", "3"), Found("dòng 2, cột 2", "thap-coi", "4")]
    judged = judge(entries, LAYOUT, standing(), {})
    assert [one.kind for one in judged] == [Kind.ERROR, Kind.ERROR]


# --- "5/804"


def test_a_denominator_given_with_its_numerator() -> None:
    judged = judge(found(tu_vong="5/804"), LAYOUT, standing(), {})
    assert [(one.asked.code, one.kind, one.answer.value) for one in judged if one.asked and one.answer] == [
        ("tu-vong", Kind.NEW, 5),
        ("tre-de-song", Kind.NEW, 804),
    ]
    assert judged[1].found.place == "G1"


def test_a_denominator_given_twice_has_to_agree() -> None:
    same = judge(found(tu_vong="5/804", tre_de_song="804"), LAYOUT, standing(), {})
    assert [one.kind for one in same] == [Kind.NEW, Kind.NEW]
    other = judge(found(tu_vong="5/804", tre_de_song="803"), LAYOUT, standing(), {})
    assert [one.kind for one in other] == [Kind.ERROR, Kind.NEW]
    assert other[0].remark == (
        "Tử vong sơ sinh: ghi trên 804 nhưng trẻ đẻ sống lại ghi 803. Sửa một trong hai."
    )
    twice = judge(found(tu_vong="5/804", thap_coi="3/300"), LAYOUT, standing(), {})
    assert len(twice) == 4


def test_only_a_numerator_takes_a_stroke() -> None:
    assert verdict(standing(), tre_de_song="5/804").kind == Kind.ERROR


# --- Somebody else in between


def changed_since(now: Answer, before: Answer | None) -> dict[str, Standing]:
    """The cell was at version 1 when the file was made, and is at 2 now."""
    cells = standing()
    earlier = {1: before} if before is not None else {}
    cells["thap-coi"] = Standing(now, 2, "Lê Thị Hoa", earlier=earlier)
    return cells


def test_changed_by_both_is_a_conflict() -> None:
    one = verdict(changed_since(number(215), number(28)), version=1, thap_coi="212")
    assert (one.kind, one.is_conflict, one.answer) == (Kind.CHANGED, True, number(212))


def test_changed_by_both_to_the_same() -> None:
    assert verdict(changed_since(number(212), number(28)), version=1, thap_coi="212").kind == Kind.SAME


def test_untouched_in_the_file_keeps_the_newer_value() -> None:
    one = verdict(changed_since(number(215), number(28)), version=1, thap_coi="28")
    assert one.kind == Kind.SKIPPED
    assert "số đưa vào là số cũ" in one.remark


def test_changed_there_and_back_is_no_conflict() -> None:
    one = verdict(changed_since(number(28), number(28)), version=1, thap_coi="30")
    assert (one.kind, one.is_conflict) == (Kind.CHANGED, False)


def test_filled_in_by_somebody_while_the_file_was_out() -> None:
    cells = standing(thap_coi=number(215))
    one = verdict(cells, version=0, thap_coi="212")
    assert (one.kind, one.is_conflict) == (Kind.CHANGED, True)


def test_emptied_by_somebody_while_the_file_was_out() -> None:
    one = verdict(changed_since(Answer(FigureState.EMPTY), number(28)), version=1, thap_coi="28")
    assert one.kind == Kind.SKIPPED
    other = verdict(changed_since(Answer(FigureState.EMPTY), number(28)), version=1, thap_coi="30")
    assert (other.kind, other.is_conflict) == (Kind.CHANGED, True)


def test_a_version_nobody_knows_is_a_conflict() -> None:
    assert verdict(changed_since(number(5), None), version=1, thap_coi="6").is_conflict


# --- Whatever comes in


ANSWERS = [
    *(number(value) for value in (0, 7, 1234, 10**15)),
    Answer(FigureState.NO_CASES, value=0),
    Answer(FigureState.NOT_COLLECTED),
    Answer(FigureState.NOT_COLLECTED, reason="chưa có sổ; sổ: mất – tìm lại"),
]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("control", [Control.NUMBER, Control.MONEY])
def test_what_is_written_is_read_back(control: Control, answer: Answer) -> None:
    cell = Asked("x", "X", control)
    back = read_incoming(cell, written(cell, answer)).answer
    assert back is not None
    assert (back.state, back.value, back.reason) == (answer.state, answer.value, answer.reason)


cells_text = st.one_of(
    st.integers(-5, 3000).map(str),
    st.sampled_from(
        [
            "",
            " ",
            "3.1",
            "4.2",
            "6.2",
            "9",
            "5/804",
            "1,234",
            "97.5",
            "=1+2",
            "-",
            "không phát sinh",
            "II",
            "Mã",
        ]
    ),
    st.sampled_from(CODES),
    st.text(max_size=12),
)
blocks = st.lists(st.lists(cells_text, min_size=1, max_size=4), min_size=1, max_size=9)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\n\r"') else text


@given(blocks, st.sets(st.sampled_from(CODES)))
def test_a_pasted_block_never_loses_or_invents_a_figure(rows: list[list[str]], filled: set[str]) -> None:
    """Every non-empty cell beside the codes comes back as it was, once; what would be written is what the
    reader of typed text reads in one of them."""
    text = "\n".join("\t".join(map(quoted, row)) for row in rows)
    now = standing(**{code.replace("-", "_"): number(7) for code in filled})
    try:
        entries = read_block(text, LAYOUT, filled)
    except BlockRefused:
        return
    given_cells = sorted(cell.strip() for row in rows for cell in row if cell.strip())
    back = sorted(entry.text for entry in entries)
    codes = sorted(given_cells)
    for one in back:
        # By hand "3.1 14" is one cell and comes back as its second part.
        if one in codes:
            codes.remove(one)
        else:
            whole = next(cell for cell in codes if cell.endswith(one))
            codes.remove(whole)
    assert all(is_code(cell) for cell in codes)
    versions = {code: cell.version for code, cell in now.items()}
    judged = judge(entries, LAYOUT, now, versions)
    check(entries, judged)


def is_code(cell: str) -> bool:
    labels = {line.label for line in LAYOUT.lines}
    first = cell.split(" ")[0]
    return cell in CODES or cell.replace(",", ".").rstrip(".") in labels or first in CODES


def check(entries: list[Found], judged: list[Judged]) -> None:
    own = [one for one in judged if one.found in entries]
    assert [one.found for one in own] == entries
    taken = [one for one in judged if one.can_be_taken]
    assert len({one.asked.code for one in taken if one.asked}) == len(taken)
    for one in judged:
        if one.kind in (Kind.NEW, Kind.CHANGED):
            assert one.asked is not None
            assert one.answer is not None
            numerator = one.asked.code in LAYOUT.pairs
            assert one.answer == read_incoming(one.asked, one.found.text, is_numerator=numerator).answer
            assert one.answer.state not in (FigureState.EMPTY, FigureState.UNREAD)
        else:
            assert one.answer is None
        if one.kind in (Kind.ERROR, Kind.SKIPPED):
            assert one.remark
