"""The table every page and export prints: rows worked out by hand from the small world."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.enums import Status
from reporting import actions
from reporting.enums import FigureState
from reporting.summaries.table_rows import Row, Writing
from reporting.summaries.tables import plan_table, rollup_table
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import (
    NOW,
    World,
    build_plan,
    fill_2023,
    fill_places,
    fill_villages,
    send_up,
    whole_year,
)


def rows_of(world: World, *, official: bool = True, year: int = 2024) -> dict[str, Row]:
    table = plan_table(plan=world.plan, round_=world.rounds[year], official=official, now=NOW)
    return {row.label: row for row in table.rows}


def test_the_annual_table_of_a_whole_year(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    rows = rows_of(world)
    printed = {
        label: (row.target.text.replace("\u00a0", " "), row.result.text, row.result.parts, row.verdict.status)
        for label, row in rows.items()
    }
    assert printed == {
        # 51 of 600 children.
        "1.1": ("< 10%", "8,5%", "51/600", Status.MET),
        # 47 of 51 = 92,156…%; the target is a milestone of 2025.
        "1.2": ("≥ 95%", "92,2%", "47/51", Status.MILESTONE_LATER),
        # 8 × 10.000 / 600 = 133,33…
        "2": ("≤ 100/10.000", "133,3/10.000", "8/600", Status.NOT_MET),
        # 1 of 600 against none at all.
        "3": ("≤ 0%", "0,2%", "1/600", Status.NOT_MET),
        # 7 of 9 villages = 77,77…%, more than 5% above 60.
        "4": ("≥ 60%", "77,8%", "7/9", Status.EXCEEDED),
        # X 4 → 2 and Y 0 → 0: half, more than the band asks for.
        "5": ("giảm 2–3%", "50,0%", "2/4", Status.MET),
        # Rural: 5 of 90; urban: 3 of 20.
        "6.1": ("< 5%", "5,6%", "5/90", Status.NOT_MET),
        "6.2": ("< 10%", "15,0%", "3/20", Status.NOT_MET),
    }
    assert rows["1.2"].target.milestone == "mốc 2025"
    # 95 − 92,2 from the displayed numbers, so that a reader with a calculator gets the same.
    assert rows["1.2"].verdict.distance == "còn 2,8 điểm %"
    assert rows["1.1"].coverage == "5/5 đơn vị"
    assert rows["5"].coverage == "2/3 xã"
    assert rows["2"].result.number == Decimal("133.3")


def test_missing_villages_are_said_and_never_estimated(world: World) -> None:
    fill_villages(world)
    send_up(world, "thon-1", "thon-2")
    table = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=True, now=NOW)
    row = next(row for row in table.rows if row.label == "1.1")
    # Villages 1 and 2: 14 of 180 children.
    assert (row.result.text, row.result.parts, row.coverage, row.is_partial) == (
        "7,8%",
        "14/180",
        "2/3 thôn",
        True,
    )


def test_a_partial_verdict_says_so(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an", "xa-y", "thi-tran-z")
    world.hand_in("xa-x", "vhxh-x", reason="thiếu thôn 3")
    world.take("xa-x", "huyen-a")
    for unit, who in (("huyen-a", "huyen-a"), ("huyen-b", "huyen-b")):
        world.hand_in(unit, who)
        world.take(unit, "tinh")
    row = rows_of(world)["1.1"]
    # 10 + 4 + 30 + 1 of 100 + 80 + 200 + 100.
    assert (row.result.parts, row.coverage) == ("45/480", "4/5 đơn vị")
    assert row.verdict.chip is not None
    assert row.verdict.chip.text == "Đạt · tổng hợp chưa đủ"


def test_provisional_and_official_say_which_they_are(world: World) -> None:
    fill_villages(world)
    official = rows_of(world)["1.1"]
    provisional = rows_of(world, official=False)["1.1"]
    assert (official.result.text, official.verdict.status) == ("—", Status.NO_DATA)
    assert provisional.result.parts == "20/300"
    table = plan_table(plan=world.plan, round_=world.rounds[2024], official=False, now=NOW)
    assert table.edition == "Tạm tính"
    assert any("Tạm tính" in remark for remark in table.remarks)
    assert any("ước thực hiện" in remark for remark in table.remarks)


def test_a_target_judges_only_its_issuers_own_total(world: World) -> None:
    whole_year(world)
    below = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=True, now=NOW)
    reference = next(row for row in below.rows if row.label == "1.1")
    assert reference.target.text.replace("\u00a0", " ") == "< 10%"
    assert reference.verdict.chip is None
    assert below.finding == ""


def test_a_place_with_its_own_plan_is_judged_by_it_and_listed_once(world: World) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    whole_year(world)
    table = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=True, now=NOW)
    labels = [row.label for row in table.rows]
    assert labels == ["1.1", "1.2", "2", "3", "4", "5", "6.1", "6.2"]
    by_label = {row.label: row for row in table.rows}
    # 20/300 = 6,67% < 10%; 3 × 10.000 / 300 = 100 ≤ 100.
    assert by_label["1.1"].verdict.status == Status.MET
    assert (by_label["2"].result.text, by_label["2"].verdict.status) == ("100,0/10.000", Status.MET)
    # X is rural: nothing urban was asked there.
    assert by_label["6.2"].verdict.status == Status.NOT_APPLICABLE


def test_measures_of_plans_below_are_added_without_a_target(world: World) -> None:
    world.plan.collects = False
    world.plan.save()
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    whole_year(world)
    table = rollup_table(unit=world.units["tinh"], round_=world.rounds[2024], official=True, now=NOW)
    row = next(row for row in table.rows if row.short_name == "TNTT")
    # Per 100,000 as the measure has it, not per 10,000 as the commune's plan words it: 8 × 100.000 / 600.
    assert row.result.text == "1.333,3/100.000"
    assert (row.target.text, row.verdict.status) == ("—", Status.NO_TARGET)
    # Said once in the heading, and no column is drawn only to be empty.
    assert "không giao chỉ tiêu" in table.groups[0].heading
    assert (table.has_targets, table.has_leads, table.columns) == (False, False, 5)


def test_no_cases_is_neither_met_nor_missed(world: World) -> None:
    build_plan(world, issuer="xa-y", key="ke-hoach-y")
    world.enter(
        "xa-y",
        "vhxh-y",
        tre_em=200,
        hoan_canh=FigureState.NO_CASES,
        duoc_giup=FigureState.NO_CASES,
    )
    table = rollup_table(unit=world.units["xa-y"], round_=world.rounds[2024], official=False, now=NOW)
    rows = {row.label: row for row in table.rows}
    assert (rows["1.2"].result.text, rows["1.2"].verdict.status) == ("—", Status.NO_CASES)
    assert (rows["1.1"].result.text, rows["1.1"].verdict.status) == ("0%", Status.MET)
    assert "1 không phát sinh" in table.finding


def test_what_changes_below_shows_above_with_old_and_new(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    actions.undo_acceptance(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="sai")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    world.enter("thon-1", "truong-thon-1", hoan_canh=12, duoc_giup=9)
    send_up(world, "thon-1")
    table = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=True, now=NOW)
    row = next(row for row in table.rows if row.label == "1.1")
    assert row.result.parts == "20/300"
    assert row.changed == "Đã thay đổi sau khi nộp: 20 → 22"


def rows_of_x(world: World) -> dict[str, Row]:
    table = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=True, now=NOW)
    return {row.label: row for row in table.rows}


def correct_village_1(world: World, **answers: int | tuple[int, int]) -> None:
    """Commune X has handed in; then village 1 is opened again and says something else."""
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    actions.undo_acceptance(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="sai")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    world.enter("thon-1", "truong-thon-1", **answers)
    send_up(world, "thon-1")


def test_a_denominator_that_changes_below_shows_in_every_row_it_divides(world: World) -> None:
    correct_village_1(world, tre_em=110)
    rows = rows_of_x(world)
    # 100 + 80 + 120 children were handed up; now there are 310.
    words = "Đã thay đổi sau khi nộp: mẫu số 300 → 310"
    assert {label: row.changed for label, row in rows.items() if row.changed} == {
        "1.1": words,
        "2": words,
        "3": words,
    }
    assert rows["1.1"].result.parts == "20/300"


def test_both_parts_of_a_result_that_change_below_are_said(world: World) -> None:
    correct_village_1(world, tre_em=110, hoan_canh=12, duoc_giup=9)
    assert rows_of_x(world)["1.1"].changed == "Đã thay đổi sau khi nộp: 20 → 22; mẫu số 300 → 310"


def test_a_yes_taken_back_below_shows_above(world: World) -> None:
    correct_village_1(world, san_choi=(0, 1))
    assert rows_of_x(world)["4"].changed == "Đã thay đổi sau khi nộp: 2 → 1"


def test_a_unit_opened_again_below_shows_above_until_it_is_accepted(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    actions.undo_acceptance(report=world.report("cong-an"), by=world.people["vhxh-x"], at=NOW, reason="sai")
    # The police said 0: the sum stays 0, and yet nobody answers for it any more.
    assert rows_of_x(world)["3"].changed == "Đã thay đổi sau khi nộp: 0 → —"


def test_a_change_in_town_is_none_of_the_rural_row(world: World) -> None:
    whole = {"tinh": "tinh", "huyen-b": "tinh"}
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x", "xa-y", "thi-tran-z", "huyen-a")
    send_up(world, "huyen-b")
    world.hand_in("tinh", "tinh")
    for unit, who in (("huyen-b", whole["huyen-b"]), ("thi-tran-z", "huyen-b")):
        actions.undo_acceptance(report=world.report(unit), by=world.people[who], at=NOW, reason="sai")
    rows = rows_of(world)
    assert rows["6.1"].changed == ""
    assert rows["6.2"].changed == "Đã thay đổi sau khi nộp: 3 → —; mẫu số 20 → —"


def test_the_distance_to_a_milestone_never_rounds_to_nothing(world: World) -> None:
    # 9496/10000 = 94,96%: with one decimal it would read 95,0% and "còn 0 điểm %" before ≥ 95%.
    world.enter("xa-y", "vhxh-y", hoan_canh=10000, duoc_giup=9496)
    row = rows_of(world, official=False)["1.2"]
    assert (row.result.text, row.verdict.status) == ("94,96%", Status.MILESTONE_LATER)
    assert row.verdict.distance == "còn 0,04 điểm %"


def test_a_number_never_contradicts_its_status(world: World) -> None:
    world.components["4"].targets.update(value=Decimal("98"))
    world.enter("xa-y", "vhxh-y", san_choi=(2449, 2500))
    row = rows_of(world, official=False)["4"]
    # 2449/2500 = 97,96%: with one decimal it would read 98,0% and "Chưa đạt".
    assert (row.result.text, row.verdict.status) == ("97,96%", Status.NOT_MET)


@pytest.mark.parametrize(("year", "status"), [(2020, None), (2025, Status.NOT_MET), (2026, Status.NOT_MET)])
def test_a_milestone_stands_to_the_plans_end(world: World, year: int, status: Status | None) -> None:
    from indicators.assessment import standing_in
    from indicators.summaries import bar_of

    target = world.components["1.2"].targets.get()
    standing = standing_in(year, [bar_of(target)], world.plan.last_year)
    assert (standing.later_year == 2025) == (status is None)


class TestKinds:
    """Money, levels, states and texts of three communes; the plan wants level II, no level lost, all done."""

    @pytest.fixture
    def kinds(self, db: None) -> World:
        world = build_kinds()
        say(world, "xa-x", tien_quy=12_500_000, muc_do=2, tinh_trang=(1, "đang xây"), danh_gia="X viết.")
        say(world, "xa-y", tien_quy=3_000_000, muc_do=3, tinh_trang=2, danh_gia="Y viết\nhai dòng.")
        say(world, "thi-tran-z", tien_quy=0, muc_do=3, danh_gia=FigureState.NOT_COLLECTED)
        return world

    def printed(self, world: World, **place: str) -> dict[str, tuple[str, str]]:
        """Result and verdict of the kinds' rows, by label."""
        if place:
            table = rollup_table(
                unit=world.units[place["unit"]], round_=world.rounds[2024], official=False, now=NOW
            )
            rows = {row.label: row for row in table.rows}
        else:
            rows = rows_of(world, official=False)
        return {
            label: (row.result.text, row.verdict.chip.text if row.verdict.chip else "")
            for label, row in rows.items()
            if int(label.split(".")[0]) > 10
        }

    def test_over_three_communes(self, kinds: World) -> None:
        assert self.printed(kinds) == {
            "11": ("15.500.000 đồng", "Chỉ tiêu bằng lời"),
            "12": ("Mức độ II: 1, mức độ III: 2", "Đạt"),
            "13": ("—", "Chưa có số liệu"),
            "14": ("Đang thực hiện: 1, hoàn thành: 1", "Chưa đạt · tổng hợp chưa đủ"),
            "15": ("2 đơn vị đã viết", "Chỉ tiêu bằng lời"),
            "16": ("—", "Chưa có số liệu"),
        }

    def test_of_one_commune_just_its_own(self, kinds: World) -> None:
        found = self.printed(kinds, unit="xa-x")
        assert [found[label][0] for label in ("11", "12", "14", "15")] == [
            "12.500.000 đồng",
            "Mức độ II",
            "Đang thực hiện",
            "Đã viết",
        ]

    def test_the_target_names_the_level(self, kinds: World) -> None:
        rows = rows_of(kinds, official=False)
        assert [rows[label].target.text for label in ("11", "12", "13", "14")] == [
            "mô tả",
            "≥\u00a0mức độ II",
            "duy trì",
            "có",
        ]

    def test_one_commune_below_the_level_misses_it(self, kinds: World) -> None:
        say(kinds, "xa-y", muc_do=1)
        assert self.printed(kinds)["12"] == ("Mức độ I: 1, mức độ II: 1, mức độ III: 1", "Chưa đạt")

    def test_texts_are_listed_with_the_units_names(self, kinds: World) -> None:
        rows = rows_of(kinds, official=False)
        assert rows["15"].writings == (
            Writing("Xã Xuân", "X viết."),
            Writing("Xã Yên", "Y viết\nhai dòng."),
        )
        assert rows["14"].writings == (Writing("Xã Xuân", "đang xây"),)
        assert rows["11"].writings == ()
        own = rollup_table(unit=kinds.units["xa-x"], round_=kinds.rounds[2024], official=False, now=NOW)
        (row,) = [row for row in own.rows if row.label == "15"]
        assert row.writings == (Writing("", "X viết."),)
        assert row.has_own_writing

    def test_a_restricted_text_says_so(self, kinds: World) -> None:
        say(kinds, "cong-an", ghi_kin="Đã xử lý.")
        row = rows_of(kinds, official=False)["16"]
        assert row.is_restricted
        assert row.writings == (Writing("Công an xã", "Đã xử lý."),)

    def test_what_changes_below_after_the_submission(self, kinds: World) -> None:
        """X hands in; its level and its words change after it was opened again."""
        leave_the_rest(kinds, "xa-y")
        kinds.hand_in("xa-y", "vhxh-y")
        kinds.take("xa-y", "huyen-a")
        kinds.hand_in("huyen-a", "huyen-a", reason="X chưa gửi")
        before = self.rows_of_a(kinds)
        assert [before[label].changed for label in ("12", "15")] == ["", ""]
        actions.undo_acceptance(
            report=kinds.report("xa-y"), by=kinds.people["huyen-a"], at=NOW, reason="sai mức độ"
        )
        actions.start_check(report=kinds.report("xa-y"), by=kinds.people["huyen-a"], at=NOW)
        actions.send_back(report=kinds.report("xa-y"), by=kinds.people["huyen-a"], at=NOW, reason="sửa")
        say(kinds, "xa-y", muc_do=2, danh_gia="Y viết lại.")
        kinds.hand_in("xa-y", "vhxh-y")
        kinds.take("xa-y", "huyen-a")
        after = self.rows_of_a(kinds)
        assert (after["12"].result.text, after["15"].writings) == (
            "Mức độ III: 1",
            (Writing("Xã Yên", "Y viết\nhai dòng."),),
        )
        assert after["12"].changed == "Đã thay đổi sau khi nộp: Mức độ III: 1 → Mức độ II: 1"
        assert after["15"].changed == "Đã thay đổi sau khi nộp: nội dung của 1 đơn vị"
        assert after["11"].changed == ""

    def rows_of_a(self, world: World) -> dict[str, Row]:
        table = rollup_table(unit=world.units["huyen-a"], round_=world.rounds[2024], official=True, now=NOW)
        return {row.label: row for row in table.rows}


