"""Django's description of the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The public portal."""

    name = "gongkai.portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from gongkai.casework import listening
        from gongkai.portal import checks  # noqa: F401 (registers the checks)
        from gongkai.portal.hooks import queue

        listening.listen(queue.note)
