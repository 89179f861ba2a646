"""Tables around letters and reports of errors: their files, what their writers were told, what was reminded of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.casework.posted import Posted
from gongkai.dialogue.models import CitizenLetter, SiteError
from gongkai.files.models import StoredFile

ABOUT_ONE = Q(letter__isnull=False, error__isnull=True) | Q(letter__isnull=True, error__isnull=False)
"""A row is about a letter or about a report of an error, never about both or neither."""


class LetterFile(models.Model):
    """A file of a letter, sealed with the letter's key: what its writer sent is for those who handle it and never
    public; what goes with the answer is for the writer once the answer is there."""

    class Role(models.TextChoices):
        """Whose it is."""

        LETTER = "letter", "来信附件"
        ANSWER = "answer", "答复附件"

    letter = models.ForeignKey(CitizenLetter, models.PROTECT, related_name="files")
    role = models.CharField("用途", max_length=8, choices=Role)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("添加时间")
    added_by = models.CharField("添加者", max_length=64)

    def __str__(self) -> str:
        return f"{self.letter_id} {self.get_role_display()}"


class CitizenMessage(Posted):
    """An e-mail to who wrote a letter or reported an error, sealed with the key of that."""

    letter = models.ForeignKey(CitizenLetter, models.PROTECT, null=True, blank=True, related_name="messages")
    error = models.ForeignKey(SiteError, models.PROTECT, null=True, blank=True, related_name="messages")

    class Meta(Posted.Meta):
        constraints = [
            *Posted.Meta.constraints,
            models.CheckConstraint(condition=ABOUT_ONE, name="citizen_message_about_one_thing"),
        ]


class DialogueAlarm(models.Model):
    """A reminder of a limit that was given to officers, so that it is given once."""

    letter = models.ForeignKey(CitizenLetter, models.PROTECT, null=True, blank=True, related_name="alarms")
    error = models.ForeignKey(SiteError, models.PROTECT, null=True, blank=True, related_name="alarms")
    limit_on = models.DateField("期限")
    ahead = models.SmallIntegerField("提前的工作日数")
    made_at = models.DateTimeField("提醒时间", db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="dialogue_alarm_about_one_thing"),
            models.UniqueConstraint(fields=["letter", "limit_on", "ahead"], name="letter_alarm_once"),
            models.UniqueConstraint(fields=["error", "limit_on", "ahead"], name="site_error_alarm_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id or self.error_id} {self.limit_on} -{self.ahead}"
