"""Which older units stand for a unit on a day? By hand: 1 to 9 are units, days are first days of years."""

from datetime import date

import pytest

from units.enums import Level
from units.lineage import Edge, Family, Standing
from units.models import Placement, Succession, Unit
from units.summaries.lineage import standings_on, successors_of

IN_2023, IN_2024, IN_2025 = date(2023, 12, 14), date(2024, 12, 14), date(2025, 12, 14)
REFORM = date(2025, 7, 1)


def whole(predecessor: int, successor: int, year: int = 2025) -> Edge:
    return Edge(predecessor, successor, date(year, 7, 1), is_whole=True)


def part(predecessor: int, successor: int, year: int = 2025) -> Edge:
    return Edge(predecessor, successor, date(year, 7, 1), is_whole=False)


@pytest.mark.parametrize(
    ("edges", "stood", "expected"),
    [
        pytest.param([], {9}, Standing(9, (9,)), id="stood itself"),
        pytest.param([], set(), Standing(9), id="stood nowhere and came of nothing"),
        pytest.param([whole(1, 9), whole(2, 9)], {1, 2}, Standing(9, (1, 2)), id="two wholes"),
        pytest.param([whole(1, 9), part(2, 9)], {1, 2}, Standing(9, (1,), (2,)), id="a part is beside"),
        pytest.param([part(2, 9)], {2}, Standing(9, (), (2,)), id="made of a part only"),
        pytest.param([whole(1, 9), whole(2, 9)], {1}, Standing(9, (1,)), id="one did not stand yet"),
        pytest.param(
            [whole(1, 5, 2024), whole(2, 5, 2024), whole(5, 9), whole(3, 9)],
            {1, 2, 3},
            Standing(9, (1, 2, 3)),
            id="a merger after a merger",
        ),
        pytest.param(
            [part(1, 5, 2024), whole(5, 9)], {1}, Standing(9, (), (1,)), id="a part stays a part further on"
        ),
        pytest.param(
            [part(1, 5, 2024), part(1, 6, 2024), whole(5, 9), whole(6, 9)],
            {1},
            Standing(9, (), (1,)),
            id="both parts came together again: still not added, for who knows that there was no third",
        ),
        pytest.param([whole(1, 9), whole(9, 1)], set(), Standing(9), id="a ring ends"),
        pytest.param(
            [whole(1, 9, 2023)], {1}, Standing(9), id="what had gone before the day stands for nothing then"
        ),
    ],
)
def test_what_stands_for_a_unit(edges, stood, expected):
    assert Family(edges).on(IN_2023, 9, stood) == expected


def test_carried_is_said_only_of_what_is_a_sum_of_others():
    assert not Standing(9, (9,)).is_carried
    assert Standing(9, (9,)).is_itself
    assert Standing(9, (1,)).is_carried
    assert not Standing(9, (), (1,)).is_carried
    assert not Standing(9).is_carried


@pytest.fixture
def communes(db) -> dict[str, Unit]:
    """Until 30/06/2025 a, b, c; a and b wholly to new, c split between new and rest; v below a, then new."""
    found = {key: Unit.objects.create(key=key, level=Level.COMMUNE) for key in ("a", "b", "c", "new", "rest")}
    found["v"] = Unit.objects.create(key="v", level=Level.VILLAGE)
    for key in ("a", "b", "c"):
        Placement.objects.create(unit=found[key], name=key, ends_on=date(2025, 6, 30))
    for key in ("new", "rest"):
        Placement.objects.create(unit=found[key], name=key, starts_on=REFORM)
    Placement.objects.create(unit=found["v"], parent=found["a"], name="v", ends_on=date(2025, 6, 30))
    Placement.objects.create(unit=found["v"], parent=found["new"], name="v", starts_on=REFORM)
    for old, new, is_whole in (
        *(("a", "new", True), ("b", "new", True)),
        *(("c", "new", False), ("c", "rest", False)),
    ):
        Succession.objects.create(
            predecessor=found[old], successor=found[new], starts_on=REFORM, is_whole=is_whole, decision="NQ 1"
        )
    return found


def test_standings_are_read_in_two_queries_for_one_unit_and_for_many(communes, django_assert_num_queries):
    ids = {key: unit.pk for key, unit in communes.items()}
    with django_assert_num_queries(2):
        one = standings_on(IN_2024, [communes["new"]])
    with django_assert_num_queries(2):
        found = standings_on(IN_2024, list(communes.values()))
    assert one[ids["new"]] == found[ids["new"]] == Standing(ids["new"], (ids["a"], ids["b"]), (ids["c"],))
    assert found[ids["rest"]] == Standing(ids["rest"], (), (ids["c"],))
    assert found[ids["v"]].is_itself
    assert standings_on(IN_2025, [communes["new"]])[ids["new"]].is_itself


def test_a_post_on_the_new_unit_reaches_what_the_whole_old_ones_had_below_them(communes):
    def under(key: str, today: date | None) -> set[str]:
        found = Unit.objects.under(communes[key], day=IN_2024, today=today)
        return set(found.values_list("key", flat=True))

    assert under("new", None) == set()
    assert under("new", IN_2025) == {"a", "b", "v"}
    assert under("new", date(2025, 6, 30)) == set()
    assert under("rest", IN_2025) == set()

    chain = Unit.objects.chain(communes["v"], day=IN_2024, today=IN_2025)
    assert set(chain.values_list("key", flat=True)) == {"v", "a", "new"}
    before = Unit.objects.chain(communes["v"], day=IN_2024, today=date(2025, 6, 30))
    assert set(before.values_list("key", flat=True)) == {"v", "a"}


def test_what_became_of_units(communes):
    rows = successors_of([communes["c"].pk, communes["a"].pk])
    assert [(row.predecessor.key, row.successor.key, row.is_whole) for row in rows] == [
        ("a", "new", True),
        ("c", "new", False),
        ("c", "rest", False),
    ]
