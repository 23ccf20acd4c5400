"""Which exact versions are installed everywhere? Writes the two locks anew from the two lists of wishes.

The locks hold versions and hashes and no address, so that every machine may fetch from where it likes.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tools.place import DEVELOPER_REQUIREMENTS, REQUIREMENTS, ROOT
from tools.speech import Refusal, say

OLDEST_PYTHON = "3.11"


def lock(*, upgrade: bool) -> int:
    """Resolve anew; versions stay where they are unless `upgrade`."""
    uv = shutil.which("uv") or _own_uv()
    for target in (REQUIREMENTS, DEVELOPER_REQUIREMENTS):
        command = [
            *(uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON),
            *("--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "./run lock"),
            *(["--upgrade"] if upgrade else []),
            *(target.with_suffix(".in").name, "--output-file", target.name),
        ]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            raise Refusal(f"Không khoá được phiên bản cho {target.name}; xem lý do ở trên.")
    say("Đã ghi requirements.txt và requirements-dev.txt.")
    return 0


def _own_uv() -> str:
    """A uv of our own beside the working copy's other tools: only whoever changes a dependency needs it."""
    folder = ROOT / ".tools" / "lock"
    program = folder / "bin" / "uv"
    if not program.exists():
        say("Đang cài công cụ uv vào .tools …")
        for command in (
            [sys.executable, "-m", "venv", str(folder)],
            [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"],
        ):
            if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
                raise Refusal("Không cài được uv; hãy kiểm tra mạng rồi chạy lại.")
    return str(Path(program))
