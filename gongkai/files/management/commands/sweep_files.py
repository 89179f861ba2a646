"""gongkai sweep-files: remove what a crash left on disk, and name what is missing there."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.files import store

SHORTEST_HOURS = 1
"""A transaction that still runs may have written a file whose row nobody sees yet."""


class Command(BaseCommand):
    """Exit status 1 when a file that the database knows is not on disk."""

    help = "清除磁盘上没有登记的文件（断电或者中断的上传留下的），并列出登记了却找不到的文件；有找不到的，退出码为1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=int, default=24, help="只清除多少小时以前的，至少1小时，不写为24小时")
        parser.add_argument("--dry-run", action="store_true", help="只列出，不清除")

    def handle(self, *_: Any, hours: int, dry_run: bool, **__: Any) -> None:
        if hours < SHORTEST_HOURS:
            self.stderr.write(f"--hours 至少为{SHORTEST_HOURS}，否则可能删去正在上传的文件。")
            sys.exit(2)
        if dry_run:
            for path in store.orphans():
                self.stdout.write(f"没有登记\t{path}")
        else:
            removed = store.sweep(older_than=timezone.now() - timedelta(hours=hours))
            self.stdout.write(f"清除了{removed}个没有登记的文件。")
        lost = 0
        for stored in store.missing():
            lost += 1
            self.stdout.write(f"找不到\t{stored.pk}\t{stored.digest}")
        if lost:
            self.stdout.write(f"有{lost}个文件登记了却找不到，请从备份恢复。")
            sys.exit(1)
