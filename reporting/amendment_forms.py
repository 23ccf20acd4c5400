"""Why is a consolidated report to go up once more? Posted text in, clean values out."""

from __future__ import annotations

from django import forms


class AmendmentForm(forms.Form):
    """Đề nghị nộp bản sửa: a reason, and by which day."""

    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Đơn vị đọc được nội dung này; không ghi tên trẻ em.",
        error_messages={
            "required": "Ghi lý do để đơn vị biết phải sửa gì.",
            "max_length": "Lý do dài quá 2.000 ký tự, ghi gọn lại.",
        },
    )
    correct_by = forms.DateField(
        label="Hạn nộp bản sửa",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Nộp đến hết ngày này vẫn kịp. Ví dụ 27/11/2024; để trống: sau 3 ngày.",
        error_messages={"invalid": "Hạn nộp bản sửa: ghi ngày/tháng/năm, ví dụ 27/11/2024."},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False
