"""What the office and its public said to each other in the last months, for a site that stopped talking in 2023 would
pass no inspection: a letter with its published answer, a consultation whose result is told, and a consultation and a
survey in which everybody can take part today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.demo import dialogue_2023
from gongkai.demo.district import District
from gongkai.demo.newsroom import Newsroom
from gongkai.demo.present import ago
from gongkai.demo.stage import Story, on
from gongkai.disclosure.models import Section


def stories(district: District, now: datetime) -> list[Story]:
    """All four, each in its own time."""
    room, talk = Newsroom(district), dialogue_2023.texts()["recent"]
    return [
        _letter(room, talk["letter"], now),
        dialogue_2023.consultation(room, _dated(talk["consultation"], now)),
        dialogue_2023.consultation(room, _open(talk["open"], now)),
        dialogue_2023.survey(room, talk["survey"] | _opened(now, 16), over=False),
    ]


def _letter(room: Newsroom, entry: dict[str, Any], now: datetime) -> Story:
    """Received four weeks ago, answered and chosen for publication three weeks ago."""
    came, answered = ago(now, 28), ago(now, 21)
    section = yield on(came, 8), lambda _: Section.objects.get(title=dialogue_2023.SECTIONS[0][0])
    told = entry | {"day": f"{came} 09:10", "answered": answered}
    page = yield from dialogue_2023.letter(room, section, told)
    yield from dialogue_2023.published(room, [page], answered)


def _dated(entry: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A consultation that was open for 31 days and ended two months ago."""
    opens = calendar.current().back(localdate(now) - timedelta(days=100), 1)
    opinions = [
        said | {"way": "web", "at": f"{opens + timedelta(days=3 + 2 * place)} 20:10"}
        for place, said in enumerate(entry["opinions"])
    ]
    closes: date = opens + timedelta(days=31)
    result = calendar.current().add(closes, 6)
    return entry | {"opens": opens, "closes": closes, "opinions": opinions, "result": result}


def _open(entry: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A consultation that is open since six working days, for 31 days."""
    days = _opened(now, 31)
    opinions = [
        said | {"way": "web", "at": f"{days['opens'] + timedelta(days=1 + place)} 20:10"}
        for place, said in enumerate(entry["opinions"])
    ]
    return entry | days | {"opinions": opinions}


def _opened(now: datetime, days: int) -> dict[str, date]:
    opens = ago(now, 6)
    return {"opens": opens, "closes": opens + timedelta(days=days)}
