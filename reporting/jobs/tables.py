"""Which table does a file of results carry? The very table of the page, whoever draws it and whenever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from indicators.steps import capitalised
from plans.models import Plan
from reporting.deadlines import calendar_day
from reporting.documents.public import public_table
from reporting.enums import ExportKind
from reporting.models import Export, Report, Round
from reporting.summaries.difficulties import TROUBLES, drawn_into
from reporting.summaries.tables import Table, plan_table, rollup_table
from reporting.summaries.tracking import tracking
from reporting.summaries.tracking_page import Choice, Tracking
from units.enums import Level
from units.models import Unit, User
from units.permissions import holds, may_anywhere
from units.roles import Verb


def results_table(plan: Plan, round_: Round, *, official: bool, now: datetime) -> Table:
    """The annual table of a plan with what stands under it on the page: difficulties drawn into the
    report."""
    table = plan_table(plan=plan, round_=round_, official=official, now=now)
    troubles = drawn_into(plan, round_)
    if not troubles:
        return table
    lines = [f"{capitalised(unit)}: {text}" for unit, text in troubles]
    return replace(table, remarks=[*table.remarks, f"{TROUBLES}:", *lines])


def table_of(export: Export, now: datetime) -> Table | None:
    """The table an export was or is made of, as it stands now; None where it is of no such kind, or its round
    is gone."""
    official = bool(export.options.get("official", True))
    if export.round is None:
        return None
    if export.kind == ExportKind.RESULTS and export.plan is not None:
        table = results_table(export.plan, export.round, official=official, now=now)
    elif export.kind == ExportKind.ROLLUP and export.unit is not None:
        table = rollup_table(unit=export.unit, round_=export.round, official=official, now=now)
    else:
        return None
    return public_table(table) if export.is_public else table


def tracking_for(user: User, place: Unit, round_: Round, choice: Choice, now: datetime) -> Tracking:
    """Theo dõi nộp as the person sees it: what there is to do depends on the post."""
    today = calendar_day(now)
    return tracking(
        place=place,
        round_=round_,
        choice=choice,
        now=now,
        may_review=may_anywhere(user, Verb.REVIEW, today),
        may_chase=may_chase(user, place, round_, today),
        may_stand_in=place.level == Level.COMMUNE and holds(user, Verb.STAND_IN, today, place.pk),
    )


def may_chase(user: User, place: Unit, round_: Round, today: date) -> bool:
    """Remind whoever is late: who checks on the very place, where the reports below go up to it in this round
    (ADR 12) and anybody is reminded in it."""
    if round_.is_rehearsal:
        return False
    receives = not round_.asks_figures or Report.objects.filter(round=round_, unit=place).exists()
    return receives and holds(user, Verb.REVIEW, today, place.pk)
