"""Can two names for one thing become one without losing a figure?

Commune X thought of “trẻ em béo phì đã cân” (rieng-1) beside the catalogue's “beo-phi”, over the catalogue's
“can-do”, and measures it per 1,000 children weighed (RIENG-1) where the catalogue (BP-NT) counts per 100. In
2024 X answers 4 of 50; Y and Z answer the catalogue's item, 3 and 3.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.enums import Better, ItemKind, Method, Source, Window
from indicators.models import Component, DataItem, Indicator, Measure
from indicators.summaries.catalogue import MEASURES, OWN, catalogue_page
from plans.models import Goal, Plan
from reporting import actions
from reporting.actions.merging import merge_item, tie_measure
from reporting.actions.refusals import NotYours, Refused
from reporting.enums import CommentKind, FigureState, Origin
from reporting.models import Figure, FigureChange, Intake, ReviewComment, Total
from reporting.summaries.merging import merging, tying
from reporting.summaries.tables import rollup_table, totals_of
from reporting.totals import item_total, provisional_totals
from tests.world import (
    NOW,
    TODAY,
    World,
    build_catalogue,
    build_people,
    build_places,
    build_plan,
    build_round,
    fill_villages,
    send_up,
)
from units.enums import Level, LogKind
from units.models import LogEntry
from units.refusals import Overtaken


@pytest.fixture
def world(db: None) -> World:
    """The small world where X's own plan asks for its own item as well."""
    world = World()
    build_places(world)
    build_people(world)
    build_catalogue(world)
    build_plan(world)
    own(world, "rieng-1", "xa-x")
    own_plan(world, "xa-x", "rieng-1", "RIENG-1")
    # The district's plan asks for the catalogue's item, the communes' for nothing of the kind.
    Component.objects.filter(label__in=["6.1", "6.2"]).update(measure=world.measures["BP-NT"])
    build_round(world, 2024)
    return world


def own(world: World, code: str, owner: str, **more: object) -> DataItem:
    like = world.items["beo-phi"]
    world.items[code] = DataItem.objects.create(
        **{
            "code": code,
            "name": f"Trẻ em béo phì đã cân {code}",
            "short_name": f"Số béo phì đã cân {code}",
            "kind": like.kind,
            "source": like.source,
            "nature": like.nature,
            "window": like.window,
            "owner": world.units[owner],
            "position": 90,
            **more,
        }
    )
    return world.items[code]


def own_plan(world: World, issuer: str, item: str, measure: str) -> Plan:
    plan = Plan.objects.create(
        key=f"rieng-{issuer}",
        issuer=world.units[issuer],
        kind="plan",
        title="Kế hoạch riêng",
        short_title=f"Kế hoạch riêng {issuer}",
        first_year=2021,
        last_year=2030,
    )
    goal = Goal.objects.create(plan=plan, number=1, name="Sức khỏe", words="Mục tiêu 1")
    world.measures[measure] = Measure.objects.create(
        code=measure,
        goal=1,
        name="Tỷ suất béo phì",
        short_name="Tỷ suất béo phì",
        method=Method.RATIO,
        numerator=world.items[item],
        denominator=world.items["can-do"],
        base=1000,
        is_share=True,
        better=Better.LOWER,
        area="rural",
        owner=world.units[issuer],
        position=90,
    )
    indicator = Indicator.objects.create(
        plan=plan, goal=goal, number="1", short_name="Béo phì", official_text="Béo phì", position=1
    )
    world.components[f"rieng {issuer}"] = Component.objects.create(
        indicator=indicator,
        label="1",
        measure=world.measures[measure],
        short_name="Béo phì",
        words="Béo phì",
        position=1,
    )
    return plan


def merge(
    world: World, item: str = "rieng-1", into: str = "beo-phi", by: str = "quan-tri", seen: str = ""
) -> object:
    return merge_item(item=world.items[item], into=world.items[into], by=world.people[by], at=NOW, seen=seen)


def forget(world: World, code: str, *units: str) -> None:
    """As if the units had never been asked."""
    Figure.objects.filter(item=world.items[code], report__unit__key__in=units, version=0).delete()


def sum_of(world: World, unit: str, code: str) -> tuple[int, int]:
    """Tạm tính below a place: the sum of an item, and how many cells answered."""
    found = item_total(provisional_totals(world.units[unit], world.rounds[2024]), world.items[code].pk)
    return found.value, found.answered


# --- Figures


