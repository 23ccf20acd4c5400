"""Chỉ tiêu from a table, on the screens: paste or file, a preview, everything written or nothing."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from indicators.actions.importing import TableEntry, import_table
from indicators.actions.indicators import ComponentWish, IndicatorWish
from indicators.forms.imported_indicators import stored_wish
from indicators.models import Component, Indicator, Measure, Responsibility, Target
from plans.enums import PlanState
from plans.models import Goal, Plan
from tests.keyed_plans import amend, build_draft, put_in_force, rows
from tests.screens import Screen
from tests.world import NOW, World
from units.enums import LogKind
from units.models import LogEntry
from units.refusals import Overtaken, Refused

SignIn = Callable[[World, str], Client]
IMPORT = "/ke-hoach/nhap/nhap-bang/"

VACCINE = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
UNDERWEIGHT = "Giảm tỷ lệ suy dinh dưỡng thể nhẹ cân trẻ em dưới 5 tuổi xuống dưới 4,5% vào năm 2025"
STRANGE = "Phấn đấu trên 30% hộ nuôi ong lấy mật"
LIST = f"Số chỉ tiêu\tNguyên văn\n1\t{VACCINE}\n2\t{UNDERWEIGHT}"


def start(client: Client, address: str = IMPORT) -> Screen:
    return Screen(client, client.get(address), "import-start")


def looked(client: Client, text: str, address: str = IMPORT) -> Screen:
    """The preview of a pasted table."""
    return shown(client, client.post(address, {"text": text, "viec": "xem"}))


def shown(client: Client, response: Any) -> Screen:
    page = Screen(client, response, "import-form")
    # A browser drops the line break behind the tag.
    page.fields["text"] = str(page.fields.get("text", "")).removeprefix("\n")
    return page


def pressed(page: Screen, button: str, **changes: str) -> Screen:
    after = page.press(button, **changes)
    after.fields["text"] = str(after.fields.get("text", "")).removeprefix("\n")
    return after


def written(plan: Plan) -> list[tuple[str, str, str]]:
    return list(
        Component.objects.filter(indicator__plan=plan)
        .order_by("indicator__position", "position")
        .values_list("label", "measure__code", "words")
    )


# --- In


def test_two_columns_become_a_plan(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    page = looked(client, LIST)
    assert "Xem trước 2 chỉ tiêu" in page.text and "Ghi 2 chỉ tiêu" in page.text
    assert "M1-05-VX1" in page.text and "(gợi ý theo chữ)" in page.text
    assert (
        "Năm 2025: đạt khi kết quả từ 98% trở lên" in page.text.replace("từ năm", "năm") or "98%" in page.text
    )
    assert not Indicator.objects.filter(plan=country.plan).exists()
    after = page.press("ghi")
    assert after.response.redirect_chain == [("/ke-hoach/nhap/", 302)]
    assert written(country.plan) == [("1", "M1-05-VX1", VACCINE), ("2", "M1-04-UW", UNDERWEIGHT)]
    assert [
        rows(part) for part in Component.objects.filter(indicator__plan=country.plan).order_by("label")
    ] == [
        [(2025, 2025, "gte", "98", None)],
        [(2025, 2025, "lt", "4.5", None)],
    ]
    assert {one.goal.name for one in Indicator.objects.filter(plan=country.plan)} == {"Phát triển"}


def test_the_same_list_again_writes_nothing(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    looked(client, LIST).press("ghi")
    ids = list(Target.objects.order_by("pk").values_list("pk", flat=True))
    page = looked(client, LIST)
    assert "Bảng giống kế hoạch, không có gì để ghi." in page.text
    assert "ghi" not in page.buttons
    forced = client.post(IMPORT, {**page.fields, "viec": "ghi"}, follow=True)
    assert "không có gì thay đổi" in forced.content.decode()
    assert list(Target.objects.order_by("pk").values_list("pk", flat=True)) == ids
    (entry,) = LogEntry.objects.filter(kind=LogKind.IMPORT)
    assert (entry.act, entry.after, entry.subject) == (
        "đưa vào từ bảng đã dán",
        "thêm 2 chỉ tiêu (1, 2)",
        "Kế hoạch nhap",
    )


def test_what_no_measure_fits_is_chosen_in_the_preview(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    page = looked(client, f"{LIST}\n3\t{STRANGE}")
    assert "Chưa hiểu" in page.text and "ghi" not in page.buttons
    # Wanting to write all the same writes nothing.
    forced = client.post(IMPORT, {**page.fields, "viec": "ghi"})
    assert forced.status_code == 422 and not Indicator.objects.filter(plan=country.plan).exists()
    page = pressed(page, "xem", **{"tim-3-0": "tao hon"})
    assert "M2-13-TH" in page.html and page.fields["tim-3-0"] == "tao hon"
    page = pressed(page, "xem", **{"do-3-0": "M2-13-TH"})
    assert page.fields["do-3-0"] == "M2-13-TH"
    page.press("ghi")
    assert [code for _, code, _ in written(country.plan)] == ["M1-05-VX1", "M1-04-UW", "M2-13-TH"]


def test_one_may_wait(country: World, sign_in: SignIn) -> None:
    page = pressed(looked(sign_in(country, "vhxh-x"), f"{LIST}\n3\t{STRANGE}"), "xem", **{"bo-3": "1"})
    assert "Ghi 2 chỉ tiêu" in page.text
    page.press("ghi")
    assert [label for label, _, _ in written(country.plan)] == ["1", "2"]


def test_a_table_with_years_units_and_goals(country: World, sign_in: SignIn) -> None:
    text = (
        "STT\tChỉ tiêu\tNăm 2025\tNăm 2030\tChủ trì\tPhối hợp\tGhi chú\n"
        f"Mục tiêu 2. Sức khỏe\t\t\t\t\t\t\n1\t{VACCINE}\t98%\t>99%\tTrạm Y tế\tCông an xã; Hội Nông dân\tmật"
    )
    page = looked(sign_in(country, "vhxh-x"), text)
    assert "Cột không đọc: Ghi chú." in page.text
    assert "Không có đơn vị “Hội Nông dân”: chưa ghi phối hợp; giao sau ở trang Phân công." in page.text
    assert "“98%” không có dấu, hiểu là từ mức này trở lên." in page.text
    page.press("ghi")
    one = Indicator.objects.get(plan=country.plan)
    assert (one.goal.number, one.goal.name, one.goal.words) == (2, "Sức khỏe", "Mục tiêu 2. Sức khỏe")
    assert rows(one.components.get()) == [(2025, 2025, "gte", "98", None), (2030, 2030, "gt", "99", None)]
    assert set(Responsibility.objects.values_list("unit__key", "part")) == {
        ("tram", "lead"),
        ("cong-an", "support"),
    }


# --- Refused


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"3\t{VACCINE}\tKHONG-CO\t≥\t98", "Dòng 2: không có cách đo “KHONG-CO”."),
        (f"3\t{VACCINE}\tM1-05-VX1\tlớn\t98", "Dòng 2: không hiểu dấu “lớn”."),
        (f"3\t{VACCINE}\tM1-05-VX1\t\tnhiều", "Dòng 2: không hiểu giá trị “nhiều”."),
        (f"3\t{VACCINE}\tM1-05-VX1\t≥\t", "cần một con số"),
        (f"3\t{VACCINE}\tM1-05-VX1\t>\t100", "Không thể trên 100%".lower()),
        (f"12345678901\t{VACCINE}\tM1-05-VX1\t≥\t98", "dài nhất 10 ký tự"),
        (f"\t{VACCINE}\tM1-05-VX1\t≥\t98", "Dòng 2: có chữ ở cột “Nguyên văn” mà chưa có số chỉ tiêu."),
    ],
)
def test_a_line_that_is_wrong_keeps_everything_out(
    country: World, sign_in: SignIn, line: str, said: str
) -> None:
    client = sign_in(country, "vhxh-x")
    text = f"Số chỉ tiêu\tNguyên văn\tMã cách đo\tDấu\tGiá trị\n{line}\n1\t{VACCINE}\tM1-05-VX1\t≥\t98"
    page = looked(client, text)
    assert said.lower() in page.text.lower()
    assert "ghi" not in page.buttons
    assert client.post(IMPORT, {**page.fields, "viec": "ghi"}).status_code == 422
    assert not Indicator.objects.filter(plan=country.plan).exists()
    mended = "\n".join(
        part for part in str(page.fields["text"]).split("\n") if "\t98" in part or "Nguyên" in part
    )
    assert mended  # the table stands on the page and is mended there
    pressed(page, "xem", text=f"{text.splitlines()[0]}\n{text.splitlines()[2]}").press("ghi")
    assert [label for label, _, _ in written(country.plan)] == ["1"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "The submitted file is empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Tệp Excel kiểu cũ"),
        ("a.pdf", b"%PDF-1.7", "không phải tệp Excel (.xlsx) hoặc CSV"),
        ("a.csv", "Số chỉ tiêu;Nguyên văn".encode("utf-16-le"), "không phải"),
        ("a.csv", b"ten;tuoi\nAn;7", "Không thấy hàng tên cột"),
    ],
)
def test_files_that_are_none(country: World, sign_in: SignIn, name: str, content: bytes, said: str) -> None:
    client = sign_in(country, "vhxh-x")
    response = client.post(IMPORT, {"file": SimpleUploadedFile(name, content), "viec": "xem"})
    assert response.status_code == 422
    if content:
        assert said in response.content.decode()


def test_nothing_at_all_is_told(country: World, sign_in: SignIn) -> None:
    response = sign_in(country, "vhxh-x").post(IMPORT, {"viec": "xem"})
    assert response.status_code == 422 and "Chọn tệp hoặc dán bảng." in response.content.decode()


def test_all_or_nothing_in_the_act_itself(country: World) -> None:
    goal = Goal.objects.get(plan=country.plan)
    measure = Measure.objects.get(code="M1-05-VX1")

    def entry(number: str) -> TableEntry:
        part = ComponentWish(None, "tên", "chữ", measure_id=measure.pk)
        return TableEntry(IndicatorWish(goal.pk, number, "tên", "chữ", (part,)))

    with pytest.raises(Refused, match="Chỉ tiêu 7: "):
        import_table(
            plan=country.plan,
            entries=[entry("6"), entry("7"), entry("7")],
            source="bảng đã dán",
            by=country.people["vhxh-x"],
            at=NOW,
        )
    assert not Indicator.objects.filter(plan=country.plan).exists()
    assert not LogEntry.objects.filter(kind=LogKind.IMPORT).exists()


# --- What stands already


def test_a_change_shows_both_and_touches_nothing_else(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    looked(client, LIST).press("ghi")
    before = list(Target.objects.filter(component__label="2").values_list())
    text = f"Số chỉ tiêu\tNguyên văn\tTừ năm\tDấu\tGiá trị\n1\t\t2026\t≥\t99%\n2\t{UNDERWEIGHT}"
    page = looked(client, text)
    assert "1, 2025: ≥\xa098%" in page.html and "1, 2026: ≥\xa099%" in page.html
    assert "Bảng không nhắc mốc 2025: mốc đó sẽ bỏ." in page.text
    assert "Ghi 1 chỉ tiêu" in page.text
    page.press("ghi")
    assert rows(Component.objects.get(label="1")) == [(2026, 2026, "gte", "99", None)]
    assert list(Target.objects.filter(component__label="2").values_list()) == before
    assert LogEntry.objects.filter(kind=LogKind.IMPORT).latest("pk").after == "sửa 1 chỉ tiêu (1)"


def test_new_words_keep_measure_and_targets(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    looked(client, LIST).press("ghi")
    looked(client, LIST.replace("8 loại", "10 loại")).press("ghi")
    part = Component.objects.get(label="1")
    assert (part.indicator.official_text, part.words) == (VACCINE.replace("8 loại", "10 loại"),) * 2
    assert part.measure.code == "M1-05-VX1"
    assert rows(part) == [(2025, 2025, "gte", "98", None)]
    assert part.targets.get().words == VACCINE.replace("8 loại", "10 loại")


def test_a_target_told_again_keeps_what_the_table_does_not_tell(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    looked(client, LIST).press("ghi")
    target = Target.objects.filter(component__label="1")
    target.update(words="98% trẻ em", reading="Đếm theo sổ tiêm chủng.", flag="scope")
    page = looked(client, "Số chỉ tiêu\tNguyên văn\tTừ năm\tDấu\tGiá trị\n1\t\t2025\t≥\t98%")
    assert "Bảng giống kế hoạch, không có gì để ghi." in page.text
    # Only what is told changes.
    text = "Số chỉ tiêu\tNguyên văn\tTừ năm\tDấu\tGiá trị\tCách đọc\n1\t\t2025\t≥\t98%\tTheo sổ mới."
    looked(client, text).press("ghi")
    assert target.values_list("words", "reading", "flag").get() == ("98% trẻ em", "Theo sổ mới.", "scope")


def test_somebody_was_there_between_the_preview_and_the_button(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    looked(client, LIST).press("ghi")
    page = looked(client, LIST.replace("98%", "97%"))
    Component.objects.filter(label="1").update(note="của người khác")
    response = client.post(IMPORT, {**page.fields, "viec": "ghi"})
    assert response.status_code == 422 and "Chưa ghi gì; xem lại rồi bấm ghi." in response.content.decode()
    assert Indicator.objects.get(number="1", plan=country.plan).official_text == VACCINE
    # And so is a table that was changed behind the preview.
    fields = {**looked(client, LIST.replace("98%", "97%")).fields, "text": LIST.replace("98%", "96%")}
    assert client.post(IMPORT, {**fields, "viec": "ghi"}).status_code == 422


def test_the_act_notices_what_changed_after_the_rows_were_read(country: World, sign_in: SignIn) -> None:
    looked(sign_in(country, "vhxh-x"), LIST).press("ghi")
    one = Indicator.objects.get(number="1", plan=country.plan)
    with pytest.raises(Overtaken, match="Chỉ tiêu 1: "):
        import_table(
            plan=country.plan,
            entries=[TableEntry(stored_wish(one, 0), one, "dấu cũ")],
            source="bảng đã dán",
            by=country.people["vhxh-x"],
            at=NOW,
        )


# --- Which plans, and who


@pytest.fixture
def amended(country: World, sign_in: SignIn) -> Plan:
    """2021–2025 with 90% in every year; asked for, and amended from 2024."""
    plan = build_draft(country, "xa-x", "giai-doan", 2021, 2025)
    Goal.objects.create(plan=plan, number=1, name="Phát triển", words="MỤC TIÊU 1")
    text = "Số chỉ tiêu\tNguyên văn\n1\t90% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    looked(sign_in(country, "vhxh-x"), text, "/ke-hoach/giai-doan/nhap-bang/").press("ghi")
    assert rows(Component.objects.get(indicator__plan=plan)) == [(None, None, "gte", "90", None)]
    put_in_force(plan)
    amend(country, plan, "vhxh-x")
    return plan


def test_under_a_document_the_years_before_stay(country: World, sign_in: SignIn, amended: Plan) -> None:
    text = "Số chỉ tiêu\tNguyên văn\tDấu\tGiá trị\n1\t\t≥\t95%"
    looked(sign_in(country, "vhxh-x"), text, "/ke-hoach/giai-doan/nhap-bang/").press("ghi")
    part = Component.objects.get(indicator__plan=amended)
    assert rows(part) == [(2021, 2023, "gte", "90", None), (2024, 2025, "gte", "95", None)]
    kinds = list(LogEntry.objects.exclude(reason="").order_by("pk").values_list("kind", "reason"))
    assert kinds == [
        (LogKind.TARGET, "theo 12/QĐ-UBND ngày 03/02/2024"),
        (LogKind.IMPORT, "theo 12/QĐ-UBND ngày 03/02/2024"),
    ]


def test_the_file_of_an_amended_plan_comes_back_unchanged(
    country: World, sign_in: SignIn, amended: Plan
) -> None:
    """Targets of the years before stand in the file and are nobody's to amend."""
    client = sign_in(country, "vhxh-x")
    address = "/ke-hoach/giai-doan/nhap-bang/"
    looked(client, "Số chỉ tiêu\tNguyên văn\tDấu\tGiá trị\n1\t\t≥\t95%", address).press("ghi")
    file = b"".join(client.get(f"{address}mau/").streaming_content)
    uploaded = SimpleUploadedFile("tep.xlsx", file)
    page = shown(client, client.post(address, {"file": uploaded, "viec": "xem"}))
    assert "Bảng giống kế hoạch, không có gì để ghi." in page.text


