"""A place settles which of two counts its total uses, and a cell knows when it came into a form."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import append_only

# As with the rest of a rehearsal; and merging two items (`reporting.actions.merging`) renames what is settled.
OF_A_REHEARSAL = (
    "EXISTS (SELECT 1 FROM reporting_report r JOIN reporting_round o ON o.id = r.round_id "
    "WHERE o.kind = 'rehearsal' AND r.id = OLD.report_id)"
)
SAME_CHOICE = (
    "EXISTS (SELECT 1 FROM indicators_dataitem i WHERE i.id = OLD.item_id AND i.merged_into_id = NEW.item_id)"
    + "".join(
        f" AND NEW.{column} = OLD.{column}"
        for column in ("id", "report_id", "source_value", "check_value", "uses", "reason", "at", "by_id")
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0004_own_items"),
        ("reporting", "0008_rehearsals_and_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="added_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="by “Cập nhật mẫu”; null for what was asked when the form was written",
                null=True,
                verbose_name="thêm vào mẫu lúc",
            ),
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_value", models.BigIntegerField(verbose_name="nguồn ghi")),
                ("check_value", models.BigIntegerField(verbose_name="đối chiếu ghi")),
                (
                    "uses",
                    models.CharField(
                        choices=[("source", "Nguồn số liệu"), ("check", "Đơn vị đối chiếu")],
                        max_length=10,
                        verbose_name="số dùng",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="từ máy")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người chọn",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="indicators.dataitem",
                        verbose_name="số liệu",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        help_text="the place's own report",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="reporting.report",
                        verbose_name="báo cáo",
                    ),
                ),
            ],
            options={
                "verbose_name": "chọn số dùng",
                "verbose_name_plural": "chọn số dùng",
                "indexes": [models.Index(fields=["report", "item", "id"], name="settlement_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("uses__in", ["source", "check"])), name="settlement_side_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="settlement_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_value", models.F("check_value")), _negated=True),
                        name="settlement_is_of_a_difference",
                    ),
                ],
            },
        ),
        append_only("reporting_settlement", removable_if=OF_A_REHEARSAL, changeable_if=SAME_CHOICE),
    ]
