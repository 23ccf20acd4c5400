"""Do units and what became of them come in from a file as `units.loading` would take them, or not at all?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from reporting.enums import BulkKind
from tests.bulk import HEADS, bring, counts, take_out, why
from tests.world import NOW, TODAY, World
from units.actions.cancelling import cancel
from units.actions.rearranging import schedule
from units.enums import Level, LogKind, ReorganisationKind, Role
from units.models import LogEntry, Placement, Reorganisation, Succession, Unit
from units.rearranging import Wanted
from units.rearranging_builders import merge
from units.summaries.lineage import standings_on
from units.summaries.rearranging import tree_before

UNITS, SUCCESSIONS = BulkKind.UNITS, BulkKind.SUCCESSIONS
FIXTURES = Path(__file__).parents[2] / "fixtures" / "units"


def test_new_changed_and_equal(world: World) -> None:
    text = (
        "thon-1,village,,Thôn 1,thôn,,,xa-x,,2024-12-31,\n"
        "thon-1,village,,Thôn Một,thôn,,,xa-y,2025-01-01,,Nghị quyết 1\n"
        "thon-2,village,,Thôn 2,thôn,,,xa-x,,,\n"
        "xa-moi,commune,,Mới,xã,12345,rural,huyen-a,2025-01-01,,\n"
        "thon-moi,village,,Thôn Mới,thôn,,,xa-moi,2025-01-01,,\n"
    )
    told = bring(world, UNITS, text, by="quan-tri")
    assert counts(told) == (3, 1, 1, 0)
    assert (told.changed[0].before, told.changed[0].after) == ("ends_on —", "ends_on 2024-12-31")
    spots = Placement.objects.filter(unit__key="thon-1").order_by(F("starts_on").asc(nulls_first=True))
    assert [(spot.name, spot.parent.key, spot.starts_on, spot.ends_on) for spot in spots if spot.parent] == [
        ("Thôn 1", "xa-x", None, date(2024, 12, 31)),
        ("Thôn Một", "xa-y", date(2025, 1, 1), None),
    ]
    assert spots[1].name_folded == "thon mot"
    assert Placement.objects.get(unit__key="thon-moi").parent == Unit.objects.get(key="xa-moi")
    entry = LogEntry.objects.get(kind=LogKind.UNIT)
    assert (entry.subject, entry.before, entry.after) == ("Thôn 1", "ends_on —", "ends_on 2024-12-31")
    assert LogEntry.objects.get(kind=LogKind.IMPORT).after == "3 mới, 1 thay đổi, 1 như cũ, 0 bị từ chối"
    assert counts(bring(world, UNITS, text, by="quan-tri")) == (0, 0, 5, 0)


def test_spans_may_change_places_within_one_file(world: World) -> None:
    """One span gets shorter and the next one longer, whichever line comes first."""
    bring(
        world,
        UNITS,
        "thon-4,village,,Thôn 4,thôn,,,xa-x,2020-01-01,2021-12-31,\n"
        "thon-4,village,,Thôn Bốn,thôn,,,xa-x,2022-01-01,2023-12-31,\n"
        "thon-4,village,,Thôn Bốn A,thôn,,,xa-x,2024-06-01,,\n",
        by=None,
    )
    text = (
        "thon-4,village,,Thôn Bốn,thôn,,,xa-x,2022-01-01,2024-05-31,\n"
        "thon-4,village,,Thôn 4,thôn,,,xa-x,2020-01-01,2020-12-31,\n"
    )
    assert counts(bring(world, UNITS, text, by=None)) == (0, 2, 0, 0)


def test_every_refused_line_at_once_and_nothing_written(world: World) -> None:
    before = Placement.objects.count()
    told = bring(
        world,
        UNITS,
        "thon-4,village,,Thôn 4,thôn,,,xa-x,,,\n"
        "thon-5,hamlet,,Thôn 5,thôn,,,xa-x,,,\n"
        "thon-1,commune,,Thôn 1,thôn,,,xa-x,,,\n"
        "thon-6,village,,Thôn 6,thôn,,,xa-khong-co,,,\n"
        "thon-7,village,,,thôn,,,xa-x,,,\n"
        "thon-8,village,,Thôn 8,thôn,,,xa-x,15/11/2024,,\n"
        "thon-9,village,,Thôn 9,thôn,,,xa-x,2024-05-01,2024-04-30,\n"
        "thon-2,village,,Thôn 2,thôn,,,xa-x,2024-05-01,,\n"
        "thon-3,village,,Thôn 3,thôn,12345678901,,xa-x,,,\n"
        "Thôn 10,village,,Thôn 10,thôn,,,xa-x,,,\n"
        "thon-4,village,,Thôn 4,thôn,,,xa-x,,,\n",
        by="quan-tri",
    )
    said = why(told)
    assert sorted(said) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert "không có trong: country" in said[3]
    assert "đã có cấp “village”" in said[4]
    assert "không có đơn vị cấp trên “xa-khong-co”" in said[5]
    assert said[6] == "thiếu “name”; hãy điền vào."
    assert "viết ngày dạng 2024-11-15" in said[7]
    assert "ends_on trước starts_on" in said[8]
    assert "trùng ngày" in said[9]
    assert said[10].startswith("“code”")
    assert said[11].startswith("“key”")
    assert said[12] == "trùng với một dòng ở trên; hãy bỏ một dòng."
    assert Placement.objects.count() == before
    assert not Unit.objects.filter(key="thon-4").exists()


def test_the_province_s_officer_keeps_to_what_is_below(world: World) -> None:
    """Neither the own province, nor another one, nor a unit under nothing."""
    Placement.objects.create(
        unit=Unit.objects.create(key="tinh-khac", level="province"), name="Khác", kind="tỉnh"
    )
    told = bring(
        world,
        UNITS,
        "xa-moi,commune,,Mới,xã,,rural,huyen-a,,,\n"
        "tinh,province,,Thử Nghiệm,tỉnh,,,,,,\n"
        "huyen-moi,district,,Mới,huyện,,,tinh-khac,,,\n"
        "tinh-moi,province,,Mới,tỉnh,,,,,,\n",
        by="tinh",
    )
    said = why(told)
    assert sorted(said) == [3, 4, 5]
    assert said[3].startswith("“tinh” nằm ngoài phạm vi")
    assert said[4].startswith("“tinh-khac” nằm ngoài phạm vi")
    assert said[5].startswith("thiếu “parent”")


def test_what_a_reorganisation_wrote_is_changed_there(world: World) -> None:
    done = Reorganisation.objects.create(
        kind=ReorganisationKind.ABOLISH,
        place=world.units["tinh"],
        decision="Nghị quyết 1",
        takes_effect_on=TODAY,
        scheduled_at="2024-11-01T00:00:00+07:00",
    )
    world.units["xa-y"].placements.update(ends_on=TODAY, ended_by=done)
    equal = "xa-y,commune,,Yên,xã,,rural,huyen-a,,2024-11-15,\n"
    assert counts(bring(world, UNITS, equal, by="quan-tri")) == (0, 0, 1, 0)
    told = bring(world, UNITS, equal.replace("2024-11-15", ""), by="quan-tri")
    assert "sắp xếp đơn vị" in why(told)[2]


def test_units_go_out_and_into_an_empty_copy_and_are_equal(world: World) -> None:
    """Text that looks like a formula is no formula in Excel, and comes back as it was."""
    world.units["thon-1"].placements.update(note="=1+1", ends_on=date(2025, 1, 1))
    world.units["thon-2"].placements.update(note="'đã sửa")
    Succession.objects.create(
        predecessor=world.units["thon-1"],
        successor=world.units["thon-2"],
        starts_on=date(2025, 1, 2),
        is_whole=True,
        decision="Quyết định 5",
    )
    units, successions = take_out(UNITS), take_out(SUCCESSIONS)
    assert "'=1+1" in units and "''đã sửa" in units
    # Under keys that the file does not know everything there is as good as not there.
    Unit.objects.update(key=Concat(Value("cu-"), "key"))
    for kind, text in ((UNITS, units), (SUCCESSIONS, successions)):
        lines = text.count("\r\n") - 1
        assert counts(bring(world, kind, text.removeprefix("\ufeff"), head="", by=None)) == (lines, 0, 0, 0)
        assert counts(bring(world, kind, text, head="", by=None)) == (0, 0, lines, 0)
    copy = [Unit.objects.get(key="tinh")]
    assert (take_out(UNITS, units=copy), take_out(SUCCESSIONS, units=copy)) == (units, successions)


# --- What became of units


def test_a_succession_records_and_neither_begins_nor_ends_a_span(world: World) -> None:
    spans = list(Placement.objects.order_by("pk").values_list("pk", "starts_on", "ends_on"))
    text = "xa-x,xa-y,2024-06-01,part,Nghị quyết 9,một phần thôn 3\n"
    assert counts(bring(world, SUCCESSIONS, text, by="quan-tri")) == (1, 0, 0, 0)
    row = Succession.objects.get()
    assert (row.predecessor.key, row.successor.key, row.is_whole) == ("xa-x", "xa-y", False)
    assert (row.starts_on, row.decision, row.note) == (date(2024, 6, 1), "Nghị quyết 9", "một phần thôn 3")
    assert list(Placement.objects.order_by("pk").values_list("pk", "starts_on", "ends_on")) == spans
    assert counts(bring(world, SUCCESSIONS, text, by="quan-tri")) == (0, 0, 1, 0)
    whole = text.replace("part", "whole")
    Placement.objects.filter(unit=world.units["xa-x"]).update(ends_on=date(2024, 5, 31))
    told = bring(world, SUCCESSIONS, whole, by="quan-tri")
    assert (told.changed[0].before, told.changed[0].after) == ("share part", "share whole")
    x, y = world.units["xa-x"], world.units["xa-y"]
    assert standings_on(date(2024, 1, 1), [y])[y.pk].is_itself
    assert Succession.objects.get().predecessor == x


def test_every_refused_succession(world: World) -> None:
    told = bring(
        world,
        SUCCESSIONS,
        "xa-x,xa-y,2024-06-01,whole,Nghị quyết 9,\n"
        "xa-x,thi-tran-z,2024-06-01,part,Nghị quyết 9,\n"
        "xa-y,xa-x,2024-06-01,part,Nghị quyết 9,\n"
        "xa-x,xa-x,2024-06-01,part,Nghị quyết 9,\n"
        "xa-9,xa-x,2024-06-01,part,Nghị quyết 9,\n"
        "thon-1,thon-2,2024-06-01,half,Nghị quyết 9,\n"
        "thon-1,thon-2,01/06/2024,part,Nghị quyết 9,\n"
        "thon-1,thon-2,2024-06-01,part,,\n"
        "thon-2,thon-3,2024-06-01,part,Nghị quyết 9,\n"
        "thon-2,thon-3,2024-06-01,part,Nghị quyết 9,\n",
        by=None,
    )
    said = why(told)
    assert sorted(said) == [2, 3, 4, 5, 6, 7, 8, 9, 11]
    assert "không vào đơn vị nào khác" in said[2] and "không vào đơn vị nào khác" in said[3]
    assert "thành vòng" in said[4]
    assert "là một" in said[5]
    assert "không có đơn vị “xa-9”" in said[6]
    assert "whole (toàn bộ)" in said[7]
    assert "viết ngày dạng" in said[8]
    assert said[9] == "thiếu “decision”; hãy điền vào."
    assert "trùng" in said[11]
    assert not Succession.objects.exists()


def test_what_goes_on_standing_went_nowhere_whole(world: World) -> None:
    """Its years would be in its own row and in the other's: huyện An 70/800 instead of 50/500."""
    text = "xa-x,xa-y,2024-06-01,whole,Nghị quyết 9,\n"
    assert why(bring(world, SUCCESSIONS, text, by=None)) == {
        2: "“xa-x” còn đứng từ ngày 2024-06-01; ghi ngày cuối của đơn vị trước, hoặc share là part."
    }
    assert not Succession.objects.exists()
    Placement.objects.filter(unit=world.units["xa-x"]).update(ends_on=date(2024, 6, 1))
    assert not bring(world, SUCCESSIONS, text, by=None).is_whole
    Placement.objects.filter(unit=world.units["xa-x"]).update(ends_on=date(2024, 5, 31))
    assert counts(bring(world, SUCCESSIONS, text, by=None)) == (1, 0, 0, 0)
    Placement.objects.filter(unit=world.units["xa-x"]).update(ends_on=None)
    assert counts(bring(world, SUCCESSIONS, text, by=None)) == (0, 0, 1, 0)


