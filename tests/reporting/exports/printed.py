"""What stands where on a printed page? Words with places, sizes and typefaces, read back from a PDF."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True)
class Word:
    """One word; places in millimetres from the upper left corner of its page, size in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    typeface: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Rule:
    """A drawn line or box, in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Page:
    """One page: its size in millimetres and what stands on it."""

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]

    def phrase(self, text: str) -> tuple[Word, ...]:
        """The words of a phrase where it stands first. Raises LookupError."""
        wanted = text.split()
        for start in range(len(self.words)):
            found = self.words[start : start + len(wanted)]
            if [word.text for word in found] == wanted:
                return found
        raise LookupError(text)

    def has(self, text: str) -> bool:
        try:
            self.phrase(text)
        except LookupError:
            return False
        return True

    @property
    def text(self) -> str:
        """Everything without white space, in the order of the file."""
        return "".join(word.text for word in self.words)


def pages(pdf: bytes) -> tuple[Page, ...]:
    """Every page of a file."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(_page(page) for page in document)


def _page(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    return Page(
        width / MILLIMETRE, height / MILLIMETRE, tuple(_words(page, height)), tuple(_rules(page, height))
    )


def _words(page: pypdfium2.PdfPage, height: float) -> Iterator[Word]:
    texts = page.get_textpage()
    whole = "".join(chr(pdfium.FPDFText_GetUnicode(texts, index)) for index in range(texts.count_chars()))
    for found in re.finditer(r"\S+", whole):
        boxes = [texts.get_charbox(index, loose=False) for index in range(*found.span())]
        yield Word(
            text=found[0],
            left=min(box[0] for box in boxes) / MILLIMETRE,
            top=(height - max(box[3] for box in boxes)) / MILLIMETRE,
            right=max(box[2] for box in boxes) / MILLIMETRE,
            bottom=(height - min(box[1] for box in boxes)) / MILLIMETRE,
            size=_size(texts, found.start()),
            typeface=_typeface(texts, found.start()),
        )


def _size(texts: pypdfium2.PdfTextPage, index: int) -> float:
    """In points: what the file says, as its page scales it."""
    matrix = pdfium.FS_MATRIX()
    assert pdfium.FPDFText_GetMatrix(texts, index, matrix)
    return float(round(abs(matrix.d) * pdfium.FPDFText_GetFontSize(texts, index), 1))


def _typeface(texts: pypdfium2.PdfTextPage, index: int) -> str:
    name = ctypes.create_string_buffer(100)
    pdfium.FPDFText_GetFontInfo(texts, index, name, 100, ctypes.c_int())
    return name.value.decode().rpartition("+")[2]


def _rules(page: pypdfium2.PdfPage, height: float) -> Iterator[Rule]:
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = drawn.get_bounds()
        yield Rule(
            left / MILLIMETRE,
            (height - top) / MILLIMETRE,
            right / MILLIMETRE,
            (height - bottom) / MILLIMETRE,
        )
