"""Django's description of the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The made-up district."""

    name = "gongkai.demo"
    verbose_name = "演示"
