"""Does the code keep the house rules? Every check runs, so that one look shows all that is wrong."""

import secrets
import subprocess
from collections.abc import Sequence

from tools.place import PYTHON, ROOT
from tools.set_up import set_up
from tools.speech import complain, say
from tools.testing import environment_for_tests

TEMPLATES = "templates"
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as lint; lint()"

CHECKS: tuple[tuple[str, Sequence[str]], ...] = (
    (
        "ruff: cách trình bày",
        ("-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", "."),
    ),
    ("ruff: quy tắc", ("-m", "ruff", "check", "--quiet", "--output-format", "concise", ".")),
    ("djlint: cách trình bày", ("-m", "djlint", TEMPLATES, "--check", "--quiet")),
    ("djlint: quy tắc", ("-m", "djlint", TEMPLATES, "--lint", "--quiet")),
    ("mypy: kiểu dữ liệu", ("-m", "mypy")),
    ("import-linter: thứ tự các phần", ("-c", LINT_IMPORTS)),
    ("makemigrations: không thiếu bước nào", ("manage.py", "makemigrations", "--check", "--dry-run")),
    ("check --deploy: cấu hình chính thức", ("manage.py", "check", "--deploy", "--fail-level", "WARNING")),
)
FIXES: tuple[tuple[str, Sequence[str]], ...] = (
    ("ruff: quy tắc", ("-m", "ruff", "check", "--fix", "--quiet", ".")),
    ("ruff: cách trình bày", ("-m", "ruff", "format", "--quiet", ".")),
    ("djlint: cách trình bày", ("-m", "djlint", TEMPLATES, "--reformat", "--quiet")),
)


def check() -> int:
    """Run every check; 0 when all hold."""
    set_up(for_developers=True)
    failed = [name for name, arguments in CHECKS if not _holds(name, arguments)]
    if failed:
        complain(f"Chưa đạt: {'; '.join(failed)}.")
        return 1
    say("Mọi kiểm tra đều đạt.")
    return 0


def fix() -> int:
    """Let the tools mend what they can by themselves; what is left is for `check` to tell."""
    set_up(for_developers=True)
    for _, arguments in FIXES:
        subprocess.run([PYTHON, *arguments], cwd=ROOT, check=False)
    say("Đã sửa những gì công cụ tự sửa được; chạy ./run check để xem phần còn lại.")
    return 0


def _holds(name: str, arguments: Sequence[str]) -> bool:
    done = subprocess.run(
        [PYTHON, *arguments],
        cwd=ROOT,
        env=production_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        say(f"  ĐẠT       {name}")
        return True
    say(f"  CHƯA ĐẠT  {name}\n{done.stdout.rstrip()}\n")
    return False


def production_environment() -> dict[str, str]:
    """Checks look at the settings people will rely on, with values that are made up on the spot."""
    return environment_for_tests(None) | {
        "CHILDPLAN_MODE": "production",
        "CHILDPLAN_SECRET_KEY": secrets.token_urlsafe(60),
        "CHILDPLAN_ALLOWED_HOSTS": "treem.example.vn",
        "CHILDPLAN_HTTPS_PROXY": "1",
    }
