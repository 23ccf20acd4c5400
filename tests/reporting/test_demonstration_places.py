"""Do all five plans and the national programme show in the demonstration, with figures worked out by hand?

Forms are named cell by cell; sums are added in a loop over the rows, away from the product's own arithmetic.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from fractions import Fraction

import pytest
from django.conf import settings

from childplan.clock import VIET_NAM
from indicators.enums import Status
from indicators.loading import load_everything
from indicators.models import Component, Target
from plans.models import Plan
from reporting.demonstration.loading import Counts
from reporting.demonstration.own_targets import TARGETS_HEADER, load_own_targets
from reporting.demonstration.story import COURSES, Stage
from reporting.enums import Act, FigureState, ReportState, RoundKind
from reporting.models import Figure, Report, ReportEvent, Round, RoundOpening
from reporting.summaries.lists import lines_at
from reporting.summaries.places import rollup_head
from reporting.summaries.results import result_of
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import plan_table, rollup_table
from reporting.totals import official_totals, provisional_totals
from reporting.years import year_before
from units.csv_files import BadFile
from units.enums import Level, Role
from units.models import Placement, Posting, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIXTURES = settings.BASE_DIR / "fixtures"
TODAY = date(2024, 11, 15)
NOW = datetime(2024, 11, 15, 9, 0, tzinfo=VIET_NAM)
HUE_IN_2020 = {
    "thanh-pho-hue": "thành phố Huế",
    "phong-dien": "huyện Phong Điền",
    "quang-dien": "huyện Quảng Điền",
    "phu-vang": "huyện Phú Vang",
    "huong-thuy": "thị xã Hương Thủy",
    "huong-tra": "thị xã Hương Trà",
    "a-luoi": "huyện A Lưới",
    "phu-loc": "huyện Phú Lộc",
    "nam-dong": "huyện Nam Đông",
}


@pytest.fixture(scope="module", autouse=True)
def counts(demonstration: Counts) -> Counts:
    return demonstration


def codes(key: str, round_key: str) -> set[str]:
    """Item codes of a form, checks included."""
    cells = Figure.objects.filter(report__unit__key=key, report__round__key=round_key)
    return set(cells.values_list("item__code", flat=True))


def values(item: str, round_key: str, under: str) -> dict[str, int]:
    """Counted answers of the item by unit key, in the tree below a place."""
    round_ = Round.objects.get(key=round_key)
    units = Unit.objects.under(Unit.objects.get(key=under), day=round_.data_to)
    cells = Figure.objects.filter(
        report__round=round_, report__unit__in=units, item__code=item, is_check=False, value__isnull=False
    )
    return dict(cells.values_list("report__unit__key", "value"))


def row(plan_key: str, round_key: str, label: str, *, official: bool = True) -> Row:
    plan = Plan.objects.get(key=plan_key)
    table = plan_table(plan=plan, round_=Round.objects.get(key=round_key), official=official, now=NOW)
    return next(row for row in table.rows if row.label == label)


def plain(text: str) -> str:
    """With ordinary spaces."""
    return text.replace("\u00a0", " ")


def component(plan_key: str, label: str) -> Component:
    return Component.objects.get(indicator__plan__key=plan_key, label=label)


# --- Plans and places


def test_every_plan_is_there_and_none_is_named_missing() -> None:
    issuers = dict(Plan.objects.values_list("key", "issuer__key"))
    assert issuers == {
        "000": "nam-dong-xa-chua-ro-ten",
        "001": "an-son",
        "002": "hoang-duc",
        "003": "thua-thien-hue",
        "004": "tan-yen",
        "qd23": "viet-nam",
    }
    again = load_everything(FIXTURES)
    assert again.is_unchanged
    assert [line for line in again.lines if "Chưa nạp" in line or "chưa nối" in line] == []


def test_the_country_stands_alone_and_asks_nobody() -> None:
    country = Unit.objects.get(key="viet-nam")
    spot = Placement.objects.get(unit=country)
    assert (spot.full_name, spot.parent, country.level) == ("Việt Nam", None, Level.COUNTRY)
    assert not Placement.objects.filter(parent=country).exists()
    assert not Report.objects.filter(unit=country).exists()
    tops = set(RoundOpening.objects.filter(round__plan=None).values_list("unit__key", flat=True))
    assert tops == {"thua-thien-hue", "bac-giang", "thanh-hoa", "lang-son"}


def test_the_province_of_2020_has_its_nine_districts_and_five_departments() -> None:
    province = Unit.objects.get(key="thua-thien-hue")
    below = Placement.objects.as_of(date(2020, 12, 14)).filter(parent=province).select_related("unit")
    districts = {spot.unit.key: spot.full_name for spot in below if spot.unit.level == Level.DISTRICT}
    assert districts == HUE_IN_2020
    assert {spot.unit.agency_kind for spot in below if spot.unit.level == Level.AGENCY} == {
        "labour_department",
        "health_department",
        "education_department",
        "justice_department",
        "culture_department",
    }


def test_places_with_a_code_are_copied_line_for_line() -> None:
    """A unit that is in the country's files has here exactly the lines that it has there."""
    country: Counter[str] = Counter()
    for name in ("provinces.csv", "districts.csv", "communes.csv"):
        country.update((FIXTURES / "units" / name).read_text(encoding="utf-8").splitlines()[1:])
    lines = (FIXTURES / "demonstration" / "places.csv").read_text(encoding="utf-8").splitlines()
    coded = [row for row in csv.DictReader(lines) if row["code"]]
    keys = {row["key"] for row in coded}
    assert keys >= {*HUE_IN_2020, "thanh-hoa", "hoang-hoa", "hoang-duc", "lang-son", "van-quan", "an-son"}
    assert {line for line in lines if line in country} == {
        line for line in country if line.split(",")[0] in keys
    }


