"""Does one command set everything up, and does each thing in its way get one clear sentence?"""

import re
import socket
import subprocess
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import assets, postgresql, set_up, stamps
from tools.place import ROOT
from tools.serving import check_port
from tools.speech import Refusal
from tools.testing import FAILED, INCOMPLETE, Outcome, environment_for_tests, report

LOCKS = ("requirements", "requirements-dev")


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", *arguments],
        env=environment_for_tests(None) | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # a server that was not to start would run for ever
    )


PRODUCTION = {
    "CHILDPLAN_MODE": "production",
    "CHILDPLAN_SECRET_KEY": "khoa-kiem-thu-0123456789-" * 2,
    "CHILDPLAN_ALLOWED_HOSTS": "treem.example.vn",
}
INIT_USAGE = 'Cách dùng: ./run init hoặc ./run init --ten "Họ và tên" --tai-khoan ten.dang.nhap.'


# What the person at the keyboard sees


def test_help_lists_every_way_in():
    done = run("help")
    assert done.returncode == 0
    ways = (
        "--port",
        "init",
        "start",
        "worker",
        "test",
        "fast",
        "check",
        "fix",
        "bench",
        "pictures",
        "manage",
        "shell",
    )
    for way in (*ways, "lock", "help"):
        assert re.search(rf"^  \./run {way}\b", done.stdout, re.MULTILINE), way


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (["chay"], {}, "Không có lệnh “chay”; xem ./run help."),
        (["--port", "hai"], {}, "Cách dùng: ./run hoặc ./run --port 8001 (cổng từ 1 đến 65535)."),
        (["--port", "70000"], {}, "Cách dùng: ./run hoặc ./run --port 8001 (cổng từ 1 đến 65535)."),
        (["--port", "8001", "thêm"], {}, "Cách dùng: ./run hoặc ./run --port 8001 (cổng từ 1 đến 65535)."),
        (["check", "thêm"], {}, "./run check không nhận thêm gì phía sau; xem ./run help."),
        (["bench", "chay"], {}, "Không có phép đo “chay”; có: entry, export, matrix, rollup, totals, units."),
        (
            [],
            {"CHILDPLAN_TODAY": "mai"},
            "CHILDPLAN_TODAY phải là một ngày dạng năm-tháng-ngày như 2024-11-15, không phải “mai”.",
        ),
        (
            [],
            {"CHILDPLAN_MODE": "local"},
            "./run mở bản chạy thử với số liệu minh họa nên không chạy khi CHILDPLAN_MODE=local; "
            "cổng báo cáo thật mở bằng ./run start.",
        ),
        (
            [],
            PRODUCTION,
            "./run mở bản chạy thử với số liệu minh họa nên không chạy khi CHILDPLAN_MODE=production; "
            "hãy dùng gunicorn với childplan.wsgi.",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_no_traceback(arguments, variables, sentence):
    done = run(*arguments, **variables)
    assert done.returncode != 0
    assert done.stderr == f"{sentence}\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (["init", "--ai", "Lê Hoa"], {}, INIT_USAGE),
        (["init", "Lê Hoa"], {}, INIT_USAGE),
        (["init", "--ten"], {}, INIT_USAGE),
        (
            ["init", "--ten", "Lê Hoa"],
            {},
            f"Không có bàn phím để hỏi họ tên và tên đăng nhập của người quản trị. {INIT_USAGE}",
        ),
        (
            ["init", "--ten", "Lê Hoa", "--tai-khoan", "hoa.le"],
            {"CHILDPLAN_MODE": "demonstration"},
            "./run init tạo cổng báo cáo thật nên không chạy khi CHILDPLAN_MODE=demonstration; "
            "hãy bỏ biến ấy đi.",
        ),
        (
            ["init", "--ten", "Lê Hoa", "--tai-khoan", "hoa.le"],
            {"CHILDPLAN_TODAY": "2024-11-15"},
            "CHILDPLAN_TODAY chỉ dùng cho bản chạy thử; với số liệu thật, ngày luôn là ngày thật.",
        ),
        (
            ["start", "--port", "0"],
            {},
            "Cách dùng: ./run start hoặc ./run start --port 8001 (cổng từ 1 đến 65535).",
        ),
        (["start"], {}, "Ở đây chưa có cổng báo cáo nào; hãy tạo bằng ./run init trước."),
        (
            ["start"],
            PRODUCTION,
            "./run start mở cổng báo cáo trên một máy nên không chạy khi CHILDPLAN_MODE=production; "
            "hãy dùng gunicorn với childplan.wsgi.",
        ),
        (
            ["start"],
            {"CHILDPLAN_MODE": "demonstration"},
            "./run start mở cổng báo cáo trên một máy nên không chạy khi CHILDPLAN_MODE=demonstration; "
            "hãy bỏ biến ấy đi.",
        ),
    ],
)
def test_a_portal_that_cannot_be_made_or_opened_is_one_sentence_and_nothing_is_made(
    arguments, variables, sentence, tmp_path
):
    """Said before anything is set up or asked."""
    done = run(*arguments, CHILDPLAN_DATA_DIR=str(tmp_path / "portal"), **variables)
    assert done.returncode != 0
    assert done.stderr == f"{sentence}\n"
    assert done.stdout == ""
    assert not (tmp_path / "portal").exists()


