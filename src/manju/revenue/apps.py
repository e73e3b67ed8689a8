from django.apps import AppConfig


class RevenueConfig(AppConfig):
    name = "manju.revenue"
    default_auto_field = "django.db.models.BigAutoField"
