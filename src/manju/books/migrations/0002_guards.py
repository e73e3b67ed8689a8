"""Postings and closings are kept as they were written: the triggers of `books.guards`."""

from django.db import migrations

from manju.books import guards


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        guards.install_postings(cursor, schema_editor.connection.vendor)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        guards.remove(cursor, schema_editor.connection.vendor)


class Migration(migrations.Migration):

    dependencies = [("books", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
