"""Units change by a decision, and what became of what is on record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0004_codes_and_direct_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reorganisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merge", "Sáp nhập"),
                            ("split", "Chia tách"),
                            ("rename", "Đổi tên"),
                            ("move", "Chuyển cấp trên"),
                            ("abolish", "Bỏ cấp"),
                            ("files", "Sắp xếp theo tệp"),
                        ],
                        max_length=10,
                        verbose_name="loại sắp xếp",
                    ),
                ),
                ("decision", models.CharField(max_length=300, verbose_name="văn bản căn cứ")),
                ("takes_effect_on", models.DateField(verbose_name="có hiệu lực từ ngày")),
                ("summary", models.CharField(max_length=500, verbose_name="nội dung")),
                (
                    "ended_before",
                    models.JSONField(blank=True, default=dict, verbose_name="ngày cuối trước đó"),
                ),
                ("scheduled_at", models.DateTimeField(verbose_name="lên lịch lúc")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="huỷ lúc")),
                ("cancel_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do huỷ")),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_reorganisations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người huỷ",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        help_text="the nearest unit above everything that changes; whoever keeps it may cancel",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reorganisations",
                        to="units.unit",
                        verbose_name="nơi sắp xếp",
                    ),
                ),
                (
                    "scheduled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scheduled_reorganisations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lên lịch",
                    ),
                ),
            ],
            options={
                "verbose_name": "sắp xếp đơn vị",
                "verbose_name_plural": "sắp xếp đơn vị",
                "ordering": ["-takes_effect_on", "-id"],
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="begun_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="begun_%(class)ss",
                to="units.reorganisation",
                verbose_name="bắt đầu theo",
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ended_%(class)ss",
                to="units.reorganisation",
                verbose_name="kết thúc theo",
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="begun_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="begun_%(class)ss",
                to="units.reorganisation",
                verbose_name="bắt đầu theo",
            ),
        ),
        migrations.AddField(
            model_name="posting",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ended_%(class)ss",
                to="units.reorganisation",
                verbose_name="kết thúc theo",
            ),
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="từ ngày")),
                ("is_whole", models.BooleanField(verbose_name="toàn bộ")),
                ("decision", models.CharField(max_length=300, verbose_name="văn bản căn cứ")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="units.unit",
                        verbose_name="đơn vị cũ",
                    ),
                ),
                (
                    "reorganisation",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="units.reorganisation",
                        verbose_name="theo sắp xếp",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="units.unit",
                        verbose_name="đơn vị mới",
                    ),
                ),
            ],
            options={
                "verbose_name": "kế thừa",
                "verbose_name_plural": "kế thừa",
            },
        ),
        migrations.AddConstraint(
            model_name="reorganisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["merge", "split", "rename", "move", "abolish", "files"])),
                name="reorganisation_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reorganisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", ""), _negated=True), name="reorganisation_rests_on_a_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="reorganisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancel_reason", ""), ("cancelled_at__isnull", True), ("cancelled_by__isnull", True)
                    ),
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reorganisation_cancelled_by_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                name="succession_is_of_two_units",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_whole", True)), fields=("predecessor",), name="succession_whole_once"
            ),
        ),
    ]
