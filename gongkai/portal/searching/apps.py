"""Django's description of the app."""

from django.apps import AppConfig


class SearchingConfig(AppConfig):
    """The search of the public site, in tables of its own."""

    name = "gongkai.portal.searching"
    label = "searching"
    verbose_name = "搜索"

    def ready(self) -> None:
        from gongkai.editorial import announcing
        from gongkai.portal.searching import changes

        announcing.listen(changes.note)
        announcing.listen_otherwise(changes.again)
