"""What must be in the database and the static folder before the demonstration is shown?

Run by the Python of the virtual environment (`python -m tools.preparing`): one start of Django for all steps.
Prints what takes time, then the table of demonstration accounts. `--static-only` leaves the database alone.
"""

import io
import os
import sys

import django
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from childplan.environment import RefusedEnvironment
from tools.place import ASSETS, BUILT, REQUIREMENTS, STATIC_BUILT, STATIC_SOURCE
from tools.speech import say
from tools.stamps import fingerprint, is_current, remember

# Told apart from a failure of our own code, whose traceback belongs in the log.
EXPLAINED = 4


def prepare_database() -> None:
    """Bring the tables up to date and load the demonstration; both do nothing when they are there."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Đang chuẩn bị cơ sở dữ liệu và số liệu minh họa …")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demonstration")


def collect_static() -> None:
    """Name, compress and place the static files, when one of them has changed."""
    wanted = fingerprint([STATIC_SOURCE, ASSETS, REQUIREMENTS])
    stamp = BUILT / "static.stamp"
    if is_current(stamp, wanted) and (STATIC_BUILT / "staticfiles.json").is_file():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=STATIC_BUILT.exists())
    remember(stamp, wanted)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "childplan.settings")
    try:
        django.setup()
        collect_static()
        if "--static-only" in sys.argv:
            return
        # A page that cannot even be imported should stop us here, not the first visitor.
        call_command("check", stdout=io.StringIO())
        prepare_database()
        call_command("demonstration_accounts")
    except RefusedEnvironment as refusal:
        _explain(str(refusal))
    except DatabaseError as error:
        _explain(f"Không dùng được cơ sở dữ liệu: {str(error).strip().splitlines()[0]}.")


def _explain(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(EXPLAINED)


if __name__ == "__main__":
    main()
