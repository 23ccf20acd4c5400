"""How is a real portal made and opened on this machine? `./run init` and `./run start` (docs/adr/0011)."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from childplan.environment import Environment, Mode, RefusedEnvironment, read_environment
from tools.serving import answer, check_port, prepare, read_port, tell_of
from tools.set_up import set_up
from tools.speech import Refusal
from tools.system_parts import FOR_PDF

NO_PORTAL = "Ở đây chưa có cổng báo cáo nào; hãy tạo bằng ./run init trước."
USAGE = 'Cách dùng: ./run init hoặc ./run init --ten "Họ và tên" --tai-khoan ten.dang.nhap.'


@dataclass(frozen=True)
class Administrator:
    """Whom `./run init` was told of; None is asked for on the terminal."""

    name: str | None
    account: str | None

    @property
    def arguments(self) -> list[str]:
        given = (("--ten", self.name), ("--tai-khoan", self.account))
        return [f"{flag}={value}" for flag, value in given if value is not None]


def make_portal(arguments: Sequence[str]) -> None:
    """Set up what is missing, make the portal, and tell how its first administrator comes in."""
    administrator = read_administrator(arguments)
    variables, environment = portal_environment("./run init tạo cổng báo cáo thật")
    if None in (administrator.name, administrator.account) and not sys.stdin.isatty():
        raise Refusal(f"Không có bàn phím để hỏi họ tên và tên đăng nhập của người quản trị. {USAGE}")
    missing = set_up(parts=FOR_PDF)
    if environment.postgresql is None:
        # Real people and figures: this user's folder, and nobody else's.
        environment.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    prepare("--new-portal", *administrator.arguments, environment=variables)
    tell_of(missing)


def start_portal(arguments: Sequence[str]) -> NoReturn:
    """Bring the portal's tables up to date and serve it until interrupted. Does not return."""
    port = read_port(arguments, usage="./run start hoặc ./run start --port 8001")
    variables, environment = portal_environment("./run start mở cổng báo cáo trên một máy")
    if environment.is_production:
        raise Refusal(
            "./run start mở cổng báo cáo trên một máy nên không chạy khi CHILDPLAN_MODE=production; "
            "hãy dùng gunicorn với childplan.wsgi."
        )
    if environment.postgresql is None and not environment.sqlite_file.is_file():
        raise Refusal(NO_PORTAL)
    check_port(port, command="./run start")
    missing = set_up(parts=FOR_PDF)
    prepare("--portal", environment=variables)
    tell_of(missing)
    answer(port, variables)


def read_administrator(arguments: Sequence[str]) -> Administrator:
    parser = argparse.ArgumentParser(exit_on_error=False, add_help=False, allow_abbrev=False)
    parser.add_argument("--ten")
    parser.add_argument("--tai-khoan")
    try:
        given, rest = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        raise Refusal(USAGE, exit_code=2) from None
    if rest:
        raise Refusal(USAGE, exit_code=2)
    return Administrator(given.ten, given.tai_khoan)


def portal_environment(purpose: str) -> tuple[dict[str, str], Environment]:
    """What the outside says, for a portal: without a mode it is one on this machine. Raises Refusal."""
    variables = dict(os.environ)
    if not variables.get("CHILDPLAN_MODE", "").strip():
        variables["CHILDPLAN_MODE"] = Mode.LOCAL.value
    try:
        environment = read_environment(variables)
    except RefusedEnvironment as refusal:
        raise Refusal(str(refusal)) from None
    if environment.is_demonstration:
        raise Refusal(f"{purpose} nên không chạy khi CHILDPLAN_MODE=demonstration; hãy bỏ biến ấy đi.")
    return variables, environment
