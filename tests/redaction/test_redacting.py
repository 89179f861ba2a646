"""Two hundred and more files that hide a secret; after redaction nobody finds it, and the rest can be read.

Slow, about a minute: each file is made, redacted, proven, and read by three programs.
"""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
import pytest
from PIL import Image

from gongkai.redaction import Area, Box, redact, words_at
from tests.redaction.extracting import (
    Placed,
    disguises,
    pdfium_chars,
    pdfium_text,
    pdfminer_chars,
    raw_texts,
)
from tests.redaction.generated import ABOVE, BELOW_AT, FACES, SECRET_AT, TRAP_AT, Sample, revised, sample
from tests.redaction.traps import SHOWN, TRAPS, cut_in_two

pytestmark = pytest.mark.sweep

DPI = 100
TURNS = (0, 90, 180, 270)


def drawn(data: bytes) -> Image.Image:
    with pdfium.PdfDocument(data) as pdf:
        return pdf[0].render(scale=DPI / 72).to_pil().convert("L")


def crop(image: Image.Image, area: Area) -> Image.Image:
    wide, tall = image.size
    left, top, right, bottom = area.edges
    return image.crop(
        (round(left * wide) + 2, round(top * tall) + 2, round(right * wide) - 2, round(bottom * tall) - 2)
    )


def assert_gone(data: bytes, found: Sample) -> None:
    """No reader finds a character of the secret, no byte holds it, no pixel shows it."""
    secret = set(found.words.secret) | set("QZXJ-7394")
    assert secret & set(pdfium_text(data)) == set()
    assert secret & {char for char, _, _ in pdfminer_chars(data)} == set()
    texts = raw_texts(data)
    for disguise in disguises(found.words.secret) + disguises("QZXJ-7394"):
        assert not any(disguise in text for text in texts)
    assert crop(drawn(data), found.line(SECRET_AT)).getextrema()[1] < 40


def assert_stays(data: bytes, found: Sample) -> None:
    """Both public lines are read, by both programs, at their places."""
    for chars in (pdfium_chars(data), pdfminer_chars(data)):
        for text, at in ((found.words.above, ABOVE), (found.words.below, BELOW_AT)):
            read, expected = read_in(chars, found.line(at)), text.replace(" ", "")
            # PDFium reads a line that stands on its head from the left, all the same
            assert read == expected or (found.turn == 180 and read[::-1] == expected)
        assert len(chars) == len((found.words.above + found.words.below).replace(" ", ""))


def read_in(chars: list[Placed], area: Area) -> str:
    return "".join(char for char, across, down in chars if area.holds((across, down)))


@pytest.mark.parametrize("crop_box", [False, True], ids=["whole", "cropped"])
@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("face", FACES)
def test_the_secret_is_gone_and_the_rest_stays(face: str, turn: int, crop_box: bool) -> None:
    found = sample(face, turn=turn, crop=crop_box)
    result = redact(found.pdf, [found.box()], dpi=DPI)
    assert_gone(result.data, found)
    if found.readable:
        assert_stays(result.data, found)
        assert result.dropped == len(found.words.secret)


@pytest.mark.parametrize("turn", [0, 90, 270])
@pytest.mark.parametrize("face", ["helvetica", "cid"])
@pytest.mark.parametrize("trap", TRAPS)
def test_a_second_copy_is_left_behind(trap: str, face: str, turn: int) -> None:
    found = sample(face, turn=turn, crop=turn == 90, trap=TRAPS[trap])
    result = redact(found.pdf, [found.box()], dpi=DPI)
    assert_gone(result.data, found)
    assert_stays(result.data, found)
    if trap not in SHOWN:
        assert crop(drawn(result.data), found.line(TRAP_AT)).getextrema()[0] > 200


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("face", ["helvetica", "type3"])
def test_a_character_that_a_box_touches_goes_as_a_whole(face: str, turn: int) -> None:
    found = sample(face, turn=turn, trap=cut_in_two)
    result = redact(found.pdf, [found.box()], dpi=DPI)
    assert_gone(result.data, found)
    assert_stays(result.data, found)


