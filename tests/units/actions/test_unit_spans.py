"""Names put right, names from a day on, last days: nothing is lost, and nobody overwrites anybody."""

from __future__ import annotations

from datetime import date

import pytest

from tests.world import NOW, TODAY, World, at
from units.actions.unit_spans import Ending, Who, Wording, correct, end, ending_of, rename, restore
from units.enums import AgencyKind, Level, LogKind, Role
from units.models import LogEntry, Placement, Posting, Unit
from units.refusals import NotYours, Overtaken, Refused
from units.summaries.places import names_on
from units.summaries.spans import current, spot_mark, spots_of

CLOSING = date(2024, 12, 14)
"""The last day of the round of 2024, which has asked every unit of X."""


def who(world: World, person: str = "vhxh-x") -> Who:
    return Who(by=world.people[person], at=NOW)


def spot(unit: Unit) -> Placement:
    found = current(spots_of(unit), TODAY)
    assert found is not None
    return found


def mark(unit: Unit) -> str:
    return spot_mark(spot(unit))


def last_log(kind: LogKind = LogKind.UNIT) -> tuple[str, str, str, str, str]:
    row = LogEntry.objects.filter(kind=kind).latest("id")
    return row.act, row.subject, row.before, row.after, row.reason


def name_on(unit: Unit, day: date) -> str:
    return names_on(day, [unit.pk])[unit.pk].full_name


# --- Names


def test_a_slip_is_put_right_for_all_days(world: World) -> None:
    unit = world.units["thon-1"]
    assert correct(unit=unit, said=Wording("thôn Đức Sơn"), seen=mark(unit), who=who(world))
    row = Placement.objects.get(unit=unit)
    assert (row.name, row.kind, row.name_folded) == ("Thôn Đức Sơn", "thôn", "thon duc son")
    assert last_log() == ("sửa đơn vị", "Thôn Đức Sơn", "Thôn 1", "Thôn Đức Sơn", "")
    assert LogEntry.objects.latest("id").unit == world.units["xa-x"]
    assert not correct(unit=unit, said=Wording("Thôn Đức Sơn"), seen=mark(unit), who=who(world))
    assert LogEntry.objects.filter(kind=LogKind.UNIT).count() == 1


def test_the_kind_comes_with_the_name(world: World) -> None:
    unit = world.units["thon-1"]
    correct(unit=unit, said=Wording("Tổ dân phố 1"), seen=mark(unit), who=who(world))
    assert (spot(unit).name, spot(unit).kind) == ("Tổ dân phố 1", "tổ dân phố")


def test_a_name_changes_from_a_day_on(world: World) -> None:
    unit = world.units["thon-1"]
    rename(
        unit=unit,
        said=Wording("Thôn Mới"),
        from_day=date(2024, 7, 1),
        reason="NQ 12",
        seen=mark(unit),
        who=who(world),
    )
    assert name_on(unit, date(2024, 6, 30)) == "Thôn 1"
    assert name_on(unit, date(2024, 7, 1)) == "Thôn Mới"
    assert last_log() == (
        "đổi tên đơn vị",
        "Thôn 1",
        "Thôn 1",
        "Thôn Mới; từ 01/07/2024",
        "NQ 12",
    )
    with pytest.raises(Refused, match="Tên đang dùng có từ ngày 01/07/2024"):
        rename(
            unit=unit,
            said=Wording("Thôn Nữa"),
            from_day=date(2024, 7, 1),
            reason="",
            seen=mark(unit),
            who=who(world),
        )


def test_a_new_name_ends_when_the_old_one_would(world: World) -> None:
    unit = world.units["thon-1"]
    Placement.objects.filter(unit=unit).update(ends_on=date(2024, 12, 31))
    with pytest.raises(Refused, match="chỉ còn đến hết ngày 31/12/2024"):
        rename(
            unit=unit,
            said=Wording("Thôn Mới"),
            from_day=date(2025, 1, 1),
            reason="",
            seen=mark(unit),
            who=who(world),
        )
    fresh = rename(
        unit=unit,
        said=Wording("Thôn Mới"),
        from_day=date(2024, 12, 31),
        reason="",
        seen=mark(unit),
        who=who(world),
    )
    assert (fresh.starts_on, fresh.ends_on) == (date(2024, 12, 31), date(2024, 12, 31))


