"""Where a letter that is not signed yet stands: one row for each draft under way, read by lists and reminders."""

from __future__ import annotations

from django.db import models

from gongkai.agencies.models import User
from gongkai.casework.models import Case


class Turn(models.Model):
    """Whose turn it is with a draft, and since when.

    The truth is the case's log (`chain`); this row follows it in the same transaction, so that a reviewer's list is
    one query. A row whose case went another way, such as a withdrawn request, is not listed (`turns.waiting`).
    """

    class Letter(models.TextChoices):
        """What is to be signed."""

        REPLY = "reply", "答复"
        FEE_NOTICE = "fee_notice", "收费通知书"

    RETURNED, ISSUE = "returned", "issue"
    """In place of a step: the drafter mends the draft; all steps are done and the letter may be issued."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="turns")
    letter = models.CharField("文书", max_length=12, choices=Letter)
    stage = models.CharField("环节", max_length=16)
    drafter = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField("到手时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "letter"], name="turn_once")]
        indexes = [models.Index(fields=["stage", "since"], name="turn_by_stage")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.letter} {self.stage}"
