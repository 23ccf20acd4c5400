"""How is the file of a report that a leader signs made in the background? From the document as it stands."""

from __future__ import annotations

from childplan import clock
from reporting.actions.exporting import code_address
from reporting.documents.assembling import assemble, assemble_public
from reporting.documents.stamping import digest_of, stamped
from reporting.exports.annual_files import drawn, named
from reporting.exports.making import CannotMake, MadeFile, Progress
from reporting.models import Export
from reporting.summaries.exports import called

STEPS = "bước"
GONE = "Báo cáo của tệp này không còn."


def make_annual(export: Export, progress: Progress) -> MadeFile:
    """Word, PDF or the annexes as Excel, of the report or of its version for everybody."""
    report = export.report
    if report is None:
        raise CannotMake(GONE)
    now = clock.now()
    progress.step(0, 3, STEPS)
    document = assemble_public(report, now=now) if export.is_public else assemble(report, now=now)
    progress.step(1, 3, STEPS)
    address = code_address(export.code, str(export.options.get("site", "")))
    marked = stamped(document, code=export.code, address=address, made_at=now)
    file = drawn(marked, export.format)
    progress.step(2, 3, STEPS)
    place = called(report.unit, report.round.data_to)
    name = named(report, place, export.format, is_public=export.is_public)
    progress.step(3, 3, STEPS)
    return MadeFile(file, name, digest_of(document))
