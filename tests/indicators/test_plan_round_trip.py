"""Does a signed plan that went out as an Excel table come back as the same rows, in another place?"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from childplan.clock import VIET_NAM
from childplan.sheet_files import sheet_lines
from indicators.actions.importing import Written, import_table
from indicators.exports.plan_table import DRAWN_ON_THE_PAGE, plan_table
from indicators.forms.import_preview import Preview, preview_of
from indicators.forms.imported_indicators import imported_from
from indicators.loading import load_everything
from indicators.models import Component, Indicator, Measure, Target
from indicators.plan_tables import as_text, read_table, rows_of_text
from indicators.summaries.indicator_editing import ground_for
from indicators.views.plan_import import stored_indicators
from plans.enums import PlanState
from plans.models import Plan
from units.enums import Level, Role
from units.models import Placement, Posting, Unit, User

pytestmark = pytest.mark.django_db

TODAY = date(2024, 11, 15)
AT = datetime(2024, 11, 15, 9, tzinfo=VIET_NAM)
ISSUERS = {
    "viet-nam": Level.COUNTRY,
    "thua-thien-hue": Level.PROVINCE,
    "tan-yen": Level.DISTRICT,
    "nam-dong-xa-chua-ro-ten": Level.COMMUNE,
    "an-son": Level.COMMUNE,
    "hoang-duc": Level.COMMUNE,
    "xa-khac": Level.COMMUNE,
}


@pytest.fixture
def keeper() -> User:
    """Who keeps the plans of another commune, with all signed plans loaded."""
    for key, level in ISSUERS.items():
        unit = Unit.objects.create(key=key, level=level)
        Placement.objects.create(unit=unit, parent=None, name=key, kind="xã")
    load_everything(settings.BASE_DIR / "fixtures")
    user = User.objects.create_user(username="nguoi-giu", password="mat-khau-thu", full_name="Người Giữ")
    Posting.objects.create(user=user, unit=Unit.objects.get(key="xa-khac"), role=Role.COMMUNE_COORDINATOR)
    return user


def draft_like(signed: Plan) -> Plan:
    return Plan.objects.create(
        key="nhap",
        issuer=Unit.objects.get(key="xa-khac"),
        kind=signed.kind,
        title="Kế hoạch của xã khác",
        short_title="Kế hoạch xã khác",
        first_year=signed.first_year,
        last_year=signed.last_year,
        state=PlanState.DRAFT,
    )


def through_the_file(plan: Plan) -> str:
    """The text that a preview carries after the exported file was uploaded."""
    file = plan_table(plan, Measure.objects.select_related("numerator"), TODAY)
    content = file.getvalue()
    uploaded = SimpleUploadedFile("ke-hoach.xlsx", content)
    return as_text(sheet_lines(uploaded.file, len(content), keep_empty=True))


def previewed(plan: Plan, text: str) -> Preview:
    ground = ground_for(Plan.objects.select_related("issuer").get(pk=plan.pk), None, TODAY)
    table = read_table(rows_of_text(text))
    assert table.problems == [] and table.ignored == []
    stored = stored_indicators(plan, [cells.number for cells in table.indicators])
    return preview_of(imported_from(table, ground, stored, {}, {}), ground, TODAY)


def brought_in(plan: Plan, preview: Preview, by: User) -> Written:
    return import_table(
        plan=plan, entries=preview.entries, duties=preview.duties, source="tệp ke-hoach.xlsx", by=by, at=AT
    )


def rows(plan: Plan) -> dict[str, list[Any]]:
    """What a plan asks, without the numbers of rows."""
    return {
        "indicators": list(
            Indicator.objects.filter(plan=plan)
            .order_by("position")
            .values_list("number", "goal__number", "short_name", "official_text")
        ),
        "components": list(
            Component.objects.filter(indicator__plan=plan)
            .order_by("indicator__position", "position")
            .values_list("label", "short_name", "words", "measure__code", "own_base", "note")
        ),
        "targets": list(
            Target.objects.filter(component__indicator__plan=plan)
            .order_by("component__indicator__position", "component__position", "first_year", "last_year")
            .values_list(
                *("component__label", "first_year", "last_year", "operator", "value", "second_value"),
                *("words", "reading", "flag"),
            )
        ),
    }


@pytest.mark.parametrize(("key", "count"), [("002", 24), ("000", 18)])
def test_the_same_rows_come_back(keeper: User, key: str, count: int):
    signed = Plan.objects.get(key=key)
    draft = draft_like(signed)
    preview = previewed(draft, through_the_file(signed))
    assert [line.problems for line in preview.lines if line.problems] == []
    assert (preview.new, preview.count, preview.may_write) == (count, count, True)
    written = brought_in(draft, preview, keeper)
    assert len(written.added) == count
    before, after = rows(signed), rows(draft)
    assert after["indicators"] == before["indicators"]
    assert after["components"] == before["components"]
    assert after["targets"] == before["targets"]


def test_the_same_file_again_changes_nothing(keeper: User):
    signed = Plan.objects.get(key="002")
    draft = draft_like(signed)
    text = through_the_file(signed)
    brought_in(draft, previewed(draft, text), keeper)
    ids = list(Target.objects.filter(component__indicator__plan=draft).order_by("pk").values_list("pk"))
    again = previewed(draft, text)
    assert (again.same, again.new, again.changed) == (24, 0, 0)
    assert again.is_nothing_new
    assert brought_in(draft, again, keeper).is_nothing
    assert ids == list(
        Target.objects.filter(component__indicator__plan=draft).order_by("pk").values_list("pk")
    )


def test_interpolation_stays_with_its_plan_and_the_file_says_so(keeper: User):
    """QĐ 23 has a milestone in 2025 and one in 2030: what is drawn for 2026–2029 is no line of the table."""
    signed, key = Plan.objects.get(key="qd23"), "Kế hoạch này nội suy"
    guide, lines = _guide_and_lines(signed)
    assert not any(key in said for said in guide)
    Plan.objects.filter(pk=signed.pk).update(interpolated_from=2026)
    signed.refresh_from_db()
    drawn_guide, drawn_lines = _guide_and_lines(signed)
    assert [said for said in drawn_guide if key in said] == [DRAWN_ON_THE_PAGE]
    assert drawn_lines == lines
    # A plan that takes the table starts without; one that has it on keeps it.
    draft = draft_like(signed)
    brought_in(draft, previewed(draft, through_the_file(signed)), keeper)
    draft.refresh_from_db()
    assert draft.interpolated_from is None
    Plan.objects.filter(pk=draft.pk).update(interpolated_from=2026, interpolated_until=2028)
    draft.refresh_from_db()
    Indicator.objects.filter(plan=draft, number="1").delete()
    brought_in(draft, previewed(draft, through_the_file(signed)), keeper)
    draft.refresh_from_db()
    assert (draft.interpolated_from, draft.interpolated_until) == (2026, 2028)


def _guide_and_lines(plan: Plan) -> tuple[list[str], list[list[str]]]:
    """The sentences of the guide, and the texts of the table."""
    file = plan_table(plan, Measure.objects.select_related("numerator"), TODAY)
    book = load_workbook(BytesIO(file.getvalue()))
    guide = [str(row[1]) for row in book["Cách điền"].iter_rows(values_only=True) if len(row) > 1 and row[1]]
    lines = [[str(cell or "") for cell in row] for row in book["Chỉ tiêu"].iter_rows(values_only=True)]
    return guide, lines


def test_no_cell_of_the_file_is_a_formula(keeper: User):
    plan = Plan.objects.get(key="002")
    Indicator.objects.filter(plan=plan, number="1").update(official_text="=HYPERLINK(1)", short_name="+1")
    file = plan_table(plan, Measure.objects.select_related("numerator"), TODAY)
    sheet = load_workbook(BytesIO(file.getvalue()))["Chỉ tiêu"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    texts = {cell.value: cell for cell in cells}
    assert texts["=HYPERLINK(1)"].quotePrefix and texts["+1"].quotePrefix
