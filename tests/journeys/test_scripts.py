"""The browser's own reader and judge, held to the vectors that the server is held to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.journeys.conftest import ROOT

SCRIPTS = ROOT / "static" / "js"

READ = """
async (vectors) => {
  const numbers = await import("/numbers.js");
  const text = (value) => {
    const tens = 10n ** 15n;
    const digits = String((value.above * tens) / value.below).padStart(16, "0");
    const part = digits.slice(-15).replace(/0+$/, "");
    return digits.slice(0, -15) + (part && "." + part);
  };
  return vectors.flatMap((vector) =>
    ["count", "decimal"].map((kind) => {
      const found = numbers.readNumber(vector.typed, { kind, numerator: vector.numerator || false });
      if (found.outcome === "blank") return { blank: true };
      const told = {};
      if (found.value !== null) {
        told.number = text(found.value);
        told.shows = numbers.formatEntry(found.value, kind);
      }
      if (found.outcome === "question") {
        told.question = found.question;
        told.choices = found.choices.map(({ answer, value, label }) => [answer, value && text(value), label]);
      }
      if (found.outcome === "error") {
        told.error = found.error;
        told.message = numbers.messageOf(found, "Số trẻ");
      }
      if (found.denominator !== null) told.denominator = text(found.denominator);
      if (found.note) told.note = found.note;
      if (found.formula) told.formula = found.formula;
      return told;
    }),
  );
}
"""

JUDGE = """
async (vectors) => {
  const numbers = await import("/numbers.js");
  const { judge } = await import("/assessment.js");
  const exact = (given) => {
    if (given === undefined) return null;
    const [above, below = "1"] = given.split("/");
    const [one, other] = [numbers.exact(above), numbers.exact(below)];
    return numbers.fraction(one.above * other.below, one.below * other.above);
  };
  return vectors.map((vector) => {
    const bar = vector.operator
      ? { operator: vector.operator, value: exact(vector.value), second: exact(vector.second) }
      : null;
    const about = {
      previous: exact(vector.previous),
      higher: vector.better !== "lower",
      isPercent: vector.base === 100,
    };
    const verdict = (value) => judge(bar, vector.later || false, value, about);
    const result = exact(vector.result);
    return [verdict(result), numbers.formatResult(result, vector.base, { decimals: 1, verdict })];
  });
}
"""


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (ROOT / "indicators" / f"{name}_vectors.json").read_text(encoding="utf-8")
    )["vectors"]
    return found


def as_fraction(vector: dict[str, Any]) -> dict[str, Any]:
    """A fraction has no trailing zeros: "57.0" is 57."""
    whole, _, part = vector.get("number", "").partition(".")
    number = f"{whole}.{part}".rstrip("0").rstrip(".") if part else whole
    return vector | ({"number": number} if number else {})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that can import the scripts; nothing goes over a network."""

    def answer(route: Route) -> None:
        path = SCRIPTS / route.request.url.rpartition("/")[2]
        if path.suffix == ".js":
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>.</title>", content_type="text/html")

    context = browser.new_context()
    opened = context.new_page()
    opened.route("**/*", answer)
    opened.goto("http://childplan.test/")
    yield opened
    context.close()


def test_the_browser_reads_numbers_like_the_server(page: Page) -> None:
    given = vectors("number")
    expected = [
        as_fraction(vector.get("both") or vector[kind]) for vector in given for kind in ("count", "decimal")
    ]
    found = page.evaluate(READ, given)
    wrong = [
        (given[place // 2]["typed"], said, wanted)
        for place, (said, wanted) in enumerate(zip(found, expected, strict=True))
        if said != wanted
    ]
    assert not wrong, wrong[:5]


def test_the_browser_judges_and_writes_results_like_the_server(page: Page) -> None:
    given = vectors("assessment")
    found = page.evaluate(JUDGE, given)
    wrong = [
        (vector, said)
        for vector, said in zip(given, found, strict=True)
        if said != [vector["status"], vector["shows"]]
    ]
    assert not wrong, wrong[:5]
