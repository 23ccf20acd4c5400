"""Is a day behind a command read, and is anything else answered in a sentence?"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError

from childplan.command_line import day_option


def test_a_day_and_none() -> None:
    assert day_option("2024-11-01") == date(2024, 11, 1)
    assert day_option("") is None
    assert day_option(None) is None


@pytest.mark.parametrize("text", ["01/11/2024", "xx", "2024-02-30"])
def test_what_is_no_day_is_said_as_it_was_typed(text: str) -> None:
    with pytest.raises(CommandError, match=f"Ngày ghi theo dạng 2024-11-01, không đọc được “{text}”"):
        day_option(text)
