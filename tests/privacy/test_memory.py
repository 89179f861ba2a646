"""A process that holds keys keeps its memory to itself (ASVS 8.3.6)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.management import call_command

from gongkai.demo import serving
from gongkai.privacy import memory

ASK = """
import resource
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
from gongkai.privacy import memory
assert memory.kept_in() is False or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0
import gongkai.config.wsgi
assert memory.kept_in()
"""


def test_what_serves_and_what_works_keep_their_memory_in(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    subprocess.run([sys.executable, "-c", ASK], check=True, timeout=120)
    told: list[str] = []
    monkeypatch.setattr(memory, "keep_in", lambda: told.append("kept"))
    call_command("work", "--once")
    assert told == ["kept"]
    monkeypatch.setattr(serving, "background_workers", lambda: 0)
    monkeypatch.setattr(serving.connection, "close", lambda: None)
    monkeypatch.setattr(serving.os, "execv", lambda *_: told.append("served"))
    serving.serve("127.0.0.1", 8000, 1)
    assert told == ["kept", "kept", "served"]
