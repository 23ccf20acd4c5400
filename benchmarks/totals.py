"""Does a district's table come at once? Official and provisional, 22 communes, against one sum in plain SQL.

The floor adds the figures of the same round below the same district, and does nothing else: no targets, no
coverage, no last year, no words. `./run bench totals`, or `python -m benchmarks.totals`.
"""

import io
import sys

from django.core.management import call_command

from benchmarks.ratios import Comparison, run, sql

DISTRICT, PLAN, ROUND = "tan-yen", "004", "2023-nam"
COMMUNES = 22
SUM = """
    SELECT f.item_id, r.area, SUM(f.value), COUNT(*), SUM(f.answered)
    FROM reporting_figure f
    JOIN reporting_report r ON r.id = f.report_id
    JOIN units_placement p ON p.unit_id = r.unit_id
    LEFT JOIN units_placement q ON q.unit_id = p.parent_id
    WHERE r.round_id = %s AND NOT f.is_check AND (p.parent_id = %s OR q.parent_id = %s)
    GROUP BY f.item_id, r.area
"""


def comparisons() -> list[Comparison]:
    from childplan import clock
    from plans.models import Plan
    from reporting.models import Round
    from reporting.summaries.tables import plan_table, rollup_table
    from units.models import Placement, Unit

    call_command("load_demonstration", stdout=io.StringIO())
    plan, round_ = Plan.objects.get(key=PLAN), Round.objects.get(key=ROUND)
    district = Unit.objects.get(key=DISTRICT)
    assert Placement.objects.as_of(round_.data_to).filter(parent=district).count() >= COMMUNES

    def table(*, official: bool) -> None:
        assert plan_table(plan=plan, round_=round_, official=official, now=clock.now()).rows

    def rollup() -> None:
        assert rollup_table(unit=district, round_=round_, official=True, now=clock.now()).rows

    def one_sum() -> None:
        assert sql(SUM, round_.pk, district.pk, district.pk)

    floor = "một phép cộng"
    return [
        Comparison(f"biểu năm, chính thức / {floor}", lambda: table(official=True), one_sum, 100),
        Comparison(f"biểu năm, tạm tính / {floor}", lambda: table(official=False), one_sum, 100),
        Comparison(f"tổng hợp, chính thức / {floor}", rollup, one_sum, 100),
    ]


if __name__ == "__main__":
    sys.exit(run(comparisons))
