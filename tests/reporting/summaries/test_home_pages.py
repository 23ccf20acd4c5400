"""What stands on home for each role: urgent first, one filled button, a sentence of state, who helps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from plans.enums import DutyKind
from reporting import actions
from reporting.enums import RoundKind
from reporting.models import Round, RoundLock
from reporting.summaries.home import Contact, Home, home_page
from reporting.summaries.tracking import tracking
from reporting.summaries.tracking_page import Choice
from tests.world import (
    CHECKERS,
    NOW,
    SENDERS,
    World,
    at,
    build_round,
    fill_places,
    fill_villages,
    send_up,
)
from units.enums import Role

SignIn = Callable[[World, str], Client]
VILLAGE = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}


def home(world: World, who: str, now: datetime = NOW) -> Home:
    return home_page(world.people[who], now)


def send_back(world: World, unit: str, year: int = 2024, now: datetime = NOW) -> None:
    actions.send_back(
        report=world.report(unit, year), by=world.people[CHECKERS[unit]], at=now, reason="Đếm lại"
    )


def lock(world: World, unit: str) -> None:
    RoundLock.objects.create(
        round=world.rounds[2024],
        unit=world.units[unit],
        reason="Đã nộp huyện",
        locked_at=NOW,
        locked_by=world.people["huyen-a"],
    )


class TestUnit:
    def test_returned_then_overdue_then_today(self, world: World) -> None:
        """On 20/11/2024: 2024 is due, 2023 and 2022 are a year and two over, 2021 came back."""
        for year in (2021, 2022, 2023):
            build_round(world, year)
        world.enter("thon-1", "truong-thon-1", 2021, at(15, year=2021), **VILLAGE)
        world.hand_in("thon-1", "truong-thon-1", 2021, at(15, year=2021))
        send_back(world, "thon-1", 2021, at(19))
        found = home(world, "truong-thon-1", at(20)).to_do
        assert [(line.round_key, line.due.text) for line in found] == [
            ("2021-nam", "Còn 2 ngày"),
            ("2022-nam", "Quá hạn 731 ngày"),
            ("2023-nam", "Quá hạn 366 ngày"),
            ("2024-nam", "Hạn hôm nay"),
        ]

    def test_one_look_at_it(self, world: World, sign_in: SignIn) -> None:
        """A02: the unit, the days left, the day, and one filled button that opens the form."""
        page = " ".join(sign_in(world, "truong-thon-1").get("/").content.decode().split())
        for words in ("Thôn 1", "Còn 5 ngày", "20/11/2024"):
            assert words in page
        (link,) = [part for part in page.split("<a ") if "btn-primary" in part]
        assert 'href="/bao-cao/2024-nam/thon-1/nhap/"' in link
        assert ">Nhập số liệu</a>" in link

    def test_entered_is_not_sent(self, world: World, sign_in: SignIn) -> None:
        """A18: nothing says that it is done before it was handed in."""
        world.enter("thon-1", "truong-thon-1", **VILLAGE)
        client = sign_in(world, "truong-thon-1")
        for address in ("/", "/bao-cao/"):
            page = client.get(address).content.decode()
            assert "Đã nhập đủ – chưa nộp" in page
            assert "chip-ready_to_submit chip-filled" in page
            assert "Kiểm tra và nộp" in page
            assert "hoàn thành" not in page.lower()
            assert "đã xong" not in page.lower()

    def test_how_many_comments_came_back(self, world: World) -> None:
        world.enter("thon-1", "truong-thon-1", **VILLAGE)
        world.hand_in("thon-1", "truong-thon-1")
        actions.send_back(
            report=world.report("thon-1"),
            by=world.people["vhxh-x"],
            at=NOW,
            comments={world.figure("thon-1", "tre-em").pk: actions.Comment("đếm lại")},
        )
        (line,) = home(world, "truong-thon-1").to_do
        assert line.state.text == "Bị trả lại (1 góp ý)"

    def test_locked_it_offers_nothing_to_enter(self, world: World, sign_in: SignIn) -> None:
        lock(world, "xa-x")
        page = home(world, "truong-thon-1", at(22))
        (line,) = page.still
        assert (page.to_do, page.done, page.is_empty) == ([], [], True)
        assert [chip.text for chip in line.chips] == ["Chưa nhập", "Đã chốt"]
        assert (line.action, line.route, line.tone) == ("Xem", "reporting:entry", "")
        assert (line.due.text, line.due.is_filled) == ("Quá hạn 2 ngày", False)
        shown = sign_in(world, "truong-thon-1").get("/").content.decode()
        assert "Nhập số liệu" not in shown
        assert "Đã chốt" in shown
        assert home(world, "vhxh-y").desks[0].own.is_locked is False  # type: ignore[union-attr]

    def test_a_lock_that_was_ended_holds_nothing(self, world: World) -> None:
        lock(world, "thon-1")
        RoundLock.objects.update(ended_at=NOW, ended_by=world.people["huyen-a"], end_reason="mở lại")
        assert [line.can_enter for line in home(world, "truong-thon-1").to_do] == [True]

    def test_gone_up_without_it(self, world: World) -> None:
        actions.waive(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="lũ")
        (line,) = home(world, "truong-thon-1").to_do
        assert [chip.code for chip in line.chips] == ["not_started", "waived"]
        assert line.can_enter

    def test_who_helps(self, world: World, sign_in: SignIn) -> None:
        """The coordinator of X, today; without a phone nobody is named."""
        assert home(world, "truong-thon-1").contacts == []
        for who, phone in (("vhxh-x", "0912 345 678"), ("vhxh-cu", "0999"), ("vhxh-y", "0888")):
            world.people[who].phone = phone
            world.people[who].title = "Công chức Văn hóa - Xã hội"
            world.people[who].save()
        (contact,) = home(world, "truong-thon-1").contacts
        assert contact == Contact("Vhxh-X", "Công chức Văn hóa - Xã hội", "0912 345 678")
        assert 'href="tel:0912345678"' in sign_in(world, "truong-thon-1").get("/").content.decode()
        assert home(world, "tinh").contacts == []

    def test_nothing_to_do_and_the_next_day(self, world: World) -> None:
        world.plan.deadlines.create(
            position=9, duty=DutyKind.SIX_MONTHS, reporter_level="village", day=15, month=5, words="15/5"
        )
        world.enter("thon-1", "truong-thon-1", **VILLAGE)
        assert home(world, "truong-thon-1").coming is None  # there is something to do
        world.hand_in("thon-1", "truong-thon-1")
        page = home(world, "truong-thon-1")
        assert page.is_empty
        assert page.coming is not None
        assert page.coming.words == "Báo cáo 6 tháng năm 2025, hạn nộp hết ngày 15/05/2025"

    def test_no_plan_names_a_next_day(self, world: World) -> None:
        """Of the station no plan says a day."""
        world.enter("tram", "y-te", bi_thuong=0)
        world.hand_in("tram", "y-te")
        page = home(world, "y-te")
        assert (page.is_empty, page.coming) == (True, None)


class TestCommune:
    def test_the_sentence(self, world: World) -> None:
        assert home(world, "vhxh-x", at(22)).desks[0].sentence == (
            "Còn 13 ngày đến hạn nộp huyện (05/12). 0/5 phiếu đã nộp, 0 đã duyệt, 3 quá hạn."
        )

    def test_what_its_own_report_waits_for(self, world: World) -> None:
        fill_villages(world)
        send_up(world, "thon-1")
        world.hand_in("thon-2", "truong-thon-2")
        actions.waive(report=world.report("tram"), by=world.people["vhxh-x"], at=NOW, reason="trạm sửa")
        (found,) = home(world, "vhxh-x").desks
        assert sorted(line.unit_key for line in found.lacking) == ["cong-an", "thon-2", "thon-3"]
        assert found.lacking_words.startswith("Còn 3 phiếu chưa duyệt: ")

    def test_where_the_filled_button_stands(self, world: World) -> None:
        """Own cells first, then the queue as soon as somebody waits, then chasing, then handing up."""
        fill_villages(world)
        found = home(world, "vhxh-x").desks[0]
        assert found.primary == "own"  # its own three cells are empty
        fill_places(world)
        assert home(world, "vhxh-x").desks[0].primary == "chase"
        world.hand_in("thon-1", "truong-thon-1")
        assert home(world, "vhxh-x").desks[0].primary == "review"
        world.take("thon-1", "vhxh-x")
        send_up(world, "thon-2", "thon-3", "tram", "cong-an")
        assert home(world, "vhxh-x").desks[0].primary == "own"
        world.hand_in("xa-x", "vhxh-x")
        page = home(world, "vhxh-x")
        assert (page.desks[0].primary, page.primary, page.is_empty) == ("", "", True)
        send_back(world, "xa-x")
        found = home(world, "vhxh-x").desks[0]
        assert found.primary == "own"
        assert found.sentence == (
            "Báo cáo của đơn vị bị trả lại. Hạn sửa: hết ngày Thứ Hai 18/11/2024. "
            "5/5 phiếu đã nộp, 5 đã duyệt."
        )

    def test_what_waits_in_an_older_round(self, world: World) -> None:
        """Its own 2023 is not handed in, and a village's of 2023 waits; 2022 is done with."""
        for year in (2022, 2023):
            build_round(world, year)
        fill_places(world)
        world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **VILLAGE)
        world.hand_in("thon-1", "truong-thon-1", 2023)
        page = home(world, "vhxh-x")
        assert [(older.round_key, older.waiting, older.words) for older in page.older] == [
            ("2022-nam", 0, "Báo cáo của đơn vị chưa nộp, còn 5 phiếu chưa duyệt"),
            ("2023-nam", 1, "1 báo cáo chờ kiểm tra; báo cáo của đơn vị chưa nộp, còn 5 phiếu chưa duyệt"),
        ]
        assert [found.round_key for found in page.desks] == ["2024-nam"]
        assert (page.primary, page.to_do) == ("older", [])

    def test_a_text_that_a_plan_asks_for_hides_no_desk(self, world: World) -> None:
        """Sơ kết of a plan closes later than the year, and stands beside it."""
        round_ = Round.objects.create(
            key="2025-so-ket",
            kind=RoundKind.MID_TERM,
            plan=world.plan,
            year=2025,
            data_from=date(2021, 1, 1),
            data_to=date(2025, 12, 31),
        )
        round_.reports.create(unit=world.units["xa-x"])
        round_.reports.create(unit=world.units["thon-1"])
        page = home(world, "vhxh-x")
        assert [found.round_key for found in page.desks] == ["2024-nam"]
        assert [older.round_name for older in page.older] == ["Sơ kết giữa kỳ 2021–2025"]
        texts = [line for line in home(world, "truong-thon-1").to_do if not line.asks_figures]
        assert [line.state.text for line in texts] == ["Chưa nộp"]


