"""What did a place reach against its plan? One table object for the page, the Excel file and the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from childplan.vietnamese import moment, short_date
from indicators.enums import Status
from indicators.summaries import who_answers
from plans.models import Plan
from reporting.models import Report, Round
from reporting.summaries.asked import Asked, Relation, asked_of, named_in
from reporting.summaries.contributors import Contributor, contributors
from reporting.summaries.differences import Difference, differences_of
from reporting.summaries.looks import Look
from reporting.summaries.sources import AsReported
from reporting.summaries.table_rows import Context, Group, Row, table_groups
from reporting.texts import Statement
from reporting.totals import Totals, from_communes_words
from units.enums import Level
from units.models import Unit
from units.summaries.places import names_on


@dataclass(frozen=True)
class Opened:
    """The row whose units stand open under it."""

    component_id: int
    children: list[Contributor] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A finished table with everything its head and foot say."""

    title: str
    plan_title: str
    place: str
    round_name: str
    year: int
    window: str
    edition: str  # "Chính thức" or "Tạm tính"
    is_official: bool
    is_estimate: bool
    made_at: str
    groups: list[Group]
    finding: str
    remarks: list[str]
    standing_remarks: tuple[str, ...] = ()  # those of the remarks that hold whatever rows the table has
    last_label: str = ""  # as what last year's results stand there: ước thực hiện, chính thức
    opened: Opened | None = None
    unit_key: str = ""
    round_key: str = ""
    is_public: bool = False

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def has_leads(self) -> bool:
        """Does the plan of the table say who answers for its Chỉ tiêu?"""
        return any(row.leads for row in self.rows)

    @property
    def has_targets(self) -> bool:
        """Is there a plan here or above? Else label, target and verdict would be empty columns."""
        return any(row.label for row in self.rows)

    @property
    def columns(self) -> int:
        """How many columns the page draws."""
        return 5 + 3 * self.has_targets + self.has_leads

    @property
    def rollup_columns(self) -> int:
        """How many columns the roll-up draws: both sums and the source have one of their own."""
        return 6 + 3 * self.has_targets

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def query(self) -> str:
        """What an address adds to come to the same edition elsewhere."""
        return Look(official=self.is_official).query


def plan_table(*, plan: Plan, round_: Round, official: bool, now: datetime) -> Table:
    """The annual table of a plan: its issuer's own totals against its targets."""
    return _table(
        source=AsReported(plan.issuer, round_, official=official),
        found=asked_of([(plan, Relation.OWN)], round_.year),
        now=now,
        title="Biểu kết quả thực hiện chỉ tiêu",
        plan=plan,
    )


def plan_table_from(source: AsReported, *, plan: Plan, relation: Relation, now: datetime) -> Table:
    """The table of one plan alone from a source of sums: of its issuer, or of a unit for which its targets
    are a reference."""
    return _table(
        source=source,
        found=asked_of([(plan, relation)], source.round_.year),
        now=now,
        title="Biểu kết quả thực hiện chỉ tiêu",
        plan=plan,
    )


def rollup_table(*, unit: Unit, round_: Round, official: bool, now: datetime) -> Table:
    """Everything that is counted at or below a place: its own plan's components, then those of the plans
    above it for reference, then the measures that only plans below it use."""
    return table_from(AsReported(unit, round_, official=official), now=now)


def table_from(source: AsReported, *, now: datetime, opened: int | None = None) -> Table:
    """The same from a source of sums; `opened`: the component whose units one level below stand under it."""
    relations = source.relations
    first = relations[0] if relations else None
    return _table(
        source=source,
        found=asked_of(relations, source.round_.year),
        now=now,
        title="Tổng hợp",
        plan=first[0] if first is not None and first[1] == Relation.OWN else None,
        opened=opened,
        differences=_differences(source),
    )


def _differences(source: AsReported) -> dict[int, Difference]:
    """By item where two kinds of unit of a commune counted the same thing apart; none anywhere else."""
    if source.unit.level != Level.COMMUNE:
        return {}
    report = (
        Report.objects.filter(unit=source.unit, round=source.round_).select_related("unit", "round").first()
    )
    return {each.pair.item_id: each for each in differences_of(report)} if report is not None else {}


