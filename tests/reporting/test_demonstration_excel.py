"""The round trip of a real form: the sixteen cells of the health station of Hoằng Đức."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reporting import actions
from reporting.answers import Answer, Change
from reporting.demonstration.loading import Counts
from reporting.enums import FigureState
from reporting.incoming.template_format import LABEL, LAST_YEAR, META, SHEET
from reporting.models import FigureChange, Report
from tests.reporting.incoming.files import boxes
from tests.world import NOW
from units.models import User

pytestmark = pytest.mark.slow
STATION = ["2024-nam", "hoang-duc-tram-y-te"]


@pytest.fixture
def report(demonstration: Counts) -> Report:
    """Emptied but for three cells that stand at 28, 19 and 0."""
    report = Report.objects.select_related("round", "unit").get(round__key=STATION[0], unit__key=STATION[1])
    kept = {"suy-dinh-duong-nhe-can": 28, "suy-dinh-duong-thap-coi": 19, "tu-vong-so-sinh": 0}
    changes = []
    for figure in report.figures.select_related("item"):
        value = kept.get(figure.item.code)
        empty = Answer(FigureState.EMPTY)
        answer = empty if value is None else Answer(FigureState.ENTERED, value=value, raw=str(value))
        changes.append(Change(figure.item_id, figure.version, answer))
    by = User.objects.get(username="tyt.hoangduc")
    actions.save_answers(report=report, changes=changes, by=by, at=NOW)
    return report


@pytest.fixture
def station(report: Report) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username="tyt.hoangduc"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def downloaded(client: Client) -> BytesIO:
    return BytesIO(b"".join(client.get(reverse("reporting:excel_template", args=STATION))))


def test_the_template_has_sixteen_open_cells(station: Client) -> None:
    workbook = load_workbook(downloaded(station))
    sheet = workbook[SHEET]
    opened = [cell for row in sheet for cell in row if not cell.protection.locked]
    assert len(opened) == 16
    assert len(boxes(sheet)) == 16
    checked = {place for rule in sheet.data_validations.dataValidation for place in str(rule.sqref).split()}
    assert {cell.coordinate for cell in opened} == checked
    assert workbook[META].sheet_state != "visible"
    stunted = boxes(sheet)["suy-dinh-duong-thap-coi"].row
    assert sheet.cell(stunted, LABEL).value == "4.2"
    assert "/" in sheet.cell(stunted, LAST_YEAR).value


def test_nine_new_two_changed_one_wrong_one_equal(station: Client, report: Report) -> None:
    workbook = load_workbook(downloaded(station))
    cells = boxes(workbook[SHEET])
    new = [code for code, cell in cells.items() if cell.value is None]
    for value, code in enumerate(new[:9], start=1):
        cells[code].value = value
    cells[new[9]].value = "ba trăm"
    cells["suy-dinh-duong-nhe-can"].value = 20
    cells["suy-dinh-duong-thap-coi"].value = 18
    file = BytesIO()
    workbook.save(file)
    before = FigureChange.objects.count()
    answer = station.post(
        reverse("reporting:excel", args=STATION),
        {"tep": SimpleUploadedFile("MauBC_TYT_2024.xlsx", file.getvalue())},
        follow=True,
    )
    page = answer.content.decode()
    for words in ("9 ô mới", "2 ô thay đổi", "1 ô lỗi", "1 ô giữ nguyên", "Nhận 11 ô hợp lệ"):
        assert words in page, words
    (wrong,) = [row for row in answer.context["intake"].rows if row.kind == "error"]
    assert (wrong.place, wrong.incoming) == (cells[new[9]].coordinate, "ba trăm")
    assert "phải là số, ví dụ 57" in wrong.remark
    assert FigureChange.objects.count() == before
    number = answer.context["intake"].number
    station.post(reverse("reporting:accept_intake", args=[*STATION, number]), {"tat-ca": "1"})
    assert FigureChange.objects.count() == before + 11
    latest = FigureChange.objects.filter(figure__report=report).order_by("-id")[:11]
    assert {change.origin for change in latest} == {"excel"}
    entered = dict(report.figures.values_list("item__code", "value"))
    assert [entered[code] for code in new[:10]] == [1, 2, 3, 4, 5, 6, 7, 8, 9, None]
    assert (entered["suy-dinh-duong-nhe-can"], entered["suy-dinh-duong-thap-coi"]) == (20, 18)
