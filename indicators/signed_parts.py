"""Which parts of a Chỉ tiêu can be measured each by itself? Suggestions for its components.

Pure. Every part is an exact piece of the sentence, in its order. Documents string several demands together
with “;”, “+”, “và”, “trong đó” or a bracket; only a person can be sure where one ends, so these are
suggestions. A part is cut only where a new demand with its own number or its own verb begins.
"""

from __future__ import annotations

import re

_LIMITS = r"(?:trên|dưới|hơn|ít\s+nhất|tối\s+thiểu|không\s+(?:quá|dưới)|từ|đạt|có|xuống|còn|khoảng)\s+"
_AMOUNT = rf"(?:{_LIMITS})*\d[\d.,]*(?:\s*(?:đến|[-–])\s*\d[\d.,]*)?\s*(?:%|‰)(?:\s*trở\s+(?:lên|xuống))?"
# A number with its own population behind it; "và 100% vào năm 2030" goes on with the same one.
_NEW_AMOUNT = (
    rf"(?:(?:duy\s+trì|phấn\s+đấu|đảm\s+bảo|bảo\s+đảm)\s+)*{_AMOUNT}"
    r"(?=\s+(?!vào|đến|trong\s+năm|năm|và|trở|mỗi|hằng|hàng|giai\s+đoạn)\w)"
)
_VERBS = (
    r"(?:triển\s+khai|xây\s+dựng|thành\s+lập|hình\s+thành|bố\s+trí|tổ\s+chức|ban\s+hành|kiện\s+toàn|duy\s+trì\s+mức"
    r"|hoàn\s+thành|nâng\s+cao\s+hiệu\s+quả|thiết\s+lập)"
)
_CUTS = re.compile(
    rf"""
      \s*;\s*(?:\+\s*)?
    | \s*\.+\s+(?:[+\-–]\s*)?
    | \s*(?<=\s)[+]\s+
    | \s*,\s+(?=(?:trong\s+đó|riêng)(?:\s+\w+){{0,2}}?\s+{_AMOUNT})
    | \s+(?=\(\s*(?:trong\s+đó|riêng)\s[^()]*\d[^()]*\))
    | \s+và\s+(?={_NEW_AMOUNT})
    | \s*,\s+(?={_NEW_AMOUNT})
    | \s+và\s+(?=được\s)
    | \s*,\s+(?={_VERBS}\s)
    | \s+và\s+(?={_VERBS}\s)
    | \s*,\s+(?=[^,;.]*\smức\s+độ\s+(?:i{{1,3}}|[0-3])(?!\w))
    """,
    re.VERBOSE,
)
_LIST = re.compile(r"(?:như|gồm|sau(?:\s+đây)?)\s*:\s")
_STARTS_WITH_AMOUNT = re.compile(
    rf"^\W*(?:(?:duy\s+trì|và|phấn\s+đấu|phần\s+đấu|đảm\s+bảo|bảo\s+đảm)\s+)*{_AMOUNT}", re.I
)
_FEWEST_WORDS = 3
_EDGES = " \t\r\n\xa0;,.+"


def split_parts(sentence: str) -> tuple[str, ...]:
    """The parts, at least one unless the sentence is empty; each `part in sentence` holds."""
    lower = sentence.lower() if len(sentence.lower()) == len(sentence) else sentence
    places = [0]
    for cut in _CUTS.finditer(lower):
        piece = sentence[places[-1] : cut.start()]
        if _is_cut(sentence, cut, piece):
            places += [cut.start(), cut.end()]
    places.append(len(sentence))
    pieces = (sentence[start:end].strip(_EDGES) for start, end in zip(places[::2], places[1::2], strict=True))
    return tuple(piece for piece in pieces if piece.strip())


def _is_cut(sentence: str, cut: re.Match[str], piece: str) -> bool:
    """Does a new demand begin behind the break, and is what stands before it one?"""
    before, after = piece.lower(), sentence[cut.end() :]
    if len(piece.split()) < _FEWEST_WORDS and ";" not in cut[0]:
        return False  # "Duy trì và đảm bảo 100% …"
    if ";" in cut[0]:
        # "Dưới các hình thức như: …; …; …" is one demand, and so is a list of names in quotes.
        return not _LIST.search(before) and not after.startswith(("“", '"', "‘", "'"))
    if "." in cut[0]:
        return after[:1].isupper()
    if after.lower().startswith("được"):
        # "100% trẻ em … được cấp thẻ … và được khám": only behind a number that opens the words.
        return _STARTS_WITH_AMOUNT.match(before) is not None
    if re.match(rf"{_VERBS}\s", after.lower()):
        # "Trên 50% xã xây dựng và thành lập Quỹ": the verb belongs to the number.
        return re.search(r"\d\s*[%‰]", before) is None
    return True
