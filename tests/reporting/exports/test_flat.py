"""Does the flat table say what the pages say, line by line, to whom it may, without keeping any?"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from childplan import clock
from reporting.documents.flat import COLUMNS, EXPLAINED
from reporting.documents.public import FEW, HIDDEN
from reporting.enums import ExportFormat, ExportKind
from reporting.exports import flat
from reporting.exports.flat import WIDTHS, write_flat
from reporting.exports.making import Cancelled, CannotMake, MadeFile, NoProgress
from reporting.models import Export, Report
from reporting.summaries.asked import asked_of, plans_of
from reporting.summaries.contributors import contributors
from reporting.summaries.flat import flat_lines, parts_of
from reporting.summaries.sources import AsReported
from reporting.summaries.tables import rollup_table
from tests.world import NOW, TODAY, World, fill_2023, fill_places, fill_villages, whole_year
from units.enums import Level
from units.models import Placement, Unit

Line = dict[str, Any]
ROWS = 8
"""Components of the province's plan, asked of every place."""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def files() -> Iterator[list[Path]]:
    """Files that are removed after the test."""
    made: list[Path] = []
    yield made
    for path in made:
        path.unlink(missing_ok=True)


def asked(
    world: World, unit: str, by: str, *, years: tuple[int, ...] = (2024,), csv_: bool = False, **more: Any
) -> Export:
    options = {
        "site": "https://treem.example.vn",
        "rounds": [world.rounds[year].key for year in years],
        "official": more.pop("official", True),
        "plan": more.pop("plan", ""),
    }
    return Export.objects.create(
        code="K7QM-29XA",
        kind=ExportKind.FLAT,
        format=ExportFormat.CSV if csv_ else ExportFormat.XLSX,
        unit=world.units[unit],
        options=options,
        title=f"Bảng dữ liệu phẳng – {unit}",
        by=world.people[by],
        asked_at=NOW,
        **more,
    )


def made(files: list[Path], export: Export, progress: Any = None) -> MadeFile:
    file = write_flat(export, progress or NoProgress())
    assert isinstance(file.content, Path)
    files.append(file.content)
    return file


def lines(file: MadeFile) -> list[Line]:
    """By heading what stands in each line; nothing for an empty cell."""
    sheet = load_workbook(file.content)["Bảng dữ liệu phẳng"]
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def left_over() -> set[Path]:
    """Files that nobody has removed, ours and those of openpyxl."""
    folder = Path(tempfile.gettempdir())
    return {*folder.glob("childplan-*.xlsx"), *folder.glob("childplan-*.csv"), *folder.glob("openpyxl*")}


def of(found: list[Line], unit: str, code: str, year: int = 2024) -> Line:
    (line,) = [each for each in found if (each["Mã đơn vị"], each["Mã"], each["Năm"]) == (unit, code, year)]
    return line


def test_columns_are_explained_and_have_a_width() -> None:
    assert tuple(EXPLAINED) == COLUMNS
    assert list(WIDTHS) == [column.key for column in COLUMNS]
    page = (settings.BASE_DIR / "docs" / "flat-table.md").read_text("utf-8")
    for column, text in EXPLAINED.items():
        assert f"| {column.heading} | {text} |" in page


