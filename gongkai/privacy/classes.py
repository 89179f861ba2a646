"""What a field of a table can hold."""

from __future__ import annotations

from enum import StrEnum


class Class(StrEnum):
    """What a field holds."""

    PUBLIC = "public"
    """Anybody may see it."""
    INTERNAL = "internal"
    """Officers see it; it names no applicant."""
    SEALED = "sealed"
    """Personal; encrypted with the key of one subject."""
    KEYED = "keyed"
    """Personal; a keyed hash from which nothing can be read back."""
    OFFICER = "officer"
    """Names an officer in the performance of their duty."""
