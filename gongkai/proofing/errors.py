"""What can go wrong with rules; a text cannot be wrong, every string can be checked.

PackError   a rule pack cannot be used; nothing of it is loaded

Each carries a stable ``code`` for programs and a Chinese sentence for people.
"""

from __future__ import annotations


class PackError(ValueError):
    """A rule pack cannot be used; ``str(error)`` names the file, the rule and what to put right."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
