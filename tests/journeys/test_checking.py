"""The reviewer's side of the desk: returning with a comment, accepting one after the other, many at once.

Read from the demonstration's story: five reports of the commune wait for a check on 15/11/2024. The oldest is
Tư pháp - Hộ tịch's, then Trạm Y tế, Trường Mầm non, Thôn 5 (which the officer has begun to read) and Thôn 4.
Only Trạm Y tế has something to look at: it tells of 5 injured children, the villages of 6. Thôn 6 was
returned for one cell: 7 people of 5 to 17 years.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Visitor, count

QUEUE = "/kiem-tra/"
STATION = "/kiem-tra/2024-nam/nd-xa-tram-y-te/"
REGISTRY = "/kiem-tra/2024-nam/nd-xa-tu-phap-ho-tich/"
SCHOOL = "/kiem-tra/2024-nam/nd-xa-truong-mam-non/"
VILLAGE_4 = "/kiem-tra/2024-nam/nd-xa-thon-4/"
VILLAGE_6 = "/kiem-tra/2024-nam/nd-xa-thon-6/"
INJURED = "so-tre-bi-tai-nan-thuong-tich"


def opens_the_queue(officer: Visitor) -> None:
    officer.signs_in("vhxh.namdong")
    officer.goes_to(QUEUE)


def sends_up(head: Visitor) -> None:
    head.presses("Kiểm tra và nộp")
    head.page.get_by_role("heading", name="Kiểm tra trước khi nộp").wait_for()
    head.presses("Nộp báo cáo")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_returned_for_a_cell_and_put_right(visit: Callable[..., Any], script: bool) -> None:
    with visit(script=script) as officer:
        opens_the_queue(officer)
        page = officer.page
        page.get_by_role("link", name="Trạm Y tế", exact=True).click()
        page.wait_for_url(f"**{STATION}")
        # Without a word it is refused, and what was typed stays.
        page.get_by_label("Hạn sửa").fill("18/11/2024")
        officer.presses("Trả lại kèm góp ý")
        officer.waits_for("Ghi lý do chung, hoặc ít nhất một góp ý “Cần sửa” hay “Hỏi lại” ở một ô.")
        assert page.get_by_label("Hạn sửa").input_value() == "18/11/2024"
        # From the queue: open, open the comment, send. Three clicks and the text.
        clicks = 0
        officer.goes_to(QUEUE)
        page.get_by_role("link", name="Trạm Y tế", exact=True).click()
        clicks += 1
        row = page.get_by_role("row").filter(has_text="Các thôn cộng lại 6, Trạm Y tế ghi 5")
        row.locator("summary").click()
        clicks += 1
        row.get_by_role("textbox").fill("Các thôn ghi 6, trạm đối chiếu lại sổ")
        officer.presses("Trả lại kèm 1 góp ý" if script else "Trả lại kèm góp ý")
        clicks += 1
        officer.waits_for("Đã trả lại Trạm Y tế")
        assert clicks == 3
        assert page.get_by_role("link", name="Trạm Y tế", exact=True).count() == 0
    with visit(phone=True, script=script) as head:
        head.signs_in("tyt.namdong")
        page = head.page
        card = page.locator("li.task", has_text="Báo cáo năm 2024").first
        assert "Bị trả lại (1 góp ý)" in card.inner_text()
        # Three days on, as nobody named a day: 18/11.
        assert "18/11/2024" in card.inner_text()
        card.get_by_role("link", name="Sửa và nộp lại").click()
        page.wait_for_url(f"**/nhap/#{INJURED}")
        if script:
            page.wait_for_function("(cell) => document.activeElement.id === cell", arg=INJURED)
        strip = page.locator(".strip-comment", has_text="Các thôn ghi 6, trạm đối chiếu lại sổ")
        assert strip.is_visible()
        assert "Cần sửa" in strip.inner_text()
        seen = page.locator(f"#{INJURED}").bounding_box()
        assert seen is not None
        assert 0 <= seen["y"] < 640
        page.locator(f"#{INJURED}").fill("6")
        sends_up(head)
        page.wait_for_url("**/bien-nhan/")
        head.waits_for("BC-2024-NAM-ND-XA-TRAM-Y-TE-02")
    with visit(script=script) as officer:
        opens_the_queue(officer)
        page = officer.page
        page.get_by_role("link", name="Trạm Y tế", exact=True).click()
        first = page.locator("nav.tabs a").first
        assert first.inner_text() == "Ô đã sửa từ lần trước (1)"
        assert first.get_attribute("aria-current") == "page"
        rows = page.locator(".changed-table tbody tr")
        assert rows.count() == 1
        change = rows.locator("td.change")
        assert change.locator(".was").inner_text() == "5"
        assert change.locator("strong").inner_text() == "6"
        assert "Các thôn ghi 6, trạm đối chiếu lại sổ" in rows.inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_returned_and_answered(visit: Callable[..., Any], script: bool) -> None:
    """The unit keeps its figure and says why; without either it cannot go up again."""
    with visit(phone=True, script=script) as head:
        head.signs_in("thon6.namdong")
        page = head.page
        head.presses("Sửa và nộp lại")
        page.wait_for_url("**/nhap/#so-nguoi-5-17")
        sends_up(head)
        head.waits_for("Trả lời góp ý ở")
        head.goes_to("/")
        head.presses("Sửa và nộp lại")
        strip = page.locator(".strip-comment", has_text="Có thể gõ thiếu một chữ số")
        strip.get_by_text("Trả lời").first.click()
        strip.get_by_role("textbox").fill("Thôn chỉ còn 7 người trong độ tuổi ở nhà")
        strip.get_by_role("button", name="Gửi trả lời").click()
        page.get_by_text("Đã trả lời: Thôn chỉ còn 7 người").wait_for()
        head.waits_for("Mọi góp ý đã được sửa hoặc trả lời.")
        sends_up(head)
        page.wait_for_url("**/bien-nhan/")
    with visit(script=script) as officer:
        opens_the_queue(officer)
        officer.page.get_by_role("link", name="Thôn 6", exact=True).click()
        officer.page.wait_for_url(f"**{VILLAGE_6}")
        assert officer.page.locator("nav.tabs a").first.inner_text() == "Ô đã sửa từ lần trước (1)"
        row = officer.page.locator(".changed-table tbody tr")
        assert row.count() == 1
        for words in ("7", "giữ nguyên", "Có thể gõ thiếu một chữ số", "Thôn chỉ còn 7 người trong độ tuổi"):
            assert words in row.inner_text(), words


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_accepted_in_one_click_and_taken_back(visit: Callable[..., Any], script: bool) -> None:
    with visit(script=script) as officer:
        opens_the_queue(officer)
        page = officer.page
        page.get_by_role("link", name="Kiểm tra phiếu đầu tiên").click()
        page.wait_for_url(f"**{REGISTRY}")
        if script:
            # From here on the page's clock stands still until it is moved.
            page.clock.install()
        officer.presses("Duyệt")
        page.wait_for_url(f"**{STATION}")  # the next one that waits
        officer.waits_for("Đã duyệt công chức Tư pháp - Hộ tịch.")
        assert page.locator(".queue-steps span").inner_text() == "1/4"
        officer.presses("Hoàn tác")
        page.wait_for_url(f"**{REGISTRY}")
        officer.waits_for("chờ kiểm tra như trước")
        assert page.locator(".queue-steps span").inner_text() == "1/5"
        officer.presses("Duyệt")
        page.wait_for_url(f"**{STATION}")
        undo = page.get_by_role("button", name="Hoàn tác")
        assert undo.is_visible()
        if script:
            page.clock.fast_forward(9_000)
            assert undo.is_visible()
            page.clock.fast_forward(1_500)
            undo.wait_for(state="detached")
        # The rest one after the other, by the same button, until nothing waits.
        for path in (SCHOOL, "/kiem-tra/2024-nam/nd-xa-thon-5/", VILLAGE_4, QUEUE):
            officer.presses("Duyệt")
            page.wait_for_url(f"**{path}")
        officer.waits_for("Không còn phiếu chờ kiểm tra.")


def test_j_and_k_go_through_the_queue(visit: Callable[..., Any]) -> None:
    with visit() as officer:
        officer.signs_in("vhxh.namdong")
        page = officer.page
        officer.goes_to(STATION)
        page.keyboard.press("j")
        page.wait_for_url(f"**{SCHOOL}")
        page.keyboard.press("k")
        page.wait_for_url(f"**{STATION}")
        page.keyboard.press("K")
        page.wait_for_url(f"**{REGISTRY}")
        assert page.locator(".queue-steps span").inner_text() == "1/5"
        # There is none before the first one; and in a box they are letters.
        page.keyboard.press("k")
        page.get_by_label("Lý do chung").focus()
        page.keyboard.type("kjk")
        assert page.get_by_label("Lý do chung").input_value() == "kjk"
        assert page.url.endswith(REGISTRY)


def test_what_went_up_is_not_taken_back_below(visit: Callable[..., Any]) -> None:
    """The half year of An Sơn is accepted by the district: the commune cannot open a village's again."""
    village, commune = "/kiem-tra/2024-6-thang/an-son-thon-1/", "/kiem-tra/2024-6-thang/an-son/"

    def may_reopen(officer: Visitor) -> bool:
        officer.goes_to(village)
        officer.waits_for("Đã duyệt: Hoàng Thị Nết, 10:10 ngày 24/04/2024.")
        return bool(officer.page.locator("summary", has_text="Bỏ duyệt").count())

    with visit() as officer, visit() as district:
        officer.signs_in("vhxh.anson")
        assert not may_reopen(officer)
        officer.waits_for("đề nghị huyện Văn Quan bỏ duyệt báo cáo của xã An Sơn trước")
        district.signs_in("huyen.vanquan")
        district.goes_to(commune)
        district.page.locator("summary", has_text="Bỏ duyệt").click()
        # What it means above stands there before anything is done.
        district.waits_for("Huyện Văn Quan: đã nộp – chờ kiểm tra, lần nộp 1, 15:00 ngày 12/06/2024")
        district.presses("Bỏ duyệt báo cáo này")
        district.waits_for("Ghi lý do bỏ duyệt")
        district.page.locator("summary", has_text="Bỏ duyệt").click()
        district.page.get_by_label("Lý do bỏ duyệt").fill("Thiếu số của một thôn")
        district.presses("Bỏ duyệt báo cáo này")
        district.waits_for("Đã bỏ duyệt xã An Sơn.")
        assert may_reopen(officer)
        district.presses("Duyệt")
        district.page.get_by_role("button", name="Hoàn tác").wait_for()
        assert not may_reopen(officer)


