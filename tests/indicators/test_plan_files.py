"""Does a wrong plan file say which file, which place and what to do?"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.enums import Flag, Operator, Part
from indicators.plan_files import PlanFile, read_plan
from indicators.source_files import FileProblem
from plans.enums import DutyKind, PlanKind
from units.enums import AgencyKind, Level

DOCUMENT = """
**KẾ HOẠCH**
Vì trẻ em   xã Mẫu
1. Về sức   khỏe
- Chỉ tiêu 1: Tiêm chủng đạt **trên 95%** vào năm 2025; nhẹ cân dưới 8%;
2. Trạm Y tế thực hiện chỉ tiêu 1. Báo cáo trước ngày 20/11.
"""

PLAN = """
key = "mau"
document = "mau.txt"
issuer = "xa-mau"
kind = "ke_hoach"
title = "Vì trẻ em xã Mẫu"
short_title = "Kế hoạch mẫu"
number = ""
signed_on = 2021-08-20
first_year = 2021
last_year = 2025
collects = true
notes = ["Không có số."]

[[goals]]
number = 1
name = "Sức khỏe"
words = "Về sức khỏe"

[[indicators]]
number = "1"
goal = 1
short_name = "Tiêm chủng"
words = "Tiêm chủng đạt trên 95% vào năm 2025; nhẹ cân dưới 8%"

  [[indicators.components]]
  label = "1.1"
  measure = "M1-05-VX1"
  short_name = "Tiêm đủ"
  words = "Tiêm chủng đạt trên 95% vào năm 2025"
  base = 804

    [[indicators.components.targets]]
    first_year = 2025
    last_year = 2025
    operator = "gt"
    value = "95.5"
    words = "trên 95%"
    reading = "Trên 95%."
    flag = "spacing"

  [[indicators.components]]
  label = "1.2"
  measure = "M1-04-UW"
  short_name = "Nhẹ cân"
  words = "nhẹ cân dưới 8%"
  numerator = "rieng"

    [[indicators.components.targets]]
    operator = "band"
    value = "2"
    second_value = "3"
    reading = "Dưới 8%."

[[responsibilities]]
unit = "health_station"
lead = ["1"]
words = "Trạm Y tế thực hiện chỉ tiêu 1"

[[tasks]]
unit_words = "Trạm Y tế"
units = ["health_station"]
words = ["Trạm Y tế thực hiện", "thực hiện chỉ tiêu 1"]

