from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProtectionConfig(AppConfig):
    name = "manju.protection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Uploads know what a found file becomes."""
        from manju.protection import naming  # noqa: F401 - it names the rights holder to filings

        autodiscover_modules("suspects")
