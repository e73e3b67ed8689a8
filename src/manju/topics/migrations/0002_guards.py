"""Choices of directions are kept as they were written: the triggers of `topics.guards`."""

from django.db import migrations

from manju.topics import guards


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        guards.install(cursor, schema_editor.connection.vendor)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        guards.remove(cursor, schema_editor.connection.vendor)


class Migration(migrations.Migration):

    dependencies = [("topics", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
