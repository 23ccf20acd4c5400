"""Does a bare Debian need anything but Python to serve and to test? Makes such a machine and tries.

Run as root on Debian: `python3 -m tools.bare_machine` (a few minutes with `--without-tests`). debootstrap
makes a folder with the least of Debian, Python and certificates; a fresh clone of this repository is put into
it, once for root and once for an ordinary user. For both, `./run` is started and asked for a page, and
`./run test` runs. Where packages come from, and whom to trust, is read from this machine. Everything happens
in a temporary folder with mounts that nobody else sees, and is gone afterwards.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tools.place import ROOT
from tools.speech import Refusal, complain, say

NEEDED_PROGRAMS = {
    "debootstrap": "debootstrap",
    "git": "git",
    "unshare": "util-linux",
    "apt-get": "apt",
}
PACKAGES = ("python3", "ca-certificates")
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
NETWORK_FILES = ("etc/resolv.conf", "etc/hosts")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
# What a set-up may leave outside the working copy: caches of the user who ran it, and temporary files.
UNWATCHED = ("dev", "home", "proc", "root", "run", "srv", "sys", "tmp", "var/tmp")
PAGE = "/dang-nhap/"
FIRST_START_LIMIT = 120  # seconds, where the network allows
SECONDS_TO_GIVE_UP = 900
ORDINARY_USER = "nguoidung"
INCOMPLETE = 3
MANY = 10  # names that are shown of a longer list
OWN_MOUNTS = "--in-own-mounts"


@dataclass(frozen=True)
class Person:
    """Somebody at the bare machine, with a working copy of their own."""

    title: str
    name: str
    home: str

    @property
    def project(self) -> str:
        return f"{self.home}/childplan"


PEOPLE = (
    Person("quản trị (root)", "root", "/root"),
    Person("người dùng thường", ORDINARY_USER, f"/srv/{ORDINARY_USER}"),
)


@dataclass
class Proof:
    """What became of one thing we tried."""

    what: str
    passed: bool
    seconds: float
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Machine:
    """The folder that stands for a bare machine."""

    folder: Path

    def command(self, person: Person, words: Sequence[str]) -> list[str]:
        """`words` in the working copy of that person, with nothing of our environment but the proxies."""
        variables = [f"HOME={person.home}", f"USER={person.name}", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        variables += [f"{name}={os.environ[name]}" for name in PROXIES if name in os.environ]
        entrance = ["chroot", f"--userspec={person.name}", str(self.folder)]
        return [
            "env",
            "-i",
            *variables,
            *entrance,
            "sh",
            "-c",
            f'cd {person.project} && exec "$@"',
            "sh",
            *words,
        ]

    def run(self, *words: str) -> None:
        subprocess.run(["chroot", str(self.folder), *words], check=True)

    def system_files(self) -> set[tuple[str, int, int]]:
        """Every file of the system: its name, size and moment of change."""
        found = set()
        for place, folders, names in os.walk(self.folder):
            here = Path(place).relative_to(self.folder)
            folders[:] = [name for name in folders if str(here / name) not in UNWATCHED]
            for name in names:
                facts = Path(place, name).lstat()
                found.add((str(here / name), facts.st_size, facts.st_mtime_ns))
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Chạy thử ./run và ./run test trên một Debian trống.")
    parser.add_argument("--without-tests", action="store_true", help="chỉ thử ./run, không chạy ./run test")
    parser.add_argument("--uncommitted", action="store_true", help="thử cả những gì chưa commit")
    parser.add_argument("--base", type=Path, help="thư mục Debian trống đã có, để khỏi tạo lại")
    parser.add_argument(OWN_MOUNTS, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    try:
        _refuse_what_cannot_be()
        if not options.in_own_mounts:
            _start_again_in_own_mounts()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        with bare_machine(options.base, uncommitted=options.uncommitted) as machine:
            sys.exit(prove(machine, with_tests=not options.without_tests))
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_code)
    except subprocess.CalledProcessError as failure:
        complain(f"Không dựng được máy trống: {Path(failure.cmd[0]).name} báo lỗi, xem ở trên.")
        sys.exit(1)


def _refuse_what_cannot_be() -> None:
    if os.geteuid() != 0:
        raise Refusal("Cần chạy bằng quyền root, vì máy trống được dựng bằng chroot.")
    lacking = [package for program, package in NEEDED_PROGRAMS.items() if not shutil.which(program)]
    if lacking:
        raise Refusal(f"Máy này thiếu công cụ; trên Debian: apt-get install {' '.join(lacking)}.")


def _start_again_in_own_mounts() -> None:
    """So that mounts are seen by nobody else and vanish with us, however we end."""
    again = [sys.executable, "-m", "tools.bare_machine", OWN_MOUNTS, *sys.argv[1:]]
    os.chdir(ROOT)
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", *again])  # noqa: S606


# The machine


@contextmanager
def bare_machine(base: Path | None, *, uncommitted: bool) -> Iterator[Machine]:
    """Make the machine, with the project for every person on it; gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="childplan-bare-") as parent:
        Path(parent).chmod(0o755)
        machine = Machine(Path(parent, "debian"))
        started = time.monotonic()
        if base is None:
            make_system(machine.folder)
        else:
            subprocess.run(["cp", "--archive", "--", str(base), str(machine.folder)], check=True)
        hand_over(machine.folder)
        say(f"Máy trống đã dựng xong trong {time.monotonic() - started:.0f} giây.")
        for person in PEOPLE[1:]:
            machine.run("useradd", "--create-home", "--home-dir", person.home, person.name)
        for person in PEOPLE:
            bring_project(machine, person, uncommitted=uncommitted)
        with mounted(machine.folder):
            yield machine