class TestAbove:
    def test_five_figures_and_what_is_to_be_looked_at(self, world: World) -> None:
        """Of A's two communes Y came late and waits with one point, X owes."""
        fill_places(world)
        world.hand_in("xa-y", "vhxh-y", when=at(7, month=12))
        (found,) = home(world, "huyen-a", at(8, month=12)).desks
        assert [(figure.value, figure.label) for figure in found.figures] == [
            ("1/2", "đã nộp"),
            ("0", "đúng hạn"),
            ("1", "chờ kiểm tra"),
            ("0", "bị trả lại"),
            ("1", "quá hạn"),
        ]
        assert found.sentence == "1/2 phiếu đã nộp, 0 đã duyệt, 1 quá hạn."
        assert found.to_look_at == 0
        assert [line.below for line in found.missing] == ["0/5 phiếu cấp dưới đã nộp"]

    def test_the_desk_counts_as_the_tracking_page_does(self, world: World) -> None:
        """On 22/11/2024 the three villages are two days over: one is waived, one locked, one awaited. The
        station has sent; neither it nor the police post was ever given a day."""
        fill_villages(world)
        world.hand_in("tram", "y-te")
        actions.waive(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="ốm")
        lock(world, "thon-2")
        [desk] = home(world, "vhxh-x", at(22)).desks
        page = tracking(
            place=world.units["xa-x"],
            round_=world.rounds[2024],
            choice=Choice(),
            now=at(22),
            may_review=True,
        )
        assert desk.tally == page.tally
        assert (desk.tally.overdue, desk.tally.chased, desk.tally.with_day) == (1, 1, 3)
        assert desk.sentence.endswith("1/5 phiếu đã nộp, 0 đã duyệt, 1 quá hạn.")

    def test_a_province_sees_its_districts(self, world: World) -> None:
        fill_places(world)
        world.hand_in("xa-y", "vhxh-y")
        (found,) = home(world, "tinh").desks
        assert [(line.unit_key, line.below) for line in found.missing] == [
            ("huyen-a", "1/2 phiếu cấp dưới đã nộp"),
            ("huyen-b", "0/1 phiếu cấp dưới đã nộp"),
        ]

    def test_a_top_units_own_is_not_counted_below(self, world: World) -> None:
        fill_villages(world)
        fill_places(world)
        send_up(world, *[unit for unit in SENDERS if unit != "tinh"])
        world.hand_in("tinh", "tinh")
        (found,) = home(world, "tinh").desks
        assert [line.unit_key for line in found.waiting] == ["tinh"]
        assert (found.expected, found.sentence) == (2, "2/2 phiếu đã nộp, 2 đã duyệt.")

    def test_a_long_list_is_cut_short_and_says_so(self, world: World) -> None:
        from units.enums import Level

        for number in range(20):
            world.unit(f"xa-{number}", Level.COMMUNE, "huyen-a", name=f"Xã {number}")
            world.rounds[2024].reports.create(unit=world.units[f"xa-{number}"])
        (found,) = home(world, "huyen-a").desks
        assert (len(found.missing), len(found.shown_missing), found.unshown) == (22, 15, 7)


