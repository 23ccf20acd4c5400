"""A round across a reform: old forms are owed by nobody, nothing typed is lost, new units get theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape

import pytest
from django.test import Client

from reporting import actions
from reporting.actions import Refused
from reporting.actions.opening import open_round, start_round
from reporting.actions.updating import update_forms
from reporting.enums import ReportState, RoundKind
from reporting.models import Figure, Notice, Report, Round
from reporting.reminders import remind
from reporting.summaries.desks import desks
from reporting.summaries.home import home_page
from reporting.summaries.lists import own_lines
from reporting.summaries.old_forms import old_forms
from reporting.summaries.queue import queue
from reporting.summaries.tracking import tracking
from reporting.summaries.tracking_page import Choice
from reporting.totals import item_total, provisional_totals
from tests.reform import reform
from tests.reporting.alone import build_alone
from tests.reporting.test_carried import year_2025
from tests.world import World, at, build_plan
from units.enums import Role
from units.models import Placement

SignIn = Callable[[World, str], Client]
WHEN = at(15, year=2025)
AFTER = WHEN.date()
JUNE = at(10, month=6, year=2025)
OLD_WORDS = "Đơn vị không còn từ 01/07/2025; đã vào xã Xuân Yên"


@pytest.fixture
def after(moment: Callable[[datetime], None]) -> None:
    moment(WHEN)


@pytest.fixture
def across(world: World) -> World:
    """2025 opened in June for the old units; Xuân typed 12, Yên 8 child marriages, Yên handed in; then the
    reform."""
    world.rounds[2025] = year_2025()
    open_round(round_=world.rounds[2025], unit=world.units["tinh"], by=world.people["tinh"], at=JUNE)
    world.enter("xa-x", "vhxh-x", 2025, JUNE, tao_hon=12)
    world.enter(
        *("xa-y", "vhxh-y", 2025, JUNE),
        tre_em=200,
        hoan_canh=30,
        duoc_giup=30,
        bi_thuong=5,
        xam_hai=1,
        san_choi=(3, 4),
        tao_hon=8,
        can_do=40,
        beo_phi=3,
    )
    world.hand_in("xa-y", "vhxh-y", 2025, JUNE)
    world.enter("tram", "y-te", 2025, JUNE, bi_thuong=3)
    return reform(world)


def updated(world: World) -> World:
    update_forms(
        round_=world.rounds[2025],
        unit=world.units["tinh"],
        by=world.people["tinh"],
        at=at(20, month=7, year=2025),
    )
    return world


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.content.decode())).split())


def test_old_forms_are_owed_by_nobody(across: World) -> None:
    not_owed = set(Report.objects.not_owed().values_list("unit__key", flat=True))
    assert not_owed == {"huyen-a", "huyen-b", "xa-x", "xa-y", "thi-tran-z", "tram", "cong-an"}
    assert not across.report("xa-x", 2025).is_owed
    assert across.report("thon-1", 2025).is_owed
    assert across.report("xa-x", 2024).is_owed
    # Derived, never stored: without the reform they are owed again.
    Placement.objects.filter(ends_on=date(2025, 6, 30)).exclude(unit__key__startswith="thon").update(
        ends_on=None
    )
    assert across.report("xa-x", 2025).is_owed


def test_nobody_writes_or_hands_in_what_is_not_owed(across: World) -> None:
    for unit, username in (("xa-x", "vhxh-m"), ("thi-tran-z", "tinh")):
        with pytest.raises(Refused, match="không phải nộp"):
            actions.submit(report=across.report(unit, 2025), by=across.people[username], at=WHEN, reason="đủ")
    with pytest.raises(Refused, match="không phải nộp"):
        across.enter("xa-x", "vhxh-m", 2025, WHEN, tao_hon=13)
    with pytest.raises(Refused, match="không phải nộp"):
        actions.accept(report=across.report("xa-y", 2025), by=across.people["vhxh-m"], at=WHEN)
    assert across.figure("xa-x", "tao-hon", 2025).value == 12
    assert across.report("xa-y", 2025).state == ReportState.SUBMITTED


def test_they_are_on_the_lists_and_count_nowhere(across: World) -> None:
    updated(across)
    lines = {(line.unit_key, line.round_key): line for line in own_lines(across.people["vhxh-m"], WHEN)}
    line = lines["xa-x", "2025-nam"]
    assert line.not_owed == OLD_WORDS
    assert [chip.text for chip in line.chips][-1] == "Không phải nộp"
    assert not line.can_enter and line.action == "Xem" and not line.standing.is_awaited
    home = home_page(across.people["vhxh-m"], WHEN)
    assert {one.unit_key for one in home.not_owed} == {"xa-x", "xa-y"}
    # The handed-in form of Yên waits for nobody.
    assert queue(across.people["tinh"], WHEN).lines == []
    assert queue(across.people["vhxh-m"], WHEN).lines == []
    (desk,) = [
        desk
        for desk in desks(across.people["tinh"], own_lines(across.people["tinh"], WHEN), WHEN).current
        if desk.unit_key == "tinh"
    ]
    assert desk.round_key == "2025-nam"
    assert {one.unit_key for one in desk.below} == {"xa-m", "phuong-n"}
    page = tracking(
        place=across.units["tinh"],
        round_=across.rounds[2025],
        choice=Choice(),
        now=WHEN,
        may_review=True,
    )
    assert page.tally.expected == 2
    assert (
        "Không còn vào ngày chốt số liệu nên không phải nộp: huyện An, huyện Bình, thị trấn Đức (đã chia vào "
        "phường Đức, xã Xuân Yên), xã Xuân (đã vào xã Xuân Yên), xã Yên (đã vào xã Xuân Yên)."
    ) in page.remarks
    below = tracking(
        place=across.units["xa-m"], round_=across.rounds[2025], choice=Choice(), now=WHEN, may_review=True
    )
    assert below.tally.expected == 5
    assert any("Trạm Y tế" in remark for remark in below.remarks)


def test_nobody_is_reminded_of_them(across: World) -> None:
    updated(across)
    Notice.objects.all().delete()
    remind(at(10, month=12, year=2025))
    told = set(Notice.objects.filter(report__round__year=2025).values_list("report__unit__key", flat=True))
    assert {"xa-m", "thon-1"} <= told
    assert not told & {"xa-x", "xa-y", "tram", "huyen-a", "thi-tran-z"}


def test_the_form_can_be_read_and_says_why(across: World, sign_in: SignIn, after: None) -> None:
    client = sign_in(across, "vhxh-m")
    for unit, page in (("xa-x", "nhap"), ("xa-x", "kiem-tra-nop"), ("xa-y", "nhap"), ("xa-y", "bien-nhan")):
        text = text_of(client, f"/bao-cao/2025-nam/{unit}/{page}/")
        assert f"{OLD_WORDS}." in text, (unit, page)
    assert "Không phải nộp" in text_of(client, "/bao-cao/2025-nam/xa-x/nhap/")
    assert "12" in text_of(client, "/bao-cao/2025-nam/xa-x/nhap/")
    assert OLD_WORDS in text_of(client, "/bao-cao/")
    assert OLD_WORDS in text_of(client, "/")
    text_of(client, "/bao-cao/2025-nam/thi-tran-z/nhap/", 404)
    text_of(sign_in(across, "vhxh-n"), "/bao-cao/2025-nam/thi-tran-z/nhap/", 404)
    text_of(sign_in(across, "vhxh-n"), "/bao-cao/2025-nam/xa-x/nhap/", 404)
    text_of(sign_in(across, "tinh"), "/bao-cao/2025-nam/thi-tran-z/nhap/")
    text_of(sign_in(across, "y-te-m"), "/bao-cao/2025-nam/tram/nhap/")
    answer = sign_in(across, "vhxh-m").post("/bao-cao/2025-nam/xa-x/nhap/", {"so-tao-hon": "15"})
    assert across.figure("xa-x", "tao-hon", 2025).value == 12, answer.status_code


def test_updating_gives_the_new_units_their_forms(across: World) -> None:
    before = set(Report.objects.filter(round=across.rounds[2025]).values_list("unit__key", flat=True))
    updated(across)
    found = set(Report.objects.filter(round=across.rounds[2025]).values_list("unit__key", flat=True))
    assert found - before == {"xa-m", "phuong-n", "tram-m", "cong-an-m"}
    assert before <= found
    asked = set(
        Figure.objects.filter(report=across.report("xa-m", 2025)).values_list("item__code", flat=True)
    )
    assert asked == {"tao-hon", "can-do", "beo-phi"}
    # The town's ward has nobody below it: it answers for everything itself.
    assert across.report("phuong-n", 2025).figures.count() == 9
    assert across.report("thon-1", 2025).figures.filter(is_check=False).count() == 4
    # Nothing of the old forms is in the new ones.
    assert not Figure.objects.filter(report__unit=across.units["xa-m"]).exclude(state="empty").exists()


def test_what_the_old_units_typed_is_offered_and_never_copied(
    across: World, sign_in: SignIn, after: None
) -> None:
    updated(across)
    found = old_forms(across.report("xa-m", 2025))
    assert found is not None
    assert found.names == "xã Xuân, xã Yên"
    assert {line.name: [cell.words for cell in line.cells] for line in found.lines} == {
        "Cuộc tảo hôn": ["12", "8"],
        "Trẻ em dưới 5 tuổi được cân đo": ["—", "40"],
        "Trẻ em dưới 5 tuổi béo phì": ["—", "3"],
    }
    station = old_forms(across.report("tram-m", 2025))
    assert station is not None
    assert [[cell.words for cell in line.cells] for line in station.lines] == [["3"]]
    # A part hands nothing on, and a village that only moved has its own form.
    assert old_forms(across.report("phuong-n", 2025)) is None
    assert old_forms(across.report("thon-1", 2025)) is None
    text = text_of(sign_in(across, "vhxh-m"), "/bao-cao/2025-nam/xa-m/nhap/")
    assert "Đơn vị cũ đã ghi trong kỳ này (xã Xuân, xã Yên)" in text
    assert not Figure.objects.filter(report__unit=across.units["xa-m"]).exclude(state="empty").exists()


def test_the_year_is_told_by_the_units_of_the_closing_day(across: World) -> None:
    updated(across)
    across.enter("xa-m", "vhxh-m", 2025, WHEN, tao_hon=21)
    totals = provisional_totals(across.units["tinh"], across.rounds[2025])
    found = item_total(totals, across.items["tao-hon"].pk)
    assert (found.value, found.answered, found.asked) == (21, 1, 2)


def alone_reformed() -> tuple[World, Round]:
    """The district opened 2025 for itself and is gone; nobody sits at the province yet."""
    world = build_alone()
    world.person("huyen-lai", "huyen-a", Role.DISTRICT_OFFICER)
    round_ = year_2025()
    world.rounds[2025] = round_
    open_round(round_=round_, unit=world.units["huyen-a"], by=world.people["huyen-lai"], at=JUNE)
    reform(world)
    return world, round_


@pytest.mark.django_db
def test_the_new_top_unit_opens_the_same_round() -> None:
    world, round_ = alone_reformed()
    build_plan(world, issuer="xa-m", key="ke-hoach-xa-m")
    opened = start_round(
        kind=RoundKind.YEAR,
        year=2025,
        data_from=round_.data_from,
        data_to=round_.data_to,
        unit=world.units["xa-m"],
        by=world.people["vhxh-m"],
        at=WHEN,
    )
    assert opened == round_
    here = {report.unit.key for report in Report.objects.filter(round=round_) if report.is_owed}
    assert {"xa-m", "tram-m", "cong-an-m", "thon-1", "thon-2", "thon-3"} <= here
    # From now on it updates the forms as whoever opened the round.
    assert not update_forms(
        round_=round_, unit=world.units["xa-m"], by=world.people["vhxh-m"], at=WHEN
    ).new_units
