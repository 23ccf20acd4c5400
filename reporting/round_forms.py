"""What did somebody type to open a round, set a day or close it? Days in, sentences where wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from reporting.enums import RoundKind

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


class RoundForm(forms.Form):
    """Which round, of which year and window, and which places type for everything below them."""

    unit = forms.ChoiceField(label="Mở cho mọi đơn vị của")
    kind = forms.ChoiceField(label="Loại kỳ", error_messages={"required": "Chọn loại kỳ báo cáo."})
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
        error_messages={"required": "Chọn thời gian số liệu."},
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
