"""Trợ giúp: every page renders, the reader's own comes first, and none names a button that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image

from guide.examples import MONEY_TYPED, TYPED, examples, money_examples
from guide.pages import PAGES, own_and_others
from guide.words import SECTIONS
from indicators.enums import Status
from indicators.summaries.plans import ENDED_WITH_ITS_UNIT
from plans.enums import PlanState
from reporting.carried import MARK
from reporting.enums import CommentKind, FigureState, ReportState, RoundKind
from tests.world import World
from units.codes import DAYS_BY_PHONE, DAYS_ON_PAPER
from units.enums import Role
from units.summaries.people import CODE_OVER, NEVER_IN, STOPPED, WAITING

TEMPLATES: Path = settings.BASE_DIR / "templates"
GUIDE = sorted((TEMPLATES / "guide").glob("*.html"))
PICTURES: Path = settings.BASE_DIR / "static" / "guide"
PC, PHONE = (1366, 625), (360, 640)
HIDDEN = re.compile(r'<span class="visually-hidden">.*?</span>', re.DOTALL)
LONG = re.compile(r'<span class="long-word">.*?</span>', re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|\{#.*?#\}", re.DOTALL)


def tidy(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(text)).strip().rstrip(":(").rstrip()


def words_of_templates() -> Iterator[str]:
    """What the screens say: text between tags, and the words handed from one template to another."""
    for path in TEMPLATES.rglob("*.html"):
        if path in GUIDE:
            continue
        text = HIDDEN.sub("", path.read_text("utf-8"))
        for tag in re.findall(r"\{%.*?%\}", text):
            yield from map(tidy, re.findall(r'"(.*?)"', tag))
        # A word that only a phone has room for is left out on a PC, so that a button may have two names.
        for shown in (text, LONG.sub("", text)):
            yield from map(tidy, TAG.split(re.sub(r"</?span[^>]*>", "", shown)))
        # Heads of columns drawn as spans.
        yield from map(tidy, re.findall(r"<span>([^<{]+)</span>", text))


def words_of_code() -> Iterator[str]:
    """Words that the screens get from the code: names of fields, buttons of a line, the navigation."""
    for app in ("units", "indicators", "reporting"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield tidy(node.value)


def words_of_scripts() -> Iterator[str]:
    """Words that the entry page's script puts on the screen."""
    for path in (settings.BASE_DIR / "static" / "js").glob("*.js"):
        yield from map(tidy, re.findall(r'"([^"\n]*)"', path.read_text("utf-8")))


def labels(path: Path) -> list[str]:
    found = re.findall(r'<b class="label">(.*?)</b>', path.read_text("utf-8"), re.DOTALL)
    return [tidy(label) for label in found]


@pytest.fixture(scope="module")
def words() -> set[str]:
    return {*words_of_templates(), *words_of_code(), *words_of_scripts()}


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
def test_every_button_that_is_named_is_on_a_screen(words: set[str], path: Path) -> None:
    assert [label for label in labels(path) if label not in words] == []


def test_the_guide_names_buttons_at_all(words: set[str]) -> None:
    """So that the test above cannot pass by finding nothing, or by taking every word."""
    assert sum(len(labels(path)) for path in GUIDE) > 100
    assert "Nộp báo cáo ngay" not in words
    assert "Gửi" not in words


@pytest.mark.parametrize("key", PAGES)
def test_every_page_renders(world: World, sign_in: Callable[[World, str], Client], key: str) -> None:
    response = sign_in(world, "truong-thon-1").get(reverse("guide:article", args=[key]))
    assert response.status_code == 200
    text = response.content.decode()
    assert PAGES[key].title in text
    assert "{{" not in text
    assert "“”" not in text  # a status that nobody knows would leave empty quotation marks


def test_an_unknown_page_is_not_there(world: World, sign_in: Callable[[World, str], Client]) -> None:
    assert sign_in(world, "truong-thon-1").get("/tro-giup/khong-co/").status_code == 404


@pytest.mark.parametrize(
    ("person", "key"),
    [
        ("truong-thon-1", "truong-thon"),
        ("y-te", "dau-moi-don-vi"),
        ("vhxh-x", "cong-chuc-xa"),
        ("huyen-a", "phong-huyen"),
        ("tinh", "so-tinh"),
        ("lanh-dao-x", "lanh-dao"),
        ("quan-tri", "quan-tri"),
    ],
)
def test_the_own_page_comes_first(
    world: World, sign_in: Callable[[World, str], Client], person: str, key: str
) -> None:
    text = sign_in(world, person).get(reverse("guide:start")).content.decode()
    found = re.findall(r'href="/tro-giup/([a-z-]+)/"', text)
    assert found[0] == key
    assert sorted(set(found)) == sorted(PAGES)
    assert text.count("Mở hướng dẫn của tôi") == 1


def test_the_first_day_stands_behind_the_daily_work(
    world: World, sign_in: Callable[[World, str], Client]
) -> None:
    """A coordinator reads the daily page all year, the first day's once; the steps of that day in order."""
    client = sign_in(world, "vhxh-x")
    found = re.findall(r'href="/tro-giup/([a-z-]+)/"', client.get(reverse("guide:start")).content.decode())
    assert list(dict.fromkeys(found))[:2] == ["cong-chuc-xa", "xa-bat-dau"]
    text = client.get(reverse("guide:article", args=["xa-bat-dau"])).content.decode()
    assert re.findall(r"<h2>(.*?)</h2>", text) == [
        *("1. Đơn vị", "2. Người dùng", "3. Kế hoạch", "4. Số liệu các năm trước", "5. Chạy thử", "6. Mở kỳ")
    ]


