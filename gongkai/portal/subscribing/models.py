"""Who wants to hear of what, sealed with a key of their own; and the messages to them.

Who leaves is deleted with the key, and nothing of them is left.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from wagtail.models import Page


class Rhythm(models.TextChoices):
    """How often somebody hears."""

    DAILY = "daily", "每天一次"
    WEEKLY = "weekly", "每周一次（星期一）"


class Subscription(models.Model):
    """A mailbox and a subject: the site, a section, or a search. ``topic`` names the subject without saying the words
    of a search."""

    address_index = models.CharField("邮箱的索引", max_length=32, db_index=True)
    topic = models.CharField("订阅内容", max_length=48)
    section = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+", verbose_name="栏目")
    rhythm = models.CharField("频次", max_length=6, choices=Rhythm)
    wrapped_key = models.BinaryField("密钥")
    sealed = models.BinaryField("邮箱和搜索词")
    made_at = models.DateTimeField("登记时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    told_until = models.DateTimeField("已告知至")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_index", "topic"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(section__isnull=True) | Q(topic__startswith="section:"),
                name="subscription_names_its_section",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.topic} {self.rhythm}"


class Letter(models.Model):
    """A message to a subscriber: the question whether they want it, or what is new between two moments. What it says is
    written when it leaves."""

    class Kind(models.TextChoices):
        """What it is."""

        CONFIRM = "confirm", "确认订阅"
        NEWS = "news", "新内容"

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "没有发出"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="letters")
    kind = models.CharField("种类", max_length=8, choices=Kind)
    rhythm = models.CharField("请求的频次", max_length=6, choices=Rhythm)
    since = models.DateTimeField("自")
    until = models.DateTimeField("至")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    sending = models.PositiveSmallIntegerField("正在发送的次数", default=0)
    not_before = models.DateTimeField("不早于")
    problem = models.CharField("原因", max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "kind", "until"], name="subscription_letter_once"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="subscription_letter_forward"),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="subscription_letter_due")
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.kind} {self.until:%Y-%m-%d}"

    @property
    def key(self) -> str:
        """The same at each attempt, so that a mailbox knows a repetition."""
        return f"subscription:{self.subscription_id}:{self.kind}:{self.until.isoformat()}"
