"""Does a rate that was given without its counts work wherever another figure does?

Clean water is asked of the communes (target ≥ 95%, a share), deaths of the province alone (≤ 4,3‰).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from indicators.enums import Method, Status
from reporting import actions
from reporting.answers import Answer, Change, Control
from reporting.documents.tables import export_table
from reporting.enums import FigureState, Origin
from reporting.exports.excel import excel_file
from reporting.incoming.judging import Judged, Kind, Standing, judge, read_incoming, written
from reporting.incoming.layout import Asked, Layout, Line
from reporting.incoming.template_format import SHEET
from reporting.incoming.workbooks import Found, read_template
from reporting.intakes import accept, keep
from reporting.models import FigureChange, Total
from reporting.rollup import Coverage, ItemTotal, Outcome, combine
from reporting.summaries.entry import entry_page
from reporting.summaries.intakes import form_of
from reporting.summaries.table_rows import Row, Writing
from reporting.summaries.tables import Table, plan_table, rollup_table
from tests.kinds import WHY, build_kinds, leave_the_rest, say
from tests.reporting.incoming.files import boxes, filled, template
from tests.world import NOW, World

SignIn = Callable[[World, str], Client]
OF_X = reverse("reporting:entry", args=["2024-nam", "xa-x"])


@pytest.fixture
def rates(db: None) -> World:
    return build_kinds(rates=True)


def table(world: World, unit: str = "tinh", *, official: bool = False) -> Table:
    round_ = world.rounds[2024]
    if unit == "tinh":
        return plan_table(plan=world.plan, round_=round_, official=official, now=NOW)
    return rollup_table(unit=world.units[unit], round_=round_, official=official, now=NOW)


def row(world: World, label: str, unit: str = "tinh", *, official: bool = False) -> Row:
    (found,) = [row for row in table(world, unit, official=official).rows if row.label == label]
    return found


def given(**parts: int) -> ItemTotal:
    return ItemTotal(**parts)


@pytest.mark.parametrize(
    ("total", "outcome", "value"),
    [
        (given(asked=1), Outcome.NO_DATA, None),
        (given(asked=1, answered=1, value=97_500_000), Outcome.VALUE, Decimal("97.5")),
        (given(asked=1, answered=1, no_cases=1), Outcome.NO_CASES, None),
        # One of two has answered: it does not stand for both.
        (given(asked=2, answered=1, value=97_500_000), Outcome.APART, None),
        (given(asked=2, answered=2, value=197_500_000), Outcome.APART, None),
        (given(asked=2, answered=2, no_cases=2), Outcome.NO_CASES, None),
    ],
)
def test_one_rate_is_a_result_and_several_are_none(
    total: ItemTotal, outcome: Outcome, value: Decimal | None
) -> None:
    found = combine(Method.RATE_GIVEN, total, ItemTotal(), 100)
    assert (found.outcome, found.value) == (outcome, value)
    assert (found.numerator, found.denominator) == (None, None)
    assert found.coverage == Coverage(total.answered, total.asked)


class TestTables:
    def test_of_one_unit_it_is_judged(self, rates: World) -> None:
        assert row(rates, "18").verdict.status == Status.NO_DATA
        say(rates, "tinh", tu_vong=Decimal("4.34"))
        found = row(rates, "18")
        # 4,34 would round to 4,3, which is met: a digit more says that it is not.
        assert (found.result.text, found.result.number) == ("4,34‰", Decimal("4.34"))
        assert (found.target.text, found.verdict.status) == ("≤\u00a04,3‰", Status.NOT_MET)
        assert found.writings == (Writing("", f"4,34‰ ({WHY})"),)
        say(rates, "tinh", tu_vong=Decimal("4.3"))
        assert row(rates, "18").verdict.status == Status.MET

    def test_of_several_units_it_is_listed(self, rates: World) -> None:
        say(rates, "xa-x", nuoc_sach=Decimal("97.5"))
        say(rates, "xa-y", nuoc_sach=(Decimal(90), "trạm cấp nước cho"))
        found = row(rates, "17")
        assert (found.result.text, found.result.number) == ("2 đơn vị, không cộng được", None)
        assert found.verdict.chip is not None
        assert (found.verdict.status, found.verdict.chip.text) == (Status.NO_TARGET, "Không cộng được")
        assert found.coverage == "2/3 xã"
        assert found.writings_word == "Tỷ lệ"
        assert found.writings == (
            Writing("Xã Xuân", f"97,5% ({WHY})"),
            Writing("Xã Yên", "90% (trạm cấp nước cho)"),
        )
        # It is no verdict, so the finding does not count it.
        assert "không cộng" not in table(rates).finding.lower()

    def test_of_one_commune_just_its_own(self, rates: World) -> None:
        say(rates, "xa-x", nuoc_sach=Decimal("97.5"))
        assert row(rates, "17", "xa-x").result.text == "97,5%"
        assert row(rates, "17", "huyen-b").result.text == "—"
        # Z alone is asked in district B.
        say(rates, "thi-tran-z", nuoc_sach=Decimal(100))
        assert row(rates, "17", "huyen-b").result.text == "100%"

    def test_no_cases_and_not_collected_stay_what_they_are(self, rates: World) -> None:
        say(rates, "xa-x", nuoc_sach=FigureState.NOT_COLLECTED)
        assert row(rates, "17", "xa-x").result.outcome == Outcome.NO_DATA
        client_says_none = Answer(FigureState.NO_CASES, value=0)
        figure = rates.figure("xa-y", "nuoc-sach")
        change = Change(figure.item_id, figure.version, client_says_none)
        actions.save_answers(report=rates.report("xa-y"), changes=[change], by=rates.people["vhxh-y"], at=NOW)
        assert row(rates, "17", "xa-y").result.words == "Không phát sinh"
        assert row(rates, "17").writings == ()

    def test_a_real_number_in_excel(self, rates: World) -> None:
        say(rates, "tinh", tu_vong=Decimal("4.34"))
        say(rates, "xa-x", nuoc_sach=Decimal("97.5"))
        sheet = load_workbook(excel_file(export_table(table(rates), "http://may/")))["Biểu kết quả"]
        by_label = {line[0].value: line for line in sheet.iter_rows()}
        result = by_label["18"][7]
        assert (result.value, result.number_format, result.data_type) == (4.34, "#,##0.00", "n")
        assert by_label["18"][5].value == "—"
        assert by_label["17"][7].value == "1 đơn vị, không cộng được"


def test_what_was_handed_up_stays(rates: World) -> None:
    """District B has only Z: its rate is the district's result, and stays when Z says another."""
    say(rates, "thi-tran-z", nuoc_sach=Decimal(96))
    leave_the_rest(rates, "thi-tran-z")
    rates.hand_in("thi-tran-z", "vhxh-z")
    rates.take("thi-tran-z", "huyen-b")
    rates.hand_in("huyen-b", "huyen-b")
    kept = Total.objects.get(report=rates.report("huyen-b"), item=rates.items["nuoc-sach"])
    assert (kept.value, kept.asked, kept.answered) == (96_000_000, 1, 1)
    actions.undo_acceptance(
        report=rates.report("thi-tran-z"), by=rates.people["huyen-b"], at=NOW, reason="sai"
    )
    actions.start_check(report=rates.report("thi-tran-z"), by=rates.people["huyen-b"], at=NOW)
    actions.send_back(report=rates.report("thi-tran-z"), by=rates.people["huyen-b"], at=NOW, reason="sửa")
    say(rates, "thi-tran-z", nuoc_sach=(Decimal("94.5"), "đo lại"))
    rates.hand_in("thi-tran-z", "vhxh-z")
    rates.take("thi-tran-z", "huyen-b")
    found = row(rates, "17", "huyen-b", official=True)
    assert (found.result.text, found.writings) == ("96,0%", (Writing("Thị trấn Đức", f"96% ({WHY})"),))
    assert found.changed == "Đã thay đổi sau khi nộp: 96,0% → 94,5%; tỷ lệ của 1 đơn vị"


