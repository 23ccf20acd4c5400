"""Are the figures of a signed report those of the place, also after a reform, in few questions?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.enums import PlanKind
from plans.models import Plan
from reporting import actions
from reporting.documents.assembling import assemble
from reporting.enums import RoundKind, Side
from reporting.models import Letterhead, Report, Round
from reporting.summaries.annual import annual_figures
from reporting.summaries.annual_letterheads import default_letterhead, letterhead_of
from tests.finalising import final_of, open_final
from tests.reform import reform
from tests.signed_reports import draft, draft_of, round_over, texts_of
from tests.world import (
    NOW,
    World,
    at,
    build_plan,
    build_round,
    fill_places,
    fill_villages,
    send_up,
    settle_all,
    whole_year,
)
from units.enums import AgencyKind, Level
from units.models import Succession

pytestmark = pytest.mark.django_db


def figures(world: World, unit: str = "tinh", round_: Round | None = None, *, official: bool = True):  # type: ignore[no-untyped-def]
    return annual_figures(
        unit=world.units[unit],
        plan=world.plan,
        round_=round_ or world.rounds[2024],
        official=official,
        now=NOW,
    )


def asked(world: World, unit: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        figures(world, unit)
    return len(queries)


def test_more_units_and_rows_ask_no_more(world: World):
    fill_villages(world)
    fill_places(world)
    few = asked(world, "xa-x")
    for number in range(4, 24):
        unit = world.unit(f"thon-{number}", Level.VILLAGE, "xa-x", name=f"Thôn {number}", kind="thôn")
        Report.objects.create(round=world.rounds[2024], unit=unit)
    assert asked(world, "xa-x") == few
    assert few < 60


def test_a_settled_difference_is_told_with_its_reason(world: World):
    fill_villages(world)
    fill_places(world)
    world.enter("tram", "y-te", bi_thuong=4)
    settle_all(world, "xa-x", "vhxh-x", Side.SOURCE)
    found = figures(world, "xa-x", official=False)
    assert [(one.name, one.words) for one in found.settled] == [
        (
            "Số trẻ em bị tai nạn thương tích",
            "Các thôn cộng lại 3, Trạm Y tế ghi 4; dùng số của Trạm Y tế (4): đã đối chiếu sổ",
        )
    ]


def test_a_report_that_went_up_without_a_unit_names_it_and_keeps_who_was_in(world: World):
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "tram", "cong-an")
    assert figures(world, "xa-x").below.missing == ("Thôn 3",)
    assert figures(world, "xa-x").below.not_handed_in == ("Thôn 3",)
    states = {one.name: one.state for one in figures(world, "xa-x").below.units}
    assert states == {
        "Công an xã": "đã duyệt",
        "Trạm Y tế": "đã duyệt",
        "Thôn 1": "đã duyệt",
        "Thôn 2": "đã duyệt",
        "Thôn 3": "chưa nộp",
    }


def test_what_is_opened_again_later_was_in_all_the_same(world: World):
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x", when=at(17))
    actions.undo_acceptance(
        report=world.report("thon-3"), by=world.people["vhxh-x"], at=at(18), reason="sai số trẻ"
    )
    found = figures(world, "xa-x")
    assert found.below.missing == ()
    assert {one.name: one.is_handed_in for one in found.below.units}["Thôn 3"] is True
    assert next(row for row in found.rows if row.label == "1.1").result.parts == "20/300"


def test_a_final_year_is_no_estimate_and_says_so(world: World):
    whole_year(world)
    open_final(world)
    found = figures(world, "tinh", world.rounds[final_of(2024)])
    assert not found.is_estimate
    assert found.table_label == "chính thức"
    report = draft(world, round_=world.rounds[final_of(2024)])
    assert assemble(report, now=NOW).subject.endswith("năm 2024 (số liệu chính thức)")


def test_a_new_commune_stands_beside_the_sums_of_its_old_ones(world: World):
    """Xuân has 20 of 300 children in special circumstances and Yên 30 of 200: together 50 of 500."""
    whole_year(world)
    reform(world)
    build_round(world, 2025)
    found = figures(world, "xa-m", world.rounds[2025])
    row = next(row for row in found.rows if row.label == "1.1")
    # A part of the town came to it as well, and nobody knows how much of its figures that was.
    assert (found.summed_from, row.last_year.text) == ((), "—")
    Succession.objects.filter(is_whole=False).delete()
    found = figures(world, "xa-m", world.rounds[2025])
    row = next(row for row in found.rows if row.label == "1.1")
    assert found.summed_from == ("xã Xuân", "xã Yên")
    assert (row.last_year.text, row.last_year.parts) == ("10,0% ◊", "50/500")
    document = assemble(
        draft_of(world.units["xa-m"], world.plan, world.rounds[2025], by=world.people["vhxh-m"]), now=NOW
    )
    assert "◊ Số năm 2024 là tổng của xã Xuân, xã Yên trước khi sắp xếp đơn vị." in document.notes


def test_the_years_of_a_new_commune_are_sums_and_are_judged_by_nobody(world: World):
    whole_year(world)
    reform(world)
    build_round(world, 2025)
    round_ = round_over(world, RoundKind.FINAL, 2024, 2025)
    found = figures(world, "xa-m", round_)
    then = next(one for one in found.years if one.year == 2024)
    assert then.summed_from == ("xã Xuân", "xã Yên")
    assert then.label == "ước thực hiện"
    assert then.table is not None
    row = next(row for row in then.table.rows if row.label == "1.1")
    assert (row.result.text, row.result.parts, row.mark) == ("10,0%", "50/500", "◊")
    own = build_plan(world, "xa-m", "ke-hoach-xa-m")
    asked_of_itself = annual_figures(
        unit=world.units["xa-m"], plan=own, round_=round_, official=True, now=at(1, year=2025)
    )
    old_year = next(one.table for one in asked_of_itself.years if one.year == 2024)
    assert old_year is not None
    # Its own plan has a target for the year; what the old communes came to is not judged by it.
    assert next(row for row in old_year.rows if row.label == "1.1").verdict.chip is None
    report = draft_of(world.units["xa-m"], world.plan, round_, by=world.people["vhxh-m"])
    document = assemble(report, now=at(1, year=2025))
    assert (
        "◊ Số năm 2024 là tổng của xã Xuân, xã Yên trước khi sắp xếp đơn vị; một phần của thị trấn Đức cũng "
        "vào đây, không cộng."
    ) in document.notes
    assert texts_of(document, "goal-1")[0].startswith(
        "- 1.1. Nội dung HCDB: năm 2024: 10,0% ◊ (50/500); năm 2025: "
    )


def test_a_plan_with_a_number_is_cited_by_it(world: World):
    Plan.objects.filter(pk=world.plan.pk).update(
        number="58/KH-UBND",
        signed_on=date(2024, 4, 5),
        kind=PlanKind.PLAN,
        title="Công tác trẻ em năm 2024",
    )
    world.plan.refresh_from_db()
    assert figures(world).plan.cited == (
        "Kế hoạch số 58/KH-UBND ngày 05 tháng 4 năm 2024 về công tác trẻ em năm 2024"
    )
    assert figures(world, "xa-x").plan.cited == (
        "Kế hoạch số 58/KH-UBND ngày 05 tháng 4 năm 2024 của Ủy ban nhân dân tỉnh Thử về công tác trẻ em năm "
        "2024"
    )


def test_a_letterhead_of_its_own_goes_before_what_follows_from_the_name(world: World):
    assert letterhead_of(world.units["xa-x"], NOW.date()).place == "Xuân"
    world.unit("phong", Level.AGENCY, "huyen-a", name="Phòng Xã hội", agency=AgencyKind.LABOUR_DIVISION)
    assert default_letterhead(world.units["xa-x"], NOW.date()).addressed_to == (
        "Ủy ban nhân dân huyện An (qua Phòng Xã hội)",
    )
    assert default_letterhead(world.units["tram"], NOW.date()).superior == "UBND XÃ XUÂN"
    Letterhead.objects.create(
        unit=world.units["xa-x"],
        issuer="ỦY BAN NHÂN DÂN\nXÃ XUÂN",
        symbol="BC-UBND",
        place="Xã Xuân",
        recipients="- Như trên;\n- Lưu: VT.",
        signature="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        signer="Nguyễn Thị Hường",
        changed_by=world.people["vhxh-x"],
        changed_at=NOW,
    )
    words = letterhead_of(world.units["xa-x"], NOW.date())
    assert words.recipients == ("Như trên", "Lưu: VT")
    assert words.signature == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_a_commune_after_the_reform_reports_to_the_province(world: World):
    reform(world)
    words = default_letterhead(world.units["xa-m"], date(2025, 12, 5))
    assert words.addressed_to == ("Ủy ban nhân dân tỉnh Thử",)
    gone = default_letterhead(world.units["xa-x"], date(2025, 12, 5))
    assert gone.issuer == ("ỦY BAN NHÂN DÂN", "XÃ XUÂN")
