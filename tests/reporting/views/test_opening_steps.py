"""Three steps to an open round: which, who types, a look – nothing kept between them and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.enums import PlanState
from reporting.enums import RoundKind
from reporting.models import Figure, Report, Round
from tests.reporting.alone import build_alone, open_alone
from tests.world import World, at
from units.enums import Level, Role
from units.models import DirectKind, LogEntry, Posting

pytestmark = pytest.mark.django_db
SignIn = Callable[[World, str], Client]
OPEN = reverse("reporting:round_open")
FIRST = {"unit": "xa-x", "kind": "year", "year": "2024", "window": "nd-09"}


@pytest.fixture
def alone(db: None) -> World:
    return build_alone()


def text(response: HttpResponse) -> str:
    return " ".join(unescape(response.content.decode()).split())


class _Fields(HTMLParser):
    """Names and values that the page's one form would send, with its ticked boxes and chosen radios."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.filled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(said.get("href", ""))
        if "btn-primary" in said.get("class", ""):
            self.filled.append(said.get("value", said.get("href", "")))
        is_sent = said.get("type") not in ("radio", "checkbox") or "checked" in said
        if tag == "input" and is_sent and said.get("name", "csrfmiddlewaretoken") != "csrfmiddlewaretoken":
            self.sent.append((said["name"], said.get("value", "on")))


def fields(response: HttpResponse) -> _Fields:
    found = _Fields()
    found.feed(response.content.decode())
    return found


def sent(response: HttpResponse, **more: str) -> dict[str, list[str]]:
    """What pressing a button of the page sends, after more was chosen."""
    found: dict[str, list[str]] = {}
    for name, value in fields(response).sent:
        found.setdefault(name, []).append(value)
    return found | {name.replace("__", "-"): [value] for name, value in more.items()}


# --- From the plan to open forms


def test_from_a_plan_in_force_to_open_forms(alone: World, sign_in: SignIn) -> None:
    client = sign_in(alone, "vhxh-x")
    first = client.get(OPEN, {"ke-hoach": "ke-hoach-xa"})
    assert "Bước 1/3 · Kỳ" in text(first)
    assert first.context["form"].initial == FIRST
    assert fields(first).filled == ["ai-nhap"]
    second = client.post(OPEN, FIRST | {"ke-hoach": "ke-hoach-xa", "viec": "ai-nhap"})
    assert "Bước 2/3 · Ai nhập" in text(second)
    assert not Round.objects.exists()
    assert fields(second).filled == ["xem"]
    third = client.post(OPEN, sent(second, viec="xem", cach__village="xa"))
    assert "Bước 3/3 · Xem trước và mở" in text(third)
    # X with four items of its villages and its own three; the station and the police with one each.
    assert (third.context["page"].units, third.context["page"].cells) == (3, 9)
    assert "Xã Xuân tự nhập thay: Thôn, tổ dân phố." in text(third)
    assert not DirectKind.objects.exists()
    assert fields(third).filled == ["mo"]
    done = client.post(OPEN, sent(third, viec="mo"))
    assert done["Location"] == reverse("reporting:round", args=["2024-nam", "xa-x"])
    assert Figure.objects.filter(report__unit=alone.units["xa-x"]).count() == 7
    assert list(DirectKind.objects.values_list("place__key", "kind")) == [("xa-x", "village")]


def test_what_each_kind_of_unit_would_be_asked(alone: World, sign_in: SignIn) -> None:
    """Three villages with five items each (one a check), one village head without an account."""
    Posting.objects.filter(user=alone.people["truong-thon-3"]).delete()
    alone.unit("mat-tran", Level.AGENCY, "xa-x", name="Mặt trận", agency="mass_organisation")
    page = sign_in(alone, "vhxh-x").post(OPEN, FIRST | {"viec": "ai-nhap"})
    kinds = page.context["kinds"]
    assert [
        (line.name, line.units, line.without_account, line.each, line.cells, line.is_own)
        for line in kinds.lines
    ] == [
        ("Thôn, tổ dân phố", 3, 1, "5", 15, False),
        ("Trạm Y tế", 1, 0, "1", 1, False),
        ("Công an xã", 1, 0, "1", 1, False),
        ("Mặt trận, đoàn thể", 1, 1, "0", 0, False),
    ]
    assert kinds.own == 3
    assert "Không được hỏi gì: Mặt trận, đoàn thể (1)." in text(page)
    assert "cach-mass_organisation" not in page.content.decode()