def test_a_name_of_a_neighbour_is_refused(world: World) -> None:
    unit = world.units["thon-1"]
    with pytest.raises(Refused, match="Ở đây đã có “Thôn 2”"):
        correct(unit=unit, said=Wording("thôn 02"), seen=mark(unit), who=who(world))
    with pytest.raises(Refused, match="Ở đây đã có “Thôn 2”"):
        rename(unit=unit, said=Wording("Thôn 2"), from_day=TODAY, reason="", seen=mark(unit), who=who(world))
    with pytest.raises(Refused, match="Tên mới giống tên đang dùng"):
        rename(unit=unit, said=Wording("Thôn 1"), from_day=TODAY, reason="", seen=mark(unit), who=who(world))
    assert Placement.objects.filter(unit=unit).count() == 1


def test_code_area_and_note_of_a_place(world: World) -> None:
    unit = world.units["xa-y"]
    said = Wording("Xã Yên", code="15880", area="urban", note="lên phường năm sau")
    correct(unit=unit, said=said, seen=mark(unit), who=who(world, "quan-tri"))
    assert last_log() == (
        "sửa đơn vị",
        "xã Yên",
        "xã Yên; nông thôn",
        "xã Yên; mã 15880; thành thị; ghi chú: lên phường năm sau",
        "",
    )


def test_two_who_edit_at_once_do_not_overwrite_each_other(world: World) -> None:
    unit = world.units["thon-1"]
    seen = mark(unit)
    correct(unit=unit, said=Wording("Thôn A"), seen=seen, who=who(world))
    with pytest.raises(Overtaken):
        correct(unit=unit, said=Wording("Thôn B"), seen=seen, who=who(world, "quan-tri"))
    with pytest.raises(Overtaken):
        rename(unit=unit, said=Wording("Thôn B"), from_day=TODAY, reason="", seen=seen, who=who(world))
    assert spot(unit).name == "Thôn A"


@pytest.mark.parametrize("person", ["vhxh-y", "huyen-a", "tinh", "lanh-dao-x", "truong-thon-1", "vhxh-cu"])
def test_nobody_else_touches_a_unit_of_x(world: World, person: str) -> None:
    unit, other = world.units["thon-1"], who(world, person)
    with pytest.raises(NotYours):
        correct(unit=unit, said=Wording("Thôn A"), seen=mark(unit), who=other)
    with pytest.raises(NotYours):
        rename(unit=unit, said=Wording("Thôn A"), from_day=TODAY, reason="", seen=mark(unit), who=other)
    with pytest.raises(NotYours):
        end(unit=unit, last_day=CLOSING, reason="x", seen=ending(unit, CLOSING).mark, who=other)
    with pytest.raises(NotYours):
        restore(unit=unit, seen=mark(unit), who=other)


def test_a_coordinator_does_not_rename_the_own_commune(world: World) -> None:
    unit = world.units["xa-x"]
    with pytest.raises(NotYours):
        correct(unit=unit, said=Wording("Xã Khác"), seen=mark(unit), who=who(world))


# --- Last days


def ending(unit: Unit, day: date) -> Ending:
    return ending_of(spot(unit), day)


