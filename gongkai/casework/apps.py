"""Django's description of the app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Information requests."""

    name = "gongkai.casework"
    verbose_name = "依申请公开"
