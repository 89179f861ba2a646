"""gongkai verify-releases: compare what is public with what was released."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.editorial import differences


class Command(BaseCommand):
    """Exit status 1 and the items when something is public that was not released, or the other way round."""

    help = "核对正在公开的内容是否都经过审核发布，审核发布的是否都能看到。不一致时逐项列出，退出码为1。"

    def handle(self, *_: Any, **__: Any) -> None:
        found = list(differences.differences())
        for difference in found:
            self.stdout.write(difference.sentence)
        if found:
            self.stderr.write(f"公开的内容与审核记录不符：{len(found)}项。")
            sys.exit(1)
        self.stdout.write("完好：公开的内容都经过审核发布，审核发布的都能看到。")
