"""What must stand before anything of ours can run? The virtual environment, the locked libraries, the assets.

Every step looks first whether it is already done, so that a later start costs almost nothing, and does again
only what is missing or out of date. Nothing outside the working copy is touched.
"""

import errno
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.place import (
    ASSETS,
    DEVELOPER_REQUIREMENTS,
    PYTHON,
    REQUIREMENTS,
    ROOT,
    SET_UP_LOG,
    VIRTUAL_ENVIRONMENT,
)
from tools.speech import Refusal, say
from tools.stamps import fingerprint, is_current, remember
from tools.system_parts import (
    FOR_BROWSER,
    FOR_OFFICE,
    FOR_PDF,
    PIP,
    Part,
    environment,
    pip_wheel,
    provide,
    sentences,
)

ROOM_FOR_PRODUCT, ROOM_FOR_DEVELOPERS = 400, 900  # MB of disk, with some air
SERVED_ASSETS = ("css/bootstrap.min.css", "fonts/noto-sans.woff2")

# What pip says, and what it means for the person who reads it.
PIP_TROUBLES = (
    ("No space left on device", "Đĩa đã đầy nên không cài được thư viện; hãy giải phóng chỗ rồi chạy lại."),
    (
        "DO NOT MATCH THE HASHES",
        "Thư viện tải về không khớp mã kiểm tra trong tệp khoá nên bị từ chối; hãy kiểm tra nguồn tải.",
    ),
    (
        "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|failure in name resolution",
        "Không tải được thư viện vì máy không nối được tới kho thư viện Python; hãy kiểm tra mạng.",
    ),
    (
        "No matching distribution",
        "Kho thư viện Python không có bản nào hợp với Python trên máy này; hãy kiểm tra mạng và kho.",
    ),
    ("Permission denied", "Không ghi được vào thư mục .venv; hãy kiểm tra quyền ghi của thư mục dự án."),
)


def set_up(*, for_developers: bool = False, parts: Sequence[Part] = ()) -> dict[Part, str]:
    """Bring the working copy to where the product (and, for developers, every tool) can run.

    Of the `parts` of the system, returns those that cannot be had and why. Programs started afterwards
    inherit what they need to find the others.
    """
    missing = provide(parts if _python_works() else [*parts, PIP])
    if PIP in missing:
        raise Refusal(sentences({PIP: missing[PIP]})[0])
    os.environ.update(environment([*FOR_PDF, *FOR_BROWSER, *FOR_OFFICE], os.environ))
    make_virtual_environment()
    install_libraries(for_developers=for_developers)
    make_assets()
    return missing


def make_virtual_environment() -> None:
    if _python_works():
        return
    if importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal(
            f"Python {version} trên máy này thiếu mô-đun venv; "
            "hãy cài (trên Debian: apt-get install python3-venv) rồi chạy lại."
        )
    _need_room(ROOM_FOR_PRODUCT)
    say("Đang tạo môi trường Python riêng trong .venv …")
    make = [sys.executable, "-m", "venv", "--clear", str(VIRTUAL_ENVIRONMENT)]
    if importlib.util.find_spec("ensurepip") is not None:
        _make_environment(make)
        return
    # Debian keeps pip apart from Python, as one file that installs itself.
    wheel = pip_wheel()
    assert wheel is not None, "set_up has provided it or refused"
    _make_environment([*make, "--without-pip"])
    _make_environment([str(PYTHON), f"{wheel}/pip", "install", "--no-index", "--quiet", str(wheel)])


def _make_environment(command: Sequence[str]) -> None:
    _run_logged(command, troubles=PIP_TROUBLES, otherwise="Không tạo được môi trường Python trong .venv")


def _python_works() -> bool:
    """Whether `.venv` holds a Python that starts; a moved folder or an upgraded system breaks it."""
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", ask], capture_output=True, check=False).returncode == 0


