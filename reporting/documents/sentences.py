"""How is one result told in a signed report? From finished rows to Vietnamese, and nothing worked out here.

Pure: rows, results and verdicts of `reporting.summaries` in, sentences out. Signs become words (“< 10%” is
“dưới 10%”), dates and numbers are those of the row.
"""

from __future__ import annotations

from collections.abc import Iterable

from indicators.enums import Method, Status
from indicators.steps import capitalised
from reporting.chips import RATES_APART
from reporting.documents.public import FEW, HIDDEN
from reporting.rollup import Outcome
from reporting.summaries.annual import lower_first
from reporting.summaries.table_rows import Row
from reporting.summaries.year_change import change_of

MOST_QUOTED = 400
"""So many characters of what the place itself wrote stand in the text; longer words stand in the annex."""
NO_FIGURES = "chưa có số liệu"
VERDICTS = {Status.MET: "đạt", Status.EXCEEDED: "vượt", Status.NOT_MET: "chưa đạt"}
SIGNS = {"<": "dưới {}", ">": "trên {}", "≤": "không quá {}", "≥": "từ {} trở lên", "=": "{}"}
WISHES = ("tăng", "giảm", "duy trì")
"""Targets that are a verb."""


def target_in_words(text: str) -> str:
    """“< 10%” → “dưới 10%”, “≥ 95%” → “từ 95% trở lên”; 100% and 0 are themselves, nothing lies beyond."""
    text = text.replace("\u00a0", " ")
    sign, _, value = text.partition(" ")
    if sign not in SIGNS:
        return text
    is_an_end = (sign, value) in (("≥", "100%"), ("≤", "0%"), ("≤", "0"))
    return value if is_an_end else SIGNS[sign].format(value)


def line_of(row: Row, *, then: str, when: str) -> str:
    """“- 3.1. Suy dinh dưỡng thể thấp còi: 11,4% (27/236); chỉ tiêu dưới 10%: chưa đạt; giảm 1,1 điểm % so
    với năm 2023 (12,5%).” `then`: the time a year before, “năm 2023”; `when`: “trong năm”."""
    return f"- {row.label}. {capitalised(row.short_name)}: {said_of(row, then=then, when=when)}"


def is_unsaid(row: Row) -> bool:
    """Is there nothing to tell of it but that there are no figures?"""
    is_nothing = row.result.is_nothing and row.result.outcome != Outcome.NO_CASES
    is_asked = row.verdict.status != Status.NOT_APPLICABLE and not _is_withheld(row)
    return is_nothing and is_asked and _without_result(row) == NO_FIGURES


def line_of_unsaid(rows: Iterable[Row]) -> str:
    """“- Chưa có số liệu: 3.1. tỷ suất tử vong sơ sinh; 4.2. …”: together, because nothing else is said."""
    named = "; ".join(f"{row.label}. {lower_first(row.short_name)}" for row in rows)
    return f"- {capitalised(NO_FIGURES)}: {named}."


def said_of(row: Row, *, then: str, when: str) -> str:
    """What stands behind the name. `then` is empty where no other year is to be held against."""
    status = row.verdict.status
    if status == Status.NOT_APPLICABLE:
        return "không áp dụng trên địa bàn này."
    if _is_withheld(row):
        return f"{_withheld(row)}."
    if row.result.outcome == Outcome.NO_CASES:
        return f"{' '.join(part for part in ('không phát sinh', when) if part)}{_of_units(row)}."
    if row.result.is_nothing:
        return f"{_without_result(row)}."
    parts = [result_words(row), _judged(row), change_of(row, then).words if then else ""]
    return f"{'; '.join(part for part in parts if part)}{_flagged(row)}."


def result_words(row: Row) -> str:
    """“11,4% (27/236)”, “1,3% (9/708; số liệu của 8/9 thôn)”, “có”."""
    result = row.result
    if result.outcome == Outcome.LISTED:
        return _written(row)
    if row.method == Method.YEAR_ON_YEAR and result.outcome == Outcome.VALUE:
        return _with(result.text, [_from_to(row), _coverage(row)])
    text = lower_first(result.text) if result.number is None else result.text
    parts = "" if result.outcome == Outcome.FROM_ZERO else result.parts  # both counts are in its words
    return _with(text + _mark(row), [parts, _counted_in(row), _coverage(row)])


def short_words(row: Row) -> str:
    """Name and number alone, for a list of several: “suy dinh dưỡng thể thấp còi 11,4%”. Of yes and no the
    heading of the list says which, and levels stand under II."""
    name = lower_first(row.short_name)
    return f"{name} {row.result.text}" if row.result.number is not None else name


def with_target(row: Row) -> str:
    """“suy dinh dưỡng thể thấp còi 11,4% (chỉ tiêu dưới 10%)”."""
    said = short_words(row)
    asked = "" if _is_one_answer(row) else _asked(row)
    return f"{said} ({asked})" if asked else said


def names_of(rows: Iterable[Row]) -> str:
    return "; ".join(lower_first(row.short_name) for row in rows)


