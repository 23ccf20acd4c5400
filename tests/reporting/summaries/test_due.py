"""Which days hold for a report once the unit above has set one or extended it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plans.enums import DutyKind, PlanState
from plans.models import Deadline, Plan
from reporting.deadlines import Due
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import ReportEvent, Round
from reporting.summaries.due import DueBook, due_words
from tests.world import NOW, World, at, build_round
from units.enums import Level

pytestmark = pytest.mark.django_db


def say(world: World, unit: str, act: Act, day: date, year: int = 2024) -> None:
    """The event as it stands in the log, without the act that writes it."""
    ReportEvent.objects.create(
        report=world.report(unit, year),
        act=act,
        at=NOW,
        by=world.people["vhxh-x"],
        from_state=ReportState.DRAFT,
        to_state=ReportState.DRAFT,
        reason="lũ",
        day=day,
    )


def days(world: World, unit: str, *above: str, year: int = 2024) -> list[Due]:
    found = world.units[unit]
    chain = [world.units[key].pk for key in ("tinh", *above, unit)]
    book = DueBook.of(world.rounds[year])
    return book.for_unit(found.level, found.agency_kind, chain, found.pk)


def test_an_extension_moves_the_earlier_day_and_only_of_its_unit(world: World) -> None:
    say(world, "thon-1", Act.EXTENDED, date(2024, 11, 25))
    assert days(world, "thon-1") == [
        Due("ke-hoach-tinh", date(2024, 11, 25), date(2024, 11, 25), "gia hạn đến 25/11/2024")
    ]
    assert days(world, "thon-2") == [Due("ke-hoach-tinh", date(2024, 11, 20), date(2024, 11, 20))]


def test_the_last_extension_counts_and_a_later_day_of_a_plan_stays(world: World) -> None:
    say(world, "thon-1", Act.EXTENDED, date(2024, 11, 30))
    say(world, "thon-1", Act.EXTENDED, date(2024, 11, 23))
    other = Plan.objects.create(
        key="ke-hoach-xa",
        issuer=world.units["xa-x"],
        kind="ke_hoach",
        title="Kế hoạch",
        short_title="Kế hoạch xã",
        first_year=2024,
        last_year=2024,
    )
    Deadline.objects.create(
        plan=other,
        position=1,
        duty=DutyKind.YEAR,
        reporter_level=Level.VILLAGE,
        day=1,
        month=12,
        words="01/12",
    )
    assert days(world, "thon-1", "huyen-a", "xa-x") == [
        Due("ke-hoach-tinh", date(2024, 11, 23), date(2024, 11, 23), "gia hạn đến 23/11/2024"),
        Due("ke-hoach-xa", date(2024, 12, 1), date(2024, 12, 1)),
    ]


def test_of_two_days_of_one_plan_only_the_earlier_is_moved(world: World) -> None:
    Deadline.objects.create(
        plan=world.plan,
        position=3,
        duty=DutyKind.YEAR,
        reporter_level=Level.VILLAGE,
        day=5,
        month=12,
        words="-",
    )
    say(world, "thon-1", Act.EXTENDED, date(2024, 11, 25))
    (due,) = days(world, "thon-1")
    assert (due.warns_on, due.decides_on) == (date(2024, 11, 25), date(2024, 12, 5))


def test_a_day_is_set_only_where_no_plan_names_one(world: World) -> None:
    say(world, "tram", Act.DAY_SET, date(2024, 11, 18))
    say(world, "tram", Act.DAY_SET, date(2024, 11, 19))
    say(world, "thon-1", Act.DAY_SET, date(2024, 11, 10))
    assert days(world, "tram") == [Due("", date(2024, 11, 19), date(2024, 11, 19), "do xã ấn định")]
    assert days(world, "thon-1") == [Due("ke-hoach-tinh", date(2024, 11, 20), date(2024, 11, 20))]


def test_the_word_is_that_of_the_level_right_above(world: World) -> None:
    Deadline.objects.all().delete()
    for unit in ("xa-x", "huyen-a", "tinh"):
        say(world, unit, Act.DAY_SET, date(2024, 12, 1))
    assert [days(world, unit)[0].note for unit in ("xa-x", "huyen-a", "tinh")] == [
        "do huyện ấn định",
        "do tỉnh ấn định",
        "do tỉnh ấn định",
    ]


def test_days_of_another_round_say_nothing(world: World) -> None:
    build_round(world, 2023)
    say(world, "thon-1", Act.EXTENDED, date(2023, 11, 25), year=2023)
    assert days(world, "thon-1")[0].decides_on == date(2024, 11, 20)
    assert days(world, "thon-1", year=2023)[0].decides_on == date(2023, 11, 25)


@pytest.mark.parametrize(
    ("day", "sentence", "text"),
    [
        (None, "Hạn nộp: hết ngày Thứ Tư 20/11/2024", "Nộp muộn 3 ngày"),
        (22, "Hạn nộp: gia hạn đến hết ngày Thứ Sáu 22/11/2024", "Nộp muộn 1 ngày"),
        (23, "Hạn nộp: gia hạn đến hết ngày Thứ Bảy 23/11/2024", "Đúng hạn"),
    ],
)
def test_late_becomes_in_time_and_the_next_day_counts(
    world: World, day: int | None, sentence: str, text: str
) -> None:
    report = world.report("thon-1")
    report.state = ReportState.SUBMITTED
    report.first_submitted_at = at(23, 23)
    if day is not None:
        say(world, "thon-1", Act.EXTENDED, date(2024, 11, day))
    words = due_words(report, days(world, "thon-1"), at(24))
    assert (words.sentence, words.timeliness.text) == (sentence, text)


def test_a_day_that_was_set_says_by_whom(world: World) -> None:
    say(world, "tram", Act.DAY_SET, date(2024, 11, 18))
    words = due_words(world.report("tram"), days(world, "tram"), NOW)
    assert words.sentence == "Hạn nộp: hết ngày Thứ Hai 18/11/2024, do xã ấn định"
    assert (words.note, words.timeliness.text) == ("do xã ấn định", "Còn 3 ngày")


def duty(world: World, kind: RoundKind, year: int, plan: Plan | None) -> Round:
    return Round.objects.create(
        key=f"{year}-{kind}",
        kind=kind,
        plan=plan,
        year=year,
        data_from=date(2021, 1, 1),
        data_to=date(year, 12, 14),
    )


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (RoundKind.MID_TERM, DutyKind.MID_TERM),
        (RoundKind.FINAL, DutyKind.FINAL),
        (RoundKind.ACTION_PLAN, DutyKind.ACTION_PLAN),
    ],
)
def test_a_round_of_one_plan_is_held_to_that_plan_in_the_year_named(
    world: World, kind: RoundKind, named: DutyKind
) -> None:
    """000: the units' own plans are due on 20/8/2021, once."""
    other = Plan.objects.create(
        key="khac",
        issuer=world.units["tinh"],
        kind="ke_hoach",
        title="Khác",
        short_title="Khác",
        first_year=2021,
        last_year=2025,
    )
    for plan, day in ((world.plan, 20), (other, 25)):
        plan.deadlines.create(
            position=9, duty=named, reporter_level=Level.VILLAGE, day=day, month=8, year=2021, words="-"
        )
    # What collects no figures, or is over, asks for its texts all the same.
    Plan.objects.filter(pk=other.pk).update(collects=False, state=PlanState.ENDED)
    asked, later = duty(world, kind, 2021, other), duty(world, kind, 2022, other)
    books = DueBook.of_rounds([asked, later])
    chain = [world.units["tinh"].pk]
    assert [due.decides_on for due in books[asked.pk].for_unit("village", "", chain, 0)] == [
        date(2021, 8, 25)
    ]
    assert books[later.pk].for_unit("village", "", chain, 0) == []


def test_no_plan_names_a_day_for_the_final_figures(world: World) -> None:
    final = duty(world, RoundKind.FINAL_YEAR, 2024, None)
    assert DueBook.of(final).for_unit("village", "", [world.units["tinh"].pk], 0) == []


def test_a_draft_names_no_day(world: World) -> None:
    Plan.objects.update(state=PlanState.DRAFT, asked_at=None)
    assert days(world, "thon-1") == []


def test_the_same_queries_however_many_rounds_and_units(world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    build_round(world, 2023)
    with django_assert_num_queries(2):
        DueBook.of_rounds(world.rounds.values())
    # Who gave days is asked only where somebody has.
    for number, unit in enumerate(("thon-1", "thon-2", "tram")):
        say(world, unit, Act.EXTENDED, date(2024, 11, 25) + timedelta(days=number))
    with django_assert_num_queries(3):
        books = DueBook.of_rounds(world.rounds.values())
    assert len(books) == 2
