"""gongkai verify-releases: compare what is public with what was released, and take down pages that were not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from gongkai.editorial import differences, verifying


class Command(BaseCommand):
    """Exit status 1 when something is public that was not released, or the other way round, or the database's lock is
    missing. Pages are taken down at once; of a report or an answer a person decides which side is right."""

    help = (
        "核对公开的内容是否都经过审核发布、与审核的一致。网页不一致的立即撤下，报告和答复只列出；有不一致时退出码为1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出，不撤下")

    def handle(self, *_: Any, dry_run: bool, **__: Any) -> None:
        strays = verifying.strays()
        for stray in strays:
            if not dry_run:
                verifying.take_down(stray, at=timezone.now())
            self.stdout.write(f"page:{stray.page.pk}\t{stray.why}\t{'' if dry_run else '已撤下'}")
        others = differences.strays()
        for other in others:
            self.stdout.write(f"{other.key}\t{other.why}\t请核对")
        lacking = [row for row in verifying.without_parts() if dry_run or not verifying.write_down_parts(row)]
        for row in lacking:
            self.stdout.write(f"{row.key}\t附件没有登记，公众不能下载\t{'' if dry_run else '请重新送审发布'}")
        locked = verifying.lock_is_on()
        self.stdout.write(f"核对完毕，不一致的{len(strays) + len(others) + len(lacking)}项。")
        if not locked:
            self.stdout.write("数据库里防止未经审核公开的触发器不见了，请运行 gongkai migrate 恢复。")
        if strays or others or lacking or not locked:
            sys.exit(1)
