"""What must never be false is held by the database: each constraint is broken on purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from plans.models import Task
from reporting.enums import FigureState, ReportState, TaskState
from reporting.models import (
    CommentAnswer,
    Difficulty,
    DifficultyAnswer,
    Explanation,
    Figure,
    FigureChange,
    Paper,
    Reminder,
    Report,
    ReportEvent,
    ReviewComment,
    TaskResult,
    Total,
    TotalText,
)
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import NOW, World, fill_places
from units.enums import LogKind
from units.models import LogEntry, Placement, Unit


def refused(**update: Any) -> None:
    """The update of one figure breaks a constraint."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(item__code="tre-em").update(**update)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": FigureState.ENTERED},
        {"state": FigureState.ENTERED, "value": -1},
        {"state": FigureState.NO_CASES, "value": 3},
        {"state": FigureState.NO_CASES},
        {"state": FigureState.EMPTY, "value": 0},
        {"state": FigureState.NOT_COLLECTED, "value": 0},
        {"state": FigureState.UNREAD},
        {"state": FigureState.ENTERED, "value": 3, "answered": 2},
        {"entered_at": NOW},
    ],
)
def test_a_cell_holds_one_answer(world: World, broken: dict[str, Any]) -> None:
    refused(**broken)
    assert set(Figure.objects.values_list("state", flat=True)) == {FigureState.EMPTY}


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "xong"},
        {"state": ReportState.SUBMITTED},
        {"state": ReportState.ACCEPTED},
        {"state": ReportState.RETURNED},
        {"submitted_at": NOW},
        {"checking_since": NOW},
        {"correct_by_on": date(2024, 11, 20)},
    ],
)
def test_a_report_says_who_and_when_in_pairs(world: World, broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(unit=world.units["thon-1"]).update(**broken)


def test_one_report_per_unit_and_round(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(round=world.rounds[2024], unit=world.units["thon-1"])


def test_one_cell_per_report_and_item(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(report=world.report("thon-1"), item=world.items["tre-em"])


def test_a_return_without_a_reason(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportEvent.objects.create(
            report=world.report("thon-1"),
            act="returned",
            at=NOW,
            by=world.people["vhxh-x"],
            from_state=ReportState.SUBMITTED,
            to_state=ReportState.RETURNED,
        )


@pytest.mark.parametrize("table", [FigureChange, ReportEvent, Total, TotalText])
def test_the_log_is_append_only(db: None, table: type[Any]) -> None:
    world = build_kinds()
    fill_places(world)
    say(world, "xa-y", danh_gia="Một câu.")
    leave_the_rest(world, "xa-y")
    world.hand_in("xa-y", "vhxh-y")
    row = table.objects.first()
    name = table._meta.db_table
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {name} WHERE id = %s", [row.pk])  # noqa: S608
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {name} SET id = id WHERE id = %s", [row.pk])  # noqa: S608
    assert table.objects.filter(pk=row.pk).exists()


def _rows_of_the_log(world: World) -> dict[str, Any]:
    """One row in each of the other tables that are only ever added to."""
    head, unit, report = world.people["truong-thon-1"], world.units["thon-1"], world.report("thon-1")
    plan_task = Task.objects.create(plan=world.plan, position=1, unit_words="Thôn", words="Việc")
    event = report.events.first()
    assert event is not None
    comment = ReviewComment.objects.create(event=event, figure=world.figure("thon-1", "tre-em"), text="?")
    difficulty = Difficulty.objects.create(unit=unit, number=1, text="Thiếu.", by=head, at=NOW)
    made = {
        "comment": comment,
        "answer": CommentAnswer.objects.create(comment=comment, text="Đúng.", by=head, at=NOW),
        "explanation": Explanation.objects.create(
            figure=world.figure("thon-1", "tre-em"), code="W1", said="?", reasons=",fuller,", by=head, at=NOW
        ),
        "paper": Paper.objects.create(report=report, version=1, by=head, at=NOW),
        "reminder": Reminder.objects.create(report=report, on=NOW.date(), at=NOW, by=head),
        "difficulty answer": DifficultyAnswer.objects.create(
            difficulty=difficulty, text="Đã rõ.", unit=unit, by=head, at=NOW
        ),
        "task result": TaskResult.objects.create(
            task=plan_task, unit=unit, round=report.round, state=TaskState.DONE, by=head, at=NOW
        ),
        "entry": LogEntry.objects.create(at=NOW, kind=LogKind.PLAN, act="thêm"),
    }
    # The cell's own log, with the machine it was typed at, which came later than the trigger.
    world.enter("thon-1", "truong-thon-1", tre_em=1)
    return made | {"change": FigureChange.objects.get()}


@pytest.mark.parametrize(
    "which",
    [
        *("comment", "answer", "explanation", "paper", "reminder"),
        *("difficulty answer", "task result", "entry", "change"),
    ],
)
def test_what_was_said_is_never_unsaid(world: World, which: str) -> None:
    row = _rows_of_the_log(world)[which]
    name = row._meta.db_table
    for statement in (f"DELETE FROM {name} WHERE id = %s", f"UPDATE {name} SET id = id WHERE id = %s"):  # noqa: S608
        with (
            pytest.raises(DatabaseError, match="append only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [row.pk])
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "parts",
    [
        {"answered": 2, "step_1": 1, "step_2": 2},
        {"answered": 2, "matched_units": 1, "fell": 2},
    ],
)
def test_no_more_steps_than_answers(world: World, parts: dict[str, int]) -> None:
    none = dict.fromkeys(
        ("value", "yes_answered", "no_cases", "not_collected", "matched_units", "matched_value"), 0
    )
    row = {"asked": 3, "matched_previous": 0, "edition": 1, **none, **parts}
    with pytest.raises(IntegrityError), transaction.atomic():
        Total.objects.create(report=world.report("xa-x"), item=world.items["tre-em"], **row)


class TestSpans:
    """A unit's placements never share a day; the day after the last is free."""

    @pytest.fixture
    def unit(self, db: None) -> Unit:
        unit = Unit.objects.create(key="xa", level="commune")
        Placement.objects.create(unit=unit, name="Xã", kind="xã", ends_on=date(2025, 6, 30))
        return unit

    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [
            (None, None),
            (None, date(2020, 1, 1)),
            (date(2025, 6, 30), None),
            (date(2024, 1, 1), date(2024, 1, 1)),
        ],
    )
    def test_overlap_is_refused(self, unit: Unit, starts_on: date | None, ends_on: date | None) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            Placement.objects.create(unit=unit, name="Xã", kind="xã", starts_on=starts_on, ends_on=ends_on)

    def test_the_next_day_is_free_and_cannot_be_moved_back(self, unit: Unit) -> None:
        new = Placement.objects.create(unit=unit, name="Phường", kind="phường", starts_on=date(2025, 7, 1))
        assert Placement.objects.as_of(date(2025, 6, 30)).get(unit=unit).kind == "xã"
        assert Placement.objects.as_of(date(2025, 7, 1)).get(unit=unit).kind == "phường"
        with pytest.raises(DatabaseError), transaction.atomic():
            Placement.objects.filter(pk=new.pk).update(starts_on=date(2025, 6, 30))

    def test_another_unit_is_free(self, unit: Unit) -> None:
        other = Unit.objects.create(key="xa-khac", level="commune")
        Placement.objects.create(unit=other, name="Xã", kind="xã")
        assert Placement.objects.count() == 2

    def test_a_span_runs_forward(self, db: None) -> None:
        unit = Unit.objects.create(key="xa-nguoc", level="commune")
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.create(
                unit=unit, name="Xã", kind="xã", starts_on=date(2025, 1, 2), ends_on=date(2025, 1, 1)
            )


def test_only_agencies_have_a_kind(db: None) -> None:
    for level, kind in (("agency", ""), ("village", "police")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.create(key="sai", level=level, agency_kind=kind)
