"""Does a report that looks odd wait for words, and for none it does not owe? Village 1 beside its 2023.

2023, accepted: 100 children, 10 in special circumstances, 9 of them helped, 1 injured (a check), and a
playground.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import Error, transaction

from indicators.enums import ItemKind, Nature
from indicators.models import DataItem, Measure
from reporting import actions, explaining
from reporting.enums import ExplainedBy, FigureState, RoundKind
from reporting.explaining import Given, explain
from reporting.models import Explanation, Report, Round
from reporting.summaries.entry import EntryPage, entry_page
from reporting.summaries.explaining import WarningLine
from reporting.summaries.review import review_page
from tests.world import NOW, SENDERS, World, at, build_plan, build_round, fill_places, fill_villages, send_up

VILLAGE_2023 = {"tre_em": 100, "hoan_canh": 10, "duoc_giup": 9, "bi_thuong": 1, "san_choi": (1, 1)}
FEWER = VILLAGE_2023 | {"hoan_canh": 4, "duoc_giup": 4}
"""Six fewer than last year."""
WORDS = "Giảm 6 so với năm 2023 (10 → 4)"


@pytest.fixture
def world(world: World) -> World:
    """The small world with village 1's 2023 accepted."""
    build_round(world, 2023)
    world.enter("thon-1", "truong-thon-1", 2023, at(15, year=2023), **VILLAGE_2023)
    send_up(world, "thon-1", year=2023)
    return world


def page_of(world: World, unit: str = "thon-1", year: int = 2024) -> EntryPage:
    return entry_page(world.report(unit, year), NOW)


def codes(world: World, unit: str = "thon-1") -> list[tuple[str, str, bool]]:
    return [(line.code, line.message, line.is_explained) for line in page_of(world, unit).warnings]


def line_of(world: World, unit: str = "thon-1", number: int = 0) -> WarningLine:
    return page_of(world, unit).warnings[number]


def answer(
    world: World, *reasons: ExplainedBy, text: str = "", unit: str = "thon-1", number: int = 0
) -> Given:
    line = line_of(world, unit, number)
    return Given(line.figure_id, line.code, line.message, reasons or (ExplainedBy.FULLER,), text)


def say(world: World, *given: Given, by: str = "truong-thon-1", unit: str = "thon-1") -> int:
    return explain(report=world.report(unit), given=given, by=world.people[by], at=NOW)


