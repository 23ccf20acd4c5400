"""What do the columns of years show, and what is said about a flagged reading?"""

from __future__ import annotations

from decimal import Decimal

from indicators.actions.readings import confirm_reading
from indicators.enums import Operator
from indicators.models import Target
from indicators.summaries.targets import ComponentLine, TargetPage, span_key, target_page
from tests.world import NOW, TODAY, World


def read(world: World, who: str = "tinh") -> TargetPage:
    return target_page(world.plan, world.people[who], TODAY)


def line(page: TargetPage, label: str) -> ComponentLine:
    (found,) = [
        component
        for group in page.goals
        for indicator in group.indicators
        for component in indicator.components
        if component.label == label
    ]
    return found


def cells(page: TargetPage, label: str) -> list[tuple[str, str, int, str]]:
    return [
        (cell.years, cell.text.replace("\u00a0", " "), cell.columns, cell.note)
        for cell in line(page, label).cells
    ]


def put(world: World, label: str, first: int, last: int, value: str, words: str = "như ký") -> Target:
    return Target.objects.create(
        component=world.components[label],
        first_year=first,
        last_year=last,
        operator=Operator.AT_LEAST,
        value=Decimal(value),
        words=words,
        reading=f"đọc {value}",
    )


def test_every_milestone_has_a_column_and_a_span_runs_across(world: World) -> None:
    put(world, "1.2", 2026, 2030, "98")
    Target.objects.filter(component=world.components["2"]).delete()
    put(world, "2", 2025, 2030, "7")
    Target.objects.filter(component=world.components["3"]).delete()
    put(world, "3", 2030, 2030, "9")
    page = read(world)
    assert [column.head for column in page.years] == ["2025", "2030"]
    assert cells(page, "1.1") == [("mọi năm", "< 10%", 2, "mọi năm")]
    assert cells(page, "1.2") == [("2025", "≥ 95%", 1, ""), ("2026–2030", "≥ 98%", 1, "2026–2030")]
    assert cells(page, "2") == [("2025–2030", "≥ 7/10.000", 2, "2025–2030")]
    assert cells(page, "3") == [("2025", "", 1, ""), ("2030", "≥ 9%", 1, "")]


def test_a_plan_without_years_has_one_column(world: World) -> None:
    Target.objects.exclude(first_year=None).delete()
    page = read(world)
    assert [column.head for column in page.years] == ["Mọi năm"]
    assert cells(page, "1.1") == [("mọi năm", "< 10%", 1, "")]
    assert cells(page, "1.2") == [("mọi năm", "", 1, "")]


def test_a_yearly_target_of_the_owner_is_not_taken_for_signed(world: World) -> None:
    put(world, "1.2", 2024, 2024, "93", words="")
    page = read(world)
    assert [(column.head, column.is_own) for column in page.years] == [("2024", True), ("2025", False)]
    assert page.has_own_years
    assert line(page, "1.2").readings == [""]  # only the signed one's


def test_a_flag_says_words_reading_and_who_confirmed(world: World) -> None:
    target = put(world, "1.2", 2030, 2030, "100", words="trên 100%")
    target.flag = "impossible_over_100"
    target.save()
    ((number, flag),) = read(world).flags
    assert (number, flag.label, flag.years, flag.span) == ("1", "1.2", "2030", "2030")
    assert (flag.words, flag.reading, flag.confirmed) == ("trên 100%", "đọc 100", "")
    assert flag.kind == "Không thể đạt trên 100%"
    confirm_reading(target=target, by=world.people["tinh"], at=NOW)
    ((_, flag),) = read(world).flags
    assert flag.confirmed == "Tinh, 09:00 ngày 15/11/2024"
    assert flag.words == "trên 100%"


def test_only_the_issuers_officer_is_asked(world: World) -> None:
    assert [who for who in world.people if read(world, who).may_confirm] == ["tinh"]


def test_the_targets_part_of_an_address() -> None:
    assert span_key(Target()) == "moi-nam"
    assert span_key(Target(first_year=2025, last_year=2025)) == "2025"
    assert span_key(Target(first_year=2026, last_year=2030)) == "2026-2030"
