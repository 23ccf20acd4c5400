"""The life of a report, act by act: allowed and refused from one set-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting import actions
from reporting.answers import Answer, Change
from reporting.enums import Act, FigureState, Origin, ReportState
from reporting.models import Figure, FigureChange, Report, ReportEvent, RoundOpening, Total
from tests.world import NOW, World, at, fill_places, fill_villages, send_up, whole_year


def ready(world: World) -> Report:
    """Village 1 with every cell answered."""
    world.enter(
        "thon-1", "truong-thon-1", tre_em=100, hoan_canh=10, duoc_giup=9, bi_thuong=1, san_choi=(1, 1)
    )
    return world.report("thon-1")


# --- Entering


def test_saving_writes_the_figure_and_its_log(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=100)
    world.enter("thon-1", "truong-thon-1", tre_em=98, when=at(15, 10))
    figure = world.figure("thon-1", "tre-em")
    assert (figure.value, figure.version, figure.state) == (98, 2, FigureState.ENTERED)
    rows = FigureChange.objects.filter(figure=figure).order_by("version")
    assert [(row.version, row.value, row.raw, row.by.username, row.origin) for row in rows] == [
        (1, 100, "100", "truong-thon-1", Origin.TYPED),
        (2, 98, "98", "truong-thon-1", Origin.TYPED),
    ]


def test_saving_the_same_twice_changes_nothing(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=100)
    world.enter("thon-1", "truong-thon-1", tre_em=100)
    assert FigureChange.objects.filter(figure=world.figure("thon-1", "tre-em")).count() == 1


def test_a_sum_shown_as_its_result_is_no_change(world: World) -> None:
    item = world.items["tre-em"]
    for raw in ("=12+15+9", "36"):
        figure = world.figure("thon-1", "tre-em")
        actions.save_answers(
            report=world.report("thon-1"),
            changes=[Change(item.pk, figure.version, Answer(FigureState.ENTERED, value=36, raw=raw))],
            by=world.people["truong-thon-1"],
            at=NOW,
        )
    assert world.figure("thon-1", "tre-em").raw == "=12+15+9"


def test_two_people_never_overwrite_each_other_silently(world: World) -> None:
    item = world.items["tre-em"]
    first, second = (
        Change(item.pk, 0, Answer(FigureState.ENTERED, value=value, raw=str(value))) for value in (212, 215)
    )
    report, by = world.report("thon-1"), world.people["truong-thon-1"]
    assert actions.save_answers(report=report, changes=[first], by=by, at=NOW) == []
    (conflict,) = actions.save_answers(report=report, changes=[second], by=by, at=NOW)
    assert (conflict.mine.value, conflict.theirs.value, conflict.version) == (215, 212, 1)
    assert world.figure("thon-1", "tre-em").value == 212
    # Choosing knowingly, from the version that was shown.
    chosen = Change(item.pk, conflict.version, second.answer)
    assert actions.save_answers(report=report, changes=[chosen], by=by, at=NOW) == []
    assert world.figure("thon-1", "tre-em").value == 215


def test_an_old_page_left_untouched_is_no_conflict(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=100)
    item = world.items["tre-em"]
    seen = Answer(FigureState.ENTERED, value=100, raw="100")
    world.enter("thon-1", "truong-thon-1", tre_em=101)
    report, by = world.report("thon-1"), world.people["truong-thon-1"]
    assert actions.save_answers(report=report, changes=[Change(item.pk, 1, seen)], by=by, at=NOW) == []
    blank = Change(world.items["hoan-canh"].pk, 0, Answer(FigureState.EMPTY))
    assert actions.save_answers(report=report, changes=[blank], by=by, at=NOW) == []
    assert world.figure("thon-1", "tre-em").value == 101


def test_saving_is_all_or_nothing(world: World) -> None:
    good = Change(world.items["tre-em"].pk, 0, Answer(FigureState.ENTERED, value=5, raw="5"))
    foreign = Change(world.items["xam-hai"].pk, 0, Answer(FigureState.ENTERED, value=1, raw="1"))
    with pytest.raises(actions.Refused, match="không có ô đó"):
        actions.save_answers(
            report=world.report("thon-1"), changes=[good, foreign], by=world.people["truong-thon-1"], at=NOW
        )
    assert world.figure("thon-1", "tre-em").state == FigureState.EMPTY
    assert not FigureChange.objects.exists()


@pytest.mark.parametrize(
    "who", ["truong-thon-2", "vhxh-x", "huyen-a", "tinh", "quan-tri", "vhxh-cu", "nguoi-ngoai"]
)
def test_only_the_unit_itself_enters(world: World, who: str) -> None:
    change = Change(world.items["tre-em"].pk, 0, Answer(FigureState.ENTERED, value=5, raw="5"))
    report = world.report("thon-1")
    with pytest.raises(actions.NotYours):
        actions.save_answers(report=report, changes=[change], by=world.people[who], at=NOW)
    actions.save_answers(report=report, changes=[change], by=world.people["truong-thon-1"], at=NOW)
    assert world.figure("thon-1", "tre-em").value == 5


def test_a_version_that_no_cell_has_is_refused(world: World) -> None:
    change = Change(world.items["tre-em"].pk, 3, Answer(FigureState.ENTERED, value=5, raw="5"))
    with pytest.raises(actions.Refused, match="Tải lại trang"):
        actions.save_answers(
            report=world.report("thon-1"), changes=[change], by=world.people["truong-thon-1"], at=NOW
        )
    assert not FigureChange.objects.exists()


def test_nothing_is_written_after_submitting(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    with pytest.raises(actions.Refused, match="chỉ xem được"):
        world.enter("thon-1", "truong-thon-1", tre_em=1)
    assert world.figure("thon-1", "tre-em").value == 100


# --- Submitting


def test_submitting_records_who_when_and_the_event(world: World) -> None:
    report = ready(world)
    event = actions.submit(report=report, by=world.people["truong-thon-1"], at=at(18, 14), address="10.0.0.7")
    report.refresh_from_db()
    assert (report.state, report.submissions) == (ReportState.SUBMITTED, 1)
    assert report.first_submitted_at == report.submitted_at == at(18, 14)
    assert (event.act, event.from_state, event.to_state, event.address) == (
        Act.SUBMITTED,
        ReportState.DRAFT,
        ReportState.SUBMITTED,
        "10.0.0.7",
    )


def test_a_second_click_is_refused_in_words(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    with pytest.raises(actions.Refused, match="Đã nộp"):
        world.hand_in("thon-1", "truong-thon-1")
    assert world.report("thon-1").submissions == 1
    assert ReportEvent.objects.filter(act=Act.SUBMITTED).count() == 1


def test_an_incomplete_form_is_refused_and_names_the_cells(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=5, hoan_canh=9, duoc_giup=9, san_choi=(1, 1))
    with pytest.raises(actions.Incomplete) as refusal:
        world.hand_in("thon-1", "truong-thon-1")
    assert [problem.code for problem in refusal.value.problems] == ["E3", "E7"]
    assert world.report("thon-1").state == ReportState.DRAFT


def test_a_place_says_why_it_goes_up_without_somebody(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    with pytest.raises(actions.Refused, match="Còn 1 báo cáo"):
        world.hand_in("xa-x", "vhxh-x")
    assert not Total.objects.exists()
    world.hand_in("xa-x", "vhxh-x", reason="Thôn 3 mất sổ")
    event = ReportEvent.objects.get(report=world.report("xa-x"), act=Act.SUBMITTED)
    assert event.reason == "Thôn 3 mất sổ"
    assert Total.objects.filter(report=world.report("xa-x"), edition=1).exists()


def held(act: Callable[[], object]) -> list[str]:
    """The rows of reports that the act holds until it is done; SQLite has one writer at a time anyway."""
    with CaptureQueriesContext(connection) as found:
        act()
    return [
        query["sql"]
        for query in found
        # A row is held against other acts, not against rows that point to it.
        if query["sql"].endswith('FOR NO KEY UPDATE OF "reporting_report"')
    ]


def test_nothing_below_moves_while_a_place_is_added_up(world: World) -> None:
    """Between counting who is missing and the sums, nobody opens a village again."""
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    own_and_below = 2 if connection.features.has_select_for_update else 0
    assert len(held(lambda: world.hand_in("xa-x", "vhxh-x"))) == own_and_below


def test_the_level_above_does_not_accept_while_a_report_is_opened_again(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.take("thon-1", "vhxh-x")
    above_and_own = 2 if connection.features.has_select_for_update else 0
    undone = held(
        lambda: actions.undo_acceptance(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="nhầm"
        ),
    )
    assert len(undone) == above_and_own


def test_each_submission_of_a_place_is_an_edition(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    world.hand_in("xa-y", "vhxh-y")
    actions.recall(report=world.report("xa-y"), by=world.people["vhxh-y"], at=NOW)
    world.enter("xa-y", "vhxh-y", tre_em=210)
    world.hand_in("xa-y", "vhxh-y")
    kept = Total.objects.filter(report=world.report("xa-y"), item=world.items["tre-em"]).order_by("edition")
    assert [(total.edition, total.value) for total in kept] == [(1, 200), (2, 210)]


# --- Checking


def test_recall_until_somebody_checks(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    with pytest.raises(actions.Refused, match="đang được kiểm tra"):
        actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    actions.release_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    assert world.report("thon-1").state == ReportState.DRAFT


def test_handing_in_and_taking_back_does_not_stop_the_clock(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(20))
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(20, 10))
    world.hand_in("thon-1", "truong-thon-1", when=at(25))
    assert world.report("thon-1").first_submitted_at == at(25)


def test_taking_back_after_a_return_keeps_the_first_submission(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(15))
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(16))
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(16), reason="x")
    world.hand_in("thon-1", "truong-thon-1", when=at(17))
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(17))
    # Returned on 16/11 with three days: it is a returned report again, and not overdue by any plan's day.
    report = world.report("thon-1")
    assert (report.state, report.correct_by_on) == (ReportState.RETURNED, date(2024, 11, 19))
    assert (report.submitted_at, report.submissions) == (at(15), 2)
    world.hand_in("thon-1", "truong-thon-1", when=at(25))
    assert world.report("thon-1").first_submitted_at == at(15)


def test_taking_back_after_an_undone_acceptance_keeps_the_first_submission(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(15))
    world.take("thon-1", "vhxh-x", when=at(16))
    actions.undo_acceptance(
        report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(24), reason="nhầm"
    )
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(25))
    world.hand_in("thon-1", "truong-thon-1", when=at(26))
    assert world.report("thon-1").first_submitted_at == at(15)


@pytest.mark.parametrize(
    "who",
    [
        "truong-thon-1",
        "truong-thon-2",
        "y-te",
        "lanh-dao-x",
        "vhxh-y",
        "huyen-a",
        "tinh",
        "quan-tri",
        "vhxh-cu",
    ],
)
def test_only_the_unit_directly_above_checks(world: World, who: str) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    for act in (actions.start_check, actions.accept):
        with pytest.raises(actions.NotYours):
            act(report=world.report("thon-1"), by=world.people[who], at=NOW)
    world.take("thon-1", "vhxh-x")
    assert world.report("thon-1").state == ReportState.ACCEPTED


def test_deciding_takes_a_report_that_nobody_is_reading(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    seen = world.report("thon-1").events.latest("id").pk
    actions.accept(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, seen=seen)
    assert acts_of(world, "thon-1")[-2:] == [Act.CHECK_STARTED, Act.ACCEPTED]


def test_nothing_is_decided_that_was_not_seen(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    seen = world.report("thon-1").events.latest("id").pk
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    world.hand_in("thon-1", "truong-thon-1")
    for decide, said in ((actions.accept, {}), (actions.send_back, {"reason": "xem lại"})):
        with pytest.raises(actions.Refused, match="việc mới"):
            decide(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, seen=seen, **said)
    assert world.report("thon-1").state == ReportState.SUBMITTED
    assert not world.report("thon-1").is_being_checked


def acts_of(world: World, unit: str) -> list[Act]:
    return [Act(act) for act in world.report(unit).events.values_list("act", flat=True)]


def test_somebody_elses_check_is_not_decided_over(world: World) -> None:
    from units.enums import Role

    world.person("vhxh-x-2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Người Thứ Hai")
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    with pytest.raises(actions.Refused, match="đang kiểm tra báo cáo này"):
        actions.accept(report=world.report("thon-1"), by=world.people["vhxh-x-2"], at=NOW)
    with pytest.raises(actions.Refused, match="đang được kiểm tra"):
        actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x-2"], at=NOW)


def test_a_return_has_a_reason_a_day_and_comments(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(15))
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    with pytest.raises(actions.Refused, match="Ghi lý do"):
        actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="  ")
    event = actions.send_back(
        report=world.report("thon-1"),
        by=world.people["vhxh-x"],
        at=NOW,
        reason="Kiểm lại",
        comments={
            world.figure("thon-1", "tre-em").pk: actions.Comment("đếm lại"),
            world.figure("thon-2", "tre-em").pk: actions.Comment("ô của thôn khác"),
        },
    )
    report = world.report("thon-1")
    assert (report.state, report.correct_by_on) == (ReportState.RETURNED, date(2024, 11, 18))
    assert [comment.text for comment in event.comments.all()] == ["đếm lại"]
    world.enter("thon-1", "truong-thon-1", tre_em=101, when=at(17))
    world.hand_in("thon-1", "truong-thon-1", when=at(17))
    report = world.report("thon-1")
    # The on-time fact stays with the first submission.
    assert (report.first_submitted_at, report.submitted_at) == (at(15), at(17))
    assert (report.correct_by_on, report.submissions) == (None, 2)


def test_a_return_by_a_day_gone_by_is_refused(world: World) -> None:
    ready(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    with pytest.raises(actions.Refused, match="đã qua"):
        actions.send_back(
            report=world.report("thon-1"),
            by=world.people["vhxh-x"],
            at=NOW,
            reason="x",
            correct_by=date(2024, 11, 14),
        )


def test_an_acceptance_is_undone_until_the_level_above_accepts(world: World) -> None:
    whole_year(world)
    with pytest.raises(actions.Refused, match="Cấp trên đã duyệt"):
        actions.undo_acceptance(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="nhầm"
        )
    # The province is the top: it takes back what it accepted of itself, then of its districts.
    for unit, who in (("tinh", "tinh"), ("huyen-a", "tinh"), ("xa-x", "huyen-a"), ("thon-1", "vhxh-x")):
        actions.undo_acceptance(report=world.report(unit), by=world.people[who], at=NOW, reason="nhầm")
        assert world.report(unit).state == ReportState.SUBMITTED


# --- Opening


def test_opening_twice_writes_nothing_more(world: World) -> None:
    before = (Report.objects.count(), Figure.objects.count(), RoundOpening.objects.count())
    again = actions.open_round(
        round_=world.rounds[2024], unit=world.units["tinh"], by=world.people["tinh"], at=NOW
    )
    assert again == 0
    assert (Report.objects.count(), Figure.objects.count(), RoundOpening.objects.count()) == before
    # 3 villages, 2 agencies, 3 communes, 2 districts, 1 province.
    assert before == (11, 3 * 5 + 1 + 1 + 3 + 9 + 9, 1)
