"""Habits that nobody should have to remember: the tests of the house's own rules."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

ROOT: Path = settings.BASE_DIR
OWN_APPS = ("units", "plans", "indicators", "reporting")
TEXT = {".py", ".html", ".css", ".md", ".toml", ".csv", ".txt", ".json", ".svg", ".in", ".sh", ""}
TEMPLATES = ROOT / "templates"
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}


def own_files(*suffixes: str) -> Iterator[Path]:
    """What git tracks, or would; on a machine without git the same by the folders git is told to ignore."""
    for path in tracked_files() if shutil.which("git") else walked_files():
        if path.is_file() and path.suffix in (suffixes or TEXT):
            yield path


def tracked_files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        yield ROOT / name


def walked_files() -> Iterator[Path]:
    ignored = [
        line.strip("/")
        for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()
        if line[:1] not in "#"
    ]
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name != ".git" and not matches(name, ignored)]
        yield from (Path(folder) / name for name in names if not matches(name, ignored))


def matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def test_every_text_is_composed() -> None:
    """One spelling of every Vietnamese letter; the tests of NFC write the other one with escapes."""
    for path in own_files():
        text = path.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), path


def test_verbose_names_are_lower_case_and_vietnamese() -> None:
    for app in OWN_APPS:
        for model in apps.get_app_config(app).get_models():
            for name in (model._meta.verbose_name, model._meta.verbose_name_plural):
                assert str(name)[0].islower(), (model, name)
            for field in model._meta.fields:
                if field.auto_created or field.name in ("id", "password", "last_login"):
                    continue
                name = str(field.verbose_name)
                assert name != field.name.replace("_", " ") or not field.editable, (model, field.name)


def test_models_have_no_save_of_their_own_and_no_signals() -> None:
    for app in OWN_APPS:
        for model in apps.get_app_config(app).get_models():
            assert "save" not in vars(model), model
    for path in own_files(".py"):
        if path.parts[len(ROOT.parts)] in OWN_APPS:
            assert "django.dispatch" not in path.read_text("utf-8"), path


def test_templates_have_no_script_and_no_style_of_their_own() -> None:
    """The content security policy would drop them silently."""
    for path in TEMPLATES.rglob("*.html"):
        if path.is_relative_to(TEMPLATES / "exports"):
            continue  # printed by WeasyPrint, never sent to a browser
        text = path.read_text("utf-8")
        text = re.sub(r'<script type="module" src="{% static "js/[a-z]+\.js" %}"></script>', "", text)
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text), path


def test_every_template_loads_and_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in own_files(".py") if "tests" not in path.parts)
    markup = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    for path in TEMPLATES.rglob("*.html"):
        name = str(path.relative_to(TEMPLATES))
        get_template(name)
        assert name in ERROR_PAGES or f'"{name}"' in code or f'"{name}"' in markup, f"nobody uses {name}"


def test_every_form_that_posts_carries_its_token() -> None:
    """`only` takes the token away with everything else, and the test client never asks for it."""
    include = re.compile(r'{% include "([^"]+)"(.*?)%}')
    texts = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")
    }
    posts = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    parts = [(name, *found.groups()) for name, text in texts.items() for found in include.finditer(text)]
    for _ in texts:
        posts |= {name for name, part, how in parts if part in posts and " only " not in how}
    lost = [
        (name, part)
        for name, part, how in parts
        if part in posts and " only " in how and "csrf_token=csrf_token" not in how
    ]
    assert lost == []


def test_status_words_stand_in_one_place() -> None:
    """A template prints the words it is handed; it never writes a verdict of its own."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        for words in ("Chưa đạt", "Chưa đến mốc", "Quá hạn", "Nộp muộn", "Đúng hạn", "Bị trả lại"):
            assert words not in text, (path, words)


@pytest.mark.parametrize(
    "forbidden",
    [
        r"date\.today\(",
        r"timezone\.now\(",
        r"datetime\.now\((?!VIET_NAM)",
        r"\bfloat\(",
    ],
)
def test_the_clock_and_numbers_have_one_door(forbidden: str) -> None:
    for path in own_files(".py"):
        if path.parts[len(ROOT.parts)] in OWN_APPS:
            assert not re.search(forbidden, path.read_text("utf-8")), path


def test_no_word_of_a_machine_or_a_registry() -> None:
    # Written in pieces so that this file does not find itself.
    words = [
        "/ro" + "ot/",
        "/ho" + "me/",
        "/wo" + "rk/",
        "pypi" + ".org",
        "files.python" + "hosted",
        "deb." + "debian",
    ]
    for path in own_files():
        text = path.read_text("utf-8")
        for word in words:
            assert word not in text, (path, word)


def test_words_officials_do_not_use() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8").lower()
        for words in ("vui lòng", "không hợp lệ", "rất tiếc", "dashboard", "submit</"):
            assert words not in text, (path, words)
