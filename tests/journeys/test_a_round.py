"""A round from its opening to a unit's form; closed below one commune, and opened again.

Worked out from the plan of the commune: 19 forms (the province, the district, the commune, nine villages,
seven of its agencies) with 9 × 10 cells in the villages, 12, 1, 6, 7, 7, 4 and 1 in the agencies and 4 of the
commune's own: 132.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

FORM_OF_2025 = "/bao-cao/2025-nam/nd-xa-thon-1/nhap/"
FORM_OF_2024 = "/bao-cao/2024-nam/nd-xa-thon-1/nhap/"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_round_is_looked_at_and_opened(visit: Callable[..., Any], script: bool) -> None:
    with visit(phone=True, script=script) as head, visit(script=script) as province:
        province.signs_in("so.hue")
        page = province.page
        page.get_by_role("link", name="Kỳ báo cáo", exact=True).click()
        province.presses("Mở kỳ báo cáo")
        page.get_by_role("textbox", name="Năm").fill("2025")
        province.presses("Tiếp tục")
        page.get_by_text("Bước 2/3 · Ai nhập").wait_for()
        province.presses("Xem trước")
        page.get_by_role("heading", name="Xem trước kỳ năm 2025").wait_for()
        figures = page.locator("dl.figures > div").all_inner_texts()
        assert [part.split() for part in figures] == [
            ["phiếu", "sẽ", "có", "19"],
            ["ô", "phải", "nhập", "132"],
            ["đơn", "vị", "chưa", "có", "tài", "khoản", "0"],
            ["đơn", "vị", "chưa", "ấn", "định", "hạn", "2"],
        ]
        province.waits_for("Số liệu 15/12/2024 – 14/12/2025.")
        villages = page.get_by_role("row").filter(has_text="Thôn, tổ dân phố")
        assert villages.locator("td").all_inner_texts() == ["9", "10", "90", "20/11/2025"]
        # Looking writes nothing.
        head.signs_in("thon1.namdong")
        assert not head.sees("năm 2025")
        province.presses("Mở kỳ báo cáo")
        province.waits_for("Đã mở kỳ năm 2025. Các đơn vị thấy phiếu ngay ở trang đầu.")
        head.goes_to("/")
        card = head.page.locator("li.task", has_text="Báo cáo năm 2025 – Thôn 1")
        assert "Hạn nộp: hết ngày 20/11/2025" in card.inner_text()
        assert "0/10 ô" in card.inner_text()
        card.get_by_role("link", name="Nhập số liệu").click()
        head.page.wait_for_url(f"**{FORM_OF_2025}")
        assert head.page.locator("#so-tre-em").is_editable()
        # Opened once, it is not opened again.
        province.goes_to("/ky-bao-cao/mo/?loai=year&nam=2025")
        province.presses("Tiếp tục")
        province.waits_for("Kỳ năm 2025 đã mở từ trước.")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_closed_below_and_opened_again(visit: Callable[..., Any], script: bool) -> None:
    with visit(phone=True, script=script) as head, visit(script=script) as district:
        head.signs_in("thon1.namdong")
        head.goes_to(FORM_OF_2024)
        assert head.page.locator("#so-tre-em").is_editable()
        district.signs_in("huyen.namdong")
        district.goes_to("/ky-bao-cao/2024-nam/nam-dong/")
        page = district.page
        page.get_by_role("link", name="Chốt", exact=True).click()
        # Without a reason it is refused, and the tick stays.
        district.presses("Chốt")
        page.locator(".is-invalid, .invalid-feedback").first.wait_for()
        assert page.get_by_label("Xã (chưa rõ tên)").is_checked()
        page.get_by_label("Lý do chốt").fill("Đoàn kiểm tra của huyện đang đối chiếu số liệu.")
        district.presses("Chốt")
        district.waits_for("Đã chốt 1 đơn vị và mọi đơn vị bên dưới.")
        # The village reads why, and types nothing.
        head.goes_to(FORM_OF_2024)
        assert head.page.locator("main input:not([type=hidden])").count() == 0
        head.waits_for("Đã chốt, chỉ xem")
        head.waits_for("Đoàn kiểm tra của huyện đang đối chiếu số liệu.")
        head.waits_for("Muốn sửa, đề nghị Phan Văn Ân mở khoá.")
        head.goes_to("/")
        head.waits_for("Đã chốt, chưa nộp (1)")
        page.get_by_role("link", name="Mở khoá", exact=True).click()
        page.get_by_label("Xã (chưa rõ tên)").check()
        page.get_by_label("Lý do mở khoá").fill("Đối chiếu xong.")
        district.presses("Mở khoá")
        district.page.get_by_role("link", name="Chốt", exact=True).wait_for()
        head.goes_to(FORM_OF_2024)
        head.page.locator("#so-tre-em").fill("96")
        head.page.locator("h1").click()
        if script:
            head.page.wait_for_function("() => sessionStorage.length === 0")
        else:
            head.presses("Lưu nháp")
        head.page.reload()
        assert head.page.locator("#so-tre-em").input_value() == "96"
