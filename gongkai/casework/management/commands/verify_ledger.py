"""gongkai verify-ledger: prove that neither the ledger nor any case was altered."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongkai.audit import ledger
from gongkai.audit.models import Entry
from gongkai.casework import verification
from gongkai.casework.models import CaseEvent

MOST = 200


class Command(BaseCommand):
    """Exit status 1 and the places when something does not hold."""

    help = "核验审计账本的散列链和每一个办件事项，打印全部账本的根散列。发现问题时退出码为1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=MOST, help="最多列出多少处（默认200）")

    def handle(self, *_: Any, most: int, **__: Any) -> None:
        count = 0
        for fault in verification.verify():
            count += 1
            if count <= most:
                self.stdout.write(str(fault))
        if count > most:
            self.stdout.write(f"……另有{count - most}处未列出。")
        self.stdout.write(f"根散列：{ledger.root()}")
        if count:
            self.stderr.write(f"账本或者办件不完整：发现{count}处。")
            sys.exit(1)
        self.stdout.write(f"完好：账本{Entry.objects.count()}条，办件事项{CaseEvent.objects.count()}个，逐条相符。")
