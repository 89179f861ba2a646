"""``gongkai export-site``: the whole public site as files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai.portal.mirror import making, manifest, tree, verifying


class Command(BaseCommand):
    """Write the mirror, or prove it."""

    help = "把整个公开网站导出为静态文件，供程序停止时由网页服务器直接提供。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="文件夹", help="导出到哪里；网页服务器指向其中的 current")
        parser.add_argument("--since", action="store_true", help="只重新生成上次导出以后有变化的，其余沿用")
        parser.add_argument("--verify", action="store_true", help="不导出，逐个核对文件，并与正在公开的内容比较")
        parser.add_argument("--traditional", action="store_true", help="连同繁体页面")
        domain = settings.GONGKAI_SITE_DOMAIN
        parser.add_argument("--host", default=domain, metavar="域名", help=f"网站的域名，默认 {domain}")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            if options["verify"]:
                self._verify(folder)
            else:
                self._make(folder, options)
        except (making.Failed, manifest.Unreadable, tree.Busy) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"不能写入 {folder}：{error.strerror}。镜像没有更换。") from error

    def _make(self, folder: Path, options: dict[str, Any]) -> None:
        done = making.make(
            folder, at=timezone.now(), host=options["host"], since=options["since"], spoken=options["traditional"]
        )
        said = f"共{len(done.manifest.files)}个文件，其中重新生成{done.made}个，撤除{done.gone}个。"
        self.stdout.write(f"{said}网页服务器指向 {folder / tree.CURRENT}")
        for sentence in done.manifest.left_out:
            self.stderr.write(f"没有导出：{sentence}")

    def _verify(self, folder: Path) -> None:
        found = verifying.differences(folder)
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"镜像有{len(found)}处不一致。请执行 gongkai export-site {folder} --since 重新导出。")
        self.stdout.write("镜像完整，与正在公开的内容一致。")
