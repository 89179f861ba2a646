"""Django's description of the app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Information requests."""

    name = "gongkai.casework"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        """Register the start-up checks, and tell the gate what this app can make public."""
        from gongkai.casework import checks, disclosed_gate, message_checks, seal_checks
        from gongkai.editorial import items

        items.declare(disclosed_gate.KIND)
        assert checks.letters_have_their_faces
        assert message_checks.messages_can_be_sent
        assert seal_checks.letters_can_be_sealed
