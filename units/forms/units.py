"""What did a keeper of units type? Lists, names and days in, sentences where wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError

from childplan.sheet_files import FileRefused, sheet_lines
from units.enums import Area, Level
from units.forms.days import DAYS
from units.kinds import PLACES, tidy
from units.summaries.unit_preview import UsualAgency
from units.unit_lists import EMPTY_LIST, LONGEST_NAME, as_text

CORRECT, RENAME = "sua", "doi"
MOST_TYPED = 60_000
TOO_LONG = "Danh sách quá dài. Chia thành nhiều lần."

_BELOW = {
    Level.COUNTRY: "Tỉnh Lạng Sơn, Thành phố Huế",
    Level.PROVINCE: "Huyện Văn Quan, Thị xã Phong Điền, Sở Y tế",
    Level.DISTRICT: "Xã An Sơn, Thị trấn Nhã Nam, Phòng Y tế",
    Level.COMMUNE: "Thôn Đức Sơn, Tổ dân phố 3, Trường Mầm non Hoa Mai",
}
"""What is added below a place, as people write it."""
_NAMED = {
    Level.DISTRICT: "Ghi cả loại ở trước tên, ví dụ Huyện Văn Quan.",
    Level.COMMUNE: "Ghi cả loại ở trước tên, ví dụ Xã An Sơn.",
    Level.VILLAGE: "Ghi cả loại ở trước tên, ví dụ Thôn Đức Sơn, Tổ dân phố 3.",
    Level.AGENCY: "Tên đầy đủ, ví dụ Trường Mầm non Hoa Mai.",
}


def _day(label: str, *, required: bool, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        validators=DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=help_text,
        error_messages={
            "required": "Ghi ngày, ví dụ 31/12/2024.",
            "invalid": "Ghi ngày/tháng/năm, ví dụ 31/12/2024.",
        },
    )


class AddForm(forms.Form):
    """Units to add: agencies ticked, a list typed or pasted, a file with such a list."""

    usual = forms.MultipleChoiceField(required=False)
    names = forms.CharField(
        label="Dán danh sách, mỗi dòng một đơn vị",
        required=False,
        strip=False,
        max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
    )
    file = forms.FileField(
        label="Hoặc chọn tệp Excel (.xlsx), danh sách ở trang đầu",
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        error_messages={"empty": "Tệp rỗng (0 byte). Mở tệp bằng Excel, lưu lại rồi tải lên."},
    )
    starts_on = _day(
        "Có từ ngày", required=False, help_text="Để trống nếu có từ trước: đơn vị hiện trong mọi kỳ báo cáo."
    )
    use_required_attribute = False

    def __init__(self, *args: Any, level: Level | str, usual: Sequence[UsualAgency], **options: Any) -> None:
        super().__init__(*args, **options)
        names = _BELOW.get(Level(level), "")
        self.fields["names"].help_text = f"Gõ, hoặc chép cột tên từ Excel, Word rồi dán. Ví dụ: {names}."
        offered = [(one.kind, one.name) for one in usual if not one.standing]
        self.fields["usual"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`list`: what was typed and what the file says, as one text."""
        said = super().clean() or self.cleaned_data
        text = said.get("names") or ""
        file = said.get("file")
        if file is not None:
            try:
                rows = sheet_lines(cast(BinaryIO, file.file), file.size)
            except FileRefused as refusal:
                self.add_error("file", str(refusal))
                return said
            if not rows:
                self.add_error("file", "Trang đầu của tệp không có chữ nào.")
            text = "\n\n".join(filter(None, [text.strip("\n"), as_text(rows)]))
            if len(text) > MOST_TYPED:
                self.add_error("file", TOO_LONG)
        said["list"] = text
        if not text.strip() and not said.get("usual") and not self.errors:
            self.add_error("names", EMPTY_LIST)
        return said


class EditForm(forms.Form):
    """A name put right, or another name from a day on; code, area and note of a place."""

    name = forms.CharField(
        label="Tên",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Ghi tên đơn vị.", "max_length": f"Tên dài quá {LONGEST_NAME} ký tự."},
    )
    how = forms.ChoiceField(
        label="Vì sao sửa",
        choices=[
            (CORRECT, "Sửa chỗ gõ sai: mọi kỳ báo cáo đều hiện tên đúng"),
            (RENAME, "Đổi tên từ một ngày: kỳ kết thúc trước ngày đó giữ tên cũ"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn vì sao sửa.", "invalid_choice": "Chọn vì sao sửa."},
    )
    from_day = _day("Tên mới có từ ngày", required=False, help_text="Chỉ ghi khi đổi tên. Ví dụ 01/01/2025.")
    reason = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=300,
        help_text="Chỉ ghi khi đổi tên: số nghị quyết, quyết định.",
        error_messages={"max_length": "Căn cứ dài quá 300 ký tự."},
    )
    code = forms.CharField(
        label="Mã hành chính",
        required=False,
        max_length=10,
        error_messages={"max_length": "Mã dài quá 10 ký tự."},
    )
    area = forms.ChoiceField(
        label="Khu vực",
        required=False,
        choices=[("", "Chưa chọn"), *Area.choices],
        error_messages={"invalid_choice": "Chọn khu vực."},
    )
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=300,
        error_messages={"max_length": "Ghi chú dài quá 300 ký tự."},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, level: Level | str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].help_text = _NAMED.get(Level(level), "")
        shown = {"code": level in PLACES, "area": level == Level.COMMUNE, "note": level in PLACES}
        for name, is_there in shown.items():
            if not is_there:
                del self.fields[name]

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not any(sign.isalnum() for sign in name):
            raise ValidationError("Ghi tên đơn vị.")
        return name

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("how") == RENAME and not said.get("from_day") and "from_day" not in self.errors:
            self.add_error("from_day", "Ghi ngày tên mới bắt đầu, ví dụ 01/01/2025.")
        return said


class EndForm(forms.Form):
    """The last day, and why."""

    last_day = _day(
        "Ngày cuối cùng", required=True, help_text="Đơn vị còn đến hết ngày này. Ví dụ 31/12/2024."
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: sáp nhập vào Thôn 2 theo Nghị quyết 12/NQ-HĐND.",
        error_messages={"required": "Ghi lý do kết thúc.", "max_length": "Lý do dài quá 500 ký tự."},
    )
    use_required_attribute = False
