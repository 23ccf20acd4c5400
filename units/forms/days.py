"""Which days can be meant? A slip of the keyboard is no day on which anything was given or named."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
WRONG_YEAR = f"Năm từ {FIRST.year} đến {LAST.year}."
DAYS = (MinValueValidator(FIRST, WRONG_YEAR), MaxValueValidator(LAST, WRONG_YEAR))
"""For every field of a day. What lies at the ends of the calendar has no day before or after it."""


class DayForm(forms.Form):
    """The day on which the tree is shown."""

    ngay = forms.DateField(
        label="Ngày",
        validators=DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12}),
        error_messages={
            "required": "Ghi ngày, ví dụ 30/06/2025.",
            "invalid": "Ghi ngày/tháng/năm, ví dụ 30/06/2025.",
        },
    )
    use_required_attribute = False
