"""A real browser on the real product: gunicorn on a copy of a freshly loaded demonstration.

Every journey gets its own copy, so journeys never see each other's clicks. Nothing is skipped: without a
browser the tests fail with what to install.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "minhhoa-2024"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1366, "height": 625}
PHONE = {"width": 360, "height": 640}


def environment(data_dir: Path, today: str = "", mode: str = "") -> dict[str, str]:
    """Nothing of this machine's own settings. today: year-month-day; else the demonstration's own day.

    mode: “local” for a real portal, which goes by the real day; else the demonstration.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("CHILDPLAN_")}
    own.pop("DATABASE_URL", None)
    own.pop("DJANGO_SETTINGS_MODULE", None)
    own |= {"CHILDPLAN_DATA_DIR": str(data_dir)}
    own |= {"CHILDPLAN_MODE": mode} if mode else {}
    return own | {"CHILDPLAN_TODAY": today} if today else own


def manage(data_dir: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(data_dir),
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration as `./run` makes it."""
    folder = tmp_path_factory.mktemp("prepared")
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "load_demonstration")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Không tìm thấy Chromium; trên Debian: apt-get install chromium.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def data_dir(prepared: Path, tmp_path: Path) -> Path:
    """This journey's own copy of the demonstration."""
    folder = tmp_path / "var"
    shutil.copytree(prepared, folder)
    return folder


class Served:
    """The product, served as `./run` serves it; it can be killed as by a power cut, and started again."""

    def __init__(self, data_dir: Path, mode: str = "") -> None:
        self.data_dir = data_dir
        self.mode = mode
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"

    def start(self, today: str = "") -> None:
        bind = f"127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "tools/server.py", "--bind", bind],
            cwd=ROOT,
            env=environment(self.data_dir, today, self.mode),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        wait_for(f"{self.base}/dang-nhap/", self.process)

    def kill(self) -> None:
        """Every process at once, in the middle of whatever it does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=20)

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)

    def moves_to(self, today: str) -> None:
        """The same copy, served on another day."""
        self.stop()
        self.start(today)


def count(data_dir: Path, table: str, where: str = "1") -> int:
    """How many rows the journey's own copy holds; table and condition are the test's own words."""
    with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
        found: int = connection.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}").fetchone()[0]  # noqa: S608
    return found


@pytest.fixture
def served(data_dir: Path) -> Iterator[Served]:
    server = Served(data_dir)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def address(served: Served) -> str:
    return served.base


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            pytest.fail(f"Máy chủ không chạy: {server.communicate()[1][-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 – our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("Máy chủ không trả lời sau 20 giây.")


class Visitor:
    """Somebody at a browser; whatever the console complains of fails the journey."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.complaints: list[str] = []
        context.set_default_timeout(8000)
        self.page: Page = context.new_page()
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")

    def signs_in(self, username: str, password: str = PASSWORD) -> None:
        self.goes_to("/dang-nhap/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.page.get_by_role("button", name="Đăng nhập").click()

    def presses(self, name: str) -> None:
        """The button, or the link that looks like one; fails if it is not there."""
        page = self.page
        named = page.get_by_role("button", name=name, exact=True)
        named.or_(page.get_by_role("link", name=name, exact=True)).locator("visible=true").last.click()

    def waits_for(self, text: str) -> None:
        """The words are on the page that a click leads to, or come to stand there."""
        self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def sees(self, text: str) -> bool:
        self.page.wait_for_load_state()
        return text in self.page.locator("body").inner_text()

    def fits(self) -> bool:
        """Does the page stay inside its window sideways?"""
        self.page.wait_for_load_state()
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        return wide


Visit = Callable[..., "contextmanager[Visitor]"]


@pytest.fixture
def visit(browser: Browser, address: str) -> Callable[..., object]:
    """Opens a browser of one's own: `with visit(phone=True) as visitor`."""

    @contextmanager
    def opened(*, phone: bool = False, script: bool = True) -> Iterator[Visitor]:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=script,
            locale="vi-VN",
            accept_downloads=True,
        )
        visitor = Visitor(context, address)
        try:
            yield visitor
            # A refused form answers 422, which the browser also notes down.
            heard = [line for line in visitor.complaints if "status of 422" not in line]
            assert not heard, heard
        finally:
            context.close()

    return opened
