"""Is a text written in one of the old Vietnamese codes? Then it is named, and never stored as it is.

TCVN3 (typefaces .VnTime, .VnArial …) and VNI (VNI-Times …) show Vietnamese letters by drawing other signs in
their place: without the typeface "không phát sinh" reads "kh«ng ph¸t sinh" or "khoâng phaùt sinh".
"""

from __future__ import annotations

import re

from childplan.vietnamese import folded

TCVN3, VNI = "TCVN3", "VNI"
_SENTENCE = (
    "Chữ theo bảng mã {code} (phông {typeface}). Chuyển sang Unicode, phông Times New Roman, rồi đưa vào lại."
)
_TYPEFACES = {TCVN3: ".VnTime", VNI: "VNI-Times"}

_UNICODE_ONLY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
# Latin signs that no Vietnamese word in Unicode has, standing right behind a letter as vowels do.
_TCVN3_ONLY = "¡¢£¤¥¦§¨©ª¬®¯¶¸¹¼½¾ÆËÎÏÑÖ×ØÜÞß"
_FOREIGN = f"{_TCVN3_ONLY}µäåæçëîïðñö÷øüûþ"
_IN_WORD = re.compile(rf"[A-Za-z][{_FOREIGN}]|[A-Za-z][«»][A-Za-z]|[®©¨ª¬][A-Za-z·{_FOREIGN}]|§[a-z]|ñ[a-z]")
# In VNI the mark stands as a sign of its own behind the vowel that it belongs to; these pairs are in no word
# of Unicode text, where "oá", "oà", "uê" and the like are.
_VNI_MARK = re.compile(r"[ae][ùøûõïâáàåãäêéèúüë]|o[ùøûõïâåä]|u[øûõï]|ñ[a-zöô]|ö[ùøûõïôa-z]", re.IGNORECASE)

_PLAIN_ANSWERS = {"co", "khong", "khong phat sinh", "chua thu thap duoc", "hoan thanh", "dang thuc hien"}


def legacy_code(text: str, typeface: str = "") -> str:
    """TCVN3, VNI or empty. The typeface of the cell, where it is known, decides: a short word may show no
    sign of its code. Digits are the same in every code."""
    if not any(not sign.isascii() for sign in text) or _UNICODE_ONLY.search(text):
        return ""
    if folded(text).partition(":")[0].strip(" .") in _PLAIN_ANSWERS:
        return ""  # typed with a keyboard set to Unicode into a cell that still has the old typeface
    name = typeface.casefold()
    if name.startswith(".vn"):
        return TCVN3
    if name.startswith("vni"):
        return VNI
    if _is_vni(text):
        return VNI
    return TCVN3 if _IN_WORD.search(text) else ""


def legacy_remark(code: str) -> str:
    """What to do about it."""
    return _SENTENCE.format(code=code, typeface=_TYPEFACES[code])


def _is_vni(text: str) -> bool:
    if any(sign in _TCVN3_ONLY + "«»" for sign in text):
        return False
    return bool(_VNI_MARK.search(text))
