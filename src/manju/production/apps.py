from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "manju.production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.production import panel, registering  # noqa: F401 - they register themselves
