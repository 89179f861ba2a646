"""A case is its events, each a fact with its legal date.

They are written once and never changed; a mistake is put right by a later ``amended`` event. Values of
`EventKind` and keys of the data are stored for ever: a kind may grow, and then its version rises and
`upcast` brings what was stored before up to date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from gongkai.statute.errors import BadInput
from gongkai.statute.event_kinds import EventKind
from gongkai.statute.event_schemas import CHANNELS, PARTIES, SCHEMAS, day_keys, read_day, upcast, validate

__all__ = ["CHANNELS", "PARTIES", "Event", "EventKind", "as_json", "read_day", "read_event", "stored_event", "validate"]

NO_DATA: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of a case: what, on which legal day, with which data.

    ``seq`` is its place in the log, from 1; ``recorded_at`` when it was written down. ``data`` follows
    the schema of its kind (`validate`) and holds opaque ids and file hashes, never personal data.
    """

    kind: EventKind
    occurred_on: date
    seq: int = 0
    recorded_at: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=lambda: NO_DATA)
    version: int = 1


def read_event(
    kind: str,
    occurred_on: date,
    data: Mapping[str, Any],
    *,
    seq: int = 0,
    recorded_at: datetime | None = None,
    version: int | None = None,
) -> Event:
    """An event as it was stored, brought up to date and checked.

    ``data`` may hold dates as ISO text. Raises BadInput for an unknown kind or wrong data.
    """
    try:
        found = EventKind(kind)
    except ValueError as error:
        raise BadInput(f"没有名为“{kind}”的事项种类。") from error
    current = upcast(found, data, version if version is not None else SCHEMAS[found].version)
    return Event(found, occurred_on, seq, recorded_at, validate(found, current), SCHEMAS[found].version)


def as_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data ready to be stored as JSON: dates become ISO text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}


_KINDS: Mapping[str, EventKind] = {kind.value: kind for kind in EventKind}
_DAY_KEYS: Mapping[EventKind, tuple[str, ...]] = {kind: day_keys(kind) for kind in EventKind}


def stored_event(kind: str, occurred_on: date, data: dict[str, Any], *, seq: int, version: int) -> Event:
    """An event that was checked when it was written, read back without checking it again.

    For folding very many cases; `read_event` is the one that checks.
    """
    found = _KINDS[kind]
    if version != SCHEMAS[found].version:
        return read_event(kind, occurred_on, data, seq=seq, version=version)
    if data:
        for key in _DAY_KEYS[found]:
            if key in data:
                data[key] = date.fromisoformat(data[key])
    return Event(found, occurred_on, seq, None, data, version)
