"""Django's description of the app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Annual reports."""

    name = "gongkai.reporting"
    verbose_name = "年度报告"

    def ready(self) -> None:
        """Tell the gate what this app can make public."""
        from gongkai.editorial import items
        from gongkai.reporting.publishing import KIND

        items.declare(KIND)
