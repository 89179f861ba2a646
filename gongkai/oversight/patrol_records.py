"""What is read, who reads it when, and the log of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from gongkai.agencies.models import Agency, User
from gongkai.files.models import StoredFile


class Medium(models.Model):
    """A site or an account on a platform that an agency runs: who answers for it, who keeps it, when it was last
    renewed and how often it must be."""

    class Kind(models.TextChoices):
        """What it is."""

        SITE = "site", "网站"
        WECHAT = "wechat", "微信公众号"
        WEIBO = "weibo", "微博"
        APPLET = "applet", "小程序"
        APP = "app", "移动客户端"

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="监管机关")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="主办单位")
    kind = models.CharField("类型", max_length=8, choices=Kind)
    name = models.CharField("名称", max_length=80)
    address = models.CharField("网址或者账号", max_length=300)
    keeper = models.CharField("管理员", max_length=40)
    telephone = models.CharField("联系电话", max_length=40, blank=True, default="")
    cycle_days = models.PositiveSmallIntegerField("更新周期（日）", null=True, blank=True)
    updated_on = models.DateField("最近更新", null=True, blank=True)
    by_machine = models.BooleanField("由系统读", default=False)
    read_at = models.DateTimeField("系统最近读完", null=True, blank=True)
    registered_on = models.DateField("登记日期")
    retired_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ["agency__path", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "name"], condition=Q(retired_on__isnull=True), name="medium_registered_once"
            ),
            models.CheckConstraint(condition=Q(by_machine=False) | Q(kind="site"), name="medium_machine_reads_sites"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("registered_on")),
                name="medium_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(cycle_days__isnull=True) | Q(cycle_days__gte=1), name="medium_cycle_of_a_day_at_least"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """Some hours in which one person reads. A shift that is over and was not handed over is shown as missed."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="值班机关")
    reader = models.ForeignKey(User, models.PROTECT, related_name="shifts", verbose_name="值班人员")
    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    signed_in_at = models.DateTimeField("签到", null=True, blank=True)
    handed_over_at = models.DateTimeField("交班", null=True, blank=True)

    class Meta:
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="shift_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True)
                | (Q(signed_in_at__isnull=False) & Q(handed_over_at__gte=F("signed_in_at"))),
                name="shift_handed_over_by_who_signed_in",
            ),
            models.UniqueConstraint(fields=["office", "reader", "begins_at"], name="shift_planned_once"),
        ]
        indexes = [models.Index(fields=["office", "begins_at"], name="shift_by_office")]

    def __str__(self) -> str:
        return f"{self.reader} {self.begins_at:%Y-%m-%d %H:%M}"


class LogEntry(models.Model):
    """A line of the duty log. Nothing is ever changed: what was wrong is corrected by a later line."""

    class Kind(models.TextChoices):
        """What the line says."""

        SIGNED_IN = "signed_in", "签到"
        READ = "read", "已读"
        FOUND = "found", "发现问题"
        NOTE = "note", "记事"
        CORRECTION = "correction", "更正"
        HANDED_OVER = "handed_over", "交班"

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="entries")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("事项", max_length=12, choices=Kind)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    medium = models.ForeignKey(Medium, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("内容", max_length=1000, blank=True, default="")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    digest = models.CharField("校验值", max_length=64)

    class Meta:
        ordering = ["shift", "place"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "place"], name="log_entry_has_its_place"),
            models.CheckConstraint(
                condition=(Q(kind="correction") & Q(corrects__isnull=False))
                | (~Q(kind="correction") & Q(corrects__isnull=True)),
                name="log_correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["signed_in", "read"]) | ~Q(words=""), name="log_entry_says_something"
            ),
            models.CheckConstraint(condition=~Q(kind="read") | Q(medium__isnull=False), name="log_read_names_what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words[:40]}"


class Proof(models.Model):
    """A picture that shows what was found, or that it was mended. Sealed with a key of its own; ``office`` and
    ``agency`` are those who may see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    key = models.BinaryField("密钥（已封装）")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField("存入时间")
    kept_by = models.CharField("存入者", max_length=64)

    def __str__(self) -> str:
        return str(self.id)


class Snapshot(models.Model):
    """A page as the system read it: its source, packed, with the moment and the digest of the source. Sealed with a key
    of its own, because what is wrong with a page may be that it names people; when its years are over, source and key
    go and the digest stays."""

    medium = models.ForeignKey(Medium, models.PROTECT, related_name="+")
    address = models.CharField("网址", max_length=500)
    taken_at = models.DateTimeField("取得时间")
    digest = models.CharField("校验值（SHA-256）", max_length=64)
    size = models.PositiveIntegerField("字节数")
    key = models.BinaryField("密钥（已封装）")
    packed = models.BinaryField("网页源码（压缩、密文）")
    erased_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["medium", "address", "digest"], name="snapshot_kept_once"),
            models.CheckConstraint(
                condition=(Q(erased_at__isnull=True) & ~Q(key=b"") & ~Q(packed=b""))
                | Q(erased_at__isnull=False, key=b"", packed=b""),
                name="snapshot_erased_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.taken_at:%Y-%m-%d %H:%M}"