# --- 2020: districts that type for everything below them


def test_in_2020_nine_districts_and_one_department_type() -> None:
    asked = {report.unit.key: report.figures.count() for report in Report.objects.filter(round__year=2020)}
    # 14 Chỉ tiêu and the one of V.4.a: 35 items of communes and districts, 2 of Sở Tư pháp.
    assert asked == {
        **dict.fromkeys(HUE_IN_2020, 35),
        "thua-thien-hue-so-tu-phap": 2,
        "thua-thien-hue": 0,
    }
    assert codes("thua-thien-hue-so-tu-phap", "2020-nam") == {
        "tre-vi-pham-hinh-su",
        "tre-vi-pham-duoc-tro-giup-phap-ly",
    }


def test_the_table_of_2020_adds_up() -> None:
    children = values("tre-em", "2020-nam", "thua-thien-hue")
    injured = values("tre-bi-tai-nan-thuong-tich", "2020-nam", "thua-thien-hue")
    assert set(children) == set(injured) == set(HUE_IN_2020)
    assert sum(children.values()) == 291_800
    totals = official_totals(Unit.objects.get(key="thua-thien-hue"), Round.objects.get(key="2020-nam"))
    result = result_of(component("003", "3"), totals)
    assert sum(injured.values()) == 1_661
    assert result.value == Fraction(1_661 * 100_000, 291_800)
    # 569,2 of 100.000; the province promised 600, which is read as at most 600.
    assert row("003", "2020-nam", "3").verdict.status == Status.MET
    helped = row("003", "2020-nam", "V.4.a")
    assert (helped.result.parts, helped.result.text, helped.verdict.status) == (
        "40/41",
        "97,6%",
        Status.NOT_MET,
    )


def test_a_district_says_of_how_many_communes() -> None:
    said = Figure.objects.get(
        report__unit__key="a-luoi", report__round__year=2020, item__code="xa-co-quy-bao-tro"
    )
    assert (said.value, said.answered) == (9, 18)
    answers = Figure.objects.filter(report__round__year=2020, item__code="xa-co-quy-bao-tro")
    assert sum(answer.answered or 0 for answer in answers) == 145


# --- Worked forms


def test_the_station_of_hoang_duc_has_its_sixteen_cells() -> None:
    for year in (2021, 2022, 2023, 2024):
        assert codes("hoang-duc-tram-y-te", f"{year}-nam") == {
            # 11 numerators
            "tu-vong-so-sinh",
            "tu-vong-duoi-1",
            "tu-vong-duoi-5",
            "suy-dinh-duong-nhe-can",
            "suy-dinh-duong-thap-coi",
            "thua-can-beo-phi",
            "tiem-du-duoi-1",
            "tiem-du-duoi-5",
            "tre-nhiem-hiv-tu-me",
            "tre-bi-tai-nan-thuong-tich",
            "tre-tu-vong-tai-nan",
            # live births; under 5 weighed and measured; under 1; under 5; born to mothers with HIV
            "tre-de-song",
            "tre-duoi-5-can-do",
            "tre-duoi-1",
            "tre-duoi-5",
            "tre-sinh-tu-me-hiv",
        }


