"""``gongkai import-redirects``: old addresses go on leading to their pages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai.portal import moved
from gongkai.portal.models import OldAddress


class Command(BaseCommand):
    """Take in a table of old addresses, or list those that are known."""

    help = "导入旧网站的网址对照表（CSV两列：旧网址、现在的网址或者政策文件的索引号），旧网址永久跳转到现在的页面。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="文件", help="CSV文件，UTF-8或者GB18030编码")
        parser.add_argument("--replace", action="store_true", help="已经导入过的旧网址，允许改变指向")
        parser.add_argument("--list", action="store_true", help="列出已经导入的旧网址，每行一条")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["list"]:
            for row in OldAddress.objects.order_by("address").iterator():
                self.stdout.write(f"{row.address},{row.target}")
            return
        if options["file"] is None:
            raise CommandError("请写明CSV文件，或者用 --list 列出已经导入的旧网址。")
        try:
            lines = moved.read(options["file"].read_bytes())
            count = moved.take_in(lines=lines, at=timezone.now(), replace=options["replace"])
        except OSError as error:
            raise CommandError(f"读不了 {options['file']}：{error.strerror}。") from error
        except moved.BadLines as error:
            for sentence in error.sentences:
                self.stderr.write(sentence)
            raise CommandError(f"有{len(error.sentences)}处问题，没有导入任何一行。") from error
        self.stdout.write(f"共{len(lines)}行，新导入或者改变了{count}个旧网址。")
