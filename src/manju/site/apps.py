from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "manju.site"
    label = "site"
