"""Where in a signed document does a quoted sentence stand?

A quotation is compared by its words alone: line breaks, runs of spaces, asterisks of bold type and lines that
hold nothing but a page number count for nothing. The document itself is never changed, so what is found is a
place in the text as it was received, mistakes included.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

_PAGE_NUMBER = re.compile(r"^[ \t\f]*\d{1,3}[ \t]*$", re.MULTILINE)


def one_line(text: str) -> str:
    """Text for comparing quotations: single spaces, no asterisks of bold type, no lines of page numbers."""
    return " ".join(_PAGE_NUMBER.sub(" ", text.replace("*", "")).split())


@dataclass(frozen=True)
class Passage:
    """A piece of the document as received; `names` are those of the sentences it holds, none between them."""

    text: str
    names: tuple[str, ...] = ()


class Document:
    """A document that can be searched for quotations."""

    def __init__(self, text: str) -> None:
        self.text = text
        letters: list[str] = []
        self._places: list[int] = []
        skipped = {
            place for found in _PAGE_NUMBER.finditer(text) for place in range(found.start(), found.end())
        }
        for place, letter in enumerate(text):
            if letter == "*":
                continue
            if place in skipped or letter.isspace():
                if letters and letters[-1] != " ":
                    letters.append(" ")
                    self._places.append(place)
                continue
            letters.append(letter)
            self._places.append(place)
        self._line = "".join(letters)

    def find(self, words: str, after: int = 0) -> tuple[int, int] | None:
        """Start and end of the quotation in the text: first behind `after`, else anywhere; None: nowhere."""
        wanted = one_line(words)
        if not wanted:
            return None
        index = self._line.find(wanted, bisect_left(self._places, after))
        if index < 0:
            index = self._line.find(wanted)
        if index < 0:
            return None
        return self._places[index], self._places[index + len(wanted) - 1] + 1

    def passages(self, quotations: Iterable[tuple[str, str]]) -> list[Passage]:
        """The whole text in pieces. Takes (name, words) in the document's order; together the pieces are the
        text, letter for letter. Quotations that overlap share one passage; what is nowhere names none."""
        spans: list[tuple[int, int, str]] = []
        after = 0
        for name, words in quotations:
            found = self.find(words, after)
            if found is not None:
                spans.append((*found, name))
                after = found[1]
        pieces: list[Passage] = []
        end = 0
        for start, stop, names in _joined(sorted(spans)):
            if start > end:
                pieces.append(Passage(self.text[end:start]))
            pieces.append(Passage(self.text[start:stop], names))
            end = stop
        if end < len(self.text):
            pieces.append(Passage(self.text[end:]))
        return pieces


def _joined(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, tuple[str, ...]]]:
    joined: list[tuple[int, int, tuple[str, ...]]] = []
    for start, stop, name in spans:
        if joined and start < joined[-1][1]:
            first, last, names = joined[-1]
            joined[-1] = (first, max(last, stop), (*names, name))
        else:
            joined.append((start, stop, (name,)))
    return joined
