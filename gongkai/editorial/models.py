"""Rounds of review, the signatures given in them, what was ruled on findings, and what is public.

A signature is bound to the digest of what was signed, so an edit asks again. Nothing here holds the content itself:
that stays with the app whose it is.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency, User


class ProcedureRule(models.Model):
    """Which reviews an agency, and those below it, demands for a kind of content, when not the shipped ones."""

    kind = models.CharField("内容种类", max_length=24)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    stages = models.JSONField("审核环节", default=list)
    at_once = models.BooleanField("终审通过即发布", default=True)
    version = models.PositiveIntegerField("版本", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "agency"], name="procedure_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind} v{self.version}"


class Round(models.Model):
    """One item handed in for review (送审), from then until it is cleared, returned or taken back."""

    class State(models.TextChoices):
        """Where a round stands."""

        OPEN = "open", "审核中"
        RETURNED = "returned", "已退回"
        TAKEN_BACK = "taken_back", "已撤回送审"
        CHANGED = "changed", "送审后有修改"
        CLEARED = "cleared", "审核通过"

    kind = models.CharField("内容种类", max_length=24)
    key = models.CharField("内容编号", max_length=64)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="rounds")
    title = models.CharField("标题", max_length=200)
    digest = models.CharField("内容摘要", max_length=64)
    parts = models.JSONField("附件摘要", default=dict)
    procedure = models.JSONField("审核流程", default=dict)
    group = models.CharField("同步审签组", max_length=36)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="rounds")
    submitted_at = models.DateTimeField("送审时间")
    words = models.CharField("送审说明", max_length=500, blank=True, default="")
    urgent = models.BooleanField("急件", default=False)
    release_at = models.DateTimeField("定时发布", null=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.OPEN)
    seq = models.PositiveIntegerField("步数", default=0)

    # What the queue reads: the stage that is due now, who may do it and until when.
    stage = models.CharField("当前环节", max_length=16, blank=True, default="")
    since = models.DateTimeField("进入当前环节的时间", null=True)
    due_on = models.DateField("当前环节时限", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state="open"), name="round_open_once"),
            models.CheckConstraint(
                condition=(Q(state="open") & ~Q(stage="") & Q(ended_at__isnull=True))
                | (~Q(state="open") & Q(stage="") & Q(ended_at__isnull=False)),
                name="round_open_has_a_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "due_on", "id"], condition=Q(state="open"), name="round_queue"),
            models.Index(fields=["key", "-id"], name="round_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key}#{self.pk}"


class TimedRun(models.Model):
    """A receipt: something was to go out at a set time, was tried, and this came of it. Trying again with the same
    result writes nothing more."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="timed_runs")
    planned_at = models.DateTimeField("设定的时间")
    at = models.DateTimeField("执行时间")
    done = models.BooleanField("已经发布")
    words = models.CharField("结果", max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=Q(done=True), name="timed_run_done_once"),
            models.CheckConstraint(condition=Q(at__gte=models.F("planned_at")), name="timed_run_after_its_time"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.words}"


