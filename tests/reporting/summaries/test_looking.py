"""What does a reviewer look at first? Worked out by hand on village 1, the station and commune X.

2023, accepted, of village 1: 100 children, 10 in special circumstances, 9 of them helped, 1 injured (a
check), and a playground.
"""

from __future__ import annotations

from datetime import date

import pytest

from reporting import actions, standing_in
from reporting.enums import ExplainedBy, FigureState, ReportState, RoundKind, StandInSource
from reporting.explaining import Given, explain
from reporting.models import Explanation, Report, Round
from reporting.summaries.entry import entry_page
from reporting.summaries.looking import LookAt, LookKind, look_at
from tests.world import (
    NOW,
    SENDERS,
    World,
    at,
    build_round,
    fill_places,
    fill_villages,
    send_up,
    settle_all,
)

VILLAGE_2023 = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}
VILLAGE = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}


def last_year(world: World, **answers: int | FigureState | tuple[int, int]) -> None:
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **(VILLAGE_2023 | answers))
    send_up(world, "thon-1", year=2023)


def enter(world: World, **answers: int | FigureState | tuple[int, int]) -> None:
    world.enter("thon-1", "truong-thon-1", **(VILLAGE | answers))


def explain_all(world: World, unit: str, *reasons: ExplainedBy, when: object = NOW) -> None:
    report = world.report(unit)
    given = [
        Given(line.figure_id, line.code, line.message, reasons or (ExplainedBy.FULLER,))
        for line in entry_page(report, NOW).to_explain
    ]
    explain(report=report, given=given, by=world.people[SENDERS[unit]], at=when)  # type: ignore[arg-type]


def points(world: World, unit: str = "thon-1") -> list[LookAt]:
    return look_at([world.report(unit)])[world.report(unit).pk]


def said(found: list[LookAt]) -> list[tuple[LookKind, str, int]]:
    return [(point.kind, point.words, point.effect) for point in found]


def test_nothing_odd_is_nothing_to_look_at(world: World) -> None:
    last_year(world)
    enter(world, tre_em=101)
    assert points(world) == []


def test_no_reports_ask_nothing(world: World) -> None:
    assert look_at([]) == {}


def test_a_warning_with_its_explanation(world: World) -> None:
    """4 after 10 in special circumstances: six fewer. Of 4 helped all, of 10 nine: no question."""
    last_year(world)
    enter(world, hoan_canh=4, duoc_giup=4)
    explain_all(world, "thon-1", ExplainedBy.FULLER)
    (point,) = points(world)
    assert (point.figure_id, point.item_id) == (
        world.figure("thon-1", "hoan-canh").pk,
        world.items["hoan-canh"].pk,
    )
    assert (point.name, point.kind, point.effect) == (
        "Số trẻ em có hoàn cảnh đặc biệt",
        LookKind.WARNING,
        6,
    )
    assert point.words == "Giảm 6 so với năm 2023 (10 → 4). Giải trình: Rà soát đầy đủ hơn"


def test_a_year_below_its_half_is_measured_by_the_half(world: World) -> None:
    """10 in the whole year after 14 in its first six months: 4 are missing; last year had 10 as well."""
    last_year(world)
    round_ = Round.objects.create(
        key="2024-6-thang",
        kind=RoundKind.SIX_MONTHS,
        year=2024,
        data_from=date(2023, 12, 15),
        data_to=date(2024, 6, 14),
    )
    half = Report.objects.create(
        round=round_,
        unit=world.units["thon-1"],
        state=ReportState.ACCEPTED,
        submitted_at=NOW,
        submitted_by=world.people["truong-thon-1"],
        first_submitted_at=NOW,
        accepted_at=NOW,
        accepted_by=world.people["vhxh-x"],
    )
    half.figures.create(item=world.items["hoan-canh"], state=FigureState.ENTERED, value=14)
    enter(world)
    explain_all(world, "thon-1")
    assert said(points(world)) == [
        (
            LookKind.WARNING,
            "Cả năm 10, ít hơn 6 tháng đầu năm (14). Giải trình: Rà soát đầy đủ hơn",
            4,
        )
    ]


