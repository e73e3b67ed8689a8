from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "manju.distribution"
    default_auto_field = "django.db.models.BigAutoField"
