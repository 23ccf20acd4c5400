"""From the village head to the province's roll-up and the downloaded files, clicked through a real browser.

The figures are worked out by hand. In the demonstration three villages of the commune are accepted: thôn 7
with 94 children, thôn 8 with 82, thôn 9 with 92; each has one child in special circumstances, who is helped.
The journey adds thôn 1: 96 children, 4 in special circumstances, 3 of them helped. Then the commune has,
officially and from 4 of its 9 villages:
    96 + 94 + 82 + 92 = 364 children,
    4 + 1 + 1 + 1 = 7 of them in special circumstances (7/364 = 1,92…%),
    3 + 1 + 1 + 1 = 6 of these helped (6/7 = 85,71…%).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

VILLAGE = "/bao-cao/2024-nam/nd-xa-thon-1"
CHECK_VILLAGE = "/kiem-tra/2024-nam/nd-xa-thon-1/"
COMMUNE = "nam-dong-xa-chua-ro-ten"


def fill(visitor: Any, **typed: str) -> None:
    for name, value in typed.items():
        visitor.page.locator(f"#so-{name.replace('_', '-')}").fill(value)


def choose(visitor: Any, code: str, answer: str, reason: str = "") -> None:
    """Another answer than a number, from the small sheet under the cell."""
    cell = visitor.page.locator("details.other", has=visitor.page.locator(f"#khac-{code}"))
    cell.locator("summary").click()
    visitor.page.locator(f"#khac-{code}").select_option(answer)
    if reason:
        visitor.page.locator(f"#ly-do-{code}").fill(reason)


def save(visitor: Any) -> None:
    """By the button, or by leaving the last box where the page saves by itself."""
    if visitor.page.locator("[data-without-script]").is_visible():
        return press(visitor, "Lưu nháp")
    visitor.page.locator("h1").click()
    visitor.page.wait_for_function("() => sessionStorage.length === 0")
    return None


def press(visitor: Any, name: str) -> None:
    visitor.page.get_by_role("button", name=name, exact=True).last.click()
    if name == "Kiểm tra và nộp":
        # With the script the page goes there only when every figure is saved.
        # From a cell's own address the browser takes its fragment along.
        visitor.page.wait_for_url(re.compile("/kiem-tra-nop/(#.*)?$"))


def explain(visitor: Any) -> None:
    """The usual reason at every warning that has none."""
    for box in visitor.page.locator(".explain-line:not(.is-explained) input[value=fuller]").all():
        box.check()


def only_one_filled_button(visitor: Any) -> bool:
    count: int = visitor.page.locator(".btn-primary:visible").count()
    return count == 1


def the_village_enters(visit: Callable[..., Any], *, script: bool) -> None:
    with visit(phone=True, script=script) as head:
        head.signs_in("thon1.namdong")
        assert head.sees("Thôn 1")
        assert head.sees("Còn 5 ngày")
        assert head.sees("20/11/2024")
        assert only_one_filled_button(head)
        head.page.get_by_role("link", name="Nhập số liệu", exact=True).click()
        assert head.page.url.endswith(f"{VILLAGE}/nhap/")
        assert head.fits()
        # A wrong number stays where it was typed, with a sentence beside it and in the summary.
        fill(head, tre_em="chín mươi sáu", nguoi_5_17="70")
        save(head)
        assert head.page.locator("#so-tre-em").input_value() == "chín mươi sáu"
        assert head.sees("phải là số")
        head.page.reload()
        assert head.page.locator("#so-tre-em").input_value() == "chín mươi sáu"
        assert head.page.locator("#so-nguoi-5-17").input_value() == "70"
        # An unclear one is asked about.
        fill(head, tre_em="96", lao_dong_tre_em="-")
        save(head)
        head.page.locator("input[name=khac-lao-dong-tre-em][value='so:0']").click()
        head.page.locator("input[name=so-thon-dang-ky-phu-hop][value=co]").check()
        head.page.locator("input[name=so-thon-dat-phu-hop][value=khong]").check()
        fill(head, tre_hoan_canh_dac_biet="104", tre_hoan_canh_dac_biet_duoc_tro_giup="3")
        choose(head, "tre-gap-thien-tai", "no_cases")
        fill(head, tre_gap_thien_tai_duoc_cuu_tro="0", tre_bi_tai_nan_thuong_tich="1")
        press(head, "Kiểm tra và nộp")
        # More children in special circumstances than children: it cannot go up, and says why.
        assert head.page.url.endswith("/kiem-tra-nop/")
        press(head, "Nộp báo cáo")
        assert head.sees("(104) không được lớn hơn")
        assert head.sees("(96)")
        head.goes_to(f"{VILLAGE}/nhap/")
        fill(head, tre_hoan_canh_dac_biet="40")
        press(head, "Kiểm tra và nộp")
        assert head.fits()
        # Many more than last year: it goes up once somebody says why, and choosing and sending is two clicks.
        press(head, "Nộp báo cáo")
        assert head.sees("Giải trình mức tăng của “trẻ em có hoàn cảnh đặc biệt”")
        assert head.fits()
        explain(head)
        press(head, "Nộp báo cáo")
        assert head.page.url.endswith("/bien-nhan/")
        assert head.sees("Đã nộp báo cáo")
        assert head.sees("Đúng hạn")
        assert head.sees("BC-2024-NAM-ND-XA-THON-1-01")


def the_commune_returns(visit: Callable[..., Any], *, script: bool) -> None:
    with visit(script=script) as officer:
        officer.signs_in("vhxh.namdong")
        officer.goes_to(CHECK_VILLAGE)
        assert officer.sees("Giải trình: Rà soát đầy đủ hơn")
        press(officer, "Nhận kiểm tra")
        press(officer, "Trả lại kèm góp ý")
        assert officer.sees("Ghi lý do chung, hoặc ít nhất một góp ý")
        row = officer.page.locator("tr", has_text="hoàn cảnh đặc biệt").first
        row.get_by_text("Góp ý").first.click()
        row.get_by_role("textbox").first.fill("40 trẻ là nhiều, xem lại sổ")
        press(officer, "Trả lại kèm 1 góp ý" if script else "Trả lại kèm góp ý")
        assert officer.page.url.endswith("/kiem-tra/")


def the_village_corrects(visit: Callable[..., Any], *, script: bool) -> None:
    with visit(phone=True, script=script) as head:
        head.signs_in("thon1.namdong")
        assert head.sees("Bị trả lại")
        head.page.get_by_role("link", name="Sửa và nộp lại", exact=True).click()
        assert head.sees("40 trẻ là nhiều, xem lại sổ")
        press(head, "Kiểm tra và nộp")
        press(head, "Nộp báo cáo")
        assert head.sees("Trả lời góp ý ở")
        head.goes_to("/bao-cao/2024-nam/nd-xa-thon-1/nhap/?xem=gop-y")
        fill(head, tre_hoan_canh_dac_biet="4")
        press(head, "Kiểm tra và nộp")
        explain(head)
        press(head, "Nộp báo cáo")
        assert head.sees("BC-2024-NAM-ND-XA-THON-1-02")


def the_commune_accepts_and_goes_up(visit: Callable[..., Any], *, script: bool) -> None:
    with visit(script=script) as officer:
        officer.signs_in("vhxh.namdong")
        officer.goes_to(CHECK_VILLAGE)
        assert officer.sees("Ô đã sửa từ lần trước (1)")
        press(officer, "Duyệt")
        assert officer.sees("Hoàn tác")
        officer.goes_to(f"/bao-cao/2024-nam/{COMMUNE}/nhap/")
        fill(officer, tre_khuyet_tat_duoi_5_can_hoc="2", tre_khuyet_tat_duoi_5_duoc_tiep_can="1")
        press(officer, "Kiểm tra và nộp")
        assert officer.sees("7/364")
        explain(officer)
        press(officer, "Nộp báo cáo")
        assert officer.sees("Ghi lý do nộp thiếu")
        officer.page.get_by_label("Lý do nộp thiếu").fill("Năm thôn chưa gửi kịp")
        press(officer, "Nộp báo cáo")
        assert officer.sees("Đã nộp báo cáo")


def the_levels_above_accept(visit: Callable[..., Any], *, script: bool) -> None:
    with visit(script=script) as district:
        district.signs_in("huyen.namdong")
        district.goes_to(f"/kiem-tra/2024-nam/{COMMUNE}/")
        press(district, "Nhận kiểm tra")
        press(district, "Duyệt")
        district.goes_to("/bao-cao/2024-nam/nam-dong/kiem-tra-nop/")
        explain(district)
        press(district, "Nộp báo cáo")
        assert district.sees("Đã nộp báo cáo")
    with visit(script=script) as province:
        province.signs_in("so.hue")
        province.goes_to("/kiem-tra/2024-nam/nam-dong/")
        press(province, "Nhận kiểm tra")
        press(province, "Duyệt")
        province.goes_to("/tong-hop/2024-nam/thua-thien-hue/")
        row = province.page.get_by_role("row").filter(has_text="Trẻ em có hoàn cảnh đặc biệt").first
        assert "1,9%" in row.inner_text()
        for label, count in (("Tử số", "7"), ("Mẫu số", "364")):
            assert row.locator(f"td[data-label='{label}']").inner_text().strip() == count
        assert "4/9 thôn" in row.inner_text().replace("\u00a0", " ")
        # Down to the cell: province → district → commune → the village's report.
        for place in ("huyện Nam Đông", "xã (chưa rõ tên)", "Thôn 1"):
            province.page.get_by_role("table").last.get_by_role("link", name=place).click()
        assert province.page.url.endswith(CHECK_VILLAGE)
        assert province.sees("96")


def the_files_hold_the_figure(visit: Callable[..., Any], tmp_path: Path, *, script: bool) -> None:
    with visit(script=script) as leader:
        leader.signs_in("lanhdao.namdong")
        leader.goes_to("/ke-hoach/000/bieu-nam/2024-nam/")
        row = leader.page.get_by_role("row").filter(has_text="Trẻ em HCĐB được chăm sóc").first
        assert "85,7%" in row.inner_text()
        assert "Chưa đạt" in row.inner_text()
        files = {}
        for kind, button in (("xlsx", "Tải Excel"), ("pdf", "Tải PDF")):
            with leader.page.expect_download() as download:
                leader.page.get_by_role("link", name=button).click()
            path = tmp_path / f"bieu.{kind}"
            download.value.save_as(path)
            files[kind] = path.read_bytes()
    rows = {
        row[0]: row
        for row in openpyxl.load_workbook(BytesIO(files["xlsx"])).active.iter_rows(values_only=True)
    }
    special, helped = rows["6.1"], rows["6.2"]
    assert 7 in special
    assert 364 in special
    assert 1.9 in special
    assert 6 in helped
    assert 85.7 in helped
    text = re.sub(
        r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages)
    )
    for words in ("364", "1,9%", "85,7%", "4/9 thôn", "Chính thức"):
        assert words in text


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_communes_year(visit: Callable[..., Any], tmp_path: Path, script: bool) -> None:
    the_village_enters(visit, script=script)
    the_commune_returns(visit, script=script)
    the_village_corrects(visit, script=script)
    the_commune_accepts_and_goes_up(visit, script=script)
    the_levels_above_accept(visit, script=script)
    the_files_hold_the_figure(visit, tmp_path, script=script)
