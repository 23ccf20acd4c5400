"""How do pieces of Debian come into the working copy without being installed?

apt-get finds and fetches them, dpkg-deb unpacks them; any user may do so. apt-get gets a state of its own in
a temporary folder; of the system it reads only where packages come from and which are installed already. So
nothing outside the working copy changes.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# A state of our own; no steps that a distribution hangs onto an update, for those reach into the system;
# and an answer within a bearable time where the network swallows everything.
SETTINGS = """\
Dir::State "{state}";
Dir::State::Lists "{state}/lists";
Dir::Cache "{state}/cache";
Dir::Log "{state}";
Debug::NoLocking "1";
APT::Sandbox::User "root";
APT::Get::Assume-Yes "1";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""
# "Inst libpango-1.0-0 (1.50.12 …)"; with an old version in brackets it would replace a part of the system.
NEW_PACKAGE = re.compile(r"^Inst (\S+) \(", re.MULTILINE)
NEEDED_PROGRAMS = ("apt-get", "dpkg-deb")
LONGEST_STEP = 900  # seconds


class NotAvailable(Exception):
    """Packages cannot be had; the text is a clause that goes on after "vì"."""


class DebianPackages:
    """The package source of this machine, asked from a folder of our own; see `debian_packages`."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._folder = folder
        self._log = log

    def update(self) -> None:
        """Fetch the lists. A source that does not answer shows later, when a package is not found."""
        for name in ("lists/partial", "cache/archives/partial"):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "settings").write_text(SETTINGS.format(state=self._folder), encoding="utf-8")
        self._apt("update")

    def unpack(self, packages: Sequence[str], target: Path) -> None:
        """Put `packages`, and what they need that the system lacks, as files below `target`.

        Raises NotAvailable; `target` may then hold a part of them.
        """
        planned = self._apt("--simulate", "install", "--no-install-recommends", *packages)
        names = NEW_PACKAGE.findall(planned or "")
        if not names:
            raise NotAvailable("apt-get không tìm thấy các gói đó (hãy kiểm tra mạng và nguồn gói của máy)")
        fetched = Path(tempfile.mkdtemp(dir=self._folder))
        if self._apt("download", *names, cwd=fetched) is None:
            raise NotAvailable("apt-get không tải được các gói đó (hãy kiểm tra mạng và chỗ trống trên đĩa)")
        for package in sorted(fetched.glob("*.deb")):
            if self._run("dpkg-deb", "--extract", str(package), str(target)) is None:
                raise NotAvailable(
                    "dpkg-deb không giải nén được các gói đó (hãy kiểm tra chỗ trống trên đĩa)"
                )
        shutil.rmtree(fetched)

    def _apt(self, *words: str, cwd: Path | None = None) -> str | None:
        settings = str(self._folder / "settings")
        return self._run("apt-get", "--config-file", settings, "--quiet", *words, cwd=cwd)

    def _run(self, *command: str, cwd: Path | None = None) -> str | None:
        """What the program printed, or None when it failed; everything said goes into the log."""
        try:
            done = subprocess.run(
                command,
                cwd=cwd or self._folder,
                # Its words are read, so they must not be translated.
                env=os.environ | {"LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=LONGEST_STEP,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{done.stdout}{done.stderr}\n")
        return done.stdout if done.returncode == 0 else None


@contextmanager
def debian_packages(workplace: Path) -> Iterator[DebianPackages]:
    """A package source with fresh lists, kept in `workplace` for as long as the block lasts.

    Raises NotAvailable on a machine without Debian's tools.
    """
    for program in NEEDED_PROGRAMS:
        if shutil.which(program) is None:
            raise NotAvailable(f"máy không có {program}")
    workplace.mkdir(parents=True, exist_ok=True)
    log = workplace / "packages.log"
    log.write_text("", encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=workplace, prefix="apt-") as folder:
        source = DebianPackages(Path(folder), log)
        source.update()
        yield source
