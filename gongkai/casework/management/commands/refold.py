"""gongkai refold: fold every case's log again and compare it with what lists and statistics read."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from gongkai.agencies import calendar
from gongkai.casework import projection
from gongkai.casework.models import Case


class Command(BaseCommand):
    """Exit status 1 when a projection differs from its log, unless it was put right."""

    help = "由事项重新推算每一件，与列表和统计所用的数据比较。有差异时退出码为1；--fix 以事项为准改正。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="以事项为准改正")

    def handle(self, *_: Any, fix: bool, **__: Any) -> None:
        days = calendar.current()
        count = 0
        for difference in projection.compare(Case.objects.all(), days):
            count += 1
            self.stdout.write(
                f"{difference.number}\t{difference.field}\t现存 {difference.stored}\t应为 {difference.derived}"
            )
        if count and fix:
            with transaction.atomic():
                projection.refresh(Case.objects.all(), days)
        self.stdout.write(f"比较{Case.objects.count()}件，差异{count}处{'，已改正' if count and fix else ''}。")
        if count and not fix:
            sys.exit(1)
