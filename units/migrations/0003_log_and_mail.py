"""A log of what changed apart from figures, and where a reminder is mailed to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0002_spans_never_overlap"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử"),
        ),
        migrations.AddField(
            model_name="user",
            name="wants_mail",
            field=models.BooleanField(default=True, verbose_name="nhận thư nhắc việc"),
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="từ máy")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "Kế hoạch"),
                            ("target", "Chỉ tiêu"),
                            ("assignment", "Phân công"),
                            ("round", "Kỳ báo cáo"),
                            ("person", "Tài khoản, vai trò"),
                            ("unit", "Đơn vị"),
                            ("import", "Đưa dữ liệu vào"),
                            ("export", "Xuất tệp"),
                        ],
                        max_length=20,
                        verbose_name="loại việc",
                    ),
                ),
                ("act", models.CharField(max_length=120, verbose_name="việc")),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="đối tượng")),
                ("before", models.TextField(blank=True, verbose_name="trước")),
                ("after", models.TextField(blank=True, verbose_name="sau")),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="lý do")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entries",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng nhật ký",
                "verbose_name_plural": "nhật ký",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["at"], name="log_by_moment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "plan",
                                    "target",
                                    "assignment",
                                    "round",
                                    "person",
                                    "unit",
                                    "import",
                                    "export",
                                ],
                            )
                        ),
                        name="log_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act", ""), _negated=True), name="log_says_what"
                    ),
                ],
            },
        ),
        append_only("units_logentry"),
    ]
