"""What waits for each role, and in which words."""

from __future__ import annotations

from datetime import date

import pytest

from plans.enums import DutyKind
from reporting import actions
from reporting.enums import CommentKind, RoundKind
from reporting.models import Round
from reporting.summaries.due import DueBook
from reporting.summaries.entry import entry_page
from reporting.summaries.home import home_page
from reporting.summaries.lists import own_lines
from tests.world import NOW, World, at, build_plan, build_round, fill_places, fill_villages, send_up
from units.enums import Level, Role
from units.models import Placement


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (at(13), "Còn 7 ngày"),
        (at(12), "Còn 8 ngày"),
        (at(20, 10), "Hạn hôm nay"),
        (at(21, 0), "Quá hạn 1 ngày"),
        (at(22), "Quá hạn 2 ngày"),
    ],
)
def test_days_left_in_words(world: World, when, words: str) -> None:
    (line,) = own_lines(world.people["truong-thon-1"], when)
    assert line.due.text == words
    assert "20/11/2024" in line.due_sentence


def test_entered_is_never_called_done(world: World) -> None:
    (line,) = own_lines(world.people["truong-thon-1"], NOW)
    assert (line.state.text, line.action) == ("Chưa nhập", "Nhập số liệu")
    world.enter("thon-1", "truong-thon-1", tre_em=100, hoan_canh=1)
    (line,) = own_lines(world.people["truong-thon-1"], NOW)
    assert line.state.text == "Đang nhập 2/5 ô"
    world.enter("thon-1", "truong-thon-1", duoc_giup=1, bi_thuong=0, san_choi=(1, 1))
    (line,) = own_lines(world.people["truong-thon-1"], NOW)
    assert (line.state.text, line.state.is_filled, line.action) == (
        "Đã nhập đủ – chưa nộp",
        True,
        "Kiểm tra và nộp",
    )


