"""Items and measures of a place beside the catalogue; components that an amendment dropped."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_given_rates"),
        ("units", "0004_codes_and_direct_kinds"),
    ]

    operations = [
        migrations.AddField(
            model_name="component",
            name="last_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="áp dụng đến hết năm"),
        ),
        migrations.AddField(
            model_name="dataitem",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="indicators.dataitem",
                verbose_name="đã gộp vào",
            ),
        ),
        migrations.AddField(
            model_name="dataitem",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="own_items",
                to="units.unit",
                verbose_name="nơi đặt ra",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="indicators.measure",
                verbose_name="đã gộp vào",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="own_measures",
                to="units.unit",
                verbose_name="nơi đặt ra",
            ),
        ),
        migrations.AddConstraint(
            model_name="dataitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="item_not_merged_into_itself",
            ),
        ),
    ]