def test_of_several_explanations_the_last_counts(world: World) -> None:
    last_year(world)
    enter(world, hoan_canh=4, duoc_giup=4)
    explain_all(world, "thon-1", ExplainedBy.FULLER)
    first = Explanation.objects.get()
    Explanation.objects.create(
        figure=first.figure,
        code="W1",
        said=first.said,
        reasons=",method,",
        by=first.by,
        at=NOW,
    )
    (point,) = points(world)
    assert point.words.endswith("Giải trình: Đổi cách tính, nguồn")


def test_an_explanation_of_an_older_value_is_gone(world: World) -> None:
    last_year(world)
    enter(world, hoan_canh=4, duoc_giup=4)
    explain_all(world, "thon-1")
    world.enter("thon-1", "truong-thon-1", when=at(15, 10), hoan_canh=10, duoc_giup=9)
    assert points(world) == []


def test_a_first_value_of_a_unit_that_reported_before(world: World) -> None:
    """In 2023 the helped could not be counted; now 9 of them: all 9 are new in the total."""
    last_year(world, duoc_giup=FigureState.NOT_COLLECTED)
    enter(world)
    assert said(points(world)) == [
        (LookKind.FIRST_VALUE, "9, lần đầu có số: các kỳ trước đã duyệt chưa có", 9)
    ]


def test_a_first_zero_changes_nothing(world: World) -> None:
    last_year(world, duoc_giup=FigureState.NOT_COLLECTED)
    enter(world, duoc_giup=0)
    assert points(world) == []


def test_a_units_first_year_is_quiet(world: World) -> None:
    enter(world)
    assert points(world) == []


def test_a_year_never_accepted_is_no_year_before(world: World) -> None:
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **VILLAGE_2023)
    enter(world)
    assert points(world) == []


def test_the_year_before_the_last_counts_as_well(world: World) -> None:
    last_year(world, duoc_giup=FigureState.NOT_COLLECTED)
    build_round(world, 2022)
    world.enter("thon-1", "truong-thon-1", 2022, at(15, year=2022), **VILLAGE_2023)
    send_up(world, "thon-1", year=2022)
    enter(world)
    assert points(world) == []


def test_what_was_not_collected_misses_what_it_was_last_year(world: World) -> None:
    last_year(world)
    enter(world, hoan_canh=FigureState.NOT_COLLECTED, duoc_giup=FigureState.NOT_COLLECTED)
    assert said(points(world)) == [
        (LookKind.NOT_COLLECTED, "Chưa thu thập được: chưa có sổ", 10),
        (LookKind.NOT_COLLECTED, "Chưa thu thập được: chưa có sổ", 9),
    ]


def test_the_biggest_effect_stands_first(world: World) -> None:
    """10 not collected, then a playground that nobody answered in 2023, then 9 fewer children helped."""
    last_year(world, san_choi=FigureState.NOT_COLLECTED, hoan_canh=40, duoc_giup=30)
    enter(world, hoan_canh=20, duoc_giup=FigureState.NOT_COLLECTED)
    explain_all(world, "thon-1")
    assert said(points(world)) == [
        (LookKind.NOT_COLLECTED, "Chưa thu thập được: chưa có sổ", 30),
        (LookKind.WARNING, "Giảm 20 so với năm 2023 (40 → 20). Giải trình: Rà soát đầy đủ hơn", 20),
        (LookKind.FIRST_VALUE, "Có, lần đầu có số: các kỳ trước đã duyệt chưa có", 1),
    ]


