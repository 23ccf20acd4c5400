"""Góp ý, trả lời, nộp lại, hoàn tác, mở lại: done, refused from the same set-up, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reporting import actions
from reporting.actions import Comment
from reporting.actions.checking import UNDO_WITHIN, UNDONE_AT_ONCE
from reporting.enums import Act, CommentKind, NoticeKind, ReportState
from reporting.models import CommentAnswer, Notice, Report, ReviewComment
from reporting.summaries.comments import standing_comments
from reporting.summaries.consequences import gone_up_with
from tests.world import NOW, World, at, fill_places, fill_villages, send_up
from units.enums import Role


def handed_in(world: World) -> Report:
    world.enter(
        "thon-1", "truong-thon-1", tre_em=100, hoan_canh=10, duoc_giup=9, bi_thuong=1, san_choi=(1, 1)
    )
    return world.hand_in("thon-1", "truong-thon-1")


def return_with(world: World, **comments: tuple[CommentKind, str]) -> None:
    """Send village 1 back with comments by item."""
    actions.send_back(
        report=world.report("thon-1"),
        by=world.people["vhxh-x"],
        at=NOW,
        comments={
            world.figure("thon-1", item.replace("_", "-")).pk: Comment(text, kind)
            for item, (kind, text) in comments.items()
        },
    )


def comment_on(world: World, item: str) -> int:
    return ReviewComment.objects.get(figure=world.figure("thon-1", item)).pk


def answer(world: World, answers: dict[int, str], by: str = "truong-thon-1") -> int:
    return actions.answer_comments(
        report=world.report("thon-1"), answers=answers, by=world.people[by], at=at(15, 10)
    )


FIX, ASK, NOTE = CommentKind.MUST_FIX, CommentKind.ASK, CommentKind.NOTE


class TestBeforeItComesBack:
    """Each cần sửa and each hỏi lại is answered or its cell changed; ghi nhận wants nothing."""

    def test_nothing_done_is_refused_and_names_the_cells(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(FIX, "đếm lại"), hoan_canh=(ASK, "vì sao?"), duoc_giup=(NOTE, "đã xem"))
        with pytest.raises(actions.Incomplete) as refusal:
            world.hand_in("thon-1", "truong-thon-1")
        assert [(problem.code, problem.message) for problem in refusal.value.problems] == [
            ("E10", "Trả lời góp ý ở “Số tổng số trẻ em” hoặc sửa số: đếm lại"),
            ("E10", "Trả lời góp ý ở “Số trẻ em có hoàn cảnh đặc biệt” hoặc sửa số: vì sao?"),
        ]
        assert world.report("thon-1").state == ReportState.RETURNED

    def test_a_change_and_an_answer_settle_it(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(FIX, "đếm lại"), hoan_canh=(ASK, "vì sao?"))
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        with pytest.raises(actions.Incomplete):
            world.hand_in("thon-1", "truong-thon-1")
        assert answer(world, {comment_on(world, "hoan-canh"): "hai hộ mới"}) == 1
        assert world.hand_in("thon-1", "truong-thon-1").state == ReportState.SUBMITTED

    def test_a_change_taken_back_is_no_change(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(FIX, "đếm lại"))
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        world.enter("thon-1", "truong-thon-1", tre_em=100)
        with pytest.raises(actions.Incomplete):
            world.hand_in("thon-1", "truong-thon-1")

    def test_taking_the_report_back_does_not_end_the_comments(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(FIX, "đếm lại"))
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        world.hand_in("thon-1", "truong-thon-1")
        actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
        world.enter("thon-1", "truong-thon-1", tre_em=100)
        with pytest.raises(actions.Incomplete):
            world.hand_in("thon-1", "truong-thon-1")

    def test_a_note_alone_asks_for_nothing(self, world: World) -> None:
        handed_in(world)
        actions.send_back(
            report=world.report("thon-1"),
            by=world.people["vhxh-x"],
            at=NOW,
            reason="Nộp lại sau",
            comments={world.figure("thon-1", "tre-em").pk: Comment("đã xem", NOTE)},
        )
        assert world.hand_in("thon-1", "truong-thon-1").state == ReportState.SUBMITTED

    def test_what_an_accepted_report_was_returned_for_is_done_with(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(FIX, "đếm lại"))
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        world.hand_in("thon-1", "truong-thon-1")
        assert len(standing_comments(world.report("thon-1"))) == 1
        world.take("thon-1", "vhxh-x")
        assert standing_comments(world.report("thon-1")) == {}

    def test_an_acceptance_that_was_undone_ends_nothing(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(FIX, "đếm lại"))
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        world.hand_in("thon-1", "truong-thon-1")
        world.take("thon-1", "vhxh-x")
        actions.undo_acceptance(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="bấm nhầm"
        )
        assert len(standing_comments(world.report("thon-1"))) == 1


class TestAnswering:
    def test_several_answers_are_kept_and_the_last_counts(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(ASK, "vì sao?"))
        comment = comment_on(world, "tre-em")
        assert answer(world, {comment: " sổ mới "}) == 1
        assert answer(world, {comment: "sổ mới"}) == 0  # stands already
        assert answer(world, {comment: "sổ tháng 11"}) == 1
        assert answer(world, {comment: "   "}) == 0
        assert list(CommentAnswer.objects.values_list("text", flat=True)) == ["sổ mới", "sổ tháng 11"]
        (line,) = standing_comments(world.report("thon-1")).values()
        assert (line.answer, line.is_settled, line.is_changed) == ("sổ tháng 11", True, False)

    @pytest.mark.parametrize("who", ["truong-thon-2", "vhxh-x", "huyen-a", "quan-tri", "nguoi-ngoai"])
    def test_whoever_may_enter_answers_and_nobody_else(self, world: World, who: str) -> None:
        handed_in(world)
        return_with(world, tre_em=(ASK, "vì sao?"))
        with pytest.raises(actions.NotYours):
            answer(world, {comment_on(world, "tre-em"): "x"}, who)
        assert not CommentAnswer.objects.exists()
        assert answer(world, {comment_on(world, "tre-em"): "x"}) == 1

    def test_only_while_the_report_is_open_and_only_its_own(self, world: World) -> None:
        handed_in(world)
        return_with(world, tre_em=(ASK, "vì sao?"))
        comment = comment_on(world, "tre-em")
        with pytest.raises(actions.Refused, match="không còn chờ trả lời"):
            answer(world, {comment + 1: "x"})
        with pytest.raises(actions.Refused, match="dài quá 1000"):
            answer(world, {comment: "x" * 1001})
        answer(world, {comment: "x" * 1000})
        world.hand_in("thon-1", "truong-thon-1")
        with pytest.raises(actions.Refused, match="chỉ xem được"):
            answer(world, {comment: "muộn"})


class TestDeciding:
    def test_an_acceptance_takes_notes_and_refuses_what_wants_an_answer(self, world: World) -> None:
        handed_in(world)
        figure = world.figure("thon-1", "tre-em").pk
        stranger = world.figure("thon-2", "tre-em").pk

        def accept(kind: CommentKind) -> None:
            actions.accept(
                report=world.report("thon-1"),
                by=world.people["vhxh-x"],
                at=NOW,
                comments={figure: Comment("khớp sổ", kind), stranger: Comment("ô khác", NOTE)},
            )

        with pytest.raises(actions.Refused, match="Có 1 góp ý cần sửa hoặc hỏi lại"):
            accept(FIX)
        assert world.report("thon-1").state == ReportState.SUBMITTED
        assert not world.report("thon-1").is_being_checked
        accept(NOTE)
        (comment,) = ReviewComment.objects.all()
        assert (comment.event.act, comment.figure_id, comment.kind) == (Act.ACCEPTED, figure, NOTE)

    def test_a_note_is_no_reason_to_return(self, world: World) -> None:
        handed_in(world)
        with pytest.raises(actions.Refused, match="Ghi lý do"):
            return_with(world, tre_em=(NOTE, "khớp sổ"))
        return_with(world, tre_em=(NOTE, "khớp sổ"), hoan_canh=(ASK, "vì sao?"))
        assert world.report("thon-1").events.latest("id").reason == "Xem 1 góp ý ở ô số liệu."

    def test_a_colleague_takes_over(self, world: World) -> None:
        world.person("vhxh-x-2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Người Thứ Hai")
        handed_in(world)
        report, first, second = world.report("thon-1"), world.people["vhxh-x"], world.people["vhxh-x-2"]
        with pytest.raises(actions.Refused):
            actions.take_over(report=report, by=second, at=NOW)  # nobody reads it: there is nothing to take
        actions.start_check(report=report, by=first, at=NOW)
        with pytest.raises(actions.Refused, match="Bạn đang kiểm tra"):
            actions.take_over(report=report, by=first, at=NOW)
        with pytest.raises(actions.NotYours):
            actions.take_over(report=report, by=world.people["truong-thon-1"], at=NOW)
        actions.take_over(report=report, by=second, at=at(15, 10))
        taken = world.report("thon-1")
        assert (taken.checking_by, taken.checking_since) == (second, at(15, 10))
        last = list(taken.events.order_by("id").values_list("act", "by__username"))[-3:]
        assert last == [
            (Act.CHECK_STARTED, "vhxh-x"),
            (Act.CHECK_RELEASED, "vhxh-x-2"),
            (Act.CHECK_STARTED, "vhxh-x-2"),
        ]


class TestUndoingAtOnce:
    def accepted(self, world: World) -> Report:
        handed_in(world)
        actions.accept(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
        return world.report("thon-1")

    def test_the_same_person_within_two_minutes(self, world: World) -> None:
        report = self.accepted(world)
        actions.undo_at_once(report=report, by=world.people["vhxh-x"], at=NOW + UNDO_WITHIN)
        report = world.report("thon-1")
        assert (report.state, report.is_being_checked) == (ReportState.SUBMITTED, False)
        event = report.events.latest("id")
        assert (event.act, event.reason) == (Act.ACCEPTANCE_UNDONE, UNDONE_AT_ONCE)
        assert timedelta(minutes=2) == UNDO_WITHIN

    @pytest.mark.parametrize("seconds", [-1, 121])
    def test_not_later_and_not_earlier(self, world: World, seconds: int) -> None:
        report = self.accepted(world)
        when = NOW + timedelta(seconds=seconds)
        with pytest.raises(actions.Refused, match="trong 2 phút"):
            actions.undo_at_once(report=report, by=world.people["vhxh-x"], at=when)
        assert world.report("thon-1").state == ReportState.ACCEPTED

    def test_not_somebody_else(self, world: World) -> None:
        world.person("vhxh-x-2", "xa-x", Role.COMMUNE_COORDINATOR)
        report = self.accepted(world)
        with pytest.raises(actions.Refused, match="Chỉ người vừa duyệt"):
            actions.undo_at_once(report=report, by=world.people["vhxh-x-2"], at=NOW)
        with pytest.raises(actions.NotYours):
            actions.undo_at_once(report=report, by=world.people["truong-thon-1"], at=NOW)
        with pytest.raises(actions.Refused, match="Ghi lý do"):
            actions.undo_acceptance(report=report, by=world.people["vhxh-x"], at=NOW, reason=" ")

    def test_a_report_that_waits_has_nothing_to_undo(self, world: World) -> None:
        handed_in(world)
        with pytest.raises(actions.Refused, match="trạng thái"):
            actions.undo_at_once(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)


class TestReopening:
    """Four levels: what went up with the village's report in it, and who is told when it is opened again."""

    def up_to(self, world: World, *units: str) -> None:
        fill_villages(world)
        fill_places(world)
        send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an", *units)

    def above(self, world: World, unit: str = "thon-1") -> list[tuple[str, int]]:
        return [(each.report.unit.key, each.edition) for each in gone_up_with(world.report(unit))]

    def test_nothing_has_gone_up(self, world: World) -> None:
        self.up_to(world)
        assert self.above(world) == []

    def test_a_place_that_waits_for_its_check_carries_it(self, world: World) -> None:
        self.up_to(world)
        world.hand_in("xa-x", "vhxh-x")
        (found,) = gone_up_with(world.report("thon-1"))
        assert (found.unit_name, found.state.code, found.edition, found.when) == (
            *("xã Xuân", "submitted", 1),
            "09:00 ngày 15/11/2024",
        )

    def test_what_was_not_accepted_then_is_not_in_it(self, world: World) -> None:
        fill_villages(world)
        fill_places(world)
        world.hand_in("xa-x", "vhxh-x", reason="chưa đủ")
        send_up(world, "thon-1")
        assert self.above(world) == []

    def test_taken_back_above_it_adds_up_anew(self, world: World) -> None:
        self.up_to(world)
        world.hand_in("xa-x", "vhxh-x")
        actions.recall(report=world.report("xa-x"), by=world.people["vhxh-x"], at=NOW)
        assert self.above(world) == []

    def test_each_level_that_carried_it(self, world: World) -> None:
        self.up_to(world, "xa-x", "xa-y", "huyen-a")
        world.hand_in("tinh", "tinh", reason="huyện B chưa nộp")
        assert self.above(world) == [("xa-x", 1), ("huyen-a", 1), ("tinh", 1)]

    def test_an_upper_level_that_went_up_before_it_does_not_carry_it(self, world: World) -> None:
        fill_villages(world)
        fill_places(world)
        send_up(world, "thon-2", "thon-3", "tram", "cong-an")
        world.hand_in("xa-x", "vhxh-x", reason="thiếu thôn 1")
        world.take("xa-x", "huyen-a")
        world.hand_in("huyen-a", "huyen-a", reason="thiếu xã Yên")
        # The commune is opened again, takes village 1 in and goes up a second time.
        actions.undo_acceptance(
            report=world.report("xa-x"), by=world.people["huyen-a"], at=NOW, reason="thêm thôn 1"
        )
        actions.recall(report=world.report("xa-x"), by=world.people["vhxh-x"], at=NOW)
        send_up(world, "thon-1")
        world.hand_in("xa-x", "vhxh-x")
        assert self.above(world) == [("xa-x", 2)]
        # The commune itself was in the district's sums when these went up.
        assert self.above(world, "xa-x") == [("huyen-a", 1)]

    def test_those_above_are_told_once(self, world: World) -> None:
        self.up_to(world, "xa-x", "xa-y")
        world.hand_in("huyen-a", "huyen-a")
        # The district's report has the village in it; the commune is opened first.
        actions.undo_acceptance(
            report=world.report("xa-x"), by=world.people["huyen-a"], at=NOW, reason="thôn 1 sai"
        )
        Notice.objects.all().delete()
        actions.undo_acceptance(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="đếm sai"
        )
        told = Notice.objects.filter(kind=NoticeKind.REOPENED).order_by("user__username")
        assert [(notice.user.username, notice.title) for notice in told] == [
            (
                "huyen-a",
                "Báo cáo năm 2024 của Thôn 1 được mở lại sau khi xã Xuân đã tổng hợp và nộp",
            ),
            ("tinh", "Báo cáo năm 2024 của Thôn 1 được mở lại sau khi huyện An đã tổng hợp và nộp"),
            ("truong-thon-1", "Báo cáo năm 2024 của Thôn 1 được mở lại, chờ kiểm tra"),
        ]
        assert [notice.address for notice in told if notice.user.username == "tinh"] == [
            "/tong-hop/2024-nam/huyen-a/"
        ]

    def test_nobody_above_is_told_of_what_they_do_not_have(self, world: World) -> None:
        self.up_to(world)
        Notice.objects.all().delete()
        actions.undo_acceptance(
            report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="đếm sai"
        )
        assert [notice.user.username for notice in Notice.objects.all()] == ["truong-thon-1"]