def test_the_forms_of_an_son() -> None:
    villages = {
        "tre-em",
        "tre-hoan-canh-dac-biet",
        "tre-hoan-canh-dac-biet-duoc-tro-giup",
        "ho-co-tre-em",
        "ho-dat-ngoi-nha-an-toan",
        "nguoi-10-18",
    }
    for round_key in ("2023-nam", "2024-6-thang", "2024-nam"):
        assert codes("an-son-thon-1", round_key) == villages
        assert codes("an-son-truong-thcs", round_key) == {
            "tre-nang-cao-nhan-thuc",
            "nguoi-10-18-tham-gia-cau-lac-bo",
        }
        # 12 yes or no, 2 texts, 1 amount of money.
        assert len(codes("an-son", round_key)) == 15
    assert not Report.objects.filter(unit__key="an-son", round__year__lt=2023).exists()


def test_only_an_son_was_asked_after_six_months() -> None:
    round_ = Round.objects.get(kind=RoundKind.SIX_MONTHS)
    assert (round_.key, round_.data_from, round_.data_to) == (
        "2024-6-thang",
        date(2023, 12, 15),
        date(2024, 6, 14),
    )
    # Five villages, three schools, the commune, the district, the province.
    assert round_.reports.count() == 11
    assert Report.objects.get(round=round_, unit__key="an-son").state == ReportState.ACCEPTED


def test_six_months_stand_beside_the_target_without_a_verdict() -> None:
    table = plan_table(
        plan=Plan.objects.get(key="001"),
        round_=Round.objects.get(key="2024-6-thang"),
        official=True,
        now=NOW,
    )
    assert len(table.rows) == 19
    assert table.finding == ""
    aware = next(row for row in table.rows if row.label == "6.1")
    # 310 of 824 children; the year's target is at least 70%.
    assert (plain(aware.target.text), aware.result.text, aware.result.parts) == ("≥ 70%", "37,6%", "310/824")
    judged = {row.verdict.status for row in table.rows} - {Status.NO_TARGET, Status.NO_DATA, None}
    assert judged == set()


# --- Tân Yên


def test_one_answer_of_yes_or_no_is_told_in_no_unit() -> None:
    """An Sơn alone is asked whether its board has rules; Tân Yên counts the communes that said yes."""
    rules = row("001", "2024-6-thang", "2.1")
    assert (rules.result.text, rules.unit_text) == ("Có", "")
    assert row("004", "2023-nam", "1").unit_text == "%"


def test_chi_tieu_11_of_tan_yen_sums_first_and_divides_once() -> None:
    injured = values("tre-bi-tai-nan-thuong-tich", "2023-nam", "tan-yen")
    children = values("tre-em", "2023-nam", "tan-yen")
    # 21 direct communes and the station of Ngọc Vân; 21 direct communes and its six villages.
    assert (len(injured), len(children)) == (22, 27)
    assert sum(children.values()) == 45_110
    totals = official_totals(Unit.objects.get(key="tan-yen"), Round.objects.get(key="2023-nam"))
    expected = Fraction(sum(injured.values()) * 4_000, 45_110)
    assert result_of(component("004", "11.1"), totals).value == expected
    by_commune = [Fraction(injured[key] * 4_000, children[key]) for key in injured if key in children]
    assert sum(by_commune) / len(by_commune) != expected


def test_chi_tieu_13_of_tan_yen_compares_only_communes_with_both_years() -> None:
    now = values("cuoc-tao-hon", "2024-nam", "tan-yen")
    before = values("cuoc-tao-hon", "2023-nam", "tan-yen")
    assert "lam-cot" in now
    assert "lam-cot" not in before
    both = set(now) & set(before)
    round_ = Round.objects.get(key="2024-nam")
    result = result_of(component("004", "13"), provisional_totals(Unit.objects.get(key="tan-yen"), round_))
    assert (result.numerator, result.denominator) == (
        sum(now[key] for key in both),
        sum(before[key] for key in both),
    )
    assert (result.coverage.answered, result.coverage.asked) == (len(both), 22)
    assert len(both) < len(now) < 22
    assert [found.key for found in year_before(round_)] == ["2023-chinh-thuc", "2023-nam"]


# --- Targets of single years


