from django.db import migrations

from childplan.migration_operations import spans_never_overlap


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [spans_never_overlap("units_placement", "unit_id")]
