"""Who is asked for what, and who owes a report? Small trees, with the cells counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Source
from reporting.asking import Cell, Member, Wanted, cells_asked, gives, place_level, reporting_units
from units.enums import AgencyKind, Level

PROVINCE, AN, BINH, XUAN, YEN, DUC = 1, 2, 3, 4, 5, 6
THON_1, THON_2, STATION, POLICE = 41, 42, 43, 44
NURSERY, PRIMARY, SECONDARY = 45, 46, 47
THON_DUC, DIVISION = 61, 21

XUAN_UNITS = [
    Member(THON_1, XUAN, Level.VILLAGE),
    Member(THON_2, XUAN, Level.VILLAGE),
    Member(STATION, XUAN, Level.AGENCY, AgencyKind.HEALTH_STATION),
    Member(POLICE, XUAN, Level.AGENCY, AgencyKind.POLICE),
    Member(NURSERY, XUAN, Level.AGENCY, AgencyKind.KINDERGARTEN),
    Member(PRIMARY, XUAN, Level.AGENCY, AgencyKind.PRIMARY_SCHOOL),
    Member(SECONDARY, XUAN, Level.AGENCY, AgencyKind.LOWER_SECONDARY_SCHOOL),
]
# Huyện An: xã Xuân with all its units, xã Yên with none. Huyện Bình: thị trấn Đức with one village.
MEMBERS = [
    Member(PROVINCE, None, Level.PROVINCE),
    Member(AN, PROVINCE, Level.DISTRICT),
    Member(BINH, PROVINCE, Level.DISTRICT),
    Member(DIVISION, AN, Level.AGENCY, AgencyKind.EDUCATION_DIVISION),
    Member(XUAN, AN, Level.COMMUNE),
    Member(YEN, AN, Level.COMMUNE),
    Member(DUC, BINH, Level.COMMUNE),
    *XUAN_UNITS,
    Member(THON_DUC, DUC, Level.VILLAGE),
]
CHILDREN, INJURED, TOILETS, MARRIAGES = 1, 2, 3, 4


def asked(issuer: int, source: Source, check: Source | None = None, item: int = CHILDREN) -> set[int]:
    """Units asked for one item that one plan needs; checks are left out."""
    cells = cells_asked(MEMBERS, [Wanted(issuer, item, source, check)])
    return {cell.unit_id for cell in cells if not cell.is_check}


def checked(issuer: int, source: Source, check: Source) -> set[int]:
    cells = cells_asked(MEMBERS, [Wanted(issuer, CHILDREN, source, check)])
    return {cell.unit_id for cell in cells if cell.is_check}


# --- By units or direct

BY_UNITS_OR_DIRECT = [
    # issuer, source, who is asked
    (XUAN, Source.VILLAGE, {THON_1, THON_2}),
    (AN, Source.VILLAGE, {THON_1, THON_2, YEN}),
    (PROVINCE, Source.VILLAGE, {THON_1, THON_2, YEN, THON_DUC}),
    (YEN, Source.VILLAGE, {YEN}),
    (XUAN, Source.HEALTH_STATION, {STATION}),
    (AN, Source.HEALTH_STATION, {STATION, YEN}),
    (PROVINCE, Source.HEALTH_STATION, {STATION, YEN, DUC}),
    (XUAN, Source.JUSTICE, {XUAN}),
    (XUAN, Source.COMMUNE, {XUAN}),
    (AN, Source.COMMUNE, {XUAN, YEN}),
    (PROVINCE, Source.COMMUNE, {XUAN, YEN, DUC}),
    (AN, Source.DISTRICT, {AN}),
    (PROVINCE, Source.DISTRICT, {AN, BINH}),
    (PROVINCE, Source.PROVINCE, {PROVINCE}),
    # A division of the district gives for the whole district; where there is none the district itself does.
    (AN, Source.EDUCATION_DIVISION, {DIVISION}),
    (PROVINCE, Source.EDUCATION_DIVISION, {DIVISION, BINH}),
    (PROVINCE, Source.HEALTH_DEPARTMENT, {PROVINCE}),
    # A commune's plan reaches no tier above the commune.
    (XUAN, Source.DISTRICT, set()),
    (XUAN, Source.EDUCATION_DIVISION, set()),
    (AN, Source.PROVINCE, set()),
]


@pytest.mark.parametrize(("issuer", "source", "units"), BY_UNITS_OR_DIRECT)
def test_by_units_where_they_exist_and_direct_where_not(issuer: int, source: Source, units: set[int]) -> None:
    assert asked(issuer, source) == units


def test_never_units_and_direct_in_one_place() -> None:
    """Xuân has two villages: its own report has no cell for what they say."""
    cells = cells_asked(MEMBERS, [Wanted(PROVINCE, CHILDREN, Source.VILLAGE)])
    assert Cell(XUAN, CHILDREN) not in cells
    assert Cell(YEN, CHILDREN) in cells


# --- Schools

SCHOOL_KINDS = [
    (Source.SCHOOL, {NURSERY, PRIMARY, SECONDARY}),
    (Source.KINDERGARTEN, {NURSERY}),
    (Source.PRIMARY_SCHOOL, {PRIMARY}),
    (Source.LOWER_SECONDARY_SCHOOL, {SECONDARY}),
]


@pytest.mark.parametrize(("source", "units"), SCHOOL_KINDS)
def test_schools_of_every_kind_or_of_one(source: Source, units: set[int]) -> None:
    assert asked(XUAN, source) == units
    assert asked(YEN, source) == {YEN}


def test_a_kind_read_from_the_database_is_the_same_kind() -> None:
    """Rows carry plain text where the rules carry names."""
    assert gives(Source.SCHOOL, Level.AGENCY, "kindergarten")
    assert gives(Source.POLICE, Level.AGENCY, "police")
    assert not gives(Source.SCHOOL, Level.AGENCY, "police")
    assert not gives(Source.SCHOOL, Level.AGENCY, "education_division")
    assert gives(Source.VILLAGE, Level("village"), "")
    assert not gives(Source.VILLAGE, Level.AGENCY, "police")
    assert not gives(Source.HEALTH_STATION, Level.COMMUNE, "")


@pytest.mark.parametrize(
    ("source", "level"),
    [
        (Source.VILLAGE, Level.COMMUNE),
        (Source.SCHOOL, Level.COMMUNE),
        (Source.JUSTICE, Level.COMMUNE),
        (Source.MASS_ORGANISATION, Level.COMMUNE),
        (Source.COMMUNE, Level.COMMUNE),
        (Source.DISTRICT, Level.DISTRICT),
        (Source.LABOUR_DIVISION, Level.DISTRICT),
        (Source.EDUCATION_DIVISION, Level.DISTRICT),
        (Source.HEALTH_DIVISION, Level.DISTRICT),
        (Source.CULTURE_DIVISION, Level.DISTRICT),
        (Source.JUSTICE_DIVISION, Level.DISTRICT),
        (Source.DISTRICT_POLICE, Level.DISTRICT),
        (Source.PROVINCE, Level.PROVINCE),
        (Source.LABOUR_DEPARTMENT, Level.PROVINCE),
        (Source.HEALTH_DEPARTMENT, Level.PROVINCE),
        (Source.EDUCATION_DEPARTMENT, Level.PROVINCE),
        (Source.JUSTICE_DEPARTMENT, Level.PROVINCE),
    ],
)
def test_whose_place_a_source_speaks_for(source: Source, level: Level) -> None:
    assert place_level(source) == level


# --- Check sources


def test_a_check_source_is_asked_beside_the_source() -> None:
    cells = cells_asked(MEMBERS, [Wanted(XUAN, INJURED, Source.HEALTH_STATION, Source.VILLAGE)])
    assert cells == {
        Cell(STATION, INJURED),
        Cell(THON_1, INJURED, is_check=True),
        Cell(THON_2, INJURED, is_check=True),
    }


def test_a_check_is_asked_only_where_its_units_exist() -> None:
    assert checked(PROVINCE, Source.HEALTH_STATION, Source.VILLAGE) == {THON_1, THON_2, THON_DUC}
    assert checked(YEN, Source.HEALTH_STATION, Source.VILLAGE) == set()
    assert asked(PROVINCE, Source.HEALTH_STATION, Source.VILLAGE) == {STATION, YEN, DUC}


def test_a_unit_that_counts_is_not_asked_again_to_compare() -> None:
    assert checked(XUAN, Source.SCHOOL, Source.KINDERGARTEN) == set()
    assert asked(XUAN, Source.SCHOOL, Source.KINDERGARTEN) == {NURSERY, PRIMARY, SECONDARY}
    one = Wanted(XUAN, INJURED, Source.HEALTH_STATION, Source.VILLAGE)
    other = Wanted(AN, INJURED, Source.VILLAGE, Source.HEALTH_STATION)
    for order in ([one, other], [other, one]):
        cells = cells_asked(MEMBERS, order)
        assert not any(cell.is_check for cell in cells)
        assert {cell.unit_id for cell in cells} == {STATION, THON_1, THON_2, YEN}


# --- Places that type for everything below them


def asked_with(direct: set[int], *wanted: Wanted) -> set[Cell]:
    return cells_asked(MEMBERS, wanted, direct)


def test_a_direct_place_types_what_its_units_would() -> None:
    """Xuân has two villages and a station; direct, its own report has both cells and they have none."""
    wanted = [
        Wanted(PROVINCE, CHILDREN, Source.VILLAGE),
        Wanted(PROVINCE, INJURED, Source.HEALTH_STATION, Source.VILLAGE),
    ]
    assert asked_with({XUAN}, *wanted) == {
        Cell(XUAN, CHILDREN),
        Cell(XUAN, INJURED),
        Cell(YEN, CHILDREN),
        Cell(YEN, INJURED),
        Cell(THON_DUC, CHILDREN),
        Cell(DUC, INJURED),
        Cell(THON_DUC, INJURED, is_check=True),
    }


def test_a_direct_district_speaks_for_its_communes_and_its_divisions() -> None:
    wanted = [
        Wanted(PROVINCE, CHILDREN, Source.VILLAGE),
        Wanted(PROVINCE, MARRIAGES, Source.COMMUNE),
        Wanted(PROVINCE, TOILETS, Source.EDUCATION_DIVISION),
    ]
    cells = asked_with({AN, BINH}, *wanted)
    assert cells == {Cell(place, item) for place in (AN, BINH) for item in (CHILDREN, MARRIAGES, TOILETS)}
    assert reporting_units(MEMBERS, cells) == {PROVINCE, AN, BINH}


def test_a_district_without_a_commune_on_the_system_can_be_direct() -> None:
    bare = [Member(PROVINCE, None, Level.PROVINCE), Member(BINH, PROVINCE, Level.DISTRICT)]
    wanted = [Wanted(PROVINCE, CHILDREN, Source.VILLAGE)]
    assert cells_asked(bare, wanted) == set()
    assert cells_asked(bare, wanted, {BINH}) == {Cell(BINH, CHILDREN)}


def test_what_a_tier_above_says_is_not_asked_of_a_direct_place() -> None:
    """The province's department goes on giving its own figure."""
    department = Member(11, PROVINCE, Level.AGENCY, AgencyKind.JUSTICE_DEPARTMENT)
    wanted = [Wanted(PROVINCE, MARRIAGES, Source.JUSTICE_DEPARTMENT)]
    assert cells_asked([*MEMBERS, department], wanted, {AN, BINH}) == {Cell(11, MARRIAGES)}
    assert asked_with({XUAN}, Wanted(AN, MARRIAGES, Source.DISTRICT)) == {Cell(AN, MARRIAGES)}


