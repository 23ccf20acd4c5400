"""A28, the part about files: a long one is asked for, the page is left, a notice comes, the file is fetched;
its code leads back to the page. The worker is the one that the server brings along."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.journeys.conftest import Visitor

FILES = "/xuat-tep/"
PATIENCE = 90


def waits_until(holds: Callable[[], bool], why: str) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, why
        time.sleep(0.5)


def fetched(visitor: Visitor, press: Callable[[], None]) -> tuple[str, bytes]:
    with visitor.page.expect_download(timeout=PATIENCE * 1000) as download:
        press()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.pdf
def test_a_long_file_is_made_while_its_reader_does_something_else(visit: Callable[..., Any]) -> None:
    with visit() as district:
        district.signs_in("huyen.tanyen")
        district.goes_to(f"{FILES}?noi-dung=bieu-tong-hop")
        assert district.sees("Chưa có tệp nào")
        district.page.get_by_label("Định dạng").select_option("pdf")
        district.presses("Xuất tệp")
        assert district.sees("Đang tạo tệp. Xong thì có thông báo; bạn làm việc khác được.")

        # Away from the page; the strip of every page says when there is something new.
        def is_told() -> bool:
            district.goes_to("/thong-bao/")
            return district.sees("Tệp đã tạo xong: Biểu tổng hợp – huyện Tân Yên – Năm 2024")

        waits_until(is_told, "no notice")
        district.page.get_by_role("link", name="Tệp đã tạo xong").first.click()
        assert re.search(r"/xuat-tep/#tep-[0-9A-Z]{4}-[0-9A-Z]{4}$", district.page.url)
        assert district.sees("Xong – ")
        link = district.page.get_by_role("link", name="Tải xuống").first
        name, content = fetched(district, link.click)
        assert name == "Bieu-tong-hop-nam-2024_huyen-Tan-Yen.pdf"
        text = PdfReader(BytesIO(content)).pages[0].extract_text()
        code = district.page.url[-9:]
        assert code in text

        # From paper back to the page.
        district.page.get_by_label("Tra mã tệp").fill(code.lower().replace("-", " "))
        district.presses("Tra mã")
        assert district.sees("Biểu tổng hợp – huyện Tân Yên – Năm 2024")
        district.presses("Mở trang của số liệu")
        assert district.page.url.endswith("/tong-hop/2024-nam/tan-yen/")


def test_an_open_page_follows_the_making_by_itself_and_says_its_end_aloud(visit: Callable[..., Any]) -> None:
    with visit() as district:
        district.signs_in("huyen.tanyen")
        district.goes_to(f"{FILES}?noi-dung=nhat-ky")
        district.presses("Xuất tệp")
        page = district.page
        page.locator(".chip", has_text="Xong – ").wait_for(timeout=PATIENCE * 1000)
        assert "Xong" in page.locator("[data-said]").inner_text()
        assert not page.get_by_text("Xem lại").is_visible()
        name, content = fetched(district, page.get_by_role("link", name="Tải xuống").first.click)
        assert name.startswith("Nhat-ky")
        assert load_workbook(BytesIO(content)).active.max_row > 5_000


def test_a_small_file_comes_at_once_on_a_phone_without_a_script(visit: Callable[..., Any]) -> None:
    with visit(phone=True, script=False) as officer:
        officer.signs_in("vhxh.hoangduc")
        officer.goes_to(f"{FILES}?noi-dung=bieu-tong-hop")
        assert officer.fits()
        officer.page.get_by_label("Số liệu").select_option("tam-tinh")
        name, content = fetched(officer, lambda: officer.presses("Xuất tệp"))
        assert name == "Bieu-tong-hop-nam-2024_xa-Hoang-Duc.xlsx"
        assert load_workbook(BytesIO(content)).active["A1"].value == "Tổng hợp"
        officer.goes_to(FILES)
        assert officer.sees("Đã tải xuống – ")
        assert officer.fits()
