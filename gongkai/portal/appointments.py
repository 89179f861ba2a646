"""An appointment as an iCalendar file (RFC 5545), so that a coming talk stands in a citizen's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from gongkai.casework.ical import escaped, folded

PRODUCT = "-//gongkai//talks//ZH"


@dataclass(frozen=True, slots=True)
class Appointment:
    """``uid`` stays the same when the hour moves, so that calendars move it, too; ``sequence`` grows then."""

    uid: str
    sequence: int
    begins: datetime
    ends: datetime | None
    summary: str
    place: str
    words: str
    address: str


def written(one: Appointment, *, at: datetime) -> bytes:
    """The file's bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escaped(one.uid)}",
        f"SEQUENCE:{one.sequence}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(one.begins)}",
        *([f"DTEND:{_moment(one.ends)}"] if one.ends else []),
        f"SUMMARY:{escaped(one.summary)}",
        f"LOCATION:{escaped(one.place)}",
        f"DESCRIPTION:{escaped(one.words)}",
        f"URL:{one.address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
