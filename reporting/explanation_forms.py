"""What did somebody answer to the warnings? Posted text in, clean answers out; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from reporting.enums import ExplainedBy
from reporting.explaining import Given
from reporting.summaries.explaining import WarningLine

LONGEST = 500


def read_explanations(posted: QueryDict, lines: Sequence[WarningLine]) -> list[Given]:
    """The warnings for which a reason was chosen or something written, with the words they answer.

    Fields: giai-trinh-FIGURE (reasons), noi-ro-FIGURE (words), canh-bao-FIGURE (what the page said).
    """
    found = []
    for line in lines:
        reasons = [
            reason for reason in ExplainedBy if reason.value in posted.getlist(f"giai-trinh-{line.figure_id}")
        ]
        text = posted.get(f"noi-ro-{line.figure_id}", "").strip()[:LONGEST]
        if reasons or text:
            # Words without a choice are a reason of their own.
            reasons = reasons or [ExplainedBy.OTHER]
            said = posted.get(f"canh-bao-{line.figure_id}", "")
            found.append(Given(line.figure_id, line.code, said, tuple(reasons), text))
    return found
