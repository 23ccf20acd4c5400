"""The report that a leader signs: written beside its pages, taken out as files, issued, amended, read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document as WordDocument
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.pdf
PLACE = "/bao-cao-nam/2023-nam/hoang-duc/002/"
THOUSANDS = re.compile(r"\b(?:19|20)[0-9]{2}\.[0-9]{3}\b|\b2\.0(?:1|2)[0-9]\b")
"""A year written as a number: 2.024."""
WORDS = "Xã đã tổ chức 12 lớp kỹ năng phòng chống đuối nước."


def drawn(page: Page) -> None:
    """The page beside the words is there: not being built, and loaded."""
    expect(page.locator("[data-count-words]")).to_have_text(
        re.compile(r"^\s*Trang \d+/\d+\s*$"), timeout=30_000
    )
    assert page.locator("[data-page]").evaluate(
        "async (image) => { if (!image.complete) await image.decode(); return image.naturalWidth; }"
    )


def begins(visitor: Visitor) -> None:
    visitor.signs_in("vhxh.hoangduc")
    visitor.goes_to("/bao-cao-nam/")
    visitor.page.locator("tr").filter(has_text="Năm 2023").get_by_role("button").click()
    visitor.page.wait_for_url(f"**{PLACE}soan/", timeout=30_000)


def taken(visitor: Visitor, name: str, folder: Path) -> Path:
    """The file that a link hands out."""
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.page.get_by_role("link", name=name, exact=True).locator("visible=true").first.click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def test_written_beside_its_pages(visit: Callable[..., Any]) -> None:
    with visit() as visitor:
        page = visitor.page
        page.set_default_timeout(30_000)
        began = time.monotonic()
        begins(visitor)
        drawn(page)
        # Five seconds on a machine of its own; tests share theirs.
        assert time.monotonic() - began < 30
        # A section is saved when it is left, and the page is drawn again.
        part = page.locator("[data-part=direction]")
        expect(part.locator("[data-part-state]")).to_have_text("Gợi ý từ số liệu")
        before = page.locator("[data-page]").get_attribute("src")
        part.locator("summary").first.click()
        part.locator("textarea").fill(WORDS)
        page.locator("h1").click()
        part.locator("textarea").blur()
        expect(page.locator("[data-saved]")).to_have_text(re.compile("Đã lưu lúc"))
        expect(part.locator("[data-part-state]")).to_have_text(re.compile("Nguyễn Thị Vinh viết"))
        expect(page.locator("[data-page]")).not_to_have_attribute("src", before or "", timeout=30_000)
        drawn(page)
        page.reload()
        drawn(page)
        assert page.locator("#phan-direction").input_value() == WORDS
        # A part is left out, and those behind it are numbered anew.
        page.locator("#bat-next").click()
        expect(page.locator("[data-part=proposals] [data-part-number]")).to_have_text("IV.")
        drawn(page)
        # The pages are turned without leaving the words.
        page.get_by_role("link", name="Trang sau").click()
        expect(page.locator("[data-count-words]")).to_have_text(re.compile(r"Trang 2/"), timeout=30_000)
        drawn(page)
        assert page.url.endswith("/soan/")


def test_three_files(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit() as visitor:
        visitor.page.set_default_timeout(30_000)
        begins(visitor)
        drawn(visitor.page)
        word = taken(visitor, "Xuất Word", tmp_path)
        pdf = taken(visitor, "PDF", tmp_path)
        excel = taken(visitor, "Excel phụ lục", tmp_path)
    assert (word.name, pdf.name) == ("BC-nam-2023_xa-Hoang-Duc_v1.docx", "BC-nam-2023_xa-Hoang-Duc_v1.pdf")
    read = WordDocument(str(word))
    said = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU" in said
    assert read.tables
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    whole = "\n".join(pages)
    # The heads of a table stand again on every page that it goes over to.
    headed = [text for text in pages if "Chỉ tiêu giao" in text and "Đánh giá" in text]
    assert len(headed) > 1
    for text in (whole, said):
        assert re.search(r"\d,\d", text)
        assert not THOUSANDS.search(text), THOUSANDS.search(text)
    assert "14/12/2023" in whole
    sheets = load_workbook(excel)
    assert len(sheets.sheetnames) >= 2
    assert any(sheet.print_title_rows for sheet in sheets)


def test_changed_figures_are_offered_and_a_missing_village_is_named(visit: Callable[..., Any]) -> None:
    """The draft of the Nam Đông commune; a report that waits is accepted after it was begun."""
    address = "/bao-cao-nam/2024-nam/nam-dong-xa-chua-ro-ten/000/soan/"
    with visit(script=False) as visitor:
        page = visitor.page
        page.set_default_timeout(30_000)
        visitor.signs_in("vhxh.namdong")
        visitor.goes_to(address)
        assert not visitor.sees("số đã thay đổi")
        page.get_by_text("Đọc dạng chữ").click()
        text = page.locator(".document-text").inner_text()
        assert re.search(r"[Cc]hưa (gồm|có|đủ)", text)
        assert "Thôn 1" in text
        visitor.goes_to("/kiem-tra/2024-nam/nd-xa-thon-4/")
        visitor.presses("Duyệt")
        visitor.goes_to(address)
        page.get_by_role("link", name=re.compile(r"\d+ số đã thay đổi – Xem và cập nhật")).click()
        old, new = (
            page.locator("tbody tr").first.locator("td").nth(1),
            page.locator("tbody tr td.result").first,
        )
        assert old.inner_text() != new.inner_text()
        # Nothing is taken by looking.
        visitor.goes_to(address)
        assert visitor.sees("số đã thay đổi")
        page.get_by_role("link", name=re.compile("Xem và cập nhật")).click()
        visitor.presses("Cập nhật theo số bây giờ")
        assert visitor.sees("Đã cập nhật:")
        assert not visitor.sees("Xem và cập nhật")


def test_issued_amended_and_public(visit: Callable[..., Any]) -> None:
    """Without a script from the first to the last press."""
    with visit(script=False) as visitor:
        page = visitor.page
        page.set_default_timeout(30_000)
        begins(visitor)
        page.locator("[data-part=proposals] summary").click()
        page.locator("#phan-proposals").fill("Đề nghị huyện hỗ trợ lớp bơi.")
        visitor.presses("Lưu và xem lại")
        assert visitor.sees("Đã lưu lúc")
        visitor.presses("Phát hành…")
        page.locator("main form").get_by_role("button", name="Phát hành").click()
        assert visitor.sees("Đã phát hành. Bản này giữ nguyên từ nay.")
        assert page.url.endswith(f"{PLACE}ban-1/")
        visitor.presses("Lập bản sửa đổi")
        page.get_by_label("Vì sao phải sửa đổi").fill("Trạm Y tế gửi lại số liệu.")
        visitor.presses("Lập bản sửa đổi")
        page.wait_for_url(f"**{PLACE}soan/")
        page.get_by_text("Đọc dạng chữ").click()
        assert visitor.sees("Trạm Y tế gửi lại số liệu.")
        assert page.locator("#phan-proposals").input_value() == "Đề nghị huyện hỗ trợ lớp bơi."
        # The words were never read for the public, so the public version has none of them.
        visitor.goes_to(f"{PLACE}ban-1/?cong-khai=1")
        page.get_by_text("Đọc dạng chữ").click()
        assert not visitor.sees("Đề nghị huyện hỗ trợ lớp bơi.")


def test_a_leader_has_the_signed_one_in_one_press(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit(phone=True) as visitor:
        visitor.signs_in("lanhdao.tanyen")
        visitor.page.wait_for_load_state()
        pdf = taken(visitor, "Tải PDF", tmp_path)
    whole = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "PHÓ CHỦ TỊCH" in whole
    assert "Thân Thị Hải" in whole
    assert "DỰ THẢO" not in whole


def test_two_presses_to_the_word_file(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit() as visitor:
        visitor.signs_in("vhxh.namdong")
        visitor.presses("Báo cáo năm")
        visitor.page.wait_for_url("**/bao-cao-nam/")
        row = visitor.page.locator("tr").filter(has_text="Đang soạn").first
        with visitor.page.expect_download(timeout=60_000) as download:
            row.get_by_role("link", name=re.compile("^Word")).click()
        assert download.value.suggested_filename.startswith("BC-nam-2024_")


@pytest.mark.parametrize("phone", [False, True], ids=["PC", "phone"])
def test_nothing_for_axe_and_nothing_sideways(visit: Callable[..., Any], phone: bool) -> None:
    findings: list[str] = []
    axe = Axe()
    nam_dong = "/bao-cao-nam/2024-nam/nam-dong-xa-chua-ro-ten/000/"
    screens = ["/bao-cao-nam/", "/the-thuc/nam-dong-xa-chua-ro-ten/"]
    screens += [
        f"{nam_dong}{end}" for end in ("soan/", "ban-1/", "soan/so-lieu/?so=tam-tinh", "soan/phat-hanh/")
    ]
    with visit(phone=phone) as visitor:
        page = visitor.page
        page.set_default_timeout(30_000)
        visitor.signs_in("vhxh.namdong")
        for path in screens:
            visitor.goes_to(path)
            for part in page.locator("main details").all():
                part.evaluate("(one) => { one.open = true; }")
            if phone:
                page.set_viewport_size({"width": 320, "height": 640})
            if not visitor.fits():
                findings.append(f"{path} scrolls sideways")
            if page.locator("h1").count() != 1 or page.locator("main .btn-primary:visible").count() > 1:
                findings.append(f"{path} has several titles or filled buttons")
            for found in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
                if found["impact"] in ("serious", "critical"):
                    findings.append(f"{path} {found['id']} {found['nodes'][0]['target']}")
    assert findings == []
