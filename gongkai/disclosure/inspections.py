"""Random inspections (双随机、一公开): the plan with its matters, a draw that anybody can repeat, and the results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.models import Orderable, Page

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import User
from gongkai.disclosure import drawing, held
from gongkai.disclosure.panels import LinesPanel
from gongkai.disclosure.standing import standing
from gongkai.disclosure.widgets import PageReference
from gongkai.editorial.errors import Incomplete, WrongWay
from gongkai.editorial.pages import GatedPage

MOST_OBJECTS = 5000
SEED = 32
"""Bytes of the seed that nobody chose."""


class RandomInspection(GatedPage):
    """A task of random inspection in a year: what is inspected, who may be drawn, who was, and what was found."""

    item_kind = "inspection"

    plan_year = models.PositiveSmallIntegerField("计划年度")
    partners = models.CharField("联合检查部门", max_length=200, blank=True, default="")
    pool = models.TextField("检查对象名录", max_length=400_000, help_text="一行一个名称。抽取以后不能再改。")
    wanted = models.PositiveSmallIntegerField("抽取户数")
    inspectors = models.PositiveSmallIntegerField("检查人员名录人数", help_text="只公开人数，不公开姓名。")
    inspectors_drawn = models.PositiveSmallIntegerField("每组抽取检查人员", default=2)
    drawn_on = models.DateField("抽取日期", null=True, blank=True, editable=False)
    seed = models.CharField("随机种子", max_length=200, blank=True, default="", editable=False)
    pool_digest = models.CharField("抽取时名录的校验值", max_length=64, blank=True, default="", editable=False)
    drawn = models.TextField("抽中的对象", blank=True, default="", editable=False)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["drawn_on", "seed", "pool_digest", "drawn"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("plan_year"),
            FieldPanel("partners"),
            LinesPanel("matters", heading="抽查事项清单", label="抽查事项"),
            MultiFieldPanel(
                [
                    FieldPanel("pool"),
                    FieldPanel("wanted"),
                    FieldPanel("inspectors"),
                    FieldPanel("inspectors_drawn"),
                    HelpPanel("保存后在办公平台“随机抽查”中抽取；抽查事项也可以在那里用表格导入。"),
                ],
                heading="抽取",
            ),
            LinesPanel("results", heading="检查结果", label="结果"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "随机抽查"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(wanted__gte=1) & Q(inspectors__gte=2) & Q(inspectors_drawn__gte=2),
                name="inspection_draws_somebody",
                violation_error_message="至少抽取1户，每组至少2名检查人员（行政处罚法第四十二条）。",
            ),
            models.CheckConstraint(
                condition=(Q(drawn_on__isnull=True) & Q(seed="", pool_digest="", drawn=""))
                | (Q(drawn_on__isnull=False) & ~Q(seed="") & ~Q(pool_digest="") & ~Q(drawn="")),
                name="inspection_drawn_as_a_whole",
                violation_error_message="抽取的日期、种子和结果应当一起登记。",
            ),
        ]

    @property
    def objects_listed(self) -> list[str]:
        """The names that may be drawn."""
        return drawing.names(self.pool)

    @property
    def objects_drawn(self) -> list[str]:
        """The names that were drawn, in the order of the draw."""
        return [line for line in self.drawn.splitlines() if line]

    def lots(self) -> list[tuple[str, str]]:
        """Each name that was drawn with its lot."""
        return [(name, drawing.lot(self.seed, name)) for name in self.objects_drawn]

    def lacking(self) -> list[str]:
        """What a reader would miss, and a draw that does not follow from the list and the seed."""
        found = [] if self.matters.count() else ["没有填写抽查事项"]
        if self.drawn_on and not self._follows():
            found.append("名录或者户数在抽取以后被改动，与抽取结果不符；请改回原来的名录")
        unknown = {result.name for result in self.results.all()} - set(self.objects_drawn)
        if unknown:
            found.append(f"有检查结果的“{'、'.join(sorted(unknown)[:3])}”不在抽中的对象里")
        return found

    def _follows(self) -> bool:
        """Whether the list is the one that was drawn from, and the draw follows from it. A name more or less changes
        the digest even where it would not have been drawn."""
        pool = self.objects_listed
        same = drawing.digest_of(pool) == self.pool_digest
        return same and drawing.draw(self.seed, pool, self.wanted) == self.objects_drawn


class InspectionMatter(Orderable):
    """A line of the list of matters (抽查事项清单)."""

    inspection = ParentalKey(RandomInspection, on_delete=models.CASCADE, related_name="matters")
    matter = models.CharField("抽查事项", max_length=120)
    basis = models.CharField("抽查依据", max_length=300)
    who = models.CharField("抽查对象", max_length=120)
    share = models.CharField("抽查比例和频次", max_length=60, blank=True, default="")
    way = models.CharField("抽查方式", max_length=60, blank=True, default="")

    panels = [FieldPanel(name) for name in ("matter", "basis", "who", "share", "way")]

    class Meta(Orderable.Meta):
        verbose_name = "抽查事项"

    def __str__(self) -> str:
        return self.matter


class InspectionResult(Orderable):
    """What was found at one of those who were drawn."""

    inspection = ParentalKey(RandomInspection, on_delete=models.CASCADE, related_name="results")
    name = models.CharField("检查对象", max_length=120)
    on = models.DateField("检查日期")
    found = models.CharField("检查结果", max_length=300)
    page = models.ForeignKey(
        Page, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结果的详细网页"
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("on", widget=DayInput),
        FieldPanel("found"),
        FieldPanel("page", widget=PageReference()),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "检查结果"

    def __str__(self) -> str:
        return f"{self.name} {self.found}"


@transaction.atomic
def draw(*, inspection_id: int, said: str, by: User, at: datetime) -> RandomInspection:
    """Draw once, by a seed of which ``said`` is what was told before witnesses (a number drawn on the spot, say) and
    the rest nobody chose, and keep it in the draft. Raises NotAllowed, WrongWay, Incomplete."""
    page = held.draft(RandomInspection, inspection_id, by=by, at=at)
    if page.drawn_on:
        raise WrongWay("已经抽取过，不能重新抽取。确需重抽的，另建一项任务并说明原因。")
    pool = page.objects_listed
    if not page.wanted <= len(pool) <= MOST_OBJECTS:
        raise Incomplete(
            f"名录有{len(pool)}户，要抽{page.wanted}户；名录不能少于抽取户数，也不能多于{MOST_OBJECTS}户。"
        )
    page.seed = f"{' '.join(said.split())[:120]} {token_hex(SEED)}".strip()
    page.pool_digest = drawing.digest_of(pool)
    page.drawn = "\n".join(drawing.draw(page.seed, pool, page.wanted))
    page.drawn_on = localdate(at)
    page.save_revision(user=by)
    return page


@transaction.atomic
def list_matters(
    *, inspection_id: int, matters: Sequence[InspectionMatter], by: User, at: datetime
) -> RandomInspection:
    """Make the matters of the draft these. Raises NotAllowed, WrongWay."""
    page = held.draft(RandomInspection, inspection_id, by=by, at=at)
    for place, matter in enumerate(matters):
        matter.sort_order = place
    page.matters = list(matters)
    page.save_revision(user=by)
    return page


def inspections() -> QuerySet[RandomInspection]:
    """The inspections that are public now, the newest year first."""
    return standing(RandomInspection).order_by("-plan_year", "-pk")
