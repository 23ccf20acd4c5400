"""What do `import_data` and `export_data` say and leave behind, run by hand or by a script?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reporting.enums import FigureState
from tests.world import NOW, World, fill_villages
from units.enums import LogKind
from units.models import LogEntry, Unit

HEAD = "unit,round,item,value\n"


@pytest.fixture(autouse=True)
def today(moment: Callable[[datetime], None]) -> None:
    moment(NOW)


def run(*arguments: str | Path) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue().strip()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dry_run_then_the_import(world: World, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", HEAD + "thon-1,2024-nam,tre-em,100\n")
    said = run("import_data", "figures", file, "--by", "tinh", "--dry-run")
    assert said == "1 mới, 0 thay đổi, 0 như cũ, 0 bị từ chối. Chạy thử, chưa ghi gì."
    assert world.figure("thon-1", "tre-em").state == FigureState.EMPTY
    assert run("import_data", "figures", file, "--by", "tinh").endswith("Đã ghi.")
    assert world.figure("thon-1", "tre-em").value == 100
    assert run("import_data", "figures", file, "--by", "tinh").startswith("0 mới, 0 thay đổi, 1 như cũ")


def test_the_report_has_every_line_and_one_refused_line_stops_all(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_villages(world)
    lines = "thon-1,2024-nam,tre-em,100\nthon-2,2024-nam,tre-em,81\nthon-9,2024-nam,tre-em,1\n"
    file, report = write(tmp_path / "a.csv", HEAD + lines), tmp_path / "out.csv"
    with pytest.raises(CommandError, match=r"1 bị từ chối\. Chưa ghi gì"):
        run("import_data", "figures", file, "--by", "tinh", "--report", report)
    rows = list(csv.DictReader(StringIO(report.read_text(encoding="utf-8-sig"))))
    assert [(row["line"], row["outcome"], row["before"], row["after"]) for row in rows] == [
        ("2", "equal", "", ""),
        ("3", "changed", "80", "81"),
        ("4", "refused", "", ""),
    ]
    assert rows[2]["why"] == "không có đơn vị mã “thon-9”; sửa “unit”."
    assert "Dòng 4 (thon-9 · 2024-nam · tre-em)" in capsys.readouterr().err
    assert world.figure("thon-2", "tre-em").value == 80


def test_who_and_what_is_asked_for(world: World, tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "key\n")
    for arguments, said in (
        (("figures", file), "phải có người đưa vào"),
        (("figures", file, "--by", "ai-do"), "Không có tài khoản"),
        (("figures", tmp_path / "b.csv", "--by", "tinh"), "Không mở được tệp"),
        (("items", file, "--by", "tinh"), "dành cho: Quản trị"),
        (("units", file), "thiếu cột"),
    ):
        with pytest.raises(CommandError, match=said):
            run("import_data", *arguments)


def test_out_and_in_again(world: World, tmp_path: Path) -> None:
    """Without `--by` the server itself brings units in, held to nobody's places."""
    file = tmp_path / "units.csv"
    count = Unit.objects.count()
    assert run("export_data", "units", file) == f"Đã lấy ra {count} dòng."
    assert run("import_data", "units", file).startswith(f"0 mới, 0 thay đổi, {count} như cũ")
    figures = tmp_path / "figures.csv"
    said = run("export_data", "figures", figures, "--unit", "xa-x", "--round", "2024-nam", "--item", "tre-em")
    assert said == "Đã lấy ra 3 dòng."
    entry = LogEntry.objects.filter(kind=LogKind.EXPORT).latest("id")
    assert (entry.by, entry.unit, entry.subject) == (None, world.units["xa-x"], "2024-nam")
    for wrong in (("--unit", "x"), ("--round", "x"), ("--item", "x")):
        with pytest.raises(CommandError, match="Không có"):
            run("export_data", "figures", figures, *wrong)