@pytest.mark.slow
def test_a_portal_is_made_once_and_is_nobody_elses_folder(tmp_path):
    """The whole way of `./run init`; then neither it nor the demonstration gets in."""
    folder = tmp_path / "portal"
    here = {"CHILDPLAN_DATA_DIR": str(folder)}
    who = ("--ten", "Lê Thị Hoa", "--tai-khoan", "hoa.le")
    wrong = run("init", "--ten", "Lê Thị Hoa", "--tai-khoan", "Hoa Lê", **here)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("Tên đăng nhập gồm chữ thường không dấu")

    done = run("init", *who, **here)
    assert done.stderr == ""
    assert done.returncode == 0
    assert "Đã tạo cổng báo cáo: 3.356 đơn vị, 107 số liệu, 75 chỉ tiêu chuẩn." in done.stdout
    assert re.search(r"^  Tên đăng nhập   hoa\.le$", done.stdout, re.MULTILINE)
    code = re.search(r"^  Mã một lần      (\d{4}) (\d{4})", done.stdout, re.MULTILINE)
    assert code
    assert "http://127.0.0.1:8000/" in done.stdout
    assert "1. Chạy ./run start" in done.stdout
    assert folder.stat().st_mode & 0o777 == 0o700
    # The code was said and is kept nowhere, neither in groups nor without.
    for path in (*folder.rglob("*"), set_up.SET_UP_LOG):
        if path.is_file():
            for written in (" ".join(code.groups()), "".join(code.groups())):
                assert written.encode() not in path.read_bytes(), path

    again = run("init", *who, **here)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("Cơ sở dữ liệu này đã có người dùng nên không tạo cổng báo cáo lần nữa;")
    assert again.stderr.count("\n") == 1
    demonstration = run("manage", "load_demonstration", **here)
    assert demonstration.returncode == 1
    assert "đã có người dùng thật nên không nạp dữ liệu minh họa" in demonstration.stderr


@pytest.mark.slow
def test_a_folder_without_a_portal_in_its_database_is_not_opened(tmp_path):
    """Tables alone, as a broken `./run init` leaves them, are none."""
    here = {"CHILDPLAN_DATA_DIR": str(tmp_path)}
    run("manage", "migrate", "--verbosity", "0", **here)
    assert (tmp_path / "childplan.sqlite3").exists()
    done = run("start", "--port", "8459", **here)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Ở đây chưa có cổng báo cáo nào; hãy tạo bằng ./run init trước.\n"


def test_a_management_command_in_a_refused_environment_is_one_sentence_too():
    done = run("manage", "check", CHILDPLAN_MODE="thu")
    assert done.returncode == 1
    assert done.stderr == (
        "CHILDPLAN_MODE phải là “demonstration”, “local” hoặc “production”, không phải “thu”.\n"
    )


def test_an_old_python_is_one_sentence(tmp_path):
    """A machine whose only Python says it is too old."""
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", ROOT / "run"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Máy này chưa có Python 3.11 trở lên;")
    assert done.stderr.count("\n") == 1


def test_a_busy_port_is_named_with_another_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal) as refusal:
            check_port(port)
    assert f"Cổng {port} đang có chương trình khác dùng" in str(refusal.value)
    assert f"--port {port + 1}" in str(refusal.value)
    check_port(port)


# Libraries


