"""Do two files say the same? Sixteen digits over what a reader sees, short enough to be compared by eye."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256


def in_fours(digits: str) -> str:
    """“1f0c-93ab-…”: the first sixteen hexadecimal digits of a SHA-256."""
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def digest_of_texts(texts: Sequence[str]) -> str:
    """Over texts that are all at hand."""
    return in_fours(sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest())


class RowDigest:
    """The same over rows that come one by one and of which none is kept."""

    def __init__(self) -> None:
        self._hash = sha256()

    def add(self, texts: Iterable[object]) -> None:
        """One row; nothing counts as an empty text."""
        row = ["" if text is None else str(text) for text in texts]
        self._hash.update(json.dumps(row, ensure_ascii=False).encode() + b"\n")

    @property
    def text(self) -> str:
        return in_fours(self._hash.hexdigest())
