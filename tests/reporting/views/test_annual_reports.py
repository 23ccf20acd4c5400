"""Screen 19 and its list: written without a script and with one, looked at, issued, taken out, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument
from openpyxl import load_workbook

from reporting.actions.annual import to_issue
from reporting.enums import ExportState
from reporting.exports.pdf import NO_LIBRARIES, PdfUnavailable
from reporting.models import AnnualReport, AnnualText, Export, Letterhead
from reporting.views import annual_files, annual_reports
from tests.annual import ISSUED, begun, issued, send_villages
from tests.screens import Screen
from tests.world import NOW, World, at, build_plan, send_up
from units.enums import Role

SignIn = Callable[[World, str], Client]
PLACE = ["2024-nam", "xa-x", "ke-hoach-tinh"]
HOSTILE = '<img src=x onerror=alert(1)></textarea><script>alert("2")</script>'


def address(route: str, *more: object) -> str:
    return reverse(f"reporting:{route}", args=[*PLACE, *more])


def body(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture(autouse=True)
def no_pages(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A PDF takes seconds: only tests marked “pdf” draw one, the others are told that there is one page."""
    if request.node.get_closest_marker("pdf") is None:
        monkeypatch.setattr(annual_reports, "preview_pdf", lambda document: b"")
        monkeypatch.setattr(annual_reports, "page_count", lambda pdf: 3)


@pytest.fixture
def draft(world: World) -> AnnualReport:
    send_villages(world)
    return begun(world)


def in_fours(digest: str) -> str:
    return "-".join((digest[:4], digest[4:8], digest[8:12], digest[12:16]))


def builder(client: Client) -> Screen:
    return Screen(client, client.get(address("annual_builder")), "beside-words")


def send(client: Client, screen: Screen, button: str = "luu", **changes: str) -> HttpResponse:
    """What the form would send with these boxes changed."""
    fields = (
        screen.fields | {name.replace("_", "-"): value for name, value in changes.items()} | {"viec": button}
    )
    return client.post(screen.address, fields, follow=True)


# --- The list


def test_the_list_begins_goes_on_and_hands_out(world: World, sign_in: SignIn) -> None:
    send_villages(world)
    client = sign_in(world, "vhxh-x")
    page = body(client.get(reverse("reporting:annual_reports")))
    assert "Chưa soạn" in page
    assert page.count("btn-primary") == 1
    assert address("annual_begin") in page
    assert body(client.get("/")).count("/bao-cao-nam/") == 1  # the way there
    response = client.post(address("annual_begin"))
    assert response["Location"] == address("annual_builder")
    page = body(client.get(reverse("reporting:annual_reports")))
    assert "Đang soạn" in page
    assert address("annual_builder") in page
    assert address("annual_report_word", 1) in page
    # Begun twice is begun once; once it is out the button leads to it.
    client.post(address("annual_begin"))
    assert AnnualReport.objects.count() == 1
    issued(world, AnnualReport.objects.get())
    assert client.post(address("annual_begin"))["Location"] == address("annual_report", 1)


