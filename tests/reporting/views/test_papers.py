"""The page of a report in words: written, saved, refused without loss, handed in, read and decided above."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting import actions
from reporting.enums import ReportState, RoundKind
from reporting.models import Paper, PaperFile, Report, Round
from tests.papers import DOCX, PDF, attach, build_duties, open_duty, report_of, write
from tests.world import NOW, World, at
from units.enums import Role

SignIn = Callable[[World, str], Client]
TEXT = "Xã đã tổ chức 12 lớp kỹ năng."


@pytest.fixture
def review(world: World) -> Round:
    build_duties(world)
    return open_duty(world).round


def address(review: Round, route: str = "paper", unit: str = "xa-x", *more: str) -> str:
    return reverse(f"reporting:{route}", args=[review.key, unit, *more])


def body(response: HttpResponse) -> str:
    return response.content.decode()


def upload(name: str = "ke-hoach.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def x_of(world: World, review: Round) -> Report:
    return report_of(world, review, "xa-x")


def test_the_page_says_what_is_asked_and_what_not_to_write(
    world: World, review: Round, sign_in: SignIn
) -> None:
    page = body(sign_in(world, "vhxh-x").get(address(review)))
    assert "Nguyên văn Sơ kết giữa kỳ" in page
    assert "Không ghi tên trẻ em" in page
    assert "Sơ kết giữa kỳ 2021–2024" in page
    assert 'enctype="multipart/form-data"' in page
    assert 'accept=".pdf,.docx,.xlsx,.jpg,.jpeg,.png"' in page
    # It holds no figures, so it is no estimate of any.
    assert "ước thực hiện" not in page


def test_saved_it_stands_there_again(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    said = {"van-ban": TEXT, "phien-ban": "0", "tep": upload(), "action": "save"}
    response = client.post(address(review), said)
    assert (response.status_code, response["Location"]) == (302, address(review))
    page = body(client.get(address(review)))
    assert "Đã lưu lúc 09:00." in page
    assert f"\n{TEXT}</textarea>" in page
    assert 'name="phien-ban" value="1"' in page
    assert address(review, "paper_file", "xa-x", "1") in page
    assert "Tệp kèm theo (1/5)" in page


def test_one_button_saves_and_goes_on_to_the_check(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    response = client.post(address(review), {"van-ban": TEXT, "phien-ban": "0", "action": "check"})
    assert response["Location"] == address(review, "check")
    page = body(client.get(response["Location"]))
    assert TEXT in page
    assert "trong đó không có tên trẻ em" in page
    assert "ô phải nhập" not in page
    response = client.post(address(review, "submit"))
    assert response["Location"] == address(review, "receipt")
    page = body(client.get(response["Location"]))
    assert "BC-KE-HOACH-TINH-SO-KET-2024-XA-X-01" in page
    assert TEXT in page
    assert "In phiếu" not in page
    assert x_of(world, review).state == ReportState.SUBMITTED


def test_empty_it_is_refused_with_the_way_back(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    response = client.post(address(review, "submit"))
    assert response.status_code == 422
    page = body(response)
    assert page.count("Báo cáo chưa có nội dung. Viết vào khung Nội dung hoặc kèm một tệp rồi nộp.") == 1
    assert f"{address(review, 'entry')}#van-ban" in page
    assert x_of(world, review).state == ReportState.DRAFT


def test_a_refused_file_costs_neither_the_text_nor_the_others(
    world: World, review: Round, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    files = [upload(), upload("virus.pdf", b"MZ\x90"), upload("so-ket.docx", DOCX)]
    response = client.post(
        address(review), {"van-ban": TEXT, "phien-ban": "0", "tep": files, "action": "check"}
    )
    assert response.status_code == 422
    page = body(response)
    assert "Tệp “virus.pdf” không phải là tệp PDF như tên của nó." in page
    assert f"\n{TEXT}</textarea>" in page
    assert 'name="phien-ban" value="1"' in page
    assert list(PaperFile.objects.values_list("name", flat=True)) == ["ke-hoach.pdf", "so-ket.docx"]


def test_a_file_too_big_is_never_read(
    world: World, review: Round, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = upload("anh.jpg", b"\xff\xd8\xff" + b"\0" * (5 * 1024 * 1024))

    def read(*_: object, **__: object) -> bytes:
        raise AssertionError("not read")

    monkeypatch.setattr("reporting.actions.attach_file", read)
    client = sign_in(world, "vhxh-x")
    response = client.post(address(review), {"van-ban": "", "phien-ban": "0", "tep": big})
    assert response.status_code == 422
    assert "Tệp “anh.jpg” nặng 5,1 MB; mỗi tệp nhiều nhất 5 MB." in body(response)


def test_a_text_that_is_too_long_stays_in_the_box(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    long = "a" * 20_001
    response = client.post(address(review), {"van-ban": long, "phien-ban": "0", "tep": upload()})
    assert response.status_code == 422
    page = body(response)
    assert "Nội dung nhiều nhất 20.000 ký tự; bản này có 20.001." in page
    assert f"\n{long}</textarea>" in page
    assert 'name="phien-ban" value="0"' in page
    assert (Paper.objects.count(), PaperFile.objects.count()) == (0, 1)


def test_two_people_see_both_texts(world: World, review: Round, sign_in: SignIn) -> None:
    world.person("vhxh-x2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Lê Thị Hoa")
    write(world, x_of(world, review), "vhxh-x2", "bản của Hoa")
    client = sign_in(world, "vhxh-x")
    response = client.post(address(review), {"van-ban": "bản của tôi", "phien-ban": "0"})
    assert response.status_code == 422
    page = body(response)
    assert "Lê Thị Hoa đã lưu một bản khác. Bản của bạn chưa được lưu." in page
    assert "bản của Hoa</div>" in page
    assert "\nbản của tôi</textarea>" in page
    assert 'name="phien-ban" value="1"' in page
    # Sent once more it was seen, and takes the other's place; the other stays in the report.
    client.post(address(review), {"van-ban": "bản chung", "phien-ban": "1"})
    assert list(Paper.objects.values_list("text", flat=True)) == ["bản của Hoa", "bản chung"]


def test_a_file_goes_by_its_button_and_the_text_is_kept(world: World, review: Round, sign_in: SignIn) -> None:
    attach(world, x_of(world, review), "vhxh-x")
    client = sign_in(world, "vhxh-x")
    response = client.post(address(review), {"van-ban": TEXT, "phien-ban": "0", "action": "bo-1"})
    assert response["Location"] == address(review)
    assert PaperFile.objects.get().removed_by == world.people["vhxh-x"]
    assert Paper.objects.get().text == TEXT
    assert client.get(address(review, "paper_file", "xa-x", "1")).status_code == 404


def test_a_file_comes_as_a_download(world: World, review: Round, sign_in: SignIn) -> None:
    attach(world, x_of(world, review), "vhxh-x", "kế hoạch.docx", DOCX)
    response = sign_in(world, "huyen-a").get(address(review, "paper_file", "xa-x", "1"))
    assert b"".join(response.streaming_content) == DOCX  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == ("attachment; filename*=utf-8''k%E1%BA%BF%20ho%E1%BA%A1ch.docx")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_pages_never_read_what_is_in_the_files(world: World, review: Round, sign_in: SignIn) -> None:
    attach(world, x_of(world, review), "vhxh-x")
    client = sign_in(world, "vhxh-x")
    with CaptureQueriesContext(connection) as found:
        client.get(address(review))
        client.get(address(review, "check"))
    assert not [query for query in found if '"content"' in query["sql"]]


def test_pages_for_figures_lead_to_it(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    for route in ("entry", "excel", "paste", "excel_template"):
        response = client.get(address(review, route))
        assert (response.status_code, response["Location"]) == (302, address(review))
    assert client.get(address(review, "form_pdf"))["Location"] == address(review, "receipt")
    # And a form of figures has no page for words.
    figures = reverse("reporting:paper", args=["2024-nam", "xa-x"])
    assert client.get(figures)["Location"] == reverse("reporting:entry", args=["2024-nam", "xa-x"])


def test_who_only_sees_it_reads_it(world: World, review: Round, sign_in: SignIn) -> None:
    write(world, x_of(world, review), "vhxh-x", TEXT)
    for person in ("lanh-dao-x", "huyen-a", "tinh"):
        client = sign_in(world, person)
        page = body(client.get(address(review)))
        assert TEXT in page
        assert "<textarea" not in page
        assert client.post(address(review), {"van-ban": "khác", "phien-ban": "1"}).status_code == 403
    assert Paper.objects.count() == 1


def test_what_was_handed_in_is_read_only(world: World, review: Round, sign_in: SignIn) -> None:
    write(world, x_of(world, review), "vhxh-x", TEXT)
    actions.submit(report=x_of(world, review), by=world.people["vhxh-x"], at=NOW)
    client = sign_in(world, "vhxh-x")
    page = body(client.get(address(review)))
    assert "Chỉ xem: báo cáo đang ở trạng thái" in page
    assert "<textarea" not in page
    # Somebody who was still typing loses nothing of it.
    response = client.post(address(review), {"van-ban": "còn đang gõ", "phien-ban": "1"})
    assert response.status_code == 422
    assert "\ncòn đang gõ</textarea>" in body(response)


def test_the_reviewer_reads_it_and_returns_or_accepts(world: World, review: Round, sign_in: SignIn) -> None:
    write(world, x_of(world, review), "vhxh-x", TEXT)
    attach(world, x_of(world, review), "vhxh-x")
    actions.submit(report=x_of(world, review), by=world.people["vhxh-x"], at=NOW)
    client = sign_in(world, "huyen-a")
    page = body(client.get(address(review, "review")))
    assert TEXT in page
    assert address(review, "paper_file", "xa-x", "1") in page
    seen = x_of(world, review).events.order_by("-id").values_list("pk", flat=True)[0]
    response = client.post(address(review, "send_back"), {"reason": "Ghi rõ số thôn.", "seen": seen})
    assert response.status_code == 302
    assert x_of(world, review).state == ReportState.RETURNED
    page = body(sign_in(world, "vhxh-x").get(address(review)))
    assert "Ghi rõ số thôn." in page
    write(world, x_of(world, review), "vhxh-x", f"{TEXT} Ba thôn.", base=1, when=at(15, 10))
    actions.submit(report=x_of(world, review), by=world.people["vhxh-x"], at=NOW)
    page = body(client.get(address(review, "review")))
    assert "Các bản trước (1)" in page
    seen = x_of(world, review).events.order_by("-id").values_list("pk", flat=True)[0]
    assert client.post(address(review, "accept"), {"seen": seen}).status_code == 302
    assert x_of(world, review).state == ReportState.ACCEPTED


def test_it_stands_in_the_lists(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    for route in ("home", "reporting:report_list"):
        page = body(client.get(reverse(route)))
        assert "Soạn báo cáo" in page
        assert address(review) in page
    assert "0/0 ô" not in page


def test_what_a_text_says_is_never_read_as_a_page(world: World, review: Round, sign_in: SignIn) -> None:
    write(world, x_of(world, review), "vhxh-x", "<script>alert(1)</script>")
    page = body(sign_in(world, "huyen-a").get(address(review)))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_village_writes_a_plan_of_its_own(world: World, sign_in: SignIn) -> None:
    build_duties(world)
    round_ = open_duty(world, RoundKind.ACTION_PLAN, 2021).round
    client = sign_in(world, "truong-thon-1")
    assert client.get(address(round_, unit="thon-1")).status_code == 200
    assert client.get(address(round_, unit="thon-2")).status_code == 404
    client.post(address(round_, unit="thon-1"), {"van-ban": TEXT, "phien-ban": "0", "action": "check"})
    assert client.post(address(round_, "submit", "thon-1")).status_code == 302
    page = body(client.get(address(round_, "receipt", "thon-1")))
    assert "Nộp muộn" in page


def test_words_have_no_totals(world: World, review: Round, sign_in: SignIn) -> None:
    client = sign_in(world, "huyen-a")
    assert client.get(reverse("reporting:rollup", args=[review.key, "xa-x"])).status_code == 404
    assert (
        client.get(reverse("reporting:annual_table", args=["ke-hoach-tinh", review.key])).status_code == 404
    )
    page = body(client.get(reverse("reporting:rollup", args=["2024-nam", "xa-x"])))
    assert review.name not in page


@pytest.mark.parametrize(
    "said",
    [
        {"phien-ban": "9" * 5000},
        {"action": f"bo-{'9' * 5000}"},
        {"phien-ban": "٣"},
        {"action": "bo-9999999999"},
    ],
)
def test_numbers_that_nobody_typed_break_nothing(
    world: World, review: Round, sign_in: SignIn, said: dict[str, str]
) -> None:
    response = sign_in(world, "vhxh-x").post(
        address(review), {"van-ban": TEXT, "phien-ban": "0", "action": "save"} | said
    )
    assert response.status_code in (302, 422)
    assert Paper.objects.get(report=x_of(world, review)).text == TEXT
