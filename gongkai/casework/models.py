"""Cases, the events they are made of, the people who asked, and the letters that went out.

`CaseEvent` is the truth. `Case` carries a projection of it (stage, dates, outcome) that is written in the
same transaction, may be rebuilt at any time, and is what lists and statistics read. Personal data stand
only in `Subject`, `EventText` and `Letter`, sealed with the subject's key.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from gongkai.agencies.models import Agency, User
from gongkai.files.models import StoredFile
from gongkai.statute.report_tables import RESULT_KEYS, TABLE_B


class Channel(models.TextChoices):
    """How a request came (条例第二十九条、第三十一条)."""

    COUNTER = "counter", "当面"
    SIGNED_MAIL = "signed_mail", "邮寄（需签收）"
    ORDINARY_MAIL = "ordinary_mail", "平信"
    WEB = "web", "互联网"
    FAX = "fax", "传真"
    OTHER = "other", "其他公布的渠道"


class ApplicantKind(models.TextChoices):
    """The six applicant columns of table B."""

    NATURAL_PERSON = "natural_person", "自然人"
    BUSINESS = "business", "商业企业"
    RESEARCH = "research", "科研机构"
    PUBLIC_INTEREST = "public_interest", "社会公益组织"
    LEGAL_SERVICES = "legal_services", "法律服务机构"
    OTHER = "other", "其他"


NO_LIMIT = date(9999, 12, 31)
"""What stands for "no clock is running", so that the list is one walk along one index."""

OUTCOMES = [(row.key, row.full_label) for row in TABLE_B if row.key in RESULT_KEYS]


class Subject(models.Model):
    """A person or organisation who asked. Destroying ``key`` erases them; the log stays provable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.BinaryField("密钥（已封装）", default=b"")
    sealed = models.BinaryField("身份与联系方式（密文）", default=b"")
    identity_index = models.CharField("证件号盲索引", max_length=32, blank=True, db_index=True)
    telephone_index = models.CharField("电话盲索引", max_length=32, blank=True, db_index=True)
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)


