"""A warning is answered with a reason, and figures can be entered for a unit by whoever collects them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import RunSQLPerVendor, append_only

KEPT = [append_only(table) for table in ("reporting_figurechange", "reporting_reportevent")]
# SQLite writes a table anew to change it, and its triggers would be gone with the old one.
LET_GO = [
    RunSQLPerVendor(
        sqlite=kept.reverse_sqlite,
        postgresql=kept.reverse_postgresql,
        reverse_sqlite=kept.sqlite,
        reverse_postgresql=kept.postgresql,
    )
    for kept in KEPT
]


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_totals_by_step_and_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *LET_GO,
        migrations.CreateModel(
            name="Explanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4, verbose_name="mã cảnh báo")),
                ("said", models.CharField(max_length=300, verbose_name="cảnh báo")),
                ("reasons", models.CharField(max_length=100, verbose_name="lý do")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="nói rõ")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "giải trình",
                "verbose_name_plural": "giải trình",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="figurechange",
            name="figure_change_origin_known",
        ),
        migrations.RemoveConstraint(
            model_name="reportevent",
            name="event_act_known",
        ),
        migrations.AddField(
            model_name="figurechange",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entered_changes",
                to="reporting.reportevent",
                verbose_name="lần nhập thay",
            ),
        ),
        migrations.AddField(
            model_name="reportevent",
            name="stand_in_source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("paper", "phiếu giấy"),
                    ("phone", "điện thoại"),
                    ("zalo", "Zalo"),
                    ("other", "nguồn khác"),
                ],
                max_length=10,
                verbose_name="nguồn nhập thay",
            ),
        ),
        migrations.AlterField(
            model_name="figurechange",
            name="origin",
            field=models.CharField(
                choices=[
                    ("typed", "nhập tay"),
                    ("on_behalf", "nhập thay"),
                    ("demonstration", "dữ liệu minh họa"),
                ],
                max_length=15,
                verbose_name="nguồn",
            ),
        ),
        migrations.AlterField(
            model_name="reportevent",
            name="act",
            field=models.CharField(
                choices=[
                    ("opened", "mở phiếu"),
                    ("submitted", "nộp báo cáo"),
                    ("recalled", "rút lại"),
                    ("check_started", "nhận kiểm tra"),
                    ("check_released", "thôi kiểm tra"),
                    ("returned", "trả lại"),
                    ("accepted", "duyệt"),
                    ("acceptance_undone", "bỏ duyệt"),
                    ("stand_in_started", "bắt đầu nhập thay"),
                    ("stand_in_ended", "thôi nhập thay"),
                ],
                max_length=20,
                verbose_name="việc",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["typed", "on_behalf", "demonstration"])),
                name="figure_change_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", "on_behalf"), ("stand_in__isnull", False)),
                    models.Q(models.Q(("origin", "on_behalf"), _negated=True), ("stand_in__isnull", True)),
                    _connector="OR",
                ),
                name="figure_change_on_behalf_says_from_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "opened",
                            "submitted",
                            "recalled",
                            "check_started",
                            "check_released",
                            "returned",
                            "accepted",
                            "acceptance_undone",
                            "stand_in_started",
                            "stand_in_ended",
                        ],
                    )
                ),
                name="event_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "stand_in_started"), _negated=True),
                    models.Q(("stand_in_source", ""), _negated=True),
                    _connector="OR",
                ),
                name="event_stand_in_says_from_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stand_in_source", ""),
                    ("stand_in_source__in", ["paper", "phone", "zalo", "other"]),
                    _connector="OR",
                ),
                name="event_stand_in_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act", "stand_in_started"), ("stand_in_source", "other"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="event_other_source_is_named",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanations",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="figure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanations",
                to="reporting.figure",
                verbose_name="ô số liệu",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), _negated=True), name="explanation_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reasons__contains", ",other,"), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    _connector="OR",
                ),
                name="explanation_other_says_more",
            ),
        ),
        *KEPT,
        append_only("reporting_explanation"),
    ]
