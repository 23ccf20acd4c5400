"""What has somebody written for the sections of a signed report, and which edition did it replace?"""

from __future__ import annotations

from reporting.enums import AnnualState
from reporting.models import AnnualReport, AnnualText


def latest_texts(report: AnnualReport) -> dict[str, AnnualText]:
    """By section the version that counts; one query."""
    found: dict[str, AnnualText] = {}
    for text in report.texts.select_related("by").order_by("version"):
        found[text.section] = text
    return found


def edition_before(report: AnnualReport) -> AnnualReport | None:
    """The issued edition that this one stands for; none of a first edition."""
    if report.edition == 1:
        return None
    return (
        AnnualReport.objects.filter(
            unit=report.unit_id,
            plan=report.plan_id,
            round=report.round_id,
            edition__lt=report.edition,
            state=AnnualState.ISSUED,
        )
        .order_by("-edition")
        .first()
    )
