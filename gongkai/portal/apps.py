"""Django's description of the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The public portal."""

    name = "gongkai.portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from gongkai.casework import listening
        from gongkai.editorial.pages import preview_with
        from gongkai.portal import checks  # noqa: F401 (registers the checks)
        from gongkai.portal.hooks import queue
        from gongkai.portal.views import content

        preview_with(content.preview)
        listening.listen(queue.note)
