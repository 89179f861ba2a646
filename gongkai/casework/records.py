"""Tables around a case: its files, those who were asked, what was sent, reminded and rated, and letter templates.

None of them is the truth about a case, which is its log; each may name the event that brought it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency, User
from gongkai.casework.models import Case, Letter
from gongkai.casework.posted import Posted
from gongkai.files.models import StoredFile


class Attachment(models.Model):
    """A file of a case. Its content and name are sealed with the key of the case's subject."""

    class Role(models.TextChoices):
        """What a file is in the case."""

        REQUEST = "request", "申请附件"
        IDENTITY = "identity", "身份证明"
        AUTHORITY = "authority", "授权委托书"
        SCAN = "scan", "来件扫描"
        CORRECTION = "correction", "补正材料"
        OPINION = "opinion", "征求意见的答复"
        EVIDENCE = "evidence", "办理依据"
        REPLY = "reply", "提供给申请人的信息"
        PROOF = "proof", "送达凭证"
        DISPUTE = "dispute", "复议诉讼材料"

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    seq = models.PositiveIntegerField("事项序号")
    role = models.CharField("用途", max_length=12, choices=Role)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    made_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="versions")
    added_at = models.DateTimeField("添加时间")
    added_by = models.CharField("添加者", max_length=64)

    class Meta:
        indexes = [models.Index(fields=["case", "seq", "id"], name="attachment_by_event")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_role_display()}"


class IdentityAsking(models.Model):
    """Somebody asks to see the applicant of a case in full, and another person's answer. Until then ``agreed`` is
    open."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="identity_askings")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("请求时间")
    why = models.CharField("原因", max_length=200)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    agreed = models.BooleanField("同意", null=True, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, agreed__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, agreed__isnull=False),
                name="identity_asking_answered_as_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                name="identity_asking_answered_by_another",
            ),
            models.UniqueConstraint(
                fields=["case", "asked_by"], condition=Q(answered_at__isnull=True), name="identity_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_by}"


class RedactionDraft(models.Model):
    """The boxes over a file that is to be partly disclosed (条例第三十七条), and what was made with them.

    Work in progress, so no event; sealed with the subject's key, because places and grounds say what is covered.
    Their ``count`` is open: a file with boxes on it does not leave as it is, whatever its role.
    ``version`` grows with each saving, so that of two who draw at once the second is told.
    """

    class State(models.TextChoices):
        """Where the work stands."""

        DRAWING = "drawing", "框选中"
        """In this state, boxes are drawn and nothing is asked of the background."""
        ASKED = "asked", "正在生成"
        """In this state, a job makes the redacted file of exactly this version."""
        MADE = "made", "已生成"
        """In this state, the redacted file of this version lies among the files of the case."""
        FAILED = "failed", "未能生成"
        """In this state, the engine refused; ``problem`` says why, and nothing was made."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="redaction")
    sealed = models.BinaryField("遮盖框（密文）")
    count = models.PositiveSmallIntegerField("框数")
    version = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAWING)
    problem = models.CharField("未能生成的原因", max_length=300, blank=True, default="")
    saved_by = models.CharField("保存者", max_length=64)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(problem="")) | (~Q(state="failed") & Q(problem="")),
                name="redaction_failed_with_its_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} v{self.version}"


class LetterSeal(models.Model):
    """A letter that is to bear an electronic seal: where the sealing stands, and the file as it was before."""

    class State(models.TextChoices):
        """Where the sealing stands."""

        WAITING = "waiting", "等待加盖电子印章"
        """In this state, the letter has its number and has not left: nobody outside sees it."""
        SEALED = "sealed", "已加盖电子印章"
        """In this state, the letter's file is the sealed one, and ``original`` is what was sent to be sealed."""
        BY_HAND = "by_hand", "改为盖实体印章"
        """In this state, the letter is printed and sealed with the seal itself; its file stays as it was set."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="seal")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    box = models.JSONField("印章位置")
    original = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField("送出时间")
    not_before = models.DateTimeField("下次查看时间")
    attempts = models.PositiveIntegerField("查看次数", default=0)
    problem = models.CharField("没有取回的原因", max_length=300, blank=True, default="")
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)
    reminded_on = models.DateField("最近一次提醒的日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="seal_settled_with_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="sealed", original__isnull=False) | (~Q(state="sealed") & Q(original__isnull=True)),
                name="seal_keeps_what_was_sealed",
            ),
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="seal_waiting")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.state}"


class Party(models.Model):
    """Somebody whose opinion was asked in a letter, and who may answer with its number and a code."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="party")
    code_hash = models.CharField("答复码散列", max_length=64)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.letter_id}"


class Rating(models.Model):
    """What an applicant thought of the handling, once the reply was served."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField("评分")
    sealed = models.BinaryField("意见（密文）", default=b"", blank=True)
    made_at = models.DateTimeField("评价时间")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_one_to_five")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.score}"


class Message(Posted):
    """An e-mail or a text message to somebody about a case, sealed with the subject's key."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField("事项序号")

    class Meta(Posted.Meta):
        indexes = [*Posted.Meta.indexes, models.Index(fields=["case", "id"], name="message_by_case")]


