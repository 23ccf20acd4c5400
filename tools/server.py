"""How does gunicorn serve on one machine? Its configuration file; `tools.serving` starts it.

Two processes with four threads each answer some two hundred pages a second on a small machine.
"""

import os
import subprocess

from gunicorn.arbiter import Arbiter

from childplan.environment import read_environment
from tools.working import end, start_beside

wsgi_app = "childplan.wsgi:application"
workers = 2
worker_class = "gthread"
threads = 4
# A long PDF takes a while; a hanging process is still replaced.
timeout = 90
loglevel = "warning"
control_socket_disable = True


_beside: list[subprocess.Popen[bytes]] = []
"""The process that makes files in the background, where the server brings it along."""


def when_ready(server: Arbiter) -> None:
    """Only now does the address answer, so only now is it printed. Files asked for are made from now on too;
    in production by `./run worker`, which lives on when the pages are started again."""
    if not read_environment(os.environ).is_production:
        _beside.append(start_beside(os.getpid()))
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"\nĐang chạy tại http://{host}:{port}/ (nhấn Ctrl+C để dừng)", flush=True)


def on_exit(server: Arbiter) -> None:
    """What was started beside the server ends with it."""
    for process in _beside:
        end(process)
