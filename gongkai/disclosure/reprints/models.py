"""Reprints (转载), and the offers (报送) that most of them come of.

A reprint has no text of its own: it points to the very revision of the original that was released, and is reviewed
with its words and files as if they were its own. So it cannot say anything else than the original said on that day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.models import Page, Revision

from gongkai.agencies.models import Agency, User
from gongkai.disclosure.panels import ATTRIBUTE, FOR_ENGINES
from gongkai.editorial import content, gate, labels
from gongkai.editorial.errors import WrongWay
from gongkai.editorial.items import Item
from gongkai.editorial.pages import GatedPage, key_of

TWICE = "这个栏目已经转载了《{title}》，不用再转载一次。"
CHANGED = "原文已经更正或者撤下，请先更新转载，或者放弃"
ALTERED = "原文的文字或者附件与转载时的不一致"


class Reprint(GatedPage):
    """A page of another agency in a section of one's own: which revision of it, and whose it is (来源)."""

    item_kind = "reprint"
    shown_with = ("revision",)
    is_creatable = False

    original = models.ForeignKey(Page, models.PROTECT, related_name="reprints", verbose_name="原文", editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="转载的版本", editable=False)
    digest = models.CharField("原文的内容摘要", max_length=64, editable=False)
    source = models.CharField("来源", max_length=80, editable=False)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList([FieldPanel("title", read_only=True), *ATTRIBUTE, *FOR_ENGINES])

    class Meta(GatedPage.Meta):
        verbose_name = "转载"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(condition=~Q(source=""), name="reprint_names_its_source"),
            models.UniqueConstraint(
                fields=["original", "under"],
                name="reprint_once_in_a_section",
                violation_error_message="这个栏目已经转载了这一页。",
            ),
        ]

    def take_place(self, parent: Page) -> None:
        """Take the agency from the page above. Raises WrongWay for a second one in a section: a copy asks no form."""
        super().take_place(parent)
        if Reprint.objects.filter(original=self.original_id, under=parent.pk).exclude(pk=self.pk).exists():
            raise WrongWay(TWICE.format(title=self.title))

    @property
    def shown_page(self) -> GatedPage:
        """The original as it was when this was made, read once for each revision."""
        kept = self.__dict__.get("_shown_page")
        if kept is None or kept[0] != self.revision_id:
            page = _as_it_was(self.revision)
            kept = self.__dict__["_shown_page"] = (self.revision_id, page)
        page = kept[1]
        assert isinstance(page, GatedPage)
        return page

    @property
    def body(self) -> Any:
        """The original's text."""
        return self.shown_page.body

    @property
    def enclosures(self) -> Any:
        """The original's files."""
        return self.shown_page.enclosures

    def as_item(self, *, whole: bool = True) -> Item:
        """This page with the words and files of the original among its own: both are read, scanned and signed."""
        item, page = super().as_item(whole=whole), self.shown_page
        found = content.shown(page)
        own = {str(field.verbose_name) for field in self._meta.concrete_fields}
        return replace(
            item,
            texts=item.texts + tuple(pair for pair in found.texts if pair[0] not in own),
            facts=item.facts + tuple(pair for pair in found.facts if pair[0] not in own),
            parts=item.parts + tuple(part for part in found.parts if part not in item.parts),
        )

    def stands(self) -> bool:
        """Whether the original is public today as what is reprinted."""
        return gate.is_public(key_of(self.original_id), self.digest)

    def repeats(self, original: GatedPage) -> bool:
        """Whether a page says what is reprinted of it, wherever it stands by now: what only went to another section has
        not been corrected."""
        return _as_read(original) == _as_read(self.shown_page)

    def lacking(self) -> list[str]:
        """What was corrected or taken down is not put out anew."""
        return [] if self.stands() else [CHANGED]


def _as_read(page: GatedPage) -> tuple[object, ...]:
    found = content.shown(page)
    said = [pair for pair in (*found.texts, *found.facts) if not labels.hidden(pair[0])]
    return page.title, said, [(part.key, part.name, part.digest) for part in found.parts]


def _as_it_was(revision: Revision) -> Any:
    """What a revision says, as a page to be read. Wagtail's own way puts today's place, owner and comments on it, which
    nobody reads here: eight questions of every reader's."""
    model: Any = ContentType.objects.get_for_id(revision.content_type_id).model_class()
    return model.from_serializable_data(revision.content, check_fks=False)


class Offer(models.Model):
    """报送: an agency recommends a public page of its own for another agency's section.

    Title and section are kept in words too: the statistics of a year outlive the pages.
    """

    class Answer(models.TextChoices):
        """What became of it."""

        WAITING = "", "等待处理"
        TAKEN = "taken", "采用"
        DECLINED = "declined", "未采用"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="报送机关")
    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+", verbose_name="报送的网页")
    title = models.CharField("标题", max_length=255)
    digest = models.CharField("报送时的内容摘要", max_length=64)
    to = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="报送给")
    section = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+", verbose_name="推荐的栏目")
    section_title = models.CharField("栏目名称", max_length=255)
    words = models.CharField("推荐理由", max_length=300, blank=True, default="")
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField("报送时间")
    answer = models.CharField("处理", max_length=8, choices=Answer, blank=True, default="")
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)
    reprint = models.ForeignKey(Reprint, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="offer_answered_as_a_whole",
            ),
            models.CheckConstraint(condition=~Q(answer="declined") | ~Q(reason=""), name="offer_declined_for_a_reason"),
            models.UniqueConstraint(fields=["page", "section"], condition=Q(answer=""), name="offer_open_once"),
        ]
        indexes = [models.Index(fields=["to", "offered_at"], condition=Q(answer=""), name="offer_waiting")]

    def __str__(self) -> str:
        return f"{self.title} → {self.section_title}"

    def age(self, today: date) -> int:
        """For how many days it has waited."""
        return (today - localdate(self.offered_at)).days
