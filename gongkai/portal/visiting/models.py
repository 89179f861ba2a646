"""Views of each page and visitors of each day. Who a visitor was stands nowhere: while a day lasts, keyed hashes tell
one from another, and they are deleted when it is over."""

from __future__ import annotations

from django.db import models


class PageViews(models.Model):
    """How often a page was read on a day."""

    day = models.DateField("日期")
    path = models.CharField("网页", max_length=200)
    views = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "path"], name="page_views_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.path} {self.views}"


class DayVisits(models.Model):
    """All views of a day, and how many different visitors there were."""

    day = models.DateField("日期", unique=True)
    views = models.PositiveIntegerField("次数", default=0)
    visitors = models.PositiveIntegerField("人数", default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.views} {self.visitors}"


class Visitor(models.Model):
    """A visitor of a day, as a hash whose key is ours and whose salt is the day: another day gives another."""

    day = models.DateField("日期")
    mark = models.CharField("标记", max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "mark"], name="visitor_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}"


class Folded(models.Model):
    """A file of visits that was counted, so that none is counted twice after a crash."""

    name = models.CharField("文件", max_length=100, unique=True)
    at = models.DateTimeField("计入时间")
    lines = models.PositiveIntegerField("行数")

    def __str__(self) -> str:
        return self.name
