"""Which file does somebody want out? What it says, of which place and round, which figures, which format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from reporting.enums import ExportFormat, ExportKind
from reporting.summaries.looks import PROVISIONAL

EVERY_ROUND = "moi-ky"
PUBLIC = "cong-khai"
EDITIONS = [("", "Chính thức: báo cáo đã duyệt"), (PROVISIONAL, "Tạm tính: mọi số đã nhập")]
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class About:
    """What a kind of file is asked for with. fields: names of the form, in their order."""

    kind: ExportKind
    word: str  # in addresses
    label: str
    fields: tuple[str, ...]
    formats: tuple[ExportFormat, ...]
    hint: str


KINDS = (
    About(
        ExportKind.RESULTS,
        "bieu-ket-qua",
        "Biểu kết quả theo kế hoạch",
        ("ke_hoach", "ky", "so", "ban", "dinh_dang"),
        (ExportFormat.XLSX, ExportFormat.PDF),
        "Từng chỉ tiêu của kế hoạch: tử số, mẫu số, kết quả, đánh giá của đơn vị ban hành.",
    ),
    About(
        ExportKind.ROLLUP,
        "bieu-tong-hop",
        "Biểu tổng hợp",
        ("noi", "ky", "so", "ban", "dinh_dang"),
        (ExportFormat.XLSX, ExportFormat.PDF),
        "Mọi chỉ tiêu được tính ở một đơn vị, như trang Tổng hợp.",
    ),
    About(
        ExportKind.FLAT,
        "bang-phang",
        "Bảng dữ liệu phẳng",
        ("noi", "ky", "so", "ban", "dinh_dang"),
        (ExportFormat.XLSX, ExportFormat.CSV),
        "Mỗi dòng một đơn vị, một kỳ, một nội dung: để lọc và tính tiếp trong Excel.",
    ),
    About(
        ExportKind.TRACKING,
        "ma-tran-nop",
        "Ma trận nộp",
        ("noi", "ky", "dinh_dang"),
        (ExportFormat.XLSX,),
        "Đơn vị nào đã nộp, đang kiểm tra, quá hạn.",
    ),
    About(
        ExportKind.ANNUAL,
        "bao-cao-nam",
        "Báo cáo năm",
        ("bao_cao", "ban", "dinh_dang"),
        (ExportFormat.DOCX, ExportFormat.PDF, ExportFormat.XLSX),
        "Báo cáo đã phát hành: Word, PDF, hoặc các biểu kèm theo ra Excel.",
    ),
    About(
        ExportKind.LOG,
        "nhat-ky",
        "Nhật ký",
        ("dinh_dang",),
        (ExportFormat.XLSX,),
        "Mọi việc bạn được xem ở trang Nhật ký, mới nhất trước, nhiều nhất 100.000 dòng.",
    ),
)
BY_WORD = {about.word: about for about in KINDS}
LABELS = {
    "ke_hoach": "Kế hoạch",
    "noi": "Đơn vị",
    "ky": "Kỳ",
    "bao_cao": "Báo cáo",
}


class ExportForm(forms.Form):
    """The fields that the kind asks for; the others are taken out. Names stand in addresses."""

    ke_hoach = forms.ChoiceField(label=LABELS["ke_hoach"])
    noi = forms.ChoiceField(label=LABELS["noi"])
    ky = forms.ChoiceField(label=LABELS["ky"])
    so = forms.ChoiceField(label="Số liệu", required=False, choices=EDITIONS)
    bao_cao = forms.ChoiceField(label=LABELS["bao_cao"])
    ban = forms.ChoiceField(
        label="Bản",
        required=False,
        choices=[("", "Bản đầy đủ"), (PUBLIC, "Bản công khai: bỏ số hạn chế, số nhỏ ghi “<5”")],
    )
    dinh_dang = forms.ChoiceField(label="Định dạng")
    use_required_attribute = False

    def __init__(self, *args: Any, about: About, offered: dict[str, Choices], **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(about.fields)
        for name in set(self.fields) - set(about.fields):
            del self.fields[name]
        formats = [(format_.value, format_.label) for format_ in about.formats]
        for name, field in self.fields.items():
            assert isinstance(field, forms.ChoiceField)
            if name in offered or name == "dinh_dang":
                field.choices = offered.get(name, formats)
            said = str(field.label)[:1].lower() + str(field.label)[1:]
            field.error_messages |= {
                "required": f"Chọn {said}.",
                "invalid_choice": f"{field.label}: chọn lại trong danh sách.",
            }
            field.widget.attrs["class"] = "form-select"
        # Only now: asking for errors reads the whole form.
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"loi-{name}"}

    @property
    def is_possible(self) -> bool:
        """Is there anything to choose from in every list?"""
        return all(list(getattr(field, "choices", ())) for field in self.fields.values())