def test_a_level_is_kept_when_no_commune_fell(db: None) -> None:
    """X at III and Y at II last year. X at II and Y at III now: as many at each level, and X fell."""
    world = build_kinds(2023, 2024)
    for unit, by, level in (("xa-x", "vhxh-x", 3), ("xa-y", "vhxh-y", 2)):
        say(world, unit, 2023, giu_muc_do=level)
        leave_the_rest(world, unit, 2023)
        world.hand_in(unit, by, 2023, reason="thiếu")
        world.take(unit, "huyen-a", 2023)
    say(world, "xa-x", giu_muc_do=2)
    say(world, "xa-y", giu_muc_do=3)
    say(world, "thi-tran-z", giu_muc_do=1)
    row = rows_of(world, official=False)["13"]
    assert (row.result.text, row.verdict.status) == (
        "Mức độ I: 1, mức độ II: 1, mức độ III: 1",
        Status.NOT_MET,
    )
    say(world, "xa-x", giu_muc_do=3)
    assert rows_of(world, official=False)["13"].verdict.status == Status.MET


def test_a_part_above_its_whole_is_no_result_while_cells_are_missing(world: World) -> None:
    """Thôn 1 counted 10 children in special circumstances and nobody gave the children of any village."""
    world.enter("thon-1", "truong-thon-1", hoan_canh=10, tre_em=8)
    table = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=False, now=NOW)
    row = next(row for row in table.rows if row.label == "1.1")
    assert (row.result.text, row.result.parts, row.coverage) == ("—", "10/8", "1/3 thôn")
    assert row.verdict.status in (None, Status.NO_DATA)
    # Whole, it stands as it is: nobody can say any more that something is missing.
    world.enter("thon-2", "truong-thon-2", hoan_canh=0, tre_em=0)
    world.enter("thon-3", "truong-thon-3", hoan_canh=0, tre_em=0)
    table = rollup_table(unit=world.units["xa-x"], round_=world.rounds[2024], official=False, now=NOW)
    row = next(row for row in table.rows if row.label == "1.1")
    assert (row.result.text, row.coverage) == ("125,0%", "3/3 thôn")


def test_a_unit_that_came_late_with_nothing_still_changes_how_complete_the_sum_is(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    nothing = FigureState.NO_CASES
    world.enter("thon-3", "truong-thon-3", hoan_canh=nothing, duoc_giup=nothing, bi_thuong=0)
    world.enter("tram", "y-te", bi_thuong=1)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x", reason="thôn 3 nộp sau")
    send_up(world, "thon-3")
    row = rows_of_x(world)["1.2"]
    # 9 + 4 helped of 10 + 4, from two of three villages; the third had nobody to help.
    assert (row.result.parts, row.coverage) == ("13/14", "2/3 thôn")
    assert row.changed == "Đã thay đổi sau khi nộp: đủ số liệu 2/3 → 3/3"
