"""What did a keeper type about a plan as a document: its head, its days, its tasks, who answers?

Posted text in, clean values out, sentences where something cannot be so. What the stored plan says to it
(states, numbers that are taken, two people at once) is for the acts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from typing import Any

from django import forms

from childplan.vietnamese import nfc
from indicators.actions.assigning import read_numbers
from plans.actions.deadlines import DeadlineWish
from plans.enums import DutyKind, PlanKind
from units.enums import AgencyKind, Level
from units.kinds import kinds_below

FIRST_YEAR, LAST_YEAR = 1990, 2100
_LEAP_YEAR = 2024  # a yearly day may be 29/02
FOUR_DIGITS = "ghi bốn chữ số, ví dụ 2026."
DAY_HINT = "Ghi như 15/01/2026."
AS_SIGNED = "Chép đúng từng chữ trong văn bản đã ký."

Choices = Sequence[tuple[str, str]]


class WordsField(forms.CharField):
    """Text of a document: letters composed, as they are stored and compared."""

    def to_python(self, value: Any) -> str:
        return nfc(super().to_python(value) or "")


def words_field(
    label: str,
    *,
    longest: int,
    missing: str = "",
    rows: int = 0,
    hint: str = "",
) -> WordsField:
    """A line, or a box of so many rows. `missing`: the sentence where it is left empty; "": it may be."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return WordsField(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=widget,
        help_text=hint,
        error_messages={
            "required": missing,
            "max_length": f"{label}: dài nhất {longest} ký tự, bản này có %(show_value)s.",
        },
    )


def _year_field(label: str, missing: str, *, required: bool = True, hint: str = "") -> forms.IntegerField:
    wrong = f"{label}: {FOUR_DIGITS}"
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "6"}),
        error_messages={"required": missing, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


def _date_field(label: str, missing: str = "", hint: str = DAY_HINT) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=bool(missing),
        help_text=hint,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": missing, "invalid": f"{label}: ghi ngày/tháng/năm, ví dụ 15/01/2026."},
    )