class Alarm(models.Model):
    """A reminder of a limit that was given, so that it is given once: who was due is a query, not a timer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="alarms")
    joint = models.ForeignKey("JointRequest", models.PROTECT, null=True, blank=True, related_name="alarms")
    limit_on = models.DateField("期限")
    ahead = models.SmallIntegerField("提前的工作日数")
    made_at = models.DateTimeField("提醒时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "limit_on", "ahead"], condition=Q(joint__isnull=True), name="alarm_once"
            ),
            # Several departments may owe their parts of one reply on the same day.
            models.UniqueConstraint(
                fields=["joint", "limit_on", "ahead"], condition=Q(joint__isnull=False), name="alarm_of_a_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.limit_on} -{self.ahead}"


class MovedDate(models.Model):
    """The limit for the reply moved after the applicant was told it: ``old`` is what they know, ``new`` what the law
    derives now. It waits until an officer, or by setting the system, has told them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="moved_dates")
    old = models.DateField("告知过的日期")
    new = models.DateField("现在的日期")
    cause = models.CharField("变动的原因", max_length=60)
    found_at = models.DateTimeField("发现时间")
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    told_seq = models.PositiveIntegerField("告知的事项序号", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(told_at__isnull=True), name="moved_date_waits_once"),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_seq__isnull=True)
                | Q(told_at__isnull=False, told_seq__isnull=False),
                name="moved_date_told_with_its_event",
            ),
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="moved_date_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.old}→{self.new}"


class LetterTemplate(models.Model):
    """A Word template that an agency uses for one kind of letter, or for all kinds when ``kind`` is empty."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="letter_templates")
    kind = models.CharField("文书种类", max_length=40, blank=True, default="")
    content = models.BinaryField("模板文件")
    digest = models.CharField("摘要", max_length=64)
    uploaded_by = models.CharField("上传者", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"], condition=Q(retired_at__isnull=True), name="letter_template_in_use_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind or '*'}"


class JointRequest(models.Model):
    """Another department's part of one reply: what it was asked and where that stands (会签).

    Every step is a note in the case's log, with its words sealed there; this table says who owes what until when, and
    which note asked (``asked_seq``) and which settled it (``settled_seq``). No clock of the law reads any of it.
    """

    class State(models.TextChoices):
        """Where a part stands."""

        ASKED = "asked", "待签收"
        """In this state, the department was asked and nobody there has signed for it."""
        SIGNED = "signed", "办理中"
        """In this state, ``handler`` works on the department's part."""
        ANSWERED = "answered", "已答复"
        """In this state, the department has given its opinion."""
        RETURNED = "returned", "已退回"
        """In this state, the department said why it has no part in it."""
        WITHDRAWN = "withdrawn", "已撤回"
        """In this state, those who asked do not need the part any more."""

    class Disclosure(models.TextChoices):
        """What a department thinks of disclosing its part."""

        OPEN = "open", "可以公开"
        PARTLY = "partly", "可以部分公开"
        NOT = "not", "不予公开"
        NONE = "none", "没有相关信息"
        OWN = "own", "属于本单位的信息，应当由本单位答复申请人"

    case = models.ForeignKey(Case, models.PROTECT, related_name="joint_requests")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="joint_requests")
    internal_on = models.DateField("内部时限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    handler = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="joint_requests")
    disclosure = models.CharField("可否公开", max_length=8, choices=Disclosure, blank=True, default="")
    asked_seq = models.PositiveIntegerField("提出的事项序号")
    asked_by = models.CharField("提出者", max_length=64)
    asked_at = models.DateTimeField("提出时间")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    settled_seq = models.PositiveIntegerField("了结的事项序号", null=True, blank=True)
    settled_at = models.DateTimeField("了结时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"], condition=Q(state__in=["asked", "signed"]), name="joint_owed_once"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["asked", "signed"]) & Q(settled_at__isnull=True) & Q(settled_seq__isnull=True))
                | (~Q(state__in=["asked", "signed"]) & Q(settled_at__isnull=False) & Q(settled_seq__isnull=False)),
                name="joint_settled_with_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state="answered") & ~Q(disclosure="")) | (~Q(state="answered") & Q(disclosure="")),
                name="joint_answered_with_an_opinion",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "internal_on"], name="joint_by_agency")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.agency_id} {self.state}"

    @property
    def owed(self) -> bool:
        """Whether the department still has to do something."""
        return self.state in {self.State.ASKED, self.State.SIGNED}


class CalendarFeed(models.Model):
    """An address at which one person's calendar program reads their limits. Only a keyed hash of its secret is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField("令牌散列", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    window_from = models.DateTimeField("计数起点", null=True, blank=True)
    fetches = models.PositiveIntegerField("一小时内读取次数", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_feed_in_use_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
