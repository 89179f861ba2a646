"""A rota as a table file: 日期、开始、结束、值班人员. Taken in as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone

from gongkai.agencies.models import User
from gongkai.files.sheets import open_book
from gongkai.oversight.errors import Incomplete
from gongkai.oversight.rota import Turn

HEAD = ("日期", "开始", "结束", "值班人员")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HOUR = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2})?")


def read(data: bytes, people: Sequence[User]) -> list[Turn]:
    """The shifts of a file. A shift that ends at or before its beginning ends on the next day. Raises Incomplete that
    names the line, UnreadableTable."""
    rows = [row for sheet in open_book(data).sheets for row in sheet.rows]
    start = next((place for place, row in enumerate(rows) if _names(row) == HEAD), None)
    if start is None:
        raise Incomplete("没有找到表头：日期、开始、结束、值班人员。", "file")
    known = {str(one): one for one in people}
    lines = [(place, row) for place, row in enumerate(rows[start + 1 :], start=start + 2) if any(_names(row))]
    return [_turn(place, row, known) for place, row in lines]


def _names(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple([str(cell or "").strip() for cell in row[:4]])


def _turn(place: int, row: Sequence[Any], known: dict[str, User]) -> Turn:
    cells = [*row, None, None, None][:4]
    day, begin, end = _day(cells[0]), _hour(cells[1]), _hour(cells[2])
    name = str(cells[3] or "").strip()
    if day is None or begin is None or end is None:
        raise Incomplete(f"第{place}行的日期或者时间读不出来，请写作2026-01-05和08:00。", "file")
    if name not in known:
        raise Incomplete(f"第{place}行的“{name}”不是可以值班的人员。", "file")
    zone = get_current_timezone()
    begins_at = datetime.combine(day, begin, zone)
    last = day + timedelta(days=1) if end <= begin else day
    return Turn(begins_at, datetime.combine(last, end, zone), known[name])


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(str(cell or "").strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _hour(cell: Any) -> time | None:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    found = _HOUR.fullmatch(str(cell or "").strip())
    if found is None or int(found[2]) > 59 or int(found[1]) > 24:
        return None
    return time(int(found[1]) % 24, int(found[2]))
