"""A place settles which of two counts its total uses, a cell knows when it came into a form, and data comes
in from files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import append_only, let_go

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

OF_A_REHEARSED_CELL = (
    "EXISTS (SELECT 1 FROM reporting_report r JOIN reporting_round o ON o.id = r.round_id "
    "WHERE o.kind = 'rehearsal' AND r.id = (SELECT report_id FROM reporting_figure WHERE id = OLD.figure_id))"
)
CELL_LOG = append_only("reporting_figurechange", removable_if=OF_A_REHEARSED_CELL)
ORIGINS = {
    "typed": "nhập tay",
    "pasted": "dán từ Excel",
    "excel": "tệp Excel",
    "undone": "hoàn tác",
    "on_behalf": "nhập thay",
    "prefilled": "lấy từ báo cáo năm",
    "history": "số liệu các năm trước",
    "imported": "tệp dữ liệu",
    "demonstration": "dữ liệu minh họa",
}
NOTICES = {
    "returned": "bị trả lại",
    "accepted": "đã duyệt",
    "reopened": "mở lại",
    "submitted": "đã nộp",
    "stand_in": "nhập thay",
    "waived": "chấp nhận thiếu",
    "days": "hạn nộp",
    "lock": "chốt, mở khoá",
    "form": "mẫu báo cáo",
    "reminder": "nhắc việc",
    "escalation": "cấp dưới quá hạn",
    "difficulty": "vướng mắc",
    "imported": "số liệu từ tệp",
}
BULK_KINDS = {
    "units": "Đơn vị",
    "successions": "Đơn vị kế thừa",
    "items": "Danh mục số liệu",
    "figures": "Số liệu",
}
FILE_STATES = {
    "waiting": "Chờ xem",
    "accepted": "Đã nhận",
    "dropped": "Đã bỏ",
    "undone": "Đã hoàn tác",
}


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
                "indexes": [
                    models.Index(fields=["report", "item", "id"], name="settlement_latest"),
                    models.Index(fields=["at"], name="settlement_by_moment"),
                ],
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
        let_go(CELL_LOG),
        migrations.RemoveConstraint(model_name="figurechange", name="figure_change_origin_known"),
        migrations.RemoveConstraint(model_name="notice", name="notice_kind_known"),
        migrations.AlterField(
            model_name="figurechange",
            name="origin",
            field=models.CharField(choices=list(ORIGINS.items()), max_length=15, verbose_name="nguồn"),
        ),
        migrations.AlterField(
            model_name="intake",
            name="origin",
            field=models.CharField(choices=list(ORIGINS.items()), max_length=15, verbose_name="nguồn"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=list(NOTICES.items()), max_length=20, verbose_name="loại"),
        ),
        migrations.AddConstraint(
            model_name="figurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", list(ORIGINS))), name="figure_change_origin_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", list(NOTICES))), name="notice_kind_known"
            ),
        ),
        CELL_LOG,
        migrations.CreateModel(
            name="BulkFile",
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
                        choices=list(BULK_KINDS.items()), max_length=15, verbose_name="loại dữ liệu"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("content", models.BinaryField(blank=True, default=bytes, verbose_name="nội dung")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "state",
                    models.CharField(
                        choices=list(FILE_STATES.items()),
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="quyết định lúc"),
                ),
                ("told", models.CharField(blank=True, max_length=200, verbose_name="kết quả")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulk_files",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp đưa vào",
                "verbose_name_plural": "tệp đưa vào",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", list(BULK_KINDS))), name="bulk_file_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "accepted", "dropped"])),
                        name="bulk_file_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")), fields=("by",), name="bulk_file_waits_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True), ("settled_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="bulk_file_settled_at",
                    ),
                ],
            },
        ),
    ]
