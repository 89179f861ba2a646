"""What the portal itself remembers: which confirmation was sent already, and how often an address came.

Neither names a person. Cases and people stand in casework.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency
from gongkai.files.models import StoredFile


class Submission(models.Model):
    """A confirmed application form and its receipt, so that sending it twice registers it once.

    Only the browser holds the form's token: its hash finds the row, and the query code is sealed with a key
    made from it, so that the code cannot be read from the database.
    """

    token_hash = models.CharField("表单凭证散列", max_length=64, unique=True)
    number = models.CharField("收件编号", max_length=40)
    sealed_code = models.BinaryField("查询码（密文）")
    made_at = models.DateTimeField("提交时间", db_index=True)

    def __str__(self) -> str:
        return self.number


class Visits(models.Model):
    """How often an address did something in one hour. The address is a blind index, gone after a day."""

    deed = models.CharField("行为", max_length=16)
    address_index = models.CharField("地址盲索引", max_length=32)
    hour = models.DateTimeField("小时", db_index=True)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "address_index", "hour"], name="visits_once_per_hour")]

    def __str__(self) -> str:
        return f"{self.deed} {self.hour:%Y-%m-%d %H} {self.count}"


class SiteChange(models.Model):
    """What a transaction changed for readers, by its topics: written in that transaction, so that every machine, and
    whoever was killed before it could tell, learns of it. See `caching.following`."""

    topics = models.JSONField("变更的内容")
    at = models.DateTimeField("时间", db_index=True)

    def __str__(self) -> str:
        return f"{self.pk} {' '.join(self.topics)}"


class OldAddress(models.Model):
    """An address of a former site, and where its page stands now: kept for ever, and never part of a chain."""

    address = models.CharField("旧网址", max_length=500, unique=True)
    target = models.CharField("现在的网址", max_length=300)
    added_at = models.DateTimeField("导入时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(address__startswith="/") & Q(target__startswith="/") & ~Q(address=models.F("target")),
                name="old_address_leads_elsewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} → {self.target}"


class Draft(models.Model):
    """An application that is not sent yet. Words and files are sealed with a key made from the browser's own token,
    which is stored nowhere; it goes when it was sent or has lain for `drafts.DAYS`."""

    token_hash = models.CharField("令牌散列", max_length=64, unique=True)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    sealed = models.BinaryField("已填内容（密文）")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        indexes = [models.Index(fields=["saved_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return str(self.pk)


class DraftFile(models.Model):
    """A file of a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    role = models.CharField("用途", max_length=12)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.role}"


class ApiKey(models.Model):
    """A key with which a program may file and follow requests of one agency."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="api_keys")
    name = models.CharField("用途", max_length=80)
    prefix = models.CharField("密钥开头", max_length=12, unique=True)
    key_hash = models.CharField("密钥散列", max_length=64)
    may_file = models.BooleanField("可以代为提交申请", default=False)
    may_follow = models.BooleanField("可以查询办理进度", default=True)
    made_by = models.CharField("生成者", max_length=64)
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name}"


class Hook(models.Model):
    """Another system that is told of what happens in an agency's cases: at an address, or through a folder that a
    file gateway (网闸) carries across."""

    class Content(models.TextChoices):
        """What is told."""

        EVENT = "event", "只报事项"
        STATUS = "status", "报办件状态（上级平台）"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="hooks")
    address = models.CharField("接收地址", max_length=300)
    content = models.CharField("推送内容", max_length=8, choices=Content, default=Content.EVENT)
    mapping = models.TextField("字段对照", blank=True, default="")
    sealed_secret = models.BinaryField("签名密钥（密文）")
    made_by = models.CharField("登记者", max_length=64)
    made_at = models.DateTimeField("登记时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    def __str__(self) -> str:
        return self.address


class HookCall(models.Model):
    """One event on its way to a hook: it is called until it answers, or given up and shown."""

    class Answer(models.TextChoices):
        """What a platform said of a file that it was given."""

        ACCEPTED = "accepted", "接收"
        REJECTED = "rejected", "退回"

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="calls")
    case_number = models.CharField("收件编号", max_length=40)
    seq = models.PositiveIntegerField("事项序号")
    kind = models.CharField("事项", max_length=32)
    made_at = models.DateTimeField("生成时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    not_before = models.DateTimeField("不早于")
    done_at = models.DateTimeField("送达时间", null=True, blank=True)
    given_up_at = models.DateTimeField("放弃时间", null=True, blank=True)
    problem = models.CharField("未能送达的原因", max_length=200, blank=True, default="")
    answer = models.CharField("对方的回执", max_length=8, choices=Answer, blank=True, default="")
    answer_reason = models.CharField("对方退回的原因", max_length=300, blank=True, default="")
    answered_at = models.DateTimeField("收到回执的时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "case_number", "seq"], name="hook_call_once")]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True),
                name="hook_call_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_number}#{self.seq}"


class KeptName(models.Model):
    """A name with its own form in traditional script (萧后 is 蕭后), given by an officer; every page shows it."""

    name = models.CharField("名称", max_length=40, unique=True)
    form = models.CharField("繁体写法", max_length=40)
    set_by = models.CharField("登记者", max_length=64)
    set_at = models.DateTimeField("登记时间")

    def __str__(self) -> str:
        return self.name
