"""What did somebody type around one annual report, and why is an issued one amended?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from reporting.actions.annual import MOST_REASON
from reporting.letterhead_forms import LetterheadForm
from reporting.letterheads import LetterheadWords


class HeadForm(LetterheadForm):
    """Phần đầu và cuối of one report: the unit's own words, its number, day and trích yếu."""

    number = forms.CharField(
        label="Số (không bắt buộc)",
        max_length=20,
        required=False,
        help_text="Để trống: văn thư ghi sau khi ký.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"max_length": "Số: nhiều nhất 20 ký tự."},
    )
    day = forms.DateField(
        label="Ngày (không bắt buộc)",
        required=False,
        help_text="Để trống: văn thư ghi sau khi ký. Ví dụ 05/12/2024.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Ghi ngày/tháng/năm, ví dụ 05/12/2024."},
    )
    subject = forms.CharField(
        label="Trích yếu (không bắt buộc)",
        max_length=500,
        required=False,
        help_text="Để trống: ghi theo tên kế hoạch và kỳ.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Trích yếu: nhiều nhất 500 ký tự."},
    )
    field_order = (
        *("number", "symbol", "place", "day", "subject", "addressed_to"),
        *("signature", "signer", "recipients", "issuer", "superior"),
    )

    @classmethod
    def initial_of(cls, words: LetterheadWords) -> dict[str, Any]:
        said: dict[str, Any] = super().initial_of(words)
        return said | {"number": words.number, "day": words.day, "subject": words.subject}

    def words(self) -> LetterheadWords:
        typed = self.cleaned_data
        return replace(
            super().words(),
            number=typed["number"],
            day=typed["day"],
            subject=" ".join(typed["subject"].split()),
        )


class AmendForm(forms.Form):
    """Lập bản sửa đổi: why, as it will stand in the document."""

    reason = forms.CharField(
        label="Vì sao phải sửa đổi",
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Câu này đứng trong bản sửa đổi. Không ghi tên trẻ em.",
        error_messages={
            "required": "Ghi vì sao phải sửa đổi: bản sửa đổi nêu lý do này.",
            "max_length": f"Lý do: nhiều nhất {MOST_REASON} ký tự.",
        },
    )
    use_required_attribute = False
