"""Pages on paper, from the browser's own menu: every figure, nothing to press, nothing cut off.

Read back from the file the browser makes. What must stand in it is taken from the screen: each text and each
figure a reader sees there, drawings and closed tables included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from childplan.vietnamese import nfc
from tests.journeys.conftest import DESKTOP, Visitor

UPRIGHT, LYING = "595x842", "842x595"
"""A4 in points."""

PRINTED = {
    "entry form, empty": ("vhxh.langioi", "/bao-cao/2024-nam/lan-gioi/nhap/", UPRIGHT, 2),
    "entry form, returned": ("thon6.namdong", "/bao-cao/2024-nam/nd-xa-thon-6/nhap/", UPRIGHT, 1),
    "entry form, half": ("tyt.hoangduc", "/bao-cao/2024-nam/hoang-duc-tram-y-te/nhap/", UPRIGHT, 1),
    "receipt of a village": ("thon4.namdong", "/bao-cao/2024-nam/nd-xa-thon-4/bien-nhan/", UPRIGHT, 1),
    "receipt of a commune": ("vhxh.lienchung", "/bao-cao/2024-nam/lien-chung/bien-nhan/", UPRIGHT, 2),
    "matrix": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/", LYING, 1),
    "matrix by round": ("huyen.tanyen", "/theo-doi/2024-nam/tan-yen/?xem=ky", LYING, 1),
    "units of a commune": ("vhxh.namdong", "/theo-doi/2024-nam/nam-dong-xa-chua-ro-ten/", LYING, 1),
    "indicator of a district": ("huyen.tanyen", "/chi-tieu/M1-04-ST/", UPRIGHT, 3),
    "indicator of a commune": ("vhxh.namdong", "/chi-tieu/M1-04-ST/", UPRIGHT, 1),
    "how a number came about": (
        "vhxh.namdong",
        "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/cach-tinh/2/?so=tam-tinh",
        UPRIGHT,
        1,
    ),
    "roll-up": (
        "vhxh.namdong",
        "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/?so=tam-tinh&mo=2",
        LYING,
        3,
    ),
    "roll-up by unit": ("huyen.tanyen", "/tong-hop/2024-nam/tan-yen/?xem=don-vi", LYING, 2),
    "comparison": ("huyen.tanyen", "/so-sanh/2024-nam/tan-yen/", LYING, 2),
    "annual table": ("huyen.tanyen", "/ke-hoach/004/bieu-nam/2023-nam/", LYING, 3),
}
"""Name → (who, address, paper, at most how many pages)."""

SEEN = """() => {
  for (const part of document.querySelectorAll("details.more")) part.open = true;
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const acting = `button, .btn, .link-button, .other, .reading, .to-do, .edit, .download, summary, select,
    nav, form.choose-indicator, .open-tools, .visually-hidden, .not-printed, .strip-message .pick,
    .receipt .buttons, .receipt .hint, .col-do, .rollup-tools, svg title, svg desc, .chart-narrow,
    .comment-answer, .base-link`;
  const kept = (element) => element && shown(element) && !element.closest(acting);
  const rows = [];
  const parts = document.querySelectorAll(
    "main tr, main .base-field, main dl > *, main svg text, main :is(h1, h2, caption, .callout-title)"
  );
  for (const row of parts) {
    const said = [];
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (kept(walker.currentNode.parentElement)) said.push(walker.currentNode.data);
    for (const box of row.querySelectorAll("input[type=text]")) if (kept(box)) said.push(box.value);
    for (const box of row.querySelectorAll("select")) {
      if (shown(box) && box.value) said.push(box.selectedOptions[0].text);
    }
    rows.push(said.map((text) => text.replace(/\\s+/g, "")).filter(Boolean));
  }
  for (const part of document.querySelectorAll("details.more")) part.open = false;
  return rows.filter((said) => said.length);
}"""
"""Of every row, heading and drawing what it says on the screen, word by word, without what is for acting."""

BUTTONS = """() => [...document.querySelectorAll("button, .btn, nav, summary, .strip, .foot, .action-bar")]
  .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden"))
  .map((element) => element.innerText.trim())"""

TO_PRESS = (
    "Bỏ qua, tới nội dung chính",
    "Thông báo",
    "Trợ giúp",
    "Lưu nháp",
    "Kiểm tra và nộp",
    "In phiếu",
    "Về Việc cần làm",
    "Tải Excel",
    "Nhắc 1 xã",
    "Nhập thay",
    "Xem bảng số",
    "Xem cách tính",
)
"""Words of buttons and links that lead elsewhere; none is part of what a page says."""

GROUPS = "() => [...document.querySelectorAll('main tr.group')].map((row) => row.innerText.trim())"

CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden"))
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.right > innerWidth + 1;
  }).map((element) => `${element.tagName} ${element.className}`)"""

PAPER_WIDTH = {UPRIGHT: 702, LYING: 1031}
"""Between the margins, in CSS pixels."""


def squeezed(text: str) -> str:
    """Without white space, letters composed: where a cell breaks its lines is not what is tested, and the
    browser draws the dot below a vowel as a sign of its own."""
    return nfc(re.sub(r"\s", "", text))


def on_paper(visitor: Visitor) -> PdfReader:
    visitor.page.emulate_media(media="print")
    file = PdfReader(BytesIO(visitor.page.pdf(prefer_css_page_size=True)))
    visitor.page.emulate_media(media="screen")
    return file


