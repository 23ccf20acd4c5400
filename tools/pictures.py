"""How do the pictures of the README and of Trợ giúp come about? `./run pictures` takes them all again.

A throw-away demonstration is made in a temporary folder, served by our own server and looked at in Chromium
at the two sizes every screen is judged at. Pictures are taken in the order of the list; those whose steps
change something come last. Run by the Python of the virtual environment.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from reporting.demonstration.accounts import PASSWORD
from reporting.incoming.template_format import FIRST, FIRST_CODE, SHEET
from tools.place import PYTHON, ROOT
from tools.speech import Refusal, complain, say
from tools.system_parts import BROWSERS
from tools.testing import environment_for_tests

GUIDE = Path("static/guide")
PC, PHONE = (1366, 625), (360, 640)
TALL = (1366, 860)
"""For the README: the strip on top, the base figures and the table in one picture."""
COLOURS = 256
"""With fewer the small green of “đã lưu” turns blue; still a third of the size."""
MOST_BYTES = 1_500_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]

VILLAGE = "/bao-cao/2024-nam/nd-xa-thon-1/nhap/"
OTHER_VILLAGE = "/bao-cao/2024-nam/nd-xa-thon-2/nhap-thay/"
STATION = "/bao-cao/2024-nam/hoang-duc-tram-y-te"
"""Its report is half filled in; each picture of it goes on where the one before left it."""
SENTENCE = (
    "Giảm tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi xuống dưới 18% vào năm 2026 và dưới 15% vào "
    "năm 2030."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which page at what size, and what is done there first."""

    path: Path
    username: str
    address: str
    size: tuple[int, int] = PC
    steps: Callable[[Page], None] = lambda page: None


def _type(page: Page, figures: Mapping[str, str]) -> None:
    """Figures by the code of their cell, each saved when its box is left."""
    for code, text in figures.items():
        box = page.locator(f"[name='so-{code}']")
        box.fill(text)
        with page.expect_response(lambda response: response.request.method == "POST"):
            box.press("Tab")
        page.wait_for_load_state("networkidle")


def _show(page: Page, row: str) -> None:
    """The row near the middle of the screen, free of what sticks to its edges."""
    page.locator(f"[data-row='{row}']").evaluate("row => row.scrollIntoView({block: 'center'})")


def _some_figures_of_a_village(page: Page) -> None:
    _type(page, {"tre-em": "96", "nguoi-5-17": "78"})
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def _a_figure_unlike_last_years(page: Page) -> None:
    _type(page, {"thua-can-beo-phi": "12"})
    page.evaluate("window.scrollTo(0, 0)")


def _one_figure_that_is_no_count(page: Page) -> None:
    _type(page, {"tiem-du-duoi-5": "97,5"})
    _show(page, "4.3")


def _details_of_a_cell(page: Page) -> None:
    page.locator("[data-row='4.1'] [data-details]").click()
    page.get_by_role("heading", name="Các năm").wait_for()


def _a_file_that_came_back(page: Page) -> None:
    """The report's own template with figures in it: new ones, two that differ, one that is no count."""
    address = page.get_by_role("link", name="Tải mẫu Excel").get_attribute("href")
    book = load_workbook(BytesIO(page.request.get(urljoin(page.url, address)).body()))
    sheet = book[SHEET]
    figures = {
        "suy-dinh-duong-thap-coi": 18,
        "thua-can-beo-phi": 6,
        "tiem-du-duoi-1": 72,
        "tiem-du-duoi-5": 370,
        "tre-bi-tai-nan-thuong-tich": 4.5,
        "tre-tu-vong-tai-nan": 0,
    }
    for row in range(1, sheet.max_row + 1):
        code = sheet.cell(row, FIRST_CODE).value
        if code in figures:
            sheet.cell(row, FIRST).value = figures[code]
    filled = BytesIO()
    book.save(filled)
    page.locator("#tep").set_input_files(
        {"name": "so-lieu-tram-y-te-2024.xlsx", "mimeType": XLSX, "buffer": filled.getvalue()}
    )
    page.get_by_role("button", name="Tải tệp lên").click()
    page.get_by_role("columnheader", name="Trong tệp").wait_for()


