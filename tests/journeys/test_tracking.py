"""Who has sent and who has not, counted by hand from the demonstration's story, two days after the day.

The 22 communes of Tân Yên on 22/11/2024, due on 20/11: six are accepted and six wait for a check, all twelve
in time. Of the ten others Lan Giới has until 25/11; nine are overdue: Phúc Hòa, returned and to be put right
by 15/11, then Ngọc Lý and Việt Ngọc (filled), Quang Tiến, Phúc Sơn, Liên Sơn and Ngọc Vân (begun), Đại Hóa
and Song Vân (nothing yet).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Served, Visitor, count

MATRIX = "/theo-doi/2024-nam/tan-yen/"
LATE = {
    "Xã Phúc Hòa": 7,
    "Xã Ngọc Lý": 2,
    "Xã Việt Ngọc": 2,
    "Xã Quang Tiến": 2,
    "Xã Phúc Sơn": 2,
    "Xã Liên Sơn": 2,
    "Xã Ngọc Vân": 2,
    "Xã Đại Hóa": 2,
    "Xã Song Vân": 2,
}
"""The nine, with the days over."""


@pytest.fixture
def after_the_day(served: Served) -> Served:
    served.moves_to("2024-11-22")
    return served


def figures(visitor: Visitor) -> dict[str, str]:
    """The row of figures: what is said under each, and the figure."""
    parts = visitor.page.locator("dl.figures > div").all()
    return {part.locator("dt").inner_text(): part.locator("dd").inner_text().strip() for part in parts}


def rows(visitor: Visitor) -> list[str]:
    return [name.strip() for name in visitor.page.locator("tbody th.name").all_inner_texts()]


def test_the_matrix(visit: Callable[..., Any], after_the_day: Served) -> None:
    with visit() as district:
        district.signs_in("huyen.tanyen")
        district.goes_to(MATRIX)
        assert figures(district) == {
            "xã đã nộp (54,5%)": "12/22",
            "nộp đúng hạn (54,5%)": "12/22",
            "chờ kiểm tra": "6",
            "bị trả lại": "1",
            "quá hạn": "9",
        }
        page = district.page
        assert len(rows(district)) == 22
        # Every cell is a dash, a share of several units, or an outline with words.
        bare = page.evaluate(
            """() => [...document.querySelectorAll(".matrix td")].filter((cell) => {
              if (!cell.offsetParent || cell.innerText.trim() === "—") return false;
              if (cell.querySelector("a.share")) return !/^\\d+\\/\\d+$/.test(cell.innerText.trim());
              const chip = cell.querySelector(".chip");
              const outline = chip?.querySelector("use")?.getAttribute("href");
              return !outline || !document.querySelector(outline) || !chip.innerText.trim();
            }).map((cell) => cell.innerText)"""
        )
        assert bare == []
        # Ngọc Vân, unit by unit: 6 of 7 accepted or waiting in the villages is 6/6; 3 schools of 3.
        cells = page.get_by_role("row").filter(has_text="Xã Ngọc Vân").locator("td:visible").all_inner_texts()
        said = [cell.split("\n")[0].strip() for cell in cells]
        assert said[2] == "3/3"
        assert said[5] == "6/6"
        # Only the nine, by the link that says so, and all of them.
        page.get_by_role("link", name="Quá hạn (9)").click()
        page.wait_for_url("**/?loc=qua-han")
        assert set(rows(district)) == set(LATE)
        for name, days in LATE.items():
            own = page.get_by_role("row").filter(has_text=name).locator("td.own").inner_text()
            assert f"uá hạn {days} ngày" in own or f"quá hạn sửa {days} ngày" in own, own
        page.get_by_role("link", name="Tất cả (22)").click()
        page.wait_for_url(f"**{MATRIX}*")
        assert len(rows(district)) == 22


def test_every_late_one_is_reminded_once(
    visit: Callable[..., Any], after_the_day: Served, data_dir: Path
) -> None:
    before = count(data_dir, "reporting_reminder")
    with visit() as district, visit() as again:
        for window in (district, again):
            window.signs_in("huyen.tanyen")
            window.goes_to(MATRIX)
            window.presses("Đôn đốc 9 xã quá hạn")
            # The nine are ticked; Lan Giới, three days before its day, is offered.
            window.page.get_by_role("button", name="Gửi nhắc").wait_for()
            assert window.page.get_by_role("checkbox").count() == 10
            assert window.page.get_by_role("checkbox", checked=True).count() == 9
            assert not window.page.get_by_role("checkbox", name="Xã Lan Giới").is_checked()
        district.presses("Gửi nhắc")
        district.waits_for("Đã nhắc 9 đơn vị")
        assert count(data_dir, "reporting_reminder") == before + 9
        assert count(data_dir, "reporting_reminder", "by_id IS NOT NULL") == 9
        # A page from before, pressed within the day: nobody is reminded twice.
        again.presses("Gửi nhắc")
        again.page.wait_for_load_state()
        assert count(data_dir, "reporting_reminder") == before + 9
        # Whoever was reminded says so on the page, and the text for the group names all nine.
        district.goes_to(f"{MATRIX}don-doc/")
        assert district.page.get_by_role("checkbox", disabled=True).count() == 9
        said = district.page.locator("#tin-chung").input_value()
        assert said.startswith("Huyện Tân Yên: chưa có báo cáo năm 2024 của 9 đơn vị:\n")
        for name, days in LATE.items():
            assert f"- {name}: quá hạn {days} ngày" in said
        assert said.endswith(f"Nhập và nộp tại: {district.base}/")
    with visit(phone=True) as commune:
        commune.signs_in("vhxh.daihoa")
        commune.goes_to("/thong-bao/")
        assert "quá hạn 2 ngày" in commune.page.locator("main li").first.inner_text()
