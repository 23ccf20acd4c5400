"""What did a loading change? Writes rows only where something differs, and says so in Vietnamese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from indicators.source_files import FileProblem

Row = TypeVar("Row", bound=models.Model)


@dataclass
class LoadReport:
    """Counts by (what, kind of row) and one line for every change that a person may want to check."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def say(self, line: str) -> None:
        self.lines.append(line)

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
        return row
    differing = {key: value for key, value in values.items() if getattr(existing, key) != value}
    if not differing:
        return existing
    for key, value in differing.items():
        before = getattr(existing, key)
        setattr(existing, key, value)
        report.say(f"Sửa {words} {name}, {_label(model, key)}: {_shown(before)} → {_shown(value)}.")
    _check(existing, file=file, place=f"{words} {name}")
    existing.save(update_fields=list(differing))
    report.changed[words] += 1
    return existing


def drop(report: LoadReport, row: models.Model, name: str) -> None:
    """Remove a row that was taken from the document and is no longer in the file."""
    words = str(row._meta.verbose_name)
    row.delete()
    report.removed[words] += 1
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


def _shown(value: Any) -> str:
    text = "trống" if value in (None, "", []) else f"“{value}”"
    return text if len(text) <= 80 else f"{text[:78]}…”"
