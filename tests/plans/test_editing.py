"""When may a plan be changed, by whom, and what of it stands in the log? Every state, every act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from indicators.actions.drafts import delete_draft
from plans.actions.deadlines import deadline_mark, remove_deadline
from plans.actions.editing import (
    ASKED,
    ENDED,
    NEVER_ASKED,
    Held,
    check_mark,
    hold,
    mark_of,
    note,
    open_for_editing,
)
from plans.actions.facts import PlanFacts, change_facts, create_plan, facts_mark, take_off_note
from plans.actions.states import (
    back_to_draft,
    begin_amendment,
    close_amendment,
    drop_amendment,
    end_plan,
    put_in_force,
    resume_plan,
)
from plans.enums import PlanKind, PlanState
from plans.models import Plan
from tests.world import NOW, TODAY, World, at, build_plan
from units.enums import LogKind
from units.models import LogEntry
from units.refusals import NotYours, Overtaken, Refused

DRAFT, FRESH, ASKED_FOR, AMENDED, OVER = "draft", "fresh", "asked", "amended", "over"
STATES = (DRAFT, FRESH, ASKED_FOR, AMENDED, OVER)
DOCUMENT = {"number": "32/QĐ-UBND", "signed_on": date(2024, 11, 1)}


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of commune X, 2021–2030."""
    return build_plan(world, issuer="xa-x", key="ke-hoach-x")


def who(world: World, person: str = "vhxh-x") -> dict[str, object]:
    return {"by": world.people[person], "at": NOW}


def amend(world: World, plan: Plan, **more: object) -> None:
    said = {"title": "Sửa đổi kế hoạch", "from_year": 2025} | DOCUMENT | more
    begin_amendment(plan=plan, **said, **who(world))  # type: ignore[arg-type]


def put_into(world: World, plan: Plan, state: str) -> None:
    """Bring the plan into one of the five states."""
    if state == DRAFT:
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    if state in (ASKED_FOR, AMENDED):
        Plan.objects.filter(pk=plan.pk).update(asked_at=NOW)
    if state == AMENDED:
        amend(world, plan)
    if state == OVER:
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.ENDED, held_until=2024, asked_at=NOW)


def edit(world: World, plan: Plan) -> None:
    with transaction.atomic():
        open_for_editing(plan, world.people["vhxh-x"], NOW)


def end(world: World, plan: Plan, until: int = 2025) -> bool:
    return end_plan(plan=plan, until_year=until, reason="sáp nhập xã", **DOCUMENT, **who(world))  # type: ignore[arg-type]