def test_every_figure_goes_along_with_its_log(world: World) -> None:
    """X has a cell of both; it answered its own, and nobody touched the catalogue's."""
    world.enter("xa-x", "vhxh-x", rieng_1=3)
    world.enter("xa-x", "vhxh-x", rieng_1=4)
    mine = world.figure("xa-x", "rieng-1")
    changes = FigureChange.objects.count()
    assert sum_of(world, "tinh", "rieng-1") == (4, 1)
    merge(world)
    figure = world.figure("xa-x", "beo-phi")
    assert (figure.pk, figure.value, figure.version) == (mine.pk, 4, 2)
    assert [row.value for row in figure.changes.order_by("version")] == [3, 4]
    assert FigureChange.objects.count() == changes
    assert not Figure.objects.filter(item=world.items["rieng-1"]).exists()
    assert DataItem.objects.get(code="rieng-1").merged_into == world.items["beo-phi"]


def test_places_add_up_together_from_then_on(world: World) -> None:
    """4 of X, 3 of Y and 3 of Z; X's own sum is what it was."""
    world.enter("xa-x", "vhxh-x", rieng_1=4)
    world.enter("xa-y", "vhxh-y", beo_phi=3)
    world.enter("thi-tran-z", "vhxh-z", beo_phi=3)
    assert (sum_of(world, "tinh", "beo-phi"), sum_of(world, "xa-x", "rieng-1")) == ((6, 2), (4, 1))
    merge(world)
    assert sum_of(world, "tinh", "beo-phi") == (10, 3)
    assert sum_of(world, "xa-x", "beo-phi") == (4, 1)


def test_an_own_cell_that_nobody_touched_goes(world: World) -> None:
    world.enter("xa-x", "vhxh-x", beo_phi=2)
    kept = world.figure("xa-x", "beo-phi")
    found = merge(world)
    assert (found.cells, found.dropped) == (1, 1)  # type: ignore[attr-defined]
    assert world.figure("xa-x", "beo-phi").pk == kept.pk
    assert world.report("xa-x").figures.filter(item__code="rieng-1").count() == 0


def test_two_answers_are_refused_with_place_and_round(world: World) -> None:
    world.enter("xa-x", "vhxh-x", rieng_1=4, beo_phi=2)
    with pytest.raises(Refused, match="Báo cáo năm 2024 của xã Xuân đã có câu trả lời ở cả hai"):
        merge(world)
    assert DataItem.objects.get(code="rieng-1").merged_into is None
    assert world.figure("xa-x", "rieng-1").value == 4


def test_a_cell_that_was_emptied_again_was_touched(world: World) -> None:
    """Its log has something to say, so it is not thrown away."""
    world.enter("xa-x", "vhxh-x", rieng_1=4, beo_phi=2)
    world.enter("xa-x", "vhxh-x", rieng_1=FigureState.EMPTY)
    with pytest.raises(Refused, match="ở cả hai số liệu"):
        merge(world)


def test_a_comment_stays_on_its_figure(world: World) -> None:
    forget(world, "beo-phi", "xa-x")
    fill_villages(world)
    answer_all(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    world.hand_in("xa-x", "vhxh-x")
    figure = world.figure("xa-x", "rieng-1")
    actions.send_back(
        report=world.report("xa-x"),
        by=world.people["huyen-a"],
        at=NOW,
        comments={figure.pk: actions.Comment("Xem lại", CommentKind.MUST_FIX)},
    )
    merge(world)
    comment = ReviewComment.objects.get()
    assert (comment.figure_id, comment.figure.item.code) == (figure.pk, "beo-phi")


def answer_all(world: World) -> None:
    world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, rieng_1=4)


def test_what_a_pasted_block_named_is_found_again(world: World) -> None:
    forget(world, "beo-phi", "xa-x")
    report = world.report("xa-x")
    Intake.objects.create(
        report=report,
        number=1,
        origin=Origin.PASTED,
        digest="x",
        cells=[{"place": "A1", "code": "rieng-1", "text": "4", "problem": ""}],
        versions={"rieng-1": 0, "tao-hon": 0},
        by=world.people["vhxh-x"],
        at=NOW,
    )
    merge(world)
    intake = Intake.objects.get()
    assert intake.cells[0]["code"] == "beo-phi"
    assert intake.versions == {"beo-phi": 0, "tao-hon": 0}


# --- Sums that were handed up


