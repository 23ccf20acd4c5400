"""Does the demonstration show what it promises: real forms, every state, sums that add up, no second loading?

The data is loaded once for all tests of this file, in a transaction that is rolled back after the last.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from childplan.clock import VIET_NAM
from indicators.models import DataItem
from reporting.demonstration.accounts import ACCOUNTS, PASSWORD
from reporting.demonstration.figures import Period
from reporting.demonstration.loading import FIGURES_HEADER, Counts, is_loaded, read_typed
from reporting.demonstration.story import (
    CHAPTERS,
    COURSES,
    LATE,
    NOT_COLLECTED,
    REOPENED,
    SLIPS,
    SUBMITTED,
    TEXTS,
    UNDONE_REASONS,
    UNREAD,
)
from reporting.enums import Act, FigureState, Origin, ReportState
from reporting.models import Figure, FigureChange, Report, ReportEvent, Round, Total
from reporting.summaries.entry import entry_page
from reporting.summaries.problems import problems_of
from reporting.totals import item_total, official_totals, provisional_totals, snapshot_of
from units.csv_files import BadFile
from units.enums import Role
from units.models import Posting, Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIXTURES = settings.BASE_DIR / "fixtures"
TODAY = date(2024, 11, 15)
COMMUNE_OF_000 = "nam-dong-xa-chua-ro-ten"
DIRECT_COMMUNES = 21


@pytest.fixture(scope="module", autouse=True)
def counts(demonstration: Counts) -> Counts:
    return demonstration


MORNING = datetime(2024, 11, 15, 8, tzinfo=VIET_NAM)


def report(key: str, year: int = 2024) -> Report:
    return Report.objects.get(unit__key=key, round__key=f"{year}-nam")


def codes(key: str, *, is_check: bool = False, year: int = 2024) -> set[str]:
    """Item codes of a form."""
    return set(report(key, year).figures.filter(is_check=is_check).values_list("item__code", flat=True))


def value(key: str, item: str, year: int = 2024) -> int | None:
    return Figure.objects.get(report=report(key, year), item__code=item).value


def digest() -> str:
    """Every row of every table."""
    written = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        for row in model._default_manager.order_by("pk").values_list():
            # PostgreSQL hands out the content of a file as a view of it.
            told = [bytes(part) if isinstance(part, memoryview) else part for part in row]
            written.update(repr((model._meta.label, told)).encode())
    return written.hexdigest()


# --- Forms


def test_a_village_of_000_is_asked_ten_cells() -> None:
    for number in range(1, 10):
        key = f"nd-xa-thon-{number}"
        assert codes(key) == {
            "thon-dang-ky-phu-hop",
            "thon-dat-phu-hop",
            "tre-em",
            "tre-hoan-canh-dac-biet",
            "tre-hoan-canh-dac-biet-duoc-tro-giup",
            "lao-dong-tre-em",
            "nguoi-5-17",
            "tre-gap-thien-tai",
            "tre-gap-thien-tai-duoc-cuu-tro",
        }
        assert codes(key, is_check=True) == {"tre-bi-tai-nan-thuong-tich"}


def test_the_commune_itself_is_asked_only_what_it_alone_knows() -> None:
    assert codes(COMMUNE_OF_000) == {
        "tre-khuyet-tat-can-hoc",
        "tre-khuyet-tat-duoc-tiep-can",
        "tre-khuyet-tat-duoi-5-can-hoc",
        "tre-khuyet-tat-duoi-5-duoc-tiep-can",
    }
    assert codes("nd-xa-cong-an") == {"tre-bi-xam-hai"}


def test_a_commune_without_villages_answers_for_all_of_them() -> None:
    direct = codes("lan-gioi")
    assert {"tre-em", "tre-bi-xam-hai", "diem-truong", "xa-phu-hop-tre-em"} <= direct
    assert direct == codes("cao-thuong")
    assert codes("lan-gioi", is_check=True) == set()
    assert codes("ngoc-van") == {
        "tre-khuyet-tat-can-hoc",
        "tre-khuyet-tat-duoc-tiep-can",
        "xa-phu-hop-tre-em",
    }


def test_only_places_with_a_plan_above_them_owe_a_report() -> None:
    for key in ("khe-tre", "thuong-nhat", "nd-xa-tai-chinh-ke-toan", "tan-yen-phong-y-te"):
        assert Unit.objects.filter(key=key).exists()
        # The accountant owed the commune a plan of his own in 2021, and never a figure.
        assert not Report.objects.filter(unit__key=key, round__plan=None).exists()
    communes = Report.objects.filter(round__key="2024-nam", unit__level="commune")
    assert communes.count() == 1 + 22 + 1 + 1


# --- Loading


def test_loading_again_changes_nothing() -> None:
    before = digest()
    said = StringIO()
    call_command("load_demonstration", stdout=said)
    assert said.getvalue() == "Dữ liệu minh họa đã có sẵn.\n"
    assert digest() == before


def test_counts_are_those_of_the_tables(counts: Counts) -> None:
    assert counts == Counts(units=125, people=106, reports=366, figures=6626)
    assert is_loaded()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("xa-vang,tre-em,,,,1,2,", "không có đơn vị “xa-vang”"),
        ("lan-gioi,tre-lon,,,,1,2,", "không có số liệu “tre-lon”"),
        ("lan-gioi,tre-em,,,,1,hai,", "“in_2024” là “hai”"),
        ("lan-gioi,tre-em,,,,-1,2,", "“in_2023” là “-1”"),
        ("lan-gioi,tre-em,,,,,,3.5", "“half_2024” là “3.5”"),
        ("lan-gioi,tre-em,1,2", "có 4 ô, cần 8"),
        ("que-nham,tre-em,,,,3,4,", "trùng với một dòng ở trên"),
    ],
)
def test_a_wrong_figure_is_named(tmp_path, line: str, words: str) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"{FIGURES_HEADER}\nque-nham,tre-em,,,,1,2,\n{line}\n", encoding="utf-8")
    with pytest.raises(BadFile) as refusal:
        read_typed(path)
    assert str(refusal.value).startswith("Tệp figures.csv, dòng 3:")
    assert words in str(refusal.value)


def test_an_empty_cell_of_the_figures_is_not_typed(tmp_path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"{FIGURES_HEADER}\nque-nham,tre-em,,,7,,9,4\n", encoding="utf-8")
    assert read_typed(path) == {
        ("que-nham", "tre-em", Period(2022)): 7,
        ("que-nham", "tre-em", Period(2024)): 9,
        ("que-nham", "tre-em", Period(2024, is_half=True)): 4,
    }


def test_the_story_speaks_of_reports_that_are_there() -> None:
    told: dict[str, set[str]] = {chapter.key: set() for chapter in CHAPTERS}
    for year, days in [*LATE.items(), *SUBMITTED.items()]:
        told[f"{year}-nam"].update(days)
    for round_key, courses in COURSES.items():
        told[round_key].update(courses)
    for key, round_key in (*SLIPS, *REOPENED, *UNDONE_REASONS):
        told[round_key].add(key)
    for key, round_key, item in (*NOT_COLLECTED, *UNREAD, *TEXTS):
        assert Figure.objects.filter(
            report__unit__key=key, report__round__key=round_key, item__code=item
        ).exists(), (key, round_key, item)
    for round_key, keys in told.items():
        assert keys <= set(Report.objects.filter(round__key=round_key).values_list("unit__key", flat=True))


# --- People


def test_every_person_of_the_file_is_posted_and_can_be_found() -> None:
    with (FIXTURES / "demonstration" / "people.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        user = User.objects.get(username=line["username"])
        assert user.full_name == line["full_name"]
        assert Posting.objects.filter(user=user, unit__key=line["unit"], role=line["role"]).exists()
    assert Posting.objects.count() == len(lines)
    assert {posting.role for posting in Posting.objects.as_of(TODAY)} == set(Role.values)


def test_one_password_opens_every_account() -> None:
    hashes = set(User.objects.values_list("password", flat=True))
    assert len(hashes) == 1
    assert User.objects.get(username="thon1.namdong").check_password(PASSWORD)


def test_one_posting_ended_yesterday_and_its_acts_stay_in_the_log() -> None:
    person = User.objects.get(username="vhxh.cu.namdong")
    assert not person.postings.as_of(TODAY).exists()
    assert person.postings.as_of(TODAY - timedelta(days=1)).exists()
    accepted = ReportEvent.objects.filter(by=person, act=Act.ACCEPTED)
    assert accepted.filter(report__round__key="2024-nam").count() == 2


def test_the_administrator_is_posted_on_every_province() -> None:
    posted = Posting.objects.filter(user__username="quantri").values_list("unit__key", flat=True)
    assert set(posted) == {"thua-thien-hue", "bac-giang", "thanh-hoa", "lang-son"}


def test_the_table_of_accounts_fits_a_terminal_and_names_every_role() -> None:
    said = StringIO()
    call_command("demonstration_accounts", stdout=said)
    lines = said.getvalue().splitlines()
    assert max(len(line) for line in lines) <= 100
    assert len(ACCOUNTS) <= 18
    assert f"Mật khẩu của mọi tài khoản: {PASSWORD}" in lines
    for account in ACCOUNTS:
        assert any(line.startswith(account.username) and account.try_this in line for line in lines)
    shown = Posting.objects.filter(user__username__in=[account.username for account in ACCOUNTS])
    assert set(shown.values_list("role", flat=True)) == set(Role.values)


# --- 2023: told to its end


def test_2023_was_accepted_from_bottom_to_top() -> None:
    states = set(Report.objects.filter(round__key="2023-nam").values_list("state", flat=True))
    assert states == {ReportState.ACCEPTED}
    for child, parent in (
        ("nd-xa-thon-4", COMMUNE_OF_000),
        (COMMUNE_OF_000, "nam-dong"),
        ("nam-dong", "thua-thien-hue"),
        ("ngoc-van-truong-thcs", "ngoc-van"),
        ("lien-son", "tan-yen"),
        ("tan-yen", "bac-giang"),
    ):
        assert report(child, 2023).accepted_at < report(parent, 2023).submitted_at


def test_some_of_2023_came_late() -> None:
    def handed_in_on(key: str) -> date:
        return report(key, 2023).first_submitted_at.astimezone(VIET_NAM).date()

    assert handed_in_on("nd-xa-thon-4") == date(2023, 11, 22)
    late = Report.objects.filter(
        round__key="2023-nam",
        unit__level__in=["village", "agency", "commune"],
        first_submitted_at__gte=datetime(2023, 11, 21, tzinfo=VIET_NAM),
    ).exclude(unit__key=COMMUNE_OF_000)
    assert {row.unit.key for row in late} == {"nd-xa-thon-4", "nd-xa-cong-an", "lan-gioi", "lien-son"}
    assert handed_in_on(COMMUNE_OF_000) <= date(2023, 12, 5)


def sum_of_rows(item: str, year: int, *, units: set[str]) -> int:
    """The counted cells of the units, added one by one."""
    figures = Figure.objects.filter(report__round__key=f"{year}-nam", item__code=item, is_check=False)
    return sum(
        figure.value
        for figure in figures.select_related("report__unit")
        if figure.report.unit.key in units and figure.value is not None
    )


@pytest.mark.parametrize(
    "item", ["tre-em", "tre-hoan-canh-dac-biet", "tre-bi-tai-nan-thuong-tich", "diem-truong"]
)
def test_2023_adds_up_from_the_communes_to_the_province(item: str) -> None:
    year = Round.objects.get(key="2023-nam")
    item_id = DataItem.objects.get(code=item).pk
    villages_and_agencies = {key for key in Unit.objects.values_list("key", flat=True) if "ngoc-van-" in key}
    by_commune = {
        key: sum_of_rows(item, 2023, units={key})
        for key in Report.objects.filter(
            round=year, unit__level="commune", unit__key__in=TAN_YEN
        ).values_list("unit__key", flat=True)
    }
    by_commune["ngoc-van"] = sum_of_rows(item, 2023, units=villages_and_agencies)
    assert len(by_commune) == 22
    by_hand = sum(by_commune.values())
    assert by_hand > 0
    for place in ("tan-yen", "bac-giang"):
        unit = Unit.objects.get(key=place)
        assert item_total(official_totals(unit, year), item_id).value == by_hand
        assert item_total(provisional_totals(unit, year), item_id).value == by_hand
        assert item_total(snapshot_of(report(place, 2023)), item_id).value == by_hand
    for key, expected in by_commune.items():
        assert item_total(snapshot_of(report(key, 2023)), item_id).value == expected


TAN_YEN = {
    *("lan-gioi", "nha-nam", "tan-trung", "dai-hoa", "quang-tien", "phuc-son", "an-duong", "phuc-hoa"),
    *("lien-son", "hop-duc", "lam-cot", "cao-xa", "cao-thuong", "viet-ngoc", "song-van", "ngoc-chau"),
    *("ngoc-van", "viet-lap", "lien-chung", "ngoc-thien", "ngoc-ly", "que-nham"),
}


def test_children_of_2023_as_added_with_pencil_and_paper() -> None:
    year, item_id = Round.objects.get(key="2023-nam"), DataItem.objects.get(code="tre-em").pk
    for place, children in (
        ("tan-yen", 45_110),
        ("bac-giang", 45_110),
        ("ngoc-van", 2_200),
        (COMMUNE_OF_000, 810),
        ("nam-dong", 810),
        ("thua-thien-hue", 810),
    ):
        assert item_total(official_totals(Unit.objects.get(key=place), year), item_id).value == children


def test_a_cell_that_could_not_be_collected_shows_in_the_coverage() -> None:
    year, item_id = Round.objects.get(key="2023-nam"), DataItem.objects.get(code="tre-den-8-duoc-tiep-can").pk
    total = item_total(official_totals(Unit.objects.get(key="bac-giang"), year), item_id)
    # 21 communes and the six villages of Ngọc Vân.
    assert (total.asked, total.answered, total.not_collected) == (27, 26, 1)


# --- 2024: every state


def test_every_state_act_and_answer_occurs() -> None:
    this_year = Report.objects.filter(round__key="2024-nam")
    assert set(this_year.values_list("state", flat=True)) == set(ReportState.values)
    being_checked = this_year.filter(checking_since__isnull=False).values_list("unit__key", flat=True)
    assert set(being_checked) == {"nd-xa-thon-5", "cao-xa", "hoang-duc-truong-tieu-hoc", "an-son-thon-3"}
    assert set(ReportEvent.objects.values_list("act", flat=True)) >= {
        *(Act.OPENED, Act.SUBMITTED, Act.RECALLED, Act.CHECK_STARTED, Act.CHECK_RELEASED),
        *(Act.RETURNED, Act.ACCEPTED, Act.ACCEPTANCE_UNDONE),
    }
    assert set(Figure.objects.filter(report__round__key="2024-nam").values_list("state", flat=True)) == set(
        FigureState.values
    )


def test_the_villages_of_000_stand_where_the_visitor_is_told() -> None:
    def stand(number: int) -> tuple[str, int]:
        row = Report.objects.with_progress().get(round__key="2024-nam", unit__key=f"nd-xa-thon-{number}")
        return row.state, row.settled_count

    assert stand(1) == ("draft", 0)
    state, settled = stand(2)
    assert state == "draft"
    assert 0 < settled < 10
    assert stand(3) == ("draft", 10)
    assert stand(4) == stand(5) == ("submitted", 10)
    assert report("nd-xa-thon-5").checking_by.username == "vhxh.namdong"
    assert stand(6) == ("returned", 10)
    assert stand(7) == stand(8) == stand(9) == ("accepted", 10)


def test_the_communes_of_tan_yen_are_on_their_way() -> None:
    rows = Report.objects.filter(round__key="2024-nam", unit__key__in=TAN_YEN - {"ngoc-van"}).with_progress()
    stands = Counter(
        "untouched" if row.state == "draft" and not row.settled_count else row.state for row in rows
    )
    assert stands == {"accepted": 6, "submitted": 6, "returned": 1, "draft": 5, "untouched": 3}
    assert stands.total() == DIRECT_COMMUNES


def test_a_return_has_its_reason_and_a_comment_on_the_cell() -> None:
    returned = ReportEvent.objects.get(report=report("nd-xa-thon-6"), act=Act.RETURNED)
    comment = returned.comments.get()
    assert comment.figure.item.code == "nguoi-5-17"
    assert comment.figure.value == 7
    # The comment quotes last year's figure; it must be the one that stands there.
    assert f"ghi {value('nd-xa-thon-6', 'nguoi-5-17', 2023)} người" in comment.text
    assert report("nd-xa-thon-6").correct_by_on == date(2024, 11, 16)
    assert returned.reason


def test_a_corrected_cell_keeps_both_figures_in_its_log() -> None:
    figure = Figure.objects.get(report=report("nd-xa-thon-8"), item__code="tre-em")
    assert [change.value for change in figure.changes.order_by("version")] == [28, 82]
    assert report("nd-xa-thon-8").submissions == 2


def test_the_commune_of_000_has_804_children_when_thon_1_enters_its_96() -> None:
    year, item_id = Round.objects.get(key="2024-nam"), DataItem.objects.get(code="tre-em").pk
    total = item_total(provisional_totals(Unit.objects.get(key=COMMUNE_OF_000), year), item_id)
    assert total.value + 96 == 804
    assert (total.answered, total.asked) == (8, 9)


def test_the_typed_children_add_up_as_the_reader_of_the_files_is_told() -> None:
    typed = read_typed(FIXTURES / "demonstration" / "figures.csv")
    groups = {"nd-xa-": "000", "hoang-duc-": "002", "an-son-": "001"}
    children: Counter[tuple[str, str]] = Counter()
    for (unit, item, period), number in typed.items():
        if item == "tre-em":
            group = next((group for start, group in groups.items() if unit.startswith(start)), "")
            children[group or ("003" if period.year == 2020 else "004"), period.column] += number
    assert children == {
        ("003", "in_2020"): 291_800,
        ("000", "in_2021"): 822,
        ("000", "in_2022"): 816,
        ("000", "in_2023"): 810,
        ("000", "in_2024"): 804,
        ("004", "in_2021"): 45_670,
        ("004", "in_2022"): 45_390,
        ("004", "in_2023"): 45_110,
        ("004", "in_2024"): 44_830,
        ("002", "in_2021"): 1_277,
        ("002", "in_2022"): 1_270,
        ("002", "in_2023"): 1_260,
        ("002", "in_2024"): 1_250,
        ("001", "in_2023"): 826,
        ("001", "in_2024"): 820,
        ("001", "half_2024"): 824,
    }


def test_villages_and_station_count_injuries_differently() -> None:
    villages = Figure.objects.filter(
        report__round__key="2024-nam", is_check=True, item__code="tre-bi-tai-nan-thuong-tich"
    )
    in_000 = [figure.value or 0 for figure in villages.filter(report__unit__key__startswith="nd-xa-")]
    assert value("nd-xa-tram-y-te", "tre-bi-tai-nan-thuong-tich") == 5
    assert sum(in_000) == 6


# --- What must hold for every row


def test_nothing_happens_on_or_after_the_demonstrations_day() -> None:
    midnight = datetime(2024, 11, 15, tzinfo=VIET_NAM)
    assert not ReportEvent.objects.filter(at__gte=midnight).exists()
    assert not FigureChange.objects.filter(at__gte=midnight).exists()


def test_acts_of_a_report_are_in_the_order_they_were_done() -> None:
    moments: dict[int, list[datetime]] = defaultdict(list)
    for event in ReportEvent.objects.order_by("id"):
        moments[event.report_id].append(event.at)
    for acts in moments.values():
        assert acts == sorted(acts)


def test_whoever_acted_was_posted_there_that_day() -> None:
    for event in ReportEvent.objects.select_related("by").prefetch_related("by__postings"):
        day = event.at.astimezone(VIET_NAM).date()
        assert any(posting.holds_on(day) for posting in event.by.postings.all())


def test_one_school_did_not_enter_itself() -> None:
    """Its figures came by telephone: the coordinator typed them, and the school is told."""
    school = report("nd-xa-truong-thcs")
    changes = FigureChange.objects.filter(origin=Origin.ON_BEHALF).select_related("by", "figure")
    assert {change.figure.report_id for change in changes} == {school.pk}
    assert {change.by.username for change in changes} == {"vhxh.namdong"}
    told = entry_page(school, MORNING).told
    assert told == ["Nguyễn Thị Vân đã nhập thay 4 ô ngày 12/11/2024 (nguồn: điện thoại)."]


def test_warnings_stand_explained_and_unexplained() -> None:
    """What has gone up was explained; among the drafts somebody still has to."""
    waiting = entry_page(report("phuc-son"), MORNING)
    assert [line.code for line in waiting.to_explain]
    sent = entry_page(report("lien-chung"), MORNING)
    assert sent.warnings
    assert not sent.to_explain


def test_every_figure_has_its_log() -> None:
    origins = FigureChange.objects.exclude(origin=Origin.ON_BEHALF).values_list("origin", flat=True)
    assert set(origins) == {Origin.DEMONSTRATION, Origin.PREFILLED}
    logged = Counter(FigureChange.objects.values_list("figure_id", flat=True))
    last = {change.figure_id: change for change in FigureChange.objects.order_by("version")}
    for figure in Figure.objects.all():
        assert figure.version == logged[figure.pk]
        if figure.version:
            change = last[figure.pk]
            assert (figure.state, figure.value, figure.answered) == (
                change.state,
                change.value,
                change.answered,
            )


def test_whatever_was_handed_in_had_nothing_wrong_with_it() -> None:
    handed_in = Report.objects.exclude(state=ReportState.DRAFT)
    assert {row.unit.key: problems_of(row) for row in handed_in if problems_of(row)} == {}


def test_a_number_in_words_waits_to_be_put_right() -> None:
    figure = Figure.objects.get(report=report("nd-xa-thon-2"), state=FigureState.UNREAD)
    assert (figure.item.code, figure.raw, figure.value) == ("nguoi-5-17", "khoảng 70", None)
    assert figure.item_id in {problem.item_id for problem in problems_of(report("nd-xa-thon-2"))}


def test_every_consolidated_report_of_2023_has_one_edition_of_totals() -> None:
    places = Report.objects.filter(round__key="2023-nam", unit__level__in=["province", "district", "commune"])
    assert places.count() == 4 + 4 + 25
    editions = set(Total.objects.filter(report__in=places).values_list("report", "edition"))
    assert editions == {(row.pk, 1) for row in places}


def test_years_differ_and_so_do_places() -> None:
    assert value("cao-xa", "tre-em", 2023) == 2450
    assert value("cao-xa", "tre-em", 2024) == 2440
    yes = Figure.objects.filter(report__round__key="2023-nam", item__code="xa-phu-hop-tre-em", value=1)
    assert 0 < yes.filter(report__unit__key__in=TAN_YEN).count() < 22
