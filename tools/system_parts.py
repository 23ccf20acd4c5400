"""Which parts of the system does this machine lack, and where do they come from instead?

A part that the machine has is used as it is. A part it lacks is unpacked once below `.tools/system/` and
found there by the programs we start, through `environment`. Nothing is installed and no rights are needed.
What cannot be had is told in one sentence, and everything that does without it goes on.
"""

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

from tools.debian_packages import DebianPackages, NotAvailable, debian_packages
from tools.place import SYSTEM_PARTS
from tools.speech import say
from tools.stamps import is_current, remember

SYSTEM_WHEELS = Path("/usr/share/python-wheels")
SYSTEM_RELEASE = Path("/etc/os-release")
FONTCONFIG = "libfontconfig.so.1"
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    FONTCONFIG,
)
# As wide as Times New Roman; asked together with "all letters of Vietnamese", which an old Liberation lacks.
TYPEFACES = ("Liberation Serif", "Tinos", "TeX Gyre Termes")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

FONT_SETTINGS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{part}/usr/share/fonts</dir>
  <cachedir>{part}/font-cache</cachedir>
</fontconfig>
"""
STARTERS = "starters"
# Debian's own starters look for their files below /usr; ours look beside themselves.
STARTER = """\
#!/bin/sh
part=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
export LD_LIBRARY_PATH="{libraries}"
exec "$part/{program}" "$@"
"""
# Debian writes into LibreOffice's settings where it installs it, and copies what lies in .registry to /etc.
OFFICE_SETTINGS = "usr/lib/libreoffice/program/fundamentalrc"
OFFICE_PLACES = {
    "file:///usr/lib/libreoffice": "${ORIGIN}/..",
    "file:///etc/libreoffice/registry": "${BRAND_BASE_DIR}/share/.registry",
}


@dataclass(frozen=True)
class Part:
    """Something of the system that we need and that a bare machine lacks."""

    name: str
    packages: tuple[str, ...]
    is_present: Callable[[], bool]
    """Whether the system has it, looked up in the way it will be used."""
    evidence: str
    """A pattern of a file that must be there after unpacking."""
    without_it: str
    """What does not work then: the first half of the sentence."""
    is_program: bool = False
    """Whether the evidence is a program, which is then started by its name."""

    @property
    def folder(self) -> Path:
        return SYSTEM_PARTS / self.name

    @property
    def is_unpacked(self) -> bool:
        return is_current(self.folder / ".stamp", _wanted(self))


def _wanted(part: Part) -> str:
    """What was unpacked fits these packages on this release of this kind of machine, and no other."""
    release = SYSTEM_RELEASE.read_bytes() if SYSTEM_RELEASE.is_file() else b""
    facts = " ".join((*part.packages, platform.machine())).encode()
    return hashlib.sha256(facts + release).hexdigest()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_pip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None or any(SYSTEM_WHEELS.glob("pip-*.whl"))


def has_pdf_libraries() -> bool:
    # Elsewhere the libraries have other names and there is nothing to unpack: the product tells by itself.
    return sys.platform != "linux" or all(map(_loads, PDF_LIBRARIES))


def has_typeface() -> bool:
    """Whether fontconfig knows one of our typefaces with every Vietnamese letter."""
    if sys.platform != "linux":
        return True
    try:
        fonts = ctypes.CDLL(FONTCONFIG)
    except OSError:
        return False
    fonts.FcNameParse.restype = fonts.FcObjectSetCreate.restype = fonts.FcFontList.restype = ctypes.c_void_p
    fonts.FcFontList.argtypes = [ctypes.c_void_p] * 3
    nothing = fonts.FcObjectSetCreate()
    for name in TYPEFACES:
        found = fonts.FcFontList(None, fonts.FcNameParse(f"{name}:lang=vi".encode()), nothing)
        # FcFontSet begins with the number of fonts in it.
        if found and ctypes.cast(found, ctypes.POINTER(ctypes.c_int))[0]:
            return True
    return False


def has_browser() -> bool:
    return any(map(shutil.which, BROWSERS))


def _has_program(name: str) -> bool:
    return shutil.which(name) is not None


SOMETHING_ELSE = "các gói của máy này không chứa phần cần dùng"

PIP = Part(
    "pip",
    ("python3-pip-whl",),
    has_pip,
    "usr/share/python-wheels/pip-*.whl",
    "Chưa cài được thư viện Python",
)
PDF = Part(
    "pdf",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    has_pdf_libraries,
    "usr/lib/*/libpango-1.0.so.0",
    "Chưa xuất được PDF",
)
TYPEFACE = Part(
    "typeface",
    ("fonts-liberation2",),
    has_typeface,
    "usr/share/fonts/**/LiberationSerif-Regular.ttf",
    "Chưa xuất được PDF",
)
BROWSER = Part(
    "browser",
    ("chromium",),
    has_browser,
    "usr/lib/chromium/chromium",
    "Chưa kiểm thử được trong trình duyệt",
    is_program=True,
)

DRIVER = Part(
    "driver",
    ("libatomic1",),
    partial(_loads, "libatomic.so.1"),
    "usr/lib/*/libatomic.so.1",
    "Chưa kiểm thử được trong trình duyệt",
)
"""What the program that drives the browser is linked to."""

OFFICE = Part(
    "office",
    ("libreoffice-writer-nogui",),
    partial(_has_program, "soffice"),
    "usr/lib/libreoffice/program/soffice",
    "Chưa kiểm thử được trang in của tệp Word",
    is_program=True,
)
PDF_READER = Part(
    "pdf-reader",
    ("poppler-utils",),
    partial(_has_program, "pdftotext"),
    "usr/bin/pdftotext",
    "Chưa kiểm thử được trang in của tệp Word",
    is_program=True,
)

FOR_PDF = (PDF, TYPEFACE)
FOR_BROWSER = (BROWSER, DRIVER)
FOR_OFFICE = (OFFICE, PDF_READER)
WITH_LIBRARIES = (PDF, DRIVER)


def provide(parts: Sequence[Part]) -> dict[Part, str]:
    """Unpack what the machine lacks; returns what cannot be had, each with the clause that tells why."""
    lacking = [part for part in parts if not part.is_present() and not part.is_unpacked]
    if not lacking:
        return {}
    say(f"Máy thiếu {_packages(lacking)}: đang tải vào .tools (không cài gì vào hệ thống) …")
    missing = {}
    try:
        with debian_packages(SYSTEM_PARTS) as source:
            for part in lacking:
                try:
                    _unpack(part, source)
                except NotAvailable as reason:
                    missing[part] = str(reason)
    except NotAvailable as reason:
        missing = dict.fromkeys(lacking, str(reason))
    return missing


def sentences(missing: Mapping[Part, str]) -> list[str]:
    """One sentence for everything that does not work for the same reason."""
    together: dict[tuple[str, str], list[Part]] = {}
    for part, reason in missing.items():
        together.setdefault((part.without_it, reason), []).append(part)
    return [
        f"{without_it} vì {reason}; trên Debian, người quản trị cài: apt-get install {_packages(parts)}."
        for (without_it, reason), parts in together.items()
    ]


def _packages(parts: Sequence[Part]) -> str:
    return " ".join(package for part in parts for package in part.packages)


def _unpack(part: Part, source: DebianPackages) -> None:
    """Unpack aside and put in place in one move, so that an interrupted start leaves no half part."""
    draft = part.folder.with_name(f"{part.name}.{os.getpid()}")
    draft.mkdir()
    try:
        source.unpack(part.packages, draft)
        if not any(draft.glob(part.evidence)):
            raise NotAvailable(SOMETHING_ELSE)
        if part.name == OFFICE.name:
            _make_office_movable(draft)
        if part.is_program:
            _write_starter(draft, part.evidence)
        remember(draft / ".stamp", _wanted(part))
        shutil.rmtree(part.folder, ignore_errors=True)
        draft.rename(part.folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make_office_movable(folder: Path) -> None:
    """Let LibreOffice look for its files from where its program lies, not below /usr and /etc."""
    settings = folder / OFFICE_SETTINGS
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    for place, ours in OFFICE_PLACES.items():
        if place not in text:
            raise NotAvailable(SOMETHING_ELSE)
        text = text.replace(place, ours)
    settings.write_text(text, encoding="utf-8")


def _write_starter(folder: Path, program: str) -> None:
    libraries = [f"$part/{place.relative_to(folder)}" for place in _library_folders(folder)]
    starter = folder / STARTERS / Path(program).name
    starter.parent.mkdir()
    starter.write_text(STARTER.format(libraries=":".join(libraries), program=program), encoding="utf-8")
    starter.chmod(0o755)


def _library_folders(folder: Path) -> list[Path]:
    """Where the loader must look below an unpacked part; libraries only some others use lie one deeper.

    LibreOffice's own folder comes first: a library of it looks for its settings where it was loaded from.
    """
    patterns = (
        *("usr/lib/libreoffice/program", "usr/lib/*-linux-*", "lib/*-linux-*"),
        "usr/lib/*-linux-*/pulseaudio",
    )
    return [place for pattern in patterns for place in sorted(folder.glob(pattern)) if place.is_dir()]


def environment(parts: Sequence[Part], variables: Mapping[str, str]) -> dict[str, str]:
    """What to change in `variables` so that programs find the parts that came from us.

    The loader reads its variable when a program starts, so it is set before Python runs, not by Python.
    """
    ours = {part.name for part in parts if part.is_unpacked and not part.is_present()}
    changes = {}
    libraries = [
        folder for part in WITH_LIBRARIES if part.name in ours for folder in _library_folders(part.folder)
    ]
    if libraries:
        changes["LD_LIBRARY_PATH"] = _in_front(libraries, variables.get("LD_LIBRARY_PATH"))
    if TYPEFACE.name in ours:
        changes["FONTCONFIG_FILE"] = str(_font_settings())
    starters = [part.folder / STARTERS for part in parts if part.is_program and part.name in ours]
    if starters:
        changes["PATH"] = _in_front(starters, variables.get("PATH"))
    return changes


def _in_front(folders: Sequence[Path], before: str | None) -> str:
    return ":".join([*map(str, folders), *([before] if before else [])])


def _font_settings() -> Path:
    """Written anew whenever the working copy has moved, for fontconfig wants whole paths."""
    path = TYPEFACE.folder / "fonts.conf"
    text = FONT_SETTINGS.format(part=escape(str(TYPEFACE.folder)))
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def pip_wheel() -> Path | None:
    """Debian's pip as one file that Python can run; its own way to make a virtual environment uses it too."""
    for folder in (SYSTEM_WHEELS, PIP.folder / SYSTEM_WHEELS.relative_to("/")):
        if found := sorted(folder.glob("pip-*.whl")):
            return found[-1]
    return None
