"""One commune on the portal, nobody above it (ADR 12): its whole life, and the day a district joins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from plans.enums import DutyKind
from plans.models import Deadline
from reporting import actions
from reporting.actions.difficulties import report_difficulty
from reporting.enums import Act, FigureState, NoticeKind, ReportState, RoundKind
from reporting.models import Figure, Notice, Reminder, Report, ReportEvent, Round, RoundOpening
from reporting.permissions import is_top, top_of, unit_above
from reporting.reminders import remind
from reporting.summaries.due import DueBook
from reporting.summaries.form_plan import form_plan
from reporting.summaries.home import home_page
from reporting.summaries.opening import opening_preview
from reporting.summaries.queue import queue
from reporting.totals import official_totals
from tests.reporting.alone import WINDOW, build_alone, commune_done, open_alone, units_done
from tests.world import NOW, TODAY, World, at, build_plan, fill_villages
from units.enums import Level, Role

pytestmark = pytest.mark.django_db
SignIn = Callable[[World, str], Client]


@pytest.fixture
def alone(db: None) -> World:
    """A commune alone, with its year round of 2024 open."""
    world = build_alone()
    open_alone(world)
    return world


def text(response: HttpResponse) -> str:
    return " ".join(unescape(response.content.decode()).split())


def links(response: HttpResponse) -> str:
    """Every address on the page."""
    return " ".join(part.split('"')[0] for part in unescape(response.content.decode()).split('href="')[1:])


# --- Who is the top


def test_the_top_is_the_highest_place_with_somebody_who_opens_and_checks(db: None) -> None:
    world = build_alone()
    x, district, province = (world.units[key] for key in ("xa-x", "huyen-a", "tinh"))
    chain = [province.pk, district.pk, x.pk]
    assert top_of(chain, TODAY) == x.pk
    assert is_top(x, TODAY, TODAY)
    # An administrator reads no figure: nothing goes up to one.
    world.person("quan-tri-2", "tinh", Role.ADMIN)
    assert top_of(chain, TODAY) == x.pk
    # Nor does anything go to a leader, who only reads.
    world.person("lanh-dao-a", "huyen-a", Role.LEADER)
    assert top_of(chain, TODAY) == x.pk
    world.person("huyen-a-moi", "huyen-a", Role.DISTRICT_OFFICER)
    assert top_of(chain, TODAY) == district.pk
    world.people["huyen-a-moi"].is_active = False
    world.people["huyen-a-moi"].save()
    assert top_of(chain, TODAY) == x.pk
    assert top_of([province.pk], TODAY) is None
    assert not is_top(province, TODAY, TODAY)


def test_an_administrator_is_told_who_opens(db: None, sign_in: SignIn) -> None:
    world = build_alone()
    world.person("quan-tri-2", "tinh", Role.ADMIN)
    client = sign_in(world, "quan-tri-2")
    assert "Quản trị không mở thay" in text(client.get(reverse("reporting:round_open")))
    assert client.post(reverse("reporting:round_open"), {}).status_code == 403
    assert "Quản trị không mở thay" in text(client.get(reverse("reporting:rounds")))


# --- A whole life


def test_from_opening_to_its_own_acceptance(alone: World) -> None:
    """One report for each unit of X and none above; X accepts its own."""
    reports = Report.objects.filter(round=alone.rounds[2024])
    assert set(reports.values_list("unit__key", flat=True)) == {
        *("thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x")
    }
    units_done(alone)
    alone.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    own = alone.hand_in("xa-x", "vhxh-x")
    assert unit_above(own) is None
    (group,) = queue(alone.people["vhxh-x"], NOW).groups
    assert [line.line.unit_key for line in group.lines] == ["xa-x"]
    assert alone.take("xa-x", "vhxh-x").state == ReportState.ACCEPTED
    totals = official_totals(alone.units["xa-x"], alone.rounds[2024])
    assert totals[alone.items["tre-em"].pk, "rural"].value == 300
    assert totals[alone.items["bi-thuong"].pk, "rural"].value == 3


def test_nobody_above_is_told_anything(alone: World) -> None:
    commune_done(alone)
    told = set(Notice.objects.values_list("unit__key", flat=True))
    assert told <= {"thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x"}


def test_the_pages_of_the_coordinator_name_no_receiver(alone: World, sign_in: SignIn) -> None:
    units_done(alone)
    client = sign_in(alone, "vhxh-x")
    desk = home_page(alone.people["vhxh-x"], NOW).desks[0]
    assert desk.sentence.startswith("Còn 20 ngày đến hạn nộp (05/12).")
    for name in ("entry", "check"):
        page = text(client.get(reverse(f"reporting:{name}", args=["2024-nam", "xa-x"])))
        assert "UBND huyện" not in page
        assert "Báo cáo chuyển đến" not in page
    alone.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    alone.hand_in("xa-x", "vhxh-x")
    alone.take("xa-x", "vhxh-x")
    receipt = text(client.get(reverse("reporting:receipt", args=["2024-nam", "xa-x"])))
    assert "Nơi nhận" not in receipt
    assert "Không phải làm gì thêm." in receipt
    assert "tổng hợp của cấp trên" not in receipt


def test_a_village_still_hands_in_to_its_commune(alone: World, sign_in: SignIn) -> None:
    fill_villages(alone)
    page = text(sign_in(alone, "truong-thon-1").get(reverse("reporting:check", args=["2024-nam", "thon-1"])))
    assert "Báo cáo chuyển đến UBND xã Xuân (Vhxh-X)" in page
    assert unit_above(alone.report("thon-1")) == alone.units["xa-x"].pk


@pytest.mark.parametrize("route", ["tracking", "rollup", "round"])
def test_no_page_leads_to_places_above(alone: World, sign_in: SignIn, route: str) -> None:
    commune_done(alone)
    page = sign_in(alone, "vhxh-x").get(reverse(f"reporting:{route}", args=["2024-nam", "xa-x"]))
    assert page.status_code == 200
    assert "huyen-a" not in links(page)
    assert "/tinh/" not in links(page)


def test_the_list_of_rounds_says_who_opens(alone: World, sign_in: SignIn) -> None:
    page = sign_in(alone, "vhxh-x").get(reverse("reporting:rounds"))
    (place,) = page.context["places"]
    assert (place.opens, [line.key for line in place.lines]) == (True, ["2024-nam"])
    # A neighbour is a top of its own and sees nothing of this round.
    (other,) = sign_in(alone, "vhxh-y").get(reverse("reporting:rounds")).context["places"]
    assert (other.opens, other.lines) == (True, [])


def test_the_neighbour_sees_nothing_of_it(alone: World, sign_in: SignIn) -> None:
    client = sign_in(alone, "vhxh-y")
    for route in ("round", "tracking", "rollup", "entry", "review"):
        assert client.get(reverse(f"reporting:{route}", args=["2024-nam", "xa-x"])).status_code == 404


def test_it_gives_itself_a_day_and_locks_its_units(alone: World, sign_in: SignIn) -> None:
    Deadline.objects.all().delete()
    client = sign_in(alone, "vhxh-x")
    done = client.post(
        reverse("reporting:round_days", args=["2024-nam", "xa-x"]),
        {"dv": ["xa-x", "thon-1"], "day": "30/11/2024"},
    )
    assert done.status_code == 302
    book = DueBook.of(alone.rounds[2024])
    for key in ("xa-x", "thon-1"):
        given = book.given[alone.units[key].pk]
        # Who gave it is the commune, to itself too: no district is named.
        assert (given.set_on, given.by) == (date(2024, 11, 30), "xã")
    locked = client.post(
        reverse("reporting:round_lock", args=["2024-nam", "xa-x"]), {"dv": ["thon-1"], "reason": "đã đủ"}
    )
    assert locked.status_code == 302
    with pytest.raises(actions.NotYours, match="không có cấp trên để chốt"):
        actions.lock(
            round_=alone.rounds[2024],
            units=[alone.units["xa-x"]],
            reason="x",
            by=alone.people["vhxh-x"],
            at=NOW,
        )


def test_a_village_of_an_accepted_commune_is_opened_by_the_commune(alone: World, sign_in: SignIn) -> None:
    commune_done(alone)
    page = text(sign_in(alone, "vhxh-x").get(reverse("reporting:review", args=["2024-nam", "thon-1"])))
    assert "đề nghị xã Xuân bỏ duyệt báo cáo của xã Xuân trước" in page
    assert "đề nghị huyện" not in page


def test_a_difficulty_goes_as_far_up_as_somebody_reads(alone: World, sign_in: SignIn) -> None:
    said = {"at": NOW, "text": "thiếu sổ"}
    kept = report_difficulty(unit=alone.units["thon-1"], by=alone.people["truong-thon-1"], **said)
    assert kept.number == 1
    with pytest.raises(actions.Refused, match="không có cấp trên để báo"):
        report_difficulty(unit=alone.units["xa-x"], by=alone.people["vhxh-x"], **said)
    assert sign_in(alone, "vhxh-x").get(reverse("reporting:new_difficulty")).status_code == 403
    assert sign_in(alone, "truong-thon-1").get(reverse("reporting:new_difficulty")).status_code == 200


def test_reminders_stop_at_the_commune(alone: World) -> None:
    """On 30/11 the villages are eleven days over: they are told, and X for them; on 20/12 X for itself."""
    for day, month in ((30, 11), (20, 12)):
        remind(at(day, month=month))
    assert Reminder.objects.filter(report__unit=alone.units["xa-x"]).exists()
    escalated = Notice.objects.filter(kind=NoticeKind.ESCALATION)
    assert set(escalated.values_list("unit__key", flat=True)) == {"xa-x"}


def test_asked_at_is_set_by_opening_a_round_that_counts(db: None) -> None:
    world = build_alone()
    open_alone(world, RoundKind.REHEARSAL)
    world.plan.refresh_from_db()
    assert world.plan.asked_at is None
    open_alone(world)
    world.plan.refresh_from_db()
    assert world.plan.asked_at == NOW


def test_a_plan_that_comes_later_is_asked_for_by_the_update(alone: World) -> None:
    later = build_plan(alone, issuer="xa-x", key="ke-hoach-sau")
    assert later.asked_at is None
    actions.update_forms(
        round_=alone.rounds[2024], unit=alone.units["xa-x"], by=alone.people["vhxh-x"], at=at(16)
    )
    later.refresh_from_db()
    assert later.asked_at == at(16)
    alone.plan.refresh_from_db()
    assert alone.plan.asked_at == NOW


# --- A district joins


@pytest.fixture
def joined(alone: World) -> World:
    """X has handed in its year to itself when An gets an officer, and a plan that asks one thing more."""
    alone.person("huyen-a-moi", "huyen-a", Role.DISTRICT_OFFICER, full_name="Cán bộ An")
    build_plan(alone, issuer="huyen-a", key="ke-hoach-huyen")
    return alone


def open_over(world: World) -> Round:
    return actions.start_round(
        kind=RoundKind.YEAR,
        year=2024,
        unit=world.units["huyen-a"],
        by=world.people["huyen-a-moi"],
        at=at(16),
        **WINDOW,  # type: ignore[arg-type]
    )


def cells(world: World) -> dict[str, int]:
    reports = Report.objects.filter(round=world.rounds[2024]).select_related("unit")
    return {report.unit.key: report.figures.count() for report in reports}


def test_until_the_district_opens_the_round_nothing_changes(joined: World, sign_in: SignIn) -> None:
    units_done(joined)
    joined.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    own = joined.hand_in("xa-x", "vhxh-x")
    assert unit_above(own) is None
    assert queue(joined.people["huyen-a-moi"], NOW).lines == []
    # The district sees how the round is run, and has nothing to do there.
    page = sign_in(joined, "huyen-a-moi").get(reverse("reporting:round", args=["2024-nam", "huyen-a"]))
    assert (page.context["page"].to_lock, page.context["page"].to_set) == ([], [])
    with pytest.raises(actions.NotYours):
        actions.remind_by_hand(
            reports=[joined.report("thon-1"), own][1:],
            by=joined.people["huyen-a-moi"],
            at=NOW,
            text="Nộp đi",
        )
    address = reverse("reporting:chase", args=["2024-nam", "huyen-a"])
    assert sign_in(joined, "huyen-a-moi").get(address).status_code == 403
    # Nor can the commune open rounds any more.
    with pytest.raises(actions.Refused, match="đơn vị cao nhất"):
        open_alone(joined, RoundKind.REHEARSAL)


def test_a_round_opened_over_it_leaves_its_forms(joined: World, sign_in: SignIn) -> None:
    before = cells(joined)
    joined.enter("thon-1", "truong-thon-1", tre_em=100)
    plan = form_plan(joined.rounds[2024], joined.units["huyen-a"])
    preview = opening_preview(plan, joined.units["huyen-a"], TODAY)
    # The district itself and Y, which answers all nine items; X and its five units have forms.
    assert (preview.kept, preview.units, preview.cells) == (6, 2, 9)
    client = sign_in(joined, "huyen-a-moi")
    said = {"unit": "huyen-a", "kind": "year", "year": "2024", "window": "nd-09", "viec": "xem"}
    page = client.post(reverse("reporting:round_open"), said)
    assert "6 đơn vị đã có phiếu từ trước, giữ nguyên" in text(page)
    done = client.post(
        reverse("reporting:round_open"), said | {"viec": "mo", "da-xem": page.context["page"].mark}
    )
    assert done["Location"] == reverse("reporting:round", args=["2024-nam", "huyen-a"])
    assert cells(joined) == {**before, "huyen-a": 0, "xa-y": 9}
    assert joined.figure("thon-1", "tre-em").value == 100
    assert RoundOpening.objects.filter(round=joined.rounds[2024]).count() == 2
    assert ReportEvent.objects.filter(report__unit__key="thon-1", act=Act.OPENED).count() == 1


def test_a_new_village_below_it_waits_for_the_update(joined: World) -> None:
    """Its figures may stand on the commune's report: only the update looks at that."""
    joined.unit("thon-4", Level.VILLAGE, "xa-x", name="Thôn 4", kind="thôn")
    open_over(joined)
    assert not Report.objects.filter(unit=joined.units["thon-4"]).exists()
    actions.update_forms(
        round_=joined.rounds[2024],
        unit=joined.units["huyen-a"],
        by=joined.people["huyen-a-moi"],
        at=at(16),
    )
    assert cells(joined)["thon-4"] == 5


