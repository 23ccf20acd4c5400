"""Is a file what its name says, and does it go with a report?"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from plans.kept_files import MOST_BYTES, FileRefused, check_size, kind_of, size_in_words, tidy_name
from tests.papers import DOCX, JPG, PDF, PNG, XLSX, zipped

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXE = b"MZ\x90\0\x03\0\0\0"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
MACROS = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("sơ kết.pdf", PDF, "application/pdf"),
        ("Bao cao.DOCX", DOCX, WORD),
        ("biểu.xlsx", XLSX, EXCEL),
        ("anh.jpg", JPG, "image/jpeg"),
        ("anh.jpeg", JPG, "image/jpeg"),
        ("dau.PNG", PNG, "image/png"),
    ],
)
def test_what_goes_with_a_report(name: str, content: bytes, content_type: str) -> None:
    assert kind_of(name, content).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        # Renamed: what it is counts, not what it is called.
        (
            "ke-hoach.pdf",
            EXE,
            "Tệp “ke-hoach.pdf” không phải là tệp PDF như tên của nó. "
            "Mở lại tệp gốc, lưu đúng loại rồi tải lên lại.",
        ),
        ("anh.png", JPG, "Tệp “anh.png” không phải là tệp ảnh PNG như tên của nó."),
        ("ke-hoach.docx", XLSX, "Tệp “ke-hoach.docx” không phải là tệp Word như tên của nó."),
        ("bieu.xlsx", DOCX, "Tệp “bieu.xlsx” không phải là tệp Excel như tên của nó."),
        ("ke-hoach.docx", zipped("virus.exe"), "Tệp “ke-hoach.docx” không phải là tệp Word"),
        ("ke-hoach.docx", b"PK\x03\x04 hong", "Tệp “ke-hoach.docx” không phải là tệp Word"),
        ("ke-hoach.docx", zipped("word/document.xml"), "Tệp “ke-hoach.docx” không phải là tệp Word"),
        ("ke-hoach.docx", OLD_WORD, "Tệp “ke-hoach.docx” có mật khẩu hoặc là bản Word cũ được đổi tên."),
        ("ke-hoach.docx", MACROS, "Tệp “ke-hoach.docx” có macro nên không nhận."),
        ("trang.pdf", b"<html><script>", "Tệp “trang.pdf” không phải là tệp PDF như tên của nó."),
        ("trang.pdf", b"\n%PDF-1.7", "Tệp “trang.pdf” không phải là tệp PDF như tên của nó."),
        # Kinds that are not taken at all, with what to do instead.
        ("cai-dat.exe", EXE, "Không nhận tệp “cai-dat.exe”. Tệp nhận được: PDF, Word (.docx), Excel (.xlsx)"),
        ("cu.doc", OLD_WORD, "Không nhận tệp “cu.doc”. Mở tệp bằng Word, chọn Lưu thành"),
        ("cu.xls", OLD_WORD, "Không nhận tệp “cu.xls”. Mở tệp bằng Excel, chọn Lưu thành"),
        ("m.docm", MACROS, "Không nhận tệp “m.docm”. Tệp có macro không nhận."),
        ("goi.zip", zipped("a.pdf"), "Không nhận tệp “goi.zip”. Giải nén rồi tải từng tệp lên."),
        ("trang.html", b"<html>", "Không nhận tệp “trang.html”."),
        ("anh.svg", b"<svg>", "Không nhận tệp “anh.svg”."),
        ("ke-hoach.pdf.exe", PDF, "Không nhận tệp “ke-hoach.pdf.exe”."),
        ("khong-duoi", PDF, "Không nhận tệp “khong-duoi”."),
        ("trong.pdf", b"", "Tệp “trong.pdf” trống. Mở lại tệp xem đã lưu nội dung chưa."),
    ],
)
def test_what_does_not_and_what_to_do(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as caught:
        kind_of(name, content)
    assert str(caught.value).startswith(sentence)


def test_a_bomb_is_refused_by_what_it_is_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 MB of nothing in 200 KB, called a Word file."""
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed:
        packed.writestr("bom.bin", b"\0" * (200 * 1024 * 1024))
    assert len(bomb.getvalue()) < 250 * 1024

    def unpacked(*_: object, **__: object) -> None:
        raise AssertionError("nothing is unpacked")

    monkeypatch.setattr(ZipFile, "open", unpacked)
    with pytest.raises(FileRefused, match="không phải là tệp Word"):
        kind_of("bom.docx", bomb.getvalue())
    # Even a real Word file is looked at without reading its parts.
    assert kind_of("that.docx", DOCX).word == "Word"


def test_five_megabytes_and_no_more() -> None:
    assert MOST_BYTES == 5_242_880
    check_size("vua.pdf", 5_242_880)
    with pytest.raises(FileRefused) as caught:
        check_size("qua.pdf", 5_242_881)
    assert str(caught.value) == (
        "Tệp “qua.pdf” nặng 5,1 MB; mỗi tệp nhiều nhất 5 MB. Giảm cỡ ảnh hoặc chia tệp rồi tải lên lại."
    )
    with pytest.raises(FileRefused, match="nặng 12 MB"):
        kind_of("anh.jpg", JPG + b"\0" * (12 * 1024 * 1024 - len(JPG)))


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 KB"), (1024, "1 KB"), (1025, "2 KB"), (1_048_576, "1 MB"), (2_500_000, "2,4 MB")],
)
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("kế hoạch.pdf", "kế hoạch.pdf"),
        ("C:\\Users\\lan\\kế hoạch.pdf", "kế hoạch.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "tep"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_names(name: str, tidy: str) -> None:
    assert tidy_name(name) == tidy