def year_words(row: Row | None) -> str:
    """One year inside a line over several: “13,5% (32/237)”, “chưa có số liệu”."""
    if row is None or row.verdict.status == Status.NOT_APPLICABLE:
        return "không áp dụng" if row is not None else NO_FIGURES
    if _is_withheld(row):
        return _withheld(row)
    if row.result.outcome == Outcome.NO_CASES:
        return "không phát sinh"
    if row.result.is_nothing:
        return NO_FIGURES
    return result_words(row)


# --- Parts of a sentence


def _with(text: str, more: Iterable[str]) -> str:
    inside = "; ".join(part for part in more if part)
    return f"{text} ({inside})" if inside else text


def _mark(row: Row) -> str:
    return f" {row.mark}" if row.mark else ""


def _coverage(row: Row) -> str:
    return f"số liệu của {row.coverage}" if row.is_partial and row.coverage else ""


def _counted_in(row: Row) -> str:
    """Of levels and states, which are counted unit by unit: “tính theo huyện”."""
    is_counted = row.result.outcome == Outcome.STEPS and ": " in row.result.text
    noun = row.coverage.partition(" ")[2]
    return f"tính theo {noun}" if is_counted and noun else ""


def _of_units(row: Row) -> str:
    return f" ({_coverage(row)})" if _coverage(row) else ""


def _from_to(row: Row) -> str:
    """“từ 12 xuống 5”: the two counts behind a change from year to year."""
    now, last = row.result.numerator, row.result.denominator
    if now is None or last is None:
        return ""
    way = "xuống" if now < last else "lên"
    return f"từ {row.denominator} {way} {row.numerator}" if now != last else f"vẫn là {row.numerator}"


def _written(row: Row) -> str:
    """What one unit wrote, if it is short; of several that they wrote."""
    if len(row.writings) == 1 and len(row.writings[0].text) <= MOST_QUOTED:
        return " ".join(row.writings[0].text.split()).rstrip(".;")
    return f"{lower_first(row.result.text)}, nội dung tại biểu kèm theo"


def _is_withheld(row: Row) -> bool:
    """Is this year's result not for everybody? Last year's alone may be withheld as well."""
    return row.is_withheld and row.result.text in (FEW, HIDDEN)


def _withheld(row: Row) -> str:
    """What everybody may read of small numbers (`documents.public`)."""
    is_few = row.numerator == FEW and row.method != Method.YEAR_ON_YEAR
    return "dưới 5 trường hợp" if is_few else "không công khai số liệu"


def _without_result(row: Row) -> str:
    if row.result.parts:
        why = f"mới có {_coverage(row)}" if _coverage(row) else ""
        return _with("chưa tính được kết quả", [row.result.parts, why])
    missing = "chưa thu thập được số liệu" if row.not_collected else NO_FIGURES
    if row.method == Method.YEAR_ON_YEAR and not row.not_collected:
        missing = "chưa có đủ số liệu hai năm để so sánh"
    is_one = row.coverage.startswith("0/1 ")
    return _with(missing, [f"{row.coverage} đã báo cáo" if row.is_partial and not is_one else ""])


def _is_one_answer(row: Row) -> bool:
    """Yes or no of one unit: what is asked is that it says yes."""
    return row.method in (Method.YES_NO, Method.SHARE_YES) and row.result.number is None


def _asked(row: Row) -> str:
    """“chỉ tiêu dưới 10%”, “chỉ tiêu đến năm 2025 từ 82% trở lên”, “yêu cầu giảm”; "" where nothing is."""
    if row.target.is_nothing or not row.target.text or row.verdict.status == Status.UNREAD:
        return ""
    words = target_in_words(row.target.text)
    if words in WISHES:
        return f"yêu cầu {words}"
    by = f"đến năm {row.target.milestone.removeprefix('mốc ')} " if row.target.milestone else ""
    return f"chỉ tiêu {by}{words}"


def distance_words(row: Row) -> str:
    """“còn cách 1,3 điểm %”, “đã đạt mức của mốc”, before a milestone."""
    distance = row.verdict.distance
    if distance.startswith("còn "):
        return f"còn cách {distance.removeprefix('còn ')}"
    return distance or "chưa đến mốc"


def _judged(row: Row) -> str:
    status, asked = row.verdict.status, _asked(row)
    if status in VERDICTS:
        if _is_one_answer(row):
            return f"{VERDICTS[status]} chỉ tiêu"
        return f"{asked}: {VERDICTS[status]}" if asked else VERDICTS[status]
    if status == Status.MILESTONE_LATER:
        return f"{asked}: {distance_words(row)}"
    if status == Status.UNREAD:
        return "chỉ tiêu chờ xác nhận cách đọc, chưa đánh giá"
    if status == Status.NO_TARGET:
        return "không đánh giá" if row.verdict.chip == RATES_APART else ""
    if status == Status.NO_DATA:
        return f"{asked}, chưa có số năm trước để so sánh" if asked else ""
    return "" if _is_one_answer(row) or not asked else asked


def _flagged(row: Row) -> str:
    """Words that cannot be right are quoted as they were signed, with the reading beside them."""
    target = row.target
    if not target.needs_confirmation or not target.words:
        return ""
    words = f". Văn bản ghi “{target.words.strip().rstrip('.;,')}”"
    if not target.reading:
        return f"{words}, chưa được xác nhận cách đọc"
    return f"{words}. Cách hiểu: {target.reading.rstrip('.')}. Cách hiểu này chưa được xác nhận"
