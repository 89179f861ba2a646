"""Until when something must be done: faults by their weight, accounts by their cycle.

Nothing national says how long a fault may stand, so these are the operator's settings; two weeks without an update
of a media account are what inspections go by (not checked in the text itself, so it may warn and no more).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.timezone import get_current_timezone, localdate, localtime

from gongkai.agencies import calendar
from gongkai.oversight.models import Medium, Rectification, Weight

LAST_MOMENT = time(23, 59, 59)
SOON = timedelta(hours=24)
WARN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a limit stands, as a colour and in words."""

    colour: str
    words: str


def due_at(weight: str, sent_at: datetime) -> datetime:
    """Until when a fault of a weight must be mended: a severe one within hours, day and night; another by the end of
    a working day."""
    if weight == Weight.SEVERE:
        return sent_at + timedelta(hours=settings.GONGKAI_RECTIFY_SEVERE_HOURS)
    day = calendar.current().add(localdate(sent_at), settings.GONGKAI_RECTIFY_DAYS)
    return datetime.combine(day, LAST_MOMENT, get_current_timezone())


def standing(row: Rectification, at: datetime) -> Standing:
    """Where a rectification stands. One that was answered in time is not late while it waits to be confirmed."""
    if row.state == Rectification.State.CONFIRMED:
        assert row.confirmed_at is not None, "the table says so"
        return Standing("grey", f"{localtime(row.confirmed_at):%m月%d日}销号")
    if row.state == Rectification.State.ANSWERED:
        return Standing("amber", "等待复核")
    left = row.due_at - at
    if left < timedelta(0):
        return Standing("red", f"超期{_span(-left)}")
    return Standing("amber" if left <= SOON else "green", f"还有{_span(left)}")


def is_late(row: Rectification, at: datetime) -> bool:
    """Whether the agency owes something and its time is over."""
    return row.state in (Rectification.State.SENT, Rectification.State.RETURNED) and row.due_at < at


def update_due(medium: Medium) -> date | None:
    """The last day by which a site or an account has to be renewed; None while nobody knows when it last was."""
    if medium.updated_on is None:
        return None
    return medium.updated_on + timedelta(days=medium.cycle_days or settings.GONGKAI_MEDIA_UPDATE_DAYS)


def update_standing(medium: Medium, today: date) -> Standing:
    """How its clock stands on a day."""
    due = update_due(medium)
    if due is None:
        return Standing("grey", "没有登记最近更新")
    left = (due - today).days
    if left < 0:
        return Standing("red", f"超过{-left}天没有更新")
    return Standing("amber" if left <= WARN_DAYS else "green", f"还有{left}天" if left else "今天是最后一天")


def _span(left: timedelta) -> str:
    minutes = int(left.total_seconds() // 60)
    if minutes >= 2880:
        return f"{minutes // 1440}天"
    return f"{minutes // 60}小时{minutes % 60}分" if minutes >= 60 else f"{minutes}分钟"
