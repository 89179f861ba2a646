"""Django's description of the app."""

from django.apps import AppConfig


class VillageConfig(AppConfig):
    """What villages post on their four boards."""

    name = "gongkai.village"
    verbose_name = "村务公开"

    def ready(self) -> None:
        """Tell the gate what can become public."""
        from gongkai.editorial import items
        from gongkai.village import gating, photo_gating

        items.declare(gating.KIND)
        items.declare(photo_gating.KIND)
