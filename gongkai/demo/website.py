"""The office's website beside its documents: its columns with a first page in each, the site's yearly tables, and this
week's news. The texts are in ``data/website.yaml``."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.timezone import localdate
from wagtail.models import Page

from gongkai.agencies import calendar
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.page_texts import Draft
from gongkai.demo.present import ago
from gongkai.demo.stage import Act, Story, on
from gongkai.disclosure.models import Article, Section
from gongkai.portal.selfcheck import annual
from gongkai.statute.websites import Planned, every_planned

STAGES = tuple(REVIEWERS)
OPENED = date(2024, 1, 8)
FIRST_YEAR = 2023
PARENTS = ("机构设置", "政务动态", "法定主动公开内容")
COLUMNS = (
    "区情概况",
    "机构职能",
    "领导信息",
    "政务要闻",
    "通知公告",
    "政策解读",
    "回应关切",
    "统计信息",
    annual.TITLE,
)
Steps = Generator[Act, Any, None]


@cache
def texts() -> dict[str, Any]:
    """What the office writes."""
    text = (files("gongkai.demo") / "data" / "website.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def story(district: District, now: datetime) -> Story:
    """The columns of January 2024 with what stands in them for long, and the table of every year since 2023."""
    room = Newsroom(district)
    columns = yield from _columns(room)
    entries = [entry for entry in texts()["standing"] if not entry.get("recent")]
    drafts = []
    for entry in entries:
        drafts += [(yield room.writes(on(OPENED, 14), Article, columns[entry["column"]], _draft(entry)))]
    yield from _through(room, OPENED, 15, drafts)
    for year in range(FIRST_YEAR, localdate(now).year):
        day = calendar.current().add(date(year + 1, 1, 18), 2)
        if day < ago(now, 1):
            yield from _table(room, year, day)


def this_week(district: District, now: datetime) -> Story:
    """Figures, an answer and a notice of the last weeks, and news of the last days."""
    room = Newsroom(district)
    columns: dict[str, Page] = {row.title: row for row in Section.objects.filter(agency=district.office)}
    older, drafts = ago(now, 12), []
    for entry in (entry for entry in texts()["standing"] if entry.get("recent")):
        drafts += [(yield room.writes(on(older, 9), Article, columns[entry["column"]], _draft(entry)))]
    notice = yield room.writes(on(older, 9, 20), Article, columns["通知公告"], _draft(texts()["notice"]))
    yield from _through(room, older, 10, [*drafts, notice])
    news = texts()["news"]
    for place, entry in enumerate(news):
        day = ago(now, 2 + 3 * (len(news) - place - 1))
        page = yield room.writes(on(day, 9), Article, columns["政务要闻"], _draft(entry))
        yield from _through(room, day, 10, [page])


def _columns(room: Newsroom) -> Generator[Act, Any, dict[str, Page]]:
    """The columns that the demo fills, each where a county's site has it."""
    planned = {one.title: one for one in every_planned()}
    opened: dict[str, Page] = {}
    for title in (*PARENTS, *COLUMNS):
        above = next((parent for parent in PARENTS if title in {one.title for one in planned[parent].columns}), "")
        opened[title] = yield on(OPENED, 9), _opens(room, planned[title], opened.get(above))
    yield from _through(room, OPENED, 10, list(opened.values()))
    return opened


def _opens(room: Newsroom, planned: Planned, above: Page | None) -> Any:
    if above is None:
        return room.opens(on(OPENED, 9), Section, (planned.title, planned.words))[1]
    fields = {"introduction": planned.words, "column_type": planned.type, "keywords": planned.keywords}
    return room.writes(on(OPENED, 9), Section, above, Draft(planned.title, fields))[1]


def _through(room: Newsroom, day: date, hour: int, drafts: list[Any]) -> Steps:
    """Hand drafts in together and sign every review."""
    rows = yield room.hands_in(on(day, hour), *drafts)
    yield from room.clears(on(day, hour, 20), rows, STAGES)


def _table(room: Newsroom, year: int, day: date) -> Steps:
    """A year's table: figures from the registers, the draft, its reviews."""
    office, editor = room.district.office, room.district.people["editor"]
    page = yield on(day, 9), lambda now: _compiled(office, year, editor, now)
    yield from _through(room, day, 10, [page])


def _compiled(office: Any, year: int, by: Any, now: datetime) -> Any:
    """The figures grow a little every year; what the system counts by now is left to it."""
    wanted = {row.field.key for row in annual.rows(office, year) if row.by_hand}
    figures = {
        key: (_grown(value, year), source) for key, (value, source) in texts()["figures"].items() if key in wanted
    }
    annual.enter(agency=office, year=year, figures=figures, by=by, at=now)
    return annual.draft(agency=office, year=year, by=by, at=now)


def _grown(value: float, year: int) -> Decimal:
    """Large counts grow by a twentieth a year, small ones stay."""
    grown = Decimal(str(value))
    return grown if grown < 1000 else (grown * (100 + 5 * (year - FIRST_YEAR)) / 100).quantize(Decimal(1))


def _draft(entry: dict[str, Any]) -> Draft:
    body = [("paragraph", f"<p>{words}</p>") for words in entry["say"]]
    return Draft(entry["title"], {"body": body, "source": entry.get("source", "")})
