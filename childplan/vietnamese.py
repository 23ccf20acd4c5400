"""How is Vietnamese text cleaned, searched, sorted and dated, the same way on every database?

Text is stored composed (NFC). Databases differ in what they know of Vietnamese, so names that are searched or
sorted carry two computed columns, `FoldedField` and `SortKeyField`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from childplan.clock import VIET_NAM

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField  # subscriptable for the type checker only

# --- Text

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def nfc(text: str) -> str:
    """The text in composed form (NFC), without control characters; tabs and line breaks stay.

    Phones, Macs and PDF files write "ế" as several characters, which look the same and are not equal.
    """
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def tidied(text: str) -> str:
    """A name as it is kept: composed, single spaces, nothing that cannot be seen.

    What is pasted from a page or from Word brings spaces without width; marks that turn the direction of
    writing would make a name read as another one on paper.
    """
    return " ".join("".join(sign for sign in nfc(text) if unicodedata.category(sign) != "Cf").split())


def folded(text: str) -> str:
    """The search form: lower case, without diacritics, single spaces; "Tân  Yên" → "tan yen".

    The place of a tone mark makes no difference ("hóa", "hoá"). Digits and signs such as ‰ stay.
    """
    bare = "".join(sign for sign in _decomposed(text) if unicodedata.category(sign) != "Mn")
    return " ".join(unicodedata.normalize("NFC", bare).replace("đ", "d").split())


def _decomposed(text: str) -> str:
    """Lower case, marks as characters of their own, nothing invisible (soft hyphen, zero-width space)."""
    letters = unicodedata.normalize("NFD", nfc(text).lower())
    return "".join(sign for sign in letters if unicodedata.category(sign) != "Cf")


# --- Order

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {letter: str(rank) for rank, letter in enumerate(_ALPHABET, start=20)}
_NO_TONE = "0"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_END, _GAP, _NUMBER, _FOREIGN = "00", "01", "1", "9"


def sort_key(text: str) -> str:
    """A key of digits that sorts as Vietnamese does: letters a ă â … d đ …, then tones, numbers by size.

    Capitals and punctuation make no difference; tones (ngang huyền hỏi ngã sắc nặng) count per syllable and
    only between equal letters: Ba, Bà, Bá, Bác. "Thôn 2" comes before "Thôn 10". Only the characters 0–9,
    because every collation of every database puts these in the same order.
    """
    words = _WORD.findall(_decomposed(text))
    return _GAP.join(_rank_of_word(word) for word in words) + _END + "".join(_tone(word) for word in words)


def given_name_sort_key(full_name: str) -> str:
    """A key for persons: by the given name, which stands last, then by the whole name."""
    words = full_name.split()
    return sort_key(words[-1] if words else "") + sort_key(full_name)


def _tone(word: str) -> str:
    return next((_TONES[sign] for sign in word if sign in _TONES), _NO_TONE)


def _rank_of_word(word: str) -> str:
    toneless = unicodedata.normalize("NFC", "".join(sign for sign in word if sign not in _TONES))
    return "".join(_rank(part) for part in re.findall(r"[0-9]+|.", toneless))


def _rank(part: str) -> str:
    """Two digits for a letter; a number is preceded by its length; letters of other scripts come last."""
    if part.isascii() and part.isdigit():
        number = part.lstrip("0") or "0"
        return f"{_NUMBER}{min(len(number), 99):02}{number}"
    if part in _RANKS:
        return _RANKS[part]
    if unicodedata.category(part) == "Mn":
        return ""
    base = unicodedata.normalize("NFD", part)[0]
    return _RANKS.get(base, f"{_FOREIGN}{ord(part):07}")


class _ComputedField(_CharField):
    """A text column computed from another field of the row whenever Django writes the row.

    `save()` and `bulk_create()` fill it. `update()` and `bulk_update()` do not, and `save(update_fields=…)`
    only if it is named there: whoever changes the source that way writes both.
    """

    def __init__(self, *args: Any, source: str, maker: Callable[[str], str], **options: Any) -> None:
        self.source = source
        self.maker = maker
        options["editable"] = False
        options.setdefault("max_length", 300)
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        del options["editable"]
        return name, path, args, options | {"source": self.source, "maker": self.maker}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        computed = self.maker(getattr(model_instance, self.source) or "")[: self.max_length]
        setattr(model_instance, self.attname, computed)
        return computed


class FoldedField(_ComputedField):
    """The search form of another field: `filter(name_folded__contains=folded(words))`."""

    def __init__(self, *args: Any, source: str, **options: Any) -> None:
        options["maker"] = folded
        super().__init__(*args, source=source, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        del options["maker"]
        return name, path, args, options


class SortKeyField(_ComputedField):
    """The sort key of another field: `order_by("name_sort")`; people take `maker=given_name_sort_key`."""

    def __init__(
        self, *args: Any, source: str, maker: Callable[[str], str] = sort_key, **options: Any
    ) -> None:
        super().__init__(*args, source=source, maker=maker, **options)


# --- What comes in


class NormaliseTextMiddleware:
    """Puts everything typed or linked (address, query string, form fields, names of uploaded files) into
    `nfc` form. A zero byte in an address would else reach PostgreSQL, which knows none.

    The body is read no sooner than without it: on first use of `request.POST` or `request.FILES`, so upload
    handlers can still be set by a view, and a JSON body is left to its view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _normalise(request)
        return self.get_response(request)


def _normalise(request: Any) -> None:
    """Django has no public place between reading a form and handing it out, so this wraps the reading."""
    request.path_info = nfc(request.path_info)
    request.GET = _normalised(request.GET)
    load = request._load_post_and_files

    def load_normalised() -> None:
        load()
        request._post = _normalised(request._post)
        for _, files in request._files.lists():
            for file in files:
                file.name = nfc(file.name)

    request._load_post_and_files = load_normalised


def _normalised(values: QueryDict) -> QueryDict:
    """An immutable copy; two spellings of one key become one key with the values of both."""
    copy = QueryDict(mutable=True, encoding=values.encoding)
    for key, texts in values.lists():
        for text in texts:
            copy.appendlist(nfc(key), nfc(text))
    copy._mutable = False
    return copy


# --- Dates in words

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def short_date(day: date) -> str:
    """20/11/2024. A moment gives its day in Asia/Ho_Chi_Minh, here and below."""
    day = _day(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def weekday_date(day: date) -> str:
    """Thứ Tư 20/11/2024."""
    return f"{_WEEKDAYS[_day(day).weekday()]} {short_date(day)}"


def long_date(day: date) -> str:
    """ngày 05 tháng 12 năm 2024, as in documents.

    Nghị định 30/2020/NĐ-CP, Phụ lục I: a zero goes before days below 10 and before the months 1 and 2 only.
    """
    day = _day(day)
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def clock_time(instant: datetime) -> str:
    """14:32 in Asia/Ho_Chi_Minh."""
    return _in_viet_nam(instant).strftime("%H:%M")


def moment(instant: datetime) -> str:
    """14:45 ngày 15/11/2024 in Asia/Ho_Chi_Minh."""
    return f"{clock_time(instant)} ngày {short_date(instant)}"


def _day(day: date) -> date:
    return _in_viet_nam(day).date() if isinstance(day, datetime) else day


def _in_viet_nam(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return instant.astimezone(VIET_NAM)