@pytest.mark.parametrize(("head", "cell"), [("Mã cách đo", "M1-04-UW"), ("Tính trên", "1.000")])
def test_under_a_document_measure_and_base_stay(
    country: World, sign_in: SignIn, amended: Plan, head: str, cell: str
) -> None:
    page = looked(
        sign_in(country, "vhxh-x"),
        f"Số chỉ tiêu\tNguyên văn\t{head}\n1\t\t{cell}",
        "/ke-hoach/giai-doan/nhap-bang/",
    )
    assert "không đổi được; để trống ô" in page.text and "ghi" not in page.buttons


@pytest.mark.parametrize("state", [PlanState.IN_FORCE, PlanState.ENDED])
def test_a_plan_that_is_not_open_only_gives_its_file(
    country: World, sign_in: SignIn, state: PlanState
) -> None:
    Plan.objects.filter(pk=country.plan.pk).update(state=state, asked_at=NOW)
    client = sign_in(country, "vhxh-x")
    page = client.get(IMPORT).content.decode()
    assert "Chưa sửa được" in page and 'name="file"' not in page
    assert client.post(IMPORT, {"text": LIST, "viec": "ghi"}).status_code == 409
    assert client.get(f"{IMPORT}mau/").status_code == 200
    assert not Indicator.objects.filter(plan=country.plan).exists()


