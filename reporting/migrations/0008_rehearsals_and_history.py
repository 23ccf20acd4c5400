"""A round can be rehearsed and thrown away, a merged item takes its stored sums along, and old years come in."""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from childplan.migration_operations import append_only, let_go

# How each log finds its report. What was only rehearsed may be thrown away, children before their parents.
REPORT_OF = {
    "figurechange": "SELECT report_id FROM reporting_figure WHERE id = OLD.figure_id",
    "explanation": "SELECT report_id FROM reporting_figure WHERE id = OLD.figure_id",
    "reportevent": "SELECT OLD.report_id",
    "reviewcomment": "SELECT report_id FROM reporting_reportevent WHERE id = OLD.event_id",
    "commentanswer": "SELECT e.report_id FROM reporting_reviewcomment c "
    "JOIN reporting_reportevent e ON e.id = c.event_id WHERE c.id = OLD.comment_id",
    "reminder": "SELECT OLD.report_id",
    "total": "SELECT OLD.report_id",
    "totaltext": "SELECT OLD.report_id",
}
# A snapshot stays what it was; only the name of what it counts changes, and only to what it was merged into.
SAME_SUM = (
    "EXISTS (SELECT 1 FROM indicators_dataitem i WHERE i.id = OLD.item_id AND i.merged_into_id = NEW.item_id)"
    + "".join(
        f" AND NEW.{column} = OLD.{column}"
        for column in (
            *("id", "report_id", "edition", "area", "value", "yes_answered", "asked", "answered"),
            *("no_cases", "not_collected", "matched_units", "matched_value", "matched_previous"),
            *("step_0", "step_1", "step_2", "step_3", "fell"),
        )
    )
)


def only_rehearsed(report: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM reporting_report r JOIN reporting_round o ON o.id = r.round_id "
        f"WHERE o.kind = 'rehearsal' AND r.id = ({report}))"
    )


TASKS_OF_A_REHEARSAL = (
    "EXISTS (SELECT 1 FROM reporting_round o WHERE o.kind = 'rehearsal' AND o.id = OLD.round_id)"
)
BEFORE = [let_go(append_only(f"reporting_{table}")) for table in (*REPORT_OF, "taskresult")]
AFTER = [
    append_only(
        f"reporting_{table}",
        removable_if=only_rehearsed(report),
        changeable_if=SAME_SUM if table == "total" else "",
    )
    for table, report in REPORT_OF.items()
]
AFTER.append(append_only("reporting_taskresult", removable_if=TASKS_OF_A_REHEARSAL))


def say_who_was_asked(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Plans for which rounds were opened before plans kept it themselves."""
    opening = apps.get_model("reporting", "RoundOpening")
    plan = apps.get_model("plans", "Plan")
    for round_, at in opening.objects.order_by("-opened_at").values_list("round_id", "opened_at"):
        asked = apps.get_model("reporting", "Round").objects.get(pk=round_)
        plans = plan.objects.exclude(state="draft")
        if asked.plan_id is not None:
            plans.filter(pk=asked.plan_id).update(asked_at=at)
        else:
            years = {"first_year__lte": asked.year, "last_year__gte": asked.year}
            plans.filter(collects=True, **years).update(asked_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0003_drafts_and_amendments"),
        ("reporting", "0007_the_log_by_moment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *BEFORE,
        migrations.RemoveConstraint(
            model_name="figurechange",
            name="figure_change_origin_known",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="round_without_figures_is_of_a_plan",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="round_kind_known",
        ),
        migrations.AlterField(
            model_name="figurechange",
            name="origin",
            field=models.CharField(
                choices=[
                    ("typed", "nhập tay"),
                    ("pasted", "dán từ Excel"),
                    ("excel", "tệp Excel"),
                    ("undone", "hoàn tác"),
                    ("on_behalf", "nhập thay"),
                    ("prefilled", "lấy từ báo cáo năm"),
                    ("history", "số liệu các năm trước"),
                    ("demonstration", "dữ liệu minh họa"),
                ],
                max_length=15,
                verbose_name="nguồn",
            ),
        ),
        migrations.AlterField(
            model_name="intake",
            name="origin",
            field=models.CharField(
                choices=[
                    ("typed", "nhập tay"),
                    ("pasted", "dán từ Excel"),
                    ("excel", "tệp Excel"),
                    ("undone", "hoàn tác"),
                    ("on_behalf", "nhập thay"),
                    ("prefilled", "lấy từ báo cáo năm"),
                    ("history", "số liệu các năm trước"),
                    ("demonstration", "dữ liệu minh họa"),
                ],
                max_length=15,
                verbose_name="nguồn",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="kind",
            field=models.CharField(
                choices=[
                    ("six_months", "6 tháng"),
                    ("year", "Năm"),
                    ("final_year", "Chính thức năm"),
                    ("rehearsal", "Chạy thử"),
                    ("mid_term", "Sơ kết giữa kỳ"),
                    ("final", "Tổng kết"),
                    ("action_plan", "Kế hoạch thực hiện"),
                ],
                max_length=12,
                verbose_name="loại kỳ",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "origin__in",
                        [
                            "typed",
                            "pasted",
                            "excel",
                            "undone",
                            "on_behalf",
                            "prefilled",
                            "history",
                            "demonstration",
                        ],
                    )
                ),
                name="figure_change_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["six_months", "year", "final_year", "rehearsal"]),
                        ("plan__isnull", True),
                    ),
                    models.Q(
                        models.Q(
                            ("kind__in", ["six_months", "year", "final_year", "rehearsal"]), _negated=True
                        ),
                        ("plan__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="round_without_figures_is_of_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["six_months", "year", "final_year", "rehearsal", "mid_term", "final", "action_plan"],
                    )
                ),
                name="round_kind_known",
            ),
        ),
        *AFTER,
        migrations.RunPython(say_who_was_asked, migrations.RunPython.noop),
    ]
