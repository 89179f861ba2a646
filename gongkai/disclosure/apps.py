"""Django's description of the app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """What agencies disclose of their own accord."""

    name = "gongkai.disclosure"
    verbose_name = "主动公开"

    def ready(self) -> None:
        """Tell the gate what can become public."""
        from gongkai.disclosure import publishing

        publishing.declare()
