"""The form that takes a table of Chỉ tiêu: a file or pasted lines."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from childplan.sheet_files import FileRefused, Refusals, check_file, sheet_lines
from childplan.vietnamese import nfc
from indicators.plan_tables import TableRefused, as_text, decoded, rows_of_text

LONGEST_NAME = 100


class TableForm(forms.Form):
    """`text` carries the table from page to page; a file is turned into text once."""

    use_required_attribute = False
    file = forms.FileField(
        label="Chọn tệp Excel (.xlsx) hoặc CSV, nhiều nhất 5 MB",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    text = forms.CharField(
        label="hoặc dán bảng chép từ Excel, Word, gồm cả hàng tên cột",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "wrap": "off"}),
    )
    source = forms.CharField(required=False, max_length=LONGEST_NAME + 20, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (said.get("text") or "").strip() and not said.get("file") and not self.errors:
            self.add_error("file", "Chọn tệp hoặc dán bảng.")
        return said

    def table_text(self) -> str:
        """The table in the form that a preview carries on; empty lines stay, so that lines count as in Excel.
        Raises TableRefused."""
        file = self.cleaned_data["file"]
        return as_text(_rows_of_file(file) if file else rows_of_text(self.cleaned_data["text"]))

    def told_source(self) -> str:
        """“tệp ke-hoach.xlsx”, “bảng đã dán”: for the log."""
        file = self.cleaned_data["file"]
        if file:
            return f"tệp {nfc(file.name or '')[:LONGEST_NAME]}"
        return self.cleaned_data["source"] or "bảng đã dán"


def _rows_of_file(file: UploadedFile[Any]) -> list[list[str]]:
    stream, size = cast(BinaryIO, file), file.size or 0
    is_text = (file.name or "").lower().endswith((".csv", ".txt", ".tsv"))
    try:
        if is_text:
            stream.seek(0)
            start = stream.read(4)
            stream.seek(0)
            if not start.startswith((b"PK", b"\xd0\xcf")):
                return rows_of_text(decoded(stream.read()))
        check_file(stream, size, _SAID)
        return sheet_lines(stream, size, keep_empty=True)
    except FileRefused as refusal:
        raise TableRefused(str(refusal)) from refusal


_SAID = Refusals(
    not_excel="Tệp này không phải tệp Excel (.xlsx) hoặc CSV. Chọn tệp khác, hoặc chép bảng rồi dán vào ô.",
)
