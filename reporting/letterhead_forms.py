"""What did somebody type around a report: issuer, symbol, place, recipients, who signs?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms

from reporting.letterheads import LetterheadWords, as_fields, from_fields

ONE_A_LINE = "Mỗi dòng một nơi."
KEPT = ("superior", "issuer", "symbol", "place", "addressed_to", "recipients", "signature", "signer")


def _line(label: str, most: int, *, required: str = "", help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": required, "max_length": f"{label}: nhiều nhất {most} ký tự."},
    )


def _lines(label: str, most: int, rows: int, *, required: str = "", help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": f"{label}: nhiều nhất {most} ký tự."},
    )


class LetterheadForm(forms.Form):
    """Thể thức of a unit; Nghị định 30/2020/NĐ-CP, Phụ lục I."""

    superior = _line(
        "Cơ quan chủ quản (không bắt buộc)",
        200,
        help_text="Ủy ban nhân dân không có cơ quan chủ quản; Phòng ghi Ủy ban nhân dân huyện.",
    )
    issuer = _lines(
        "Cơ quan ban hành",
        400,
        2,
        required="Ghi cơ quan ban hành, ví dụ ỦY BAN NHÂN DÂN, dòng sau XÃ AN SƠN.",
        help_text="Một hoặc hai dòng, như trên văn bản.",
    )
    symbol = _line("Ký hiệu", 40, required="Ghi ký hiệu, ví dụ BC-UBND.", help_text="Ví dụ BC-UBND.")
    place = _line("Địa danh", 100, required="Ghi địa danh, ví dụ An Sơn.", help_text="Ví dụ An Sơn.")
    addressed_to = _lines("Kính gửi (không bắt buộc)", 1_000, 2, help_text=ONE_A_LINE)
    signature = _lines(
        "Quyền hạn, chức vụ của người ký",
        400,
        3,
        required="Ghi quyền hạn, chức vụ của người ký, ví dụ TM. ỦY BAN NHÂN DÂN, dòng sau CHỦ TỊCH.",
        help_text="Phó ký thay: TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH, mỗi phần một dòng.",
    )
    signer = _line("Họ tên người ký (không bắt buộc)", 100)
    recipients = _lines("Nơi nhận (không bắt buộc)", 2_000, 4, help_text=ONE_A_LINE)
    use_required_attribute = False

    def __init__(self, *args: Any, words: LetterheadWords | None = None, **options: Any) -> None:
        if words is not None:
            options.setdefault("initial", self.initial_of(words))
        super().__init__(*args, **options)

    @classmethod
    def initial_of(cls, words: LetterheadWords) -> dict[str, Any]:
        return dict(as_fields(words))

    def words(self) -> LetterheadWords:
        """After `is_valid`."""
        return from_fields(SimpleNamespace(**{name: self.cleaned_data[name] for name in KEPT}))
