"""Levels and states are counted by step in what a place hands up, and texts are listed."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from childplan.migration_operations import RunSQLPerVendor, append_only

kept = append_only("reporting_total")
# SQLite writes the table anew to add a column, and its triggers would be gone with the old one.
let_go = RunSQLPerVendor(
    sqlite=kept.reverse_sqlite,
    postgresql=kept.reverse_postgresql,
    reverse_sqlite=kept.sqlite,
    reverse_postgresql=kept.postgresql,
)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_append_only")]

    operations = [
        let_go,
        migrations.AddField(
            model_name="total",
            name="step_0",
            field=models.PositiveIntegerField(default=0, verbose_name="số ô ở bậc 0"),
        ),
        migrations.AddField(
            model_name="total",
            name="step_1",
            field=models.PositiveIntegerField(default=0, verbose_name="số ô ở bậc 1"),
        ),
        migrations.AddField(
            model_name="total",
            name="step_2",
            field=models.PositiveIntegerField(default=0, verbose_name="số ô ở bậc 2"),
        ),
        migrations.AddField(
            model_name="total",
            name="step_3",
            field=models.PositiveIntegerField(default=0, verbose_name="số ô ở bậc 3"),
        ),
        migrations.AddField(
            model_name="total",
            name="fell",
            field=models.PositiveIntegerField(default=0, verbose_name="số ô thấp hơn năm trước"),
        ),
        migrations.AddConstraint(
            model_name="total",
            constraint=models.CheckConstraint(
                condition=Q(answered__gte=F("step_0") + F("step_1") + F("step_2") + F("step_3")),
                name="total_steps_within_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="total",
            constraint=models.CheckConstraint(
                condition=Q(fell__lte=F("matched_units")), name="total_fell_within_matched"
            ),
        ),
        kept,
        migrations.CreateModel(
            name="TotalText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(verbose_name="lần nộp")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="total_texts",
                        to="reporting.figurechange",
                        verbose_name="nội dung",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="total_texts",
                        to="reporting.report",
                        verbose_name="báo cáo",
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung đã nộp lên",
                "verbose_name_plural": "nội dung đã nộp lên",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "edition", "change"), name="total_text_once")
                ],
            },
        ),
        append_only("reporting_totaltext"),
    ]
