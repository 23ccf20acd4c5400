"""Many accepted at once: each by itself, the refused ones by name, the rest done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from reporting import actions
from reporting.enums import Act, FigureState, ReportState, RoundKind
from reporting.models import ReportEvent
from reporting.summaries.queue import queue
from tests.world import NOW, World, at, build_round, fill_villages
from units.enums import Role

SignIn = Callable[[World, str], Client]
VILLAGES = ("thon-1", "thon-2", "thon-3")


@pytest.fixture
def waiting(world: World) -> World:
    """The three villages have handed in; nothing in any of them is to be looked at."""
    fill_villages(world)
    for number, village in enumerate(VILLAGES):
        world.hand_in(village, f"truong-{village}", when=at(14, 8 + number))
    return world


def seen(world: World, *villages: str) -> dict[int, int]:
    """What a page opened just now would send."""
    return {
        world.report(unit).pk: ReportEvent.objects.filter(report=world.report(unit)).order_by("-id")[0].pk
        for unit in villages
    }


def accept(world: World, pairs: dict[int, int], by: str = "vhxh-x") -> actions.Outcome:
    return actions.accept_many(seen=pairs, by=world.people[by], at=NOW)


def states(world: World) -> list[str]:
    return [world.report(village).state for village in VILLAGES]


ACCEPTED, SUBMITTED, DRAFT = ReportState.ACCEPTED, ReportState.SUBMITTED, ReportState.DRAFT


def names(reports: Sequence[object]) -> list[str]:
    return [report.unit.key for report in reports]  # type: ignore[attr-defined]


def test_each_is_accepted_as_if_alone(waiting: World) -> None:
    outcome = accept(waiting, seen(waiting, *VILLAGES))
    assert (names(outcome.accepted), outcome.refused) == (list(VILLAGES), [])
    assert states(waiting) == [ACCEPTED, ACCEPTED, ACCEPTED]
    acts = ReportEvent.objects.filter(report=waiting.report("thon-2")).order_by("id")
    assert [event.act for event in acts][-2:] == [Act.CHECK_STARTED, Act.ACCEPTED]
    assert waiting.report("thon-2").accepted_by == waiting.people["vhxh-x"]


def test_one_taken_back_meanwhile_is_refused_and_the_rest_done(waiting: World) -> None:
    pairs = seen(waiting, *VILLAGES)
    actions.recall(report=waiting.report("thon-2"), by=waiting.people["truong-thon-2"], at=NOW)
    outcome = accept(waiting, pairs)
    assert names(outcome.accepted) == ["thon-1", "thon-3"]
    assert [(report.unit.key, why) for report, why in outcome.refused] == [
        ("thon-2", "Báo cáo đã có việc mới từ khi bạn mở trang. Xem lại rồi hãy quyết định.")
    ]
    assert states(waiting) == [ACCEPTED, DRAFT, ACCEPTED]


def test_taken_back_and_handed_in_anew_is_another_report(waiting: World) -> None:
    pairs = seen(waiting, "thon-1")
    actions.recall(report=waiting.report("thon-1"), by=waiting.people["truong-thon-1"], at=NOW)
    waiting.enter("thon-1", "truong-thon-1", tre_em=101)
    waiting.hand_in("thon-1", "truong-thon-1")
    assert accept(waiting, pairs).accepted == []
    assert waiting.report("thon-1").state == SUBMITTED


def test_what_a_colleague_is_reading_stays_with_the_colleague(waiting: World) -> None:
    waiting.person("dong-nghiep", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Trần Thị Hoa")
    actions.start_check(report=waiting.report("thon-3"), by=waiting.people["dong-nghiep"], at=NOW)
    outcome = accept(waiting, seen(waiting, *VILLAGES))
    assert names(outcome.accepted) == ["thon-1", "thon-2"]
    assert [why for _, why in outcome.refused] == ["Trần Thị Hoa đang kiểm tra báo cáo này."]
    assert waiting.report("thon-3").checking_by == waiting.people["dong-nghiep"]


def test_what_i_am_reading_myself_is_accepted(waiting: World) -> None:
    actions.start_check(report=waiting.report("thon-3"), by=waiting.people["vhxh-x"], at=NOW)
    assert names(accept(waiting, seen(waiting, "thon-3")).accepted) == ["thon-3"]


def test_a_second_click_does_no_harm(waiting: World) -> None:
    pairs = seen(waiting, *VILLAGES)
    accept(waiting, pairs)
    events = ReportEvent.objects.count()
    outcome = accept(waiting, pairs)
    assert (names(outcome.accepted), outcome.refused) == (list(VILLAGES), [])
    assert ReportEvent.objects.count() == events


def test_what_has_a_point_is_opened_first(world: World) -> None:
    """The station says 7, the villages count 3: a page that did not know so yet cannot accept it."""
    fill_villages(world)
    world.enter("tram", "y-te", bi_thuong=7)
    world.hand_in("tram", "y-te")
    outcome = accept(world, seen(world, "tram"))
    assert [why for _, why in outcome.refused] == ["Có 1 điểm cần xem. Mở phiếu ra xem trước khi duyệt."]
    assert world.report("tram").state == SUBMITTED


def test_what_could_not_be_collected_is_a_point(waiting: World) -> None:
    actions.recall(report=waiting.report("thon-1"), by=waiting.people["truong-thon-1"], at=NOW)
    waiting.enter("thon-1", "truong-thon-1", san_choi=FigureState.NOT_COLLECTED)
    waiting.hand_in("thon-1", "truong-thon-1")
    assert accept(waiting, seen(waiting, "thon-1")).accepted == []


@pytest.mark.parametrize("who", ["vhxh-y", "huyen-a", "tinh", "truong-thon-1", "lanh-dao-x", "vhxh-cu"])
def test_nobody_else_is_told_that_it_exists(waiting: World, who: str) -> None:
    outcome = accept(waiting, seen(waiting, *VILLAGES), who)
    assert (outcome.accepted, outcome.refused) == ([], [])
    assert states(waiting) == [SUBMITTED, SUBMITTED, SUBMITTED]


def test_a_text_is_read_first(waiting: World) -> None:
    round_ = waiting.rounds[2024]
    round_.kind, round_.plan = RoundKind.ACTION_PLAN, waiting.plan
    round_.save()
    outcome = accept(waiting, seen(waiting, "thon-1"))
    assert [why for _, why in outcome.refused] == ["Văn bản phải mở ra đọc trước khi duyệt."]


def test_several_rounds_at_once(waiting: World) -> None:
    build_round(waiting, 2023)
    village = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}
    waiting.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **village)
    waiting.hand_in("thon-1", "truong-thon-1", 2023)
    old = waiting.report("thon-1", 2023)
    pairs = seen(waiting, "thon-1") | {old.pk: old.events.order_by("-id")[0].pk}
    assert len(accept(waiting, pairs).accepted) == 2


class TestPage:
    def post(self, world: World, client: Client, **said: object) -> str:
        response = client.post(reverse("reporting:accept_many"), said)
        assert response.status_code == 302
        assert response["Location"] == reverse("reporting:review_queue")
        (message,) = get_messages(response.wsgi_request)
        return str(message)

    def tickets(self, world: World) -> list[str]:
        return [line.ticket for line in queue(world.people["vhxh-x"], NOW).lines]

    def test_ticked_ones(self, waiting: World, sign_in: SignIn) -> None:
        client = sign_in(waiting, "vhxh-x")
        tickets = self.tickets(waiting)
        said = self.post(waiting, client, phieu=tickets[:2], **{"moi-phieu": tickets, "duyet": "chon"})
        assert said == "Đã duyệt 2 phiếu."
        assert states(waiting) == [ACCEPTED, ACCEPTED, SUBMITTED]

    def test_all_that_the_page_offered(self, waiting: World, sign_in: SignIn) -> None:
        client = sign_in(waiting, "vhxh-x")
        tickets = self.tickets(waiting)
        assert self.post(waiting, client, **{"moi-phieu": tickets, "duyet": "ca"}) == "Đã duyệt 3 phiếu."
        assert states(waiting) == [ACCEPTED, ACCEPTED, ACCEPTED]

    def test_some_refused(self, waiting: World, sign_in: SignIn) -> None:
        client = sign_in(waiting, "vhxh-x")
        tickets = self.tickets(waiting)
        actions.recall(report=waiting.report("thon-3"), by=waiting.people["truong-thon-3"], at=NOW)
        assert self.post(waiting, client, phieu=tickets, duyet="chon") == (
            "Đã duyệt 2 phiếu. 1 phiếu chưa duyệt: Thôn 3 – Báo cáo đã có việc mới từ khi bạn mở trang. "
            "Xem lại rồi hãy quyết định."
        )

    def test_nothing_ticked(self, waiting: World, sign_in: SignIn) -> None:
        client = sign_in(waiting, "vhxh-x")
        said = self.post(waiting, client, **{"moi-phieu": self.tickets(waiting), "duyet": "chon"})
        assert said == "Chưa chọn phiếu nào."
        assert states(waiting) == [SUBMITTED, SUBMITTED, SUBMITTED]

    @pytest.mark.parametrize("ticket", ["", "-", "1", "a-b", "1-", "²-1", "9" * 30 + "-1", "1-2-3"])
    def test_what_is_no_ticket(self, waiting: World, sign_in: SignIn, ticket: str) -> None:
        client = sign_in(waiting, "vhxh-x")
        assert self.post(waiting, client, phieu=ticket) == "Chưa chọn phiếu nào."

    def test_the_page_ticks_nothing_and_offers_only_what_is_plain(
        self, waiting: World, sign_in: SignIn
    ) -> None:
        waiting.enter("tram", "y-te", bi_thuong=7)
        waiting.hand_in("tram", "y-te")
        page = sign_in(waiting, "vhxh-x").get(reverse("reporting:review_queue")).content.decode()
        assert page.count('name="phieu"') == 3
        assert "checked" not in page
        assert "Duyệt cả 3 phiếu không có điểm cần xem" in " ".join(page.split())
        assert page.count("btn-primary") == 1
        assert "Kiểm tra phiếu đầu tiên: Trạm Y tế" in page  # one point to look at comes before none

    def test_nothing_waits(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world, "vhxh-x").get(reverse("reporting:review_queue")).content.decode()
        assert "Không còn phiếu chờ kiểm tra." in page
        assert "btn-primary" not in page

    def test_all_are_accepted_already(self, waiting: World, sign_in: SignIn) -> None:
        for village in VILLAGES:
            waiting.take(village, "vhxh-x")
        page = sign_in(waiting, "vhxh-x").get(reverse("reporting:review_queue")).content.decode()
        assert 'name="phieu"' not in page
