"""Can a signed word, a confirmed reading or an old year change, or be seen too early, without a trace?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from indicators.actions import own_measures
from indicators.actions.drafts import delete_draft
from indicators.actions.own_measures import OwnMeasure, create_own_measure
from indicators.enums import Better, Flag, Method, Nature, Source
from indicators.models import Component, DataItem, Indicator, Measure, Target
from indicators.summaries.indicator_editing import ground_for, search_items
from indicators.summaries.measures import search_measures
from plans.actions.documents import keep_file
from plans.actions.facts import PlanFacts, change_facts, facts_mark
from plans.actions.states import back_to_draft, drop_amendment, put_in_force
from plans.actions.tasks import save_tasks, tasks_mark, tasks_under
from plans.enums import PlanKind, PlanState
from plans.models import Goal, Plan
from tests.keyed_plans import amend, build_draft, opened, rows
from tests.keyed_plans import put_in_force as as_asked
from tests.papers import PDF
from tests.world import NOW, TODAY, World
from units.models import LogEntry
from units.refusals import Refused

SignIn = Callable[[World, str], Client]
WORDS = "90% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
EDIT = "/ke-hoach/giai-doan/chi-tieu/1/sua/"


@pytest.fixture
def plan(country: World, sign_in: SignIn) -> Plan:
    """2021–2025, one Chỉ tiêu: 90% in every year; asked for, and amended from 2024."""
    found = build_draft(country, "xa-x", "giai-doan", 2021, 2025)
    Goal.objects.create(plan=found, number=1, name="Phát triển", words="MỤC TIÊU 1")
    page = opened(sign_in(country, "vhxh-x"), "/ke-hoach/giai-doan/chi-tieu/moi/")
    page.press("doc", words=WORDS).press("ghi")
    as_asked(found)
    amend(country, found, "vhxh-x")
    found.refresh_from_db()
    return found


# --- What was signed and confirmed


def test_new_signed_words_of_a_target_stand_in_the_log(country: World, plan: Plan, sign_in: SignIn) -> None:
    target = Target.objects.get(component__indicator__plan=plan)
    amended = "từ 90% trở lên"
    opened(sign_in(country, "vhxh-x"), EDIT).press("ghi", **{"c0-t0-words": amended})
    (entry,) = LogEntry.objects.filter(act="sửa chỉ tiêu")
    assert target.words in entry.before
    assert amended in entry.after


def test_a_note_and_a_reading_stand_in_the_log(country: World, plan: Plan, sign_in: SignIn) -> None:
    opened(sign_in(country, "vhxh-x"), EDIT).press("ghi", **{"c0-note": "Chỉ tính trẻ đủ 12 tháng"})
    assert "Chỉ tính trẻ đủ 12 tháng" in LogEntry.objects.get(act="sửa chỉ tiêu").after
    opened(sign_in(country, "vhxh-x"), EDIT).press("ghi", **{"c0-t0-reading": "Đọc cách khác hẳn"})
    assert "Đọc cách khác hẳn" in LogEntry.objects.filter(act="sửa chỉ tiêu").latest("pk").after


def test_keeping_what_stands_leaves_no_row(country: World, plan: Plan, sign_in: SignIn) -> None:
    opened(sign_in(country, "vhxh-x"), EDIT).press("ghi")
    assert not LogEntry.objects.filter(act="sửa chỉ tiêu").exists()


def test_what_was_confirmed_for_the_years_before_stays_confirmed(
    country: World, plan: Plan, sign_in: SignIn
) -> None:
    """Confirmed for every year; the document changes it from 2024 on, so 2021–2023 are read as confirmed."""
    target = Target.objects.get(component__indicator__plan=plan)
    target.flag, target.confirmed_by, target.confirmed_at = Flag.SCOPE, country.people["vhxh-x"], NOW
    target.save()
    opened(sign_in(country, "vhxh-x"), EDIT).press("ghi", **{"c0-t0-value": "95"})
    old, new = Target.objects.filter(component__indicator__plan=plan).order_by("first_year")
    assert rows(old.component) == [(2021, 2023, "gte", "90", None), (2024, 2025, "gte", "95", None)]
    assert (old.confirmed_by, old.confirmed_at) == (country.people["vhxh-x"], NOW)
    assert new.confirmed_at is None


def test_one_of_many_tasks_that_changed_is_told_whole(country: World, plan: Plan) -> None:
    """Twelve tasks of 300 letters are more than a row of the log takes; the one that changed is in it."""
    said = {"plan": plan, "by": country.people["vhxh-x"], "at": NOW, "units": []}
    lines = [f"Việc {number}: " + "làm cho trẻ em " * 20 for number in range(1, 13)]
    save_tasks(heading=None, unit_words="Trạm y tế", lines=lines, mark=tasks_mark([]), **said)  # type: ignore[arg-type]
    mark = tasks_mark(tasks_under(plan, "Trạm y tế"))
    changed = [*lines[:-1], "Việc 12: thôi không làm nữa"]
    save_tasks(heading="Trạm y tế", unit_words="Trạm y tế", lines=changed, mark=mark, **said)  # type: ignore[arg-type]
    entry = LogEntry.objects.get(act="sửa nhiệm vụ")
    assert "Việc 12: làm cho trẻ em" in entry.before
    assert "Việc 12: thôi không làm nữa" in entry.after


def test_a_plan_that_was_asked_goes_on_collecting(country: World, plan: Plan) -> None:
    """Its old years would have no tables any more."""
    with pytest.raises(Refused, match="thu thập"):
        change_facts(
            plan=plan,
            facts=replace(facts_of(plan), collects=False),
            mark=facts_mark(plan),
            by=country.people["vhxh-x"],
            at=NOW,
        )


def facts_of(plan: Plan) -> PlanFacts:
    return PlanFacts(
        kind=PlanKind(plan.kind),
        title=plan.title,
        short_title=plan.short_title,
        number=plan.number,
        signed_on=plan.signed_on,
        date_words=plan.date_words,
        first_year=plan.first_year,
        last_year=plan.last_year,
        above=plan.above,
        above_words=plan.above_words,
        collects=plan.collects,
    )


# --- Two plans for one


def test_a_plan_replaced_by_two_stays_ended_while_one_of_them_holds(country: World, plan: Plan) -> None:
    plan.amendments.update(closed_at=NOW, closed_by=country.people["vhxh-x"])
    said = {"by": country.people["vhxh-x"], "at": NOW}
    news = []
    for key in ("moi-1", "moi-2"):
        new = build_draft(country, "xa-x", key, 2024, 2028)
        new.replaces = plan
        new.save()
        goal = Goal.objects.create(plan=new, number=1, name="A", words="A")
        Indicator.objects.create(
            plan=new, goal=goal, number="1", short_name="A", official_text="A", position=1
        )
        put_in_force(plan=new, **said)  # type: ignore[arg-type]
        news.append(new)
    back_to_draft(plan=news[0], **said)  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (PlanState.ENDED, 2023)
    back_to_draft(plan=news[1], **said)  # type: ignore[arg-type]
    plan.refresh_from_db()
    assert (plan.state, plan.held_until) == (PlanState.IN_FORCE, None)


def test_an_asked_plan_is_not_replaced_from_before_it_began(country: World, plan: Plan) -> None:
    """It would hold in no year at all, and its reports would belong to no plan."""
    plan.amendments.update(closed_at=NOW, closed_by=country.people["vhxh-x"])
    new = build_draft(country, "xa-x", "moi", 2021, 2025)
    new.replaces = plan
    new.save()
    goal = Goal.objects.create(plan=new, number=1, name="A", words="A")
    Indicator.objects.create(plan=new, goal=goal, number="1", short_name="A", official_text="A", position=1)
    with pytest.raises(Refused, match="2021"):
        put_in_force(plan=new, by=country.people["vhxh-x"], at=NOW)
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_FORCE


# --- A plan above that went back to a draft


def test_the_head_is_saved_though_the_plan_above_is_a_draft_again(country: World, sign_in: SignIn) -> None:
    above = build_draft(country, "huyen-a", "cua-huyen")
    country.plan.above = above
    country.plan.save()
    client = sign_in(country, "vhxh-x")
    address = reverse("indicators:plan_facts", args=["nhap"])
    page = client.get(address)
    assert above.short_title not in page.content.decode()
    form = {
        name: value for name, value in page.context["form"].initial.items() if value not in (None, "", False)
    }
    response = client.post(address, form | {"number": "9/KH-UBND", "above": form.get("above", "")})
    assert response.status_code == 302
    country.plan.refresh_from_db()
    assert (country.plan.number, country.plan.above) == ("9/KH-UBND", above)


# --- What a draft thought of


def own(country: World, issuer: str, name: str = "Số trẻ em có xe đạp riêng") -> Measure:
    wish = OwnMeasure(
        method=Method.COUNT,
        name=name,
        item_name=name,
        unit_word="trẻ",
        source=Source.VILLAGE,
        nature=Nature.FLOW,
        better=Better.HIGHER,
    )
    return create_own_measure(wish, country.units[issuer], 1)


def used_in(plan: Plan, measure: Measure) -> None:
    goal = plan.goals.first() or Goal.objects.create(plan=plan, number=1, name="A", words="A")
    indicator = Indicator.objects.create(
        plan=plan, goal=goal, number="1", short_name="A", official_text="A", position=1
    )
    Component.objects.create(
        indicator=indicator, label="1", measure=measure, short_name="A", words="A", position=1
    )


def test_what_a_neighbours_draft_thought_of_is_found_by_nobody_else(country: World) -> None:
    draft = build_draft(country, "xa-y", "cua-y")
    used_in(draft, own(country, "xa-y"))
    ground = ground_for(country.plan, None, TODAY)
    assert search_measures("xe đạp", owners=list(ground.owners), issuer_id=country.units["xa-x"].pk) == []
    assert search_items(ground, "xe đạp") == []
    theirs = ground_for(draft, None, TODAY)
    assert len(search_measures("xe đạp", owners=list(theirs.owners), issuer_id=country.units["xa-y"].pk)) == 1
    assert len(search_items(theirs, "xe đạp")) == 1
    # In force it is known to the province: that is how places become comparable.
    Plan.objects.filter(pk=draft.pk).update(state=PlanState.IN_FORCE)
    assert len(search_measures("xe đạp", owners=list(ground.owners), issuer_id=country.units["xa-x"].pk)) == 1
    assert len(search_items(ground_for(country.plan, None, TODAY), "xe đạp")) == 1


def test_two_who_number_at_the_same_moment_get_two_numbers(
    country: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looked before the first had written: it looks again instead of falling over."""
    own(country, "xa-x", "Thứ nhất")
    real, stale = own_measures._next, iter([1, 1])
    monkeypatch.setattr(own_measures, "_next", lambda rows, prefix: next(stale, None) or real(rows, prefix))
    second = own(country, "xa-y", "Thứ hai")
    assert (second.code, second.numerator.code) == ("RIENG-2", "rieng-2")
    assert DataItem.objects.filter(code__startswith="rieng-").count() == 2


