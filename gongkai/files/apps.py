"""Django's description of the app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that were taken in."""

    name = "gongkai.files"
    verbose_name = "文件"

    def ready(self) -> None:
        """Register the start-up check."""
        from gongkai.files import checks

        assert checks.files_can_be_kept
