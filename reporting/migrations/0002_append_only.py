from django.db import migrations

from childplan.migration_operations import append_only


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        append_only("reporting_figurechange"),
        append_only("reporting_reportevent"),
        append_only("reporting_reviewcomment"),
        append_only("reporting_total"),
    ]