def _a_warning_to_explain(page: Page) -> None:
    """Every cell answered; what is left is to say why one of them is so different."""
    rest = {
        "tiem-du-duoi-1": "72",
        "tiem-du-duoi-5": "370",
        "tre-nhiem-hiv-tu-me": "không phát sinh",
        "tre-bi-tai-nan-thuong-tich": "4",
        "tre-tu-vong-tai-nan": "0",
    }
    _type(page, rest)
    page.get_by_role("button", name="Kiểm tra và nộp").click()
    page.get_by_label("Rà soát đầy đủ hơn").first.check()
    page.locator("input[name^=noi-ro-]").first.fill("Năm nay cân, đo cả trẻ học ở trường ngoài xã.")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def _what_is_weaker(page: Page) -> None:
    page.locator("main .callout").evaluate("callout => callout.scrollIntoView()")


def _a_comment_on_a_figure(page: Page) -> None:
    box = page.locator("details.comment-box").first
    box.locator("summary").click()
    box.locator("textarea").fill("Thôn 4 ghi 3 em, sổ của trạm có mấy em ở Thôn 4?")
    box.locator("select").select_option(label="Hỏi lại")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def _who_will_be_asked(page: Page) -> None:
    """The final figures of 2023, before anything is written."""
    page.locator("[name=year]").fill("2023")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_text("Ai được hỏi").wait_for()


def _a_sentence_that_is_read(page: Page) -> None:
    """A new draft, and what the product reads in one pasted Chỉ tiêu before anything of it is written."""
    page.get_by_label("Tên văn bản (trích yếu)").fill("Vì trẻ em giai đoạn 2026 - 2030")
    page.get_by_label("Từ năm").fill("2026")
    page.get_by_label("Đến năm").fill("2030")
    page.get_by_role("button", name="Lập bản nháp").click()
    page.get_by_role("link", name="Thêm mục tiêu").first.click()
    page.get_by_label("Số", exact=True).first.fill("1")
    page.get_by_label("Tên gọn (mục tiêu mới)").first.fill("Sức khỏe trẻ em")
    page.get_by_label("Nguyên văn").first.fill("Về chăm sóc sức khỏe trẻ em")
    page.get_by_role("button", name="Lưu mục tiêu").click()
    page.get_by_role("link", name="Thêm chỉ tiêu").first.click()
    page.get_by_label("Nguyên văn").fill(SENTENCE)
    page.get_by_role("button", name="Đọc câu này").click()
    page.locator(".target-row").first.evaluate("row => row.scrollIntoView({block: 'center'})")


def _enter_for_somebody_else(page: Page) -> None:
    page.get_by_label("Điện thoại").check()
    page.get_by_role("button", name="Bắt đầu nhập thay").click()
    page.get_by_role("button", name="Thôi nhập thay").wait_for()
    page.evaluate("window.scrollTo(0, 0)")


def _begin_the_report(page: Page) -> None:
    """The sections with their suggested sentences, beside the first page as it will be printed."""
    page.get_by_role("button", name="Soạn báo cáo").first.click()
    page.locator("summary", has_text="Kết quả thực hiện các mục tiêu").click()
    page.locator("img[data-page]").wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


