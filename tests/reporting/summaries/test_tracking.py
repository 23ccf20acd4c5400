"""Theo dõi nộp on the small world: every figure, both rates and every cell, worked out by hand.

On Friday 22/11/2024 in commune X: village 1 handed in on the 15th (due on the 20th), village 2 on the 21st
and was accepted, village 3 sent nothing, the station handed in, the police got theirs back on the 21st. The
plan names a day for villages and communes, none for agencies.
"""

from __future__ import annotations

from datetime import date

import pytest

from reporting import actions
from reporting.summaries.tracking import PAGE, tracking
from reporting.summaries.tracking_page import Choice, Tracking
from reporting.tracking import Pick, Tally
from tests.world import World, at, build_round, fill_places, fill_villages
from units.enums import AgencyKind, Level

FRIDAY = at(22)


@pytest.fixture
def busy(world: World) -> World:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.hand_in("thon-2", "truong-thon-2", when=at(21))
    world.take("thon-2", "vhxh-x", when=FRIDAY)
    world.hand_in("tram", "y-te", when=at(20))
    world.hand_in("cong-an", "cong-an", when=at(20))
    actions.send_back(
        report=world.report("cong-an"), by=world.people["vhxh-x"], at=at(21), reason="xem lại số liệu"
    )
    return world


def page_of(world: World, place: str, choice: Choice | None = None, **said: bool) -> Tracking:
    return tracking(
        place=world.units[place],
        round_=world.rounds[2024],
        choice=choice or Choice(),
        now=FRIDAY,
        **({"may_review": True} | said),
    )


def words(page: Tracking) -> dict[str, list[str]]:
    """Every cell of the matrix by the row's key, the row's own report last."""
    return {row.key: [cell.words for cell in (*row.cells, row.own)] for row in page.rows}


def test_commune_in_five_figures(busy: World) -> None:
    page = page_of(busy, "xa-x")
    assert page.tally == Tally(
        expected=5, handed_in=3, with_day=3, on_time=1, waiting=2, returned=1, overdue=1, chased=2
    )
    assert [(figure.value, figure.label) for figure in page.figures] == [
        ("3/5", "đơn vị đã nộp (60%)"),
        ("1/3", "nộp đúng hạn (33,3%)"),
        ("2", "chờ kiểm tra"),
        ("1", "bị trả lại"),
        ("1", "quá hạn"),
    ]
    assert page.remarks == ["2 đơn vị chưa được ấn định hạn nên không tính vào tỷ lệ đúng hạn."]


def test_commune_unit_by_unit(busy: World) -> None:
    """The returned one was due back on 24/11, three days on; the most urgent comes first."""
    page = page_of(busy, "xa-x", may_chase=True, may_stand_in=True)
    assert page.is_detailed
    assert [(row.key, row.own.words) for row in page.rows] == [
        ("thon-3", "Quá hạn 2 ngày"),
        ("cong-an", "Trả lại 21/11 (sửa hết ngày 24/11)"),
        ("tram", "Nộp 20/11"),
        ("thon-1", "Nộp 15/11"),
        ("thon-2", "Duyệt 22/11 (nộp muộn 1 ngày)"),
    ]
    rows = {row.key: row.detail_words for row in page.rows}
    assert rows["thon-3"] == (
        "Quá hạn 2 ngày, hết ngày Thứ Tư 20/11/2024",
        "—",
        "—",
        "Đôn đốc, Nhập thay",
        "Truong-Thon-3",
    )
    assert rows["cong-an"][0] == "Còn 2 ngày, Hạn sửa: hết ngày Chủ Nhật 24/11/2024"
    assert rows["thon-1"] == ("Đúng hạn", "09:00 ngày 15/11/2024", "—", "Kiểm tra", "—")
    assert rows["thon-2"][0] == "Nộp muộn 1 ngày, hết ngày Thứ Tư 20/11/2024"


