"""Has a step of the set-up been done for exactly these files? A stamp holds their hash."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.place import ROOT


def fingerprint(paths: Iterable[Path]) -> str:
    """One hash over the names and contents of files; a folder stands for every file below it."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                content = file.read_bytes()
                digest.update(f"{file.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == wanted


def remember(stamp: Path, done: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{done}\n", encoding="ascii")
