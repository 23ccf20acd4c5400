"""Who is missing, reminded, and told in the Zalo group: with JavaScript and without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

DISTRICT = "/theo-doi/2024-nam/hoang-hoa/"


def times_reminded(row: str) -> int:
    found = re.search(r"nhắc (\d+) lần", row)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_late_are_reminded_once(visit: Callable[..., Any], script: bool) -> None:
    """On the demonstration's day one commune of the district is ten days over."""
    with visit(script=script) as visitor:
        visitor.signs_in("huyen.hoanghoa")
        visitor.page.locator("main").get_by_role("link", name="Theo dõi nộp").first.click()
        assert visitor.page.url.endswith(DISTRICT)
        row = visitor.page.locator("tbody tr", has_text="Xã Hoằng Đức")
        assert "Quá hạn 10 ngày" in row.inner_text()
        before = times_reminded(row.inner_text())
        # Every cell that is not empty has an outline and a word.
        for cell in row.locator("td:visible .chip").all():
            assert cell.locator("svg use").count() == 1
            assert cell.inner_text().strip()
        visitor.page.get_by_role("link", name="Đôn đốc 1 xã quá hạn").click()
        # Waits for the page, and fails if there were two of them.
        assert visitor.page.get_by_role("checkbox").is_checked()
        visitor.page.get_by_role("button", name="Gửi nhắc").click()
        visitor.page.get_by_role("status").wait_for()
        assert visitor.sees("Đã nhắc 1 đơn vị: xã Hoằng Đức.")
        assert times_reminded(row.inner_text()) == before + 1
        visitor.page.get_by_role("link", name="Đôn đốc 1 xã quá hạn").click()
        assert visitor.page.get_by_role("checkbox").is_disabled()
        assert visitor.page.get_by_role("button", name="Gửi nhắc").is_disabled()
        assert visitor.sees("nhắc lại được từ")
    with visit(phone=True, script=script) as visitor:
        visitor.signs_in("vhxh.hoangduc")
        visitor.goes_to("/thong-bao/")
        assert visitor.sees("Nhắc nộp báo cáo năm 2024 của xã Hoằng Đức: quá hạn 10 ngày")


def test_the_text_for_the_group_is_copied(visit: Callable[..., Any]) -> None:
    """Unit, round, day and link; without the script the same text stands there to be selected."""
    with visit() as visitor:
        visitor.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visitor.base)
        visitor.signs_in("huyen.hoanghoa")
        visitor.goes_to(f"{DISTRICT}don-doc/")
        visitor.page.get_by_role("button", name="Sao chép tin Zalo").last.click()
        visitor.page.get_by_role("button", name="Đã sao chép").wait_for()
        said = visitor.page.evaluate("navigator.clipboard.readText()")
        assert said == (
            "Huyện Hoằng Hóa: chưa có báo cáo năm 2024 của 1 đơn vị:\n"
            "- Xã Hoằng Đức: quá hạn 10 ngày (hạn hết ngày 05/11/2024)\n"
            f"Nhập và nộp tại: {visitor.base}/"
        )
    with visit(script=False) as visitor:
        visitor.signs_in("huyen.hoanghoa")
        visitor.goes_to(f"{DISTRICT}don-doc/")
        assert "Xã Hoằng Đức" in visitor.page.locator("#tin-chung").input_value()
        assert not visitor.page.get_by_role("button", name="Sao chép tin Zalo").last.is_visible()
