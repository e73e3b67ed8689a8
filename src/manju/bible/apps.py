from django.apps import AppConfig


class BibleConfig(AppConfig):
    name = "manju.bible"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.bible import panel  # noqa: F401 - it registers itself
