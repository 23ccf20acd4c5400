"""What do the pages of plans show? One module for each page, and the words that other pages use too."""

from indicators.summaries.assignments import who_answers
from indicators.summaries.wording import (
    bar_of,
    result_unit,
    span_words,
    standing_for,
    standing_target_words,
    target_words,
)

__all__ = [
    "bar_of",
    "result_unit",
    "span_words",
    "standing_for",
    "standing_target_words",
    "target_words",
    "who_answers",
]
