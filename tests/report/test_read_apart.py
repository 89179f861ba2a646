"""The process that opens PDF files: its limits, its fall, and its return."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from random import Random

import pytest

from gongkai.report.errors import ReadError
from gongkai.report.read import apart, read_bytes
from tests.report.generated import figures
from tests.report.generated_files import pdf

SAMPLE = pdf(figures(Random(3), 12), Random(3))


def nested_forms(depth: int = 14, width: int = 12) -> bytes:
    """A file of a few kilobytes whose forms call each other ``width ** depth`` times."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
            b" /Resources << /XObject << /F 5 0 R >> >> >>"
        ),
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
    ]
    for level in range(depth):
        body = b"/F Do " * width if level < depth - 1 else b"0 0 m 9 9 l S"
        head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800]"
        inner = b" /Resources << /XObject << /F %d 0 R >> >> /Length %d >>" % (6 + level, len(body))
        parts.append(head + inner + b"\nstream\n" + body + b"\nendstream")
    found = bytearray(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    found += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, start)
    return bytes(found)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has two seconds for a question."""
    monkeypatch.setattr(apart, "CPU_SECONDS", 2)
    apart._process.stop()
    yield
    apart._process.stop()


@pytest.mark.crash
def test_a_file_that_keeps_the_library_busy_is_given_up_and_the_next_one_read(hasty: None) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes("busy.pdf", nested_forms())
    assert caught.value.code == "TOO_COMPLEX"
    assert read_bytes("a.pdf", SAMPLE).title


def test_a_process_that_the_system_ended_is_started_again() -> None:
    read_bytes("a.pdf", SAMPLE)
    child = apart._process._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert read_bytes("a.pdf", SAMPLE).title


def test_a_fall_in_the_middle_of_a_file_is_said_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes("a.pdf", SAMPLE)
    line, child = apart._process._line, apart._process._child
    assert line is not None
    assert child is not None
    with monkeypatch.context() as patched:
        # The second of the two messages of a question is where the other side would be reading.
        patched.setattr(line, "send_bytes", lambda _: (os.kill(child.pid, signal.SIGSEGV), child.wait()))
        with pytest.raises(ReadError) as caught:
            read_bytes("a.pdf", SAMPLE)
    assert caught.value.code == "PDF_DAMAGED"
    assert read_bytes("a.pdf", SAMPLE).title


def test_the_same_process_serves_one_file_after_the_other() -> None:
    read_bytes("a.pdf", SAMPLE)
    first = apart._process._child
    read_bytes("b.pdf", SAMPLE)
    assert apart._process._child is first
