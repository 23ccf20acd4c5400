"""How is the demonstration brought up and served with one command? A portal uses the same steps."""

import argparse
import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from typing import NoReturn

from childplan.environment import RefusedEnvironment, read_environment
from tools.place import PYTHON, ROOT, SET_UP_LOG
from tools.set_up import set_up
from tools.speech import Refusal, say
from tools.system_parts import FOR_PDF, Part, sentences

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
EXPLAINED = 4


def serve(arguments: Sequence[str]) -> NoReturn:
    """Set up what is missing, print the accounts, serve until interrupted. Does not return."""
    port = read_port(arguments, usage="./run hoặc ./run --port 8001")
    check_environment()
    check_port(port)
    missing = set_up(parts=FOR_PDF)
    prepare()
    tell_of(missing)
    answer(port, os.environ)


def answer(port: int, variables: Mapping[str, str]) -> NoReturn:
    """Become the server, so that keys and signals reach it directly."""
    os.chdir(ROOT)
    server = [str(PYTHON), "-m", "gunicorn", "--config", "tools/server.py", "--bind", f"{HOST}:{port}"]
    os.execve(PYTHON, server, variables)  # noqa: S606


def tell_of(missing: Mapping[Part, str]) -> None:
    """What the system lacks and cannot be had, a sentence each."""
    for sentence in sentences(missing):
        say(f"\nLưu ý: {sentence}")


def read_port(arguments: Sequence[str], *, usage: str) -> int:
    parser = argparse.ArgumentParser(exit_on_error=False, add_help=False)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    try:
        given, rest = parser.parse_known_args(arguments)
        port: int = given.port
    except argparse.ArgumentError:
        port, rest = 0, []
    if rest or not 1 <= port <= 65535:
        raise Refusal(f"Cách dùng: {usage} (cổng từ 1 đến 65535).", exit_code=2)
    return port


def check_environment() -> None:
    """Refuse before any work what Django would refuse after it."""
    try:
        environment = read_environment(os.environ)
    except RefusedEnvironment as refusal:
        raise Refusal(str(refusal)) from None
    if environment.is_production:
        raise Refusal(
            "./run mở bản chạy thử với số liệu minh họa nên không chạy khi CHILDPLAN_MODE=production; "
            "hãy dùng gunicorn với childplan.wsgi."
        )
    if not environment.is_demonstration:
        raise Refusal(
            "./run mở bản chạy thử với số liệu minh họa nên không chạy khi CHILDPLAN_MODE=local; "
            "cổng báo cáo thật mở bằng ./run start."
        )


def check_port(port: int, *, command: str = "./run") -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Refusal(f"Cổng {port} cần quyền quản trị; hãy chọn cổng từ 1024 trở lên.") from None
        except OSError:
            other = port + 1 if port < 65535 else DEFAULT_PORT
            raise Refusal(
                f"Cổng {port} đang có chương trình khác dùng; hãy đóng nó hoặc chạy {command} --port {other}."
            ) from None


def prepare(*arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run `tools.preparing` in the virtual environment; its trouble becomes one sentence."""
    done = subprocess.run(
        [PYTHON, "-m", "tools.preparing", *arguments],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode == EXPLAINED:
        raise Refusal(done.stderr.strip())
    if done.returncode != 0:
        SET_UP_LOG.write_text(done.stderr, encoding="utf-8")
        raise Refusal(f"Không chuẩn bị được dữ liệu; chi tiết trong {SET_UP_LOG.relative_to(ROOT)}.")
