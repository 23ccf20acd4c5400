"""Opening and “Cập nhật mẫu”: what the preview says is what is written, and nothing is ever taken away."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import Component, DataItem
from plans.enums import DutyKind
from plans.models import Deadline
from reporting import actions
from reporting.actions.opening import ON_OPENING, kinds_to_open
from reporting.enums import Act, FigureState, NoticeKind, RoundKind
from reporting.models import Figure, FigureChange, Notice, Report, ReportEvent, Round, RoundOpening
from reporting.summaries.form_plan import FormPlan, direct_places, form_plan, form_update
from reporting.summaries.opening import opening_preview
from tests.world import NOW, TODAY, World, at, build_plan, fill_places, fill_villages, send_up
from units.enums import AgencyKind, Level, LogKind, Role
from units.models import DirectKind, LogEntry, Posting

pytestmark = pytest.mark.django_db

ND_2025 = {"data_from": date(2024, 12, 15), "data_to": date(2025, 12, 14)}


def start(world: World, who: str = "tinh", unit: str = "tinh", *direct: str, **more: object) -> Round:
    said = {"kind": RoundKind.YEAR, "year": 2025, **ND_2025, "by": world.people[who], "at": NOW}
    places = [world.units[key] for key in direct]
    return actions.start_round(**{**said, "unit": world.units[unit], "direct": places, **more})  # type: ignore[arg-type]


def planned(world: World, *direct: str) -> FormPlan:
    round_ = Round(kind=RoundKind.YEAR, year=2025, **ND_2025)
    return form_plan(round_, world.units["tinh"], direct=[world.units[key] for key in direct])


def cells_of(round_: Round) -> set[tuple[str, str, bool]]:
    rows = Figure.objects.filter(report__round=round_)
    return set(rows.values_list("report__unit__key", "item__code", "is_check"))


def cells_in(plan: FormPlan) -> set[tuple[str, str, bool]]:
    codes = dict(DataItem.objects.values_list("pk", "code"))
    return {
        (plan.placements[unit_id].unit.key, codes[cell.item_id], cell.is_check)
        for unit_id, cells in plan.cells.items()
        for cell in cells
    }


# --- Opening


@pytest.mark.parametrize("direct", [(), ("xa-x",), ("huyen-a",)])
def test_what_was_looked_at_is_what_is_written(world: World, direct: tuple[str, ...]) -> None:
    plan = planned(world, *direct)
    page = opening_preview(plan, world.units["tinh"], TODAY)
    assert not Round.objects.filter(year=2025).exists()
    round_ = start(world, "tinh", "tinh", *direct, seen=page.mark)
    assert cells_of(round_) == cells_in(plan)
    assert set(round_.reports.values_list("unit_id", flat=True)) == set(plan.owing)
    assert (page.units, page.cells) == (round_.reports.count(), len(cells_of(round_)))
    assert sum(line.cells for line in page.lines) == page.cells == sum(one.cells for one in page.places)
    assert sum(line.units for line in page.lines) == page.units


def test_the_preview_counts_by_level_and_kind(world: World) -> None:
    """Three villages of five items (one of them a check), two agencies of one, X three of its own; Y and Z
    answer all nine directly."""
    page = opening_preview(planned(world), world.units["tinh"], TODAY)
    found = [(line.who, line.units, line.each, line.cells, line.days) for line in page.lines]
    assert found == [
        ("Thôn, tổ dân phố", 3, "5", 15, "20/11/2025"),
        ("Trạm Y tế", 1, "1", 1, "Chưa ấn định hạn"),
        ("Công an xã", 1, "1", 1, "Chưa ấn định hạn"),
        ("Báo cáo cấp xã", 3, "3 – 9", 21, "05/12/2025"),
        ("Báo cáo cấp huyện", 2, "0", 0, "Chưa ấn định hạn"),
        ("Báo cáo cấp tỉnh", 1, "0", 0, "Chưa ấn định hạn"),
    ]
    assert (page.window, page.units, page.cells) == ("15/12/2024 – 14/12/2025", 11, 38)
    assert page.without_account == []
    assert sorted(page.without_day) == sorted(
        ["Trạm Y tế, xã Xuân", "Công an xã, xã Xuân", "huyện An", "huyện Bình", "tỉnh Thử"]
    )
    assert [(day.who, day.day, day.words) for day in page.days] == [
        ("Thôn", "20/11/2025", "trước ngày 20/11"),
        ("Cấp xã", "05/12/2025", "trước ngày 05/12"),
    ]


def test_the_preview_says_who_has_no_account_and_what_the_day_is(world: World) -> None:
    world.unit("truong", Level.AGENCY, "xa-x", name="Trường Tiểu học", agency=AgencyKind.PRIMARY_SCHOOL)
    DataItem.objects.filter(code="bi-thuong").update(source="school")
    world.plan.deadlines.create(
        position=3, duty=DutyKind.YEAR, reporter_level=Level.AGENCY, day=20, month=11, words="20/11"
    )
    # 30/11/2025 is a Sunday.
    Deadline.objects.filter(reporter_level=Level.COMMUNE).update(day=30, month=11)
    page = opening_preview(planned(world), world.units["tinh"], TODAY)
    assert page.without_account == ["Trường Tiểu học, xã Xuân"]
    assert page.notes == [
        "20/11 là Ngày Nhà giáo Việt Nam, cũng là hạn của 1 trường. Nhắc các trường nộp trước ngày này."
    ]
    assert [day.remark for day in page.days] == ["", "", "Chủ nhật"]


def test_the_preview_says_whose_day_is_over_before_it_begins(world: World) -> None:
    """On 20/11/2025 the three villages still hand in; on the day after they are late, and no commune is."""
    plan, tinh = planned(world), world.units["tinh"]
    assert opening_preview(plan, tinh, date(2025, 11, 20)).notes == []
    assert opening_preview(plan, tinh, date(2025, 11, 21)).notes == [
        "Hạn 20/11/2025 đã qua: 3 đơn vị quá hạn ngay khi mở; cần thì gia hạn sau khi mở."
    ]
    assert opening_preview(plan, tinh, date(2025, 12, 6)).notes == [
        "Hạn 20/11/2025, 05/12/2025 đã qua: 6 đơn vị quá hạn ngay khi mở; cần thì gia hạn sau khi mở."
    ]


def test_the_preview_names_what_documents_contradict(world: World) -> None:
    Deadline.objects.filter(reporter_level=Level.VILLAGE).update(day=5, month=12)
    (found,) = opening_preview(planned(world), world.units["tinh"], TODAY).warnings
    assert found.plan == "Chương trình tỉnh Thử"
    assert found.sentences == [
        "Thôn nộp báo cáo năm ngày 05/12, đúng ngày cấp xã phải nộp tổng hợp: không còn ngày nào để tổng hợp."
    ]
    # A commune that asks its villages only after its own day, held against the plan above.
    own = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    own.deadlines.filter(reporter_level=Level.VILLAGE).update(day=8, month=12)
    assert {one.plan_key for one in opening_preview(planned(world), world.units["tinh"], TODAY).warnings} == {
        "ke-hoach-tinh",
        "ke-hoach-x",
    }


def test_opening_is_refused_to_everybody_but_the_top(world: World) -> None:
    for who in ("huyen-a", "vhxh-x", "lanh-dao-x", "truong-thon-1", "nguoi-ngoai"):
        with pytest.raises(actions.NotYours):
            start(world, who)
    with pytest.raises(actions.Refused, match="đơn vị cao nhất"):
        start(world, "huyen-a", "huyen-a")
    assert not Round.objects.filter(year=2025).exists()
    assert start(world, "quan-tri").name == "Năm 2025"


def test_what_changed_since_the_preview_is_not_opened_unseen(world: World) -> None:
    mark = planned(world).mark
    world.unit("thon-4", Level.VILLAGE, "xa-x", name="Thôn 4", kind="thôn")
    with pytest.raises(actions.Refused, match="đã thay đổi"):
        start(world, seen=mark)
    assert not Round.objects.filter(year=2025).exists()
    assert planned(world, "xa-x").mark != planned(world).mark


def test_the_window_is_shared_and_a_round_opens_once(world: World) -> None:
    start(world)
    calendar = {"data_from": date(2025, 1, 1), "data_to": date(2025, 12, 31)}
    world.unit("tinh-2", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.person("tinh-2", "tinh-2", Role.PROVINCE_OFFICER)
    world.unit("xa-khac", Level.COMMUNE, "tinh-2", name="Khác", kind="xã")
    build_plan(world, issuer="tinh-2", key="ke-hoach-2")
    with pytest.raises(actions.Refused, match="15/12/2024"):
        start(world, "tinh-2", "tinh-2", **calendar)
    start(world, "tinh-2", "tinh-2")
    assert RoundOpening.objects.filter(round__year=2025).count() == 2
    with pytest.raises(actions.Refused, match="đã mở rồi"):
        start(world)


def test_without_a_plan_there_is_nothing_to_open(world: World) -> None:
    with pytest.raises(actions.Refused, match="Chưa kế hoạch nào"):
        start(world, year=2031, data_from=date(2030, 12, 15), data_to=date(2031, 12, 14))
    with pytest.raises(actions.Refused, match="Chưa kế hoạch nào"):
        start(world, kind=RoundKind.SIX_MONTHS, data_to=date(2025, 6, 14))
    assert Round.objects.count() == 1


def test_opening_stands_in_the_log(world: World) -> None:
    start(world)
    row = LogEntry.objects.filter(kind=LogKind.ROUND).latest("id")
    assert (row.act, row.subject, row.unit, row.by) == (
        "mở kỳ báo cáo",
        "Năm 2025",
        world.units["tinh"],
        world.people["tinh"],
    )
    assert row.after == "số liệu từ 15/12/2024 đến hết 14/12/2025; 11 báo cáo, 38 ô"


def test_a_kind_of_round_with_a_step_of_its_own_takes_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setitem(ON_OPENING, RoundKind.YEAR, lambda round_, reports, by, at: seen.append(len(reports)))
    start(world)
    assert seen == [11]
    assert (RoundKind.FINAL_YEAR in kinds_to_open()) == (RoundKind.FINAL_YEAR in ON_OPENING)


# --- Cập nhật mẫu


def update(world: World, who: str = "tinh", unit: str = "tinh", **more: str):  # type: ignore[no-untyped-def]
    return actions.update_forms(
        round_=world.rounds[2024], unit=world.units[unit], by=world.people[who], at=at(18), **more
    )


def new_village(world: World, parent: str = "xa-x") -> None:
    world.unit("thon-4", Level.VILLAGE, parent, name="Thôn 4", kind="thôn")


def drop_from_plan(code: str) -> None:
    Component.objects.filter(measure__numerator__code=code).delete()


def new_item(world: World, code: str, source: str) -> DataItem:
    """The plan also asks how many children … by one more component."""
    item = DataItem.objects.get(code="tao-hon")
    item.pk, item.code, item.name, item.source = None, code, f"Số {code}", source
    item.save()
    measure = world.measures["HCDB"]
    measure.pk, measure.code, measure.numerator, measure.denominator = None, f"M-{code}", item, None
    measure.method = "count"
    measure.save()
    component = world.components["1.1"]
    component.pk, component.label, component.measure, component.position = None, f"9.{code[:6]}", measure, 90
    component.save()
    world.items[code] = item
    return item


def test_nothing_new_writes_nothing(world: World) -> None:
    before = ReportEvent.objects.count(), LogEntry.objects.count()
    assert update(world).touched == []
    assert (ReportEvent.objects.count(), LogEntry.objects.count()) == before


def test_a_new_village_gets_a_form_and_again_nothing_happens(world: World) -> None:
    new_village(world)
    world.person("truong-thon-4", "thon-4", Role.VILLAGE_HEAD)
    page = form_update(world.rounds[2024], world.units["tinh"])
    found = update(world, seen=page.mark)
    assert found.new_units == [world.units["thon-4"].pk]
    assert {row[1] for row in cells_of(world.rounds[2024]) if row[0] == "thon-4"} == {
        row[1] for row in cells_of(world.rounds[2024]) if row[0] == "thon-1"
    }
    assert list(world.report("thon-4").events.values_list("act", flat=True)) == [Act.OPENED]
    notice = Notice.objects.get(kind=NoticeKind.FORM)
    assert (notice.user.username, notice.text) == ("truong-thon-4", "Đơn vị có phiếu mới trong kỳ này.")
    assert update(world).touched == []


def test_a_new_item_is_added_empty_and_told(world: World) -> None:
    fill_villages(world)
    new_item(world, "lang-thang", "village")
    before = set(Figure.objects.values_list("pk", "state", "value", "version"))
    changes = FigureChange.objects.count()
    update(world)
    # Villages 1 to 3, and Y and Z, which answer for their villages.
    added = Figure.objects.filter(item__code="lang-thang")
    assert set(added.values_list("report__unit__key", flat=True)) == {
        *("thon-1", "thon-2", "thon-3", "xa-y", "thi-tran-z"),
    }
    assert set(added.values_list("state", flat=True)) == {FigureState.EMPTY}
    assert before <= set(Figure.objects.values_list("pk", "state", "value", "version"))
    assert FigureChange.objects.count() == changes
    events = ReportEvent.objects.filter(act=Act.FORM_UPDATED)
    assert {(event.report.unit.key, event.reason) for event in events} == {
        (key, "thêm 1 ô") for key in ("thon-1", "thon-2", "thon-3", "xa-y", "thi-tran-z")
    }
    told = Notice.objects.filter(kind=NoticeKind.FORM).values_list("user__username", flat=True)
    assert sorted(told) == ["truong-thon-1", "truong-thon-2", "truong-thon-3", "vhxh-y", "vhxh-z"]
    row = LogEntry.objects.latest("id")
    assert (row.act, row.before) == ("cập nhật mẫu", "11 báo cáo")
    assert row.after == "11 báo cáo; thêm 5 ô vào 5 phiếu, trong đó 0 phiếu mới"


def test_what_is_no_longer_asked_stays(world: World) -> None:
    fill_villages(world)
    drop_from_plan("san-choi")
    page = form_update(world.rounds[2024], world.units["tinh"])
    gone = {page.plan.placements[unit_id].unit.key for unit_id in page.no_longer}
    assert gone == {"thon-1", "thon-2", "thon-3", "xa-y", "thi-tran-z"}
    before = Figure.objects.count()
    update(world)
    assert Figure.objects.count() == before
    assert world.figure("thon-1", "san-choi").state == FigureState.ENTERED


def test_the_accepted_and_the_locked_are_left_alone(world: World) -> None:
    fill_villages(world)
    send_up(world, "thon-1")
    actions.lock(
        round_=world.rounds[2024],
        units=[world.units["thon-2"]],
        reason="xong",
        by=world.people["vhxh-x"],
        at=NOW,
    )
    new_item(world, "lang-thang", "village")
    found = update(world)
    assert found.accepted == [world.units["thon-1"].pk]
    assert found.locked == [world.units["thon-2"].pk]
    added = Figure.objects.filter(item__code="lang-thang").values_list("report__unit__key", flat=True)
    assert set(added) == {"thon-3", "xa-y", "thi-tran-z"}
    assert not world.report("thon-1").events.filter(act=Act.FORM_UPDATED).exists()


def test_below_an_accepted_place_nobody_new_is_asked(world: World) -> None:
    fill_villages(world)
    fill_places(world)
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an", "xa-x")
    new_village(world)
    found = update(world)
    assert found.held_above == [world.units["thon-4"].pk]
    assert not Report.objects.filter(unit=world.units["thon-4"]).exists()


def test_direct_is_never_mixed_with_units(world: World) -> None:
    """Y answered for its villages when the round opened; villages it has got since are asked nothing."""
    new_village(world, "xa-y")
    new_item(world, "lang-thang", "village")
    found = update(world)
    assert not Report.objects.filter(unit=world.units["thon-4"]).exists()
    assert world.figure("xa-y", "lang-thang").state == FigureState.EMPTY
    assert found.typed_elsewhere == 0  # Y is direct as a whole: its village was never in question


def test_a_new_station_takes_over_only_what_nobody_answers(world: World) -> None:
    """X has no school: what schools give stands in X's own report, and stays there."""
    item = new_item(world, "bo-hoc", "school")
    update(world)
    assert world.figure("xa-x", "bo-hoc").item == item
    world.unit("truong", Level.AGENCY, "xa-x", name="Trường", agency=AgencyKind.PRIMARY_SCHOOL)
    found = update(world)
    assert found.typed_elsewhere == 1
    assert not Report.objects.filter(unit=world.units["truong"]).exists()
    new_item(world, "di-hoc", "school")
    update(world)
    assert world.figure("truong", "di-hoc").state == FigureState.EMPTY
    assert not Figure.objects.filter(report=world.report("xa-x"), item__code="di-hoc").exists()


