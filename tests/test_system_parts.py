"""Does a bare machine get what it lacks, without anything being installed, and one sentence for the rest?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import fontpkg_noto_sans
import pytest

from tools import bare_machine, set_up, system_parts, testing
from tools.place import ROOT
from tools.speech import Refusal
from tools.system_parts import (
    BROWSER,
    DRIVER,
    FOR_OFFICE,
    OFFICE,
    PDF,
    PDF_READER,
    PIP,
    TYPEFACE,
    Part,
    environment,
    provide,
    sentences,
)

# A Debian of two small programs; its plan names a new package and one that would replace part of the system.
APT_GET = """\
#!/bin/sh
echo "$@" >> {folder}/asked
case "$*" in
*update*) exit {update} ;;
*--simulate*) echo 'Inst libnew (1.0 Debian)'; echo 'Inst libc6 [2.36] (2.37 Debian)'; exit {find} ;;
*download*) touch libnew.deb; exit {download} ;;
esac
"""
DPKG_DEB = """\
#!/bin/sh
echo "dpkg-deb $@" >> {folder}/asked
mkdir -p "$3/usr/lib/x86_64-linux-gnu" && touch "$3/usr/lib/x86_64-linux-gnu/libnew.so.1" && exit {unpack}
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A machine whose apt-get and dpkg-deb are ours; each step can be made to fail."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setattr(system_parts, "SYSTEM_PARTS", tmp_path / "parts")
    monkeypatch.setattr(system_parts, "SYSTEM_RELEASE", tmp_path / "release")
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

    def with_steps(update: int = 0, find: int = 0, download: int = 0, unpack: int = 0) -> Path:
        codes = {"update": update, "find": find, "download": download, "unpack": unpack}
        for name, text in (("apt-get", APT_GET), ("dpkg-deb", DPKG_DEB)):
            (programs / name).write_text(text.format(folder=tmp_path, **codes))
            (programs / name).chmod(0o755)
        return tmp_path

    with_steps()
    return with_steps


def lacking(part: Part = PDF, evidence: str = "usr/lib/*/libnew.so.1") -> Part:
    return replace(part, is_present=lambda: False, evidence=evidence)


def asked(folder: Path) -> list[str]:
    path = folder / "asked"
    return path.read_text().splitlines() if path.exists() else []


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "parts").iterdir())


def test_what_the_machine_has_is_used_as_it_is(machine: Callable[..., Path]) -> None:
    folder = machine()
    present = replace(PDF, is_present=lambda: True)
    assert provide([present]) == {}
    assert asked(folder) == []
    assert environment([present], {}) == {}


def test_what_it_lacks_is_unpacked_once_and_found_through_the_environment(
    machine: Callable[..., Path],
) -> None:
    folder = machine()
    part = lacking()
    assert provide([part]) == {}
    assert [line.split()[-1] for line in asked(folder)[:1]] == ["update"]
    assert left(folder) == ["packages.log", "pdf"]
    libraries = folder / "parts" / "pdf" / "usr" / "lib" / "x86_64-linux-gnu"
    assert environment([part], {}) == {"LD_LIBRARY_PATH": str(libraries)}
    assert environment([part], {"LD_LIBRARY_PATH": "/opt"}) == {"LD_LIBRARY_PATH": f"{libraries}:/opt"}
    before = len(asked(folder))
    assert provide([part]) == {}
    assert len(asked(folder)) == before


def test_another_release_of_the_system_is_fetched_for_anew(machine: Callable[..., Path]) -> None:
    folder = machine()
    part = lacking()
    provide([part])
    before = len(asked(folder))
    (folder / "release").write_text('VERSION_ID="13"')
    assert not part.is_unpacked
    assert environment([part], {}) == {}
    provide([part])
    assert len(asked(folder)) == 2 * before
    assert part.is_unpacked


