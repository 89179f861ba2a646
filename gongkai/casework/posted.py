"""What every table of messages has: whether a message has left, when it may, and why it did not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Posted(models.Model):
    """A message that leaves by a gateway (`sending`). Address and words are sealed with the key of whom it is about."""

    class Means(models.TextChoices):
        """By which way a message goes."""

        EMAIL = "email", "电子邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        """Where a message stands."""

        WAITING = "waiting", "待发送"
        """In this state, a job will send the message when its time has come."""
        SENT = "sent", "已发送"
        """In this state, the gateway has taken the message."""
        FAILED = "failed", "未能发送"
        """In this state, the gateway refused the message too often; an officer has to look."""

    key = models.CharField("标识", max_length=80, unique=True)
    means = models.CharField("方式", max_length=8, choices=Means)
    sealed = models.BinaryField("地址和内容（密文）")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    not_before = models.DateTimeField("不早于")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    problem = models.CharField("未能发送的原因", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="sent") & Q(sent_at__isnull=False)) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="%(class)s_sent_with_its_moment",
            )
        ]
        indexes = [models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="%(class)s_waiting")]

    def __str__(self) -> str:
        return self.key