def test_a_unit_ends_and_its_posts_with_it(world: World) -> None:
    unit = world.units["thon-1"]
    seen = ending(unit, CLOSING)
    assert [post.user.username for post in seen.postings] == ["truong-thon-1"]
    end(unit=unit, last_day=CLOSING, reason="sáp nhập vào Thôn 2", seen=seen.mark, who=who(world))
    assert spot(unit).ends_on == CLOSING
    assert Posting.objects.get(unit=unit).ends_on == CLOSING
    assert last_log() == (
        "kết thúc đơn vị",
        "Thôn 1",
        "Thôn 1",
        "Thôn 1; đến hết 14/12/2024",
        "sáp nhập vào Thôn 2",
    )
    assert last_log(LogKind.PERSON) == (
        "kết thúc vai trò cùng đơn vị",
        "Truong-Thon-1 (truong-thon-1)",
        "Trưởng thôn, không nêu ngày",
        "Trưởng thôn, đến hết 14/12/2024",
        "sáp nhập vào Thôn 2",
    )
    person = world.people["truong-thon-1"]
    assert person.postings.as_of(CLOSING).exists()
    assert not person.postings.as_of(date(2024, 12, 15)).exists()


def test_a_post_that_would_begin_later_goes(world: World) -> None:
    unit = world.units["thon-1"]
    Posting.objects.create(
        user=world.people["nguoi-ngoai"], unit=unit, role=Role.VILLAGE_HEAD, starts_on=date(2025, 1, 1)
    )
    end(unit=unit, last_day=CLOSING, reason="x", seen=ending(unit, CLOSING).mark, who=who(world))
    assert not world.people["nguoi-ngoai"].postings.exists()
    entry = LogEntry.objects.get(kind=LogKind.PERSON, subject="Người Ngoài (nguoi-ngoai)")
    assert (entry.before, entry.after) == ("Trưởng thôn, từ 01/01/2025", "")


def test_posts_that_end_anyway_stay_and_longer_ones_are_cut(world: World) -> None:
    unit, posts = world.units["thon-1"], {}
    for person, last in (("nguoi-ngoai", date(2024, 12, 31)), ("vhxh-cu", date(2024, 12, 14))):
        posts[person] = Posting.objects.create(
            user=world.people[person], unit=unit, role=Role.VILLAGE_HEAD, ends_on=last
        )
    seen = ending(unit, CLOSING)
    assert [post.user.username for post in seen.postings] == ["nguoi-ngoai", "truong-thon-1"]
    end(unit=unit, last_day=CLOSING, reason="x", seen=seen.mark, who=who(world))
    assert set(Posting.objects.filter(unit=unit).values_list("ends_on", flat=True)) == {CLOSING}
    assert LogEntry.objects.filter(kind=LogKind.PERSON).count() == 2


def test_a_round_that_asked_the_unit_must_close_first(world: World) -> None:
    unit = world.units["thon-1"]
    day_before = date(2024, 12, 13)
    against = ending(unit, day_before).against
    assert against == [
        "Kỳ năm 2024 đã giao phiếu và lấy số liệu đến hết ngày 14/12/2024: "
        "chọn ngày cuối từ 14/12/2024 trở đi."
    ]
    with pytest.raises(Refused, match="Kỳ năm 2024"):
        end(unit=unit, last_day=day_before, reason="x", seen=ending(unit, day_before).mark, who=who(world))
    assert spot(unit).ends_on is None
    assert Posting.objects.get(unit=unit).ends_on is None
    assert ending(unit, CLOSING).against == []


def test_what_has_something_below_it_ends_after_that(world: World) -> None:
    assert (
        "Bên dưới còn 5 đơn vị sau ngày đó; kết thúc các đơn vị ấy trước."
        in ending(world.units["xa-x"], CLOSING).against
    )
    assert ending(world.units["xa-y"], CLOSING).against == []


def test_a_last_day_before_the_first_or_before_a_new_name(world: World) -> None:
    unit = world.unit("thon-9", Level.VILLAGE, "xa-x", name="Thôn 9", kind="thôn")
    Placement.objects.filter(unit=unit).update(starts_on=date(2024, 10, 1))
    assert ending(unit, date(2024, 9, 30)).against == [
        "Đơn vị có từ ngày 01/10/2024; ngày cuối không thể sớm hơn."
    ]
    rename(
        unit=unit,
        said=Wording("Thôn Chín"),
        from_day=date(2025, 1, 1),
        reason="",
        seen=mark(unit),
        who=who(world),
    )
    assert ending(unit, date(2024, 12, 1)).against == [
        "Đã ghi tên mới của đơn vị từ một ngày sau đó; chọn ngày cuối muộn hơn."
    ]


