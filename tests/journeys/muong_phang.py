"""A commune that no fixture has: its people and plan as they are keyed in, and what must then be stored.

The plan is of this very year: a real portal goes by the real day.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from childplan.clock import VIET_NAM

YEAR = datetime.now(VIET_NAM).year
LAST, END = YEAR - 1, YEAR + 4
PLAN = f"Kế hoạch trẻ em xã Mường Phăng {YEAR}–{END}"
COMMUNE = "muong-phang-2025"
"""Made on 01/07/2025 of three communes, one of its own name: another unit with another key."""
PLAN_KEY = f"{COMMUNE}-{YEAR}-{END}"
VILLAGES = "Bản Co Mận\nBản Phăng\nThôn Đông Mệt"
PEOPLE = (
    "Lò Văn Hặc\t0912345611\tBản Co Mận\n"
    "Quàng Thị Yên\t0912345612\tBản Phăng\n"
    "Cà Văn Ín\t0912345613\tThôn Đông Mệt\n"
    "Tòng Thị Hương\t0912345614\tTrạm Y tế\n"
    "Vì Văn Dũng\t0912345615\tCông an xã"
)
HELPED = "Duy trì tỷ lệ trẻ em có hoàn cảnh đặc biệt được chăm sóc, nuôi dưỡng, trợ giúp đạt từ 95% trở lên."
STUNTED = (
    "Giảm tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi xuống dưới 18% vào năm "
    f"{YEAR} và dưới 15% vào năm {END}."
)
CARDS = "100% trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế theo quy định."
CORNERS = "Ít nhất 80% hộ gia đình có trẻ em bố trí góc học tập cho trẻ em."
VILLAGE_DAY = "Các thôn, bản báo cáo trước ngày 20/11 hằng năm."
COMMUNE_DAY = "UBND xã tổng hợp, báo cáo trước ngày 05/12 hằng năm."

# --- What stands in the database afterwards


def rows(data_dir: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
        return connection.execute(query).fetchall()


PLAN_ROW = """
    SELECT p.key, u.key, p.kind, p.number, p.signed_on, p.first_year, p.last_year, p.state, p.collects,
        p.asked_at IS NOT NULL
    FROM plans_plan p JOIN units_unit u ON u.id = p.issuer_id WHERE u.level = 'commune'
"""
TARGET_ROWS = """
    SELECT g.number, i.number, i.official_text, m.code, t.first_year, t.last_year, t.operator, t.value, t.flag
    FROM indicators_target t JOIN indicators_component c ON c.id = t.component_id
    JOIN indicators_measure m ON m.id = c.measure_id JOIN indicators_indicator i ON i.id = c.indicator_id
    JOIN plans_goal g ON g.id = i.goal_id JOIN plans_plan p ON p.id = i.plan_id
    JOIN units_unit u ON u.id = p.issuer_id WHERE u.level = 'commune' ORDER BY i.position, t.id
"""
OWN_MEASURES = """
    SELECT m.code, i.code, i.name, i.unit_word, i.source, i.nature, u.key, below.code
    FROM indicators_measure m JOIN indicators_dataitem i ON i.id = m.numerator_id
    JOIN units_unit u ON u.id = i.owner_id JOIN indicators_dataitem below ON below.id = m.denominator_id
    WHERE m.owner_id IS NOT NULL
"""
DUTIES = """
    SELECT i.number, r.part, u.key FROM indicators_responsibility r JOIN units_unit u ON u.id = r.unit_id
    JOIN indicators_indicator i ON i.id = r.indicator_id ORDER BY i.number, r.part
"""
DAYS = "SELECT duty, reporter_level, day, month, is_strict, words FROM plans_deadline ORDER BY position"
REPORTS = """
    SELECT d.year, d.kind, u.key, r.state FROM reporting_report r JOIN units_unit u ON u.id = r.unit_id
    JOIN reporting_round d ON d.id = r.round_id ORDER BY d.year, u.key
"""
FIGURES = """
    SELECT d.year, u.key, i.code, f.value FROM reporting_figure f
    JOIN indicators_dataitem i ON i.id = f.item_id JOIN reporting_report r ON r.id = f.report_id
    JOIN units_unit u ON u.id = r.unit_id JOIN reporting_round d ON d.id = r.round_id
    WHERE f.state = 'entered' ORDER BY d.year, i.code
"""
ACTS = """
    SELECT u.username, l.kind, l.act, COUNT(*) FROM units_logentry l JOIN units_user u ON u.id = l.by_id
    WHERE u.username != 'hoa.le' GROUP BY u.username, l.kind, l.act ORDER BY MIN(l.id)
"""
STEPS = """
    SELECT us.username, e.act FROM reporting_reportevent e JOIN units_user us ON us.id = e.by_id
    JOIN reporting_report r ON r.id = e.report_id JOIN units_unit u ON u.id = r.unit_id
    WHERE u.key = 'muong-phang-2025-ban-co-man' ORDER BY e.id