def test_who_only_reads_gets_no_links_to_act(busy: World) -> None:
    page = page_of(busy, "xa-x", may_review=False)
    assert {row.address for row in page.rows} == {""}
    assert {words for row in page.rows for words in row.detail_words[3:4]} == {"—"}


@pytest.mark.parametrize(
    ("pick", "keys"),
    [
        (Pick.ALL, ["thon-3", "cong-an", "tram", "thon-1", "thon-2"]),
        (Pick.MISSING, ["thon-3", "cong-an"]),
        (Pick.OVERDUE, ["thon-3"]),
        (Pick.WAITING, ["tram", "thon-1"]),
        (Pick.RETURNED, ["cong-an"]),
        (Pick.LATE, ["thon-2"]),
    ],
)
def test_filters(busy: World, pick: Pick, keys: list[str]) -> None:
    page = page_of(busy, "xa-x", Choice(pick=pick))
    assert [row.key for row in page.rows] == keys
    assert next(link for link in page.picks if link.is_current).count == len(keys)


def test_by_name(busy: World) -> None:
    keys = [row.key for row in page_of(busy, "xa-x", Choice(is_by_name=True)).rows]
    assert keys == ["cong-an", "tram", "thon-1", "thon-2", "thon-3"]


def test_district(busy: World) -> None:
    """Y answers directly: nothing is owed below it, and that counts nowhere."""
    page = page_of(busy, "huyen-a")
    assert [column.heading for column in page.columns] == ["Trạm Y tế", "Công an xã", "Các thôn"]
    assert page.own_heading == "Báo cáo của xã"
    assert words(page) == {
        "xa-x": ["Nộp 20/11", "Trả lại 21/11 (sửa hết ngày 24/11)", "2/3", "Chưa nhập"],
        "xa-y": ["—", "—", "—", "Chưa nhập"],
    }
    assert page.tally == Tally(expected=2, with_day=2)
    assert [figure.label for figure in page.figures][:2] == ["xã đã nộp (0%)", "nộp đúng hạn (0%)"]


def test_cells_lead_to_the_page_they_speak_of(busy: World) -> None:
    row = next(row for row in page_of(busy, "huyen-a").rows if row.key == "xa-x")
    assert row.address == "/theo-doi/2024-nam/xa-x/"
    assert [cell.address for cell in (*row.cells, row.own)] == [
        "/kiem-tra/2024-nam/tram/",
        "/kiem-tra/2024-nam/cong-an/",
        "/theo-doi/2024-nam/xa-x/",
        "/tong-hop/2024-nam/xa-x/",
    ]
    reader = next(row for row in page_of(busy, "huyen-a", may_review=False).rows if row.key == "xa-x")
    assert [cell.address for cell in (*reader.cells, reader.own)] == [
        "",
        "",
        "/theo-doi/2024-nam/xa-x/",
        "/tong-hop/2024-nam/xa-x/",
    ]


def test_a_total_that_went_up_is_checked_or_read(busy: World) -> None:
    fill_places(busy)
    busy.hand_in("xa-y", "vhxh-y", when=at(21))
    for may_review, address in ((True, "/kiem-tra/2024-nam/xa-y/"), (False, "/tong-hop/2024-nam/xa-y/")):
        row = next(row for row in page_of(busy, "huyen-a", may_review=may_review).rows if row.key == "xa-y")
        assert (row.own.words, row.own.address) == ("Nộp 21/11", address)


def test_groups_for_a_card_on_a_phone(busy: World) -> None:
    row = next(row for row in page_of(busy, "huyen-a").rows if row.key == "xa-x")
    assert [(chip.text, chip.is_filled, names) for chip, names in row.groups] == [
        ("Bị trả lại", True, "Công an xã"),
        ("Đã nộp", False, "Trạm Y tế"),
        ("2/3", False, "Các thôn"),
    ]