def test_a_plan_issued_below_a_direct_place_asks_nobody() -> None:
    """An types for all its communes together: it cannot answer for Xuân alone."""
    assert asked_with({AN}, Wanted(XUAN, CHILDREN, Source.VILLAGE)) == set()
    assert asked_with({AN}, Wanted(AN, CHILDREN, Source.VILLAGE)) == {Cell(AN, CHILDREN)}


def test_of_two_direct_places_one_above_the_other_the_upper_one_types() -> None:
    assert asked_with({AN, XUAN}, Wanted(PROVINCE, CHILDREN, Source.VILLAGE)) == {
        Cell(AN, CHILDREN),
        Cell(THON_DUC, CHILDREN),
    }


def test_the_issuer_itself_may_be_direct() -> None:
    assert asked_with({PROVINCE}, Wanted(PROVINCE, CHILDREN, Source.VILLAGE)) == {Cell(PROVINCE, CHILDREN)}


# --- Places that type for some kinds of their units


def asked_by_hand(kinds: dict[int, set[str]], *wanted: Wanted) -> set[Cell]:
    return cells_asked(MEMBERS, wanted, direct_kinds=kinds)


VILLAGES, STATIONS = Level.VILLAGE.value, AgencyKind.HEALTH_STATION.value


def test_a_place_types_for_one_kind_and_the_others_report() -> None:
    """Xuân types for its two villages; its station goes on. Đức's village is none of Xuân's."""
    wanted = [Wanted(PROVINCE, CHILDREN, Source.VILLAGE), Wanted(PROVINCE, INJURED, Source.HEALTH_STATION)]
    assert asked_by_hand({XUAN: {VILLAGES}}, *wanted) == {
        Cell(XUAN, CHILDREN),
        Cell(YEN, CHILDREN),
        Cell(THON_DUC, CHILDREN),
        Cell(STATION, INJURED),
        Cell(YEN, INJURED),
        Cell(DUC, INJURED),
    }


