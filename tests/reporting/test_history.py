"""Can a commune type what it knows of its past, and does its first report then show trends?

Commune X has a plan of its own, like the province's. Of 300 children in 2022 and 320 in 2023 there were 30
and 24 in special circumstances (10% and 7,5%), 15 and 18 of them helped (50% and 75%); child marriages were 4
and 2.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Component
from plans.models import Plan
from reporting import actions
from reporting.actions.history import Changed, record_history
from reporting.actions.refusals import Incomplete, NotYours, Refused
from reporting.answers import Answer, Change
from reporting.enums import Act, FigureState, Origin, ReportState, RoundKind
from reporting.incoming.blocks import BlockRefused
from reporting.incoming.old_years import Named, read_years
from reporting.models import Figure, FigureChange, Report, ReportEvent, Round, RoundLock, Total
from reporting.permissions import unit_above
from reporting.summaries.entry import entry_page
from reporting.summaries.form_plan import form_plan
from reporting.summaries.history import history_table
from reporting.summaries.history_years import SAID, asked_of, old_years
from reporting.summaries.rounds import rounds_of
from reporting.summaries.tables import plan_table, rollup_table, totals_of
from reporting.totals import item_total
from tests.world import NOW, TODAY, World, at, build_plan, build_round, whole_year
from units.models import LogEntry

ADDRESS = ["xa-x"]
BLOCK = "\t2022\t2023\ntre-em\t300\t320\n1.1\t30\t24\n1.2\t15\t18\n5\t4\t2\n"


@pytest.fixture
def world(world: World) -> World:
    build_plan(world, "xa-x", "ke-hoach-x")
    return world


def number(value: int) -> Answer:
    return Answer(FigureState.ENTERED, value=value, raw=str(value))


def changes(world: World, unit: str, year: int, **values: int | Answer) -> list[Change]:
    standing = {
        figure.item.code: figure.version
        for figure in Figure.objects.filter(
            report__unit=world.units[unit], report__round__year=year, report__round__kind=RoundKind.YEAR
        ).select_related("item")
    }
    found = []
    for name, said in values.items():
        code = name.replace("_", "-")
        answer = number(said) if isinstance(said, int) else said
        found.append(Change(world.items[code].pk, standing.get(code, 0), answer))
    return found


def record(
    world: World, year: int, unit: str = "xa-x", by: str = "vhxh-x", **values: int | Answer
) -> list[int]:
    wanted = {year: changes(world, unit, year, **values)}
    return record_history(unit=world.units[unit], answers=wanted, by=world.people[by], at=NOW)


def two_years(world: World) -> None:
    record_history(
        unit=world.units["xa-x"],
        answers={
            2022: changes(world, "xa-x", 2022, tre_em=300, hoan_canh=30, duoc_giup=15, tao_hon=4),
            2023: changes(world, "xa-x", 2023, tre_em=320, hoan_canh=24, duoc_giup=18, tao_hon=2),
        },
        by=world.people["vhxh-x"],
        at=NOW,
    )


def old_report(world: World, year: int, unit: str = "xa-x") -> Report:
    return Report.objects.select_related("round", "unit").get(
        unit=world.units[unit], round__year=year, round__kind=RoundKind.YEAR
    )


def texts(client: Client, **typed: str) -> dict[str, str]:
    """A posted table: fields by item and year (tre_em_2023), over an empty one; versions as on the page."""
    page = client.get(reverse("reporting:history", args=ADDRESS)).context["page"]
    posted = {"viec": "ghi"}
    for group in page.groups:
        for row in group.rows:
            for box in row.boxes:
                if box.field:
                    posted[box.field] = box.text
                    posted[f"phien-ban-{row.code}-{box.year}"] = str(box.version)
    for name, text in typed.items():
        code, _, year = name.rpartition("_")
        posted[f"so-{code.replace('_', '-')}-{year}"] = text
    return posted


# --- What a year of the table is


def test_an_old_year_is_a_round_of_the_unit_alone(world: World) -> None:
    assert record(world, 2023, tre_em=320, hoan_canh=24) == [2023]
    report = old_report(world, 2023)
    round_ = report.round
    assert (round_.key, round_.data_from, round_.data_to) == (
        "2023-nam",
        date(2022, 12, 15),
        date(2023, 12, 14),
    )
    assert [opening.unit.key for opening in round_.openings.all()] == ["xa-x"]
    assert [each.unit.key for each in round_.reports.all()] == ["xa-x"]
    assert (report.state, report.submissions, report.area) == (ReportState.ACCEPTED, 1, "rural")
    assert report.submitted_by == report.accepted_by == world.people["vhxh-x"]
    assert unit_above(report) is None


def test_it_asks_what_a_direct_form_of_the_plan_would_ask(world: World) -> None:
    round_ = Round(kind=RoundKind.YEAR, year=2023, data_from=date(2022, 12, 15), data_to=date(2023, 12, 14))
    x = world.units["xa-x"]
    direct = form_plan(round_, x, direct=[x], also=list(Plan.objects.filter(issuer=x)))
    record(world, 2023, tre_em=320)
    cells = old_report(world, 2023).figures.values_list("item_id", flat=True)
    assert sorted(cells) == sorted(cell.item_id for cell in direct.cells[x.pk])
    assert direct.owing == [x.pk]


def test_every_act_leaves_its_row(world: World) -> None:
    record(world, 2023, tre_em=320, hoan_canh=24)
    report = old_report(world, 2023)
    assert [(event.act, event.reason) for event in report.events.order_by("id")] == [
        (Act.OPENED, SAID),
        (Act.EXTENDED, SAID),
        (Act.SUBMITTED, SAID),
        (Act.CHECK_STARTED, ""),
        (Act.ACCEPTED, ""),
    ]
    assert set(FigureChange.objects.filter(figure__report=report).values_list("origin", flat=True)) == {
        Origin.HISTORY
    }
    # 9 items: two typed, seven of which nothing is known.
    assert FigureChange.objects.filter(figure__report=report).count() == 9
    row = LogEntry.objects.get(act="mở năm cũ")
    assert (row.unit, row.subject, row.reason) == (world.units["xa-x"], "Năm 2023", SAID)


def test_what_nobody_knows_stays_without_a_figure(world: World) -> None:
    record(world, 2023, tre_em=320, hoan_canh=24)
    rest = old_report(world, 2023).figures.exclude(item__code__in=["tre-em", "hoan-canh"])
    assert {(row.state, row.value, row.reason) for row in rest} == {
        (FigureState.NOT_COLLECTED, None, "Không có số liệu năm này")
    }
    table = rollup_table(
        unit=world.units["xa-x"], round_=old_report(world, 2023).round, official=True, now=NOW
    )
    results = {row.label: row.result.text for row in table.rows}
    assert (results["1.1"], results["1.2"]) == ("7,5%", "—")


def test_a_plan_is_not_asked_by_its_history(world: World) -> None:
    Plan.objects.filter(issuer=world.units["xa-x"]).update(asked_at=None)
    record(world, 2023, tre_em=320)
    assert Plan.objects.get(issuer=world.units["xa-x"]).asked_at is None


def test_a_later_word_is_a_second_edition(world: World) -> None:
    record(world, 2023, tre_em=320, hoan_canh=24)
    assert record(world, 2023, hoan_canh=32) == [2023]
    report = old_report(world, 2023)
    assert (report.state, report.submissions) == (ReportState.ACCEPTED, 2)
    sums = Total.objects.filter(report=report, item=world.items["hoan-canh"]).order_by("edition")
    assert list(sums.values_list("edition", "value")) == [(1, 24), (2, 32)]
    undone = ReportEvent.objects.get(report=report, act=Act.ACCEPTANCE_UNDONE)
    assert undone.reason == SAID
    assert [row.value for row in report.figures.get(item__code="hoan-canh").changes.order_by("id")] == [
        24,
        32,
    ]


def test_the_same_again_is_nothing(world: World) -> None:
    record(world, 2023, tre_em=320)
    events = ReportEvent.objects.count()
    assert record(world, 2023, tre_em=320) == []
    assert ReportEvent.objects.count() == events
    # Leaving empty what nobody typed opens no year.
    unknown = Answer(FigureState.NOT_COLLECTED, reason="Không có số liệu năm này")
    assert record(world, 2022, tre_em=unknown) == []
    assert not Round.objects.filter(year=2022).exists()


# --- What is refused


def test_all_years_or_none(world: World) -> None:
    answers = {
        2022: changes(world, "xa-x", 2022, tre_em=300),
        2023: changes(world, "xa-x", 2023, tre_em=10, hoan_canh=24),
    }
    with pytest.raises(Incomplete) as refused:
        record_history(unit=world.units["xa-x"], answers=answers, by=world.people["vhxh-x"], at=NOW)
    assert [problem.code for problem in refused.value.problems] == ["E3"]
    assert not Round.objects.filter(year__in=[2022, 2023]).exists()


@pytest.mark.parametrize(
    "person", ["vhxh-y", "huyen-a", "tinh", "quan-tri", "lanh-dao-x", "vhxh-cu", "truong-thon-1"]
)
def test_only_the_place_itself(world: World, person: str) -> None:
    with pytest.raises(NotYours, match="của chính đơn vị ghi"):
        record(world, 2023, by=person, tre_em=320)


def test_neighbours_keep_apart(world: World) -> None:
    build_plan(world, "xa-y", "ke-hoach-y")
    with pytest.raises(NotYours):
        record(world, 2023, unit="xa-y", by="vhxh-x", tre_em=200)
    record(world, 2023, tre_em=320)
    record(world, 2023, unit="xa-y", by="vhxh-y", tre_em=200)
    assert Round.objects.get(year=2023).openings.count() == 2
    assert old_report(world, 2023, "xa-y").figures.get(item__code="tre-em").value == 200
    assert old_report(world, 2023).figures.get(item__code="tre-em").value == 320


def test_a_year_that_was_reported_is_only_read(world: World) -> None:
    build_round(world, 2023)
    with pytest.raises(Refused, match="Năm 2023 đã có báo cáo"):
        record(world, 2023, tre_em=320)


def test_a_year_that_is_answered_above_is_refused(world: World) -> None:
    """The district types 2023 for everything below it: its communes were not asked."""
    build_plan(world, "huyen-a", "ke-hoach-a")
    record(world, 2023, unit="huyen-a", by="huyen-a", tre_em=900)
    with pytest.raises(Refused, match="do huyện An mở kỳ"):
        record(world, 2023, tre_em=320)


def test_a_place_does_not_count_twice_what_is_below_it(world: World) -> None:
    build_plan(world, "huyen-a", "ke-hoach-a")
    record(world, 2023, tre_em=320)
    with pytest.raises(Refused, match="đã có số của nơi bên dưới"):
        record(world, 2023, unit="huyen-a", by="huyen-a", tre_em=900)


def test_years_beyond_the_table_are_refused(world: World) -> None:
    for year in (2018, 2024):
        with pytest.raises(Refused, match=f"không nhận năm {year}"):
            record(world, year, tre_em=320)


def test_a_locked_year_stands_still(world: World) -> None:
    record(world, 2023, tre_em=320)
    RoundLock.objects.create(
        round=old_report(world, 2023).round,
        unit=world.units["huyen-a"],
        reason="đã quyết toán",
        locked_by=world.people["huyen-a"],
        locked_at=NOW,
    )
    with pytest.raises(Refused, match="đã chốt"):
        record(world, 2023, tre_em=330)
    assert old_report(world, 2023).submissions == 1


def test_nobody_overwrites_what_they_have_not_seen(world: World) -> None:
    seen = changes(world, "xa-x", 2023, tre_em=311)
    record(world, 2023, tre_em=320)
    with pytest.raises(Changed) as refused:
        record_history(
            unit=world.units["xa-x"], answers={2023: seen}, by=world.people["vhxh-x"], at=at(15, 10)
        )
    assert list(refused.value.conflicts) == [(world.items["tre-em"].pk, 2023)]
    assert old_report(world, 2023).figures.get(item__code="tre-em").value == 320


# --- What it is for


def test_the_first_report_shows_last_year(world: World) -> None:
    two_years(world)
    page = entry_page(world.report("xa-x"), NOW, with_year_before=True)
    row = next(row for group in page.groups for row in group.rows if row.label == "5")
    assert (row.numerator.last_year, row.numerator.year_before) == ("2", "4")
    assert page.last_label == "ước thực hiện"


def test_the_annual_table_shows_trends(world: World) -> None:
    two_years(world)
    whole_year(world)
    plan = Plan.objects.get(key="ke-hoach-x")
    table = plan_table(plan=plan, round_=world.rounds[2024], official=True, now=NOW)
    row = {row.label: row for row in table.rows}
    # 2024: 20 of 300 children, 16 of 20 helped; 2023: 24 of 320, 18 of 24.
    assert (row["1.1"].last_year.text, row["1.1"].result.text) == ("7,5%", "6,7%")
    assert (row["1.2"].last_year.text, row["1.2"].result.text) == ("75,0%", "80,0%")
    # 2 child marriages after 2: no fall; in 2023 the table itself shows 4 → 2, half as many.
    assert row["5"].result.text == "0%"
    before = plan_table(plan=plan, round_=old_report(world, 2023).round, official=True, now=NOW)
    assert {row.label: row.result.text for row in before.rows}["5"] == "50,0%"


def test_a_year_before_that_comes_later_is_looked_back_on(world: World) -> None:
    record(world, 2023, tao_hon=2)
    record(world, 2022, tao_hon=4)
    report = old_report(world, 2023)
    assert report.submissions == 2
    total = item_total(totals_of(world.units["xa-x"], report.round, official=True), world.items["tao-hon"].pk)
    assert (total.matched_units, total.matched_value, total.matched_previous) == (1, 2, 4)


def test_nothing_of_it_reaches_the_places_above(world: World) -> None:
    """The district was not asked in 2023, so it has no last year, and its sums of 2024 stay as they were."""
    whole_year(world)
    before = rollup_table(unit=world.units["huyen-a"], round_=world.rounds[2024], official=True, now=NOW)
    two_years(world)
    after = rollup_table(unit=world.units["huyen-a"], round_=world.rounds[2024], official=True, now=NOW)
    assert [(row.result.text, row.last_year.text) for row in after.rows] == [
        (row.result.text, row.last_year.text) for row in before.rows
    ]
    assert {row.last_year.text for row in after.rows} == {"—"}


def test_a_district_that_opens_the_year_later_takes_it_over(world: World) -> None:
    record(world, 2023, tre_em=320)
    round_ = Round.objects.get(year=2023)
    actions.open_round(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=NOW)
    report = old_report(world, 2023)
    assert unit_above(report) == world.units["huyen-a"].pk
    assert report.figures.get(item__code="tre-em").value == 320
    with pytest.raises(Refused, match="mở kỳ; số của năm này"):
        record(world, 2023, tre_em=330)


# --- Which figures and years


def test_each_figure_stands_once_and_base_figures_first(world: World) -> None:
    asked = asked_of(world.units["xa-x"])
    assert [(heading, [line.item.code for line in lines]) for heading, lines in asked.groups][:2] == [
        ("Số liệu nền", ["tre-em"]),
        ("Chỉ tiêu 1. Chỉ tiêu 1", ["hoan-canh", "duoc-giup"]),
    ]
    codes = [line.item.code for line in asked.lines]
    assert len(codes) == len(set(codes)) == 9


def test_what_the_place_cannot_know_or_add_is_left_out(world: World) -> None:
    world.items["beo-phi"].source = "district"
    world.items["beo-phi"].save()
    world.items["can-do"].kind = "text"
    world.items["can-do"].save()
    asked = asked_of(world.units["xa-x"])
    assert "beo-phi" not in {line.item.code for line in asked.lines}
    assert asked.left_out == [world.items["can-do"].short_name]


def test_a_component_that_an_amendment_dropped_is_not_asked(world: World) -> None:
    Component.objects.filter(indicator__plan__key="ke-hoach-x", label="5").update(last_year=2023)
    assert "tao-hon" not in {line.item.code for line in asked_of(world.units["xa-x"]).lines}


def test_which_years(world: World) -> None:
    asked = asked_of(world.units["xa-x"])
    assert old_years(asked, TODAY) == [2021, 2022, 2023]
    assert old_years(asked, TODAY, 5) == [2019, 2020, 2021, 2022, 2023]
    Plan.objects.filter(key="ke-hoach-x").update(first_year=2025)
    # 2024 is not over: its data year closes on 14/12.
    assert old_years(asked_of(world.units["xa-x"]), TODAY) == [2021, 2022, 2023]
    assert old_years(asked_of(world.units["xa-x"]), date(2024, 12, 14)) == [2021, 2022, 2023]
    assert old_years(asked_of(world.units["xa-x"]), date(2024, 12, 15)) == [2022, 2023, 2024]


# --- A pasted block

FIGURES = [
    Named("tre-em", ("Tổng số trẻ em",)),
    Named("hoan-canh", ("Trẻ em có hoàn cảnh đặc biệt",), ("1.1",)),
    Named("phu", ("Phụ",), ("1.1",)),
    Named("hai", ("Hai",), ("2",)),
]


def placed(block: str) -> list[tuple[str, int, str]]:
    return [(value.code, value.year, value.text) for value in read_years(block, FIGURES, [2022, 2023])[0]]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        # Years on top, in any order, names with or without diacritics.
        ("\tNăm 2023\tNăm 2022\ntong so tre em\t5\t4", [("tre-em", 2023, "5"), ("tre-em", 2022, "4")]),
        # A column of numbers before the names, and a heading between.
        (
            "TT\tChỉ tiêu\t2022\t2023\nI\tMục tiêu\t\t\n1\tTổng số trẻ em\t4\t5",
            [("tre-em", 2022, "4"), ("tre-em", 2023, "5")],
        ),
        # No years on top: the last columns are the table's.
        ("tre-em\t4\t5", [("tre-em", 2022, "4"), ("tre-em", 2023, "5")]),
        # A line's code twice: numerator, then denominator; Excel writes 3.1 as 3,1.
        (
            "1,1\t1\t2\n1.1\t3\t",
            [("hoan-canh", 2022, "1"), ("hoan-canh", 2023, "2"), ("phu", 2022, "3")],
        ),
        # The code of a line alone, though it is only a number.
        ("Chỉ tiêu 2\t4\t5", [("hai", 2022, "4"), ("hai", 2023, "5")]),
        # A heading with the same code has no figures of its own.
        (
            "1.1\tMục\t\t\n1.1\ta\t1\t2\n1.1\tb\t3\t4\n\n",
            [("hoan-canh", 2022, "1"), ("hoan-canh", 2023, "2"), ("phu", 2022, "3"), ("phu", 2023, "4")],
        ),
        # The numerator of which nothing is known keeps its place.
        ("1.1\t\t\n1.1\t3\t4", [("phu", 2022, "3"), ("phu", 2023, "4")]),
        # An empty line is a figure that nobody knows.
        (
            "4\t5\n\t\n3\t6\n\t\n",
            [("tre-em", 2022, "4"), ("tre-em", 2023, "5"), ("phu", 2022, "3"), ("phu", 2023, "6")],
        ),
        # The table's own shape; an empty cell is not there.
        (
            "4\t5\n\t2\n3\t\n\t",
            [("tre-em", 2022, "4"), ("tre-em", 2023, "5"), ("hoan-canh", 2023, "2"), ("phu", 2022, "3")],
        ),
    ],
)
def test_where_a_value_goes(block: str, expected: list[tuple[str, int, str]]) -> None:
    assert placed(block) == expected


@pytest.mark.parametrize(
    ("block", "why", "said"),
    [
        ("\t2019\t2022\ntre-em\t3\t4", "Bảng này không có năm 2019.", 2),
        ("\t\t2022\t2023\n2\tTên lạ\t3\t4", "Bảng này không có “2 Tên lạ”.", 2),
        ("\t2022\t2023\nlợn\t3\t4", "Bảng này không có “lợn”.", 2),
        (
            "1.1\t3\t4",
            "Mã 1.1 có 2 số liệu, không rõ dòng nào là số nào. Ghi tên ở cột đầu.",
            2,
        ),
        ("tre-em\t4\t5\ntre-em\t6\t", "Năm 2022 của dòng này có nhiều giá trị. Chỉ để một.", 3),
    ],
)
def test_what_has_no_place_is_said(block: str, why: str, said: int) -> None:
    values, left = read_years(block, FIGURES, [2022, 2023])
    assert why in {each.why for each in left}
    assert len(values) + len(left) == said


@pytest.mark.parametrize("block", ["", "\t\n", "1\t2\t3", "tre-em\t4", "1\n2\n3"])
def test_a_block_without_a_place_is_refused(block: str) -> None:
    with pytest.raises(BlockRefused):
        read_years(block, FIGURES, [2022, 2023])


# --- The page


def test_typing_saves_and_shows_the_rates(world: World, sign_in: Callable[[World, str], Client]) -> None:
    client = sign_in(world, "vhxh-x")
    posted = texts(client, tre_em_2023="1.320", hoan_canh_2023="33/1320", duoc_giup_2023="không phát sinh")
    assert client.post(reverse("reporting:history", args=ADDRESS), posted).status_code == 302
    page = client.get(reverse("reporting:history", args=ADDRESS)).context["page"]
    line = next(line for line in page.results if line.label == "1.1")
    assert [box.text for box in line.texts] == ["", "", "33/1.320 = 2,5%"]
    row = next(row for group in page.groups for row in group.rows if row.code == "duoc-giup")
    assert [box.text for box in row.boxes] == ["", "", "Không phát sinh"]
    # Emptied again: nothing is known of it.
    client.post(
        reverse("reporting:history", args=ADDRESS), texts(client, hoan_canh_2023="", duoc_giup_2023="")
    )
    assert old_report(world, 2023).figures.get(item__code="hoan-canh").state == FigureState.NOT_COLLECTED


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"hoan_canh_2023": "12,5"}, "Số trẻ em có hoàn cảnh đặc biệt năm 2023"),
        ({"tre_em_2023": "10", "hoan_canh_2023": "24"}, "không được lớn hơn"),
        ({"tre_em_2023": "0"}, "ghi “Không phát sinh”"),
        ({"tre_em_2023": "400", "hoan_canh_2023": "12/500"}, "ở tử số lại ghi trên 500"),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_nothing_is_written(
    world: World, sign_in: Callable[[World, str], Client], typed: dict[str, str], message: str
) -> None:
    client = sign_in(world, "vhxh-x")
    answer = client.post(reverse("reporting:history", args=ADDRESS), texts(client, **typed))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Round.objects.filter(year=2023).exists()


def test_a_pasted_block_is_looked_at_then_written(
    world: World, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(world, "vhxh-x")
    address = reverse("reporting:history", args=ADDRESS)
    shown = client.post(address, {"viec": "xem", "khoi": BLOCK + "7.7\t1\t2\n"})
    assert not Round.objects.filter(year=2023).exists()
    assert [(line.year, line.name, line.before, line.after) for line in shown.context["lines"]][:2] == [
        (2022, "Số tổng số trẻ em", "—", "300"),
        (2023, "Số tổng số trẻ em", "—", "320"),
    ]
    assert shown.context["unread"] == 2
    mark = shown.context["mark"]
    # What was pasted travels along in the page, and is read again.
    assert "tre-em\t300\t320" in shown.content.decode()
    # Somebody else writes in between: nothing is written unseen.
    record(world, 2023, tre_em=320)
    again = client.post(address, {"viec": "nhan", "khoi": BLOCK, "da-xem": mark})
    assert again.status_code == 200
    assert len(again.context["lines"]) == 7
    done = client.post(address, {"viec": "nhan", "khoi": BLOCK, "da-xem": again.context["mark"]})
    assert done.status_code == 302
    assert old_report(world, 2022).figures.get(item__code="hoan-canh").value == 30
    assert old_report(world, 2023).submissions == 2


def test_two_people_see_each_other(world: World, sign_in: Callable[[World, str], Client]) -> None:
    client = sign_in(world, "vhxh-x")
    posted = texts(client, tre_em_2023="311", hoan_canh_2022="5", tre_em_2022="50")
    record(world, 2023, tre_em=320, hoan_canh=24)
    answer = client.post(reverse("reporting:history", args=ADDRESS), posted)
    assert answer.status_code == 409
    page = answer.context["page"]
    assert "vừa ghi 320" in page.errors[0].message
    boxes = {
        (row.code, box.year): box.text for group in page.groups for row in group.rows for box in row.boxes
    }
    assert boxes["tre-em", 2023] == "311"  # mine, to look at again
    assert boxes["hoan-canh", 2023] == "24"  # theirs, which this person never touched
    assert boxes["hoan-canh", 2022] == "5"
    assert not Round.objects.filter(year=2022).exists()


def test_a_year_with_a_report_is_read_only(world: World, sign_in: Callable[[World, str], Client]) -> None:
    build_round(world, 2023)
    world.enter("xa-x", "vhxh-x", 2023, at(15, year=2023), tao_hon=7)
    client = sign_in(world, "vhxh-x")
    page = client.get(reverse("reporting:history", args=ADDRESS)).context["page"]
    row = next(row for group in page.groups for row in group.rows if row.code == "tao-hon")
    assert [(box.text, bool(box.field)) for box in row.boxes] == [("", True), ("", True), ("7", False)]
    posted = texts(client) | {"so-tao-hon-2023": "9", "phien-ban-tao-hon-2023": "1"}
    client.post(reverse("reporting:history", args=ADDRESS), posted)
    assert world.figure("xa-x", "tao-hon", 2023).value == 7
    pasted = client.post(reverse("reporting:history", args=ADDRESS), {"viec": "xem", "khoi": BLOCK})
    assert pasted.context["closed"] == ["Năm 2023 đã có báo cáo, ở đây chỉ xem. Bỏ 4 số."]
    assert {line.year for line in pasted.context["lines"]} == {2022}


def test_a_place_without_a_plan_is_told_so(world: World, sign_in: Callable[[World, str], Client]) -> None:
    client = sign_in(world, "vhxh-y")
    said = client.get(reverse("reporting:history", args=["xa-y"])).content.decode()
    assert "Chưa có kế hoạch đang áp dụng" in said


def test_as_many_queries_for_more_figures(
    world: World, sign_in: Callable[[World, str], Client], django_assert_num_queries: Callable[..., object]
) -> None:
    two_years(world)
    table = history_table(world.units["xa-x"], TODAY, 3)
    assert len(table.asked.lines) == 9
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as many:
        history_table(world.units["xa-x"], TODAY, 3)
    Component.objects.filter(indicator__plan__key="ke-hoach-x").exclude(label="1.1").update(last_year=2020)
    with CaptureQueriesContext(connection) as few:
        assert len(history_table(world.units["xa-x"], TODAY, 3).asked.lines) == 2
    assert len(many) == len(few)


def test_the_report_of_an_old_year_is_not_late(world: World, sign_in: Callable[[World, str], Client]) -> None:
    record(world, 2023, tre_em=320)
    page = entry_page(old_report(world, 2023), NOW)
    assert "muộn" not in page.due_sentence.lower()


def test_the_list_of_rounds_calls_it_old(world: World) -> None:
    record(world, 2023, tre_em=320)
    for person in ("vhxh-x", "huyen-a"):
        place = rounds_of(world.people[person], TODAY)[0]
        assert {line.name: line.state.text for line in place.lines} == {
            "Năm 2024": "Đang mở",
            "Năm 2023": "Số liệu cũ",
        }
        assert place.keeps_history
    actions.open_round(
        round_=Round.objects.get(year=2023), unit=world.units["tinh"], by=world.people["tinh"], at=NOW
    )
    place = rounds_of(world.people["huyen-a"], TODAY)[0]
    assert {line.state.text for line in place.lines} == {"Đang mở"}


def test_neighbours_and_those_above_get_nothing_from_the_page(
    world: World, sign_in: Callable[[World, str], Client]
) -> None:
    posted = texts(sign_in(world, "vhxh-x"), tre_em_2023="320")
    pasted = {"viec": "nhan", "khoi": BLOCK, "da-xem": "x"}
    address = reverse("reporting:history", args=ADDRESS)
    for person, status in (("vhxh-y", 404), ("huyen-b", 404), ("huyen-a", 403), ("quan-tri", 403)):
        client = sign_in(world, person)
        assert [client.post(address, said).status_code for said in (posted, pasted)] == [status] * 2
    assert not Round.objects.filter(year=2023).exists()


def test_nobody_asks_why_an_old_year_was_as_it_was(world: World) -> None:
    """Twice as many children in a year would be asked about in any other report."""
    record(world, 2022, tre_em=300)
    record(world, 2023, tre_em=600)
    assert entry_page(old_report(world, 2023), NOW).warnings == []
