"""Django's description of the app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Information requests."""

    name = "gongkai.casework"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        """Register the start-up check."""
        from gongkai.casework import checks

        assert checks.messages_can_be_sent
