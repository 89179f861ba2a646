"""Django's description of the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work in the background."""

    name = "gongkai.jobs"
    verbose_name = "后台任务"
