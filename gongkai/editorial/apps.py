"""Django's description of the app."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Reviews and the gate to publication."""

    name = "gongkai.editorial"
    verbose_name = "审核与发布"
