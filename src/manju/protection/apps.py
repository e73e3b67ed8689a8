from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProtectionConfig(AppConfig):
    name = "manju.protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Uploads know what a found file becomes, filings who holds the rights, seals what a trace came to."""
        from manju.protection import naming, sealing  # noqa: F401 - they register themselves

        autodiscover_modules("suspects")
