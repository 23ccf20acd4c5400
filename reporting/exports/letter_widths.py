"""How wide is a text in Times New Roman? Rules are as long as words, and columns as wide as their words.

The widths are those of the typeface's own tables, which every typeface with its measures shares.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# Thousandths of the size; the letters without a diacritic. Letters not named here: _OTHER.
_UPRIGHT = {
    180: "'",
    200: "|",
    250: " ,.\u00a0",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr·",
    389: "Js",
    408: '"',
    444: "?acez“”",
    469: "^",
    480: "{}",
    500: "#$*0123456789_bdđghknopquvxy–",
    549: "≥≤",
    529: "ơ",
    541: "~ư",
    556: "FPS",
    564: "+<=>",
    611: "ELTZ",
    667: "BCR",
    722: "AĐDGHKNOQUVXYw",
    776: "Ư",
    778: "&m",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
    1000: "—‰…",
}
_BOLD = {
    220: "|",
    250: " ,.\u00a0",
    278: "'/\\il",
    333: "!()-:;[]`fjt·",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    549: "≥≤",
    554: "ơ",
    555: '"',
    556: "Sbdđhknpqu",
    570: "+<=>",
    581: "^",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    722: "AĐCDNRUVXYw",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    930: "@",
    944: "M",
    1000: "%W—‰…",
}
_OTHER = 722


def _by_letter(widths: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in widths.items() for letter in letters}


_WIDTHS = {False: _by_letter(_UPRIGHT), True: _by_letter(_BOLD)}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of one line, set in `size` points."""
    return sum(_letter_width(letter, bold) for letter in text) * size / 1000


@cache
def _letter_width(letter: str, bold: bool) -> int:
    """A tone or a hat makes no letter wider, but ơ and ư are letters of their own."""
    widths = _WIDTHS[bold]
    toneless = unicodedata.normalize(
        "NFC", "".join(sign for sign in unicodedata.normalize("NFD", letter) if sign not in _TONES)
    )
    return widths.get(toneless) or widths.get(unicodedata.normalize("NFD", letter)[0], _OTHER)


_TONES = "\u0300\u0309\u0303\u0301\u0323"