def test_both_ends_stood(world: World) -> None:
    world.units["thon-2"].placements.update(starts_on=date(2024, 7, 1))
    told = bring(
        world,
        SUCCESSIONS,
        "thon-1,thon-2,2024-06-01,part,Nghị quyết 9,\nthon-2,thon-3,2024-07-01,part,Nghị quyết 9,\n",
        by=None,
    )
    assert why(told) == {
        2: "“thon-2” không có trên hệ thống vào ngày 2024-06-01; sửa “on”.",
        3: "“thon-2” chưa có trước ngày 2024-07-01; sửa “on”.",
    }


@pytest.mark.slow
def test_the_country_comes_in_from_its_own_files(db: None) -> None:
    """Every unit of the product's files, and a second time all of it equal."""
    empty = World()
    for name in ("country", "provinces", "districts"):
        text = (FIXTURES / f"{name}.csv").read_text(encoding="utf-8")
        assert text.startswith(HEADS[UNITS])
        lines = len(text.splitlines()) - 1
        assert counts(bring(empty, UNITS, text, head="", by=None)) == (lines, 0, 0, 0)
        assert counts(bring(empty, UNITS, text, head="", by=None)) == (0, 0, lines, 0)


def test_what_was_another_provinces_then_is_not_changed_by_the_new_one(world: World) -> None:
    """Thôn 1 lay in another province until 2020; who keeps it now re-writes no span of that time."""
    world.unit("tinh-2", Level.PROVINCE, name="Hai", kind="tỉnh")
    world.unit("xa-k", Level.COMMUNE, "tinh-2", name="Khác", kind="xã")
    Placement.objects.filter(unit=world.units["thon-1"]).update(starts_on=date(2021, 1, 1))
    Placement.objects.create(
        unit=world.units["thon-1"],
        parent=world.units["xa-k"],
        name="Thôn 1",
        kind="thôn",
        ends_on=date(2020, 12, 31),
    )
    before = list(Placement.objects.order_by("pk").values())
    told = bring(world, UNITS, "thon-1,village,,Thôn 1,thôn,,,xa-x,,2020-12-31,\n")
    assert counts(told) == (0, 0, 0, 1)
    assert "xa-k" in why(told)[2]
    assert list(Placement.objects.order_by("pk").values()) == before
    # The same as it stands is no change, and the country's administrator may.
    world.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    world.person("quan-tri-tw", "viet-nam", Role.ADMIN)
    told = bring(world, UNITS, "thon-1,village,,Thôn 1,thôn,,,xa-x,,2020-12-31,\n", by="quan-tri-tw")
    assert counts(told) == (0, 1, 0, 0)


