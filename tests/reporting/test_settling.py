"""Chọn số dùng: the villages of commune X count 1 + 0 + 2 injured children, the station 4."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from reporting import actions
from reporting.enums import FigureState, Side
from reporting.models import Settlement
from reporting.summaries.differences import Difference, differences_of
from reporting.summaries.entry import entry_page
from reporting.summaries.log import LogFilters, log_page
from reporting.summaries.looking import look_at
from reporting.totals import item_total, official_totals, snapshot_of
from tests.finalising import final_of, open_final
from tests.world import NOW, TODAY, World, at, fill_places, fill_villages, send_up

UNITS = ("thon-1", "thon-2", "thon-3", "tram", "cong-an")
WORDS = "Các thôn cộng lại 3, Trạm Y tế ghi 4"


@pytest.fixture
def apart(world: World) -> World:
    """Everything of X is entered; the station says one more than the villages."""
    fill_villages(world)
    fill_places(world)
    world.enter("tram", "y-te", bi_thuong=4)
    return world


def difference(world: World) -> Difference:
    (found,) = differences_of(world.report("xa-x"))
    return found


def choose(world: World, uses: Side = Side.CHECK, by: str = "vhxh-x", **more) -> Settlement:
    said = {"reason": "thôn đã rà lại từng nhà", "seen": "", "at": NOW} | more
    said["seen"] = said["seen"] or difference(world).mark
    return actions.settle(
        report=world.report("xa-x"),
        item=world.items["bi-thuong"],
        uses=uses,
        by=world.people[by],
        **said,
    )


def injured(world: World, unit: str = "xa-x") -> int:
    totals = official_totals(world.units[unit], world.rounds[2024])
    return item_total(totals, world.items["bi-thuong"].pk).value


def test_a_difference_keeps_the_place_from_handing_in_until_it_is_settled(apart: World) -> None:
    send_up(apart, *UNITS)
    page = entry_page(apart.report("xa-x"), NOW)
    assert [problem.code for problem in page.blocking] == ["E11"]
    # One act and not two: nothing is to be explained besides.
    assert page.warnings == []
    with pytest.raises(actions.Incomplete) as caught:
        apart.hand_in("xa-x", "vhxh-x")
    assert [problem.message for problem in caught.value.problems] == [
        f"Chọn số dùng cho “Số trẻ em bị tai nạn thương tích”: {WORDS}"
    ]
    choose(apart)
    assert entry_page(apart.report("xa-x"), NOW).blocking == []
    apart.hand_in("xa-x", "vhxh-x")
    snapshot = snapshot_of(apart.report("xa-x"))
    assert item_total(snapshot, apart.items["bi-thuong"].pk).value == 3
    # The cells say what their units wrote.
    assert apart.figure("tram", "bi-thuong").value == 4


def test_the_source_may_be_chosen_too(apart: World) -> None:
    send_up(apart, *UNITS)
    choose(apart, Side.SOURCE)
    assert difference(apart).chosen == "Dùng số của Trạm Y tế (4): thôn đã rà lại từng nhà"
    assert injured(apart) == 4
    apart.hand_in("xa-x", "vhxh-x")


def test_a_choice_holds_while_both_sums_stay(apart: World) -> None:
    choose(apart)
    assert difference(apart).is_settled
    apart.enter("thon-1", "truong-thon-1", bi_thuong=4)
    moved = difference(apart)
    assert (moved.message, moved.is_settled, moved.is_open_again) == (
        "Các thôn cộng lại 6, Trạm Y tế ghi 4",
        False,
        True,
    )
    choose(apart, Side.CHECK, at=at(16))
    assert difference(apart).chosen.startswith("Dùng số các thôn cộng lại (6)")
    rows = Settlement.objects.order_by("id").values_list("source_value", "check_value")
    assert list(rows) == [(4, 3), (4, 6)]
    send_up(apart, *UNITS, "xa-x")
    assert injured(apart, "huyen-a") == 6


def test_the_first_choice_does_not_come_back_by_itself(apart: World) -> None:
    """3 against 4 was settled, then 6 against 4 otherwise; back at 3 against 4 somebody looks again."""
    choose(apart)
    apart.enter("thon-1", "truong-thon-1", bi_thuong=4)
    choose(apart, Side.SOURCE, at=at(16))
    apart.enter("thon-1", "truong-thon-1", bi_thuong=1)
    assert not difference(apart).is_settled


def test_what_is_equal_or_not_whole_is_not_settled(apart: World) -> None:
    mark = difference(apart).mark
    apart.enter("thon-3", "truong-thon-3", bi_thuong=FigureState.NOT_COLLECTED)
    assert differences_of(apart.report("xa-x")) == []
    with pytest.raises(actions.Refused, match="không phải chọn"):
        choose(apart, seen=mark)
    apart.enter("thon-3", "truong-thon-3", bi_thuong=3)
    assert differences_of(apart.report("xa-x")) == []
    assert not Settlement.objects.exists()


def test_a_choice_is_for_what_was_seen(apart: World) -> None:
    mark = difference(apart).mark
    apart.enter("tram", "y-te", bi_thuong=5)
    with pytest.raises(actions.Refused, match="vừa thay đổi"):
        choose(apart, seen=mark)


def test_twice_the_same_click_is_one_choice(apart: World) -> None:
    mark = difference(apart).mark
    first = choose(apart, seen=mark)
    assert choose(apart, seen=mark) == first
    assert Settlement.objects.count() == 1


@pytest.mark.parametrize("who", ["vhxh-y", "lanh-dao-x", "huyen-a", "y-te", "truong-thon-1", "vhxh-cu"])
def test_only_who_enters_there_chooses(apart: World, who: str) -> None:
    with pytest.raises(actions.NotYours):
        choose(apart, by=who)


def test_not_without_a_reason_and_not_once_handed_in(apart: World) -> None:
    with pytest.raises(actions.Refused, match="lý do"):
        choose(apart, reason="  ")
    send_up(apart, *UNITS)
    choose(apart)
    apart.hand_in("xa-x", "vhxh-x")
    with pytest.raises(actions.Refused, match="đã nộp"):
        choose(apart, Side.SOURCE)


def test_who_checks_reads_what_was_chosen(apart: World) -> None:
    send_up(apart, *UNITS)
    reports = [apart.report("xa-x"), apart.report("tram")]
    points = look_at(reports)
    assert [point.words for pk in points for point in points[pk]] == [f"{WORDS}. Chưa chọn số dùng"] * 2
    choose(apart)
    said = f"{WORDS}. Dùng số các thôn cộng lại (3): thôn đã rà lại từng nhà"
    points = look_at(reports)
    assert [point.words for pk in points for point in points[pk]] == [said] * 2


def test_the_final_round_takes_the_choice_along(apart: World) -> None:
    send_up(apart, *UNITS)
    choose(apart)
    open_final(apart)
    (found,) = differences_of(apart.report("xa-x", final_of(2024)))
    assert (found.is_settled, found.chosen_by) == (True, "Vhxh-X, 09:00 ngày 15/11/2024")
    # A corrected figure asks again.
    apart.enter("tram", "y-te", final_of(2024), at(22, month=12), bi_thuong=5)
    (found,) = differences_of(apart.report("xa-x", final_of(2024)))
    assert (found.is_settled, found.message) == (False, "Các thôn cộng lại 3, Trạm Y tế ghi 5")


class TestLog:
    def lines(self, world: World, who: str) -> list[tuple[str, str, str, str]]:
        page = log_page(world.people[who], LogFilters(topic="chon-so"), TODAY)
        return [(line.what, line.before, line.after, line.said) for line in page.lines]

    def test_who_chose_what_and_why(self, apart: World) -> None:
        choose(apart)
        name = "chọn số dùng khi lệch: 2 tử số · Số trẻ em bị tai nạn thương tích"
        assert self.lines(apart, "huyen-a") == [
            (name, "Trạm Y tế ghi 4, đối chiếu 3", "dùng 3", "thôn đã rà lại từng nhà")
        ]
        # The next commune does not see it; Quản trị sees that there was a choice.
        assert self.lines(apart, "vhxh-y") == []
        assert self.lines(apart, "quan-tri") == [(name, "", "", "")]

    def test_no_sum_of_what_only_few_see(self, apart: World) -> None:
        choose(apart)
        item = apart.items["bi-thuong"]
        item.is_restricted = item.suppress_public = True
        item.save()
        ((_, before, after, said),) = self.lines(apart, "vhxh-x")
        assert (before, after, said) == ("", "", "hạn chế xem")


class TestPage:
    def address(self, item: str = "bi-thuong", unit: str = "xa-x") -> str:
        return reverse("reporting:settle", args=["2024-nam", unit, item])

    def test_it_shows_both_sums_and_keeps_the_choice(
        self, apart: World, sign_in: Callable[[World, str], Client]
    ) -> None:
        client = sign_in(apart, "vhxh-x")
        check = client.get(reverse("reporting:check", args=["2024-nam", "xa-x"])).content.decode()
        assert self.address() in check
        page = client.get(self.address()).content.decode()
        assert WORDS in page
        assert "Dùng số của Trạm Y tế: 4" in page
        assert "Dùng số các thôn cộng lại: 3" in page
        assert "Truong-Thon-3" in page
        said = {"uses": "check", "reason": "đã rà lại", "da-xem": difference(apart).mark}
        assert client.post(self.address(), said).status_code == 302
        assert Settlement.objects.get().reason == "đã rà lại"
        page = client.get(self.address()).content.decode()
        assert "Dùng số các thôn cộng lại (3): đã rà lại" in page

    def test_what_is_missing_is_said_and_nothing_kept(
        self, apart: World, sign_in: Callable[[World, str], Client]
    ) -> None:
        client = sign_in(apart, "vhxh-x")
        answer = client.post(self.address(), {"da-xem": difference(apart).mark})
        assert answer.status_code == 422
        assert "Chọn số dùng." in answer.content.decode()
        assert "Ghi lý do chọn số này." in answer.content.decode()
        stale = {"uses": "check", "reason": "x", "da-xem": "khac"}
        assert client.post(self.address(), stale).status_code == 422
        assert not Settlement.objects.exists()

    def test_above_it_is_read_and_not_chosen(
        self, apart: World, sign_in: Callable[[World, str], Client]
    ) -> None:
        client = sign_in(apart, "huyen-a")
        page = client.get(self.address())
        assert page.status_code == 200
        assert "Ghi số dùng" not in page.content.decode()
        assert client.post(self.address(), {"uses": "check", "reason": "x"}).status_code == 403

    @pytest.mark.parametrize("who", ["vhxh-y", "huyen-b", "y-te", "truong-thon-1", "vhxh-cu"])
    def test_it_is_not_there_for_others(
        self, apart: World, sign_in: Callable[[World, str], Client], who: str
    ) -> None:
        assert sign_in(apart, who).get(self.address()).status_code == 404

    def test_an_item_that_one_kind_of_unit_counts_has_no_page(
        self, apart: World, sign_in: Callable[[World, str], Client]
    ) -> None:
        client = sign_in(apart, "vhxh-x")
        assert client.get(self.address("tre-em")).status_code == 404
        assert client.get(self.address(unit="thon-1")).status_code == 404
