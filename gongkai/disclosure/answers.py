"""问答: a question from the public and its answer, written anew for everybody. The letter itself stays sealed."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.blocks import Body, Enclosures
from gongkai.disclosure.consultations import ATTRIBUTE
from gongkai.disclosure.widgets import ThemeInput
from gongkai.editorial.pages import GatedPage


class LetterKind(models.TextChoices):
    """What somebody writes for."""

    QUESTION = "question", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    PROPOSAL = "proposal", "建议"


class PublicAnswer(GatedPage):
    """A question and its answer without the person who asked. ``subject`` is its place in the knowledge base."""

    item_kind = "answer"

    kind = models.CharField("类型", max_length=12, choices=LetterKind, default=LetterKind.QUESTION)
    subject = models.CharField("主题分类", max_length=40, blank=True, default="")
    asked_on = models.DateField("来信日期", null=True)
    answered_on = models.DateField("答复日期", null=True)
    question = models.TextField("来信内容", help_text="删去姓名、电话、住址等能认出来信人的内容。")
    body = StreamField(Body(), verbose_name="答复内容", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("kind"),
            FieldPanel("subject", widget=ThemeInput),
            FieldPanel("asked_on", widget=DayInput),
            FieldPanel("answered_on", widget=DayInput),
            FieldPanel("question"),
            FieldPanel("body"),
            FieldPanel("enclosures"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "来信选登"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(asked_on__isnull=True)
                | models.Q(answered_on__isnull=True)
                | models.Q(answered_on__gte=models.F("asked_on")),
                name="answer_comes_after_its_question",
                violation_error_message="答复日期不能早于来信日期。",
            ),
        ]

    def lacking(self) -> list[str]:
        """A question without an answer is not shown."""
        return [] if self.body else ["答复内容"]
