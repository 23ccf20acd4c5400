"""What did a loading change? Writes rows only where something differs, and says so in Vietnamese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from childplan import clock
from indicators.source_files import FileProblem
from units.enums import LogKind
from units.log import entry, write_all
from units.models import LogEntry, Unit

Row = TypeVar("Row", bound=models.Model)
LOG_KINDS = {"Target": LogKind.TARGET, "Responsibility": LogKind.ASSIGNMENT}
"""Everything else that is loaded counts as the plan."""


@dataclass
class LoadReport:
    """Counts by (what, kind of row) and one line for every change that a person may want to check."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)
    log: list[LogEntry] = field(default_factory=list)
    owner: Unit | None = None
    """Whose plan is being loaded; none for the catalogue of the whole system."""
    is_first: bool = False
    """Is the plan new? Then one row of the log says so, in place of one for each of its parts."""
    at: datetime = field(default_factory=clock.now)

    @property
    def is_unchanged(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def say(self, line: str) -> None:
        self.lines.append(line)

    def note(self, model: type[models.Model], act: str, name: str, before: str = "", after: str = "") -> None:
        """Keep a row for the log; `write_log` writes them all at once."""
        if not self.is_first:
            kind = LOG_KINDS.get(model.__name__, LogKind.PLAN)
            row = entry(kind, act, at=self.at, unit=self.owner, subject=name, before=before, after=after)
            self.log.append(row)

    def write_log(self) -> None:
        write_all(self.log)
        self.log = []

    @property
    def text(self) -> str:
        """The whole report for the person who started the loading."""
        sums = [
            f"{verb} " + ", ".join(f"{number} {name}" for name, number in counter.items())
            for verb, counter in (("Thêm", self.added), ("Sửa", self.changed), ("Bỏ", self.removed))
            if counter
        ]
        return "\n".join([*self.lines, *(f"{line}." for line in sums or ["Không có gì thay đổi"])])


def put(
    report: LoadReport,
    model: type[Row],
    existing: Row | None,
    *,
    file: str,
    name: str,
    values: Mapping[str, Any],
) -> Row:
    """Make the row, or bring an existing one to the file's values, writing only fields that differ.

    `values` has foreign keys by their column (`unit_id`). Raises FileProblem where the model refuses a value.
    """
    words = str(model._meta.verbose_name)
    if existing is None:
        row = model(**values)
        _check(row, file=file, place=f"{words} {name}")
        row.save(force_insert=True)
        report.added[words] += 1
        report.note(model, f"thêm {words}", name)
        return row
    differing = {key: value for key, value in values.items() if getattr(existing, key) != value}
    if not differing:
        return existing
    for key, value in differing.items():
        before = getattr(existing, key)
        setattr(existing, key, value)
        report.say(f"Sửa {words} {name}, {_label(model, key)}: {_shown(before)} → {_shown(value)}.")
        report.note(model, f"sửa {words}, {_label(model, key)}", name, _plain(before), _plain(value))
    _check(existing, file=file, place=f"{words} {name}")
    existing.save(update_fields=list(differing))
    report.changed[words] += 1
    return existing


def drop(report: LoadReport, row: models.Model, name: str) -> None:
    """Remove a row that was taken from the document and is no longer in the file."""
    words = str(row._meta.verbose_name)
    row.delete()
    report.removed[words] += 1
    report.note(type(row), f"bỏ {words}", name)
    report.say(f"Bỏ {words} {name}: không còn trong tệp.")


def _check(row: models.Model, *, file: str, place: str) -> None:
    """Lengths and choices as the model has them; what links rows is checked by the readers."""
    links = [link.name for link in row._meta.concrete_fields if link.is_relation]
    try:
        row.clean_fields(exclude=links)
    except ValidationError as error:
        key, complaints = next(iter(error.message_dict.items()))
        raise FileProblem(
            file=file,
            place=place,
            problem=f"{_label(type(row), key)}: {' '.join(complaints)}",
            remedy="sửa giá trị đó trong tệp.",
        ) from None


def _label(model: type[models.Model], key: str) -> str:
    verbose = {
        name: row.verbose_name for row in model._meta.concrete_fields for name in (row.name, row.attname)
    }
    return str(verbose[key])


def _plain(value: Any) -> str:
    return "" if value in (None, "", []) else str(value)


def _shown(value: Any) -> str:
    text = "trống" if value in (None, "", []) else f"“{value}”"
    return text if len(text) <= 80 else f"{text[:78]}…”"
