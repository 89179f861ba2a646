"""Files that cannot be worked on: a sentence and a code, never a traceback, never half a result."""

from __future__ import annotations

from io import BytesIO
from threading import Thread

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from gongkai.redaction import BadBox, BadFile, Box, RedactionError, find, pages, picture, redact, suggest, words_at
from tests.redaction.generated import sample, saved

FINE = sample("helvetica").pdf


def blank(*sizes: tuple[float, float], **more: object) -> bytes:
    pdf = pikepdf.new()
    for wide, tall in sizes:
        pdf.add_blank_page(page_size=(300, 400)).mediabox = pikepdf.Array([0, 0, wide, tall])
    found = BytesIO()
    pdf.save(found, **more)
    return found.getvalue()


def test_pages_are_as_they_are_shown() -> None:
    (size,) = pages(sample("helvetica", turn=90, crop=True).pdf)
    assert (size.page, size.width, size.height, size.annotations) == (1, 400, 300, 0)


def test_annotations_are_counted_for_the_officer() -> None:
    from tests.redaction.traps import TRAPS

    assert pages(sample("helvetica", trap=TRAPS["stamp"]).pdf)[0].annotations == 1


def test_a_picture_has_the_width_that_was_asked_for() -> None:
    with Image.open(BytesIO(picture(FINE, 1, width=640))) as image:
        assert (image.format, image.width, image.height) == ("PNG", 640, 854)


LOCKED = blank((300, 400), encryption=pikepdf.Encryption(user="x", owner="y"))
CASES = [
    (b"", "PDF_EMPTY"),
    (b"hello", "PDF_DAMAGED"),
    (FINE[:300], "PDF_DAMAGED"),
    (LOCKED, "PDF_ENCRYPTED"),
    (blank(*[(10.0, 10.0)] * 501), "TOO_MANY_PAGES"),
    (blank((300, 400), (14_000, 14_000)), "PAGE_SIZE"),
    (blank((300, 1)), "PAGE_SIZE"),
]


@pytest.mark.parametrize(("data", "code"), CASES, ids=[code for _, code in CASES])
def test_a_bad_file_has_its_code_and_its_sentence(data: bytes, code: str) -> None:
    with pytest.raises(BadFile) as error:
        redact(data, [])
    assert error.value.code == code
    assert str(error.value).endswith("。")
    assert "{" not in str(error.value)


@pytest.mark.parametrize(
    "call", [pages, words_at, suggest, lambda data: find(data, ["x"]), lambda d: picture(d, 1, width=9)]
)
def test_every_door_refuses_a_locked_file(call: object) -> None:
    with pytest.raises(BadFile) as error:
        call(LOCKED)  # type: ignore[operator]
    assert error.value.code == "PDF_ENCRYPTED"


def test_pages_boxes_and_resolutions_that_do_not_exist_are_refused() -> None:
    with pytest.raises(BadFile, match="共 1 页，没有第 2 页"):
        picture(FINE, 2, width=100)
    with pytest.raises(BadBox, match="文件共 1 页，框在第 2 页"):
        redact(FINE, [Box(2, 0, 0, 1, 1)])
    with pytest.raises(BadFile, match="72 到 600"):
        redact(FINE, [], dpi=1200)
    for width in (0, -5, 10_000_000):
        with pytest.raises(BadFile):
            picture(FINE, 1, width=width)


def test_a_page_with_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.redaction.glyphs.MAX_CHARS", 10)
    with pytest.raises(BadFile) as error:
        redact(FINE, [])
    assert error.value.code == "TOO_MANY_CHARACTERS"


def test_an_empty_page_and_no_box_are_nothing_special() -> None:
    result = redact(blank((300, 400)), [])
    assert (result.pages, result.dropped) == (1, 0)


def test_a_box_over_the_whole_page_leaves_nothing() -> None:
    result = redact(FINE, [Box(1, 0, 0, 1, 1, "条例第十四条")], dpi=100)
    assert result.dropped == len("PUBLICaboveQZXJ-7394openbelow")
    with pikepdf.open(BytesIO(result.data)) as pdf:
        assert "/Font" not in pdf.pages[0].obj.Resources


@settings(max_examples=60, deadline=None)
@given(some.integers(0, len(FINE) - 1), some.binary(min_size=1, max_size=12))
def test_a_damaged_file_is_redacted_or_refused_but_nothing_else(place: int, noise: bytes) -> None:
    damaged = FINE[:place] + noise + FINE[place + len(noise) :]
    try:
        redact(damaged, [Box(1, 0.1, 0.4, 0.9, 0.5)], dpi=72)
    except RedactionError as error:
        assert str(error).endswith("。")  # noqa: PT017


def test_several_may_work_at_once() -> None:
    found: list[str] = []

    def work() -> None:
        found.append(redact(FINE, [Box(1, 0.1, 0.4, 0.9, 0.5)], dpi=100).digest)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_an_unused_page_tree_does_not_come_along() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 400))
    pdf.Root.Extra = pdf.make_stream(b"secret")
    assert b"Extra" not in redact(saved(pdf), []).data
