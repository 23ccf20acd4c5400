"""How does a file leave that was drawn while somebody waited? Its row is done, the log says so, then it
goes."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, HttpRequest

from childplan.lockout import client_address
from reporting.actions.exporting import finish_export
from reporting.enums import ExportFormat
from reporting.models import Export

CONTENT_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ExportFormat.PDF: "application/pdf",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def site_of(request: HttpRequest) -> str:
    """Scheme and host as the reader sees them: “https://treem.example.vn”."""
    return request.build_absolute_uri("/").rstrip("/")


def hand_out(
    request: HttpRequest, export: Export, file: BytesIO, *, digest: str, file_name: str, rows: str = ""
) -> FileResponse:
    """The file as an answer; its row is done and the log is written before the first byte goes."""
    finish_export(
        export,
        digest=digest,
        file_name=file_name,
        size=file.getbuffer().nbytes,
        from_address=client_address(request),
        rows=rows,
    )
    return file_answer(file, export)


def file_answer(file: BytesIO, export: Export) -> FileResponse:
    """The file of a finished export, to be saved under its name; never shown inside the portal."""
    response = FileResponse(
        file,
        as_attachment=True,
        filename=export.file_name,
        content_type=CONTENT_TYPES[ExportFormat(export.format)],
    )
    # A commune shares its computers, and a proxy on the way keeps nothing either.
    response["Cache-Control"] = "private, no-store"
    return response
