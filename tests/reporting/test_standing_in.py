"""Entering for a unit: who, how long, what is marked, and what the unit is told."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from reporting import actions, standing_in
from reporting.answers import Answer, Change
from reporting.enums import Act, FigureState, Origin, ReportState, StandInSource
from reporting.models import FigureChange, ReportEvent
from reporting.permissions import current_stand_in, may_act, may_enter, may_stand_in
from reporting.summaries.entry import entry_page
from reporting.summaries.home import home_page
from reporting.summaries.review import review_page
from tests.world import NOW, TODAY, World, at, fill_villages, send_up

SignIn = Callable[[World, str], Client]
EVERYBODY = (
    *("truong-thon-1", "truong-thon-2", "y-te", "vhxh-x", "vhxh-y", "lanh-dao-x", "huyen-a", "huyen-b"),
    *("tinh", "quan-tri", "vhxh-cu", "nguoi-ngoai"),
)
VILLAGE = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}


def begin(world: World, unit: str = "thon-1", by: str = "vhxh-x", **said: object) -> ReportEvent:
    fields = {"source": StandInSource.PAPER, "at": NOW} | said
    return standing_in.start(report=world.report(unit), by=world.people[by], **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", ["thon-1", "tram", "xa-x", "xa-y", "huyen-a", "tinh"])
def test_who_may_start_for_whom(world: World, unit: str) -> None:
    report = world.report(unit)
    able = {who for who in EVERYBODY if may_stand_in(world.people[who], report, TODAY)}
    assert able == ({"vhxh-x"} if unit in ("thon-1", "tram") else set())


def bring_to(world: World, state: str) -> None:
    if state != "draft":
        fill_villages(world)
        world.hand_in("thon-1", "truong-thon-1")
    if state == "accepted":
        world.take("thon-1", "vhxh-x")
    if state in ("checked", "returned"):
        actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    if state == "returned":
        actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="xem lại")


@pytest.mark.parametrize(
    ("state", "who"), list(product(("draft", "submitted", "checked", "returned", "accepted"), EVERYBODY))
)
def test_in_which_state(world: World, state: str, who: str) -> None:
    bring_to(world, state)
    is_able = who == "vhxh-x" and state in ("draft", "returned")
    if is_able:
        assert begin(world, by=who).act == Act.STAND_IN_STARTED
    else:
        with pytest.raises(actions.NotYours):
            begin(world, by=who)
    report, person = world.report("thon-1"), world.people[who]
    assert (current_stand_in(person, report, TODAY) is not None) is is_able
    is_own = who == "truong-thon-1" and state in ("draft", "returned")
    assert may_enter(person, report, TODAY) is (is_able or is_own)
    assert may_act(person, Act.SUBMITTED, report, TODAY) is (is_able or who == "truong-thon-1")
    # Taking back is the unit's own.
    assert may_act(person, Act.RECALLED, report, TODAY) is (who == "truong-thon-1")


def test_nothing_is_entered_before_it_is_said_from_what(world: World) -> None:
    with pytest.raises(actions.NotYours):
        world.enter("thon-1", "vhxh-x", tre_em=100)
    with pytest.raises(actions.Refused, match="Ghi rõ nguồn"):
        begin(world, source=StandInSource.OTHER, note="  ")
    begin(world, source=StandInSource.OTHER, note="sổ của thôn")
    world.enter("thon-1", "vhxh-x", tre_em=100)
    # Not into the neighbour's.
    with pytest.raises(actions.NotYours):
        world.enter("thon-2", "vhxh-x", tre_em=100)


def test_every_value_is_marked_and_only_those(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=90)
    start = begin(world, source=StandInSource.PHONE, note="gọi lúc 9 giờ")
    world.enter("thon-1", "vhxh-x", tre_em=100, hoan_canh=10)
    world.enter("thon-1", "truong-thon-1", hoan_canh=11)
    rows = FigureChange.objects.order_by("id").values_list(
        "figure__item__code", "value", "origin", "stand_in"
    )
    assert list(rows) == [
        ("tre-em", 90, Origin.TYPED, None),
        ("tre-em", 100, Origin.ON_BEHALF, start.pk),
        ("hoan-canh", 10, Origin.ON_BEHALF, start.pk),
        ("hoan-canh", 11, Origin.TYPED, None),
    ]
    entered = {cell.code: cell.entered for cell in entry_page(world.report("thon-1"), NOW).cells}
    assert entered["tre-em"] == "Vhxh-X, 09:00 ngày 15/11/2024, nhập thay từ điện thoại – gọi lúc 9 giờ"
    assert entered["hoan-canh"] == "Truong-Thon-1, 09:00 ngày 15/11/2024"


def test_two_people_settle_a_conflict_as_usual(world: World) -> None:
    begin(world)
    item = world.items["tre-em"]
    world.enter("thon-1", "vhxh-x", tre_em=100)
    mine = Change(item.pk, 0, Answer(FigureState.ENTERED, value=99, raw="99"))
    conflicts = actions.save_answers(
        report=world.report("thon-1"), changes=[mine], by=world.people["truong-thon-1"], at=NOW
    )
    assert [(conflict.their_name, conflict.theirs.value) for conflict in conflicts] == [("Vhxh-X", 100)]
    assert world.figure("thon-1", "tre-em").value == 100


def test_a_sitting_ends_with_the_day_by_stopping_and_by_handing_in(world: World) -> None:
    begin(world, at=at(14))
    with pytest.raises(actions.NotYours):
        world.enter("thon-1", "vhxh-x", tre_em=100)
    begin(world)
    world.enter("thon-1", "vhxh-x", **VILLAGE)
    standing_in.stop(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)
    with pytest.raises(actions.NotYours):
        world.enter("thon-1", "vhxh-x", tre_em=101)
    assert standing_in.stop(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW) is None
    begin(world)
    world.hand_in("thon-1", "vhxh-x")
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=NOW)
    with pytest.raises(actions.NotYours):
        world.enter("thon-1", "vhxh-x", tre_em=101)


def test_starting_twice_is_starting_once(world: World) -> None:
    assert begin(world) == begin(world)
    other = begin(world, source=StandInSource.ZALO)
    world.enter("thon-1", "vhxh-x", tre_em=100)
    assert FigureChange.objects.get().stand_in == other
    assert ReportEvent.objects.filter(act=Act.STAND_IN_STARTED).count() == 2


def test_whoever_left_the_post_stands_in_for_nobody(world: World) -> None:
    """A start of this morning is worth nothing once the posting has ended."""
    begin(world)
    world.people["vhxh-x"].postings.update(ends_on=at(14).date())
    with pytest.raises(actions.NotYours):
        world.enter("thon-1", "vhxh-x", tre_em=100)


def test_the_unit_is_told_at_home_and_in_its_report(world: World) -> None:
    begin(world)
    world.enter("thon-1", "vhxh-x", **VILLAGE)
    told = ["Vhxh-X đã nhập thay 5 ô ngày 15/11/2024 (nguồn: phiếu giấy)."]
    assert entry_page(world.report("thon-1"), NOW).told == told
    assert [line.told for line in home_page(world.people["truong-thon-1"], NOW).to_do] == [told]
    assert [line.told for line in home_page(world.people["truong-thon-2"], NOW).to_do] == [[]]
    # The unit goes on, and what was entered for it stays told.
    world.enter("thon-1", "truong-thon-1", tre_em=101)
    assert entry_page(world.report("thon-1"), NOW).told == told
    world.hand_in("thon-1", "vhxh-x")
    assert entry_page(world.report("thon-1"), NOW).told == [
        *told,
        "Vhxh-X đã nộp thay ngày 15/11/2024 (nguồn: phiếu giấy).",
    ]


def test_the_same_person_may_check_and_everybody_reads_it(world: World) -> None:
    begin(world, note="phiếu tháng 11")
    world.enter("thon-1", "vhxh-x", **VILLAGE)
    world.hand_in("thon-1", "vhxh-x")
    assert review_page(world.report("thon-1"), world.people["huyen-a"], NOW).entered_by_checker == ""
    world.take("thon-1", "vhxh-x")
    assert world.report("thon-1").state == ReportState.ACCEPTED
    # The district opens the same page.
    page = review_page(world.report("thon-1"), world.people["huyen-a"], NOW)
    assert page.entered_by_checker == "Vhxh-X nhập thay đơn vị và cũng là người kiểm tra báo cáo này."
    said = {(event.act, event.reason) for event in page.events}
    assert ("bắt đầu nhập thay", "nguồn: phiếu giấy – phiếu tháng 11") in said
    assert ("nộp báo cáo", "nộp thay, nguồn: phiếu giấy") in said


def test_a_report_of_its_own_is_nobodys_business(world: World) -> None:
    fill_villages(world)
    send_up(world, "thon-1")
    page = review_page(world.report("thon-1"), world.people["vhxh-x"], NOW)
    assert (page.entered_by_checker, page.form.told) == ("", [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": Origin.ON_BEHALF, "stand_in": None},
        {"origin": Origin.TYPED},
    ],
)
def test_the_database_holds_mark_and_source_together(world: World, wrong: dict[str, object]) -> None:
    start = begin(world)
    fields = {
        "figure": world.figure("thon-1", "tre-em"),
        "version": 1,
        "at": NOW,
        "by": world.people["vhxh-x"],
        "origin": Origin.ON_BEHALF,
        "state": FigureState.EMPTY,
        "stand_in": start,
    }
    with pytest.raises(Error), transaction.atomic():
        FigureChange.objects.create(**fields | wrong)


@pytest.mark.parametrize("source", ["", "fax", "other"])
def test_the_database_refuses_a_start_without_a_source(world: World, source: str) -> None:
    with pytest.raises(Error), transaction.atomic():
        ReportEvent.objects.create(
            report=world.report("thon-1"),
            act=Act.STAND_IN_STARTED,
            at=NOW,
            by=world.people["vhxh-x"],
            from_state=ReportState.DRAFT,
            to_state=ReportState.DRAFT,
            stand_in_source=source,
        )


# --- Through the browser

ENTRY = reverse("reporting:entry", args=["2024-nam", "thon-1"])
PAGE = reverse("reporting:stand_in", args=["2024-nam", "thon-1"])
START = reverse("reporting:stand_in_start", args=["2024-nam", "thon-1"])
STOP = reverse("reporting:stand_in_stop", args=["2024-nam", "thon-1"])


def test_from_the_desk_to_the_units_home(world: World, sign_in: SignIn) -> None:
    lan = sign_in(world, "vhxh-x")
    assert PAGE in lan.get(reverse("home")).content.decode()
    assert "Nhập thay" in lan.get(reverse("reporting:review", args=["2024-nam", "thon-1"])).content.decode()
    before = lan.get(ENTRY).content.decode()
    assert 'name="so-tre-em"' not in before
    refused = lan.post(START, {"note": "không chọn nguồn"})
    assert (refused.status_code, "Chọn nguồn số liệu." in refused.content.decode()) == (422, True)
    assert "không chọn nguồn" in refused.content.decode()
    refused = lan.post(START, {"source": "other", "note": " "})
    assert "Ghi rõ nguồn số liệu" in refused.content.decode()
    assert lan.post(START, {"source": "paper"})["Location"] == ENTRY
    page = lan.get(ENTRY).content.decode()
    assert "Bạn đang nhập thay Thôn 1" in page
    assert 'name="so-tre-em"' in page
    lan.post(ENTRY, {"so-tre-em": "58", "phien-ban-tre-em": "0", "action": "save"})
    head = sign_in(world, "truong-thon-1")
    words = "Vhxh-X đã nhập thay 1 ô ngày 15/11/2024 (nguồn: phiếu giấy)."
    assert words in head.get(reverse("home")).content.decode()
    assert words in head.get(ENTRY).content.decode()
    assert "Bạn đang nhập thay" not in head.get(ENTRY).content.decode()
    lan.post(STOP)
    assert 'name="so-tre-em"' not in lan.get(ENTRY).content.decode()


def test_a_leader_and_a_district_are_not_offered_it(world: World, sign_in: SignIn) -> None:
    for who in ("lanh-dao-x", "huyen-a", "truong-thon-1"):
        client = sign_in(world, who)
        assert "Nhập thay" not in client.get(reverse("home")).content.decode()
        assert "Nhập thay" not in client.get(ENTRY).content.decode()


def test_a_report_that_is_not_open_says_so(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    client = sign_in(world, "vhxh-x")
    assert "Không nhập thay được" in client.get(PAGE).content.decode()
    assert client.post(START, {"source": "paper"}).status_code == 403
