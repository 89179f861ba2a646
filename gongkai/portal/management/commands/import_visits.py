"""gongkai import-visits: count the visits in a web server's own log, where pages are answered before they reach us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from gongkai.portal.visiting import folding


class Command(BaseCommand):
    """Each file counts once, by its content; addresses are read and kept nowhere."""

    help = "从nginx等服务器的访问日志（combined格式）统计网页访问次数。请导入已经轮转的日志；同一个文件只计一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which logs."""
        parser.add_argument("logs", nargs="+", type=Path, help="日志文件")

    def handle(self, *_: Any, logs: list[Path], **__: Any) -> None:
        """Count them one by one."""
        for log in logs:
            try:
                views = folding.take_log(log, at=now())
            except OSError as error:
                raise CommandError(f"读不到日志“{log}”：{error.strerror}。", returncode=2) from error
            self.stdout.write(f"{log}：计入{views}次浏览。" if views else f"{log}：没有新的浏览，或者已经计过。")