@pytest.fixture
def working_copy(tmp_path, monkeypatch):
    """A small working copy with its locks and a pip that writes down what it was asked."""
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    lock = tmp_path / "requirements.txt"
    lock.write_text("django-csp==4.0 \\\n    --hash=sha256:00\nfixed==1 ; sys_platform == 'win32' \\\n")
    for module in (set_up, stamps):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(set_up, "VIRTUAL_ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(set_up, "PYTHON", python)
    monkeypatch.setattr(set_up, "REQUIREMENTS", lock)
    developers = tmp_path / "requirements-dev.txt"
    developers.write_text(lock.read_text())
    monkeypatch.setattr(set_up, "DEVELOPER_REQUIREMENTS", developers)
    monkeypatch.setattr(set_up, "SET_UP_LOG", tmp_path / "var" / "set-up.log")

    def pip(says: str = "", code: int = 0) -> None:
        python.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\necho "{says}"\nexit {code}\n')
        python.chmod(0o755)

    pip()
    return tmp_path, pip


def install_package(folder: Path) -> Path:
    package = folder / ".venv" / "lib" / "python3.11" / "site-packages" / "django_csp-4.0.dist-info"
    package.mkdir(parents=True)
    return package


def times_asked(folder: Path) -> int:
    asked = folder / "asked"
    return len(asked.read_text().splitlines()) if asked.exists() else 0


def test_libraries_are_installed_once_with_hashes_and_again_when_the_lock_or_a_package_changes(working_copy):
    folder, _ = working_copy
    package = install_package(folder)
    set_up.install_libraries(for_developers=False)
    assert "--require-hashes --requirement" in (folder / "asked").read_text()
    set_up.install_libraries(for_developers=False)
    assert times_asked(folder) == 1

    package.rename(package.with_name("django_csp-3.9.dist-info"))
    assert set_up.missing_packages(folder / "requirements.txt") == ["django-csp"]
    set_up.install_libraries(for_developers=False)
    assert times_asked(folder) == 2

    install_package(folder)
    set_up.install_libraries(for_developers=False)
    assert times_asked(folder) == 2
    (folder / "requirements.txt").write_text("django-csp==4.0 \\\n    --hash=sha256:11\n")
    set_up.install_libraries(for_developers=False)
    assert times_asked(folder) == 3


def test_what_was_installed_for_developers_is_not_installed_again_for_the_product(working_copy):
    folder, _ = working_copy
    install_package(folder)
    set_up.install_libraries(for_developers=True)
    set_up.install_libraries(for_developers=False)
    set_up.install_libraries(for_developers=True)
    assert times_asked(folder) == 1


def test_what_developers_have_includes_what_the_product_has_pin_for_pin():
    def pins(name: str) -> set[tuple[str, str]]:
        lock = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
        found = re.findall(r"^(\S+==\S+).*\\\n((?:    --hash=.*\n)+)", lock, re.MULTILINE)
        return {(pin, re.sub(r"\s+\\?", " ", hashes)) for pin, hashes in found}

    product, developers = (pins(name) for name in LOCKS)
    assert len(product) > 30
    assert product < developers


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "Đĩa đã đầy"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "không khớp mã kiểm tra"),
        ("NewConnectionError(...) ERROR: No matching distribution found", "không nối được tới kho thư viện"),
        ("ERROR: No matching distribution found for django-csp", "không có bản nào hợp"),
        ("PermissionError: [Errno 13] Permission denied", "quyền ghi"),
        ("something nobody has seen", "chi tiết nằm trong var/set-up.log"),
    ],
)
def test_trouble_with_libraries_is_a_sentence_and_is_tried_again_next_time(working_copy, pip_says, sentence):
    folder, pip = working_copy
    install_package(folder)
    pip(says=pip_says, code=1)
    with pytest.raises(Refusal, match=re.escape(sentence)):
        set_up.install_libraries(for_developers=False)
    pip()
    set_up.install_libraries(for_developers=False)
    assert times_asked(folder) == 2


def test_a_python_without_venv_is_a_sentence(working_copy, monkeypatch):
    _, pip = working_copy
    pip(code=1)
    monkeypatch.setattr(set_up.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match="thiếu mô-đun venv; hãy cài"):
        set_up.make_virtual_environment()


def test_a_full_disk_is_noticed_before_anything_is_installed(working_copy, monkeypatch):
    folder, _ = working_copy
    monkeypatch.setattr(set_up, "ROOM_FOR_PRODUCT", 10**9)
    with pytest.raises(Refusal, match="cần ít nhất 1000000000 MB"):
        set_up.install_libraries(for_developers=False)
    assert times_asked(folder) == 0


