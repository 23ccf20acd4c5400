"""A rate without its counts, typed in the browser: decimals are decimals, and the reason goes with it.

No plan of the demonstration asks for one, so one of its figures is made one first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.test_the_grid import opens_form, stored, types, waits_for, waits_until_saved

CODE = "xa-co-diem-vui-choi"
BOX = f"#so-{CODE}"
REASON = f"#ly-do-{CODE}"
ROW = f'tr:has([data-cell="{CODE}"])'


def make_it_a_rate(data_dir: Path) -> None:
    with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
        connection.execute(
            "UPDATE indicators_dataitem SET kind = 'rate', unit_word = '%' WHERE code = ?", [CODE]
        )
        connection.execute(
            "UPDATE indicators_measure SET method = 'rate_given', base = 100, is_share = 1"
            " WHERE numerator_id = (SELECT id FROM indicators_dataitem WHERE code = ?)",
            [CODE],
        )


def test_a_rate_is_read_with_its_decimals(visit: Callable[..., Any], data_dir: Path) -> None:
    make_it_a_rate(data_dir)
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        types(visitor, CODE, "1.234")
        waits_for(visitor, "Ý bạn là 1.234 (một nghìn hai trăm ba mươi tư) hay 1,234?")
        page.fill(BOX, "")
        types(visitor, CODE, "97.5")
        assert page.input_value(BOX) == "97,5"
        waits_for(visitor, "Ghi lý do không có số đếm")
        # The key led into the reason, and what the server said meanwhile took nothing away.
        assert page.evaluate("document.activeElement.id") == REASON[1:]
        page.keyboard.type("trạm chỉ cho tỷ lệ")
        page.keyboard.press("Tab")
        page.wait_for_function(
            "(row) => document.querySelector(row + ' td.result').innerText.trim() === '97,5%'", arg=ROW
        )
        waits_until_saved(visitor)
        assert stored(data_dir, CODE)[:3] == ("entered", 97_500_000, "97,5")
        page.reload()
        assert (page.input_value(BOX), page.input_value(REASON)) == ("97,5", "trạm chỉ cho tỷ lệ")