@pytest.mark.parametrize(
    ("username", "status"),
    [("vhxh-y", 404), ("truong-thon-1", 404), ("lanh-dao-x", 404), ("huyen-a", 404), ("vhxh-cu", 403)],
)
def test_a_draft_is_there_for_its_keepers_only(
    country: World, sign_in: SignIn, username: str, status: int
) -> None:
    client = sign_in(country, username)
    assert [
        client.get(IMPORT).status_code,
        client.get(f"{IMPORT}mau/").status_code,
        client.post(IMPORT, {"text": LIST, "viec": "ghi"}).status_code,
    ] == [status] * 3
    assert not Indicator.objects.filter(plan=country.plan).exists()


# --- Files


def test_an_excel_file_and_a_csv_file(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["KẾ HOẠCH"], [], ["Số chỉ tiêu", "Nguyên văn", "Dấu", "Giá trị"], [1, VACCINE, "≥", 0.985]):
        sheet.append(line)
    sheet["D4"].number_format = "0.0%"
    file = BytesIO()
    book.save(file)
    uploaded = SimpleUploadedFile("ke-hoach.xlsx", file.getvalue())
    page = shown(client, client.post(IMPORT, {"file": uploaded, "viec": "xem"}))
    assert "Dòng 4" in page.text
    page.press("ghi")
    assert rows(Component.objects.get(label="1")) == [(None, None, "gte", "98.5", None)]
    assert LogEntry.objects.get(kind=LogKind.IMPORT).act == "đưa vào từ tệp ke-hoach.xlsx"
    csv = SimpleUploadedFile("hai.csv", f"Số chỉ tiêu;Nguyên văn\r\n2;{UNDERWEIGHT}\r\n".encode("utf-8-sig"))
    shown(client, client.post(IMPORT, {"file": csv, "viec": "xem"})).press("ghi")
    assert [label for label, _, _ in written(country.plan)] == ["1", "2"]


