"""What is a file called? One way for every export: no diacritics, no spaces, safe on every machine."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
PUBLIC = "cong-khai"
_OTHER = re.compile(r"[^A-Za-z0-9.]+")


def plain(text: str) -> str:
    """“xã Hoằng Đức” → “xa-Hoang-Duc”: letters without marks, everything else a hyphen."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(sign for sign in letters if unicodedata.category(sign) != "Mn")
    return _OTHER.sub("-", bare).strip("-.")


def file_name(
    what: str, ending: str, *, period: str = "", place: str = "", version: int = 0, is_public: bool = False
) -> str:
    """“BC-nam-2024_xa-Hoang-Duc_v2.docx”: what and when, of which place, which edition.

    period: name of the round, “Năm 2024”; place: name of the unit; ending: as in `ExportFormat`.
    """
    when = plain(period)
    parts = [
        "-".join(filter(None, (plain(what), f"{when[:1].lower()}{when[1:]}"))),
        plain(place),
        PUBLIC if is_public else "",
        f"v{version}" if version else "",
    ]
    return f"{'_'.join(filter(None, parts))[:LONGEST]}.{ending}"
