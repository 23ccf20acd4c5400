"""A refused decision loses nothing that was typed, and the history keeps its order."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from reporting import actions
from reporting.enums import ReportState
from reporting.summaries.review import event_lines
from tests.world import NOW, World, at, fill_villages

SignIn = Callable[[World, str], Client]


def test_a_refused_return_comes_back_as_typed(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    figure = world.figure("thon-1", "tre-em")
    typed = {"reason": "Đếm lại số trẻ", "correct_by": "14/11/2024", f"gop-y-{figure.pk}": "thiếu 3 trẻ"}
    address = reverse("reporting:send_back", args=["2024-nam", "thon-1"])
    shown = sign_in(world, "vhxh-x").post(address, typed)
    assert shown.status_code == 422
    assert shown.context["form"]["reason"].value() == "Đếm lại số trẻ"
    assert [cell.comment for cell in shown.context["page"].form.commented] == ["thiếu 3 trẻ"]
    assert "Ngày sửa xong đã qua" in shown.content.decode()
    assert world.report("thon-1").state == ReportState.SUBMITTED


def test_acts_keep_their_order_when_the_clock_steps_back(world: World) -> None:
    """The day of a demonstration goes round: an act after midnight carries an earlier moment."""
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(15, 23))
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(15, 0))
    acts = [line.act for line in event_lines(world.report("thon-1"))]
    assert acts == ["rút lại", "nộp báo cáo", "mở phiếu"]
