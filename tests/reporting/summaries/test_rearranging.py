"""What do reports, plans and years have to do with units that end? On the small world, by hand."""

from __future__ import annotations

from datetime import date

from indicators.enums import Part
from indicators.models import Responsibility
from plans.enums import PlanState
from reporting.summaries.rearranging import MOST_LISTED, concerned_by_ending
from tests.world import World, build_plan
from units.consequences import of_ending
from units.models import Succession

BEFORE_IT_CLOSES, AFTER = date(2024, 12, 1), date(2025, 7, 1)


def said(world: World, day: date, *keys: str) -> dict[str, tuple[str, ...]]:
    ids = [world.units[key].pk for key in keys]
    return {told.heading: told.lines for told in concerned_by_ending(ids, day)}


def test_forms_of_a_round_that_closes_without_the_units(world: World) -> None:
    """X asks nobody yet: commune, three villages, station and police have each a form of 2024."""
    keys = ("xa-x", "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    assert said(world, BEFORE_IT_CLOSES, *keys) == {
        "Phiếu đang giao": (
            "Kỳ năm 2024 (đến hết 14/12/2024): 6 phiếu của đơn vị không còn; "
            "6 chưa duyệt thành “không phải nộp”. Đơn vị mới báo cáo cả kỳ.",
        )
    }


def test_what_was_accepted_stays(world: World) -> None:
    world.enter(
        "thon-1", "truong-thon-1", tre_em=100, hoan_canh=10, duoc_giup=9, bi_thuong=1, san_choi=(1, 1)
    )
    world.hand_in("thon-1", "truong-thon-1")
    world.take("thon-1", "vhxh-x")
    assert said(world, BEFORE_IT_CLOSES, "thon-1", "thon-2")["Phiếu đang giao"] == (
        "Kỳ năm 2024 (đến hết 14/12/2024): 2 phiếu của đơn vị không còn; "
        "1 chưa duyệt thành “không phải nộp”; 1 đã duyệt giữ nguyên. Đơn vị mới báo cáo cả kỳ.",
    )


def test_years_that_closed_before_keep_their_units(world: World) -> None:
    (line,) = said(world, AFTER, "xa-x", "xa-y")["Số liệu các năm"]
    assert line.startswith("2024: 2 báo cáo. Năm cũ giữ theo đơn vị cũ, tổng không đổi;")
    assert "◊" in line
    assert "Phiếu đang giao" not in said(world, AFTER, "xa-x")
    # The closing day itself still is the old unit's.
    assert "Phiếu đang giao" not in said(world, date(2024, 12, 15), "xa-x")
    assert "Phiếu đang giao" in said(world, date(2024, 12, 14), "xa-x")


def test_plans_whose_owner_goes_and_their_targets(world: World) -> None:
    """Eight targets stand in the plan of the small world; a draft is nobody's business."""
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    build_plan(world, issuer="xa-y", key="nhap")
    world.units["xa-y"].plans.update(state=PlanState.DRAFT)
    lines = said(world, AFTER, "xa-x", "xa-y")["Kế hoạch của đơn vị không còn"]
    assert lines[0] == "Chương trình hành động chương trình hành động vì trẻ em tỉnh Thử (2021–2030)"
    assert len(lines) == 2
    assert lines[1].startswith("8 mốc chỉ tiêu. Chỉ tiêu không cộng được")


def test_of_many_plans_the_first_are_named(world: World) -> None:
    for number in range(MOST_LISTED + 2):
        build_plan(world, issuer="xa-x", key=f"ke-hoach-{number}")
    lines = said(world, AFTER, "xa-x")["Kế hoạch của đơn vị không còn"]
    assert len(lines) == MOST_LISTED + 2
    assert lines[MOST_LISTED] == "… và 2 kế hoạch khác."


def test_who_answered_for_a_chi_tieu_of_a_plan_that_goes_on(world: World) -> None:
    indicator = world.plan.indicators.get(number="2")
    Responsibility.objects.create(indicator=indicator, unit=world.units["tram"], part=Part.LEAD)
    assert said(world, AFTER, "tram")["Phân công chỉ tiêu"] == (
        "1 phân công chủ trì, phối hợp trong kế hoạch của nơi khác; phân công lại.",
    )
    # Together with the owner of the plan it goes without saying.
    assert "Phân công chỉ tiêu" not in said(world, AFTER, "tram", "tinh")


def test_units_ask_without_naming_reporting(world: World) -> None:
    told = of_ending([world.units["xa-x"].pk], AFTER)
    assert [one.heading for one in told] == ["Số liệu các năm"]
    assert of_ending([], AFTER) == []
    assert not Succession.objects.exists()


def test_as_many_queries_for_one_unit_as_for_many(world: World, django_assert_num_queries) -> None:
    one, many = ["xa-x"], ["xa-x", "xa-y", "thon-1", "thon-2", "thon-3", "tram", "cong-an"]
    for keys in (one, many):
        with django_assert_num_queries(5):
            said(world, AFTER, *keys)
