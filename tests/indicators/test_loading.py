"""Does loading put the files into the database, change only what differs, and say so?"""

import shutil
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count, Q

from childplan import clock
from indicators.enums import Flag, Operator, Part, Source
from indicators.loading import load_everything
from indicators.models import Component, DataItem, Indicator, Measure, Responsibility, Target
from indicators.source_files import FileProblem
from plans.models import Deadline, Goal, Plan, Task
from units.enums import AgencyKind, Level
from units.models import LogEntry, Placement, Unit, User

pytestmark = pytest.mark.django_db

COMMUNE_KEY, DISTRICT_KEY = "nam-dong-xa-chua-ro-ten", "tan-yen"
COMMUNE_AGENCIES = [
    AgencyKind.HEALTH_STATION,
    AgencyKind.POLICE,
    AgencyKind.JUSTICE,
    AgencyKind.CULTURE,
    AgencyKind.KINDERGARTEN,
]
DISTRICT_AGENCIES = [
    AgencyKind.LABOUR_DIVISION,
    AgencyKind.EDUCATION_DIVISION,
    AgencyKind.HEALTH_DIVISION,
    AgencyKind.CULTURE_DIVISION,
    AgencyKind.JUSTICE_DIVISION,
    AgencyKind.DISTRICT_POLICE,
]


def agency(parent: Unit, kind: AgencyKind, key: str = "", **span: object) -> Unit:
    unit = Unit.objects.create(key=key or f"{parent.key}-{kind}", level=Level.AGENCY, agency_kind=kind)
    Placement.objects.create(unit=unit, parent=parent, name=kind.label, kind="", **span)
    return unit


@pytest.fixture
def commune() -> Unit:
    unit = Unit.objects.create(key=COMMUNE_KEY, level=Level.COMMUNE)
    for kind in COMMUNE_AGENCIES:
        agency(unit, kind)
    return unit


