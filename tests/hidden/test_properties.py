"""Any bytes are read or refused in a sentence, and nothing else happens."""

from __future__ import annotations

import os
import signal
import struct
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai import apart
from gongkai.hidden import Code, Contents, Kind, Piece, Place, Unreadable, asking, lzfu, plain, read, scan
from gongkai.hidden.reading import read_here
from tests.fuzz.mutate import mutated_any
from tests.hidden import made_office, made_pdf, made_pictures, made_texts  # noqa: F401 - they fill PLACES
from tests.hidden.made import PLACES, doc_body
from tests.hidden.made_pictures import jpeg
from tests.report.test_read_apart import nested_forms

HEADS = [
    b"",
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"\xff\xd8\xff\xe0",
    b"<a>",
    b"A: b\nMIME-Version: 1\n\n",
]
NAMES = sorted(PLACES)


def judged(data: bytes) -> Contents | Code:
    try:
        return read_here(data, "a")
    except Unreadable as error:
        return error.code


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(head: bytes, body: bytes) -> None:
    assert judged(head + body)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 1 << 30))
def test_a_damaged_file_is_read_or_refused(name: str, seed: int) -> None:
    data = PLACES[name]("秘密★")
    assert judged(mutated_any(data, Random(seed), [data]))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_words_survive_being_read_in_the_shadow_of_widths_and_joiners(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert plain("\u200b".join("机密★")) == "机密★"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["秘", "密", "★", "机", "一段很长很长很长很长的文字"]), max_size=9))
def test_a_mark_over_parts_is_found_exactly_when_its_parts_follow_each_other(parts: list[str]) -> None:
    pieces = tuple(Piece(part, Place(Kind.BODY, "a", "正文")) for part in parts)
    found = scan(
        Contents("text", pieces),
        lambda text: [(at, at + 3, "") for at in range(len(text)) if text[at : at + 3] == "秘密★"],
    )
    assert len(found) <= 1  # the same mark at the same place is one
    assert bool(found) == ("秘密★" in "".join(parts))


@pytest.mark.crash
def test_a_file_that_keeps_a_library_busy_is_refused_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "CPU_SECONDS", 1)
    with pytest.raises(Unreadable) as caught:
        read(nested_forms(), "busy.pdf")
    assert caught.value.code == Code.TOO_COMPLEX
    assert read(doc_body("甲"), "a").form == "doc"


def test_a_process_that_falls_refuses_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read(doc_body("甲"), "a")
    child, line = asking._process._child, asking._process._line
    assert child is not None
    with monkeypatch.context() as patched:
        patched.setattr(line, "send_bytes", lambda _: (os.kill(child.pid, signal.SIGSEGV), child.wait()))
        with pytest.raises(Unreadable) as caught:
            read(doc_body("甲"), "a")
    assert caught.value.code == Code.DAMAGED
    assert read(doc_body("甲"), "a").form == "doc"


def test_one_process_serves_many_files() -> None:
    read(doc_body("甲"), "a")
    first = asking._process._child
    read(jpeg(), "b")
    assert asking._process._child is first
    assert isinstance(asking._process, apart.Process)


@given(data=st.binary(max_size=400))
def test_packed_rtf_is_bounded_whatever_its_bytes(data: bytes) -> None:
    whole = struct.pack("<II4sI", 0, 0, lzfu.PACKED, 0) + data
    with suppress(Unreadable):
        assert len(lzfu.unpacked(whole)) <= 9 * len(data)


def test_the_example_of_the_specification_is_unpacked_and_a_part_of_it_is_refused() -> None:
    whole = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert lzfu.unpacked(whole) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    with pytest.raises(Unreadable, match="不完整"):
        lzfu.unpacked(whole[:-3])
    again = struct.pack("<II4sI", 0, 5, lzfu.PLAIN, 0) + b"{\\rtf1}"
    assert lzfu.unpacked(again) == b"{\\rtf"
