"""A figure may be a rate that was given without its counts, and a measure may be made of it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_containment_and_warning_limits")]

    operations = [
        migrations.AlterField(
            model_name="dataitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("count", "Số lượng"),
                    ("money", "Số tiền"),
                    ("yes_no", "Có hoặc không"),
                    ("state", "Tình trạng thực hiện"),
                    ("level", "Mức độ"),
                    ("text", "Nội dung"),
                    ("rate", "Tỷ lệ cho sẵn"),
                ],
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name="measure",
            name="method",
            field=models.CharField(
                choices=[
                    ("ratio", "Tử số chia mẫu số"),
                    ("share_yes", "Số đơn vị trả lời có trên số đơn vị đã trả lời"),
                    ("count", "Đếm"),
                    ("money", "Số tiền"),
                    ("yes_no", "Có hoặc không"),
                    ("level", "Mức độ"),
                    ("state", "Tình trạng thực hiện"),
                    ("text", "Nội dung"),
                    ("year_on_year", "Mức giảm so với năm trước"),
                    ("rate_given", "Tỷ lệ cho sẵn, không có số đếm"),
                ],
                max_length=15,
                verbose_name="cách tính",
            ),
        ),
    ]