def totals_of(unit: Unit, round_: Round, *, official: bool) -> Totals:
    """The totals a table is made of: the snapshot handed up if there is one, else what stands now."""
    return AsReported(unit, round_, official=official).totals


def texts_of(unit: Unit, round_: Round, *, official: bool) -> list[Statement]:
    """The texts that go with `totals_of`."""
    return AsReported(unit, round_, official=official).texts


def _table(
    *,
    source: AsReported,
    found: Sequence[Asked],
    now: datetime,
    title: str,
    plan: Plan | None,
    opened: int | None = None,
    differences: Mapping[int, Difference] | None = None,
) -> Table:
    unit, round_ = source.unit, source.round_
    names = {place.unit_id: place for place in source.stood[-1:]}
    writers = {said.unit_id for said in source.texts} - set(names)
    if writers:
        names |= names_on(round_.data_to, writers)
    indicators = {asked.component.indicator_id for asked in found}
    context = Context(
        source=source,
        answering=who_answers(indicators, round_.data_to),
        names=names,
        differences=differences or {},
    )
    groups = table_groups(found, context)
    rows = [row for group in groups for row in group.rows]
    standing = tuple(_standing_remarks(source))
    return Table(
        title=f"{round_.stamp} – {title}" if round_.stamp else title,
        plan_title=plan.full_title if plan else "",
        place=names[unit.pk].full_name if unit.pk in names else _called(source),
        round_name=round_.name,
        year=round_.year,
        window=f"{short_date(round_.data_from)}–{short_date(round_.data_to)}",
        edition="Chính thức" if source.official else "Tạm tính",
        is_official=source.official,
        is_estimate=round_.is_estimate,
        last_label=source.last_label,
        made_at=moment(now),
        groups=groups,
        finding=finding_of(rows),
        remarks=[*standing, *partial_remark(rows)],
        standing_remarks=standing,
        opened=_opened(opened, found, source),
        unit_key=unit.key,
        round_key=round_.key,
    )


def _called(source: AsReported) -> str:
    """A place that did not stand in the round, by the map that it is on."""
    return source.chain[-1].full_name if source.chain else str(source.unit)


def _opened(component_id: int | None, found: Sequence[Asked], source: AsReported) -> Opened | None:
    asked = named_in(component_id, found, source.round_.year) if component_id is not None else None
    if asked is None:
        return None
    return Opened(asked.component.pk, contributors(asked, source))


def finding_of(rows: Sequence[Row]) -> str:
    """“Trong 31 nội dung: 18 đạt, 4 chưa đạt …”: counted over the verdicts, nothing else."""
    judged = [
        row.verdict.status
        for row in rows
        if row.is_judged and row.verdict.status not in (Status.NO_TARGET, Status.NOT_APPLICABLE)
    ]
    if not judged:
        return ""
    words = [f"{judged.count(status)} {status.label.lower()}" for status in COUNTED if status in judged]
    return f"Trong {len(judged)} nội dung: {', '.join(words)}."


COUNTED = (
    Status.MET,
    Status.EXCEEDED,
    Status.NOT_MET,
    Status.MILESTONE_LATER,
    Status.NO_CASES,
    Status.NO_DATA,
    Status.UNREAD,
)


def _standing_remarks(source: AsReported) -> list[str]:
    remarks = []
    if source.round_.is_estimate:
        remarks.append(
            f"Số liệu ước thực hiện: kỳ số liệu kết thúc ngày {short_date(source.round_.data_to)} "
            "(Nghị định 09/2019/NĐ-CP)."
        )
    if source.last_label:
        remarks.append(f"Năm trước là số {source.last_label}.")
    if not source.official:
        remarks.append("Tạm tính: gồm cả số liệu chưa nộp hoặc chưa được duyệt.")
    from_communes = from_communes_words(source.totals)
    if from_communes:
        remarks.append(f"{from_communes}.")
    return remarks


def partial_remark(rows: Sequence[Row]) -> list[str]:
    """How many of the rows are still incomplete, if any is."""
    partial = sum(1 for row in rows if row.is_partial)
    return [f"{partial} nội dung chưa đủ số liệu của các đơn vị; xem cột Đủ số liệu."] if partial else []