PICTURES = (
    Picture(GUIDE / "village-home.png", "thon1.namdong", "/", PHONE),
    Picture(GUIDE / "village-entry.png", "thon1.namdong", VILLAGE, PHONE, _some_figures_of_a_village),
    Picture(
        GUIDE / "village-receipt.png", "thon4.namdong", "/bao-cao/2024-nam/nd-xa-thon-4/bien-nhan/", PHONE
    ),
    Picture(GUIDE / "commune-tracking.png", "vhxh.hoangduc", "/theo-doi/2024-nam/hoang-duc/"),
    Picture(
        GUIDE / "commune-review.png",
        "vhxh.namdong",
        "/kiem-tra/2024-nam/nd-xa-tram-y-te/",
        steps=_a_comment_on_a_figure,
    ),
    Picture(GUIDE / "stand-in.png", "vhxh.namdong", OTHER_VILLAGE, steps=_enter_for_somebody_else),
    Picture(GUIDE / "tracking.png", "huyen.tanyen", "/theo-doi/2024-nam/tan-yen/"),
    Picture(GUIDE / "queue.png", "huyen.tanyen", "/kiem-tra/"),
    Picture(
        GUIDE / "round-preview.png",
        "so.bacgiang",
        "/ky-bao-cao/mo/?don-vi=bac-giang&loai=final_year",
        steps=_who_will_be_asked,
    ),
    Picture(GUIDE / "totals.png", "so.bacgiang", "/tong-hop/2023-nam/bac-giang/"),
    Picture(GUIDE / "annual-table.png", "huyen.tanyen", "/ke-hoach/004/bieu-nam/2023-nam/"),
    Picture(GUIDE / "leader-home.png", "lanhdao.namdong", "/", PHONE),
    Picture(
        GUIDE / "leader-totals.png", "lanhdao.namdong", "/tong-hop/2024-nam/nam-dong-xa-chua-ro-ten/", PHONE
    ),
    Picture(
        GUIDE / "plan-against.png", "huyen.tanyen", "/ke-hoach/004/so-voi-cap-tren/", steps=_what_is_weaker
    ),
    Picture(
        Path("docs/pictures/entry.png"),
        "tyt.hoangduc",
        f"{STATION}/nhap/",
        TALL,
        _a_figure_unlike_last_years,
    ),
    Picture(GUIDE / "unit-entry.png", "tyt.hoangduc", f"{STATION}/nhap/", steps=_one_figure_that_is_no_count),
    Picture(GUIDE / "cell-details.png", "tyt.hoangduc", f"{STATION}/nhap/", steps=_details_of_a_cell),
    Picture(GUIDE / "excel-preview.png", "tyt.hoangduc", f"{STATION}/excel/", steps=_a_file_that_came_back),
    Picture(GUIDE / "explanation.png", "tyt.hoangduc", f"{STATION}/nhap/", steps=_a_warning_to_explain),
    # The last two: they leave drafts behind.
    Picture(GUIDE / "annual-report.png", "vhxh.hoangduc", "/bao-cao-nam/", steps=_begin_the_report),
    Picture(GUIDE / "plan-sentence.png", "vhxh.hoangduc", "/ke-hoach/moi/", steps=_a_sentence_that_is_read),
)


def take_all() -> None:
    """Take every picture; the old ones are replaced only when all are taken."""
    with tempfile.TemporaryDirectory(prefix="childplan-pictures-") as folder, _served(Path(folder)) as base:
        taken = Path(folder) / "taken"
        taken.mkdir()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_browser_program(), args=FLAGS)
            try:
                for picture in PICTURES:
                    _take(browser, base, picture, taken / picture.path.name)
            finally:
                browser.close()
        weight = sum((taken / picture.path.name).stat().st_size for picture in PICTURES)
        if weight > MOST_BYTES:
            raise Refusal(
                f"Các hình nặng {weight // 1000} kB, quá {MOST_BYTES // 1000} kB; bớt hình hoặc bớt màu."
            )
        for picture in PICTURES:
            (ROOT / picture.path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / picture.path).write_bytes((taken / picture.path.name).read_bytes())
    say(f"Đã chụp {len(PICTURES)} hình, {weight // 1000} kB. Hãy mở xem lại từng hình.")


def _take(browser: Browser, base: str, picture: Picture, file: Path) -> None:
    wide, high = picture.size
    context = browser.new_context(viewport={"width": wide, "height": high}, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{base}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(picture.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    answer = page.goto(f"{base}{picture.address}")
    if answer is None or not answer.ok:
        raise Refusal(f"{picture.path.name}: {picture.username} không mở được {picture.address}.")
    try:
        picture.steps(page)
    except Error as error:
        first = error.message.strip().splitlines()[0]
        raise Refusal(f"{picture.path.name}: không làm được các bước trước khi chụp ({first}).") from None
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    context.close()
    with Image.open(file) as shot:
        shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    say(f"  {picture.path} ({file.stat().st_size // 1000} kB)")


def _browser_program() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise Refusal("Chụp hình cần Chromium; trên Debian: apt-get install chromium.")
    return found


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """A fresh demonstration at an address of its own, gone when the block ends."""
    environment = environment_for_tests(None) | {"CHILDPLAN_DATA_DIR": str(folder)}
    for words in (["migrate", "--verbosity", "0"], ["load_demonstration"]):
        subprocess.run([PYTHON, "manage.py", *words], cwd=ROOT, env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host, port = probe.getsockname()
    server = subprocess.Popen(
        [PYTHON, "-m", "gunicorn", "--config", "tools/server.py", "--bind", f"{host}:{port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://{host}:{port}/dang-nhap/")
        yield f"http://{host}:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 – our own address
                return
        except OSError:
            time.sleep(0.1)
    raise Refusal("Máy chủ để chụp hình không trả lời.")


def main() -> None:
    os.chdir(ROOT)
    try:
        take_all()
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
