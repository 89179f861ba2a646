"""What can be found, in the order in which it changed; the texts of its files; and what officers set.

Each public thing has one row, with the number of its last change: a node that has come to number 700 takes the rows
above 700, whatever happened to them in between. What left keeps its row without its words, so that every node learns
of it.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from gongkai.editorial.models import Release


class Head(models.Model):
    """The number of the last change, and a name for this database: a copy of the index that was made from another,
    or from one that was put back from a backup, is made anew."""

    epoch = models.UUIDField("数据库标识", default=uuid4, editable=False)
    seq = models.PositiveBigIntegerField("最后变更序号", default=0)

    def __str__(self) -> str:
        return f"{self.epoch}#{self.seq}"


class Entry(models.Model):
    """Something that is public, as it can be found; or, without a release, something that was."""

    key = models.CharField("内容编号", max_length=64, unique=True)
    seq = models.PositiveBigIntegerField("变更序号", unique=True)
    release = models.ForeignKey(Release, models.CASCADE, null=True, related_name="+")
    address = models.CharField("网址", max_length=200, blank=True, default="", db_index=True)
    fields = models.JSONField("可以搜索的内容", default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(release__isnull=False) | Q(fields={}, address=""), name="entry_without_release_is_empty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}#{self.seq}"


class PartText(models.Model):
    """What somebody who opens a public file reads in it, by the digest of the file."""

    digest = models.CharField("内容摘要", max_length=64, unique=True)
    words = models.TextField("文字", blank=True, default="")
    read_at = models.DateTimeField("读取时间")

    def __str__(self) -> str:
        return self.digest[:12]


class WordsOfADay(models.Model):
    """Words that were searched on a day, and how often. No address, no time, nobody."""

    day = models.DateField("日期", db_index=True)
    words = models.CharField("搜索词", max_length=20)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="%(class)s_once_a_day")]

    def __str__(self) -> str:
        return f"{self.words} {self.count}"


class Unfound(WordsOfADay):
    """Words for which nothing was found."""


class Searched(WordsOfADay):
    """Words for which something was found."""


class Stopped(models.Model):
    """Words that officers keep out of the hot words."""

    words = models.CharField("不显示的词", max_length=20, unique=True)
    set_by = models.CharField("设定人", max_length=64)
    set_at = models.DateTimeField("设定时间")

    def __str__(self) -> str:
        return self.words


class OtherNames(models.Model):
    """A group of names of the same thing that officers added: each finds the others."""

    names = models.CharField("名称", max_length=200, unique=True)
    set_by = models.CharField("设定人", max_length=64)
    set_at = models.DateTimeField("设定时间")

    def __str__(self) -> str:
        return self.names


class Recommended(models.Model):
    """What stands above the hits when somebody searches for just these words, within its period where it has one."""

    words = models.CharField("搜索词", max_length=40, db_index=True)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    since = models.DateField("推荐起", null=True, blank=True)
    until = models.DateField("推荐止", null=True, blank=True)
    set_by = models.CharField("设定人", max_length=64)
    set_at = models.DateTimeField("设定时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["words", "entry"], name="recommended_once"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="recommended_from_the_first_day_to_the_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.entry_id}"
