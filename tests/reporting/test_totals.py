"""Sums over real rows: added in the head, held against the database, on every tier."""

from fractions import Fraction

import pytest

from indicators.enums import Method
from reporting import actions
from reporting.enums import FigureState
from reporting.models import Report
from reporting.rollup import Coverage, Outcome, combine
from reporting.totals import item_total, official_totals, provisional_totals, snapshot_of
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import NOW, SENDERS, World, fill_2023, fill_places, fill_villages, send_up, whole_year


def total(world: World, unit: str, item: str, official: bool = True, area: str = ""):
    find = official_totals if official else provisional_totals
    return item_total(find(world.units[unit], world.rounds[2024]), world.items[item].pk, area)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "children", "special", "helped"),
    [("xa-x", 300, 20, 16), ("huyen-a", 500, 50, 46), ("huyen-b", 100, 1, 1), ("tinh", 600, 51, 47)],
)
def test_sums_of_a_whole_year(world: World, unit: str, children: int, special: int, helped: int) -> None:
    whole_year(world)
    for official in (True, False):
        assert total(world, unit, "tre-em", official).value == children
        assert total(world, unit, "hoan-canh", official).value == special
        assert total(world, unit, "duoc-giup", official).value == helped


def test_a_province_is_no_mean_of_rates(world: World) -> None:
    whole_year(world)
    # 16/20 = 80% in X, 30/30 = 100% in Y: their mean is 90%, the district is 46/50 = 92%.
    result = combine(
        Method.RATIO, total(world, "huyen-a", "duoc-giup"), total(world, "huyen-a", "hoan-canh"), 100
    )
    assert result.value == Fraction(92)


def test_check_cells_are_never_added(world: World) -> None:
    whole_year(world)
    # The villages of X say 1 + 0 + 2 as a check; the station's 3 and Y's 5 are what counts.
    assert total(world, "huyen-a", "bi-thuong").value == 8
    assert total(world, "huyen-a", "bi-thuong").asked == 2


def test_yes_counts_units_that_answered(world: World) -> None:
    whole_year(world)
    found = total(world, "tinh", "san-choi")
    # X: 2 of 3 villages; Y says 3 of 4, Z 2 of 2 directly.
    assert (found.value, found.yes_answered) == (7, 9)


def test_areas_are_kept_apart(world: World) -> None:
    whole_year(world)
    assert total(world, "tinh", "beo-phi", area="rural").value == 5
    assert total(world, "tinh", "can-do", area="rural").value == 90
    assert total(world, "tinh", "beo-phi", area="urban").value == 3
    assert total(world, "tinh", "beo-phi").value == 8


