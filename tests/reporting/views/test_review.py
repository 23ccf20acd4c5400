"""Screen 10: what a reviewer sees first, decides in one click, and gets back when nothing was decided."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting import actions
from reporting.actions import Comment
from reporting.enums import Act, CommentKind, FigureState, ReportState
from reporting.models import CommentAnswer, ReviewComment
from reporting.summaries.review import event_lines
from tests.world import NOW, World, at, fill_places, fill_villages, send_up
from units.enums import Role

SignIn = Callable[[World, str], Client]
VILLAGE = ["2024-nam", "thon-1"]
REVIEW = reverse("reporting:review", args=VILLAGE)


def text(response: Any) -> str:
    words = re.sub(r"<[^>]*>", " ", unescape(response.content.decode()))
    return re.sub(r"\s+", " ", words).replace(" .", ".")


def do(client: Client, route: str, unit: str = "thon-1", **said: Any) -> Any:
    return client.post(reverse(f"reporting:{route}", args=["2024-nam", unit]), said)


def handed_in(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")


def seen(world: World) -> int:
    return world.report("thon-1").events.latest("id").pk


def send_back(world: World, text: str = "đếm lại", kind: CommentKind = CommentKind.MUST_FIX) -> ReviewComment:
    """Return village 1 with a comment on its children."""
    actions.send_back(
        report=world.report("thon-1"),
        by=world.people["vhxh-x"],
        at=NOW,
        comments={world.figure("thon-1", "tre-em").pk: Comment(text, kind)},
    )
    return ReviewComment.objects.latest("id")


# --- What is seen first


class TestViews:
    def tab(self, client: Client, asked: str = "") -> str:
        found: str = client.get(REVIEW, {"xem": asked} if asked else {}).context["page"].tab
        return found

    def test_first_what_to_look_at_then_what_changed(self, world: World, sign_in: SignIn) -> None:
        client = sign_in(world, "vhxh-x")
        assert self.tab(client) == "tat-ca"  # nothing was handed in yet
        handed_in(world)
        assert self.tab(client) == "can-xem"
        send_back(world)
        assert self.tab(client) == "tat-ca"
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        world.hand_in("thon-1", "truong-thon-1")
        assert self.tab(client) == "da-sua"

    def test_the_address_says_which(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        client = sign_in(world, "vhxh-x")
        assert [self.tab(client, asked) for asked in ("tat-ca", "lich-su", "can-xem", "x", "da-sua")] == [
            *("tat-ca", "lich-su", "can-xem", "can-xem"),
            "can-xem",  # nothing to compare with yet
        ]

    def test_nothing_odd_says_so(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        page = sign_in(world, "vhxh-x").get(REVIEW)
        assert "Không có điểm bất thường. Xem tất cả 5 ô hoặc bấm Duyệt." in text(page)

    def test_what_could_not_be_collected_comes_first(self, world: World, sign_in: SignIn) -> None:
        fill_villages(world)
        world.enter("thon-1", "truong-thon-1", duoc_giup=FigureState.NOT_COLLECTED)
        world.hand_in("thon-1", "truong-thon-1")
        page = sign_in(world, "vhxh-x").get(REVIEW)
        (group,) = page.context["page"].rows_to_look_at
        assert [(row.code, row.now) for row in group.rows] == [("duoc-giup", "Chưa thu thập được")]
        assert [remark.words for remark in group.rows[0].remarks] == ["Chưa thu thập được: chưa có sổ"]
        assert "Cần xem (1)" in text(page)

    def test_old_beside_new_with_the_comment_and_the_answer(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        figures = {item: world.figure("thon-1", item).pk for item in ("tre-em", "hoan-canh")}
        actions.send_back(
            report=world.report("thon-1"),
            by=world.people["vhxh-x"],
            at=NOW,
            comments={
                figures["tre-em"]: Comment("đếm lại", CommentKind.MUST_FIX),
                figures["hoan-canh"]: Comment("đủ hộ chưa?", CommentKind.ASK),
            },
        )
        comment = ReviewComment.objects.get(figure=figures["hoan-canh"])
        actions.answer_comments(
            report=world.report("thon-1"),
            answers={comment.pk: "đủ, theo sổ tháng 11"},
            by=world.people["truong-thon-1"],
            at=at(16),
        )
        world.enter("thon-1", "truong-thon-1", tre_em=101, duoc_giup=8)
        world.hand_in("thon-1", "truong-thon-1")
        page = sign_in(world, "vhxh-x").get(REVIEW)
        shown = page.context["page"].changed
        assert [(each.cell.code, each.before, each.after, each.is_changed) for each in shown] == [
            ("tre-em", "100", "101", True),
            ("hoan-canh", "10", "10", False),
            ("duoc-giup", "9", "8", True),
        ]
        words = text(page)
        # It came back from a return, so what was asked for is the first view, and the one that is open.
        assert [(tab.key, tab.is_current) for tab in page.context["page"].tabs][:2] == [
            ("da-sua", True),
            ("can-xem", False),
        ]
        assert "Ô đã sửa từ lần trước (3)" in words
        assert "Cần sửa đếm lại Vhxh-X" in words
        assert "Hỏi lại đủ hộ chưa? Vhxh-X đủ, theo sổ tháng 11 Truong-Thon-1, 09:00 ngày 16/11/2024" in words
        assert "điểm vui chơi" not in words  # did not change, and is not shown again

    def test_taken_back_and_handed_in_again_is_compared_too(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
        world.enter("thon-1", "truong-thon-1", tre_em=105)
        world.hand_in("thon-1", "truong-thon-1")
        page = sign_in(world, "vhxh-x").get(REVIEW).context["page"]
        assert page.tab == "can-xem"  # nobody had decided on what was there before
        assert [(each.before, each.after) for each in page.changed] == [("100", "105")]

    def test_what_the_unit_took_back_says_so(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(15, 10))
        words = text(sign_in(world, "vhxh-x").get(REVIEW))
        assert "Đơn vị đã rút báo cáo về lúc 10:00 ngày 15/11/2024 (Truong-Thon-1)." in words
        assert "Duyệt" not in re.sub("Chưa duyệt|Đã duyệt", "", words)

    def test_somebody_elses_check_is_only_read(self, world: World, sign_in: SignIn) -> None:
        world.person("vhxh-x-2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Người Thứ Hai")
        handed_in(world)
        actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
        page = sign_in(world, "vhxh-x-2").get(REVIEW)
        assert "Vhxh-X đang kiểm tra báo cáo này từ 09:00 ngày 15/11/2024; ở đây chỉ xem." in text(page)
        assert b"decision-form" not in page.content
        assert b"tiep-nhan/" in page.content
        do(sign_in(world, "vhxh-x-2"), "take_over")
        page = sign_in(world, "vhxh-x-2").get(REVIEW)
        assert "Bạn đang kiểm tra từ" in text(page)
        assert b'id="decision-form"' in page.content

    def test_the_level_above_that_reads_only(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        page = sign_in(world, "huyen-a").get(REVIEW)
        assert "Chỉ xem: đơn vị cấp trên trực tiếp kiểm tra báo cáo này." in text(page)
        assert b"decision-form" not in page.content


# --- Deciding


class TestAccepting:
    def test_one_click_leads_to_the_next_with_the_way_back(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        world.hand_in("thon-2", "truong-thon-2")
        client = sign_in(world, "vhxh-x")
        answer = do(client, "accept", seen=seen(world))
        assert answer["Location"] == reverse("reporting:review", args=["2024-nam", "thon-2"])
        assert world.report("thon-1").state == ReportState.ACCEPTED
        page = client.get(answer["Location"])
        assert "Đã duyệt Thôn 1. Hoàn tác" in text(page)
        assert reverse("reporting:undo_accept", args=VILLAGE).encode() in page.content
        back = do(client, "undo_accept")
        assert back["Location"] == REVIEW
        assert world.report("thon-1").state == ReportState.SUBMITTED
        assert "Đã hoàn tác: báo cáo của Thôn 1 chờ kiểm tra như trước." in text(client.get(REVIEW))

    def test_the_last_of_the_queue_leads_to_the_queue(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        answer = do(sign_in(world, "vhxh-x"), "accept", seen=seen(world))
        assert answer["Location"] == reverse("reporting:review_queue")

    def test_later_it_takes_a_reason(
        self, world: World, sign_in: SignIn, moment: Callable[[datetime], None]
    ) -> None:
        handed_in(world)
        client = sign_in(world, "vhxh-x")
        do(client, "accept", seen=seen(world))
        moment(NOW + timedelta(minutes=3))
        do(client, "undo_accept")
        assert world.report("thon-1").state == ReportState.ACCEPTED
        assert "Bây giờ: bỏ duyệt kèm lý do." in text(client.get(REVIEW))
        do(client, "undo_acceptance", reason=" ")
        assert world.report("thon-1").state == ReportState.ACCEPTED
        do(client, "undo_acceptance", reason="đếm sai")
        assert world.report("thon-1").state == ReportState.SUBMITTED

    def test_what_was_not_seen_is_not_accepted_and_nothing_typed_is_lost(
        self, world: World, sign_in: SignIn
    ) -> None:
        handed_in(world)
        old = seen(world)
        actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
        world.enter("thon-1", "truong-thon-1", tre_em=105)
        world.hand_in("thon-1", "truong-thon-1")
        figure = world.figure("thon-1", "tre-em").pk
        typed = {f"gop-y-{figure}": "khớp sổ", f"loai-gop-y-{figure}": "note"}
        shown = do(sign_in(world, "vhxh-x"), "accept", seen=old, tab="tat-ca", **typed)
        assert shown.status_code == 422
        assert "việc mới từ khi bạn mở trang" in text(shown)
        assert [(cell.comment, cell.comment_kind) for cell in shown.context["page"].form.commented] == [
            ("khớp sổ", "note")
        ]
        # The page now shows what it holds for.
        assert shown.context["page"].seen == seen(world)
        assert world.report("thon-1").state == ReportState.SUBMITTED

    def test_a_wish_refuses_the_acceptance_and_a_note_goes_along(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        figure = world.figure("thon-1", "tre-em").pk
        client = sign_in(world, "vhxh-x")
        said: dict[str, Any] = {f"gop-y-{figure}": "khớp sổ", "seen": seen(world)}
        assert do(client, "accept", **said).status_code == 422
        assert not ReviewComment.objects.exists()
        assert do(client, "accept", **said, **{f"loai-gop-y-{figure}": "note"}).status_code == 302
        assert ReviewComment.objects.get().event.act == Act.ACCEPTED


class TestReturning:
    def test_a_comment_is_enough(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        figure = world.figure("thon-1", "tre-em").pk
        client = sign_in(world, "vhxh-x")
        said = {f"gop-y-{figure}": "đếm lại", f"loai-gop-y-{figure}": "ask"}
        assert do(client, "send_back", seen=seen(world), **said).status_code == 302
        report, comment = world.report("thon-1"), ReviewComment.objects.get()
        assert (report.state, report.correct_by_on) == (ReportState.RETURNED, date(2024, 11, 18))
        assert (comment.figure_id, comment.kind, comment.text) == (figure, CommentKind.ASK, "đếm lại")

    @pytest.mark.parametrize("kind", ["note", None])
    def test_nothing_wanted_is_refused_in_words(
        self, world: World, sign_in: SignIn, kind: str | None
    ) -> None:
        handed_in(world)
        figure = world.figure("thon-1", "tre-em").pk
        typed = {f"gop-y-{figure}": "khớp sổ", f"loai-gop-y-{figure}": kind} if kind else {}
        shown = do(sign_in(world, "vhxh-x"), "send_back", seen=seen(world), **typed)
        assert shown.status_code == 422
        assert "Ghi lý do chung, hoặc ít nhất một góp ý “Cần sửa” hay “Hỏi lại” ở một ô." in text(shown)
        assert [cell.comment for cell in shown.context["page"].form.commented] == (
            ["khớp sổ"] if kind else []
        )
        assert world.report("thon-1").state == ReportState.SUBMITTED

    def test_a_refused_return_comes_back_as_typed(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        figure = world.figure("thon-1", "tre-em")
        typed = {"reason": "Đếm lại số trẻ", "correct_by": "14/11/2024", f"gop-y-{figure.pk}": "thiếu 3 trẻ"}
        shown = do(sign_in(world, "vhxh-x"), "send_back", **typed)
        assert shown.status_code == 422
        assert shown.context["form"]["reason"].value() == "Đếm lại số trẻ"
        assert [cell.comment for cell in shown.context["page"].form.commented] == ["thiếu 3 trẻ"]
        # The first view has no row for it: the one that has all of them is shown.
        assert shown.context["page"].tab == "tat-ca"
        assert b">thi\xe1\xba\xbfu 3 tr\xe1\xba\xbb</textarea>" in shown.content
        assert "Hạn sửa: ngày 14/11/2024 đã qua" in shown.content.decode()
        assert world.report("thon-1").state == ReportState.SUBMITTED

    def test_a_field_that_nobody_offered_is_left_out(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        stranger = world.figure("thon-2", "tre-em").pk
        said = {f"gop-y-{stranger}": "x", "gop-y-abc": "x", "gop-y-" + "9" * 30: "x", "reason": "xem lại"}
        assert do(sign_in(world, "vhxh-x"), "send_back", **said).status_code == 302
        assert not ReviewComment.objects.exists()


# --- The unit's side


class TestAnsweringOnTheForm:
    ENTRY = reverse("reporting:entry", args=VILLAGE)

    def test_the_comment_stands_at_its_cell_with_a_field_to_answer(
        self, world: World, sign_in: SignIn
    ) -> None:
        handed_in(world)
        comment = send_back(world, kind=CommentKind.ASK)
        page = sign_in(world, "truong-thon-1").get(self.ENTRY)
        assert "Hỏi lại : đếm lại Trả lời" in text(page)
        assert f'name="tra-loi-{comment.pk}"' in page.content.decode()
        assert "Còn 1 góp ý chờ" in text(page)

    def test_a_note_wants_no_answer(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        figure = world.figure("thon-1", "tre-em").pk
        actions.send_back(
            report=world.report("thon-1"),
            by=world.people["vhxh-x"],
            at=NOW,
            reason="xem lại",
            comments={figure: Comment("khớp sổ", CommentKind.NOTE)},
        )
        page = sign_in(world, "truong-thon-1").get(self.ENTRY)
        assert "Ghi nhận : khớp sổ" in text(page)
        assert b"tra-loi-" not in page.content

    @pytest.mark.parametrize("action", ["answer", "save", "check"])
    def test_every_button_takes_the_answer_along(self, world: World, sign_in: SignIn, action: str) -> None:
        handed_in(world)
        comment = send_back(world)
        client = sign_in(world, "truong-thon-1")
        client.post(self.ENTRY, {f"tra-loi-{comment.pk}": " đúng 100 trẻ ", "action": action})
        assert [(row.text, row.by.username) for row in CommentAnswer.objects.all()] == [
            ("đúng 100 trẻ", "truong-thon-1")
        ]

    def test_an_answer_to_an_earlier_return_loses_no_figure(self, world: World, sign_in: SignIn) -> None:
        """The page is from before the report came back again: its figures are kept, and that is said."""
        handed_in(world)
        earlier = send_back(world).pk
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        world.hand_in("thon-1", "truong-thon-1")
        send_back(world)
        client = sign_in(world, "truong-thon-1")
        version = world.figure("thon-1", "hoan-canh").version
        posted = {"so-hoan-canh": "12", "phien-ban-hoan-canh": str(version), f"tra-loi-{earlier}": "đúng"}
        page = client.post(self.ENTRY, posted | {"action": "save"}, follow=True)
        assert world.figure("thon-1", "hoan-canh").value == 12
        assert not CommentAnswer.objects.exists()
        assert "Góp ý này không còn chờ trả lời. Tải lại trang. Trả lời góp ý chưa được ghi" in text(page)
        assert "chưa được lưu" not in text(page)

    def test_screen_07_says_what_waits_and_leads_there(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        send_back(world)
        client = sign_in(world, "truong-thon-1")
        submit = reverse("reporting:submit", args=VILLAGE)
        shown = client.post(submit)
        assert shown.status_code == 422
        words = "Trả lời góp ý ở “Số tổng số trẻ em” hoặc sửa số: đếm lại"
        assert f'href="{self.ENTRY}#so-tre-em">{words}</a>' in unescape(shown.content.decode())
        world.enter("thon-1", "truong-thon-1", tre_em=101)
        assert client.post(submit).status_code == 302

    def test_only_what_was_commented(self, world: World, sign_in: SignIn) -> None:
        handed_in(world)
        client = sign_in(world, "truong-thon-1")
        send_back(world)
        everything = client.get(self.ENTRY).context["page"]
        assert len(everything.cells) == 5
        assert [cell.code for cell in client.get(self.ENTRY, {"xem": "gop-y"}).context["page"].cells] == [
            "tre-em"
        ]
        # Saved from there, nothing that is not on the page is touched.
        answer = client.post(
            f"{self.ENTRY}?xem=gop-y", {"so-tre-em": "101", "phien-ban-tre-em": "1", "action": "save"}
        )
        assert answer["Location"] == f"{self.ENTRY}?xem=gop-y"
        assert world.figure("thon-1", "tre-em").value == 101
        assert world.figure("thon-1", "hoan-canh").value == 10


# --- Opening again, going up without


def test_what_opening_again_means_above_is_said_before(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    client = sign_in(world, "vhxh-x")
    assert "Chưa báo cáo tổng hợp nào của cấp trên đã nộp kèm số" in text(client.get(REVIEW))
    world.hand_in("xa-x", "vhxh-x")
    words = text(client.get(REVIEW))
    assert "Xã Xuân: đã nộp – chờ kiểm tra, lần nộp 1, 09:00 ngày 15/11/2024" in words
    assert "Số đã nộp ở đó giữ nguyên; trang tổng hợp ghi “đã thay đổi sau khi nộp”" in words
    world.take("xa-x", "huyen-a")
    words = text(client.get(REVIEW))
    assert "đề nghị huyện An bỏ duyệt báo cáo của xã Xuân trước" in words
    assert "Lý do bỏ duyệt" not in words


def test_going_up_without_it_and_waiting_again(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    do(client, "waive", reason=" ")
    assert not world.report("thon-1").is_waived
    assert "Ghi lý do" in text(client.get(REVIEW))
    do(client, "waive", reason="trưởng thôn ốm")
    words = text(client.get(REVIEW))
    assert "Chấp nhận thiếu: trưởng thôn ốm Vhxh-X, 09:00 ngày 15/11/2024" in words
    do(client, "end_waiver")
    assert not world.report("thon-1").is_waived


def test_screen_07_names_the_missing_and_the_waived(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "tram", "cong-an")
    actions.waive(report=world.report("thon-2"), by=world.people["vhxh-x"], at=NOW, reason="thôn mới tách")
    address = reverse("reporting:check", args=["2024-nam", "xa-x"])
    client = sign_in(world, "vhxh-x")
    page = client.get(address)
    missing = page.context["missing"]
    assert [(line.unit_name, line.state.text) for line in missing.waited_for] == [
        ("Thôn 3", "Đã nhập đủ – chưa nộp")
    ]
    assert [(line.unit_name, line.reason, line.waived) for line in missing.waived] == [
        ("Thôn 2", "thôn mới tách", "Vhxh-X, 09:00 ngày 15/11/2024")
    ]
    assert "Còn 1 báo cáo cấp dưới chưa được duyệt" in text(page)
    client.post(reverse("reporting:submit", args=["2024-nam", "xa-x"]), {"reason": "thôn 3 nộp sau"})
    assert world.report("thon-3").waived_reason == "thôn 3 nộp sau"
    assert world.report("thon-2").waived_reason == "thôn mới tách"


def queries_with(world: World, sign_in: SignIn, *commented: str) -> tuple[int, int]:
    """For the unit's form and the reviewer's page, with comments on so many cells."""
    said = {world.figure("thon-1", code).pk: Comment("đếm lại") for code in commented}
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, comments=said)
    waiting = {comment.pk: "đúng" for comment in ReviewComment.objects.all()}
    actions.answer_comments(
        report=world.report("thon-1"), answers=waiting, by=world.people["truong-thon-1"], at=NOW
    )
    client, unit = sign_in(world, "vhxh-x"), sign_in(world, "truong-thon-1")
    entry = reverse("reporting:entry", args=VILLAGE)
    unit.get(entry)
    with CaptureQueriesContext(connection) as of_entry:
        unit.get(entry)
    world.hand_in("thon-1", "truong-thon-1")
    client.get(REVIEW)
    with CaptureQueriesContext(connection) as of_review:
        client.get(REVIEW)
    return len(of_entry), len(of_review)


def test_same_queries_for_more_comments(world: World, sign_in: SignIn) -> None:
    handed_in(world)
    counts = []
    for commented in (("tre-em",), ("tre-em", "hoan-canh", "duoc-giup", "bi-thuong")):
        with transaction.atomic():
            counts.append(queries_with(world, sign_in, *commented))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]


def test_acts_keep_their_order_when_the_clock_steps_back(world: World) -> None:
    """The day of a demonstration goes round: an act after midnight carries an earlier moment."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(15, 23))
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(15, 0))
    acts = [line.act for line in event_lines(world.report("thon-1"))]
    assert acts == ["rút lại", "nộp báo cáo", "mở phiếu"]
