"""Screens 04, 07, 08 and 10 as somebody clicks through them: a warning, its reason, receipt and sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from reporting import actions
from reporting.enums import ReportState
from reporting.models import Explanation
from reporting.summaries.entry import entry_page
from tests.world import NOW, World, at, build_round, send_up

SignIn = Callable[[World, str], Client]
KEYS = ["2024-nam", "thon-1"]
ENTRY, CHECK, EXPLAIN, SUBMIT, RECEIPT, PAPER, REVIEW = (
    reverse(f"reporting:{name}", args=KEYS)
    for name in ("entry", "check", "explain", "submit", "receipt", "form_pdf", "review")
)
WORDS = "Giảm 6 so với năm 2023 (10 → 4)"
LAST = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}


@pytest.fixture
def world(world: World) -> World:
    """Village 1 with six children fewer in special circumstances than in 2023."""
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **LAST)
    send_up(world, "thon-1", year=2023)
    world.enter("thon-1", "truong-thon-1", **(LAST | {"hoan_canh": 4, "duoc_giup": 4}))
    return world


def text(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", plain)


def posted(world: World, *reasons: str, words: str = "", said: str = WORDS) -> dict[str, object]:
    figure = world.figure("thon-1", "hoan-canh").pk
    return {f"giai-trinh-{figure}": reasons, f"noi-ro-{figure}": words, f"canh-bao-{figure}": said}


def test_the_strip_says_it_with_a_link_to_where_it_is_explained(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "truong-thon-1").get(ENTRY)
    assert WORDS in text(page)
    figure = world.figure("thon-1", "hoan-canh").pk
    assert f'href="../kiem-tra-nop/#giai-trinh-{figure}"' in page.content.decode()
    check = sign_in(world, "truong-thon-1").get(CHECK).content.decode()
    assert f'id="giai-trinh-{figure}"' in check


def test_handing_in_without_words_is_refused_with_a_link_to_the_warning(
    world: World, sign_in: SignIn
) -> None:
    page = sign_in(world, "truong-thon-1").post(SUBMIT)
    assert page.status_code == 422
    assert "Có 1 chỗ cần sửa" in text(page)
    assert f"Giải trình mức giảm của “số trẻ em có hoàn cảnh đặc biệt”: {WORDS}" in text(page)
    figure = world.figure("thon-1", "hoan-canh").pk
    assert f'href="#giai-trinh-{figure}"' in page.content.decode()
    assert world.report("thon-1").state == ReportState.DRAFT


def test_choosing_a_reason_and_writing_it_down(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    assert "Cảnh báo cần giải trình (1)" in text(client.get(CHECK))
    assert client.post(EXPLAIN, posted(world, "fuller"))["Location"] == CHECK
    page = text(client.get(CHECK))
    assert "Đã giải trình: Rà soát đầy đủ hơn (Truong-Thon-1, 09:00 ngày 15/11/2024)" in page
    assert "Cảnh báo đã giải trình (1)" in page
    assert "Đã giải trình: Rà soát đầy đủ hơn" in text(client.get(ENTRY))
    assert client.post(SUBMIT)["Location"] == RECEIPT


def test_choosing_a_reason_and_handing_in_is_two_clicks(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    assert client.post(SUBMIT, posted(world, "population"))["Location"] == RECEIPT
    assert Explanation.objects.get().words == "Thay đổi dân số"
    review = sign_in(world, "vhxh-x").get(REVIEW)
    assert f"{WORDS}. Giải trình: Thay đổi dân số" in text(review)
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    # Beside the boxes for comments too.
    assert f"{WORDS}. Giải trình: Thay đổi dân số" in text(sign_in(world, "vhxh-x").get(REVIEW))


@pytest.mark.parametrize("address", [EXPLAIN, SUBMIT])
def test_other_without_words_comes_back_as_it_was_typed(world: World, sign_in: SignIn, address: str) -> None:
    page = sign_in(world, "truong-thon-1").post(address, posted(world, "other", words="ngắn"))
    assert page.status_code == 422
    assert "Chọn “Khác” thì ghi rõ lý do" in text(page)
    html = page.content.decode()
    assert 'value="ngắn"' in html
    assert re.search(r'value="other"\s+checked', html)
    assert not Explanation.objects.exists()


def test_words_without_a_choice_are_a_reason_of_their_own(world: World, sign_in: SignIn) -> None:
    sign_in(world, "truong-thon-1").post(EXPLAIN, posted(world, words="Ba hộ chuyển đi nơi khác."))
    assert Explanation.objects.get().words == "Khác: Ba hộ chuyển đi nơi khác."


def test_words_that_changed_meanwhile_are_not_answered(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    page = client.post(EXPLAIN, posted(world, "fuller", said="Giảm 1"), follow=True)
    assert "cảnh báo đã khác" in text(page)
    assert not Explanation.objects.exists()


def test_made_up_reasons_and_figures_are_not_heard(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    other = world.figure("thon-2", "hoan-canh").pk
    client.post(EXPLAIN, posted(world, "x") | {f"giai-trinh-{other}": "fuller", "giai-trinh-x": "fuller"})
    assert not Explanation.objects.exists()


def test_who_only_reads_sees_warnings_and_no_boxes(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "huyen-a").get(CHECK)
    assert WORDS in text(page)
    assert "Ghi giải trình" not in text(page)
    assert "giai-trinh-" not in "".join(re.findall(r'name="[^"]*"', page.content.decode()))


# --- Screen 08 and the sheet to sign


@pytest.mark.parametrize(("day", "hour", "words"), [(20, 23, "Đúng hạn"), (22, 9, "Nộp muộn 2 ngày")])
def test_the_receipt(
    world: World, sign_in: SignIn, moment: Callable[..., None], day: int, hour: int, words: str
) -> None:
    client = sign_in(world, "truong-thon-1")
    moment(at(day, hour))
    client.post(SUBMIT, posted(world, "fuller"))
    page = client.get(RECEIPT)
    for said in (
        "BC-2024-NAM-THON-1-01",
        f"{hour:02}:00 ngày {day}/11/2024",
        words,
        "UBND xã Xuân (Vhxh-X)",
        "Chờ kiểm tra; rút lại được đến khi có người nhận kiểm tra.",
        "In phiếu",
        "Rút lại",
    ):
        assert said in text(page)
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(day, hour))
    page = client.get(RECEIPT)
    assert "Đang được kiểm tra" in text(page)
    assert "Rút lại" not in text(page)


def paper(client: Client, address: str = PAPER) -> str:
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


@pytest.mark.pdf
@pytest.mark.slow
def test_the_sheet_has_the_unit_every_row_and_room_to_sign(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    draft = paper(client)
    assert "Chưa nộp." in draft
    assert "Chưa giải trình." in draft
    client.post(SUBMIT, posted(world, "fuller"))
    sheet = paper(client)
    page = entry_page(world.report("thon-1"), NOW)
    for row in (row for group in page.groups for row in group.rows):
        assert f"{row.label} {row.short_name}" in sheet
    for said in (
        "PHIẾU SỐ LIỆU NĂM 2024",
        "Thôn 1, xã Xuân",
        "Độc lập - Tự do - Hạnh phúc",
        "BC-2024-NAM-THON-1-01",
        "09:00 ngày 15/11/2024",
        "(đúng hạn)",
        f"{WORDS}. Rà soát đầy đủ hơn (Truong-Thon-1, 09:00 ngày 15/11/2024)",
        "NGƯỜI LẬP",
        "THỦ TRƯỞNG ĐƠN VỊ",
        "Trang 1/1",
        "In lúc 09:00 ngày 15/11/2024 – Truong-Thon-1",
    ):
        assert said in sheet, said
