"""How does the Word file print? LibreOffice makes pages of it, and words are looked for in their places."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest

from reporting.documents.content import Annex, Document, Paragraph
from reporting.exports.word import word_file
from tests.sample_report import long_table, sample_document

pytestmark = [pytest.mark.office, pytest.mark.slow]

MM_PER_POINT = 25.4 / 72
ROWS = 48
"""More than a page across holds."""
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A word on paper; lengths in millimetres from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def middle(line: Sequence[Word]) -> float:
    return (line[0].left + line[-1].right) / 2


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def is_across(self) -> bool:
        return self.width > self.height

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def number(self) -> str:
        """What stands in the upper margin."""
        return " ".join(word.text for word in self.words if word.bottom < 20)

    def find(self, phrase: str, at: int = 0) -> tuple[Word, ...]:
        """The words of a phrase where it stands for the first time, or a later one."""
        wanted = phrase.split()
        texts = [word.text for word in self.words]
        found = [start for start in range(len(texts)) if texts[start : start + len(wanted)] == wanted]
        assert len(found) > at, f"{phrase!r} does not stand {at + 1} times in {self.text}"
        return self.words[found[at] : found[at] + len(wanted)]


Printer = Callable[..., list[list[Page]]]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """Makes pages of documents, all in one run of LibreOffice.

    Every run has a home of its own: two LibreOffices on one profile wait for each other for ever.
    """

    def print_them(*documents: Document) -> list[list[Page]]:
        folder = tmp_path_factory.mktemp("office")
        names = [f"document-{position}" for position, _ in enumerate(documents)]
        for name, document in zip(names, documents, strict=True):
            (folder / f"{name}.docx").write_bytes(word_file(document).getvalue())
        _run(
            *("soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "pdf", *(f"{name}.docx" for name in names)),
            folder=folder,
        )
        return [_pages(folder, name) for name in names]

    return print_them


def _run(*command: str, folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _pages(folder: Path, name: str) -> list[Page]:
    _run("pdftotext", "-bbox", f"{name}.pdf", f"{name}.html", folder=folder)
    return [_page(*found) for found in _PAGE.findall((folder / f"{name}.html").read_text("utf-8"))]


def _page(width: str, height: str, content: str) -> Page:
    words = (
        Word(unescape(text), *(float(place) * MM_PER_POINT for place in places))
        for *places, text in _WORD.findall(content)
    )
    return Page(float(width) * MM_PER_POINT, float(height) * MM_PER_POINT, tuple(words))


@pytest.fixture(scope="module")
def pages(printed: Printer) -> list[Page]:
    """The report with a text of two pages and its two annexes, the second of more rows than a page holds."""
    text = "Ủy ban nhân dân xã đã ban hành kế hoạch và phân công các ngành, các thôn thực hiện đúng hạn. " * 3
    results, long = sample_document().annexes
    annexes = (results, replace(long, table=long_table(ROWS)))
    (pages,) = printed(sample_document(opening=(Paragraph("\n".join([text] * 10)),), annexes=annexes))
    return pages


def test_the_text_stands_upright_and_annexes_across_on_a4(pages: list[Page]) -> None:
    assert [page.is_across for page in pages] == [False, False, True, True, True]
    for page in pages:
        short, long = sorted((page.width, page.height))
        assert (short, long) == (pytest.approx(210, abs=0.5), pytest.approx(297, abs=0.5))


def test_pages_are_numbered_from_the_second_and_each_annex_anew(pages: list[Page]) -> None:
    assert [page.number for page in pages] == ["", "2", "", "", "2"]
    for page, left, right in ((pages[1], 30, 20), (pages[4], 30, 15)):
        assert middle(page.find("2")) == pytest.approx((left + page.width - right) / 2, abs=0.5)


def test_words_keep_to_the_margins(pages: list[Page]) -> None:
    for page in pages:
        right = 15 if page.is_across else 20
        assert min(word.left for word in page.words) >= 30 - 0.2
        assert max(word.right for word in page.words) <= page.width - right + 0.2
        assert max(word.bottom for word in page.words) <= page.height - 20 + 0.2


def test_issuer_and_nation_are_level_and_so_are_number_and_place(pages: list[Page]) -> None:
    first = pages[0]
    issuer, nation = first.find("ỦY BAN NHÂN DÂN"), first.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    name, motto = first.find("XÃ AN SƠN"), first.find("Độc lập - Tự do - Hạnh phúc")
    number, place = first.find("/BC-UBND"), first.find("An Sơn, ngày")
    for left, right in ((issuer, nation), (name, motto), (number, place)):
        assert left[0].top == pytest.approx(right[0].top, abs=1)
        assert left[-1].right < right[0].left
    assert len({round(word.top) for word in nation}) == 1  # on one line
    assert middle(motto) == pytest.approx(middle(nation), abs=0.5)


def test_the_title_is_in_the_middle_of_the_line(pages: list[Page]) -> None:
    kind, subject = pages[0].find("BÁO CÁO"), pages[0].find("Kết quả thực hiện Kế hoạch")
    assert middle(kind) == pytest.approx(110, abs=0.5)
    assert 0 < subject[0].top - kind[0].top < 8


def test_paragraphs_begin_a_centimetre_in_and_fill_the_line(pages: list[Page]) -> None:
    start = pages[0].find("Ủy ban nhân dân xã đã ban hành")[0]
    assert start.left == pytest.approx(40, abs=0.2)
    line = [word for word in pages[0].words if abs(word.top - start.top) < 1]
    assert max(word.right for word in line) == pytest.approx(190, abs=0.3)


def test_the_signature_is_right_of_nơi_nhận_with_room_to_sign(pages: list[Page]) -> None:
    last = pages[1]
    recipients, authority = last.find("Nơi nhận:"), last.find("TM. ỦY BAN NHÂN DÂN")
    position, name = last.find("PHÓ CHỦ TỊCH"), last.find("Nguyễn Thị Hường")
    assert recipients[0].top == pytest.approx(authority[0].top, abs=1)
    assert recipients[0].left == pytest.approx(30, abs=0.2)
    assert authority[0].left > 110
    assert name[0].top - position[0].bottom > 20
    middles = [middle(line) for line in (authority, position, name)]
    assert max(middles) - min(middles) < 0.5


def test_the_head_of_a_long_table_stands_on_each_of_its_pages(pages: list[Page]) -> None:
    for page in pages[3:]:
        assert page.text.count("Chỉ tiêu giao, mốc") == 1
        assert page.find("Chỉ tiêu")[0].top > 20
    rows = [page.text.count("Trẻ em bị tai nạn, thương tích") for page in pages[3:]]
    assert sum(rows) == ROWS // 2
    assert all(rows)
    assert all(page.text.count("600,0/10.000") == count for page, count in zip(pages[3:], rows, strict=True))


def test_every_row_of_a_long_table_is_printed(printed: Printer) -> None:
    annex = Annex("long", "", "BIỂU DÀI", long_table(200))
    ((_, *found),) = printed(sample_document(annexes=(annex,)))
    assert sum(page.text.count("600,0/10.000") for page in found) == 100
    assert [page.number for page in found] == ["", *map(str, range(2, len(found) + 1))]
    assert all(page.find("Đủ số liệu") for page in found)


def test_the_stamp_is_the_last_thing_that_is_read(pages: list[Page]) -> None:
    address = pages[-1].find("Địa chỉ trang: http://127.0.0.1:8000/t/K7QM-29XA/")[-1]
    assert address.top == max(word.top for word in pages[-1].words)
    assert "K7QM-29XA" not in "".join(page.text for page in pages[:-1])


def test_the_stamp_never_stands_alone_on_a_page(printed: Printer) -> None:
    """However many rows there are, and with remarks or without, something of the annex stands above it."""
    annexes = [
        Annex("long", "", "BIỂU DÀI", long_table(rows), remarks=remarks)
        for remarks in ((), ("Dấu — nghĩa là không có.",))
        for rows in range(20, 36, 2)
    ]
    found = printed(*(sample_document(annexes=(annex,)) for annex in annexes))
    assert {len(pages) for pages in found} == {2, 3}  # on one page, and on two
    for *_, last in found:
        assert last.find("Xã An Sơn ·")[0].top > 28


def test_everything_at_once(printed: Printer) -> None:
    """A draft of an amended edition of a body below another one, to several places, with an upright annex."""
    heading = replace(
        sample_document().heading,
        superior="UBND XÃ HOẰNG HÓA",
        issuer=("PHÒNG VĂN HÓA - XÃ HỘI",),
        number="15",
    )
    ((first, second, annex),) = printed(
        sample_document(
            heading=heading,
            is_draft=True,
            amends="Bản 2, thay Bản 1",
            addressed_to=("Ủy ban nhân dân tỉnh", "Sở Y tế"),
            grounds=("Căn cứ Luật Trẻ em",),
            opening=(Paragraph("\n".join(["Ủy ban nhân dân xã đã ban hành kế hoạch."] * 20)),),
            annexes=(replace(sample_document().annexes[0], number="", is_landscape=False),),
        )
    )
    order = [
        first.find(phrase)[0].top
        for phrase in (
            *("UBND XÃ HOẰNG HÓA", "PHÒNG VĂN HÓA - XÃ HỘI", "Số: 15/BC-UBND", "DỰ THẢO", "BÁO CÁO"),
            *("(Bản 2, thay", "Kính gửi:", "- Ủy ban nhân dân tỉnh;", "- Sở Y tế.", "Căn cứ Luật"),
        )
    ]
    assert order == sorted(order)
    dash, colon = first.find("- Ủy ban nhân dân tỉnh;")[0], first.find("Kính gửi:")[1]
    assert colon.right - 2 < dash.left + 1 < colon.right + 2  # the dash is below the colon
    assert [page.number for page in (first, second, annex)] == ["", "2 DỰ THẢO", "DỰ THẢO"]
    assert [page.find("DỰ THẢO")[-1].right for page in (second, annex)] == pytest.approx([190, 190], abs=0.3)
    assert not annex.is_across
    assert annex.text.startswith("DỰ THẢO Phụ lục BIỂU KẾT QUẢ")