def test_a_line_for_each_unit_and_component(world: World, files: list[Path]) -> None:
    fill_2023(world)
    whole_year(world)
    found = lines(made(files, asked(world, "tinh", "tinh")))
    assert list(found[0]) == [column.heading for column in COLUMNS]
    assert of(found, "xa-x", "1.2") == {
        "Kỳ báo cáo": "Năm 2024",
        "Năm": 2024,
        "Loại số liệu": "Chính thức",
        "Cấp": "Xã",
        "Mã đơn vị": "xa-x",
        "Đơn vị": "xã Xuân",
        "Thuộc": "huyện An",
        "Khu vực": "Nông thôn",
        "Mục tiêu": "Mục tiêu 1. Bảo vệ trẻ em – tham khảo Chương trình tỉnh Thử",
        "Mã": "1.2",
        "Chỉ tiêu": "Nội dung TG",
        "Mã cách đo": "TG",
        "Đơn vị tính": "%",
        "Tử số": 16,
        "Mẫu số": 20,
        "Kết quả": 80,
        "Kết quả bằng chữ": "80,0%",
        "Chỉ tiêu giao, mốc": "≥\u00a095% (mốc\u00a02025)",
        "Đánh giá": None,
        "Đủ số liệu": "3/3 thôn",
        "Hạn chế xem": None,
    }
    village = of(found, "thon-3", "1.2")
    assert (village["Cấp"], village["Thuộc"], village["Khu vực"]) == ("Thôn", "xã Xuân", "Nông thôn")
    assert (village["Tử số"], village["Mẫu số"], village["Kết quả"], village["Đủ số liệu"]) == (
        3,
        6,
        50,
        "1/1 thôn",
    )
    # Yes or no of one village is no number.
    yes = of(found, "thon-1", "4")
    assert (yes["Kết quả"], yes["Kết quả bằng chữ"], yes["Đơn vị tính"]) == (None, "Có", None)
    # Only the province's own plan judges, and only the province.
    assert of(found, "tinh", "1.1")["Đánh giá"] == "Đạt"
    assert of(found, "cong-an", "3")["Hạn chế xem"] == "có"
    # Six places with eight lines each; a village is asked for one part at least of five, station and police
    # of one.
    assert len(found) == 6 * ROWS + 3 * 5 + 2


def test_places_stand_in_order_with_their_units_right_after_them(world: World, files: list[Path]) -> None:
    whole_year(world)
    found = lines(made(files, asked(world, "tinh", "tinh")))
    assert list(dict.fromkeys(line["Mã đơn vị"] for line in found)) == [
        *("tinh", "huyen-a", "xa-x", "cong-an", "tram", "thon-1", "thon-2", "thon-3"),
        *("xa-y", "huyen-b", "thi-tran-z"),
    ]


@pytest.mark.parametrize("official", [True, False])
@pytest.mark.parametrize("is_sent", [True, False])
def test_every_line_is_the_row_of_a_page(
    world: World, files: list[Path], official: bool, is_sent: bool
) -> None:
    """Of a place that of its roll-up page, of a village or an agency that which stands open on it."""
    fill_2023(world)
    if is_sent:
        whole_year(world)
    else:
        fill_villages(world)
        fill_places(world)
    found = lines(made(files, asked(world, "tinh", "tinh", official=official)))
    round_ = world.rounds[2024]
    expected = 0
    for key in ("tinh", "huyen-a", "huyen-b", "xa-x", "xa-y", "thi-tran-z"):
        unit = world.units[key]
        table = rollup_table(unit=unit, round_=round_, official=official, now=NOW)
        for row in table.rows:
            line = of(found, key, row.label)
            assert line["Kết quả bằng chữ"] in (row.result.words, row.result.text)
            assert (line["Tử số"], line["Mẫu số"]) == (row.result.numerator, row.result.denominator)
            assert (line["Đánh giá"] or "") == (row.verdict.chip.text if row.verdict.chip else "")
            assert (line["Đủ số liệu"] or "") == row.coverage
            expected += 1
        source = AsReported(unit, round_, official=official)
        for asked_ in asked_of(plans_of(unit, round_), round_.year):
            for child in contributors(asked_, source):
                if child.is_place or child.is_own:
                    continue
                line = of(found, child.unit_key, asked_.label)
                assert line["Kết quả bằng chữ"] == child.result.text
                assert (line["Tử số"], line["Mẫu số"]) == (child.result.numerator, child.result.denominator)
                assert line["Đủ số liệu"] == child.coverage
                expected += 1
    assert len(found) == expected