@pytest.fixture
def district() -> Unit:
    unit = Unit.objects.create(key=DISTRICT_KEY, level=Level.DISTRICT)
    for kind in DISTRICT_AGENCIES:
        agency(unit, kind)
    return unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real catalogue and of two real plans that a test may change."""
    fixtures = settings.BASE_DIR / "fixtures"
    shutil.copytree(fixtures / "catalogue", tmp_path / "catalogue")
    (tmp_path / "plans").mkdir()
    for name in ("000.toml", "000.txt", "004.toml", "004.txt"):
        shutil.copy(fixtures / "plans" / name, tmp_path / "plans" / name)
    return tmp_path


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times"
    path.write_text(text.replace(before, after), encoding="utf-8")


def rows_of_everything() -> list[list[tuple[object, ...]]]:
    models = (
        DataItem,
        Measure,
        Plan,
        Goal,
        Indicator,
        Component,
        Target,
        Responsibility,
        Task,
        Task.units.through,
        Deadline,
    )
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_the_first_loading_makes_everything(commune: Unit, district: Unit, folder: Path):
    report = load_everything(folder)
    assert dict(report.added) == {
        "số liệu": 107,
        "chỉ tiêu chuẩn": 75,
        "kế hoạch": 2,
        "mục tiêu": 8,
        "chỉ tiêu": 42,
        "nội dung đo": 66,
        "mốc chỉ tiêu": 96,
        "phân công chỉ tiêu": 45,
        "nhiệm vụ": 61,
        "hạn báo cáo": 17,
    }
    assert report.lines == []
    plans = Plan.objects.annotate(
        numbers=Count("indicators", distinct=True), parts=Count("indicators__components", distinct=True)
    )
    assert {plan.key: (plan.issuer_id, plan.numbers, plan.parts) for plan in plans} == {
        "000": (commune.pk, 18, 31),
        "004": (district.pk, 24, 35),
    }


def test_rows_carry_what_the_files_say(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    children = DataItem.objects.get(code="tre-em")
    assert (children.source, children.is_base, children.is_restricted) == (Source.VILLAGE, True, False)
    abuse = Measure.objects.get(code="M2-09-XH")
    assert abuse.numerator.is_restricted
    assert abuse.denominator == children
    plan = Plan.objects.get(key="000")
    assert "CHẾ ĐỘ BÁO CÁO" in plan.document_text
    assert (plan.number, plan.signed_on, plan.years) == ("", None, "2021–2025")
    hurt = Component.objects.get(indicator__plan=plan, label="9.1")
    assert (hurt.base, hurt.measure.base, hurt.is_variant) == (804, 100_000, False)
    target = hurt.targets.get()
    assert (target.operator, target.value, target.first_year) == (Operator.AT_MOST, Decimal(5), None)
    assert (target.words, target.flag) == ("xuống 5/804 trẻ em", Flag.LOCAL_BASE)
    on_time = Component.objects.get(indicator__plan=plan, label="12.2")
    assert on_time.is_variant
    assert on_time.numerator.code == "tre-duoi-5-khai-sinh-dung-han"
    band = Target.objects.get(component__label="13", component__indicator__plan__key="004")
    assert (band.operator, band.value, band.second_value) == (Operator.BAND, 2, 3)
    assert (band.first_year, band.last_year) == (2025, 2030)


def test_items_and_chi_tieu_keep_the_order_of_the_files(commune: Unit, folder: Path):
    load_everything(folder)
    assert list(DataItem.objects.values_list("code", flat=True)[:3]) == [
        "thon-dang-ky-phu-hop",
        "thon-dat-phu-hop",
        "tre-em",
    ]
    numbers = Indicator.objects.values_list("number", flat=True)
    assert list(numbers) == [str(number) for number in range(1, 19)]


def test_a_second_loading_changes_nothing(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    before = rows_of_everything()
    report = load_everything(folder)
    assert report.is_unchanged
    assert report.text == "Không có gì thay đổi."
    assert rows_of_everything() == before


def test_a_second_loading_asks_the_database_little(
    commune: Unit, district: Unit, folder: Path, django_assert_max_num_queries
):
    load_everything(folder)
    with django_assert_max_num_queries(40):
        load_everything(folder)


def test_changed_files_change_the_rows_in_place(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    keys = dict(DataItem.objects.values_list("code", "pk"))
    change(folder / "catalogue" / "items.csv", ",Tổng số trẻ em,count", ",Trẻ em của thôn,count")
    change(folder / "plans" / "000.toml", 'reading = "Dưới 1,5%."', 'reading = "Nhỏ hơn 1,5%."')
    report = load_everything(folder)
    assert dict(report.changed) == {"số liệu": 1, "mốc chỉ tiêu": 1}
    assert not report.added
    assert not report.removed
    assert report.lines == [
        "Sửa số liệu tre-em, tên gọn: “Tổng số trẻ em” → “Trẻ em của thôn”.",
        "Sửa mốc chỉ tiêu 000/15.2/mọi năm, cách đọc của hệ thống: “Dưới 1,5%.” → “Nhỏ hơn 1,5%.”.",
    ]
    assert DataItem.objects.get(code="tre-em").short_name == "Trẻ em của thôn"
    assert dict(DataItem.objects.values_list("code", "pk")) == keys


def test_an_item_that_left_the_file_stays_and_is_named(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    DataItem.objects.create(
        code="so-cu",
        name="Số cũ",
        short_name="Số cũ",
        kind="count",
        source="village",
        nature="stock",
        window="round",
    )
    report = load_everything(folder)
    assert report.is_unchanged
    assert report.lines == ["Giữ số liệu so-cu: có trong hệ thống, không có trong items.csv."]


def test_a_target_with_other_years_takes_the_place_of_the_old(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    component = Component.objects.get(label="19", indicator__plan__key="004")
    text = (folder / "plans" / "004.toml").read_text(encoding="utf-8")
    start = text.index('label = "19"')
    part = text[start:].replace("first_year = 2025", "first_year = 2026", 1)
    part = part.replace("last_year = 2025", "last_year = 2026", 1)
    (folder / "plans" / "004.toml").write_text(text[:start] + part, encoding="utf-8")
    report = load_everything(folder)
    assert [target.first_year for target in component.targets.all()] == [2026]
    assert (dict(report.added), dict(report.removed)) == ({"mốc chỉ tiêu": 1}, {"mốc chỉ tiêu": 1})
    assert report.lines == ["Bỏ mốc chỉ tiêu 004/19/2025: không còn trong tệp."]


def test_what_people_entered_themselves_stays(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    component = Component.objects.get(label="19", indicator__plan__key="004")
    component.targets.create(
        first_year=2024, last_year=2024, operator="gte", value=80, words="Huyện tự đặt cho năm 2024"
    )
    village = Unit.objects.create(key="thon", level=Level.VILLAGE)
    own = Responsibility.objects.create(
        indicator=component.indicator, unit=village, part=Part.SUPPORT, words="Giao thêm"
    )
    assert load_everything(folder).is_unchanged
    assert component.targets.count() == 2
    assert Responsibility.objects.filter(pk=own.pk).exists()


def test_a_confirmed_reading_stays_and_the_difference_is_told(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    target = Target.objects.get(component__label="8", component__indicator__plan__key="000")
    user = User.objects.create(username="lanh-dao", full_name="Lãnh Đạo")
    target.reading, target.flag = "Xã xác nhận: người 10–15 tuổi.", ""
    target.confirmed_by, target.confirmed_at = user, clock.now()
    target.save()
    report = load_everything(folder)
    assert report.is_unchanged
    assert report.lines == ["Giữ mốc chỉ tiêu 000/8/mọi năm: cách đọc đã được xác nhận, khác với tệp."]
    target.refresh_from_db()
    assert target.reading == "Xã xác nhận: người 10–15 tuổi."


def test_leads_and_supports_find_the_units_of_the_issuer(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    found = Responsibility.objects.filter(indicator__plan__key="000").values_list(
        "indicator__number", "unit__key", "part"
    )
    of_two = {(number, key, part) for number, key, part in found if number in ("7", "16")}
    assert of_two == {
        ("7", f"{COMMUNE_KEY}-police", "lead"),
        ("7", COMMUNE_KEY, "support"),
        ("16", f"{COMMUNE_KEY}-kindergarten", "lead"),
        ("16", f"{COMMUNE_KEY}-health_station", "support"),
    }
    assert found.count() == 20


def test_a_duty_given_to_schools_falls_on_each_that_existed_in_the_plans_years(commune: Unit, folder: Path):
    agency(commune, AgencyKind.KINDERGARTEN, key="mam-non-2", starts_on="2023-09-01")
    agency(commune, AgencyKind.KINDERGARTEN, key="mam-non-cu", ends_on="2020-06-30")
    load_everything(folder)
    leads = Responsibility.objects.filter(indicator__number="13", part=Part.LEAD)
    assert sorted(leads.values_list("unit__key", flat=True)) == ["mam-non-2", f"{COMMUNE_KEY}-kindergarten"]


def test_missing_agencies_are_named_and_found_later(folder: Path):
    commune = Unit.objects.create(key=COMMUNE_KEY, level=Level.COMMUNE)
    report = load_everything(folder)
    assert (
        "Kế hoạch 000: dưới nam-dong-xa-chua-ro-ten chưa có đơn vị loại “Tư pháp - Hộ tịch” (justice) để "
        "giao chỉ tiêu 12; thêm đơn vị rồi nạp lại." in report.lines
    )
    agency(commune, AgencyKind.JUSTICE)
    assert dict(load_everything(folder).added) == {"phân công chỉ tiêu": 1}


def test_an_assignment_moves_with_the_file(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    change(folder / "plans" / "000.toml", 'lead = ["11", "17"]', 'lead = ["17"]')
    report = load_everything(folder)
    assert report.lines == [
        "Bỏ phân công chỉ tiêu 000/11 nam-dong-xa-chua-ro-ten-culture: không còn trong tệp."
    ]
    assert not Responsibility.objects.filter(indicator__plan__key="000", indicator__number="11").exists()


def test_a_deadline_that_left_the_file_goes(commune: Unit, folder: Path):
    load_everything(folder)
    path = folder / "plans" / "000.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("[[deadlines]]")], encoding="utf-8")
    report = load_everything(folder)
    assert dict(report.removed) == {"hạn báo cáo": 1}
    assert Plan.objects.get(key="000").deadlines.count() == 7


def test_tasks_find_the_units_they_name(commune: Unit, district: Unit, folder: Path):
    for key in ("thon-1", "thon-2"):
        village = Unit.objects.create(key=key, level=Level.VILLAGE)
        Placement.objects.create(unit=village, parent=commune, name=key, kind="thôn")
    load_everything(folder)
    tasks = Task.objects.filter(plan__key="000").prefetch_related("units")
    assert [task.position for task in tasks] == list(range(1, 37))
    of_station = [task for task in tasks if task.unit_words == "Trạm Y tế"]
    assert [task.position for task in of_station] == [10, 11, 12, 13, 14]
    assert of_station[4].words == (
        "Vận động các nguồn lực ngoài ngân sách chăm sóc sức khỏe, khám chữa bệnh cho trẻ em"
    )
    assert {unit.key for task in of_station for unit in task.units.all()} == {f"{COMMUNE_KEY}-health_station"}
    (coordinator,) = tasks[0].units.all()
    assert coordinator == commune
    assert {unit.key for unit in tasks[35].units.all()} == {"thon-1", "thon-2"}
    assert not tasks[8].units.exists(), "the commune has no Văn phòng - Thống kê on the system"
    assert district.tasks.count() == 0, "its divisions have tasks, the district itself has none"


def test_a_unit_that_comes_later_gets_its_tasks(commune: Unit, folder: Path):
    load_everything(folder)
    office = agency(commune, AgencyKind.OFFICE)
    report = load_everything(folder)
    assert dict(report.changed) == {"nhiệm vụ": 1}
    assert f"Sửa nhiệm vụ 000/9, đơn vị được giao: {COMMUNE_KEY}-office." in report.lines
    assert list(office.tasks.values_list("position", flat=True)) == [9]
    assert load_everything(folder).is_unchanged


def test_a_task_that_left_the_file_goes_and_an_own_one_stays(commune: Unit, folder: Path):
    load_everything(folder)
    plan = Plan.objects.get(key="000")
    plan.tasks.create(position=99, unit_words="Tổ dân vận", words="Việc xã giao thêm")
    path = folder / "plans" / "000.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.rindex("[[tasks]]"), text.index("# Hạn báo cáo")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    report = load_everything(folder)
    assert dict(report.removed) == {"nhiệm vụ": 4}
    assert list(plan.tasks.values_list("position", flat=True)) == [*range(1, 33), 99]


def test_both_days_of_one_officer_are_two_rows(commune: Unit, folder: Path):
    load_everything(folder)
    own = Deadline.objects.filter(plan__key="000", reporter_level=Level.COMMUNE, duty="year")
    assert list(own.values_list("day", "month", "year")) == [(30, 11, None), (5, 12, None)]


def test_a_plan_without_its_issuer_waits(district: Unit, folder: Path):
    report = load_everything(folder)
    assert list(Plan.objects.values_list("key", flat=True)) == ["004"]
    assert "Chưa nạp kế hoạch 000: hệ thống chưa có đơn vị “nam-dong-xa-chua-ro-ten”." in report.lines


def test_a_wrong_plan_leaves_nothing_behind(commune: Unit, district: Unit, folder: Path):
    change(folder / "plans" / "004.toml", 'measure = "M4-24-MH"', 'measure = "M4-99-XX"')
    with pytest.raises(FileProblem) as caught:
        load_everything(folder)
    assert str(caught.value) == (
        "Tệp 004.toml, nội dung 24: không có chỉ tiêu chuẩn “M4-99-XX”. "
        "Việc cần làm: sửa mã hoặc thêm vào measures.csv."
    )
    assert not DataItem.objects.exists()
    assert not Plan.objects.exists()


def test_an_unknown_item_of_a_variant_is_a_sentence(commune: Unit, folder: Path):
    change(folder / "plans" / "000.toml", '"tre-duoi-5-khai-sinh-dung-han"', '"tre-nao"')
    with pytest.raises(FileProblem, match=r"000.toml, nội dung 12.2: không có số liệu “tre-nao”"):
        load_everything(folder)


def test_a_given_rate_stays_on_the_base_it_is_asked_in(commune: Unit, folder: Path):
    for name, line in (
        ("items.csv", "ty-suat,Tỷ suất,Tỷ suất,rate,/100.000,commune,,flow,round,,0,0,0,0,,,\n"),
        ("measures.csv", "X9-TS,2,Tỷ suất,Tỷ suất,rate_given,ty-suat,,100000,0,lower,,1,,Hỏi.,,,,\n"),
    ):
        with (folder / "catalogue" / name).open("a", encoding="utf-8") as file:
            file.write(line)
    # 9.1 is told on 804 children.
    change(folder / "plans" / "000.toml", 'measure = "M2-11-TNTT"\n', 'measure = "X9-TS"\n')
    with pytest.raises(FileProblem, match=r"000.toml, nội dung 9.1: tỷ lệ cho sẵn không tính lại"):
        load_everything(folder)


def test_what_the_model_refuses_is_a_sentence_too(commune: Unit, folder: Path):
    change(folder / "plans" / "000.toml", 'value = "1.86"', 'value = "1.8600001"')
    with pytest.raises(FileProblem, match=r"000.toml, mốc chỉ tiêu 000/8/mọi năm: giá trị: ") as caught:
        load_everything(folder)
    assert caught.value.remedy == "sửa giá trị đó trong tệp."


def test_the_database_holds_what_the_files_hold(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    assert not DataItem.objects.exclude(source__in=Source.values).exists()
    assert not Target.objects.filter(operator=Operator.UNREADABLE, flag="").exists()
    assert not Measure.objects.filter(Q(denominator__isnull=True) & Q(method="ratio")).exists()
    assert Target.objects.exclude(flag="").count() == 12


def test_the_command_reports_and_repeats(commune: Unit, district: Unit, folder: Path):
    first, second = StringIO(), StringIO()
    call_command("load_plans", folder=folder, stdout=first)
    call_command("load_plans", folder=folder, stdout=second)
    assert first.getvalue() == (
        "Thêm 107 số liệu, 75 chỉ tiêu chuẩn, 2 kế hoạch, 8 mục tiêu, 42 chỉ tiêu, 66 nội dung đo, "
        "96 mốc chỉ tiêu, 45 phân công chỉ tiêu, 61 nhiệm vụ, 17 hạn báo cáo.\n"
    )
    assert second.getvalue() == "Không có gì thay đổi.\n"


def test_a_portal_gets_no_plan_of_the_demonstration(
    commune: Unit, district: Unit, monkeypatch: pytest.MonkeyPatch
):
    """Their places are real: the five plans would stand among the portal's own."""
    monkeypatch.setattr(settings, "IS_DEMONSTRATION", False)
    Unit.objects.create(key="viet-nam", level=Level.COUNTRY)
    call_command("load_plans", stdout=StringIO())
    assert list(Plan.objects.values_list("key", flat=True)) == ["qd23"]
    assert (DataItem.objects.count(), Measure.objects.count()) == (107, 75)


