"""What stands behind one cell: signed words, definition, years, comments, log; who may look."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from reporting import actions
from reporting.summaries.cell_details import CellDetails
from tests.world import World, at, fill_2023, fill_villages

SignIn = Callable[[World, str], Client]


def behind(client: Client, unit: str, item: str) -> CellDetails:
    answer = client.get(reverse("reporting:cell", args=["2024-nam", unit, item]))
    assert answer.status_code == 200
    cell: CellDetails = answer.context["cell"]
    return cell


def test_the_end_of_the_way_down_says_where_the_unit_stands(world: World, sign_in: SignIn) -> None:
    """Every commune has a “Thôn 1”, and on paper there is no way up to read it from."""
    fill_villages(world)
    address = reverse("reporting:cell", args=["2024-nam", "thon-1", "hoan-canh"])
    answer = sign_in(world, "tinh").get(address).content.decode()
    assert "Thôn 1, xã Xuân, huyện An, tỉnh Thử" in answer.split("</nav>")[-1]


def test_a_cell_tells_its_words_years_and_log(world: World, sign_in: SignIn) -> None:
    fill_2023(world)
    world.enter("thon-1", "truong-thon-1", hoan_canh=7)
    world.enter("thon-1", "truong-thon-1", hoan_canh=10)
    cell = behind(sign_in(world, "truong-thon-1"), "thon-1", "hoan-canh")
    assert cell.answer == "10"
    assert [(use.label, use.part, use.words) for use in cell.uses] == [
        ("1.1", "tử số", "Nguyên văn 1.1"),
        ("1.2", "mẫu số", "Nguyên văn 1.2"),
    ]
    assert [year.round_name for year in cell.years][:1] == ["Năm 2024 (ước thực hiện)"]
    assert [(line.before, line.after, line.by) for line in cell.log] == [
        ("7", "10", world.people["truong-thon-1"].full_name),
        ("—", "7", world.people["truong-thon-1"].full_name),
    ]


def test_a_comment_of_the_reviewer_stands_there(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    report = world.hand_in("thon-1", "truong-thon-1")
    reviewer = world.people["vhxh-x"]
    actions.start_check(report=report, by=reviewer, at=at(15, 10))
    figure = world.figure("thon-1", "hoan-canh")
    actions.send_back(
        report=report,
        by=reviewer,
        at=at(15, 11),
        reason="Xem lại",
        comments={figure.pk: actions.Comment("Thiếu một em?")},
    )
    cell = behind(sign_in(world, "truong-thon-1"), "thon-1", "hoan-canh")
    assert [(line.after, line.by) for line in cell.comments] == [("Thiếu một em?", reviewer.full_name)]


def test_a_cell_that_is_not_asked_is_not_there(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    address = reverse("reporting:cell", args=["2024-nam", "thon-1", "tao-hon"])
    assert client.get(address).status_code == 404
