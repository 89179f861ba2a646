"""What is recorded of a policy document beside its text, and what it does to other documents.

Everything here is content: it is written with the draft, reviewed with it and public with it. What became of a
document later is never written into it: the document that repeals, amends or prolongs it says so in its own record.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.timezone import localdate, now
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Agency
from gongkai.disclosure.interpretations.planning import Planned
from gongkai.disclosure.panels import LinesPanel
from gongkai.disclosure.widgets import DocumentReference, ThemeInput
from gongkai.statute.documents import Genre, genre_of, index_number, latest_validity
from gongkai.statute.documents import number_problems as problems_of_number
from gongkai.statute.parameters import rules

OF_NORMATIVE = (
    "document_number",
    "registration_number",
    "drafted_by",
    "summary",
    "effective_on",
    "legality_by",
    "legality_on",
    "fairness",
    "decided_at",
)
"""What a normative document must say of itself before it is reviewed."""
GENRES = [(genre.value, genre.value) for genre in Genre]


class IndexSeries(models.Model):
    """The last 流水号 of an agency's index numbers in a year; its row lock keeps a number from being given twice."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用至", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="index_series_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"


def next_index_number(agency: Agency, year: int) -> str:
    """An index number that nothing had before (条例第十二条), by the pattern among the parameters. Raises BadInput
    for a pattern that cannot be filled. The caller's transaction holds the series."""
    IndexSeries.objects.get_or_create(agency=agency, year=year)
    series = IndexSeries.objects.select_for_update().get(agency=agency, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    pattern: str = rules().value("index_number_pattern", date(year, 12, 31))
    return index_number(pattern, serial=series.last, organisation=agency.code.upper(), year=year)


class Legality(models.TextChoices):
    """What the legality review concluded (国办发〔2018〕115号)."""

    LAWFUL = "lawful", "合法"
    TO_CHANGE = "to_change", "应当予以修改"
    UNLAWFUL = "unlawful", "不合法"


class Fairness(models.TextChoices):
    """What the fair competition review concluded."""

    PASSED = "passed", "审查通过"
    EXCEPTION = "exception", "适用例外规定"
    NOT_CONCERNED = "not_concerned", "不涉及经营者经济活动"


class PolicyRecord(Planned):
    """The record of a policy document: its number, who made it, its days (公文处理条例第九条), how it was examined,
    from when and until when it applies."""

    policy = True

    index_number = models.CharField("索引号", max_length=60, unique=True, null=True, editable=False)
    document_number = models.CharField("发文字号", max_length=60, blank=True, default="")
    issued_by = models.CharField("发文机关", max_length=120)
    dated_on = models.DateField("成文日期", null=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True, help_text="这一天仍然有效，次日失效。")
    genre = models.CharField("体裁", max_length=8, choices=GENRES, blank=True, default="")
    subject = models.CharField("主题分类", max_length=40, blank=True, default="")
    summary = models.CharField(
        "内容概述", max_length=300, blank=True, default="", help_text="一两句话说明文件规定了什么（条例第十二条）。"
    )
    normative = models.BooleanField(
        "行政规范性文件", default=False, help_text="勾选后须登记合法性审核等事项，并计入年度报告的表二。"
    )
    registration_number = models.CharField("登记号", max_length=60, blank=True, default="")
    drafted_by = models.CharField("起草单位", max_length=80, blank=True, default="")
    legality = models.CharField("合法性审核结论", max_length=12, choices=Legality, blank=True, default="")
    legality_by = models.CharField("合法性审核机构", max_length=80, blank=True, default="")
    legality_on = models.DateField("合法性审核日期", null=True, blank=True)
    fairness = models.CharField("公平竞争审查结论", max_length=16, choices=Fairness, blank=True, default="")
    decided_at = models.CharField(
        "集体讨论", max_length=120, blank=True, default="", help_text="讨论通过的会议，如“区政府第23次常务会议”。"
    )
    decided_on = models.DateField("集体讨论日期", null=True, blank=True)

    exclude_fields_in_copy = ["index_number"]

    class Meta(Planned.Meta):
        abstract = True
        constraints = [
            *Planned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True) | Q(dated_on__isnull=True) | Q(effective_on__gte=F("dated_on")),
                name="policy_takes_effect_after_its_date",
                violation_error_message="施行日期不能早于成文日期。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(dated_on__isnull=True) | Q(valid_until__gte=F("dated_on")),
                name="policy_ends_after_its_date",
                violation_error_message="有效期不能在成文日期之前届满。",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With an index number from its first day and for ever. Raises what `GatedPage.save` raises."""
        with transaction.atomic():
            if not self.live and self.index_number is None and not kwargs.get("update_fields"):
                agency = self.agency or self.get_parent().specific.agency
                year = getattr(self.dated_on, "year", None) or localdate(now()).year
                self.index_number = next_index_number(agency, year)
            super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> PolicyRecord:
        """A revision keeps the number that the page has by now."""
        page = super().with_content_json(content)
        assert isinstance(page, PolicyRecord)
        page.index_number = self.index_number
        return page

    def clean(self) -> None:
        """Fill in what the title says; the number is written as the rules want it. Raises ValidationError."""
        super().clean()
        found = genre_of(self.title)
        if not self.genre and found:
            self.genre = found.value
        if self.document_number and "令第" not in self.document_number:
            problems = problems_of_number(self.document_number)
            if problems:
                raise ValidationError({"document_number": f"发文字号不合规范：{'；'.join(problems)}。"})

    def lacking(self) -> list[str]:
        """What a normative document still lacks before anybody may review it (三统一, 国办发〔2018〕37号；合法性审核,
        国办发〔2018〕115号); of other documents, what their plan lacks."""
        planned = super().lacking()
        if not self.normative:
            return planned
        empty = [name for name in OF_NORMATIVE if not getattr(self, name)]
        found = [f"规范性文件须填写{self._meta.get_field(name).verbose_name}" for name in empty]
        if self.legality != Legality.LAWFUL:
            found.append("合法性审核结论不是“合法”，不得送审")
        return found + self._wrong_term() + planned

    def _wrong_term(self) -> list[str]:
        if self.effective_on is None:
            return []
        known = rules()
        if self.valid_until is None:
            required = known.value("normative_validity_required", self.effective_on)
            return ["规范性文件须填写有效期"] if required else []
        latest = latest_validity(self.title, self.effective_on, known)
        if self.valid_until > latest:
            return [f"有效期最迟至{latest.year}年{latest.month}月{latest.day}日（自施行之日起算）"]
        return []


class Effect(models.TextChoices):
    """What one document does to another."""

    REPEALS = "repeals", "废止"
    DECLARES_LAPSED = "lapses", "宣布失效"
    AMENDS = "amends", "修改"
    PROLONGS = "prolongs", "延长有效期"
    KEEPS = "keeps", "继续有效"

    @property
    def ends(self) -> bool:
        """Whether the other document no longer applies afterwards."""
        return self in {Effect.REPEALS, Effect.DECLARES_LAPSED}


class DocumentEffect(Orderable):
    """One line of a document: what it does to another one, and from which day.

    The other document is one of the library, or, when it is older than the library, named by its title.
    """

    page = ParentalKey("disclosure.PolicyDocument", on_delete=models.CASCADE, related_name="effects")
    kind = models.CharField("作出的处理", max_length=10, choices=Effect)
    target = models.ForeignKey(
        "disclosure.PolicyDocument", models.PROTECT, null=True, blank=True, related_name="affected_by",
        verbose_name="所处理的文件",
    )  # fmt: skip
    other = models.CharField(
        "库外文件", max_length=255, blank=True, default="", help_text="不在政策文件库里的，写明标题和发文字号。"
    )
    other_normative = models.BooleanField("库外文件是规范性文件", default=False)
    on = models.DateField(
        "自何日起", null=True, blank=True, help_text="不填的，自本文件施行之日起；没有施行日期的，自成文之日起。"
    )
    until = models.DateField("延长至", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, default="", help_text="修改了哪些条款、属于哪次清理。")

    panels = [
        FieldPanel("kind"),
        FieldPanel("target", widget=DocumentReference),
        FieldPanel("other"),
        FieldPanel("other_normative"),
        FieldPanel("on", widget=DayInput),
        FieldPanel("until", widget=DayInput),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "对其他文件的处理"
        constraints = [
            models.CheckConstraint(
                condition=(Q(target__isnull=False) & Q(other="")) | (Q(target__isnull=True) & ~Q(other="")),
                name="effect_names_one_document",
                violation_error_message="请选择库内文件，或者写明库外文件，只填其中一项。",
            ),
            models.CheckConstraint(
                condition=(Q(kind="prolongs") & Q(until__isnull=False)) | (~Q(kind="prolongs") & Q(until__isnull=True)),
                name="effect_prolongs_to_a_day",
                violation_error_message="延长有效期的，写明延长到哪一天；其他处理不填。",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(target=F("page")),
                name="effect_is_on_another_document",
                violation_error_message="文件不能处理自己。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_id or self.other}"

    def begins_on(self) -> date | None:
        """From which day it works."""
        day: date | None = self.on or self.page.effective_on or self.page.dated_on
        return day


def record_panels() -> list[Any]:
    """The record in the editor, in the order in which an office comes to know it."""
    return [
        FieldPanel("document_number"),
        FieldPanel("issued_by"),
        FieldPanel("dated_on", widget=DayInput),
        FieldPanel("effective_on", widget=DayInput),
        FieldPanel("valid_until", widget=DayInput),
        FieldPanel("genre"),
        FieldPanel("subject", widget=ThemeInput),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("normative"),
                FieldPanel("registration_number"),
                FieldPanel("drafted_by"),
                FieldPanel("legality"),
                FieldPanel("legality_by"),
                FieldPanel("legality_on", widget=DayInput),
                FieldPanel("fairness"),
                FieldPanel("decided_at"),
                FieldPanel("decided_on", widget=DayInput),
            ],
            heading="规范性文件登记",
        ),
    ]


EFFECTS = LinesPanel("effects", heading="废止、修改其他文件", label="处理")