class MarkedForm(forms.Form):
    """A form that says from which state of the row it was drawn."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    use_required_attribute = False


# --- The head of the plan


class FactsForm(MarkedForm):
    """Thông tin văn bản."""

    kind = forms.ChoiceField(
        label="Loại văn bản",
        choices=PlanKind.choices,
        error_messages={"required": "Chọn loại văn bản.", "invalid_choice": "Chọn loại văn bản."},
    )
    title = words_field(
        "Tên văn bản (trích yếu)",
        longest=500,
        rows=2,
        missing="Ghi tên văn bản như trong trích yếu.",
        hint="Không lặp lại loại văn bản: “Vì trẻ em xã An Sơn giai đoạn 2026 - 2030”.",
    )
    short_title = words_field(
        "Tên gọn",
        longest=90,
        hint="Dùng ở đầu trang và trong danh sách. Để trống, hệ thống đặt giúp.",
    )
    first_year = _year_field("Từ năm", "Ghi năm đầu của kế hoạch, ví dụ 2026.")
    last_year = _year_field("Đến năm", "Ghi năm cuối của kế hoạch, ví dụ 2030.")
    number = words_field("Số, ký hiệu", longest=60, hint="Ví dụ 15/KH-UBND.")
    signed_on = _date_field("Ngày ký")
    date_words = words_field(
        "Ngày ký như trong văn bản",
        longest=120,
        hint="Chỉ ghi khi văn bản thiếu ngày: “ngày … tháng 3 năm 2026”.",
    )
    above = forms.ChoiceField(
        label="Kế hoạch cấp trên",
        required=False,
        error_messages={"invalid_choice": "Chọn một kế hoạch trong danh sách."},
        help_text="Kế hoạch mà văn bản này triển khai, nếu có trên hệ thống.",
    )
    above_words = words_field(
        "Văn bản cấp trên, như văn bản viện dẫn",
        longest=1_000,
        rows=2,
        hint="Ví dụ: Kế hoạch số 20/KH-UBND ngày 05/01/2026 của UBND huyện.",
    )
    collects = forms.BooleanField(
        label="Thu thập số liệu theo kế hoạch này",
        required=False,
        initial=True,
        help_text="Bỏ đánh dấu nếu kế hoạch chỉ để đối chiếu.",
    )

    def __init__(self, *args: Any, above: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["above"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Không có, hoặc chưa có trên hệ thống"), *above]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "Đến năm: phải bằng hoặc sau “Từ năm”.")
        return cleaned


FROM_TABLE = "#bang"
"""Instead of the key of a plan to copy: the Chỉ tiêu come from a table. No key has this sign."""


class NewPlanForm(FactsForm):
    """Lập kế hoạch: whose, its head, and what it starts from."""

    issuer = forms.ChoiceField(
        label="Nơi ban hành",
        error_messages={"required": "Chọn nơi ban hành.", "invalid_choice": "Chọn nơi ban hành."},
    )
    source = forms.ChoiceField(
        label="Bắt đầu từ",
        required=False,
        error_messages={"invalid_choice": "Chọn một kế hoạch trong danh sách."},
        help_text="Sao chép cả mục tiêu, chỉ tiêu, mốc của các năm mới, phân công, nhiệm vụ và hạn báo cáo.",
    )
    field_order = ["issuer", "source"]

    def __init__(self, *args: Any, issuers: Choices, above: Choices, sources: Choices, **more: Any) -> None:
        super().__init__(*args, above=above, **more)
        issuer, source = self.fields["issuer"], self.fields["source"]
        assert isinstance(issuer, forms.ChoiceField)
        assert isinstance(source, forms.ChoiceField)
        issuer.choices = list(issuers)
        if len(issuers) == 1:
            issuer.widget = forms.HiddenInput()
            issuer.initial = issuers[0][0]
        table = (FROM_TABLE, "Bảng Excel, CSV hoặc Word: đưa vào ở trang sau")
        source.choices = [("", "Trang trắng: nhập từng chỉ tiêu"), table, *sources]


# --- Documents that amend or end


class AmendmentForm(forms.Form):
    """Sửa đổi theo văn bản: which one, and from which year it holds."""

    number = words_field(
        "Số, ký hiệu văn bản sửa đổi",
        longest=60,
        missing="Ghi số, ký hiệu của văn bản sửa đổi, ví dụ 32/QĐ-UBND.",
    )
    signed_on = _date_field("Ngày ký", "Ghi ngày ký của văn bản sửa đổi, ví dụ 15/01/2026.")
    title = words_field(
        "Trích yếu", longest=500, rows=2, missing="Ghi trích yếu của văn bản sửa đổi.", hint=AS_SIGNED
    )
    from_year = _year_field(
        "Áp dụng từ năm",
        "Ghi năm đầu mà nội dung sửa đổi áp dụng.",
        hint="Các năm trước vẫn đánh giá theo mốc cũ.",
    )
    file = forms.FileField(label="Tệp văn bản (không bắt buộc)", required=False)
    use_required_attribute = False


class EndForm(forms.Form):
    """Chấm dứt: until when, by which document, why."""

    until_year = _year_field(
        "Áp dụng đến hết năm",
        "Ghi năm cuối mà kế hoạch còn áp dụng.",
        hint="Số liệu các năm đã qua giữ nguyên và vẫn xem được.",
    )
    number = words_field(
        "Số, ký hiệu văn bản chấm dứt",
        longest=60,
        missing="Ghi số, ký hiệu của văn bản, ví dụ 32/QĐ-UBND.",
    )
    signed_on = _date_field("Ngày ký", "Ghi ngày ký của văn bản, ví dụ 15/01/2026.")
    reason = words_field("Lý do", longest=500, rows=2, missing="Ghi lý do chấm dứt để người đọc sau biết.")
    use_required_attribute = False


# --- Reporting days

_LEVELS = {
    Level.VILLAGE: "Thôn, tổ dân phố",
    Level.COMMUNE: "Cấp xã",
    Level.DISTRICT: "Cấp huyện",
    Level.PROVINCE: "Cấp tỉnh",
    Level.AGENCY: "Mọi đơn vị chuyên môn",
}


_TIERS = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.COUNTRY)


def reporter_choices(issuer_level: str, standing: str = "") -> list[tuple[str, Any]]:
    """Whom a document may set a day for: its own level and those below, and the agencies that stand there."""
    places = _TIERS[: _TIERS.index(Level(issuer_level)) + 1]
    kinds = [one.agency_kind for place in places for one in kinds_below(place) if one.agency_kind]
    agencies = [(f"{Level.AGENCY.value}:{kind.value}", kind.label) for kind in AgencyKind if kind in kinds]
    levels = [
        (level.value, words) for level, words in _LEVELS.items() if level not in _TIERS or level in places
    ]
    if standing and standing not in dict([*levels, *agencies]):
        level, _, kind = standing.partition(":")
        levels.append((standing, AgencyKind(kind).label if kind else _LEVELS[Level(level)]))
    return [*levels, ("Một loại đơn vị", agencies)]


def _small_number(label: str, most: int, *, hint: str = "") -> forms.IntegerField:
    wrong = f"{label}: ghi số từ 1 đến {most}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "4"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class DeadlineForm(MarkedForm):
    """Một hạn báo cáo."""

    duty = forms.ChoiceField(
        label="Loại báo cáo",
        choices=DutyKind.choices,
        error_messages={"required": "Chọn loại báo cáo.", "invalid_choice": "Chọn loại báo cáo."},
    )
    reporter = forms.ChoiceField(
        label="Ai báo cáo",
        error_messages={"required": "Chọn ai báo cáo.", "invalid_choice": "Chọn ai báo cáo."},
    )
    receiver_words = words_field("Nơi nhận, như trong văn bản", longest=200)
    day = _small_number("Ngày", 31)
    month = _small_number("Tháng", 12, hint="Để trống cả ngày và tháng nếu văn bản không nêu.")
    year = _year_field(
        "Năm", "", required=False, hint="Chỉ ghi khi báo cáo có một lần, như sơ kết, tổng kết."
    )
    is_strict = forms.BooleanField(
        label="Không tính ngày nêu trong văn bản",
        required=False,
        help_text="“Trước ngày 20/11” là nộp đến hết ngày 20/11; đánh dấu thì chỉ đến hết ngày 19/11.",
    )
    words = words_field(
        "Nguyên văn", longest=2_000, rows=2, missing="Chép câu nêu hạn này trong văn bản.", hint=AS_SIGNED
    )
    note = words_field("Cách hiểu (không bắt buộc)", longest=1_000, rows=2)

    def __init__(self, *args: Any, issuer_level: str, standing: str = "", **more: Any) -> None:
        """`standing`: the reporter as stored, which stays to be chosen whatever level it is of."""
        super().__init__(*args, **more)
        field = self.fields["reporter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = reporter_choices(issuer_level, standing)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        day, month = cleaned.get("day"), cleaned.get("month")
        if (day is None) != (month is None):
            empty = "day" if day is None else "month"
            self.add_error(empty, "Ngày và tháng đi cùng nhau: ghi cả hai hoặc để trống cả hai.")
        elif day and month and day > monthrange(cleaned.get("year") or _LEAP_YEAR, month)[1]:
            self.add_error("day", f"Ngày: tháng {month} không có ngày {day}.")
        if cleaned.get("is_strict") and day is None:
            self.add_error("is_strict", "Văn bản không nêu ngày thì không đánh dấu ô này.")
        return cleaned

    def wish(self) -> DeadlineWish:
        """After `is_valid`."""
        said = self.cleaned_data
        level, _, kind = said["reporter"].partition(":")
        return DeadlineWish(
            duty=DutyKind(said["duty"]),
            reporter_level=Level(level),
            reporter_kind=kind,
            receiver_words=said["receiver_words"],
            day=said["day"],
            month=said["month"],
            year=said["year"],
            is_strict=said["is_strict"],
            words=said["words"],
            note=said["note"],
        )


# --- Tasks and who answers


def _units_field(label: str, hint: str, *, missing: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=bool(missing),
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
        error_messages={"required": missing, "invalid_choice": "Chọn đơn vị trong danh sách."},
    )


class TasksForm(MarkedForm):
    """Nhiệm vụ under one heading."""

    unit_words = words_field(
        "Đơn vị, như đề mục trong văn bản",
        longest=300,
        missing="Ghi đề mục như trong văn bản, ví dụ “Trạm Y tế”.",
    )
    words = words_field(
        "Các việc, mỗi dòng một việc",
        longest=60_000,
        rows=14,
        hint=f"{AS_SIGNED} Dòng trống không tính. Xoá hết các dòng để bỏ cả đề mục.",
    )
    units = _units_field("Đơn vị được giao trên hệ thống", "Một đề mục có thể chỉ nhiều đơn vị.")

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(units)


class DutyForm(MarkedForm):
    """Chủ trì, phối hợp of one unit; of several at once where `units` are offered."""

    units = _units_field("Đơn vị", "Đánh dấu nhiều đơn vị nếu văn bản giao như nhau.", missing="Chọn đơn vị.")
    leads = words_field("Chủ trì chỉ tiêu số", longest=500, hint="Ví dụ: 3, 4, 5 hoặc 7-9.")
    lead_words = words_field("Nguyên văn phần chủ trì", longest=4_000, rows=3)
    supports = words_field("Phối hợp chỉ tiêu số", longest=500)
    support_words = words_field("Nguyên văn phần phối hợp", longest=4_000, rows=3)

    def __init__(self, *args: Any, numbers: Sequence[str], units: Choices | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._numbers = numbers
        if units is None:
            del self.fields["units"]
            return
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(units)

    def clean_leads(self) -> tuple[str, ...]:
        return self._read("leads")

    def clean_supports(self) -> tuple[str, ...]:
        return self._read("supports")

    def _read(self, name: str) -> tuple[str, ...]:
        read = read_numbers(self.cleaned_data[name], self._numbers)
        if read.unknown:
            raise forms.ValidationError(f"Kế hoạch không có chỉ tiêu {', '.join(read.unknown)}.")
        return read.known

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        both = [number for number in cleaned.get("leads", ()) if number in cleaned.get("supports", ())]
        if both:
            self.add_error(
                "supports", f"Chỉ tiêu {', '.join(both)} đã ghi ở phần chủ trì. Bỏ ở một trong hai ô."
            )
        if "units" in self.fields and not self.errors and not (cleaned["leads"] or cleaned["supports"]):
            self.add_error("leads", "Ghi ít nhất một số chỉ tiêu ở ô chủ trì hoặc phối hợp.")
        return cleaned


# --- The document


class DocumentForm(forms.Form):
    """Tệp văn bản: one file, and whether its words are taken."""

    file = forms.FileField(
        label="Tệp văn bản đã ký",
        error_messages={"required": "Chọn một tệp.", "empty": "Tệp trống. Mở lại tệp xem đã lưu chưa."},
    )
    takes_text = forms.BooleanField(
        label="Lấy chữ trong tệp Word (.docx) làm toàn văn", required=False, initial=True
    )
    use_required_attribute = False


class TextForm(MarkedForm):
    """Toàn văn, pasted."""

    text = forms.CharField(
        label="Toàn văn",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Dán toàn văn để hệ thống đối chiếu từng câu nguyên văn. Giữ cả lỗi của văn bản.",
    )