def test_from_then_on_the_report_goes_to_the_district(joined: World, sign_in: SignIn) -> None:
    open_over(joined)
    units_done(joined)
    joined.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    own = joined.hand_in("xa-x", "vhxh-x", when=at(16))
    assert unit_above(own) == joined.units["huyen-a"].pk
    assert queue(joined.people["vhxh-x"], NOW).lines == []
    (line,) = queue(joined.people["huyen-a-moi"], at(16)).lines
    assert line.line.unit_key == "xa-x"
    receipt = text(sign_in(joined, "vhxh-x").get(reverse("reporting:receipt", args=["2024-nam", "xa-x"])))
    assert "UBND huyện An (Cán bộ An)" in receipt
    with pytest.raises(actions.NotYours):
        joined.take("xa-x", "vhxh-x", when=at(16))
    assert joined.take("xa-x", "huyen-a-moi", when=at(16)).state == ReportState.ACCEPTED
    crumbs = sign_in(joined, "huyen-a-moi").get(reverse("reporting:rollup", args=["2024-nam", "xa-x"]))
    assert reverse("reporting:rollup", args=["2024-nam", "huyen-a"]) in links(crumbs)


def test_what_the_district_asks_more_comes_by_the_update(joined: World) -> None:
    """X's own plan asks the same nine; with one indicator of the district's plan alone the update adds it."""
    Figure.objects.filter(report__round=joined.rounds[2024], item__code="tao-hon").delete()
    open_over(joined)
    actions.update_forms(
        round_=joined.rounds[2024],
        unit=joined.units["huyen-a"],
        by=joined.people["huyen-a-moi"],
        at=at(16),
    )
    assert joined.figure("xa-x", "tao-hon").state == FigureState.EMPTY
    (event,) = joined.report("xa-x").events.filter(act=Act.FORM_UPDATED)
    assert event.reason == "thêm 1 ô"
    assert Notice.objects.filter(kind=NoticeKind.FORM, unit__key="xa-x").exists()


