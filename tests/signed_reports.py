"""A draft of a signed report in the small world, as begun on a day: its figures, letterhead and texts."""

from __future__ import annotations

from datetime import date, datetime

from plans.models import Plan
from reporting.documents.assembling import tables_now
from reporting.documents.content import Document, Section
from reporting.enums import RoundKind
from reporting.letterheads import as_json
from reporting.models import AnnualReport, AnnualText, Round
from reporting.summaries.annual_letterheads import letterhead_of
from tests.world import NOW, World
from units.models import Unit, User


def draft_of(
    unit: Unit,
    plan: Plan,
    round_: Round,
    *,
    by: User,
    official: bool = True,
    when: datetime = NOW,
    stored: bool = True,
) -> AnnualReport:
    """Begun with what stands at the moment; not `stored`: one that nobody has written for, beside whatever
    the database holds."""
    report = AnnualReport(
        unit=unit,
        plan=plan,
        round=round_,
        is_official=official,
        letterhead=as_json(letterhead_of(unit, round_.data_to)),
        taken_at=when,
        begun_by=by,
        begun_at=when,
        saved_by=by,
        saved_at=when,
    )
    report.tables = tables_now(report, now=when)
    if stored:
        report.save()
    else:
        report.pk = 0
    return report


def draft(
    world: World, unit: str = "tinh", by: str = "tinh", *, round_: Round | None = None, official: bool = True
) -> AnnualReport:
    """Of the world's plan and, if no other is named, its year 2024."""
    return draft_of(
        world.units[unit],
        world.plan,
        round_ or world.rounds[2024],
        by=world.people[by],
        official=official,
    )


def write(
    report: AnnualReport, section: str, text: str, *, by: User, is_public: bool = False, back: bool = False
) -> AnnualText:
    """The next version of a section; `back`: to the sentences that follow from the figures."""
    row: AnnualText = AnnualText.objects.create(
        report=report,
        section=section,
        version=report.texts.filter(section=section).count() + 1,
        text="" if back else text,
        is_generated=back,
        is_public=is_public,
        by=by,
        at=NOW,
    )
    return row


def round_over(world: World, kind: RoundKind, first: int, last: int) -> Round:
    """A round of the plan without figures, about the years given (both ends count)."""
    row: Round = Round.objects.create(
        key=f"{kind.value}-{first}-{last}",
        kind=kind,
        plan=world.plan,
        year=last,
        data_from=date(first, 1, 1),
        data_to=date(last, 12, 31),
    )
    return row


def section_of(document: Document, code: str) -> Section:
    """A section or one under it."""
    every = [one for section in document.sections for one in (section, *section.parts)]
    return next(one for one in every if one.code == code)


def texts_of(document: Document, code: str) -> list[str]:
    return [paragraph.text for paragraph in section_of(document, code).paragraphs]


def text_of(document: Document) -> list[str]:
    """The text from its subject to its notes, a heading or paragraph each."""
    lines = [document.subject, document.amends, *(paragraph.text for paragraph in document.opening)]
    for section in document.sections:
        for one in (section, *section.parts):
            lines.append(f"{one.number} {one.heading}")
            lines += [paragraph.text for paragraph in one.paragraphs]
    return [*lines, *document.notes]


def whole_text(document: Document) -> str:
    """Everything that is read, annexes with it."""
    lines = text_of(document)
    for annex in document.annexes:
        lines += [annex.title, *annex.lead, *annex.remarks]
        lines += [group.heading for group in annex.table.groups]
        lines += [cell.text for row in annex.table.rows for cell in row]
        lines += [text for about in annex.writings for said in about.texts for text in said]
    return "\n".join(lines)
