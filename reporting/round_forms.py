"""What did somebody type to open a round, set a day or close it? Days in, sentences where wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from reporting.enums import RoundKind
from units.enums import AgencyKind, Level

FIRST_YEAR, LAST_YEAR = 2000, 2100
CLOSED_14_12, CALENDAR = "nd-09", "nam-lich"
WINDOWS = [
    (CLOSED_14_12, "15/12 năm trước đến hết 14/12 (6 tháng: đến hết 14/6), theo Nghị định 09/2019/NĐ-CP"),
    (CALENDAR, "Năm lịch: 01/01 đến hết 31/12 (6 tháng: đến hết 30/6)"),
]


def window_of(kind: RoundKind, year: int, chosen: str) -> tuple[date, date]:
    """First and last day of the data (Nghị định 09/2019/NĐ-CP, or the calendar)."""
    is_half = kind == RoundKind.SIX_MONTHS
    if chosen == CALENDAR:
        return date(year, 1, 1), date(year, 6, 30) if is_half else date(year, 12, 31)
    return date(year - 1, 12, 15), date(year, 6 if is_half else 12, 14)


HOW, BY_UNITS, BY_PLACE = "cach-", "don-vi", "xa"
"""Names and values of “ai nhập”, one for each kind of unit: `cach-village=xa`."""
KINDS = {Level.VILLAGE.value, *AgencyKind.values}


def is_how(name: str) -> bool:
    """Is it the name of a field that says who types for a kind of unit?"""
    return name.startswith(HOW) and name.removeprefix(HOW) in KINDS


def how_of(kind: str, is_own: bool) -> tuple[str, str]:
    """Name and value of such a field."""
    return f"{HOW}{kind}", BY_PLACE if is_own else BY_UNITS


def kinds_typed(typed: QueryDict) -> dict[str, bool]:
    """By kind of unit: does the place type for it? Only what was chosen; anything else is left out."""
    return {
        name.removeprefix(HOW): typed[name] == BY_PLACE
        for name in typed
        if is_how(name) and typed[name] in (BY_UNITS, BY_PLACE)
    }


class RoundForm(forms.Form):
    """Which round, of which year and window."""

    unit = forms.ChoiceField(label="Mở cho mọi đơn vị của")
    kind = forms.ChoiceField(
        label="Loại kỳ",
        error_messages={
            "required": "Chọn loại kỳ báo cáo.",
            "invalid_choice": "Chọn loại kỳ báo cáo.",
        },
        help_text="Chạy thử hỏi như kỳ năm, không có hạn, không tính vào đâu và bỏ được.",
    )
    year = forms.IntegerField(
        label="Năm",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Ghi năm của kỳ báo cáo.",
            "invalid": "Năm: ghi bốn chữ số, ví dụ 2025.",
            "min_value": "Năm: ghi bốn chữ số, ví dụ 2025.",
            "max_value": "Năm: ghi bốn chữ số, ví dụ 2025.",
        },
    )
    window = forms.ChoiceField(
        label="Thời gian số liệu",
        choices=WINDOWS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn thời gian số liệu.",
            "invalid_choice": "Chọn thời gian số liệu.",
        },
        help_text="Dùng chung cho mọi kế hoạch; không đổi được sau khi mở.",
    )
    use_required_attribute = False

    def __init__(
        self, *args: Any, units: Sequence[tuple[str, str]], kinds: Sequence[RoundKind], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].choices = list(units)  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


def _day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Nộp đến hết ngày này vẫn kịp. Ví dụ 25/11/2024.",
        error_messages={
            "required": "Ghi ngày phải nộp, ví dụ 25/11/2024.",
            "invalid": "Ghi ngày/tháng/năm, ví dụ 25/11/2024.",
        },
    )


def _reason_field(label: str, wish: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": wish},
        help_text="Đơn vị đọc được nội dung này.",
    )


class DiscardForm(forms.Form):
    """Bỏ kỳ chạy thử: a tick, because nothing of it comes back."""

    sure = forms.BooleanField(
        label="Bỏ hết, không lấy lại được",
        error_messages={"required": "Đánh dấu để xác nhận: những gì đã bỏ không lấy lại được."},
    )
    use_required_attribute = False


class DayForm(forms.Form):
    """Ấn định hạn: one day for the units ticked."""

    day = _day_field("Hạn nộp")
    use_required_attribute = False


class ExtensionForm(forms.Form):
    """Gia hạn: a later day, and why."""

    day = _day_field("Hạn mới")
    reason = _reason_field("Lý do gia hạn", "Ghi lý do gia hạn để đơn vị biết.")
    use_required_attribute = False


class LockForm(forms.Form):
    """Chốt: why."""

    reason = _reason_field("Lý do chốt", "Ghi lý do chốt để đơn vị biết.")
    use_required_attribute = False


class UnlockForm(forms.Form):
    """Mở khoá: why."""

    reason = _reason_field("Lý do mở khoá", "Ghi lý do mở khoá để đơn vị biết.")
    use_required_attribute = False
