from django.apps import AppConfig


class LaunchConfig(AppConfig):
    name = "manju.launch"
    default_auto_field = "django.db.models.BigAutoField"
