"""May this person have this file today? Asked when it is wanted, when it is made, and when it is fetched."""

from __future__ import annotations

from datetime import date

from reporting.enums import ExportKind
from reporting.models import Export, Report
from reporting.permissions import may_read_annual, may_see_totals, totals_seen_on
from units.models import Unit, User
from units.permissions import may_anywhere
from units.roles import Verb, roles_that_may

VERBS = {ExportKind.LOG: Verb.READ_LOG, ExportKind.BULK: Verb.MOVE_DATA, ExportKind.FORM: Verb.SEE_FIGURES}
"""What taking such a file out takes; every other kind takes `Verb.EXPORT`."""


def may_have(user: User, export: Export, today: date) -> bool:
    """Could the person make this file today? A posting that ended takes the file with it."""
    kind = ExportKind(export.kind)
    if not user.is_active or not may_anywhere(user, VERBS.get(kind, Verb.EXPORT), today):
        return False
    match kind:
        case ExportKind.LOG | ExportKind.BULK:
            return user.pk == export.by_id
        case ExportKind.FORM:
            return _sees_report(user, export, today)
        case ExportKind.ANNUAL if export.report is not None:
            return may_read_annual(user, export.report, today)
    return sees_totals(user, export, today)


def may_look_up(user: User, export: Export, today: date) -> bool:
    """Told what a file is, by its code: who may see what it was made of; of the log and of lines of data
    whoever does the same work at the place it was made for or above."""
    kind = ExportKind(export.kind)
    match kind:
        case ExportKind.LOG | ExportKind.BULK:
            return may_have(user, export, today) or _works_there(user, export.unit, VERBS[kind], today)
        case ExportKind.FORM:
            return _sees_report(user, export, today)
        case ExportKind.ANNUAL if export.report is not None:
            return may_read_annual(user, export.report, today)
    return sees_totals(user, export, today)


def sees_totals(user: User, export: Export, today: date) -> bool:
    """See the totals of its unit in its round; of what speaks of many rounds, on the tree of today."""
    if export.unit is None:
        return False
    if export.round is not None:
        return may_see_totals(user, export.unit, export.round, today)
    return export.unit_id in totals_seen_on(user, [export.unit.pk], today, today)


def _sees_report(user: User, export: Export, today: date) -> bool:
    if export.round is None or export.unit is None:
        return False
    asked = Report.objects.filter(unit=export.unit)
    return (
        asked.visible_to(user, today, export.round).exists()
        or asked.not_owed_seen_by(user, today, export.round).exists()
    )


def _works_there(user: User, unit: Unit | None, verb: Verb, today: date) -> bool:
    if unit is None:
        return False
    chain = Unit.objects.chain(unit, day=today)
    held = user.postings.as_of(today).with_role(*roles_that_may(verb))
    return held.filter(unit__in=chain.values("pk")).exists()