# --- What would be left without a place


def test_a_unit_stands_where_such_units_stand(world: World) -> None:
    """Of a misspelt place above: no village below the province, no district below its own commune."""
    told = bring(
        world,
        UNITS,
        "thon-1,village,,Thôn 1,thôn,,,tinh,,,\n"
        "xa-x,commune,,Xuân,xã,,rural,thon-2,,,\n"
        "huyen-b,district,,Bình,huyện,,,thi-tran-z,,,\n"
        "tram,agency,health_station,Trạm Y tế,,,,huyen-a,,,\n",
        by=None,
    )
    assert why(told) == {
        number: f"đơn vị này không đặt được dưới “{above}”: cấp không hợp; sửa “parent”."
        for number, above in ((2, "tinh"), (3, "thon-2"), (4, "thi-tran-z"), (5, "huyen-a"))
    }
    assert Placement.objects.get(unit__key="thon-1").parent == world.units["xa-x"]


def test_a_unit_stands_on_no_day_without_its_place(world: World) -> None:
    """Huyện An is to end with June; a new commune follows in July."""
    Placement.objects.filter(unit__in=[world.units[key] for key in ("xa-x", "xa-y", "huyen-a")]).update(
        ends_on=date(2025, 6, 30)
    )
    told = bring(
        world,
        UNITS,
        "xa-m,commune,,Mới,xã,,rural,tinh,2025-07-01,,\n"
        "xa-k,commune,,Khê,xã,,rural,huyen-a,2024-01-01,,\n"
        "thon-8,village,,Thôn 8,thôn,,,xa-m,2025-01-01,,\n"
        "thon-9,village,,Thôn 9,thôn,,,xa-x,,2025-06-30,\n"
        "thon-9,village,,Thôn 9,thôn,,,xa-m,2025-07-01,,\n",
        by=None,
    )
    assert why(told) == {
        3: "“huyen-a” chỉ có đến hết ngày 30/06/2025; sửa “parent” hoặc ngày.",
        4: "“xa-m” chỉ có từ ngày 01/07/2025; sửa “parent” hoặc ngày.",
    }


