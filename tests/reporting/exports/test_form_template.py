"""Is the template a good form on paper and on screen, and does it come back as it went out?"""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from indicators.enums import ItemKind
from reporting.enums import FigureState
from reporting.exports.form_template import (
    GUIDE,
    HEAD_ROW,
    OFFERED,
    STATE_HINT,
    marked_template,
    template_file,
)
from reporting.incoming.judging import Kind
from reporting.incoming.template_format import FORMAT, META, SHEET
from reporting.incoming.workbooks import read_template
from reporting.models import Intake
from reporting.summaries.intakes import form_of, verdicts
from tests.reporting.incoming.files import boxes, filled, template
from tests.world import NOW, World, at, fill_2023


def book(world: World, unit: str) -> Workbook:
    return load_workbook(template(world, unit))


def sheet(world: World, unit: str) -> Worksheet:
    return book(world, unit)[SHEET]


def row_of(page: Worksheet, code: str) -> list[object]:
    return [cell.value for cell in page[boxes(page)[code].row]][:8]


def test_only_the_asked_cells_are_open(world: World) -> None:
    page = sheet(world, "xa-y")
    asked = {cell.coordinate for cell in boxes(page).values()}
    opened = {cell.coordinate for row in page for cell in row if not cell.protection.locked}
    assert len(asked) == 9
    assert opened == asked
    assert page.protection.sheet is True
    assert page.protection.password is None


def test_every_line_has_its_facts(world: World) -> None:
    fill_2023(world)
    world.enter("xa-x", "vhxh-x", tao_hon=2)
    page = sheet(world, "xa-x")
    # A year on year measure: last year's number has a result only with the year before.
    assert row_of(page, "tao-hon")[:3] == ["5", "Nội dung TH", "Số cuộc tảo hôn"]
    assert row_of(page, "tao-hon")[6:] == [2, None]
    # Denominator and numerator of one line, in two boxes.
    assert row_of(page, "beo-phi")[:3] == [
        "6.1",
        "Nội dung BP-NT",
        "Tử số: Số trẻ em dưới 5 tuổi béo phì\nMẫu số: Số trẻ em dưới 5 tuổi được cân đo",
    ]
    assert row_of(page, "beo-phi")[4] == "<\u00a05%"
    assert boxes(page)["can-do"].coordinate == boxes(page)["beo-phi"].coordinate.replace("G", "H")


def test_base_figures_come_first_and_are_named_where_they_serve(world: World) -> None:
    page = sheet(world, "thon-1")
    assert [page.cell(row, 1).value for row in (6,)] == ["Số liệu nền"]
    assert list(boxes(page)) == ["tre-em", "hoan-canh", "duoc-giup", "bi-thuong", "san-choi"]
    assert row_of(page, "hoan-canh")[7] == "số liệu nền"
    assert row_of(page, "duoc-giup")[7] == "dòng 1.1"


def test_last_year_stands_beside(world: World) -> None:
    fill_2023(world)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), tre_em=90, hoan_canh=9)
    page = sheet(world, "thon-1")
    assert row_of(page, "tre-em")[5] == "90"
    assert row_of(page, "hoan-canh")[4:6] == ["<\u00a010%", "10,0% (9/90)"]


def test_excel_checks_while_it_is_filled_in(world: World) -> None:
    page = sheet(world, "thon-1")
    rules = {
        place: rule for rule in page.data_validations.dataValidation for place in str(rule.sqref).split()
    }
    cells = boxes(page)
    number = rules[cells["tre-em"].coordinate]
    assert (number.type, number.operator, number.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert "số nguyên từ 0 trở lên" in number.error
    # Words are answers too, so Excel warns and lets them stand.
    assert number.errorStyle == "warning"
    choice = rules[cells["san-choi"].coordinate]
    assert (choice.type, choice.formula1) == ("list", '"Có,Không,Chưa thu thập được"')
    many = sheet(world, "xa-y")
    (hint,) = [rule for rule in many.data_validations.dataValidation if rule.prompt]
    assert "Ví dụ 5/6" in hint.prompt
    assert boxes(many)["san-choi"].number_format == "@"  # or Excel makes a date of 5/6
    assert boxes(many)["tre-em"].number_format == "#,##0"
    for rule in (*page.data_validations.dataValidation, *many.data_validations.dataValidation):
        assert max(len(text or "") for text in (rule.error, rule.prompt, rule.formula1)) <= 255


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (ItemKind.LEVEL, '"Chưa đạt,Mức độ I,Mức độ II,Mức độ III,Chưa thu thập được"'),
        (ItemKind.STATE, '"Chưa thực hiện,Đang thực hiện,Hoàn thành,Chưa thu thập được"'),
    ],
)
def test_levels_and_states_are_chosen_from_a_list(world: World, kind: ItemKind, offered: str) -> None:
    world.items["tao-hon"].kind = kind
    world.items["tao-hon"].save()
    page = sheet(world, "xa-x")
    place = boxes(page)["tao-hon"].coordinate
    (rule,) = [rule for rule in page.data_validations.dataValidation if place in str(rule.sqref).split()]
    assert (rule.type, rule.formula1) == ("list", offered)
    assert (rule.error == STATE_HINT) == (kind == ItemKind.STATE)
    assert all("," not in words for words in OFFERED[next(iter(OFFERED))])


