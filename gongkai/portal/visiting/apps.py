"""Django's description of the app."""

from django.apps import AppConfig


class VisitingConfig(AppConfig):
    """Visits of the public site, in tables of their own."""

    name = "gongkai.portal.visiting"
    label = "visiting"
    verbose_name = "访问统计"

    def ready(self) -> None:
        """The yearly table of the site counts its visits by itself."""
        from gongkai.portal.selfcheck import providers
        from gongkai.portal.visiting import counts

        providers.offer_count("visits.visitors", counts.visitors_of)
        providers.offer_count("visits.pages", counts.views_of)
