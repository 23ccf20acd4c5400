"""Which days can be meant? A slip of the keyboard is no day on which anything was given or named."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
WRONG_YEAR = f"Năm từ {FIRST.year} đến {LAST.year}."
DAYS = (MinValueValidator(FIRST, WRONG_YEAR), MaxValueValidator(LAST, WRONG_YEAR))
"""For every field of a day. What lies at the ends of the calendar has no day before or after it."""
