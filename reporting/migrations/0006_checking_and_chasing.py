"""Checking and chasing: answers to comments, waivers, days and locks, reminders, papers, difficulties, tasks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from childplan.migration_operations import RunSQLPerVendor, append_only

KEPT = [
    append_only(table)
    for table in ("reporting_figurechange", "reporting_reportevent", "reporting_reviewcomment")
]
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
NEW = ("commentanswer", "paper", "reminder", "difficultyanswer", "taskresult")


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_given_rates"),
        ("plans", "0002_task"),
        ("reporting", "0005_intakes"),
        ("units", "0003_log_and_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *LET_GO,
        migrations.CreateModel(
            name="CommentAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="nội dung")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "trả lời góp ý",
                "verbose_name_plural": "trả lời góp ý",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Difficulty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="số thứ tự")),
                ("text", models.TextField(verbose_name="nội dung")),
                ("proposal", models.TextField(blank=True, verbose_name="đề nghị")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "report_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="đưa vào báo cáo năm"
                    ),
                ),
            ],
            options={
                "verbose_name": "vướng mắc",
                "verbose_name_plural": "vướng mắc",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DifficultyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="nội dung")),
                ("settles", models.BooleanField(default=False, verbose_name="đã giải quyết")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "trả lời vướng mắc",
                "verbose_name_plural": "trả lời vướng mắc",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("address", models.EmailField(max_length=254, verbose_name="gửi tới")),
                ("subject", models.CharField(max_length=200, verbose_name="tiêu đề")),
                ("body", models.TextField(verbose_name="nội dung")),
                ("made_at", models.DateTimeField(verbose_name="soạn lúc")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                (
                    "failure",
                    models.CharField(blank=True, max_length=300, verbose_name="vì sao chưa gửi được"),
                ),
            ],
            options={
                "verbose_name": "thư nhắc việc",
                "verbose_name_plural": "thư nhắc việc",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="việc")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="nội dung")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="mở ra trang")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="đọc lúc")),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="phiên bản")),
                ("text", models.TextField(blank=True, verbose_name="nội dung")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "nội dung báo cáo",
                "verbose_name_plural": "nội dung báo cáo",
                "ordering": ["version"],
            },
        ),
        migrations.CreateModel(
            name="PaperFile",
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
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="bỏ tệp lúc")),
            ],
            options={
                "verbose_name": "tệp kèm theo",
                "verbose_name_plural": "tệp kèm theo",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn được nhắc")),
                ("step", models.SmallIntegerField(blank=True, null=True, verbose_name="bậc nhắc")),
                ("on", models.DateField(verbose_name="nhắc ngày")),
                ("at", models.DateTimeField(verbose_name="nhắc lúc")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="lời nhắc")),
            ],
            options={
                "verbose_name": "lần nhắc",
                "verbose_name_plural": "lần nhắc",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RoundLock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="lý do chốt")),
                ("locked_at", models.DateTimeField(verbose_name="chốt lúc")),
                ("end_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do mở khoá")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="mở khoá lúc")),
            ],
            options={
                "verbose_name": "chốt kỳ báo cáo",
                "verbose_name_plural": "chốt kỳ báo cáo",
            },
        ),
        migrations.CreateModel(
            name="TaskResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Chưa làm"),
                            ("ongoing", "Đang làm"),
                            ("done", "Đã làm xong"),
                        ],
                        max_length=12,
                        verbose_name="tình hình",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="kết quả")),
                ("at", models.DateTimeField(verbose_name="lúc")),
            ],
            options={
                "verbose_name": "kết quả nhiệm vụ",
                "verbose_name_plural": "kết quả nhiệm vụ",
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="figurechange",
            name="figure_change_origin_known",
        ),
        migrations.RemoveConstraint(
            model_name="reportevent",
            name="event_return_has_reason",
        ),
        migrations.RemoveConstraint(
            model_name="reportevent",
            name="event_act_known",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="round_once",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="round_kind_known",
        ),
        migrations.AddField(
            model_name="report",
            name="waived_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="chấp nhận thiếu lúc"),
        ),
        migrations.AddField(
            model_name="report",
            name="waived_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waived_reports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người chấp nhận thiếu",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="waived_reason",
            field=models.CharField(blank=True, max_length=2000, verbose_name="lý do chấp nhận thiếu"),
        ),
        migrations.AddField(
            model_name="reportevent",
            name="day",
            field=models.DateField(blank=True, null=True, verbose_name="ngày nêu trong việc"),
        ),
        migrations.AddField(
            model_name="reportevent",
            name="last_change",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reporting.figurechange",
                verbose_name="thay đổi cuối cùng khi nộp",
            ),
        ),
        migrations.AddField(
            model_name="reviewcomment",
            name="kind",
            field=models.CharField(
                choices=[("must_fix", "Cần sửa"), ("ask", "Hỏi lại"), ("note", "Ghi nhận")],
                default="must_fix",
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="plans.plan",
                verbose_name="kế hoạch",
            ),
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
                    ("prefilled", "lấy từ báo cáo năm"),
                    ("demonstration", "dữ liệu minh họa"),
                ],
                max_length=15,
                verbose_name="nguồn",
            ),
        ),
        migrations.AlterField(
            model_name="intake",
            name="origin",
            field=models.CharField(
                choices=[
                    ("typed", "nhập tay"),
                    ("pasted", "dán từ Excel"),
                    ("excel", "tệp Excel"),
                    ("undone", "hoàn tác"),
                    ("on_behalf", "nhập thay"),
                    ("prefilled", "lấy từ báo cáo năm"),
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
                    ("waived", "chấp nhận thiếu"),
                    ("waiver_ended", "thôi chấp nhận thiếu"),
                    ("day_set", "ấn định hạn nộp"),
                    ("extended", "gia hạn"),
                    ("locked", "chốt"),
                    ("unlocked", "mở khoá"),
                    ("form_updated", "cập nhật mẫu"),
                ],
                max_length=20,
                verbose_name="việc",
            ),
        ),
        migrations.AlterField(
            model_name="reviewcomment",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="reporting.reportevent",
                verbose_name="lần quyết định",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="key",
            field=models.SlugField(max_length=60, unique=True, verbose_name="mã riêng"),
        ),
        migrations.AlterField(
            model_name="round",
            name="kind",
            field=models.CharField(
                choices=[
                    ("six_months", "6 tháng"),
                    ("year", "Năm"),
                    ("final_year", "Chính thức năm"),
                    ("mid_term", "Sơ kết giữa kỳ"),
                    ("final", "Tổng kết"),
                    ("action_plan", "Kế hoạch thực hiện"),
                ],
                max_length=12,
                verbose_name="loại kỳ",
            ),
        ),
        migrations.AddIndex(
            model_name="figurechange",
            index=models.Index(fields=["at"], name="figure_change_by_moment"),
        ),
        migrations.AddIndex(
            model_name="reportevent",
            index=models.Index(
                condition=models.Q(("act__in", ["day_set", "extended"])),
                fields=["report"],
                name="event_days_given",
            ),
        ),
        migrations.AddIndex(
            model_name="reportevent",
            index=models.Index(fields=["at"], name="event_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="figurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "origin__in",
                        ["typed", "pasted", "excel", "undone", "on_behalf", "prefilled", "demonstration"],
                    )
                ),
                name="figure_change_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waived_at__isnull", True), ("waived_by__isnull", True), ("waived_reason", "")),
                    models.Q(
                        ("waived_at__isnull", False),
                        ("waived_by__isnull", False),
                        models.Q(("waived_reason", ""), _negated=True),
                        models.Q(("state", "accepted"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_waived_by_at_and_why",
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
                            "waived",
                            "waiver_ended",
                            "day_set",
                            "extended",
                            "locked",
                            "unlocked",
                            "form_updated",
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
                    models.Q(
                        (
                            "act__in",
                            ["returned", "acceptance_undone", "waived", "extended", "locked", "unlocked"],
                        ),
                        _negated=True,
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="event_reason_where_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("act__in", ["day_set", "extended"]), _negated=True),
                    ("day__isnull", False),
                    _connector="OR",
                ),
                name="event_day_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["must_fix", "ask", "note"])), name="comment_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan__isnull", True)), fields=("kind", "year"), name="round_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan__isnull", False)),
                fields=("kind", "plan", "year"),
                name="round_of_plan_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["six_months", "year", "final_year"]), ("plan__isnull", True)),
                    models.Q(
                        models.Q(("kind__in", ["six_months", "year", "final_year"]), _negated=True),
                        ("plan__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="round_without_figures_is_of_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["six_months", "year", "final_year", "mid_term", "final", "action_plan"])
                ),
                name="round_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="commentanswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comment_answers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="commentanswer",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="reporting.reviewcomment",
                verbose_name="góp ý",
            ),
        ),
        migrations.AddField(
            model_name="difficulty",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="difficulties",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="difficulty",
            name="drawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drawn_difficulties",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người đưa vào báo cáo",
            ),
        ),
        migrations.AddField(
            model_name="difficulty",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="difficulties",
                to="indicators.indicator",
                verbose_name="chỉ tiêu liên quan",
            ),
        ),
        migrations.AddField(
            model_name="difficulty",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="difficulties",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="difficultyanswer",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="difficulty_answers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="difficultyanswer",
            name="difficulty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="reporting.difficulty",
                verbose_name="vướng mắc",
            ),
        ),
        migrations.AddField(
            model_name="difficultyanswer",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="difficulty_answers",
                to="units.unit",
                verbose_name="đơn vị trả lời",
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="digests",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="reporting.report",
                verbose_name="báo cáo",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="reporting.report",
                verbose_name="báo cáo",
            ),
        ),
        migrations.AddField(
            model_name="paperfile",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_files",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="paperfile",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="removed_files",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người bỏ tệp",
            ),
        ),
        migrations.AddField(
            model_name="paperfile",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="reporting.report",
                verbose_name="báo cáo",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders_sent",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người đôn đốc",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="reporting.report",
                verbose_name="báo cáo",
            ),
        ),
        migrations.AddField(
            model_name="roundlock",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ended_locks",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người mở khoá",
            ),
        ),
        migrations.AddField(
            model_name="roundlock",
            name="locked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="round_locks",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người chốt",
            ),
        ),
        migrations.AddField(
            model_name="roundlock",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="locks",
                to="reporting.round",
                verbose_name="kỳ",
            ),
        ),
        migrations.AddField(
            model_name="roundlock",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="locks",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="taskresult",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="task_results",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người",
            ),
        ),
        migrations.AddField(
            model_name="taskresult",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="task_results",
                to="reporting.round",
                verbose_name="kỳ",
            ),
        ),
        migrations.AddField(
            model_name="taskresult",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="plans.task",
                verbose_name="nhiệm vụ",
            ),
        ),
        migrations.AddField(
            model_name="taskresult",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="task_results",
                to="units.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="answer_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="difficulty",
            constraint=models.UniqueConstraint(fields=("unit", "number"), name="difficulty_once"),
        ),
        migrations.AddConstraint(
            model_name="difficulty",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="difficulty_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="difficulty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("drawn_by__isnull", True), ("report_year__isnull", True)),
                    models.Q(("drawn_by__isnull", False), ("report_year__isnull", False)),
                    _connector="OR",
                ),
                name="difficulty_drawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="difficultyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="difficulty_answer_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", True)), fields=["on"], name="digest_unsent"
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("user", "on"), name="digest_once_a_day"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True)), fields=["user"], name="notice_unread"
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
                        ],
                    )
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(fields=("report", "version"), name="paper_once"),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="paper_file_once"),
        ),
        migrations.AddConstraint(
            model_name="paperfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="paper_file_removed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by__isnull", True)),
                fields=("report", "due_on", "step"),
                name="reminder_step_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by__isnull", True)), fields=("report", "on"), name="reminder_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", True), ("due_on__isnull", False), ("step__isnull", False)),
                    models.Q(("by__isnull", False), ("step__isnull", True)),
                    _connector="OR",
                ),
                name="reminder_by_ladder_or_by_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundlock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("round", "unit"),
                name="lock_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundlock",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="lock_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundlock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lock_ended_by_at_and_why",
            ),
        ),
        migrations.AddIndex(
            model_name="taskresult",
            index=models.Index(fields=["round", "unit"], name="task_results_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="taskresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["not_started", "ongoing", "done"])),
                name="task_result_state_known",
            ),
        ),
        *KEPT,
        *(append_only(f"reporting_{table}") for table in NEW),
    ]
