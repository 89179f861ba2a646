"""Tables of the mail that comes to published mailboxes: each message, its original, its files, and how a mailbox is.

Who wrote and what stands sealed with a key of the message's own, as a request stands with its subject's. No row is
ever deleted; erasing a message is destroying its key.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency
from gongkai.casework.models import Case
from gongkai.files.models import StoredFile


class IncomingMail(models.Model):
    """A message that came to a published mailbox, and what an officer made of it."""

    class Sort(models.TextChoices):
        """What the message is by its own marks; the last three lie in folds of their own."""

        LETTER = "letter", "来信"
        REPLY = "reply", "自动回复"
        BOUNCE = "bounce", "退信"
        UNREADABLE = "unreadable", "无法辨认"

    class State(models.TextChoices):
        """Where a message stands."""

        WAITING = "waiting", "待处理"
        """In this state, no officer has decided what the message is, and the clock of a request may be running."""
        CASE = "case", "已登记"
        """In this state, the message was registered as a request; ``case`` is that request."""
        JOINED = "joined", "已并入"
        """In this state, the message belongs to a case that was there already."""
        ASIDE = "aside", "已搁置"
        """In this state, an officer has said with a reason why the message is no request."""

    class Reason(models.TextChoices):
        """Why a message is no request (条例第三十九条 for the first three)."""

        INQUIRY = "inquiry", "咨询，不是申请公开政府信息"
        PETITION = "petition", "信访、投诉、举报"
        OTHER_MATTER = "other_matter", "其他事务，由别的程序办理"
        REPEATED = "repeated", "与已登记的申请重复发送"
        AUTOMATIC = "automatic", "自动回复或者退信"
        ADVERTISING = "advertising", "广告或者垃圾邮件"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="mail")
    mailbox = models.CharField("信箱", max_length=200)
    mark = models.CharField("邮件标识的带密钥散列", max_length=64)
    sort = models.CharField("类别", max_length=12, choices=Sort)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    arrived_at = models.DateTimeField("到达时间")
    taken_at = models.DateTimeField("收入时间")
    key = models.BinaryField("密钥（已封装）", default=b"")
    sealed = models.BinaryField("来信人和内容（密文）", default=b"")
    sender_index = models.CharField("来信地址盲索引", max_length=32, blank=True)
    digest = models.CharField("原始邮件摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="mail")
    reason = models.CharField("搁置的原因", max_length=16, choices=Reason, blank=True, default="")
    sealed_answer = models.BinaryField("说明和给来信人的答复（密文）", default=b"", blank=True)
    decided_by = models.CharField("处理人", max_length=64, blank=True, default="")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    answer_due = models.BooleanField("答复待发送", default=False)
    answered_at = models.DateTimeField("答复发出时间", null=True, blank=True)
    answer_problem = models.CharField("答复未能发出的原因", max_length=200, blank=True, default="")
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "mark"], name="incoming_mail_once"),
            models.CheckConstraint(
                condition=(Q(state="waiting") & Q(decided_at__isnull=True))
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="incoming_mail_decided_with_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["case", "joined"]) & Q(case__isnull=False))
                | (~Q(state__in=["case", "joined"]) & Q(case__isnull=True)),
                name="incoming_mail_points_to_its_case",
            ),
            models.CheckConstraint(
                condition=(Q(state="aside") & ~Q(reason="")) | (~Q(state="aside") & Q(reason="")),
                name="incoming_mail_aside_with_its_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "sort", "arrived_at"], condition=Q(state="waiting"), name="incoming_mail_waiting"
            ),
            models.Index(fields=["agency", "state", "decided_at"], name="incoming_mail_decided"),
            models.Index(fields=["agency", "sender_index", "taken_at"], name="incoming_mail_of_sender"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MailOriginal(models.Model):
    """The bytes of a message as they came, sealed with its key; apart, so that no list ever loads them."""

    mail = models.OneToOneField(IncomingMail, models.PROTECT, related_name="original")
    sealed = models.BinaryField("原始邮件（密文）")

    def __str__(self) -> str:
        return str(self.mail_id)


class MailFile(models.Model):
    """A file of a message that passed the checks. Those that did not are named in the message's sealed words."""

    mail = models.ForeignKey(IncomingMail, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.mail_id} {self.file_id}"


class MailboxReading(models.Model):
    """How the last reading of a mailbox went, and what had to stay there."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    mailbox = models.CharField("信箱", max_length=200)
    read_at = models.DateTimeField("最近一次读取")
    read_well_at = models.DateTimeField("最近一次成功读取", null=True, blank=True)
    problem = models.CharField("未能读取的原因", max_length=300, blank=True, default="")
    too_large = models.PositiveIntegerField("过大而留在信箱里的", default=0)
    throttled = models.PositiveIntegerField("同一来信人当日过多而留在信箱里的", default=0)
    oldest_left = models.DateTimeField("留在信箱里的最早一封的到达时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "mailbox"], name="mailbox_once")]

    def __str__(self) -> str:
        return self.mailbox
