"""Nothing is used that an office's old browser lacks: Chrome 109, Firefox 115, Safari 15.

Chrome 109 is the last for Windows 7. What is here came later to at least one of the three; a name is added
when somebody is tempted by it.
"""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static"

TOO_NEW_IN_SCRIPTS = {
    "lookbehind in a pattern (Safari 16.4)": r"\(\?<[=!]",
    "pattern flag v (Chrome 112)": r"/[dgimsuy]*v[dgimsuy]*\.(?:test|exec)|RegExp\([^)]*\"[a-z]*v[a-z]*\"\)",
    "toSorted, toReversed, toSpliced, with (Chrome 110)": r"\.(?:toSorted|toReversed|toSpliced)\(",
    "groupBy (Chrome 117)": r"\b(?:Object|Map)\.groupBy\(",
    "Promise.withResolvers (Chrome 119)": r"Promise\.(?:withResolvers|try)\(",
    "Array.fromAsync (Chrome 121)": r"Array\.fromAsync\(",
    "set arithmetic (Chrome 122)": r"\.(?:isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(",
    "iterator methods (Chrome 122)": r"\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|toArray)\(",
    "URL.canParse (Chrome 120)": r"URL\.(?:canParse|parse)\(",
    "isWellFormed (Chrome 111)": r"\.(?:isWellFormed|toWellFormed)\(",
    "import maps and attributes (Safari 16.4, Chrome 123)": r"\bimport\b[^;]*\bwith\s*\{",
    "popover and invokers": r"\b(?:showPopover|hidePopover|togglePopover)\(|commandfor",
    "view transitions": r"startViewTransition",
    "static blocks of classes (Safari 16.4)": r"^\s*static\s*\{",
    "top-level await in what is imported (Safari 15.0 fails)": r"^(?:const|let)?[^/\n]*\bawait import\(",
    "scheduler.yield, requestIdleCallback (Safari)": r"\b(?:scheduler\.|requestIdleCallback\()",
    "Array.findLast (Safari 15.4)": r"\.findLast(?:Index)?\(",
    "structuredClone (Safari 15.4)": r"structuredClone\(",
    "AbortSignal.timeout (Safari 16)": r"AbortSignal\.(?:timeout|any)\(",
    "Array.at (Safari 15.4)": r"\.at\(",
    "Object.hasOwn (Safari 15.4)": r"Object\.hasOwn\(",
}

TOO_NEW_IN_STYLES = {
    "nesting (Chrome 112)": r"\{[^{}]*(?:^|[;{])\s*&",
    ":has() (Firefox 121)": r":has\(",
    "subgrid (Chrome 117)": r"\bsubgrid\b",
    "container queries (Safari 16)": r"@container\b|container-type",
    "layers written as nesting, scope (Chrome 118)": r"@scope\b",
    "color-mix (Chrome 111)": r"color-mix\(|oklch\(|oklab\(|light-dark\(",
    "starting style (Chrome 117)": r"@starting-style",
    "view transitions": r"view-transition|@view-transition",
    "popover": r":popover-open|\[popover\]",
    "text-wrap (Chrome 114)": r"text-wrap:",
    "field-sizing (Chrome 123)": r"field-sizing",
    "dynamic viewport units (Safari 15.4)": r"\b[0-9.]+[dsl]v[hw]\b",
    "range media queries (Safari 16.4)": r"@media[^{]*\((?:width|height)\s*[<>]",
    "anchor positioning": r"anchor-name|position-anchor",
    "property (Firefox 128)": r"@property\b",
}

CASES = [
    pytest.param(path, what, pattern, id=f"{path.name}: {what}")
    for suffix, table in ((".js", TOO_NEW_IN_SCRIPTS), (".css", TOO_NEW_IN_STYLES))
    for path in sorted(STATIC.rglob(f"*{suffix}"))
    for what, pattern in table.items()
]


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize(("path", "what", "pattern"), CASES)
def test_every_supported_browser_has_it(path: Path, what: str, pattern: str) -> None:
    text = without_comments(path.read_text(encoding="utf-8"))
    found = re.search(pattern, text, flags=re.MULTILINE)
    assert found is None, f"{path.name}: {found.group()!r} – {what}"


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("const last = list.at(-1);", TOO_NEW_IN_SCRIPTS),
        ("text.replace(/(?<=[0-9]) x/, '')", TOO_NEW_IN_SCRIPTS),
        ("import data from './a.json' with { type: 'json' };", TOO_NEW_IN_SCRIPTS),
        (".row { color: red; & b { color: blue; } }", TOO_NEW_IN_STYLES),
        ("tr:has(td) { color: red; }", TOO_NEW_IN_STYLES),
        ("main { height: 100dvh; }", TOO_NEW_IN_STYLES),
    ],
)
def test_what_is_too_new_is_found(text: str, table: dict[str, str]) -> None:
    assert any(re.search(pattern, text, flags=re.MULTILINE) for pattern in table.values())
