"""gongkai verify-releases: compare what is public with what was released, and take down what was not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.editorial import verifying


class Command(BaseCommand):
    """Exit status 1 when something was public that should not have been, or the database's lock is missing."""

    help = "核对正在公开的网页是否都经过审核发布、与审核的内容一致；不是的，立即撤下并列出，退出码为1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出，不撤下")

    def handle(self, *_: Any, dry_run: bool, **__: Any) -> None:
        found = verifying.strays()
        for stray in found:
            if not dry_run:
                verifying.take_down(stray, at=timezone.now())
            self.stdout.write(f"page:{stray.page.pk}\t{stray.why}\t{'' if dry_run else '已撤下'}")
        locked = verifying.lock_is_on()
        self.stdout.write(f"核对完毕，不应公开的{len(found)}项。")
        if not locked:
            self.stdout.write("数据库里防止未经审核公开的触发器不见了，请运行 gongkai migrate 恢复。")
        if found or not locked:
            sys.exit(1)
