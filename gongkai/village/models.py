"""Villages, what they post, how it hung on the paper board, and what villagers asked about it.

A posting is public from the gate's release until it is withdrawn; after its posting period it stays readable as a past
posting. What is public is never edited: a correction is a posting of its own that takes the place of the earlier one.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency, User
from gongkai.editorial.last_lock import PublicRow
from gongkai.files.models import StoredFile
from gongkai.statute.village import BoardKind
from gongkai.statute.village_duties import finance_classes, label_of

BOARDS = [(kind.value, kind.label) for kind in BoardKind]
CLASSES = [(one.code, one.label) for one in finance_classes().values()]


class Village(models.Model):
    """A village committee (村民委员会) whose boards are kept here, and from which day its clock counts."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="village")
    busy_finance = models.BooleanField("集体财务往来较多", default=False)
    counted_from = models.DateField("开始计算公开期限的日期")

    def __str__(self) -> str:
        return self.agency.name


class Posting(PublicRow):
    """One thing on one board (第三十五条). ``duty`` is the item of the law's list, ``also`` further items that are told
    in it; it belongs to a period, or to the day on which something happened, or it stands as long as it holds."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="postings")
    board = models.CharField("公开栏", max_length=8, choices=BOARDS)
    duty = models.CharField("公开事项", max_length=32)
    also = models.JSONField("同时公开的事项", default=list, blank=True)
    period_start = models.DateField("期间起", null=True, blank=True)
    period_end = models.DateField("期间止", null=True, blank=True)
    happened_on = models.DateField("发生日期", null=True, blank=True)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容", max_length=8000, blank=True, default="")
    opening_fen = models.BigIntegerField("期初余额（分）", null=True, blank=True)
    closing_fen = models.BigIntegerField("期末余额（分）", null=True, blank=True)
    days = models.PositiveSmallIntegerField("公示天数", null=True, blank=True)
    drafted_by = models.JSONField("起草人", default=list)
    drafted_at = models.DateTimeField("起草时间")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    correction_reason = models.CharField("更正原因", max_length=300, blank=True, default="")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    posted_from = models.DateField("公示起", null=True, blank=True)
    posted_until = models.DateField("公示止", null=True, blank=True)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_because = models.CharField("撤下原因", max_length=300, blank=True, default="")
    archive_number = models.CharField("档号", max_length=48, unique=True, null=True, blank=True)
    archived_on = models.DateField("归档日期", null=True, blank=True)

    gate_name = "posting"
    public_columns = frozenset(
        {
            "village", "board", "duty", "also", "period_start", "period_end", "happened_on", "title", "text",
            "opening_fen", "closing_fen", "days", "corrects", "correction_reason", "published_at", "posted_from",
            "posted_until", "withdrawn_on", "withdrawn_because",
        }
    )  # fmt: skip

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(board__in=[board for board, _ in BOARDS]), name="posting_board_known"),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_start__isnull=False, period_end__gte=F("period_start"), happened_on__isnull=True),
                name="posting_period_whole",
            ),
            models.CheckConstraint(
                condition=Q(opening_fen__isnull=True, closing_fen__isnull=True)
                | Q(opening_fen__isnull=False, closing_fen__isnull=False),
                name="posting_balance_whole",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="posting_corrects_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, posted_from__isnull=True, posted_until__isnull=True)
                | Q(published_at__isnull=False, posted_from__isnull=False, posted_until__isnull=True)
                | Q(published_at__isnull=False, posted_until__gte=F("posted_from")),
                name="posting_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False, published_at__isnull=False) & ~Q(withdrawn_because="")),
                name="posting_withdrawn_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(archive_number__isnull=True, archived_on__isnull=True)
                | Q(archive_number__isnull=False, archived_on__isnull=False, published_at__isnull=False),
                name="posting_archived_whole",
            ),
        ]
        indexes = [models.Index(fields=["village", "board", "-published_at"], name="posting_by_board")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it now."""
        return self.published_at is not None and self.withdrawn_on is None

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads of it now, beside its table and files."""
        if not self.is_public:
            return None
        return tuple(getattr(self, f"{name}_id" if name in ("village", "corrects") else name) for name in _SHOWN)

    @property
    def codes(self) -> list[str]:
        """The items of the law's list that are told in it."""
        return [self.duty, *self.also]

    @property
    def items(self) -> str:
        """Those items in words."""
        return "；".join(label_of(code) for code in self.codes)

    def hangs(self, today: date) -> bool:
        """Whether it is within its posting period, or stands as long as it holds."""
        return self.is_public and (self.posted_until is None or today <= self.posted_until)


_SHOWN = sorted(Posting.public_columns)


