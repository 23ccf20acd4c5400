"""What does a unit say of its difficulty, and the unit above to it? Posted text in, clean values out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet

from indicators.models import Indicator
from units.models import Unit

NO_NAMES = "Không ghi tên trẻ em, địa chỉ hay gì để nhận ra một em."


if TYPE_CHECKING:
    _IndicatorField = forms.ModelChoiceField[Indicator]
else:
    _IndicatorField = forms.ModelChoiceField  # subscriptable for the type checker only


class IndicatorField(_IndicatorField):
    """Chỉ tiêu of several plans, each said with its plan."""

    def label_from_instance(self, obj: Indicator) -> str:
        return f"{obj} – {obj.plan.short_title}"


class DifficultyForm(forms.Form):
    """Báo vướng mắc. The unit is asked for only where the person reports for several."""

    unit = forms.ChoiceField(
        label="Đơn vị", error_messages={"required": "Chọn đơn vị.", "invalid_choice": "Chọn đơn vị."}
    )
    text = forms.CharField(
        label="Vướng mắc",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Việc gì đơn vị không tự giải quyết được. {NO_NAMES}",
        error_messages={
            "required": "Ghi vướng mắc là gì.",
            "max_length": "Vướng mắc dài quá 4.000 ký tự, ghi gọn lại.",
        },
    )
    proposal = forms.CharField(
        label="Đề nghị (không bắt buộc)",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mong cấp trên làm gì.",
        error_messages={"max_length": "Đề nghị dài quá 2.000 ký tự, ghi gọn lại."},
    )
    indicator = IndicatorField(
        label="Chỉ tiêu liên quan (không bắt buộc)",
        required=False,
        queryset=Indicator.objects.none(),
        empty_label="Không thuộc chỉ tiêu nào",
        error_messages={"invalid_choice": "Chọn một chỉ tiêu trong danh sách."},
    )
    use_required_attribute = False

    def __init__(
        self, *args: Any, units: list[tuple[Unit, str]], indicators: QuerySet[Indicator], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.units = {unit.key: unit for unit, _ in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.key, name[:1].upper() + name[1:]) for unit, name in units]
        if len(units) == 1:
            field.initial = units[0][0].key
            field.widget = forms.HiddenInput()
        about = self.fields["indicator"]
        assert isinstance(about, IndicatorField)
        about.queryset = indicators

    def chosen_unit(self) -> Unit:
        """After `is_valid`."""
        return self.units[self.cleaned_data["unit"]]


class AnswerForm(forms.Form):
    """Trả lời. Whether it settles the matter is for the unit above to say."""

    text = forms.CharField(
        label="Trả lời",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAMES,
        error_messages={
            "required": "Ghi nội dung.",
            "max_length": "Trả lời dài quá 4.000 ký tự, ghi gọn lại.",
        },
    )
    settles = forms.BooleanField(label="Đã giải quyết xong vướng mắc này", required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, is_above: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_above:
            self.fields["text"].label = "Viết thêm"
            del self.fields["settles"]


class DrawForm(forms.Form):
    """Đưa vào báo cáo năm: the year, or nothing to take it out again."""

    year = forms.TypedChoiceField(
        label="Năm",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Chọn năm."},
    )

    def __init__(self, *args: Any, this_year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", ""), *((year, str(year)) for year in (this_year, this_year - 1))]
