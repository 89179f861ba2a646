"""Django's description of the app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Annual reports."""

    name = "gongkai.reporting"
    verbose_name = "年度报告"
