"""Is everything that comes in looked at first, written once, and taken back whole?"""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reporting import actions, intakes
from reporting.actions import NotYours, Refused
from reporting.answers import Answer, Change
from reporting.enums import FigureState, IntakeState, Origin
from reporting.incoming.judging import Kind
from reporting.incoming.workbooks import FileRefused, Found, read_template
from reporting.models import FigureChange, Intake
from reporting.summaries.cells import answer_of
from reporting.summaries.intakes import form_of, intake_lines, intake_page, verdicts
from tests.reporting.incoming.files import filled, template
from tests.world import NOW, World, at, build_world, fill_places, send_up

LATER = at(15, 10)


def keep(world: World, unit: str = "xa-y", by: str = "vhxh-y", **texts: str) -> Intake:
    """A pasted block with these texts, taken while the form stands as it does now."""
    report = world.report(unit)
    found = [
        Found(f"G{row}", name.replace("_", "-"), text) for row, (name, text) in enumerate(texts.items(), 7)
    ]
    return intakes.keep(
        report=report,
        origin=Origin.PASTED,
        found=found,
        versions=form_of(report, NOW).versions,
        by=world.people[by],
        at=NOW,
    )


def kinds(world: World, intake: Intake) -> dict[str, Kind]:
    form = form_of(intake.report, NOW, intake.versions)
    return {one.asked.code: one.kind for one in verdicts(intake, form) if one.asked}


def value(world: World, item: str, unit: str = "xa-y") -> int | None:
    found: int | None = world.figure(unit, item).value
    return found


def accept(
    world: World, intake: Intake, by: str = "vhxh-y", all_changes: bool = False, **ticked: int
) -> Intake:
    return intakes.accept(
        intake=intake,
        ticked={name.replace("_", "-"): version for name, version in ticked.items()},
        all_changes=all_changes,
        by=world.people[by],
        at=LATER,
    )


# --- Keeping


def test_keeping_changes_nothing_of_the_form(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=200)
    intake = keep(world, tre_em="210", hoan_canh="30")
    assert (intake.state, intake.number, intake.taken) == (IntakeState.WAITING, 1, {})
    assert (value(world, "tre-em"), value(world, "hoan-canh")) == (200, None)
    assert FigureChange.objects.count() == 1


def test_the_button_pressed_twice_keeps_once(world: World) -> None:
    assert keep(world, tre_em="210").pk == keep(world, tre_em="210").pk
    assert keep(world, tre_em="211").number == 2
    intakes.drop(intake=keep(world, tre_em="210"), by=world.people["vhxh-y"], at=LATER)
    assert keep(world, tre_em="210").number == 3


@pytest.mark.parametrize(
    ("field", "content", "sentence"),
    [
        ("round_key", "2023-nam", "mẫu của kỳ báo cáo khác"),
        ("unit_key", "xa-x", "mẫu của đơn vị khác"),
        ("digest", "0" * 16, "bản cũ của phiếu"),
        ("versions", {"tre-em": 0}, "bản cũ của phiếu"),
        ("found", [], "không có gì để nhận"),
    ],
)
def test_only_the_template_of_this_report_as_it_is_now(
    world: World, field: str, content: object, sentence: str
) -> None:
    report = world.report("xa-y")
    form = form_of(report, NOW)
    back = read_template(filled(world, "xa-y", tre_em=5), 1)
    intakes.check_template(back, report, form.layout, form.versions)
    setattr(back, field, content)
    with pytest.raises(FileRefused, match=sentence):
        intakes.check_template(back, report, form.layout, form.versions)


def test_a_version_from_the_future_is_refused(world: World) -> None:
    report = world.report("xa-y")
    form = form_of(report, NOW)
    back = read_template(filled(world, "xa-y", tre_em=5), 1)
    back.versions["tre-em"] = 1
    with pytest.raises(FileRefused, match="Trang ẩn của mẫu đã bị sửa"):
        intakes.check_template(back, report, form.layout, form.versions)


# --- Taking over


def test_only_what_is_ticked_is_written_and_says_from_where(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=200, tao_hon=1)
    intake = keep(world, tre_em="210", hoan_canh="30", tao_hon="2")
    assert kinds(world, intake) == {"tre-em": Kind.CHANGED, "hoan-canh": Kind.NEW, "tao-hon": Kind.CHANGED}
    done = accept(world, intake, tre_em=1, hoan_canh=0)
    assert done.taken == {"tre-em": 2, "hoan-canh": 1}
    assert (value(world, "tre-em"), value(world, "hoan-canh"), value(world, "tao-hon")) == (210, 30, 1)
    changes = FigureChange.objects.filter(at=LATER)
    assert {(row.origin, row.by.username) for row in changes} == {("pasted", "vhxh-y")}


def test_all_changes_at_one_word(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=200)
    done = accept(world, keep(world, tre_em="210", hoan_canh="30", beo_phi="ba"), all_changes=True)
    assert done.taken == {"tre-em": 2, "hoan-canh": 1}
    assert world.figure("xa-y", "beo-phi").state == FigureState.EMPTY


