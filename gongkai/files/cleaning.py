"""A copy of a file without what is hidden in it, for everything that leaves the house or is shown.

The original stays sealed as it came. The copy's list says what was taken out, and what somebody must still
decide about (tracked changes, hidden sheets): redaction is another matter than cleaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.files import apart
from gongkai.files.kinds import Kind


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The copy; ``removed`` says what was taken out, ``left`` what remains and should be looked at; ``told``
    are the words that were taken out of films and recordings."""

    data: bytes
    removed: list[str]
    left: list[str]
    told: str = ""


def clean(data: bytes, kind: Kind) -> Cleaned:
    """Clean a file that was checked before. Raises Refused when it cannot be opened."""
    said, body = apart.ask("clean", data, kind=kind.value)
    return Cleaned(body, said["removed"], said["left"], said["told"])
