"""How cases are written on screens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from gongkai.casework.models import NO_LIMIT
from gongkai.statute.case_state import Stage
from gongkai.statute.clock_days import ClockDay, Mark

register = template.Library()
_MARKS = {
    Mark.RECEIPT: "收到",
    Mark.RESTARTED: "重算",
    Mark.SUPERSEDED: "不计",
    Mark.WEEKEND: "休",
    Mark.HOLIDAY: "假",
    Mark.PAUSED: "暂停",
}


@register.filter
def left(row: Any) -> str:
    """还有5个工作日, 今天到期, 逾期2个工作日; of a row of the list or of the case page."""
    days = row.days_left
    if days is None:
        return "无期限在走"
    if days == 0:
        return "今天到期"
    return f"还有{days}个工作日" if days > 0 else f"逾期{-days}个工作日"


@register.filter
def stage(value: str) -> str:
    """A stage in words."""
    return Stage(value).label if value in set(Stage) else value


@register.filter
def is_limit(value: date) -> bool:
    """Whether a day is a limit or stands for none."""
    return value != NO_LIMIT


@register.filter
def brief(day: ClockDay) -> str:
    """The word or number in a cell of the month."""
    if day.mark is Mark.DUE:
        return "到期"
    return str(day.number) if day.number is not None else _MARKS.get(day.mark, "")


@register.filter
def spoken(day: ClockDay) -> str:
    """A cell of the month in words, for those who hear it."""
    number = f"第{day.number}个工作日，" if day.number is not None else ""
    due = "答复期限届满之日，" if day.mark is Mark.DUE else ""
    return f"{due}{number}{day.why}"


@register.filter
def of(mapping: Mapping[str, Any], key: str) -> Any:
    """An entry of a mapping, or the key itself."""
    return mapping.get(key, key)