def test_of_several_kinds_of_school_all_or_none_are_typed_above() -> None:
    wanted = Wanted(XUAN, TOILETS, Source.SCHOOL)
    two = {AgencyKind.PRIMARY_SCHOOL.value, AgencyKind.LOWER_SECONDARY_SCHOOL.value}
    schools = {Cell(NURSERY, TOILETS), Cell(PRIMARY, TOILETS), Cell(SECONDARY, TOILETS)}
    assert asked_by_hand({XUAN: two}, wanted) == schools
    assert asked_by_hand({XUAN: two | {AgencyKind.KINDERGARTEN.value}}, wanted) == {Cell(XUAN, TOILETS)}


def test_what_one_kind_of_school_alone_gives_is_typed_above() -> None:
    wanted = Wanted(XUAN, TOILETS, Source.PRIMARY_SCHOOL)
    assert asked_by_hand({XUAN: {AgencyKind.PRIMARY_SCHOOL.value}}, wanted) == {Cell(XUAN, TOILETS)}
    assert asked_by_hand({XUAN: {AgencyKind.KINDERGARTEN.value}}, wanted) == {Cell(PRIMARY, TOILETS)}


def test_a_check_source_that_the_place_types_for_is_not_compared() -> None:
    wanted = Wanted(XUAN, INJURED, Source.HEALTH_STATION, Source.VILLAGE)
    assert asked_by_hand({XUAN: {VILLAGES}}, wanted) == {Cell(STATION, INJURED)}
    # The other way round: the commune counts, and its villages are compared with it.
    assert asked_by_hand({XUAN: {STATIONS}}, wanted) == {
        Cell(XUAN, INJURED),
        Cell(THON_1, INJURED, is_check=True),
        Cell(THON_2, INJURED, is_check=True),
    }
    assert asked_by_hand({XUAN: {STATIONS, VILLAGES}}, wanted) == {Cell(XUAN, INJURED)}