def test_an_error_is_never_written_even_if_ticked(world: World) -> None:
    intake = keep(world, tre_em="ba trăm", hoan_canh="30")
    done = accept(world, intake, tre_em=0, hoan_canh=0)
    assert done.taken == {"hoan-canh": 1}
    assert world.figure("xa-y", "tre-em").state == FigureState.EMPTY


def test_taken_over_once(world: World) -> None:
    intake = keep(world, tre_em="210")
    accept(world, intake, tre_em=0)
    with pytest.raises(intakes.Settled, match="đã nhận rồi"):
        accept(world, intake, tre_em=0)
    assert world.figure("xa-y", "tre-em").version == 1


def test_nothing_ticked_is_said(world: World) -> None:
    with pytest.raises(Refused, match="Chưa đánh dấu ô nào"):
        accept(world, keep(world, tre_em="210"))
    with pytest.raises(Refused, match="Chưa đánh dấu ô nào"):
        accept(world, keep(world, tre_em="210"), san_choi=0)


def test_all_or_nothing_when_a_cell_moved_after_looking(world: World) -> None:
    intake = keep(world, tre_em="210", hoan_canh="30")
    world.enter("xa-y", "vhxh-y", tre_em=205)
    with pytest.raises(intakes.Moved):
        accept(world, intake, tre_em=0, hoan_canh=0)
    assert (value(world, "tre-em"), value(world, "hoan-canh")) == (205, None)
    intake.refresh_from_db()
    assert intake.state == IntakeState.WAITING


def test_a_conflict_wants_its_own_tick(world: World) -> None:
    intake = keep(world, tre_em="210", hoan_canh="30")
    world.enter("xa-y", "vhxh-y", tre_em=205)
    page = intake_page(intake, form_of(intake.report, NOW, intake.versions), with_all=True)
    first = page.rows[0]
    assert (first.name, first.now, first.incoming, first.word) == (
        "Số tổng số trẻ em",
        "205",
        "210",
        "Khác nhau",
    )
    assert (first.is_conflict, first.is_ticked, first.both) == (True, False, "Vhxh-Y, 09:00 ngày 15/11/2024")
    assert page.valid == 1
    assert accept(world, intake, all_changes=True).taken == {"hoan-canh": 1}
    again = keep(world, tre_em="211")
    assert accept(world, again, tre_em=1).taken == {"tre-em": 2}


def test_only_people_of_the_unit_and_only_while_open(world: World) -> None:
    intake = keep(world, tre_em="210")
    with pytest.raises(NotYours):
        accept(world, intake, by="huyen-a", tre_em=0)
    fill_places(world)
    world.hand_in("xa-y", "vhxh-y")
    with pytest.raises(Refused, match="chỉ xem được"):
        accept(world, intake, tre_em=1)


def test_dropped_writes_nothing_ever(world: World) -> None:
    intake = keep(world, tre_em="210")
    intakes.drop(intake=intake, by=world.people["vhxh-y"], at=LATER)
    with pytest.raises(intakes.Settled, match="đã bỏ rồi"):
        accept(world, intake, tre_em=0)
    with pytest.raises(intakes.Settled):
        intakes.undo(intake=intake, by=world.people["vhxh-y"], at=LATER)
    assert value(world, "tre-em") is None


# --- Taking back


def test_undo_gives_back_every_earlier_answer(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=FigureState.NOT_COLLECTED, tao_hon=1)
    before = {item: answer_of(world.figure("xa-y", item)) for item in world.items if item != "bi-thuong"}
    intake = keep(world, tre_em="210", hoan_canh="30", tao_hon="2", san_choi="3/4")
    accept(world, intake, all_changes=True)
    undone, left = intakes.undo(intake=intake, by=world.people["vhxh-y"], at=at(15, 11))
    assert (set(undone), left) == ({"tre-em", "hoan-canh", "tao-hon", "san-choi"}, [])
    assert {item: answer_of(world.figure("xa-y", item)) for item in before} == before
    assert set(FigureChange.objects.filter(at=at(15, 11)).values_list("origin", flat=True)) == {"undone"}
    with pytest.raises(intakes.Settled):
        intakes.undo(intake=intake, by=world.people["vhxh-y"], at=at(15, 11))


def test_undo_leaves_what_somebody_changed_since(world: World) -> None:
    intake = keep(world, tre_em="210", hoan_canh="30")
    accept(world, intake, all_changes=True)
    world.enter("xa-y", "vhxh-y", hoan_canh=31)
    undone, left = intakes.undo(intake=intake, by=world.people["vhxh-y"], at=at(15, 11))
    assert (undone, left) == (["tre-em"], ["hoan-canh"])
    assert (value(world, "tre-em"), value(world, "hoan-canh")) == (None, 31)


def test_undo_ends_with_the_hand_in(world: World) -> None:
    fill_places(world)
    intake = keep(world, tre_em="210")
    accept(world, intake, all_changes=True)
    send_up(world, "xa-y")
    with pytest.raises(Refused, match="chỉ xem được"):
        intakes.undo(intake=intake, by=world.people["vhxh-y"], at=at(16))
    assert value(world, "tre-em") == 210


