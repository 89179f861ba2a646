"""``gongkai demo`` and ``gongkai serve`` as a person runs them: a real server in a folder of its own.

Slow, because the promises are about a real start. How it is made, and made anew from nothing, stands in
`tests/crash/test_interrupt.py`, which makes it once for all of this.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
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
