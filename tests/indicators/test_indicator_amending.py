"""A plan in force changes only by its document: what stays, what holds from then on, what is in the log?"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.test import Client

from indicators.assessment import judge, standing_in
from indicators.enums import Better, Flag, Operator, Status
from indicators.models import Component, Indicator, Target
from indicators.summaries.wording import bar_of
from plans.models import Goal, Plan
from tests.keyed_plans import amend, build_draft, opened, put_in_force, rows
from tests.world import NOW, World
from units.models import LogEntry

SignIn = Callable[[World, str], Client]
WORDS = "90% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
NEW_WORDS = "Phấn đấu 95% trẻ em dưới 1 tuổi được tiêm chủng đầy đủ 8 loại vắc xin"
EDIT = "/ke-hoach/giai-doan/chi-tieu/1/sua/"


@pytest.fixture
def plan(country: World, sign_in: SignIn) -> Plan:
    """2021–2025, one Chỉ tiêu: 90% in every year; asked for, and amended from 2024."""
    plan = build_draft(country, "xa-x", "giai-doan", 2021, 2025)
    Goal.objects.create(plan=plan, number=1, name="Phát triển", words="MỤC TIÊU 1")
    opened(sign_in(country, "vhxh-x"), "/ke-hoach/giai-doan/chi-tieu/moi/").press("doc", words=WORDS).press(
        "ghi"
    )
    assert rows(Component.objects.get(indicator__plan=plan)) == [(None, None, "gte", "90", None)]
    put_in_force(plan)
    return plan


def judged(component: Component, year: int, result: int) -> Status:
    bars = [bar_of(target) for target in component.targets.all()]
    standing = standing_in(year, bars, 2025)
    return judge(standing, Fraction(result), previous=None, better=Better.HIGHER, is_percent=True).status


def test_the_new_target_holds_from_the_documents_year(country: World, plan: Plan, sign_in: SignIn) -> None:
    amend(country, plan, "vhxh-x")
    component = Component.objects.get(indicator__plan=plan)
    assert [judged(component, year, 92) for year in (2023, 2024)] == [Status.MET, Status.MET]
    page = opened(sign_in(country, "vhxh-x"), EDIT)
    assert "Sửa theo 12/QĐ-UBND ngày 03/02/2024, áp dụng từ năm 2024" in page.text
    assert "Đã ghi chỉ tiêu 1." in page.press("ghi", **{"c0-t0-value": "95"}).text
    kept = Component.objects.get(indicator__plan=plan)
    assert kept.pk == component.pk
    assert rows(kept) == [(2021, 2023, "gte", "90", None), (2024, 2025, "gte", "95", None)]
    assert [judged(kept, year, 92) for year in range(2021, 2026)] == [
        *(Status.MET, Status.MET, Status.MET),
        *(Status.NOT_MET, Status.NOT_MET),
    ]
    (entry,) = LogEntry.objects.filter(act="sửa chỉ tiêu")
    assert entry.before.splitlines() == [
        "1, mọi năm: ≥\u00a090%",
        f"1, mọi năm, nguyên văn: {WORDS}",
        "1, mọi năm, cách đọc: Từ 90% trở lên, mọi năm của kế hoạch.",
    ]
    assert [line for line in entry.after.splitlines() if "cách đọc" not in line] == [
        "1, 2021–2023: ≥\u00a090%",
        f"1, 2021–2023, nguyên văn: {WORDS}",
        "1, 2024–2025: ≥\u00a095%",
        f"1, 2024–2025, nguyên văn: {WORDS}",
    ]
    assert entry.reason == "theo 12/QĐ-UBND ngày 03/02/2024"
    assert entry.by == country.people["vhxh-x"]


def test_measure_and_number_are_no_longer_asked(country: World, plan: Plan, sign_in: SignIn) -> None:
    amend(country, plan, "vhxh-x")
    page = opened(sign_in(country, "vhxh-x"), EDIT)
    assert "c0-measure" not in page.names
    page.fields |= {"c0-measure": "M2-13-TH-SO", "number": "9", "c0-base": "1000"}
    page.press("ghi", words=NEW_WORDS, **{"c0-words": NEW_WORDS})
    component = Component.objects.get(indicator__plan=plan)
    assert (component.measure.code, component.own_base, component.label) == ("M1-05-VX1", None, "1")
    assert component.indicator.number == "1"
    assert component.indicator.official_text == NEW_WORDS


def test_a_part_ends_and_can_be_taken_back_and_a_new_one_begins(
    country: World, plan: Plan, sign_in: SignIn
) -> None:
    amend(country, plan, "vhxh-x")
    client = sign_in(country, "vhxh-x")
    page = opened(client, EDIT).press("bo-noi-dung:0").press("them-noi-dung")
    page = page.press(
        "doc-lai:0", **{"c0-words": "95% trẻ em được nâng cao nhận thức, năng lực về quyền tham gia"}
    )
    assert "Đã ghi chỉ tiêu 1." in page.press("ghi", **{"c0-measure": "M4-23-NT"}).text
    old, new = Component.objects.filter(indicator__plan=plan).order_by("pk")
    assert (old.label, old.last_year, rows(old)) == ("1", 2023, [(None, None, "gte", "90", None)])
    assert (new.label, new.last_year, rows(new)) == ("1.2", None, [(2024, 2025, "gte", "95", None)])
    assert Component.objects.filter(indicator__plan=plan).in_year(2024).get() == new
    page = opened(client, EDIT)
    assert "Áp dụng lại 1 Tiêm đủ 8 loại vắc xin" in page.text
    page.press("ghi", revived=str(old.pk))
    old.refresh_from_db()
    assert old.last_year is None


def test_a_whole_indicator_ends(country: World, plan: Plan, sign_in: SignIn) -> None:
    amend(country, plan, "vhxh-x")
    client = sign_in(country, "vhxh-x")
    address = "/ke-hoach/giai-doan/chi-tieu/1/xoa/"
    page = client.get(address)
    assert "Thôi áp dụng chỉ tiêu 1 từ năm 2024" in page.content.decode()
    client.post(address, {"mark": page.context["mark"]})
    assert Component.objects.get(indicator__plan=plan).last_year == 2023
    assert LogEntry.objects.get(act="thôi áp dụng chỉ tiêu").after == "Áp dụng đến hết năm 2023."


def test_dropping_every_target_is_refused(country: World, plan: Plan, sign_in: SignIn) -> None:
    amend(country, plan, "vhxh-x")
    page = opened(sign_in(country, "vhxh-x"), EDIT)
    page = page.press("ghi", **{"c0-t0-value": "", "c0-t0-operator": ""})
    assert page.response.status_code == 422
    assert "Nội dung 1: từ năm 2024 không còn mức nào." in page.text
    assert rows(Component.objects.get(indicator__plan=plan)) == [(None, None, "gte", "90", None)]


def test_without_a_document_nothing_is_shown_to_change_and_nothing_changes(
    country: World, plan: Plan, sign_in: SignIn
) -> None:
    client = sign_in(country, "vhxh-x")
    page = client.get(EDIT).content.decode()
    assert "Muốn sửa, bấm “Sửa đổi theo văn bản” và nêu văn bản sửa đổi." in page
    assert "c0-words" not in page
    amendment = amend(country, plan, "vhxh-x")
    screen = opened(client, EDIT)
    amendment.closed_at, amendment.closed_by = NOW, country.people["vhxh-x"]
    amendment.save()
    screen.press("ghi", **{"c0-t0-value": "95"})
    assert rows(Component.objects.get(indicator__plan=plan)) == [(None, None, "gte", "90", None)]


def test_a_changed_reading_waits_for_its_owner_again(country: World, plan: Plan, sign_in: SignIn) -> None:
    target = Target.objects.get(component__indicator__plan=plan)
    target.flag, target.confirmed_by, target.confirmed_at = Flag.SCOPE, country.people["vhxh-x"], NOW
    target.save()
    amend(country, plan, "vhxh-x", from_year=2021)
    page = opened(sign_in(country, "vhxh-x"), EDIT)
    page.press("ghi", short_name="Tiêm chủng")
    target.refresh_from_db()
    assert target.confirmed_at == NOW
    page = opened(sign_in(country, "vhxh-x"), EDIT)
    page.press("ghi", **{"c0-t0-operator": "gt"})
    target.refresh_from_db()
    assert (target.operator, target.confirmed_at, target.confirmed_by) == (Operator.MORE_THAN, None, None)


# --- Drafts


def test_a_draft_keeps_its_components_and_no_log(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    opened(client).press("doc", words=WORDS).press("ghi")
    component = Component.objects.get(indicator__plan=country.plan)
    page = opened(client, "/ke-hoach/nhap/chi-tieu/1/sua/")
    page = page.press("them-noi-dung")
    page = page.press("doc-lai:1", **{"c1-words": "95% trẻ em được nâng cao nhận thức, năng lực"})
    page.press("ghi", **{"c1-measure": "M4-23-NT", "number": "5"})
    found = Component.objects.filter(indicator__plan=country.plan).order_by("position")
    assert [(each.label, each.measure.code) for each in found] == [("5.1", "M1-05-VX1"), ("5.2", "M4-23-NT")]
    assert found[0].pk == component.pk
    opened(client, "/ke-hoach/nhap/chi-tieu/5/sua/").press("len:1").press("ghi")
    found = Component.objects.filter(indicator__plan=country.plan).order_by("position")
    assert [(each.label, each.measure.code) for each in found] == [("5.1", "M4-23-NT"), ("5.2", "M1-05-VX1")]
    assert not LogEntry.objects.filter(kind="target").exists()


def test_the_place_among_the_others(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    for _ in range(3):
        opened(client).press("doc", words=WORDS).press("ghi")
    opened(client, "/ke-hoach/nhap/chi-tieu/3/sua/").press("ghi", position="1")
    numbers = (
        Indicator.objects.filter(plan=country.plan).order_by("position").values_list("number", "position")
    )
    assert list(numbers) == [("3", 1), ("1", 2), ("2", 3)]


def test_what_is_deleted_from_a_draft_is_gone(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    opened(client).press("doc", words=WORDS).press("ghi")
    address = "/ke-hoach/nhap/chi-tieu/1/xoa/"
    mark = client.get(address).context["mark"]
    page = client.post(address, {"mark": mark}, follow=True)
    assert "Đã xóa chỉ tiêu 1." in page.content.decode()
    assert not Indicator.objects.filter(plan=country.plan).exists()


# --- Two people at once


def test_the_second_sees_the_first_and_overwrites_nothing(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    opened(client).press("doc", words=WORDS).press("ghi")
    mine = opened(client, "/ke-hoach/nhap/chi-tieu/1/sua/")
    theirs = opened(client, "/ke-hoach/nhap/chi-tieu/1/sua/")
    theirs.press("ghi", **{"c0-t0-value": "91"})
    both = mine.press("ghi", **{"c0-t0-value": "95", "c0-note": "ghi của tôi"})
    assert both.response.status_code == 409
    assert "Có người vừa sửa phần này" in both.text
    assert "1, mọi năm: ≥\u00a091%" in both.html
    assert (both.fields["c0-t0-value"], both.fields["c0-note"]) == ("95", "ghi của tôi")
    component = Component.objects.get(indicator__plan=country.plan)
    assert rows(component) == [(None, None, "gte", "91", None)]
    both.press("ghi")
    assert rows(component) == [(None, None, "gte", "95", None)]


def test_a_deleted_one_is_not_brought_back(country: World, sign_in: SignIn) -> None:
    client = sign_in(country, "vhxh-x")
    opened(client).press("doc", words=WORDS).press("ghi")
    mine = opened(client, "/ke-hoach/nhap/chi-tieu/1/sua/")
    Indicator.objects.filter(plan=country.plan).delete()
    assert mine.press("ghi").response.status_code == 404
    assert not Indicator.objects.filter(plan=country.plan).exists()


# --- Whose plan it is


@pytest.mark.parametrize("address", ["moi/", "1/sua/", "1/xoa/"])
def test_a_neighbour_finds_nothing_and_those_above_only_read(
    country: World, plan: Plan, sign_in: SignIn, address: str
) -> None:
    amend(country, plan, "vhxh-x")
    path = f"/ke-hoach/giai-doan/chi-tieu/{address}"
    before = list(Target.objects.values_list("pk", "value"))
    expected = {"vhxh-x": 200, "vhxh-y": 404, "huyen-a": 403, "truong-thon-1": 403, "quan-tri": 403}
    for person, status in expected.items():
        client = sign_in(country, person)
        assert client.get(path).status_code == status, person
        if person != "vhxh-x":
            assert client.post(path, {"viec": "ghi"}).status_code == status, person
    assert list(Target.objects.values_list("pk", "value")) == before


def test_a_draft_is_not_there_for_others(country: World, sign_in: SignIn) -> None:
    for person in ("vhxh-y", "huyen-a", "truong-thon-1"):
        assert sign_in(country, person).get("/ke-hoach/nhap/chi-tieu/moi/").status_code == 404, person
