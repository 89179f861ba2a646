"""Two stocktakings of the office's documents: one whose result was announced two months ago, and one that is under way,
so that officers see both a list to be filled in and what came of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from gongkai.demo import page_texts
from gongkai.demo.district import District
from gongkai.demo.newsroom import REVIEWERS, Newsroom
from gongkai.demo.present import ago
from gongkai.demo.stage import Story, on
from gongkai.disclosure.models import Section, Stocktaking
from gongkai.disclosure.stocktaking import drafting, queries, sitting
from gongkai.disclosure.stocktaking.queries import Scope
from gongkai.disclosure.stocktaking.sitting import Said
from gongkai.editorial import pages

BASIS = "《明湖区行政规范性文件管理规定》关于定期清理的要求"
OVER = {"reason": "规定的任务已经完成，不再执行", "basis": "《明湖区行政规范性文件管理规定》"}
TO_CHANGE = {"reason": "收费项目已经取消，有关条款需要修改", "basis": "涉企收费目录清单"}
ONCE = ("年", "节期间")
FINISHED, UNDER_WAY = "工业、交通", "城乡建设、环境保护"


def stories(district: District, now: datetime) -> list[Story]:
    """Both, each in its own time."""
    return [_finished(district, now), _under_way(district, now)]


def _opened(district: District, subject: str, at: datetime) -> Stocktaking:
    scope = Scope(year_until=2023, subject=subject, normative_only=False)
    return sitting.open_stocktaking(
        agency=district.office, title=f"{localdate(at).year}年{subject}类文件清理", basis=BASIS, scope=scope,
        due_on=localdate(at) + timedelta(days=30), by=district.people["editor"], at=at,
    )  # fmt: skip


def _judged(held: Stocktaking, district: District, at: datetime, *, but: int = 0) -> None:
    """What was for one year only is declared lapsed, one is to be changed, the others are kept; the last ones wait."""
    rows = list(queries.lines(held))
    said = [Said(row.pk, row.version, *_conclusion(row.title, place)) for place, row in enumerate(rows)]
    sitting.conclude(stocktaking_id=held.pk, said=said[: len(said) - but], by=district.people["editor"], at=at)


def _conclusion(title: str, place: int) -> tuple[str, str, str]:
    if any(word in title for word in ONCE):
        return "lapse", OVER["reason"], OVER["basis"]
    return ("amend", TO_CHANGE["reason"], TO_CHANGE["basis"]) if place == 1 else ("keep", "", "")


def _finished(district: District, now: datetime) -> Story:
    room, day = Newsroom(district), ago(now, 45)
    held = yield on(day, 9), lambda at: _opened(district, FINISHED, at)
    yield on(ago(now, 42), 10), lambda at: _judged(held, district, at)
    page = yield on(ago(now, 41), 9), lambda at: _announced(held, district, at)
    rows = yield room.hands_in(on(ago(now, 41), 10), page, words="清理结果，请审。")
    yield from room.clears(on(ago(now, 40), 9), rows, tuple(REVIEWERS))


def _announced(held: Stocktaking, district: District, at: datetime) -> Any:
    """The announcement as it was drafted, with its number."""
    by, section = district.people["editor"], Section.objects.get(title=page_texts.POLICIES[0])
    page = drafting.draft_result(stocktaking_id=held.pk, section=section, by=by, at=at)
    newest: Any = pages.newest(page)
    newest.document_number = f"明湖政办发〔{localdate(at).year}〕31号"
    newest.save_revision(user=by)
    return page


def _under_way(district: District, now: datetime) -> Story:
    held = yield on(ago(now, 9), 9), lambda at: _opened(district, UNDER_WAY, at)
    yield on(ago(now, 4), 15), lambda at: _judged(held, district, at, but=3)
