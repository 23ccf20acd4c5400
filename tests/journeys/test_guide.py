"""Trợ giúp as it is read: pictures, the village head's page on one sheet, the way there from any screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from guide.pages import PAGES

# Pictures wait until they are scrolled to; asked for at once, each must be there and drawn.
PICTURES_MISSING = """
async () => {
  const pictures = [...document.querySelectorAll("main img")];
  const missing = [];
  for (const picture of pictures) {
    picture.loading = "eager";
    try { await picture.decode(); } catch { missing.push(picture.src); }
  }
  return missing;
}
"""


def sheets(page: Any) -> list[str]:
    """The words on each sheet of paper."""
    printed = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    # A PDF takes letters apart: one spelling of each again.
    return [re.sub(r"\s+", " ", normalize("NFC", sheet.extract_text())) for sheet in printed]


@pytest.mark.parametrize("phone", [False, True], ids=["PC", "phone"])
def test_the_village_heads_page_is_one_sheet(visit: Callable[..., Any], phone: bool) -> None:
    with visit(phone=phone) as head:
        head.signs_in("thon1.namdong")
        head.page.get_by_role("link", name="Trợ giúp", exact=True).first.click()
        head.page.get_by_role("link", name="Mở hướng dẫn của tôi").click()
        assert head.page.url.endswith("/tro-giup/truong-thon/")
        assert head.page.evaluate(PICTURES_MISSING) == []
        printed = sheets(head.page)
        assert len(printed) == 1
        assert "Khi xã trả lại" in printed[0]
        assert "gọi công chức Văn hóa" in printed[0]
        assert "Đăng xuất" not in printed[0]


def test_every_page_has_its_pictures_and_prints_on_a_few_sheets(visit: Callable[..., Any]) -> None:
    with visit() as reader:
        reader.signs_in("vhxh.namdong")
        for key in PAGES:
            reader.goes_to(f"/tro-giup/{key}/")
            assert reader.page.evaluate(PICTURES_MISSING) == [], key
            # The glossary is looked into, not read through.
            assert len(sheets(reader.page)) <= (5 if key == "tu-ngu" else 3), key


def test_help_is_near_while_figures_are_entered(visit: Callable[..., Any]) -> None:
    """The entry page has no navigation row; the way to Trợ giúp is in the menu under the person's name."""
    with visit(phone=True) as head:
        head.signs_in("thon1.namdong")
        head.goes_to("/bao-cao/2024-nam/nd-xa-thon-1/nhap/")
        head.page.locator("details.menu summary").click()
        head.page.get_by_role("link", name="Trợ giúp", exact=True).click()
        assert head.page.url.endswith("/tro-giup/")
