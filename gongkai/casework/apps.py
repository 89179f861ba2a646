"""Django's description of the app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Information requests."""

    name = "gongkai.casework"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        """Register the start-up check."""
        from gongkai.casework import checks, message_checks

        assert checks.letters_have_their_faces
        assert message_checks.messages_can_be_sent
