"""What does somebody look for in the log? The query of the address in, filters out."""

from __future__ import annotations

from typing import Any

from django import forms

from childplan.vietnamese import folded
from reporting.models import Round
from reporting.summaries.log import LogFilters
from reporting.summaries.log_rows import Topic

NO_DAY = "Ngày ghi như 15/11/2024."


class LogFilterForm(forms.Form):
    """Field names stand in addresses that people send each other."""

    ai = forms.CharField(label="Ai", required=False, max_length=120)
    don_vi = forms.CharField(label="Đơn vị (gồm cấp dưới)", required=False, max_length=120)
    ky = forms.ChoiceField(
        label="Kỳ",
        required=False,
        error_messages={"invalid_choice": "Kỳ này không có trong nhật ký bạn được xem."},
    )
    so_lieu = forms.CharField(label="Chỉ tiêu, số liệu", required=False, max_length=200)
    loai = forms.ChoiceField(
        label="Loại việc",
        required=False,
        choices=[("", "Mọi việc"), *Topic.choices],
        error_messages={"invalid_choice": "Không có loại việc này."},
    )
    tu = forms.DateField(label="Từ ngày", required=False, error_messages={"invalid": f"Từ ngày: {NO_DAY}"})
    den = forms.DateField(label="Đến ngày", required=False, error_messages={"invalid": f"Đến ngày: {NO_DAY}"})
    use_required_attribute = False

    def __init__(self, *args: Any, rounds: list[Round], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rounds = {round_.key: round_ for round_ in rounds}
        field = self.fields["ky"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Mọi kỳ"), *((key, _name(round_)) for key, round_ in self.rounds.items())]
        for name in ("tu", "den"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "placeholder": "ví dụ 15/11/2024"}
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("tu"), cleaned.get("den")
        if since and until and until < since:
            self.add_error("den", "Đến ngày: phải bằng hoặc sau “Từ ngày”.")
        for name, label in (("ai", "Ai"), ("don_vi", "Đơn vị"), ("so_lieu", "Chỉ tiêu, số liệu")):
            if cleaned.get(name) and not folded(cleaned[name]):
                self.add_error(name, f"{label}: ghi ít nhất một chữ hoặc số.")
        return cleaned

    def filters(self) -> LogFilters:
        """After `is_valid`."""
        said = self.cleaned_data
        return LogFilters(
            person=said["ai"],
            unit=said["don_vi"],
            round=self.rounds.get(said["ky"]),
            figure=said["so_lieu"],
            topic=said["loai"],
            since=said["tu"],
            until=said["den"],
        )


def _name(round_: Round) -> str:
    return f"{round_.name} – {round_.plan.short_title}" if round_.plan else round_.name
