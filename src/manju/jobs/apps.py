from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "manju.jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every room's kinds of work are known before the first job starts."""
        autodiscover_modules("jobs")