def make_system(folder: Path) -> None:
    """The least of Debian with Python and certificates; release and source are those of this machine."""
    release = _release_facts().get("VERSION_CODENAME", "")
    source = next((site for site, suite, _ in package_sources() if suite == release), None)
    if source is None:
        raise Refusal("Không đọc được nguồn gói Debian từ cấu hình apt của máy này.")
    say(f"Đang dựng một Debian {release} trống …")
    command = [
        "debootstrap",
        "--variant=minbase",
        f"--include={','.join(PACKAGES)}",
        release,
        str(folder),
        source,
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        complain(done.stdout[-2000:])
        raise Refusal("debootstrap không dựng được máy trống, xem ở trên.")


def package_sources() -> list[tuple[str, str, str]]:
    """Address, suite and component of every source of packages of this machine's own distribution.

    Sources of others (their suites have other names) are no part of a bare Debian.
    """
    release = _release_facts().get("VERSION_CODENAME", "")
    form = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", form, "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    sources = [(site, suite, component) for site, suite, component in (line.split("|") for line in listed)]
    suites = (release, f"{release}-updates", f"{release}-security")
    return list(dict.fromkeys(source for source in sources if source[1] in suites))


def _release_facts() -> dict[str, str]:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}


def hand_over(folder: Path) -> None:
    """Give the machine what the network demands: names, sources, proxies, certificates, pip's settings."""
    for name in NETWORK_FILES:
        shutil.copyfile(Path("/", name), folder / name)
    shutil.copyfile(Path("/", CERTIFICATES), folder / CERTIFICATES)
    sources = [f"deb {site} {suite} {component}\n" for site, suite, component in package_sources()]
    (folder / "etc/apt/sources.list").write_text("".join(sources), encoding="utf-8")
    acquire = _printed("apt-config", "dump", "Acquire")
    (folder / "etc/apt/apt.conf.d/90host").write_text(acquire, encoding="utf-8")
    (folder / "etc/pip.conf").write_text(
        pip_settings(_printed(sys.executable, "-m", "pip", "config", "list"))
    )


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pip_settings(listed: str) -> str:
    """Of what `pip config list` prints, what says where libraries come from, as a settings file.

    Folders of this machine are left out: a bare machine does not have them. Of a setting given twice the last
    counts.
    """
    network = (
        "index-url",
        "extra-index-url",
        "trusted-host",
        "proxy",
        "default-timeout",
        "timeout",
        "retries",
    )
    kept = {"cert": f"/{CERTIFICATES}"}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        words = [word for word in value.strip("'\"").split() if not word.startswith(("file:", "/"))]
        if name in network and words:
            kept[name] = " ".join(words)
    return "[global]\n" + "".join(f"{name} = {value}\n" for name, value in sorted(kept.items()))


