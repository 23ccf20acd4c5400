"""Kept sums name their version in the marks of their forms, and the tree has a mark, so that a page need not walk it."""

import django.db.models.deletion
from django.db import migrations, models

from reporting.marking import mark_of_the_tree


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0011_kept_sums"),
        ("units", "0005_reorganisations_and_successions"),
    ]

    operations = [
        # Made anew by the next `keep_sums`; until then pages read the cells.
        migrations.DeleteModel(name="KeptSums"),
        migrations.CreateModel(
            name="KeptSums",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField(verbose_name="bản")),
                ("forms", models.PositiveIntegerField(verbose_name="số phiếu")),
                ("tree", models.BigIntegerField(verbose_name="dấu của cây đơn vị")),
                ("day", models.DateField(verbose_name="ngày chốt")),
                ("look", models.CharField(max_length=64, verbose_name="cách cộng")),
                ("sums", models.TextField(verbose_name="tổng")),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reporting.round",
                        verbose_name="kỳ",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="units.unit",
                        verbose_name="xã",
                    ),
                ),
            ],
            options={"verbose_name": "tổng giữ sẵn", "verbose_name_plural": "tổng giữ sẵn"},
        ),
        migrations.AddConstraint(
            model_name="keptsums",
            constraint=models.UniqueConstraint(fields=("round", "unit"), name="kept_sums_once"),
        ),
        migrations.CreateModel(
            name="TreeMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(verbose_name="số")),
            ],
            options={"verbose_name": "dấu của cây đơn vị", "verbose_name_plural": "dấu của cây đơn vị"},
        ),
        migrations.AddField(
            model_name="formmark",
            name="kept",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="số lúc giữ"),
        ),
        migrations.AddField(
            model_name="formmark",
            name="kept_by",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="bản giữ"),
        ),
        migrations.AddIndex(
            model_name="formmark",
            index=models.Index(fields=["round", "kept_by"], name="form_mark_kept_by"),
        ),
        mark_of_the_tree(),
    ]
