"""Django's description of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The ledger."""

    name = "gongkai.audit"
    verbose_name = "审计账本"

    def ready(self) -> None:
        """Register the start-up check."""
        from gongkai.audit import checks

        assert checks.sqlite_keeps_its_promises
