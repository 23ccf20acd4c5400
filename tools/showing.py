"""How are the pictures of the README and of Trợ giúp taken again? What that needs is set up first."""

import subprocess

from tools.place import PYTHON, ROOT
from tools.serving import prepare
from tools.set_up import set_up
from tools.speech import Refusal
from tools.system_parts import BROWSER, FOR_BROWSER, has_browser, sentences
from tools.testing import environment_for_tests


def take_pictures() -> int:
    """Set up what a browser needs, then run `tools.pictures`; returns the exit code."""
    missing = set_up(for_developers=True, parts=FOR_BROWSER)
    lacking = {part: reason for part, reason in missing.items() if part in FOR_BROWSER}
    if not lacking and not has_browser():
        lacking = {BROWSER: "máy không có Chromium"}
    if lacking:
        raise Refusal(" ".join(sentences(lacking)))
    prepare("--static-only", environment=environment_for_tests(None))
    return subprocess.run([PYTHON, "-m", "tools.pictures"], cwd=ROOT, check=False).returncode