class Ending(models.Model):
    """That something leaves public sight at a set time, and what came of it."""

    key = models.CharField("内容编号", max_length=64)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=200)
    due_at = models.DateTimeField("撤下的时间")
    why = models.CharField("撤下的原因", max_length=300)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField("设定时间")
    cancelled_at = models.DateTimeField("取消时间", null=True)
    done_at = models.DateTimeField("执行时间", null=True)
    result = models.CharField("结果", max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(done_at__isnull=True, cancelled_at__isnull=True), name="ending_open_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
                name="ending_done_with_its_result",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="ending_with_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.due_at:%Y-%m-%d %H:%M}"


class Snapshot(models.Model):
    """What a round showed its reviewers, in words, so that the next can say what changed. Files by digest only."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="snapshot")
    title = models.CharField("标题", max_length=500)
    attribute = models.CharField("公开属性", max_length=12, blank=True, default="")
    attribute_reason = models.CharField("公开属性的理由", max_length=500, blank=True, default="")
    texts = models.JSONField("文字", default=list)
    facts = models.JSONField("要素", default=list)
    parts = models.JSONField("附件", default=list)

    def __str__(self) -> str:
        return f"{self.round_id}"


class Nudge(models.Model):
    """That reviewers were told of a stage's limit: once when it is near, once when it is past."""

    class Kind(models.TextChoices):
        """What they were told."""

        NEAR = "near", "临近时限"
        LATE = "late", "超过时限"

    round = models.ForeignKey(Round, models.CASCADE, related_name="nudges")
    stage = models.CharField("环节", max_length=16)
    kind = models.CharField("种类", max_length=8, choices=Kind)
    made_at = models.DateTimeField("提醒时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "stage", "kind"], name="nudge_once")]
        indexes = [models.Index(fields=["made_at"], name="nudge_by_look")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.stage} {self.kind}"


class Signature(models.Model):
    """One decision of one person on one stage, and on one part of it where parts are reviewed one by one."""

    class Decision(models.TextChoices):
        """What a reviewer may say."""

        APPROVED = "approved", "通过"
        RETURNED = "returned", "退回"

    class Why(models.TextChoices):
        """Why something was returned: what the figures are counted by."""

        FACTS = "facts", "事实、数据有误"
        LAW = "law", "政策法律依据有误"
        WORDS = "words", "文字、格式差错"
        ATTRIBUTE = "attribute", "公开属性不当"
        SECRECY = "secrecy", "涉密或者敏感"
        PRIVACY = "privacy", "涉及个人隐私"
        OTHER = "other", "其他"

    round = models.ForeignKey(Round, models.PROTECT, related_name="signatures")
    stage = models.CharField("环节", max_length=16)
    part = models.CharField("部分", max_length=64, blank=True, default="")
    digest = models.CharField("所审内容摘要", max_length=64)
    decision = models.CharField("意见", max_length=12, choices=Decision)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.CharField("退回原因", max_length=12, choices=Why, blank=True, default="")
    words = models.CharField("意见说明", max_length=1000, blank=True, default="")
    places = models.JSONField("标出的位置", default=list)
    checked = models.JSONField("校对记录", default=dict)
    at = models.DateTimeField("时间")
    since = models.DateTimeField("到手时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "stage", "part"], condition=Q(decision="approved"), name="signature_once"
            ),
            models.CheckConstraint(
                condition=(Q(decision="returned") & ~Q(why="")) | (Q(decision="approved") & Q(why="")),
                name="signature_returned_with_its_reason",
            ),
        ]
        ordering = ["round_id", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.stage}{self.part and '/' + self.part} {self.decision}"


class Scan(models.Model):
    """What the checks found in one content under one set of rules: kept, so that a content is read once."""

    digest = models.CharField("内容摘要", max_length=64)
    rules = models.CharField("规则版本", max_length=64)
    unreadable = models.CharField("读不出的原因", max_length=300, blank=True, default="")
    findings = models.JSONField("发现的问题", default=list)
    at = models.DateTimeField("检查时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "rules"], name="scan_once")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.rules}"


class Lettering(models.Model):
    """What was read in a picture, kept so that the same picture is never read twice. Sealed with a key that is made
    from the picture itself: only who has the picture can open it, and when the picture is gone nobody can."""

    digest = models.CharField("图片编号", max_length=64)
    reader = models.CharField("识别程序", max_length=40)
    sealed = models.BinaryField("识别出的文字", default=b"")
    trouble = models.CharField("识别不了的原因", max_length=100, blank=True, default="")
    at = models.DateTimeField("识别时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "reader"], name="lettering_once")]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.reader}"


class Ruling(models.Model):
    """A finding that somebody answered for: it stands for that finding in that content only, with a reason."""

    key = models.CharField("内容编号", max_length=64, db_index=True)
    part = models.CharField("部分", max_length=64, blank=True, default="")
    finding = models.CharField("问题指纹", max_length=64)
    code = models.CharField("规则", max_length=40)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "part", "finding"], name="ruling_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.code}"


class Release(models.Model):
    """Something that is public, as exactly what; withdrawn, it keeps its row and the reason."""

    key = models.CharField("内容编号", max_length=64)
    kind = models.CharField("内容种类", max_length=24)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=200)
    digest = models.CharField("公开的内容摘要", max_length=64)
    parts = models.JSONField("附件摘要", default=dict)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="releases")
    at = models.DateTimeField("公开时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    emergency = models.CharField("先发后审的理由", max_length=300, blank=True, default="")
    review_by = models.DateField("补审期限", null=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField("撤下原因", max_length=300, blank=True, default="")
    everywhere = models.BooleanField("连同转载撤下", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(withdrawn_at__isnull=True), name="release_once"),
            models.CheckConstraint(
                condition=Q(everywhere=False) | Q(withdrawn_at__isnull=False), name="release_everywhere_is_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
                name="release_withdrawn_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(round__isnull=False) | ~Q(emergency=""), name="release_reviewed_or_emergency"
            ),
        ]
        indexes = [models.Index(fields=["agency", "-at"], name="release_newest")]

    def __str__(self) -> str:
        return f"{self.key} {self.digest[:12]}"


class ReleasedPart(models.Model):
    """A file that is public with a release, under the name and as the content that were reviewed: what a download
    asks for. It is withdrawn with its release, in the same moment."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="released_parts")
    key = models.CharField("文件编号", max_length=64)
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField("内容摘要", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "key"], name="released_part_once")]
        indexes = [
            models.Index(fields=["digest", "key"], name="released_part_by_digest"),
            models.Index(fields=["key"], name="released_part_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.digest[:12]}"


class EmergencyNotice(models.Model):
    """That an office was told of an emergency whose reviews are not made good (先发后审): once when the last day is
    near, once when it is past."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="notices")
    kind = models.CharField("种类", max_length=8, choices=Nudge.Kind)
    made_at = models.DateTimeField("提醒时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "kind"], name="emergency_notice_once")]
        indexes = [models.Index(fields=["made_at"], name="emergency_notice_by_look")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.kind}"


class AttributeDecision(models.Model):
    """A proposal not to publish something, and what the disclosure office said; or that it was looked at again."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "待公开工作机构审查"
        AGREED = "agreed", "同意"
        RETURNED = "returned", "退回"
        REASSESSED = "reassessed", "重新评估后维持"

    key = models.CharField("内容编号", max_length=64)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=200)
    attribute = models.CharField("公开属性", max_length=12)
    reason = models.CharField("理由", max_length=500)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    state = models.CharField("结果", max_length=12, choices=State, default=State.WAITING)
    words = models.CharField("审查意见", max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("审查时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state="waiting"), name="attribute_asked_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="attribute_decided_with_its_day",
            ),
        ]
        indexes = [models.Index(fields=["key", "-id"], name="attribute_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.attribute} {self.state}"
