"""What a language pack lacks, what nobody asks it for, and whose places and tags differ from the Chinese words."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongkai.script import catalogue
from gongkai.script.catalogue import BUILT_IN, BadLanguage


class Command(BaseCommand):
    """``gongkai check-language FOLDER``; without a folder the English pack that comes with the program."""

    help = "检查语言包：列出缺少的、多余的和占位符不一致的译文。返回0没有问题，1有问题，2读不了。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which pack, and for whom the answer is."""
        parser.add_argument("folder", nargs="?", default=str(BUILT_IN / "en"), metavar="文件夹", help="语言包的文件夹")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="输出格式")

    def handle(self, *_: Any, folder: str, format: str, **__: Any) -> None:  # noqa: A002 - as it is typed
        """Print the findings and leave with the status."""
        try:
            language = catalogue.read(Path(folder))
        except BadLanguage as error:
            self.stderr.write(str(error))
            sys.exit(2)
        found = catalogue.findings(language)
        if format == "json":
            told = [{"code": one.code, "key": one.key, "message": one.text} for one in found]
            self.stdout.write(json.dumps({"language": language.code, "findings": told}, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(f"{one.code} {one.key}：{one.text}")
            total = len(catalogue.sources())
            self.stdout.write(f"{language.name}（{language.code}）：系统共{total}条，发现{len(found)}处问题。")
        sys.exit(1 if found else 0)
