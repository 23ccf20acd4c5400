"""May this file be kept, with a plan or a report? Told by what it is, never by its name alone.

Bytes in, a kind or a sentence out. Nothing is unpacked: of a Word or Excel file only the list of its parts is
read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

MOST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 200
KINDS_IN_WORDS = "PDF, Word (.docx), Excel (.xlsx) hoặc ảnh (.jpg, .png)"

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = "vbaproject.bin"


class FileRefused(Exception):
    """The file is not kept; the message says why and what to do instead."""


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its name for a person, and what a browser is told."""

    word: str
    content_type: str
    holds: Callable[[bytes], bool]


def _begins(signature: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signature)


def _has_part(part: str) -> Callable[[bytes], bool]:
    """Is it an Office file whose main part is this one, with nothing in it that runs?"""

    def holds(content: bytes) -> bool:
        parts = _parts(content)
        return part in parts and "[content_types].xml" in parts and not _runs(parts)

    return holds


_OFFICE = "application/vnd.openxmlformats-officedocument"
_JPEG = Kind("ảnh JPG", "image/jpeg", _begins(b"\xff\xd8\xff"))
KINDS = {
    ".pdf": Kind("PDF", "application/pdf", _begins(b"%PDF-")),
    ".docx": Kind("Word", f"{_OFFICE}.wordprocessingml.document", _has_part("word/document.xml")),
    ".xlsx": Kind("Excel", f"{_OFFICE}.spreadsheetml.sheet", _has_part("xl/workbook.xml")),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".png": Kind("ảnh PNG", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
}
ACCEPT = ",".join(KINDS)
_INSTEAD = {
    ".doc": "Mở tệp bằng Word, chọn Lưu thành → Word Document (.docx), rồi tải lên lại.",
    ".xls": "Mở tệp bằng Excel, chọn Lưu thành → Excel Workbook (.xlsx), rồi tải lên lại.",
    ".docm": "Tệp có macro không nhận. Lưu thành .docx rồi tải lên lại.",
    ".xlsm": "Tệp có macro không nhận. Lưu thành .xlsx rồi tải lên lại.",
    ".heic": "Điện thoại lưu ảnh kiểu HEIC. Gửi ảnh dạng .jpg, hoặc chụp màn hình ảnh đó.",
    ".zip": "Giải nén rồi tải từng tệp lên.",
    ".rar": "Giải nén rồi tải từng tệp lên.",
}


def tidy_name(name: str) -> str:
    """The name of a file without its folder and without what cannot be printed; its ending stays."""
    plain = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    path = PurePath(plain or "tep")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]


def check_size(name: str, size: int) -> None:
    """Refuse before anything is read."""
    if not size:
        raise FileRefused(f"Tệp “{name}” trống. Mở lại tệp xem đã lưu nội dung chưa.")
    if size > MOST_BYTES:
        raise FileRefused(
            f"Tệp “{name}” nặng {_megabytes(size)} MB; mỗi tệp nhiều nhất {_megabytes(MOST_BYTES)} MB. "
            "Giảm cỡ ảnh hoặc chia tệp rồi tải lên lại."
        )


def kind_of(name: str, content: bytes) -> Kind:
    """What the file is, by its own first bytes, if its name says the same. Raises FileRefused."""
    check_size(name, len(content))
    ending = PurePath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        instead = _INSTEAD.get(ending, f"Tệp nhận được: {KINDS_IN_WORDS}.")
        raise FileRefused(f"Không nhận tệp “{name}”. {instead}")
    if not kind.holds(content):
        raise FileRefused(f"Tệp “{name}” {_why_not(kind, content)}")
    return kind


def _why_not(kind: Kind, content: bytes) -> str:
    if content.startswith(_OLD_OFFICE):
        return (
            f"có mật khẩu hoặc là bản {kind.word} cũ được đổi tên. Bỏ mật khẩu, lưu lại bằng "
            f"{kind.word} rồi tải lên lại."
        )
    if _runs(_parts(content)):
        return "có macro nên không nhận. Lưu lại bản không có macro rồi tải lên lại."
    return f"không phải là tệp {kind.word} như tên của nó. Mở lại tệp gốc, lưu đúng loại rồi tải lên lại."


def _parts(content: bytes) -> frozenset[str]:
    """Names inside an Office file, in small letters; none where it is no such file."""
    if not content.startswith(_ZIP):
        return frozenset()
    try:
        with ZipFile(BytesIO(content)) as file:
            return frozenset(name.lower() for name in file.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()


def _runs(parts: frozenset[str]) -> bool:
    return any(part.endswith(_MACROS) for part in parts)


def _megabytes(size: int) -> str:
    """“5”, “5,3”: tenths, rounded up, so that a file that is too big never reads as one that is not."""
    tenths = -(-size * 10 // (1024 * 1024))
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}"


def size_in_words(size: int) -> str:
    """“812 KB”, “2,4 MB”."""
    return f"{-(-size // 1024)} KB" if size < 1024 * 1024 else f"{_megabytes(size)} MB"
