"""网上调查: questions to everybody between two days, and the page with what was answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.forms import Select
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Orderable

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.blocks import Body
from gongkai.disclosure.consultations import ATTRIBUTE
from gongkai.disclosure.panels import LinesPanel
from gongkai.editorial.pages import GatedPage


class Survey(GatedPage):
    """Questions that are open between two days; what was answered is shown after the last of them."""

    item_kind = "survey"

    opens_on = models.DateField("开始日期", null=True)
    closes_on = models.DateField("截止日期", null=True, help_text="这一天仍可以参加。")
    introduction = models.TextField("调查说明")

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("opens_on", widget=DayInput),
            FieldPanel("closes_on", widget=DayInput),
            FieldPanel("introduction"),
            LinesPanel("questions", heading="问题", label="问题"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "网上调查"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="survey_closes_after_it_opens",
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ]

    def lacking(self) -> list[str]:
        """At least one question, and for each that is chosen from two answers or more."""
        questions = list(self.questions.all())
        found = [] if questions else ["至少一个问题"]
        thin = [line.words for line in questions if line.form != SurveyQuestion.Form.TEXT and len(line.options()) < 2]
        return found + [f"“{words[:20]}”的选项（至少两个，一行一个）" for words in thin]

    def is_open(self, on: date) -> bool:
        """Whether answers are taken on a day."""
        return bool(self.opens_on and self.closes_on and self.opens_on <= on <= self.closes_on)

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed."""
        return bool(self.closes_on and self.closes_on < on)


class SurveyQuestion(Orderable):
    """One question."""

    class Form(models.TextChoices):
        """How it is answered."""

        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        TEXT = "text", "文字"

    page = ParentalKey(Survey, on_delete=models.CASCADE, related_name="questions")
    words = models.CharField("问题", max_length=200)
    form = models.CharField("回答方式", max_length=8, choices=Form, default=Form.SINGLE)
    choices = models.TextField("选项", blank=True, default="", help_text="一行一个；文字题不填。")
    required = models.BooleanField("必答", default=False)

    panels = [FieldPanel("words"), FieldPanel("form"), FieldPanel("choices"), FieldPanel("required")]

    class Meta(Orderable.Meta):
        verbose_name = "问题"

    def __str__(self) -> str:
        return self.words

    def options(self) -> list[str]:
        """The answers to choose from."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class OfOwnSurvey(WagtailAdminPageForm):
    """The result is that of a survey of the same agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = getattr(self.parent_page.specific, "agency", None) if self.parent_page else self.instance.agency
        field = self.fields["about"]
        field.queryset = field.queryset.filter(agency=agency).order_by("-closes_on")


class SurveyResult(GatedPage):
    """What was answered: how many took part, and a table for each question."""

    item_kind = "survey_result"
    base_form_class = OfOwnSurvey

    about = models.ForeignKey(Survey, models.PROTECT, related_name="results", verbose_name="所属调查")
    taken_part = models.PositiveIntegerField("参与人次", default=0)
    body = StreamField(Body(), verbose_name="调查结果", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("about", widget=Select),
            FieldPanel("taken_part"),
            FieldPanel("body"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "调查结果"

    def lacking(self) -> list[str]:
        """What was answered."""
        return [] if self.body else ["调查结果的文字或者表格"]