def test_how_long_a_code_holds_is_what_the_portal_does(
    world: World, sign_in: Callable[[World, str], Client]
) -> None:
    assert (DAYS_ON_PAPER, DAYS_BY_PHONE) == (30, 2)
    for key in ("dang-nhap", "quan-tri"):
        page = sign_in(world, "quan-tri").get(reverse("guide:article", args=[key]))
        text = tidy(TAG.sub(" ", page.content.decode()))
        assert "2 ngày" in text, key
    page = sign_in(world, "quan-tri").get(reverse("guide:article", args=["dang-nhap"]))
    assert "Mã trên phiếu dùng được 30 ngày" in tidy(page.content.decode())


def test_without_a_post_there_is_no_own_page(world: World, sign_in: Callable[[World, str], Client]) -> None:
    text = sign_in(world, "vhxh-cu").get(reverse("guide:start")).content.decode()
    assert "Mở hướng dẫn của tôi" not in text
    assert sorted(set(re.findall(r'href="/tro-giup/([a-z-]+)/"', text))) == sorted(PAGES)


def test_every_role_has_a_page() -> None:
    counts = {
        Role.VILLAGE_HEAD: 1,
        Role.UNIT_REPORTER: 1,
        # The first day, the choice between two sums and a commune made of others have pages of their own;
        # totals, the yearly report and files are for whoever reads totals.
        Role.COMMUNE_COORDINATOR: 7,
        Role.DISTRICT_OFFICER: 4,
        Role.PROVINCE_OFFICER: 5,
        Role.LEADER: 4,
        Role.ADMIN: 2,
    }
    assert set(counts) == set(Role)
    for role in Role:
        own, general, others = own_and_others({role.value})
        assert len(own) == counts[role], role
        assert len(own) + len(general) + len(others) == len(PAGES)


@pytest.mark.parametrize("person", ["truong-thon-1", "lanh-dao-x", "quan-tri", "nguoi-ngoai"])
def test_help_is_in_the_navigation_of_every_page(
    world: World, sign_in: Callable[[World, str], Client], person: str
) -> None:
    client = sign_in(world, person)
    assert '<a href="/tro-giup/"' in client.get(reverse("home")).content.decode()
    here = client.get(reverse("guide:article", args=["tu-ngu"])).content.decode()
    assert re.search(r'<a href="/tro-giup/"\s+aria-current="page">Trợ giúp', here)


def test_the_glossary_explains_every_state_answer_and_verdict() -> None:
    explained = {word.text for section in SECTIONS for word in section.words}
    # A draft is called after what was filled in, so the stored word is on no screen.
    states = {label for state, label in ReportState.choices if state != ReportState.DRAFT}
    beginnings = {re.sub(r" \(.*\)$", "", text) for text in explained}
    assert states <= beginnings
    assert {"Chưa nhập", "Đang nhập 3/10 ô", "Đã nhập đủ – chưa nộp", "Đang kiểm tra"} <= explained
    assert set(FigureState.labels) <= explained
    assert set(Status.labels) <= explained
    assert "Đạt · tổng hợp chưa đủ" in explained
    assert {*CommentKind.labels, "Chấp nhận thiếu", "Đã chốt"} <= explained
    assert set(PlanState.labels) <= beginnings
    assert {RoundKind.REHEARSAL.label, NEVER_IN, WAITING, CODE_OVER, STOPPED, "Số liệu riêng"} <= explained
    assert {"Mới", "Thay đổi", "Giữ nguyên", "Lỗi", "Bỏ qua", "Thấp hơn cấp trên"} <= explained
    assert {MARK, "Vẫn đúng", ENDED_WITH_ITS_UNIT, "Chọn số dùng", "Lần nộp, bản sửa", "Nội suy"} <= explained


def test_the_examples_are_what_a_cell_makes_of_them() -> None:
    found = {example.typed: (example.outcome, example.answer) for example in examples()}
    assert list(found) == list(TYPED)
    assert found["1.234"] == ("hiểu là", "1.234")
    assert found["12 trẻ"] == ("hiểu là", "12")
    assert found["=12+15+9"] == ("hiểu là", "36")
    assert found["1,234"] == ("hỏi lại", "Tổng số trẻ em: Ý bạn là 1.234?")
    assert found["97,5"][0] == "báo lỗi"
    assert found["-"][0] == "hỏi lại"


def test_the_examples_of_money_are_what_a_cell_makes_of_them() -> None:
    found = {example.typed: (example.outcome, example.answer) for example in money_examples()}
    assert list(found) == list(MONEY_TYPED)
    assert found["4.500.000"] == ("hiểu là", "4.500.000")
    assert found["4,5 triệu"] == ("hiểu là", "4.500.000")
    assert found["1 tỷ"] == ("hiểu là", "1.000.000.000")
    assert found["12.500 nghìn"] == (
        "hỏi lại",
        "Số tiền vận động: Ý bạn là 12.500.000 đồng hay 12.500 đồng?",
    )
    assert found["khoảng 5 triệu"][0] == "báo lỗi"


def test_every_picture_is_there_small_and_of_its_size() -> None:
    used: dict[str, tuple[int, int]] = {}
    for path in GUIDE:
        for tag in re.findall(r'\{% include "guide/picture.html".*?%\}', path.read_text("utf-8"), re.DOTALL):
            file = re.findall(r'file="(.*?)"', tag)[0]
            used[file] = PHONE if "is_phone=True" in tag else PC
            assert len(re.findall(r'alt="(.*?)"', tag)[0]) > 20, tag
    assert set(used) == {path.name for path in PICTURES.iterdir()}
    for file, size in used.items():
        with Image.open(PICTURES / file) as picture:
            assert picture.size == size, file
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 1_500_000
