from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "manju.portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from manju.portfolio import following, panel  # noqa: F401 - they register themselves
