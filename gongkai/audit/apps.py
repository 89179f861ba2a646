"""Django's description of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The ledger."""

    name = "gongkai.audit"
    verbose_name = "审计账本"