def test_what_a_place_thought_of_is_not_missed_in_the_catalogue(commune: Unit, folder: Path):
    load_everything(folder)
    item = DataItem.objects.first()
    assert item is not None
    item.pk, item.code, item.owner = None, "rieng-1", commune
    item.save()
    assert "rieng-1" not in load_everything(folder).text


def test_the_command_says_where_a_file_is_wrong(folder: Path):
    (folder / "catalogue" / "items.csv").unlink()
    with pytest.raises(CommandError, match=r"Không mở được tệp items.csv; hãy "):
        call_command("load_plans", folder=folder)


def test_long_values_are_cut_in_the_report(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    Plan.objects.filter(key="000").update(document_text="dài " * 100)
    (line,) = load_everything(folder).lines
    assert line.startswith("Sửa kế hoạch 000, toàn văn: “dài dài")
    assert len(line) < 250


def logged() -> list[tuple[str, str, str, str, str, str | None]]:
    rows = LogEntry.objects.order_by("id").values_list(
        "kind", "act", "subject", "before", "after", "unit__key"
    )
    return [tuple(row) for row in rows]


def test_a_first_loading_is_one_row_of_the_log_for_each_plan(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    titles = dict(Plan.objects.values_list("issuer__key", "short_title"))
    assert logged() == [
        ("plan", "nạp danh mục số liệu", "danh mục", "", "", None),
        *(("plan", "nạp kế hoạch", titles[key], "", "", key) for key in logged_issuers()),
    ]
    load_everything(folder)
    assert len(logged()) == 1 + len(titles)


def logged_issuers() -> list[str]:
    found = LogEntry.objects.filter(unit__isnull=False).order_by("id").values_list("unit__key", flat=True)
    return list(found)


def test_a_changed_plan_is_told_change_by_change(commune: Unit, district: Unit, folder: Path):
    load_everything(folder)
    before = len(logged())
    plan = Plan.objects.get(issuer=commune)
    lead = Responsibility.objects.filter(indicator__plan=plan).order_by("indicator__position").first()
    target = Target.objects.filter(component__indicator__plan=plan, value__isnull=False).first()
    assert lead is not None and target is not None
    Responsibility.objects.filter(pk=lead.pk).update(words="chữ khác")
    Target.objects.filter(pk=target.pk).update(value=Decimal("3.5"))
    load_everything(folder)
    rows = logged()[before:]
    assert {(kind, act, unit) for kind, act, _, _, _, unit in rows} == {
        ("target", "sửa mốc chỉ tiêu, giá trị", COMMUNE_KEY),
        ("assignment", "sửa phân công chỉ tiêu, nguyên văn", COMMUNE_KEY),
    }
    [told] = [row for row in rows if row[0] == "target"]
    assert (Decimal(told[3]), Decimal(told[4])) == (Decimal("3.5"), target.value)
    [told] = [row for row in rows if row[0] == "assignment"]
    assert told[3:5] == ("chữ khác", lead.words)
