"""Pictures: the box is black in the pixels, the rest is as it was, and the camera's notes are gone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gongkai.redaction import BadBox, BadFile, Box, NotProven, pictures, redact_picture

BOX = Box(1, 0.25, 0.25, 0.75, 0.5)
SECRET = "张翼德"


def photograph(mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((200, 100)).convert(mode)


def file_of(image: Image.Image, kind: str, **more: Any) -> bytes:
    found = BytesIO()
    image.save(found, kind, **more)
    return found.getvalue()


def open_copy(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "RGBA", "CMYK"])
def test_the_box_is_black_and_the_rest_is_as_it_was(kind: str, mode: str) -> None:
    if (kind, mode) in {("JPEG", "1"), ("JPEG", "P"), ("JPEG", "RGBA"), ("PNG", "CMYK")}:
        image = photograph()
    else:
        image = photograph(mode)
    result = open_copy(redact_picture(file_of(image, kind), [BOX]))
    assert (result.format, result.size) == (kind, (200, 100))
    grey, old = result.convert("L"), image.convert("RGB").convert("L")
    assert grey.crop((52, 27, 148, 48)).getextrema()[1] < 20
    for point in ((10, 10), (190, 90), (100, 75)):
        assert abs(grey.getpixel(point) - old.getpixel(point)) < 12


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x010E] = "secret place"
    found[0x0112] = 6
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_notes_are_gone_and_the_picture_stands_upright(kind: str) -> None:
    notes = PngInfo()
    notes.add_text("Comment", SECRET)
    more = {"PNG": {"pnginfo": notes}, "JPEG": {"comment": SECRET.encode()}, "TIFF": {"description": "secret place"}}
    data = file_of(photograph(), kind, exif=exif(), dpi=(300, 300), **more[kind])
    assert b"secret place" in data or b"secret place".decode().encode("utf-16-le") in data
    result = redact_picture(data, [BOX])
    assert b"secret place" not in result
    assert SECRET.encode() not in result
    image = open_copy(result)
    assert image.size == (100, 200)
    assert dict(image.getexif()).keys() & {0x010E, 0x0112, 0x8825} == set()
    assert "exif" not in image.info
    assert "Comment" not in image.info


def test_what_lay_under_transparency_is_gone() -> None:
    image = Image.new("RGBA", (50, 50), (10, 20, 30, 0))
    result = open_copy(redact_picture(file_of(image, "PNG"), []))
    assert result.mode == "RGB"
    assert result.getpixel((5, 5)) == (255, 255, 255)


def test_every_page_of_a_tiff_has_its_own_boxes() -> None:
    pages = [Image.new("L", (100, 100), 200) for _ in range(3)]
    data = file_of(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    result = Image.open(BytesIO(redact_picture(data, [Box(2, 0, 0, 1, 1)])))
    assert result.n_frames == 3
    tones = []
    for place in range(3):
        result.seek(place)
        tones.append(result.convert("L").getpixel((50, 50)))
    assert tones == [200, 0, 200]


def test_the_article_is_written_on_the_box() -> None:
    data = file_of(Image.new("L", (600, 300), 255), "PNG")
    result = open_copy(redact_picture(data, [Box(1, 0.1, 0.1, 0.9, 0.4, "条例第十五条")]))
    assert result.crop((62, 32, 538, 118)).getextrema() == (0, 255)


def test_deep_grey_is_kept_as_grey() -> None:
    image = Image.new("I;16", (20, 20), 51200)
    assert open_copy(redact_picture(file_of(image, "TIFF"), [])).getpixel((3, 3)) == 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "PICTURE_UNKNOWN"),
        (b"no picture", "PICTURE_UNKNOWN"),
        (file_of(photograph(), "GIF"), "PICTURE_UNKNOWN"),
        (file_of(photograph(), "PNG")[:200], "PICTURE_DAMAGED"),
        (file_of(photograph(), "JPEG")[:400], "PICTURE_DAMAGED"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadFile) as error:
        redact_picture(data, [])
    assert error.value.code == code


def test_a_picture_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    with pytest.raises(BadFile) as error:
        redact_picture(file_of(photograph(), "PNG"), [])
    assert error.value.code == "PICTURE_SIZE"


def test_a_box_on_another_page_is_refused() -> None:
    with pytest.raises(BadBox):
        redact_picture(file_of(photograph(), "PNG"), [Box(2, 0, 0, 1, 1)])


def test_without_painting_nothing_is_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "paint", lambda image, boxes: image)
    with pytest.raises(NotProven):
        redact_picture(file_of(photograph(), "PNG"), [BOX])
