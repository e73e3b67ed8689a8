from django.apps import AppConfig


class LocalisationConfig(AppConfig):
    name = "manju.localisation"
    default_auto_field = "django.db.models.BigAutoField"