# --- Pages


def test_the_page_counts_and_filters(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=200, tao_hon=1, can_do=40)
    intake = keep(world, tre_em="210", tao_hon="1", hoan_canh="30", can_do="ba", beo_phi="3 trẻ")
    form = form_of(intake.report, NOW, intake.versions)
    page = intake_page(intake, form, with_all=False)
    assert page.counts == [
        (2, "ô mới"),
        (1, "ô thay đổi"),
        (1, "ô lỗi"),
        (1, "ô giữ nguyên"),
    ]
    assert (page.to_look_at, page.valid, page.changed, page.has_errors) == (3, 3, 1, True)
    assert [row.place for row in page.rows if row.is_shown] == ["G7", "G10", "G11"]
    assert [row.place for row in page.rows if row.is_ticked] == ["G9", "G11"]
    assert all(row.is_shown for row in intake_page(intake, form, with_all=True).rows)


def test_afterwards_the_page_says_what_became_of_each(world: World) -> None:
    world.enter("xa-y", "vhxh-y", tre_em=200)
    intake = accept(world, keep(world, tre_em="210", hoan_canh="30", can_do="ba"), hoan_canh=0)
    page = intake_page(intake, form_of(intake.report, NOW, intake.versions), with_all=False)
    assert [(row.incoming, row.word) for row in page.rows] == [
        ("210", "Không nhận"),
        ("30", "Đã nhận"),
        ("ba", "Lỗi"),
    ]
    assert (page.can_be_undone, page.is_waiting, page.counts) == (True, False, [])
    (line,) = intake_lines(world.report("xa-y"))
    assert (line.words, line.who, line.when) == ("Đã nhận 1 ô", "Vhxh-Y", "09:00 15/11/2024")


def test_the_database_guards_an_intake(world: World) -> None:
    intake = keep(world, tre_em="210")
    for wrong in (
        {"state": "accepted"},
        {"origin": "typed"},
        {"state": "lost", "settled_by": world.people["vhxh-y"], "settled_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Intake.objects.filter(pk=intake.pk).update(**wrong)


# --- Whatever a file holds

BOXES = ["tre-em", "hoan-canh", "duoc-giup", "bi-thuong", "san-choi", "tao-hon", "can-do", "beo-phi"]
contents = st.dictionaries(
    st.sampled_from(BOXES),
    st.one_of(
        st.integers(-3, 10**6),
        st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.booleans(),
        st.dates(),
        st.sampled_from(
            ["ba trăm", "5/6", "1.234", "1,234", "97,5", "Không phát sinh", "=1+2", "-", "kh«ng"]
        ),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=10),
    ),
    max_size=6,
)


@pytest.mark.slow
class AnyFile(TestCase):
    """Every box with something in it ends as one of the five; what is taken over is what the reader reads."""

    @given(contents)
    @settings(max_examples=25)
    def test_a_file_never_loses_or_invents_a_figure(self, values: dict[str, object]) -> None:
        world = build_world()
        world.enter("xa-y", "vhxh-y", tre_em=200, tao_hon=0)
        before = {code: answer_of(world.figure("xa-y", code)) for code in world.items if code != "bi-thuong"}
        file = filled(world, "xa-y", **{code.replace("-", "_"): value for code, value in values.items()})
        back = read_template(file, 1)
        boxes_with_something = {"tre-em", "tao-hon", *values} - {
            code for code, value in values.items() if not str(value).strip() or str(value).startswith("=")
        }
        read = Counter(entry.code for entry in back.found)
        assert all(count == 1 for code, count in read.items() if code)
        assert boxes_with_something <= set(read)
        report = world.report("xa-y")
        intake = intakes.keep(
            report=report,
            origin=Origin.EXCEL,
            found=back.found,
            versions=back.versions,
            by=world.people["vhxh-y"],
            at=NOW,
            file_name="tep.xlsx",
        )
        intake.refresh_from_db()
        judged = verdicts(intake, form_of(report, NOW, intake.versions))
        expected = dict(before)
        for one in judged:
            if one.can_be_taken and one.asked and one.answer:
                expected[one.asked.code] = one.answer
        if any(one.can_be_taken for one in judged):
            accept(world, intake, all_changes=True)
        after = {code: answer_of(world.figure("xa-y", code)) for code in expected}
        assert after == expected


def test_a_change_by_hand_beside_an_intake_is_no_business_of_it(world: World) -> None:
    """A cell of the block that was left alone keeps what was typed since."""
    intake = keep(world, tre_em="210", hoan_canh="30")
    report = world.report("xa-y")
    figure = world.figure("xa-y", "hoan-canh")
    answer = Answer(FigureState.ENTERED, value=30, raw="30")
    actions.save_answers(
        report=report, changes=[Change(figure.item_id, 0, answer)], by=world.people["vhxh-y"], at=NOW
    )
    assert kinds(world, intake) == {"tre-em": Kind.NEW, "hoan-canh": Kind.SAME}
    assert accept(world, intake, all_changes=True).taken == {"tre-em": 1}
    assert template(world, "xa-y").getvalue()[:2] == b"PK"