def test_a_last_day_comes_nearer_but_not_later(world: World) -> None:
    unit = world.unit("thon-9", Level.VILLAGE, "xa-x", name="Thôn 9", kind="thôn")
    Placement.objects.filter(unit=unit).update(ends_on=date(2024, 12, 31))
    assert ending(unit, date(2024, 12, 31)).against == ["Đơn vị đã có ngày cuối là 31/12/2024."]
    with pytest.raises(Refused, match="đã có ngày cuối"):
        end(
            unit=unit,
            last_day=date(2025, 1, 31),
            reason="x",
            seen=ending(unit, date(2025, 1, 31)).mark,
            who=who(world),
        )
    sooner = date(2024, 11, 30)
    end(unit=unit, last_day=sooner, reason="x", seen=ending(unit, sooner).mark, who=who(world))
    assert spot(unit).ends_on == sooner


def test_a_preview_that_is_out_of_date_ends_nothing(world: World) -> None:
    unit = world.units["thon-1"]
    seen = ending(unit, CLOSING).mark
    Posting.objects.create(user=world.people["nguoi-ngoai"], unit=unit, role=Role.VILLAGE_HEAD)
    with pytest.raises(Overtaken):
        end(unit=unit, last_day=CLOSING, reason="x", seen=seen, who=who(world))
    assert spot(unit).ends_on is None


def test_a_last_day_is_taken_back_and_posts_are_not(world: World) -> None:
    unit = world.units["thon-1"]
    end(unit=unit, last_day=CLOSING, reason="x", seen=ending(unit, CLOSING).mark, who=who(world))
    restore(unit=unit, seen=mark(unit), who=who(world))
    assert spot(unit).ends_on is None
    assert Posting.objects.get(unit=unit).ends_on == CLOSING
    assert last_log() == (
        "khôi phục đơn vị",
        "Thôn 1",
        "Thôn 1; đến hết 14/12/2024",
        "Thôn 1",
        "",
    )
    with pytest.raises(Refused, match="chưa kết thúc"):
        restore(unit=unit, seen=mark(unit), who=who(world))


def test_a_unit_that_ended_comes_back_only_where_its_name_and_place_are_free(world: World) -> None:
    unit = world.unit("thon-9", Level.VILLAGE, "xa-x", name="Thôn 9", kind="thôn")
    Placement.objects.filter(unit=unit).update(ends_on=date(2024, 6, 30))
    twin = world.unit("thon-9-moi", Level.VILLAGE, "xa-x", name="Thôn 09", kind="thôn")
    Placement.objects.filter(unit=twin).update(starts_on=date(2024, 7, 1))
    with pytest.raises(Refused, match="đã có “Thôn 09”"):
        restore(unit=unit, seen=mark(unit), who=who(world))
    Placement.objects.filter(unit=twin).update(name="Thôn Khác")
    restore(unit=unit, seen=mark(unit), who=who(world))
    assert spot(unit).ends_on is None


def test_an_agency_keeps_the_name_it_is_given(world: World) -> None:
    unit = world.unit("truong", Level.AGENCY, "xa-x", name="Trường MN", agency=AgencyKind.KINDERGARTEN)
    correct(unit=unit, said=Wording("Trường Mầm non Hoa Mai"), seen=mark(unit), who=who(world))
    assert spot(unit).full_name == "Trường Mầm non Hoa Mai"


def test_moments_of_the_log_are_the_moment_of_the_act(world: World) -> None:
    unit = world.units["thon-1"]
    later = Who(by=world.people["vhxh-x"], at=at(16, 10), address="10.0.0.9")
    correct(unit=unit, said=Wording("Thôn A"), seen=mark(unit), who=later)
    row = LogEntry.objects.latest("id")
    assert (row.at, row.address) == (at(16, 10), "10.0.0.9")
