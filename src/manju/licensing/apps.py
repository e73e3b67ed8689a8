from django.apps import AppConfig


class LicensingConfig(AppConfig):
    name = "manju.licensing"
    default_auto_field = "django.db.models.BigAutoField"