class Case(models.Model):
    """One information request and the projection of its events."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="cases")
    numbered_by = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    """Who gave the number, when that is another agency, which ended since."""
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField("登记年份")
    serial = models.PositiveIntegerField("流水号")
    number = models.CharField("收件编号", max_length=40, unique=True)
    code_hash = models.CharField("查询码散列", max_length=64)
    channel = models.CharField("渠道", max_length=16, choices=Channel)
    applicant_kind = models.CharField("申请人类别", max_length=16, choices=ApplicantKind)
    request_digest = models.CharField("申请内容摘要", max_length=64)
    sealed_request = models.BinaryField("所需信息（密文）")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    sealed_part = models.BinaryField("拆分后本件的内容（密文）", default=b"", blank=True)

    # Projection, rebuilt by `projection.project`; never edited by hand.
    seq = models.PositiveIntegerField("最后事项序号", default=0)
    stage = models.CharField("环节", max_length=32)
    received_on = models.DateField("收到日期")
    clock_started_on = models.DateField("起算日", null=True)
    due_on = models.DateField("答复期限", null=True)
    provisional = models.BooleanField("期限暂定", default=False)
    next_on = models.DateField("最近期限", default=NO_LIMIT)
    decided_on = models.DateField("办结日期", null=True)
    outcome = models.CharField("办理结果", max_length=16, choices=OUTCOMES, blank=True, default="")
    served_on = models.DateField("送达日期", null=True)
    on_time = models.BooleanField("按期答复", null=True)
    closed_on = models.DateField("归档日期", null=True)
    assigned_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="assigned_cases")
    handler = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="cases")
    internal_on = models.DateField("内部时限", null=True)
    faults = models.PositiveSmallIntegerField("违法或异常事项数", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "serial"],
                condition=Q(numbered_by__isnull=True),
                name="case_serial_without_gap",
            ),
            models.UniqueConstraint(fields=["numbered_by", "year", "serial"], name="case_serial_of_an_ended_agency"),
            models.CheckConstraint(
                condition=(Q(outcome="") & Q(decided_on__isnull=True)) | (~Q(outcome="") & Q(decided_on__isnull=False)),
                name="case_outcome_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=models.F("received_on")),
                name="case_decided_after_receipt",
            ),
        ]
        indexes = [
            # The two covering indexes of the yearly tables (docs/decisions/0008).
            models.Index(fields=["agency", "decided_on", "outcome", "applicant_kind"], name="case_results"),
            models.Index(fields=["agency", "received_on", "decided_on", "applicant_kind"], name="case_received"),
            # The officer's list: open cases by urgency, keyset paged.
            models.Index(fields=["agency", "next_on", "id"], condition=Q(closed_on__isnull=True), name="case_urgency"),
            # The same list for who supervises a whole province.
            models.Index(
                fields=["next_on", "id", "agency"], condition=Q(closed_on__isnull=True), name="case_urgency_of_all"
            ),
            # The newest first, and a search in it: without this PostgreSQL walks the cases of all agencies.
            models.Index(fields=["agency", "id"], name="case_newest"),
            # A part of a number, looked for among all cases without reading them.
            models.Index(fields=["id", "agency", "closed_on", "number"], name="case_numbers"),
            # The board: every open case once, without reading any.
            models.Index(
                fields=["agency", "assigned_agency", "handler", "next_on", "received_on", "stage"],
                condition=Q(closed_on__isnull=True),
                name="case_board",
            ),
            models.Index(fields=["agency", "stage", "next_on", "id"], name="case_by_stage"),
            models.Index(fields=["assigned_agency", "next_on", "id"], name="case_assigned"),
            models.Index(
                fields=["internal_on", "id"],
                condition=Q(internal_on__isnull=False, closed_on__isnull=True),
                name="case_internal_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Likeness(models.Model):
    """One band of a case's sketch: cases that share a band probably ask for the same thing. Keyed hashes only."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="likenesses")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    band = models.CharField("特征带", max_length=32)

    class Meta:
        indexes = [models.Index(fields=["agency", "band"], name="likeness_by_band")]

    def __str__(self) -> str:
        return f"{self.case_id}~{self.band}"


class WordSketch(models.Model):
    """Which words a case may hold, sealed: see `word_sketches`. ``seq`` is that of the case when it was made."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="word_sketch")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField("办件事项序号")
    sealed = models.BinaryField("词语特征（密文）")

    def __str__(self) -> str:
        return f"{self.case_id}@{self.seq}"


class CaseEvent(models.Model):
    """Something that happened in a case. Append-only: a mistake is amended by a later event."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("事项", max_length=32)
    version = models.PositiveSmallIntegerField("版本", default=1)
    occurred_on = models.DateField("法律日期")
    recorded_at = models.DateTimeField("记录时间")
    actor = models.CharField("操作者", max_length=64)
    data = models.JSONField("内容", default=dict)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_once_per_seq")]
        ordering = ["case_id", "seq"]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq} {self.kind}"


