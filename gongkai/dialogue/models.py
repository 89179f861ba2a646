"""Letters, opinions, reports of errors and ballots. What people wrote, and who they are, is sealed with a key of the
row's own; destroying the key erases it and leaves the days and the counts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency, User
from gongkai.casework.models import Case
from gongkai.disclosure.answers import LetterKind
from gongkai.disclosure.models import Consultation, PublicAnswer, SeatCall, Survey


class Sealed(models.Model):
    """A row that somebody outside wrote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.BinaryField("密钥（已封装）", default=b"")
    sealed = models.BinaryField("内容和联系方式（密文）", default=b"")
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        abstract = True


class CitizenLetter(Sealed):
    """A letter to an agency: a question, a call for help, a complaint or a proposal."""

    class Stage(models.TextChoices):
        """Where it stands."""

        RECEIVED = "received", "待办理"
        ASSIGNED = "assigned", "交办"
        DRAFTED = "drafted", "待审定"
        ANSWERED = "answered", "已答复"
        TURNED = "turned", "转为信息公开申请"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="citizen_letters")
    number = models.CharField("信件编号", max_length=40, unique=True)
    code_hash = models.CharField("查询码散列", max_length=64)
    kind = models.CharField("类型", max_length=12, choices=LetterKind)
    may_publish = models.BooleanField("同意公开", default=False)
    received_at = models.DateTimeField("收到时间")
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    first_due_on = models.DateField("延长以前的答复期限", null=True, blank=True)
    sealed_delay = models.BinaryField("延长的原因（密文）", default=b"", blank=True)
    stage = models.CharField("状态", max_length=12, choices=Stage, default=Stage.RECEIVED)
    department = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    drafter = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sealed_answer = models.BinaryField("答复（密文）", default=b"", blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="+")
    page = models.OneToOneField(PublicAnswer, models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.PositiveSmallIntegerField("满意度", null=True, blank=True)
    sealed_rating = models.BinaryField("评价（密文）", default=b"", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(stage="answered") & Q(answered_on__isnull=False) & Q(approved_by__isnull=False))
                | (Q(stage="turned") & Q(answered_on__isnull=False) & Q(case__isnull=False))
                | (~Q(stage__in=["answered", "turned"]) & Q(answered_on__isnull=True) & Q(approved_by__isnull=True)),
                name="letter_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafter")), name="letter_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="letter_score_from_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(page__isnull=True) | Q(may_publish=True), name="letter_published_by_consent"
            ),
            models.CheckConstraint(
                condition=Q(first_due_on__isnull=True) | Q(due_on__gt=F("first_due_on")), name="letter_extended_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "received_on", "answered_on"], name="letter_by_agency"),
            models.Index(fields=["agency", "due_on"], condition=Q(answered_on__isnull=True), name="letter_open"),
            models.Index(fields=["department", "due_on"], condition=Q(answered_on__isnull=True), name="letter_handed"),
        ]

    def __str__(self) -> str:
        return self.number


class OpinionGroup(models.Model):
    """Opinions on a draft that say the same, and what became of them (采纳情况). Written by an officer for the public,
    so it names nobody."""

    class Verdict(models.TextChoices):
        """Whether the draft follows them."""

        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        DECLINED = "declined", "未采纳"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinion_groups")
    gist = models.CharField("意见要点", max_length=500)
    verdict = models.CharField("采纳情况", max_length=8, choices=Verdict, blank=True, default="")
    reason = models.CharField("理由", max_length=1000, blank=True, default="")
    judged_by = models.CharField("认定人", max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["", "adopted"]) | ~Q(reason=""), name="opinions_declined_for_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.gist[:40]


class Opinion(Sealed):
    """What somebody says on a draft."""

    class Channel(models.TextChoices):
        """How it came."""

        WEB = "web", "网上"
        LETTER = "letter", "来信"
        MEETING = "meeting", "座谈会、听证会"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions")
    number = models.CharField("意见编号", max_length=40, unique=True)
    channel = models.CharField("方式", max_length=8, choices=Channel)
    received_at = models.DateTimeField("收到时间")
    received_on = models.DateField("收到日期")
    passage = models.PositiveSmallIntegerField("针对的段落", default=0)
    group = models.ForeignKey(OpinionGroup, models.SET_NULL, null=True, blank=True, related_name="opinions")
    recorded_by = models.CharField("录入人", max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(channel="web") & Q(recorded_by="")) | (~Q(channel="web") & ~Q(recorded_by="")),
                name="opinion_on_paper_is_recorded_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["consultation", "received_at"], name="opinion_by_consultation")]

    def __str__(self) -> str:
        return self.number