def test_the_window_of_the_first_opener_holds(joined: World) -> None:
    with pytest.raises(actions.Refused, match="thời gian số liệu dùng chung"):
        actions.start_round(
            kind=RoundKind.YEAR,
            year=2024,
            data_from=date(2024, 1, 1),
            data_to=date(2024, 12, 31),
            unit=joined.units["huyen-a"],
            by=joined.people["huyen-a-moi"],
            at=at(16),
        )


def test_rounds_of_words_go_up_once_somebody_was_there(alone: World) -> None:
    """The commune's own sơ kết: nobody above, so its report is its own; with an officer it goes to An."""
    Deadline.objects.create(
        plan=alone.plan,
        position=8,
        duty=DutyKind.MID_TERM,
        reporter_level=Level.COMMUNE,
        year=2024,
        day=1,
        month=12,
        words="sơ kết",
    )
    actions.open_duty_round(
        plan=alone.plan, kind=RoundKind.MID_TERM, year=2024, by=alone.people["vhxh-x"], at=NOW
    )
    report = Report.objects.get(round__kind=RoundKind.MID_TERM, unit=alone.units["xa-x"])
    assert unit_above(report) is None
    alone.person("huyen-a-moi", "huyen-a", Role.DISTRICT_OFFICER)
    assert unit_above(report) == alone.units["huyen-a"].pk
