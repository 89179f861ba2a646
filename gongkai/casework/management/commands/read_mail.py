"""Read the published mailboxes now, without waiting for the next run: for trying out a setting."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai.casework.mail import taking
from gongkai.casework.mail.addresses import BadSetting


class Command(BaseCommand):
    """``gongkai read-mail``."""

    help = "立即读取公开信箱（GONGKAI_MAIL_IN），把邮件收入“来信”。"

    def handle(self, *_: Any, **__: Any) -> None:
        """Read, and say what came and what was in the way."""
        try:
            taken, problems = taking.read_all(at=timezone.now())
        except BadSetting as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"收入{taken}封邮件。")
        if problems:
            raise CommandError("\n".join(problems))
