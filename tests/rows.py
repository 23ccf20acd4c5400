"""Rows of a table of results, made by hand: what sentences and annexes are tested with."""

from __future__ import annotations

from decimal import Decimal

from indicators.enums import Better, Method, Status
from reporting.chips import status_chip
from reporting.rollup import Outcome
from reporting.summaries.results import ResultText, TargetText, Verdict
from reporting.summaries.table_rows import Row


def rate(text: str, numerator: int, denominator: int) -> ResultText:
    """“11,4%” of 27/236, as a table prints it."""
    number = Decimal(text.strip("%‰≈").split("/")[0].replace(".", "").replace(",", ".").replace("−", "-"))
    counts = (f"{numerator:,}/{denominator:,}").replace(",", ".")
    return ResultText(
        text=text,
        parts=counts,
        number=number,
        decimals=1,
        outcome=Outcome.VALUE,
        numerator=numerator,
        denominator=denominator,
    )


def count(text: str) -> ResultText:
    number = int(text.replace(".", "").split()[0])
    return ResultText(text=text, number=Decimal(number), outcome=Outcome.VALUE, numerator=number)


def said(text: str) -> ResultText:
    """“Có” or “Không” of one unit."""
    return ResultText(text=text, outcome=Outcome.VALUE, numerator=int(text == "Có"), denominator=1)


def verdict(status: Status | None, distance: str = "", *, partial: bool = False) -> Verdict:
    chip = status_chip(status, is_partial=partial) if status is not None else None
    return Verdict(status, chip, distance)


def row(**changes: object) -> Row:
    """Stunted children of a commune, 2024 against 2023; any field may be given anew."""
    fields: dict[str, object] = {
        "label": "3.1",
        "short_name": "Suy dinh dưỡng thể thấp còi",
        "words": "Nguyên văn 3.1",
        "unit_text": "%",
        "better": Better.LOWER.label,
        "target": TargetText("<\u00a010%", words="xuống dưới 10%"),
        "last_year": rate("12,5%", 30, 240),
        "result": rate("11,4%", 27, 236),
        "verdict": verdict(Status.NOT_MET),
        "coverage": "1/1 đơn vị",
        "is_partial": False,
        "source": "Trạm Y tế",
        "leads": "",
        "supports": "",
        "indicator_number": "3",
        "indicator_name": "Dinh dưỡng",
        "indicator_words": "Nguyên văn chỉ tiêu 3",
        "opens_indicator": True,
        "is_restricted": False,
        "is_judged": True,
        "component_id": 31,
        "numerator": "27",
        "denominator": "236",
        "method": Method.RATIO,
    }
    return Row(**(fields | changes))  # type: ignore[arg-type]
