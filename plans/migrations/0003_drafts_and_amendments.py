"""Plans are entered as drafts, amended by a named document, ended and replaced."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_task"),
        ("units", "0004_codes_and_direct_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                ("signed_on", models.DateField(verbose_name="ngày ký")),
                ("title", models.CharField(max_length=500, verbose_name="trích yếu")),
                ("from_year", models.PositiveSmallIntegerField(verbose_name="áp dụng từ năm")),
                ("opened_at", models.DateTimeField(verbose_name="bắt đầu sửa lúc")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="sửa xong lúc")),
            ],
            options={
                "verbose_name": "văn bản sửa đổi",
                "verbose_name_plural": "văn bản sửa đổi",
                "ordering": ["plan", "signed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="số thứ tự")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("content_type", models.CharField(max_length=100, verbose_name="loại tệp")),
                ("size", models.PositiveIntegerField(verbose_name="cỡ tệp (byte)")),
                ("digest", models.CharField(max_length=64, verbose_name="dấu của nội dung")),
                ("content", models.BinaryField(verbose_name="nội dung")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "tệp văn bản kế hoạch",
                "verbose_name_plural": "tệp văn bản kế hoạch",
                "ordering": ["plan", "number"],
            },
        ),
        migrations.AddField(
            model_name="plan",
            name="asked_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="có phiếu hỏi theo kế hoạch từ lúc"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="held_until",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="thực tế áp dụng đến hết năm"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="plans.plan",
                verbose_name="thay cho kế hoạch",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_until__isnull", True),
                    models.Q(("held_until__lte", models.F("last_year")), ("state", "ended")),
                    _connector="OR",
                ),
                name="plan_ended_says_until_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), _negated=True), ("asked_at__isnull", True), _connector="OR"
                ),
                name="plan_draft_was_never_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(("replaces", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="plan_not_instead_of_itself",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closed_amendments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người kết thúc",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opened_amendments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người sửa",
            ),
        ),
        migrations.AddField(
            model_name="amendment",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="amendments",
                to="plans.plan",
                verbose_name="kế hoạch",
            ),
        ),
        migrations.AddField(
            model_name="planfile",
            name="amendment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="plans.amendment",
                verbose_name="văn bản sửa đổi",
            ),
        ),
        migrations.AddField(
            model_name="planfile",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan_files",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="planfile",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="plans.plan",
                verbose_name="kế hoạch",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("plan",), name="amendment_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", ""), _negated=True), models.Q(("title", ""), _negated=True)
                ),
                name="amendment_names_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="amendment_closed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="planfile",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="plan_file_once"),
        ),
    ]