[[deadlines]]
reporter = "village"
kind = "year"
day = 20
month = 11
words = "trước ngày 20/11"
"""

Reader = Callable[[str], PlanFile]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    (tmp_path / "mau.txt").write_text(DOCUMENT, encoding="utf-8")

    def read_text(text: str) -> PlanFile:
        path = tmp_path / "mau.toml"
        path.write_text(text, encoding="utf-8")
        return read_plan(path)

    return read_text


def test_a_plan_file_becomes_rows(read: Reader):
    plan = read(PLAN)
    assert (plan.key, plan.issuer, plan.kind) == ("mau", "xa-mau", PlanKind.PLAN)
    assert (plan.signed_on, plan.collects, plan.notes) == (date(2021, 8, 20), True, ("Không có số.",))
    assert plan.document_text == DOCUMENT
    (indicator,) = plan.indicators
    first, second = indicator.components
    assert (first.base, second.base, second.numerator) == (804, None, "rieng")
    (target,) = first.targets
    assert (target.first_year, target.last_year) == (2025, 2025)
    assert (target.operator, target.value, target.flag) == (Operator.MORE_THAN, Decimal("95.5"), Flag.SPACING)
    (band,) = second.targets
    assert (band.first_year, band.value, band.second_value) == (None, 2, 3)
    assert band.words == "nhẹ cân dưới 8%", "without words of its own it stands in the component's"
    (responsibility,) = plan.responsibilities
    assert (responsibility.unit, responsibility.number, responsibility.part) == (
        "health_station",
        "1",
        Part.LEAD,
    )
    assert [(task.unit_words, task.units, task.words) for task in plan.tasks] == [
        ("Trạm Y tế", ("health_station",), "Trạm Y tế thực hiện"),
        ("Trạm Y tế", ("health_station",), "thực hiện chỉ tiêu 1"),
    ]
    (deadline,) = plan.deadlines
    assert (deadline.duty, deadline.reporter_level, deadline.reporter_kind) == (
        DutyKind.YEAR,
        Level.VILLAGE,
        None,
    )
    assert (deadline.day, deadline.month, deadline.year, deadline.is_strict) == (20, 11, None, False)


@pytest.mark.parametrize(
    ("word", "level", "kind"),
    [
        ("agency", Level.AGENCY, None),
        ("police", Level.AGENCY, AgencyKind.POLICE),
        ("commune", Level.COMMUNE, None),
    ],
)
def test_a_reporter_is_a_level_or_a_kind_of_agency(
    read: Reader, word: str, level: Level, kind: AgencyKind | None
):
    (deadline,) = read(PLAN.replace('reporter = "village"', f'reporter = "{word}"')).deadlines
    assert (deadline.reporter_level, deadline.reporter_kind) == (level, kind)


@pytest.mark.parametrize(
    ("before", "after", "place", "problem"),
    [
        ('words = "nhẹ cân dưới 8%"', 'words = "nhẹ cân dưới 9%"', "nội dung 1.2", "không có nguyên văn"),
        ('title = "Vì trẻ em xã Mẫu"', 'title = "Vì em"', "phần đầu", "không có nguyên văn"),
        ('number = ""', 'number = "12/KH"', "phần đầu", "không có nguyên văn"),
        ('operator = "gt"', 'operator = ">"', "nội dung 1.1, mốc 2025", "“operator” là “>”"),
        (
            'operator = "gt"',
            'operator = "maintain"\n    second_value = "3"',
            "nội dung 1.1, mốc 2025",
            "không phải khoảng",
        ),
        ('value = "95.5"', "value = 95.5", "nội dung 1.1, mốc 2025", "“value” phải là chữ."),
        ('value = "95.5"', 'value = "95,5"', "nội dung 1.1, mốc 2025", "“value” là “95,5”."),
        ('value = "95.5"', 'value = "NaN"', "nội dung 1.1, mốc 2025", "“value” là “NaN”."),
        ('value = "95.5"\n', "", "nội dung 1.1, mốc 2025", "cần đúng một giá trị"),
        ('second_value = "3"', 'second_value = "1"', "nội dung 1.2, mốc 1", "khoảng cần hai giá trị"),
        ('operator = "band"', 'operator = "unreadable"', "nội dung 1.2, mốc 1", "không phải khoảng"),
        ("last_year = 2025\n    operator", "operator", "nội dung 1.1, mốc 2025", "chỉ có một trong hai năm"),
        ("first_year = 2025", "first_year = 2020", "nội dung 1.1, mốc 2020", "năm không nằm trong kế hoạch"),
        ('reading = "Trên 95%."\n', "", "nội dung 1.1, mốc 2025", "thiếu “reading”."),
        ('flag = "spacing"', 'flag = "lạ"', "nội dung 1.1, mốc 2025", "“flag” là “lạ”"),
        ("base = 804", "base = 0", "nội dung 1.1", "base là 0."),
        ("base = 804", "bass = 804", "nội dung 1.1", "không hiểu “bass”."),
        ('label = "1.2"', 'label = "1.1"', "chỉ tiêu 1", "nội dung 1.1 có hai lần."),
        ("goal = 1", "goal = 2", "chỉ tiêu 1", "không có mục tiêu 2."),
        ('lead = ["1"]', 'lead = ["2"]', "phân công health_station", "không có chỉ tiêu 2."),
        (
            'lead = ["1"]',
            'lead = ["1"]\nsupport = ["1"]',
            "phần đầu",
            "phân công health_station – 1 có hai lần.",
        ),
        ('unit = "health_station"', 'unit = "tram"', "phân công tram", "không có loại đơn vị “tram”."),
        ('lead = ["1"]', 'lead = "1"', "phân công health_station", "“lead” phải là danh sách chữ."),
        ("day = 20\nmonth = 11", "day = 31\nmonth = 11", "hạn báo cáo 1", "không có ngày 31/11."),
        ("day = 20\n", "", "hạn báo cáo 1", "chỉ có ngày hoặc chỉ có tháng."),
        ("signed_on = 2021-08-20", 'signed_on = "20/8/2021"', "phần đầu", "“signed_on” không phải là ngày."),
        (
            "signed_on = 2021-08-20",
            "signed_on = 2021-08-20T07:00:00",
            "phần đầu",
            "“signed_on” không phải là ngày.",
        ),
        ("first_year = 2021", "first_year = 2026", "phần đầu", "first_year lớn hơn last_year."),
        (
            'short_title = "Kế hoạch mẫu"',
            f'short_title = "{"K" * 61}"',
            "phần đầu",
            "“short_title” dài 61 ký tự.",
        ),
        ('issuer = "xa-mau"', 'issuer = ""', "phần đầu", "thiếu “issuer”."),
        ("collects = true", 'collects = "yes"', "phần đầu", "“collects” là “yes”."),
        ('document = "mau.txt"\n', "", "phần đầu", "thiếu “document”."),
        ('document = "mau.txt"', 'document = ""', "phần đầu", "thu thập số liệu mà không có văn bản."),
        ('unit_words = "Trạm Y tế"', 'unit_words = "Trạm xá"', "nhiệm vụ Trạm xá", "không có nguyên văn"),
        (
            'units = ["health_station"]',
            'units = ["tram"]',
            "nhiệm vụ Trạm Y tế",
            "không có loại đơn vị “tram”.",
        ),
        ('units = ["health_station"]', 'units = ["self", "self"]', "nhiệm vụ Trạm Y tế", "self có hai lần."),
        ('"thực hiện chỉ tiêu 1"]', '"làm chỉ tiêu 1"]', "nhiệm vụ Trạm Y tế", "không có nguyên văn"),
        ('"thực hiện chỉ tiêu 1"]', '""]', "nhiệm vụ Trạm Y tế", "có việc để trống"),
    ],
)
def test_a_wrong_plan_file_names_place_and_problem(
    read: Reader, before: str, after: str, place: str, problem: str
):
    assert PLAN.count(before) == 1
    with pytest.raises(FileProblem) as caught:
        read(PLAN.replace(before, after))
    assert (caught.value.file, caught.value.place) == ("mau.toml", place)
    assert problem in caught.value.problem
    assert caught.value.remedy


def test_unreadable_needs_its_reason(read: Reader):
    wrong = PLAN.replace(
        'operator = "band"\n    value = "2"\n    second_value = "3"', 'operator = "unreadable"'
    )
    with pytest.raises(FileProblem, match="chưa rõ cách đọc mà không nói vì sao"):
        read(wrong)


def test_two_targets_of_one_year_are_refused(read: Reader):
    first = PLAN[
        PLAN.index("    [[indicators.components.targets]]") : PLAN.index(
            '  [[indicators.components]]\n  label = "1.2"'
        )
    ]
    with pytest.raises(FileProblem, match="mốc 2025–2025 có hai lần"):
        read(PLAN.replace(first, first + first))


def test_a_chi_tieu_without_parts_is_refused(read: Reader):
    start, end = PLAN.index("  [[indicators.components]]"), PLAN.index("[[responsibilities]]")
    with pytest.raises(FileProblem, match="chỉ tiêu 1: chưa có nội dung đo"):
        read(PLAN[:start] + PLAN[end:])


def test_broken_toml_is_a_sentence(read: Reader):
    with pytest.raises(FileProblem, match=r"mau.toml, cả tệp: tệp không đúng cú pháp TOML .*line 2"):
        read('key = "mau"\nkind = ke_hoach\n')


def test_a_missing_document_is_a_sentence(read: Reader):
    with pytest.raises(FileProblem, match=r"Tệp khac.txt, cả tệp: không mở được tệp"):
        read(PLAN.replace("mau.txt", "khac.txt"))


def test_a_document_in_another_encoding_is_a_sentence(read: Reader, tmp_path: Path):
    (tmp_path / "mau.txt").write_bytes("kế hoạch".encode("utf-16"))
    with pytest.raises(FileProblem, match=r"Tệp mau.txt, cả tệp: chữ trong tệp không phải là UTF-8"):
        read(PLAN)


def test_without_a_document_nothing_is_quoted(read: Reader):
    text = PLAN.replace('document = "mau.txt"', 'document = ""').replace(
        "collects = true", "collects = false"
    )
    plan = read(text.replace('words = "Về sức khỏe"', 'words = "Tóm tắt của chúng tôi"'))
    assert plan.document_text == ""
    assert plan.goals[0].words == "Tóm tắt của chúng tôi"


def test_an_empty_document_is_no_document(read: Reader, tmp_path: Path):
    (tmp_path / "mau.txt").write_text("\n 2 \n", encoding="utf-8")
    with pytest.raises(FileProblem, match=r"văn bản mau.txt trống"):
        read(PLAN)


def test_a_page_number_may_stand_in_the_middle_of_a_quotation(read: Reader, tmp_path: Path):
    (tmp_path / "mau.txt").write_text(DOCUMENT.replace("vào năm", "vào\n\n 2 \n\nnăm"), encoding="utf-8")
    assert read(PLAN).indicators[0].words == "Tiêm chủng đạt trên 95% vào năm 2025; nhẹ cân dưới 8%"


def test_a_title_in_capitals_may_be_written_as_in_a_sentence(read: Reader, tmp_path: Path):
    (tmp_path / "mau.txt").write_text(
        DOCUMENT.replace("Vì trẻ em   xã Mẫu", "VÌ TRẺ EM XÃ MẪU"), encoding="utf-8"
    )
    assert read(PLAN).title == "Vì trẻ em xã Mẫu"


def test_the_plan_above_is_named_by_its_key(read: Reader):
    assert read(PLAN).above == ""
    assert read(PLAN.replace('key = "mau"', 'key = "mau"\nabove = "tren"')).above == "tren"
