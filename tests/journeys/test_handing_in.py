"""The unit's side of the desk: home in one look, the day in words, entered is not sent, the receipt.

Read from the demonstration's story: on 15/11/2024 thôn 1 has begun nothing, thôn 3 has filled its ten cells
and sent nothing, so has the commune's police its one; all are due on 20/11.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import PHONE, Served, Visitor

FORM = "/bao-cao/2024-nam/nd-xa-thon-3"
REVIEW = "/kiem-tra/2024-nam/nd-xa-thon-3/"
NOT_SENT = "Đã nhập đủ – chưa nộp"


def stands_in_the_window(locator: Any) -> bool:
    """All of it, without scrolling."""
    box = locator.bounding_box()
    return bool(
        box
        and box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= PHONE["width"]
        and box["y"] + box["height"] <= PHONE["height"]
    )


def test_home_in_one_look(visit: Callable[..., Any]) -> None:
    """On a phone: who, which report, how many days, and one button that leads to it."""
    with visit(phone=True) as head:
        head.signs_in("thon1.namdong")
        page = head.page
        page.get_by_role("heading", name="Việc cần làm").wait_for()
        button = page.locator(".btn-primary:visible")
        assert button.count() == 1
        assert button.inner_text() == "Nhập số liệu"
        card = page.locator("li.task").first
        for seen in (
            page.locator(".strip-unit", has_text="Thôn 1, xã (chưa rõ tên)"),
            card.get_by_text("Còn 5 ngày", exact=True),
            card.get_by_text("Hạn nộp: hết ngày Thứ Tư 20/11/2024"),
            button,
        ):
            assert stands_in_the_window(seen), seen
        assert page.evaluate("scrollY") == 0
        button.click()
        page.wait_for_url("**/bao-cao/2024-nam/nd-xa-thon-1/nhap/")
        assert page.locator("h1").inner_text() == "Nhập số liệu năm 2024 – Thôn 1"


def home_card(visitor: Visitor) -> str:
    return str(visitor.page.locator("li.task", has_text="Báo cáo năm 2024").first.inner_text())


def test_the_day_in_words(visit: Callable[..., Any], served: Served) -> None:
    """Seven days before, on the day, one and two days after; late is still taken, and called late."""
    for today, words in (
        ("2024-11-13", "Còn 7 ngày"),
        ("2024-11-20", "Hạn hôm nay"),
        ("2024-11-21", "Quá hạn 1 ngày"),
        ("2024-11-22", "Quá hạn 2 ngày"),
    ):
        served.moves_to(today)
        with visit(phone=True) as head:
            head.signs_in("thon3.namdong")
            assert words in home_card(head)
            assert "20/11/2024" in home_card(head)
            # The same words in the list and on the form.
            head.goes_to("/bao-cao/")
            assert words in head.page.get_by_role("row").filter(has_text="Đã nhập đủ").inner_text()
            head.goes_to(f"{FORM}/nhap/")
            assert words in head.page.locator(".context-tools").inner_text()
            if today == "2024-11-20":
                in_time(visit)
    with visit(phone=True) as head:
        head.signs_in("thon3.namdong")
        assert "vẫn nộp được, sẽ ghi là nộp muộn" in home_card(head)
        head.goes_to(f"{FORM}/nhap/")
        head.page.locator("#so-tre-em").fill("93")
        head.presses("Kiểm tra và nộp")
        head.page.wait_for_url("**/kiem-tra-nop/")
        head.presses("Nộp báo cáo")
        head.page.wait_for_url("**/bien-nhan/")
        head.waits_for("Nộp muộn 2 ngày")
        assert not head.sees("Đúng hạn")
        assert re.search(r"\d\d:\d\d ngày 22/11/2024", head.page.locator(".receipt").inner_text())


def in_time(visit: Callable[..., Any]) -> None:
    """Handed in on the last day, at whatever hour the test runs: in time. One case of last year is none now,
    which is asked about."""
    with visit() as police:
        police.signs_in("congan.namdong")
        police.goes_to("/bao-cao/2024-nam/nd-xa-cong-an/kiem-tra-nop/")
        police.page.get_by_label("Rà soát đầy đủ hơn").check()
        police.presses("Nộp báo cáo")
        police.page.wait_for_url("**/bien-nhan/")
        assert "Đúng hạn" in police.page.locator(".receipt").inner_text()


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "PC"])
def test_entered_is_not_sent(visit: Callable[..., Any], phone: bool) -> None:
    """Ten of ten cells: every screen says that nothing was sent, and offers to send it."""
    with visit(phone=phone) as head:
        head.signs_in("thon3.namdong")
        page = head.page
        for path, whole in (
            ("/", page.locator("li.task", has_text="Báo cáo năm 2024").first),
            ("/bao-cao/", page.get_by_role("row").filter(has_text="10/10 ô").first),
            (f"{FORM}/nhap/", page.locator("main")),
        ):
            head.goes_to(path)
            chip = page.locator(".chip-filled", has_text=NOT_SENT)
            assert chip.count() == 1, path
            assert chip.locator("svg").count() == 1
            # The tasks of the plan are counted in a line of their own.
            said = whole.inner_text().replace("Nhiệm vụ: 0/4 xong", "")
            assert NOT_SENT in said
            assert "hoàn thành" not in said.lower(), path
            assert not re.search(r"\bxong\b", said.lower()), path
            sends = whole.get_by_role("link").or_(whole.get_by_role("button"))
            assert sends.filter(has_text="Kiểm tra và nộp").locator("visible=true").count() == 1, path


def hands_in(head: Visitor) -> int:
    """From the form to the receipt; how many clicks that took."""
    head.goes_to(f"{FORM}/nhap/")
    head.presses("Kiểm tra và nộp")
    head.page.wait_for_url("**/kiem-tra-nop/")
    head.presses("Nộp báo cáo")
    head.page.wait_for_url("**/bien-nhan/")
    return 2


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_sent_received_and_taken_back(visit: Callable[..., Any], script: bool) -> None:
    """Two clicks to the receipt; the way back is open until somebody reads the report."""
    with visit(phone=True, script=script) as head, visit(script=script) as officer:
        head.signs_in("thon3.namdong")
        assert hands_in(head) == 2
        receipt = head.page.locator(".receipt").inner_text()
        for words in (
            "BC-2024-NAM-ND-XA-THON-3-01",
            "Đúng hạn",
            "UBND xã (chưa rõ tên) (Nguyễn Thị Vân)",
            "Nguyễn Đình Dậu",
            "Đã nộp – chờ kiểm tra",
        ):
            assert words in receipt, words
        assert re.search(r"\d\d:\d\d ngày 15/11/2024", receipt)
        # What was sent can be read and not typed over.
        head.goes_to(f"{FORM}/nhap/")
        assert head.page.locator("main input:not([type=hidden])").count() == 0
        assert "92" in head.page.get_by_role("row", name="Tổng số trẻ em").inner_text()
        # Back, and up again: the second receipt has its own number.
        head.goes_to(f"{FORM}/bien-nhan/")
        head.presses("Rút lại")
        head.page.wait_for_load_state()
        head.goes_to("/")
        assert NOT_SENT in home_card(head)
        hands_in(head)
        head.waits_for("BC-2024-NAM-ND-XA-THON-3-02")
        # From here on somebody reads it.
        officer.signs_in("vhxh.namdong")
        officer.goes_to(REVIEW)
        officer.presses("Nhận kiểm tra")
        officer.waits_for("Bạn đang kiểm tra từ")
        head.presses("Rút lại")  # this page does not know yet
        head.waits_for("Nguyễn Thị Vân")
        head.waits_for("Đang kiểm tra")
        assert head.page.get_by_role("button", name="Rút lại").count() == 0
        officer.presses("Thôi kiểm tra")
        officer.page.wait_for_url("**/kiem-tra/")
        head.page.reload()
        assert head.page.get_by_role("button", name="Rút lại").count() == 1


@pytest.mark.pdf
def test_the_form_on_paper(visit: Callable[..., Any], tmp_path: Path) -> None:
    with visit(phone=True) as head:
        head.signs_in("thon3.namdong")
        hands_in(head)
        with head.page.expect_download() as download:
            head.presses("In phiếu")
        path = tmp_path / "phieu.pdf"
        download.value.save_as(path)
    pages = PdfReader(BytesIO(path.read_bytes())).pages
    said = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Thôn 3, xã (chưa rõ tên), huyện Nam Đông",
        "Số liệu ước thực hiện, thời gian 15/12/2023–14/12/2024.",
        "Tình trạng: Đã nộp – chờ kiểm tra.",
        "Mã nội dung",
        "BC-2024-NAM-ND-XA-THON-3-01",
        "Trang 1/",
        "NGƯỜI LẬP (Ký, ghi rõ họ tên)",
        "THỦ TRƯỞNG ĐƠN VỊ (Ký, ghi rõ họ tên, đóng dấu nếu có)",
        # The two base figures and the seven rows of a village.
        "Tổng số trẻ em",
        "Người từ 5 đến 17 tuổi",
        "Thôn đăng ký",
        "Thôn đạt tiêu chuẩn phù hợp với trẻ em",
        "Trẻ em có hoàn cảnh đặc biệt",
        "Trẻ em HCĐB được chăm sóc, trợ giúp",
        "Lao động trẻ em và người chưa thành niên",
        "Trẻ em bị tai nạn thương tích",
        "Trẻ em gặp thiên tai được cứu trợ kịp thời",
        "1,35%",
    ):
        assert words in said, words


def test_a_notice_leads_to_the_cell(visit: Callable[..., Any]) -> None:
    """Thôn 6 was told of its return, and has not read it yet."""
    with visit(phone=True) as head:
        head.signs_in("thon6.namdong")
        page = head.page
        bell = page.locator(".strip-notices")
        assert re.sub(r"\s+", "", bell.locator("b").inner_text()) == "(1chưađọc)"
        bell.click()
        first = page.locator("main li").first
        assert "Báo cáo năm 2024 của Thôn 6 bị trả lại" in first.inner_text()
        first.get_by_role("link").click()
        page.wait_for_url("**/bao-cao/2024-nam/nd-xa-thon-6/nhap/#so-nguoi-5-17")
        page.wait_for_function("() => document.activeElement.id === 'so-nguoi-5-17'")
        assert bell.locator("b").count() == 0
        head.goes_to("/thong-bao/")
        assert page.locator("main li.is-unread").count() == 0
