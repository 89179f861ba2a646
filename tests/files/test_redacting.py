"""Redaction asked of the process apart: what it answers, what it refuses, and what happens when it falls."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from gongkai.files import apart, redacting
from gongkai.files.errors import Refused
from gongkai.files.kinds import Kind
from gongkai.files.redacting import NotRedacted
from gongkai.redaction import Box
from tests.casework.papers import RIVAL, SECRETS, huge, paper, photograph


def test_pages_words_and_pictures_are_answered() -> None:
    assert [page.page for page in redacting.pages(paper(), Kind.PDF)] == [1, 2]
    assert {item.text for item in redacting.suggest(paper(), Kind.PDF)} == set(SECRETS[1:])
    assert [box.page for box in redacting.find(paper(), Kind.PDF, [RIVAL])] == [2]
    assert redacting.find(paper(), Kind.PDF, []) == []
    assert redacting.picture(paper(), Kind.PDF, 1, width=300).startswith(b"\x89PNG")
    for kind in ("PNG", "JPEG", "TIFF"):
        assert redacting.picture(photograph(kind), Kind(kind.lower()), 1, width=300).startswith(b"\x89PNG")
        assert redacting.suggest(photograph(kind), Kind(kind.lower())) == []


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"%PDF-1.7 nothing", Kind.PDF, "PDF_DAMAGED"),
        (b"nothing", Kind.PNG, "PICTURE_UNKNOWN"),
        (photograph()[:400], Kind.JPEG, "PICTURE_DAMAGED"),
    ],
)
def test_what_the_engine_refuses_comes_back_with_its_code(data: bytes, kind: Kind, code: str) -> None:
    for question in (redacting.pages, lambda data, kind: redacting.redact(data, kind, [Box(1, 0, 0, 1, 1)])):
        with pytest.raises(NotRedacted) as refused:
            question(data, kind)  # type: ignore[operator]
        assert refused.value.code == code
        assert str(refused.value)


def test_a_page_that_is_not_there_and_one_that_is_too_large() -> None:
    for data, kind in ((paper(), Kind.PDF), (photograph(), Kind.JPEG)):
        with pytest.raises(NotRedacted, match="没有第 9 页"):
            redacting.picture(data, kind, 9, width=300)
    with pytest.raises(NotRedacted) as refused:
        redacting.redact(huge(), Kind.PDF, [Box(1, 0, 0, 1, 1)])
    assert refused.value.code == "PAGE_SIZE"


def test_a_process_that_is_killed_is_refused_and_the_next_is_served() -> None:
    redacting.pages(paper(), Kind.PDF)
    child = apart._pages._child
    assert child is not None
    os.kill(child.pid, signal.SIGSTOP)
    fallen = threading.Timer(0.3, child.kill)
    fallen.start()
    with pytest.raises(Refused):
        redacting.pages(paper(), Kind.PDF)
    fallen.join()
    assert len(redacting.pages(paper(), Kind.PDF)) == 2


def test_an_upload_does_not_wait_for_pages() -> None:
    found: list[object] = []
    upload = threading.Thread(target=lambda: found.append(apart.ask("examine", paper())), daemon=True)
    with apart._pages._lock:
        upload.start()
        upload.join(30)
        assert len(found) == 1
