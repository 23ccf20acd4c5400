"""Somebody at a browser whose clicks are counted, for journeys that promise how much work something is."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Visitor

PASSWORD = "nuong-ngo-ben-suoi-26"


class Hand:
    """Somebody at the keyboard; every click is counted under the part of the work it belongs to."""

    def __init__(self, visitor: Visitor, clicks: Counter[str], part: str) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page
        self.clicks = clicks
        self.part = part

    def click(self, what: Locator) -> None:
        self.clicks[self.part] += 1
        what.click()

    def press(self, name: str) -> None:
        """The button or the link with these words."""
        self.clicks[self.part] += 1
        self.visitor.presses(name)

    def labelled(self, label: str) -> Locator:
        """The box whose label is these words; a required one's ends in a hidden asterisk."""
        words = r"\s+".join(map(re.escape, label.split()))
        return self.page.get_by_label(re.compile(rf"^\s*{words}[*\s]*$")).locator("visible=true")

    def tick(self, label: str) -> None:
        self.click(self.labelled(label))

    def choose(self, label: str, option: str) -> None:
        self.clicks[self.part] += 2
        self.labelled(label).select_option(label=option)

    def types(self, label: str, text: str, place: int = 0) -> None:
        """Into the box with this label; of several alike into the one at that place."""
        self.labelled(label).nth(place).fill(text)

    def comes_in(self, username: str, code: str) -> None:
        """With a one-time code, which leads to choosing a password and nowhere else."""
        self.visitor.goes_to("/")
        self.types("Tên đăng nhập hoặc số điện thoại", username)
        self.types("Mật khẩu", code)
        self.press("Đăng nhập")
        self.visitor.waits_for("Đặt mật khẩu của bạn")
        self.types("Mật khẩu mới", PASSWORD)
        self.types("Nhập lại mật khẩu mới", PASSWORD)
        self.press("Đặt mật khẩu")
        self.visitor.waits_for("mã một lần không còn tác dụng")

    def reads(self, selector: str) -> list[str]:
        """The words of every such part of the page, in plain spaces."""
        self.page.wait_for_load_state()
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]


def slips(hand: Hand) -> dict[str, tuple[str, str]]:
    """Of each person the account and the code, as printed."""
    hand.visitor.waits_for("Mã chỉ hiện lần này")
    found = {}
    for slip in hand.page.locator(".slip").all():
        facts = [text.strip() for text in slip.locator("dd").all_inner_texts()]
        found[slip.locator("h2").inner_text()] = (facts[1], facts[2])
    return found