class TestForm:
    def saves(self, client: Client, **fields: str) -> Any:
        sent = {name.replace("_", "-"): text for name, text in fields.items()}
        version = str(self.version)
        return client.post(OF_X, {"phien-ban-nuoc-sach": version} | sent)

    version = 0

    def test_rate_and_reason(self, rates: World, sign_in: SignIn) -> None:
        client = sign_in(rates, "vhxh-x")
        self.saves(client, so_nuoc_sach="97.5", ly_do_nuoc_sach=" trạm cấp nước cho ")
        figure = rates.figure("xa-x", "nuoc-sach")
        assert (figure.state, figure.value, figure.raw) == (FigureState.ENTERED, 97_500_000, "97.5")
        assert figure.reason == "trạm cấp nước cho"
        page = client.get(OF_X).content.decode()
        assert 'data-kind="decimal"' in page and 'inputmode="decimal"' in page
        assert 'value="97,5"' in page and 'value="trạm cấp nước cho"' in page
        assert page.count('name="ly-do-nuoc-sach"') == 1

    @pytest.mark.parametrize(("choice", "value"), [("so:1.234,0", 1_234_000_000), ("so:1,234", 1_234_000)])
    def test_what_can_be_meant_in_two_ways_asks(
        self, rates: World, sign_in: SignIn, choice: str, value: int
    ) -> None:
        client = sign_in(rates, "vhxh-x")
        self.saves(client, so_nuoc_sach="1.234", ly_do_nuoc_sach="a")
        assert rates.figure("xa-x", "nuoc-sach").state == FigureState.UNREAD
        (cell,) = [cell for cell in entry_page(rates.report("xa-x"), NOW).cells if cell.code == "nuoc-sach"]
        assert [one.value for one in cell.choices] == ["so:1.234,0", "so:1,234"]
        assert cell.reason == "a"
        again = {"so-nuoc-sach": "1.234", "khac-nuoc-sach": choice, "ly-do-nuoc-sach": "a"}
        client.post(OF_X, again | {"phien-ban-nuoc-sach": "1"})
        figure = rates.figure("xa-x", "nuoc-sach")
        assert (figure.state, figure.value, figure.reason) == (FigureState.ENTERED, value, "a")

    def test_a_reason_alone_waits_for_its_rate(self, rates: World, sign_in: SignIn) -> None:
        client = sign_in(rates, "vhxh-x")
        self.saves(client, so_nuoc_sach="", ly_do_nuoc_sach="chưa đếm")
        figure = rates.figure("xa-x", "nuoc-sach")
        assert (figure.state, figure.reason) == (FigureState.EMPTY, "chưa đếm")
        assert 'value="chưa đếm"' in client.get(OF_X).content.decode()

    def test_not_collected_takes_the_same_reason(self, rates: World, sign_in: SignIn) -> None:
        client = sign_in(rates, "vhxh-x")
        self.saves(client, khac_nuoc_sach="not_collected", ly_do_nuoc_sach="mất sổ")
        figure = rates.figure("xa-x", "nuoc-sach")
        assert (figure.state, figure.reason) == (FigureState.NOT_COLLECTED, "mất sổ")
        assert client.get(OF_X).content.decode().count('name="ly-do-nuoc-sach"') == 1

    def test_two_people(self, rates: World, sign_in: SignIn) -> None:
        client = sign_in(rates, "vhxh-x")
        say(rates, "xa-x", nuoc_sach=(Decimal(96), "theo trạm"))
        shown = self.saves(client, so_nuoc_sach="97,5", ly_do_nuoc_sach="theo xã")
        assert shown.status_code == 422
        (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "nuoc-sach"]
        assert "đã nhập 96 (theo trạm) lúc" in cell.message
        assert "bạn nhập 97,5 (theo xã)" in cell.message
        mine = {"khac-nuoc-sach": cell.choices[0].value, "tranh-nuoc-sach": "1"}
        client.post(
            OF_X,
            mine | {"so-nuoc-sach": cell.text, "ly-do-nuoc-sach": cell.reason, "phien-ban-nuoc-sach": "1"},
        )
        figure = rates.figure("xa-x", "nuoc-sach")
        assert (figure.value, figure.reason) == (97_500_000, "theo xã")

    def test_my_choice_between_two_readings_survives_a_conflict(self, rates: World, sign_in: SignIn) -> None:
        client = sign_in(rates, "vhxh-x")
        say(rates, "xa-x", nuoc_sach=Decimal(96))
        mine = {"so-nuoc-sach": "1.234", "ly-do-nuoc-sach": "theo xã"}
        shown = client.post(OF_X, mine | {"khac-nuoc-sach": "so:1,234", "phien-ban-nuoc-sach": "0"})
        (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "nuoc-sach"]
        chosen = {"khac-nuoc-sach": cell.choices[0].value, "tranh-nuoc-sach": "1"}
        client.post(OF_X, mine | chosen | {"phien-ban-nuoc-sach": "1"})
        assert rates.figure("xa-x", "nuoc-sach").value == 1_234_000

    def test_what_keeps_it_from_going_up(self, rates: World) -> None:
        def wrong() -> list[tuple[str, str]]:
            found = entry_page(rates.report("xa-x"), NOW).problems
            of_rate = rates.items["nuoc-sach"].pk
            return [(one.code, one.message) for one in found if one.item_id == of_rate]

        assert [code for code, _ in wrong()] == ["E7"]
        say(rates, "xa-x", nuoc_sach=(Decimal("97.5"), ""))
        assert wrong() == [("E9", "Ghi lý do không có số đếm của “Tỷ lệ nuoc-sach”")]
        say(rates, "xa-x", nuoc_sach=Decimal("100.5"))
        assert wrong() == [("E6", "Tỷ lệ nuoc-sach (100,5) không thể lớn hơn 100")]
        say(rates, "xa-x", nuoc_sach=Decimal(100))
        assert wrong() == []

    def test_the_row_has_result_target_and_reason(self, rates: World, sign_in: SignIn) -> None:
        say(rates, "xa-x", nuoc_sach=Decimal("97.5"))
        groups = entry_page(rates.report("xa-x"), NOW).groups
        (line,) = [line for group in groups for line in group.rows if line.label == "17"]
        assert (line.unit_text, line.part, line.result.text) == ("%", "tỷ lệ", "97,5%")
        leave_the_rest(rates, "xa-x")
        rates.hand_in("xa-x", "vhxh-x", reason="thiếu")
        actions.start_check(report=rates.report("xa-x"), by=rates.people["huyen-a"], at=NOW)
        review = reverse("reporting:review", args=["2024-nam", "xa-x"])
        page = sign_in(rates, "huyen-a").get(review, {"xem": "tat-ca"})
        assert WHY.capitalize() in page.content.decode()

    def test_last_year_stands_beside_it(self, db: None) -> None:
        world = build_kinds(2023, 2024, rates=True)
        say(world, "xa-x", 2023, nuoc_sach=Decimal("93.25"))
        groups = entry_page(world.report("xa-x"), NOW).groups
        (line,) = [line for group in groups for line in group.rows if line.label == "17"]
        assert (line.numerator.last_year, line.last_year.text) == ("93,25", "93,3%")

    def test_the_page_about_the_cell(self, rates: World, sign_in: SignIn) -> None:
        say(rates, "xa-x", nuoc_sach=(Decimal(96), "theo trạm"))
        say(rates, "xa-x", nuoc_sach=(Decimal(96), "theo sổ"))
        address = reverse("reporting:cell", args=["2024-nam", "xa-x", "nuoc-sach"])
        page = sign_in(rates, "vhxh-x").get(address).content.decode()
        assert "96 (theo trạm)" in page and "96 (theo sổ)" in page


