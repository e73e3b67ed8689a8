"""A new database gets today's tables at once; the migrations that would have made them are written down as applied.

Going through all migrations costs half a minute of one core, since Django makes every model anew for each step; a
command on a bare home should not. What comes out is the same, which a test compares table by table.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder

OWN = "manju."
"""Rooms whose migrations may do more than make tables: they put triggers on them."""


def give_birth() -> bool:
    """Make all tables in an empty database, whole or not at all; False (and nothing done) where there are tables.

    Of two at the same moment one waits and finds the tables there.
    """
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]
    recorder = MigrationRecorder(connection)
    with connection.schema_editor(atomic=True) as editor:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_advisory_xact_lock(7300)")
            if connection.introspection.table_names(cursor):
                return False
        editor.create_model(recorder.Migration)
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        editor.deferred_sql, later = [], editor.deferred_sql
        for sql in later:
            editor.execute(sql)
        for migration in plan:
            _beyond_tables(migration, editor)
            recorder.migration_qs.create(app=migration.app_label, name=migration.name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    return True


def _beyond_tables(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    """What a room's migration does by its own code: triggers; of other packages' nothing is needed on empty tables."""
    if not migration.__module__.startswith(OWN):
        return
    for operation in migration.operations:
        if isinstance(operation, migrations.RunPython):
            operation.code(apps, editor)  # type: ignore[arg-type]  # today's models stand for those of the migration
