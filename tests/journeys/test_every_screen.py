"""Every screen on a PC and on a phone: it fits, has one title, at most one filled button, no axe finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from guide.pages import PAGES

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
    "queue": ("vhxh.namdong", "/kiem-tra/"),
    "review": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-4/"),
    "review, mine": ("vhxh.namdong", "/kiem-tra/2024-nam/nd-xa-thon-5/"),
    "tracking of a commune": ("vhxh.namdong", "/theo-doi/2024-nam/nam-dong-xa-chua-ro-ten/"),
    "tracking of a district": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/"),
    "tracking by round": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/?xem=ky"),
    "chasing": ("huyen.hoanghoa", "/theo-doi/2024-nam/hoang-hoa/don-doc/"),
    "roll-up of a province": ("so.bacgiang", "/tong-hop/2024-nam/bac-giang/"),
    "roll-up, provisional": ("vhxh.namdong", "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/?so=tam-tinh"),
    "annual table": ("huyen.tanyen", "/ke-hoach/004/bieu-nam/2023-nam/"),
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
    for name, (username, path) in SCREENS.items():
        with visit(phone=phone) as visitor:
            if username:
                visitor.signs_in(username)
            visitor.goes_to(path)
            if not visitor.fits():
                findings.append(f"{name}: scrolls sideways")
            if visitor.page.locator("h1").count() != 1:
                findings.append(f"{name}: not one h1")
            if visitor.page.locator(".btn-primary:visible").count() > 1:
                findings.append(f"{name}: more than one filled button")
            result = axe.run(visitor.page, options={"resultTypes": ["violations"]})
            findings += [
                f"{name}: {finding['id']} {finding['nodes'][0]['target']}"
                for finding in result.response["violations"]
                if finding["impact"] in ("serious", "critical")
            ]
    assert findings == []


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
