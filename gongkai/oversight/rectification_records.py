"""What was found wrong, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency, User
from gongkai.oversight.patrol_records import LogEntry, Medium, Proof, Snapshot


class Weight(models.TextChoices):
    """How grave a fault is; until when it must be mended follows from it."""

    SEVERE = "severe", "严重"
    GENERAL = "general", "一般"


class Observation(models.Model):
    """Something wrong on a site or an account, found by a reader on duty or by the system, with its evidence."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "待处理"
        """In this state, nobody has decided what to do about it."""
        IGNORED = "ignored", "不作处理"
        """In this state, a person found that it is no fault, and said why."""
        SENT = "sent", "已交办"
        """In this state, the agency that answers for it was told to mend it."""
        MENDED = "mended", "已整改"
        """In this state, it was mended and another person confirmed it."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="监管机关")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="责任单位")
    medium = models.ForeignKey(Medium, models.PROTECT, related_name="observations", verbose_name="站点或者账号")
    entry = models.OneToOneField(LogEntry, models.PROTECT, null=True, blank=True, related_name="observation")
    key = models.CharField("去重键", max_length=64, blank=True, default="")
    code = models.CharField("规则", max_length=40, blank=True, default="")
    weight = models.CharField("程度", max_length=8, choices=Weight)
    what = models.CharField("问题", max_length=500)
    quote = models.CharField("原文", max_length=300, blank=True, default="")
    address = models.CharField("网址", max_length=500, blank=True, default="")
    found_at = models.DateTimeField("发现时间")
    found_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    picture = models.OneToOneField(Proof, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField("系统最近见到", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    reason = models.CharField("不作处理的理由", max_length=300, blank=True, default="")
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["medium", "key"], condition=~Q(key=""), name="observation_told_once"),
            models.CheckConstraint(
                condition=(Q(found_by__isnull=True) & ~Q(key="") & Q(entry__isnull=True))
                | (Q(found_by__isnull=False) & Q(key="")),
                name="observation_by_machine_or_person",
            ),
            models.CheckConstraint(
                condition=(Q(state="ignored") & ~Q(reason="")) | (~Q(state="ignored") & Q(reason="")),
                name="observation_ignored_for_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state="open") & Q(judged_by__isnull=True) & Q(judged_at__isnull=True))
                | (~Q(state="open") & Q(judged_by__isnull=False) & Q(judged_at__isnull=False)),
                name="observation_judged_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "found_at"], name="observation_by_office")]

    def __str__(self) -> str:
        return self.what[:60]


class Rectification(models.Model):
    """整改: an agency is told to mend something until a moment. Its steps say what happened; this row, where it is."""

    class State(models.TextChoices):
        """Whose turn it is."""

        SENT = "sent", "待整改"
        """In this state, the agency has not said what it did."""
        ANSWERED = "answered", "待复核"
        """In this state, the agency has said what it did, and nobody has confirmed it."""
        RETURNED = "returned", "退回整改"
        """In this state, it was looked at again, is not mended, and is the agency's once more."""
        CONFIRMED = "confirmed", "已销号"
        """In this state, another person confirmed that it is mended."""

    observation = models.OneToOneField(Observation, models.PROTECT, related_name="rectification")
    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="监管机关")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="责任单位")
    number = models.CharField("督办单编号", max_length=40, unique=True)
    sent_at = models.DateTimeField("交办时间")
    due_at = models.DateTimeField("整改期限")
    state = models.CharField("状态", max_length=9, choices=State, default=State.SENT)
    answered_at = models.DateTimeField("报送整改情况时间", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("销号时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    told_late_at = models.DateTimeField("超期提醒时间", null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("sent_at")), name="rectification_has_time"),
            models.CheckConstraint(
                condition=(Q(answered_at__isnull=True) & Q(answered_by__isnull=True))
                | (Q(answered_at__isnull=False) & Q(answered_by__isnull=False)),
                name="rectification_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="confirmed")
                    & Q(confirmed_at__isnull=False)
                    & Q(confirmed_by__isnull=False)
                    & Q(answered_by__isnull=False)
                )
                | (~Q(state="confirmed") & Q(confirmed_at__isnull=True) & Q(confirmed_by__isnull=True)),
                name="rectification_confirmed_once_answered",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("answered_by")),
                name="rectification_confirmed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "due_at"], condition=~Q(state="confirmed"), name="rectification_owed"),
            models.Index(fields=["office", "sent_at"], name="rectification_by_office"),
        ]

    def __str__(self) -> str:
        return self.number


class RectificationStep(models.Model):
    """What happened to a rectification, in its order; nothing of it is ever changed. The digest is the receipt."""

    class Kind(models.TextChoices):
        """What happened."""

        SENT = "sent", "交办"
        ANSWERED = "answered", "报送整改情况"
        CHECKED = "checked", "系统复查"
        RETURNED = "returned", "退回"
        CONFIRMED = "confirmed", "复核销号"

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("事项", max_length=9, choices=Kind)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("内容", max_length=1000)
    picture = models.OneToOneField(Proof, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField("回执校验值", max_length=64)

    class Meta:
        ordering = ["rectification", "place"]
        constraints = [
            models.UniqueConstraint(fields=["rectification", "place"], name="rectification_step_has_its_place"),
            models.CheckConstraint(
                condition=(Q(kind="checked") & Q(by__isnull=True)) | (~Q(kind="checked") & Q(by__isnull=False)),
                name="rectification_step_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="rectification_step_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words[:40]}"