def install_libraries(*, for_developers: bool) -> None:
    """Install exactly what the lock names, each file held against its hash."""
    lock = DEVELOPER_REQUIREMENTS if for_developers else REQUIREMENTS
    if is_current(_stamp_of(lock), fingerprint([lock])) and not missing_packages(lock):
        return
    _need_room(ROOM_FOR_DEVELOPERS if for_developers else ROOM_FOR_PRODUCT)
    say("Đang cài thư viện theo tệp khoá (chỉ lần đầu, khoảng một phút) …")
    _run_logged(
        [
            *(str(PYTHON), "-m", "pip", "install"),
            *("--disable-pip-version-check", "--no-input", "--retries", "2", "--require-hashes"),
            *("--requirement", str(lock)),
        ],
        troubles=PIP_TROUBLES,
        otherwise="Không cài được thư viện",
    )
    # Pin for pin, what developers have includes what the product has: nothing is installed a second time.
    for done in {lock, REQUIREMENTS}:
        remember(_stamp_of(done), fingerprint([done]))


def _stamp_of(lock: Path) -> Path:
    return VIRTUAL_ENVIRONMENT / f"{lock.stem}.stamp"


def missing_packages(lock: Path) -> list[str]:
    """Names in the lock that are not installed in that version; lines for some systems only are left out."""
    installed = {
        entry.name.removesuffix(".dist-info").lower()
        for entry in VIRTUAL_ENVIRONMENT.glob("lib/python3*/site-packages/*.dist-info")
    }
    pinned = re.findall(r"^([\w.-]+)==(\S+) \\$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return [name for name, version in pinned if f"{re.sub(r'[-.]+', '_', name)}-{version}" not in installed]


def make_assets() -> None:
    """Copy Bootstrap's style sheet and cut the typeface, when the tool or the packages have changed."""
    wanted = fingerprint([ROOT / "tools" / "assets.py", REQUIREMENTS])
    stamp = ASSETS / ".stamp"
    if is_current(stamp, wanted) and all((ASSETS / name).is_file() for name in SERVED_ASSETS):
        return
    say("Đang chuẩn bị kiểu chữ và bảng kiểu …")
    shutil.rmtree(ASSETS, ignore_errors=True)
    _run_logged(
        [str(PYTHON), "-m", "tools.assets", str(ASSETS)],
        troubles=PIP_TROUBLES,
        otherwise="Không chuẩn bị được kiểu chữ và bảng kiểu",
    )
    remember(stamp, wanted)


def _need_room(megabytes: int) -> None:
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < megabytes:
        raise Refusal(f"Đĩa chỉ còn {free} MB, cần ít nhất {megabytes} MB để cài đặt; hãy giải phóng chỗ.")


def _run_logged(command: Sequence[str], *, troubles: Sequence[tuple[str, str]], otherwise: str) -> None:
    """Run one quiet step; on failure say the one sentence that fits and leave the details in the log."""
    try:
        SET_UP_LOG.parent.mkdir(parents=True, exist_ok=True)
        with SET_UP_LOG.open("w", encoding="utf-8") as log:
            done = subprocess.run(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False
            )
    except OSError as error:
        raise trouble_with_files(error) from None
    if done.returncode == 0:
        return
    said = SET_UP_LOG.read_text(encoding="utf-8", errors="replace")
    for pattern, sentence in troubles:
        if re.search(pattern, said):
            raise Refusal(sentence)
    raise Refusal(f"{otherwise}; chi tiết nằm trong {SET_UP_LOG.relative_to(ROOT)}.")


def trouble_with_files(error: OSError) -> Refusal:
    """A full disk or a folder without permission, as a sentence."""
    where = f" ({os.path.relpath(error.filename, ROOT)})" if isinstance(error.filename, str) else ""
    if error.errno == errno.ENOSPC:
        return Refusal(f"Đĩa đã đầy{where}; hãy giải phóng chỗ rồi chạy lại.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refusal(f"Không ghi được vào thư mục dự án{where}; hãy kiểm tra quyền ghi.")
    return Refusal(f"Hệ thống báo lỗi: {error.strerror or error}{where}.")
