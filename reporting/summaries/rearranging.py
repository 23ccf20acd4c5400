"""What do reports, plans and years have to do with units that end? For the preview of a reorganisation.

Reports stay with the units that wrote them; a form of a round that closes without its unit is owed by nobody
(docs/adr/0016). Targets are never added up: whoever is new needs a plan of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from childplan.vietnamese import short_date
from indicators.models import Responsibility, Target
from indicators.numbers import format_number
from plans.enums import PlanState
from plans.models import Plan
from reporting.enums import ReportState
from reporting.models import Report, Round
from units.consequences import Consequence
from units.summaries.rearranging import in_parts

MOST_LISTED = 10

OLD_YEARS = (
    "Năm cũ giữ theo đơn vị cũ, tổng không đổi; đơn vị mới hiện tổng của các đơn vị vào toàn bộ, đánh dấu ◊; "
    "đơn vị bị chia đặt bên cạnh, không cộng."
)
NO_SUM = "Chỉ tiêu không cộng được: đơn vị mới cần kế hoạch của mình; trước đó hiện chỉ tiêu cũ để tham khảo."


def concerned_by_ending(unit_ids: Sequence[int], day: date) -> list[Consequence]:
    """Open rounds, old years, plans with their targets, and who answers for what; from the ids of units that
    end the day before. A fixed number of queries for every 5,000 units."""
    return [
        *_reports(unit_ids, day),
        *_plans(unit_ids),
        *_responsibilities(unit_ids),
    ]


def _reports(unit_ids: Sequence[int], day: date) -> list[Consequence]:
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for some in in_parts(unit_ids):
        rows = Report.objects.filter(unit__in=some).values("round_id").order_by()
        for row in rows.annotate(all=Count("pk"), accepted=Count("pk", filter=Q(state=ReportState.ACCEPTED))):
            counted[row["round_id"]].update(all=row["all"], accepted=row["accepted"])
    rounds = list(Round.objects.filter(pk__in=counted).order_by("data_to", "pk"))
    open_then = [round_ for round_ in rounds if round_.data_to >= day]
    old = [round_ for round_ in rounds if round_.data_to < day and not round_.is_rehearsal]
    found = []
    if open_then:
        found.append(
            Consequence("Phiếu đang giao", tuple(_round_line(one, counted[one.pk]) for one in open_then))
        )
    if old:
        reports = sum(counted[one.pk]["all"] for one in old)
        years = sorted({one.data_to.year for one in old})
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        found.append(
            Consequence("Số liệu các năm", (f"{span}: {format_number(reports)} báo cáo. {OLD_YEARS}",))
        )
    return found


def _round_line(round_: Round, counted: Counter[str]) -> str:
    owed = counted["all"] - counted["accepted"]
    said = [
        f"Kỳ {round_.name[:1].lower()}{round_.name[1:]} (đến hết {short_date(round_.data_to)}): "
        f"{format_number(counted['all'])} phiếu của đơn vị không còn"
    ]
    if owed:
        said.append(f"{format_number(owed)} chưa duyệt thành “không phải nộp”")
    if counted["accepted"]:
        said.append(f"{format_number(counted['accepted'])} đã duyệt giữ nguyên")
    return f"{'; '.join(said)}. Đơn vị mới báo cáo cả kỳ."


def _plans(unit_ids: Sequence[int]) -> list[Consequence]:
    plans: list[Plan] = []
    targets = 0
    for some in in_parts(unit_ids):
        mine = Plan.objects.filter(issuer__in=some, state=PlanState.IN_FORCE)
        plans += mine.order_by("issuer_id", "first_year", "pk")
        targets += Target.objects.filter(component__indicator__plan__in=mine.values("pk")).count()
    if not plans:
        return []
    lines = [f"{plan.full_title} ({plan.years})" for plan in plans[:MOST_LISTED]]
    if len(plans) > MOST_LISTED:
        lines.append(f"… và {format_number(len(plans) - MOST_LISTED)} kế hoạch khác.")
    if targets:
        lines.append(f"{format_number(targets)} mốc chỉ tiêu. {NO_SUM}")
    return [Consequence("Kế hoạch của đơn vị không còn", tuple(lines))]


def _responsibilities(unit_ids: Sequence[int]) -> list[Consequence]:
    """Of plans that go on: who led or supported and is gone."""
    gone = set(unit_ids)
    count = 0
    for some in in_parts(unit_ids):
        rows = Responsibility.objects.filter(unit__in=some, indicator__plan__state=PlanState.IN_FORCE)
        by_issuer = rows.values_list("indicator__plan__issuer").annotate(count=Count("pk"))
        count += sum(number for issuer_id, number in by_issuer if issuer_id not in gone)
    if not count:
        return []
    line = f"{format_number(count)} phân công chủ trì, phối hợp trong kế hoạch của nơi khác; phân công lại."
    return [Consequence("Phân công chỉ tiêu", (line,))]