def test_province(busy: World) -> None:
    page = page_of(busy, "tinh")
    assert words(page) == {"huyen-a": ["0/2", "Đang tổng hợp"], "huyen-b": ["0/1", "Đang tổng hợp"]}
    assert [column.heading for column in page.columns] == ["Các xã"]
    assert page.own_heading == "Báo cáo của huyện"
    assert page.tally == Tally(expected=2)
    assert page.figures[1].value == "0/0"
    assert page.figures[1].label == "nộp đúng hạn (—)"


def test_own_agencies_stand_apart(busy: World) -> None:
    """A division of the district that owes a report has a row of its own; one that owes none is named."""
    from reporting.models import Report

    busy.unit("phong-y-te", Level.AGENCY, "huyen-a", name="Phòng Y tế", agency=AgencyKind.HEALTH_DIVISION)
    busy.unit(
        "phong-tu-phap", Level.AGENCY, "huyen-a", name="Phòng Tư pháp", agency=AgencyKind.JUSTICE_DIVISION
    )
    Report.objects.create(round=busy.rounds[2024], unit=busy.units["phong-y-te"])
    page = page_of(busy, "huyen-a")
    assert [(group.heading, [row.key for row in group.rows]) for group in page.groups] == [
        ("", ["xa-x", "xa-y"]),
        ("Cơ quan của huyện", ["phong-y-te"]),
    ]
    assert page.tally.expected == 3
    assert page.figures[0].label == "đơn vị đã nộp (0%)"
    assert "Không phải nộp kỳ này: Phòng Tư pháp." in page.remarks


def test_several_schools_are_counted_together(busy: World) -> None:
    from reporting.models import Report

    for number in (1, 2):
        busy.unit(f"truong-{number}", Level.AGENCY, "xa-x", agency=AgencyKind.PRIMARY_SCHOOL)
    busy.unit("mam-non", Level.AGENCY, "xa-y", agency=AgencyKind.KINDERGARTEN)
    for key in ("truong-1", "truong-2", "mam-non"):
        Report.objects.create(round=busy.rounds[2024], unit=busy.units[key])
    page = page_of(busy, "huyen-a")
    assert [column.heading for column in page.columns] == [
        "Trạm Y tế",
        "Công an xã",
        "Trường học",
        "Các thôn",
    ]
    assert {row.key: row.cells[2].words for row in page.rows} == {"xa-x": "0/2", "xa-y": "Chưa nộp"}


def test_waived_is_owed_and_waited_for_no_more(busy: World) -> None:
    actions.waive(report=busy.report("thon-3"), by=busy.people["vhxh-x"], at=FRIDAY, reason="mất sóng")
    page = page_of(busy, "xa-x")
    assert words(page)["thon-3"] == ["Chấp nhận thiếu"]
    assert (page.tally.expected, page.tally.handed_in, page.tally.overdue) == (5, 3, 0)
    # Still missing for whoever looks for what has not come.
    assert "thon-3" in [row.key for row in page_of(busy, "xa-x", Choice(pick=Pick.MISSING)).rows]


def test_locked_is_owed_and_waited_for_no_more(busy: World) -> None:
    actions.lock(
        round_=busy.rounds[2024],
        units=[busy.units["xa-x"]],
        reason="đã chốt số",
        by=busy.people["huyen-a"],
        at=FRIDAY,
    )
    found = words(page_of(busy, "xa-x"))
    assert found["thon-3"] == ["Đã chốt"]
    assert found["cong-an"] == ["Đã chốt"]
    assert found["thon-1"] == ["Nộp 15/11"]
    # From above: the police post of X stands still, the commune beside it does not.
    above = words(page_of(busy, "huyen-a"))
    assert above["xa-x"] == ["Nộp 20/11", "Đã chốt", "2/3", "Đã chốt"]
    assert above["xa-y"][-1] == "Chưa nhập"


