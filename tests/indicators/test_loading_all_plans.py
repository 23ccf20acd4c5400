"""Do all six plan files load together, each under the plan it cites, and one of them without a document?"""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count

from indicators.loading import load_everything
from indicators.models import Component, Responsibility, Target
from indicators.source_files import FileProblem
from plans.models import Deadline, Plan, Task
from units.enums import AgencyKind, Level
from units.models import Placement, Unit

pytestmark = pytest.mark.django_db

ISSUERS = {
    "viet-nam": Level.COUNTRY,
    "thua-thien-hue": Level.PROVINCE,
    "tan-yen": Level.DISTRICT,
    "nam-dong-xa-chua-ro-ten": Level.COMMUNE,
    "an-son": Level.COMMUNE,
    "hoang-duc": Level.COMMUNE,
}
SCHOOLS = [AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL, AgencyKind.LOWER_SECONDARY_SCHOOL]


@pytest.fixture
def issuers() -> dict[str, Unit]:
    """Everybody who issued one of the plans; Hoằng Đức has its schools and three offices."""
    found = {key: Unit.objects.create(key=key, level=level) for key, level in ISSUERS.items()}
    for kind in [*SCHOOLS, AgencyKind.HEALTH_STATION, AgencyKind.JUSTICE, AgencyKind.CULTURE]:
        unit = Unit.objects.create(key=f"hoang-duc-{kind}", level=Level.AGENCY, agency_kind=kind)
        Placement.objects.create(unit=unit, parent=found["hoang-duc"], name=kind.label, kind="")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("catalogue", "plans"):
        shutil.copytree(settings.BASE_DIR / "fixtures" / part, tmp_path / part)
    return tmp_path


def test_all_six_load_and_a_second_time_nothing_changes(issuers: dict[str, Unit], folder: Path):
    load_everything(folder)
    plans = Plan.objects.annotate(
        numbers=Count("indicators", distinct=True), parts=Count("indicators__components", distinct=True)
    )
    assert {plan.key: (plan.issuer.key, plan.numbers, plan.parts) for plan in plans} == {
        "000": ("nam-dong-xa-chua-ro-ten", 18, 31),
        "001": ("an-son", 8, 19),
        "002": ("hoang-duc", 24, 35),
        "003": ("thua-thien-hue", 15, 23),
        "004": ("tan-yen", 24, 35),
        "qd23": ("viet-nam", 24, 36),
    }
    counts = Plan.objects.annotate(task_count=Count("tasks")).values_list("key", "task_count")
    assert dict(counts) == {"000": 36, "001": 6, "002": 28, "003": 33, "004": 25, "qd23": 0}
    before = list(Plan.objects.order_by("key").values_list())
    assert load_everything(folder).is_unchanged
    assert list(Plan.objects.order_by("key").values_list()) == before


def test_a_plan_stands_under_the_one_it_cites(issuers: dict[str, Unit], folder: Path):
    load_everything(folder)
    links = Plan.objects.exclude(above=None).values_list("key", "above__key")
    assert dict(links) == {"001": "qd23", "002": "qd23"}
    assert Plan.objects.get(key="002").above_words == (
        "Kế hoạch số 91/KH-UBND ngày 11/5/2023 của UBND huyện Hoằng Hóa"
    )


def test_a_plan_above_that_is_missing_is_named_and_joined_later(folder: Path):
    Unit.objects.create(key="an-son", level=Level.COMMUNE)
    report = load_everything(folder)
    line = "Kế hoạch 001: chưa nối với kế hoạch cấp trên “qd23”, chưa có trên hệ thống."
    assert line in report.lines
    assert Plan.objects.get(key="001").above is None
    Unit.objects.create(key="viet-nam", level=Level.COUNTRY)
    report = load_everything(folder)
    assert line not in report.lines
    assert Plan.objects.get(key="001").above == Plan.objects.get(key="qd23")


def test_two_plans_under_each_other_are_refused(issuers: dict[str, Unit], folder: Path):
    path = folder / "plans" / "qd23.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('key = "qd23"', 'key = "qd23"\nabove = "002"'), encoding="utf-8")
    with pytest.raises(FileProblem, match="đứng dưới nhau") as caught:
        load_everything(folder)
    assert caught.value.remedy == "sửa “above”: chỉ ghi kế hoạch cấp trên."
    assert not Plan.objects.exists()


def test_the_national_programme_asks_nobody(issuers: dict[str, Unit], folder: Path):
    load_everything(folder)
    plan = Plan.objects.get(key="qd23")
    assert (plan.collects, plan.document_text, plan.full_title) == (
        False,
        "",
        "Chương trình hành động quốc gia vì trẻ em giai đoạn 2021 - 2030",
    )
    assert plan not in Plan.objects.in_year(2024).collecting()
    assert not Responsibility.objects.filter(indicator__plan=plan).exists()
    assert not Deadline.objects.filter(plan=plan).exists()


def test_without_a_document_a_target_still_follows_the_file(issuers: dict[str, Unit], folder: Path):
    load_everything(folder)
    path = folder / "plans" / "qd23.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("    [[indicators.components.targets]]")], encoding="utf-8")
    report = load_everything(folder)
    assert "Bỏ mốc chỉ tiêu qd23/24/2030: không còn trong tệp." in report.lines
    assert dict(report.removed) == {"mốc chỉ tiêu": 1}
    component = Component.objects.get(indicator__plan__key="qd23", label="24")
    assert [target.first_year for target in component.targets.all()] == [2025]


def test_every_school_of_a_commune_answers_and_has_the_tasks_of_the_schools(
    issuers: dict[str, Unit], folder: Path
):
    load_everything(folder)
    schools = {f"hoang-duc-{kind}" for kind in SCHOOLS}
    leads = Responsibility.objects.filter(indicator__plan__key="002", indicator__number="19")
    assert set(leads.values_list("unit__key", flat=True)) == schools
    tasks = Task.objects.filter(plan__key="002", unit_words="Hiệu trưởng các nhà trường")
    assert tasks.count() == 4
    for task in tasks:
        assert {unit.key for unit in task.units.all()} == schools


def test_a_title_in_capitals_is_read_as_a_sentence(issuers: dict[str, Unit], folder: Path):
    load_everything(folder)
    plan = Plan.objects.get(key="003")
    assert plan.full_title == "Kế hoạch thực hiện công tác bảo vệ và chăm sóc trẻ em tỉnh năm 2020"
    assert "THỰC HIỆN CÔNG TÁC BẢO VỆ VÀ CHĂM SÓC TRẺ EM TỈNH NĂM 2020" in plan.document_text


def test_how_many_readings_wait_for_their_owners(issuers: dict[str, Unit], folder: Path):
    load_everything(folder)
    waiting = list(Target.objects.exclude(flag="").values_list("component__indicator__plan__key", flat=True))
    assert {key: waiting.count(key) for key in set(waiting)} == {
        "000": 8,
        "001": 3,
        "002": 5,
        "003": 2,
        "004": 4,
    }
