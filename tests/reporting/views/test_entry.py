"""What does the browser send, and what stands in the cells afterwards? Two people, and forged forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from reporting.enums import FigureState
from tests.world import World

OF_Y = reverse("reporting:entry", args=["2024-nam", "xa-y"])
OF_VILLAGE_1 = reverse("reporting:entry", args=["2024-nam", "thon-1"])
SignIn = Callable[[World, str], Client]


def playgrounds(world: World) -> tuple[int | None, int | None]:
    figure = world.figure("xa-y", "san-choi")
    return figure.value, figure.answered


def test_my_k_of_n_comes_back_whole_from_a_conflict(world: World, sign_in: SignIn) -> None:
    """The page was opened before somebody else said 4 of 7; the person says 5 of 6 and insists."""
    client = sign_in(world, "vhxh-y")
    world.enter("xa-y", "vhxh-y", san_choi=(4, 7))
    typed = {"so-san-choi": "5", "tren-san-choi": "6"}
    shown = client.post(OF_Y, typed | {"phien-ban-san-choi": "0"})
    assert shown.status_code == 422
    page = shown.context["page"]
    (cell,) = [cell for cell in page.cells if cell.code == "san-choi"]
    assert "đã nhập 4/7 lúc" in cell.message
    assert "bạn nhập 5/6" in cell.message
    assert (cell.text, cell.answered_text) == ("5", "6")
    assert [choice.label for choice in cell.choices] == ["Dùng 5/6 của tôi", "Dùng 4/7"]
    mine = {"khac-san-choi": cell.choices[0].value, "tranh-san-choi": "1", "phien-ban-san-choi": "1"}
    again = {"so-san-choi": cell.text, "tren-san-choi": cell.answered_text}
    client.post(OF_Y, again | mine)
    assert playgrounds(world) == (5, 6)


def test_yes_against_no_is_said_in_words(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    world.enter("thon-1", "truong-thon-1", san_choi=(0, 1))
    shown = client.post(OF_VILLAGE_1, {"so-san-choi": "co", "phien-ban-san-choi": "0"})
    (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "san-choi"]
    assert "đã nhập Không lúc" in cell.message
    assert "bạn nhập Có." in cell.message
    chosen = {"khac-san-choi": cell.choices[0].value, "tranh-san-choi": "1", "phien-ban-san-choi": "1"}
    client.post(OF_VILLAGE_1, {"so-san-choi": "co"} | chosen)
    figure = world.figure("thon-1", "san-choi")
    assert (figure.value, figure.answered) == (1, 1)


@pytest.mark.parametrize(
    "forged",
    [
        {"khac-tre-em": "so:abc"},
        {"khac-tre-em": "so:"},
        {"khac-tre-em": "so:5", "so-tre-em": ""},
        {"khac-tre-em": "unread"},
        {"khac-tre-em": "entered"},
        {"so-tre-em": "5", "phien-ban-tre-em": "7"},
        {"so-tre-em": "5\u200b" + "\u200b" * 300},
        {"so-tre-em": "9" * 5000},
        {"so-tre-em": "٣"},
        {"so-tre-em": "1000000000000001"},
        {"so-tre-em": "a\x00b\x07"},
    ],
)
def test_a_forged_answer_is_no_error_of_the_server(
    world: World, sign_in: SignIn, forged: dict[str, str]
) -> None:
    client = sign_in(world, "truong-thon-1")
    answer = client.post(OF_VILLAGE_1, {"phien-ban-tre-em": "0"} | forged)
    assert answer.status_code in (302, 422)
    figure = world.figure("thon-1", "tre-em")
    assert figure.state in (FigureState.EMPTY, FigureState.UNREAD, FigureState.ENTERED)
    assert figure.value in (None, 5)


@pytest.mark.parametrize("whole", ["2147483648", "1000000000000000"])
def test_more_units_than_there_can_be_are_asked_about(world: World, sign_in: SignIn, whole: str) -> None:
    client = sign_in(world, "vhxh-y")
    typed = {"so-san-choi": "5", "tren-san-choi": whole, "phien-ban-san-choi": "0"}
    shown = client.post(OF_Y, typed)
    assert shown.status_code == 422
    (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "san-choi"]
    assert (cell.text, cell.answered_text) == ("5", whole)
    assert "quá lớn" in cell.message
    assert playgrounds(world) == (None, None)


def test_invisible_signs_do_not_make_a_number_too_long(world: World, sign_in: SignIn) -> None:
    long = "\u200b" * 190
    typed = {"so-san-choi": f"5{long}", "tren-san-choi": f"6{long}", "phien-ban-san-choi": "0"}
    assert sign_in(world, "vhxh-y").post(OF_Y, typed).status_code == 302
    assert playgrounds(world) == (5, 6)
    assert len(world.figure("xa-y", "san-choi").raw) <= 200
