"""Screen 18 as people use it: look, then write; what is locked says so and offers nothing to press."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.enums import DutyKind
from plans.models import Deadline
from reporting import actions
from reporting.enums import Act, RoundKind
from reporting.models import Figure, Report, ReportEvent, Round, RoundLock, RoundOpening
from tests.world import NOW, World, at, build_plan, fill_villages
from units.enums import Level, Role

pytestmark = pytest.mark.django_db
SignIn = Callable[[World, str], Client]
X = ["2024-nam", "xa-x"]
TOP = ["2024-nam", "tinh"]


def text(response: HttpResponse) -> str:
    """The page's words, without the spaces that only lay out its source."""
    return " ".join(unescape(response.content.decode()).split())


def form(**more: object) -> dict[str, object]:
    return {"unit": "tinh", "kind": "year", "year": "2025", "window": "nd-09", "viec": "xem", **more}


# --- The list


def test_the_list_says_window_days_and_state(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "vhxh-x").get(reverse("reporting:rounds"))
    (place,) = page.context["places"]
    (line,) = place.lines
    assert (line.name, line.window, line.days) == (
        "Năm 2024",
        "15/12/2023 – 14/12/2024",
        ["20/11/2024", "", "05/12/2024", ""],
    )
    assert (line.state.text, line.progress) == ("Đang mở", "0/5 cấp dưới đã duyệt")
    assert "Kỳ báo cáo do tỉnh Thử mở (" in text(page)
    assert "Mở kỳ báo cáo" not in text(page)


def test_a_round_that_asked_only_further_down_is_named_and_leads_nowhere(
    world: World, sign_in: SignIn
) -> None:
    """A commune opened it for itself; the province has no report of its own and none right below."""
    own = Round.objects.create(
        key="2022-xa-x",
        kind=RoundKind.ACTION_PLAN,
        plan=build_plan(world, issuer="xa-x", key="ke-hoach-x"),
        year=2022,
        data_from=date(2022, 1, 1),
        data_to=date(2022, 12, 31),
    )
    RoundOpening.objects.create(
        round=own, unit=world.units["xa-x"], opened_at=NOW, opened_by=world.people["vhxh-x"]
    )
    Report.objects.create(round=own, unit=world.units["xa-x"])
    client = sign_in(world, "tinh")
    page = client.get(reverse("reporting:rounds"))
    assert own.name in text(page)
    addresses = re.findall(r'href="(/ky-bao-cao/2[^"]*)"', page.content.decode())
    assert addresses == ["/ky-bao-cao/2024-nam/tinh/"]
    assert client.get(addresses[0]).status_code == 200
    at_the_commune = text(sign_in(world, "vhxh-x").get(reverse("reporting:rounds")))
    assert 'href="/ky-bao-cao/2022-xa-x/xa-x/"' in at_the_commune


def test_the_list_names_the_days_that_count(world: World, sign_in: SignIn) -> None:
    """The station's day was set to 25/11 and then to 18/11; the police post's to 22/11."""
    for unit, day in (("tram", 25), ("tram", 18), ("cong-an", 22)):
        actions.set_day(
            round_=world.rounds[2024],
            units=[world.units[unit]],
            day=date(2024, 11, day),
            by=world.people["vhxh-x"],
            at=NOW,
        )
    (place,) = sign_in(world, "vhxh-x").get(reverse("reporting:rounds")).context["places"]
    assert place.lines[0].days == ["20/11/2024", "18/11/2024 – 22/11/2024", "05/12/2024", ""]


