#!/usr/bin/env python3
"""How is a management command run? `./run manage` finds the right Python; this file does the rest."""

import os
import sys

from childplan.environment import RefusedEnvironment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "childplan.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Chưa cài thư viện Django; hãy dùng “./run manage …”, lệnh này tự cài những gì còn thiếu.")
    try:
        execute_from_command_line(sys.argv)
    except RefusedEnvironment as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
