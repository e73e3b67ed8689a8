from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "manju.filings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.filings import own_facts, panel  # noqa: F401 - they register themselves