def test_a_kind_that_does_not_stand_there_changes_nothing() -> None:
    """Yên has no unit at all and Đức no station: they answer for those themselves as it is."""
    wanted = [Wanted(PROVINCE, CHILDREN, Source.VILLAGE), Wanted(PROVINCE, INJURED, Source.HEALTH_STATION)]
    by_hand = {YEN: {VILLAGES, STATIONS}, DUC: {STATIONS}, 99: {VILLAGES}}
    assert asked_by_hand(by_hand, *wanted) == cells_asked(MEMBERS, wanted)


def test_the_own_figures_of_a_place_are_no_kind_of_its_units() -> None:
    wanted = Wanted(AN, MARRIAGES, Source.COMMUNE)
    assert asked_by_hand({XUAN: {VILLAGES, STATIONS}}, wanted) == {
        Cell(XUAN, MARRIAGES),
        Cell(YEN, MARRIAGES),
    }


def test_a_district_types_for_its_division() -> None:
    wanted = Wanted(PROVINCE, TOILETS, Source.EDUCATION_DIVISION)
    by_hand = {AN: {AgencyKind.EDUCATION_DIVISION.value}}
    assert asked_by_hand(by_hand, wanted) == {Cell(AN, TOILETS), Cell(BINH, TOILETS)}


# --- Several plans


def test_a_commune_without_a_plan_owes_what_the_district_asks() -> None:
    plans = [Wanted(AN, CHILDREN, Source.VILLAGE), Wanted(AN, MARRIAGES, Source.COMMUNE)]
    cells = cells_asked(MEMBERS, plans)
    assert {cell.item_id for cell in cells if cell.unit_id == YEN} == {CHILDREN, MARRIAGES}
    assert {cell.item_id for cell in cells if cell.unit_id == XUAN} == {MARRIAGES}


def test_a_commune_plan_does_not_reach_its_neighbours() -> None:
    cells = cells_asked(
        MEMBERS,
        [Wanted(XUAN, TOILETS, Source.SCHOOL), Wanted(AN, CHILDREN, Source.VILLAGE)],
    )
    assert {cell.unit_id for cell in cells if cell.item_id == TOILETS} == {NURSERY, PRIMARY, SECONDARY}
    assert not any(cell.unit_id in (YEN, DUC, THON_DUC) and cell.item_id == TOILETS for cell in cells)
    assert {cell.unit_id for cell in cells if cell.item_id == CHILDREN} == {THON_1, THON_2, YEN}


