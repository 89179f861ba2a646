"""Django's description of the app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Agencies, users and posts."""

    name = "gongkai.agencies"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from gongkai.agencies import account_checks, sign_in, watching

        assert account_checks.second_factor_is_known
        sign_in.listen()
        watching.measure(watching.Kind.SIGN_IN, watching.failed_sign_ins)
        watching.measure(watching.Kind.IDENTITY, watching.opened_identities)
