"""Is last year's recognition asked about, and is it an answer only once somebody says so?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from childplan.vietnamese import nfc
from indicators.models import DataItem
from reporting import actions
from reporting.actions import save_answers
from reporting.answers import Answer, Change
from reporting.enums import FigureState, Origin, ReportState, RoundKind
from reporting.exports.form_template import template_file, template_of
from reporting.incoming.template_format import SHEET
from reporting.models import FigureChange, Report, Round
from reporting.summaries.cells import Cell
from reporting.summaries.entry import EntryPage, entry_page
from reporting.summaries.intakes import form_of
from reporting.summaries.ledger import ledger
from reporting.summaries.sources import AsReported
from tests.kinds import build_kinds, leave_the_rest, say
from tests.reporting.incoming.files import boxes
from tests.world import NOW, World, at, build_round
from units.enums import Area, Level, Role
from units.models import Placement, Posting, Succession

SignIn = Callable[[World, str], Client]
FORM = reverse("reporting:entry", args=["2024-nam", "thon-1"])
LAST_YEAR = at(15, year=2023)
KEEP = "nhu-truoc:"


def standing(world: World, *codes: str) -> None:
    DataItem.objects.filter(code__in=codes).update(stands_until_changed=True)


@pytest.fixture
def village(world: World) -> World:
    """Village 1 said in 2023 that it has a playground, and commune X accepted it."""
    standing(world, "san-choi")
    build_round(world, 2023)
    said = {"tre_em": 90, "hoan_canh": 8, "duoc_giup": 8, "bi_thuong": 1, "san_choi": (1, 1)}
    world.enter("thon-1", "truong-thon-1", 2023, LAST_YEAR, **said)
    world.hand_in("thon-1", "truong-thon-1", 2023, LAST_YEAR)
    world.take("thon-1", "vhxh-x", 2023, LAST_YEAR)
    return world


def page_of(world: World, unit: str = "thon-1", year: int = 2024) -> EntryPage:
    return entry_page(world.report(unit, year), at(15, year=year))


def cell_of(world: World, code: str = "san-choi", unit: str = "thon-1", year: int = 2024) -> Cell:
    (cell,) = [cell for cell in page_of(world, unit, year).cells if cell.code == code]
    return cell


def asked(world: World, code: str = "san-choi", unit: str = "thon-1", year: int = 2024) -> str:
    recalled = cell_of(world, code, unit, year).recalled
    return recalled.question if recalled is not None else ""


def press(client: Client, said: str = "co", address: str = FORM, code: str = "san-choi", **more: str) -> Any:
    return client.post(address, {f"khac-{code}": KEEP + said, f"phien-ban-{code}": ""} | more)


def test_an_empty_cell_asks_and_says_nothing(village: World, sign_in: SignIn) -> None:
    """0 of 5 cells, no log row, nothing in the sum, also after the form was saved without a press."""
    assert asked(village) == "Năm 2023: Có. Vẫn như vậy?"
    client = sign_in(village, "truong-thon-1")
    html = nfc(" ".join(client.get(FORM).content.decode().split()))
    assert "Năm 2023: Có. Vẫn như vậy?" in html
    assert f'name="khac-san-choi" value="{KEEP}co"' in html
    client.post(FORM, {"phien-ban-san-choi": "", "khac-san-choi": "", "action": "save"})
    page, figure = page_of(village), village.figure("thon-1", "san-choi")
    assert (page.settled, page.asked) == (0, 5)
    assert (figure.state, figure.value, figure.version) == (FigureState.EMPTY, None, 0)
    assert not FigureChange.objects.filter(figure=figure).exists()
    found = ledger(
        AsReported(village.units["xa-x"], village.rounds[2024], official=False), village.components["4"].pk
    )
    assert found is not None
    assert (found.row.coverage, found.row.result.is_nothing) == ("0/3 thôn", True)
    with pytest.raises(actions.Incomplete):
        village.hand_in("thon-1", "truong-thon-1")


def test_one_press_is_an_answer_of_this_year(village: World, sign_in: SignIn) -> None:
    client = sign_in(village, "truong-thon-1")
    assert press(client).status_code == 302
    figure = village.figure("thon-1", "san-choi")
    assert (figure.state, figure.value, figure.answered) == (FigureState.ENTERED, 1, 1)
    row = FigureChange.objects.get(figure=figure)
    assert (row.origin, row.by, row.value, row.version) == (
        Origin.TYPED,
        village.people["truong-thon-1"],
        1,
        1,
    )
    page = page_of(village)
    assert (page.settled, asked(village)) == (1, "")
    found = ledger(
        AsReported(village.units["xa-x"], village.rounds[2024], official=False), village.components["4"].pk
    )
    assert found is not None
    assert (found.row.coverage, found.row.result.parts) == ("1/3 thôn", "1/1")
    # Pressed twice it is the same answer once.
    press(client)
    assert FigureChange.objects.filter(figure=figure).count() == 1


def test_the_script_hears_the_row_without_the_question(village: World, sign_in: SignIn) -> None:
    """The script fills the cell too, so both say the same."""
    answer = sign_in(village, "truong-thon-1").post(
        FORM,
        {"khac-san-choi": f"{KEEP}co", "so-san-choi": "co", "phien-ban-san-choi": "0"},
        headers={"accept": "application/json"},
    )
    told = answer.json()
    assert told["cells"] == [{"code": "san-choi", "version": 1, "stands": True}]
    assert "Vẫn đúng" not in nfc(told["html"])
    assert village.figure("thon-1", "san-choi").value == 1


def test_a_press_beside_another_answer_is_asked_about(village: World, sign_in: SignIn) -> None:
    client = sign_in(village, "truong-thon-1")
    answer = press(client, **{"so-san-choi": "khong"})
    assert answer.status_code == 422
    (cell,) = [cell for cell in answer.context["page"].cells if cell.code == "san-choi"]
    assert "vừa trả lời trong ô vừa chọn “Vẫn đúng”" in cell.message
    assert cell.text == "khong"
    assert village.figure("thon-1", "san-choi").state == FigureState.EMPTY


@pytest.mark.parametrize("said", ["", "x", "2", "Chưa thu thập được", "9" * 500, "1/1", "-1"])
def test_what_the_page_never_offered_is_no_answer(village: World, sign_in: SignIn, said: str) -> None:
    assert press(sign_in(village, "truong-thon-1"), said).status_code in (302, 422)
    assert village.figure("thon-1", "san-choi").state == FigureState.EMPTY


def test_a_number_is_never_confirmed_by_a_press(village: World, sign_in: SignIn) -> None:
    """Even if the catalogue said so: a count that is carried on unseen is what W4 warns of."""
    standing(village, "tre-em")
    assert asked(village, "tre-em") == ""
    press(sign_in(village, "truong-thon-1"), "90", code="tre-em")
    assert village.figure("thon-1", "tre-em").state == FigureState.EMPTY


def test_somebody_else_was_sooner(village: World, sign_in: SignIn) -> None:
    """Both answers stand side by side, and mine is the one of last year."""
    client = sign_in(village, "truong-thon-1")
    village.enter("thon-1", "truong-thon-1", san_choi=(0, 1))
    shown = press(client)
    assert shown.status_code == 422
    (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "san-choi"]
    assert "đã nhập Không lúc" in cell.message and "bạn nhập Có" in cell.message
    assert cell.text == "co"
    mine = {"so-san-choi": cell.text, "tranh-san-choi": "1", "phien-ban-san-choi": "1"}
    client.post(FORM, mine | {"khac-san-choi": cell.choices[0].value})
    assert village.figure("thon-1", "san-choi").value == 1


def test_a_given_answer_is_not_asked_about(village: World) -> None:
    for said in ((0, 1), FigureState.NOT_COLLECTED):
        village.enter("thon-1", "truong-thon-1", san_choi=said)
        assert asked(village) == ""
    # Taken out again the cell is empty, and asks.
    item = village.items["san-choi"]
    change = Change(item.pk, village.figure("thon-1", "san-choi").version, Answer(FigureState.EMPTY))
    save_answers(
        report=village.report("thon-1"), changes=[change], by=village.people["truong-thon-1"], at=NOW
    )
    assert asked(village) == "Năm 2023: Có. Vẫn như vậy?"


def test_only_recognitions_and_only_accepted_answers(village: World) -> None:
    standing_before = asked(village)
    DataItem.objects.update(stands_until_changed=False)
    assert (standing_before, asked(village)) == ("Năm 2023: Có. Vẫn như vậy?", "")
    standing(village, "san-choi")
    assert asked(village, unit="thon-2") == ""  # it never sent its report
    last = village.figure("thon-1", "san-choi", 2023)
    type(last).objects.filter(pk=last.pk).update(state=FigureState.NOT_COLLECTED, value=None, answered=None)
    assert asked(village) == ""
    type(last).objects.filter(pk=last.pk).update(state=FigureState.ENTERED, value=0, answered=1)
    assert asked(village) == "Năm 2023: Không. Vẫn như vậy?"
    Report.objects.filter(pk=last.report_id).update(
        state=ReportState.SUBMITTED, accepted_at=None, accepted_by=None
    )
    assert asked(village) == ""


def test_the_final_answer_is_the_one_that_stands(village: World) -> None:
    final = Round.objects.create(
        key="2023-chinh-thuc",
        kind=RoundKind.FINAL_YEAR,
        year=2023,
        data_from=date(2022, 12, 15),
        data_to=date(2023, 12, 14),
    )
    report = Report.objects.create(round=final, unit=village.units["thon-1"])
    report.figures.create(item=village.items["san-choi"], state=FigureState.ENTERED, value=0, answered=1)
    assert asked(village) == "Năm 2023: Có. Vẫn như vậy?"  # not accepted yet
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.ACCEPTED,
        submitted_at=NOW,
        first_submitted_at=NOW,
        accepted_at=NOW,
        submitted_by=village.people["truong-thon-1"],
        accepted_by=village.people["vhxh-x"],
    )
    assert asked(village) == "Năm 2023: Không. Vẫn như vậy?"


def test_six_months_ask_about_the_year_that_ended(village: World) -> None:
    half = Round.objects.create(
        key="2024-6-thang",
        kind=RoundKind.SIX_MONTHS,
        year=2024,
        data_from=date(2023, 12, 15),
        data_to=date(2024, 6, 14),
    )
    report = Report.objects.create(round=half, unit=village.units["thon-1"])
    report.figures.create(item=village.items["san-choi"])
    (cell,) = entry_page(report, NOW).cells
    assert cell.recalled is not None
    assert cell.recalled.question == "Năm 2023: Có. Vẫn như vậy?"


def test_a_form_that_nobody_fills_in_asks_nothing(village: World) -> None:
    fields = {"state": ReportState.SUBMITTED, "submitted_at": NOW, "first_submitted_at": NOW}
    Report.objects.filter(unit=village.units["thon-1"], round=village.rounds[2024]).update(
        **fields, submitted_by=village.people["truong-thon-1"]
    )
    assert asked(village) == ""


# --- Every kind of answer, and the file


@pytest.fixture
def commune(db: None) -> World:
    """Commune Y in 2024: 3 of 4 villages, level II, half done; accepted. 2025 is open after a reform: Y went
    whole into xã Yên Mới, which has nothing of any other unit."""
    world = build_kinds(2024)
    standing(world, "san-choi", "muc-do", "tinh-trang", "tien-quy", "danh-gia")
    world.enter("xa-y", "vhxh-y", san_choi=(3, 4))
    say(world, "xa-y", muc_do=2, tinh_trang=(1, "đã khởi công"), tien_quy=5, danh_gia="Tốt")
    leave_the_rest(world, "xa-y")
    world.hand_in("xa-y", "vhxh-y")
    world.take("xa-y", "huyen-a")
    return world


def renew(world: World, key: str = "xa-moi") -> None:
    day, eve = date(2025, 7, 1), date(2025, 6, 30)
    world.unit(key, Level.COMMUNE, "huyen-a", name="Yên Mới", kind="xã", area=Area.RURAL)
    Placement.objects.filter(unit=world.units[key]).update(starts_on=day)
    Placement.objects.filter(unit=world.units["xa-y"]).update(ends_on=eve)
    Posting.objects.filter(unit=world.units["xa-y"]).update(ends_on=eve)
    world.person("vhxh-moi", key, Role.COMMUNE_COORDINATOR).postings.update(starts_on=day)
    succeed(world, "xa-y", key)


def succeed(world: World, old: str, new: str, *, is_whole: bool = True) -> None:
    Succession.objects.create(
        predecessor=world.units[old],
        successor=world.units[new],
        starts_on=date(2025, 7, 1),
        is_whole=is_whole,
        decision="Nghị quyết thử",
    )


def test_every_kind_that_is_chosen(commune: World, sign_in: SignIn) -> None:
    build_round(commune, 2025)
    questions = {cell.code: cell.recalled for cell in page_of(commune, "xa-y", 2025).cells if cell.recalled}
    assert {code: (one.question, one.choice.value) for code, one in questions.items()} == {
        "san-choi": ("Năm 2024: 3/4. Vẫn như vậy?", f"{KEEP}3/4"),
        "muc-do": ("Năm 2024: Mức độ II. Vẫn như vậy?", f"{KEEP}2"),
        # The words beside it were about last year.
        "tinh-trang": ("Năm 2024: Đang thực hiện. Vẫn như vậy?", f"{KEEP}1"),
    }
    address = reverse("reporting:entry", args=["2025-nam", "xa-y"])
    fields = {f"khac-{code}": one.choice.value for code, one in questions.items()}
    fields |= {f"phien-ban-{code}": "0" for code in questions}
    assert sign_in(commune, "vhxh-y").post(address, fields).status_code == 302
    stored = {
        code: (figure.value, figure.answered, figure.text)
        for code in questions
        if (figure := commune.figure("xa-y", code, 2025))
    }
    assert stored == {"san-choi": (3, 4, ""), "muc-do": (2, None, ""), "tinh-trang": (1, None, "")}


def test_a_new_unit_is_asked_about_its_one_whole_predecessor(
    commune: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    renew(commune)
    build_round(commune, 2025)
    assert asked(commune, "muc-do", "xa-moi", 2025) == "Năm 2024, xã Yên: Mức độ II. Vẫn như vậy?"
    address = reverse("reporting:entry", args=["2025-nam", "xa-moi"])
    client = sign_in(commune, "vhxh-moi")
    moment(at(15, year=2025))
    press(client, "2", address, "muc-do")
    assert commune.figure("xa-moi", "muc-do", 2025).value == 2


@pytest.mark.parametrize(("other", "is_whole"), [("xa-x", True), ("thi-tran-z", False)])
def test_two_predecessors_have_no_answer_together(commune: World, other: str, is_whole: bool) -> None:
    renew(commune)
    succeed(commune, other, "xa-moi", is_whole=is_whole)
    build_round(commune, 2025)
    assert asked(commune, "muc-do", "xa-moi", 2025) == ""


def test_a_part_and_another_kind_of_unit_have_none_to_give(commune: World) -> None:
    renew(commune)
    build_round(commune, 2025)
    Succession.objects.update(is_whole=False)
    assert asked(commune, "muc-do", "xa-moi", 2025) == ""
    Succession.objects.update(is_whole=True)
    type(commune.units["xa-y"]).objects.filter(key="xa-y").update(level=Level.DISTRICT)
    assert asked(commune, "muc-do", "xa-moi", 2025) == ""


def test_what_a_predecessor_never_had_accepted_is_not_asked_about(commune: World) -> None:
    renew(commune)
    build_round(commune, 2025)
    Report.objects.filter(pk=commune.report("xa-y").pk).update(
        state=ReportState.SUBMITTED, accepted_at=None, accepted_by=None
    )
    assert asked(commune, "muc-do", "xa-moi", 2025) == ""


def test_in_the_file_the_box_is_empty_and_the_old_answer_beside_it(commune: World) -> None:
    renew(commune)
    build_round(commune, 2025)
    rows = {}
    for unit in ("xa-moi", "xa-x"):
        sheet = _sheet(commune, unit)
        place = boxes(sheet)["muc-do"]
        rows[unit] = (place.value, [cell.value for cell in sheet[place.row]][:6][-1])
    assert rows == {"xa-moi": (None, "Mức độ II (năm 2024, xã Yên)"), "xa-x": (None, "—")}


def _sheet(world: World, unit: str) -> Any:
    file = template_file(template_of(form_of(world.report(unit, 2025), at(15, year=2025))))
    return load_workbook(file)[SHEET]


def test_the_question_costs_no_query_where_the_unit_stood(village: World) -> None:
    def queries() -> int:
        report = village.report("thon-1")
        with CaptureQueriesContext(connection) as told:
            entry_page(report, NOW)
        return len(told)

    with_question = queries()
    DataItem.objects.update(stands_until_changed=False)
    assert with_question == queries()
