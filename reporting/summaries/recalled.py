"""What was answered last year where an answer stands until it changes? Asked again in the empty cell.

A recognition holds until it is taken back, so a form would be typed from memory. Last year's accepted answer
is put as a question and becomes this year's only when somebody confirms it: until then the cell is empty, in
every count and every sum. Rule: `docs/domain.md`, "Answers that stand until they change".
"""

from __future__ import annotations

from collections.abc import Sequence

from reporting.enums import FigureState, RoundKind
from reporting.models import Figure, Report, Round
from reporting.summaries.cells import Recalled, control_of, recalled_from
from reporting.years import YEARLY, LastYear, answers_of, first_things_first, year_before
from units.models import Unit
from units.summaries.lineage import names_then, standings_on


def recalled_answers(report: Report, figures: Sequence[Figure], last: LastYear) -> dict[int, Recalled]:
    """By item what to ask about its empty cell. `last`: the unit's own answers, as its page shows them.

    A unit that did not stand last year is asked about those of its one whole predecessor, if nothing else
    came to it and both are of one kind. No query where no such cell is empty; one or two for six months; at
    most nine for a new unit.
    """
    asked = [
        figure for figure in figures if figure.item.stands_until_changed and figure.state == FigureState.EMPTY
    ]
    if not asked or not (report.is_open and report.is_owed):
        return {}
    round_, unit_name = report.round, ""
    if round_.kind == RoundKind.SIX_MONTHS:
        # The year that ended is nearer than its first half.
        last = answers_of(report.unit_id, _rounds(round_))
    if not last.is_accepted:
        last, unit_name = _of_predecessor(report.unit, _rounds(round_))
    if not last.is_accepted:
        return {}
    found = {
        figure.item_id: recalled_from(
            last.figures[figure.item_id], control_of(figure, report), round_.year - 1, unit_name
        )
        for figure in asked
        if figure.item_id in last.figures
    }
    return {item_id: recalled for item_id, recalled in found.items() if recalled is not None}


def _rounds(round_: Round) -> tuple[Round, ...]:
    """Where last year's value stands, chính thức before ước thực hiện."""
    if round_.kind != RoundKind.SIX_MONTHS:
        return year_before(round_)
    return first_things_first(Round.objects.filter(kind__in=YEARLY, year=round_.year - 1))


def _of_predecessor(unit: Unit, before: Sequence[Round]) -> tuple[LastYear, str]:
    """The answers and the name of the one unit that became this one; nothing where it is not so simple."""
    if not before:
        return LastYear(), ""
    day = max(round_.data_to for round_ in before)
    standing = standings_on(day, [unit])[unit.pk]
    if not standing.is_carried or standing.beside or len(standing.whole) != 1:
        return LastYear(), ""
    (old,) = Unit.objects.filter(pk=standing.whole[0])
    if (old.level, old.agency_kind) != (unit.level, unit.agency_kind):
        return LastYear(), ""
    return answers_of(old.pk, before), names_then(day, [old.pk])[old.pk].full_name
