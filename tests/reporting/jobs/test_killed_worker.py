"""Real workers on a real database of their own: killed, asked to stop, two at once; the file is made once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg2
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
pytestmark = pytest.mark.slow


def environment(folder: Path, address: str) -> dict[str, str]:
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHILDPLAN_", "PYTEST_"))
    }
    own.pop("DATABASE_URL", None)
    own |= {"CHILDPLAN_DATA_DIR": str(folder), "CHILDPLAN_TODAY": "2024-11-15"}
    own |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONUTF8": "1"}
    return own | ({"DATABASE_URL": address} if address else {})


class Place:
    """A database that nobody else uses, with one export that waits."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.workers: list[subprocess.Popen[bytes]] = []

    def do(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tell(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.do("-m", "tests.reporting.jobs.on_its_own", "tell"))
        return said

    def work(self, steps: int, seconds: float, silent_after: float = 2.0) -> subprocess.Popen[bytes]:
        words = ("work", str(steps), str(seconds), str(silent_after))
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.reporting.jobs.on_its_own", *words],
            cwd=ROOT,
            env=self.variables,
            stderr=subprocess.DEVNULL,
        )
        self.workers.append(worker)
        return worker

    def wait_for(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while True:
            said = self.tell()
            if holds(said):
                return said
            assert time.monotonic() < until, said
            time.sleep(0.1)

    def end(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()


@contextmanager
def database() -> Iterator[str]:
    """Of the server that the tests run on, one more; "" for SQLite, which has a file of its own."""
    if connection.vendor != "postgresql":
        yield ""
        return
    settings = connection.settings_dict
    name, host, user = f"jobs_{uuid4().hex[:8]}", settings["HOST"], settings["USER"]
    door = psycopg2.connect(host=host, user=user, password=settings["PASSWORD"] or None, dbname="postgres")
    door.autocommit = True
    try:
        with door.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        yield f"postgresql://{user}@/{name}?host={quote(host, safe='')}"
        with door.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        door.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with database() as address:
        made = Place(environment(tmp_path, address))
        try:
            made.do("manage.py", "migrate", "--verbosity", "0")
            made.do("-m", "tests.reporting.jobs.on_its_own", "fill")
            yield made
        finally:
            made.end()


def test_a_killed_workers_job_is_picked_up_again_and_finished_once(place: Place) -> None:
    first = place.work(steps=600, seconds=0.1)
    place.wait_for(lambda said: said["done"] > 0)
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = place.tell()
    assert (left["state"], left["attempts"], left["tasks"]) == ("running", 1, ["RUNNING"])

    place.work(steps=3, seconds=0.0)
    done = place.wait_for(lambda said: said["state"] == "done")
    assert (done["attempts"], done["content"]) == (2, "3 bước")
    assert (done["notices"], done["logged"]) == (1, 1)
    # The dead worker's task stays as it was, as the library leaves it; nothing waits behind it.
    settled = place.wait_for(lambda said: "READY" not in said["tasks"] and "SUCCESSFUL" in said["tasks"])
    assert settled["tasks"] == ["RUNNING", "SUCCESSFUL"]


def test_a_worker_that_is_asked_to_stop_puts_the_file_down_and_the_next_one_goes_on_at_once(
    place: Place,
) -> None:
    first = place.work(steps=600, seconds=0.1)
    place.wait_for(lambda said: said["done"] > 0)
    first.terminate()
    assert first.wait(timeout=20) == 0
    left = place.tell()
    assert (left["state"], left["attempts"], left["tasks"]) == ("waiting", 0, ["READY", "SUCCESSFUL"])

    # Long before anybody would be thought dead.
    place.work(steps=3, seconds=0.0, silent_after=600)
    done = place.wait_for(lambda said: said["state"] == "done")
    assert (done["attempts"], done["notices"], done["logged"]) == (1, 1, 1)


def test_two_workers_on_one_job_make_it_once(place: Place) -> None:
    for _ in range(2):
        place.work(steps=20, seconds=0.05)
    done = place.wait_for(lambda said: said["state"] == "done")
    assert (done["attempts"], done["notices"], done["logged"]) == (1, 1, 1)
    assert done["tasks"] in (["SUCCESSFUL"], ["RUNNING"])


def test_a_worker_that_is_busy_with_one_long_step_is_not_taken_for_dead(place: Place) -> None:
    """Its signs of life come from a thread; the other one looks for the dead all the time."""
    place.work(steps=2, seconds=2.5, silent_after=1.0)
    place.wait_for(lambda said: said["state"] == "running")
    place.work(steps=1, seconds=0.0, silent_after=1.0)
    done = place.wait_for(lambda said: said["state"] == "done")
    assert (done["attempts"], done["content"], done["notices"]) == (1, "2 bước", 1)
