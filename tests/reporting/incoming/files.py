"""Excel files for the tests: a report's own template, filled in, spoilt and forged."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reporting.exports.form_template import template_file, template_of
from reporting.incoming.template_format import FIRST, FIRST_CODE, SECOND, SECOND_CODE
from reporting.summaries.intakes import form_of
from tests.world import NOW, World

SHEET_PART = "xl/worksheets/sheet1.xml"


def template(world: World, unit: str) -> BytesIO:
    """The report's template as it would be downloaded now."""
    return template_file(template_of(form_of(world.report(unit), NOW)))


def boxes(sheet: Worksheet) -> dict[str, Any]:
    """The cells to fill in, by the code of the data item."""
    found = {}
    for row in sheet.iter_rows():
        for box, code in ((FIRST, FIRST_CODE), (SECOND, SECOND_CODE)):
            if len(row) >= code and row[code - 1].value:
                found[str(row[code - 1].value)] = row[box - 1]
    return found


def filled(world: World, unit: str, **values: object) -> BytesIO:
    """The template with these values in its boxes (codes with _ for -), saved as Excel would."""

    def write(workbook: Workbook) -> None:
        cells = boxes(workbook.active)
        for name, value in values.items():
            cells[name.replace("_", "-")].value = value

    return edited(template(world, unit), write)


def edited(file: BytesIO, edit: Callable[[Workbook], None]) -> BytesIO:
    file.seek(0)
    workbook = load_workbook(file)
    edit(workbook)
    result = BytesIO()
    workbook.save(result)
    result.seek(0)
    return result


def with_part(file: BytesIO, name: str, content: bytes | Callable[[bytes], bytes]) -> BytesIO:
    """The same package with one part changed, or added."""
    file.seek(0)
    result = BytesIO()
    with ZipFile(file) as old, ZipFile(result, "w", ZIP_DEFLATED, compresslevel=9) as new:
        names = old.namelist()
        for part in names:
            kept = old.read(part)
            if part == name:
                kept = content if isinstance(content, bytes) else content(kept)
            new.writestr(part, kept)
        if name not in names:
            assert isinstance(content, bytes)
            new.writestr(name, content)
    result.seek(0)
    return result