def test_the_choice_that_stands_is_preset(alone: World, sign_in: SignIn) -> None:
    DirectKind.objects.create(place=alone.units["xa-x"], kind="police")
    client = sign_in(alone, "vhxh-x")
    second = client.post(OPEN, FIRST | {"viec": "ai-nhap"})
    said = sent(second)
    assert (said["cach-village"], said["cach-police"]) == (["don-vi"], ["xa"])
    # Straight to the look, as from an old address, the standing choice counts too.
    third = client.post(OPEN, FIRST | {"viec": "xem"})
    assert {line.who for line in third.context["page"].lines} == {
        "Thôn, tổ dân phố",
        "Trạm Y tế",
        "Báo cáo cấp xã",
    }
    client.post(OPEN, sent(second, viec="mo", cach__police="don-vi"))
    assert not Round.objects.exists()  # without a look nothing opens
    third = client.post(OPEN, sent(second, viec="xem", cach__police="don-vi"))
    client.post(OPEN, sent(third, viec="mo"))
    assert not DirectKind.objects.exists()
    assert Report.objects.filter(unit=alone.units["cong-an"]).exists()


def test_going_back_loses_nothing(alone: World, sign_in: SignIn) -> None:
    client = sign_in(alone, "vhxh-x")
    chosen = FIRST | {
        "kind": "rehearsal",
        "year": "2025",
        "window": "nam-lich",
        "ke-hoach": "ke-hoach-xa",
        "da-chon": "1",
        "cach-village": "xa",
        "cach-police": "don-vi",
        "cach-health_station": "don-vi",
    }
    third = client.post(OPEN, chosen | {"viec": "xem"})
    for back in (third.context["back"], third.context["start"]):
        said = dict(parse_qsl(urlsplit(back).query))
        assert said == chosen | {"buoc": said["buoc"]}
    second = client.get(third.context["back"])
    assert "Bước 2/3" in text(second)
    assert sent(second)["cach-village"] == ["xa"]
    first = client.get(second.context["back"])
    assert "Bước 1/3" in text(first)
    assert first.context["form"].initial == {
        "unit": "xa-x",
        "kind": "rehearsal",
        "year": "2025",
        "window": "nam-lich",
    }
    again = client.post(OPEN, sent(first, viec="ai-nhap", kind="rehearsal", window="nam-lich"))
    assert sent(again)["cach-village"] == ["xa"]


def test_a_wrong_year_keeps_what_was_chosen(alone: World, sign_in: SignIn) -> None:
    page = sign_in(alone, "vhxh-x").post(
        OPEN, FIRST | {"year": "hai", "viec": "ai-nhap", "cach-village": "xa", "da-chon": "1"}
    )
    assert page.status_code == 422
    assert "Có chỗ cần sửa" in text(page)
    assert sent(page)["cach-village"] == ["xa"]


def test_nonsense_is_left_out(alone: World, sign_in: SignIn) -> None:
    """Kinds that there are none of, values that mean nothing, a step that there is not."""
    client = sign_in(alone, "vhxh-x")
    odd = {"cach-village": "ai", "cach-khac": "xa", "truc-tiep": "tinh", "buoc": "9", "ke-hoach": "khac"}
    third = client.post(OPEN, FIRST | odd | {"viec": "xem"})
    assert third.context["page"].cells == 20
    assert client.get(OPEN, odd).status_code == 200
    assert client.get(OPEN, FIRST | {"buoc": "2", "unit": "xa-y"}).status_code == 422


# --- The year


@pytest.mark.parametrize(
    ("today", "first", "last", "year"),
    [
        (at(15), 2021, 2030, "2024"),
        (at(15, year=2031), 2021, 2030, "2030"),
        (at(15), 2026, 2030, "2026"),
    ],
)
def test_the_year_is_one_of_the_plan(
    alone: World,
    sign_in: SignIn,
    moment: Callable[[datetime], None],
    today: datetime,
    first: int,
    last: int,
    year: str,
) -> None:
    alone.plan.first_year, alone.plan.last_year = first, last
    alone.plan.save()
    client = sign_in(alone, "vhxh-x")
    moment(today)
    page = client.get(OPEN, {"ke-hoach": "ke-hoach-xa"})
    assert page.context["form"].initial["year"] == year


