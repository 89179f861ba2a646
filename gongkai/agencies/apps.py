"""Django's description of the app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Agencies, users and posts."""

    name = "gongkai.agencies"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from gongkai.agencies import sign_in

        sign_in.listen()
