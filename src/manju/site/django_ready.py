"""Making Django ready in a command line or worker process."""

from __future__ import annotations

import os

import django
from django.apps import apps


def ready() -> None:
    """Set Django up once; every further call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manju.site.settings")
    if not apps.ready:
        django.setup()
