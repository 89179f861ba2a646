"""Interpretations of policy documents in their forms, and public talks, as pages that pass the gate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.forms import Select, TimeInput
from django.utils.timezone import get_current_timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Orderable

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.blocks import Body, Enclosures, Recordings
from gongkai.disclosure.interpretations import completeness
from gongkai.disclosure.page_forms import InterpretationForm, TalkForm
from gongkai.disclosure.panels import ATTRIBUTE, ENCLOSURES, FOR_ENGINES, LinesPanel
from gongkai.disclosure.widgets import DocumentReference
from gongkai.editorial.pages import GatedPage, key_of
from gongkai.statute.interpretations import Form

FORMS = [("", Form.TEXT.value), *((form.value, form.value) for form in Form if form is not Form.TEXT)]
"""An empty column is a text: pages that are older than the forms stay what was reviewed."""
PRESS = ("held_on", "held_at", "speakers")


class ClockInput(TimeInput):
    """The browser's own choice of an hour."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Interpretation(GatedPage):
    """政策解读: what a policy document means for people, in one form; linked both ways and released with it."""

    item_kind = "interpretation"
    base_form_class = InterpretationForm
    document = models.ForeignKey(
        "disclosure.PolicyDocument", models.PROTECT, related_name="interpretations", verbose_name="所解读的文件"
    )
    form = models.CharField("解读形式", max_length=8, choices=FORMS, blank=True, default="")
    interpreter = models.CharField(
        "解读人",
        max_length=80,
        blank=True,
        default="",
        help_text="谁起草、谁解读：解读的单位，或者负责人、专家的姓名。",
    )
    interpreter_post = models.CharField("解读人职务", max_length=80, blank=True, default="")
    talk = models.ForeignKey(
        "disclosure.PublicTalk", models.PROTECT, null=True, blank=True, related_name="interpretations",
        verbose_name="哪一期公开讲",
    )  # fmt: skip
    held_on = models.DateField("发布会日期", null=True, blank=True)
    held_at = models.CharField("发布会地点", max_length=120, blank=True, default="")
    speakers = models.TextField(
        "发布人", max_length=1000, blank=True, default="", help_text="每行一人，写明姓名和职务。"
    )
    body = StreamField(Body(), verbose_name="正文", blank=True)
    recordings = StreamField(Recordings(), verbose_name="音频视频", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("document", widget=Select),
            FieldPanel("form", help_text="图解要有图片的完整说明；动漫、视频要有字幕和文字稿；音频要有文字稿。"),
            FieldPanel("interpreter"),
            FieldPanel("interpreter_post"),
            FieldPanel("talk", widget=Select, help_text="形式为政策公开讲的，选择是哪一期。"),
            MultiFieldPanel(
                [FieldPanel("held_on", widget=DayInput), FieldPanel("held_at"), FieldPanel("speakers")],
                heading="新闻发布会",
            ),
            FieldPanel("body"),
            FieldPanel("recordings"),
            ENCLOSURES,
            *FOR_ENGINES,
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "政策解读"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(form__in=[value for value, _ in FORMS]), name="interpretation_form_known"
            ),
            models.CheckConstraint(
                condition=Q(talk__isnull=True) | Q(form=Form.TALK.value),
                name="interpretation_talk_only_of_talks",
                violation_error_message="只有形式为政策公开讲的，才选择哪一期公开讲。",
            ),
            models.CheckConstraint(
                condition=Q(form=Form.PRESS.value) | Q(held_on__isnull=True, held_at="", speakers=""),
                name="interpretation_press_only_of_press",
                violation_error_message="只有形式为新闻发布会的，才填写发布会的日期、地点和发布人。",
            ),
        ]

    @property
    def how(self) -> Form:
        """Its form."""
        return Form(self.form or Form.TEXT)

    def companions(self) -> tuple[str, ...]:
        """The document that it explains, and the talk that it was given in."""
        return tuple(key_of(number) for number in (self.document_id, self.talk_id) if number)

    def lacking(self) -> list[str]:
        """What its form must have."""
        return [*super().lacking(), *completeness.of_interpretation(self)]