def test_only_new_packages_are_taken_never_a_second_copy_of_a_part_of_the_system(
    machine: Callable[..., Path],
) -> None:
    folder = machine()
    provide([lacking()])
    (download,) = [line for line in asked(folder) if " download " in line]
    assert download.endswith(" download libnew")


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ({"find": 100}, "apt-get không tìm thấy các gói đó"),
        ({"download": 100}, "apt-get không tải được các gói đó"),
        ({"unpack": 2}, "dpkg-deb không giải nén được các gói đó"),
    ],
)
def test_what_cannot_be_had_is_a_reason_leaves_nothing_half_and_is_tried_again(
    machine: Callable[..., Path], steps: dict[str, int], reason: str
) -> None:
    folder = machine(**steps)
    part = lacking()
    missing = provide([part])
    assert missing[part].startswith(reason)
    assert left(folder) == ["packages.log"]
    assert environment([part], {}) == {}
    machine()
    assert provide([part]) == {}


def test_packages_that_hold_something_else_are_not_taken_for_the_part(machine: Callable[..., Path]) -> None:
    """Where "chromium" is only a pointer to another shop, say."""
    folder = machine()
    part = lacking(BROWSER, evidence="usr/lib/chromium/chromium")
    assert provide([part]) == {part: "các gói của máy này không chứa phần cần dùng"}
    assert left(folder) == ["packages.log"]


def test_one_part_that_fails_does_not_take_the_others_with_it(machine: Callable[..., Path]) -> None:
    machine()
    good, bad = lacking(PIP), lacking(PDF, evidence="usr/lib/not-in-it")
    assert list(provide([bad, good])) == [bad]
    assert good.is_unpacked


