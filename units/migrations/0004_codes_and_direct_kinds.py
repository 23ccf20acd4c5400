"""People come in by a code, and a place may type for some kinds of its units."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0003_log_and_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="loại đơn vị")),
            ],
            options={
                "verbose_name": "loại đơn vị nơi trên tự nhập",
                "verbose_name_plural": "loại đơn vị nơi trên tự nhập",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="code_hash",
            field=models.CharField(
                blank=True, editable=False, max_length=128, verbose_name="dấu của mã một lần"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="code_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="mã một lần dùng được đến"),
        ),
        migrations.AddField(
            model_name="user",
            name="must_choose_password",
            field=models.BooleanField(default=False, verbose_name="phải tự đặt mật khẩu"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code_hash", ""), ("code_until__isnull", True)),
                    models.Q(
                        models.Q(("code_hash", ""), _negated=True),
                        ("code_until__isnull", False),
                        ("must_choose_password", True),
                    ),
                    _connector="OR",
                ),
                name="user_code_has_an_end",
            ),
        ),
        migrations.AddField(
            model_name="directkind",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="direct_kinds",
                to="units.unit",
                verbose_name="nơi tự nhập",
            ),
        ),
        migrations.AddConstraint(
            model_name="directkind",
            constraint=models.UniqueConstraint(fields=("place", "kind"), name="direct_kind_once"),
        ),
        migrations.AddConstraint(
            model_name="directkind",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "village",
                            "health_station",
                            "police",
                            "kindergarten",
                            "primary_school",
                            "lower_secondary_school",
                            "justice",
                            "culture",
                            "finance",
                            "office",
                            "mass_organisation",
                            "labour_division",
                            "education_division",
                            "health_division",
                            "culture_division",
                            "justice_division",
                            "district_police",
                            "finance_division",
                            "media_centre",
                            "labour_department",
                            "health_department",
                            "education_department",
                            "justice_department",
                            "culture_department",
                        ],
                    )
                ),
                name="direct_kind_known",
            ),
        ),
    ]