def sizes(file: PdfReader) -> set[str]:
    return {f"{round(page.mediabox.width)}x{round(page.mediabox.height)}" for page in file.pages}


def test_pages_on_paper(visit: Callable[..., Any]) -> None:
    findings: list[str] = []
    for username in dict.fromkeys(username for username, *_ in PRINTED.values()):
        with visit() as visitor:
            visitor.signs_in(username)
            for name, (whose, address, paper, most) in PRINTED.items():
                if whose == username:
                    visitor.goes_to(address)
                    findings += [f"{name}: {finding}" for finding in wrong_on_paper(visitor, paper, most)]
    assert not findings, "\n".join(findings)


def wrong_on_paper(visitor: Visitor, paper: str, most: int) -> Iterator[str]:
    page = visitor.page
    rows: list[list[str]] = page.evaluate(SEEN)
    assert sum(map(len, rows)) > 20, "nothing was read from the screen"
    groups = [squeezed(words) for words in page.evaluate(GROUPS)]
    file = on_paper(visitor)
    said = [squeezed(sheet.extract_text()) for sheet in file.pages]
    whole = "".join(said)
    if sizes(file) != {paper}:
        yield f"paper {sizes(file)}"
    if len(said) > most:
        yield f"{len(said)} pages"
    seen = {words for row in rows for words in row}
    if missing := sorted(words for words in seen if words not in whole):
        yield f"not on paper: {missing}"
    split = [row for row in rows if not any(all(words in sheet for words in row) for sheet in said)]
    if split and not missing:
        yield f"a row over two pages: {split}"
    if left := [words for words in TO_PRESS if squeezed(words) in whole]:
        yield f"to press, on paper: {left}"
    printed = re.findall(r"Inlúc\d\d:\d\dngày15/11/2024–", whole)
    if len(printed) != 1 or "Inlúc" not in said[-1]:
        yield f"when and by whom: {printed}"
    for number, sheet in enumerate(said, 1):
        mark = f"Trang{number}/{len(said)}"
        if mark not in sheet:
            yield f"no {mark}"
        words = sheet.replace(mark, "")
        if not words:
            yield f"page {number} is empty"
        if any(words.endswith(heading) for heading in groups):
            yield f"page {number} ends with a heading"
    yield from cut_off(visitor, paper)


def cut_off(visitor: Visitor, paper: str) -> Iterator[str]:
    page = visitor.page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH[paper], "height": 900})
    if left := page.evaluate(BUTTONS):
        yield f"to press: {left}"
    if outside := page.evaluate(CUT_OFF):
        yield f"over the edge: {outside[:5]}"
    page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    page.emulate_media(media="screen")


def test_heads_stand_on_every_page(visit: Callable[..., Any]) -> None:
    """The receipt of a commune: 33 rows over two pages, each under the heads of its columns."""
    with visit() as commune:
        commune.signs_in("vhxh.lienchung")
        commune.goes_to("/bao-cao/2024-nam/lien-chung/bien-nhan/")
        said = [squeezed(page.extract_text()) for page in on_paper(commune).pages]
    assert len(said) == 2
    for sheet in said:
        assert "TửsốMẫusốKếtquả" in sheet
    assert "(Ký,ghirõhọtên,đóngdấunếucó)" in said[-1]


def test_what_was_chosen_is_said_on_paper(visit: Callable[..., Any]) -> None:
    """The switches stay on the screen, so the sheet says itself which rows and which figures it shows."""
    with visit() as district:
        district.signs_in("huyen.tanyen")
        for address, words in (
            ("/theo-doi/2024-nam/tan-yen/?loc=cho-kiem-tra", "Chỉ gồm: chờ kiểm tra (6)"),
            ("/so-sanh/2024-nam/tan-yen/", "Năm 2024 · số chính thức"),
            ("/so-sanh/2024-nam/tan-yen/?so=tam-tinh", "Năm 2024 · số tạm tính, chưa duyệt"),
            ("/tong-hop/2024-nam/tan-yen/?xem=don-vi", "số chính thức"),
            ("/tong-hop/2024-nam/tan-yen/?xem=don-vi&so=tam-tinh", "tạm tính, chưa duyệt"),
        ):
            district.goes_to(address)
            assert squeezed(words) in squeezed(on_paper(district).pages[0].extract_text()), address


def test_the_button_prints_and_closed_parts_open(visit: Callable[..., Any]) -> None:
    """“In” opens the browser's own window. In browsers whose style sheets cannot open a closed part, the
    script does, and closes it again."""
    with visit() as commune, visit(script=False) as without:
        for visitor in (commune, without):
            visitor.signs_in("vhxh.namdong")
            visitor.goes_to("/chi-tieu/M1-04-ST/")
        page = commune.page
        page.evaluate("() => { window.print = () => { document.title = 'in'; } }")
        page.get_by_role("button", name="In trang này").click()
        assert page.title() == "in"
        tables = page.locator("details.figures-table")
        assert tables.count() == 2
        closed = page.locator("details.figures-table:not([open])").count()
        assert closed >= 1
        page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details.figures-table:not([open])").count() == 0
        page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
        assert page.locator("details.figures-table:not([open])").count() == closed
        assert without.page.locator("[data-print]").count() == 1
        assert not without.page.locator("[data-print]").is_visible()
