from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "manju.distribution"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.distribution import clearing  # noqa: F401 - it follows the numbers of filings