def bring_project(machine: Machine, person: Person, *, uncommitted: bool) -> None:
    target = machine.folder / person.project.strip("/")
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)], check=True)
    if uncommitted:
        listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in filter(None, _printed(*listed).split("\0")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).exists():
                shutil.copy2(ROOT / name, target / name)
            else:
                (target / name).unlink(missing_ok=True)
    machine.run("chown", "--recursive", f"{person.name}:", person.project)


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """What every running Linux has: processes and devices. Only our own mounts see them."""
    subprocess.run(["mount", "-t", "proc", "proc", str(folder / "proc")], check=True)
    subprocess.run(["mount", "--rbind", "/dev", str(folder / "dev")], check=True)
    try:
        yield
    finally:
        for name in ("dev", "proc"):
            subprocess.run(["umount", "--lazy", "--recursive", str(folder / name)], check=False)


# The proof


def prove(machine: Machine, *, with_tests: bool) -> int:
    """Try everything as everybody, print what came of it; returns the exit code."""
    before = machine.system_files()
    proofs = []
    for person in PEOPLE:
        say(f"\n══ Với tư cách {person.title}")
        proofs.append(timed(f"./run lần đầu, {person.title}", partial(serves, machine, person)))
        proofs[-1].passed = proofs[-1].passed and proofs[-1].seconds <= FIRST_START_LIMIT
        proofs.append(timed(f"./run lần sau, {person.title}", partial(serves, machine, person)))
        if with_tests:
            proofs.append(timed(f"./run test, {person.title}", partial(tests, machine, person)))
    changed = sorted({name for name, _, _ in machine.system_files() ^ before})
    proofs.append(Proof("không gì của hệ thống bị đổi", not changed, 0, changed[:MANY]))
    say("\nKết quả trên máy trống:")
    for proof in proofs:
        say(f"  {'ĐẠT' if proof.passed else 'HỎNG':<5}{proof.seconds:7.1f} giây  {proof.what}")
        for line in proof.said:
            say(f"  {'':20}{line}")
    return 0 if all(proof.passed for proof in proofs) else 1


def timed(what: str, act: Callable[[], tuple[bool, list[str]]]) -> Proof:
    started = time.monotonic()
    passed, said = act()
    return Proof(what, passed, time.monotonic() - started, said)


def serves(machine: Machine, person: Person) -> tuple[bool, list[str]]:
    """Whether `./run` answers a page; it is then stopped as with Ctrl+C."""
    port = _free_port()
    server = subprocess.Popen(machine.command(person, ["./run", "--port", str(port)]), start_new_session=True)
    try:
        answered = _wait_for_page(f"http://127.0.0.1:{port}{PAGE}", server)
    finally:
        _stop(server)
    return answered, [] if answered else ["không trả lời trang đăng nhập"]


def _stop(process: "subprocess.Popen[Any]", patience: float = 30) -> None:
    """As Ctrl+C does: everything the process started is asked to end; what does not is ended."""
    for sign in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(patience)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def _wait_for_page(address: str, server: "subprocess.Popen[bytes]") -> bool:
    ends = time.monotonic() + SECONDS_TO_GIVE_UP
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 – our own address
                return answer.status == 200 and "Đăng nhập" in answer.read().decode()
        except OSError:
            time.sleep(0.2)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tests(machine: Machine, person: Person) -> tuple[bool, list[str]]:
    """Whether every part of `./run test` ran and passed; else its last lines, which say what did not."""
    process = subprocess.Popen(
        machine.command(person, ["./run", "test"]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    finally:
        if sys.exc_info()[0] is not None:
            _stop(process)
    code = process.wait()
    heading = "Kết quả kiểm thử:"
    said = [line.strip() for line in lines[lines.index(heading) + 1 :]] if heading in lines else lines[-3:]
    return code == 0, [*said, *(["có phần chưa chạy"] if code == INCOMPLETE else [])]


if __name__ == "__main__":
    main()