ACTS: dict[str, Callable[[World, Plan], object]] = {
    "edit": edit,
    "force": lambda world, plan: put_in_force(plan=plan, **who(world)),  # type: ignore[arg-type]
    "draft": lambda world, plan: back_to_draft(plan=plan, **who(world)),  # type: ignore[arg-type]
    "amend": lambda world, plan: amend(world, plan, number="40/QĐ-UBND"),
    "close": lambda world, plan: close_amendment(plan=plan, **who(world)),  # type: ignore[arg-type]
    "drop": lambda world, plan: drop_amendment(plan=plan, **who(world)),  # type: ignore[arg-type]
    "end": end,
    "resume": lambda world, plan: resume_plan(plan=plan, **who(world)),  # type: ignore[arg-type]
    "delete": lambda world, plan: delete_draft(plan=plan, **who(world)),  # type: ignore[arg-type]
}
# What each state answers: “” the act is open (or was done before), else a piece of the refusal.
TABLE = {
    "edit": {DRAFT: "", FRESH: NEVER_ASKED, ASKED_FOR: ASKED, AMENDED: "", OVER: ENDED},
    "force": {DRAFT: "", FRESH: "", ASKED_FOR: "", AMENDED: "", OVER: "hết hiệu lực"},
    "draft": {DRAFT: "", FRESH: "", ASKED_FOR: "Đã có kỳ báo cáo", AMENDED: "Đã có kỳ", OVER: "hết hiệu lực"},
    "amend": {
        DRAFT: "cứ sửa thẳng",
        FRESH: "",
        ASKED_FOR: "",
        AMENDED: "Đang sửa đổi theo",
        OVER: "hết hiệu",
    },
    "close": dict.fromkeys(STATES, ""),
    "drop": dict.fromkeys(STATES, ""),
    "resume": {**dict.fromkeys(STATES, ""), OVER: "Không có văn bản nào ghi ở đây"},
    "end": {DRAFT: "Xoá bản nháp", FRESH: "", ASKED_FOR: "", AMENDED: "Đang sửa đổi theo", OVER: ""},
    "delete": {DRAFT: "", **dict.fromkeys((FRESH, ASKED_FOR, AMENDED, OVER), "Chỉ xoá được bản nháp")},
}
ENDS_IN = {  # where the act leads to, where it is done and not merely repeated
    ("force", DRAFT): PlanState.IN_FORCE,
    ("draft", FRESH): PlanState.DRAFT,
    ("end", FRESH): PlanState.ENDED,
    ("end", ASKED_FOR): PlanState.ENDED,
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", list(ACTS))
def test_every_act_in_every_state(world: World, plan: Plan, act: str, state: str) -> None:
    put_into(world, plan, state)
    stood = Plan.objects.get(pk=plan.pk).state
    refusal = TABLE[act][state]
    if refusal:
        with pytest.raises(Refused, match=refusal.partition(".")[0][:40].replace("(", r"\(")):
            ACTS[act](world, plan)
    else:
        ACTS[act](world, plan)
    if act == "delete" and not refusal:
        assert not Plan.objects.filter(pk=plan.pk).exists()
        return
    expected = ENDS_IN.get((act, state), stood)
    assert Plan.objects.get(pk=plan.pk).state == expected


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("person", ["vhxh-y", "huyen-a", "tinh", "quan-tri", "lanh-dao-x", "vhxh-cu", "y-te"])
def test_nobody_else_does_any_of_it(world: World, plan: Plan, act: str, person: str) -> None:
    put_into(world, plan, DRAFT)
    world.people["vhxh-x"] = world.people[person]
    with pytest.raises(NotYours):
        ACTS[act](world, plan)


def test_a_document_named_by_mistake_goes_until_something_was_changed_by_it(world: World, plan: Plan) -> None:
    put_into(world, plan, AMENDED)
    assert drop_amendment(plan=plan, **who(world)) is True  # type: ignore[arg-type]
    assert plan.amendments.count() == 0
    assert drop_amendment(plan=plan, **who(world)) is False  # type: ignore[arg-type]
    row = LogEntry.objects.get(act="bỏ văn bản sửa đổi")
    assert row.before.startswith("32/QĐ-UBND ngày 01/11/2024")
    amend(world, plan)
    with transaction.atomic():
        held = open_for_editing(plan, world.people["vhxh-x"], NOW)
        note(held, LogKind.TARGET, "sửa mốc", "3.1 Tên", "≥ 90%", "≥ 95%")
    with pytest.raises(Refused, match="Đã có thay đổi theo 32/QĐ-UBND"):
        drop_amendment(plan=plan, **who(world))  # type: ignore[arg-type]
    assert plan.amendments.count() == 1


def test_an_end_is_taken_back_until_another_plan_stands_in_its_place(world: World, plan: Plan) -> None:
    end(world, plan)
    assert not Plan.objects.get(pk=plan.pk).holds_in(2026)
    resume_plan(plan=plan, **who(world))  # type: ignore[arg-type]
    again = Plan.objects.get(pk=plan.pk)
    assert (again.state, again.held_until, again.holds_in(2026)) == (PlanState.IN_FORCE, None, True)
    assert again.amendments.count() == 0
    row = LogEntry.objects.get(act="áp dụng lại kế hoạch")
    assert (row.before, row.after) == (
        "áp dụng đến hết năm 2025, theo 32/QĐ-UBND ngày 01/11/2024",
        "Đang áp dụng, 2021–2030",
    )
    end(world, plan)
    Plan.objects.create(
        key="ke-hoach-moi",
        issuer=plan.issuer,
        kind=plan.kind,
        title="Mới",
        short_title="Mới",
        first_year=2026,
        last_year=2030,
        replaces=plan,
    )
    with pytest.raises(Refused, match="đã có kế hoạch khác thay"):
        resume_plan(plan=plan, **who(world))  # type: ignore[arg-type]


def test_the_log_names_the_document_and_a_draft_is_silent(world: World, plan: Plan) -> None:
    put_into(world, plan, AMENDED)
    with transaction.atomic():
        held = open_for_editing(plan, world.people["vhxh-x"], NOW, "10.0.0.7")
        assert held.from_year == 2025
        note(held, LogKind.TARGET, "sửa mốc", "3.1 Tên", "≥ 90%", "≥ 95%")
        note(held, LogKind.TARGET, "sửa mốc", "3.2 Tên", "như cũ", "như cũ")
    row = LogEntry.objects.get(act="sửa mốc")
    assert (row.subject, row.before, row.after) == ("3.1 Tên – Chương trình tỉnh Thử", "≥ 90%", "≥ 95%")
    assert row.reason == "theo 32/QĐ-UBND ngày 01/11/2024"
    assert (row.by, row.unit, row.address) == (world.people["vhxh-x"], world.units["xa-x"], "10.0.0.7")
    close_amendment(plan=plan, **who(world))  # type: ignore[arg-type]
    Plan.objects.filter(pk=plan.pk).update(asked_at=None)
    back_to_draft(plan=plan, **who(world))  # type: ignore[arg-type]
    before = LogEntry.objects.count()
    with transaction.atomic():
        held = open_for_editing(plan, world.people["vhxh-x"], NOW)
        assert (held.is_draft, held.amendment, held.from_year) == (True, None, 2021)
        note(held, LogKind.TARGET, "sửa mốc", "3.1", "a", "b")
    assert LogEntry.objects.count() == before


def test_every_step_of_a_life_is_in_the_log(world: World) -> None:
    plan = create(world)
    build_parts(world, plan)
    put_in_force(plan=plan, **who(world))  # type: ignore[arg-type]
    back_to_draft(plan=plan, **who(world))  # type: ignore[arg-type]
    put_in_force(plan=plan, **who(world))  # type: ignore[arg-type]
    amend(world, plan, from_year=2027)
    close_amendment(plan=plan, **who(world))  # type: ignore[arg-type]
    end(world, plan, until=2027)
    assert list(LogEntry.objects.filter(kind=LogKind.PLAN).order_by("id").values_list("act", flat=True)) == [
        "tạo kế hoạch nháp",
        "đưa kế hoạch vào áp dụng",
        "đưa kế hoạch về nháp",
        "đưa kế hoạch vào áp dụng",
        "bắt đầu sửa đổi theo văn bản",
        "kết thúc sửa đổi theo văn bản",
        "chấm dứt kế hoạch",
    ]
    last = LogEntry.objects.order_by("-id")[0]
    assert last.reason == "theo 32/QĐ-UBND ngày 01/11/2024: sáp nhập xã"
    assert last.after == "áp dụng đến hết năm 2027"


def test_the_same_document_named_twice_is_once(world: World, plan: Plan) -> None:
    amend(world, plan)
    amend(world, plan)
    assert plan.amendments.count() == 1


@pytest.mark.parametrize("year", [2020, 2031])
def test_a_year_outside_the_plan_is_refused(world: World, plan: Plan, year: int) -> None:
    with pytest.raises(Refused, match="Năm phải nằm trong giai đoạn 2021–2030"):
        amend(world, plan, from_year=year)
    with pytest.raises(Refused, match="Năm phải nằm trong giai đoạn 2021–2030"):
        end(world, plan, until=year)


def test_nothing_amends_before_it_was_signed(world: World, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(signed_on=date(2024, 11, 2))
    with pytest.raises(Refused, match=r"không thể ký trước kế hoạch \(02/11/2024\)"):
        amend(world, plan)


def test_a_plan_without_anything_does_not_come_into_force(world: World) -> None:
    plan = create(world)
    with pytest.raises(Refused, match="Chưa có chỉ tiêu nào"):
        put_in_force(plan=plan, **who(world))  # type: ignore[arg-type]


# --- Replacing


def test_a_plan_that_is_replaced_holds_until_the_year_before(world: World, plan: Plan) -> None:
    new = create(world, replaces=plan, first_year=2026, last_year=2030)
    build_parts(world, new)
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_FORCE  # a draft changes nothing for others
    put_in_force(plan=new, **who(world))  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (PlanState.ENDED, 2025)
    assert [year for year in range(2020, 2031) if plan.holds_in(year)] == [2021, 2022, 2023, 2024, 2025]
    assert LogEntry.objects.get(act="chấm dứt kế hoạch").reason == f"thay bằng {new.short_title}"
    # Taken back, the old one holds as before.
    back_to_draft(plan=new, **who(world))  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (PlanState.IN_FORCE, None)


def test_a_plan_that_was_ended_by_its_own_document_stays_so(world: World, plan: Plan) -> None:
    new = create(world, replaces=plan, first_year=2026, last_year=2030)
    build_parts(world, new)
    end(world, plan, until=2025)
    put_in_force(plan=new, **who(world))  # type: ignore[arg-type]
    back_to_draft(plan=new, **who(world))  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (PlanState.ENDED, 2025)


def test_a_plan_under_amendment_is_not_replaced(world: World, plan: Plan) -> None:
    new = create(world, replaces=plan)
    build_parts(world, new)
    amend(world, plan)
    with pytest.raises(Refused, match="Kết thúc sửa đổi đó trước"):
        put_in_force(plan=new, **who(world))  # type: ignore[arg-type]
    new.refresh_from_db()
    assert new.state == PlanState.DRAFT


def test_only_the_own_plan_is_replaced(world: World) -> None:
    with pytest.raises(Refused, match="chính nơi ban hành"):
        create(world, replaces=world.plan)


# --- Facts


def facts(**more: object) -> PlanFacts:
    said: dict[str, object] = {
        "kind": PlanKind.PLAN,
        "title": "Vì trẻ em xã Xuân giai đoạn 2026 - 2030",
        "short_title": "Kế hoạch xã Xuân",
        "number": "15/KH-UBND",
        "signed_on": date(2024, 11, 1),
        "date_words": "",
        "first_year": 2026,
        "last_year": 2030,
        "above": None,
        "above_words": "",
        "collects": True,
    }
    return PlanFacts(**(said | more))  # type: ignore[arg-type]


def create(world: World, replaces: Plan | None = None, **more: object) -> Plan:
    return create_plan(
        issuer=world.units["xa-x"],
        facts=facts(**more),
        by=world.people["vhxh-x"],
        at=NOW,
        today=TODAY,
        replaces=replaces,
    )


def build_parts(world: World, plan: Plan) -> None:
    """One goal and one Chỉ tiêu: enough to come into force."""
    goal = plan.goals.create(number=1, name="Bảo vệ", words="Mục tiêu 1")
    plan.indicators.create(goal=goal, number="1", short_name="Một", official_text="Một", position=1)


def test_keys_come_from_issuer_and_years(world: World) -> None:
    assert [
        create(world).key,
        create(world, number="16/KH-UBND").key,
        create(world, last_year=2026).key,
    ] == [
        "xa-x-2026-2030",
        "xa-x-2026-2030-2",
        "xa-x-2026-2026",
    ]
    world.units["xa-x"].key = "mot-don-vi-co-ten-dai-hon-bon-muoi-ky-tu-trong-he-thong"
    world.units["xa-x"].save()
    key = create(world, number="17/KH-UBND").key
    assert key == "mot-don-vi-co-ten-dai-hon-b-2026-2030" and len(key) <= 40


def test_nobody_enters_a_plan_of_another_place(world: World) -> None:
    with pytest.raises(NotYours):
        create_plan(issuer=world.units["xa-y"], facts=facts(), by=world.people["vhxh-x"], at=NOW, today=TODAY)


def test_changed_facts_are_told_one_by_one(world: World, plan: Plan) -> None:
    put_into(world, plan, AMENDED)
    plan.refresh_from_db()
    mark = facts_mark(plan)
    new = facts(
        kind=PlanKind.PROGRAMME,
        title=plan.title,
        short_title=plan.short_title,
        first_year=2021,
        last_year=2029,
        above_words="Quyết định 23",
    )
    changed = change_facts(plan=plan, facts=new, mark=mark, **who(world))  # type: ignore[arg-type]
    assert changed == ["số, ký hiệu", "ngày ký", "năm cuối", "văn bản cấp trên được viện dẫn"]
    rows = (
        LogEntry.objects.filter(act__startswith="sửa ").order_by("id").values_list("act", "before", "after")
    )
    assert list(rows) == [
        ("sửa số, ký hiệu", "trống", "15/KH-UBND"),
        ("sửa ngày ký", "trống", "01/11/2024"),
        ("sửa năm cuối", "2030", "2029"),
        ("sửa văn bản cấp trên được viện dẫn", "trống", "Quyết định 23"),
    ]
    # The same again says nothing, whatever its mark.
    assert change_facts(plan=plan, facts=new, mark=mark, **who(world)) == []  # type: ignore[arg-type]
    # Another form drawn before that change is not taken.
    with pytest.raises(Overtaken):
        change_facts(plan=plan, facts=facts(first_year=2021), mark=mark, **who(world))  # type: ignore[arg-type]


def test_years_of_a_plan_in_force_stay_where_figures_stand(world: World, plan: Plan) -> None:
    put_into(world, plan, AMENDED)
    plan.refresh_from_db()
    mark = facts_mark(plan)
    with pytest.raises(Refused, match="giữ nguyên năm đầu"):
        change_facts(plan=plan, facts=facts(first_year=2022), mark=mark, **who(world))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="áp dụng từ năm 2025"):
        change_facts(plan=plan, facts=facts(first_year=2021, last_year=2024), mark=mark, **who(world))  # type: ignore[arg-type]


def test_a_note_is_taken_off_once(world: World, plan: Plan) -> None:
    plan.notes = ["Một", "Hai"]
    plan.save()
    assert take_off_note(plan=plan, words="Một", **who(world)) is True  # type: ignore[arg-type]
    assert take_off_note(plan=plan, words="Một", **who(world)) is False  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert plan.notes == ["Hai"]


def test_marks_tell_rows_apart(world: World, plan: Plan) -> None:
    first, second = plan.deadlines.order_by("position")
    assert deadline_mark(first) == deadline_mark(plan.deadlines.get(position=1))
    assert len({deadline_mark(first), deadline_mark(second), deadline_mark(None)}) == 3
    assert mark_of(first, ["day"]) != mark_of(first, ["month"])
    check_mark("a", "a")
    with pytest.raises(Overtaken):
        check_mark("a", "b")


def test_a_refused_act_writes_nothing(world: World, plan: Plan) -> None:
    before = LogEntry.objects.count()
    with pytest.raises(Refused):
        remove_deadline(plan=plan, position=1, mark="", **who(world))  # type: ignore[arg-type]
    assert (plan.deadlines.count(), LogEntry.objects.count()) == (2, before)


def test_holding_says_who_and_when(world: World, plan: Plan) -> None:
    with transaction.atomic():
        held = hold(plan, world.people["vhxh-x"], at(16))
    assert held == Held(plan=plan, amendment=None, by=world.people["vhxh-x"], at=at(16))
