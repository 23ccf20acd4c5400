"""Figures come by file and by pasting as well, are looked at first and can be taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import RunSQLPerVendor, append_only

kept = append_only("reporting_figurechange")
# SQLite writes a table anew to change it, and its trigger would be gone with the old one.
let_go = RunSQLPerVendor(
    sqlite=kept.reverse_sqlite,
    postgresql=kept.reverse_postgresql,
    reverse_sqlite=kept.sqlite,
    reverse_postgresql=kept.postgresql,
)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0004_explanations_and_stand_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        let_go,
        migrations.CreateModel(
            name="Intake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="lần")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("typed", "nhập tay"),
                            ("pasted", "dán từ Excel"),
                            ("excel", "tệp Excel"),
                            ("undone", "hoàn tác"),
                            ("on_behalf", "nhập thay"),
                            ("demonstration", "dữ liệu minh họa"),
                        ],
                        max_length=15,
                        verbose_name="nguồn",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="tên tệp")),
                ("digest", models.CharField(max_length=64, verbose_name="dấu của nội dung")),
                ("cells", models.JSONField(default=list, verbose_name="các ô đọc được")),
                ("versions", models.JSONField(default=dict, verbose_name="phiên bản các ô")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ xem"),
                            ("accepted", "Đã nhận"),
                            ("dropped", "Đã bỏ"),
                            ("undone", "Đã hoàn tác"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("taken", models.JSONField(default=dict, verbose_name="các ô đã ghi")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="quyết định lúc")),
            ],
            options={
                "verbose_name": "lần đưa số vào",
                "verbose_name_plural": "lần đưa số vào",
                "ordering": ["-number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="figurechange",
            name="figure_change_origin_known",
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
                    ("demonstration", "dữ liệu minh họa"),
                ],
                max_length=15,
                verbose_name="nguồn",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__in", ["typed", "pasted", "excel", "undone", "on_behalf", "demonstration"])
                ),
                name="figure_change_origin_known",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="intakes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="intakes",
                to="reporting.report",
                verbose_name="báo cáo",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settled_intakes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người quyết định",
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="intake_once"),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["excel", "pasted"])), name="intake_origin_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "accepted", "dropped", "undone"])),
                name="intake_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "waiting")
                    ),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="intake_settled_by_and_at",
            ),
        ),
        kept,
    ]