def test_an_older_state_of_the_file_is_left_behind() -> None:
    found = revised(sample("helvetica"))
    assert found.words.secret.encode() in found.pdf
    result = redact(found.pdf, [found.box()], dpi=DPI)
    assert_gone(result.data, found)
    assert_stays(result.data, found)


@pytest.mark.parametrize("face", ["helvetica", "cid", "type3", "scan-under-text", "scan-over-text"])
def test_the_samples_hold_what_they_should_lose(face: str) -> None:
    """Without this the tests above could pass on empty pages."""
    found = sample(face)
    assert found.words.secret in pdfium_text(found.pdf).replace(" ", "")
    dark = crop(drawn(found.pdf), found.line(SECRET_AT)).getextrema()
    assert dark[0] < 100
    assert dark[1] > 200


@pytest.mark.parametrize("trap", [name for name in TRAPS if name not in {"note", "stamp"}])
def test_the_traps_hold_the_secret(trap: str) -> None:
    found = sample("helvetica", trap=TRAPS[trap])
    texts = raw_texts(found.pdf)
    copies = sum(text.count(disguise) for text in texts[1:] for disguise in disguises(found.words.secret))
    assert copies >= 2


def test_the_same_file_gives_the_same_result() -> None:
    found = sample("cid")
    first, second = (redact(found.pdf, [found.box("条例第十五条")], dpi=DPI) for _ in range(2))
    assert first == second


def test_a_redacted_file_can_be_redacted_again() -> None:
    found = sample("helvetica")
    once = redact(found.pdf, [found.box()])
    lower = Sample(once.data, found.words).line(BELOW_AT)
    twice = redact(once.data, [found.box(), type(found.box())(1, *lower.edges)])
    chars = pdfminer_chars(twice.data)
    assert "".join(char for char, _, _ in chars) == found.words.above.replace(" ", "")


def test_the_article_stands_on_the_box_in_white() -> None:
    found = sample("cid")
    plain = crop(drawn(redact(found.pdf, [found.box()]).data), found.line(SECRET_AT))
    marked = crop(drawn(redact(found.pdf, [found.box("条例第十五条")]).data), found.line(SECRET_AT))
    assert plain.getextrema()[1] < 40
    assert marked.getextrema()[1] > 200
    assert sum(marked.histogram()[128:]) < 0.2 * marked.width * marked.height


def test_the_article_stands_on_a_narrow_box_too() -> None:
    found = sample("helvetica", turn=90)
    plain, marked = (
        crop(drawn(redact(found.pdf, [found.box(ground)]).data), found.line(SECRET_AT))
        for ground in ("", "条例第十五条")
    )
    assert plain.getextrema()[1] < 40
    assert marked.getextrema()[1] > 200


def test_blanks_stay_between_words_but_not_across_a_box() -> None:
    found = sample("helvetica")
    plain = redact(found.pdf, [found.box()], dpi=DPI)
    assert "PUBLIC above" in pdfium_text(plain.data)
    assert b"<0020>" in b"".join(raw_texts(plain.data))
    words = [word.box for word in words_at(found.pdf)][:2]
    between = Box(1, words[0].right + 0.004, words[0].top, words[1].left - 0.004, words[0].bottom)
    assert b"<0020>" not in b"".join(raw_texts(redact(found.pdf, [found.box(), between, *lower(found)], dpi=DPI).data))


def lower(found: Sample) -> list[Box]:
    return [Box(1, *found.line(BELOW_AT).edges)]


def test_colours_stay_and_grey_is_kept_in_grey() -> None:
    import pikepdf

    grey = sample("helvetica")
    coloured = sample("helvetica", trap=lambda _pdf, _words: b"1 0 0 rg 30 100 50 50 re f 0 g\n")
    spaces = []
    for found in (grey, coloured):
        with pikepdf.open(BytesIO(redact(found.pdf, [found.box()], dpi=DPI).data)) as pdf:
            spaces.append(str(pdf.pages[0].obj.Resources.XObject.P.ColorSpace))
    assert spaces == ["/DeviceGray", "/DeviceRGB"]
