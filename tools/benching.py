"""How fast is it? Runs the benchmarks, each of which says by itself what it measures and against what."""

import ast
import subprocess
from collections.abc import Sequence
from itertools import dropwhile
from pathlib import Path

from tools.place import BENCHMARKS, PYTHON, ROOT
from tools.set_up import set_up
from tools.speech import Refusal, say

SHARED = ("__init__", "ratios")


def names() -> list[str]:
    """Every benchmark by its name: a file of `benchmarks/`."""
    return sorted(path.stem for path in BENCHMARKS.glob("*.py") if path.stem not in SHARED)


def question(name: str) -> str:
    """The question that a benchmark answers: the first sentence of its file."""
    text = ast.get_docstring(ast.parse((BENCHMARKS / f"{name}.py").read_text("utf-8"))) or ""
    return text.split("?")[0] + "?"


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmark named, or all of them; 1 when something is slower than its limit. What begins with
    “--” and follows one name is for that benchmark (`rollup --provinces 34`)."""
    options = list(dropwhile(lambda argument: not argument.startswith("--"), arguments))
    named = list(arguments[: len(arguments) - len(options)])
    if options and len(named) != 1:
        raise Refusal("Tuỳ chọn chỉ đi kèm một phép đo: ./run bench rollup --provinces 10.", exit_code=2)
    wanted = named or names()
    for name in wanted:
        if name not in names():
            raise Refusal(f"Không có phép đo “{name}”; có: {', '.join(names())}.", exit_code=2)
    set_up(for_developers=True)
    return max([_run(name, options) for name in wanted])


def _run(name: str, options: Sequence[str]) -> int:
    say(f"\n── {name}: {question(name)}")
    # The settings of the tests, and DATABASE_URL as the caller has it: another database is measured by it.
    command = [str(PYTHON), "-m", f"benchmarks.{name}", *options]
    return subprocess.run(command, cwd=Path(ROOT), check=False).returncode