def test_after_this_year_s_round_the_next_is_offered(alone: World, sign_in: SignIn) -> None:
    open_alone(alone)
    page = sign_in(alone, "vhxh-x").get(OPEN, {"ke-hoach": "ke-hoach-xa"})
    assert page.context["form"].initial["year"] == "2025"


def test_a_plan_that_asks_nothing_yet_is_said(alone: World, sign_in: SignIn) -> None:
    alone.plan.state = PlanState.DRAFT
    alone.plan.save()
    client = sign_in(alone, "vhxh-x")
    assert "chưa có hiệu lực" in text(client.get(OPEN, {"ke-hoach": "ke-hoach-xa"}))
    # A draft is its keepers' own: to the neighbour it is as if there was none.
    other = sign_in(alone, "vhxh-y").get(OPEN, {"ke-hoach": "ke-hoach-xa"})
    assert "chưa có hiệu lực" not in text(other)
    assert other.context["plan"] is None
    look = client.post(OPEN, FIRST | {"viec": "xem"})
    assert "không có gì để mở" in text(look)
    assert fields(look).filled == []


# --- Others


def test_the_neighbour_opens_for_itself_only(alone: World, sign_in: SignIn) -> None:
    client = sign_in(alone, "vhxh-y")
    for viec in ("ai-nhap", "xem", "mo"):
        assert client.post(OPEN, FIRST | {"viec": viec}).status_code == 422
    assert not Round.objects.exists()
    assert "Xã Yên" in text(client.get(OPEN)) or "xa-y" in client.get(OPEN).content.decode()


def test_a_district_still_chooses_places(alone: World, sign_in: SignIn) -> None:
    alone.person("huyen-a-moi", "huyen-a", Role.DISTRICT_OFFICER)
    client = sign_in(alone, "huyen-a-moi")
    first = FIRST | {"unit": "huyen-a"}
    second = client.post(OPEN, first | {"viec": "ai-nhap"})
    assert [choice.key for choice in second.context["choices"]] == ["xa-x"]
    assert "cach-" not in second.content.decode()
    third = client.post(OPEN, sent(second, viec="xem", truc__tiep="xa-x"))
    assert third.context["page"].cells == 9
    assert sent(client.get(third.context["back"]))["truc-tiep"] == ["xa-x"]
    # Unticked and looked at again, nothing is preset from before.
    assert "truc-tiep" not in sent(client.post(OPEN, first | {"viec": "ai-nhap", "da-chon": "1"}))


def test_the_final_round_has_nothing_to_choose(alone: World, sign_in: SignIn) -> None:
    open_alone(alone)
    page = sign_in(alone, "vhxh-x").post(OPEN, FIRST | {"kind": "final_year", "viec": "ai-nhap"})
    assert "hỏi đúng những ai, những ô của kỳ năm" in text(page)
    assert "cach-" not in page.content.decode()


def test_a_rehearsal_opened_by_hand(alone: World, sign_in: SignIn) -> None:
    client = sign_in(alone, "vhxh-x")
    third = client.post(OPEN, FIRST | {"kind": "rehearsal", "viec": "xem"})
    assert "Kỳ chạy thử, không có hạn" in text(third)
    assert "chưa ấn định" not in text(third).lower()
    done = client.post(OPEN, sent(third, viec="mo"))
    assert done["Location"] == reverse("reporting:round", args=["2024-chay-thu", "xa-x"])
    assert Round.objects.get().kind == RoundKind.REHEARSAL
    assert LogEntry.objects.filter(subject="Chạy thử năm 2024", act="mở kỳ báo cáo").exists()


@pytest.mark.parametrize("viec", ["ai-nhap", "xem"])
def test_as_many_queries_for_many_units_as_for_few(alone: World, sign_in: SignIn, viec: str) -> None:
    client = sign_in(alone, "vhxh-x")
    counted = []
    for number in range(21):
        if number in (0, 20):
            with CaptureQueriesContext(connection) as asked:
                assert client.post(OPEN, FIRST | {"viec": viec}).status_code == 200
            counted.append(len(asked))
        alone.unit(f"thon-them-{number}", Level.VILLAGE, "xa-x", name=f"Thôn thêm {number}", kind="thôn")
    assert counted[0] == counted[1]
