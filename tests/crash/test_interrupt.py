"""Ctrl-C in a terminal reaches the server and all its processes at once, and all of them end."""

from __future__ import annotations

import os
import pty
import select
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import template

pytestmark = pytest.mark.crash
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
MAKING = 600.0
"""Seconds for a whole year to be made: forty by itself on two processors, many times that beside other tests."""


TOLD = (
    "已生成演示数据",
    "2023年政府信息公开申请11件，目前在办4件",
    "年报检查：HTML 和 JSON 均未发现问题",
    "officer",
    "leader",
    "secrecy",
    "reviewer",
    "editor",
    "auditor",
    "minghu-demo-2023",
    "http://127.0.0.1:{port}/office/",
    "审核发布  http://127.0.0.1:{port}/office/reviews/",
    "政策文件  http://127.0.0.1:{port}/c/",
)
"""What somebody who starts the demo is told."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def said_until(terminal: int, wanted: bytes | None, seconds: float = PATIENCE) -> bytes:
    """What a terminal shows until some words, or until everybody has left it."""
    shown, until = b"", time.monotonic() + seconds
    while time.monotonic() < until and (wanted is None or wanted not in shown):
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                shown += os.read(terminal, 4096)
            except OSError:  # nobody holds the other end any more
                return shown
    assert wanted is not None, "a process still holds the terminal"
    assert wanted in shown, shown.decode(errors="replace")
    return shown


def test_the_demo_is_made_anew_from_nothing_and_ctrl_c_ends_everything_it_started(tmp_path: Path) -> None:
    """``--reset`` throws the whole database away: what follows is what everybody meets in an empty folder, migrations
    included, and one year is made for all that is asked of it."""
    port, wrong = free_port(), tmp_path / "stderr"
    folder = tmp_path / "data"
    template.demo_installation(folder)
    with closing(sqlite3.connect(folder / template.NAME)) as old:
        old.execute("PRAGMA user_version = 7")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ["GONGKAI_DATA"] = str(folder)
        os.dup2(os.open(wrong, os.O_WRONLY | os.O_CREAT), 2)
        os.execv(sys.executable, [sys.executable, "-m", "gongkai", "demo", "--reset", "--port", str(port)])
    said = said_until(terminal, b"Ctrl-C", MAKING).decode()
    assert wrong.read_text("utf-8") == ""
    with closing(sqlite3.connect(folder / template.NAME)) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (0,)
    assert [words for words in TOLD if words.format(port=port) not in said] == []
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
            break
        except OSError:
            time.sleep(0.2)
    os.write(terminal, b"\x03")
    said_until(terminal, None)


def test_a_server_that_is_killed_takes_its_workers_along(tmp_path: Path) -> None:
    port = free_port()
    template.demo_installation(tmp_path)
    command = [sys.executable, "-m", "gongkai", "demo", "--port", str(port)]
    environment = {**os.environ, "GONGKAI_DATA": str(tmp_path), "GONGKAI_WORKERS": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        _until(lambda: answers(port))
        server.kill()
    _until(lambda: not answers(port))


def answers(port: int) -> bool:
    """Whether somebody takes a call."""
    with socket.socket() as call:
        call.settimeout(2)
        return call.connect_ex(("127.0.0.1", port)) == 0


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.2)
