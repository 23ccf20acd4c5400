"""Where do things lie in this working copy?"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VIRTUAL_ENVIRONMENT = ROOT / ".venv"
PYTHON = VIRTUAL_ENVIRONMENT / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"
DEVELOPER_REQUIREMENTS = ROOT / "requirements-dev.txt"
ASSETS = ROOT / "assets"
STATIC_SOURCE = ROOT / "static"
BUILT = ROOT / "var"
SYSTEM_PARTS = ROOT / ".tools" / "system"
STATIC_BUILT = BUILT / "static"
SET_UP_LOG = BUILT / "set-up.log"
JOURNEYS = ROOT / "tests" / "journeys"
BENCHMARKS = ROOT / "benchmarks"
