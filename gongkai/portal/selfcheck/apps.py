"""Django's description of the app."""

from django.apps import AppConfig


class SelfcheckConfig(AppConfig):
    """The self-check of the public site, in tables of its own."""

    name = "gongkai.portal.selfcheck"
    label = "selfcheck"
    verbose_name = "网站自查"

    def ready(self) -> None:
        """Hear from those who know more."""
        from gongkai.portal.selfcheck import offers

        offers.offer()