def hand_up_x(world: World) -> None:
    fill_villages(world)
    answer_all(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x")


def test_sums_take_the_name_along(world: World) -> None:
    forget(world, "beo-phi", "xa-x")
    hand_up_x(world)
    before = item_total(
        totals_of(world.units["xa-x"], world.rounds[2024], official=True), world.items["rieng-1"].pk
    )
    count = Total.objects.count()
    merge(world)
    after = item_total(
        totals_of(world.units["xa-x"], world.rounds[2024], official=True), world.items["beo-phi"].pk
    )
    assert (before.value, before.asked, before.answered) == (4, 1, 1)
    assert after == before
    assert Total.objects.count() == count
    assert not Total.objects.filter(item=world.items["rieng-1"]).exists()


def whole_district(world: World) -> None:
    """District A handed up X's own item beside Y's of the catalogue: sums of both."""
    forget(world, "beo-phi", "xa-x")
    hand_up_x(world)
    world.enter(
        "xa-y", "vhxh-y", tre_em=200, hoan_canh=30, duoc_giup=30, bi_thuong=5, xam_hai=1, san_choi=(3, 4),
        tao_hon=0, can_do=40, beo_phi=3,
    )  # fmt: skip
    send_up(world, "xa-y", "huyen-a")


def test_a_place_that_handed_up_both_has_to_reopen_first(world: World) -> None:
    whole_district(world)
    with pytest.raises(
        Refused, match=r"năm 2024 của huyện An đã nộp lên tổng của cả hai.*mở lại báo cáo đó trước"
    ):
        merge(world)
    reopen(world)
    merge(world)
    # The old edition stays as it was printed; the next one holds one sum, 4 + 3.
    district = Total.objects.filter(report=world.report("huyen-a"), edition=1)
    assert dict(
        district.filter(item__code__in=["rieng-1", "beo-phi"]).values_list("item__code", "value")
    ) == {
        "rieng-1": 4,
        "beo-phi": 3,
    }
    send_up(world, "huyen-a")
    again = item_total(
        totals_of(world.units["huyen-a"], world.rounds[2024], official=True), world.items["beo-phi"].pk
    )
    assert (again.value, again.answered) == (7, 2)


def reopen(world: World) -> None:
    actions.undo_acceptance(
        report=world.report("huyen-a"), by=world.people["tinh"], at=NOW, reason="gộp số liệu"
    )
    actions.recall(report=world.report("huyen-a"), by=world.people["huyen-a"], at=NOW)


# --- What hangs on an item


def test_plans_and_measures_follow(world: World) -> None:
    inside = own(world, "rieng-2", "xa-x", contained_in=world.items["rieng-1"])
    older = own(world, "rieng-3", "xa-x", merged_into=world.items["rieng-1"])
    component = world.components["1.1"]
    component.own_numerator = world.items["rieng-1"]
    component.own_denominator = world.items["can-do"]
    component.save()
    merge(world)
    component.refresh_from_db()
    assert (component.own_numerator, component.own_denominator) == (
        world.items["beo-phi"],
        world.items["can-do"],
    )
    assert Measure.objects.get(code="RIENG-1").numerator == world.items["beo-phi"]
    inside.refresh_from_db()
    older.refresh_from_db()
    assert (inside.contained_in, older.merged_into) == (world.items["beo-phi"], world.items["beo-phi"])


def test_a_variant_that_counts_the_same_now_is_none_any_more(world: World) -> None:
    component = world.components["6.1"]
    component.own_numerator = world.items["rieng-1"]
    component.save()
    assert component.is_variant
    merge(world)
    assert not Component.objects.get(pk=component.pk).is_variant


def test_it_is_logged_with_its_counts(world: World) -> None:
    world.enter("xa-x", "vhxh-x", rieng_1=4)
    merge(world)
    row = LogEntry.objects.get(kind=LogKind.PLAN, act="gộp số liệu")
    assert (row.by, row.unit) == (world.people["quan-tri"], world.units["xa-x"])
    assert "1 ô của 1 báo cáo, 1 đơn vị, các năm 2024–2024; 1 lần ghi" in row.before
    assert row.after == "beo-phi: chuyển 1 ô, bỏ 1 ô chưa ai nhập"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": ItemKind.MONEY}, "Khác loại"),
        ({"unit_word": "lượt"}, "Khác đơn vị tính: “lượt” và “không có”"),
        ({"source": Source.HEALTH_STATION}, "Khác nguồn"),
        ({"nature": "stock"}, "Khác tính chất"),
        ({"window": Window.SCHOOL_YEAR}, "Khác khoảng thời gian"),
        ({"is_restricted": True, "suppress_public": True}, "hạn chế xem"),
        ({"suppress_public": True}, "ẩn số nhỏ"),
        ({"owner": None}, "của danh mục không gộp được"),
    ],
)
def test_what_differs_is_named_and_refused(world: World, change: dict[str, object], why: str) -> None:
    DataItem.objects.filter(code="rieng-1").update(**change)
    world.items["rieng-1"].refresh_from_db()
    found = merging(world.items["rieng-1"], world.items["beo-phi"], TODAY)
    assert any(why in said for said in found.differences)
    with pytest.raises(Refused):
        merge(world)