def test_a_returned_report_comes_first_with_its_reason(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    actions.send_back(
        report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="Đếm lại số trẻ"
    )
    page = home_page(world.people["truong-thon-1"], NOW)
    (line,) = page.to_do
    assert (line.state.text, line.quote) == ("Bị trả lại", "Đếm lại số trẻ")
    assert line.due_sentence == "Hạn sửa: hết ngày Thứ Hai 18/11/2024"


def test_a_return_without_a_reason_quotes_its_first_comment(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.send_back(
        report=world.report("thon-1"),
        by=world.people["vhxh-x"],
        at=NOW,
        comments={
            world.figure("thon-1", "tre-em").pk: actions.Comment("đã xem", CommentKind.NOTE),
            world.figure("thon-1", "duoc-giup").pk: actions.Comment("có đúng không?", CommentKind.ASK),
            world.figure("thon-1", "hoan-canh").pk: actions.Comment("đếm lại"),
        },
    )
    (line,) = home_page(world.people["truong-thon-1"], NOW).to_do
    item = world.figure("thon-1", "hoan-canh").item
    assert line.quote == f"{item.short_name}: đếm lại"


def test_a_returned_report_opens_at_the_commented_cell(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    actions.send_back(
        report=world.report("thon-1"),
        by=world.people["vhxh-x"],
        at=NOW,
        reason="xem hai ô",
        comments={
            world.figure("thon-1", "duoc-giup").pk: actions.Comment("có đúng không?"),
            world.figure("thon-1", "hoan-canh").pk: actions.Comment("đếm lại"),
        },
    )
    (line,) = home_page(world.people["truong-thon-1"], NOW).to_do
    assert line.to_cell == "#so-hoan-canh"
    world.enter("thon-1", "truong-thon-1", hoan_canh=9, duoc_giup=8)
    world.hand_in("thon-1", "truong-thon-1")
    (line,) = own_lines(world.people["truong-thon-1"], NOW)
    assert (line.quote, line.to_cell) == ("", "")


def test_the_desk_of_a_coordinator(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1")
    world.hand_in("tram", "y-te")
    page = home_page(world.people["vhxh-x"], NOW)
    (found,) = page.desks
    assert [line.unit_key for line in found.waiting] == ["tram"]
    assert sorted(line.unit_key for line in found.missing) == ["cong-an", "thon-2", "thon-3"]
    assert [line.unit_key for line in found.accepted] == ["thon-1"]
    assert found.sentence == "Còn 20 ngày đến hạn nộp huyện (05/12). 2/5 phiếu đã nộp, 1 đã duyệt."
    assert found.own is not None
    assert found.own.due_sentence.endswith("05/12/2024")
    assert page.to_do == []


def test_overdue_is_counted_from_dates_alone(world: World) -> None:
    (found,) = home_page(world.people["vhxh-x"], at(22)).desks
    assert found.tally.overdue == 3  # the villages; no plan names a day for the station and the police
    assert found.sentence == (
        "Còn 13 ngày đến hạn nộp huyện (05/12). 0/5 phiếu đã nộp, 0 đã duyệt, 3 quá hạn."
    )
    station = next(line for line in found.missing if line.unit_key == "tram")
    assert (station.due.text, station.due.code) == ("Chưa ấn định hạn", "no_day")


def test_a_late_report_keeps_its_fact(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(22))
    (line,) = own_lines(world.people["truong-thon-1"], at(30))
    assert line.due.text == "Nộp muộn 2 ngày"


def test_who_held_a_post_yesterday_sees_nothing_today(world: World) -> None:
    page = home_page(world.people["vhxh-cu"], NOW)
    assert page.is_empty
    assert page.role_note.startswith("Bạn chưa có phân công")
    yesterday = home_page(world.people["vhxh-cu"], at(14))
    assert len(yesterday.desks) == 1


def test_a_leader_finds_the_place_and_quan_tri_no_figures(world: World) -> None:
    assert [place.unit_key for place in home_page(world.people["lanh-dao-x"], NOW).places] == ["xa-x"]
    admin = home_page(world.people["quan-tri"], NOW)
    assert (admin.to_do, admin.desks, admin.places) == ([], [], [])
    assert "không xem số liệu" in admin.role_note


def test_one_officer_with_two_days_is_warned_by_the_first(world: World) -> None:
    from plans.enums import DutyKind
    from plans.models import Deadline

    Deadline.objects.create(
        plan=world.plan,
        position=3,
        duty=DutyKind.YEAR,
        reporter_level="commune",
        day=30,
        month=11,
        words="trước ngày 30/11",
    )
    (due,) = DueBook.of(world.rounds[2024]).for_unit("commune", "", [world.units["tinh"].pk], 0)
    assert (due.warns_on, due.decides_on) == (date(2024, 11, 30), date(2024, 12, 5))


@pytest.mark.parametrize(("year", "last"), [(2024, date(2024, 2, 29)), (2023, date(2023, 2, 28))])
def test_a_day_that_only_leap_years_have_is_the_last_of_its_month(
    world: World, year: int, last: date
) -> None:
    from plans.models import Deadline

    Deadline.objects.filter(reporter_level="village").update(day=29, month=2)
    book = DueBook.of(build_round(world, year) if year != 2024 else world.rounds[year])
    (due,) = book.for_unit("village", "", [world.units["tinh"].pk], 0)
    assert due.decides_on == last


def test_a_round_that_another_province_opens_hides_nobodys_desk(world: World) -> None:
    """Six months of 2025 are asked next door, while the year 2024 is still being collected here."""
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.person("tinh-khac", "tinh-khac", Role.PROVINCE_OFFICER)
    plan = build_plan(world, issuer="tinh-khac", key="ke-hoach-khac")
    plan.deadlines.create(
        position=9, duty=DutyKind.SIX_MONTHS, reporter_level=Level.COMMUNE, words="báo cáo 6 tháng"
    )
    world.unit("xa-khac", Level.COMMUNE, "tinh-khac", name="Khác", kind="xã")
    round_ = Round.objects.create(
        key="2025-6-thang",
        kind=RoundKind.SIX_MONTHS,
        year=2025,
        data_from=date(2024, 12, 15),
        data_to=date(2025, 6, 14),
    )
    opened = actions.open_round(
        round_=round_, unit=world.units["tinh-khac"], by=world.people["tinh-khac"], at=NOW
    )
    assert (plan.issuer.key, opened) == ("tinh-khac", 2)
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    (found,) = home_page(world.people["vhxh-x"], NOW).desks
    assert (found.round_key, [line.unit_key for line in found.waiting]) == ("2024-nam", ["thon-1"])
    (place,) = home_page(world.people["lanh-dao-x"], NOW).places
    assert place.round_key == "2024-nam"
    (next_door,) = home_page(world.people["tinh-khac"], NOW).desks
    assert next_door.round_key == "2025-6-thang"


def test_an_old_report_shows_where_its_unit_belonged_then(world: World) -> None:
    """Village 1 was called Xóm Cũ and belonged to Y until the last day of 2023."""
    now = Placement.objects.get(unit=world.units["thon-1"])
    now.starts_on = date(2024, 1, 1)
    now.save()
    Placement.objects.create(
        unit=world.units["thon-1"], parent=world.units["xa-y"], name="Xóm Cũ", ends_on=date(2023, 12, 31)
    )
    build_round(world, 2023)
    lines = own_lines(world.people["truong-thon-1"], NOW)
    assert {line.round_key: line.unit_name for line in lines} == {
        "2024-nam": "Thôn 1",
        "2023-nam": "Xóm Cũ",
    }


def test_what_is_done_stands_newest_first(world: World) -> None:
    fill_villages(world)
    for year in (2022, 2023):
        build_round(world, year)
        figures = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}
        world.enter("thon-1", "truong-thon-1", year, at(15, year=year), **figures)
        send_up(world, "thon-1", year=year)
    lines = own_lines(world.people["truong-thon-1"], NOW)
    assert [line.round_key for line in lines] == ["2024-nam", "2023-nam", "2022-nam"]


class TestEntryPage:
    def test_the_page_of_a_village(self, world: World) -> None:
        world.enter("thon-1", "truong-thon-1", tre_em=100, hoan_canh=10)
        page = entry_page(world.report("thon-1"), NOW)
        assert (page.unit_name, page.long_name) == ("Thôn 1", "Thôn 1, xã Xuân, huyện An")
        assert [cell.code for cell in page.base_cells] == ["tre-em"]
        rows = {row.label: row for group in page.groups for row in group.rows}
        assert sorted(rows) == ["1.1", "1.2", "2", "4"]
        assert (rows["1.1"].result.text, rows["1.1"].denominator_text) == ("10,0%", "100")
        # The province's target is a reference for a village, without a verdict.
        assert rows["1.1"].target_is_reference
        assert rows["1.1"].verdict.chip is None
        assert rows["2"].numerator.is_check
        assert (page.settled, page.asked) == (2, 5)

    def test_the_only_station_of_a_place_is_judged_by_the_places_plan(self, world: World) -> None:
        build = world.items["can-do"]
        build.source = "health_station"
        build.save()
        page = entry_page(world.report("tram"), NOW)
        row = page.groups[0].rows[0]
        # The whole is given by the villages, so the station's own form cannot judge.
        assert row.verdict.chip is None
        assert row.denominator_text != ""

    def test_every_cell_asked_is_on_the_page_once(self, world: World) -> None:
        for unit in ("thon-1", "tram", "cong-an", "xa-x", "xa-y", "thi-tran-z"):
            page = entry_page(world.report(unit), NOW)
            codes = [cell.code for cell in page.cells]
            asked = world.report(unit).figures.values_list("item__code", flat=True)
            assert sorted(codes) == sorted(asked), unit

    def test_a_town_gets_the_urban_component(self, world: World) -> None:
        labels = {
            unit: [row.label for group in entry_page(world.report(unit), NOW).groups for row in group.rows]
            for unit in ("xa-x", "thi-tran-z")
        }
        assert "6.1" in labels["xa-x"]
        assert "6.2" not in labels["xa-x"]
        assert "6.2" in labels["thi-tran-z"]
        assert "6.1" not in labels["thi-tran-z"]

    def test_last_year_stands_in_the_row(self, world: World) -> None:
        from tests.world import fill_2023

        fill_2023(world)
        page = entry_page(world.report("xa-x"), NOW)
        rows = {row.label: row for group in page.groups for row in group.rows}
        assert rows["5"].numerator.last_year == "4"
        assert rows["6.1"].numerator.last_year == "—"