ASKED = Asked("nuoc-sach", "Nước sạch", Control.RATE, "%")
LAYOUT = Layout([Line("Nước sạch", ASKED, "17")], {})


class TestIncoming:
    def verdict(self, text: str, now: Answer | None = None) -> Judged:
        standing = Standing(now or Answer(FigureState.EMPTY), 1 if now else 0, "Lê Thị Hoa")
        versions = {"nuoc-sach": standing.version}
        (one,) = judge([Found("G6", "nuoc-sach", text)], LAYOUT, {"nuoc-sach": standing}, versions)
        return one

    def test_with_and_without_its_reason(self) -> None:
        alone = self.verdict("97,5")
        assert alone.kind == Kind.NEW
        assert alone.answer == Answer(FigureState.ENTERED, value=97_500_000, raw="97,5")
        both = self.verdict("97,5: trạm cho: số năm 2024")
        assert both.answer is not None
        assert (both.answer.value, both.answer.reason) == (97_500_000, "trạm cho: số năm 2024")

    def test_a_new_rate_keeps_the_reason_that_stands(self) -> None:
        now = Answer(FigureState.ENTERED, value=96_000_000, reason="trạm cho")
        assert self.verdict("96", now).kind == Kind.SAME
        changed = self.verdict("97,5", now)
        assert changed.kind == Kind.CHANGED
        assert changed.answer is not None and changed.answer.reason == "trạm cho"
        assert self.verdict("96: theo sổ", now).kind == Kind.CHANGED

    def test_a_question_cannot_be_asked_in_a_file(self) -> None:
        one = self.verdict("1.234")
        assert one.kind == Kind.ERROR
        assert one.remark.endswith("Ghi rõ lại hoặc nhập tay.")

    @pytest.mark.parametrize("reason", ["", "trạm cho: số năm 2024"])
    def test_what_is_written_is_read_back(self, reason: str) -> None:
        answer = Answer(FigureState.ENTERED, value=1_234_000_000, reason=reason)
        again = read_incoming(ASKED, written(ASKED, answer)).answer
        assert again is not None and again.says_the_same(answer)

    def test_the_template_there_and_back(self, rates: World) -> None:
        say(rates, "xa-x", nuoc_sach=(Decimal("96.5"), "trạm cho"))
        page = load_workbook(template(rates, "xa-x"))[SHEET]
        box = boxes(page)["nuoc-sach"]
        assert (box.value, box.data_type, box.protection.locked) == (96.5, "n", False)
        (rule,) = [rule for rule in page.data_validations.dataValidation if rule.type == "decimal"]
        assert (rule.formula1, rule.errorStyle, box.coordinate in rule.sqref) == ("0", "warning", True)

        back = filled(rates, "xa-x", nuoc_sach=97.25)
        file = read_template(back, size=len(back.getvalue()))
        report, person = rates.report("xa-x"), rates.people["vhxh-x"]
        intake = keep(
            report=report, origin=Origin.EXCEL, found=file.found, versions=file.versions, by=person, at=NOW
        )
        form = form_of(report, NOW)
        accept(intake=intake, ticked={"nuoc-sach": form.versions["nuoc-sach"]}, by=person, at=NOW)
        figure = rates.figure("xa-x", "nuoc-sach")
        assert (figure.value, figure.reason) == (97_250_000, "trạm cho")
        assert FigureChange.objects.get(figure=figure, version=2).origin == Origin.EXCEL
