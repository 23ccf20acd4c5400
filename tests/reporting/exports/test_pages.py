"""Do the pages of a draft become pictures, from one drawing, whoever asks for them in which order?"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pypdfium2
import pytest
from django.conf import settings as real_settings
from django.core.cache import caches
from PIL import Image

from childplan import settings as product_settings
from reporting.documents.content import Document
from reporting.exports import pages
from reporting.exports.pages import MOST_WIDTH, NoSuchPage, page_count, page_picture, preview_pdf
from reporting.exports.pdf import PdfUnavailable
from tests.sample_report import sample_document


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    caches["pages"].clear()
    yield
    caches["pages"].clear()


# --- Pictures


def blank_pdf(*sizes: tuple[int, int]) -> bytes:
    """Pages without a word, of these sizes in points."""
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


A4 = (595, 842)
ACROSS = (842, 595)


def opened(picture: bytes) -> Image.Image:
    image = Image.open(BytesIO(picture))
    image.load()
    return image


def test_pages_are_counted() -> None:
    assert page_count(blank_pdf(A4)) == 1
    assert page_count(blank_pdf(A4, ACROSS, A4)) == 3


@pytest.mark.parametrize("width", [1, 300, 900, MOST_WIDTH])
def test_a_picture_is_as_wide_as_asked_and_as_high_as_its_page(width: int) -> None:
    pdf = blank_pdf(A4, ACROSS)
    upright, across = opened(page_picture(pdf, 1, width)), opened(page_picture(pdf, 2, width))
    assert upright.format == "PNG"
    assert abs(upright.width - width) <= 1
    assert abs(upright.height - width * 842 / 595) <= 1
    assert abs(across.width - width) <= 1
    assert abs(across.height - width * 595 / 842) <= 1


def test_a_page_without_end_is_no_picture_without_end() -> None:
    picture = opened(page_picture(blank_pdf((10, 14000)), 1, 900))
    assert picture.height <= pages.MOST_HEIGHT


@pytest.mark.parametrize("number", [0, -1, 3, 10**9])
def test_a_page_that_is_not_there_is_said_so(number: int) -> None:
    with pytest.raises(NoSuchPage):
        page_picture(blank_pdf(A4, A4), number, 300)
    assert issubclass(NoSuchPage, LookupError)


@pytest.mark.parametrize("width", [0, -5, MOST_WIDTH + 1])
def test_a_width_that_is_none_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="pixels wide"):
        page_picture(blank_pdf(A4), 1, width)


def test_many_threads_may_ask_at_once() -> None:
    pdf = blank_pdf(*[A4, ACROSS] * 6)
    with ThreadPoolExecutor(8) as people:
        pictures = list(
            people.map(lambda number: opened(page_picture(pdf, number, 200)), list(range(1, 13)) * 4)
        )
    assert [picture.width < picture.height for picture in pictures] == [True, False] * 24


@pytest.mark.pdf
@pytest.mark.slow
def test_pictures_show_what_is_printed() -> None:
    pdf = preview_pdf(sample_document())
    shown = [opened(page_picture(pdf, number, 900)) for number in range(1, page_count(pdf) + 1)]
    assert len(shown) == 4
    first = shown[0]
    assert first.mode == "L"
    assert first.getextrema() == (0, 255)
    # Margins are white: 30 mm on the left, 20 mm at the foot.
    assert first.crop((0, 0, round(29.5 / 210 * 900), first.height)).getextrema() == (255, 255)
    assert first.crop((0, round(277.5 / 297 * first.height), 900, first.height)).getextrema() == (255, 255)
    # Words in greys, not only black and white: small letters stay readable.
    assert 10 <= len(first.getcolors(256)) <= pages.GREYS


# --- One drawing for all pages


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """What was drawn, in order; a drawing takes a while, and is no PDF."""
    asked: list[Document] = []

    def draw(document: Document) -> BytesIO:
        asked.append(document)
        sleep(0.05)
        return BytesIO(f"%PDF {len(asked)} {document.subject}".encode())

    monkeypatch.setattr(pages, "document_pdf", draw)
    return asked


def test_the_same_words_are_drawn_once(drawn: list[Document]) -> None:
    assert preview_pdf(sample_document()) == preview_pdf(sample_document())
    assert len(drawn) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Khác"},
        {"is_draft": True},
        {"notes": ()},
        {"annexes": sample_document().annexes[:1]},
        {"stamp": replace(sample_document().stamp, edition="Tạm tính")},
        {"stamp": replace(sample_document().stamp, is_public=True)},
    ],
)
def test_another_word_is_another_drawing(drawn: list[Document], changes: dict[str, Any]) -> None:
    first = preview_pdf(sample_document())
    assert preview_pdf(sample_document(**changes)) != first
    assert len(drawn) == 2
    assert preview_pdf(sample_document()) == first


def test_a_minute_later_it_is_the_same_drawing_and_carries_no_code(drawn: list[Document]) -> None:
    document = sample_document()
    preview_pdf(document)
    later = replace(
        document.stamp, made_at="09:01 05/12/2024", code="AAAA-BBBB", address="http://127.0.0.1/t/"
    )
    preview_pdf(replace(document, stamp=later))
    (only,) = drawn
    assert (only.stamp.made_at, only.stamp.code, only.stamp.address) == ("", "", "")
    assert only.stamp.digest == document.stamp.digest


def test_who_asks_at_the_same_time_waits_for_the_one_drawing(drawn: list[Document]) -> None:
    together = Barrier(6)

    def ask(_: int) -> bytes:
        together.wait()
        return preview_pdf(sample_document())

    with ThreadPoolExecutor(6) as browser:
        answers = set(browser.map(ask, range(6)))
    assert len(answers) == len(drawn) == 1


def test_a_machine_that_cannot_draw_says_so_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Document) -> BytesIO:
        raise PdfUnavailable("Máy chủ chưa tạo được tệp PDF.")

    monkeypatch.setattr(pages, "document_pdf", refuse)
    for _ in range(2):
        with pytest.raises(PdfUnavailable):
            preview_pdf(sample_document())


# --- Where it lies


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """The cache of the product, as it is, in another place."""
    place = tmp_path / "pages"
    settings.CACHES = real_settings.CACHES | {"pages": product_settings.CACHES["pages"] | {"LOCATION": place}}
    return place


def test_processes_share_a_folder_that_only_their_user_opens(drawn: list[Document], folder: Path) -> None:
    preview_pdf(sample_document())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    del caches["pages"]  # as another process begins: nothing in memory
    assert preview_pdf(sample_document()).startswith(b"%PDF 1")
    assert len(drawn) == 1


def test_no_more_than_a_few_drawings_are_kept(drawn: list[Document], folder: Path) -> None:
    store = caches["pages"]
    for number in range(200):
        store.set(str(number), b"x")
    assert len(list(folder.iterdir())) <= 60


def test_a_full_disk_costs_time_only(
    drawn: list[Document], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches["pages"], "set", full)
    assert preview_pdf(sample_document()).startswith(b"%PDF 1")
    assert preview_pdf(sample_document()).startswith(b"%PDF 2")


def test_a_lost_folder_costs_time_only(drawn: list[Document], folder: Path) -> None:
    preview_pdf(sample_document())
    for kept in folder.iterdir():
        kept.unlink()
    folder.rmdir()
    assert preview_pdf(sample_document()).startswith(b"%PDF 2")
    assert len(list(folder.iterdir())) == 1


def test_it_lies_in_the_folder_of_the_data_and_ages() -> None:
    kept = product_settings.CACHES["pages"]
    assert kept["LOCATION"] == product_settings.DATA_DIR / "pages"
    assert kept["TIMEOUT"] == 15 * 60