def test_nothing_is_official_before_it_is_accepted(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    official = total(world, "xa-x", "tre-em")
    assert (official.value, official.answered, official.asked) == (0, 0, 3)
    provisional = total(world, "xa-x", "tre-em", official=False)
    assert (provisional.value, provisional.answered, provisional.asked) == (300, 3, 3)


def test_coverage_counts_source_units_at_every_level(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an", "xa-y")
    world.hand_in("xa-x", "vhxh-x", reason="thôn 3 chưa gửi")
    world.take("xa-x", "huyen-a")
    found = total(world, "huyen-a", "tre-em")
    # Two of X's three villages and Y's direct cell: 100 + 80 + 200.
    assert (found.value, found.answered, found.asked) == (380, 3, 4)
    assert total(world, "tinh", "tre-em").asked == 5


def test_same_reports_same_total_with_and_without_the_district(world: World) -> None:
    """Rule 8: commune → district → province equals commune → province."""
    whole_year(world)
    communes = [snapshot_of(world.report(unit)) for unit in ("xa-x", "xa-y", "thi-tran-z")]
    for item in world.items.values():
        straight = sum(item_total(totals, item.pk).value for totals in communes)
        assert total(world, "tinh", item.code).value == straight


def test_year_on_year_only_over_units_with_both_years(world: World) -> None:
    fill_2023(world)
    whole_year(world)
    found = total(world, "tinh", "tao-hon")
    # X 4 → 2, Y 0 → 0; Z has no last year. Counted: 2 against 4.
    assert (found.matched_units, found.matched_value, found.matched_previous) == (2, 2, 4)
    result = combine(Method.YEAR_ON_YEAR, found, found, 100)
    assert result.value == Fraction(50)
    assert result.coverage == Coverage(2, 3)


def test_four_kinds_of_nothing_survive_to_the_province(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.enter("xa-y", "vhxh-y", hoan_canh=FigureState.NO_CASES, duoc_giup=FigureState.NO_CASES)
    world.enter("thi-tran-z", "vhxh-z", hoan_canh=FigureState.NOT_COLLECTED, duoc_giup=FigureState.EMPTY)
    special = total(world, "tinh", "hoan-canh", official=False)
    assert (special.value, special.answered, special.no_cases, special.not_collected, special.asked) == (
        20,
        4,
        1,
        1,
        5,
    )
    helped = total(world, "tinh", "duoc-giup", official=False)
    assert (helped.answered, helped.not_collected, helped.asked) == (4, 0, 5)


def test_a_place_without_cases_says_so(world: World) -> None:
    world.enter("xa-y", "vhxh-y", hoan_canh=FigureState.NO_CASES, duoc_giup=FigureState.NO_CASES)
    special = total(world, "xa-y", "hoan-canh", official=False)
    helped = total(world, "xa-y", "duoc-giup", official=False)
    assert combine(Method.RATIO, helped, special, 100).outcome == Outcome.NO_CASES
    world.enter("xa-y", "vhxh-y", hoan_canh=0, duoc_giup=0)
    special = total(world, "xa-y", "hoan-canh", official=False)
    helped = total(world, "xa-y", "duoc-giup", official=False)
    assert combine(Method.RATIO, helped, special, 100).outcome == Outcome.NO_DATA


def test_a_snapshot_stays_when_figures_below_change(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    before = snapshot_of(world.report("xa-x"))
    report = world.report("thon-1")
    actions.undo_acceptance(report=report, by=world.people["vhxh-x"], at=NOW, reason="số cũ")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    world.enter("thon-1", "truong-thon-1", tre_em=110)
    send_up(world, "thon-1")
    assert snapshot_of(world.report("xa-x")) == before
    assert item_total(before, world.items["tre-em"].pk).value == 300
    assert total(world, "xa-x", "tre-em").value == 310


def test_forms_are_what_was_asked(world: World) -> None:
    cells = {unit: set(world.report(unit).figures.values_list("item__code", flat=True)) for unit in SENDERS}
    assert cells["thon-1"] == {"tre-em", "hoan-canh", "duoc-giup", "san-choi", "bi-thuong"}
    assert cells["tram"] == {"bi-thuong"}
    assert cells["cong-an"] == {"xam-hai"}
    assert cells["xa-x"] == {"tao-hon", "can-do", "beo-phi"}
    assert len(cells["xa-y"]) == 9
    assert cells["huyen-a"] == cells["tinh"] == set()
    assert world.figure("thon-1", "bi-thuong").is_check
    assert not world.figure("tram", "bi-thuong").is_check
    assert Report.objects.get(unit=world.units["thon-1"]).area == "rural"


class TestSteps:
    """Levels of three communes: X at II, Y and Z at III. Last year X was at III and Y at II, both accepted;
    Z's was never sent."""

    @pytest.fixture
    def kinds(self, db: None) -> World:
        world = build_kinds(2023, 2024)
        say(world, "xa-x", 2023, giu_muc_do=3)
        say(world, "xa-y", 2023, giu_muc_do=2)
        say(world, "thi-tran-z", 2023, giu_muc_do=3)
        for unit, by in (("xa-x", "vhxh-x"), ("xa-y", "vhxh-y")):
            leave_the_rest(world, unit, 2023)
            world.hand_in(unit, by, 2023, reason="thiếu")
            world.take(unit, "huyen-a", 2023)
        say(world, "xa-x", muc_do=2, giu_muc_do=2, tien_quy=12_500_000, tinh_trang=(1, "đang xây"))
        say(world, "xa-y", muc_do=3, giu_muc_do=2, tien_quy=3_000_000, tinh_trang=2)
        say(world, "thi-tran-z", muc_do=3, giu_muc_do=1, tinh_trang=0)
        return world

    def test_provisional(self, kinds: World) -> None:
        assert total(kinds, "tinh", "muc-do", official=False).steps == (0, 0, 1, 2)
        assert total(kinds, "huyen-a", "muc-do", official=False).steps == (0, 0, 1, 1)
        assert total(kinds, "tinh", "tinh-trang", official=False).steps == (1, 1, 1, 0)
        kept = total(kinds, "tinh", "giu-muc-do", official=False)
        # X fell from III to II, Y stayed at II; Z has no accepted last year to fall from.
        assert (kept.steps, kept.matched_units, kept.fell) == ((0, 1, 2, 0), 2, 1)

    def test_money_adds_and_has_no_steps(self, kinds: World) -> None:
        money = total(kinds, "tinh", "tien-quy", official=False)
        assert (money.value, money.answered, money.asked) == (15_500_000, 2, 3)
        assert (money.steps, money.fell) == ((0, 0, 0, 0), 0)

    def test_handed_up_and_official_above(self, kinds: World) -> None:
        for unit, by in (("xa-x", "vhxh-x"), ("xa-y", "vhxh-y")):
            leave_the_rest(kinds, unit)
            kinds.hand_in(unit, by, reason="thiếu")
            kinds.take(unit, "huyen-a")
        kinds.hand_in("huyen-a", "huyen-a")
        snapshot = snapshot_of(kinds.report("huyen-a"))
        kept = item_total(snapshot, kinds.items["giu-muc-do"].pk)
        assert (kept.steps, kept.matched_units, kept.fell) == ((0, 0, 2, 0), 2, 1)
        kinds.take("huyen-a", "tinh")
        # Z is asked and has not come this far.
        found = total(kinds, "tinh", "muc-do")
        assert (found.steps, found.answered, found.asked) == ((0, 0, 1, 1), 2, 3)

    def test_not_collected_stands_on_no_step(self, kinds: World) -> None:
        say(kinds, "xa-x", muc_do=FigureState.NOT_COLLECTED)
        found = total(kinds, "tinh", "muc-do", official=False)
        assert (found.steps, found.answered, found.not_collected) == ((0, 0, 0, 2), 2, 1)

    def test_a_count_of_two_is_no_second_level(self, kinds: World) -> None:
        kinds.enter("xa-x", "vhxh-x", tao_hon=2)
        assert total(kinds, "tinh", "tao-hon", official=False).steps == (0, 0, 0, 0)
