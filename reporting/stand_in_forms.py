"""From what does somebody enter for a unit? Posted text in, clean values out."""

from __future__ import annotations

from typing import Any

from django import forms

from reporting.enums import StandInSource


class StandInForm(forms.Form):
    """Nhập thay: the source, and its name where it is none of the usual ones."""

    source = forms.ChoiceField(
        label="Số liệu lấy từ đâu?",
        choices=[
            (StandInSource.PAPER.value, "Phiếu giấy"),
            (StandInSource.PHONE.value, "Điện thoại"),
            (StandInSource.ZALO.value, "Zalo"),
            (StandInSource.OTHER.value, "Nguồn khác, ghi ở dưới"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn nguồn số liệu.", "invalid_choice": "Chọn nguồn số liệu."},
    )
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=300,
        help_text="Ví dụ: bác Hùng gọi lúc 9 giờ. Đơn vị đọc được. Không ghi tên trẻ em.",
    )
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("source") == StandInSource.OTHER and not cleaned.get("note", "").strip():
            self.add_error("note", "Ghi rõ nguồn số liệu, ví dụ: sổ của thôn.")
        return cleaned
