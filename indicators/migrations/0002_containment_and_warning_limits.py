import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataitem",
            name="contained_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contains",
                to="indicators.dataitem",
                verbose_name="nằm trong số liệu",
            ),
        ),
        migrations.AddField(
            model_name="dataitem",
            name="warn_percent",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hỏi khi đổi từ (%)"),
        ),
        migrations.AddField(
            model_name="measure",
            name="warn_cases",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="hỏi khi đổi từ (trường hợp)"
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="warn_few_cases",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="hỏi khi đổi từ (trường hợp, số nhỏ)"
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="warn_percent",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hỏi khi đổi từ (%)"),
        ),
    ]