def test_the_page_in_the_browser_says_the_same(world: World, files: list[Path], sign_in: Any) -> None:
    whole_year(world)
    found = lines(made(files, asked(world, "xa-x", "vhxh-x")))
    client: Client = sign_in(world, "vhxh-x")
    page = client.get(reverse("reporting:rollup", args=["2024-nam", "xa-x"])).content.decode()
    told = [line for line in found if line["Mã đơn vị"] == "xa-x"]
    assert len(told) == ROWS
    for line in told:
        if line["Kết quả"] is not None:
            assert line["Kết quả bằng chữ"] in page


def test_several_rounds_stand_below_each_other(world: World, files: list[Path]) -> None:
    fill_2023(world)
    whole_year(world)
    file = made(files, asked(world, "xa-x", "vhxh-x", years=(2023, 2024)))
    found = lines(file)
    assert [line["Năm"] for line in found] == sorted(line["Năm"] for line in found)
    assert of(found, "xa-x", "5", 2024)["Kết quả bằng chữ"] == "50,0%"
    assert of(found, "xa-x", "1.1", 2023)["Kết quả"] is None
    about = load_workbook(file.content)["Về tệp này"]
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["Số liệu từ–đến"] == "Năm 2023: 15/12/2022–14/12/2023; Năm 2024: 15/12/2023–14/12/2024"


def test_only_one_plan_when_it_is_named(world: World, files: list[Path]) -> None:
    fill_places(world)
    everything = lines(made(files, asked(world, "xa-y", "vhxh-y", official=False, plan="ke-hoach-tinh")))
    assert len(everything) == ROWS
    Export.objects.all().delete()
    assert lines(made(files, asked(world, "xa-y", "vhxh-y", official=False, plan="ke-hoach-khac"))) == []


def test_the_file_says_what_it_is(world: World, files: list[Path]) -> None:
    whole_year(world)
    file = made(files, asked(world, "huyen-a", "huyen-a"))
    about = load_workbook(file.content)["Về tệp này"]
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["Đơn vị"] == "huyện An"
    assert said["Loại số liệu"] == "Chính thức"
    assert said["Lập lúc"] == "09:00 ngày 15/11/2024"
    assert (said["Mã tệp"], said["Tra mã tệp"]) == ("K7QM-29XA", "https://treem.example.vn/t/K7QM-29XA/")
    assert said["Mã nội dung"] == file.digest
    assert said["Cột Tử số"] == "Tử số; trống là chưa có số, không phải 0"
    assert file.file_name == "Bang-phang-nam-2024_huyen-An.xlsx"
    assert file.rows == f"{len(lines(file))} dòng"


