"""Places for reading (政府信息查阅场所, 条例第二十五条): where they are and when they are open, and how they are used.

The places are a page like others, one for each agency; how often they were used is counted by the office, in numbers
and nothing else: who came is nobody's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.models import Orderable

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.disclosure.once import OncePage
from gongkai.disclosure.organisation import WORK_TELEPHONE
from gongkai.disclosure.panels import LinesPanel
from gongkai.disclosure.standing import standing
from gongkai.editorial.errors import Incomplete
from gongkai.statute.catalogue import reading_places

OTHER = "other"
COORDINATES = RegexValidator(
    r"^-?\d{1,3}\.\d{3,8},\s?-?\d{1,2}\.\d{3,8}$", "写成“经度,纬度”，如“112.5670,37.8730”。", code="coordinates"
)


def kinds() -> list[tuple[str, str]]:
    """The kinds of places that 条例第二十五条 names, and others."""
    return [*((place, place) for place in reading_places()), (OTHER, "其他场所")]


class QueryPoints(OncePage):
    """The places for reading of an agency."""

    item_kind = "points"

    introduction = models.CharField("说明", max_length=300, blank=True, default="")

    parent_page_types = ["disclosure.HomePage", "disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("attribute"),
            FieldPanel("attribute_reason"),
            FieldPanel("introduction"),
            LinesPanel("points", heading="查阅场所", label="查阅场所"),
        ]
    )

    class Meta(OncePage.Meta):
        verbose_name = "查阅场所"

    def lacking(self) -> list[str]:
        """A register without a place says nothing; two of one name cannot be counted apart."""
        found = [point.name for point in self.points.all()]
        if not found:
            return ["没有填写查阅场所"]
        return ["有两个同名的查阅场所"] if len(set(found)) < len(found) else []


class QueryPoint(Orderable):
    """One place."""

    register = ParentalKey(QueryPoints, on_delete=models.CASCADE, related_name="points")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("种类", max_length=16, choices=kinds)
    address = models.CharField("地址", max_length=120)
    hours = models.CharField("开放时间", max_length=120)
    telephone = models.CharField("电话", max_length=40, blank=True, default="", validators=[WORK_TELEPHONE])
    services = models.CharField("服务", max_length=200, help_text="如“查阅、复印、受理申请、协助填表”。")
    buses = models.CharField(
        "乘车路线", max_length=200, blank=True, default="", help_text="如“3路、12路区图书馆站，下车向东50米”。"
    )
    access = models.CharField(
        "无障碍设施", max_length=200, blank=True, default="", help_text="坡道、电梯、老花镜、语音设备、手语服务等。"
    )
    coordinates = models.CharField(
        "坐标", max_length=40, blank=True, default="", validators=[COORDINATES],
        help_text="写成“经度,纬度”。公众用手机扫码，在自己的地图里打开。",
    )  # fmt: skip

    panels = [
        FieldPanel(name)
        for name in ("name", "kind", "address", "hours", "telephone", "services", "buses", "access", "coordinates")
    ]  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = "查阅场所"

    def __str__(self) -> str:
        return self.name

    @property
    def geo(self) -> str:
        """Where it is as a ``geo:`` address (RFC 5870), which every telephone opens in the map of its owner; empty
        without coordinates."""
        east, comma, north = self.coordinates.partition(",")
        return f"geo:{north.strip()},{east.strip()}" if comma else ""


class PointMonth(models.Model):
    """How a place was used in a month: numbers that its staff counted."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    point = models.CharField("查阅场所", max_length=80)
    year = models.PositiveSmallIntegerField("年份")
    month = models.PositiveSmallIntegerField("月份")
    visits = models.PositiveIntegerField("查阅人次", default=0)
    requests = models.PositiveIntegerField("协助提交申请（件）", default=0)
    duty_days = models.PositiveSmallIntegerField("值班天数", default=0)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "point", "year", "month"], name="point_month_once"),
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12) & Q(duty_days__lte=31), name="point_month_is_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.year}-{self.month:02d}"


def registers() -> QuerySet[QueryPoints]:
    """The registers of places that are public now, by agency from the top down."""
    return standing(QueryPoints).prefetch_related("points").order_by("agency__path")


@transaction.atomic
def count_month(
    *, agency: Agency, point: str, month: date, visits: int, requests: int, duty_days: int, by: User, at: datetime
) -> PointMonth:
    """Enter the numbers of a place for a month, or enter them anew. Raises NotAllowed, Incomplete."""
    today = localdate(at)
    require(by, Permission.CONTENT_DRAFT, agency, on=today)
    require_place(agency, point)
    if logged(agency, point, month):
        raise Incomplete("这个月有值班日志，数字由日志汇总，请在日志中更正。", "month")
    if (month.year, month.month) > (today.year, today.month):
        raise Incomplete("不能登记以后的月份。", "month")
    if not 0 <= duty_days <= 31 or min(visits, requests) < 0:
        raise Incomplete("人次、件数不能是负数，值班天数不超过31天。", "duty_days")
    numbers = {"visits": visits, "requests": requests, "duty_days": duty_days, "entered_by": by, "entered_at": at}
    row, _ = PointMonth.objects.update_or_create(
        agency=agency, point=point, year=month.year, month=month.month, defaults=numbers
    )
    return row


def require_place(agency: Agency, point: str) -> None:
    """Raises Incomplete when an agency has no place of a name."""
    if not QueryPoint.objects.filter(register__agency=agency, name=point).exists():
        raise Incomplete(f"没有名为“{point}”的查阅场所，请先在“内容编辑”中登记。", "point")


def logged(agency: Agency, point: str, month: date) -> bool:
    """Whether days of a month stand in the log of a place."""
    from gongkai.disclosure.models import PointDay  # the log stands above the places

    return PointDay.objects.filter(agency=agency, point=point, day__year=month.year, day__month=month.month).exists()


def used(agency: Agency, year: int) -> list[PointMonth]:
    """What the places of an agency counted in a year, month by month."""
    return list(PointMonth.objects.filter(agency=agency, year=year).order_by("point", "month"))


def counted(agencies: Iterable[int], year: int) -> dict[int, dict[str, int]]:
    """The visits and requests at the places of agencies in a year; those that counted nothing are not in it."""
    rows = PointMonth.objects.filter(agency__in=list(agencies), year=year).order_by().values("agency")
    sums = rows.annotate(seen=Sum("visits"), sent=Sum("requests")).values_list("agency", "seen", "sent")
    return {agency: {"visits": seen, "requests": sent} for agency, seen, sent in sums}


def totals(agency: Agency, year: int) -> dict[str, int]:
    """What all places of an agency counted in a year."""
    sums = {name: Coalesce(Sum(name), 0) for name in ("visits", "requests", "duty_days")}
    return dict(PointMonth.objects.filter(agency=agency, year=year).aggregate(**sums))
