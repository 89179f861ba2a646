"""``gongkai serve``: the site and the office on one address."""

from __future__ import annotations

import argparse
from typing import Any

from gongkai.demo import serving
from gongkai.demo.management.commands._refusing import RefusingCommand


class Command(RefusingCommand):
    """Serve with Granian until interrupted."""

    help = "启动网站和办公平台（Granian，WSGI），按 Ctrl-C 停止。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
        parser.add_argument("--port", type=port_number, default=8000, help="端口，默认 8000")
        parser.add_argument("--workers", type=int, default=1, choices=range(1, 65), metavar="1-64", help="工作进程数")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            serving.background_workers()
            serving.require_free(options["host"], options["port"])
        except (serving.PortTaken, serving.BadWorkers) as error:
            self.refuse(str(error))
        self.stdout.write(f"正在启动：http://{options['host']}:{options['port']}/（按 Ctrl-C 停止）")
        serving.serve(options["host"], options["port"], options["workers"])


def port_number(text: str) -> int:
    """A port that can be listened on."""
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError(f"端口应为1至65535之间的整数，不能是“{text}”。")
    return port
