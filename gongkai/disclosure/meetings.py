"""Executive meetings (政府常务会议): what was on the agenda, what was decided, and the documents that came of it.

An item of the agenda that is not disclosed has no subject here, only the reason: what stands on a page is public with
it, in its file for search engines as much as on the screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.models import Orderable, Page

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.panels import LinesPanel
from gongkai.disclosure.standing import standing
from gongkai.disclosure.widgets import DocumentReference, PageReference
from gongkai.editorial.errors import WrongWay
from gongkai.editorial.pages import GatedPage
from gongkai.statute.meetings import STANDING, meeting_kinds

SAME = "这一年已经有同一届、同一种类的第{number}次会议（《{title}》），请核对届次和次数。"


def kinds() -> list[tuple[str, str]]:
    """The kinds of meetings, to choose from."""
    return list(meeting_kinds().items())


class MeetingForm(WagtailAdminPageForm):
    """A meeting whose number no other meeting of the agency has."""

    def clean(self) -> dict[str, Any]:
        """Raises a fault beside the number, where the form can be mended, instead of one when it is saved."""
        said: dict[str, Any] = super().clean()
        agency = getattr(self.parent_page.specific, "agency", None) if self.parent_page else self.instance.agency
        day = said.get("held_on")
        wanted = {name: said.get(name) for name in ("meeting_kind", "term", "number")}
        if agency and day and all(wanted.values()):
            other = numbered(agency=agency, year=day.year, **wanted).exclude(pk=self.instance.pk).first()
            if other is not None:
                self.add_error("number", SAME.format(number=wanted["number"], title=other.title))
        return said


class ExecutiveMeeting(GatedPage):
    """A meeting of a government: its number, day, chair, agenda, and who listened in for the public."""

    item_kind = "meeting"
    base_form_class = MeetingForm

    meeting_kind = models.CharField("会议种类", max_length=16, choices=kinds, default=STANDING)
    term = models.PositiveSmallIntegerField("届次", help_text="第几届政府，填数字，如“18”。")
    year = models.PositiveSmallIntegerField("年份", editable=False)
    number = models.PositiveSmallIntegerField("第几次", help_text="填数字，如“23”。")
    held_on = models.DateField("召开日期")
    chair = models.CharField("主持人", max_length=40)
    chair_post = models.CharField("主持人职务", max_length=80)
    attending = models.TextField("出席、列席人员", blank=True, default="", help_text="写职务或者单位，可以分行。")
    delegates = models.PositiveSmallIntegerField(
        "列席的公众代表", null=True, blank=True, help_text="人数。没有邀请的，不填。"
    )
    delegates_invited = models.CharField(
        "公众代表怎样产生", max_length=200, blank=True, default="", help_text="如“公开报名后抽签确定”。"
    )
    sign_up = models.ForeignKey(
        Page, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公众代表报名公告"
    )
    explained_in = models.ForeignKey(
        Page, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议图解"
    )

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("meeting_kind"),
            FieldPanel("term"),
            FieldPanel("number"),
            FieldPanel("held_on", widget=DayInput),
            FieldPanel("chair"),
            FieldPanel("chair_post"),
            FieldPanel("attending"),
            LinesPanel("agenda", heading="议题", label="议题"),
            MultiFieldPanel(
                [
                    FieldPanel("delegates"),
                    FieldPanel("delegates_invited"),
                    FieldPanel("sign_up", widget=PageReference("seat_call", "article")),
                ],
                heading="公众代表列席",
            ),
            FieldPanel("explained_in", widget=PageReference("article", "interpretation")),
            FieldPanel("search_description", heading="摘要（搜索引擎显示）"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "政府会议"
        constraints = [
            *GatedPage.Meta.constraints,
            models.UniqueConstraint(
                fields=["agency", "meeting_kind", "term", "year", "number"],
                name="meeting_number_once",
                violation_error_message="这一年已经有同一届、同一种类、同一次数的会议。",
            ),
            models.CheckConstraint(
                condition=Q(term__gte=1) & Q(number__gte=1),
                name="meeting_is_numbered",
                violation_error_message="届次和次数从1数起。",
            ),
            models.CheckConstraint(
                condition=(Q(delegates__isnull=True) & Q(delegates_invited=""))
                | (Q(delegates__gte=1) & ~Q(delegates_invited="")),
                name="meeting_delegates_were_invited",
                violation_error_message="有公众代表列席的，写明人数和怎样产生；没有的，两项都不填。",
            ),
        ]

    def take_place(self, parent: Page) -> None:
        """Take the agency from the page above. Raises WrongWay for a number that is taken: a copy asks no form."""
        super().take_place(parent)
        same = {name: getattr(self, name) for name in ("agency", "meeting_kind", "term", "year", "number")}
        if (other := numbered(**same).exclude(pk=self.pk).first()) is not None:
            raise WrongWay(SAME.format(number=self.number, title=other.title))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the year of its day. Raises what `GatedPage.save` raises."""
        self._date()
        super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Its year is that of its day, also in a draft. Raises ValidationError."""
        self._date()
        super().full_clean(*args, **kwargs)

    def _date(self) -> None:
        if year := getattr(self.held_on, "year", None):
            self.year = year

    @property
    def name(self) -> str:
        """第18届第23次常务会议."""
        return f"第{self.term}届第{self.number}次{self.get_meeting_kind_display()}"

    def lacking(self) -> list[str]:
        """A meeting without an agenda tells nothing."""
        return [] if self.agenda.count() else ["没有填写议题"]


class AgendaItem(Orderable):
    """One item of an agenda: its subject, what was decided, the document that came of it; or why it is not told."""

    meeting = ParentalKey(ExecutiveMeeting, on_delete=models.CASCADE, related_name="agenda")
    disclosed = models.BooleanField("公开", default=True)
    subject = models.CharField("议题", max_length=200, blank=True, default="")
    decided = models.TextField("议定事项", max_length=2000, blank=True, default="")
    document = models.ForeignKey(
        "disclosure.PolicyDocument", models.PROTECT, null=True, blank=True, related_name="discussed_in",
        verbose_name="会后印发的文件",
    )  # fmt: skip
    reason = models.CharField(
        "不公开的理由", max_length=200, blank=True, default="",
        help_text="不公开的议题不写名称和内容，只写依据，如“内部事务信息，条例第十六条第一款”。",
    )  # fmt: skip

    panels = [
        FieldPanel("disclosed"),
        FieldPanel("subject"),
        FieldPanel("decided"),
        FieldPanel("document", widget=DocumentReference),
        FieldPanel("reason"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "议题"
        constraints = [
            models.CheckConstraint(
                condition=(Q(disclosed=True) & ~Q(subject="") & Q(reason=""))
                | (Q(disclosed=False) & Q(subject="", decided="", document__isnull=True) & ~Q(reason="")),
                name="agenda_item_told_or_reasoned",
                violation_error_message="公开的议题写明名称，不填理由；不公开的议题只写理由，不写名称、议定事项和文件。",
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.reason

    def clean(self) -> None:
        """Blanks are no words. Raises ValidationError for what cannot be told in part."""
        self.subject, self.reason = self.subject.strip(), self.reason.strip()
        if self.disclosed and not self.subject:
            raise ValidationError({"subject": "请写明议题；不公开的，取消勾选并写明理由。"})


@dataclass(frozen=True, slots=True)
class Year:
    """The meetings of a kind in a year."""

    year: int
    count: int


def numbered(**wanted: Any) -> QuerySet[ExecutiveMeeting]:
    """The meetings, drafts too, that have a number."""
    rows: QuerySet[ExecutiveMeeting] = ExecutiveMeeting.objects.filter(**wanted)
    return rows


def public() -> QuerySet[ExecutiveMeeting]:
    """Every meeting that is public now, the newest first."""
    return standing(ExecutiveMeeting).order_by("-held_on", "-number", "-pk")


def with_agenda(rows: QuerySet[ExecutiveMeeting]) -> QuerySet[ExecutiveMeeting]:
    """The same with their agendas, in one more query."""
    return rows.prefetch_related(Prefetch("agenda", AgendaItem.objects.order_by("sort_order", "pk")))


def years(kind: str, agency: str = "") -> list[Year]:
    """The years in which meetings of a kind were held and are public, the newest first."""
    rows = public().order_by().filter(meeting_kind=kind, **({"agency__code": agency} if agency else {}))
    found = rows.annotate(of=ExtractYear("held_on")).values_list("of").annotate(count=Count("pk"))
    return [Year(year, count) for year, count in sorted(found, reverse=True)]


def counted(agencies: Iterable[int], year: int) -> dict[int, int]:
    """How many executive meetings (常务会议) of a year agencies made public; those without any are not in it."""
    rows = public().order_by().filter(agency__in=list(agencies), meeting_kind=STANDING, held_on__year=year)
    return dict(rows.values_list("agency").annotate(count=Count("pk")))
