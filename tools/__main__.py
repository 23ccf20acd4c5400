"""Which way in was asked for? The list of `./run help`, and where trouble becomes a sentence."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from tools.benching import bench
from tools.checking import check, fix
from tools.locking import lock
from tools.place import PYTHON, ROOT
from tools.portal import make_portal, start_portal
from tools.serving import serve, tell_of
from tools.set_up import set_up, trouble_with_files
from tools.showing import take_pictures
from tools.speech import Refusal, complain, say
from tools.system_parts import FOR_PDF
from tools.testing import run_everything, run_fast

HELP = """\
Cách dùng:
  ./run                 cài đặt những gì còn thiếu rồi mở bản chạy thử tại http://127.0.0.1:8000/
  ./run --port 8001     mở ở cổng khác

  ./run init            tạo cổng báo cáo thật, chưa có số liệu: đơn vị cả nước, danh mục, người quản trị
                        (không hỏi gì khi có --ten "Họ và tên" --tai-khoan ten.dang.nhap)
  ./run start [--port]  mở cổng báo cáo mà ./run init đã tạo
  ./run worker          tạo các tệp xuất đang chờ; dùng ở máy chủ chính thức, ./run và ./run start tự làm

  ./run test            chạy mọi kiểm thử: SQLite, PostgreSQL và trình duyệt
  ./run fast [...]      kiểm thử nhanh khi đang viết mã: SQLite, bỏ phần chậm; phần sau chuyển cho pytest
  ./run check           kiểm tra mã nguồn: trình bày, kiểu dữ liệu, thứ tự các phần, cấu hình chính thức
  ./run fix             tự sửa phần trình bày
  ./run bench [tên]     đo tốc độ: mỗi việc gấp mấy lần mức sàn đo cùng lúc (rollup --provinces 34: cả nước)
  ./run pictures        chụp lại các hình của README và Trợ giúp

  ./run manage [...]    chạy một lệnh quản trị của Django với bản chạy thử; với cổng báo cáo thật thì
                        CHILDPLAN_MODE=local ./run manage [...]
  ./run shell           mở Python cùng dữ liệu của bản chạy thử
  ./run lock [--upgrade]  ghi lại tệp khoá phiên bản sau khi sửa requirements*.in
  ./run help            in bảng này

Biến môi trường: CHILDPLAN_MODE, CHILDPLAN_SECRET_KEY, CHILDPLAN_ALLOWED_HOSTS, CHILDPLAN_TODAY,
CHILDPLAN_DATA_DIR, CHILDPLAN_HTTPS_PROXY, CHILDPLAN_MAIL_SERVER, CHILDPLAN_MAIL_FROM, CHILDPLAN_BASE_URL,
DATABASE_URL (xem childplan/environment.py)."""

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Do what was asked; returns the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("serve", [])
    if command.startswith("--port"):
        command, rest = "serve", arguments
    if command in ("help", "-h", "--help"):
        say(HELP)
        return 0
    if command in ("worker", "test", "check", "fix", "shell", "pictures") and rest:
        raise Refusal(f"./run {command} không nhận thêm gì phía sau; xem ./run help.", exit_code=2)
    match command:
        case "serve":
            serve(rest)
        case "init":
            make_portal(rest)
            return 0
        case "start":
            start_portal(rest)
        case "worker":
            work()
        case "test":
            return run_everything()
        case "fast":
            return run_fast(rest)
        case "check":
            return check()
        case "fix":
            return fix()
        case "bench":
            return bench(rest)
        case "pictures":
            return take_pictures()
        case "manage":
            manage(rest)
        case "shell":
            manage(["shell"])
        case "lock":
            return lock(upgrade="--upgrade" in rest)
    raise Refusal(f"Không có lệnh “{command}”; xem ./run help.", exit_code=2)


def manage(arguments: Sequence[str]) -> NoReturn:
    """Become the management command, so that keys and signals reach it directly."""
    set_up()
    os.execv(PYTHON, [str(PYTHON), "manage.py", *arguments])  # noqa: S606


def work() -> NoReturn:
    """Become the worker, so that a request to stop reaches it directly."""
    tell_of(set_up(parts=FOR_PDF))
    os.execv(PYTHON, [str(PYTHON), "manage.py", "work"])  # noqa: S606


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """A polite request to stop ends like Ctrl+C, so that whatever was started is stopped too."""
    raise KeyboardInterrupt


def main() -> None:
    signal.signal(signal.SIGTERM, interrupt)
    os.chdir(ROOT)
    try:
        sys.exit(run(sys.argv[1:]))
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_code)
    except KeyboardInterrupt:
        complain("Đã dừng.")
        sys.exit(INTERRUPTED)
    except OSError as error:
        complain(str(trouble_with_files(error)))
        sys.exit(1)


if __name__ == "__main__":
    main()
