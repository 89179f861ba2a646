"""Who above casework wants to hear of events: told inside the transaction that writes them.

An app that listens says so in its ``AppConfig.ready``. A listener must be quick, touch nothing but the database, and
never raise for a reason of its own: what it raises undoes the step of the officer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from gongkai.casework.models import Case
from gongkai.statute.events import Event

Listener = Callable[[Case, Sequence[Event], datetime], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have a function told of all events from now on; asking twice is asking once."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(case: Case, events: Sequence[Event], *, at: datetime) -> None:
    """Tell everybody who listens."""
    for listener in _LISTENERS:
        listener(case, events, at)
