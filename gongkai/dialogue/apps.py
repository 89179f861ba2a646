"""Django's description of the app."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    """What the public writes, and what becomes of it."""

    name = "gongkai.dialogue"
    verbose_name = "互动交流"

    def ready(self) -> None:
        """What nobody has answered goes along when its agency ends."""
        from gongkai.casework import following
        from gongkai.dialogue.models import CitizenLetter, SiteError

        waiting = CitizenLetter.objects.filter(answered_on=None)
        following.follow("没有答复的来信", lambda agency: waiting.filter(agency=agency))
        following.follow("交来拟定答复的来信", lambda agency: waiting.filter(department=agency), field="department")
        following.follow("没有办理的网站找错", lambda agency: SiteError.objects.filter(agency=agency, result=""))
