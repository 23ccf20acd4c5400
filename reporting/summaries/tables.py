"""What did a place reach against its plan? One table object for the page, the Excel file and the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from childplan.vietnamese import moment, short_date
from indicators.enums import Status
from plans.models import Plan
from reporting.enums import ReportState
from reporting.models import Report, Round
from reporting.summaries.table_rows import (
    Context,
    Group,
    Relation,
    Row,
    fresh_totals,
    levels_asked,
    table_groups,
)
from reporting.texts import Statement, official_texts, provisional_texts, snapshot_texts
from reporting.totals import (
    Totals,
    official_totals,
    provisional_totals,
    snapshot_of,
)
from reporting.years import label_of, round_that_counts, year_before
from units.models import Unit
from units.summaries.places import chain_on, names_on

PROVISIONAL = "tam-tinh"
"""The word in an address that asks for provisional figures."""


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
    last_label: str = ""  # as what last year's results stand there: ước thực hiện, chính thức

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
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def query(self) -> str:
        """What an address adds to come to the same edition elsewhere."""
        return "" if self.is_official else f"?so={PROVISIONAL}"


def plan_table(*, plan: Plan, round_: Round, official: bool, now: datetime) -> Table:
    """The annual table of a plan: its issuer's own totals against its targets."""
    return _table(
        unit=plan.issuer,
        round_=round_,
        official=official,
        now=now,
        relations=[(plan, Relation.OWN)],
        title="Biểu kết quả thực hiện chỉ tiêu",
    )


def rollup_table(*, unit: Unit, round_: Round, official: bool, now: datetime) -> Table:
    """Everything that is counted at or below a place: its own plan's components, then those of the plans
    above it for reference, then the measures that only plans below it use."""
    return _table(
        unit=unit,
        round_=round_,
        official=official,
        now=now,
        relations=_relations(unit, round_),
        title="Tổng hợp",
    )


def _relations(unit: Unit, round_: Round) -> list[tuple[Plan, Relation]]:
    day = round_.data_to
    plans = Plan.objects.in_year(round_.year).collecting().select_related("issuer")
    chain = [place.unit_id for place in chain_on(day, unit)]
    above = plans.filter(issuer__in=chain)
    below = plans.filter(issuer__in=Unit.objects.under(unit, day=day).values("pk")).exclude(issuer=unit)
    nearest_first = sorted(above, key=lambda plan: (-chain.index(plan.issuer_id), plan.key))
    return [
        (plan, Relation.OWN if plan.issuer_id == unit.pk else Relation.ABOVE) for plan in nearest_first
    ] + [(plan, Relation.BELOW) for plan in below.order_by("key")]


def totals_of(unit: Unit, round_: Round, *, official: bool) -> Totals:
    """The totals a table is made of: the snapshot handed up if there is one, else what stands now."""
    if not official:
        return provisional_totals(unit, round_)
    report = _handed_in(unit, round_)
    return snapshot_of(report) if report is not None else official_totals(unit, round_)


def texts_of(unit: Unit, round_: Round, *, official: bool) -> list[Statement]:
    """The texts that go with `totals_of`."""
    if not official:
        return provisional_texts(unit, round_)
    report = _handed_in(unit, round_)
    return snapshot_texts(report) if report is not None else official_texts(unit, round_)


def _handed_in(unit: Unit, round_: Round) -> Report | None:
    """The place's report, if it stands handed in: then its snapshot is what counts."""
    return Report.objects.filter(
        unit=unit, round=round_, state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED)
    ).first()


def _table(
    *,
    unit: Unit,
    round_: Round,
    official: bool,
    now: datetime,
    relations: Sequence[tuple[Plan, Relation]],
    title: str,
) -> Table:
    # Of a place the year is final when its own final report was accepted, whatever stands below.
    before = round_that_counts(unit, year_before(round_))
    now_totals = totals_of(unit, round_, official=official)
    last_totals = totals_of(unit, before, official=True) if before is not None else {}
    day = round_.data_to
    fresh = fresh_totals(unit, round_) if official else None
    texts = texts_of(unit, round_, official=official)
    fresh_texts = official_texts(unit, round_) if fresh is not None else []
    # The place itself is named along: where nobody wrote anything the page asks as often as elsewhere.
    names = names_on(day, [unit.pk, *(said.unit_id for said in texts)])
    context = Context(
        unit=unit,
        round_=round_,
        totals=now_totals,
        last=last_totals,
        levels=levels_asked(unit, round_),
        fresh=fresh,
        texts=texts,
        fresh_texts=fresh_texts,
        names=names,
    )
    groups = table_groups(relations, context)
    plan = relations[0][0] if relations and relations[0][1] == Relation.OWN else None
    rows = [row for group in groups for row in group.rows]
    return Table(
        title=f"{round_.stamp} – {title}" if round_.stamp else title,
        plan_title=plan.full_title if plan else "",
        place=names[unit.pk].full_name if unit.pk in names else str(unit),
        round_name=round_.name,
        year=round_.year,
        window=f"{short_date(round_.data_from)}–{short_date(round_.data_to)}",
        edition="Chính thức" if official else "Tạm tính",
        is_official=official,
        is_estimate=round_.is_estimate,
        last_label=label_of(before),
        made_at=moment(now),
        groups=groups,
        finding=_finding(rows),
        remarks=_remarks(round_, official, rows, label_of(before)),
    )


def _finding(rows: Sequence[Row]) -> str:
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


def _remarks(round_: Round, official: bool, rows: Sequence[Row], last_label: str) -> list[str]:
    remarks = []
    if round_.is_estimate:
        remarks.append(
            f"Số liệu ước thực hiện: kỳ số liệu kết thúc ngày {short_date(round_.data_to)} "
            "(Nghị định 09/2019/NĐ-CP)."
        )
    if last_label:
        remarks.append(f"Năm trước là số {last_label}.")
    if not official:
        remarks.append("Tạm tính: gồm cả số liệu chưa nộp hoặc chưa được duyệt.")
    partial = sum(1 for row in rows if row.is_partial)
    if partial:
        remarks.append(f"{partial} nội dung chưa đủ số liệu của các đơn vị; xem cột Đủ số liệu.")
    return remarks
