"""The Excel file of a plan's Chỉ tiêu: to fill in, to keep, and to bring back (`indicators.plan_tables`).

Three sheets: the table with what the plan has now, how to fill it in, and the measures that may be named. All
cells are text, so that nothing becomes a formula or a date and what is read back is what was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from childplan.sheet_writing import Look, SheetWriter
from indicators.enums import Flag, Operator, Part, Source
from indicators.forms.typed_indicators import value_text
from indicators.models import Component, Indicator, Measure, Responsibility, Target
from indicators.plan_tables import COLUMNS, NO_TARGET, UNSIGNED
from indicators.summaries.plans import day_of
from plans.models import Plan
from units.summaries.places import names_on

TABLE, GUIDE, MEASURES = "Chỉ tiêu", "Cách điền", "Cách đo"
SPARE_ROWS = 200

_HEAD = Look(bold=True, fill="E9EEF3", horizontal="center", vertical="center")
_NEEDED = Look(bold=True, fill="FFF9DB", horizontal="center", vertical="center")
_CELL = Look(number_format="@")
_TITLE = Look(bold=True, size=14, is_boxed=False, wraps=False)
_SAID = Look(is_boxed=False)
_NAME = Look(bold=True)

OPERATOR_WORDS = {
    Operator.AT_LEAST: "từ mức này trở lên",
    Operator.MORE_THAN: "trên mức này",
    Operator.AT_MOST: "nhiều nhất mức này, xuống còn",
    Operator.LESS_THAN: "dưới mức này",
    Operator.EQUAL: "đúng mức này",
    Operator.BAND: "ghi cả “Giá trị” và “Giá trị trên”",
    Operator.MAINTAIN: "không kém năm trước",
    Operator.RISE: "tăng so với năm trước",
    Operator.FALL: "giảm so với năm trước",
    Operator.DONE: "có, đã làm xong",
    Operator.NARRATIVE: "chỉ mô tả, không tự đánh giá",
    Operator.UNREADABLE: "phải kèm “Cần xem lại”",
}
STEPS_OF_USE = (
    "Mỗi chỉ tiêu một dòng trở lên. Chỉ cần hai cột nền vàng: số chỉ tiêu và nguyên văn.",
    "Cột nào để trống thì phần mềm gợi ý theo chữ của văn bản; trang xem trước cho sửa.",
    "Chỉ tiêu có nhiều nội dung đo hoặc nhiều mốc thì ghi thành nhiều dòng, nhắc lại số chỉ tiêu và ký hiệu.",
    "Đưa lại tệp đã có trong kế hoạch: ô trống giữ như đang có; chỉ tiêu không có trong tệp thì giữ nguyên.",
    "Nội dung nào có ghi mốc thì các mốc trong tệp thay cho các mốc đang có của nội dung đó.",
    "Cột khác được bỏ qua, phần mềm nói rõ cột nào. Cột mang tên năm (2025, 2026–2030) đọc như mốc.",
)


DRAWN_ON_THE_PAGE = (
    "Kế hoạch này nội suy mức từng năm giữa hai mốc. Mức nội suy không nằm trong tệp; kế hoạch khác nhận tệp "
    "này thì bật nội suy ở trang kế hoạch."
)


@dataclass(frozen=True)
class TableRow:
    """One line: texts by the keys of `COLUMNS`."""

    cells: dict[str, str]


def plan_table(plan: Plan, measures: Iterable[Measure], today: date) -> BytesIO:
    """The file with what the plan has now; a plan without Chỉ tiêu gives the empty template.

    Whether targets are drawn between two milestones is a switch of the plan and no line of its table.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = TABLE
    _write_table(sheet, rows_of_plan(plan, today))
    _write_guide(book.create_sheet(GUIDE), (DRAWN_ON_THE_PAGE,) if plan.interpolates else ())
    _write_measures(book.create_sheet(MEASURES), measures)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def rows_of_plan(plan: Plan, today: date) -> list[TableRow]:
    """A line for each target of each part that holds still; a fixed number of queries."""
    indicators = (
        Indicator.objects.filter(plan=plan)
        .select_related("goal")
        .prefetch_related("components__measure", "components__targets")
        .order_by("position", "pk")
    )
    answering = _answering(plan, today)
    told: set[int] = set()
    rows: list[TableRow] = []
    for indicator in indicators:
        first = {
            "goal": str(indicator.goal),
            "goal_words": "" if indicator.goal_id in told else indicator.goal.words,
            "short_name": indicator.short_name,
            "words": indicator.official_text,
            "leads": "; ".join(answering[indicator.pk, Part.LEAD]),
            "supports": "; ".join(answering[indicator.pk, Part.SUPPORT]),
        }
        told.add(indicator.goal_id)
        parts = [part for part in indicator.components.all() if part.last_year is None]
        for part in sorted(parts, key=lambda one: (one.position, one.pk)):
            for cells in _rows_of_part(part):
                rows.append(TableRow({"number": indicator.number, **first, **cells}))
                first = {}
    return rows


