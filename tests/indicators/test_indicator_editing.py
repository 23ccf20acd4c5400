"""Keying in a Chỉ tiêu: paste, “Đọc câu này”, a look, “Ghi chỉ tiêu”. Expected rows are worked out by hand.

What a document that amends a plan in force may change: `test_indicator_amending`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from indicators.models import Component, DataItem, Indicator, Measure, Target
from plans.enums import PlanState
from plans.models import Goal, Plan
from tests.keyed_plans import Row, build_draft, opened, rows
from tests.screens import Screen
from tests.world import World
from units.models import LogEntry

NEW = "/ke-hoach/nhap/chi-tieu/moi/"

SignIn = Callable[[World, str], Client]


# --- The nine grammars

GRAMMARS: dict[str, tuple[str, str, list[Row], str]] = {
    # The sentence, the measure ticked beforehand, the rows, the sentence about the report.
    "đạt": (
        "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025",
        "M1-05-VX1",
        [(2025, 2025, "gte", "98", None)],
        "Đạt khi kết quả từ 98% trở lên",
    ),
    "trên": (
        "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin đạt trên 95%",
        "M1-05-VX1",
        [(None, None, "gt", "95", None)],
        "Đạt khi kết quả trên 95%",
    ),
    "từ … trở lên": (
        "Từ 85% trở lên trẻ em được nâng cao nhận thức, năng lực về quyền tham gia vào năm 2025 và "
        "từ 90% trở lên vào năm 2030",
        "M4-23-NT",
        [(2025, 2025, "gte", "85", None), (2030, 2030, "gte", "90", None)],
        "Đạt khi kết quả từ 85% trở lên; từ 89,25% trở lên là Vượt",
    ),
    "xuống dưới": (
        "Giảm tỷ lệ suy dinh dưỡng thể nhẹ cân trẻ em dưới 5 tuổi xuống dưới 4,5% vào năm 2025",
        "M1-04-UW",
        [(2025, 2025, "lt", "4.5", None)],
        "Đạt khi kết quả dưới 4,5%",
    ),
    "xuống": (
        "Giảm tỷ suất tử vong trẻ em dưới 1 tuổi xuống 0,71‰ vào năm 2025",
        "M1-03-IMR",
        [(2025, 2025, "lte", "0.71", None)],
        "Đạt khi kết quả nhiều nhất 0,71‰",
    ),
    "duy trì": (
        "Duy trì 100% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin",
        "M1-05-VX1",
        [(None, None, "gte", "100", None)],
        "Đạt khi kết quả từ 100% trở lên",
    ),
    "không có": (
        "Phấn đấu không có trẻ em bị tử vong do tai nạn thương tích",
        "M2-11-TNTT-TV",
        [(None, None, "lte", "0", None)],
        "Đạt khi không có trường hợp nào",
    ),
    "khoảng": (
        "Mức giảm số cuộc tảo hôn từ 2 đến 3% hằng năm giai đoạn từ năm 2025 đến năm 2030",
        "M2-13-TH",
        [(2025, 2030, "band", "2", "3")],
        "Đạt khi mức giảm so với năm trước từ 2% trở lên (văn bản ghi từ 2% đến 3%)",
    ),
    "mô tả": (
        "Vận động ủng hộ Quỹ Bảo trợ trẻ em đạt kết quả cao",
        "X5-QUY-VD",
        [(None, None, "narrative", None, None)],
        "Không tự đánh giá: đọc nội dung",
    ),
}


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_two_clicks_for_a_plain_sentence(country: World, sign_in: SignIn, grammar: str) -> None:
    words, measure, expected, said = GRAMMARS[grammar]
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words)
    assert page.fields["c0-measure"] == measure
    assert said in page.text
    done = page.press("ghi")
    assert "Đã ghi chỉ tiêu 1." in done.text
    indicator = Indicator.objects.get(plan=country.plan)
    assert (indicator.number, indicator.official_text, indicator.goal.number) == ("1", words, 1)
    component = indicator.components.get()
    assert (component.label, component.words, component.measure.code) == ("1", words, measure)
    assert component.own_base is None
    assert rows(component) == expected
    assert all(target.reading and target.words in words for target in component.targets.all())
    if len(expected) == 1:
        assert component.targets.get().words == words


# --- Sentences that need a look


def test_the_base_written_in_the_words_becomes_the_components_own(country: World, sign_in: SignIn) -> None:
    words = "Giảm tỷ suất trẻ em bị tai nạn thương tích xuống 5/804 trẻ em vào năm 2025"
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words)
    assert "mẫu số 804 là số của địa phương khi ký" in page.text.lower()
    page.press("ghi")
    component = Component.objects.get(indicator__plan=country.plan)
    assert (component.measure.code, component.own_base) == ("M2-11-TNTT", 804)
    assert rows(component) == [(2025, 2025, "lte", "5", None)]
    assert component.targets.get().flag == "base_is_local_population"


def test_the_impossible_is_kept_as_signed_with_its_flag(country: World, sign_in: SignIn) -> None:
    page = opened(sign_in(country, "vhxh-x")).press(
        "doc", words="duy trì trên 100% thôn đạt tiêu chuẩn thôn phù hợp với trẻ em"
    )
    assert "Không thể có trên 100%; đọc là từ 100% trở lên" in page.text
    page.press("ghi")
    target = Target.objects.get(component__indicator__plan=country.plan)
    assert (target.operator, target.value, target.flag) == ("gte", 100, "impossible_over_100")


def test_two_parts_are_numbered_and_quote_their_own_words(country: World, sign_in: SignIn) -> None:
    words = (
        "Giảm tỷ suất tử vong trẻ sơ sinh xuống dưới 0,4 ‰ vào năm 2025 và 0,3‰ vào năm 2030; "
        "tỷ suất tử vong trẻ em dưới 5 tuổi xuống dưới 1,66 ‰ vào năm 2025"
    )
    opened(sign_in(country, "vhxh-x")).press("doc", words=words).press("ghi")
    first, second = Component.objects.filter(indicator__plan=country.plan).order_by("position")
    assert [(each.label, each.measure.code) for each in (first, second)] == [
        ("1.1", "M1-03-NMR"),
        ("1.2", "M1-03-U5MR"),
    ]
    assert (
        first.words == "Giảm tỷ suất tử vong trẻ sơ sinh xuống dưới 0,4 ‰ vào năm 2025 và 0,3‰ vào năm 2030"
    )
    assert rows(first) == [(2025, 2025, "lt", "0.4", None), (2030, 2030, "lte", "0.3", None)]
    assert [target.words for target in first.targets.order_by("first_year")] == [
        "xuống dưới 0,4 ‰ vào năm 2025",
        "0,3‰ vào năm 2030",
    ]
    assert rows(second) == [(2025, 2025, "lt", "1.66", None)]
    assert second.targets.get().words == second.words


def test_no_measure_is_ticked_that_the_words_do_not_name(country: World, sign_in: SignIn) -> None:
    page = opened(sign_in(country, "vhxh-x")).press("doc", words="Vận động mỗi hộ trồng một cây xanh")
    assert "c0-measure" not in page.fields
    refused = page.press("ghi")
    assert refused.response.status_code == 422
    assert "Nội dung 1: chọn cách đo, hoặc “Số liệu riêng”." in refused.text
    assert not Indicator.objects.filter(plan=country.plan).exists()


def test_a_measure_is_found_without_diacritics_and_chosen(country: World, sign_in: SignIn) -> None:
    page = opened(sign_in(country, "vhxh-x")).press("doc", words="Vận động mỗi hộ trồng một cây xanh")
    found = page.press("tim:0", **{"c0-search": "tao hon"})
    assert "M2-13-TH-SO" in found.radios["c0-measure"]
    done = found.press("ghi", **{"c0-measure": "M2-13-TH-SO", "c0-t0-operator": "fall"})
    assert "Đã ghi chỉ tiêu 1." in done.text
    assert Component.objects.get(indicator__plan=country.plan).measure.code == "M2-13-TH-SO"


# --- Nothing typed is lost


def test_parts_are_added_and_taken_off_and_moved_without_losing_a_word(
    country: World, sign_in: SignIn
) -> None:
    page = opened(sign_in(country, "vhxh-x")).press(
        "doc", words="98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ"
    )
    page = page.press(
        "them-noi-dung", **{"c0-note": "hiểu thế này", "c0-t1-first": "2030", "c0-base": "1000"}
    )
    assert page.fields["components"] == "2"
    page = page.press("len:1", **{"c1-words": "phần thứ hai", "c1-t0-value": "12"})
    assert (page.fields["c0-words"], page.fields["c0-t0-value"]) == ("phần thứ hai", "12")
    assert (page.fields["c1-note"], page.fields["c1-t1-first"]) == ("hiểu thế này", "2030")
    assert page.fields["c1-base"] == "1000"
    page = page.press("bo-noi-dung:0")
    assert page.fields["components"] == "1"
    assert (page.fields["c0-note"], page.fields["c0-t1-first"]) == ("hiểu thế này", "2030")


def test_enter_keeps_nothing(country: World, sign_in: SignIn) -> None:
    """The first button of a form is the one that Enter presses."""
    page = opened(sign_in(country, "vhxh-x"))
    assert page.buttons[0] == "doc"
    page = page.press("doc", words="98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ")
    assert page.buttons[0] == "xem"
    page.press("xem")
    assert not Indicator.objects.filter(plan=country.plan).exists()


def test_the_next_one_keeps_the_goal_and_counts_on(country: World, sign_in: SignIn) -> None:
    second = Goal.objects.create(plan=country.plan, number=2, name="Bảo vệ", words="MỤC TIÊU 2")
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words, goal=str(second.pk), number="7")
    page = page.press("ghi-them")
    assert (page.fields["goal"], page.fields["number"]) == (str(second.pk), "8")


def test_a_plan_without_a_goal_gets_one_on_the_way(country: World, sign_in: SignIn) -> None:
    Goal.objects.all().delete()
    page = opened(sign_in(country, "vhxh-x")).press(
        "doc", words="98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    )
    assert "Đặt tên mục tiêu" in page.press("ghi").text
    page.press("ghi", goal_name="Mục tiêu cụ thể", goal_words="MỤC TIÊU CỤ THỂ")
    goal = Goal.objects.get(plan=country.plan)
    assert (goal.number, goal.name, goal.words) == (1, "Mục tiêu cụ thể", "MỤC TIÊU CỤ THỂ")
    assert Indicator.objects.get(plan=country.plan).goal == goal


# --- What is refused, in words

REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "a year outside": ({"c0-t0-first": "2019"}, "Nội dung 1: năm 2019 ngoài kế hoạch 2021–2030."),
    "no year": ({"c0-t0-first": "25"}, "Nội dung 1: năm gồm 4 chữ số, từ 2021 đến 2030."),
    "backwards": ({"c0-t0-first": "2026", "c0-t0-last": "2025"}, "đến năm phải từ năm bắt đầu trở đi"),
    "no number": ({"c0-t0-value": ""}, "Nội dung 1: dấu “≥” cần một con số."),
    "letters": ({"c0-t0-value": "nhiều"}, "Nội dung 1: giá trị phải là số, ví dụ 97,5"),
    "no sign": ({"c0-t0-operator": ""}, "Nội dung 1: chọn dấu so sánh."),
    "half a band": ({"c0-t0-operator": "band"}, "Nội dung 1: khoảng cần hai con số: từ và đến."),
    "two numbers": ({"c0-t0-second": "99"}, "Nội dung 1: chỉ khoảng mới có hai con số"),
    "a number too many": ({"c0-t0-operator": "rise"}, "Nội dung 1: dấu “tăng” không đi với con số"),
    "unread without why": ({"c0-t0-operator": "unreadable"}, "Nội dung 1: mốc chưa rõ cách đọc: chọn vì sao"),
    "above the whole": ({"c0-t0-value": "102"}, "Nội dung 1: không thể trên 100%."),
    "two in a year": (
        {"c0-t1-first": "2025", "c0-t1-operator": "gte", "c0-t1-value": "99"},
        "Nội dung 1: năm 2025 có hai mốc.",
    ),
    "every year and one": (
        {"c0-t1-operator": "gte", "c0-t1-value": "99"},
        "Nội dung 1: mốc cho mọi năm không đi cùng mốc khác; ghi rõ năm.",
    ),
    "two bases": (
        {"c0-t0-value": "5/804", "c0-base": "1.000"},
        "mốc viết trên 804, nội dung tính trên 1.000",
    ),
    "a base of nothing": ({"c0-base": "0"}, "Nội dung 1: “tính trên” là số từ 1, ví dụ: 10.000."),
    "a long name": ({"short_name": "x" * 61}, "Tên gọn của chỉ tiêu dài 61 ký tự; rút còn nhiều nhất 60."),
    "no Chỉ tiêu number": ({"number": ""}, "Ghi số của chỉ tiêu như trong văn bản"),
    "no place": ({"position": "x"}, "Thứ tự là số từ 1."),
}


@pytest.mark.parametrize("why", REFUSED)
def test_said_in_words_beside_the_box_and_above(country: World, sign_in: SignIn, why: str) -> None:
    changes, said = REFUSED[why]
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words).press("ghi", **changes)
    assert page.response.status_code == 422
    assert page.text.count(said) == 2
    for field, value in changes.items():
        assert page.fields.get(field, "") == value
    assert not Indicator.objects.filter(plan=country.plan).exists()


NUMBERS = {"98": "98", "98,5": "98.5", "98,5%": "98.5", "0,71": "0.71"}


@pytest.mark.parametrize("typed", NUMBERS)
def test_numbers_as_people_write_them(country: World, sign_in: SignIn, typed: str) -> None:
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
    opened(sign_in(country, "vhxh-x")).press("doc", words=words).press("ghi", **{"c0-t0-value": typed})
    (row,) = rows(Component.objects.get(indicator__plan=country.plan))
    assert row == (2025, 2025, "gte", NUMBERS[typed], None)


def test_a_sign_behind_the_number_sets_the_base(country: World, sign_in: SignIn) -> None:
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
    opened(sign_in(country, "vhxh-x")).press("doc", words=words).press("ghi", **{"c0-t0-value": "980‰"})
    component = Component.objects.get(indicator__plan=country.plan)
    assert (component.own_base, rows(component)) == (1000, [(2025, 2025, "gte", "980", None)])


def test_a_number_taken_is_refused(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    opened(client).press("doc", words=words).press("ghi")
    page = opened(client).press("doc", words=words).press("ghi", number="1")
    assert page.response.status_code == 422
    assert "Kế hoạch đã có chỉ tiêu số 1; đổi số khác." in page.text


def test_nothing_to_read_is_said(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    for words, said in (("", "Dán nguyên văn chỉ tiêu"), ("câu " * 1_100, "Nguyên văn dài quá 4000 ký tự")):
        page = opened(client).press("doc", words=words)
        assert page.response.status_code == 422
        assert page.text.count(said) == 2


def test_more_than_a_page_takes_is_never_kept_as_if_it_were_all(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    opened(client).press("doc", words=words).press("ghi")
    indicator = Indicator.objects.get(plan=country.plan)
    measure = Measure.objects.get(code="M1-05-VX1")
    for place in range(2, 15):
        Component.objects.create(
            indicator=indicator,
            label=f"1.{place}",
            measure=measure,
            short_name="x",
            words="x",
            position=place,
        )
    page = opened(client, "/ke-hoach/nhap/chi-tieu/1/sua/").press("ghi")
    assert "Nhiều nhất 12 nội dung, mỗi nội dung 12 mốc; tách chỉ tiêu ra." in page.text
    assert indicator.components.count() == 14


def test_a_component_of_another_plan_is_not_taken_over(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
    opened(client).press("doc", words=words).press("ghi")
    theirs = build_draft(country, "xa-y", "nhap-y")
    moved = Component.objects.get(indicator__plan=country.plan)
    goal = Goal.objects.create(plan=theirs, number=1, name="Của Y", words="Của Y")
    other = Indicator.objects.create(
        plan=theirs, goal=goal, number="1", short_name="Của Y", official_text=words, position=1
    )
    Component.objects.filter(pk=moved.pk).update(indicator=other)
    page = opened(client).press("doc", words=words, number="2")
    refused = page.press("ghi", **{"c0-id": str(moved.pk)})
    assert "Có nội dung vừa bị xóa" in refused.text
    assert Component.objects.get(pk=moved.pk).indicator == other
    page = opened(client).press("doc", words=words, number="2").press("ghi", goal=str(goal.pk))
    assert "Chọn mục tiêu của chỉ tiêu này." in page.text


# --- Readings


def test_a_reading_nobody_wrote_follows_the_demand(country: World, sign_in: SignIn) -> None:
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words)
    assert page.fields["c0-t0-reading"] == "Từ 98% trở lên vào năm 2025."
    page.press("ghi", **{"c0-t0-operator": "gt"})
    assert Target.objects.get(component__indicator__plan=country.plan).reading == "Đạt khi kết quả trên 98%."


def test_a_reading_somebody_wrote_stays(country: World, sign_in: SignIn) -> None:
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words)
    page.press("ghi", **{"c0-t0-operator": "gt", "c0-t0-reading": "Hơn 98 em trong 100."})
    assert Target.objects.get(component__indicator__plan=country.plan).reading == "Hơn 98 em trong 100."


def test_a_target_of_the_place_itself_quotes_nothing(country: World, sign_in: SignIn) -> None:
    words = "98% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin vào năm 2025"
    page = opened(sign_in(country, "vhxh-x")).press("doc", words=words)
    page.press(
        "ghi",
        **{"c0-t1-first": "2024", "c0-t1-operator": "gte", "c0-t1-value": "97", "c0-t1-unsigned": "1"},
    )
    own, signed = Target.objects.filter(component__indicator__plan=country.plan).order_by("first_year")
    assert (own.first_year, own.is_own, own.value) == (2024, True, 97)
    assert (signed.first_year, signed.is_own, signed.words) == (2025, False, words)


# --- Own items


def own_page(client: Client) -> Screen:
    words = "Vận động 50 hộ trồng cây xanh tại điểm vui chơi"
    return opened(client).press("doc", words=words)


def test_a_place_counts_what_the_catalogue_lacks(country: World, sign_in: SignIn) -> None:
    page = own_page(sign_in(country, "vhxh-x"))
    page.press(
        "ghi",
        **{
            "c0-measure": "rieng",
            "c0-short_name": "Hộ trồng cây",
            "c0-own-method": "count",
            "c0-own-item": "Số hộ trồng cây xanh",
            "c0-own-unit": "hộ",
            "c0-own-source": "village",
            "c0-t0-operator": "gte",
            "c0-t0-value": "50",
        },
    )
    component = Component.objects.get(indicator__plan=country.plan)
    measure, item = component.measure, component.measure.numerator
    assert (measure.code, measure.owner, measure.method) == ("RIENG-1", country.units["xa-x"], "count")
    assert (measure.base, measure.decimals, measure.is_share, measure.denominator) == (1, 0, False, None)
    assert (item.code, item.owner, item.name) == ("rieng-1", country.units["xa-x"], "Số hộ trồng cây xanh")
    assert (item.kind, item.unit_word, item.source, item.nature) == ("count", "hộ", "village", "flow")
    assert rows(component) == [(None, None, "gte", "50", None)]
    # A draft is silent, but what others may find and use from now on is not.
    row = LogEntry.objects.get(act="đặt số liệu riêng")
    assert row.unit == country.units["xa-x"]
    assert row.subject.startswith("RIENG-1 ")


def test_a_share_of_an_item_of_the_catalogue_found_by_search(country: World, sign_in: SignIn) -> None:
    page = own_page(sign_in(country, "vhxh-x"))
    page = page.press("tim:0", **{"c0-own-below_search": "tong so tre em"})
    assert "tre-em" in page.radios["c0-own-below"]
    page.press(
        "ghi",
        **{
            "c0-measure": "rieng",
            "c0-own-method": "ratio",
            "c0-own-item": "Số trẻ em trồng cây",
            "c0-own-below": "tre-em",
            "c0-own-source": "village",
            "c0-own-restricted": "1",
            "c0-own-better": "higher",
            "c0-t0-operator": "gte",
            "c0-t0-value": "50%",
        },
    )
    measure = Measure.objects.get(code="RIENG-1")
    assert measure.denominator is not None
    assert (measure.method, measure.denominator.code, measure.base) == ("ratio", "tre-em", 100)
    assert (measure.is_share, measure.decimals, measure.better) == (True, 1, "higher")
    assert (measure.numerator.is_restricted, measure.numerator.suppress_public) == (True, True)
    assert measure.definition == (
        "Lấy số trẻ em trồng cây chia cho tổng số trẻ em (người dưới 16 tuổi) của thôn, nhân 100."
    )


OWN_KINDS = {
    "yes_no of villages": ("yes_no", "village", "share_yes", "yes_no", 100),
    "yes_no of itself": ("yes_no", "commune", "yes_no", "yes_no", 1),
    "money": ("money", "commune", "money", "money", 1),
    "state": ("state", "commune", "state", "state", 1),
    "level": ("level", "commune", "level", "level", 1),
    "text": ("text", "commune", "text", "text", 1),
}


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_every_kind_of_own_figure(country: World, sign_in: SignIn, kind: str) -> None:
    typed, source, method, item_kind, base = OWN_KINDS[kind]
    own_page(sign_in(country, "vhxh-x")).press(
        "ghi",
        **{
            "c0-measure": "rieng",
            "c0-own-method": typed,
            "c0-own-item": "Cây xanh",
            "c0-own-source": source,
            "c0-t0-operator": "narrative",
            "c0-t0-value": "",
        },
    )
    measure = Measure.objects.get(code="RIENG-1")
    assert (measure.method, measure.numerator.kind, measure.base) == (method, item_kind, base)
    assert measure.numerator.unit_word == ("đồng" if typed == "money" else "")


def test_own_figures_ask_for_what_they_need(country: World, sign_in: SignIn) -> None:
    page = own_page(sign_in(country, "vhxh-x")).press(
        "ghi", **{"c0-measure": "rieng", "c0-own-method": "ratio"}
    )
    for said in ("ghi tên tử số", "chọn nơi nhập số liệu", "ghi tên mẫu số, hoặc tìm số liệu đã có"):
        assert page.text.count(f"Nội dung 1: {said}") == 2
    assert not Measure.objects.filter(code__startswith="RIENG").exists()


def test_the_neighbour_finds_it_and_uses_the_same(country: World, sign_in: SignIn) -> None:
    build_draft(country, "xa-y", "nhap-y")
    test_a_place_counts_what_the_catalogue_lacks(country, sign_in)
    Plan.objects.filter(key="nhap").update(state=PlanState.IN_FORCE)  # what a draft thinks of is its own
    page = opened(sign_in(country, "vhxh-y"), "/ke-hoach/nhap-y/chi-tieu/moi/").press(
        "doc", words="Trồng rừng"
    )
    page = page.press("tim:0", **{"c0-search": "ho trong cay"})
    assert "riêng của xã Xuân" in page.text
    page.press(
        "ghi",
        **{"c0-measure": "RIENG-1", "goal_name": "Mục tiêu", "c0-t0-operator": "gte", "c0-t0-value": "5"},
    )
    assert Component.objects.filter(measure__code="RIENG-1").count() == 2
    assert DataItem.objects.filter(code__startswith="rieng").count() == 1


def test_an_own_measure_that_nothing_uses_goes_with_its_item(country: World, sign_in: SignIn) -> None:
    test_a_place_counts_what_the_catalogue_lacks(country, sign_in)
    client = sign_in(country, "vhxh-x")
    page = opened(client, "/ke-hoach/nhap/chi-tieu/1/sua/")
    page = page.press("tim:0", **{"c0-search": "tao hon"})
    page.press("ghi", **{"c0-measure": "M2-13-TH-SO"})
    assert not Measure.objects.filter(code="RIENG-1").exists()
    assert not DataItem.objects.filter(code="rieng-1").exists()
