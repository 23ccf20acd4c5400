"""Every screen on a PC and on a phone: it fits, has one title, at most one filled button, no axe finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from guide.pages import PAGES
from tests.journeys.conftest import Visitor

SCREENS = {
    "sign-in": ("", "/dang-nhap/"),
    "home of a village": ("thon1.namdong", "/"),
    "home, returned": ("thon6.namdong", "/"),
    "home of a commune": ("vhxh.namdong", "/"),
    "home of a district": ("huyen.tanyen", "/"),
    "home of a leader": ("lanhdao.namdong", "/"),
    "home of Quản trị": ("quantri", "/"),
    "home after the post ended": ("vhxh.cu.namdong", "/"),
    "reports": ("thon1.namdong", "/bao-cao/"),
    "entry of a village": ("thon1.namdong", "/bao-cao/2024-nam/nd-xa-thon-1/nhap/"),
    "entry, returned": ("thon6.namdong", "/bao-cao/2024-nam/nd-xa-thon-6/nhap/"),
    "entry, unread": ("thon2.namdong", "/bao-cao/2024-nam/nd-xa-thon-2/nhap/"),
    "entry of a commune": ("vhxh.langioi", "/bao-cao/2024-nam/lan-gioi/nhap/"),
    "entry, read only": ("tyt.namdong", "/bao-cao/2024-nam/nd-xa-tram-y-te/nhap/"),
    "Excel template": ("tyt.hoangduc", "/bao-cao/2024-nam/hoang-duc-tram-y-te/excel/"),
    "pasting": ("tyt.hoangduc", "/bao-cao/2024-nam/hoang-duc-tram-y-te/dan/"),
    "check": ("thon3.namdong", "/bao-cao/2024-nam/nd-xa-thon-3/kiem-tra-nop/"),
    "check of a place": ("vhxh.namdong", "/bao-cao/2024-nam/nam-dong-xa-chua-ro-ten/kiem-tra-nop/"),
    "receipt": ("thon4.namdong", "/bao-cao/2024-nam/nd-xa-thon-4/bien-nhan/"),
    "receipt, accepted": ("thon7.namdong", "/bao-cao/2024-nam/nd-xa-thon-7/bien-nhan/"),
    "entry, closed": ("thon1.namdong", "/bao-cao/2023-nam/nd-xa-thon-1/nhap/"),
    "entry, going without": ("thon5.anson", "/bao-cao/2024-nam/an-son-thon-5/nhap/"),
    "own plan, accepted": ("tyt.namdong", "/bao-cao/000-ke-hoach-don-vi-2021/nd-xa-tram-y-te/noi-dung/"),
    "queue": ("vhxh.namdong", "/kiem-tra/"),
    "queue, nothing waits": ("so.hue", "/kiem-tra/"),
    "review": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-4/"),
    "review, every cell": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-4/?xem=tat-ca"),
    "review, what changed": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-4/?xem=da-sua"),
    "review, history": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-4/?xem=lich-su"),
    "review, something to look at": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-tram-y-te/"),
    "review, mine": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-5/"),
    "review, accepted": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-7/"),
    "review, returned": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-6/"),
    "review, not handed in": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-1/"),
    "review, going without": ("vhxh.anson", "/kiem-tra/2024-nam/an-son-thon-5/"),
    "review, gone up": ("vhxh.anson", "/kiem-tra/2024-6-thang/an-son-thon-1/"),
    "review, carried above": ("huyen.vanquan", "/kiem-tra/2024-6-thang/an-son/"),
    "review of a place": ("huyen.tanyen", "/kiem-tra/2024-nam/lien-chung/"),
    "review of an own plan": ("vhxh.namdong", "/kiem-tra/000-ke-hoach-don-vi-2021/nd-xa-tram-y-te/"),
    "notices": ("thon6.namdong", "/thong-bao/"),
    "notices of a commune": ("vhxh.namdong", "/thong-bao/"),
    "no notices": ("lanhdao.tanyen", "/thong-bao/"),
    "difficulties": ("vhxh.namdong", "/vuong-mac/"),
    "difficulties, none": ("thon1.namdong", "/vuong-mac/"),
    "a new difficulty": ("thon1.namdong", "/vuong-mac/bao/"),
    "a difficulty to answer": ("vhxh.namdong", "/vuong-mac/nd-xa-thon-3/1/"),
    "a difficulty, settled": ("vhxh.langioi", "/vuong-mac/lan-gioi/1/"),
    "tasks": ("tyt.namdong", "/bao-cao/2024-nam/nd-xa-tram-y-te/nhiem-vu/"),
    "tasks of everybody": ("vhxh.namdong", "/nhiem-vu/2024-nam/nam-dong-xa-chua-ro-ten/"),
    "rounds": ("so.hue", "/ky-bao-cao/"),
    "rounds of a commune": ("vhxh.namdong", "/ky-bao-cao/"),
    "opening a round": ("so.hue", "/ky-bao-cao/mo/"),
    "opening a round, not here": ("huyen.tanyen", "/ky-bao-cao/mo/"),
    "rounds of the plans": ("so.hue", "/ky-bao-cao/mo-theo-ke-hoach/"),
    "a round of a plan": ("so.hue", "/ky-bao-cao/000-ke-hoach-don-vi-2021/nam-dong-xa-chua-ro-ten/"),
    "a round": ("so.hue", "/ky-bao-cao/2024-nam/thua-thien-hue/"),
    "a round at a commune": ("vhxh.namdong", "/ky-bao-cao/2024-nam/nam-dong-xa-chua-ro-ten/"),
    "a round's form brought up to date": ("so.hue", "/ky-bao-cao/2024-nam/thua-thien-hue/cap-nhat-mau/"),
    "setting a day": ("vhxh.hoangduc", "/ky-bao-cao/2024-nam/hoang-duc/an-dinh-han/"),
    "giving more days": ("huyen.tanyen", "/ky-bao-cao/2024-nam/tan-yen/gia-han/"),
    "closing a round": ("huyen.tanyen", "/ky-bao-cao/2024-nam/tan-yen/chot/"),
    "opening again": ("so.bacgiang", "/ky-bao-cao/2023-nam/bac-giang/mo-khoa/"),
    "log": ("vhxh.namdong", "/nhat-ky/"),
    "log of Quản trị": ("quantri", "/nhat-ky/"),
    "tracking of a commune": ("vhxh.namdong", "/theo-doi/2024-nam/nam-dong-xa-chua-ro-ten/"),
    "tracking of a district": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/"),
    "tracking by round": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/?xem=ky"),
    "tracking, overdue": ("huyen.hoanghoa", "/theo-doi/2024-nam/hoang-hoa/?loc=qua-han"),
    "tracking, nobody": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/?loc=nop-muon"),
    "tracking of a province": ("so.hue", "/theo-doi/2024-nam/thua-thien-hue/"),
    "chasing": ("huyen.hoanghoa", "/theo-doi/2024-nam/hoang-hoa/don-doc/"),
    "roll-up of a province": ("so.bacgiang", "/tong-hop/2024-nam/bac-giang/"),
    "roll-up, provisional": ("vhxh.namdong", "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/?so=tam-tinh"),
    "roll-up, a row open": ("vhxh.namdong", "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/?so=tam-tinh&mo=2"),
    "roll-up by unit": ("huyen.tanyen", "/tong-hop/2024-nam/tan-yen/?xem=don-vi"),
    "how a number came about": (
        "vhxh.namdong",
        "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/cach-tinh/2/?so=tam-tinh",
    ),
    "annual table": ("huyen.tanyen", "/ke-hoach/004/bieu-nam/2023-nam/"),
    "annual reports": ("vhxh.namdong", "/bao-cao-nam/"),
    "an annual report, written": ("vhxh.namdong", "/bao-cao-nam/2024-nam/nam-dong-xa-chua-ro-ten/000/soan/"),
    "an annual report, signed": ("lanhdao.tanyen", "/bao-cao-nam/2023-nam/tan-yen/004/ban-1/"),
    "letterhead": ("vhxh.namdong", "/the-thuc/nam-dong-xa-chua-ro-ten/"),
    "plans": ("vhxh.namdong", "/ke-hoach/"),
    "plan": ("vhxh.namdong", "/ke-hoach/000/"),
    "plan, who does what": ("huyen.tanyen", "/ke-hoach/004/phan-cong/"),
    "plan, days": ("so.hue", "/ke-hoach/003/han-bao-cao/"),
    "plan, text": ("vhxh.namdong", "/ke-hoach/000/van-ban/"),
    "plan, against the one above": ("huyen.tanyen", "/ke-hoach/004/so-voi-cap-tren/"),
    "help": ("thon1.namdong", "/tro-giup/"),
    "help without a post": ("vhxh.cu.namdong", "/tro-giup/"),
    **{f"help: {key}": ("vhxh.namdong", f"/tro-giup/{key}/") for key in PAGES},
}


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


@pytest.mark.parametrize("phone", [False, True], ids=["PC", "phone"])
def test_every_screen(visit: Callable[..., Any], axe: Axe, phone: bool) -> None:
    findings: list[str] = []
    for username in dict.fromkeys(username for username, _ in SCREENS.values()):
        with visit(phone=phone) as visitor:
            if username:
                visitor.signs_in(username)
            for name, (whose, path) in SCREENS.items():
                if whose == username:
                    findings += [f"{name}: {finding}" for finding in looked_at(visitor, axe, path)]
    assert findings == []


def looked_at(visitor: Visitor, axe: Axe, path: str) -> Iterator[str]:
    """What is wrong with the page; that it is the one asked for, to begin with."""
    page = visitor.page
    answer = page.goto(f"{visitor.base}{path}")
    if answer is None or answer.status != 200 or answer.url != f"{visitor.base}{path}":
        yield f"answers {answer and (answer.status, answer.url)}"
    if not visitor.fits():
        yield "scrolls sideways"
    if page.locator("h1").count() != 1:
        yield "not one h1"
    if page.locator(".btn-primary:visible").count() > 1:
        yield "more than one filled button"
    for finding in axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]:
        if finding["impact"] in ("serious", "critical"):
            yield f"{finding['id']} {finding['nodes'][0]['target']}"


def test_a_wrong_password_keeps_the_name(visit: Callable[..., Any]) -> None:
    with visit() as visitor:
        visitor.complaints = []
        visitor.signs_in("thon1.namdong", "sai")
        assert visitor.sees("Tên đăng nhập hoặc mật khẩu chưa đúng")
        assert visitor.page.get_by_label("Tên đăng nhập").input_value() == "thon1.namdong"
        assert visitor.page.title().startswith("Lỗi:")


def test_two_people_in_one_report(visit: Callable[..., Any]) -> None:
    """Nothing is overwritten silently: the second sees both values and chooses."""
    address = "/bao-cao/2024-nam/nd-xa-thon-1/nhap/"
    with visit(script=False) as first, visit(script=False) as second:
        for visitor in (first, second):
            visitor.signs_in("thon1.namdong")
            visitor.goes_to(address)
        first.page.locator("#so-tre-em").fill("212")
        second.page.locator("#so-tre-em").fill("215")
        first.page.get_by_role("button", name="Lưu nháp", exact=True).last.click()
        second.page.get_by_role("button", name="Lưu nháp", exact=True).last.click()
        assert second.sees("đã nhập 212")
        second.page.get_by_label("Dùng 215 của tôi").check()
        second.page.get_by_role("button", name="Lưu nháp", exact=True).last.click()
        first.page.reload()
        assert first.page.locator("#so-tre-em").input_value() == "215"
