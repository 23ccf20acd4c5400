"""From which machine a figure was changed, and every log table readable newest first."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_given_rates"),
        ("plans", "0002_task"),
        ("reporting", "0006_checking_and_chasing"),
        ("units", "0003_log_and_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="figurechange",
            name="address",
            field=models.GenericIPAddressField(blank=True, null=True, verbose_name="từ máy"),
        ),
        migrations.AddIndex(
            model_name="commentanswer",
            index=models.Index(fields=["at"], name="answer_by_moment"),
        ),
        migrations.AddIndex(
            model_name="difficulty",
            index=models.Index(fields=["at"], name="difficulty_by_moment"),
        ),
        migrations.AddIndex(
            model_name="difficultyanswer",
            index=models.Index(fields=["at"], name="difficulty_answer_by_moment"),
        ),
        migrations.AddIndex(
            model_name="explanation",
            index=models.Index(fields=["at"], name="explanation_by_moment"),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", False)),
                fields=["settled_at"],
                name="intake_by_moment",
            ),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["at"], name="paper_by_moment"),
        ),
        migrations.AddIndex(
            model_name="paperfile",
            index=models.Index(fields=["at"], name="paper_file_by_moment"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("by__isnull", False)), fields=["at"], name="reminder_by_moment"
            ),
        ),
        migrations.AddIndex(
            model_name="taskresult",
            index=models.Index(fields=["at"], name="task_result_by_moment"),
        ),
    ]