# --- Made by hand


def test_ids_of_another_plan_are_not_taken(country: World, plan: Plan, sign_in: SignIn) -> None:
    """A component, a goal or a part of the neighbour's plan named in one's own form changes nothing."""
    theirs = build_draft(country, "xa-y", "cua-y")
    used_in(theirs, own(country, "xa-y"))
    stranger = Component.objects.get(indicator__plan=theirs)
    goal = theirs.goals.get()
    client = sign_in(country, "vhxh-x")
    before = (rows(Component.objects.get(indicator__plan=plan)), stranger.words, stranger.last_year)
    page = opened(client, EDIT)
    page.fields["c0-id"] = str(stranger.pk)
    page.press("ghi", **{"c0-words": "của người khác"})
    page = opened(client, EDIT)
    page.fields["goal"] = str(goal.pk)
    page.press("ghi")
    page = opened(client, EDIT)
    page.fields["revived"] = str(stranger.pk)
    page.press("ghi")
    stranger.refresh_from_db()
    assert Indicator.objects.get(plan=plan).goal.plan == plan
    assert (rows(Component.objects.get(indicator__plan=plan)), stranger.words, stranger.last_year) == before
    assert stranger.indicator.plan == theirs


def test_what_the_neighbours_draft_thought_of_cannot_be_named_by_hand(
    country: World, sign_in: SignIn
) -> None:
    theirs = build_draft(country, "xa-y", "cua-y")
    measure = own(country, "xa-y", "Việc riêng chưa ai biết")
    used_in(theirs, measure)
    client = sign_in(country, "vhxh-x")
    page = opened(client).press("doc", words=WORDS)
    page.fields |= {"c0-offered": measure.code, "c0-measure": measure.code}
    page = page.press("tim:0")
    assert "chưa ai biết" not in page.text
    page.fields |= {"c0-offered": measure.code, "c0-measure": measure.code}
    page = page.press("ghi")
    assert "chưa ai biết" not in page.text
    assert Component.objects.filter(measure=measure).count() == 1
    page.fields |= {"c0-measure": "rieng", "c0-own-below": measure.numerator.code}
    page.fields |= {"c0-own-below_offered": measure.numerator.code}
    assert "chưa ai biết" not in page.press("tim:0").text