def test_a_part_is_not_merged_into_its_whole(world: World) -> None:
    world.items["rieng-1"].contained_in = world.items["can-do"]
    world.items["rieng-1"].save()
    with pytest.raises(Refused, match=r"nằm trong số liệu kia\. Có chỉ tiêu lấy số này chia cho số kia"):
        merge(world, into="can-do")


def test_nothing_is_done_over_another_state_than_was_seen(world: World) -> None:
    seen = merging(world.items["rieng-1"], world.items["beo-phi"], TODAY).mark
    world.enter("xa-x", "vhxh-x", rieng_1=4)
    with pytest.raises(Overtaken):
        merge(world, seen=seen)
    merge(world, seen=merging(world.items["rieng-1"], world.items["beo-phi"], TODAY).mark)
    with pytest.raises(Refused, match="đã gộp"):
        merge(world)


@pytest.mark.parametrize("person", ["vhxh-x", "vhxh-y", "huyen-a", "tinh", "nguoi-ngoai"])
def test_only_who_keeps_the_catalogue(world: World, person: str) -> None:
    with pytest.raises(NotYours):
        merge(world, by=person)


# --- Tying a measure


def tie(world: World, seen: str = "") -> object:
    return tie_measure(
        measure=world.measures["RIENG-1"],
        into=world.measures["BP-NT"],
        by=world.people["quan-tri"],
        at=NOW,
        seen=seen,
    )


def test_an_own_measure_becomes_the_canonical_one(world: World) -> None:
    """4 of 50 stay 80 per 1,000 in X's plan; the province adds X's 4 to Y's 3 of 40 in rural places."""
    world.enter("xa-x", "vhxh-x", can_do=50, rieng_1=4)
    world.enter("xa-y", "vhxh-y", can_do=40, beo_phi=3)
    before = results(world, "xa-x", "1")
    found = tie(world)
    component = Component.objects.get(pk=world.components["rieng xa-x"].pk)
    assert (component.measure, component.base) == (world.measures["BP-NT"], 1000)
    assert component.numerator == world.items["beo-phi"]
    assert Measure.objects.get(code="RIENG-1").merged_into == world.measures["BP-NT"]
    assert found.keeps_base == 1  # type: ignore[attr-defined]
    assert results(world, "xa-x", "1") == before == "80,0‰"
    assert sum_of(world, "huyen-a", "beo-phi") == (7, 2)


def results(world: World, unit: str, label: str) -> str:
    table = rollup_table(unit=world.units[unit], round_=world.rounds[2024], official=False, now=NOW)
    return next(row.result.text for row in table.rows if row.label == label)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"method": Method.COUNT, "denominator": None}, "Khác cách tính"),
        ({"area": ""}, "Khác khu vực"),
        ({"better": Better.HIGHER}, "Khác chiều tốt"),
        ({"owner": None}, "chỉ nối chỉ tiêu riêng"),
    ],
)
def test_a_measure_that_differs_is_not_tied(world: World, change: dict[str, object], why: str) -> None:
    Measure.objects.filter(code="RIENG-1").update(**change)
    measure = Measure.objects.select_related("numerator", "denominator").get(code="RIENG-1")
    assert any(why in said for said in tying(measure, world.measures["BP-NT"], TODAY).differences)
    with pytest.raises(Refused):
        tie(world)


def test_a_measure_over_another_figure_of_the_catalogue_is_not_tied(world: World) -> None:
    Measure.objects.filter(code="RIENG-1").update(denominator=world.items["tre-em"])
    with pytest.raises(Refused, match="Khác mẫu số"):
        tie(world)