"""


def check_the_plan(data_dir: Path) -> None:
    assert rows(data_dir, PLAN_ROW) == [
        (PLAN_KEY, COMMUNE, "ke_hoach", "12/KH-UBND", f"{YEAR}-01-05", YEAR, END, "in_force", 1, 1)
    ]
    assert rows(data_dir, TARGET_ROWS) == [
        (1, "1", HELPED, "M2-08-HCDB-TG", None, None, "gte", 95, ""),
        (1, "2", STUNTED, "M1-04-ST", YEAR, YEAR, "lt", 18, ""),
        (1, "2", STUNTED, "M1-04-ST", END, END, "lt", 15, ""),
        (1, "3", CARDS, "X1-BHYT6", None, None, "gte", 100, ""),
        (2, "4", CORNERS, "RIENG-1", None, None, "gte", 80, ""),
    ]
    counted = ("rieng-1", "Số hộ gia đình có trẻ em bố trí góc học tập", "hộ", "village", "stock")
    assert rows(data_dir, OWN_MEASURES) == [("RIENG-1", *counted, COMMUNE, "ho-co-tre-em")]
    station = f"{COMMUNE}-tram-y-te"
    assert rows(data_dir, DUTIES) == [
        ("1", "lead", COMMUNE),
        ("1", "support", station),
        ("2", "lead", station),
        ("2", "support", COMMUNE),
        ("3", "lead", COMMUNE),
        ("4", "lead", COMMUNE),
    ]
    assert rows(data_dir, DAYS) == [
        ("year", "village", 20, 11, 0, VILLAGE_DAY),
        ("year", "commune", 5, 12, 0, COMMUNE_DAY),
    ]


def check_the_reports(data_dir: Path) -> None:
    """Of the rehearsal nothing is left; the old year is the commune's own report."""
    assert rows(data_dir, REPORTS) == [
        (LAST, "year", COMMUNE, "accepted"),
        (YEAR, "year", COMMUNE, "draft"),
        (YEAR, "year", f"{COMMUNE}-ban-co-man", "accepted"),
        (YEAR, "year", f"{COMMUNE}-ban-phang", "draft"),
        (YEAR, "year", f"{COMMUNE}-thon-dong-met", "draft"),
        (YEAR, "year", f"{COMMUNE}-tram-y-te", "draft"),
    ]
    village = f"{COMMUNE}-ban-co-man"
    assert rows(data_dir, FIGURES) == [
        (LAST, COMMUNE, "ho-co-tre-em", 400),
        (LAST, COMMUNE, "rieng-1", 300),
        (LAST, COMMUNE, "suy-dinh-duong-thap-coi", 40),
        (LAST, COMMUNE, "tre-duoi-5-can-do", 200),
        (LAST, COMMUNE, "tre-duoi-6", 240),
        (LAST, COMMUNE, "tre-duoi-6-co-the-dung-han", 238),
        (LAST, COMMUNE, "tre-hoan-canh-dac-biet", 12),
        (LAST, COMMUNE, "tre-hoan-canh-dac-biet-duoc-tro-giup", 11),
        (YEAR, village, "ho-co-tre-em", 120),
        (YEAR, village, "rieng-1", 90),
        (YEAR, village, "tre-hoan-canh-dac-biet", 4),
        (YEAR, village, "tre-hoan-canh-dac-biet-duoc-tro-giup", 4),
    ]


def check_the_log(data_dir: Path) -> None:
    """A line for every act, under the name of whoever did it."""
    mai, hac = "mai.xa-muong-phang", "hac.ban-co-man"
    assert rows(data_dir, ACTS) == [
        (mai, "person", "đặt mật khẩu của mình", 1),
        (mai, "unit", "thêm đơn vị", 5),
        (mai, "person", "tạo tài khoản", 5),
        (mai, "person", "giao vai trò", 5),
        (mai, "plan", "tạo kế hoạch nháp", 1),
        (mai, "target", "đặt số liệu riêng", 1),
        (mai, "plan", "đưa kế hoạch vào áp dụng", 1),
        (mai, "round", "mở năm cũ", 1),
        (mai, "round", "mở kỳ báo cáo", 2),
        (mai, "round", "bỏ kỳ chạy thử", 1),
        (hac, "person", "đặt mật khẩu của mình", 1),
    ]
    assert rows(data_dir, STEPS) == [
        (mai, "opened"),
        (hac, "submitted"),
        (mai, "check_started"),
        (mai, "accepted"),
    ]


def check_no_code_is_kept(data_dir: Path, codes: list[str]) -> None:
    """As it is read out in no file at all; as it is typed in no value of the database. Sort keys are left
    out: thousands of long rows of digits, in which any eight stand by chance sooner or later."""
    for path in data_dir.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            assert not [code for code in codes if code.encode() in kept], path
    typed = [code.replace(" ", "") for code in codes]
    (database,) = data_dir.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                columns = [name for name in row.keys() if not name.endswith("_sort")]  # noqa: SIM118
                found = [name for name in columns if any(code in str(row[name]) for code in typed)]
                assert not found, (table, found)