def test_the_top_opens_from_the_list_and_sees_what_is_due(
    world: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    client = sign_in(world, "tinh")
    (place,) = client.get(reverse("reporting:rounds")).context["places"]
    assert (place.opens, place.soon) == (True, [])
    world.plan.deadlines.create(
        position=9, duty=DutyKind.SIX_MONTHS, reporter_level=Level.COMMUNE, day=10, month=6, words="10/6"
    )
    moment(at(2, month=1, year=2025))
    page = client.get(reverse("reporting:rounds"))
    (place,) = page.context["places"]
    assert [(line.kind, line.name) for line in place.soon] == [
        ("year", "Năm 2025"),
        ("six_months", "6 tháng năm 2025"),
    ]
    assert text(page).count("Sắp mở") == 2
    assert reverse("reporting:round_open") in text(page)


def test_a_person_without_any_round_is_told_so(world: World, sign_in: SignIn) -> None:
    world.unit("tinh-2", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.person("tinh-2", "tinh-2", Role.PROVINCE_OFFICER)
    page = sign_in(world, "tinh-2").get(reverse("reporting:rounds"))
    assert "Chưa có kỳ nào." in text(page)
    assert "loai=six_months" in text(page)


def test_locked_everywhere_reads_as_locked(world: World, sign_in: SignIn) -> None:
    tinh = world.people["tinh"]
    districts = [world.units["huyen-a"], world.units["huyen-b"]]
    actions.lock(round_=world.rounds[2024], units=districts[:1], reason="x", by=tinh, at=NOW)

    def state(who: str) -> str:
        return sign_in(world, who).get(reverse("reporting:rounds")).context["places"][0].lines[0].state.text

    assert [state(who) for who in ("tinh", "huyen-a", "vhxh-x", "huyen-b")] == [
        "Đang mở",
        "Đã chốt",
        "Đã chốt",
        "Đang mở",
    ]
    actions.lock(round_=world.rounds[2024], units=districts[1:], reason="x", by=tinh, at=NOW)
    assert state("tinh") == "Đã chốt"


# --- Opening


def test_look_then_open(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    address = reverse("reporting:round_open")
    # The round of 2024 is open already.
    assert client.get(address).context["form"].initial["year"] == "2025"
    page = client.post(address, form(**{"truc-tiep": ["xa-x"]}))
    assert page.status_code == 200
    assert page.context["page"].cells == 27  # X, Y and Z answer all nine items each
    assert not Round.objects.filter(year=2025).exists()
    seen = page.context["page"].mark
    done = client.post(address, form(**{"truc-tiep": ["xa-x"], "viec": "mo", "da-xem": seen}))
    round_ = Round.objects.get(year=2025)
    assert done["Location"] == reverse("reporting:round", args=[round_.key, "tinh"])
    assert (round_.key, round_.data_from, round_.data_to) == (
        "2025-nam",
        date(2024, 12, 15),
        date(2025, 12, 14),
    )
    assert Figure.objects.filter(report__round=round_).count() == 27
    # The next year's form starts from what this one did; what has nothing below it is not asked about.
    again = client.post(address, form(year="2026", viec="ai-nhap"))
    assert set(again.context["direct"]) >= {"xa-x"}
    assert [choice.key for choice in again.context["choices"]] == ["huyen-a", "xa-x", "huyen-b"]


def test_nothing_opens_that_was_not_looked_at(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    page = client.post(reverse("reporting:round_open"), form(viec="mo"))
    assert "Xem lại rồi mở" in text(page)
    assert not Round.objects.filter(year=2025).exists()


@pytest.mark.parametrize(
    ("kind", "window", "first", "last"),
    [
        ("year", "nam-lich", date(2025, 1, 1), date(2025, 12, 31)),
        ("six_months", "nd-09", date(2024, 12, 15), date(2025, 6, 14)),
        ("six_months", "nam-lich", date(2025, 1, 1), date(2025, 6, 30)),
    ],
)
def test_windows(world: World, sign_in: SignIn, kind: str, window: str, first: date, last: date) -> None:
    world.plan.deadlines.create(
        position=9, duty=DutyKind.SIX_MONTHS, reporter_level=Level.COMMUNE, words="báo cáo 6 tháng"
    )
    client = sign_in(world, "tinh")
    said = form(kind=kind, window=window)
    seen = client.post(reverse("reporting:round_open"), said).context["page"].mark
    client.post(reverse("reporting:round_open"), said | {"viec": "mo", "da-xem": seen})
    round_ = Round.objects.get(year=2025)
    assert (round_.data_from, round_.data_to) == (first, last)


def test_a_window_chosen_elsewhere_is_shown_and_kept(world: World, sign_in: SignIn) -> None:
    world.unit("tinh-2", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.person("tinh-2", "tinh-2", Role.PROVINCE_OFFICER)
    page = sign_in(world, "tinh-2").post(
        reverse("reporting:round_open"), form(unit="tinh-2", year="2024", window="nam-lich")
    )
    assert page.context["is_shared"]
    assert page.context["page"].window == "15/12/2023 – 14/12/2024"


@pytest.mark.parametrize("year", ["", "hai nghìn", "24", "99999999999999999999"])
def test_a_year_that_is_none_is_asked_again(world: World, sign_in: SignIn, year: str) -> None:
    page = sign_in(world, "tinh").post(reverse("reporting:round_open"), form(year=year))
    assert page.status_code == 422
    assert "Năm: ghi bốn chữ số" in text(page) or "Ghi năm" in text(page)


def test_below_the_top_the_page_says_who_opens(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "huyen-a").get(reverse("reporting:round_open"))
    assert "Tỉnh Thử: Quan-Tri, Tinh." in text(page)
    assert "<form class" not in page.content.decode()
    assert sign_in(world, "huyen-a").post(reverse("reporting:round_open"), form()).status_code == 403


def test_what_is_open_is_not_opened_again(world: World, sign_in: SignIn) -> None:
    done = sign_in(world, "tinh").post(reverse("reporting:round_open"), form(year="2024"))
    assert done["Location"] == reverse("reporting:round", args=TOP)


# --- One round at one place


def test_the_round_page_shows_days_and_who_said_them(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "vhxh-x").get(reverse("reporting:round", args=X))
    lines = {line.key: line for line in page.context["page"].lines}
    assert [(day.day, day.said_by) for day in lines["thon-1"].days] == [
        ("20/11/2024", "Chương trình tỉnh Thử")
    ]
    assert lines["tram"].days == []
    assert "2 đơn vị chưa ấn định hạn" in text(page)
    assert "Ấn định hạn cho 2 đơn vị" in text(page)
    assert "Cập nhật mẫu" not in text(page)
    assert text(page).count("btn-primary") == 1


def test_a_returned_report_shows_the_day_of_its_correction(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="đếm lại")
    client = sign_in(world, "vhxh-x")
    assert text(client.get(reverse("reporting:round", args=X))).count("hạn sửa hết ngày 18/11/2024") == 1


def test_above_the_place_days_are_seen_and_not_given(world: World, sign_in: SignIn) -> None:
    for who in ("huyen-a", "tinh", "quan-tri"):
        page = sign_in(world, who).get(reverse("reporting:round", args=X))
        assert reverse("reporting:round_days", args=X) not in text(page)
        assert reverse("reporting:round_lock", args=X) in text(page)
    page = sign_in(world, "tinh").get(reverse("reporting:round", args=TOP))
    assert reverse("reporting:round_update", args=TOP) in text(page)


def test_contradictions_stand_on_the_round_page(world: World, sign_in: SignIn) -> None:
    Deadline.objects.filter(reporter_level=Level.VILLAGE).update(day=5, month=12)
    page = sign_in(world, "vhxh-x").get(reverse("reporting:round", args=X))
    assert "không còn ngày nào để tổng hợp" in text(page)


def test_set_a_day_for_those_without_one(world: World, sign_in: SignIn) -> None:
    client, address = sign_in(world, "vhxh-x"), reverse("reporting:round_days", args=X)
    page = client.get(address)
    assert page.context["ticked"] == {"tram", "cong-an"}
    assert [line.key for line in page.context["lines"]] == ["cong-an", "tram"]
    done = client.post(address, {"dv": ["tram", "cong-an"], "day": "18/11/2024"}, follow=True)
    assert "Đã ấn định hạn nộp 18/11/2024 cho 2 đơn vị." in text(done)
    assert text(done).count("do xã ấn định") == 2


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"day": "18/11/2024"}, "Chọn ít nhất một đơn vị."),
        ({"dv": ["tram"]}, "Ghi ngày phải nộp"),
        ({"dv": ["tram"], "day": "mai"}, "Ghi ngày/tháng/năm"),
        ({"dv": ["tram"], "day": "14/11/2024"}, "đã qua"),
        ({"dv": ["thon-1"], "day": "18/11/2024"}, "Chọn ít nhất một đơn vị."),  # a plan names its day
    ],
)
def test_a_day_that_cannot_be_read_is_asked_again(
    world: World, sign_in: SignIn, posted: dict[str, object], words: str
) -> None:
    page = sign_in(world, "vhxh-x").post(reverse("reporting:round_days", args=X), posted)
    assert page.status_code == 422
    assert words in text(page)
    assert not ReportEvent.objects.filter(act=Act.DAY_SET).exists()


def test_extend_and_see_it_on_the_form(world: World, sign_in: SignIn) -> None:
    said = {"dv": ["thon-1"], "day": "25/11/2024", "reason": "Bão lũ"}
    sign_in(world, "vhxh-x").post(reverse("reporting:round_extend", args=X), said)
    page = sign_in(world, "truong-thon-1").get(reverse("reporting:entry", args=["2024-nam", "thon-1"]))
    assert "Hạn nộp: gia hạn đến hết ngày 25/11/2024" in text(page)


def test_lock_all_then_open_one(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    address = reverse("reporting:round_lock", args=X)
    page = client.get(address)
    assert "5/5 báo cáo chưa duyệt" in text(page)
    assert len(page.context["ticked"]) == 5
    everyone = sorted(page.context["ticked"])
    assert client.post(address, {"dv": everyone}).status_code == 422
    done = client.post(address, {"dv": everyone, "reason": "Hết kỳ"}, follow=True)
    assert "Đã chốt 5 đơn vị" in text(done)
    assert RoundLock.objects.filter(ended_at=None).count() == 5
    # Under the lock nothing is left to give.
    assert reverse("reporting:round_extend", args=X) not in text(done)
    back = client.post(
        reverse("reporting:round_unlock", args=X), {"dv": ["tram"], "reason": "Bổ sung"}, follow=True
    )
    assert "Đã mở khoá 1 đơn vị." in text(back)
    assert RoundLock.objects.filter(ended_at=None).count() == 4


def test_a_locked_report_can_only_be_read(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    world.hand_in("thon-2", "truong-thon-2")
    actions.lock(
        round_=world.rounds[2024],
        units=[world.units["xa-x"]],
        reason="Tỉnh đã tổng hợp",
        by=world.people["huyen-a"],
        at=NOW,
    )
    banner = "Kỳ báo cáo đã chốt lúc 09:00 ngày 15/11/2024: Tỉnh đã tổng hợp."
    client, own = sign_in(world, "truong-thon-1"), ["2024-nam", "thon-1"]
    entry = client.get(reverse("reporting:entry", args=own))
    assert banner in text(entry)
    assert '<input type="text"' not in text(entry) and "Kiểm tra và nộp" not in text(entry)
    check = client.get(reverse("reporting:check", args=own))
    assert banner in text(check)
    assert "Nộp báo cáo" not in text(check)
    receipt = sign_in(world, "truong-thon-2").get(reverse("reporting:receipt", args=["2024-nam", "thon-2"]))
    assert banner in text(receipt)
    assert "Rút lại" not in text(receipt)
    # Who posts all the same is refused with the same words, by every way in.
    paste = client.post(reverse("reporting:paste", args=own), {"so-lieu": "1"}, follow=True)
    assert banner in text(paste)
    stand_in = sign_in(world, "vhxh-x").post(
        reverse("reporting:stand_in_start", args=own), {"source": "phone"}
    )
    assert stand_in.status_code == 422
    assert banner in text(stand_in)
    saved = client.post(
        reverse("reporting:entry", args=own),
        {"phien-ban-tre-em": "1", "so-tre-em": "999", "action": "save"},
        follow=True,
    )
    assert banner in text(saved)
    assert world.figure("thon-1", "tre-em").value == 100


def test_update_is_looked_at_first(world: World, sign_in: SignIn) -> None:
    client, address = sign_in(world, "tinh"), reverse("reporting:round_update", args=TOP)
    assert "không có gì để thêm" in text(client.get(address))
    world.unit("thon-4", Level.VILLAGE, "xa-x", name="Thôn 4", kind="thôn")
    page = client.get(address)
    assert "5 ô trống" in text(page)
    assert "Thôn 4, xã Xuân" in text(page)
    refused = client.post(address, {"da-xem": ""}, follow=True)
    assert "Xem lại rồi cập nhật" in text(refused)
    done = client.post(address, {"da-xem": page.context["update"].mark}, follow=True)
    assert "thêm 5 ô vào 1 phiếu" in text(done)
    assert Report.objects.get(unit=world.units["thon-4"]).figures.count() == 5


@pytest.mark.parametrize("args", [["2024-nam", "thon-1"], ["2024-nam", "khong-co"], ["2031-nam", "xa-x"]])
def test_only_places_have_a_round_page(world: World, sign_in: SignIn, args: list[str]) -> None:
    assert sign_in(world, "vhxh-x").get(reverse("reporting:round", args=args)).status_code == 404


def test_a_round_that_never_asked_the_place_is_not_there(world: World, sign_in: SignIn) -> None:
    Round.objects.create(
        key="2025-6-thang",
        kind=RoundKind.SIX_MONTHS,
        year=2025,
        data_from=date(2024, 12, 15),
        data_to=date(2025, 6, 14),
    )
    assert (
        sign_in(world, "tinh").get(reverse("reporting:round", args=["2025-6-thang", "tinh"])).status_code
        == 404
    )


def test_the_preview_costs_the_same_for_more_units_and_plans(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.post(reverse("reporting:round_open"), form()).status_code == 200
        return len(found)

    queries()
    before = queries()
    for number in range(10):
        world.unit(f"thon-moi-{number}", Level.VILLAGE, "xa-y", name=f"Thôn mới {number}", kind="thôn")
    build_plan(world, issuer="xa-y", key="ke-hoach-y")
    build_plan(world, issuer="huyen-b", key="ke-hoach-b")
    assert queries() == before
