"""Every act × every state × every person, on reports of four levels: done, or refused with a sentence.

Then two chains replayed step by step: village → commune → district → province, where every level accepts, and
village → commune → province, where only the commune and the province do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from reporting import actions
from reporting.enums import Act, ReportState
from reporting.models import Report, ReportEvent
from reporting.permissions import missing_below
from reporting.totals import item_total, official_totals, snapshot_of
from tests.world import (
    NOW,
    SENDERS,
    World,
    at,
    build_catalogue,
    build_plan,
    build_round,
    fill_places,
    fill_villages,
    send_up,
)
from units.enums import AgencyKind, Area, Level, Role

LEVELS = ("thon-1", "xa-x", "huyen-a", "tinh")
# Who sits on the unit's side of each report, and who on the other. The top unit accepts its own.
UNIT = {"thon-1": "truong-thon-1", "xa-x": "vhxh-x", "huyen-a": "huyen-a", "tinh": "tinh"}
ABOVE = {"thon-1": "vhxh-x", "xa-x": "huyen-a", "huyen-a": "tinh", "tinh": "tinh"}
PEOPLE = (
    *("truong-thon-1", "truong-thon-2", "y-te", "vhxh-x", "vhxh-y", "lanh-dao-x", "huyen-a", "huyen-b"),
    *("tinh", "quan-tri", "vhxh-cu", "nguoi-ngoai"),
)
BELOW = {
    "thon-1": (),
    "xa-x": ("thon-1", "thon-2", "thon-3", "tram", "cong-an"),
    "huyen-a": ("thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x", "xa-y"),
    "tinh": tuple(unit for unit in SENDERS if unit != "tinh"),
}

DRAFT, SUBMITTED, CHECKED, RETURNED, ACCEPTED, FINAL, WAIVED = (
    *("draft", "submitted", "checked", "returned", "accepted", "final", "waived"),
)
"""`final`: accepted, and the level above accepted too. `waived`: a draft that nobody waits for."""

NO = "NotYours"
# Which acts are open from which state, to whoever sits on the right side. Everything else is refused.
OPEN: dict[Act, set[str]] = {
    Act.SUBMITTED: {DRAFT, RETURNED, WAIVED},
    Act.RECALLED: {SUBMITTED},
    Act.CHECK_STARTED: {SUBMITTED},
    Act.CHECK_RELEASED: {CHECKED},
    # Deciding takes a report that nobody is reading.
    Act.ACCEPTED: {SUBMITTED, CHECKED},
    Act.RETURNED: {SUBMITTED, CHECKED},
    Act.ACCEPTANCE_UNDONE: {ACCEPTED},
    Act.WAIVED: {DRAFT, SUBMITTED, CHECKED, RETURNED},
    Act.WAIVER_ENDED: {WAIVED},
}
DO: dict[Act, Callable[..., ReportEvent]] = {
    Act.SUBMITTED: actions.submit,
    Act.RECALLED: actions.recall,
    Act.CHECK_STARTED: actions.start_check,
    Act.CHECK_RELEASED: actions.release_check,
    Act.ACCEPTED: actions.accept,
    Act.RETURNED: partial(actions.send_back, reason="xem lại"),
    Act.ACCEPTANCE_UNDONE: partial(actions.undo_acceptance, reason="xem lại"),
    Act.WAIVED: partial(actions.waive, reason="mất điện"),
    Act.WAIVER_ENDED: actions.end_waiver,
}
LEADS_TO = {
    Act.SUBMITTED: ReportState.SUBMITTED,
    Act.RECALLED: ReportState.DRAFT,
    Act.CHECK_STARTED: ReportState.SUBMITTED,
    Act.CHECK_RELEASED: ReportState.SUBMITTED,
    Act.ACCEPTED: ReportState.ACCEPTED,
    Act.RETURNED: ReportState.RETURNED,
    Act.ACCEPTANCE_UNDONE: ReportState.SUBMITTED,
}
ABOVE_OF = {"thon-1": "xa-x", "xa-x": "huyen-a", "huyen-a": "tinh"}
SIBLINGS = {
    "thon-1": ("thon-2", "thon-3", "tram", "cong-an"),
    "xa-x": ("xa-y",),
    "huyen-a": ("thi-tran-z", "huyen-b"),
}


def bring_to(world: World, unit: str, state: str) -> None:
    """The report in that state, everything below it accepted."""
    fill_villages(world)
    fill_places(world)
    send_up(world, *BELOW[unit])
    said = {"report": world.report(unit), "by": world.people[ABOVE[unit]], "at": at(16)}
    if state == WAIVED:
        actions.waive(**said, reason="chưa có mạng")
    if state in (DRAFT, WAIVED):
        return
    world.hand_in(unit, UNIT[unit], when=at(16))
    if state == CHECKED:
        actions.start_check(**said)
    if state == RETURNED:
        actions.send_back(**said, reason="kiểm lại")
    if state in (ACCEPTED, FINAL):
        actions.accept(**said)
    if state == FINAL:
        send_up(world, *SIBLINGS[unit], ABOVE_OF[unit])


CASES = [
    (unit, state)
    for unit in LEVELS
    for state in (DRAFT, SUBMITTED, CHECKED, RETURNED, ACCEPTED, FINAL, WAIVED)
    # Nobody stands above the top unit: nothing of its own is final or done without.
    if unit != "tinh" or state not in (FINAL, WAIVED)
]


@pytest.mark.parametrize(("unit", "state"), CASES)
def test_every_act_by_everybody(world: World, unit: str, state: str) -> None:
    bring_to(world, unit, state)
    found: dict[tuple[Act, str], str] = {}
    for act in DO:
        for person in PEOPLE:
            with transaction.atomic():
                found[act, person] = attempt(world, unit, act, person)
                transaction.set_rollback(True)
    assert found == {(act, person): expected(unit, state, act, person) for act in DO for person in PEOPLE}


def attempt(world: World, unit: str, act: Act, person: str) -> str:
    """ "done", "NotYours", or "refused"; what is refused leaves nothing behind and says a whole sentence."""
    before = world.report(unit).events.count()
    refusal: actions.Refused | None = None
    try:
        with transaction.atomic():
            DO[act](report=world.report(unit), by=world.people[person], at=at(17))
    except actions.Refused as caught:
        refusal = caught
    if refusal is not None:
        assert str(refusal).endswith(".")
        assert world.report(unit).events.count() == before
        return NO if isinstance(refusal, actions.NotYours) else "refused"
    report = world.report(unit)
    event = report.events.latest("id")
    assert (event.act, event.by.username, event.at) == (act, person, at(17))
    assert act not in LEADS_TO or report.state == LEADS_TO[act]
    return "done"


def expected(unit: str, state: str, act: Act, person: str) -> str:
    is_units = act in (Act.SUBMITTED, Act.RECALLED)
    if person != (UNIT if is_units else ABOVE)[unit]:
        return NO
    if unit == "tinh" and act in (Act.WAIVED, Act.WAIVER_ENDED):
        return "refused"
    return "done" if state in OPEN[act] else "refused"


def test_what_went_up_without_it_is_not_waited_for_again(world: World) -> None:
    """Village 1 is waived and the district accepts the commune: waiting again would leave the commune
    accepted over a report that is neither accepted nor waived."""
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-2", "thon-3", "tram", "cong-an")
    village = {"report": world.report("thon-1"), "by": world.people["vhxh-x"], "at": at(16)}
    actions.waive(**village, reason="chưa có mạng")
    world.hand_in("xa-x", "vhxh-x", when=at(16))
    world.take("xa-x", "huyen-a", when=at(16))
    with pytest.raises(actions.Refused, match="Cấp trên đã duyệt báo cáo tổng hợp không có báo cáo này"):
        actions.end_waiver(**village)
    assert world.report("thon-1").is_waived
    undo(world, "xa-x", "huyen-a")
    actions.end_waiver(**village)
    assert not world.report("thon-1").is_waived


# --- Chains, step by step


def states(world: World, *units: str) -> list[str]:
    return [world.report(unit).state for unit in units]


def test_a_chain_in_which_every_level_accepts(world: World) -> None:
    """Village → commune → district → province. 300 children in X, 200 in Y, 100 in Z: 600."""
    fill_villages(world)
    fill_places(world)
    chain = ("thon-1", "xa-x", "huyen-a", "tinh")
    # Nobody above goes up while one below is neither accepted nor waived.
    for place, person in (("xa-x", "vhxh-x"), ("huyen-a", "huyen-a"), ("tinh", "tinh")):
        with pytest.raises(actions.Refused, match="chưa được duyệt"):
            world.hand_in(place, person)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    assert missing_below(world.report("xa-x")).count() == 0
    world.hand_in("xa-x", "vhxh-x")
    assert states(world, *chain) == ["accepted", "submitted", "draft", "draft"]
    world.take("xa-x", "huyen-a")
    # X has gone further up: what the commune accepted can now be opened only from above.
    with pytest.raises(actions.Refused, match="chỉ cấp trên mới mở lại được"):
        undo(world, "thon-1", "vhxh-x")
    send_up(world, "xa-y", "huyen-a")
    assert states(world, *chain) == ["accepted", "accepted", "accepted", "draft"]
    with pytest.raises(actions.Refused, match="chỉ cấp trên mới mở lại được"):
        undo(world, "xa-x", "huyen-a")
    send_up(world, "thi-tran-z", "huyen-b")
    world.hand_in("tinh", "tinh")
    assert children_of(world, "tinh") == 600
    world.take("tinh", "tinh")
    assert states(world, *chain) == ["accepted"] * 4
    # Opened again from the top down, each by the one above it; what was handed up stays what it was.
    for unit, person in (("tinh", "tinh"), ("huyen-a", "tinh"), ("xa-x", "huyen-a"), ("thon-1", "vhxh-x")):
        undo(world, unit, person)
    assert states(world, *chain) == ["submitted"] * 4
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="đếm lại")
    world.enter("thon-1", "truong-thon-1", tre_em=110)
    world.hand_in("thon-1", "truong-thon-1")
    world.take("thon-1", "vhxh-x")
    assert children_of(world, "tinh") == 600
    assert item_total(official_totals(world.units["xa-x"], world.rounds[2024]), tre_em(world)).value == 310


def test_a_place_is_not_accepted_over_what_was_opened_below_it(world: World) -> None:
    fill_villages(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    world.hand_in("xa-x", "vhxh-x")
    undo(world, "thon-1", "vhxh-x")
    with pytest.raises(actions.Refused, match="còn 1 báo cáo bên dưới chưa duyệt"):
        actions.accept(report=world.report("xa-x"), by=world.people["huyen-a"], at=NOW)
    actions.waive(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="thôn đếm lại")
    actions.accept(report=world.report("xa-x"), by=world.people["huyen-a"], at=NOW)
    assert states(world, "thon-1", "xa-x") == ["submitted", "accepted"]


def test_going_up_without_some_waives_each_of_them_for_the_reason(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    report = world.hand_in("xa-x", "vhxh-x", reason="Thôn 3 mất điện")
    without = world.report("thon-3")
    assert (without.is_waived, without.waived_reason, without.state) == (True, "Thôn 3 mất điện", "draft")
    assert without.waived_by == world.people["vhxh-x"]
    # 100 + 80 children; the third village is still owed, so it still counts as missing.
    total = snapshot_of(report)
    assert item_total(total, tre_em(world)).value == 180
    assert (item_total(total, tre_em(world)).answered, item_total(total, tre_em(world)).asked) == (2, 3)
    actions.accept(report=report, by=world.people["huyen-a"], at=NOW)
    # It can still come in; accepted, it is waited for no longer and no longer done without.
    world.hand_in("thon-3", "truong-thon-3")
    assert world.take("thon-3", "vhxh-x").is_waived is False


def test_a_chain_in_which_only_commune_and_province_accept(db: None) -> None:
    """Village → commune → province, as since 1 July 2025. Two villages of 40 and 25 children."""
    world = without_districts()
    chain = ("thon-1", "phuong-p", "tinh")
    world.enter("thon-1", "truong-thon-1", tre_em=40, hoan_canh=4, duoc_giup=4, bi_thuong=1, san_choi=(1, 1))
    world.enter("thon-2", "truong-thon-2", tre_em=25, hoan_canh=1, duoc_giup=0, bi_thuong=0, san_choi=(0, 1))
    world.enter("tram", "y-te", bi_thuong=1)
    world.enter("phuong-p", "vhxh-p", tao_hon=0, can_do=10, beo_phi=1, xam_hai=0)
    with pytest.raises(actions.Refused, match="chưa được duyệt"):
        world.hand_in("tinh", "tinh")
    for unit, person in (("thon-1", "truong-thon-1"), ("thon-2", "truong-thon-2"), ("tram", "y-te")):
        world.hand_in(unit, person)
        # The province is two levels up: it sees the village and does not decide on it.
        with pytest.raises(actions.NotYours):
            actions.accept(report=world.report(unit), by=world.people["tinh"], at=NOW)
        world.take(unit, "vhxh-p")
    world.hand_in("phuong-p", "vhxh-p")
    assert states(world, *chain) == ["accepted", "submitted", "draft"]
    world.take("phuong-p", "tinh")
    with pytest.raises(actions.Refused, match="chỉ cấp trên mới mở lại được"):
        undo(world, "thon-1", "vhxh-p")
    world.hand_in("tinh", "tinh")
    world.take("tinh", "tinh")
    assert states(world, *chain) == ["accepted"] * 3
    assert children_of(world, "tinh") == 65
    for unit, person in (("tinh", "tinh"), ("phuong-p", "tinh"), ("thon-1", "vhxh-p")):
        undo(world, unit, person)
    assert states(world, *chain) == ["submitted"] * 3
    assert children_of(world, "tinh") == 65


def without_districts() -> World:
    world = World()
    world.unit("tinh", Level.PROVINCE, name="Thử", kind="tỉnh")
    world.unit("phuong-p", Level.COMMUNE, "tinh", name="Phú", kind="phường", area=Area.URBAN)
    for number in (1, 2):
        world.unit(f"thon-{number}", Level.VILLAGE, "phuong-p", name=f"Tổ {number}", kind="tổ dân phố")
    world.unit("tram", Level.AGENCY, "phuong-p", name="Trạm Y tế", agency=AgencyKind.HEALTH_STATION)
    world.person("truong-thon-1", "thon-1", Role.VILLAGE_HEAD)
    world.person("truong-thon-2", "thon-2", Role.VILLAGE_HEAD)
    world.person("y-te", "tram", Role.UNIT_REPORTER)
    world.person("vhxh-p", "phuong-p", Role.COMMUNE_COORDINATOR)
    world.person("tinh", "tinh", Role.PROVINCE_OFFICER)
    build_catalogue(world)
    build_plan(world)
    build_round(world, 2024)
    return world


def undo(world: World, unit: str, person: str) -> None:
    actions.undo_acceptance(report=world.report(unit), by=world.people[person], at=NOW, reason="xem lại")


def tre_em(world: World) -> int:
    return world.items["tre-em"].pk


def children_of(world: World, place: str) -> int:
    """Children in what the place last handed up."""
    report: Report = world.report(place)
    return item_total(snapshot_of(report), tre_em(world)).value
