"""Django's description of the app."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """What the public writes, and what becomes of it."""

    name = "gongkai.dialogue"
    verbose_name = "互动交流"

    def ready(self) -> None:
        """What is not settled goes along when its agency ends."""
        from gongkai.dialogue import moving

        moving.declare()