def accepted(data_dir: Path) -> int:
    return count(data_dir, "reporting_reportevent", "act = 'accepted'")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_many_at_once(visit: Callable[..., Any], data_dir: Path, script: bool) -> None:
    """Four of the five have nothing to look at. Thôn 4 takes its own back while the officer has the page
    open; a second window presses the same button once more."""
    before = accepted(data_dir)
    with visit(script=script) as officer, visit(script=script) as again, visit(phone=True) as head:
        for window in (officer, again):
            opens_the_queue(window)
            assert window.page.get_by_role("checkbox").count() == 4
        assert "1 điểm" in officer.page.get_by_role("row").filter(has_text="Trạm Y tế").inner_text()
        officer.presses("Duyệt các phiếu đã chọn")
        officer.waits_for("Chưa chọn phiếu nào.")
        assert accepted(data_dir) == before
        officer.page.get_by_label("Chọn Trường Mầm non").check()
        officer.presses("Duyệt các phiếu đã chọn")
        officer.waits_for("Đã duyệt 1 phiếu.")
        assert accepted(data_dir) == before + 1
        head.signs_in("thon4.namdong")
        head.goes_to("/bao-cao/2024-nam/nd-xa-thon-4/bien-nhan/")
        head.presses("Rút lại")
        head.page.get_by_text("Đã nhập đủ – chưa nộp").first.wait_for()
        officer.presses("Duyệt cả 3 phiếu không có điểm cần xem")
        officer.waits_for("Đã duyệt 2 phiếu. 1 phiếu chưa duyệt: Thôn 4 – ")
        assert accepted(data_dir) == before + 3
        # The other window still shows all four.
        again.presses("Duyệt cả 4 phiếu không có điểm cần xem")
        again.waits_for("Đã duyệt 3 phiếu. 1 phiếu chưa duyệt: Thôn 4 – ")
        assert accepted(data_dir) == before + 3
        # What has a point to look at still waits, and can only be opened.
        assert again.page.get_by_role("checkbox").count() == 0
        assert again.page.get_by_role("link", name="Trạm Y tế", exact=True).count() == 1
