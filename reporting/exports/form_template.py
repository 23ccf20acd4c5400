"""How does a report's form become an Excel file to fill in, and come back with what has to be put right?

One protected sheet (no password) in which only the asked cells are open, filled with what stands in them now;
a hidden sheet that says for which report and which state of it. `reporting.incoming.workbooks` reads it.
Percentages and verdicts stay out: the file is for figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from childplan.sheet_writing import MILLIMETRE, Look, SheetWriter, printable
from indicators.steps import LEVELS, STATES, capitalised
from reporting.answers import DASH, Answer, Control, in_box
from reporting.enums import FigureState
from reporting.incoming.judging import Kind, written
from reporting.incoming.layout import Asked, Layout, Line
from reporting.incoming.template_format import (
    CELL_NAMES,
    FIRST,
    FIRST_CODE,
    FORMAT,
    HEADINGS,
    LABEL,
    LAST_YEAR,
    META,
    META_CELL,
    META_DIGEST,
    META_ROUND,
    META_UNIT,
    NAME,
    REMARK,
    SECOND,
    SECOND_CODE,
    SHEET,
    TARGET,
    UNIT,
)
from reporting.models import Intake
from reporting.reading import NUMBERS, read_rate
from reporting.summaries.cells import Cell
from reporting.summaries.intakes import Form, verdicts
from reporting.summaries.results import ResultText, TargetText

WIDTHS = {
    LABEL: 7,
    NAME: 38,
    CELL_NAMES: 34,
    UNIT: 11,
    TARGET: 15,
    LAST_YEAR: 19,
    FIRST: 15,
    SECOND: 15,
    REMARK: 48,
    FIRST_CODE: 4,
    SECOND_CODE: 4,
}
"""In characters, as Excel measures columns."""
MOST_DIGITS = 15
"""Excel keeps no more significant digits; a longer number is written as text."""
HEAD_ROW = 5

INPUT = "FFF9DB"
WRONG = "FCE8E8"
GREY = "F1F4F7"
HEAD = "E9EEF3"

GUIDE = (
    "Chỉ ghi vào các ô nền vàng; các ô khác đã khóa. Ô để trống thì phần mềm giữ nguyên số đang có. "
    "Số 0 là có đếm và bằng 0."
)
GUIDE_WORDS = (
    "Không có đối tượng nào để đếm: ghi “Không phát sinh”. Chưa có số: ghi “Chưa thu thập được: lý do”. "
    "Lưu tệp dạng .xlsx rồi tải lên. Không ghi tên trẻ em."
)
NUMBER_ERROR = (
    "Ô này nhận số nguyên từ 0 trở lên. Chỉ chọn Có (Yes) khi muốn ghi “Không phát sinh” hoặc "
    "“Chưa thu thập được: lý do”."
)
RATE_ERROR = (
    "Ô này nhận một số từ 0 trở lên. Chỉ chọn Có (Yes) khi muốn ghi kèm lý do, “Không phát sinh” hoặc "
    "“Chưa thu thập được: lý do”."
)
RATE_HINT = "Ghi tỷ lệ rồi lý do không có số đếm sau dấu hai chấm, ví dụ 97,5: bệnh viện chỉ cho tỷ lệ."
K_OF_N_HINT = "Ghi số có, gạch chéo, số đã trả lời. Ví dụ 5/6 nghĩa là 5 trong 6 đơn vị đã trả lời là có."
STATE_HINT = (
    "Chọn trong danh sách; muốn ghi thêm nội dung thì viết sau dấu hai chấm, "
    "ví dụ Đang thực hiện: đã khởi công."
)

NOT_COLLECTED = FigureState.NOT_COLLECTED.label
OFFERED = {
    Control.YES_NO: ("Có", "Không", NOT_COLLECTED),
    Control.LEVEL: (*(capitalised(words) for words in LEVELS), NOT_COLLECTED),
    Control.STATE: (*(capitalised(words) for words in STATES), NOT_COLLECTED),
}
"""What the list of a cell offers; all of it is read by `reporting.reading`."""

_BOX = Look(fill=INPUT, line="B58900", is_locked=False, horizontal="right", vertical="center")
_WORD_BOX = Look(fill=INPUT, line="B58900", is_locked=False, vertical="center", number_format="@")
_COLUMN_HEAD = Look(bold=True, fill=HEAD, horizontal="center", vertical="center")
_TITLE = Look(bold=True, size=14, is_boxed=False, wraps=False)
_FREE = Look(is_boxed=False, wraps=False)
_GROUP = Look(bold=True, is_boxed=False, wraps=False)
_WORDS = Look(vertical="center")
_FIGURE = Look(vertical="center", horizontal="right")
_LINKED = Look(vertical="center", horizontal="center", fill=GREY, italic=True)
_HIDDEN = Look(is_boxed=False, wraps=False)


@dataclass(frozen=True)
class TemplateLine:
    """One line with what is shown beside its boxes."""

    line: Line
    target: str = ""
    last_year: str = ""


@dataclass(frozen=True)
class TemplateGroup:
    heading: str
    lines: list[TemplateLine]


@dataclass(frozen=True)
class FormTemplate:
    """Everything of the file. texts: what stands in the boxes, by code; versions: of the cells when these
    texts were taken; remarks: what to put right, by code (then the file has a column for it)."""

    title: str
    facts: str
    round_key: str
    unit_key: str
    layout: Layout
    groups: list[TemplateGroup]
    texts: Mapping[str, str]
    versions: Mapping[str, int]
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def last_column(self) -> int:
        return REMARK if self.remarks else SECOND


def template_of(form: Form) -> FormTemplate:
    """The form with what stands in it now, so that a file that comes back untouched changes nothing."""
    asked = {cell.code: cell for cell in form.layout.cells()}
    texts = {code: _standing_text(asked[code], now.answer) for code, now in form.standing.items()}
    return _template(form, texts, form.versions, {})


def marked_template(form: Form, intake: Intake) -> FormTemplate:
    """What came in, back in its boxes, with a column that says what to put right; it can come in again."""
    template = template_of(form)
    texts, remarks = dict(template.texts), {}
    for one in verdicts(intake, form):
        if one.asked is None:
            continue
        texts[one.asked.code] = one.found.text
        if one.kind == Kind.ERROR or one.is_conflict:
            remarks[one.asked.code] = one.remark
    return _template(form, texts, form.versions | intake.versions, remarks)


def _template(
    form: Form, texts: Mapping[str, str], versions: Mapping[str, int], remarks: Mapping[str, str]
) -> FormTemplate:
    page = form.page
    base = [
        TemplateLine(line, last_year=_last_or_recalled(cell.last_year, cell))
        for line, cell in zip(form.layout.lines, page.base_cells, strict=False)
    ]
    groups = [TemplateGroup("Số liệu nền", base)] if base else []
    lines = iter(form.layout.lines[len(base) :])
    for group in page.groups:
        shown_lines = [
            TemplateLine(
                next(lines),
                _target_words(row.target),
                _last_or_recalled(_last_words(row.last_year), row.numerator),
            )
            for row in group.rows
        ]
        groups.append(TemplateGroup(group.heading, shown_lines))
    stamp = f"{page.stamp} – " if page.stamp else ""
    return FormTemplate(
        title=f"{stamp}Phiếu số liệu {page.round_name.lower()} – {page.long_name}",
        facts=f"{page.due_sentence} · {page.plans}".strip(" ·"),
        round_key=page.round_key,
        unit_key=page.unit_key,
        layout=form.layout,
        groups=groups,
        texts=texts,
        versions=versions,
        remarks=remarks,
    )


def _standing_text(asked: Asked, answer: Answer) -> str:
    """A number without grouping, so that Excel gets a number."""
    if asked.control == Control.RATE and answer.state == FigureState.ENTERED and answer.value is not None:
        return in_box(asked.control, answer.value)
    if asked.control in NUMBERS and answer.state == FigureState.ENTERED:
        return str(answer.value)
    return written(asked, answer)


def _target_words(target: TargetText) -> str:
    return f"{target.text} {target.milestone}".strip()


def _last_words(last_year: ResultText) -> str:
    if last_year.is_nothing or not last_year.parts:
        return last_year.words
    return f"{last_year.words} ({last_year.parts})"


def _last_or_recalled(last_year: str, cell: Cell) -> str:
    """A recognition that a predecessor gave stands beside its empty cell too; it is never written into it."""
    return cell.recalled.beside if last_year == DASH and cell.recalled is not None else last_year


def template_file(form: FormTemplate) -> BytesIO:
    """The form as an .xlsx file, ready to be read from its start."""
    workbook = Workbook()
    workbook.properties.title = printable(form.title)
    workbook.properties.language = "vi"
    workbook.properties.creator = "childplan"
    # Without the hidden sheet the file cannot be taken back.
    workbook.security = WorkbookProtection(lockStructure=True)
    sheet = workbook.active
    sheet.title = SHEET
    writer = _FormWriter(sheet, form)
    writer.write_all()
    _set_up(sheet, form, last_row=writer.row)
    _write_meta(workbook, form)
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


class _FormWriter(SheetWriter):
    """Writes the lines of the form and gathers which cells take what."""

    def __init__(self, sheet: Any, form: FormTemplate) -> None:
        super().__init__(sheet)
        self.form = form
        self.rules: dict[Control, DataValidation] = {}

    def write_all(self) -> None:
        self.write(self.text(self.form.title, _TITLE))
        for text in (self.form.facts, GUIDE, GUIDE_WORDS):
            self.write(self.text(text, _FREE))
        heads = [column for column in HEADINGS if column <= self.form.last_column]
        self.write(*(self.text(HEADINGS[column], _COLUMN_HEAD) for column in heads))
        for group in self.form.groups:
            if group.heading:
                self.write(self.text(group.heading, _GROUP))
            for line in group.lines:
                self._write_line(line)
        for rule in self.rules.values():
            self.sheet.add_data_validation(rule)

    def _write_line(self, shown: TemplateLine) -> None:
        line = shown.line
        codes = [line.first.code, line.second.code if line.second else ""]
        remarks = [self.form.remarks[code] for code in codes if code in self.form.remarks]
        remark = [self.text("\n".join(remarks), _WORDS)] if self.form.remarks else [self.empty(_HIDDEN)]
        place = f"{self.row + 1}"
        self.write(
            self.text(line.label, _WORDS),
            self.text(line.name, _WORDS),
            self.text(_cell_names(line), _WORDS),
            self.text(line.first.unit_word, _WORDS),
            self.text(shown.target, _FIGURE),
            self.text(shown.last_year, _FIGURE),
            self._box(line.first, f"{get_column_letter(FIRST)}{place}"),
            self._box(line.second, f"{get_column_letter(SECOND)}{place}")
            if line.second
            else self.text(line.whole, _LINKED),
            *remark,
            *(self.text(code, _HIDDEN) for code in codes),
        )

    def _box(self, asked: Asked, place: str) -> Any:
        self._rule(asked.control).add(place)
        look = _BOX if asked.control in NUMBERS else _WORD_BOX
        if asked.code in self.form.remarks:
            look = replace(look, fill=WRONG, line="A61B1B", line_style="medium")
        text = self.form.texts.get(asked.code, "")
        rate = _plain_rate(asked, text)
        if rate is not None:
            return self.number(rate, look)
        if asked.control in NUMBERS and _is_plain_number(text):
            look = replace(look, number_format="#,##0")
            return self.number(int(text), look) if text else self.empty(look)
        return self.text(text, look) if text else self.empty(look)

    def _rule(self, control: Control) -> DataValidation:
        if control not in self.rules:
            self.rules[control] = _validation(control)
        return self.rules[control]


def _plain_rate(asked: Asked, text: str) -> Decimal | None:
    """The number of a rate, with all its digits; None for words, or where a person has to be asked."""
    if asked.control != Control.RATE:
        return None
    value = read_rate(text).value
    return value if value is None or len(value.as_tuple().digits) <= MOST_DIGITS else None


def _is_plain_number(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS)


def _cell_names(line: Line) -> str:
    """What goes into the boxes of a line; a base figure is called by its name already."""
    if line.second is not None:
        return f"Tử số: {line.first.name}\nMẫu số: {line.second.name}"
    return line.first.name if line.label else ""


def _validation(control: Control) -> DataValidation:
    """What Excel says while the cell is filled in. A warning, not a wall: words such as “Không phát sinh” are
    answers too, and everything is read again when the file comes back."""
    if control == Control.RATE:
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        rule.errorTitle, rule.error = "Cần một số", RATE_ERROR
        rule.promptTitle, rule.prompt = "Cách ghi", RATE_HINT
        rule.showInputMessage = True
    elif control in NUMBERS:
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        rule.errorTitle, rule.error = "Cần số nguyên", NUMBER_ERROR
    elif control in OFFERED:
        rule = DataValidation(type="list", formula1=f'"{",".join(OFFERED[control])}"', allow_blank=True)
        rule.errorTitle = "Chọn trong danh sách"
        rule.error = (
            STATE_HINT if control == Control.STATE else f"Chọn một trong: {', '.join(OFFERED[control])}."
        )
    else:
        rule = DataValidation(allow_blank=True)
        rule.promptTitle = "Cách ghi"
        rule.prompt = K_OF_N_HINT if control == Control.K_OF_N else "Viết ngắn gọn. Không ghi tên trẻ em."
        rule.showInputMessage = True
    rule.errorStyle = "warning"
    rule.showErrorMessage = True
    return rule


def _set_up(sheet: Worksheet, form: FormTemplate, *, last_row: int) -> None:
    for column, width in WIDTHS.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in (FIRST_CODE, SECOND_CODE):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.freeze_panes = f"{get_column_letter(CELL_NAMES)}{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_area = f"A1:{get_column_letter(form.last_column)}{last_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(
        left=20 * MILLIMETRE, right=15 * MILLIMETRE, top=15 * MILLIMETRE, bottom=15 * MILLIMETRE
    )
    sheet.protection.sheet = True
    # In this library False means that the act stays allowed under protection.
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _write_meta(workbook: Workbook, form: FormTemplate) -> None:
    sheet = workbook.create_sheet(META)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    writer = SheetWriter(sheet)
    lines = [
        (FORMAT,),
        (META_ROUND, form.round_key),
        (META_UNIT, form.unit_key),
        (META_DIGEST, form.layout.digest),
        *((META_CELL, asked.code, str(form.versions[asked.code])) for asked in form.layout.cells()),
    ]
    for line in lines:
        writer.write(*(writer.text(text, _HIDDEN) for text in line))
