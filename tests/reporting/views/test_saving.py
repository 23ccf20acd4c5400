"""What does the entry page's script hear? The rows it touched, versions, refusals, repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.enums import FigureState
from reporting.models import FigureChange
from tests.world import World, fill_villages

OF_VILLAGE_1 = reverse("reporting:entry", args=["2024-nam", "thon-1"])
SignIn = Callable[[World, str], Client]


def saves(client: Client, path: str = OF_VILLAGE_1, **fields: str) -> Any:
    """Post cells as the script does: so_hoan_canh is the field so-hoan-canh."""
    names = {name.replace("_", "-"): text for name, text in fields.items()}
    return client.post(path, names, headers={"accept": "application/json"})


def test_only_the_rows_of_the_cell_come_back(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    answer = saves(client, so_hoan_canh="10", phien_ban_hoan_canh="0")
    assert answer.status_code == 200
    told = answer.json()
    # Numerator of 1.1, denominator of 1.2; the base figure was not touched.
    assert 'data-row="1.1"' in told["html"] and 'data-row="1.2"' in told["html"]
    assert 'data-row="4"' not in told["html"] and 'class="base-field"' not in told["html"]
    assert {(cell["code"], cell["version"]) for cell in told["cells"]} == {("hoan-canh", 1), ("duoc-giup", 0)}
    assert told["saved"] == "09:00"
    figure = world.figure("thon-1", "hoan-canh")
    assert (figure.state, figure.value, figure.version) == (FigureState.ENTERED, 10, 1)


def test_a_repeat_changes_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    for _ in range(3):
        assert saves(client, so_hoan_canh="10", phien_ban_hoan_canh="0").status_code == 200
    assert world.figure("thon-1", "hoan-canh").version == 1
    assert FigureChange.objects.filter(figure=world.figure("thon-1", "hoan-canh")).count() == 1


def test_a_batch_is_written_whole(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    saves(
        client,
        so_tre_em="100",
        phien_ban_tre_em="0",
        so_hoan_canh="abc",
        phien_ban_hoan_canh="0",
        so_duoc_giup="9",
        phien_ban_duoc_giup="0",
    )
    stand = {code: world.figure("thon-1", code) for code in ("tre-em", "hoan-canh", "duoc-giup")}
    assert [figure.value for figure in stand.values()] == [100, None, 9]
    assert (stand["hoan-canh"].state, stand["hoan-canh"].raw) == (FigureState.UNREAD, "abc")


def test_a_conflict_comes_back_with_both_values(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    world.enter("thon-1", "truong-thon-1", tre_em=215)
    told = saves(client, so_tre_em="212", phien_ban_tre_em="0").json()
    assert "đã nhập 215 lúc" in told["html"] and "Dùng 212 của tôi" in told["html"]
    assert told["cells"][0] == {"code": "tre-em", "version": 1}
    assert world.figure("thon-1", "tre-em").value == 215


def test_a_version_goes_with_what_was_shown_of_the_cell(world: World, sign_in: SignIn) -> None:
    """The row of a cell that was sent brings its neighbour along, which somebody else may just have changed:
    whoever still sees the old figure there must not be taken for having seen the new one."""
    client = sign_in(world, "truong-thon-1")
    world.enter("thon-1", "truong-thon-1", hoan_canh=10)
    told = saves(client, so_duoc_giup="9", phien_ban_duoc_giup="0").json()
    assert {cell["code"]: cell.get("stands", False) for cell in told["cells"]} == {"duoc-giup": True}
    told = saves(client, so_hoan_canh="12", phien_ban_hoan_canh="1").json()
    assert {cell["code"]: cell.get("stands", False) for cell in told["cells"]} == {
        "hoan-canh": True,
        "duoc-giup": False,
    }
    # Nor does a cell stand as it was sent while two people differ over it.
    world.enter("thon-1", "truong-thon-1", tre_em=215)
    told = saves(client, so_tre_em="212", phien_ban_tre_em="0").json()
    assert not any(cell.get("stands") for cell in told["cells"])


@pytest.mark.parametrize("with_script", [True, False])
def test_what_is_asked_again_does_not_overwrite_what_was_never_shown(
    world: World, sign_in: SignIn, with_script: bool
) -> None:
    """7 of 5 is asked again; meanwhile somebody else has said 3 of 5. The corrected 4 of 5 meets it."""
    client = sign_in(world, "vhxh-y")
    world.enter("xa-y", "vhxh-y", san_choi=(3, 5))
    path = reverse("reporting:entry", args=["2024-nam", "xa-y"])

    def sends(part: str, version: str) -> Any:
        fields = {"so-san-choi": part, "tren-san-choi": "5", "phien-ban-san-choi": version}
        return client.post(path, fields, headers={"accept": "application/json"} if with_script else {})

    again = sends("7", "0")
    if with_script:
        (version,) = [cell["version"] for cell in again.json()["cells"]]
    else:
        (version,) = [cell.version for cell in again.context["page"].cells if cell.code == "san-choi"]
    shown = sends("4", str(version))
    said = shown.json()["html"] if with_script else shown.content.decode()
    assert "đã nhập 3/5 lúc" in said
    assert world.figure("xa-y", "san-choi").value == 3


def test_a_choice_counts_although_the_question_was_never_saved(world: World, sign_in: SignIn) -> None:
    """The script asks at once and sends text and choice together."""
    client = sign_in(world, "truong-thon-1")
    saves(client, so_tre_em="1,234", khac_tre_em="so:1234", phien_ban_tre_em="0")
    figure = world.figure("thon-1", "tre-em")
    assert (figure.state, figure.value, figure.raw) == (FigureState.ENTERED, 1234, "1,234")
    # A number that the text cannot mean is not taken for it.
    saves(client, so_tre_em="1,234", khac_tre_em="so:99", phien_ban_tre_em="1")
    assert world.figure("thon-1", "tre-em").state == FigureState.UNREAD


def test_a_form_that_went_up_refuses_with_a_sentence(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    version = str(world.figure("thon-1", "tre-em").version)
    answer = saves(sign_in(world, "truong-thon-1"), so_tre_em="1", phien_ban_tre_em=version)
    assert answer.status_code == 409
    assert answer.json()["message"].endswith("Những gì vừa gõ chưa được lưu.")
    assert world.figure("thon-1", "tre-em").value == 100


def test_queries_do_not_grow_with_the_cells_saved(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")

    def queries_for(*codes: str) -> int:
        fields = {f"so-{code}": "3" for code in codes} | {f"phien-ban-{code}": "0" for code in codes}
        with CaptureQueriesContext(connection) as queries:
            assert (
                client.post(OF_VILLAGE_1, fields, headers={"accept": "application/json"}).status_code == 200
            )
        return len(queries)

    assert queries_for("tre-em") == queries_for("hoan-canh", "duoc-giup", "bi-thuong")
