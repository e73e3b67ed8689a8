from django.apps import AppConfig


class RoyaltiesConfig(AppConfig):
    name = "manju.royalties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.royalties import following  # noqa: F401 - it registers itself with the licensing room
