"""Screen 20 and the page behind a code: asked for, listed, fetched, and only by whoever may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from reporting.actions.annual import begin_report, offer_of, refresh_figures
from reporting.actions.exporting import ALPHABET, new_code, read_code
from reporting.enums import ExportFormat, ExportKind, ExportState, RoundKind
from reporting.file_names import file_name
from reporting.jobs import asking, at_once, claims, housekeeping, starting
from reporting.jobs.running import run
from reporting.models import Export, Round
from reporting.summaries.exports import size_words
from tests.annual import begun, issued, send_villages
from tests.reporting.jobs.making_files import ask, maker
from tests.world import NOW, TODAY, World, at, fill_places, fill_villages, whole_year
from units.enums import LogKind
from units.models import LogEntry

SignIn = Callable[[World, str], Client]
PAGE = "reporting:exports"
READ_CONTENT = re.compile(r'"content"(?! IS NOT NULL)')
CSV, PUBLIC = {"dinh_dang": "csv"}, {"ban": "cong-khai"}


def content(response: Any) -> bytes:
    found: bytes = b"".join(response.streaming_content)
    return found


def post(client: Client, kind: str, **said: str) -> Any:
    return client.post(f"{reverse(PAGE)}?noi-dung={kind}", {"dinh_dang": "xlsx", **said})


def listed(client: Client) -> str:
    text = client.get(reverse("reporting:export_list")).content.decode()
    return " ".join(text.split())


@pytest.fixture
def long_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is too long to wait for."""
    monkeypatch.setattr(at_once, "LINES_AT_ONCE", -1)


# --- Words


def test_a_code_has_no_letter_that_is_taken_for_another_and_is_read_however_it_is_typed() -> None:
    assert set(ALPHABET) & set("ILOU") == set()
    assert len(ALPHABET) == 32
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(read_code(code) == code for code in codes)
    assert read_code("k7qm 29xa") == "K7QM-29XA"
    assert read_code("KOQMI9XL") == "K0QM-19X1"
    for wrong in ("", "K7QM-29X", "K7QM-29XAA", "K7QM-29XU", "../../etc"):
        assert read_code(wrong) == ""


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (("BC", "docx", "Năm 2024", "xã Hoằng Đức", 2, False), "BC-nam-2024_xa-Hoang-Duc_v2.docx"),
        (("BC", "pdf", "6 tháng năm 2024", "xã Đá", 1, True), "BC-6-thang-nam-2024_xa-Da_cong-khai_v1.pdf"),
        (("Nhat-ky", "xlsx", "", "", 0, False), "Nhat-ky.xlsx"),
        (("Phieu", "pdf", "Năm 2024", "Thôn 1/2 “Đông”", 0, False), "Phieu-nam-2024_Thon-1-2-Dong.pdf"),
    ],
)  # fmt: skip
def test_names_of_files_have_no_marks_and_no_spaces(given: tuple[Any, ...], name: str) -> None:
    what, ending, period, place, version, is_public = given
    assert file_name(what, ending, period=period, place=place, version=version, is_public=is_public) == name


