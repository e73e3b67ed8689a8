from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "manju.topics"
    default_auto_field = "django.db.models.BigAutoField"
