"""Does the server bring one worker along, keep it alive, and take it away when it ends, however it ends?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import working
from tools.place import ROOT
from tools.testing import environment_for_tests

PATIENCE = 30


def soon(found: Callable[[], object], why: str) -> object:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        value = found()
        if value:
            return value
        time.sleep(0.1)
    return pytest.fail(why)


def children(pid: int) -> dict[int, str]:
    """Processes below, however deep, with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
        if parent == pid:
            found |= {int(entry.name): words} | children(int(entry.name))
    return found


def workers(pid: int) -> list[int]:
    return [child for child, words in children(pid).items() if words.endswith("manage.py work")]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def variables(folder: Path, **more: str) -> dict[str, str]:
    return environment_for_tests(None) | {"CHILDPLAN_DATA_DIR": str(folder)} | more


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nobody in it."""
    made = tmp_path_factory.mktemp("beside")
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=variables(made), check=True)
    return made


@pytest.fixture
def serve(folder: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(**more: str) -> subprocess.Popen[bytes]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "tools/server.py", "--bind", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=variables(folder, **more),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(server)
        soon(lambda: answers(port, server), "the server does not answer")
        return server

    yield start
    for server in started:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/dang-nhap/",
        headers={"Host": "treem.example.vn", "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return bool(answer.status)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_one_worker_comes_with_the_server_and_goes_with_it(
    serve: Callable[..., subprocess.Popen[bytes]], how: signal.Signals
) -> None:
    """SIGINT as from a terminal: to every process of the group at once. SIGKILL: to the server alone."""
    server = serve()
    soon(lambda: len(workers(server.pid)) == 1, "no worker")
    below = list(children(server.pid))
    if how == signal.SIGINT:
        os.killpg(server.pid, how)
    else:
        server.send_signal(how)
    server.wait(timeout=PATIENCE)
    soon(lambda: not any(map(is_alive, below)), "something is left over")


@pytest.mark.slow
def test_a_worker_that_dies_is_started_again(serve: Callable[..., subprocess.Popen[bytes]]) -> None:
    server = serve()
    soon(lambda: workers(server.pid), "no worker")
    [first] = workers(server.pid)
    os.kill(first, signal.SIGKILL)
    soon(lambda: any(pid != first for pid in workers(server.pid)), "not started again")
    server.terminate()
    server.wait(timeout=PATIENCE)


@pytest.mark.slow
def test_in_production_the_server_brings_none(serve: Callable[..., subprocess.Popen[bytes]]) -> None:
    server = serve(
        CHILDPLAN_MODE="production",
        CHILDPLAN_SECRET_KEY="khoa-kiem-thu-0123456789-" * 2,
        CHILDPLAN_ALLOWED_HOSTS="treem.example.vn",
    )
    time.sleep(2)
    assert not any(
        "manage.py work" in words or "tools.working" in words for words in children(server.pid).values()
    )
    server.terminate()
    server.wait(timeout=PATIENCE)


# The keeper alone, with programs that end as a test wants


@pytest.mark.slow
def test_a_program_that_ends_at_once_again_and_again_is_started_less_and_less_often(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = working.Keeper(
        [sys.executable, "-c", f"open({str(tmp_path / 'runs')!r}, 'a').write('x')"], parent=os.getppid()
    )
    now, pauses = [0.0], 0

    def sleep(seconds: float) -> None:
        nonlocal pauses
        now[0] += seconds
        pauses += 1
        if (tmp_path / "runs").exists() and len((tmp_path / "runs").read_text()) >= 4:
            keeper.is_stopping = True

    monkeypatch.setattr(working.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(working, "LOOKS_EVERY", 0.01)
    real = time.sleep
    monkeypatch.setattr(working.time, "sleep", lambda seconds: (real(0.01), sleep(seconds)))
    keeper.keep()
    said = capsys.readouterr().err
    assert "chạy lại sau 2 giây" in said
    assert "chạy lại sau 4 giây" in said
    assert "chạy lại sau 8 giây" in said


def test_a_program_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PATIENCE", 0.5)
    program = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    deaf = subprocess.Popen([sys.executable, "-c", f"import signal, time; {program}"], stdout=subprocess.PIPE)
    assert deaf.stdout is not None
    deaf.stdout.readline()
    working.end(deaf)
    assert deaf.returncode == -signal.SIGKILL
    deaf.stdout.close()
    working.end(deaf)