class PartOfPosting(PublicRow):
    """A row that is read with its posting: written freely while that is a draft, by nobody while it is public."""

    class Meta:
        abstract = True

    gate_name = Posting.gate_name
    posting: models.ForeignKey[Posting, Posting]

    @property
    def gate_key(self) -> str:
        """It passes the gate with its posting."""
        return self.posting.gate_key


class FinanceRow(PartOfPosting):
    """A line of a finance table (逐项逐笔): its class, what it is, and how much, in fen."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="rows")
    place = models.PositiveSmallIntegerField("序号")
    finance_class = models.CharField("类别", max_length=16, choices=CLASSES)
    item = models.CharField("项目", max_length=80)
    on = models.DateField("日期", null=True, blank=True)
    amount_fen = models.BigIntegerField("金额（分）")
    note = models.CharField("说明", max_length=120, blank=True, default="")

    public_columns = frozenset({"posting", "place", "finance_class", "item", "on", "amount_fen", "note"})

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "place"], name="finance_row_place"),
            models.CheckConstraint(
                condition=Q(finance_class__in=[code for code, _ in CLASSES]), name="finance_row_class_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_finance_class_display()} {self.item}"

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads of it now."""
        words = (self.posting_id, self.place, self.finance_class, self.item, self.on, self.amount_fen, self.note)
        return words if self.posting.is_public else None


class PostingFile(PartOfPosting):
    """A file or a picture of a posting, cleaned; sealed with a key of its own."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="files")
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    key = models.BinaryField("密钥（已封装）")
    place = models.PositiveSmallIntegerField("序号")

    public_columns = frozenset({"posting", "stored", "key", "place"})

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["posting", "place"], name="posting_file_place")]

    def __str__(self) -> str:
        return f"{self.posting_id}/{self.place}"

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody reads of it now."""
        return (self.posting_id, self.stored_id, self.place) if self.posting.is_public else None


class BoardPhoto(PublicRow):
    """The proof that a posting hung on the paper board: a photograph without its hidden data, and what the township
    said of it. It is kept in the house; ``shown_from`` is when the gate let it out for everybody, if it did."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="photos")
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    key = models.BinaryField("密钥（已封装）")
    taken_on = models.DateField("张贴日期")
    place = models.CharField("张贴地点", max_length=60)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
    accepted = models.BooleanField("核验通过", null=True)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField("核验时间", null=True, blank=True)
    why = models.CharField("不予认可的原因", max_length=200, blank=True, default="")
    shown_from = models.DateTimeField("向公众展示的时间", null=True, blank=True)

    gate_name = "board_photo"
    public_columns = frozenset({"posting", "stored", "key", "taken_on", "place", "shown_from"})

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, judged_by__isnull=True, judged_at__isnull=True, why="")
                | Q(accepted=True, judged_by__isnull=False, judged_at__isnull=False, why="")
                | (Q(accepted=False, judged_by__isnull=False, judged_at__isnull=False) & ~Q(why="")),
                name="board_photo_judged_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.taken_on}"

    def shown(self) -> tuple[Any, ...] | None:
        """What everybody sees of it now."""
        seen = (self.posting_id, self.stored_id, self.taken_on, self.place, self.shown_from)
        return seen if self.shown_from is not None else None


class DutyReminder(models.Model):
    """That a person was told by e-mail of something that a village owes; ``posting`` is the draft of what happened,
    otherwise ``day`` is the first one of the period. ``taken_at`` is when the letter was handed over."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+")
    duty = models.CharField("公开事项", max_length=32)
    day = models.DateField("期间起或者发生日期")
    posting = models.ForeignKey(Posting, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("提醒时间")
    taken_at = models.DateTimeField("交出时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "village", "duty", "day"],
                condition=Q(posting__isnull=True),
                name="duty_of_a_period_told_once",
            ),
            models.UniqueConstraint(
                fields=["user", "posting"], condition=Q(posting__isnull=False), name="duty_that_happened_told_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "made_at"], name="duty_reminders_of_a_look")]

    def __str__(self) -> str:
        return f"{self.village_id} {self.duty} {self.day}"


class Objection(models.Model):
    """What a villager asked or objected to about a posting: words without a name, sealed with a key of their own."""

    class Sort(models.TextChoices):
        """What it is."""

        QUESTION = "question", "询问"
        OBJECTION = "objection", "异议"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="objections")
    number = models.CharField("编号", max_length=40, unique=True)
    code_hash = models.CharField("查询码散列", max_length=64)
    sort = models.CharField("类型", max_length=10, choices=Sort)
    received_at = models.DateTimeField("收到时间")
    due_on = models.DateField("答复期限")
    key = models.BinaryField("密钥（已封装）", default=b"")
    sealed = models.BinaryField("内容（密文）", default=b"")
    sealed_answer = models.BinaryField("答复（密文）", default=b"", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answered_by__isnull=True)
                | Q(answered_on__isnull=False, answered_by__isnull=False),
                name="objection_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return self.number