def test_extension(busy: World) -> None:
    actions.extend(
        round_=busy.rounds[2024],
        units=[busy.units["thon-3"]],
        day=date(2024, 11, 25),
        reason="bão",
        by=busy.people["vhxh-x"],
        at=FRIDAY,
    )
    page = page_of(busy, "xa-x")
    # All five answers of village 3 are there, so only the sending is missing.
    assert words(page)["thon-3"] == ["Nhập đủ, chưa nộp (gia hạn đến 25/11)"]
    assert (page.tally.overdue, page.tally.chased) == (0, 2)


def test_progress(world: World) -> None:
    """Three of the five cells of a village."""
    world.enter("thon-1", "truong-thon-1", tre_em=100, hoan_canh=10, duoc_giup=9)
    assert words(
        tracking(
            place=world.units["xa-x"], round_=world.rounds[2024], choice=Choice(), now=at(15), may_review=True
        )
    )["thon-1"] == ["Đang nhập 60%"]


def test_by_round(busy: World) -> None:
    build_round(busy, 2023)
    page = page_of(busy, "xa-x", Choice(is_by_round=True))
    assert [column.heading for column in page.columns] == ["Năm 2024", "Năm 2023"]
    found = {row.key: [cell.words for cell in row.cells] for row in page.rows}
    # A year and two days after 20/11/2023.
    assert found["thon-3"] == ["Quá hạn 2 ngày", "Quá hạn 368 ngày"]
    assert found["thon-2"] == ["Duyệt 22/11 (nộp muộn 1 ngày)", "Quá hạn 368 ngày"]
    addresses = [cell.address for cell in next(row for row in page.rows if row.key == "thon-2").cells]
    assert addresses == ["/kiem-tra/2024-nam/thon-2/", "/kiem-tra/2023-nam/thon-2/"]


def test_a_round_of_texts(world: World) -> None:
    """The communes' own plans: nobody can say how far a text is, and it has no totals to lead to."""
    from reporting.enums import RoundKind
    from reporting.models import Report, Round

    round_ = Round.objects.create(
        key="2024-ke-hoach",
        kind=RoundKind.ACTION_PLAN,
        plan=world.plan,
        year=2024,
        data_from=date(2024, 1, 1),
        data_to=date(2024, 12, 31),
    )
    Report.objects.create(round=round_, unit=world.units["xa-x"])
    page = tracking(place=world.units["huyen-a"], round_=round_, choice=Choice(), now=FRIDAY, may_review=True)
    assert words(page) == {"xa-x": ["Chưa nộp"], "xa-y": ["—"]}
    assert page.rows[0].own.address == "/kiem-tra/2024-ke-hoach/xa-x/"
    assert page.tally.expected == 1


def test_nobody_is_asked(world: World) -> None:
    """Y answers directly."""
    page = page_of(world, "xa-y")
    assert page.is_empty
    assert page.rows == []


def test_pages_of_a_long_list(world: World) -> None:
    from reporting.models import Report
    from units.models import Placement, Unit

    units = Unit.objects.bulk_create(Unit(key=f"thon-x-{n}", level=Level.VILLAGE) for n in range(PAGE))
    Placement.objects.bulk_create(
        Placement(unit=unit, parent=world.units["xa-x"], name=unit.key, kind="thôn") for unit in units
    )
    Report.objects.bulk_create(Report(round=world.rounds[2024], unit=unit) for unit in units)
    first, second = (page_of(world, "xa-x", Choice(page=number)) for number in (1, 2))
    assert (first.pages, len(first.rows), len(second.rows)) == (2, PAGE, 5)
    assert second.page_links == [(1, "?"), (2, "?trang=2")]
    # Beyond the last page there is the last page; a file has every row.
    assert page_of(world, "xa-x", Choice(page=9)).page_number == 2
    assert len(page_of(world, "xa-x", Choice(page=2).whole()).rows) == PAGE + 5
