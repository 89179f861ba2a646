"""Scanners, asked over real sockets and real processes. Whatever is no clear verdict is none."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gongkai.files import scanning
from gongkai.files.scanning import Clamd, Command, NoAnswer
from tests.files.made import EICAR


@contextmanager
def clamd(line: socket.socket, *, instead: bytes | None = None) -> Iterator[list[bytes]]:
    """A clamd that finds EICAR, or says something else; gives what it received."""
    received: list[bytes] = []

    def serve() -> None:
        with line.accept()[0] as peer:
            reader = peer.makefile("rb")
            assert reader.read(10) == b"zINSTREAM\0"
            data = b""
            while length := int.from_bytes(reader.read(4), "big"):
                data += reader.read(length)
            received.append(data)
            found = b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
            peer.sendall(found if instead is None else instead)
            reader.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        thread.join(5)
        line.close()


@pytest.fixture
def local(tmp_path: Path) -> tuple[socket.socket, str]:
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(tmp_path / "clamd.sock"))
    line.listen()
    return line, str(tmp_path / "clamd.sock")


def test_clamd_says_clean_and_finds_the_test_string(local: tuple[socket.socket, str], settings: Any) -> None:
    line, path = local
    settings.GONGKAI_SCANNER = f"clamd:{path}"
    large = b"a" * 700_000
    with clamd(line) as received:
        assert scanning.scan(large) == ""
    assert received == [large]


def test_clamd_names_what_it_found_over_the_network(settings: Any) -> None:
    line = socket.create_server(("127.0.0.1", 0))
    settings.GONGKAI_SCANNER = f"clamd:127.0.0.1:{line.getsockname()[1]}"
    with clamd(line):
        assert scanning.scan(b"..." + EICAR) == "Eicar-Signature"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: ",
        b"OK\0",
        b"stream: OK, nearly\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"\xff\xfe\0",
        b"x" * 9000,
    ],
)
def test_any_other_answer_is_none(local: tuple[socket.socket, str], answer: bytes) -> None:
    line, path = local
    with clamd(line, instead=answer), pytest.raises(NoAnswer):
        Clamd(path).scan(b"data")


def test_silence_and_absence_are_no_answer(
    local: tuple[socket.socket, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    line, path = local
    with line, pytest.raises(NoAnswer):
        Clamd(path).scan(b"nobody accepts")
    with pytest.raises(NoAnswer):
        Clamd(str(tmp_path / "absent")).scan(b"data")
    with pytest.raises(NoAnswer):
        Clamd(("127.0.0.1", 1)).scan(b"data")


def program(text: str) -> Command:
    return Command((sys.executable, "-c", text))


def test_a_command_reads_the_file_and_its_status_is_the_verdict() -> None:
    finds = f"import sys; sys.exit(1) if {EICAR!r} in sys.stdin.buffer.read() else sys.exit(0)"
    assert program(finds).scan(b"clean") == ""
    assert program(finds).scan(EICAR) == "未说明名称"
    assert program("print('stream: Some.Thing FOUND'); raise SystemExit(1)").scan(b"x") == "Some.Thing"


@pytest.mark.parametrize(
    "text", ["raise SystemExit(2)", "import os; os.kill(os.getpid(), 9)", "import time; time.sleep(9)"]
)
def test_a_command_that_fails_is_no_answer(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 1)
    with pytest.raises(NoAnswer):
        program(text).scan(b"data")
    with pytest.raises(NoAnswer):
        Command(("/nowhere/scanner",)).scan(b"data")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("clamd:/run/clamav/clamd.ctl", Clamd("/run/clamav/clamd.ctl")),
        ("clamd:scanner.local:3310", Clamd(("scanner.local", 3310))),
        ("clamd:[::1]:3310", Clamd(("::1", 3310))),
        ("command:clamdscan --no-summary -", Command(("clamdscan", "--no-summary", "-"))),
    ],
)
def test_settings_name_scanners(setting: str, expected: object, settings: Any) -> None:
    settings.GONGKAI_SCANNER = setting
    assert scanning.scanner() == expected
    assert scanning.configured()
