"""Counting what was written down: each file once, in one transaction with the note that it was counted.

A file is first moved aside, so that new visits go into another. After a crash it is still there, and its name says
whether it was counted. A line that is written in the very moment of the move may be lost; these are counts, not acts.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from gongkai.portal import tongues
from gongkai.portal.visiting import recording
from gongkai.portal.visiting.models import DayVisits, Folded, PageViews, Visitor

KEPT = timedelta(days=3 * 366)
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.\d+\.log(?:\.\d+\.folding)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COMBINED = re.compile(
    rf"(?P<address>\S+) \S+ \S+ \[(?P<day>\d{{2}})/(?P<month>{'|'.join(_MONTHS)})/(?P<year>\d{{4}}):[^\]]*\] "
    r'"GET (?P<path>\S+) HTTP/[^"]*" 200 \S+ "[^"]*" "(?P<agent>[^"]*)"'
)


@dataclass
class _Counted:
    """What a file says."""

    views: Counter[tuple[date, str]] = field(default_factory=Counter)
    visitors: set[tuple[date, str]] = field(default_factory=set)

    def add(self, day: date, path: str, mark: str) -> None:
        self.views[day, path] += 1
        self.visitors.add((day, mark))


def fold(*, at: datetime) -> int:
    """Count every file there is; how many views."""
    total = 0
    for place in sorted(recording.folder().glob("*.log")):
        place.rename(place.with_name(f"{place.name}.{time.time_ns()}.folding"))
    for place in sorted(recording.folder().glob("*.folding")):
        found = _NAME.fullmatch(place.name)
        if found is not None:
            lines = place.read_text(encoding="utf-8", errors="replace").splitlines()
            total += _apply(place.name, _own(date.fromisoformat(found[1]), lines), at)
        place.unlink()
    return total


def take_log(log: Path, *, at: datetime) -> int:
    """Count a log of a web server in the combined format, each file once; how many views. Raises OSError."""
    digest = hashlib.sha256()
    counted = _Counted()
    with log.open("rb") as lines:
        for line in lines:
            digest.update(line)
            if (visit := _visit(line.decode("utf-8", "replace"))) is not None:
                counted.add(*visit)
    return _apply(f"log:{digest.hexdigest()}", counted, at)


def forget(*, at: datetime) -> int:
    """Delete the marks of days that are over, and counts of long ago; how many rows."""
    today = localdate(at)
    gone = Visitor.objects.filter(day__lt=today - timedelta(days=1)).delete()[0]
    gone += PageViews.objects.filter(day__lt=today - KEPT).delete()[0]
    return gone + Folded.objects.filter(at__lt=at - KEPT).delete()[0]


@transaction.atomic
def _apply(name: str, counted: _Counted, at: datetime) -> int:
    """Add what a file says to the counts, unless it was added before."""
    lines = sum(counted.views.values())
    _, new = Folded.objects.get_or_create(name=name[:100], defaults={"at": at, "lines": lines})
    if not new:
        return 0
    for (day, path), views in sorted(counted.views.items()):
        row, _ = PageViews.objects.get_or_create(day=day, path=path)
        PageViews.objects.filter(pk=row.pk).update(views=F("views") + views)
    marks = [Visitor(day=day, mark=mark) for day, mark in sorted(counted.visitors)]
    for day in sorted({day for day, _ in counted.views}):
        # marks of a day that is over are gone: then only those of this file can be told apart
        before = Visitor.objects.filter(day=day).count()
        Visitor.objects.bulk_create((mark for mark in marks if mark.day == day), ignore_conflicts=True)
        others = Visitor.objects.filter(day=day).count() - before
        views = sum(count for (there, _), count in counted.views.items() if there == day)
        row_of_day, _ = DayVisits.objects.get_or_create(day=day)
        DayVisits.objects.filter(pk=row_of_day.pk).update(views=F("views") + views, visitors=F("visitors") + others)
    return lines


def _own(day: date, lines: Iterable[str]) -> _Counted:
    counted = _Counted()
    for line in lines:
        path, _, mark = line.partition("\t")
        if path.startswith("/") and len(mark) == 32:
            counted.add(day, path[: recording.LONGEST], mark)
    return counted


def _visit(line: str) -> tuple[date, str, str] | None:
    """Day, page and visitor of a line of a log; None for what is not counted."""
    found = _COMBINED.match(line)
    # a log writes a dash for who says nothing of itself
    if found is None or found["agent"] == "-" or not recording.is_reader(found["agent"]):
        return None
    path = tongues.split(unquote(urlsplit(found["path"]).path))[1][: recording.LONGEST]
    if not recording.is_page(path) or not tongues.offers(tongues.traditional(), path):
        return None
    day = date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    return day, path, recording.mark_of(found["address"], day)