class SiteError(Sealed):
    """我为政府网站找错: what somebody found wrong on a page of the site."""

    class Kind(models.TextChoices):
        """What is wrong."""

        WORDS = "words", "错别字、表述错误"
        OUTDATED = "outdated", "内容过时、不准确"
        BROKEN = "broken", "打不开、链接失效"
        PRIVACY = "privacy", "泄露个人信息"
        OTHER = "other", "其他"

    class Result(models.TextChoices):
        """What was done."""

        CORRECTED = "corrected", "已改正"
        NO_ERROR = "no_error", "经核实没有错误"
        PASSED_ON = "passed_on", "已转有关单位"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="site_errors")
    number = models.CharField("找错编号", max_length=40, unique=True)
    code_hash = models.CharField("查询码散列", max_length=64)
    kind = models.CharField("问题类型", max_length=12, choices=Kind)
    place = models.CharField("页面", max_length=300, blank=True, default="")
    received_at = models.DateTimeField("收到时间")
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    result = models.CharField("处理结果", max_length=12, choices=Result, blank=True, default="")
    sealed_answer = models.BinaryField("答复（密文）", default=b"", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(result="") & Q(answered_on__isnull=True)) | (~Q(result="") & Q(answered_on__isnull=False)),
                name="site_error_result_with_its_day",
            )
        ]
        indexes = [models.Index(fields=["agency", "received_on", "answered_on"], name="site_error_by_agency")]

    def __str__(self) -> str:
        return self.number


class Ballot(Sealed):
    """One answer to a survey: what was chosen, by the places of question and option. Free words are sealed."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="ballots")
    number = models.CharField("回执编号", max_length=40, unique=True)
    received_on = models.DateField("收到日期")
    chosen = models.JSONField("所选", default=dict)

    class Meta:
        indexes = [models.Index(fields=["survey", "received_on"], name="ballot_by_survey")]

    def __str__(self) -> str:
        return self.number


class BallotMark(models.Model):
    """How many ballots came from one network address on one day. The mark is a hash with a salt that is thrown away
    with the day, so that nobody can tell later which address it was."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    day = models.DateField("日期")
    mark = models.CharField("地址散列", max_length=64)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "day", "mark"], name="ballot_mark_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.day} {self.count}"


class DaySalt(models.Model):
    """The salt of a day, sealed with the master key; it goes with the day."""

    day = models.DateField("日期", unique=True)
    sealed = models.BinaryField("当日盐值（密文）")

    def __str__(self) -> str:
        return str(self.day)


class SeatChoice(models.Model):
    """How the delegates of a meeting were chosen, and how many came. A draw follows from its seed and the numbers of
    those who signed up, so that anybody can repeat it; a choice by hand has a reason, which is not shown."""

    call = models.OneToOneField(SeatCall, models.PROTECT, related_name="choice")
    seed = models.CharField("随机种子", max_length=64, blank=True, default="")
    pool_digest = models.CharField("报名编号的校验值", max_length=64, blank=True, default="")
    reason = models.CharField("人工确定的理由", max_length=500, blank=True, default="")
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField("确定时间")
    came = models.PositiveSmallIntegerField("到会人数", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(seed="") & ~Q(pool_digest="") & Q(reason=""))
                | (Q(seed="", pool_digest="") & ~Q(reason="")),
                name="seats_drawn_or_chosen_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.chosen_at:%Y-%m-%d}"


class SeatRequest(Sealed):
    """Somebody signs up to listen in at a meeting: name, telephone and why are sealed, and go some time after it."""

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITING = "", "等待确定"
        CHOSEN = "chosen", "确定列席"
        RESERVE = "reserve", "候补"
        GAVE_UP = "gave_up", "本人放弃"

    call = models.ForeignKey(SeatCall, models.PROTECT, related_name="seat_requests")
    number = models.CharField("报名编号", max_length=40, unique=True)
    code_hash = models.CharField("查询码散列", max_length=64)
    telephone_index = models.CharField("电话的键控散列", max_length=64, blank=True, default="")
    received_at = models.DateTimeField("报名时间")
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True, default="")
    place = models.PositiveSmallIntegerField("次序", null=True, blank=True)
    told_on = models.DateField("通知日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "telephone_index"], condition=~Q(telephone_index=""), name="seat_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | ~Q(outcome=""), name="seat_told_of_what_was_decided"
            ),
        ]
        indexes = [models.Index(fields=["call", "outcome"], name="seat_by_call")]

    def __str__(self) -> str:
        return self.number


from gongkai.dialogue.records import CitizenMessage, DialogueAlarm, LetterFile  # noqa: E402 - they refer to the above

__all__ = [
    "Ballot",
    "BallotMark",
    "CitizenLetter",
    "CitizenMessage",
    "DaySalt",
    "DialogueAlarm",
    "LetterFile",
    "Opinion",
    "OpinionGroup",
    "Sealed",
    "SeatChoice",
    "SeatRequest",
    "SiteError",
]
