"""Statements and rows of reports are kept as they were written: the triggers of `royalties.guards`."""

from django.db import migrations

from manju.royalties import guards


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        guards.install(cursor, schema_editor.connection.vendor)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        guards.remove(cursor, schema_editor.connection.vendor)


class Migration(migrations.Migration):

    dependencies = [("royalties", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
