"""The district's former site: its addresses stand in old links and on printed sheets, and lead on."""

from __future__ import annotations

from datetime import date

from gongkai.demo.district import District
from gongkai.demo.stage import Story, on
from gongkai.disclosure.models import LibraryEntry
from gongkai.portal import moved
from gongkai.portal.moved import Line

TAKEN_IN = date(2024, 2, 1)
LISTS = (
    ("http://www.minghu-old.example/zwgk/zcwj/index.html", "/policies/"),
    ("/zwgk/zfgb/index.html", "/gazette/"),
    ("/zwgk/ysqgk/index.html", "/apply/"),
    ("/zwgk/ndbg/list.asp?lm=7", "/reports/"),
    ("/zwgk/gkzn.html", "/guide/"),
    ("/wzdt.html", "/map/"),
)
MOST = 6
"""Documents whose old addresses are in the table."""


def story(district: District) -> Story:
    """The office takes in the table of the former site's addresses."""
    yield on(TAKEN_IN, 10), lambda now: moved.take_in(lines=lines(), at=now, by=district.people["officer"])


def lines() -> list[Line]:
    """The lists, and the oldest documents of the library by their index numbers."""
    numbers = LibraryEntry.objects.order_by("pk").values_list("index_number", flat=True)[:MOST]
    documents = [(f"/art/2023/{place}/art_1021_{3300 + place}.html", number) for place, number in enumerate(numbers, 1)]
    return [Line(place, old, new) for place, (old, new) in enumerate([*LISTS, *documents], start=1)]