def test_hoang_duc_has_set_its_own_targets_and_they_say_so() -> None:
    own = [target for target in Target.objects.select_related("component") if target.is_own]
    assert len(own) == 25 * 4
    plans = Target.objects.filter(pk__in=[target.pk for target in own])
    assert set(plans.values_list("component__indicator__plan__key", flat=True)) == {"002"}
    assert {target.reading for target in own} == {
        "Mức của từng năm do xã tự đặt, không có trong kế hoạch đã ký."
    }
    weighed = row("002", "2023-nam", "4.1")
    # 18 of 374; the commune set itself less than 5% for 2023.
    assert (weighed.result.parts, weighed.result.text) == ("18/374", "4,8%")
    assert (plain(weighed.target.text), weighed.target.milestone) == ("< 5%", "")
    assert weighed.verdict.status == Status.MET


def test_tan_yen_has_none_so_its_milestones_are_still_ahead() -> None:
    weighed = row("004", "2023-nam", "4.1")
    assert weighed.target.milestone == "mốc 2025"
    assert weighed.verdict.status == Status.MILESTONE_LATER


def test_every_year_of_hoang_duc_has_its_verdicts() -> None:
    for year in (2021, 2022, 2023):
        table = plan_table(
            plan=Plan.objects.get(key="002"),
            round_=Round.objects.get(key=f"{year}-nam"),
            official=True,
            now=NOW,
        )
        said = Counter(row.verdict.status for row in table.rows)
        assert said[Status.MET] + said[Status.EXCEEDED] > 10
        assert said[Status.NOT_MET] > 0
        assert said[Status.NOT_APPLICABLE] == 1  # the urban target of a rural commune
        assert said[Status.MILESTONE_LATER] == 1  # 5.2 names 2030 alone; so does 6, without a case
        assert said.total() == 35


def test_loading_the_plans_again_keeps_what_the_owner_set() -> None:
    load_everything(FIXTURES)
    assert Target.objects.filter(words="").count() == 100


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("002,99,gte,1,2,3,4", "không có nội dung đo “99”"),
        ("009,2,gte,1,2,3,4", "kế hoạch “009”"),
        ("002,2,về,1,2,3,4", "“operator” là “về”"),
        ("002,2,gte,1,2,3,", "thiếu “in_2024”"),
        ('002,2,gte,1,2,3,"4,5"', "“in_2024” là “4,5”"),
    ],
)
def test_a_wrong_target_is_named(tmp_path, line: str, words: str) -> None:
    path = tmp_path / "targets.csv"
    path.write_text(f"{TARGETS_HEADER}\n{line}\n", encoding="utf-8")
    with pytest.raises(BadFile) as refusal:
        load_own_targets(path)
    assert str(refusal.value).startswith("Tệp targets.csv, dòng 2:")
    assert words in str(refusal.value)


# --- An Sơn: a year before, and what rose


def test_an_son_has_a_year_before_to_rise_from() -> None:
    homes = row("001", "2024-nam", "4.4", official=False)
    # 2023: 398 of 512 households. 2024 so far: Thôn 1, 2, 3; Thôn 4 could not say, Thôn 5 has not begun.
    assert homes.last_year.parts == "398/512"
    assert homes.verdict.status in (Status.MET, Status.NOT_MET)
    assert homes.coverage == "3/5 thôn"
    clubs = row("001", "2024-nam", "6.2", official=False)
    assert clubs.last_year.parts == "96/455"


def test_the_sum_that_went_up_stays_and_the_page_says_what_changed() -> None:
    """Văn Quan handed up 5.400.000 đồng; the commune put it right six days later."""
    report = Report.objects.get(unit__key="van-quan", round__key="2024-6-thang")
    assert report.state == ReportState.SUBMITTED
    table = rollup_table(unit=report.unit, round_=report.round, official=True, now=NOW)
    changed = {row.short_name: row.changed for row in table.rows if row.changed}
    assert list(changed.values()) == ["Đã thay đổi sau khi nộp: 5.400.000 → 4.500.000"]
    acts = ReportEvent.objects.filter(report__unit__key="an-son", report__round=report.round)
    assert list(acts.order_by("id").values_list("act", flat=True)) == [
        Act.OPENED,
        *(Act.SUBMITTED, Act.CHECK_STARTED, Act.ACCEPTED, Act.ACCEPTANCE_UNDONE),
        *(Act.CHECK_STARTED, Act.RETURNED, Act.SUBMITTED, Act.CHECK_STARTED, Act.ACCEPTED),
    ]


# --- 15/11/2024


