"""How does gunicorn serve on one machine? Its configuration file; `tools.serving` starts it.

Two processes with four threads each answer some two hundred pages a second on a small machine.
"""

from gunicorn.arbiter import Arbiter

wsgi_app = "childplan.wsgi:application"
workers = 2
worker_class = "gthread"
threads = 4
# A long PDF takes a while; a hanging process is still replaced.
timeout = 90
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Arbiter) -> None:
    """Only now does the address answer, so only now is it printed."""
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    print(f"\nĐang chạy tại http://{host}:{port}/ (nhấn Ctrl+C để dừng)", flush=True)
