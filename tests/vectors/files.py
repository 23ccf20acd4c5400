"""Where are the cases that anybody can run? JSON beside this file, told in README.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def load(name: str) -> dict[str, Any]:
    """A file by its name without the ending."""
    return dict(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))


def named(cases: list[dict[str, Any]]) -> list[str]:
    """Short names for the list of tests."""
    return [case["name"][:60] for case in cases]
