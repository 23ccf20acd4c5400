"""What must be in the database and the static folder before anything is shown?

Run by the Python of the virtual environment (`python -m tools.preparing`): one start of Django for all steps.
Prints what takes time, then the table of demonstration accounts. `--new-portal` makes a portal instead and
`--portal` brings one up to date; `--static-only` leaves the database alone.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn

import django
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from childplan.environment import RefusedEnvironment
from tools.place import ASSETS, BUILT, REQUIREMENTS, STATIC_BUILT, STATIC_SOURCE
from tools.portal import NO_PORTAL
from tools.speech import say
from tools.stamps import fingerprint, is_current, remember

# Told apart from a failure of our own code, whose traceback belongs in the log.
EXPLAINED = 4


def prepare_database() -> None:
    """Bring the tables up to date and load the demonstration; both do nothing when they are there."""
    if _are_tables_behind():
        say("Đang chuẩn bị cơ sở dữ liệu và số liệu minh họa …")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demonstration")


def _are_tables_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_portal(name: str | None, account: str | None) -> None:
    """Make a portal, asking on the terminal for what was not said; refused before the tables are touched."""
    from indicators.installing import read_account, read_name, refuse_where_people_are
    from units.refusals import Refused

    try:
        if _has_tables():
            refuse_where_people_are()
        name = read_name(name) if name is not None else _ask("Họ và tên người quản trị", read_name)
        account = (
            read_account(account)
            if account is not None
            else _ask("Tên đăng nhập, ví dụ hoa.le", read_account)
        )
    except Refused as refusal:
        _explain(str(refusal))
    say("Đang tạo cơ sở dữ liệu và nạp đơn vị của cả nước …")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("init_portal", ten=name, tai_khoan=account)


def _ask(question: str, read: Callable[[str], str]) -> str:
    """One line from the terminal, asked for again until it can be used. Not `input`: it asks on stderr."""
    from units.refusals import Refused

    while True:
        print(f"{question}: ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            _explain("Chưa nhập đủ nên chưa tạo gì; hãy chạy lại ./run init.")
        try:
            return read(line)
        except Refused as refusal:
            say(str(refusal))


def bring_portal_up_to_date() -> None:
    """The tables of the portal that was made here, as this version wants them."""
    from indicators.installing import is_made

    if not (_has_tables() and is_made()):
        _explain(NO_PORTAL)
    if _are_tables_behind():
        say("Đang cập nhật cơ sở dữ liệu …")
    call_command("migrate", verbosity=0, interactive=False)


def _has_tables() -> bool:
    from units.models import LogEntry, User

    return {LogEntry._meta.db_table, User._meta.db_table} <= set(connection.introspection.table_names())


def collect_static() -> None:
    """Name, compress and place the static files, when one of them has changed."""
    wanted = fingerprint([STATIC_SOURCE, ASSETS, REQUIREMENTS])
    stamp = BUILT / "static.stamp"
    if is_current(stamp, wanted) and (STATIC_BUILT / "staticfiles.json").is_file():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=STATIC_BUILT.exists())
    remember(stamp, wanted)


def main() -> None:
    wanted = _wanted()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "childplan.settings")
    try:
        django.setup()
        collect_static()
        if wanted.static_only:
            return
        # A page that cannot even be imported should stop us here, not the first visitor.
        call_command("check", stdout=io.StringIO())
        if wanted.new_portal:
            make_portal(wanted.ten, wanted.tai_khoan)
        elif wanted.portal:
            bring_portal_up_to_date()
        else:
            prepare_database()
            call_command("demonstration_accounts")
    except RefusedEnvironment as refusal:
        _explain(str(refusal))
    except SystemCheckError:
        raise
    except CommandError as refusal:
        _explain(str(refusal))
    except DatabaseError as error:
        _explain(f"Không dùng được cơ sở dữ liệu: {str(error).strip().splitlines()[0]}.")


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    what = parser.add_mutually_exclusive_group()
    for name in ("--static-only", "--new-portal", "--portal"):
        what.add_argument(name, action="store_true")
    for name in ("--ten", "--tai-khoan"):
        parser.add_argument(name)
    return parser.parse_args()


def _explain(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(EXPLAINED)


if __name__ == "__main__":
    main()
