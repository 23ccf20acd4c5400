"""The ledger behind a number: every line worked out by hand in the province of `docs/rollup.md`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from indicators.enums import Status
from reporting import actions
from reporting.enums import FigureState, Side
from reporting.models import Settlement
from reporting.summaries.by_unit import by_unit
from reporting.summaries.ledger import Ledger, exact_words, ledger
from reporting.summaries.looks import Look, Order
from reporting.summaries.sources import AsReported
from tests.kinds import build_kinds, say
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


def ledger_of(world: World, unit: str, label: str, *, official: bool = True) -> Ledger:
    source = AsReported(world.units[unit], world.rounds[2024], official=official)
    found = ledger(source, world.components[label].pk)
    assert found is not None
    return found


def test_the_ledger_of_a_ratio_adds_and_divides_once(world: World) -> None:
    whole_year(world)
    found = ledger_of(world, "tinh", "1.2")
    assert [(row.name, row.numerator, row.denominator, row.counts) for row in found.rows] == [
        ("Huyện An", "46", "50", True),
        ("Huyện Bình", "1", "1", True),
    ]
    assert (found.sum_numerator, found.sum_denominator, found.sum_coverage) == ("47", "51", "5/5 đơn vị")
    # 4700/51 = 92,1568627…; the mean of 92 and 100 would be 96.
    assert found.division == "47 × 100 ÷ 51 = 92,156862…"
    assert found.rounding == "Làm tròn một lần, khi in: 92,2%"
    assert found.row.verdict.status == Status.MILESTONE_LATER
    assert "Không lấy trung bình các tỷ lệ." in found.rules[0]
    assert found.rules[1:] == [
        "Số của năm là số ước thực hiện.",
        "Đơn vị và cấp trên theo cây ngày 14/12/2024, ngày cuối của kỳ số liệu.",
    ]
    assert found.now is None


def test_the_rows_add_up_to_the_sum(world: World) -> None:
    """Over every component and every place, the lines that count come to the line below them."""
    fill_2023(world)
    whole_year(world)
    for unit in ("tinh", "huyen-a", "huyen-b", "xa-x", "xa-y", "thi-tran-z"):
        for label in world.components:
            found = ledger_of(world, unit, label)
            for part, total in (
                ("numerator", found.sum_numerator),
                ("denominator", found.sum_denominator),
            ):
                summed = sum(getattr(row.exact, part) or 0 for row in found.rows if row.counts)
                assert str(summed) == ("0" if total == "—" else total), (unit, label, part)


def test_a_share_of_units_says_how_votes_are_counted(world: World) -> None:
    whole_year(world)
    found = ledger_of(world, "tinh", "4")
    assert found.heads == ("Trả lời “Có”", "Đã trả lời")
    # 5 of 7 in district A, 2 of 2 in B.
    assert [(row.numerator, row.denominator) for row in found.rows] == [("5", "7"), ("2", "2")]
    assert found.division == "7 × 100 ÷ 9 = 77,777777…"
    assert "cấp trung gian không tính thành một phiếu" in found.rules[0]


def test_year_on_year_says_over_how_many_units(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    found = ledger_of(world, "tinh", "5")
    assert found.heads == ("Năm nay", "Năm trước")
    assert "2/3 xã có đủ hai năm" in found.rules[0]
    assert (found.sum_numerator, found.sum_denominator) == ("2", "4")
    assert found.division == "(4 − 2) × 100 ÷ 4 = 50"
    assert found.rounding == ""  # 50 is 50


def test_an_area_is_said(world: World) -> None:
    whole_year(world)
    assert "Chỉ tính địa bàn nông thôn." in ledger_of(world, "tinh", "6.1").rules
    assert [row.name for row in ledger_of(world, "tinh", "6.2").rows] == ["Huyện Bình"]


def test_items_say_their_source_and_time(world: World) -> None:
    found = ledger_of(world, "xa-x", "2")
    assert [(item.part, item.source, item.when) for item in found.items] == [
        ("Tử số", "Trạm Y tế (đối chiếu: thôn)", "phát sinh trong kỳ, 15/12/2023–14/12/2024"),
        ("Mẫu số", "Thôn", "phát sinh trong kỳ, 15/12/2023–14/12/2024"),
    ]


def test_what_does_not_count_says_why(world: World) -> None:
    fill_villages(world)
    world.enter("thon-2", "truong-thon-2", hoan_canh=FigureState.NO_CASES, duoc_giup=FigureState.NO_CASES)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    actions.waive(report=world.report("thon-3"), by=world.people["vhxh-x"], at=NOW, reason="đi vắng cả tháng")
    found = ledger_of(world, "xa-x", "1.1")
    assert [(row.name, row.counts, row.why) for row in found.rows] == [
        ("Thôn 1", True, ""),
        ("Thôn 2", True, "Không phát sinh"),
        ("Thôn 3", False, "Chấp nhận thiếu: đi vắng cả tháng"),
    ]
    assert (found.sum_numerator, found.sum_denominator, found.sum_coverage) == ("10", "180", "2/3 thôn")
    assert [row.sent for row in found.rows][2] == ""


def test_a_settled_difference_is_a_line_of_the_sum(world: World) -> None:
    fill_villages(world)
    world.enter("thon-3", "truong-thon-3", bi_thuong=4)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    # The villages say 1 + 0 + 4 = 5, the station 3; the commune uses the villages' 5.
    Settlement.objects.create(
        report=world.report("xa-x"),
        item=world.items["bi-thuong"],
        source_value=3,
        check_value=5,
        uses=Side.CHECK,
        reason="thôn có danh sách",
        at=NOW,
        by=world.people["vhxh-x"],
    )
    found = ledger_of(world, "xa-x", "2")
    (choice,) = found.choices
    assert (choice.shift, choice.is_denominator, choice.reason) == ("+2", False, "thôn có danh sách")
    assert choice.words == "Dùng số đối chiếu (nguồn 3, đối chiếu 5)"
    assert choice.by == "Vhxh-X, 09:00 ngày 15/11/2024"
    assert (found.sum_numerator, found.sum_denominator) == ("5", "300")
    # 5 × 10.000 / 300 = 166,66…
    assert found.row.result.text == "166,7/10.000"
    # The district's ledger has it in the commune's line.
    above = ledger_of(world, "huyen-a", "2", official=False)
    assert (above.rows[0].numerator, above.choices) == ("5", [])


def test_a_source_that_is_kept_adds_nothing(world: World) -> None:
    fill_villages(world)
    world.enter("tram", "y-te", bi_thuong=6)
    Settlement.objects.create(
        report=world.report("xa-x"),
        item=world.items["bi-thuong"],
        source_value=6,
        check_value=3,
        uses=Side.SOURCE,
        reason="sổ khám bệnh",
        at=NOW,
        by=world.people["vhxh-x"],
    )
    (choice,) = ledger_of(world, "xa-x", "2", official=False).choices
    assert (choice.shift, choice.words) == ("", "Dùng số của nguồn (nguồn 6, đối chiếu 3)")


def test_what_was_handed_up_stands_beside_what_is_there_now(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    assert ledger_of(world, "xa-x", "1.1").now is None
    actions.undo_acceptance(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="sai")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    world.enter("thon-1", "truong-thon-1", hoan_canh=12)
    send_up(world, "thon-1")
    found = ledger_of(world, "xa-x", "1.1")
    assert found.handed_in == "Số đã nộp lên lần 1: Vhxh-X, 09:00 ngày 15/11/2024."
    assert (found.row.result.parts, found.division) == ("20/300", "20 × 100 ÷ 300 = 6,666666…")
    assert found.now is not None
    assert (found.now.parts, found.now.result, found.now.coverage) == ("22/300", "7,3%", "3/3 thôn")
    # The second time village 1 sent its report.
    assert found.rows[0].sent == "Truong-Thon-1, 09:00 ngày 16/11/2024, lần 2"


def test_a_number_that_was_cut_so_as_not_to_contradict_says_so(world: World) -> None:
    world.components["4"].targets.update(value=98)
    world.enter("xa-y", "vhxh-y", san_choi=(2449, 2500))
    found = ledger_of(world, "tinh", "4", official=False)
    assert (found.division, found.rounding) == ("2.449 × 100 ÷ 2.500 = 97,96", "")


def test_money_and_texts(db: None) -> None:
    world = build_kinds()
    say(world, "xa-x", tien_quy=12_500_000, muc_do=2, danh_gia="X viết.")
    say(world, "xa-y", tien_quy=3_000_000, muc_do=3)
    world.components |= {
        component.label: component
        for component in type(world.components["1.1"]).objects.filter(indicator__plan=world.plan)
    }
    money = ledger_of(world, "huyen-a", "11", official=False)
    assert (money.heads, money.sum_numerator, money.division) == (
        ("Số tiền", ""),
        "15.500.000 đồng",
        "15.500.000 đồng",
    )
    levels = ledger_of(world, "huyen-a", "12", official=False)
    assert (levels.has_parts, levels.division, levels.columns) == (False, "", 5)
    assert [row.result.text for row in levels.rows] == ["Mức độ II", "Mức độ III"]
    text = ledger_of(world, "huyen-a", "15", official=False)
    assert [writing.text for writing in text.row.writings] == ["X viết."]


def test_what_no_plan_asks_of_the_place_has_no_ledger(world: World) -> None:
    """A plan of commune X asks nothing of Y."""
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    own = world.components["1.1"]
    own.own_numerator = world.items["can-do"]
    own.save()
    source = AsReported(world.units["xa-y"], world.rounds[2024], official=True)
    assert ledger(source, own.pk) is None
    assert ledger(source, 10**9) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(17, 2), "8,5"),
        (Fraction(100, 3), "33,333333…"),
        (Fraction(-100, 3), "−33,333333…"),
        (Fraction(50), "50"),
    ],
)
def test_exact_numbers_end_or_say_that_they_go_on(value: Fraction, words: str) -> None:
    assert exact_words(value) == words


class TestByUnit:
    def page(self, world: World, unit: str, label: str, order: Order = Order.NAME, *, official: bool = True):  # type: ignore[no-untyped-def]
        look = Look(official=official, opened=world.components[label].pk, by_unit=True, order=order)
        source = AsReported(world.units[unit], world.rounds[2024], official=official)
        return by_unit(source, look)

    def test_units_in_the_order_of_their_names(self, world: World) -> None:
        whole_year(world)
        page = self.page(world, "huyen-a", "1.2")
        assert [row.name for row in page.rows] == ["Xã Xuân", "Xã Yên"]
        assert (page.by_name.aria_sort, page.by_result.aria_sort) == ("ascending", "none")
        assert (page.total.numerator, page.total.denominator, page.total.result.text) == ("46", "50", "92,0%")

    @pytest.mark.parametrize(
        ("label", "first", "sorting"),
        # Helped of special: higher is better, X has 80% and Y 100%. Injured: lower is better, X 100, Y 250.
        [("1.2", "Xã Xuân", "ascending"), ("2", "Xã Yên", "descending")],
    )
    def test_the_worst_first(self, world: World, label: str, first: str, sorting: str) -> None:
        whole_year(world)
        page = self.page(world, "huyen-a", label, Order.WORST)
        assert (page.rows[0].name, page.by_result.aria_sort, page.by_name.aria_sort) == (
            first,
            sorting,
            "none",
        )

    def test_a_unit_without_a_result_comes_last(self, world: World) -> None:
        world.enter("thon-3", "truong-thon-3", tre_em=120, hoan_canh=6)
        page = self.page(world, "xa-x", "1.1", Order.WORST, official=False)
        assert [row.name for row in page.rows] == ["Thôn 3", "Thôn 1", "Thôn 2"]

    def test_what_is_not_accepted_is_no_part_of_the_total(self, world: World) -> None:
        fill_villages(world)
        send_up(world, "thon-1")
        page = self.page(world, "xa-x", "1.1")
        assert page.some_not_counted
        assert (page.total.numerator, page.total.coverage) == ("10", "1/3 thôn")

    def test_every_component_can_be_chosen_once(self, world: World) -> None:
        build_plan(world, issuer="xa-x", key="ke-hoach-x")
        page = self.page(world, "xa-x", "1.1")
        assert [label for _, choices in page.choices for label in (choice.label for choice in choices)] == [
            *("1.1", "1.2", "2", "3", "4", "5", "6.1", "6.2")
        ]

    def test_a_place_nobody_asks_offers_nothing(self, world: World) -> None:
        world.plan.collects = False
        world.plan.save()
        assert self.page(world, "tinh", "1.1").choices == []


class TestLook:
    @pytest.mark.parametrize(
        ("look", "query"),
        [
            (Look(), ""),
            (Look(official=False), "?so=tam-tinh"),
            (Look(opened=7), "?mo=7"),
            (
                Look(official=False, opened=7, by_unit=True, order=Order.WORST),
                "?xem=don-vi&so=tam-tinh&mo=7&sap=ket-qua",
            ),
        ],
    )
    def test_says_only_what_is_not_the_usual(self, look: Look, query: str) -> None:
        assert look.query == query

    def test_a_link_leads_to_the_row(self) -> None:
        assert Look(opened=7).here == "?mo=7#muc-7"
        assert Look(opened=7, by_unit=True).here == "?xem=don-vi&mo=7"
        assert Look().here == "?"
        assert (Look().row_prefix, Look(official=False, opened=3).row_prefix) == ("?", "?so=tam-tinh&")
        assert Look(official=False, opened=3, order=Order.WORST).edition_query == "?so=tam-tinh"
