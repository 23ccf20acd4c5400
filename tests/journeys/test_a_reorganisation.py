"""Two communes merge: said and previewed, cancelled, scheduled again; then its day comes and the years hang
together.

Read from the demonstration: xã Ngọc Vân (six villages and ten agencies on the system) and xã Song Vân
(which types for itself) of huyện Tân Yên have reports of 2021 to 2024.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import Served, Visitor

DECISION = "Nghị quyết 1658/NQ-UBTVQH15 ngày 16/6/2025"
SPECIAL = "Trẻ em có hoàn cảnh đặc biệt"


def counted(page: Page, name: str = SPECIAL) -> tuple[int, int]:
    """Numerator and denominator of a Chỉ tiêu on a page of totals."""
    row = page.locator("tr.opens").filter(has=page.get_by_role("link", name=name, exact=True)).first
    texts = [
        row.locator(f"td[data-label='{label}']").first.inner_text().split("\n")[0]
        for label in ("Tử số", "Mẫu số")
    ]
    first, second = (int(re.sub(r"\D", "", text)) for text in texts)
    return first, second


def totals_of(visitor: Visitor, key: str, year: int = 2023) -> tuple[int, int]:
    visitor.goes_to(f"/tong-hop/{year}-nam/{key}/")
    return counted(visitor.page)


def fills_in(officer: Visitor) -> None:
    """From the list to the preview, as somebody does who has the decision in hand."""
    page = officer.page
    officer.goes_to("/don-vi/sap-xep/")
    officer.presses("Lập sắp xếp")
    page.get_by_label("Ở nơi khác? Tìm tỉnh, huyện, xã").fill("huyen tan yen")
    officer.presses("Tìm")
    page.get_by_role("link", name="Huyện Tân Yên, tỉnh Bắc Giang").click()
    page.get_by_role("row", name="Sáp nhập").get_by_role("link", name="Xã").click()
    page.get_by_label("Xã Ngọc Vân", exact=True).check()
    page.get_by_label("Xã Song Vân", exact=True).check()
    page.get_by_label("Tên đơn vị mới").fill("Xã Tân Vân")
    page.get_by_label("Khu vực").select_option("rural")
    page.get_by_label("Văn bản căn cứ").fill(DECISION)
    page.get_by_label("Có hiệu lực từ ngày").fill("01/07/2025")
    officer.presses("Xem trước")
    officer.waits_for("Xem trước: Sáp nhập xã Ngọc Vân, xã Song Vân thành xã Tân Vân")


def rows_of(data_dir: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every unit, span, post and succession of the journey's own copy."""
    tables = ("units_unit", "units_placement", "units_posting", "units_succession", "units_directkind")
    with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608
            for table in tables
        }


def test_two_communes_become_one_and_keep_their_years(
    visit: Callable[..., Any], served: Served, data_dir: Path
) -> None:
    with visit() as officer:
        officer.signs_in("so.bacgiang")
        page = officer.page
        old = {key: totals_of(officer, key) for key in ("ngoc-van", "song-van")}
        before = rows_of(data_dir)

        fills_in(officer)
        shown = page.locator("main").inner_text()
        # Reports, users, years are named before anybody confirms.
        assert "6 thôn" in shown
        assert "Hoàng Thị Sim, công chức Văn hóa - Xã hội: xã Ngọc Vân → xã Tân Vân" in shown
        assert "Vũ Thị Thơm, công chức Văn hóa - Xã hội: xã Song Vân → xã Tân Vân" in shown
        assert "2021–2024" in shown
        assert rows_of(data_dir) == before
        assert officer.fits()

        # Scheduled, and cancelled before its day: everything is as it was.
        officer.presses("Lên lịch áp dụng")
        officer.waits_for("Đã lên lịch: Sáp nhập xã Ngọc Vân, xã Song Vân thành xã Tân Vân.")
        assert rows_of(data_dir) != before
        page.get_by_text("Huỷ việc sắp xếp này").click()
        page.get_by_label("Lý do huỷ").fill("Chờ nghị quyết chính thức")
        officer.presses("Huỷ sắp xếp")
        officer.waits_for("Đã huỷ; đơn vị và người phụ trách trở lại như trước.")
        after = rows_of(data_dir)
        assert after["units_placement"] == before["units_placement"]
        assert after["units_posting"] == before["units_posting"]
        assert after["units_succession"] == before["units_succession"] == []

        fills_in(officer)
        officer.presses("Lên lịch áp dụng")
        officer.waits_for("Đã lên lịch")

    served.moves_to("2025-07-02")
    with visit() as officer:
        officer.signs_in("so.bacgiang")
        page = officer.page
        # 2023 still shows the old communes, with unchanged totals.
        assert {key: totals_of(officer, key) for key in old} == old
        # The tree of the day before has the two, that of the day the one.
        officer.goes_to("/don-vi/tan-yen/theo-ngay/?ngay=30/06/2025")
        assert officer.sees("Xã Ngọc Vân")
        assert not officer.sees("Xã Tân Vân")
        officer.goes_to("/don-vi/tan-yen/theo-ngay/?ngay=01/07/2025")
        assert not officer.sees("Xã Ngọc Vân")
        link = page.get_by_role("link", name="Xã Tân Vân")
        found = re.search(r"/don-vi/([^/]+)/", link.get_attribute("href") or "")
        assert found
        new = found[1]
        # The new commune's 2023 is the sum of the two, says so, and carries the mark.
        summed = tuple(sum(parts) for parts in zip(*old.values(), strict=True))
        assert totals_of(officer, new) == summed
        assert officer.sees("◊")
        assert officer.sees("Ngọc Vân")
        assert officer.fits()

    # Who coordinated one of the two coordinates the new one, and reaches the years of both.
    with visit() as coordinator:
        coordinator.signs_in("vhxh.songvan")
        assert coordinator.sees("xã Tân Vân")
        assert totals_of(coordinator, "ngoc-van") == old["ngoc-van"]
        assert totals_of(coordinator, new) == summed
