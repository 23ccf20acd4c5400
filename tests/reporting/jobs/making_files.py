"""What the tests of long work share: an export that waits, and makers that do what a test says."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from reporting.enums import ExportFormat, ExportKind
from reporting.exports.making import MadeFile, Maker, Progress
from reporting.jobs.starting import start_export
from reporting.models import Export
from tests.world import NOW, World


def ask(world: World, username: str = "vhxh-x", unit: str = "xa-x", **values: Any) -> Export:
    """The roll-up of a place, asked for in the background."""
    asked: dict[str, Any] = {
        "kind": ExportKind.ROLLUP,
        "format": ExportFormat.XLSX,
        "unit": world.units[unit],
        "round_": world.rounds[2024],
        "title": "Biểu tổng hợp – xã Xuân – Năm 2024",
        "window": "15/12/2023–14/12/2024",
        "edition": "Tạm tính",
        "address": f"/tong-hop/2024-nam/{unit}/?so=tam-tinh",
        "by": world.people[username],
        "at": NOW,
        "options": {"official": False, "site": "https://treem.example.vn"},
    }
    return start_export(**(asked | values))


def maker(act: Callable[[Export, Progress], None] = lambda export, progress: None) -> dict[ExportKind, Maker]:
    """A maker of roll-ups that does this and then has a file of five bytes."""

    def make(export: Export, progress: Progress) -> MadeFile:
        act(export, progress)
        return MadeFile(BytesIO(b"12345"), "Bieu.xlsx", "aaaa-bbbb-cccc-dddd", "7 dòng")

    return {ExportKind.ROLLUP: make}
