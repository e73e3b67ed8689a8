from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "manju.copies"
    default_auto_field = "django.db.models.BigAutoField"