@pytest.mark.parametrize(
    "who", ["truong-thon-1", "y-te", "vhxh-x", "huyen-a", "tinh", "lanh-dao-x", "quan-tri"]
)
def test_one_filled_button_for_everybody(world: World, sign_in: SignIn, who: str) -> None:
    fill_villages(world)
    fill_places(world)
    for unit in ("thon-2", "thon-3"):
        world.hand_in(unit, SENDERS[unit])
    page = sign_in(world, who).get(reverse("home")).content.decode()
    assert page.count("btn-primary") == 1


def test_the_number_in_the_navigation_is_that_of_the_queue(world: World, sign_in: SignIn) -> None:
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **VILLAGE)
    world.hand_in("thon-1", "truong-thon-1", 2023)
    fill_villages(world)
    world.hand_in("thon-2", "truong-thon-2")
    response = sign_in(world, "vhxh-x").get(reverse("home"))
    counts = {item.label: item.count for item in response.context["frame"].nav}
    assert counts["Kiểm tra"] == 2


def test_a_colleague_of_two_places(world: World) -> None:
    from units.models import Posting

    second = Posting.objects.create(
        user=world.people["vhxh-y"], unit=world.units["xa-x"], role=Role.COMMUNE_COORDINATOR
    )
    assert [found.unit_key for found in home(world, "vhxh-y").desks] == ["xa-y"]
    acted = home_page(world.people["vhxh-y"], NOW, acted=second.pk)
    assert [found.unit_key for found in acted.desks] == ["xa-x"]
