"""What does opening a round write down: by units or direct, in six months, and for plans of other years?"""

from __future__ import annotations

from datetime import date

import pytest

from plans.enums import DutyKind
from plans.models import Deadline
from reporting import actions
from reporting.enums import RoundKind
from reporting.models import Figure, Report, Round
from tests.world import NOW, World
from units.models import Unit

pytestmark = pytest.mark.django_db


def new_round(year: int, kind: RoundKind = RoundKind.YEAR) -> Round:
    is_half = kind == RoundKind.SIX_MONTHS
    return Round.objects.create(
        key=f"{year}-thu",
        kind=kind,
        year=year,
        data_from=date(year - 1, 12, 15),
        data_to=date(year, 6 if is_half else 12, 14),
    )


def opened(
    world: World, round_: Round, *, direct: tuple[str, ...] = (), also: tuple[object, ...] = ()
) -> int:
    return actions.open_round(
        round_=round_,
        unit=world.units["tinh"],
        by=world.people["tinh"],
        at=NOW,
        direct=[world.units[key] for key in direct],
        also=also,  # type: ignore[arg-type]
    )


def forms(round_: Round) -> dict[str, int]:
    """How many cells each report has."""
    return {
        report.unit.key: report.figures.count()
        for report in Report.objects.filter(round=round_).select_related("unit")
    }


EVERY_ITEM = 9


def test_a_direct_place_has_every_cell_and_its_units_none(world: World) -> None:
    round_ = new_round(2025)
    # X types for its villages, station and police; Y and Z did so already.
    assert opened(world, round_, direct=("xa-x",)) == 6
    assert forms(round_) == {
        "xa-x": EVERY_ITEM,
        "xa-y": EVERY_ITEM,
        "thi-tran-z": EVERY_ITEM,
        "huyen-a": 0,
        "huyen-b": 0,
        "tinh": 0,
    }
    assert not Figure.objects.filter(report__round=round_, is_check=True).exists()


def test_direct_districts_leave_no_form_below_them(world: World) -> None:
    round_ = new_round(2025)
    assert opened(world, round_, direct=("huyen-a", "huyen-b")) == 3
    assert forms(round_) == {"huyen-a": EVERY_ITEM, "huyen-b": EVERY_ITEM, "tinh": 0}


def test_a_place_outside_the_tree_cannot_be_direct(world: World) -> None:
    stranger = Unit.objects.create(key="huyen-khac", level="district")
    world.units["huyen-khac"] = stranger
    for key in ("huyen-khac", "tram"):
        with pytest.raises(ValueError, match=key):
            opened(world, new_round(2025), direct=(key,))
        assert not Round.objects.filter(year=2025, openings__isnull=False).exists()
        Round.objects.filter(year=2025).delete()


def test_six_months_ask_only_what_plans_with_that_duty_need(world: World) -> None:
    assert opened(world, new_round(2024, RoundKind.SIX_MONTHS)) == 0
    half = new_round(2025, RoundKind.SIX_MONTHS)
    Deadline.objects.create(
        plan=world.plan,
        position=90,
        duty=DutyKind.SIX_MONTHS,
        reporter_level="commune",
        words="báo cáo 6 tháng trước ngày 10/5",
    )
    assert opened(world, half) > 0
    year = Report.objects.filter(round=world.rounds[2024])
    assert set(Report.objects.filter(round=half).values_list("unit", flat=True)) == set(
        year.values_list("unit", flat=True)
    )


def test_two_duties_of_one_plan_ask_once(world: World) -> None:
    for position in (90, 91):
        Deadline.objects.create(
            plan=world.plan,
            position=position,
            duty=DutyKind.SIX_MONTHS,
            reporter_level="commune",
            words="báo cáo 6 tháng",
        )
    half = new_round(2024, RoundKind.SIX_MONTHS)
    opened(world, half)
    assert forms(half)["xa-y"] == EVERY_ITEM


def test_a_plan_of_a_later_year_is_asked_before_only_when_named(world: World) -> None:
    world.plan.first_year = world.plan.last_year = 2030
    world.plan.save()
    assert opened(world, new_round(2028)) == 0
    before = new_round(2029)
    assert opened(world, before, also=(world.plan,)) == 11
    assert forms(before)["xa-y"] == EVERY_ITEM


def test_a_plan_named_beside_its_own_year_is_asked_once(world: World) -> None:
    round_ = new_round(2025)
    opened(world, round_, also=(world.plan,))
    assert forms(round_)["thon-1"] == 5


def test_a_plan_of_another_tree_is_not_asked(world: World) -> None:
    lonely = world.unit("tinh-khac", "province")  # type: ignore[arg-type]
    world.plan.issuer = lonely
    world.plan.save()
    assert opened(world, new_round(2025), also=(world.plan,)) == 0
