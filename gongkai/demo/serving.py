"""Serving with Granian: one process tree, WSGI, on one address."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn

from django.db import connection

TARGET = "gongkai.config.wsgi:application"
THREADS = 4


class PortTaken(Exception):
    """Something else listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} 已被其他程序占用。请换一个端口，例如：--port {port + 1}。")


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
    """Become the server: this process is replaced, so that Ctrl-C and signals reach it directly."""
    connection.close()
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
        "--log-level",
        "warning",
        TARGET,
    ]
