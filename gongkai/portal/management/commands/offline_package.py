"""``gongkai offline-package``: a ZIP that a service centre's machine opens without any network."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai.portal.mirror import carrying, manifest


class Command(BaseCommand):
    """Make the package from a mirror."""

    help = "从静态镜像制作离线包（ZIP）：公开指南、公开目录、政策文件库和解读，解压后不连网也能打开、能搜索。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("mirror", type=Path, metavar="镜像文件夹", help="gongkai export-site 导出到的文件夹")
        parser.add_argument("file", type=Path, metavar="离线包", help="写成哪个ZIP文件")
        parser.add_argument("--gazettes", action="store_true", help="连同政府公报各期的PDF")
        parser.add_argument("--days", type=int, default=carrying.DAYS, help=f"多少天内有效，默认{carrying.DAYS}天")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not 1 <= options["days"] <= 366:
            raise CommandError(f"有效天数应为1至366，不能是{options['days']}。")
        target: Path = options["file"]
        try:
            done = carrying.carry(
                options["mirror"], target, at=timezone.now(), days=options["days"], gazettes=options["gazettes"]
            )
        except (carrying.Stale, manifest.Unreadable) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"不能写入 {target}：{error.strerror}。") from error
        size = f"{done.size / 1024 / 1024:.1f}兆字节"
        self.stdout.write(f"{target}：{done.pages}个网页，{done.files}个其他文件，{size}，有效至{done.until}。")
