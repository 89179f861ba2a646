"""``gongkai work``: a worker for jobs in the background."""

from __future__ import annotations

import argparse
import signal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from gongkai.jobs.worker import Worker
from gongkai.privacy import memory


class Command(BaseCommand):
    """Do jobs until interrupted."""

    help = "执行后台任务，按 Ctrl-C 停止（做完手头的一项）。gongkai serve 会自带一个，不必另外启动。"
    # Checks are for commands that people type once; a worker is started again and again.
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完现在能做的就结束")
        parser.add_argument("--queue", action="append", default=[], metavar="队列", help="只做这个队列的，可以写多次")
        parser.add_argument("--parent", type=int, default=None, help=argparse.SUPPRESS)

    def handle(self, *_args: Any, **options: Any) -> None:
        memory.keep_in()
        worker = Worker(queues=options["queue"], once=options["once"], parent=options["parent"])
        signal.signal(signal.SIGTERM, worker.stop)
        if options["parent"] is None:
            # whoever has a supervisor is told by the supervisor
            signal.signal(signal.SIGINT, worker.stop)
        try:
            begun = worker.run()
        except DatabaseError as error:
            self.stderr.write(
                f"数据库不可用（{type(error).__name__}）。请检查 GONGKAI_DATABASE，并先运行 gongkai migrate。"
            )
            raise SystemExit(2) from None
        if options["once"]:
            self.stdout.write(f"执行了{begun}项后台任务。")
