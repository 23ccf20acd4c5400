"""A report that a leader signs, what stands around it, and every file taken out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import append_only

DRAFT = "OLD.state = 'draft'"


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_interpolation"),
        ("reporting", "0009_settlements_and_added_cells"),
        ("units", "0005_reorganisations_and_successions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="bản")),
                (
                    "amended_because",
                    models.CharField(blank=True, max_length=500, verbose_name="lý do sửa đổi"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Đang soạn"), ("issued", "Đã phát hành")],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("is_official", models.BooleanField(default=True, verbose_name="dùng số đã duyệt")),
                ("letterhead", models.JSONField(default=dict, verbose_name="thể thức")),
                ("switches", models.JSONField(default=dict, verbose_name="các phần")),
                ("tables", models.JSONField(default=dict, verbose_name="số liệu khi soạn")),
                ("taken_at", models.DateTimeField(verbose_name="lấy số liệu lúc")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="phiên bản")),
                ("begun_at", models.DateTimeField(verbose_name="bắt đầu soạn lúc")),
                ("saved_at", models.DateTimeField(verbose_name="lưu lúc")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="phát hành lúc")),
                ("content", models.JSONField(blank=True, null=True, verbose_name="nội dung đã phát hành")),
                (
                    "public_content",
                    models.JSONField(blank=True, null=True, verbose_name="nội dung bản công khai"),
                ),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="dấu của nội dung")),
            ],
            options={
                "verbose_name": "báo cáo năm",
                "verbose_name_plural": "báo cáo năm",
                "ordering": ["-edition"],
            },
        ),
        migrations.CreateModel(
            name="AnnualText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(max_length=40, verbose_name="phần")),
                ("version", models.PositiveIntegerField(verbose_name="phiên bản")),
                ("text", models.TextField(blank=True, verbose_name="lời văn")),
                ("is_generated", models.BooleanField(default=False, verbose_name="theo gợi ý")),
                ("is_public", models.BooleanField(default=False, verbose_name="được đưa vào bản công khai")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "lời văn báo cáo năm",
                "verbose_name_plural": "lời văn báo cáo năm",
                "ordering": ["section", "version"],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="mã tệp")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("results", "Biểu kết quả theo kế hoạch"),
                            ("rollup", "Biểu tổng hợp"),
                            ("flat", "Bảng dữ liệu phẳng"),
                            ("tracking", "Theo dõi nộp"),
                            ("annual", "Báo cáo năm"),
                            ("form", "Phiếu báo cáo"),
                            ("log", "Nhật ký"),
                            ("bulk", "Dữ liệu theo dòng"),
                        ],
                        max_length=10,
                        verbose_name="nội dung",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel"), ("docx", "Word"), ("pdf", "PDF"), ("csv", "CSV")],
                        max_length=5,
                        verbose_name="định dạng",
                    ),
                ),
                ("options", models.JSONField(default=dict, verbose_name="lựa chọn")),
                ("title", models.CharField(max_length=300, verbose_name="tên")),
                ("window", models.CharField(blank=True, max_length=60, verbose_name="số liệu từ–đến")),
                ("edition", models.CharField(blank=True, max_length=80, verbose_name="loại số liệu")),
                ("is_public", models.BooleanField(default=False, verbose_name="bản công khai")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="trang của số liệu")),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ tạo"),
                            ("running", "Đang tạo"),
                            ("done", "Xong"),
                            ("failed", "Lỗi"),
                            ("cancelled", "Đã huỷ"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="đã làm")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="tất cả")),
                ("counted_in", models.CharField(blank=True, max_length=20, verbose_name="đếm theo")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="số lần chạy")),
                ("claim", models.CharField(blank=True, max_length=36, verbose_name="lượt chạy")),
                ("beat_at", models.DateTimeField(blank=True, null=True, verbose_name="còn chạy lúc")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                ("failure", models.CharField(blank=True, max_length=500, verbose_name="vì sao lỗi")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="tên tệp")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="cỡ tệp (byte)")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="dấu của nội dung")),
                ("content", models.BinaryField(blank=True, null=True, verbose_name="nội dung tệp")),
            ],
            options={
                "verbose_name": "tệp xuất",
                "verbose_name_plural": "tệp xuất",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("superior", models.CharField(blank=True, max_length=200, verbose_name="cơ quan chủ quản")),
                ("issuer", models.TextField(max_length=400, verbose_name="cơ quan ban hành")),
                ("symbol", models.CharField(max_length=40, verbose_name="ký hiệu")),
                ("place", models.CharField(max_length=100, verbose_name="địa danh")),
                ("addressed_to", models.TextField(blank=True, max_length=1000, verbose_name="kính gửi")),
                ("recipients", models.TextField(blank=True, max_length=2000, verbose_name="nơi nhận")),
                (
                    "signature",
                    models.TextField(max_length=400, verbose_name="quyền hạn, chức vụ của người ký"),
                ),
                ("signer", models.CharField(blank=True, max_length=100, verbose_name="họ tên người ký")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="phiên bản")),
                ("changed_at", models.DateTimeField(verbose_name="sửa lúc")),
            ],
            options={
                "verbose_name": "thể thức văn bản",
                "verbose_name_plural": "thể thức văn bản",
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_known",
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("returned", "bị trả lại"),
                    ("accepted", "đã duyệt"),
                    ("reopened", "mở lại"),
                    ("submitted", "đã nộp"),
                    ("stand_in", "nhập thay"),
                    ("waived", "chấp nhận thiếu"),
                    ("days", "hạn nộp"),
                    ("lock", "chốt, mở khoá"),
                    ("form", "mẫu báo cáo"),
                    ("reminder", "nhắc việc"),
                    ("escalation", "cấp dưới quá hạn"),
                    ("difficulty", "vướng mắc"),
                    ("imported", "số liệu từ tệp"),
                    ("exported", "tệp đã xuất"),
                ],
                max_length=20,
                verbose_name="loại",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "returned",
                            "accepted",
                            "reopened",
                            "submitted",
                            "stand_in",
                            "waived",
                            "days",
                            "lock",
                            "form",
                            "reminder",
                            "escalation",
                            "difficulty",
                            "imported",
                            "exported",
                        ],
                    )
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="begun_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_reports_begun",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người soạn",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="issued_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_reports_issued",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người phát hành",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_reports",
                to="plans.plan",
                verbose_name="kế hoạch",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_reports",
                to="reporting.round",
                verbose_name="kỳ",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_reports_saved",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người lưu",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_reports",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="annualtext",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="annual_texts",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="annualtext",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="texts",
                to="reporting.annualreport",
                verbose_name="báo cáo năm",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người xuất",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exports",
                to="plans.plan",
                verbose_name="kế hoạch",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exports",
                to="reporting.annualreport",
                verbose_name="báo cáo năm",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="exports",
                to="reporting.round",
                verbose_name="kỳ",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exports",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="letterhead",
            name="changed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letterheads_changed",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người sửa",
            ),
        ),
        migrations.AddField(
            model_name="letterhead",
            name="unit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letterhead",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddIndex(
            model_name="annualreport",
            index=models.Index(fields=["round", "unit"], name="annual_report_of_round"),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                fields=("unit", "plan", "round", "edition"), name="annual_report_edition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("unit", "plan", "round"),
                name="annual_report_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "issued"])), name="annual_report_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amended_because", ""), ("edition", 1)),
                    models.Q(("edition__gt", 1), models.Q(("amended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="annual_report_amended_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", True),
                        ("digest", ""),
                        ("issued_at__isnull", True),
                        ("issued_by__isnull", True),
                        ("public_content__isnull", True),
                        ("state", "draft"),
                    ),
                    models.Q(
                        ("content__isnull", False),
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        ("public_content__isnull", False),
                        ("state", "issued"),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="annual_report_issued_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("saved_at__gte", models.F("begun_at"))),
                name="annual_report_saved_after_begun",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualtext",
            constraint=models.UniqueConstraint(
                fields=("report", "section", "version"), name="annual_text_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualtext",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_generated", False), ("text", ""), _connector="OR"),
                name="annual_text_generated_is_empty",
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["by", "-id"], name="export_of_person"),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=["state", "beat_at"],
                name="export_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["results", "rollup", "flat", "tracking", "annual", "form", "log", "bulk"])
                ),
                name="export_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["xlsx", "docx", "pdf", "csv"])), name="export_format_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "running", "done", "failed", "cancelled"])),
                name="export_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True),
                    models.Q(("claim", ""), _negated=True),
                    _connector="OR",
                ),
                name="export_running_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("failure", ""), _negated=True),
                    _connector="OR",
                ),
                name="export_failed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    models.Q(("digest", ""), _negated=True),
                    _connector="OR",
                ),
                name="export_done_has_a_digest",
            ),
        ),
        append_only("reporting_annualtext"),
        append_only("reporting_annualreport", removable_if=DRAFT, changeable_if=DRAFT),
    ]