def test_the_empty_template_has_heads_a_guide_and_all_measures(country: World, sign_in: SignIn) -> None:
    response = sign_in(country, "vhxh-x").get(f"{IMPORT}mau/")
    assert response["Content-Disposition"] == 'attachment; filename="chi-tieu-nhap.xlsx"'
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["Chỉ tiêu", "Cách điền", "Cách đo"]
    assert [cell.value for cell in book["Chỉ tiêu"][1]][2:5] == ["Số chỉ tiêu", "Tên gọn", "Nguyên văn"]
    assert book["Chỉ tiêu"]["A2"].value is None
    codes = {row[0].value for row in book["Cách đo"].iter_rows(min_row=2)}
    assert codes == set(Measure.objects.values_list("code", flat=True))


def test_a_new_plan_may_start_from_a_table(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    said = {"issuer": "xa-x", "source": "#bang", "kind": "ke_hoach", "title": "Kế hoạch vì trẻ em xã Xuân"}
    said |= {"first_year": "2026", "last_year": "2030", "collects": "on"}
    response = client.post("/ke-hoach/moi/", said)
    plan = Plan.objects.exclude(pk=country.plan.pk).get()
    assert (response.status_code, response["Location"]) == (302, f"/ke-hoach/{plan.key}/nhap-bang/")
    page = client.get(f"/ke-hoach/{plan.key}/").content.decode()
    assert f'href="/ke-hoach/{plan.key}/nhap-bang/"' in page
    # A plan that has no Mục tiêu yet gets the one that the table brings, once for both lines.
    looked(client, LIST, f"/ke-hoach/{plan.key}/nhap-bang/").press("ghi")
    assert [str(goal) for goal in plan.goals.all()] == ["Mục tiêu 1. Mục tiêu chung"]
    assert plan.indicators.count() == 2