def fewer(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", **FEWER)


def test_a_warning_blocks_no_saving_and_submits_only_with_words(world: World) -> None:
    fewer(world)
    assert world.figure("thon-1", "hoan-canh").value == 4
    # Six fewer in special circumstances, and five fewer helped: of 4 helped, all; of 10, nine.
    assert codes(world) == [("W1", WORDS, False)]
    with pytest.raises(actions.Incomplete) as caught:
        world.hand_in("thon-1", "truong-thon-1")
    assert [(problem.code, problem.message) for problem in caught.value.problems] == [
        ("E9", f"Giải trình mức giảm của “số trẻ em có hoàn cảnh đặc biệt”: {WORDS}")
    ]
    assert say(world, answer(world)) == 1
    assert codes(world) == [("W1", WORDS, True)]
    assert world.hand_in("thon-1", "truong-thon-1").submissions == 1


def test_a_form_like_last_year_but_for_one_figure_says_nothing(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", **(VILLAGE_2023 | {"tre_em": 101}))
    assert codes(world) == []
    world.hand_in("thon-1", "truong-thon-1")


def test_last_year_speaks_only_once_it_was_accepted(world: World) -> None:
    actions.undo_acceptance(
        report=world.report("thon-1", 2023), by=world.people["vhxh-x"], at=NOW, reason="nhầm"
    )
    fewer(world)
    assert codes(world) == []


def test_what_is_wrong_is_put_right_first(world: World) -> None:
    """5 helped of 4 is an error; it warns of nothing until it is put right."""
    world.enter("thon-1", "truong-thon-1", **(FEWER | {"duoc_giup": 60, "hoan_canh": 30}))
    page = page_of(world)
    assert [problem.code for problem in page.problems] == ["E3"]
    assert [line.item_id for line in page.warnings] == [world.items["hoan-canh"].pk]


def test_the_page_shows_it_in_the_cell(world: World) -> None:
    fewer(world)
    cell = next(cell for cell in page_of(world).cells if cell.code == "hoan-canh")
    assert (cell.warning, cell.explained, cell.look, cell.has_strip) == (WORDS, "", "warning", True)
    say(world, answer(world, ExplainedBy.POPULATION, ExplainedBy.FULLER))
    cell = next(cell for cell in page_of(world).cells if cell.code == "hoan-canh")
    assert (cell.explained, cell.look) == ("Thay đổi dân số; Rà soát đầy đủ hơn", "explained")


def test_the_reviewer_sees_warning_and_reason(world: World) -> None:
    fewer(world)
    say(world, answer(world))
    world.hand_in("thon-1", "truong-thon-1")
    page = review_page(world.report("thon-1"), world.people["vhxh-x"], NOW)
    (group,) = page.rows_to_look_at
    assert [
        (row.code, [(remark.words, remark.explained) for remark in row.remarks]) for row in group.rows
    ] == [("hoan-canh", [(WORDS, "Rà soát đầy đủ hơn")])]
    cell = next(cell for cell in page.form.cells if cell.code == "hoan-canh")
    assert (cell.warning, cell.explained) == (WORDS, "Rà soát đầy đủ hơn")


def test_a_new_value_asks_again_only_if_it_says_something_else(world: World) -> None:
    fewer(world)
    say(world, answer(world))
    world.enter("thon-1", "truong-thon-1", tre_em=99)
    assert codes(world) == [("W1", WORDS, True)]
    world.enter("thon-1", "truong-thon-1", hoan_canh=5)
    assert codes(world) == [("W1", "Giảm 5 so với năm 2023 (10 → 5)", False)]
    world.enter("thon-1", "truong-thon-1", hoan_canh=4)
    assert codes(world) == [("W1", WORDS, True)]


def test_saying_the_same_twice_is_saying_it_once(world: World) -> None:
    fewer(world)
    given = answer(world)
    assert [say(world, given), say(world, given)] == [1, 0]
    assert Explanation.objects.count() == 1
    assert say(world, answer(world, ExplainedBy.METHOD)) == 1
    assert line_of(world).explained == "Đổi cách tính, nguồn"
    assert Explanation.objects.count() == 2


def test_other_wants_ten_characters_and_nothing_else_does(world: World) -> None:
    fewer(world)
    for text in ("", "chín ký t", "         đ          "):
        with pytest.raises(explaining.Unclear, match="ít nhất 10 ký tự"):
            say(world, answer(world, ExplainedBy.OTHER, text=text))
    assert say(world, answer(world, ExplainedBy.OTHER, text="mười ký tự")) == 1
    assert line_of(world).explained == "Khác: mười ký tự"
    line = line_of(world)
    with pytest.raises(explaining.Unclear, match="Chọn ít nhất một lý do"):
        say(world, Given(line.figure_id, line.code, line.message, ()))


def test_all_or_nothing(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", **(FEWER | {"tre_em": 160}))
    assert [code for code, _, _ in codes(world)] == ["W2", "W1"]
    with pytest.raises(explaining.Unclear):
        say(world, answer(world, number=0), answer(world, ExplainedBy.OTHER, number=1))
    assert not Explanation.objects.exists()
    assert say(world, answer(world, number=0), answer(world, number=1)) == 2


def test_an_answer_to_words_that_changed_is_refused(world: World) -> None:
    fewer(world)
    given = answer(world)
    world.enter("thon-1", "truong-thon-1", hoan_canh=3, duoc_giup=3)
    with pytest.raises(actions.Refused, match="cảnh báo đã khác"):
        say(world, given)


@pytest.mark.parametrize("who", ["truong-thon-2", "vhxh-x", "huyen-a", "lanh-dao-x", "quan-tri"])
def test_only_who_enters_explains(world: World, who: str) -> None:
    fewer(world)
    with pytest.raises(actions.NotYours):
        say(world, answer(world), by=who)


def test_nothing_is_explained_once_it_has_gone_up(world: World) -> None:
    fewer(world)
    given = answer(world)
    say(world, given)
    world.hand_in("thon-1", "truong-thon-1")
    with pytest.raises(actions.Refused, match="Báo cáo đã nộp"):
        say(world, given)


def test_explanations_are_only_added(world: World) -> None:
    fewer(world)
    say(world, answer(world))
    row = Explanation.objects.get()
    for change in (row.delete, lambda: Explanation.objects.update(text="khác")):
        with pytest.raises(Error), transaction.atomic():
            change()


@pytest.mark.parametrize("wrong", [{"reasons": ""}, {"reasons": ",other,"}, {"reasons": ",method,other,"}])
def test_the_database_refuses_an_explanation_without_words(world: World, wrong: dict[str, str]) -> None:
    figure = world.figure("thon-1", "hoan-canh")
    given = {"figure": figure, "code": "W1", "said": WORDS, "by": world.people["truong-thon-1"], "at": NOW}
    with pytest.raises(Error), transaction.atomic():
        Explanation.objects.create(**given | wrong)


def test_thresholds_are_the_measures_own(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", **(VILLAGE_2023 | {"tre_em": 101, "hoan_canh": 12}))
    assert codes(world) == []
    Measure.objects.filter(code="HCDB").update(warn_percent=10, warn_cases=2)
    assert [message for _, message, _ in codes(world)] == ["Tăng 2 so với năm 2023 (10 → 12)"]


def test_a_base_takes_the_items_own_percentage(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", **(VILLAGE_2023 | {"tre_em": 110}))
    assert codes(world) == []
    DataItem.objects.filter(code="tre-em").update(warn_percent=10)
    assert codes(world) == [("W2", "Số tổng số trẻ em tăng từ 100 lên 110", False)]


def test_a_target_met_last_year_and_missed_now(world: World) -> None:
    """The commune's own target: below 5% overweight in a rural place. 4 of 100, then 7 of 100."""
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    nothing = {"tao_hon": FigureState.NO_CASES}
    world.enter("xa-x", "vhxh-x", 2023, at(15, year=2023), can_do=200, beo_phi=9, **nothing)
    world.hand_in("xa-x", "vhxh-x", 2023, at(16, year=2023), reason="thôn chưa có sổ")
    world.take("xa-x", "huyen-a", 2023, at(16, year=2023))
    # 10 of 200 is 5%: no longer below, but one child more says nothing.
    world.enter("xa-x", "vhxh-x", can_do=200, beo_phi=10, **nothing)
    assert codes(world, "xa-x") == []
    # 12 of 240 is 5% too; of so many 10,8 would be as last year.
    world.enter("xa-x", "vhxh-x", can_do=240, beo_phi=12)
    assert codes(world, "xa-x") == []
    Measure.objects.filter(code__startswith="BP").update(warn_percent=90)
    world.enter("xa-x", "vhxh-x", can_do=200, beo_phi=13)
    assert codes(world, "xa-x") == [("W5", "Năm 2023 đạt chỉ tiêu, năm nay chưa đạt", False)]


def six_months(world: World, **values: int) -> Report:
    """Accepted six months of village 1; items by code with _ for -."""
    round_ = Round.objects.create(
        key="2024-6-thang",
        kind=RoundKind.SIX_MONTHS,
        year=2024,
        data_from=date(2023, 12, 15),
        data_to=date(2024, 6, 14),
    )
    report = Report.objects.create(round=round_, unit=world.units["thon-1"])
    for code, value in values.items():
        item = world.items[code.replace("_", "-")]
        answered = 1 if item.kind == ItemKind.YES_NO else None
        report.figures.create(item=item, state=FigureState.ENTERED, value=value, answered=answered)
    fields = {"state": "accepted", "submitted_at": NOW, "first_submitted_at": NOW, "accepted_at": NOW}
    people = {"submitted_by": world.people["truong-thon-1"], "accepted_by": world.people["vhxh-x"]}
    Report.objects.filter(pk=report.pk).update(**fields, **people)
    return report


BELOW = [("W7", "Cả năm 10, ít hơn 6 tháng đầu năm (12)", False)]


def test_a_year_below_its_six_months(world: World) -> None:
    six_months(world, hoan_canh=12, tre_em=100)
    world.enter("thon-1", "truong-thon-1", **(VILLAGE_2023 | {"tre_em": 101}))
    assert codes(world) == BELOW


def test_what_stands_at_a_moment_may_be_lower_than_in_june(world: World) -> None:
    six_months(world, hoan_canh=12)
    world.enter("thon-1", "truong-thon-1", **VILLAGE_2023)
    assert codes(world) == BELOW
    DataItem.objects.filter(code="hoan-canh").update(nature=Nature.STOCK)
    assert codes(world) == []


def test_a_yes_that_became_a_no_is_no_lower_count(world: World) -> None:
    six_months(world, san_choi=1)
    world.enter("thon-1", "truong-thon-1", **(VILLAGE_2023 | {"san_choi": (0, 1)}))
    assert codes(world) == []


def test_six_months_that_nobody_accepted_compare_nothing(world: World) -> None:
    half = six_months(world, hoan_canh=12)
    Report.objects.filter(pk=half.pk).update(state="submitted", accepted_at=None, accepted_by=None)
    world.enter("thon-1", "truong-thon-1", **VILLAGE_2023)
    assert codes(world) == []


def test_a_rehearsal_is_not_held_against_the_six_months(world: World) -> None:
    """It looks back on figures of old years and is no year itself."""
    six_months(world, hoan_canh=12)
    world.enter("thon-1", "truong-thon-1", **VILLAGE_2023)
    Round.objects.filter(key="2024-nam").update(kind=RoundKind.REHEARSAL)
    assert codes(world) == []


# --- W6: the villages and the station of commune X counted the injured


def test_what_was_counted_differently_is_settled_and_not_explained(world: World) -> None:
    """The villages count 1 + 0 + 2, the station 4; how it is settled: tests/reporting/test_settling.py."""
    fill_villages(world)
    fill_places(world)
    world.enter("tram", "y-te", bi_thuong=4)
    words = "Các thôn cộng lại 3, Trạm Y tế ghi 4"
    assert codes(world, "xa-x") == []
    # The station is not asked; its reviewer sees it in the row.
    assert codes(world, "tram") == []
    world.hand_in("tram", "y-te")
    reviewed = review_page(world.report("tram"), world.people["vhxh-x"], NOW)
    (group,) = reviewed.rows_to_look_at
    assert [[remark.words for remark in row.remarks] for row in group.rows] == [
        [f"{words}. Chưa chọn số dùng"]
    ]
    with pytest.raises(actions.Incomplete) as caught:
        world.hand_in("xa-x", "vhxh-x", reason="chưa đủ thôn")
    assert [problem.code for problem in caught.value.problems] == ["E11"]


def test_the_same_count_and_counts_that_are_not_there_ask_nothing(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    assert codes(world, "xa-x") == []
    # Village 3 has not counted yet, so 1 may still become 4.
    world.enter("tram", "y-te", bi_thuong=4)
    world.enter("thon-3", "truong-thon-3", bi_thuong=FigureState.NOT_COLLECTED)
    assert codes(world, "xa-x") == []
    # Nor has the station.
    world.enter("tram", "y-te", bi_thuong=FigureState.EMPTY)
    assert codes(world, "xa-x") == []


def test_villages_that_already_count_more_are_asked_about_at_once(world: World) -> None:
    world.enter("thon-1", "truong-thon-1", bi_thuong=5)
    world.enter("tram", "y-te", bi_thuong=4)
    assert codes(world, "xa-x") == [("W6", "Các thôn cộng lại 5, Trạm Y tế ghi 4", False)]
    # Nothing can be chosen yet, so it is explained, on the source's cell.
    assert say(world, answer(world, unit="xa-x"), by="vhxh-x", unit="xa-x") == 1
    assert Explanation.objects.get().figure == world.figure("tram", "bi-thuong")


# --- E5 and E6 with the database


def test_containment_is_followed_over_a_step_that_is_not_on_the_form(world: World) -> None:
    small, middle, large = (
        DataItem.objects.get(code="duoc-giup"),
        DataItem.objects.get(code="xam-hai"),
        DataItem.objects.get(code="tre-em"),
    )
    DataItem.objects.filter(pk=small.pk).update(contained_in=middle)
    DataItem.objects.filter(pk=middle.pk).update(contained_in=large)
    world.enter("thon-1", "truong-thon-1", **(VILLAGE_2023 | {"hoan_canh": 120, "duoc_giup": 110}))
    found = [(problem.item_id, problem.code) for problem in page_of(world).problems]
    assert found == [(world.items["hoan-canh"].pk, "E3"), (small.pk, "E5")]
    world.enter("thon-1", "truong-thon-1", hoan_canh=100, duoc_giup=100)
    assert page_of(world).problems == []


def test_a_place_hands_up_no_share_above_all(world: World) -> None:
    """The police count 301 children in a commune where the villages have 300."""
    fill_villages(world)
    fill_places(world)
    world.enter("cong-an", "cong-an", xam_hai=301)
    units = ("thon-1", "thon-2", "thon-3", "tram", "cong-an")
    for unit in units:
        for line in page_of(world, unit).to_explain:
            given = Given(line.figure_id, line.code, line.message, (ExplainedBy.FULLER,))
            explain(report=world.report(unit), given=[given], by=world.people[SENDERS[unit]], at=NOW)
    send_up(world, *units)
    with pytest.raises(actions.Incomplete) as caught:
        world.hand_in("xa-x", "vhxh-x")
    assert [problem.code for problem in caught.value.problems] == ["E6"]
    actions.undo_acceptance(
        report=world.report("cong-an"), by=world.people["vhxh-x"], at=NOW, reason="số quá lớn"
    )
    world.hand_in("xa-x", "vhxh-x", reason="chờ Công an xã")
