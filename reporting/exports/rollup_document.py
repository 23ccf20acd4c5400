"""A place's roll-up for another program, or for a terminal: the page's own table, word for word and exact.

Nothing is worked out here. Rows are those of `reporting.summaries.tables`, so a number of the document is on
the page, and the other way round; `docs/bulk-data.md` tells the fields.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from reporting.models import Round
from reporting.summaries.mapped import CarriedBack, OnMap, differs
from reporting.summaries.results import ResultText
from reporting.summaries.sources import AsReported
from reporting.summaries.table_rows import Row
from reporting.summaries.tables import Table, table_from
from units.models import Placement, Unit

HEADINGS = ("Mã", "Nội dung", "Tử số", "Mẫu số", "Kết quả", "Chỉ tiêu", "Đánh giá", "Đủ số liệu", "Nguồn")
WIDTHS = (6, 44, 12, 12, 14, 12, 32, 14, 16)
NUMBERS = range(2, 6)


def source_for(unit: Unit, round_: Round, *, official: bool, on_map: date | None, today: date) -> AsReported:
    """What the page would be made of: as reported, on the map of a later day where that makes a difference,
    or carried back for a unit that did not stand yet on the round's closing day."""
    if not Placement.objects.as_of(round_.data_to).filter(unit=unit).exists():
        return CarriedBack(unit, round_, official=official, day=on_map or today)
    if on_map is not None and differs(unit, round_, on_map):
        return OnMap(unit, round_, official=official, day=on_map)
    return AsReported(unit, round_, official=official)


def rollup_document(source: AsReported, now: datetime) -> dict[str, Any]:
    """The document: numbers as numbers, results as exact fractions in text, words as the page has them."""
    table, round_ = table_from(source, now=now), source.round_
    return {
        "unit": {"key": source.unit.key, "level": source.unit.level, "name": table.place},
        "round": {"key": round_.key, "kind": round_.kind, "year": round_.year, "name": table.round_name},
        "window": {"from": round_.data_from.isoformat(), "to": round_.data_to.isoformat()},
        "edition": "official" if table.is_official else "provisional",
        "is_estimate": table.is_estimate,
        "map": _map(source),
        "made_at": now.isoformat(),
        "finding": table.finding,
        "remarks": [*source.remarks, *table.remarks],
        "predecessors": _predecessors(source),
        "rows": [_row(row, group.heading) for group in table.groups for row in group.rows],
    }


def _map(source: AsReported) -> dict[str, Any]:
    if isinstance(source, CarriedBack):
        return {"is": "carried", "day": source.day.isoformat()}
    if isinstance(source, OnMap):
        return {"is": "later", "day": source.day.isoformat()}
    return {"is": "reported", "day": source.round_.data_to.isoformat()}


def _predecessors(source: AsReported) -> list[dict[str, Any]]:
    """The units whose sums are in it (whole), and those that stand beside and are not."""
    if not isinstance(source, CarriedBack):
        return []
    carried = source.carried
    missing = {place.unit_id for place in carried.without_report}
    return [
        {
            "key": place.key,
            "name": place.full_name,
            "share": share,
            "has_report": place.unit_id not in missing,
        }
        for share, places in (("whole", carried.wholes), ("part", carried.parts))
        for place in places
    ]


def _row(row: Row, heading: str) -> dict[str, Any]:
    status = row.verdict.status
    return {
        "heading": heading,
        "label": row.label,
        "name": row.short_name,
        "measure": row.measure_code,
        "numerator": row.result.numerator,
        "denominator": row.result.denominator,
        "result": _result(row.result) | {"unit": row.unit_text},
        "last_year": _result(row.last_year),
        "target": {
            "text": _plain(row.target.text),
            "year": row.target.milestone,
            "words": row.target.words,
        },
        "status": status.value if status is not None else None,
        "status_text": row.verdict.chip.text if row.verdict.chip is not None else "",
        "is_judged": row.is_judged,
        "coverage": row.coverage,
        "is_partial": row.is_partial,
        "source": row.source,
        "denominator_source": row.base_source,
        "carried": bool(row.mark),
        "is_restricted": row.is_restricted,
        "changed": row.changed,
        "texts": [{"unit": said.unit_name, "text": said.text} for said in row.writings],
    }


def _result(result: ResultText) -> dict[str, Any]:
    return {
        "exact": None if result.exact is None else str(result.exact),
        "text": _plain(result.words),
        "outcome": result.outcome.value,
    }


def _plain(text: str) -> str:
    """With ordinary spaces where the page has ones that keep a line together."""
    return text.replace("\u00a0", " ")


# --- For a terminal


def rollup_text(source: AsReported, now: datetime) -> str:
    """The same table to be read: a head, one line a row, the remarks."""
    table = table_from(source, now=now)
    head = [
        f"{table.title} – {table.place} – {table.round_name}",
        f"{table.edition} · số liệu {table.window} · lập lúc {table.made_at}",
    ]
    lines = [_line(HEADINGS), "  ".join("─" * width for width in WIDTHS)]
    for group in table.groups:
        lines += ["", group.heading]
        for row in group.rows:
            lines += _lines(row)
    if table.is_empty:
        lines.append("Chưa kế hoạch nào hỏi số liệu ở đây.")
    return "\n".join([*head, *_said(table), "", *lines, "", *source.remarks, *table.remarks])


def _said(table: Table) -> list[str]:
    return [table.finding] if table.finding else []


def _lines(row: Row) -> list[str]:
    """A long name takes several lines; the others stand beside its first."""
    chip = row.verdict.chip
    partial = " *" if row.is_partial else ""
    cells = (
        row.label,
        "",
        row.numerator,
        row.denominator,
        f"{row.result.words}{row.mark}",
        _plain(row.target.text),
        chip.text if chip is not None else "",
        f"{row.coverage}{partial}",
        row.source,
    )
    first, *more = textwrap.wrap(row.short_name, WIDTHS[1]) or [""]
    return [_line((cells[0], first, *cells[2:])), *(_line(("", part)) for part in more)]


def _line(cells: Sequence[str]) -> str:
    padded = [
        text.rjust(width) if place in NUMBERS else text.ljust(width)
        for place, (text, width) in enumerate(zip(cells, WIDTHS, strict=False))
    ]
    return "  ".join(padded).rstrip()
