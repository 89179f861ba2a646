"""Agencies in a tree, users, and the posts that users hold in agencies for a time."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from gongkai.agencies.roles import Role


class Kind(models.TextChoices):
    """What an agency is; what the law asks of it follows from that."""

    GOVERNMENT = "government", "人民政府"
    OFFICE = "office", "政府办公室"
    DEPARTMENT = "department", "工作部门"
    TOWNSHIP = "township", "乡镇人民政府"
    SUBDISTRICT = "subdistrict", "街道办事处"
    FIELD_OFFICE = "field_office", "派出机构"
    VILLAGE = "village", "村民委员会"


class Agency(models.Model):
    """A government, a department, a township … that answers for its own disclosure (条例第四条、第十条).

    ``path`` holds the ids from the root down, so that a subtree is one comparison. A reorganisation is
    data: an agency ends on a day and another begins.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField("路径", max_length=255, db_index=True, default="")
    kind = models.CharField("类别", max_length=16, choices=Kind)
    name = models.CharField("全称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    code = models.SlugField("编号前缀", max_length=16, unique=True)
    number_prefix = models.CharField("机关代字", max_length=20)
    may_make_rules = models.BooleanField("有规章制定权", default=False)
    disclosure_office = models.CharField("政府信息公开工作机构", max_length=80, blank=True)
    address = models.CharField("办公地址", max_length=120, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    office_hours = models.CharField("办公时间", max_length=120, blank=True)
    telephone = models.CharField("联系电话", max_length=40, blank=True)
    fax = models.CharField("传真号码", max_length=40, blank=True)
    email = models.CharField("电子邮箱", max_length=80, blank=True)
    reconsideration_body = models.CharField("行政复议机关", max_length=80, blank=True)
    reconsideration_website = models.CharField("网上行政复议渠道", max_length=120, blank=True)
    court = models.CharField("管辖法院", max_length=80, blank=True)
    takes_requests = models.BooleanField("受理依申请公开", default=True)
    established_on = models.DateField("设立日期", null=True, blank=True)
    abolished_on = models.DateField("撤销日期", null=True, blank=True)
    succeeds = models.JSONField("承继的机关", default=list, blank=True)
    """The keys of ended agencies whose work this one carries on: what was done there can be read here."""

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(abolished_on__isnull=True)
                | Q(established_on__isnull=True)
                | Q(abolished_on__gte=F("established_on")),
                name="agency_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The agency's chain in the ledger."""
        return f"agency:{self.pk}"

    @property
    def line(self) -> list[int]:
        """The keys of the agencies from the root down to this one."""
        return [int(key) for key in self.path.strip("/").split("/") if key]

    def holds(self, other: Agency) -> bool:
        """Whether the other agency stands at or below this one."""
        return other.path.startswith(self.path)


class User(AbstractUser):
    """An officer. What they may do follows from their posts, never from flags."""

    name = models.CharField("姓名", max_length=40, blank=True)
    telephone = models.CharField("办公电话", max_length=40, blank=True)
    must_change_password = models.BooleanField("须更改密码", default=False)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """What Django's and Wagtail's own screens call this person."""
        return str(self)

    @property
    def actor(self) -> str:
        """How the ledger names this person."""
        return f"user:{self.pk}"


class Post(models.Model):
    """A role that a user holds in an agency from one day, until another or until further notice."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    role = models.CharField("角色", max_length=24, choices=Role)
    title = models.CharField("职务", max_length=40, blank=True)
    held_from = models.DateField("任职起")
    held_until = models.DateField("任职止", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(held_until__gte=F("held_from")),
                name="post_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=Q(held_until__isnull=True), name="post_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.agency.short_name} {self.get_role_display()}"


class Absence(models.Model):
    """Days on which an officer is away and who stands in for them, in all their posts. Nobody stands in twice for
    the same person on one day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutions")
    away_from = models.DateField("离岗起")
    away_until = models.DateField("离岗止")
    recorded_by = models.CharField("登记者", max_length=64)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(away_until__gte=F("away_from")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(user=F("substitute")), name="absence_substitute_is_somebody_else"),
        ]
        indexes = [models.Index(fields=["substitute", "away_from", "away_until"], name="absence_by_substitute")]

    def __str__(self) -> str:
        return f"{self.user} {self.away_from}–{self.away_until} {self.substitute}"


class HolidayNotice(models.Model):
    """A holiday notice of the State Council imported after this version of gongkai was made."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    off = models.JSONField("放假日")
    work = models.JSONField("上班的休息日")
    source = models.CharField("通知", max_length=120)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.CharField("导入者", max_length=64)

    def __str__(self) -> str:
        return f"{self.year}年放假安排"


# The tables of accounts stand in a file of their own; Django finds them through this one.
from gongkai.agencies.account_records import OpenSession, RecoveryCode, SecondFactor, SecurityNotice  # noqa: E402

__all__ = [
    "Absence",
    "Agency",
    "HolidayNotice",
    "Kind",
    "OpenSession",
    "Post",
    "RecoveryCode",
    "SecondFactor",
    "SecurityNotice",
    "User",
]
