"""Does a wish become the right rearrangement, is what stood below it carried, and is what cannot be refused?

A small tree: province tinh with districts huyen-a (communes xa-x, xa-y, one Phòng) and huyen-b (town z).
Commune X has two villages, a school, a station and police; Y one village, “Thôn 1” as well, and a station.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from units.enums import AgencyKind, Level, ReorganisationKind
from units.rearranging import (
    Coming,
    End,
    Heir,
    Move,
    NewUnit,
    Rearrangement,
    Stood,
    Tree,
    Wanted,
    common_place,
    counts,
)
from units.rearranging_below import completed
from units.rearranging_builders import abolish, merge, move, rename, split, to_assign
from units.rearranging_faults import faults
from units.refusals import Refused

DAY = date(2025, 7, 1)
SAID = {"day": DAY, "decision": "Nghị quyết 1/NQ"}


def stood(key: str, level: Level, parent: str, name: str, kind: str = "", agency: str = "") -> Stood:
    return Stood(key, level, name, kind, agency, parent=parent)


UNITS = (
    stood("tinh", Level.PROVINCE, "", "Thử", "tỉnh"),
    stood("huyen-a", Level.DISTRICT, "tinh", "An", "huyện"),
    stood("huyen-b", Level.DISTRICT, "tinh", "Bình", "huyện"),
    stood("phong-a", Level.AGENCY, "huyen-a", "Phòng Y tế", agency=AgencyKind.HEALTH_DIVISION),
    stood("xa-x", Level.COMMUNE, "huyen-a", "Xuân", "xã"),
    stood("xa-y", Level.COMMUNE, "huyen-a", "Yên", "xã"),
    stood("z", Level.COMMUNE, "huyen-b", "Đức", "thị trấn"),
    stood("x-1", Level.VILLAGE, "xa-x", "Thôn 1", "thôn"),
    stood("x-2", Level.VILLAGE, "xa-x", "Thôn 2", "thôn"),
    stood("x-truong", Level.AGENCY, "xa-x", "Trường Mầm non Hoa", agency=AgencyKind.KINDERGARTEN),
    stood("x-tram", Level.AGENCY, "xa-x", "Trạm Y tế", agency=AgencyKind.HEALTH_STATION),
    stood("x-ca", Level.AGENCY, "xa-x", "Công an xã Xuân", agency=AgencyKind.POLICE),
    stood("y-1", Level.VILLAGE, "xa-y", "Thôn 1", "thôn"),
    stood("y-tram", Level.AGENCY, "xa-y", "Trạm y tế", agency=AgencyKind.HEALTH_STATION),
)
TREE = Tree(UNITS)
NEW = Wanted("Xuân Yên", "xã")


def moved(rearrangement: Rearrangement) -> dict[str, str]:
    return {move.key: move.parent for move in rearrangement.moves}


def ended(rearrangement: Rearrangement) -> set[str]:
    return {end.key for end in rearrangement.ends}


def heirs(rearrangement: Rearrangement) -> set[tuple[str, str, bool]]:
    return {(heir.predecessor, heir.successor, heir.is_whole) for heir in rearrangement.heirs}


# --- Merge


def test_a_merger_takes_villages_and_schools_along_and_makes_one_agency_of_each_kind():
    said = completed(merge(TREE, units=["xa-x", "xa-y"], into=NEW, **SAID), TREE)
    assert said.kind == ReorganisationKind.MERGE
    assert said.summary == "Sáp nhập xã Xuân, xã Yên thành xã Xuân Yên"
    assert said.eve == date(2025, 6, 30)
    assert [(unit.key, unit.level, unit.full_name, unit.parent) for unit in said.new] == [
        ("+1", "commune", "xã Xuân Yên", "huyen-a"),
        ("+1+health_station", "agency", "Trạm y tế", "+1"),
        # “Công an xã Xuân” names what is gone.
        ("+1+police", "agency", "Công an xã", "+1"),
    ]
    assert moved(said) == {"x-1": "+1", "x-2": "+1", "x-truong": "+1", "y-1": "+1"}
    assert ended(said) == {"xa-x", "xa-y", "x-tram", "x-ca", "y-tram"}
    assert heirs(said) == {
        ("xa-x", "+1", True),
        ("xa-y", "+1", True),
        ("x-tram", "+1+health_station", True),
        ("y-tram", "+1+health_station", True),
        ("x-ca", "+1+police", True),
    }
    assert faults(said, TREE) == []


def test_two_villages_of_one_name_keep_it_and_say_where_they_come_from():
    said = completed(merge(TREE, units=["xa-x", "xa-y"], into=NEW, **SAID), TREE)
    assert {move.key: move.note for move in said.moves} == {
        "x-1": "trước thuộc xã Xuân",
        "y-1": "trước thuộc xã Yên",
        "x-2": "",
        "x-truong": "",
    }


def test_completing_twice_adds_nothing():
    said = completed(merge(TREE, units=["xa-x", "xa-y"], into=NEW, **SAID), TREE)
    assert completed(said, TREE) == said


def test_several_associations_stay_several():
    more = [
        stood(f"{place}-{key}", Level.AGENCY, place, name, agency=AgencyKind.MASS_ORGANISATION)
        for place, key, name in (
            ("xa-x", "phu-nu", "Hội Phụ nữ"),
            ("xa-x", "doan", "Đoàn Thanh niên"),
            ("xa-y", "phu-nu", "Hội phụ nữ"),
        )
    ]
    tree = Tree([*UNITS, *more])
    said = completed(merge(tree, units=["xa-x", "xa-y"], into=NEW, **SAID), tree)
    made = {unit.key: unit.name for unit in said.new if unit.agency_kind == AgencyKind.MASS_ORGANISATION}
    assert sorted(made.values()) == ["Hội phụ nữ", "Đoàn Thanh niên"]
    into = {name: key for key, name in made.items()}
    assert {pair for pair in heirs(said) if "phu-nu" in pair[0] or "doan" in pair[0]} == {
        ("xa-x-phu-nu", into["Hội phụ nữ"], True),
        ("xa-y-phu-nu", into["Hội phụ nữ"], True),
        ("xa-x-doan", into["Đoàn Thanh niên"], True),
    }


def test_districts_that_merge_take_their_communes_along_and_their_divisions_become_one():
    said = completed(merge(TREE, units=["huyen-a", "huyen-b"], into=Wanted("An Bình", "huyện"), **SAID), TREE)
    assert moved(said) == {"xa-x": "+1", "xa-y": "+1", "z": "+1"}
    assert ("phong-a", "+1+health_division", True) in heirs(said)
    assert faults(said, TREE) == []


@pytest.mark.parametrize(
    ("units", "into", "told"),
    [
        (["xa-x"], NEW, "chọn Đổi tên hoặc Chuyển"),
        ([], NEW, "ít nhất hai đơn vị"),
        (["xa-x", "xa-x"], NEW, "chọn hai lần"),
        (["xa-x", "huyen-b"], NEW, "cùng cấp"),
        (["x-tram", "x-ca"], NEW, "cùng cấp và cùng loại"),
        (["xa-x", "xa-w"], NEW, "Không có đơn vị “xa-w”"),
        (["xa-x", "z"], NEW, "chọn nơi mà đơn vị mới thuộc về"),
    ],
)
def test_what_is_no_merger(units: list[str], into: Wanted, told: str):
    with pytest.raises(Refused, match=told):
        merge(TREE, units=units, into=into, **SAID)


def test_communes_of_two_districts_merge_where_the_place_is_said():
    said = merge(TREE, units=["xa-x", "z"], into=replace(NEW, parent="huyen-b"), **SAID)
    assert said.new[0].parent == "huyen-b"
    assert faults(completed(said, TREE), TREE) == []
    assert common_place(TREE, said) == "tinh"


# --- Split

TWO = (Wanted("Xuân Đông", "xã"), Wanted("Xuân Tây", "xã"))


def test_a_split_sends_everybody_where_it_was_said_and_nobody_knows_the_share_of_an_agency():
    below = {"x-1": 0, "x-2": 1, "x-truong": 1}
    said = completed(split(TREE, unit="xa-x", into=TWO, below=below, **SAID), TREE)
    assert said.summary == "Chia xã Xuân thành xã Xuân Đông, xã Xuân Tây"
    assert moved(said) == {"x-1": "+1", "x-2": "+2", "x-truong": "+2"}
    assert ended(said) == {"xa-x", "x-tram", "x-ca"}
    assert heirs(said) == {
        ("xa-x", "+1", False),
        ("xa-x", "+2", False),
        ("x-tram", "+1+health_station", False),
        ("x-tram", "+2+health_station", False),
        ("x-ca", "+1+police", False),
        ("x-ca", "+2+police", False),
    }
    assert faults(said, TREE) == []


def test_an_agency_that_is_given_to_one_part_stays_itself():
    below = {"x-1": 0, "x-2": 1, "x-truong": 1, "x-tram": 0}
    said = completed(split(TREE, unit="xa-x", into=TWO, below=below, **SAID), TREE)
    assert moved(said)["x-tram"] == "+1"
    assert ended(said) == {"xa-x", "x-ca"}
    assert not any("health_station" in unit.key for unit in said.new)


def test_whoever_is_not_given_a_place_is_named():
    said = completed(split(TREE, unit="xa-x", into=TWO, below={"x-1": 0}, **SAID), TREE)
    assert faults(said, TREE) == [
        "Thôn 2 (xã Xuân) chưa có nơi mới; chọn một trong: Xã Xuân Đông, Xã Xuân Tây.",
        "Trường Mầm non Hoa (xã Xuân) chưa có nơi mới; chọn một trong: Xã Xuân Đông, Xã Xuân Tây.",
    ]


def test_what_must_and_what_may_be_given_a_place():
    must, may = to_assign(TREE, "xa-x")
    assert [unit.key for unit in must] == ["x-truong", "x-1", "x-2"]
    assert [unit.key for unit in may] == ["x-tram", "x-ca"]


@pytest.mark.parametrize(
    ("into", "below", "told"),
    [
        (TWO[:1], {}, "ít nhất hai đơn vị mới"),
        (TWO, {"y-1": 0}, "không còn ở đây"),
        (TWO, {"x-1": 2}, "không còn ở đây"),
    ],
)
def test_what_is_no_split(into, below, told):
    with pytest.raises(Refused, match=told):
        split(TREE, unit="xa-x", into=into, below=below, **SAID)


# --- Rename, move, abolish


def test_a_unit_of_another_name_stays_itself_with_everything_below_it():
    said = completed(rename(TREE, unit="xa-x", name="Xuân An", kind="phường", area="urban", **SAID), TREE)
    assert said.moves == (Move("xa-x", "Xuân An", "phường", area="urban", parent="huyen-a"),)
    assert (said.new, said.ends, said.heirs) == ((), (), ())
    assert said.summary == "Đổi tên xã Xuân thành phường Xuân An"
    assert faults(said, TREE) == []


def test_only_another_code_is_said_so():
    said = rename(TREE, unit="xa-x", name="Xuân", kind="xã", code="01234", **SAID)
    assert (said.summary, said.moves[0].code) == ("Đổi mã hoặc khu vực của xã Xuân", "01234")


def test_a_unit_that_moves_stays_itself():
    said = completed(move(TREE, units=["xa-x", "xa-y"], parent="huyen-b", **SAID), TREE)
    assert moved(said) == {"xa-x": "huyen-b", "xa-y": "huyen-b"}
    assert (said.new, said.ends) == ((), ())
    assert common_place(TREE, said) == "tinh"
    assert faults(said, TREE) == []


def test_a_level_that_goes_leaves_its_communes_to_the_province_and_ends_its_divisions():
    said = completed(abolish(TREE, level=Level.DISTRICT, place="tinh", **SAID), TREE)
    assert said.summary == "Bỏ cấp huyện ở tỉnh Thử: 2 đơn vị"
    assert moved(said) == {"xa-x": "tinh", "xa-y": "tinh", "z": "tinh"}
    assert ended(said) == {"huyen-a", "huyen-b", "phong-a"}
    assert said.heirs == ()
    assert faults(said, TREE) == []
    before, after = counts(TREE), counts(TREE, said)
    assert (before[Level.DISTRICT], after[Level.DISTRICT]) == (2, 0)
    assert (before[Level.COMMUNE], after[Level.COMMUNE]) == (3, 3)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (lambda: rename(TREE, unit="xa-x", name="Xuân", kind="xã", **SAID), "giống đang dùng"),
        (lambda: rename(TREE, unit="xa-w", name="W", kind="xã", **SAID), "Không có đơn vị “xa-w”"),
        (lambda: move(TREE, units=["xa-x"], parent="huyen-a", **SAID), "Xã Xuân đã thuộc huyện An"),
        (lambda: move(TREE, units=[], parent="huyen-a", **SAID), "ít nhất một đơn vị"),
        (lambda: abolish(TREE, level=Level.VILLAGE, place="tinh", **SAID), "cấp huyện hoặc cấp xã"),
        (lambda: abolish(TREE, level=Level.DISTRICT, place="huyen-a", **SAID), "không có đơn vị nào"),
    ],
)
def test_what_is_refused_at_once(wish, told):
    with pytest.raises(Refused, match=told):
        wish()


# --- What stands against it


def by_hand(**parts) -> Rearrangement:
    return Rearrangement(ReorganisationKind.FILES, DAY, "NQ 1", "theo tệp", **parts)


def new(key: str, **more) -> NewUnit:
    words = {"level": "commune", "name": "Mới", "kind": "xã", "parent": "huyen-b"} | more
    return NewUnit(key, **words)


Z_ENDS = (End("z"),)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param(by_hand(), "Không có đơn vị nào thay đổi", id="nothing"),
        pytest.param(by_hand(ends=(End("w"),)), "Không có đơn vị “w” vào ngày 30/06/2025", id="unknown"),
        pytest.param(by_hand(ends=(*Z_ENDS, End("z"))), "được ghi hai lần", id="twice"),
        pytest.param(
            by_hand(new=(new("xa-x"),)), "Mã “xa-x” đã là của một đơn vị khác", id="a key that is taken"
        ),
        pytest.param(by_hand(new=(new("n"), new("n"))), "Mã “n” được ghi hai lần", id="a key twice"),
        pytest.param(
            by_hand(new=(new("n"),), ends=Z_ENDS, heirs=(Heir("z", "n", True),)),
            "đó vẫn là một đơn vị",
            id="one whole to one",
        ),
        pytest.param(
            by_hand(new=(new("n"),), heirs=(Heir("z", "n", True), Heir("xa-x", "n", True))),
            "có đơn vị kế thừa nhưng không kết thúc",
            id="an heir of who stays",
        ),
        pytest.param(
            by_hand(ends=Z_ENDS, heirs=(Heir("z", "xa-x", True),)),
            "không phải đơn vị mới",
            id="an heir who was there",
        ),
        pytest.param(
            by_hand(
                new=(new("n"), new("m", name="Khác")),
                ends=Z_ENDS,
                heirs=(Heir("z", "n", True), Heir("z", "m", False)),
            ),
            "vào toàn bộ một đơn vị thì không vào đơn vị khác",
            id="whole and part",
        ),
        pytest.param(
            by_hand(new=(new("n"),), ends=Z_ENDS, heirs=(Heir("z", "n", False),)),
            "chỉ có một phần có nơi",
            id="one part alone",
        ),
        pytest.param(by_hand(ends=(End("xa-x"),)), "Thôn 1 (xã Xuân) chưa có nơi mới", id="a village alone"),
        pytest.param(by_hand(new=(new("n", parent="w"),)), "cấp trên “W” không có", id="no such place"),
        pytest.param(
            by_hand(new=(new("n"),), ends=(End("huyen-b"),)),
            "cấp trên “Huyện Bình” không còn từ ngày 01/07/2025",
            id="a place that goes",
        ),
        pytest.param(by_hand(new=(new("n", parent=""),)), "chưa có đơn vị cấp trên", id="a commune on top"),
        pytest.param(by_hand(new=(new("n", parent="xa-x"),)), "cấp không hợp", id="a commune in a commune"),
        pytest.param(
            by_hand(new=(new("n", level="agency", agency_kind="health_division", kind="", parent="xa-x"),)),
            "cấp không hợp",
            id="a division in a commune",
        ),
        pytest.param(
            by_hand(moves=(Move("huyen-a", "An", "huyện", parent="xa-x"),)),
            "thành cấp trên của chính mình",
            id="a ring",
        ),
        pytest.param(
            by_hand(new=(new("n", name="Xuân", parent="huyen-a"),)),
            "Tên “xã Xuân” đã có ở Huyện An",
            id="a name that stays",
        ),
        pytest.param(
            by_hand(new=(new("n"), new("m", name="mới"))), "Tên “xã Mới” đã có ở", id="two new of one name"
        ),
        pytest.param(
            by_hand(moves=(Move("z", "Xuân", "xã", parent="huyen-a"),)),
            "Tên “xã Xuân” đã có ở Huyện An",
            id="a name at the new place",
        ),
        pytest.param(by_hand(new=(new("n", kind="thôn"),)), "Loại “thôn” không có", id="a kind of others"),
        pytest.param(by_hand(new=(new("n", name=""),)), "Thiếu tên", id="no name"),
        pytest.param(by_hand(new=(new("n", name="A" * 121),)), "dài quá 120 ký tự", id="a long name"),
        pytest.param(by_hand(new=(new("n", code="0" * 11),)), "Mã của xã Mới dài quá 10", id="a long code"),
        pytest.param(by_hand(new=(new("n", area="sea"),)), "Khu vực “sea” không có", id="no area"),
        pytest.param(by_hand(new=(new("n", level="country"),)), "Không tạo được đơn vị cấp", id="a country"),
        pytest.param(replace(by_hand(ends=Z_ENDS), decision="  "), "Thiếu văn bản căn cứ", id="no decision"),
    ],
)
def test_what_stands_against_it(said: Rearrangement, told: str):
    found = faults(completed(said, TREE), TREE)
    assert any(told in sentence for sentence in found), found


def test_a_fault_of_a_line_says_file_and_line():
    said = by_hand(ends=(End("w", said_at="Tệp ends.csv, dòng 4"),))
    assert faults(said, TREE) == [
        "Tệp ends.csv, dòng 4: không có đơn vị “w” vào ngày 30/06/2025; xem lại mã hoặc ngày."
    ]


def test_a_name_that_differs_by_marks_alone_is_another_commune_and_no_other_village():
    commune = by_hand(new=(new("n", name="Xuấn", parent="huyen-a"),))
    assert faults(commune, TREE) == []
    village = by_hand(new=(new("n", level="village", name="Thôn 01", kind="thôn", parent="xa-x"),))
    assert faults(village, TREE) == ["Tên “Thôn 01” đã có ở Xã Xuân; chọn tên khác."]


def with_z(**more) -> Tree:
    return Tree([replace(unit, **more) if unit.key == "z" else unit for unit in UNITS])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"until": date(2025, 12, 31)}, "Thị trấn Đức đã có ngày cuối là 31/12/2025"),
        ({"until": date(2025, 6, 30)}, "Thị trấn Đức đã có ngày cuối là 30/06/2025"),
        ({"until": date(2025, 6, 30), "later": DAY}, "đã ghi thay đổi từ ngày 01/07/2025"),
    ],
)
def test_nothing_may_be_written_for_the_unit_from_the_day_on(more, told):
    tree = with_z(**more)
    found = faults(by_hand(ends=Z_ENDS), tree)
    assert len(found) == 1
    assert told in found[0]


def test_a_village_with_a_last_day_keeps_it_where_it_goes_along():
    tree = Tree([replace(unit, until=date(2025, 12, 31)) if unit.key == "y-1" else unit for unit in UNITS])
    said = completed(merge(tree, units=["xa-x", "xa-y"], into=NEW, **SAID), tree)
    assert faults(said, tree) == []


def test_a_village_that_would_begin_below_what_is_gone_is_named():
    tree = Tree(UNITS, [Coming("Thôn Mới", "z", date(2025, 8, 1)), Coming("Thôn Kia", "xa-x", DAY)])
    assert faults(by_hand(ends=Z_ENDS), tree) == [
        "Thôn Mới đã được ghi từ ngày 01/08/2025 ở thị trấn Đức, nơi sẽ không còn; huỷ đơn vị ấy trước."
    ]


def test_a_key_that_was_taken_anywhere_is_refused():
    found = faults(by_hand(new=(new("n"),)), Tree(UNITS, taken={"n"}))
    assert found == ["Mã “n” đã là của một đơn vị khác; đơn vị có địa bàn mới cần mã mới."]