def test_a_last_day_leaves_nothing_behind(world: World) -> None:
    """Units below, posts on it, and reports of a round that closes later stand against it, one after the
    other; a unit without any of these ends."""
    world.unit("xa-k", Level.COMMUNE, "huyen-a", name="Khê", kind="xã")
    world.unit("thon-k", Level.VILLAGE, "xa-k", name="Thôn K", kind="thôn")
    commune = "xa-k,commune,,Khê,xã,,,huyen-a,,2024-11-30,\n"
    village = "thon-k,village,,Thôn K,thôn,,,xa-k,,2024-11-30,\n"
    assert why(bring(world, UNITS, commune, by=None)) == {
        2: "bên dưới còn Thôn K (“thon-k”) sau ngày đó; ghi ngày cuối của đơn vị ấy trước."
    }
    world.person("vhxh-k", "xa-k", Role.COMMUNE_COORDINATOR, full_name="Vi Văn Khê")
    assert why(bring(world, UNITS, commune + village, by=None)) == {
        2: "Vi Văn Khê còn vai trò ở đây sau ngày đó; kết thúc vai trò ấy trước."
    }
    world.people["vhxh-k"].postings.update(ends_on=date(2024, 11, 30))
    assert counts(bring(world, UNITS, commune + village, by=None)) == (0, 2, 0, 0)
    posts = world.units["thon-1"].postings.all()
    posts.update(ends_on=date(2024, 11, 30))
    told = bring(world, UNITS, "thon-1,village,,Thôn 1,thôn,,,xa-x,,2024-11-30,\n", by=None)
    assert why(told) == {
        2: "Kỳ năm 2024 đã giao phiếu và lấy số liệu đến hết ngày 14/12/2024: chọn ngày cuối từ 14/12/2024 "
        "trở đi."
    }
    assert Placement.objects.get(unit__key="thon-1").ends_on is None


