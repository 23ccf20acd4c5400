"""Is a quoted sentence found in the document, whatever stands between its words, and nothing changed?"""

import tomllib

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from plans.quotations import Document, Passage, one_line

FOLDER = settings.BASE_DIR / "fixtures" / "plans"
TEXT = "I. MỤC TIÊU\n- Chỉ tiêu 1: **Giảm** tỷ lệ\n\n 12 \n\ntrẻ em  bị xâm hại;\n- Chỉ tiêu 2: Tăng 10 %.\n"


def test_a_quotation_is_found_across_lines_bold_type_and_page_numbers():
    start, end = Document(TEXT).find("Giảm tỷ lệ trẻ em bị xâm hại")
    assert TEXT[start:end] == "Giảm** tỷ lệ\n\n 12 \n\ntrẻ em  bị xâm hại"


def test_what_is_not_there_is_not_found():
    document = Document(TEXT)
    assert document.find("Giảm tỷ lệ trẻ em bị bạo lực") is None
    assert document.find("  ") is None


def test_a_second_like_sentence_is_found_behind_the_first():
    text = "đạt 90%; và nữa: đạt 90%."
    document = Document(text)
    assert document.find("đạt 90%") == (0, 7)
    assert document.find("đạt 90%", after=7) == (17, 24)
    assert document.find("đạt 90%", after=20) == (0, 7)  # behind nothing: anywhere


def test_the_pieces_are_the_document():
    pieces = Document(TEXT).passages(
        [("1", "tỷ lệ trẻ em bị xâm hại"), ("2", "Tăng 10 %"), ("3", "không có")]
    )
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [(piece.names, one_line(piece.text)) for piece in pieces if piece.names] == [
        (("1",), "tỷ lệ trẻ em bị xâm hại"),
        (("2",), "Tăng 10 %"),
    ]


def test_sentences_that_overlap_share_a_piece():
    pieces = Document("một hai ba bốn").passages([("a", "một hai ba"), ("b", "hai ba bốn")])
    assert pieces == [Passage("một hai ba bốn", ("a", "b"))]


@pytest.mark.parametrize("key", ["000", "001", "002", "003", "004"])
def test_every_chi_tieu_is_found_in_its_document(key: str):
    plan = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    text = (FOLDER / plan["document"]).read_text(encoding="utf-8")
    words = {row["number"]: row["words"] for row in plan["indicators"]}
    pieces = Document(text).passages(words.items())
    assert "".join(piece.text for piece in pieces) == text
    found = {name: one_line(piece.text) for piece in pieces for name in piece.names}
    assert set(found) == set(words)
    for number, quoted in words.items():
        assert one_line(quoted) in found[number]


@given(st.text(alphabet="ab *\n1", max_size=40), st.text(alphabet="ab 1", max_size=6))
def test_pieces_never_lose_a_letter(text: str, words: str):
    assert "".join(piece.text for piece in Document(text).passages([("x", words)])) == text


@given(st.text(alphabet="ab *\n1", max_size=40), st.text(alphabet="ab 1", min_size=1, max_size=6))
def test_found_is_what_comparing_whole_lines_finds(text: str, words: str):
    is_there = bool(one_line(words)) and one_line(words) in one_line(text)
    found = Document(text).find(words)
    assert (found is not None) is is_there
    if found:
        assert one_line(words) == one_line(text[found[0] : found[1]] + "\n-").removesuffix(" -")
