"""How these commands refuse: a sentence on the error stream and an exit status, nothing of Django's around it."""

from __future__ import annotations

from typing import NoReturn

from django.core.management.base import BaseCommand


class RefusingCommand(BaseCommand):
    """A command that can say no."""

    def refuse(self, message: str, status: int = 2) -> NoReturn:
        """Leave with a sentence."""
        self.stderr.write(message)
        raise SystemExit(status)