def _rows_of_part(part: Component) -> Iterable[dict[str, str]]:
    said = {
        "component_name": part.short_name,
        "component_words": part.words,
        "measure": part.measure.code,
        "base": str(part.own_base or ""),
        "note": part.note,
    }
    for target in part.targets.all():
        yield {"label": part.label, **said, **_target(target, part)}
        said = {}
    if said:
        yield {"label": part.label, **said, "operator": NO_TARGET}


def _target(target: Target, part: Component) -> dict[str, str]:
    words = "" if target.words == part.words else target.words
    return {
        "first": str(target.first_year or ""),
        "last": str(target.last_year or ""),
        "operator": Operator(target.operator).label,
        "value": value_text(target.value, part.measure.method),
        "second": value_text(target.second_value, part.measure.method),
        "target_words": UNSIGNED if target.is_own else words,
        "reading": target.reading,
        "flag": Flag(target.flag).label if target.flag else "",
    }


def _answering(plan: Plan, today: date) -> dict[tuple[int, str], list[str]]:
    rows = list(
        Responsibility.objects.filter(indicator__plan=plan)
        .order_by("id")
        .values_list("indicator", "part", "unit")
    )
    names = names_on(day_of(plan, today), {unit_id for _, _, unit_id in rows})
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for indicator_id, part, unit_id in rows:
        if unit_id in names:
            found[indicator_id, part].append(names[unit_id].full_name)
    return found


# --- Sheets


def _write_table(sheet: Worksheet, rows: Sequence[TableRow]) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    operators = [*(each.label for each in Operator), NO_TARGET]
    _offer(sheet, "operator", operators)
    writer = SheetWriter(sheet)
    writer.write(*(writer.text(column.head, _NEEDED if column.needed else _HEAD) for column in COLUMNS))
    for row in rows:
        texts = [row.cells.get(column.key, "") for column in COLUMNS]
        writer.write(*(writer.text(text, _CELL) if text else writer.empty(_CELL) for text in texts))
    for _ in range(SPARE_ROWS if not rows else SPARE_ROWS // 4):
        writer.write(*(writer.empty(_CELL) for _ in COLUMNS))


def _offer(sheet: Worksheet, key: str, words: Sequence[str]) -> None:
    """A list to choose from that refuses nothing: what is typed by hand is read too."""
    letter = get_column_letter([column.key for column in COLUMNS].index(key) + 1)
    offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    offered.showErrorMessage = False
    offered.add(f"{letter}2:{letter}1000")
    sheet.add_data_validation(offered)


def _write_guide(sheet: Worksheet, of_this_plan: Sequence[str]) -> None:
    for letter, width in (("A", 26), ("B", 90)):
        sheet.column_dimensions[letter].width = width
    writer = SheetWriter(sheet)
    writer.write(writer.text("Cách điền bảng chỉ tiêu", _TITLE))
    for number, said in enumerate((*STEPS_OF_USE, *of_this_plan), start=1):
        writer.write(writer.text(f"{number}.", _SAID), writer.text(said, _SAID))
    writer.write()
    _pairs(writer, ("Cột", "Ghi gì"), [(column.head, column.hint) for column in COLUMNS])
    signs = [(operator.label, said) for operator, said in OPERATOR_WORDS.items()]
    signs.append((NO_TARGET, "văn bản không giao mức nào cho nội dung này"))
    _pairs(writer, ("Dấu", "Nghĩa là"), signs)
    _pairs(writer, ("Chữ của mốc", "Nghĩa là"), [(UNSIGNED, "mức do nơi giữ kế hoạch tự đặt")])
    _pairs(writer, ("Cần xem lại", ""), [(flag.label, "") for flag in Flag])


def _pairs(writer: SheetWriter, head: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
    writer.write(*(writer.text(text, _HEAD) for text in head))
    for name, said in rows:
        writer.write(writer.text(name, _NAME), writer.text(said, Look()))
    writer.write()


def _write_measures(sheet: Worksheet, measures: Iterable[Measure]) -> None:
    for letter, width in (("A", 14), ("B", 44), ("C", 70), ("D", 22)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    writer = SheetWriter(sheet)
    writer.write(*(writer.text(head, _HEAD) for head in ("Mã", "Tên", "Cách tính", "Ai nhập số liệu")))
    for measure in measures:
        source = Source(measure.numerator.source).label
        cells = (measure.code, measure.name, measure.definition, source)
        writer.write(*(writer.text(text, Look()) for text in cells))
