"""Topic columns (专题专栏): links to pages under headings, opened with an approval and archived on their closing day.

Nothing is moved when a topic ends: whether it is archived follows from its day, so its address stays what it was.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q, QuerySet
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.organisation import Portrait
from gongkai.disclosure.panels import LinesPanel
from gongkai.disclosure.standing import standing
from gongkai.disclosure.widgets import PageReference
from gongkai.editorial.pages import GatedPage


class Topic(GatedPage):
    """A topic column: why it was opened, by whose approval, until when, and what belongs to it."""

    item_kind = "topic"

    introduction = models.TextField("专题说明", max_length=1000)
    approved_by = models.CharField("批准开设", max_length=80, help_text="批准的机关或者负责人职务。")
    approved_on = models.DateField("批准日期")
    closes_on = models.DateField(
        "归档日期", null=True, blank=True, help_text="从这一天起显示为已归档；长期开设的不填。"
    )
    picture = StreamField(Portrait(), verbose_name="题图", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("introduction"),
            FieldPanel("approved_by"),
            FieldPanel("approved_on", widget=DayInput),
            FieldPanel("closes_on", widget=DayInput),
            FieldPanel("picture"),
            LinesPanel("links", heading="专题内容", label="链接"),
            FieldPanel("search_description", heading="摘要（搜索引擎显示）"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "专题专栏"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gt=F("approved_on")),
                name="topic_closes_after_it_opens",
                violation_error_message="归档日期应当在批准日期之后。",
            ),
        ]

    def archived(self, on: date) -> bool:
        """Whether it is closed on a day."""
        return self.closes_on is not None and self.closes_on <= on

    def lacking(self) -> list[str]:
        """A topic without anything in it is an empty column (空白栏目)."""
        return [] if self.links.count() else ["专题里还没有内容"]


class TopicLink(Orderable):
    """A public page that belongs to a topic, under a heading."""

    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="links")
    heading = models.CharField("分组", max_length=40)
    target = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name="网页")

    panels = [FieldPanel("heading"), FieldPanel("target", widget=PageReference())]

    class Meta(Orderable.Meta):
        verbose_name = "专题内容"

    def __str__(self) -> str:
        return f"{self.heading} {self.target_id}"


def topics() -> QuerySet[Topic]:
    """The topics that are public now, the newest first."""
    return standing(Topic).order_by("-approved_on", "-pk")
