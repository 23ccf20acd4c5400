"""Every form gets a mark that the database raises with each change, and communes may have their sums kept."""

import django.db.models.deletion
from django.db import migrations, models

from reporting.marking import marks_of_forms


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0010_exports_and_annual_reports"),
        ("units", "0005_reorganisations_and_successions"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(verbose_name="số")),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reporting.round",
                        verbose_name="kỳ",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={"verbose_name": "dấu của phiếu", "verbose_name_plural": "dấu của phiếu"},
        ),
        migrations.AddConstraint(
            model_name="formmark",
            constraint=models.UniqueConstraint(fields=("unit", "round"), name="form_mark_once"),
        ),
        migrations.CreateModel(
            name="KeptSums",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marks", models.TextField(verbose_name="dấu")),
                ("look", models.CharField(max_length=64, verbose_name="cách cộng")),
                ("sums", models.TextField(verbose_name="tổng")),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reporting.round",
                        verbose_name="kỳ",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="units.unit",
                        verbose_name="xã",
                    ),
                ),
            ],
            options={"verbose_name": "tổng giữ sẵn", "verbose_name_plural": "tổng giữ sẵn"},
        ),
        migrations.AddConstraint(
            model_name="keptsums",
            constraint=models.UniqueConstraint(fields=("round", "unit"), name="kept_sums_once"),
        ),
        migrations.RunSQL(
            "INSERT INTO reporting_formmark (unit_id, round_id, number) "
            "SELECT unit_id, round_id, 1 FROM reporting_report",
            reverse_sql=migrations.RunSQL.noop,
        ),
        marks_of_forms(),
    ]
