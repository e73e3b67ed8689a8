"""Certificates move to the room `filings`, where an application becomes one; their rows go along."""

from django.db import migrations


def move(apps, schema_editor):
    if "Certificate" not in {m._meta.object_name for m in apps.get_app_config("protection").get_models()}:
        return  # a new home: there never was the old table
    alias = schema_editor.connection.alias
    old, new = apps.get_model("protection", "Certificate"), apps.get_model("filings", "Certificate")
    rows = old._base_manager.using(alias).order_by("pk").values(
        "studio_id", "of_property_id", "kind", "number", "registered_on", "added_by_id", "added_at"
    )
    new._base_manager.using(alias).bulk_create([new(**row) for row in rows])


def back(apps, schema_editor):
    alias = schema_editor.connection.alias
    old, new = apps.get_model("protection", "Certificate"), apps.get_model("filings", "Certificate")
    rows = new._base_manager.using(alias).order_by("pk").values(
        "studio_id", "of_property_id", "kind", "number", "registered_on", "added_by_id", "added_at"
    )
    old._base_manager.using(alias).bulk_create([old(**row) for row in rows])


class Migration(migrations.Migration):

    dependencies = [
        ("protection", "0002_pictures"),
        ("filings", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, back),
        migrations.DeleteModel(name="Certificate"),
    ]
