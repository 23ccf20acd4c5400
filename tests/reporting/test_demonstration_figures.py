"""Are the invented figures plausible: parts inside wholes, units adding up, the same every time?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Source
from reporting.demonstration.figures import (
    COMMUNES_IN_2020,
    SHARES,
    TEN_THOUSAND,
    YEARS,
    YES,
    Commune,
    Invented,
    Period,
    SourceUnit,
    deal,
)

NOW = Period(2024)

VILLAGES = [SourceUnit(f"xa-thon-{number}", "village") for number in (1, 2, 3)]
SCHOOLS = [
    SourceUnit("xa-mam-non", "kindergarten"),
    SourceUnit("xa-tieu-hoc", "primary_school"),
    SourceUnit("xa-thcs", "lower_secondary_school"),
]
TYPED = {
    **{(f"xa-thon-{number}", "tre-em", NOW): children for number, children in ((1, 100), (2, 60), (3, 41))},
    ("xa-thon-2", "tre-gap-thien-tai", NOW): 7,
    ("xa", "lao-dong-tre-em", NOW): 4,
    ("xa", "xa-co-diem-vui-choi", NOW): 1,
    ("xa-thon-3", "thon-dat-phu-hop", NOW): 0,
}


@pytest.fixture
def commune() -> Commune:
    return Commune("xa", NOW, TYPED, [*VILLAGES, *SCHOOLS, SourceUnit("xa-vhtt", "culture")])


@given(weights=st.lists(st.integers(0, 500), min_size=1, max_size=12), data=st.data())
def test_what_is_dealt_out_adds_up_and_stays_inside_the_weights(weights, data):
    count = data.draw(st.integers(0, sum(weights)))
    parts = deal(count, weights, data.draw(st.integers(0, TEN_THOUSAND - 1)))
    assert sum(parts) == count
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_dealing_is_even():
    assert deal(10, [50, 30, 20], 0) == [5, 3, 2]
    assert deal(1, [1, 1, 1], 9999) == [0, 0, 1]


@given(
    children=st.integers(0, 6000),
    period=st.sampled_from([Period(2020), *map(Period, YEARS), Period(2024, is_half=True)]),
    key=st.text(alphabet="abcdefgh-", min_size=1, max_size=12),
)
def test_a_part_never_exceeds_its_whole(children, period, key):
    place = Commune(key, period, {(key, "tre-em", period): children})
    asked = {item: share for item, share in SHARES.items() if share.rates or period.year == 2020}
    for item, share in asked.items():
        if not share.plus and share.rate(period.year) <= TEN_THOUSAND:
            assert 0 <= place.whole(item) <= place.whole(share.of)
    assert place.whole("tu-vong-so-sinh") <= place.whole("tu-vong-duoi-1") <= place.whole("tu-vong-duoi-5")


def test_a_district_answers_for_its_communes_in_2020():
    """A Lưới had 18 communes: 63% of them are 11, 53% are 9; all registered."""
    place = Commune("a-luoi", Period(2020), {("a-luoi", "tre-em", Period(2020)): 15_900})
    assert place.direct("xa-co-diem-vui-choi", Source.CULTURE) == Invented(11, answered=18)
    assert place.direct("xa-co-quy-bao-tro", Source.COMMUNE) == Invented(9, answered=18)
    assert place.direct("xa-dang-ky-phu-hop", Source.COMMUNE) == Invented(18, answered=18)
    assert sum(COMMUNES_IN_2020.values()) == 145


def test_half_a_year_is_counted_by_itself():
    half = Period(2024, is_half=True)
    assert (NOW.column, half.column) == ("in_2024", "half_2024")
    typed = {("xa", "tre-em", NOW): 100, ("xa", "tre-em", half): 99}
    assert Commune("xa", half, typed).whole("tre-em") == 99
    assert Commune("xa", NOW, typed).whole("tre-em") == 100


def test_villages_add_up_to_their_commune(commune):
    assert commune.whole("tre-em") == 201
    for item in (
        "tre-em",
        "nguoi-5-17",
        "tre-tu-7",
        "tre-tu-11",
        "tre-hoan-canh-dac-biet",
        "lao-dong-tre-em",
    ):
        parts = [commune.of_unit(village, item, Source.VILLAGE).value for village in VILLAGES]
        assert sum(parts) == commune.whole(item)


def test_what_is_typed_stands(commune):
    assert commune.whole("lao-dong-tre-em") == 4
    assert commune.of_unit(VILLAGES[1], "tre-gap-thien-tai", Source.VILLAGE) == Invented(7)
    assert commune.of_unit(VILLAGES[0], "tre-gap-thien-tai", Source.VILLAGE) == Invented(0)
    assert commune.of_unit(VILLAGES[2], "thon-dat-phu-hop", Source.VILLAGE) == Invented(0, answered=1)


def test_schools_share_what_their_pupils_can_do(commune):
    asked = [commune.of_unit(school, "tre-tu-7-duoc-hoi-y-kien", Source.SCHOOL).value for school in SCHOOLS]
    assert asked[0] == 0
    assert sum(asked) == commune.whole("tre-tu-7-duoc-hoi-y-kien") > 0
    models = [commune.of_unit(school, "tre-tu-11-tham-gia", Source.SCHOOL).value for school in SCHOOLS]
    assert models[:2] == [0, 0]


def test_an_agency_alone_of_its_kind_answers_for_the_commune(commune):
    culture = SourceUnit("xa-vhtt", "culture")
    assert commune.of_unit(culture, "xa-co-diem-vui-choi", Source.CULTURE) == Invented(1, answered=1)
    assert commune.of_unit(culture, "cuoc-tao-hon", Source.JUSTICE).value == commune.whole("cuoc-tao-hon")


def test_a_direct_cell_counts_the_schools_that_said_yes():
    place = Commune("xa", NOW, {("xa", "tre-em", NOW): 3000})
    answer = place.direct("truong-co-ho-tro-tam-ly", Source.SCHOOL)
    assert answer.answered == 4
    assert 0 <= answer.value <= 4
    assert place.direct("xa-phu-hop-tre-em", Source.COMMUNE).answered == 1


def test_who_said_yes_once_goes_on_saying_so():
    for number in range(50):
        key = f"xa-{number}"
        typed = {(key, "tre-em", Period(year)): 2000 for year in YEARS}
        for item in YES:
            said = [Commune(key, Period(year), typed).direct(item, Source.COMMUNE).value for year in YEARS]
            assert said == sorted(said)


def test_the_same_unit_always_counts_the_same():
    # Written down once: a change of these numbers is a change of the whole demonstration.
    place = Commune("lan-gioi", NOW, {("lan-gioi", "tre-em", NOW): 1510})
    figures = [place.whole(item) for item in ("nguoi-5-17", "tre-de-song", "suy-dinh-duong-thap-coi")]
    assert figures == [1222, 91, 80]
