"""Archive numbers (档号): given when a case is filed, without gaps, in the way each agency writes them."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from gongkai.casework import numbers
from gongkai.casework.models import Case
from gongkai.statute.events import EventKind

SERIES = "archive"
_EVERYBODY = ""


def give(case: Case, on: date) -> str:
    """The archive number of a case filed on a day. A case that is filed again keeps the number it has. Must run
    inside the transaction that files it."""
    for event in case.events.filter(kind=EventKind.FILED.value).order_by("seq"):
        if event.data.get("number"):
            return str(event.data["number"])
    known = patterns()
    pattern = known.get(case.agency.code.lower(), known[_EVERYBODY])
    return written(pattern, case.agency.code, on.year, numbers.take(case.agency, SERIES, on.year))


def patterns() -> dict[str, str]:
    """The patterns by the code of the agency; the one under the empty code is for all others."""
    entries = [entry.strip() for entry in settings.GONGKAI_ARCHIVE_NUMBER.split(";") if entry.strip()]
    found = {_EVERYBODY: "{code}-XXGK-{year}-{serial:04d}"}
    for entry in entries:
        code, sign, pattern = entry.partition("=")
        found[code.strip().lower() if sign else _EVERYBODY] = (pattern if sign else code).strip()
    return found


def written(pattern: str, code: str, year: int, serial: int) -> str:
    """A number in a pattern."""
    return pattern.format(code=code.upper(), year=year, serial=serial)


def usable(pattern: str) -> bool:
    """Whether a pattern gives each case of an agency and year a number of its own."""
    try:
        first = written(pattern, "x", 2026, 1)
    except (ValueError, LookupError, AttributeError):
        return False
    return len(first) <= 40 and first != written(pattern, "x", 2026, 2) and first != written(pattern, "x", 2027, 1)