def test_a_leader_reads_what_is_there_and_begins_nothing(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    client = sign_in(world, "lanh-dao-x")
    page = body(client.get(reverse("reporting:annual_reports")))
    assert address("annual_report_pdf", 1) in page
    assert "Soạn" not in page.replace("Đang soạn", "")
    assert address("annual_builder") not in page
    # Four entries stand at the bottom of a phone; this one is in the menu.
    home = body(client.get("/"))
    assert home.index("menu-sheet") < home.index('href="/bao-cao-nam/"') < home.index("nav-row")
    assert client.get(address("annual_report", 1)).status_code == 200
    # Signed and out, it is one press from home.
    issued(world, draft)
    assert f'href="{address("annual_report_pdf", 1)}">Tải PDF' in body(client.get("/"))


# --- Without a script: one form, one button


def test_the_form_shows_every_part_with_its_suggestion(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    screen = builder(sign_in(world, "vhxh-x"))
    assert screen.fields["phan-opening"]
    assert screen.fields["phan-results"]
    assert screen.fields["bat-next"] == "on"
    assert "bat-results" not in screen.names  # always there
    assert screen.text.count("Gợi ý từ số liệu") >= 3
    assert 'src="/bao-cao-nam/2024-nam/xa-x/ke-hoach-tinh/ban-1/trang/1/?v=' in screen.html
    assert "Trang 1/3" in screen.text
    assert screen.html.count("btn-primary") == 1


def test_saved_as_it_stands_nothing_is_written(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    page = body(send(client, builder(client)))
    assert "Đã lưu lúc 09:00." in page
    assert not AnnualText.objects.exists()
    draft.refresh_from_db()
    assert draft.version == 1


def test_one_button_saves_words_parts_and_head(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    screen = builder(client)
    del screen.fields["bat-next"]
    response = send(
        client,
        screen,
        **{
            "phan-direction": "Xã họp 2 lần.",
            "phan-direction-cong-khai": "on",
            "number": "12",
            "day": "5/12/2024",
        },
    )
    page = body(response)
    assert "Vhxh-X viết" in page
    draft.refresh_from_db()
    assert draft.switches["next"] is False
    assert (draft.letterhead["number"], draft.letterhead["day"]) == ("12", "2024-12-05")
    text = AnnualText.objects.get()
    assert (text.section, text.text, text.is_public) == ("direction", "Xã họp 2 lần.", True)
    # Taken back: the words stay among the versions.
    page = body(send(client, builder(client), "goi-y-direction"))
    assert "Vhxh-X viết" not in page
    assert list(AnnualText.objects.values_list("version", "is_generated")) == [(1, False), (2, True)]


def test_a_wrong_day_holds_up_no_words(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    changes = {"phan-direction": "Xã họp 2 lần.", "day": "31/02/2024"}
    response = send(client, builder(client), **changes)
    page = body(response)
    assert response.status_code == 422
    assert "Ghi ngày/tháng/năm, ví dụ 05/12/2024." in page
    assert 'value="31/02/2024"' in page
    assert '<details class="part part-head" open>' in page
    assert AnnualText.objects.get().text == "Xã họp 2 lần."


def test_two_people_see_both_texts(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    world.person("vhxh-x2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Phạm Thị Mới")
    first, second = sign_in(world, "vhxh-x"), sign_in(world, "vhxh-x2")
    older = builder(second)
    send(first, builder(first), **{"phan-direction": "Lời thứ nhất."})
    response = send(second, older, **{"phan-direction": "Lời thứ hai."})
    page = body(response)
    assert response.status_code == 422
    assert "Lời của Vhxh-X, đang đứng trong báo cáo" in page
    assert "Lời thứ nhất." in page
    assert "\nLời thứ hai.</textarea>" in page
    assert AnnualText.objects.count() == 1
    # Pressed again hers stands, and the first is among the versions.
    send(second, Screen(second, response, "beside-words"))
    assert list(AnnualText.objects.values_list("text", flat=True)) == ["Lời thứ nhất.", "Lời thứ hai."]


def test_hostile_words_are_words(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    send(client, builder(client), **{"phan-direction": HOSTILE, "signer": HOSTILE[:90], "subject": HOSTILE})
    for route in ("annual_builder", "annual_issue"):
        page = body(client.get(address(route)))
        assert "<img src=x" not in page
        assert "<script>alert" not in page
        assert "&lt;img src=x" in page
    assert "<img src=x" not in body(client.get(address("annual_report", 1)))


# --- With the script


def test_one_section_is_saved_as_soon_as_it_is_left(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    said = {"phan-direction": "Xã họp 2 lần.", "phan-direction-ban": "0"}
    answer = client.post(address("annual_save"), said)
    assert answer.status_code == 200
    found = json.loads(answer.content)
    assert found["saved"] == "Đã lưu lúc 09:00"
    assert found["parts"]["direction"]["version"] == 1
    assert found["parts"]["direction"]["state"].startswith("Vhxh-X viết")
    assert found["parts"]["results"]["touched"] is False
    # A stale version of another window: nothing is written, and it is said who was first.
    answer = client.post(address("annual_save"), {**said, "phan-direction": "Khác."})
    assert answer.status_code == 409
    assert "Vhxh-X đã lưu lời khác" in json.loads(answer.content)["message"]
    assert AnnualText.objects.count() == 1


def test_switches_and_head_are_saved_when_they_change(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    screen = builder(client)
    settings = {
        name: value
        for name, value in screen.fields.items()
        if not name.startswith("phan-") and name != "bat-next"
    }
    found = json.loads(client.post(address("annual_save"), settings).content)
    assert found["settings"] == 2
    assert found["parts"]["next"]["on"] is False
    assert found["parts"]["proposals"]["number"] == "IV."
    answer = client.post(address("annual_save"), {**settings, "symbol": ""})
    assert answer.status_code == 409
    assert "Ghi ký hiệu" in json.loads(answer.content)["message"]


# --- Figures, issuing, amending


def test_changed_figures_are_offered_and_taken_on_request(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    assert "số đã thay đổi" not in builder(client).text
    send_up(world, "thon-3")
    assert "số đã thay đổi – Xem và cập nhật" in builder(client).text
    page = body(client.get(address("annual_figures")))
    assert "7,8% (14/180)" in page
    assert "6,7% (20/300)" in page
    screen = Screen(client, client.get(address("annual_figures")), "open-bar")
    page = body(client.post(address("annual_figures"), screen.fields | {"da-xem": "khác"}, follow=True))
    assert "Số liệu vừa thay đổi thêm" in page
    draft.refresh_from_db()
    assert draft.version == 1
    page = body(client.post(address("annual_figures"), screen.fields, follow=True))
    assert "Đã cập nhật:" in page
    assert "số đã thay đổi – Xem" not in page
    draft.refresh_from_db()
    assert draft.taken_at == NOW


def test_a_page_from_before_the_figures_were_taken_writes_none_of_its_suggestions(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    old = builder(client)
    assert "14/180" in old.fields["phan-goal-1"]
    send_up(world, "thon-3")
    figures = Screen(client, client.get(address("annual_figures")), "open-bar")
    client.post(address("annual_figures"), figures.fields)
    assert AnnualReport.objects.get().version == 2
    send(client, old)
    assert not AnnualText.objects.exists()
    # Words put into one of them are held back, with what is suggested now beside them.
    said = send(client, old, phan_goal_1="Trong 180 trẻ em có 14 em.")
    assert said.status_code == 422
    assert "gợi ý của phần này đã đổi" in body(said)
    assert "6,7% (20/300)" in body(said)
    assert not AnnualText.objects.exists()
    again = Screen(client, said, "beside-words")
    assert again.fields["phan-goal-1"].strip() == "Trong 180 trẻ em có 14 em."
    send(client, again)
    assert AnnualText.objects.get().text == "Trong 180 trẻ em có 14 em."


def test_without_anything_accepted_the_outline_is_there_and_no_issuing(world: World, sign_in: SignIn) -> None:
    report = begun(world)
    client = sign_in(world, "vhxh-x")
    assert builder(client).fields["bat-next"] == "on"
    page = body(client.get(address("annual_issue")))
    assert "Chưa có báo cáo nào được duyệt" in page
    assert 'name="da-xem"' not in page
    page = body(client.post(address("annual_issue"), {"da-xem": to_issue(report, now=NOW).seen}, follow=True))
    assert "Chưa có báo cáo nào được duyệt" in page
    assert not AnnualReport.objects.get().is_issued


def test_looked_at_issued_and_amended(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    screen = Screen(client, client.get(address("annual_issue")), "sheet")
    page = body(client.post(address("annual_issue"), {"da-xem": "0-0"}, follow=True))
    assert "Nội dung vừa thay đổi" in page
    page = body(client.post(address("annual_issue"), screen.fields, follow=True))
    assert "Đã phát hành. Bản này giữ nguyên từ nay." in page
    assert in_fours(AnnualReport.objects.get().digest) in page
    assert client.get(address("annual_builder"))["Location"] == reverse("reporting:annual_reports")
    assert client.post(address("annual_save"), {}).status_code == 409
    # An amended edition says why, and both stand in the list of editions.
    assert client.post(address("annual_amend", 1), {"reason": ""}).status_code == 422
    response = client.post(address("annual_amend", 1), {"reason": "Thôn 3 nộp sau."})
    assert response["Location"] == address("annual_builder")
    issued(world, AnnualReport.objects.get(edition=2), when=at(20))
    page = body(client.get(address("annual_report", 1)))
    assert "thay bản này" in page
    assert "Sửa đổi vì: Thôn 3 nộp sau." in page


def test_pages_of_figures_lead_to_the_report(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    rollup = reverse("reporting:rollup", args=["2024-nam", "xa-x"])
    assert address("annual_report", 1) in body(sign_in(world, "lanh-dao-x").get(rollup))
    # Above it nobody hears of a draft; once it is issued they do.
    assert address("annual_report", 1) not in body(sign_in(world, "huyen-a").get(rollup))
    issued(world, draft)
    assert address("annual_report", 1) in body(sign_in(world, "huyen-a").get(rollup))
    assert rollup in body(sign_in(world, "vhxh-x").get(address("annual_report", 1)))
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    table = reverse("reporting:annual_table", args=["ke-hoach-x", "2024-nam"])
    assert "Soạn báo cáo năm" in body(sign_in(world, "vhxh-x").get(table))


# --- Who may


READ = [
    ("annual_report", [1]),
    ("annual_pages", [1]),
    ("annual_report_word", [1]),
    ("annual_report_excel", [1]),
]


@pytest.mark.parametrize(("route", "more"), READ)
def test_a_draft_is_read_in_its_unit_and_an_issued_one_above_it(
    world: World, draft: AnnualReport, sign_in: SignIn, route: str, more: list[int]
) -> None:
    def found() -> dict[str, int]:
        people = ("vhxh-x", "lanh-dao-x", "vhxh-y", "huyen-a", "huyen-b", "tinh", "truong-thon-1", "quan-tri")
        return {who: sign_in(world, who).get(address(route, *more)).status_code for who in people}

    inside = {"vhxh-x": 200, "lanh-dao-x": 200}
    never = {"vhxh-y": 404, "huyen-b": 404, "truong-thon-1": 403, "quan-tri": 403}
    assert found() == inside | {"huyen-a": 404, "tinh": 404} | never
    issued(world, draft)
    assert found() == inside | {"huyen-a": 200, "tinh": 200} | never


@pytest.mark.parametrize(
    ("route", "posted"),
    [
        ("annual_begin", {}),
        ("annual_builder", {"phan-direction": "Lời lạ.", "phan-direction-ban": "0"}),
        ("annual_save", {"phan-direction": "Lời lạ.", "phan-direction-ban": "0"}),
        ("annual_figures", {"so": "tam-tinh", "da-xem": ""}),
        ("annual_issue", {"da-xem": ""}),
    ],
)
def test_only_its_own_coordinator_writes(
    world: World, draft: AnnualReport, sign_in: SignIn, route: str, posted: dict[str, str]
) -> None:
    before = AnnualReport.objects.values().get()
    for who, status in {
        "vhxh-y": 404,
        "huyen-b": 404,
        "huyen-a": 403,
        "lanh-dao-x": 403,
        "y-te": 403,
    }.items():
        assert sign_in(world, who).post(address(route), posted).status_code == status, who
    assert AnnualReport.objects.values().get() == before
    assert not AnnualText.objects.exists()
    assert sign_in(world, "vhxh-x").post(address(route), posted).status_code in (200, 302)


# --- Files


def test_word_and_excel_carry_the_words_and_a_code(
    world: World, draft: AnnualReport, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    send(client, builder(client), **{"phan-direction": "Xã họp 2 lần."})
    answer = client.get(address("annual_report_word", 1))
    assert answer["Content-Disposition"] == 'attachment; filename="BC-nam-2024_xa-Xuan_v1.docx"'
    word = WordDocument(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    said = [paragraph.text for paragraph in word.paragraphs]
    assert "Xã họp 2 lần." in said
    assert not any("DỰ THẢO" in text for text in said)  # it is laid before the leader as it is
    export = Export.objects.get()
    assert (export.state, export.report_id, export.unit.key) == (ExportState.DONE, draft.pk, "xa-x")
    assert export.address == address("annual_report", 1)
    assert any(export.code in text for text in said)
    answer = client.get(f"{address('annual_report_excel', 1)}?cong-khai=1")
    assert answer["Content-Disposition"].endswith('cong-khai_v1.xlsx"')
    assert load_workbook(BytesIO(b"".join(answer.streaming_content))).sheetnames  # type: ignore[attr-defined]
    assert Export.objects.filter(is_public=True, address__endswith="?cong-khai=1").count() == 1


@pytest.mark.pdf
def test_pages_are_pictures_of_the_pdf(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    found = json.loads(client.get(address("annual_pages", 1)).content)
    assert found["pages"] >= 2
    marked = f"{address('annual_page', 1, 1)}?v={found['mark']}"
    picture = client.get(marked)
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Cache-Control"] == "private, no-store"
    assert client.get(address("annual_page", 1, found["pages"] + 1)).status_code == 404
    assert f"Trang 1/{found['pages']}" in builder(client).text
    answer = client.get(address("annual_report_pdf", 1))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_without_the_libraries_the_words_are_read_and_word_works(
    world: World, draft: AnnualReport, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any) -> Any:
        raise PdfUnavailable(NO_LIBRARIES)

    monkeypatch.setattr(annual_reports, "preview_pdf", missing)
    monkeypatch.setattr("reporting.exports.annual_files.document_pdf", missing)
    client = sign_in(world, "vhxh-x")
    page = builder(client).text
    assert "Chưa xem được trang in" in page
    assert "libpango" in page
    assert "KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU" in page  # the document as text
    assert "data-page" not in page
    answer = client.get(address("annual_pages", 1))
    assert (answer.status_code, "libpango" in json.loads(answer.content)["message"]) == (503, True)
    assert client.get(address("annual_page", 1, 1)).status_code == 503
    answer = client.get(address("annual_report_pdf", 1))
    assert answer.status_code == 503
    assert address("annual_report_word", 1) in body(answer)
    assert not Export.objects.exists()
    assert client.get(address("annual_report_word", 1)).status_code == 200


def test_a_long_report_goes_into_the_queue(
    world: World, draft: AnnualReport, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annual_files, "is_long", lambda document: True)
    response = sign_in(world, "vhxh-x").get(address("annual_report_pdf", 1))
    assert response["Location"] == reverse("reporting:exports")
    assert Export.objects.get().state == ExportState.WAITING


def test_the_public_version_is_told_apart(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    page = body(client.get(f"{address('annual_report', 1)}?cong-khai=1"))
    assert f"{address('annual_report_word', 1)}?cong-khai=1" in page
    assert "cong-khai=1" in page.split("data-page")[1].split("alt=")[0]
    assert "Nội dung XH" in body(client.get(address("annual_report", 1)))  # restricted, for its own line
    assert "Nội dung XH" not in page


# --- Thể thức


def test_the_letterhead_of_a_unit(world: World, sign_in: SignIn) -> None:
    page_address = reverse("reporting:letterhead", args=["xa-x"])
    client = sign_in(world, "vhxh-x")
    screen = Screen(client, client.get(page_address), "letterhead-form")
    assert str(screen.fields["issuer"]).strip() == "ỦY BAN NHÂN DÂN\nXÃ XUÂN"
    response = client.post(page_address, screen.fields | {"issuer": " "})
    assert response.status_code == 422
    assert "Ghi cơ quan ban hành" in body(response)
    assert not Letterhead.objects.exists()
    changed = screen.fields | {"signature": "TM. ỦY BAN NHÂN DÂN\r\nKT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH"}
    assert "Đã lưu thể thức" in body(client.post(page_address, changed, follow=True))
    assert Letterhead.objects.get().signature == "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    # An older window of somebody else sees both.
    response = client.post(page_address, changed | {"place": "Khác"})
    assert response.status_code == 422
    assert "vừa lưu" in body(response)
    assert Letterhead.objects.get().version == 1
    assert "vừa lưu" not in body(
        client.post(page_address, changed | {"place": "Khác", "ban": "1"}, follow=True)
    )
    assert Letterhead.objects.get().place == "Khác"


def test_issued_what_stands_is_what_was_kept(world: World, draft: AnnualReport, sign_in: SignIn) -> None:
    out = issued(world, draft, when=ISSUED)
    client = sign_in(world, "huyen-a")
    send_up(world, "thon-3")
    page = body(client.get(address("annual_report", 1)))
    assert "Mã nội dung" in page
    assert in_fours(out.digest) in page
