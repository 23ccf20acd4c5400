"""Who is reminded, in which words? Posted text in, clean values out."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from reporting.messages import DAY, LINK, LONGEST_TYPED, UNIT


class ReminderForm(forms.Form):
    """Đôn đốc: the units ticked, and one text whose places are filled in for each of them."""

    units = forms.MultipleChoiceField(
        label="Đơn vị được nhắc",
        error_messages={
            "required": "Chọn ít nhất một đơn vị để nhắc.",
            "invalid_choice": "Có đơn vị không còn trong danh sách. Tải lại trang.",
        },
    )
    text = forms.CharField(
        label="Lời nhắc",
        max_length=LONGEST_TYPED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            f"{UNIT}, {DAY} và {LINK} được thay cho từng đơn vị khi gửi; thông báo tự dẫn tới phiếu. "
            "Không ghi tên trẻ em, không ghi số liệu."
        ),
        error_messages={
            "required": "Ghi lời nhắc.",
            "max_length": f"Lời nhắc dài quá {LONGEST_TYPED} chữ.",
        },
    )
    use_required_attribute = False

    def __init__(self, *args: object, unit_keys: Iterable[str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, key) for key in unit_keys]
