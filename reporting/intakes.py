"""How does an uploaded file or a pasted block get into the form? Looked at first, written at one word.

Each function is one verb, atomic and safe to repeat; refusals are `actions.Refused` with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from json import dumps

from django.db import transaction
from django.db.models import Max

from childplan.sheet_files import FileRefused
from reporting.actions import Refused, save_answers
from reporting.answers import Answer, Change
from reporting.enums import FigureState, IntakeState, Origin
from reporting.incoming.layout import Layout
from reporting.incoming.workbooks import FilledTemplate, Found
from reporting.models import FigureChange, Intake, Report
from reporting.summaries.cells import answer_of
from reporting.summaries.intakes import form_of, verdicts
from units.models import User

OTHER_REPORT = "Tệp này là mẫu của {whose}, không phải của báo cáo này. Tải mẫu ở bước 1 rồi điền."
OLDER_FORM = (
    "Mẫu này thuộc bản cũ của phiếu: các ô phải nhập đã thay đổi. Tải mẫu mới ở bước 1 rồi chép số sang."
)
NOTHING_IN_IT = "Các ô nhập trong tệp đều trống nên không có gì để nhận. Điền số, lưu tệp rồi tải lại."


class Settled(Refused):
    """Somebody has already decided on this file or block."""


class Moved(Refused):
    """Cells changed between looking and taking over: nothing was written."""


def check_template(
    template: FilledTemplate, report: Report, layout: Layout, current: Mapping[str, int]
) -> None:
    """Is it the template of this very report, of this very form? Raises FileRefused with what to do."""
    if template.round_key != report.round.key:
        raise FileRefused(OTHER_REPORT.format(whose="kỳ báo cáo khác"))
    if template.unit_key != report.unit.key:
        raise FileRefused(OTHER_REPORT.format(whose="đơn vị khác"))
    if template.digest != layout.digest or set(template.versions) != set(current):
        raise FileRefused(OLDER_FORM)
    if any(version > current[code] for code, version in template.versions.items()):
        raise FileRefused("Trang ẩn của mẫu đã bị sửa. Tải mẫu mới ở bước 1 rồi điền.")
    if not template.found:
        raise FileRefused(NOTHING_IN_IT)


@transaction.atomic
def keep(
    *,
    report: Report,
    origin: Origin,
    found: Sequence[Found],
    versions: Mapping[str, int],
    by: User,
    at: datetime,
    file_name: str = "",
) -> Intake:
    """Keep what was read, for looking at; nothing of the form changes.

    The same content that already waits (the button was pressed twice) is the same intake.
    """
    report = Report.objects.held(report)
    cells = [asdict(one) for one in found]
    content = dumps([origin.value, file_name, cells, dict(versions)], sort_keys=True, ensure_ascii=False)
    digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    waiting = report.intakes.filter(digest=digest, by=by, state=IntakeState.WAITING).first()
    if waiting is not None:
        return waiting
    last = report.intakes.aggregate(last=Max("number"))["last"] or 0
    intake: Intake = Intake.objects.create(
        report=report,
        number=last + 1,
        origin=origin,
        file_name=file_name[:200],
        digest=digest,
        cells=cells,
        versions=dict(versions),
        by=by,
        at=at,
    )
    return intake


@transaction.atomic
def accept(
    *,
    intake: Intake,
    ticked: Mapping[str, int],
    by: User,
    at: datetime,
    all_changes: bool = False,
    address: str | None = None,
) -> Intake:
    """Write the ticked cells, all of them or none.

    ticked: codes with the version of the cell that the person was shown. all_changes: every new and changed
    cell besides, except those that somebody else changed in between: of two people's figures one is chosen by
    its own tick. Raises Settled, Moved, Refused or NotYours.
    """
    report, intake = Report.objects.held(intake.report), _waiting(intake)
    form = form_of(report, at, intake.versions)
    item_ids = form.item_ids
    changes: dict[str, Change] = {}
    for one in verdicts(intake, form):
        if not one.can_be_taken or one.answer is None or one.asked is None:
            continue
        code = one.asked.code
        version = ticked.get(code)
        if version is None and all_changes and not one.is_conflict:
            version = form.standing[code].version
        if version is None:
            continue
        if version != form.standing[code].version:
            raise Moved("Có ô vừa được người khác sửa nên chưa ghi gì. Xem lại bảng dưới đây rồi nhận.")
        changes[code] = Change(item_ids[code], version, one.answer)
    if not changes:
        raise Refused("Chưa đánh dấu ô nào để nhận.")
    save_answers(
        report=report,
        changes=list(changes.values()),
        by=by,
        at=at,
        origin=Origin(intake.origin),
        address=address,
    )
    now = dict(report.figures.values_list("item__code", "version"))
    intake.taken = {code: now[code] for code, change in changes.items() if now[code] > change.base_version}
    return _settle(intake, IntakeState.ACCEPTED, by, at)


@transaction.atomic
def drop(*, intake: Intake, by: User, at: datetime) -> Intake:
    """Bỏ, không nhận: nothing was written, nothing will be."""
    Report.objects.held(intake.report)
    return _settle(_waiting(intake), IntakeState.DROPPED, by, at)


@transaction.atomic
def undo(
    *, intake: Intake, by: User, at: datetime, address: str | None = None
) -> tuple[list[str], list[str]]:
    """Hoàn tác: every cell that nobody touched since gets back exactly the answer it had before.

    Returns the codes put back and the codes left as they are, because somebody changed them after. Raises
    Settled when there is nothing to take back, Refused or NotYours.
    """
    report = Report.objects.held(intake.report)
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.state != IntakeState.ACCEPTED:
        raise Settled("Lần nhận này đã hoàn tác hoặc chưa nhận gì.")
    figures = {
        figure.item.code: figure
        for figure in report.figures.filter(item__code__in=intake.taken).select_related("item")
    }
    before = {
        (row.figure_id, row.version): answer_of(row)
        for row in FigureChange.objects.filter(figure__in=[figure.pk for figure in figures.values()])
    }
    changes, left = [], []
    for code, version in intake.taken.items():
        figure = figures[code]
        if figure.version != version:
            left.append(code)
            continue
        earlier = before.get((figure.pk, version - 1), Answer(FigureState.EMPTY))
        changes.append(Change(figure.item_id, version, earlier))
    save_answers(report=report, changes=changes, by=by, at=at, origin=Origin.UNDONE, address=address)
    _settle(intake, IntakeState.UNDONE, by, at)
    return [code for code in intake.taken if code not in left], left


def _waiting(intake: Intake) -> Intake:
    held: Intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if held.state != IntakeState.WAITING:
        raise Settled(f"Lần này {IntakeState(held.state).label.lower()} rồi; không ghi thêm gì.")
    return held


def _settle(intake: Intake, state: IntakeState, by: User, at: datetime) -> Intake:
    intake.state = state
    intake.settled_by = by
    intake.settled_at = at
    intake.save(update_fields=["state", "taken", "settled_by", "settled_at"])
    return intake