def test_what_becomes_of_units_by_a_scheduled_decision_is_said_there(world: World) -> None:
    """Else whoever cancels the merger could not take the new commune away. Its own rows stay equal."""
    day = date(2025, 7, 1)
    said = merge(
        tree_before(day, {"xa-x"}),
        day=day,
        decision="Nghị quyết 1",
        units=["xa-x", "xa-y"],
        into=Wanted("Mới", "xã"),
    )
    row = schedule(rearrangement=said, by=world.people["tinh"], at=NOW)
    part = "thi-tran-z,huyen-a-moi,2025-07-01,part,Nghị quyết 1,\n"
    assert why(bring(world, SUCCESSIONS, part, by="quan-tri")) == {
        2: "“huyen-a-moi” là đơn vị mới của một lần sắp xếp đã lên lịch; huỷ rồi lên lịch lại ở Sắp xếp "
        "đơn vị."
    }
    own = take_out(SUCCESSIONS)
    assert counts(bring(world, SUCCESSIONS, own, head="", by="quan-tri")) == (0, 0, 4, 0)
    assert cancel(reorganisation=row, reason="hoãn", by=world.people["tinh"], at=NOW).cancelled_at == NOW
    assert not Unit.objects.filter(key="huyen-a-moi", placements__isnull=False).exists()


def test_what_somebody_took_out_goes_back_in_and_is_equal(world: World) -> None:
    """The file of the province's officer has the province in it, which only others may change."""
    text = take_out(UNITS, units=[world.units["tinh"]])
    lines = text.count("\r\n") - 1
    for person in ("tinh", "quan-tri"):
        assert counts(bring(world, UNITS, text, head="", by=person)) == (0, 0, lines, 0)
    other = text.replace("tinh,province,,Thử,", "tinh,province,,Thử Một,")
    told = bring(world, UNITS, other, head="", by="tinh")
    assert counts(told) == (0, 0, lines - 1, 1)
    assert "“tinh” nằm ngoài phạm vi của bạn" in why(told)[2]
    world.unit("tinh-2", Level.PROVINCE, name="Hai", kind="tỉnh")
    world.unit("xa-k", Level.COMMUNE, "tinh-2", name="Khác", kind="xã")
    part = "xa-k,xa-x,2024-06-01,part,Nghị quyết 9,\n"
    assert "“xa-k” nằm ngoài phạm vi của bạn" in why(bring(world, SUCCESSIONS, part, by="quan-tri"))[2]
    bring(world, SUCCESSIONS, part, by=None)
    text = take_out(SUCCESSIONS, units=[world.units["tinh"]])
    assert counts(bring(world, SUCCESSIONS, text, head="", by="quan-tri")) == (0, 0, 1, 0)


def test_a_code_whose_first_noughts_a_spreadsheet_dropped_is_refused(world: World) -> None:
    """07342 opened and saved in Excel is 7342: no other code, and never written without a word."""
    Placement.objects.filter(unit=world.units["xa-x"]).update(code="07342")
    line = "xa-x,commune,,Xuân,xã,{},rural,huyen-a,,,\n"
    assert why(bring(world, UNITS, line.format("7342"), by="quan-tri")) == {
        2: "“code” là “7342”, đang là “07342”: Excel đã bỏ số 0 ở đầu; để cột này là văn bản rồi lưu lại."
    }
    assert counts(bring(world, UNITS, line.format("07342"), by="quan-tri")) == (0, 0, 1, 0)
    assert counts(bring(world, UNITS, line.format("17342"), by="quan-tri")) == (0, 1, 0, 0)
