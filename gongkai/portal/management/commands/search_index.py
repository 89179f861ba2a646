"""gongkai search-index: look at this node's copy of the search index, or make it anew."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongkai.portal.searching import changes, following
from gongkai.search.errors import Busy, Damaged


class Command(BaseCommand):
    """Exit status 1 when the copy is damaged or not as the database says. Without an option it brings the copy up to
    date; people may search all the while."""

    help = "更新本机的搜索数据；--check 与数据库逐项核对，--rebuild 全部重建。核对有不一致的，退出码为1。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--rebuild", action="store_true", help="从数据库全部重建")
        group.add_argument("--check", action="store_true", help="与数据库逐项核对，不改动")

    def handle(self, *_: Any, rebuild: bool, check: bool, **__: Any) -> None:
        """Do it and say how it went."""
        try:
            self._check() if check else self._write(rebuild)
        except (Busy, Damaged) as error:
            why = getattr(error, "why", "")
            advice = "请运行 gongkai search-index --rebuild。" if isinstance(error, Damaged) else "请稍后再试。"
            self.stderr.write(f"{error.code}：{'搜索数据不能读取' if why else error}。{why} {advice}")
            sys.exit(1)

    def _write(self, rebuild: bool) -> None:
        begun = time.monotonic()
        added = changes.reconcile()
        count = following.rebuild() if rebuild else following.catch_up()
        seconds = time.monotonic() - begun
        self.stdout.write(f"补登{added}项，{'重建' if rebuild else '更新'}{count}项，用时{seconds:.1f}秒。")

    def _check(self) -> None:
        said = following.differences()
        unlogged = changes.missing(20)
        said += [f"{key}：已经公开，没有登记到搜索" for key in unlogged]
        for line in said:
            self.stdout.write(line)
        self.stdout.write("搜索数据与数据库一致。" if not said else "请运行 gongkai search-index --rebuild。")
        if said:
            sys.exit(1)