@pytest.mark.parametrize(
    ("place", "district", "days"), [("hoang-duc", "hoang-hoa", 10), ("an-son", "van-quan", 5)]
)
def test_two_communes_are_overdue(place: str, district: str, days: int) -> None:
    round_ = Round.objects.get(key="2024-nam")
    _, lines = lines_at(Unit.objects.get(key=district), round_, NOW)
    (line,) = lines
    assert (line.unit_key, line.due.text) == (place, f"Quá hạn {days} ngày")


def test_their_villages_and_agencies_are_in_every_state() -> None:
    for place in ("hoang-duc", "an-son"):
        below = Report.objects.filter(round__key="2024-nam", unit__key__startswith=f"{place}-")
        assert set(below.values_list("state", flat=True)) == set(ReportState.values)
    assert {course.stage for courses in COURSES.values() for course in courses.values()} == set(Stage) - {
        Stage.UNTOUCHED
    }


def test_the_station_and_the_villages_of_hoang_duc_disagree() -> None:
    cells = Figure.objects.filter(
        report__round__key="2023-nam",
        report__unit__key__startswith="hoang-duc",
        item__code="tre-bi-tai-nan-thuong-tich",
    )
    assert cells.get(is_check=False).value == 2
    assert cells.filter(is_check=True).count() == 6
    this_year = Figure.objects.get(
        report__round__key="2024-nam",
        report__unit__key="hoang-duc-thon-2",
        item__code="tre-bi-tai-nan-thuong-tich",
    )
    assert (this_year.value, this_year.is_check) == (2, True)


def test_money_levels_and_texts_are_answered() -> None:
    def answers(kind: str) -> list[Figure]:
        return list(Figure.objects.filter(item__kind=kind, state=FigureState.ENTERED))

    assert {(cell.report.round.key, cell.value) for cell in answers("money")} == {
        ("2023-nam", 11_800_000),
        ("2024-6-thang", 4_500_000),
    }
    assert Counter(cell.value for cell in answers("level")) == {1: 10, 2: 7, 3: 10}
    texts = answers("text")
    assert len(texts) == 2 + 2 + 1
    assert all(cell.text and cell.value is None for cell in texts)


# --- People


def test_in_each_place_somebody_of_every_role() -> None:
    tops = {
        "thua-thien-hue": "nam-dong-xa-chua-ro-ten",
        "bac-giang": "ngoc-van",
        "thanh-hoa": "hoang-duc",
        "lang-son": "an-son",
    }
    for top, commune in tops.items():
        under = Unit.objects.under(Unit.objects.get(key=top), day=TODAY)
        posted = Posting.objects.as_of(TODAY).filter(unit__in=under.values("pk"))
        assert {posting.role for posting in posted} == set(Role.values)
        led = posted.filter(role=Role.LEADER).values_list("unit__level", flat=True)
        assert set(led) == {Level.PROVINCE, Level.DISTRICT, Level.COMMUNE}
        below = Unit.objects.under(Unit.objects.get(key=commune), day=TODAY)
        owing = Report.objects.filter(round__key="2024-nam", unit__in=below.values("pk"))
        assert {report.unit_id for report in owing} <= {posting.unit_id for posting in posted}


def test_whoever_entered_and_handed_in_belongs_to_the_unit() -> None:
    posted = set(Posting.objects.values_list("user_id", "unit_id"))
    # But for the one school whose figures came by telephone (test_one_school_did_not_enter_itself).
    own = Figure.objects.exclude(report__unit__key="nd-xa-truong-thcs", report__round__key="2024-nam")
    # Final figures stand as the year had them until somebody of the unit changes one.
    typed = own.exclude(entered_by=None).exclude(report__round__kind="final_year", version=1)
    entered = typed.values_list("entered_by", "report__unit")
    handed_in = Report.objects.exclude(submitted_by=None).values_list("submitted_by", "unit")
    assert set(entered) <= posted
    assert set(handed_in) <= posted


def test_a_place_is_offered_only_the_rounds_that_asked_it() -> None:
    round_ = Round.objects.get(key="2024-nam")
    for place, keys in {
        "an-son": ["2024-nam", "2024-6-thang", "2023-nam"],
        "hoang-duc": ["2024-nam", "2023-nam", "2022-nam", "2021-nam"],
        "phu-vang": ["2024-nam", "2020-nam"],
    }.items():
        unit = Unit.objects.get(key=place)
        officer = Posting.objects.filter(unit=unit).exclude(role=Role.LEADER).first()
        assert officer is not None
        head = rollup_head(unit, round_, officer.user, NOW)
        assert {found.key for found in head.rounds} == set(keys)