def test_it_prints_and_scrolls_like_a_form(world: World) -> None:
    page = sheet(world, "xa-y")
    assert page["A3"].value == GUIDE
    assert page.freeze_panes == f"C{HEAD_ROW + 1}"
    assert page.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert page.print_area.startswith(f"'{SHEET}'!$A$1:$H$")
    assert [page.column_dimensions[letter].hidden for letter in "HIJK"] == [False, False, True, True]


def test_the_hidden_sheet_says_for_whom_and_when(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=200)
    workbook = book(world, "xa-y")
    meta = workbook[META]
    assert meta.sheet_state == "veryHidden"
    lines = [[cell for cell in row if cell is not None] for row in meta.iter_rows(values_only=True)]
    assert lines[:3] == [[FORMAT], ["ky", "2024-nam"], ["don-vi", "xa-y"]]
    assert ["o", "tre-em", "1"] in lines
    assert ["o", "beo-phi", "0"] in lines
    assert workbook.security.lockStructure is True


def test_there_and_back_without_a_change(world: World) -> None:
    """Every kind of answer, the unread and the empty one too."""
    world.enter(
        "xa-y",
        "vhxh-y",
        tre_em=12345,
        hoan_canh=FigureState.NO_CASES,
        duoc_giup=FigureState.NOT_COLLECTED,
        bi_thuong=0,
        san_choi=(3, 4),
    )
    file = template(world, "xa-y")
    assert boxes(load_workbook(file)[SHEET])["tre-em"].value == 12345
    assert boxes(load_workbook(file)[SHEET])["duoc-giup"].value == "Chưa thu thập được: chưa có sổ"
    back = read_template(file, 1)
    report = world.report("xa-y")
    form = form_of(report, NOW, back.versions)
    intake = Intake(report=report, cells=[entry.__dict__ for entry in back.found], versions=back.versions)
    assert [one.kind for one in verdicts(intake, form)] == [Kind.SAME] * 5


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_was_typed_never_becomes_a_formula(world: World, start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    item = world.items["tre-em"]
    item.short_name = text
    item.save()
    world.figure("xa-y", "hoan-canh")
    figures = world.report("xa-y").figures.filter(item__code="hoan-canh")
    figures.update(state=FigureState.UNREAD, raw=text)
    page = sheet(world, "xa-y")
    formulas = [cell.coordinate for row in page for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert str(boxes(page)["hoan-canh"].value).strip() == text.strip()
    assert boxes(page)["hoan-canh"].quotePrefix is True


def test_the_marked_file_says_what_to_put_right_and_can_come_back(world: World) -> None:
    report = world.report("xa-y")
    back = read_template(filled(world, "xa-y", tre_em="ba trăm", hoan_canh=5), 1)
    intake = Intake(report=report, cells=[entry.__dict__ for entry in back.found], versions=back.versions)
    file = template_file(marked_template(form_of(report, NOW, back.versions), intake))
    page = load_workbook(BytesIO(file.getvalue()))[SHEET]
    cells = boxes(page)
    assert (cells["tre-em"].value, cells["hoan-canh"].value) == ("ba trăm", 5)
    assert page.cell(HEAD_ROW, 9).value == "Cần sửa"
    assert page.cell(cells["tre-em"].row, 9).value == "Số tổng số trẻ em phải là số, ví dụ 57"
    assert not page.cell(cells["hoan-canh"].row, 9).value
    again = read_template(file, 1)
    assert (again.found, again.versions) == (back.found, back.versions)
