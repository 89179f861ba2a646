"""A clock that stands still until it is moved, for the whole program."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any

import pytest

from gongkai.portal.caching import journal, middleware


class Clock:
    """Says what it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        """The same as Unix time."""
        return self.at.timestamp()

    def go(self, **by: float) -> datetime:
        """Move on."""
        self.at += timedelta(**by)
        return self.at


def set_going(patch: pytest.MonkeyPatch, at: datetime) -> Clock:
    """Have every part of the program ask this clock until the patch is undone."""
    clock = Clock(at)

    class Like(type):
        def __instancecheck__(cls, other: Any) -> bool:
            return isinstance(other, datetime)

    class Told(datetime, metaclass=Like):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.fromtimestamp(clock.seconds(), tz)

    patch.setattr("django.utils.timezone.datetime", Told)
    for module in (journal, middleware):
        patch.setattr(module, "time", SimpleNamespace(time=clock.seconds))
    return clock
