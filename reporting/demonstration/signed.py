"""Which annual reports has the demonstration? A district's of last year, signed and out, and a commune's of
this year that is being written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from childplan.clock import VIET_NAM
from plans.models import Plan
from reporting.actions.annual import begin_report, issue, to_issue
from reporting.actions.annual_letterhead import save_letterhead
from reporting.actions.annual_texts import save_text
from reporting.models import AnnualReport, Round
from reporting.summaries.annual_letterheads import letterhead_of
from units.models import Unit, User

SIGNED = ("tan-yen", "004", "2023-nam", "huyen.tanyen")
DRAFT = ("nam-dong-xa-chua-ro-ten", "000", "2024-nam", "vhxh.namdong")
"""Unit, plan, round, and who writes."""

SET_UP_AT = datetime(2023, 12, 18, 9, tzinfo=VIET_NAM)
SIGNED_AT = datetime(2023, 12, 20, 15, 30, tzinfo=VIET_NAM)
WRITTEN_AT = datetime(2024, 11, 14, 16, 10, tzinfo=VIET_NAM)

OF_THE_DISTRICT = {
    "direction": "Ủy ban nhân dân huyện đã giao chỉ tiêu cho các xã, thị trấn, tổ chức giao ban hằng quý "
    "và kiểm tra việc ghi chép số liệu ở cơ sở.",
    "proposals": "Đề nghị Ủy ban nhân dân tỉnh hỗ trợ kinh phí dạy bơi an toàn cho trẻ em và tập huấn "
    "cộng tác viên ở các thôn, tổ dân phố.",
}
OF_THE_COMMUNE = {
    "direction": "Ủy ban nhân dân xã đã ban hành kế hoạch năm, phân công các đơn vị và họp đánh giá 6 tháng.",
}


def write_reports() -> None:
    """Both, by the people whose work it is."""
    _deputy_signs()
    report = _written(SIGNED, OF_THE_DISTRICT, SET_UP_AT)
    issue(report=report, seen=to_issue(report, now=SIGNED_AT).seen, by=report.begun_by, at=SIGNED_AT)
    _written(DRAFT, OF_THE_COMMUNE, WRITTEN_AT)


def _deputy_signs() -> None:
    """In Tân Yên the deputy chairwoman signs for the chairman."""
    unit_key, _, _, username = SIGNED
    unit = Unit.objects.get(key=unit_key)
    words = replace(
        letterhead_of(unit, SET_UP_AT.date()),
        signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        signer="Thân Thị Hải",
    )
    by = User.objects.get(username=username)
    save_letterhead(unit=unit, words=words, base_version=0, by=by, at=SET_UP_AT)


def _written(which: tuple[str, str, str, str], texts: dict[str, str], at: datetime) -> AnnualReport:
    unit, plan, round_, username = which
    by = User.objects.get(username=username)
    report = begin_report(
        unit=Unit.objects.get(key=unit),
        plan=Plan.objects.get(key=plan),
        round_=Round.objects.get(key=round_),
        by=by,
        at=at,
    )
    for section, text in texts.items():
        save_text(report=report, section=section, text=text, base_version=0, is_public=True, by=by, at=at)
    return report
