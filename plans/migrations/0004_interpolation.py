"""Between two milestones a plan's owner may have yearly targets drawn."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_drafts_and_amendments")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="interpolated_from",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="nội suy giữa hai mốc từ năm"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="interpolated_until",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="nội suy giữa hai mốc đến hết năm"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                name="plan_interpolation_forward",
                condition=Q(interpolated_until__isnull=True)
                | Q(interpolated_from__isnull=False, interpolated_until__gte=F("interpolated_from")),
            ),
        ),
    ]