def test_three_plans_ask_for_one_item_once() -> None:
    plans = [Wanted(issuer, CHILDREN, Source.VILLAGE) for issuer in (XUAN, AN, PROVINCE)]
    cells = cells_asked(MEMBERS, plans)
    assert cells == {Cell(unit, CHILDREN) for unit in (THON_1, THON_2, YEN, THON_DUC)}


def test_a_plan_issued_outside_the_tree_asks_nobody() -> None:
    assert cells_asked(MEMBERS, [Wanted(99, CHILDREN, Source.VILLAGE)]) == set()
    assert cells_asked(MEMBERS, []) == set()


def test_without_districts_the_same_villages_are_asked() -> None:
    """From 2025 communes stand directly under the province: tiers are data."""
    flat = [
        Member(member.unit_id, PROVINCE if member.level == Level.COMMUNE else member.parent_id, member.level)
        for member in MEMBERS
        if member.level in (Level.PROVINCE, Level.COMMUNE, Level.VILLAGE)
    ]
    cells = cells_asked(flat, [Wanted(PROVINCE, CHILDREN, Source.VILLAGE)])
    assert {cell.unit_id for cell in cells} == asked(PROVINCE, Source.VILLAGE)


# --- Reports


def test_every_place_above_a_cell_consolidates() -> None:
    assert reporting_units(MEMBERS, {Cell(THON_1, CHILDREN)}) == {THON_1, XUAN, AN, PROVINCE}
    assert reporting_units(MEMBERS, {Cell(STATION, INJURED), Cell(YEN, INJURED)}) == {
        STATION,
        XUAN,
        YEN,
        AN,
        PROVINCE,
    }
    assert reporting_units(MEMBERS, set()) == set()


def test_who_has_no_cell_and_nobody_below_owes_no_report() -> None:
    owing = reporting_units(MEMBERS, cells_asked(MEMBERS, [Wanted(AN, CHILDREN, Source.VILLAGE)]))
    assert owing == {THON_1, THON_2, XUAN, YEN, AN, PROVINCE}
    assert owing.isdisjoint({BINH, DUC, THON_DUC, STATION, POLICE})


def test_a_check_cell_is_a_reason_to_report() -> None:
    cells = cells_asked(MEMBERS, [Wanted(XUAN, INJURED, Source.HEALTH_STATION, Source.VILLAGE)])
    assert reporting_units(MEMBERS, cells) == {THON_1, THON_2, STATION, XUAN, AN, PROVINCE}


def test_what_stands_above_the_tree_owes_nothing() -> None:
    """A commune that opens for itself belongs to a district that opened nothing."""
    alone = [Member(XUAN, AN, Level.COMMUNE), *XUAN_UNITS]
    cells = cells_asked(alone, [Wanted(XUAN, CHILDREN, Source.VILLAGE)])
    assert reporting_units(alone, cells) == {THON_1, THON_2, XUAN}


# --- What holds for every tree

WANTED = st.builds(
    Wanted,
    st.sampled_from([PROVINCE, AN, BINH, XUAN, YEN, DUC]),
    st.integers(1, 4),
    st.sampled_from(list(Source)),
    st.none() | st.sampled_from(list(Source)),
)


@given(st.lists(WANTED, max_size=12), st.randoms())
def test_one_cell_a_unit_and_item_in_any_order(wanted: list[Wanted], shuffle: object) -> None:
    cells = cells_asked(MEMBERS, wanted)
    assert len({(cell.unit_id, cell.item_id) for cell in cells}) == len(cells)
    shuffle.shuffle(wanted)  # type: ignore[attr-defined]
    assert cells_asked(list(reversed(MEMBERS)), wanted) == cells


@given(st.lists(WANTED, max_size=12), st.sets(st.sampled_from([PROVINCE, AN, BINH, XUAN, YEN, DUC])))
def test_below_a_direct_place_nobody_is_asked(wanted: list[Wanted], direct: set[int]) -> None:
    parents = {member.unit_id: member.parent_id for member in MEMBERS}
    for cell in cells_asked(MEMBERS, wanted, direct):
        above = parents[cell.unit_id]
        while above is not None:
            assert above not in direct
            above = parents[above]


@given(st.lists(WANTED, max_size=8), WANTED)
def test_one_more_plan_takes_no_cell_away(wanted: list[Wanted], more: Wanted) -> None:
    before = {(cell.unit_id, cell.item_id) for cell in cells_asked(MEMBERS, wanted)}
    after = {(cell.unit_id, cell.item_id) for cell in cells_asked(MEMBERS, [*wanted, more])}
    assert before <= after
