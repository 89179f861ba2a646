"""Django's description of the app."""

from django.apps import AppConfig


class SubscribingConfig(AppConfig):
    """Subscriptions by e-mail, in tables of their own."""

    name = "gongkai.portal.subscribing"
    label = "subscribing"
    verbose_name = "邮件订阅"
