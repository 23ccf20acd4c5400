"""How does a worker run beside the server, so that files asked for are made without another command?

`tools/server.py` starts this file; it starts `manage.py work`, starts it again when it ends by itself, and
stops it with the server, however that ends. Production runs `./run worker` as a service of its own
(docs/exports.md).
"""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from tools.place import ROOT

PATIENCE = 10.0
"""Seconds a worker has to put down what it makes; then it is killed, and the next one takes that up."""
LOOKS_EVERY = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a worker that ended by itself is started again; twice as long each time it ends at once."""
LIVED_LONG = 30.0


class Keeper:
    """Keeps one worker running for as long as the parent process lives."""

    def __init__(self, command: list[str], parent: int) -> None:
        self.command, self.parent = command, parent
        self.is_stopping = False

    def keep(self) -> None:
        """Returns when it was asked to stop or the parent is gone, and the worker has ended."""
        pause = FIRST_PAUSE
        while not self._is_over():
            began = time.monotonic()
            worker = subprocess.Popen(self.command, cwd=ROOT)
            while worker.poll() is None and not self._is_over():
                time.sleep(LOOKS_EVERY)
            if self._is_over():
                end(worker)
                return
            pause = FIRST_PAUSE if time.monotonic() - began > LIVED_LONG else min(2 * pause, LONGEST_PAUSE)
            print(f"Tiến trình tạo tệp đã dừng; chạy lại sau {pause:.0f} giây.", file=sys.stderr, flush=True)
            until = time.monotonic() + pause
            while time.monotonic() < until and not self._is_over():
                time.sleep(LOOKS_EVERY)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _is_over(self) -> bool:
        return self.is_stopping or os.getppid() != self.parent


def end(process: subprocess.Popen[bytes]) -> None:
    """Asked politely first; what does not end in time is killed."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_beside(parent: int) -> subprocess.Popen[bytes]:
    """The keeper as a process of its own; called by the server, whose id `parent` is."""
    return subprocess.Popen([sys.executable, "-m", "tools.working", str(parent)], cwd=ROOT)


def main() -> None:
    keeper = Keeper([sys.executable, "manage.py", "work"], parent=int(sys.argv[1]))
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    keeper.keep()


if __name__ == "__main__":
    main()
