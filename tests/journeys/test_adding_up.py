"""From the number of a province down to the cell that somebody typed, and from two sources to one sum.

Read from the demonstration's story: huyện Tân Yên has 22 communes; xã Ngọc Vân alone has its villages and
agencies on the system, and its three own cells. Its villages and its station both count 3 injured children.
In the commune of Nam Đông thôn 1 has entered nothing of its ten cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Visitor

PROVINCE = "/tong-hop/2024-nam/bac-giang/"
DISTRICT = "/tong-hop/2024-nam/tan-yen/"
COMMUNE = "/tong-hop/2024-nam/ngoc-van/"
WITHOUT_ONE = "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/"
SPECIAL = "Trẻ em có hoàn cảnh đặc biệt"
INJURED = "so-tre-bi-tai-nan-thuong-tich"
CHECK = "/bao-cao/2024-nam/ngoc-van/kiem-tra-nop/"


def row_of(page: Page, name: str) -> Locator:
    """The row of a table of results by its Chỉ tiêu or its unit."""
    return page.locator("tr.opens").filter(has=page.get_by_role("link", name=name, exact=True))


def cell(row: Locator, label: str) -> str:
    """What stands in a column, without the smaller line under it."""
    return str(row.locator(f"td[data-label='{label}']").first.inner_text()).split("\n")[0].strip()


def number(text: str) -> int:
    """“1.089”, or nothing."""
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else 0


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_the_province_to_the_log_of_a_cell(visit: Callable[..., Any], script: bool) -> None:
    with visit(script=script) as officer:
        officer.signs_in("so.bacgiang")
        officer.goes_to(f"{PROVINCE}?so=tam-tinh")
        page = officer.page
        clicks = 0
        for name in (SPECIAL, "Huyện Tân Yên", "Xã Ngọc Vân", "Thôn 1"):
            if name == "Thôn 1":
                came_from = page.url
            row_of(page, name).get_by_role("link", name=name, exact=True).click()
            page.wait_for_load_state()
            clicks += 1
        page.wait_for_url("**/bao-cao/2024-nam/ngoc-van-thon-1/o/**")
        assert clicks <= 4
        log = page.locator("section", has=page.get_by_role("heading", name="Nhật ký của ô"))
        assert "Nguyễn Văn Bảo" in log.inner_text()  # who typed it
        # On the way back every crumb leads to its place, with the same row open and the same figures.
        for crumb, heading in (
            ("Huyện Tân Yên", "Tổng hợp năm 2024 – huyện Tân Yên"),
            ("Tỉnh Bắc Giang", "Tổng hợp năm 2024 – tỉnh Bắc Giang"),
        ):
            page.goto(came_from)
            crumbs = page.locator(".breadcrumbs")
            levels = [text.strip() for text in crumbs.locator("li").all_inner_texts()]
            assert levels == ["Tỉnh Bắc Giang", "Huyện Tân Yên", "Xã Ngọc Vân"]
            crumbs.get_by_role("link", name=crumb).click()
            page.get_by_role("heading", name=heading).wait_for()
            assert page.locator(".provisional-words").inner_text() == "tạm tính, chưa duyệt"
            assert row_of(page, SPECIAL).get_by_role("link", name=SPECIAL).get_attribute("aria-expanded") == (
                "true"
            )
        assert officer.fits()


def test_a_ratio_is_a_sum_over_a_sum(visit: Callable[..., Any]) -> None:
    """The communes of the district differ in size, so the mean of their rates is another number."""
    with visit() as officer:
        officer.signs_in("huyen.tanyen")
        officer.goes_to(f"{DISTRICT}?so=tam-tinh")
        page = officer.page
        row = row_of(page, SPECIAL)
        row.get_by_role("link", name=SPECIAL).click()
        page.locator("tr.child").first.wait_for()
        children = page.locator("tr.child").all()
        assert len(children) == 22
        parts = [(number(cell(each, "Tử số")), number(cell(each, "Mẫu số"))) for each in children]
        above, below = number(cell(row, "Tử số")), number(cell(row, "Mẫu số"))
        assert (above, below) == (sum(part for part, _ in parts), sum(whole for _, whole in parts))
        shown = float(cell(row, "Kết quả").removesuffix("%").replace(",", "."))
        assert abs(shown - 100 * above / below) <= 0.05
        rates = [Fraction(100 * part, whole) for part, whole in parts if whole]
        assert abs(float(sum(rates) / len(rates)) - shown) > 0.01
        # The ledger says the same in words, line by line, and can be printed.
        page.get_by_role("link", name="Xem cách tính").click()
        page.get_by_role("heading", name=f"Cách tính: 8.1 {SPECIAL}").wait_for()
        assert "Không lấy trung bình các tỷ lệ." in page.locator("main").inner_text()
        total = page.locator("tr.total")
        assert (number(cell(total, "Tử số")), number(cell(total, "Mẫu số"))) == (above, below)
        page.emulate_media(media="print")
        assert page.locator(".print-line").is_visible()
        assert not page.locator(".nav-row").is_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["PC", "phone"])
def test_a_missing_village_is_said_everywhere(visit: Callable[..., Any], phone: bool) -> None:
    with visit(phone=phone) as coordinator:
        coordinator.signs_in("vhxh.namdong")
        coordinator.goes_to(f"{WITHOUT_ONE}?so=tam-tinh")
        page = coordinator.page
        row = page.locator("tr.opens").filter(has_text="8/9 thôn").first
        assert "tổng hợp chưa đủ" in row.inner_text()
        hatch = "element => getComputedStyle(element).backgroundImage"
        assert "gradient" in row.locator("td.result").evaluate(hatch)
        row.locator(".row-link").click()
        missing = row_of(page, "Thôn 1")
        assert "0/1 thôn" in missing.inner_text()
        assert "Chưa nhập" in missing.inner_text()
        assert "gradient" in missing.locator("td.result").evaluate(hatch)
        assert "gradient" not in row_of(page, "Thôn 7").locator("td.result").evaluate(hatch)
        assert coordinator.fits()


def test_by_unit_the_worst_first(visit: Callable[..., Any]) -> None:
    with visit() as officer:
        officer.signs_in("huyen.tanyen")
        officer.goes_to(f"{DISTRICT}?so=tam-tinh")
        page = officer.page
        page.get_by_role("link", name="Theo đơn vị").click()
        page.get_by_label("Chỉ tiêu", exact=True).select_option(label=f"8.1 {SPECIAL}")
        officer.presses("Xem")
        page.get_by_role("columnheader", name="Kết quả").get_by_role("link").click()
        page.wait_for_url("**sap=ket-qua**")
        assert page.get_by_role("columnheader", name="Kết quả").get_attribute("aria-sort") == "descending"
        shown = [cell(each, "Kết quả") for each in page.locator("tr.opens").all()]
        rates = [float(text.removesuffix("%").replace(",", ".")) for text in shown if text.endswith("%")]
        assert len(rates) > 10
        assert rates == sorted(rates, reverse=True)
        assert all(not text.endswith("%") for text in shown[len(rates) :])
        total = page.locator("tr.total")
        parts = page.locator("tr.opens td[data-label='Tử số']").all_inner_texts()
        assert number(cell(total, "Tử số")) == sum(map(number, parts))


def changes_its_mind(head: Visitor) -> None:
    """Thôn 5 takes its report back and counts three injured children instead of none."""
    head.signs_in("thon5.ngocvan")
    head.goes_to("/bao-cao/2024-nam/ngoc-van-thon-5/bien-nhan/")
    head.presses("Rút lại")
    head.goes_to("/bao-cao/2024-nam/ngoc-van-thon-5/nhap/")
    head.page.locator(f"#{INJURED}").fill("3")
    head.presses("Kiểm tra và nộp")
    head.page.wait_for_url("**/kiem-tra-nop/")


def test_two_sources_are_settled_before_the_report_goes_up(visit: Callable[..., Any]) -> None:
    with visit() as head:
        changes_its_mind(head)
    with visit() as coordinator:
        coordinator.signs_in("vhxh.ngocvan")
        page = coordinator.page
        coordinator.goes_to(f"{COMMUNE}?so=tam-tinh")
        strip = page.locator(".strip-message", has_text="Lệch: Các thôn cộng lại 6, Trạm Y tế ghi 3.")
        assert strip.count() > 0
        # What the station says counts until somebody chooses, and nothing goes up before.
        coordinator.goes_to("/bao-cao/2024-nam/ngoc-van/nhap/")
        page.locator("#so-tre-khuyet-tat-duoc-tiep-can").fill("5")
        coordinator.presses("Kiểm tra và nộp")
        page.wait_for_url("**/kiem-tra-nop/")
        page.get_by_label("Lý do nộp thiếu").fill("Ba đơn vị nộp sau")
        for box in page.get_by_label("Rà soát đầy đủ hơn").all():
            box.check()
        coordinator.presses("Nộp báo cáo")
        coordinator.waits_for("Chọn số dùng")
        assert "bien-nhan" not in page.url
        coordinator.goes_to(f"{COMMUNE}?so=tam-tinh")
        strip.first.get_by_role("link", name="Chọn số dùng").click()
        page.get_by_label("Dùng số các thôn cộng lại: 6").check()
        page.get_by_label("Lý do").fill("Thôn có danh sách từng vụ")
        coordinator.presses("Ghi số dùng")
        page.wait_for_url("**/kiem-tra-nop/")
        page.get_by_label("Lý do nộp thiếu").fill("Ba đơn vị nộp sau")
        for box in page.get_by_label("Rà soát đầy đủ hơn").all():
            box.check()
        coordinator.presses("Nộp báo cáo")
        page.wait_for_url("**/bien-nhan/")
        # The ledger keeps the choice, with who, when and why.
        coordinator.goes_to(f"{COMMUNE}?so=tam-tinh")
        row = page.locator("tr.opens").filter(has_text="tai nạn thương tích").first
        assert cell(row, "Tử số") == "6"
        row.locator(".row-link").click()
        page.get_by_role("link", name="Xem cách tính").click()
        line = page.get_by_role("row").filter(has_text="Dùng số đối chiếu (nguồn 3, đối chiếu 6)")
        assert "+3" in line.inner_text()
        assert "Thôn có danh sách từng vụ" in line.inner_text()
        assert "Hoàng Thị Sim" in line.inner_text()