@pytest.mark.parametrize(
    ("size", "words"), [(512, "512 byte"), (38_400, "38 kB"), (1_249_000, "1,2 MB"), (12_000_000, "12,0 MB")]
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_words(size) == words


# --- Asked for


def test_there_is_nothing_at_first_and_the_menu_leads_there(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    page = client.get(reverse(PAGE)).content.decode()
    assert "Chưa có tệp nào" in page
    assert f'href="{reverse(PAGE)}">Xuất tệp</a>' in client.get("/").content.decode()
    assert "Xuất tệp</a>" not in sign_in(world, "truong-thon-1").get("/").content.decode()


def test_a_small_file_comes_at_once_with_its_code_and_stands_in_the_list(
    world: World, sign_in: SignIn
) -> None:
    fill_villages(world)
    client = sign_in(world, "vhxh-x")
    response = post(client, "bieu-tong-hop", noi="xa-x", ky="2024-nam", so="tam-tinh")
    export = Export.objects.get()
    assert response["Content-Disposition"] == 'attachment; filename="Bieu-tong-hop-nam-2024_xa-Xuan.xlsx"'
    first = str(load_workbook(BytesIO(content(response))).active["A3"].value)
    assert f"Mã tệp: {export.code}   ·   Mã nội dung: {export.digest}" in first
    assert (export.state, export.content, export.edition) == (ExportState.DONE, None, "Tạm tính")
    assert export.address == "/tong-hop/2024-nam/xa-x/?so=tam-tinh"
    assert export.window == "15/12/2023–14/12/2024"
    assert not DBTaskResult.objects.exists()
    assert "Đã tải xuống – " in listed(client)
    line = LogEntry.objects.get(kind=LogKind.EXPORT)
    assert (line.act, line.subject) == (
        "xuất biểu tổng hợp ra Excel",
        "xã Xuân – Năm 2024, tạm tính",
    )


@pytest.mark.parametrize(
    ("kind", "said", "name"),
    [
        ("bieu-ket-qua", {"ke_hoach": "ke-hoach-tinh"}, "Bieu-ke-hoach-tinh-nam-2024_tinh-Thu.xlsx"),
        ("bieu-tong-hop", {"noi": "huyen-a"}, "Bieu-tong-hop-nam-2024_huyen-An.xlsx"),
        ("bang-phang", {"noi": "tinh"}, "Bang-phang-nam-2024_tinh-Thu.xlsx"),
        ("bang-phang", {"noi": "tinh", "ky": "moi-ky", **CSV}, "Bang-phang-nam-2024_tinh-Thu.csv"),
        ("bang-phang", {"noi": "tinh", **PUBLIC}, "Bang-phang-nam-2024_tinh-Thu_cong-khai.xlsx"),
        ("ma-tran-nop", {"noi": "tinh"}, "Theo-doi-nop-nam-2024_tinh-Thu.xlsx"),
        ("nhat-ky", {}, "Nhat-ky_tinh-Thu.xlsx"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_long", [False, True])
def test_every_kind_is_made_at_once_and_in_the_background(
    world: World,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    said: dict[str, str],
    name: str,
    is_long: bool,
) -> None:
    fill_villages(world)
    client = sign_in(world, "tinh")
    monkeypatch.setattr(at_once, "LINES_AT_ONCE", -1 if is_long else 100_000)
    response = post(client, kind, **({"ky": "2024-nam"} | said))
    export = Export.objects.get()
    if is_long:
        assert response.status_code == 302
        assert DBTaskResult.objects.count() == 1
        run(export.pk)
        export.refresh_from_db()
        assert export.failure == ""
        response = client.get(reverse("reporting:export_file", args=[export.code]))
    made = content(response)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "private, no-store"
    assert (export.state, export.size, bool(export.digest)) == (ExportState.DONE, len(made), True)
    assert export.is_public == ("ban" in said)
    assert export.code.encode() in made or len(made) > 3_000


def test_a_pdf_is_never_waited_for(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    response = post(client, "bieu-tong-hop", noi="xa-x", ky="2024-nam", dinh_dang="pdf")
    assert response["Location"] == f"{reverse(PAGE)}?noi-dung=bieu-tong-hop"
    assert Export.objects.get().state == ExportState.WAITING
    assert "Chờ tạo" in listed(client)


@pytest.mark.usefixtures("long_files")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("bieu-tong-hop", {"noi": "xa-y", "ky": "2024-nam"}),
        ("bieu-tong-hop", {"noi": "huyen-a", "ky": "2024-nam"}),
        ("bieu-tong-hop", {"noi": "thon-1", "ky": "2024-nam"}),
        ("bieu-tong-hop", {"noi": "xa-x", "ky": "2019-nam"}),
        ("bieu-tong-hop", {"noi": "xa-x"}),
        ("bang-phang", {"noi": "tinh", "ky": "moi-ky"}),
        ("ma-tran-nop", {"noi": "xa-y", "ky": "2024-nam"}),
        ("bieu-ket-qua", {"ke_hoach": "ke-hoach-tinh", "ky": "2024-nam"}),
        ("bao-cao-nam", {"bao_cao": "1", "dinh_dang": "docx"}),
        ("bieu-tong-hop", {"noi": "xa-x", "ky": "2024-nam", "dinh_dang": "docx"}),
    ],
)
def test_what_the_coordinator_of_x_may_not_see_is_no_choice(
    world: World, sign_in: SignIn, kind: str, said: dict[str, str]
) -> None:
    client = sign_in(world, "vhxh-x")
    response = post(client, kind, **said)
    assert response.status_code == 422
    assert "chọn lại trong danh sách." in response.content.decode() or "Chọn kỳ." in response.content.decode()
    assert not Export.objects.exists()
    # Named in the address it is no choice either.
    page = client.get(f"{reverse(PAGE)}?noi-dung={kind}&noi={said.get('noi', '')}").content.decode()
    assert 'value="xa-y"' not in page


def test_a_round_that_did_not_ask_the_place_is_told(world: World, sign_in: SignIn) -> None:
    Round.objects.create(
        key="2023-nam",
        kind=RoundKind.YEAR,
        year=2023,
        data_from=date(2022, 12, 15),
        data_to=date(2023, 12, 14),
    )
    response = post(sign_in(world, "vhxh-x"), "bieu-tong-hop", noi="xa-x", ky="2023-nam")
    assert response.status_code == 422
    assert "kỳ này không có ở đơn vị đã chọn" in response.content.decode()


# --- The list


@pytest.mark.usefixtures("long_files")
def test_the_list_tells_how_far_each_file_is(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    export = ask(world)
    assert "Chờ tạo" in listed(client)
    assert "data-moving" in listed(client)
    assert "Xem lại" in listed(client)
    token = claims.claim(export.pk)
    assert "Đang tạo</span>" in listed(client)
    claims.note_progress(export.pk, token, done=9, total=15, counted_in="xã")
    said = listed(client)
    assert "Đang tạo 60% (9/15 xã)" in said
    assert '<progress max="100" value="60"' in said
    claims.note_progress(export.pk, token, done=15, total=15, counted_in="xã")
    assert "Đang tạo 99% (15/15 xã)" in listed(client)
    claims.finish(export.pk, token, content=b"1" * 1_200_000, digest="d", file_name="Bieu.xlsx", at=NOW)
    said = listed(client)
    assert "Xong – 1,2 MB" in said
    assert "Giữ đến 15/12/2024" in said
    assert "data-moving" not in said
    assert "Xem lại" not in said


def test_what_failed_says_why_and_is_tried_again_what_is_old_is_made_again(
    world: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    client = sign_in(world, "vhxh-x")
    export = ask(world)
    claims.fail(export.pk, claims.claim(export.pk), "Máy chủ thiếu phông chữ.", NOW)
    said = listed(client)
    assert "Lỗi" in said
    assert "Máy chủ thiếu phông chữ." in said
    assert client.post(reverse("reporting:export_retry", args=[export.code])).status_code == 302
    assert "Chờ tạo" in listed(client)
    run(export.pk, maker())
    moment(NOW + timedelta(days=31))
    housekeeping.forget_old()
    said = listed(client)
    assert "Hết hạn giữ 30 ngày" in said
    assert "Tải xuống" not in said
    assert client.get(reverse("reporting:export_file", args=[export.code])).status_code == 302
    assert client.post(reverse("reporting:export_again", args=[export.code])).status_code == 302
    assert "Chờ tạo" in listed(client)


def test_with_a_full_queue_of_ones_own_one_is_told_so_and_nothing_is_asked_for(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(world, "vhxh-x")
    monkeypatch.setattr(starting, "MOST_UNDER_WAY", 1)
    waiting, cancelled = ask(world), None
    said = {"noi": "xa-x", "ky": "2024-nam", "dinh_dang": "pdf"}
    response = post(client, "bieu-tong-hop", **said)
    assert response.status_code == 422
    assert "Bạn có 1 tệp đang chờ" in response.content.decode()
    client.post(reverse("reporting:export_cancel", args=[waiting.code]))
    cancelled = ask(world)
    again = client.post(reverse("reporting:export_retry", args=[waiting.code]), follow=True)
    assert "Bạn có 1 tệp đang chờ" in again.content.decode()
    assert set(Export.objects.all()) == {waiting, cancelled}


def test_ones_own_signed_reports_are_offered_however_many_others_sign(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_villages(world)
    own = issued(world, begun(world))
    report = begin_report(
        unit=world.units["xa-y"],
        plan=world.plan,
        round_=world.rounds[2024],
        by=world.people["vhxh-y"],
        at=at(18),
    )
    refresh_figures(
        report=report,
        official=False,
        seen=offer_of(report, official=False, now=at(18)).seen,
        by=world.people["vhxh-y"],
        at=at(18),
    )
    report.refresh_from_db()
    issued(world, report, by="vhxh-y", when=at(19))
    monkeypatch.setattr(asking, "MOST_REPORTS", 1)
    page = sign_in(world, "vhxh-x").get(f"{reverse(PAGE)}?noi-dung=bao-cao-nam").content.decode()
    assert f'value="{own.pk}"' in page


def test_a_cancelled_file_stands_in_the_list_as_such(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    export = ask(world)
    client.post(reverse("reporting:export_cancel", args=[export.code]))
    assert "Đã huỷ" in listed(client)
    again = client.post(reverse("reporting:export_cancel", args=[export.code]), follow=True)
    assert "vừa xong hoặc đã dừng" in again.content.decode()


def test_the_list_asks_as_often_for_fifteen_files_as_for_one(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    counts = []
    for number in (1, 15):
        while Export.objects.count() < number:
            run(ask(world).pk, maker())
        client.get(reverse("reporting:export_list"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("reporting:export_list"))
        counts.append(len(found))
        assert not any(READ_CONTENT.search(query["sql"]) for query in found)
    assert counts[0] == counts[1]


# --- Fetched


def test_only_whoever_asked_fetches_it_and_only_while_the_post_is_held(world: World, sign_in: SignIn) -> None:
    export = ask(world)
    run(export.pk, maker())
    address = reverse("reporting:export_file", args=[export.code])
    mine = sign_in(world, "vhxh-x").get(address)
    assert content(mine) == b"12345"
    assert mine["Content-Disposition"] == 'attachment; filename="Bieu.xlsx"'
    for person, status in (
        ("vhxh-y", 404),
        ("huyen-a", 404),
        ("tinh", 404),
        ("lanh-dao-x", 404),
        ("truong-thon-1", 403),
    ):
        assert sign_in(world, person).get(address).status_code == status, person
    # The coordinator moves to the commune beside: a post there is no right here.
    world.people["vhxh-x"].postings.update(unit=world.units["xa-y"])
    client = sign_in(world, "vhxh-x")
    assert client.get(address).status_code == 404
    for route in ("export_cancel", "export_retry", "export_again"):
        assert client.post(reverse(f"reporting:{route}", args=[export.code])).status_code == 404
    world.people["vhxh-x"].postings.update(ends_on=TODAY - timedelta(days=1))
    assert sign_in(world, "vhxh-x").get(address).status_code == 403


# --- Behind a code


def test_a_code_typed_from_paper_leads_to_the_file_and_to_the_page(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    client = sign_in(world, "vhxh-x")
    post(client, "bieu-tong-hop", noi="xa-x", ky="2024-nam", so="tam-tinh")
    export = Export.objects.get()
    typed = export.code.lower().replace("-", " ")
    found = client.get(reverse("reporting:find_code"), {"ma": typed}, follow=True)
    page = " ".join(found.content.decode().split())
    assert found.redirect_chain[-1][0] == f"/t/{export.code}/"
    assert client.get(f"/t/{export.code.lower()}/")["Location"] == f"/t/{export.code}/"
    for said in (
        "Biểu tổng hợp – xã Xuân – Năm 2024",
        "15/12/2023–14/12/2024",
        "Tạm tính",
        "09:00 ngày 15/11/2024 – Vhxh-X",
        export.digest,
        'href="/tong-hop/2024-nam/xa-x/?so=tam-tinh"',
        "vẫn đúng như trong tệp",
    ):
        assert said in page, said
    world.enter("thon-1", "truong-thon-1", tre_em=101)
    assert "đã thay đổi sau khi tạo tệp" in client.get(f"/t/{export.code}/").content.decode()


def test_a_code_is_told_to_whoever_may_see_the_totals_and_to_nobody_else(
    world: World, sign_in: SignIn
) -> None:
    export = ask(world)
    run(export.pk, maker())
    address = reverse("reporting:file_code", args=[export.code])
    for person in ("vhxh-x", "lanh-dao-x", "huyen-a", "tinh"):
        assert sign_in(world, person).get(address).status_code == 200, person
    for person in ("vhxh-y", "huyen-b", "truong-thon-1", "vhxh-cu", "nguoi-ngoai", "quan-tri"):
        assert sign_in(world, person).get(address).status_code == 404, person
    unknown = "ZZZZ-ZZZZ" if export.code != "ZZZZ-ZZZZ" else "YYYY-YYYY"
    for code in (unknown, "khong-co"):
        assert sign_in(world, "tinh").get(f"/t/{code}/").status_code == 404


def test_what_is_no_code_is_told_and_asked_again(world: World, sign_in: SignIn) -> None:
    found = sign_in(world, "vhxh-x").get(reverse("reporting:find_code"), {"ma": "abc"}, follow=True)
    assert "không phải mã tệp" in found.content.decode()


def test_the_files_of_log_lines_and_forms_are_told_to_those_who_work_there(
    world: World, sign_in: SignIn
) -> None:
    def made(kind: ExportKind, unit: str, by: str) -> str:
        export = Export.objects.create(
            code=new_code(),
            kind=kind,
            format=ExportFormat.CSV,
            unit=world.units[unit],
            round=world.rounds[2024],
            title="Tệp",
            by=world.people[by],
            asked_at=NOW,
            state=ExportState.DONE,
            digest="d",
            finished_at=NOW,
        )
        return reverse("reporting:file_code", args=[export.code])

    cases = {
        made(ExportKind.LOG, "xa-x", "vhxh-x"): {"vhxh-x", "huyen-a", "tinh", "quan-tri"},
        made(ExportKind.BULK, "huyen-a", "tinh"): {"tinh", "quan-tri"},
        made(ExportKind.FORM, "thon-1", "truong-thon-1"): {"truong-thon-1", "vhxh-x", "huyen-a", "tinh"},
    }
    people = ("truong-thon-1", "truong-thon-2", "vhxh-x", "vhxh-y", "huyen-a", "huyen-b", "tinh", "quan-tri")
    for address, told in cases.items():
        found = {person for person in people if sign_in(world, person).get(address).status_code == 200}
        assert found == told, address


# --- The stamp of the files that pages hand out


def test_the_annual_table_leaves_its_row_and_two_files_of_the_same_figures_have_one_digest(
    world: World, sign_in: SignIn
) -> None:
    whole_year(world)
    client = sign_in(world, "tinh")
    address = reverse("reporting:annual_excel", args=["ke-hoach-tinh", "2024-nam"])
    files = [content(client.get(address)) for _ in range(2)]
    exports = list(Export.objects.order_by("pk"))
    assert len({export.code for export in exports}) == 2
    assert len({export.digest for export in exports}) == 1
    for export, file in zip(exports, files, strict=True):
        rows = [str(row[0].value) for row in load_workbook(BytesIO(file)).active.iter_rows(max_row=5)]
        assert any(
            f"Mã tệp: {export.code}" in row and f"http://testserver/t/{export.code}/" in row for row in rows
        )
        assert (export.unit, export.plan, export.round) == (
            world.units["tinh"],
            world.plan,
            world.rounds[2024],
        )
        assert (export.edition, export.window) == ("Chính thức", "15/12/2023–14/12/2024")
        assert export.address == "/ke-hoach/ke-hoach-tinh/bieu-nam/2024-nam/"
    assert "vẫn đúng" in client.get(f"/t/{exports[0].code}/").content.decode()


@pytest.mark.pdf
def test_a_printed_form_carries_its_code_and_is_in_the_log(world: World, sign_in: SignIn) -> None:
    from pypdf import PdfReader

    fill_villages(world)
    client = sign_in(world, "truong-thon-1")
    response = client.get(reverse("reporting:form_pdf", args=["2024-nam", "thon-1"]))
    export = Export.objects.get()
    text = PdfReader(BytesIO(content(response))).pages[0].extract_text()
    assert export.code in text
    assert export.digest in text
    assert (export.kind, export.edition) == (ExportKind.FORM, "Chưa nộp")
    assert export.address == "/bao-cao/2024-nam/thon-1/bien-nhan/"
    assert response["Content-Disposition"] == 'attachment; filename="Phieu-nam-2024_Thon-1.pdf"'
    assert LogEntry.objects.get(kind=LogKind.EXPORT).act == "xuất phiếu báo cáo ra PDF"


def test_a_pdf_that_cannot_be_drawn_leaves_nothing(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reporting.exports import pdf

    def missing() -> None:
        raise pdf.PdfUnavailable(pdf.NO_LIBRARIES)

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    client = sign_in(world, "tinh")
    fill_places(world)
    for route, args in (("annual_pdf", ["ke-hoach-tinh", "2024-nam"]), ("form_pdf", ["2024-nam", "thon-1"])):
        assert client.get(reverse(f"reporting:{route}", args=args)).status_code == 503
    assert not Export.objects.exists()
    assert not LogEntry.objects.filter(kind=LogKind.EXPORT).exists()
