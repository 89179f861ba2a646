"""Serving with Granian: one process tree, WSGI, on one address, with a worker for jobs beside it."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn

from django.db import connection

from gongkai.jobs import supervisor
from gongkai.privacy import memory

TARGET = "gongkai.config.served:application"
THREADS = 4


class PortTaken(Exception):
    """Something else listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} 已被其他程序占用。请换一个端口，例如：--port {port + 1}。")


class BadWorkers(Exception):
    """The number of background workers is none."""

    def __init__(self, text: str) -> None:
        super().__init__(f"GONGKAI_WORKERS应为0至16之间的整数（0表示不带后台进程），不能是“{text}”。")


def background_workers() -> int:
    """How many workers for jobs run beside the server. Raises BadWorkers."""
    text = os.environ.get("GONGKAI_WORKERS") or "1"
    if not (text.isascii() and text.isdecimal() and int(text) <= 16):
        raise BadWorkers(text)
    return int(text)


def require_free(host: str, port: int) -> None:
    """Raises PortTaken. Asked first, because the server would only say so after its workers had started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(host, port) from None


def serve(host: str, port: int, workers: int) -> NoReturn:
    """Become the server: this process is replaced, so that Ctrl-C and signals reach it directly. Raises BadWorkers.

    The supervisors of the background workers are children of this process, and leave when it is gone.
    """
    count = background_workers()
    memory.keep_in()
    connection.close()
    for _ in range(count):
        supervisor.start(os.getpid())
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command(host, port, workers))  # noqa: S606 (our own interpreter, no shell)


def command(host: str, port: int, workers: int) -> list[str]:
    """The command that serves. SQLite has one writer, so threads help reading and more workers help little."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        str(THREADS),
        "--backpressure",
        str(THREADS * 16),
        "--no-ws",
        # a worker that dies (out of memory, say) is replaced while the others go on
        "--respawn-failed-workers",
        "--respawn-interval",
        "1",
        "--log-level",
        "warning",
        TARGET,
    ]
