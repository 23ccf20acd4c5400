"""Which tests ran, on which databases, and did the browser run?

Nothing is left out silently: a part that could not run, and any test that was skipped, is named in the last
lines with a sentence on what to install, and makes the whole end with exit code 3. A failed test is code 1.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tools.place import JOURNEYS, PYTHON, ROOT
from tools.postgresql import temporary_server
from tools.serving import prepare
from tools.set_up import set_up
from tools.speech import Refusal, complain, say
from tools.system_parts import BROWSER, FOR_BROWSER, FOR_OFFICE, FOR_PDF, Part, has_browser, sentences

FAILED, INCOMPLETE = 1, 3
ON_EVERY_CORE = ("--numprocesses", "logical")
"""Each worker has a database of its own. Journeys go one after the other: each waits for a browser."""
SUMMARY = re.compile(r"^=*\s*(\d+ (?:passed|failed|error|skipped|deselected|xfailed).*? in [\d.]+s.*?)\s*=*$")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True)
class Outcome:
    """What became of one part of the tests."""

    part: str
    ran: bool
    passed: bool
    said: str
    """pytest's own summary line, or why the part did not run and what to install."""

    @property
    def complete(self) -> bool:
        return self.ran and "skipped" not in self.said


def run_everything() -> int:
    """Both databases, then the browser; returns the exit code."""
    missing = set_up(for_developers=True, parts=[*FOR_PDF, *FOR_BROWSER, *FOR_OFFICE])
    prepare("--static-only", environment=environment_for_tests(None))
    most = [*ON_EVERY_CORE, *_without_journeys(), *without_marks(missing)]
    outcomes = [run_pytest("SQLite", None, most), _on_postgresql(most), _in_browser(missing)]
    return report([*outcomes, *_left_out(missing)])


def run_fast(arguments: Sequence[str]) -> int:
    """What a developer runs while working: SQLite, nothing slow, no browser; further words go to pytest."""
    missing = set_up(for_developers=True, parts=FOR_PDF)
    outcome = run_pytest("SQLite", None, [*_without_journeys(), *_without_slow(missing), *arguments])
    for left_out in _left_out(missing):
        say(f"Lưu ý: {left_out.said}")
    return 0 if outcome.passed else FAILED


MARKS = {"pdf": ("PDF", FOR_PDF), "office": ("Trang in của tệp Word", FOR_OFFICE)}
"""What tests are marked with that need parts of the system, and what they are called in the last lines."""


def without_marks(missing: Mapping[Part, str]) -> list[str]:
    """What pytest is told where tests of a mark cannot run, as where no PDF can be drawn."""
    marks = [mark for mark, (_, parts) in MARKS.items() if any(part in missing for part in parts)]
    return ["-m", " and ".join(f"not {mark}" for mark in marks)] if marks else []


def _without_slow(missing: Mapping[Part, str]) -> list[str]:
    """What pytest is told while somebody works: nothing slow, and no PDF where none can be drawn."""
    return ["-m", " and ".join(["not slow", *without_marks(missing)[1:]])]


def _left_out(missing: Mapping[Part, str]) -> list[Outcome]:
    return [
        Outcome(title, ran=False, passed=False, said=sentence)
        for title, parts in MARKS.values()
        for sentence in sentences({part: missing[part] for part in parts if part in missing})
    ]


def report(outcomes: Sequence[Outcome]) -> int:
    """Print the last lines and weigh them."""
    say("\nKết quả kiểm thử:")
    for outcome in outcomes:
        state = "ĐẠT" if outcome.passed and outcome.complete else "HỎNG" if outcome.ran else "CHƯA CHẠY"
        if outcome.ran and outcome.passed and not outcome.complete:
            state = "BỎ SÓT"
        say(f"  {state:<9} {outcome.part}: {outcome.said}")
    if any(outcome.ran and not outcome.passed for outcome in outcomes):
        complain("Có kiểm thử hỏng.")
        return FAILED
    if not all(outcome.complete for outcome in outcomes):
        complain("Chưa kiểm thử đủ: có phần chưa chạy hoặc bị bỏ qua như ghi ở trên.")
        return INCOMPLETE
    say("Mọi phần đã chạy và đều đạt.")
    return 0


def _on_postgresql(arguments: Sequence[str]) -> Outcome:
    try:
        with _postgresql_address() as address:
            return run_pytest(f"PostgreSQL {_version(address)}", address, arguments)
    except Refusal as refusal:
        sentence = f"{refusal} Đặt DATABASE_URL trỏ tới một máy chủ, hoặc apt-get install postgresql."
        return Outcome("PostgreSQL", ran=False, passed=False, said=sentence)


@contextmanager
def _postgresql_address() -> Iterator[str]:
    """The server the caller names, else one of our own for as long as the tests run."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        yield given
        return
    with temporary_server() as address:
        yield address


def _version(address: str) -> str:
    """The version the server itself gives; the address must work before hundreds of tests lean on it."""
    ask = (
        "import os, django; django.setup();"
        "from django.db import connection; connection.ensure_connection();"
        "print('.'.join(map(str, divmod(connection.pg_version, 10000))))"
    )
    done = subprocess.run(
        [PYTHON, "-c", ask],
        cwd=ROOT,
        env=environment_for_tests(address) | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["không rõ lý do"])[-1]
        raise Refusal(f"Không dùng được máy chủ PostgreSQL ({reason}).")
    return done.stdout.strip()


def _in_browser(missing: Mapping[Part, str]) -> Outcome:
    title = "Trình duyệt"
    lacking = {part: reason for part, reason in missing.items() if part in FOR_BROWSER}
    if not lacking and not has_browser():
        lacking = {BROWSER: "máy không có Chromium"}
    if lacking:
        return Outcome(title, ran=False, passed=False, said=" ".join(sentences(lacking)))
    if not JOURNEYS.is_dir():
        return Outcome(title, ran=False, passed=False, said="thiếu thư mục tests/journeys.")
    return run_pytest(
        f"{title} (Chromium, SQLite)", None, [str(JOURNEYS.relative_to(ROOT)), "-p", "no:randomly"]
    )


def _without_journeys() -> list[str]:
    return [f"--ignore={JOURNEYS.relative_to(ROOT)}"]


def environment_for_tests(database_url: str | None) -> dict[str, str]:
    """Our own environment without what an operator may have set for the product."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CHILDPLAN_") and name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    if database_url:
        environment["DATABASE_URL"] = database_url
    return environment


def run_pytest(part: str, database_url: str | None, arguments: Sequence[str]) -> Outcome:
    """Run pytest, show what it prints as it comes, and keep its summary line."""
    say(f"\n── Kiểm thử: {part}")
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    process = subprocess.Popen(
        [PYTHON, "-m", "pytest", *colour, *arguments],
        cwd=ROOT,
        env=environment_for_tests(database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if process.stdout is None:
        raise Refusal("Không đọc được kết quả của pytest.")
    tail = b""
    try:
        while chunk := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            tail = (tail + chunk)[-8192:]
    finally:
        if process.poll() is None and sys.exc_info()[0] is not None:
            process.terminate()
        passed = process.wait() == 0
    summary = _summary_line(tail.decode(errors="replace"))
    return Outcome(part, ran=True, passed=passed, said=summary or "pytest không chạy được, xem ở trên.")


def _summary_line(text: str) -> str | None:
    for line in reversed(COLOUR.sub("", text).splitlines()):
        if found := SUMMARY.match(line.strip()):
            return found.group(1)
    return None