class PublicTalk(GatedPage):
    """政策公开讲: officials explain policies in public; numbered within the year. First announced, later with what was
    shown and said."""

    item_kind = "talk"
    lines_along = "documents"
    base_form_class = TalkForm
    exclude_fields_in_copy = ["number"]
    held_on = models.DateField("日期", null=True)
    begins = models.TimeField("开始时间", null=True)
    ends = models.TimeField("结束时间", null=True, blank=True)
    number = models.PositiveSmallIntegerField(
        "本年第几期", null=True, validators=[MinValueValidator(1)], help_text="同一机关同一年内不重复。"
    )
    year = models.PositiveSmallIntegerField("年份", null=True, editable=False)
    place = models.CharField("地点", max_length=120)
    speaker = models.CharField("主讲人", max_length=80)
    speaker_post = models.CharField("主讲人职务", max_length=80, blank=True, default="")
    audience = models.PositiveIntegerField("到场人数", null=True, blank=True, help_text="讲过以后填写。")
    summary = models.CharField("主要内容", max_length=300, blank=True, default="")
    body = StreamField(Body(), verbose_name="正文", blank=True)
    recordings = StreamField(Recordings(), verbose_name="音频视频", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title", heading="题目"),
            *ATTRIBUTE,
            FieldPanel("number"),
            FieldPanel("held_on", widget=DayInput),
            FieldPanel("begins", widget=ClockInput),
            FieldPanel("ends", widget=ClockInput),
            FieldPanel("place"),
            FieldPanel("speaker"),
            FieldPanel("speaker_post"),
            FieldPanel("audience"),
            FieldPanel("summary"),
            LinesPanel("documents", heading="讲解的文件", label="文件"),
            FieldPanel("body"),
            FieldPanel("recordings"),
            ENCLOSURES,
            *FOR_ENGINES,
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "政策公开讲"
        constraints = [
            *GatedPage.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency", "year", "number"],
                name="talk_numbered_once",
                violation_error_message="这一期的期号已经用过，请改正。",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gt=F("begins")),
                name="talk_ends_after_its_beginning",
                violation_error_message="结束时间应晚于开始时间。",
            ),
        ]

    def clean(self) -> None:
        """The year follows from the day. Raises ValidationError."""
        super().clean()
        self.year = getattr(self.held_on, "year", None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the year of its day. Raises what `GatedPage.save` raises."""
        if not kwargs.get("update_fields"):
            self.year = getattr(self.held_on, "year", None)
        super().save(*args, **kwargs)

    def lacking(self) -> list[str]:
        """What its films and recordings must have."""
        return [*super().lacking(), *completeness.of_recordings(self.recordings)]

    def begins_at(self) -> datetime:
        """The moment at which it begins."""
        return self._at(self.begins)

    def ends_at(self) -> datetime | None:
        """The moment at which it ends, when that is known."""
        return self._at(self.ends) if self.ends else None

    def _at(self, hour: Any) -> datetime:
        assert self.held_on, "a talk without a day is not handed in"
        return datetime.combine(self.held_on, hour, tzinfo=get_current_timezone())


class TalkDocument(Orderable):
    """A document that a talk explains."""

    page = ParentalKey(PublicTalk, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey("disclosure.PolicyDocument", models.PROTECT, related_name="talks", verbose_name="文件")

    panels = [FieldPanel("document", widget=DocumentReference)]

    class Meta(Orderable.Meta):
        verbose_name = "讲解的文件"
        constraints = [models.UniqueConstraint(fields=["page", "document"], name="talk_explains_once")]

    def __str__(self) -> str:
        return f"{self.page_id}→{self.document_id}"
