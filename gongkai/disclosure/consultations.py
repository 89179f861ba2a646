"""意见征集: a draft on which everybody may speak, and the page that says what became of what they said.

How long the public is asked follows from what is drafted: a draft rule or a major decision at least thirty days
(规章制定程序条例第十五条, 重大行政决策程序暂行条例第十五条), other drafts as the agency's own rules say.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.forms import Select
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.blocks import Body, Enclosures
from gongkai.editorial.pages import GatedPage
from gongkai.statute.citation import Citation
from gongkai.statute.parameters import rules

ATTRIBUTE = [FieldPanel("attribute"), FieldPanel("attribute_reason")]


class Matter(models.TextChoices):
    """What is drafted."""

    DECISION = "decision", "重大行政决策"
    RULE = "rule", "规章"
    NORMATIVE = "normative", "行政规范性文件"
    OTHER = "other", "其他事项"


_PERIODS: dict[str, str] = {Matter.DECISION: "decision_consultation_period", Matter.RULE: "draft_consultation_period"}


def shortest(matter: str, on: date) -> tuple[int, Citation | None]:
    """For how many days the public is asked at least, and the article that says so; None where it is the agency's own
    rule (GONGKAI_CONSULTATION_DAYS), which at most warns. Raises UnknownParameter for a day before the law."""
    name = _PERIODS.get(matter)
    if name is None:
        return settings.GONGKAI_CONSULTATION_DAYS, None
    found = rules().get(name, on)
    return int(found.value), found.citation


class Consultation(GatedPage):
    """A draft, its background, from when until when and how opinions are given."""

    item_kind = "consultation"

    matter = models.CharField("征求意见的事项", max_length=12, choices=Matter, default=Matter.NORMATIVE)
    opens_on = models.DateField("开始日期", null=True)
    closes_on = models.DateField("截止日期", null=True, help_text="这一天仍可以提出意见。")
    short_because = models.CharField(
        "缩短期限的说明", max_length=300, blank=True, default="",
        help_text="规章和重大行政决策的征求期限少于三十日的，应当说明理由。",
    )  # fmt: skip
    background = models.TextField("起草背景", help_text="为什么起草、主要内容、希望公众着重提出哪些意见。")
    online = models.BooleanField("可以在本网站提出意见", default=True)
    letters_to = models.CharField("信函和电子邮件", max_length=200, blank=True, default="")
    meeting = models.CharField(
        "座谈会、听证会", max_length=200, blank=True, default="", help_text="时间、地点和报名办法。"
    )
    telephone = models.CharField("咨询电话", max_length=40, blank=True, default="")
    body = StreamField(Body(), verbose_name="征求意见稿", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("matter"),
            FieldPanel("opens_on", widget=DayInput),
            FieldPanel("closes_on", widget=DayInput),
            FieldPanel("short_because"),
            FieldPanel("background"),
            FieldPanel("online"),
            FieldPanel("letters_to"),
            FieldPanel("meeting"),
            FieldPanel("telephone"),
            FieldPanel("body"),
            FieldPanel("enclosures"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "意见征集"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="consultation_closes_after_it_opens",
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ]

    @property
    def days(self) -> int:
        """For how many days the public is asked, both ends counted; 0 while they are not set."""
        return (self.closes_on - self.opens_on).days + 1 if self.opens_on and self.closes_on else 0

    def too_short(self) -> str:
        """A sentence when the public is asked for fewer days than it should; empty when it is long enough."""
        if not self.days or self.opens_on is None:
            return ""
        least, article = shortest(self.matter, self.opens_on)
        if self.days >= least:
            return ""
        return f"征求意见的期限为{self.days}日，一般不少于{least}日（{article or '本机关设定，未核对出处'}）"

    def lacking(self) -> list[str]:
        """What must be there before it is reviewed: the draft, a way to answer, and the reason for a short period
        (重大行政决策程序暂行条例第十五条)."""
        found = [] if self.body or self.enclosures else ["征求意见稿的正文或者附件"]
        if not (self.online or self.letters_to or self.meeting):
            found.append("至少一种提出意见的方式")
        if self.matter in _PERIODS and self.too_short() and not self.short_because:
            found.append(f"{self.too_short()}，期限缩短的，应当写明理由")
        return found

    def is_open(self, on: date) -> bool:
        """Whether opinions are taken on a day."""
        return bool(self.opens_on and self.closes_on and self.opens_on <= on <= self.closes_on)

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed."""
        return bool(self.closes_on and self.closes_on < on)


class OfOwnConsultation(WagtailAdminPageForm):
    """The result is that of a consultation of the same agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = getattr(self.parent_page.specific, "agency", None) if self.parent_page else self.instance.agency
        field = self.fields["about"]
        # who carries on the work of an agency that ended tells the results of what that one asked
        own = [agency.pk, *agency.succeeds] if agency else []
        field.queryset = field.queryset.filter(agency__in=own).order_by("-closes_on")


class ConsultationResult(GatedPage):
    """征集结果: how many opinions came by which way, what they said, what was adopted and why the rest was not."""

    item_kind = "consultation_result"
    base_form_class = OfOwnConsultation

    about = models.ForeignKey(Consultation, models.PROTECT, related_name="results", verbose_name="所征集的意见")
    by_web = models.PositiveIntegerField("网上意见", default=0)
    by_letter = models.PositiveIntegerField("来信意见", default=0)
    at_meeting = models.PositiveIntegerField("座谈会、听证会意见", default=0)
    adopted = models.PositiveIntegerField("采纳", default=0)
    partly = models.PositiveIntegerField("部分采纳", default=0)
    declined = models.PositiveIntegerField("未采纳", default=0)
    body = StreamField(Body(), verbose_name="主要意见和采纳情况", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("about", widget=Select),
            FieldPanel("by_web"),
            FieldPanel("by_letter"),
            FieldPanel("at_meeting"),
            FieldPanel("adopted"),
            FieldPanel("partly"),
            FieldPanel("declined"),
            FieldPanel("body"),
            FieldPanel("enclosures"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "征集结果"

    @property
    def received(self) -> int:
        """All opinions."""
        return self.by_web + self.by_letter + self.at_meeting

    def lacking(self) -> list[str]:
        """Every opinion is answered for, and with opinions there are words (采纳情况反馈)."""
        judged = self.adopted + self.partly + self.declined
        found = [] if judged == self.received else [f"收到{self.received}条意见，写明采纳情况的有{judged}条"]
        if not self.body:
            found.append("主要意见和采纳情况的文字")
        return found
