"""Xem cách tính: how did a number come about? The rule, who put what in, the sum, the division."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from childplan.vietnamese import moment, short_date
from indicators.enums import Method, Nature, Window
from indicators.models import DataItem
from indicators.numbers import format_money, format_number, round_half_up
from indicators.steps import capitalised
from reporting.enums import ReportState
from reporting.models import Report
from reporting.rollup import Outcome, Result
from reporting.summaries.asked import Asked, Relation, asked_of, named_in
from reporting.summaries.contributors import Contributor, contributors, part_words, sent_words
from reporting.summaries.coverage import coverage_of
from reporting.summaries.results import print_result, result_of
from reporting.summaries.settled_lines import SettledLine, settled_lines
from reporting.summaries.sources import AsReported
from reporting.summaries.table_rows import Context, Row, row_of
from reporting.totals import Totals
from reporting.totals_below import together
from reporting.years import label_of
from units.enums import Area
from units.summaries.places import names_on

EXACT_DIGITS = 6
"""So many digits of a division are written before it is rounded; “…” says that there are more."""

_VOTES = (
    "Số đơn vị trả lời “Có” × 100 ÷ số đơn vị đã trả lời. Mỗi đơn vị nguồn là một câu trả lời; cấp trung "
    "gian không tính thành một phiếu."
)
RULES = {
    Method.RATIO: "Cộng tử số của các đơn vị, cộng mẫu số của các đơn vị, rồi chia một lần: "
    "tổng tử số × {base} ÷ tổng mẫu số. Không lấy trung bình các tỷ lệ.",
    Method.SHARE_YES: _VOTES,
    Method.YES_NO: _VOTES,
    Method.YEAR_ON_YEAR: "Mức giảm = (tổng năm trước − tổng năm nay) × 100 ÷ tổng năm trước, cả hai tổng chỉ "
    "trên các đơn vị có đủ hai năm{matched}. Năm trước lấy số chính thức đã duyệt; chưa có thì lấy ước thực "
    "hiện đã duyệt.",
    Method.COUNT: "Cộng số của các đơn vị.",
    Method.MONEY: "Cộng số tiền của các đơn vị.",
    Method.LEVEL: "Đếm số đơn vị ở mỗi mức độ. Không có tổng và không có trung bình.",
    Method.STATE: "Đếm số đơn vị ở mỗi tình trạng. Không có tổng và không có trung bình.",
    Method.TEXT: "Nội dung của từng đơn vị được liệt kê, không cộng.",
    Method.RATE_GIVEN: "Tỷ lệ cho sẵn không có số đếm nên không cộng được; từng đơn vị đứng riêng.",
}
HEADS = {
    Method.RATIO: ("Tử số", "Mẫu số"),
    Method.SHARE_YES: ("Trả lời “Có”", "Đã trả lời"),
    Method.YES_NO: ("Trả lời “Có”", "Đã trả lời"),
    Method.YEAR_ON_YEAR: ("Năm nay", "Năm trước"),
    Method.COUNT: ("Số liệu", ""),
    Method.MONEY: ("Số tiền", ""),
}
"""What stands over the two columns of a ledger; a method that is not here has no parts."""

EDITIONS = {
    True: "Chính thức: ô của chính đơn vị và báo cáo đã duyệt một cấp dưới.",
    False: "Tạm tính: mọi số đã nhập, kể cả chưa nộp hoặc chưa duyệt.",
}


@dataclass(frozen=True)
class ItemWords:
    """One of the two figures: what it is, who types it, of which time it speaks."""

    part: str
    name: str
    source: str
    when: str


@dataclass(frozen=True)
class Now:
    """What the units below come to today, where the place has handed up something else."""

    parts: str
    result: str
    coverage: str


@dataclass(frozen=True)
class Ledger:
    """Everything behind one result of a place. `row`: as its table shows it. `heads`: over the two columns,
    "" for one that is not drawn. `sum_*`: over the rows that count, choices between sources included."""

    component_id: int
    place: str
    row: Row
    plan: str
    is_own: bool
    heads: tuple[str, str]
    rules: list[str]
    items: list[ItemWords]
    rows: list[Contributor]
    choices: list[SettledLine]
    sum_numerator: str
    sum_denominator: str
    sum_coverage: str
    division: str
    rounding: str
    edition: str
    handed_in: str
    round_name: str
    window: str
    is_official: bool
    now: Now | None = None

    @property
    def columns(self) -> int:
        """How many columns its table has."""
        return 4 + (sum(map(bool, self.heads)) or 1)

    @property
    def has_parts(self) -> bool:
        return bool(self.heads[0])


def ledger(source: AsReported, component_id: int) -> Ledger | None:
    """The ledger of a component at a place; None where no plan asks for it there. A fixed number of
    queries."""
    found = asked_of(source.relations, source.round_.year)
    asked = named_in(component_id, found, source.round_.year)
    if asked is None:
        return None
    component = asked.component
    method = Method(component.measure.method)
    writers = names_on(source.round_.data_to, [source.unit.pk, *(said.unit_id for said in source.texts)])
    row = row_of(asked, Context(source=source, names=writers))
    rows = contributors(asked, source)
    summed = together(source.of_children)
    standing = result_of(component, summed, base=asked.base)
    result = result_of(component, source.totals, base=asked.base)
    numerator, denominator = part_words(standing, method)
    return Ledger(
        component_id=component.pk,
        place=source.chain[-1].full_name,
        row=row,
        plan=asked.plan.short_title,
        is_own=asked.relation == Relation.OWN,
        heads=HEADS.get(method, ("", "")),
        rules=_rules(asked, source, row),
        items=_items(asked, source),
        rows=rows,
        choices=settled_lines(asked, source),
        sum_numerator=numerator,
        sum_denominator=denominator,
        sum_coverage=coverage_of(component, standing, summed, source.levels),
        division=_division(result, method, asked.base),
        rounding=_rounding(result, row),
        edition=EDITIONS[source.official],
        handed_in=_handed_in(source.handed_in) if source.official else "",
        round_name=source.round_.name,
        window=f"{short_date(source.round_.data_from)}–{short_date(source.round_.data_to)}",
        is_official=source.official,
        now=_now(asked, source, summed, result),
    )


def _rules(asked: Asked, source: AsReported, row: Row) -> list[str]:
    measure = asked.component.measure
    matched = f": {row.coverage} có đủ hai năm" if row.coverage else ""
    rules = [RULES[Method(measure.method)].format(base=format_number(asked.base), matched=matched)]
    if measure.area:
        rules.append(f"Chỉ tính địa bàn {Area(measure.area).label.lower()}.")
    label = label_of(source.round_)
    if label:
        rules.append(f"Số của năm là số {label}.")
    rules.append(
        f"Đơn vị và cấp trên theo cây ngày {short_date(source.round_.data_to)}, ngày cuối của kỳ số liệu."
    )
    return rules + source.remarks


def _items(asked: Asked, source: AsReported) -> list[ItemWords]:
    component = asked.component
    whole = component.denominator
    first = _item_words("Tử số" if whole is not None else "Số liệu", component.numerator, source)
    return [first, _item_words("Mẫu số", whole, source)] if whole is not None else [first]


def _item_words(part: str, item: DataItem, source: AsReported) -> ItemWords:
    window = item.get_window_display().lower()
    if item.window == Window.ROUND and item.nature == Nature.STOCK:
        window = f"ngày {short_date(source.round_.data_to)}"
    elif item.window == Window.ROUND:
        window = f"{short_date(source.round_.data_from)}–{short_date(source.round_.data_to)}"
    elif item.window_day:
        window = f"ngày {item.window_day.replace('-', '/')}"
    by = item.get_source_display()
    if item.check_source:
        by = f"{by} (đối chiếu: {item.get_check_source_display().lower()})"
    return ItemWords(part, item.name, by, f"{item.get_nature_display().lower()}, {window}")


def _division(result: Result, method: Method, base: int) -> str:
    """“51 × 100 ÷ 600 = 8,5”: the sum as it is worked out, before anything is rounded."""
    if result.outcome != Outcome.VALUE or result.value is None:
        return ""
    if method in (Method.COUNT, Method.MONEY):
        return format_money(result.value) if method == Method.MONEY else format_number(result.value)
    if result.numerator is None or result.denominator is None:
        return ""
    above, below = format_number(result.numerator), format_number(result.denominator)
    worked = exact_words(result.value)
    if method == Method.YEAR_ON_YEAR:
        return f"({below} − {above}) × 100 ÷ {below} = {worked}"
    per = base if method == Method.RATIO else 100
    return f"{above} × {format_number(per)} ÷ {below} = {worked}"


def exact_words(value: Fraction) -> str:
    """All digits of a number, or the first six and “…”."""
    cut = Fraction(int(abs(value) * 10**EXACT_DIGITS), 10**EXACT_DIGITS)
    signed = -cut if value < 0 else cut
    return format_number(value) if signed == value else f"{format_number(signed, EXACT_DIGITS)}…"


def _rounding(result: Result, row: Row) -> str:
    """What is printed of it, where something was left out."""
    number = row.result.number
    if result.value is None or number is None or Fraction(number) == result.value:
        return ""
    plain = round_half_up(result.value, row.result.decimals) == Fraction(number)
    how = "Làm tròn một lần, khi in" if plain else "Cắt sao cho số in ra không trái với đánh giá"
    return f"{how}: {row.result.text}"


def _handed_in(report: Report | None) -> str:
    """Which submission the sums are those of; "" while the place has handed nothing up."""
    if report is None:
        return ""
    words = f"Số đã nộp lên lần {report.submissions}: {sent_words(report)}"
    if report.state == ReportState.ACCEPTED and report.accepted_by and report.accepted_at:
        words += f"; duyệt: {report.accepted_by.full_name}, {moment(report.accepted_at)}"
    return f"{words}."


def _now(asked: Asked, source: AsReported, summed: Totals, handed_up: Result) -> Now | None:
    if source.fresh is None:
        return None
    component = asked.component
    result = result_of(component, summed, base=asked.base)
    parts = ("numerator", "denominator", "value", "outcome", "steps", "coverage")
    if all(getattr(result, part) == getattr(handed_up, part) for part in parts):
        return None
    text = print_result(result, component.measure, asked.base)[0]
    return Now(
        parts=text.parts,
        result=text.words,
        coverage=coverage_of(component, result, summed, source.levels),
    )


def title_of(found: Ledger) -> str:
    """“1.1 Trẻ em có hoàn cảnh đặc biệt”."""
    return f"{found.row.label} {capitalised(found.row.short_name)}".strip()