def test_a_machine_without_apt_gets_one_sentence_for_everything_that_fails_alike(
    machine: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    missing = provide([lacking(PDF), lacking(TYPEFACE)])
    assert sentences(missing) == [
        "Chưa xuất được PDF vì máy không có apt-get; trên Debian, người quản trị cài: apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2."
    ]


def test_apt_works_on_a_state_of_its_own_and_runs_no_steps_of_the_system(
    machine: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings are read while apt-get runs, for they are gone with its folder afterwards."""
    folder = machine()
    program = folder / "programs" / "apt-get"
    program.write_text(program.read_text().replace("case", f'cat "$2" > {folder}/settings\ncase', 1))
    provide([lacking()])
    settings = (folder / "settings").read_text()
    for name in ("Dir::State", "Dir::State::Lists", "Dir::Cache", "Dir::Log"):
        assert f'{name} "{folder}/parts/apt-' in settings, name
    assert "#clear APT::Update::Post-Invoke;" in settings
    assert "#clear APT::Update::Post-Invoke-Success;" in settings


# Typefaces


def ask_for_typeface(**variables: str) -> str:
    """In a process of its own, for fontconfig reads its settings once."""
    ask = "from tools.system_parts import has_typeface; print(has_typeface())"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.pdf
def test_a_typeface_like_times_with_every_vietnamese_letter_is_found() -> None:
    assert ask_for_typeface() == "True"


def test_another_typeface_does_not_count(tmp_path: Path) -> None:
    noto_sans = Path(fontpkg_noto_sans.__file__).parent
    settings = tmp_path / "fonts.conf"
    settings.write_text(
        f"<fontconfig><dir>{noto_sans}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    assert ask_for_typeface(FONTCONFIG_FILE=str(settings)) == "False"


def test_font_settings_follow_a_working_copy_that_was_moved(
    machine: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = machine()
    part = lacking(TYPEFACE)
    provide([part])
    first = Path(environment([part], {})["FONTCONFIG_FILE"])
    assert f"<dir>{folder}/parts/typeface/usr/share/fonts</dir>" in first.read_text()
    (folder / "parts").rename(folder / "a & b")
    monkeypatch.setattr(system_parts, "SYSTEM_PARTS", folder / "a & b")
    moved = Path(environment([part], {})["FONTCONFIG_FILE"])
    assert moved == folder / "a & b" / "typeface" / "fonts.conf"
    assert f"<dir>{folder}/a &amp; b/typeface/usr/share/fonts</dir>" in moved.read_text()


# The browser


def test_the_browser_is_started_beside_its_libraries_wherever_it_lies(machine: Callable[..., Path]) -> None:
    folder = machine()
    dpkg = folder / "programs" / "dpkg-deb"
    dpkg.write_text(
        '#!/bin/sh\nmkdir -p "$3/bin" "$3/usr/lib/chromium" "$3/usr/lib/x86_64-linux-gnu" || exit\n'
        "cd \"$3/usr/lib/chromium\" && echo 'echo $LD_LIBRARY_PATH $@' > chromium && chmod 755 chromium\n"
    )
    part = lacking(BROWSER, evidence="usr/lib/chromium/chromium")
    assert provide([part]) == {}
    assert environment([part], {"PATH": "/bin"}) == {"PATH": f"{folder}/parts/browser/starters:/bin"}
    (folder / "parts").rename(folder / "moved")
    starter = folder / "moved" / "browser" / "starters" / "chromium"
    done = subprocess.run([starter, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"{folder}/moved/browser/usr/lib/x86_64-linux-gnu --version\n"


# LibreOffice

SETTINGS_OF_DEBIAN = """\
[Bootstrap]
BRAND_BASE_DIR=file:///usr/lib/libreoffice
BRAND_INI_DIR=${ORIGIN}
CONFIGURATION_LAYERS=xcsxcu:file:///etc/libreoffice/registry res:file:///etc/libreoffice/registry dconf:*
"""
OUR_SETTINGS = """\
[Bootstrap]
BRAND_BASE_DIR=${ORIGIN}/..
BRAND_INI_DIR=${ORIGIN}
CONFIGURATION_LAYERS=xcsxcu:${BRAND_BASE_DIR}/share/.registry res:${BRAND_BASE_DIR}/share/.registry dconf:*
"""
# A program and a library of each, as their packages hold them, and the settings of one.
OFFICE_PACKAGES = """\
#!/bin/sh
case "$3" in
*/office.*) program=lib/libreoffice/program/soffice ;;
*) program=bin/pdftotext ;;
esac
mkdir -p "$3/usr/lib/x86_64-linux-gnu" "$3/usr/$(dirname $program)" && cd "$3/usr" || exit
echo 'echo $LD_LIBRARY_PATH $@' > $program && chmod 755 $program
[ $program = bin/pdftotext ] || cat > lib/libreoffice/program/fundamentalrc << 'END'
{settings}END
"""


def test_libreoffice_looks_for_its_files_beside_itself_wherever_it_lies(machine: Callable[..., Path]) -> None:
    folder = machine()
    dpkg = folder / "programs" / "dpkg-deb"
    dpkg.write_text(OFFICE_PACKAGES.format(settings=SETTINGS_OF_DEBIAN))
    parts = [replace(part, is_present=lambda: False) for part in (OFFICE, PDF_READER)]
    assert provide(parts) == {}
    starters = [f"{folder}/parts/{name}/starters" for name in ("office", "pdf-reader")]
    assert environment(parts, {"PATH": "/bin"}) == {"PATH": ":".join([*starters, "/bin"])}
    (folder / "parts").rename(folder / "moved")
    for part, program, folders in (
        ("office", "soffice", ["usr/lib/libreoffice/program", "usr/lib/x86_64-linux-gnu"]),
        ("pdf-reader", "pdftotext", ["usr/lib/x86_64-linux-gnu"]),
    ):
        home = folder / "moved" / part
        starter = home / "starters" / program
        done = subprocess.run(
            [f"./{program}", "a.docx"], cwd=starter.parent, capture_output=True, text=True, check=True
        )
        assert done.stdout == ":".join(f"{home}/{name}" for name in folders) + " a.docx\n"
    settings = folder / "moved/office/usr/lib/libreoffice/program/fundamentalrc"
    assert settings.read_text() == OUR_SETTINGS


@pytest.mark.parametrize("place", ["file:///usr/lib/libreoffice", "file:///etc/libreoffice/registry"])
def test_a_libreoffice_that_is_laid_out_otherwise_is_not_taken(
    machine: Callable[..., Path], place: str
) -> None:
    """It would start and find nothing: tests would fail that cannot run."""
    folder = machine()
    settings = SETTINGS_OF_DEBIAN.replace(place, "file:///opt/office")
    (folder / "programs" / "dpkg-deb").write_text(OFFICE_PACKAGES.format(settings=settings))
    part = replace(OFFICE, is_present=lambda: False)
    assert provide([part]) == {part: "các gói của máy này không chứa phần cần dùng"}
    assert left(folder) == ["packages.log"]


def test_both_programs_are_asked_for_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_parts.shutil, "which", lambda name: None if name == "soffice" else name)
    assert [part.is_present() for part in FOR_OFFICE] == [False, True]
    monkeypatch.setattr(system_parts.shutil, "which", lambda name: None if name == "pdftotext" else name)
    assert [part.is_present() for part in FOR_OFFICE] == [True, False]


# What the set-up does with it


def test_without_pips_own_installer_debians_file_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "pip" / "usr" / "share" / "python-wheels" / "pip-23.0.1-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    wheel.touch()
    monkeypatch.setattr(system_parts, "SYSTEM_PARTS", tmp_path)
    monkeypatch.setattr(system_parts, "SYSTEM_WHEELS", Path("/usr/share/python-wheels/none"))
    assert system_parts.pip_wheel() is None
    monkeypatch.setattr(system_parts, "SYSTEM_WHEELS", Path("/usr/share/python-wheels"))
    monkeypatch.setattr(set_up, "pip_wheel", lambda: wheel)
    monkeypatch.setattr(set_up, "_python_works", lambda: False)
    monkeypatch.setattr(
        set_up.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    commands: list[list[str]] = []
    monkeypatch.setattr(set_up, "_run_logged", lambda command, **_: commands.append(list(command)))
    set_up.make_virtual_environment()
    make, install = commands
    assert make[1:3] == ["-m", "venv"]
    assert make[-1] == "--without-pip"
    assert install == [str(set_up.PYTHON), f"{wheel}/pip", "install", "--no-index", "--quiet", str(wheel)]


def test_no_pip_at_all_stops_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "_python_works", lambda: False)
    monkeypatch.setattr(set_up, "provide", lambda parts: {PIP: "máy không có apt-get"})
    with pytest.raises(Refusal) as refusal:
        set_up.set_up()
    assert str(refusal.value) == (
        "Chưa cài được thư viện Python vì máy không có apt-get; trên Debian, người quản trị cài: "
        "apt-get install python3-pip-whl."
    )


def test_no_pdf_is_given_back_with_its_reason_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = {PDF: "máy không có apt-get", TYPEFACE: "máy không có apt-get"}
    monkeypatch.setattr(set_up, "provide", lambda parts: missing)
    monkeypatch.setattr(set_up, "environment", lambda parts, variables: {})
    done: list[str] = []
    monkeypatch.setattr(set_up, "make_virtual_environment", lambda: done.append("Python"))
    monkeypatch.setattr(set_up, "install_libraries", lambda *, for_developers: done.append("libraries"))
    monkeypatch.setattr(set_up, "make_assets", lambda: done.append("assets"))
    assert set_up.set_up(parts=[PDF, TYPEFACE]) == missing
    assert done == ["Python", "libraries", "assets"]


def test_tests_that_draw_a_pdf_are_left_out_aloud_where_none_can_be_drawn() -> None:
    assert testing.without_marks({}) == testing.without_marks({BROWSER: "x"}) == []
    assert testing._left_out({BROWSER: "x"}) == []
    assert testing.without_marks({TYPEFACE: "x"}) == ["-m", "not pdf"]
    (outcome,) = testing._left_out({PDF: "máy không có apt-get", TYPEFACE: "máy không có apt-get"})
    assert not outcome.ran
    assert testing.report([outcome]) == testing.INCOMPLETE


def test_tests_that_need_an_office_are_left_out_aloud_where_none_can_be_had() -> None:
    missing = dict.fromkeys(FOR_OFFICE, "máy không có apt-get")
    assert testing.without_marks({PDF_READER: "x"}) == ["-m", "not office"]
    assert testing.without_marks(missing) == ["-m", "not office"]
    assert testing.without_marks({PDF: "x"} | missing) == ["-m", "not pdf and not office"]
    (outcome,) = testing._left_out(missing)
    assert not outcome.ran
    assert outcome.said == (
        "Chưa kiểm thử được trang in của tệp Word vì máy không có apt-get; trên Debian, "
        "người quản trị cài: apt-get install libreoffice-writer-nogui poppler-utils."
    )
    assert testing.report([outcome]) == testing.INCOMPLETE


def test_a_full_run_asks_for_an_office_and_finds_it_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(Exception):
        pass

    def told(parts: Sequence[Part], *_: object) -> dict[Part, str]:
        given.append(set(parts))
        if len(given) == 2:
            raise Asked
        return {}

    given: list[set[Part]] = []
    monkeypatch.setattr(set_up, "provide", told)
    monkeypatch.setattr(set_up, "environment", told)
    with pytest.raises(Asked):
        testing.run_everything()
    to_have, to_find = given
    assert set(FOR_OFFICE) <= to_have & to_find


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ({BROWSER: "máy không có apt-get"}, "apt-get install chromium."),
        ({DRIVER: "máy không có apt-get"}, "apt-get install libatomic1."),
        ({}, "Chưa kiểm thử được trong trình duyệt vì máy không có Chromium;"),
    ],
)
def test_no_browser_is_a_part_that_did_not_run(
    missing: dict[Part, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "has_browser", lambda: DRIVER in missing)
    outcome = testing._in_browser(missing)
    assert not outcome.ran
    assert told in outcome.said
    assert testing.report([outcome]) == testing.INCOMPLETE


def test_libraries_of_several_parts_are_found_together(machine: Callable[..., Path]) -> None:
    folder = machine()
    parts = [lacking(PDF), lacking(DRIVER)]
    provide(parts)
    places = [str(folder / "parts" / name / "usr/lib/x86_64-linux-gnu") for name in ("pdf", "driver")]
    assert environment(parts, {}) == {"LD_LIBRARY_PATH": ":".join(places)}


# The proof on a bare machine


def test_a_bare_machine_gets_pips_sources_but_no_folder_of_this_machine() -> None:
    listed = (
        "global.cert='/somewhere/here.crt'\n"
        "global.index-url='https://first.example/simple'\n"
        "global.constraint='/somewhere/constraints.txt'\n"
        "global.extra-index-url='file:///somewhere /else https://second.example/simple'\n"
        "global.find-links='/somewhere/wheels'\n"
        ":env:.index-url='https://wins.example/simple'\n"
    )
    assert bare_machine.pip_settings(listed) == (
        "[global]\n"
        "cert = /etc/ssl/certs/ca-certificates.crt\n"
        "extra-index-url = https://second.example/simple\n"
        "index-url = https://wins.example/simple\n"
    )


def test_everybody_on_it_starts_with_an_environment_of_nothing_but_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("CHILDPLAN_MODE", "production")
    _, user = bare_machine.PEOPLE
    command = bare_machine.Machine(Path("/bare")).command(user, ["./run", "test"])
    assert command[:2] == ["env", "-i"]
    variables = command[2 : command.index("chroot")]
    assert {name.partition("=")[0] for name in variables} - set(bare_machine.PROXIES) == {
        "HOME",
        "USER",
        "PATH",
    }
    assert "https_proxy=http://proxy.example:3128" in variables
    assert command[-2:] == ["./run", "test"]


def test_a_change_of_the_system_is_noticed_and_one_in_a_home_is_not(tmp_path: Path) -> None:
    for name in ("etc/passwd", "home/a/childplan/run"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("1")
    machine = bare_machine.Machine(tmp_path)
    before = machine.system_files()
    (tmp_path / "home/a/childplan/run").write_text("23")
    assert machine.system_files() == before
    (tmp_path / "etc/passwd").write_text("23")
    assert {name for name, _, _ in machine.system_files() ^ before} == {"etc/passwd"}


def test_only_root_can_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Refusal, match="quyền root"):
        bare_machine._refuse_what_cannot_be()


def test_whatever_was_started_is_stopped_even_when_it_does_not_listen() -> None:
    deaf = subprocess.Popen(
        ["sh", "-c", "trap '' INT; echo; sleep 60"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert deaf.stdout is not None
    with deaf.stdout:
        deaf.stdout.readline()
        bare_machine._stop(deaf, patience=0.2)
    assert deaf.returncode == -signal.SIGKILL
    bare_machine._stop(deaf)