def test_places_that_type_for_all_are_known_from_the_rows(world: World) -> None:
    assert {unit.key for unit in direct_places(world.rounds[2024], world.units["tinh"])} == {
        "xa-y",
        "thi-tran-z",
    }
    round_ = start(world, "tinh", "tinh", "huyen-a")
    assert {unit.key for unit in direct_places(round_, world.units["tinh"])} == {"huyen-a", "thi-tran-z"}
    world.rounds[2025] = round_
    new_item(world, "lang-thang", "village")
    actions.update_forms(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=NOW)
    found = Figure.objects.filter(report__round=round_, item__code="lang-thang")
    assert set(found.values_list("report__unit__key", flat=True)) == {"huyen-a", "thi-tran-z"}


def test_who_may_update(world: World) -> None:
    new_village(world)
    for who in ("huyen-a", "vhxh-x", "truong-thon-1"):
        with pytest.raises(actions.NotYours):
            update(world, who)
    with pytest.raises(actions.Refused, match="đã mở kỳ"):
        update(world, "huyen-a", "huyen-a")
    with pytest.raises(actions.Refused, match="đã thay đổi"):
        update(world, seen="khac")
    assert update(world, "quan-tri").touched


def test_many_forms_are_updated_in_as_many_queries_as_few(
    world: World, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for number in range(30):
        world.unit(f"moi-{number}", Level.VILLAGE, "xa-x", name=f"Thôn mới {number}", kind="thôn")
    new_item(world, "lang-thang", "village")
    with django_assert_max_num_queries(40):
        assert len(update(world).touched) == 35


# --- Kinds that a place types for itself


def by_hand(world: World, *kinds: str, place: str = "xa-x") -> None:
    """From now on the place types these kinds of its units itself, and no others."""
    DirectKind.objects.filter(place=world.units[place]).delete()
    for kind in kinds:
        DirectKind.objects.create(place=world.units[place], kind=kind)


def cells_at(world: World, *units: str, year: int = 2025) -> set[tuple[str, str, bool]]:
    rows = Figure.objects.filter(report__round=world.rounds[year], report__unit__key__in=units)
    return set(rows.values_list("report__unit__key", "item__code", "is_check"))


def test_a_round_opens_with_what_the_place_types_itself(world: World) -> None:
    """X types for its villages: four items of theirs stand on its own report beside its own three, and the
    villages, whose check of the station nobody asks any more, have no form."""
    by_hand(world, "village")
    world.rounds[2025] = start(world)
    assert not Report.objects.filter(round=world.rounds[2025], unit__level="village").exists()
    assert cells_at(world, "xa-x", "tram", "cong-an") == {
        *(("xa-x", code, False) for code in ("tre-em", "hoan-canh", "duoc-giup", "san-choi")),
        *(("xa-x", code, False) for code in ("tao-hon", "can-do", "beo-phi")),
        ("tram", "bi-thuong", False),
        ("cong-an", "xam-hai", False),
    }


def test_what_is_being_chosen_counts_before_it_is_kept(world: World) -> None:
    by_hand(world, "village")
    round_ = Round(kind=RoundKind.YEAR, year=2025, **ND_2025)
    x, thon = world.units["xa-x"].pk, world.units["thon-1"].pk
    plan = form_plan(round_, world.units["tinh"], own_hand={x: {"health_station"}})
    assert len(plan.cells[x]) == 4  # its own three and the station's one
    assert len(plan.cells[thon]) == 5
    assert world.units["tram"].pk not in plan.cells


def test_the_update_adds_no_village_cell_where_the_commune_answers(world: World) -> None:
    by_hand(world, "village")
    world.rounds[2025] = start(world)
    before = cells_at(world, "xa-x")
    by_hand(world)
    found = actions.update_forms(
        round_=world.rounds[2025], unit=world.units["tinh"], by=world.people["tinh"], at=NOW
    )
    # Five cells of each of the three villages: four that X answers, and the check of the station, which
    # nobody answers in that line and which is asked from now on.
    assert found.typed_elsewhere == 12
    assert cells_at(world, "thon-1", "thon-2", "thon-3") == {
        (f"thon-{number}", "bi-thuong", True) for number in (1, 2, 3)
    }
    assert cells_at(world, "xa-x") == before


def test_the_update_adds_no_commune_cell_where_the_villages_answer(world: World) -> None:
    by_hand(world, "village", "police")
    found = form_update(world.rounds[2024], world.units["tinh"])
    assert (found.cell_count, found.typed_elsewhere) == (0, 5)
    new_item(world, "lang-thang", "village")
    update(world)
    # What nobody was asked so far follows the choice that stands now.
    assert world.figure("xa-x", "lang-thang").state == FigureState.EMPTY
    assert not Figure.objects.filter(report=world.report("thon-1"), item__code="lang-thang").exists()


def test_a_choice_made_while_opening_is_kept_and_logged(world: World) -> None:
    Posting.objects.filter(unit__level__in=["province", "district"]).delete()
    build_plan(world, issuer="xa-x", key="ke-hoach-xa")
    round_ = start(world, "vhxh-x", "xa-x", own_hand={"village": True, "police": False})
    assert list(DirectKind.objects.values_list("place__key", "kind")) == [("xa-x", "village")]
    assert set(Report.objects.filter(round=round_).values_list("unit__key", flat=True)) == {
        "xa-x",
        "tram",
        "cong-an",
    }
    entry = LogEntry.objects.get(kind=LogKind.UNIT)
    assert (entry.unit, entry.before, entry.after) == (
        world.units["xa-x"],
        "từng đơn vị báo cáo",
        "tự nhập: Thôn, tổ dân phố",
    )


def test_a_choice_is_not_kept_where_the_round_is_not_opened(world: World) -> None:
    Posting.objects.filter(unit__level__in=["province", "district"]).delete()
    with pytest.raises(actions.Refused, match="không có gì để mở"):
        start(world, "vhxh-x", "xa-x", own_hand={"village": True})
    assert not DirectKind.objects.exists()
    assert not Round.objects.filter(year=2025).exists()
