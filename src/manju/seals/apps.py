from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "manju.seals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.seals import following, panel  # noqa: F401 - they register themselves