class TestMismatches:
    """The villages of X count 1 + 0 + 2 = 3 injured; the station says 7."""

    def apart(self, world: World) -> None:
        fill_villages(world)
        world.enter("tram", "y-te", bi_thuong=7)

    def test_on_the_report_of_the_source(self, world: World) -> None:
        self.apart(world)
        (point,) = points(world, "tram")
        assert (point.kind, point.effect) == (LookKind.MISMATCH, 4)
        assert point.words == "Các thôn cộng lại 3, Trạm Y tế ghi 7. Chưa chọn số dùng"
        assert point.figure_id == world.figure("tram", "bi-thuong").pk

    def test_on_the_report_of_the_commune_with_what_was_said(self, world: World) -> None:
        self.apart(world)
        send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
        world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
        settle_all(world, "xa-x", "vhxh-x")
        (point,) = points(world, "xa-x")
        assert point.words == (
            "Các thôn cộng lại 3, Trạm Y tế ghi 7. Dùng số của Trạm Y tế (7): đã đối chiếu sổ"
        )
        assert points(world, "tram") == [point]

    def test_not_on_the_villages_nor_next_door(self, world: World) -> None:
        self.apart(world)
        found = look_at([world.report(unit) for unit in ("thon-1", "thon-3", "cong-an", "xa-y")])
        assert list(found.values()) == [[], [], [], []]

    def test_not_while_the_villages_are_not_complete(self, world: World) -> None:
        world.enter("tram", "y-te", bi_thuong=7)
        world.enter("thon-1", "truong-thon-1", bi_thuong=1)
        assert points(world, "tram") == []


def test_going_up_without_somebody_comes_first(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.enter("tram", "y-te", bi_thuong=7)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram")
    settle_all(world, "xa-x", "vhxh-x")
    world.hand_in("xa-x", "vhxh-x", reason="Công an xã chưa có số")
    assert [(point.kind, point.words[:29]) for point in points(world, "xa-x")] == [
        (LookKind.MISSING_BELOW, "nộp thiếu 1 phiếu cấp dưới"),
        (LookKind.MISMATCH, "Các thôn cộng lại 3, Trạm Y t"),
    ]


def test_what_the_reader_entered_is_a_point_for_that_reader_only(world: World) -> None:
    reader = world.people["vhxh-x"]
    standing_in.start(report=world.report("thon-1"), by=reader, at=NOW, source=StandInSource.PHONE)
    world.enter("thon-1", "vhxh-x", tre_em=100, hoan_canh=10)
    report = world.report("thon-1")
    assert said(look_at([report], reader=reader)[report.pk]) == [
        (LookKind.ON_BEHALF, "chính bạn nhập 2 ô", 0)
    ]
    assert look_at([report], reader=world.people["huyen-a"])[report.pk] == []
    assert points(world) == []


def test_several_reports_of_several_years_at_once(world: World) -> None:
    last_year(world)
    enter(world, hoan_canh=4, duoc_giup=4)
    explain_all(world, "thon-1")
    world.enter("thon-1", "truong-thon-1", hoan_canh=FigureState.NOT_COLLECTED)
    reports = list(Report.objects.select_related("round", "unit"))
    found = look_at(reports)
    assert sorted(found) == sorted(report.pk for report in reports)
    assert [key for key, lines in found.items() if lines] == [world.report("thon-1").pk]


@pytest.mark.parametrize("kind", ["money", "rate", "level", "text"])
def test_what_is_not_told_in_cases_has_no_size(world: World, kind: str) -> None:
    item = world.items["tao-hon"]
    last_year(world)
    figure = world.figure("xa-x", "tao-hon")
    item.kind = kind
    item.save()
    type(figure).objects.filter(pk=figure.pk).update(state=FigureState.NOT_COLLECTED, reason="chưa có")
    before = world.figure("xa-x", "tao-hon", 2023)
    type(figure).objects.filter(pk=before.pk).update(state=FigureState.ENTERED, value=900)
    Report.objects.filter(pk=before.report_id).update(
        state="accepted",
        submitted_at=NOW,
        submitted_by=world.people["vhxh-x"],
        first_submitted_at=NOW,
        accepted_at=NOW,
        accepted_by=world.people["huyen-a"],
    )
    assert said(points(world, "xa-x")) == [(LookKind.NOT_COLLECTED, "Chưa thu thập được: chưa có", 0)]
    item.kind = "count"
    item.save()
    assert points(world, "xa-x")[0].effect == 900


def test_a_recalled_report_keeps_its_points(world: World) -> None:
    last_year(world)
    enter(world, hoan_canh=4, duoc_giup=4)
    explain_all(world, "thon-1")
    world.hand_in("thon-1", "truong-thon-1")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    assert len(points(world)) == 1
