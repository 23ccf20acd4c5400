"""What was handed up stays; what changed since is shown, and an amended edition can be asked for.

Xuân hands up 300 children, 20 of them in special circumstances. Then village 1 finds ten more children.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from reporting import actions
from reporting.enums import Act, NoticeKind, ReportState
from reporting.models import Notice, Report
from reporting.summaries.editions import EditionsPage, editions_page
from reporting.summaries.review import review_page
from reporting.totals import item_total, snapshot_of
from tests.world import NOW, World, at, fill_places, fill_villages, send_up, whole_year

UNITS = ("thon-1", "thon-2", "thon-3", "tram", "cong-an")


@pytest.fixture
def handed_in(world: World) -> World:
    """Xuân has handed in its first edition, and huyện An has not checked it yet."""
    fill_villages(world)
    fill_places(world)
    send_up(world, *UNITS)
    world.hand_in("xa-x", "vhxh-x", when=at(17))
    return world


def page_of(world: World, unit: str = "xa-x") -> EditionsPage:
    return editions_page(world.report(unit), unit)


def ten_more(world: World, *, when: int = 18) -> None:
    """Village 1 is opened again and says 110 children, of whom 10 are in special circumstances as before."""
    boss, head = world.people["vhxh-x"], world.people["truong-thon-1"]
    actions.undo_acceptance(report=world.report("thon-1"), by=boss, at=at(when), reason="sót nhà ông Ba")
    actions.recall(report=world.report("thon-1"), by=head, at=at(when))
    world.enter("thon-1", "truong-thon-1", when=at(when, 10), tre_em=110)
    world.hand_in("thon-1", "truong-thon-1", when=at(when, 11))
    world.take("thon-1", "vhxh-x", when=at(when, 12))


def ask(world: World, unit: str = "xa-x", by: str = "huyen-a", **more) -> None:
    said = {"reason": "thôn 1 đã sửa số trẻ", "at": at(20)} | more
    actions.ask_for_amendment(report=world.report(unit), by=world.people[by], **said)


def children(world: World, unit: str) -> int:
    return item_total(snapshot_of(world.report(unit)), world.items["tre-em"].pk).value


def test_nothing_has_changed(handed_in: World) -> None:
    page = page_of(handed_in)
    assert [(line.name, line.when, line.who) for line in page.lines] == [
        ("Lần 1", "09:00 ngày 17/11/2024", "Vhxh-X")
    ]
    assert not page.has_changed


def test_what_changed_below_is_told_old_and_new(handed_in: World) -> None:
    ten_more(handed_in)
    page = page_of(handed_in)
    assert [(each.label, each.before, each.after) for each in page.since] == [
        ("1.1", "20/300 = 6,7% (có số 3/3)", "20/310 = 6,5% (có số 3/3)"),
        ("2", "3/300 = 100,0/10.000 (có số 1/1)", "3/310 = 96,8/10.000 (có số 1/1)"),
        ("3", "0/300 = 0% (có số 1/1)", "0/310 = 0% (có số 1/1)"),
    ]
    (unit,) = page.units
    assert (unit.unit_key, unit.words) == ("thon-1", "nộp lại, đã duyệt: lần 1 → lần 2")
    assert [(cell.code, cell.before, cell.after, cell.who, cell.when) for cell in unit.cells] == [
        ("tre-em", "100", "110", "Truong-Thon-1", "10:00 ngày 18/11/2024")
    ]
    assert children(handed_in, "xa-x") == 300
    reviewed = review_page(handed_in.report("xa-x"), handed_in.people["huyen-a"], NOW)
    assert reviewed.changed_below == 3


def test_what_is_only_opened_again_is_told_too(handed_in: World) -> None:
    boss = handed_in.people["vhxh-x"]
    actions.undo_acceptance(report=handed_in.report("thon-1"), by=boss, at=at(18), reason="xem lại")
    (unit,) = page_of(handed_in).units
    assert unit.words == "đã mở lại sau lần nộp này: đã nộp – chờ kiểm tra"
    assert page_of(handed_in).since[0].after == "10/200 = 5,0% (có số 2/3)"


def test_a_unit_that_came_later(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, *(unit for unit in UNITS if unit != "thon-3"))
    world.hand_in("xa-x", "vhxh-x", when=at(17), reason="thôn 3 chưa gửi")
    world.hand_in("thon-3", "truong-thon-3", when=at(18))
    world.take("thon-3", "vhxh-x", when=at(18))
    page = page_of(world)
    assert [(unit.unit_key, unit.words, unit.cells) for unit in page.units] == [
        ("thon-3", "chưa có trong lần nộp này; nay đã duyệt", [])
    ]
    assert page.since[0].before == "14/180 = 7,8% (có số 2/3)"
    assert page.since[0].after == "20/300 = 6,7% (có số 3/3)"
    assert page.lines[0].reason == "thôn 3 chưa gửi"


class TestAmendment:
    def test_one_act_opens_it_again_and_the_next_edition_is_marked(self, handed_in: World) -> None:
        handed_in.take("xa-x", "huyen-a", when=at(18))
        ask(handed_in)
        report = handed_in.report("xa-x")
        assert (report.state, report.correct_by_on.isoformat()) == (ReportState.RETURNED, "2024-11-23")
        acts = report.events.order_by("-id").values_list("act", flat=True)[:3]
        assert list(acts) == [Act.RETURNED, Act.CHECK_STARTED, Act.ACCEPTANCE_UNDONE]
        assert page_of(handed_in).waiting == (
            "Huyen-A trả lại 09:00 ngày 20/11/2024, hạn 23/11/2024: thôn 1 đã sửa số trẻ"
        )
        # One act, one notice to the unit.
        told = Notice.objects.filter(report=report, user=handed_in.people["vhxh-x"], at=at(20))
        assert [(each.kind, each.title, each.text) for each in told] == [
            (
                NoticeKind.RETURNED,
                "Cấp trên đề nghị xã Xuân nộp bản sửa báo cáo năm 2024",
                "thôn 1 đã sửa số trẻ",
            )
        ]
        ten_more(handed_in, when=21)
        handed_in.hand_in("xa-x", "vhxh-x", when=at(22))
        page = page_of(handed_in)
        second, first = page.lines
        assert (second.name, first.name) == ("Lần 2 – bản sửa", "Lần 1")
        assert second.asked_for == (
            "Huyen-A trả lại 09:00 ngày 20/11/2024, hạn 23/11/2024: thôn 1 đã sửa số trẻ"
        )
        assert next((each.label, each.before, each.after) for each in second.changes) == (
            "1.1",
            "20/300 = 6,7% (có số 3/3)",
            "20/310 = 6,5% (có số 3/3)",
        )
        assert not page.has_changed
        assert review_page(handed_in.report("xa-x"), handed_in.people["huyen-a"], NOW).is_amended

    def test_a_return_before_any_acceptance_makes_no_amended_edition(self, handed_in: World) -> None:
        actions.send_back(
            report=handed_in.report("xa-x"), by=handed_in.people["huyen-a"], at=at(18), reason="xem lại"
        )
        handed_in.hand_in("xa-x", "vhxh-x", when=at(19))
        page = page_of(handed_in)
        assert [line.name for line in page.lines] == ["Lần 2", "Lần 1"]
        assert page.lines[0].changes == []

    @pytest.mark.parametrize("who", ["vhxh-x", "vhxh-y", "lanh-dao-x", "huyen-b", "tinh", "quan-tri"])
    def test_only_the_level_above_asks(self, handed_in: World, who: str) -> None:
        handed_in.take("xa-x", "huyen-a", when=at(18))
        with pytest.raises(actions.NotYours):
            ask(handed_in, by=who)

    def test_not_before_it_is_accepted_nor_without_a_reason(self, handed_in: World) -> None:
        with pytest.raises(actions.Refused, match="chưa duyệt"):
            ask(handed_in)
        handed_in.take("xa-x", "huyen-a", when=at(18))
        with pytest.raises(actions.Refused, match="lý do"):
            ask(handed_in, reason=" ")
        with pytest.raises(actions.Refused, match="việc mới"):
            ask(handed_in, seen=1)
        assert handed_in.report("xa-x").state == ReportState.ACCEPTED

    def test_once_the_level_above_is_accepted_it_goes_first(self, world: World) -> None:
        whole_year(world)
        with pytest.raises(actions.Refused, match="chỉ cấp trên mới mở lại được"):
            ask(world, at=at(20))
        assert page_of(world).final_words
        # The top unit opens its own, then what is below it, step by step.
        ask(world, "tinh", "tinh")
        ask(world, "huyen-a", "tinh")
        ask(world)
        assert {unit: world.report(unit).state for unit in ("tinh", "huyen-a", "xa-x")} == dict.fromkeys(
            ("tinh", "huyen-a", "xa-x"), ReportState.RETURNED
        )

    def test_the_level_above_that_handed_up_stays_and_shows_it(self, handed_in: World) -> None:
        handed_in.take("xa-x", "huyen-a", when=at(18))
        send_up(handed_in, "xa-y")
        handed_in.hand_in("huyen-a", "huyen-a", when=at(19))
        ask(handed_in)
        ten_more(handed_in, when=21)
        handed_in.hand_in("xa-x", "vhxh-x", when=at(22))
        handed_in.take("xa-x", "huyen-a", when=at(22))
        assert children(handed_in, "huyen-a") == 500
        page = page_of(handed_in, "huyen-a")
        assert (page.since[0].before, page.since[0].after) == (
            "50/500 = 10,0% (có số 4/4)",
            "50/510 = 9,8% (có số 4/4)",
        )
        assert [(unit.unit_key, unit.is_place, unit.words) for unit in page.units] == [
            ("xa-x", True, "nộp lại, đã duyệt: lần 1 → lần 2")
        ]

    def test_a_village_has_no_edition(self, handed_in: World) -> None:
        with pytest.raises(actions.Refused, match="báo cáo tổng hợp"):
            ask(handed_in, "thon-1", "vhxh-x")


class TestPages:
    def test_the_level_above_reads_and_asks(
        self, handed_in: World, sign_in: Callable[[World, str], Client]
    ) -> None:
        handed_in.take("xa-x", "huyen-a", when=at(18))
        client = sign_in(handed_in, "huyen-a")
        address = reverse("reporting:editions", args=["2024-nam", "xa-x"])
        page = client.get(address)
        assert "Đề nghị nộp bản sửa" in page.content.decode()
        act = reverse("reporting:ask_amendment", args=["2024-nam", "xa-x"])
        assert client.post(act, {"reason": ""}).status_code == 422
        seen = page.context["page"].seen
        # Nobody asks without having looked, nor with the mark of an older look.
        for mark in ({}, {"seen": ""}, {"seen": seen - 1}):
            assert client.post(act, {"reason": "thiếu phiếu", **mark}).status_code == 422
        assert handed_in.report("xa-x").state == ReportState.ACCEPTED
        said = {"reason": "thiếu phiếu", "correct_by": "25/11/2024", "seen": seen}
        assert client.post(act, said).status_code == 302
        assert handed_in.report("xa-x").correct_by_on.isoformat() == "2024-11-25"
        assert client.post(act, said).status_code == 422
        assert "Đề nghị nộp bản sửa" not in client.get(address).content.decode()

    def test_the_review_page_leads_there(
        self, handed_in: World, sign_in: Callable[[World, str], Client]
    ) -> None:
        ten_more(handed_in)
        page = sign_in(handed_in, "huyen-a").get(reverse("reporting:review", args=["2024-nam", "xa-x"]))
        said = page.content.decode()
        assert "Số bên dưới đã thay đổi sau khi nộp: 3 chỉ tiêu" in said
        assert reverse("reporting:editions", args=["2024-nam", "xa-x"]) in said

    @pytest.mark.parametrize("who", ["vhxh-y", "huyen-b"])
    def test_a_neighbour_finds_nothing(
        self, handed_in: World, sign_in: Callable[[World, str], Client], who: str
    ) -> None:
        client = sign_in(handed_in, who)
        assert client.get(reverse("reporting:editions", args=["2024-nam", "xa-x"])).status_code == 404
        act = reverse("reporting:ask_amendment", args=["2024-nam", "xa-x"])
        assert client.post(act, {"reason": "x"}).status_code == 404
        assert Report.objects.get(pk=handed_in.report("xa-x").pk).state == ReportState.SUBMITTED
