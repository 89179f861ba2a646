"""Writing iCalendar files (RFC 5545): days on which something is due, each with an alarm ahead.

Only what a list of limits needs. Lines end in CRLF and are folded at 75 octets without cutting a character in two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""
PRODUCT = "-//gongkai//limits//ZH"


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which something is due. ``uid`` stays the same when the day moves, so that programs move it, too;
    ``alarm_at`` is when to remind, or None."""

    uid: str
    on: date
    summary: str
    alarm_at: datetime | None = None


def written(due: Iterable[DueDay], *, name: str, at: datetime) -> bytes:
    """A calendar as the bytes of a file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for day in due:
        lines += _event(day, at)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(due: DueDay, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(due.uid)}"
    yield f"DTSTAMP:{_moment(at)}"
    yield f"DTSTART;VALUE=DATE:{due.on:%Y%m%d}"
    # The end of a day's event is the day after (3.6.1).
    yield f"DTEND;VALUE=DATE:{due.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(due.summary)}"
    # A limit does not make anybody busy.
    yield "TRANSP:TRANSPARENT"
    if due.alarm_at is not None:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escaped(due.summary)}"
        yield f"TRIGGER;VALUE=DATE-TIME:{_moment(due.alarm_at)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Text as a value (3.3.11): backslash, semicolon, comma and line breaks are written with a backslash; other
    control characters cannot be written and are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and ord(char) != 127))
    for plain, told in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, told)
    return text


def folded(line: str) -> bytes:
    """A content line with its end; what is longer than 75 octets goes on in lines that begin with a space."""
    parts, part, room = [], b"", LONGEST
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > room:
            parts.append(part)
            part, room = b"", LONGEST - 1
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