def test_tying_is_all_or_nothing(world: World) -> None:
    world.enter("xa-x", "vhxh-x", rieng_1=4, beo_phi=2)
    with pytest.raises(Refused, match="ở cả hai số liệu"):
        tie(world)
    assert Measure.objects.get(code="RIENG-1").merged_into is None
    assert Component.objects.get(pk=world.components["rieng xa-x"].pk).measure == world.measures["RIENG-1"]


# --- The pages


def test_the_list_finds_without_diacritics(world: World, sign_in: Callable[[World, str], Client]) -> None:
    assert [line.code for line in catalogue_page(TODAY, asked="BEO PHI").lines] == ["beo-phi", "rieng-1"]
    assert [line.code for line in catalogue_page(TODAY, whose=OWN).lines] == ["rieng-1"]
    found = catalogue_page(TODAY, shown=MEASURES, whose=OWN)
    assert [(line.code, line.owner, line.plans, line.can_move) for line in found.lines] == [
        ("RIENG-1", "xã Xuân", 1, True)
    ]
    said = (
        sign_in(world, "quan-tri").get(reverse("indicators:catalogue"), {"tim": "beo phi"}).content.decode()
    )
    assert reverse("reporting:merge_item", args=["rieng-1"]) in said
    assert reverse("reporting:merge_item", args=["beo-phi"]) not in said


def test_the_list_asks_as_often_for_many(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            catalogue_page(TODAY)
            catalogue_page(TODAY, shown=MEASURES)
        return len(found)

    few = asked()
    for number in range(10, 40):
        own(world, f"rieng-{number}", "xa-y")
    assert asked() == few


def test_the_page_shows_counts_and_no_figure(world: World, sign_in: Callable[[World, str], Client]) -> None:
    world.enter("xa-x", "vhxh-x", rieng_1=7431)
    client = sign_in(world, "quan-tri")
    address = reverse("reporting:merge_item", args=["rieng-1"])
    chosen = client.get(address).content.decode()
    assert "?vao=beo-phi" in chosen
    shown = client.get(address, {"vao": "beo-phi"})
    said = shown.content.decode()
    assert "1 ô của 1 báo cáo, 1 đơn vị, năm 2024" in said
    assert "7431" not in said and "7.431" not in said
    stale = client.post(address, {"vao": "beo-phi", "da-xem": "khác"})
    assert stale.status_code == 200
    assert DataItem.objects.get(code="rieng-1").merged_into is None
    done = client.post(address, {"vao": "beo-phi", "da-xem": shown.context["preview"].mark})
    assert done.status_code == 302
    assert DataItem.objects.get(code="rieng-1").merged_into == world.items["beo-phi"]
    assert client.get(address).status_code == 404


def test_the_page_of_a_measure(world: World, sign_in: Callable[[World, str], Client]) -> None:
    client = sign_in(world, "quan-tri")
    address = reverse("reporting:tie_measure", args=["RIENG-1"])
    assert "?vao=BP-NT" in client.get(address).content.decode()
    shown = client.get(address, {"vao": "BP-NT"})
    assert "giữ cách tính trên riêng" in shown.content.decode()
    done = client.post(address, {"vao": "BP-NT", "da-xem": shown.context["preview"].mark})
    assert done.status_code == 302
    assert Measure.objects.get(code="RIENG-1").merged_into == world.measures["BP-NT"]


def test_an_item_of_another_province_is_not_there(
    world: World, sign_in: Callable[[World, str], Client]
) -> None:
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    own(world, "rieng-9", "tinh-khac")
    assert (
        sign_in(world, "quan-tri").get(reverse("reporting:merge_item", args=["rieng-9"])).status_code == 404
    )
    with pytest.raises(NotYours):
        merge(world, item="rieng-9")


def test_queries_of_a_preview_do_not_grow(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            merging(world.items["rieng-1"], world.items["beo-phi"], TODAY)
        return len(found)

    few = asked()
    for unit, who in (("xa-x", "vhxh-x"), ("xa-y", "vhxh-y")):
        Figure.objects.get_or_create(report=world.report(unit), item=world.items["rieng-1"])
        world.enter(unit, who, rieng_1=4)
    assert asked() == few


def test_an_item_of_another_province_is_not_merged_by_a_measure_of_this_one(world: World) -> None:
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    Measure.objects.filter(code="RIENG-1").update(numerator=own(world, "rieng-9", "tinh-khac"))
    with pytest.raises(NotYours):
        tie(world)
    assert Measure.objects.get(code="RIENG-1").merged_into is None
