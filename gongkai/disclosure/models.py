"""Sections, and the kinds of pages in them; their files and pictures; and where each page stands for the public.

Statutory facts are columns with constraints, never blocks of the text.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import models
from django.db.models import Q
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.models import Page

from gongkai.agencies.models import Agency
from gongkai.disclosure.answers import PublicAnswer
from gongkai.disclosure.blocks import Body, Enclosures
from gongkai.disclosure.catalogue.models import Catalogue, CatalogueEntry
from gongkai.disclosure.consultations import Consultation, ConsultationResult
from gongkai.disclosure.duty import PointDay
from gongkai.disclosure.gazette.models import Gazette, GazetteArticle, GazetteHandout, GazetteIssue, GazettePoint
from gongkai.disclosure.guides import ServiceGuide
from gongkai.disclosure.inspections import InspectionMatter, InspectionResult, RandomInspection
from gongkai.disclosure.interpretations.models import Interpretation, PublicTalk, TalkDocument
from gongkai.disclosure.interpretations.planning import PLAN, PlannedInterpretation
from gongkai.disclosure.library import LibraryEntry
from gongkai.disclosure.meetings import AgendaItem, ExecutiveMeeting
from gongkai.disclosure.organisation import AgencyProfile, Leader, OfficeUnit
from gongkai.disclosure.panels import ATTRIBUTE, ENCLOSURES, FOR_ENGINES
from gongkai.disclosure.points import PointMonth, QueryPoint, QueryPoints
from gongkai.disclosure.record import EFFECTS, DocumentEffect, IndexSeries, PolicyRecord, record_panels
from gongkai.disclosure.reprints.models import Offer, Reprint
from gongkai.disclosure.seats import SeatCall
from gongkai.disclosure.site_report import SiteReport, SiteReportFigure
from gongkai.disclosure.stocktaking.models import Stocktaking, StocktakingLine
from gongkai.disclosure.surveys import Survey, SurveyQuestion, SurveyResult
from gongkai.disclosure.topics import Topic, TopicLink
from gongkai.editorial.models import Release
from gongkai.editorial.pages import GatedPage, key_of, newest
from gongkai.editorial.uploads import PartOfAPage
from gongkai.files.kinds import ALLOWED, MEDIA, Kind
from gongkai.statute.documents import Attribute
from gongkai.statute.websites import column_types, cycle_labels

COLUMN_TYPES = [(kind.key, kind.label) for kind in column_types().values()]
CYCLES = list(cycle_labels().items())


class Paper(PartOfAPage, AbstractDocument):
    """A file that goes out with a page."""

    part_kind = "file"
    kinds = ALLOWED | MEDIA
    admin_form_fields = ("title", "file", "collection")

    class Meta(AbstractDocument.Meta):
        verbose_name = "附件"
        verbose_name_plural = "附件"

    @property
    def url(self) -> str:
        """Where officers open it; the public address is the portal's."""
        return reverse("content:file", args=[self.pk])


class Picture(PartOfAPage, AbstractImage):
    """A picture in a page."""

    part_kind = "picture"
    kinds = frozenset({Kind.JPEG, Kind.PNG})
    admin_form_fields = ("title", "file", "collection")

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> ImageFile:  # noqa: A002 - Wagtail's name
        """Another size, in memory: what Wagtail's own temporary file is left to would be closed by chance."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ImageFile(BytesIO(made.read()), name=made.name)


class PictureRendition(AbstractRendition):
    """A picture in another size, made from the cleaned copy."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"

    @property
    def url(self) -> str:
        """Where officers see it; the public address is the portal's."""
        return reverse("content:picture", args=[self.image_id, self.filter_spec])


class HomePage(GatedPage):
    """An agency's own place in the editor: its sections stand below it. No citizen sees it."""

    publishable = False
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["disclosure.Section", "disclosure.AgencyProfile", "disclosure.Catalogue", "disclosure.QueryPoints"]
    edit_handler = ObjectList([FieldPanel("title", read_only=True)])

    class Meta(GatedPage.Meta):
        verbose_name = "机关首页"


class Section(GatedPage):
    """栏目: a list of pages under a name, kept by one agency. Its type, words and keywords are the tags of its pages
    (政府网站发展指引); its type and cycle say until when it must be renewed."""

    item_kind = "section"
    introduction = models.CharField("栏目说明", max_length=200, blank=True, default="")
    column_type = models.CharField(
        "栏目类型", max_length=16, choices=COLUMN_TYPES, blank=True, default="",
        help_text="写入网页标签ColumnType，也决定检查时按哪一类栏目计算更新期限。",
    )  # fmt: skip
    cycle = models.CharField(
        "更新周期", max_length=12, choices=CYCLES, blank=True, default="",
        help_text="不选的，按栏目类型；比检查指标允许的还长的，按检查指标计算。",
    )  # fmt: skip
    keywords = models.CharField(
        "栏目关键词", max_length=120, blank=True, default="", help_text="写入网页标签，用逗号隔开。"
    )

    parent_page_types = ["disclosure.HomePage", "disclosure.Section"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("introduction"),
            FieldPanel("column_type"),
            FieldPanel("cycle"),
            FieldPanel("keywords"),
            *ATTRIBUTE,
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "栏目"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(column_type="") | Q(column_type__in=[key for key, _ in COLUMN_TYPES]),
                name="section_type_known",
            ),
            models.CheckConstraint(
                condition=Q(cycle="") | Q(cycle__in=[key for key, _ in CYCLES]), name="section_cycle_known"
            ),
        ]


