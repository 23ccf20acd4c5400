"""Vướng mắc from the day a village reports it to the annual report of the commune, and back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from indicators.models import Indicator
from reporting.actions import NotYours, Refused
from reporting.actions.difficulties import answer_difficulty, draw, report_difficulty
from reporting.enums import NoticeKind
from reporting.models import Difficulty, Notice
from reporting.summaries.difficulties import (
    ANSWERED,
    FOR_ME,
    SETTLED,
    WAITING,
    difficulty_list,
    drawn_into,
    waiting_count,
)
from tests.world import NOW, TODAY, World, at, build_plan, build_round
from units.enums import LogKind
from units.models import LogEntry

SignIn = Callable[[World, str], Client]


def tell(
    world: World, unit: str = "thon-1", by: str = "truong-thon-1", text: str = "Thiếu sân chơi."
) -> Difficulty:
    return report_difficulty(unit=world.units[unit], by=world.people[by], at=NOW, text=text)


def answer(world: World, row: Difficulty, by: str, text: str, settles: bool = False) -> None:
    answer_difficulty(difficulty=row, by=world.people[by], at=NOW, text=text, settles=settles)


def chips(world: World, who: str, settled: bool = False) -> list[tuple[str, str]]:
    page = difficulty_list(world.people[who], TODAY, settled=settled)
    return [(line.unit_key, line.chip.text) for line in page.lines]


def titles(world: World, who: str) -> list[str]:
    found = Notice.objects.filter(user=world.people[who], kind=NoticeKind.DIFFICULTY).order_by("id")
    return list(found.values_list("title", flat=True))


def test_a_whole_life(world: World, sign_in: SignIn) -> None:
    village, commune = sign_in(world, "truong-thon-1"), sign_in(world, "vhxh-x")
    indicator = Indicator.objects.get(plan=world.plan, number="4")
    sent = village.post(
        reverse("reporting:new_difficulty"),
        {"unit": "thon-1", "text": "Thiếu sân chơi.", "proposal": "Xã cấp đất.", "indicator": indicator.pk},
    )
    assert sent["Location"] == "/vuong-mac/thon-1/1/"
    row = Difficulty.objects.get()
    assert (row.number, row.text, row.proposal, row.indicator) == (
        1,
        "Thiếu sân chơi.",
        "Xã cấp đất.",
        indicator,
    )
    assert titles(world, "vhxh-x") == ["Thôn 1 báo vướng mắc số 1"]
    notice = Notice.objects.get()
    assert (notice.text, notice.address, notice.unit) == ("", "/vuong-mac/thon-1/1/", world.units["xa-x"])
    assert titles(world, "huyen-a") == []
    assert waiting_count(world.people["vhxh-x"], TODAY) == 1
    assert waiting_count(world.people["huyen-a"], TODAY) == 0
    assert "Chờ bạn trả lời" in commune.get(reverse("reporting:difficulties")).content.decode()
    assert "1 vướng mắc của cấp dưới chờ bạn trả lời" in commune.get("/").content.decode()

    commune.post("/vuong-mac/thon-1/1/", {"text": "Tháng 12 họp bàn."})
    assert chips(world, "truong-thon-1") == [("thon-1", ANSWERED.text)]
    assert titles(world, "truong-thon-1") == ["Vướng mắc số 1 có trả lời"]
    assert waiting_count(world.people["vhxh-x"], TODAY) == 0
    assert "chờ bạn trả lời" not in commune.get("/").content.decode()

    village.post("/vuong-mac/thon-1/1/", {"text": "Bà con chờ lâu rồi."})
    assert chips(world, "vhxh-x") == [("thon-1", FOR_ME.text)]
    assert chips(world, "huyen-a") == [("thon-1", WAITING.text)]
    assert titles(world, "vhxh-x")[1:] == ["Thôn 1 viết thêm về vướng mắc số 1"]

    commune.post("/vuong-mac/thon-1/1/", {"text": "Đã giao đất.", "settles": "on"})
    assert chips(world, "vhxh-x") == []
    assert chips(world, "vhxh-x", settled=True) == [("thon-1", SETTLED.text)]
    assert titles(world, "truong-thon-1")[1:] == ["Vướng mắc số 1 đã được giải quyết"]

    village.post("/vuong-mac/thon-1/1/", {"text": "Vẫn chưa có."})
    assert chips(world, "truong-thon-1") == [("thon-1", WAITING.text)]
    page = village.get("/vuong-mac/thon-1/1/").content.decode()
    said = ["Tháng 12 họp bàn.", "Bà con chờ lâu rồi.", "Đã giao đất.", "Vẫn chưa có."]
    assert sorted(said, key=page.index) == said
    assert "Đưa vào báo cáo năm" not in page


def test_the_same_words_on_the_same_day_are_one(world: World) -> None:
    first, again = tell(world), tell(world, text=" Thiếu sân chơi. ")
    assert first == again
    assert len(titles(world, "vhxh-x")) == 1
    other = tell(world, text="Thiếu đèn.")
    assert other.number == 2
    later = report_difficulty(
        unit=world.units["thon-1"], by=world.people["truong-thon-1"], at=at(16), text="Thiếu sân chơi."
    )
    assert later.number == 3
    assert tell(world, "thon-2", "truong-thon-2").number == 1
    answer(world, first, "vhxh-x", "Đã rõ.")
    answer(world, first, "vhxh-x", "Đã rõ.")
    assert first.answers.count() == 1


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("truong-thon-1", True),
        ("vhxh-x", True),
        ("lanh-dao-x", True),
        ("huyen-a", True),
        ("tinh", True),
        ("truong-thon-2", False),
        ("vhxh-y", False),
        ("huyen-b", False),
    ],
)
def test_who_reads_it(world: World, sign_in: SignIn, who: str, sees: bool) -> None:
    tell(world)
    assert bool(chips(world, who)) is sees
    assert sign_in(world, who).get("/vuong-mac/thon-1/1/").status_code == (200 if sees else 404)


@pytest.mark.parametrize("who", ["lanh-dao-x", "huyen-a", "tinh", "truong-thon-2", "vhxh-y", "vhxh-cu"])
def test_only_the_two_sides_speak(world: World, who: str) -> None:
    row = tell(world)
    with pytest.raises(NotYours):
        answer(world, row, who, "Tôi cũng nói.")
    with pytest.raises(NotYours):
        draw(difficulty=row, year=2024, by=world.people[who], at=NOW)
    assert not row.answers.exists()


def test_what_each_side_may_not_do(world: World) -> None:
    row = tell(world)
    with pytest.raises(NotYours, match="cấp trên ghi nhận"):
        answer(world, row, "truong-thon-1", "Xong rồi.", settles=True)
    with pytest.raises(NotYours, match="đưa vướng mắc"):
        draw(difficulty=row, year=2024, by=world.people["truong-thon-1"], at=NOW)
    with pytest.raises(NotYours):
        tell(world, "thon-2", "truong-thon-1")
    with pytest.raises(Refused, match="cao nhất"):
        tell(world, "tinh", "tinh")
    with pytest.raises(Refused, match="là gì"):
        tell(world, text="  ")


def test_open_ones_stand_first_and_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from reporting.summaries import difficulties

    monkeypatch.setattr(difficulties, "PAGE", 2)
    rows = [tell(world, text=f"Việc {number}.") for number in range(1, 6)]
    answer(world, rows[4], "vhxh-x", "Đã rõ.")
    found: list[int] = []
    after = ""
    while True:
        page = difficulty_list(world.people["huyen-a"], TODAY, settled=False, after=after)
        found += [line.number for line in page.lines]
        after = page.next_key
        if not after:
            break
    assert found == [4, 3, 2, 1, 5]


def test_the_form_says_what_is_missing_and_offers_only_plans_that_bind(world: World, sign_in: SignIn) -> None:
    build_plan(world, issuer="huyen-b", key="ke-hoach-b")
    other = Indicator.objects.get(plan__key="ke-hoach-b", number="1")
    client = sign_in(world, "truong-thon-1")
    page = client.get(reverse("reporting:new_difficulty")).content.decode()
    assert "Chỉ tiêu 1. Chỉ tiêu 1 – Chương trình tỉnh Thử" in page
    assert page.count("<option") == 1 + 6
    assert "Không ghi tên trẻ em" in page
    empty = client.post(reverse("reporting:new_difficulty"), {"unit": "thon-1", "text": " "})
    assert empty.status_code == 422
    assert "Ghi vướng mắc là gì." in empty.content.decode()
    wrong = client.post(
        reverse("reporting:new_difficulty"), {"unit": "thon-1", "text": "Thiếu.", "indicator": other.pk}
    )
    assert wrong.status_code == 422
    strange = client.post(reverse("reporting:new_difficulty"), {"unit": "thon-2", "text": "Thiếu."})
    assert strange.status_code == 422
    assert not Difficulty.objects.exists()


def test_passing_it_on_begins_with_its_words(world: World, sign_in: SignIn) -> None:
    tell(world)
    commune = sign_in(world, "vhxh-x")
    assert "?tu=thon-1/1" in commune.get("/vuong-mac/thon-1/1/").content.decode()
    page = commune.get(reverse("reporting:new_difficulty"), {"tu": "thon-1/1"}).content.decode()
    assert "Thôn 1, xã Xuân, huyện An (vướng mắc số 1, 15/11/2024): “Thiếu sân chơi.”" in page
    neighbour = sign_in(world, "vhxh-y").get(reverse("reporting:new_difficulty"), {"tu": "thon-1/1"})
    assert "Thiếu sân chơi" not in neighbour.content.decode()


class TestAnnualReport:
    def test_drawn_in_shown_and_taken_out(self, world: World, sign_in: SignIn) -> None:
        plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
        row = tell(world)
        commune = sign_in(world, "vhxh-x")
        commune.post("/vuong-mac/thon-1/1/bao-cao-nam/", {"year": "2024"}, REMOTE_ADDR="10.0.0.3")
        row.refresh_from_db()
        assert (row.report_year, row.drawn_by) == (2024, world.people["vhxh-x"])
        address = reverse("reporting:annual_table", args=["ke-hoach-x", "2024-nam"])
        page = commune.get(address).content.decode()
        assert "Tồn tại, vướng mắc" in page
        assert "Thiếu sân chơi." in page
        file = commune.get(reverse("reporting:annual_excel", args=["ke-hoach-x", "2024-nam"]))
        sheet = load_workbook(BytesIO(b"".join(file.streaming_content)))["Biểu kết quả"]
        last = [row[0].value for row in sheet.iter_rows()][-3:]
        assert last[:2] == ["Tồn tại, vướng mắc:", "Thôn 1: Thiếu sân chơi."]
        # What the commune drew in is not yet the province's.
        assert drawn_into(world.plan, world.rounds[2024]) == []
        assert drawn_into(plan, build_round(world, 2023)) == []

        commune.post("/vuong-mac/thon-1/1/bao-cao-nam/", {"year": ""})
        row.refresh_from_db()
        assert (row.report_year, row.drawn_by) == (None, None)
        assert "Tồn tại, vướng mắc" not in commune.get(address).content.decode()
        log = LogEntry.objects.filter(kind=LogKind.ROUND, subject__contains="vướng mắc").order_by("id")
        assert [(one.act, one.subject, one.before, one.after, one.address) for one in log] == [
            ("đưa vướng mắc vào báo cáo năm", "vướng mắc số 1 của Thôn 1", "", "2024", "10.0.0.3"),
            ("rút vướng mắc khỏi báo cáo năm", "vướng mắc số 1 của Thôn 1", "2024", "", "127.0.0.1"),
        ]

    def test_twice_is_once(self, world: World) -> None:
        row = tell(world)
        said = {"difficulty": row, "year": 2024, "by": world.people["vhxh-x"], "at": NOW}
        assert draw(**said) is True  # type: ignore[arg-type]
        assert draw(**said) is False  # type: ignore[arg-type]
        assert LogEntry.objects.filter(kind=LogKind.ROUND, subject__contains="vướng mắc").count() == 1

    def test_one_about_another_plan_of_the_place_stands_there(self, world: World) -> None:
        first = build_plan(world, issuer="xa-x", key="ke-hoach-x")
        second = build_plan(world, issuer="xa-x", key="ke-hoach-x2")
        about = {None: "Chung.", first: "Của một.", second: "Của hai.", world.plan: "Của tỉnh."}
        for plan, text in about.items():
            row = report_difficulty(
                unit=world.units["thon-1"],
                by=world.people["truong-thon-1"],
                at=NOW,
                text=text,
                indicator=Indicator.objects.get(plan=plan, number="1") if plan else None,
            )
            draw(difficulty=row, year=2024, by=world.people["vhxh-x"], at=NOW)
        assert drawn_into(first, world.rounds[2024]) == [
            ("Thôn 1", "Chung."),
            ("Thôn 1", "Của một."),
            ("Thôn 1", "Của tỉnh."),
        ]

    @pytest.mark.parametrize("year", ["2022", "hai nghìn", "20240"])
    def test_only_this_year_and_the_last(self, world: World, sign_in: SignIn, year: str) -> None:
        row = tell(world)
        sign_in(world, "vhxh-x").post("/vuong-mac/thon-1/1/bao-cao-nam/", {"year": year})
        row.refresh_from_db()
        assert row.report_year is None


def test_the_village_head_gets_there_in_two_taps(world: World, sign_in: SignIn) -> None:
    """The name, then the entry; the bottom bar of the phone has no more entries than before."""
    page = sign_in(world, "truong-thon-1").get("/").content.decode()
    menu = page[page.index('class="menu-sheet"') : page.index("Đăng xuất")]
    assert 'href="/vuong-mac/"' in menu
    assert "/nhat-ky/" not in menu
    bar = page[page.index('class="nav-row"') : page.index("</nav>")]
    assert bar.count("<li>") <= 5
