"""A tiny stage: stories are generators of (moment, act), played together in the order of their moments, so
that numbers, letters and ledger entries come as they would have come in a real year."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
Act = tuple[datetime, Callable[[datetime], Any]]
Story = Generator[Act, Any, None]


def moment(text: str) -> datetime:
    """``2023-03-06 09:20`` in China."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def on(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in China."""
    return datetime.combine(day, time(hour, minute), CHINA)


def play(stories: Iterable[Story]) -> int:
    """Play all stories to their ends; returns how many acts there were."""
    waiting: list[tuple[datetime, int, Callable[[datetime], Any], Story]] = []
    for place, story in enumerate(stories):
        first = next(story, None)
        if first is not None:
            waiting.append((first[0], place, first[1], story))
    heapq.heapify(waiting)
    acts = 0
    while waiting:
        at, place, act, story = heapq.heappop(waiting)
        acts += 1
        try:
            following = story.send(act(at))
        except StopIteration:
            continue
        heapq.heappush(waiting, (following[0], place, following[1], story))
    return acts
