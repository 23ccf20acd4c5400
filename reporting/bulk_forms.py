"""What did somebody choose to bring in or take out? A kind and a file; a place, a round, an edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from indicators.models import DataItem
from reporting.enums import BulkKind, RoundKind
from reporting.models import Round
from units.summaries.places import PlaceName

MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE = "Tệp lớn hơn 10 MB. Chia tệp, hoặc nhờ người giữ máy chủ chạy lệnh import_data (không giới hạn)."


class BringForm(forms.Form):
    """Đưa vào: what kind of data, and the file."""

    loai = forms.ChoiceField(
        label="Loại dữ liệu",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn loại dữ liệu.", "invalid_choice": "Chọn loại dữ liệu."},
    )
    tep = forms.FileField(
        label="Chọn tệp .csv, nhiều nhất 10 MB và 50.000 dòng",
        error_messages={
            "required": "Chọn tệp CSV cần đưa vào.",
            "missing": "Chọn tệp CSV cần đưa vào.",
            "invalid": "Chọn tệp CSV cần đưa vào.",
            "empty": "Tệp rỗng (0 byte). Mở tệp, lưu lại rồi tải lên.",
        },
    )
    use_required_attribute = False

    def __init__(self, *args: Any, kinds: Sequence[BulkKind], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["loai"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.initial = kinds[0].value if len(kinds) == 1 else None
        field.widget.attrs["class"] = "form-check-input"
        self.fields["tep"].widget.attrs |= {"class": "form-control", "accept": ".csv,text/csv"}
        for name in self.fields:
            if self.is_bound and name in self.errors:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"loi-{name}",
                }

    def clean_tep(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["tep"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file


class TakeForm(forms.Form):
    """Lấy ra: which units, and of figures which round, item and edition. Names stand in addresses."""

    noi = forms.ChoiceField(label="Nơi", required=False)
    ky = forms.ChoiceField(label="Kỳ", required=False)
    so_lieu = forms.ChoiceField(label="Số liệu", required=False)
    ban = forms.ChoiceField(
        label="Bản",
        required=False,
        choices=[("", "Mọi số đã nhập"), ("da-duyet", "Chỉ báo cáo đã duyệt")],
    )
    ngay = forms.DateField(
        label="Có vào ngày",
        required=False,
        error_messages={"invalid": "Có vào ngày: ghi ngày như 15/11/2024, hoặc để trống."},
    )
    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        places: Sequence[PlaceName],
        has_all: bool,
        rounds: Sequence[Round] = (),
        items: Sequence[DataItem] = (),
        of_figures: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name in ("ngay",) if of_figures else ("ky", "so_lieu", "ban"):
            del self.fields[name]
        every = [("", "Cả nước")] if has_all else []
        self._choose("noi", [*every, *((place.key, place.full_name) for place in places)])
        if of_figures:
            years = (round_.key for round_ in rounds if round_.kind == RoundKind.YEAR)
            self.fields["ky"].initial = next(years, "")
            self._choose("ky", [*((round_.key, round_.name) for round_ in rounds), ("", "Mọi kỳ")])
            self._choose("so_lieu", [("", "Mọi số liệu"), *((item.code, item.short_name) for item in items)])
        else:
            self.fields["ngay"].widget.attrs |= {
                "inputmode": "numeric",
                "placeholder": "để trống: mọi thời gian",
            }
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = f"{field.label}: chọn lại trong danh sách."
