"""A report written by hand, with everything a document can hold: the drawers of files are tested with it."""

from __future__ import annotations

from decimal import Decimal

from reporting.documents.content import (
    Annex,
    Cell,
    Column,
    DataTable,
    Document,
    ExportGroup,
    ExportWritings,
    Heading,
    Paragraph,
    Section,
    Signature,
    Stamp,
)

CODE = Column("code", "Mã")
NAME = Column("name", "Chỉ tiêu")
UNIT = Column("unit", "Đơn vị tính")
LAST = Column("last-year", "Năm trước", is_number=True)
TARGET = Column("target", "Chỉ tiêu giao, mốc")
NUMERATOR = Column("numerator", "Tử số", is_number=True)
DENOMINATOR = Column("denominator", "Mẫu số", is_number=True)
RESULT = Column("result", "Kết quả", is_number=True)
STATUS = Column("status", "Đánh giá")
COVERAGE = Column("coverage", "Đủ số liệu")
COLUMNS = (CODE, NAME, UNIT, LAST, TARGET, NUMERATOR, DENOMINATOR, RESULT, STATUS, COVERAGE)

WATER = (
    Cell(CODE, "1.1"),
    Cell(NAME, "Trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi"),
    Cell(UNIT, "%"),
    Cell(LAST, "5,7%", Decimal("5.7"), 1),
    Cell(TARGET, "< 5,5%"),
    Cell(NUMERATOR, "28", 28),
    Cell(DENOMINATOR, "327", 327),
    Cell(RESULT, "8,6%", Decimal("8.6"), 1),
    Cell(STATUS, "Chưa đạt", tone="not_met"),
    Cell(COVERAGE, "8/9 thôn", tone="partial"),
)
INJURED = (
    Cell(CODE, "2.1"),
    Cell(NAME, "Trẻ em bị tai nạn, thương tích"),
    Cell(UNIT, "/10.000"),
    Cell(LAST),
    Cell(TARGET, "≤ 600/10.000 (2025)"),
    Cell(NUMERATOR, "1.234", 1234),
    Cell(DENOMINATOR, "20.567", 20567),
    Cell(RESULT, "600,0/10.000", Decimal("600.0"), 1),
    Cell(STATUS, "Đạt", tone="met"),
    Cell(COVERAGE, "9/9 thôn"),
)
NOBODY = (
    Cell(CODE, "2.2"),
    Cell(NAME, "Trẻ em là nạn nhân của =SUM(A1:A9)"),
    Cell(UNIT, "%"),
    Cell(LAST),
    Cell(TARGET, "100%"),
    Cell(NUMERATOR, "0", 0),
    Cell(DENOMINATOR, "0", 0),
    Cell(RESULT, "Không phát sinh"),
    Cell(STATUS, "Không phát sinh", tone="no_cases"),
    Cell(COVERAGE, "1/1 đơn vị"),
)
GROUPS = (
    ExportGroup("Mục tiêu 1. Chăm sóc sức khỏe, dinh dưỡng", (WATER,)),
    ExportGroup("Mục tiêu 2. Bảo vệ trẻ em", (INJURED, NOBODY)),
)
MOST_ROWS = 24


def long_table(rows: int = MOST_ROWS) -> DataTable:
    """More rows than a page holds."""
    group = ExportGroup("Mục tiêu 1. Chăm sóc sức khỏe, dinh dưỡng", (WATER, INJURED) * (rows // 2))
    return DataTable(COLUMNS, (group,))


def annexes() -> tuple[Annex, ...]:
    return (
        Annex(
            code="results",
            number="I",
            title="BIỂU KẾT QUẢ THỰC HIỆN CHỈ TIÊU",
            table=DataTable(COLUMNS, GROUPS),
            remarks=("Dấu — nghĩa là không có (số liệu, chỉ tiêu, ghi chú); không phải số 0.",),
            writings=(
                ExportWritings(
                    "3.1", "Mô hình phòng ngừa", (("Thôn Đông", "Đã có câu lạc bộ bơi cho 34 trẻ."),)
                ),
            ),
        ),
        Annex(code="long", number="II", title="BIỂU DÀI", table=long_table()),
    )


def sample_document(**changes: object) -> Document:
    """Báo cáo of An Sơn for 2024; any field may be given anew."""
    fields: dict[str, object] = {
        "kind": "BÁO CÁO",
        "subject": "Kết quả thực hiện Kế hoạch công tác trẻ em năm 2024",
        "heading": Heading(
            superior="",
            issuer=("ỦY BAN NHÂN DÂN", "XÃ AN SƠN"),
            number="",
            symbol="BC-UBND",
            place="An Sơn",
            dated="ngày      tháng 12 năm 2024",
        ),
        "addressed_to": ("Ủy ban nhân dân huyện Nam Sách (qua Phòng Lao động - Thương binh và Xã hội)",),
        "grounds": (),
        "opening": (
            Paragraph(
                "Thực hiện Kế hoạch số 58/KH-UBND ngày 15 tháng 4 năm 2024 của Ủy ban nhân dân xã An Sơn, "
                "Ủy ban nhân dân xã báo cáo kết quả như sau:"
            ),
        ),
        "sections": (
            Section(
                "direction",
                "I.",
                "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
                (Paragraph("Ủy ban nhân dân xã đã ban hành kế hoạch và phân công các ngành thực hiện."),),
            ),
            Section(
                "results",
                "II.",
                "KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU",
                (
                    Paragraph(
                        "Trong 3 nội dung: 1 đạt, 1 chưa đạt, 1 không phát sinh "
                        "(chi tiết tại Phụ lục I, II).",
                        is_generated=True,
                    ),
                ),
                (
                    Section(
                        "goal-1",
                        "1.",
                        "Chăm sóc sức khỏe, dinh dưỡng",
                        (
                            Paragraph(
                                "Tỷ lệ thấp còi 8,6% (28/327), cao hơn năm trước 2,9 điểm %.",
                                is_generated=True,
                            ),
                        ),
                    ),
                    Section(
                        "goal-2", "2.", "Bảo vệ trẻ em", (Paragraph("- Tai nạn, thương tích: 600,0/10.000."),)
                    ),
                ),
            ),
            Section(
                "proposals",
                "V.",
                "ĐỀ XUẤT, KIẾN NGHỊ",
                (Paragraph("Đề nghị huyện hỗ trợ kinh phí 1.234,5 triệu đồng trước ngày 20/11/2025."),),
            ),
        ),
        "notes": ("Số liệu ước thực hiện; chưa gồm thôn Tây.",),
        "recipients": ("Như trên", "TT Đảng ủy, HĐND xã", "Lưu: VT, VHXH"),
        "signature": Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Thị Hường"),
        "annexes": annexes(),
        "stamp": Stamp(
            unit="xã An Sơn",
            round_name="Năm 2024",
            window="15/12/2023–14/12/2024",
            edition="Chính thức, ước thực hiện",
            made_at="09:00 05/12/2024",
            version="Bản 1",
            code="K7QM-29XA",
            address="http://127.0.0.1:8000/t/K7QM-29XA/",
            digest="1234-5678-9abc-def0",
        ),
    }
    return Document(**(fields | changes))  # type: ignore[arg-type]