@pytest.mark.parametrize("name", LOCKS)
def test_every_wish_has_a_reason_and_every_lock_has_hashes_and_no_address(name):
    wishes = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if re.match(r"[A-Za-z]", line)]
    lock = (ROOT / f"{name}.txt").read_text()
    assert wishes
    for wish in wishes:
        assert re.search(r"\s# \S", wish), f"no reason: {wish}"
        distribution = re.match(r"[\w.-]+", wish)
        assert distribution
        assert f"\n{distribution.group().lower()}" in lock.lower(), f"not locked: {wish}"
    assert "://" not in lock
    pins = re.findall(r"^[\w.-]+==.*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE)) > 0


# Stamps and assets


def test_a_fingerprint_sees_content_names_and_new_files(tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "ROOT", tmp_path)
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "a").write_text("1")
    seen = {stamps.fingerprint([folder])}
    assert stamps.fingerprint([folder]) in seen
    for change in (
        lambda: (folder / "a").write_text("2"),
        lambda: (folder / "b").write_text(""),
        lambda: (folder / "a").rename(folder / "c"),
    ):
        change()
        now = stamps.fingerprint([folder])
        assert now not in seen
        seen.add(now)
    stamp = tmp_path / "var" / "stamp"
    assert not stamps.is_current(stamp, now)
    stamps.remember(stamp, now)
    assert stamps.is_current(stamp, now)


def test_the_typeface_holds_every_vietnamese_letter_composed_and_decomposed_and_stays_small(tmp_path):
    assets.cut_typeface(tmp_path / "noto-sans.woff2")
    assert (tmp_path / "noto-sans.woff2").stat().st_size < 40_000
    font = TTFont(tmp_path / "noto-sans.woff2")
    drawn = set(font.getBestCmap())
    vowels = "aăâeêioôơuưy"
    letters = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in vowels
        for tone in "\u0300\u0309\u0303\u0301\u0323"
    }
    letters |= set(vowels) | {"đ"}
    assert len(letters) == 12 * 6 + 1
    for letter in letters:
        for written in (letter, letter.upper(), unicodedata.normalize("NFD", letter)):
            assert {ord(character) for character in written} <= drawn, letter
    assert {ord(sign) for sign in "‰–—−×“”…·"} <= drawn
    (weight,) = font["fvar"].axes
    assert (weight.axisTag, weight.minValue, weight.maxValue) == ("wght", 400, 700)


def test_the_style_sheet_asks_for_nothing_that_is_not_served(tmp_path):
    assets.copy_bootstrap(tmp_path / "bootstrap.min.css")
    text = (tmp_path / "bootstrap.min.css").read_text()
    assert "sourceMappingURL" not in text
    assert set(re.findall(r"url\([\"']?([a-z]+:|\S)", text)) == {"data:"}


# Tests about tests


@pytest.mark.parametrize(
    ("outcomes", "code", "told"),
    [
        ([Outcome("SQLite", True, True, "5 passed in 1s")], 0, "ĐẠT       SQLite: 5 passed"),
        ([Outcome("SQLite", True, False, "1 failed in 1s")], FAILED, "HỎNG      SQLite: 1 failed"),
        ([Outcome("SQLite", True, True, "5 passed, 1 skipped in 1s")], INCOMPLETE, "BỎ SÓT    SQLite"),
        (
            [
                Outcome("SQLite", True, True, "5 passed"),
                Outcome("Trình duyệt", False, False, "cài chromium."),
            ],
            INCOMPLETE,
            "CHƯA CHẠY Trình duyệt: cài chromium.",
        ),
        (
            [
                Outcome("SQLite", True, False, "1 failed"),
                Outcome("Trình duyệt", False, False, "cài chromium."),
            ],
            FAILED,
            "CHƯA CHẠY",
        ),
    ],
)
def test_no_part_of_the_tests_is_left_out_silently(outcomes, code, told, capsys):
    assert report(outcomes) == code
    assert told in capsys.readouterr().out


def test_the_tests_own_postgresql_server_is_real_and_leaves_nothing_behind():
    with postgresql.temporary_server() as address:
        found = re.fullmatch(r"postgresql://childplan@/postgres\?host=(.+)", address)
        assert found
        folder = Path(found.group(1).replace("%2F", "/"))
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(folder / ".s.PGSQL.5432"))
    assert not folder.exists()


def test_a_postgresql_server_that_cannot_be_made_is_a_sentence():
    with (
        pytest.raises(Refusal, match=r"Không tạo được máy chủ PostgreSQL để kiểm thử: .*khong_CO"),
        postgresql.temporary_server(None, "--locale=khong_CO"),
    ):
        pytest.fail("a server without such a locale")