def test_every_act_sent_twice_is_done_once(country: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    to = f"/ke-hoach/{plan.key}/"
    count = Indicator.objects.filter(plan=plan).count()
    page = opened(client, f"{to}chi-tieu/moi/").press("doc", words="95% trẻ em được nâng cao nhận thức")
    page.fields["c0-measure"] = "M4-23-NT"
    page.press("ghi")
    page.press("ghi")
    assert Indicator.objects.filter(plan=plan).count() == count + 1
    address = reverse("indicators:plan_amend_close", args=[plan.key])
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert LogEntry.objects.filter(act="kết thúc sửa đổi theo văn bản").count() == 1
    draft = reverse("indicators:plan_delete", args=["nhap"])
    assert [client.post(draft).status_code for _ in range(2)] == [302, 404]
    assert LogEntry.objects.filter(act="xoá bản nháp").count() == 1


def test_a_file_that_goes_with_a_dropped_document_is_told(country: World, plan: Plan) -> None:
    said = {"plan": plan, "by": country.people["vhxh-x"], "at": NOW}
    keep_file(name="Ke hoach da ky.pdf", content=PDF, **said)  # type: ignore[arg-type]
    assert drop_amendment(**said)  # type: ignore[arg-type]
    assert not plan.files.exists()
    assert LogEntry.objects.get(act="bỏ tệp văn bản").before == "Ke hoach da ky.pdf"


def test_a_head_sent_twice_is_one_draft(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    form = {
        "kind": "ke_hoach",
        "title": "Vì trẻ em xã Xuân",
        "number": "15/KH-UBND",
        "collects": "on",
        "first_year": "2026",
        "last_year": "2030",
        "issuer": "xa-x",
        "source": "nhap",
    }
    used_in(country.plan, own(country, "xa-x"))
    found = [client.post("/ke-hoach/moi/", form)["Location"] for _ in range(2)]
    assert found == ["/ke-hoach/xa-x-2026-2030/"] * 2
    assert Indicator.objects.filter(plan__key="xa-x-2026-2030").count() == 1
    assert LogEntry.objects.filter(act="tạo kế hoạch nháp").count() == 1


def test_what_was_thought_of_for_a_draft_alone_goes_with_it(country: World) -> None:
    measure = own(country, "xa-x")
    used_in(country.plan, measure)
    delete_draft(plan=country.plan, by=country.people["vhxh-x"], at=NOW)
    assert not Measure.objects.filter(pk=measure.pk).exists()
    assert not DataItem.objects.filter(code__startswith="rieng-").exists()
