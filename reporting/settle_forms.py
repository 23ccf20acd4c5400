"""Which of two sums does a place use? Posted text in, clean values out."""

from __future__ import annotations

from typing import Any

from django import forms

from reporting.enums import Side
from reporting.summaries.differences import SideOf


class SettleForm(forms.Form):
    """Chọn số dùng: one of the two sums, and why."""

    uses = forms.ChoiceField(
        label="Tổng hợp dùng số nào?",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn số dùng.", "invalid_choice": "Chọn số dùng."},
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cấp trên đọc được. Không ghi tên trẻ em.",
        error_messages={
            "required": "Ghi lý do chọn số này.",
            "max_length": "Lý do dài quá 500 ký tự, ghi gọn lại.",
        },
    )
    use_required_attribute = False

    def __init__(self, *args: Any, sides: list[SideOf], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["uses"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(side.key, side.choice) for side in sides]

    def chosen(self) -> Side:
        """After `is_valid`."""
        return Side(self.cleaned_data["uses"])