class EventText(models.Model):
    """Words that belong to an event and may name people: reasons, notes, search logs. Sealed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="texts")
    seq = models.PositiveIntegerField("事项序号")
    sealed = models.BinaryField("文字（密文）")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="text_once_per_event")]

    def __str__(self) -> str:
        return f"{self.case_id}#{self.seq}"


class Letter(models.Model):
    """A letter as issued: its number, its kind and its sealed text. The event holds its digest."""

    class To(models.TextChoices):
        """Whom a letter is for; one to a party belongs to the consultation ``key``."""

        APPLICANT = "applicant", "申请人"
        PARTY = "party", "被征求意见人"

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    kind = models.CharField("文书种类", max_length=40)
    title = models.CharField("标题", max_length=80)
    number = models.CharField("文号", max_length=60, blank=True)
    to = models.CharField("收件人", max_length=12, choices=To, default="applicant")
    key = models.CharField("征求意见编号", max_length=40, blank=True, default="")
    issued_on = models.DateField("成文日期")
    sealed = models.BinaryField("正文（密文）")
    digest = models.CharField("摘要", max_length=64)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="letter_number_once")]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def has_pdf(self) -> bool:
        """Whether the letter can be given as the file that left: those of an erased person, and those that wait for
        their seal, cannot."""
        return self.pdf_id is not None and bool(bytes(self.case.subject.key)) and not self.awaits_seal

    @property
    def awaits_seal(self) -> bool:
        """Whether the letter still waits for its electronic seal and has not left."""
        seal = getattr(self, "seal", None)
        return seal is not None and seal.state == seal.State.WAITING


class Series(models.Model):
    """The last number given in a series of an agency and year. Its row lock keeps numbers gapless."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField("系列", max_length=24)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用至", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.name} {self.year}"


class Dispute(models.Model):
    """A reconsideration or a lawsuit over a case: projection of its events, read by table C."""

    class Kind(models.TextChoices):
        """The three groups of table C."""

        RECONSIDERATION = "reconsideration", "行政复议"
        DIRECT = "direct", "行政诉讼（未经复议直接起诉）"
        AFTER_RECONSIDERATION = "after_reconsideration", "行政诉讼（复议后起诉）"

    class Result(models.TextChoices):
        """Four columns of table C; pending while there is no result."""

        UPHELD = "upheld", "结果维持"
        OVERTURNED = "overturned", "结果纠正"
        OTHER = "other", "其他结果"

    case = models.ForeignKey(Case, models.PROTECT, related_name="disputes")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="disputes")
    key = models.CharField("案号", max_length=60)
    kind = models.CharField("类别", max_length=24, choices=Kind)
    filed_on = models.DateField("受理日期")
    decided_on = models.DateField("审结日期", null=True)
    result = models.CharField("结果", max_length=12, choices=Result, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="dispute_once"),
            models.CheckConstraint(
                condition=(Q(result="") & Q(decided_on__isnull=True)) | (~Q(result="") & Q(decided_on__isnull=False)),
                name="dispute_result_with_its_day",
            ),
        ]
        indexes = [models.Index(fields=["agency", "filed_on", "decided_on"], name="dispute_by_agency")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"


# The tables around a case stand in files of their own; Django finds them through this one.
from gongkai.casework.chain_records import Turn  # noqa: E402
from gongkai.casework.closure_records import OfficeClosure  # noqa: E402
from gongkai.casework.disclosed import Disclosed  # noqa: E402
from gongkai.casework.mail.models import IncomingMail, MailboxReading, MailFile, MailOriginal  # noqa: E402
from gongkai.casework.person_records import PersonCorrection  # noqa: E402
from gongkai.casework.records import (  # noqa: E402
    Alarm,
    Attachment,
    CalendarFeed,
    IdentityAsking,
    JointRequest,
    LetterSeal,
    LetterTemplate,
    Message,
    MovedDate,
    Party,
    Rating,
    RedactionDraft,
)
from gongkai.casework.succession_records import CaseMove, Succession  # noqa: E402

__all__ = [
    "NO_LIMIT",
    "OUTCOMES",
    "Alarm",
    "ApplicantKind",
    "Attachment",
    "CalendarFeed",
    "Case",
    "CaseEvent",
    "CaseMove",
    "Channel",
    "Disclosed",
    "Dispute",
    "EventText",
    "IdentityAsking",
    "IncomingMail",
    "JointRequest",
    "Letter",
    "LetterSeal",
    "LetterTemplate",
    "Likeness",
    "MailFile",
    "MailOriginal",
    "MailboxReading",
    "Message",
    "MovedDate",
    "OfficeClosure",
    "Party",
    "PersonCorrection",
    "Rating",
    "RedactionDraft",
    "Series",
    "Subject",
    "Succession",
    "Turn",
    "WordSketch",
]
