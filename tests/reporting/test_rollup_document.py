"""Does `manage.py rollup` print what the page shows, number by number, and exact?

Commune X: 300 children, 20 in special circumstances (20/300), 16 of them helped (16/20), 3 injured, two of
three villages with a playground; the province (with Y and Z): 600 children, 51 in special circumstances.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.reform import DAY, EVE, reform
from tests.world import World, at, fill_places, fill_villages, whole_year
from units.models import Placement

SignIn = Callable[[World, str], Client]
Moment = Callable[[Any], None]


def printed(unit: str, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rollup", "--unit", unit, "--round", "2024-nam", "--json", *options, stdout=out)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def shown(client: Client, unit: str, query: str = "") -> list[dict[str, str]]:
    """The page's rows as a reader sees them: texts by the heading of their column."""
    page = client.get(reverse("reporting:rollup", args=["2024-nam", unit]) + query).content.decode()
    found = []
    for row in re.split(r'<tr id="muc-', page)[1:]:
        cells = re.findall(r"<t[dh]([^>]*)>(.*?)</t[dh]>", row.split("</tr>")[0], re.DOTALL)
        texts = {}
        for head, inside in cells:
            label = re.search(r'data-label="([^"]*)"', head)
            text = " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split())
            texts[label[1] if label else ("name" if "rowheader" in head else "code")] = text
        found.append(texts)
    return found


def is_said(number: int | None, text: str) -> bool:
    return text == f"{number:,}".replace(",", ".") if number is not None else "—" in text or not text


def compare(document: dict[str, Any], page: list[dict[str, str]]) -> None:
    """Row by row, every number of the one in the other."""
    assert len(document["rows"]) == len(page) > 0
    for row, texts in zip(document["rows"], page, strict=True):
        assert row["name"] in texts["name"]
        assert row["result"]["text"] in texts["Kết quả"] or row["result"]["exact"] is None
        assert ("◊" in texts["Kết quả"]) == row["carried"]
        if row["coverage"]:
            assert row["coverage"] == texts["Đủ số liệu"]
        assert texts["Nguồn"].startswith(row["source"])
        if row["result"]["outcome"] == "value" and row["denominator"] is not None:
            assert is_said(row["numerator"], texts["Tử số"].split(" ")[0])
            assert is_said(row["denominator"], texts["Mẫu số"].split(" ")[0])
        if "Chỉ tiêu giao" in texts and row["target"]["text"] != "—":
            assert row["target"]["text"] in texts["Chỉ tiêu giao"]
        if row["is_judged"]:
            assert row["status_text"].split(" · ")[0] in texts["Đánh giá"]


@pytest.mark.parametrize("unit", ["tinh", "huyen-a", "xa-x"])
@pytest.mark.parametrize("option", ["", "--provisional"])
def test_every_number_is_the_page_s(world: World, sign_in: SignIn, unit: str, option: str) -> None:
    whole_year(world)
    page = shown(sign_in(world, "tinh"), unit, "?so=tam-tinh" if option else "")
    document = printed(unit, *filter(None, [option]))
    assert document["edition"] == ("provisional" if option else "official")
    compare(document, page)


def test_the_document_by_hand(world: World, moment: Moment) -> None:
    moment(at(18, month=12))
    fill_villages(world)
    fill_places(world)
    document = printed("xa-x", "--provisional")
    assert document["unit"] == {"key": "xa-x", "level": "commune", "name": "xã Xuân"}
    assert document["round"] == {"key": "2024-nam", "kind": "year", "year": 2024, "name": "Năm 2024"}
    assert document["window"] == {"from": "2023-12-15", "to": "2024-12-14"}
    assert document["map"] == {"is": "reported", "day": "2024-12-14"}
    assert document["made_at"] == "2024-12-18T09:00:00+07:00"
    rows = {row["measure"]: row for row in document["rows"]}
    poor = rows["HCDB"]
    assert (poor["numerator"], poor["denominator"]) == (20, 300)
    assert poor["result"] == {"exact": "20/3", "text": "6,7%", "outcome": "value", "unit": "%"}
    assert (poor["coverage"], poor["source"], poor["is_partial"]) == ("3/3 thôn", "Thôn", False)
    assert rows["TG"]["result"]["exact"] == "80"
    assert rows["VC"]["result"]["exact"] == "200/3"
    assert rows["XH"]["is_restricted"]
    # Judged by its issuer, the province: 51 of 600 in special circumstances, and less than 10% was promised.
    province = {row["measure"]: row for row in printed("tinh", "--provisional")["rows"]}
    assert province["HCDB"]["result"]["exact"] == "17/2"
    assert (province["HCDB"]["status"], province["HCDB"]["status_text"]) == ("met", "Đạt")
    assert province["HCDB"]["target"]["text"] == "< 10%"


def test_on_the_map_of_a_later_day_and_carried(world: World, sign_in: SignIn, moment: Moment) -> None:
    """The new commune is X and Y together: 500 children, 50 in special circumstances; Z stands beside."""
    whole_year(world)
    reform(world)
    moment(at(15, month=8, year=2025))
    client = sign_in(world, "tinh")
    moment(at(15, month=8, year=2025))
    carried = printed("xa-m")
    assert carried["map"] == {"is": "carried", "day": "2025-08-15"}
    assert [(one["key"], one["share"]) for one in carried["predecessors"]] == [
        ("xa-x", "whole"),
        ("xa-y", "whole"),
        ("thi-tran-z", "part"),
    ]
    poor = next(row for row in carried["rows"] if row["measure"] == "HCDB")
    assert (poor["numerator"], poor["denominator"], poor["result"]["exact"]) == (50, 500, "10")
    assert poor["carried"]
    compare(carried, shown(client, "xa-m"))
    mapped = printed("tinh", "--on-map", DAY.isoformat())
    assert mapped["map"] == {"is": "later", "day": "2025-07-01"}
    compare(mapped, shown(client, "tinh", "?ban-do=2025-07-01"))


def test_to_be_read(world: World) -> None:
    fill_villages(world)
    out = StringIO()
    call_command("rollup", "--unit", "xa-x", "--round", "2024-nam", "--provisional", stdout=out)
    text = out.getvalue()
    assert "Tổng hợp – xã Xuân – Năm 2024" in text
    line = next(line for line in text.splitlines() if line.startswith("1.1 "))
    assert [part for part in re.split(r"\s{2,}", line) if part][:5] == [
        "1.1",
        "Nội dung HCDB",
        "20",
        "300",
        "6,7%",
    ]


@pytest.mark.parametrize(
    ("unit", "round_key", "said"),
    [("xa-9", "2024-nam", "Không có tỉnh"), ("thon-1", "2024-nam", "Không có tỉnh"), ("xa-x", "2020", "kỳ")],
)
def test_what_is_not_there(world: World, unit: str, round_key: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("rollup", "--unit", unit, "--round", round_key)


def test_a_unit_that_was_gone_has_no_sums_and_names_its_successor(world: World) -> None:
    """The round of 2024 closes on 14/12/2024; X and Y are one commune by then."""
    whole_year(world)
    reform(world)
    Placement.objects.filter(ends_on=EVE).update(ends_on=date(2024, 11, 30))
    Placement.objects.filter(starts_on=DAY).update(starts_on=date(2024, 12, 1))
    said = "xã Xuân không còn vào ngày 14/12/2024; đã vào xã Xuân Yên \\(xa-m\\)"
    with pytest.raises(CommandError, match=said):
        printed("xa-x")
    with pytest.raises(CommandError, match=r"huyện An không còn vào ngày 14/12/2024\.$"):
        printed("huyen-a")
