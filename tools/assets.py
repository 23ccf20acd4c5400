"""Which files of others does the browser get? Copied or cut from installed packages into `assets/`.

Run by the Python of the virtual environment (`python -m tools.assets FOLDER`), since it needs those packages.
Nothing comes from a content network and nothing of it is kept in the repository.
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

REGULAR, BOLD = 400, 700
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*")

# Letters of Vietnamese and of the names and units that occur beside it, as ranges of Unicode.
LETTERS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A: Đ đ Ă ă and the accents of other languages
    (0x01A0, 0x01A1),  # Ơ ơ
    (0x01AF, 0x01B0),  # Ư ư
    (0x0300, 0x0304),  # combining marks, for text that arrives decomposed
    (0x0306, 0x0306),
    (0x0308, 0x0309),
    (0x031B, 0x031B),
    (0x0323, 0x0323),
    (0x1EA0, 0x1EF9),  # Vietnamese letters with two marks
    (0x2080, 0x2089),  # subscript digits
)
# Noto Sans has no ≥ ≤ ≈, arrows or triangles: those come from the system's font after it in the style sheet.
SIGNS = "‰−–—×÷±‹›«»…“”‘’·•₫€\u2009\u202f"
# Marks and accents must meet their letters; figures in tables must stand under each other.
FEATURES = ("ccmp", "kern", "locl", "mark", "mkmk", "lnum", "tnum", "pnum")


def package_folder(name: str) -> Path:
    """The folder of an installed package, without importing it."""
    specification = find_spec(name)
    if specification is None or not specification.submodule_search_locations:
        raise FileNotFoundError(name)
    return Path(next(iter(specification.submodule_search_locations)))


def copy_bootstrap(target: Path) -> None:
    """Bootstrap's style sheet as published, without the pointer to a source map that is not served."""
    style_sheet = (package_folder("bootstrap") / "css" / "bootstrap.min.css").read_text(encoding="utf-8")
    target.write_text(SOURCE_MAP.sub("", style_sheet), encoding="utf-8")


def cut_typeface(target: Path) -> None:
    """Noto Sans as one variable web font, weights 400 to 700, cut to the letters and signs we use."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # who made it and under which licence stays inside
    cutter = subset.Subsetter(options)
    letters = [code for first, last in LETTERS for code in range(first, last + 1)]
    cutter.populate(unicodes=[*letters, *map(ord, SIGNS)])
    font = TTFont(package_folder("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf")
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {"wdth": None, "wght": (REGULAR, REGULAR, BOLD)}, inplace=True)
    subset.save_font(font, target, options)


def main() -> None:
    folder = Path(sys.argv[1])
    for part in ("css", "fonts"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    copy_bootstrap(folder / "css" / "bootstrap.min.css")
    cut_typeface(folder / "fonts" / "noto-sans.woff2")


if __name__ == "__main__":
    main()