def test_the_digest_is_of_the_numbers(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not of the moment, not of the format; one child more is another digest."""
    fill_places(world)
    first = made(files, asked(world, "xa-y", "vhxh-y", official=False)).digest
    Export.objects.all().delete()
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(day=16))
    assert made(files, asked(world, "xa-y", "vhxh-y", official=False, csv_=True)).digest == first
    Export.objects.all().delete()
    world.enter("xa-y", "vhxh-y", tre_em=201)
    assert made(files, asked(world, "xa-y", "vhxh-y", official=False)).digest != first


def test_sheets_are_ready_for_work(world: World, files: list[Path]) -> None:
    whole_year(world)
    file = made(files, asked(world, "xa-x", "vhxh-x"))
    sheet = load_workbook(file.content)["Bảng dữ liệu phẳng"]
    count = len(lines(file))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("G2", f"A1:U{count + 1}")
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert list(sheet.merged_cells) == []
    assert sheet["B2"].number_format == "General"
    assert sheet["P2"].number_format == "#,##0.0"


def test_no_name_becomes_a_formula(world: World, files: list[Path]) -> None:
    Placement.objects.filter(unit=world.units["xa-y"]).update(name="=1+1", kind="")
    fill_places(world)
    file = made(files, asked(world, "xa-y", "vhxh-y", official=False))
    with ZipFile(str(file.content)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    Export.objects.all().delete()
    file = made(files, asked(world, "xa-y", "vhxh-y", official=False, csv_=True))
    assert isinstance(file.content, Path)
    assert ",'=1+1," in file.content.read_text("utf-8-sig")


def test_csv_is_for_programs(world: World, files: list[Path]) -> None:
    whole_year(world)
    file = made(files, asked(world, "tinh", "tinh", csv_=True))
    assert isinstance(file.content, Path)
    with file.content.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert file.file_name == "Bang-phang-nam-2024_tinh-Thu.csv"
    (line,) = [row for row in rows if (row["Mã đơn vị"], row["Mã"]) == ("tinh", "1.2")]
    assert (line["Tử số"], line["Mẫu số"], line["Kết quả"]) == ("47", "51", "92.2")
    assert (line["Số liệu từ ngày"], line["Số liệu đến ngày"]) == ("2023-12-15", "2024-12-14")
    assert (line["Năm"], line["Mã tệp"]) == ("2024", "K7QM-29XA")
    assert (line["Đánh giá"], line["Kết quả bằng chữ"]) == ("Chưa đến mốc", "92,2%")


# --- Who


@pytest.mark.parametrize(
    ("unit", "by"),
    [
        ("xa-x", "vhxh-y"),
        ("xa-y", "vhxh-x"),
        ("huyen-a", "vhxh-x"),
        ("tinh", "huyen-a"),
        ("xa-x", "truong-thon-1"),
        ("xa-x", "y-te"),
        ("xa-x", "quan-tri"),
        ("xa-x", "vhxh-cu"),
        ("xa-x", "nguoi-ngoai"),
    ],
)
def test_nobody_gets_lines_of_a_place_whose_sums_are_not_theirs(world: World, unit: str, by: str) -> None:
    before = left_over()
    with pytest.raises(CannotMake, match="Không có số liệu nào trong phạm vi của bạn"):
        write_flat(asked(world, unit, by), NoProgress())
    assert left_over() == before


def test_the_place_itself_and_those_above_get_all_of_it(world: World, files: list[Path]) -> None:
    whole_year(world)
    told = []
    for by in ("vhxh-x", "lanh-dao-x", "huyen-a", "tinh"):
        found = lines(made(files, asked(world, "xa-x", by)))
        told.append(found)
        assert of(found, "xa-x", "3")["Hạn chế xem"] == "có"
        Export.objects.all().delete()
    assert told[0] == told[1] == told[2] == told[3]


def test_a_round_that_is_gone_has_no_lines(world: World) -> None:
    export = asked(world, "xa-x", "vhxh-x")
    export.options["rounds"] = ["2019-nam"]
    with pytest.raises(CannotMake):
        write_flat(export, NoProgress())


# --- For everybody


def test_the_public_version_has_the_places_own_lines_alone(world: World, files: list[Path]) -> None:
    """Without abused children; three child marriages in all are few."""
    item = world.items["tao-hon"]
    item.suppress_public = True
    item.save()
    fill_2023(world)
    whole_year(world)
    file = made(files, asked(world, "tinh", "tinh", is_public=True))
    found = lines(file)
    assert {line["Mã đơn vị"] for line in found} == {"tinh"}
    assert [line["Mã"] for line in found] == ["1.1", "1.2", "2", "4", "5", "6.1", "6.2"]
    weddings = of(found, "tinh", "5")
    assert (weddings["Tử số"], weddings["Mẫu số"]) == (FEW, FEW)
    assert (weddings["Kết quả"], weddings["Kết quả bằng chữ"], weddings["Đánh giá"]) == (None, HIDDEN, None)
    assert file.file_name == "Bang-phang-nam-2024_tinh-Thu_cong-khai.xlsx"
    about = load_workbook(file.content)["Về tệp này"]
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["Người xem"].startswith("Bản công khai")


# --- How


class Told:
    """Remembers how far it was told to be."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.steps: list[tuple[int, int, str]] = []
        self.stop_at = stop_at

    def step(self, done: int, total: int, counted_in: str = "xã") -> None:
        self.steps.append((done, total, counted_in))
        if done == self.stop_at:
            raise Cancelled


def test_progress_counts_places(world: World, files: list[Path]) -> None:
    fill_places(world)
    told = Told()
    made(files, asked(world, "huyen-a", "huyen-a"), told)
    assert told.steps == [(0, 3, "đơn vị"), (1, 3, "đơn vị"), (2, 3, "đơn vị"), (3, 3, "đơn vị")]
    Export.objects.all().delete()
    told = Told()
    made(files, asked(world, "xa-x", "vhxh-x"), told)
    assert told.steps == [(0, 1, "xã"), (1, 1, "xã")]


@pytest.mark.parametrize("csv_", [True, False])
def test_a_cancelled_file_leaves_nothing_behind(world: World, csv_: bool) -> None:
    fill_places(world)
    before = left_over()
    with pytest.raises(Cancelled):
        write_flat(asked(world, "tinh", "tinh", csv_=csv_), Told(stop_at=2))
    assert left_over() == before


def test_lines_come_one_place_at_a_time(world: World) -> None:
    """The first line costs the queries of one place: nothing of the others is read for it."""
    fill_places(world)
    (part,) = parts_of(world.units["tinh"], [world.rounds[2024]], lambda ids, _: ids, TODAY)
    costs = []
    for spot in part.spots:
        with CaptureQueriesContext(connection) as queries:
            assert list(flat_lines(part, spot, official=True))
        costs.append(len(queries))
    assert max(costs) <= 40
    with CaptureQueriesContext(connection) as queries:
        lines_ = flat_lines(part, part.spots[0], official=True)
        assert len(queries) == 0
        next(lines_)
        assert 0 < len(queries) <= costs[0]


def test_more_villages_cost_no_more_queries(world: World) -> None:
    fill_villages(world)

    def cost() -> int:
        (part,) = parts_of(world.units["xa-x"], [world.rounds[2024]], lambda ids, _: ids, TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert list(flat_lines(part, part.spots[0], official=False))
        return len(queries)

    few = cost()
    for number in range(4, 34):
        unit = world.unit(f"thon-{number}", Level.VILLAGE, "xa-x", name=f"Thôn {number}", kind="thôn")
        report = Report.objects.create(round=world.rounds[2024], unit=unit, area="rural")
        figure = world.figure("thon-1", "tre-em")
        figure.pk, figure.report = None, report
        figure.save()
    assert cost() == few


def test_more_lines_than_a_sheet_has_room_for_go_on_the_next(
    world: World, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_year(world)
    monkeypatch.setattr(flat, "MOST_ROWS", 30)
    workbook = load_workbook(made(files, asked(world, "tinh", "tinh")).content)
    assert workbook.sheetnames == [
        "Bảng dữ liệu phẳng",
        "Bảng dữ liệu phẳng (2)",
        "Bảng dữ liệu phẳng (3)",
        "Về tệp này",
    ]
    assert [workbook[name].max_row for name in workbook.sheetnames[:2]] == [31, 31]
    assert workbook["Bảng dữ liệu phẳng (2)"].auto_filter.ref == "A1:U31"


def test_a_unit_that_did_not_stand_yet_is_told_as_those_that_went_into_it(world: World) -> None:
    from units.models import Succession

    new = Unit.objects.create(key="xa-moi", level=Level.COMMUNE)
    Placement.objects.create(
        unit=new, parent=world.units["huyen-a"], name="Mới", kind="xã", starts_on="2025-07-01"
    )
    for old in ("xa-x", "xa-y"):
        Succession.objects.create(
            predecessor=world.units[old], successor=new, starts_on="2025-07-01", is_whole=True
        )
    after = TODAY.replace(year=2025)
    (part,) = parts_of(new, [world.rounds[2024]], lambda ids, _: ids, after)
    assert [spot.name.key for spot in part.spots] == ["xa-x", "xa-y"]
