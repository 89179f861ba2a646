"""Who leads an agency and what it does (条例第二十条第（二）项): leaders with their duties, functions, inner offices.

Addresses, hours and telephone numbers of agencies are those of `agencies.Agency`, entered once and read from there.
A leader is described by the office, not as a person: nothing here holds a birthday, a career or a private number.
"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Orderable

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.blocks import Body, PictureBlock
from gongkai.disclosure.once import OncePage
from gongkai.disclosure.panels import LinesPanel
from gongkai.disclosure.standing import standing
from gongkai.editorial.pages import GatedPage

WORK_TELEPHONE = RegexValidator(
    r"^(?!1[3-9]\d{9}$)[0-9 ()（）转+—-]{5,30}$",
    "请填写办公电话（固定电话）；手机号码是个人信息，不公开。",
    code="work_telephone",
)
"""No number of a mobile phone: it would be a person's, not the office's."""


class Portrait(StreamBlock):
    """One portrait, with the words for who cannot see it."""

    picture = PictureBlock()

    class Meta:
        max_num = 1
        required = False


class Leader(GatedPage):
    """A leading official of an agency; the title of the page is the name. It is withdrawn when the office ends."""

    item_kind = "leader"

    post = models.CharField("职务", max_length=120)
    duties = models.TextField("工作分工", max_length=2000)
    place = models.PositiveSmallIntegerField("排序", default=1, help_text="从1数起，数字小的在前。")
    since = models.DateField("任现职时间", null=True, blank=True)
    telephone = models.CharField(
        "办公电话", max_length=40, blank=True, default="", validators=[WORK_TELEPHONE], help_text="固定电话，可以不填。"
    )
    portrait = StreamField(Portrait(), verbose_name="照片", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title", heading="姓名"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("post"),
            FieldPanel("duties"),
            FieldPanel("place"),
            FieldPanel("since", widget=DayInput),
            FieldPanel("telephone"),
            FieldPanel("portrait"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "负责人"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(place__gte=1), name="leader_has_a_place", violation_error_message="排序从1数起。"
            ),
        ]


class AgencyProfile(OncePage):
    """What an agency does and how it is made up. One for each agency."""

    item_kind = "profile"

    in_charge = models.CharField("负责人姓名", max_length=40)
    in_charge_post = models.CharField("负责人职务", max_length=80)
    body = StreamField(Body(), verbose_name="机构职能", blank=True)

    parent_page_types = ["disclosure.HomePage", "disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("in_charge"),
            FieldPanel("in_charge_post"),
            FieldPanel("body"),
            LinesPanel("units", heading="内设机构", label="内设机构"),
            FieldPanel("search_description", heading="摘要（搜索引擎显示）"),
        ]
    )

    class Meta(OncePage.Meta):
        verbose_name = "机构职能"

    def lacking(self) -> list[str]:
        """What 条例第二十条第（二）项 asks of it."""
        return [] if len(self.body) else ["没有填写机构职能"]


class OfficeUnit(Orderable):
    """An office within an agency (内设机构)."""

    profile = ParentalKey(AgencyProfile, on_delete=models.CASCADE, related_name="units")
    name = models.CharField("名称", max_length=60)
    duties = models.CharField("职责", max_length=600, blank=True, default="")
    telephone = models.CharField(
        "办公电话", max_length=40, blank=True, default="", validators=[WORK_TELEPHONE], help_text="固定电话，可以不填。"
    )

    panels = [FieldPanel("name"), FieldPanel("duties"), FieldPanel("telephone")]

    class Meta(Orderable.Meta):
        verbose_name = "内设机构"

    def __str__(self) -> str:
        return self.name


def leaders(agency: str = "") -> QuerySet[Leader]:
    """The leaders who are public now, by agency from the top down and by their order there."""
    rows = standing(Leader)
    rows = rows.filter(agency__code=agency) if agency else rows
    return rows.order_by("agency__path", "place", "pk")


def profiles() -> QuerySet[AgencyProfile]:
    """The profiles that are public now."""
    return standing(AgencyProfile)