class Article(GatedPage):
    """General information: what has no form of its own."""

    item_kind = "article"
    body = StreamField(Body(), verbose_name="正文", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)
    source = models.CharField("来源", max_length=80, blank=True, default="")

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [FieldPanel("title"), *ATTRIBUTE, FieldPanel("source"), FieldPanel("body"), ENCLOSURES, *FOR_ENGINES]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "一般信息"


_READ_OF_EFFECTS = (
    *(field.name for field in DocumentEffect._meta.concrete_fields),  # noqa: SLF001 - Django's documented name
    "page__live",
    "page__effective_on",
    "page__dated_on",
)


class PolicyDocument(PolicyRecord):
    """A policy document: its record, its text and its files, and what it does to other documents."""

    item_kind = "policy"
    shown_with = ("entry",)
    lines_along = "plan"
    effects: Any
    acted_on_by: list[DocumentEffect]
    """What public documents do to this one; known once the lines were read."""

    body = StreamField(Body(), verbose_name="正文", blank=True)
    enclosures = StreamField(Enclosures(), verbose_name="附件", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            *record_panels(),
            FieldPanel("body"),
            ENCLOSURES,
            EFFECTS,
            *PLAN,
            *FOR_ENGINES,
        ]
    )

    class Meta(PolicyRecord.Meta):
        verbose_name = "政策文件"

    def read_lines(self) -> None:
        """Its effects on others, and in the same question what others do to it."""
        rows = DocumentEffect.objects.filter(Q(page=self.pk) | Q(target=self.pk)).select_related("page")
        found = list(rows.only(*_READ_OF_EFFECTS))
        self.effects = [effect for effect in found if effect.page_id == self.pk]
        self.acted_on_by = [effect for effect in found if effect.page_id != self.pk and effect.page.live]

    def named(self) -> set[int]:
        """The documents that a reader of this one is told of, once its lines were read: what acts on it, and what it
        acts on."""
        return {effect.page_id for effect in self.acted_on_by} | {
            effect.target_id for effect in self.effects.all() if effect.target_id
        }

    def companions(self) -> tuple[str, ...]:
        """Its interpretations are signed off with it (国办发〔2016〕80号：同步组织、同步审签、同步部署)."""
        written = Interpretation.objects.filter(document=self.pk).select_related("latest_revision").order_by("pk")
        return tuple(key_of(page.pk) for page in written if newest(page).attribute == Attribute.PROACTIVE)


class PublicPage(models.Model):
    """Where a page stands for the public: its permanent address, and the release that it shows now, if any.

    What the portal's lists read: written in the gate's transaction, and nothing else writes it.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="public")
    month = models.CharField("网址中的年月", max_length=6)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    section = models.ForeignKey(Page, models.PROTECT, related_name="+")
    kind = models.CharField("内容种类", max_length=24)
    title = models.CharField("标题", max_length=255)
    at = models.DateTimeField("公开时间")

    class Meta:
        indexes = [
            models.Index(
                fields=["section", "-at", "-id"], condition=Q(release__isnull=False), name="public_page_by_section"
            ),
            models.Index(fields=["-at", "-id"], condition=Q(release__isnull=False), name="public_page_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.month}/{self.page_id} {self.title}"

    def address_parts(self) -> dict[str, Any]:
        """What the portal's address is made of."""
        return {"month": self.month, "number": self.page_id}


__all__ = [
    "AgencyProfile",
    "AgendaItem",
    "Article",
    "Catalogue",
    "CatalogueEntry",
    "Consultation",
    "ConsultationResult",
    "DocumentEffect",
    "ExecutiveMeeting",
    "Gazette",
    "GazetteArticle",
    "GazetteHandout",
    "GazetteIssue",
    "GazettePoint",
    "HomePage",
    "IndexSeries",
    "InspectionMatter",
    "InspectionResult",
    "Interpretation",
    "Leader",
    "LibraryEntry",
    "Offer",
    "OfficeUnit",
    "Paper",
    "Picture",
    "PictureRendition",
    "PlannedInterpretation",
    "PointDay",
    "PointMonth",
    "PolicyDocument",
    "PublicAnswer",
    "PublicPage",
    "PublicTalk",
    "QueryPoint",
    "QueryPoints",
    "RandomInspection",
    "Reprint",
    "SeatCall",
    "Section",
    "ServiceGuide",
    "SiteReport",
    "SiteReportFigure",
    "Stocktaking",
    "StocktakingLine",
    "Survey",
    "SurveyQuestion",
    "SurveyResult",
    "TalkDocument",
    "Topic",
    "TopicLink",
]
