"""``gongkai demo`` and ``gongkai serve`` as a person runs them: a real server in a folder of its own.

Slow, because the promises are about a real start and about data that are really made: once on a migrated database,
once after ``--reset`` from nothing, migrations included.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import template

pytestmark = pytest.mark.crash

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A data folder and the command line over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GONGKAI_")},
            "GONGKAI_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "gongkai.config.settings",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "django", *arguments],
            env=self.environment,
            cwd=ROOT,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


def fetch(address: str, patience: float) -> str:
    """The page, as soon as somebody answers."""
    until = time.monotonic() + patience
    while True:
        try:
            with urlopen(address, timeout=5) as response:
                return str(response.read().decode())
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.fixture
def demo(tmp_path: Path) -> Installation:
    return Installation(template.demo_installation(tmp_path))


def test_reset_makes_it_anew_from_nothing(demo: Installation) -> None:
    with closing(sqlite3.connect(demo.folder / template.NAME)) as old:
        old.execute("PRAGMA user_version = 7")
    code, out, err = demo.run("demo", "--no-serve", "--reset")
    assert (code, err) == (0, "")
    with closing(sqlite3.connect(demo.folder / template.NAME)) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (0,)
    assert "已生成演示数据" in out
    assert "2023年政府信息公开申请11件，目前在办4件" in out
    assert "年报检查：HTML 和 JSON 均未发现问题" in out
    for name in (
        "officer",
        "leader",
        "secrecy",
        "reviewer",
        "editor",
        "auditor",
        "minghu-demo-2023",
        "http://127.0.0.1:8000/office/",
        "审核发布  http://127.0.0.1:8000/office/reviews/",
        "政策文件  http://127.0.0.1:8000/c/",
    ):
        assert name in out


def test_the_second_start_serves_in_seconds_and_stops_cleanly(demo: Installation) -> None:
    port = free_port()
    begun = time.monotonic()
    process = demo.start("demo", "--port", str(port))
    try:
        assert "明湖区" in fetch(f"http://127.0.0.1:{port}/reports/mhqb/2023/", patience=30)
        assert time.monotonic() - begun < 30
        code, _, err = demo.run("serve", "--port", str(port))
        assert code == 2
        assert err.startswith(f"127.0.0.1:{port} 已被其他程序占用")
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "演示数据已在" in out
    assert "Traceback" not in err
