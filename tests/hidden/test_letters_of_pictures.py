"""Marks in pictures, read by the real engine where it is installed: the file takes a few seconds, for the engine is
loaded once and a dozen small pictures are read. `bench/pictures.py` reads hundreds, by hand."""

from __future__ import annotations

import socket
import subprocess
import sys
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageDraw

from gongkai.hidden import Box, Contents, Kind, Line, Piece, Place, asking, characters, optics, pictures_of, read, scan
from gongkai.hidden.characters import Unseen
from gongkai.hidden.lettering import mended, with_lines
from tests.hidden.made import zipped
from tests.hidden.made_office import docx, para
from tests.hidden.made_scans import font, png
from tests.hidden.test_places import find

MARK = "机密★10年"


def small(mark: str = MARK, *, ink: str = "black", paper: str = "white", size: int = 24) -> Image.Image:
    picture = Image.new("RGB", (240, 180), paper)
    ImageDraw.Draw(picture).text((30, 30), mark, fill=ink, font=font(_first, size))
    return picture


class _First:
    def choice(self, faces: tuple[str, ...]) -> str:
        return faces[0]


_first = _First()


def saved(form: str, *frames: Image.Image, **options: object) -> bytes:
    buffer = BytesIO()
    frames[0].save(buffer, form, save_all=len(frames) > 1, append_images=frames[1:], **options)
    return buffer.getvalue()


def clear() -> Image.Image:
    picture = Image.new("RGBA", (240, 180), (0, 0, 0, 0))
    ImageDraw.Draw(picture).text((30, 30), MARK, fill=(0, 0, 0, 255), font=font(_first, 24))
    return picture


def stamped() -> Image.Image:
    """A stamp at an angle over a line of black words."""
    page = Image.new("RGB", (300, 240), "white")
    words = ImageDraw.Draw(page)
    for row in range(4):
        words.text((10, 20 + row * 50), "关于印发工作方案的通知", fill="black", font=font(_first, 24))
    stamp = Image.new("RGBA", (260, 60), (0, 0, 0, 0))
    ImageDraw.Draw(stamp).text((20, 8), MARK, fill=(200, 20, 20, 255), font=font(_first, 34))
    stamp = stamp.rotate(25, expand=True)
    page.paste(stamp, (10, 40), stamp)
    return page


def on_its_side() -> Image.Image:
    """Enough words to say which way a picture lies, and a mark so short that it does not."""
    picture = Image.new("RGB", (360, 200), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 20), "机密", fill="black", font=font(_first, 18))
    draw.text((20, 90), "关于开展政务公开检查的通知", fill="black", font=font(_first, 22))
    return picture


def scanned(picture: Image.Image) -> bytes:
    return saved("PDF", picture, resolution=144)


PICTURES = {
    "small print, a poor JPEG": lambda: saved("JPEG", small(size=14), quality=40),
    "white on dark": lambda: png(small(ink="white", paper="#102040")),
    "a red stamp, askew": lambda: png(small(ink="#c81414").rotate(20, expand=True, fillcolor="white")),
    "a red stamp over words": lambda: png(stamped()),
    "on transparent": lambda: png(clear()),
    "the second sheet of a scan": lambda: saved("TIFF", Image.new("RGB", (240, 180), "white"), small()),
    "upside down": lambda: png(small().rotate(180)),
    "a mark without its star's term": lambda: png(on_its_side().rotate(90, expand=True)),
    "the other side": lambda: png(on_its_side().rotate(270, expand=True)),
    "a page of a scanned PDF": lambda: scanned(small()),
}


def marks(contents: Contents) -> set[str]:
    return {found.quote for found in scan(contents, find)} | {
        piece.text for piece in contents.pieces if piece.text == "机密"
    }


def test_a_picture_that_takes_too_long_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters, "CPU_SECONDS", 0)
    with pytest.raises(Unseen, match="没有识别完"):
        characters.read(png(small()))
    monkeypatch.undo()
    with pytest.raises(Unseen, match="识别不了"):
        characters.read(b"no picture")


@pytest.mark.sweep
@pytest.mark.parametrize("how", PICTURES)
def test_marks_are_read_in_pictures(how: str) -> None:
    contents = read(PICTURES[how](), "附件", ocr=True)
    assert marks(contents) >= {"机密"} or marks(contents) >= {MARK}, contents.pieces
    assert contents.pictures == ()
    told = next(piece for piece in contents.pieces if piece.line is not None)
    assert told.picture
    assert told.line is not None
    assert 0 < told.line.box.right <= 1000
    assert told.place.label_zh.endswith("图片里的文字")


def test_every_container_names_its_pictures_and_hands_them_out() -> None:
    picture = png(small())
    files = {
        "docx": docx(para("正文"), {"word/media/image1.png": picture}),
        "pptx": zipped({"[Content_Types].xml": b"<Types/>", "ppt/media/image1.png": picture}),
        "xlsx": zipped({"[Content_Types].xml": b"<Types/>", "xl/media/image1.png": picture}),
        "odt": zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>", "P/1.png": picture}
        ),
        "ofd": zipped({"OFD.xml": b"<a/>", "Doc_0/Res/image_1.png": picture}),
        "zip": zipped({"图片.png": picture}),
        "rtf": b"{\\rtf1{\\pict\\pngblip " + picture.hex().encode() + b"}}",
        "html": b"<p>a</p><img src='data:image/png;base64," + _base64(picture) + b"'>",
        "png": picture,
    }
    keys = {name: read(content, "附件").pictures for name, content in files.items()}
    assert {name: len(found) for name, found in keys.items()} == dict.fromkeys(files, 1)
    assert len({found[0] for found in keys.values()}) == 1  # the same picture, wherever it lies: it is read once
    for name, content in files.items():
        assert list(pictures_of(content, "附件", keys[name]).values()) == [picture], name
    key = keys["png"][0]
    assert key != sha256(picture).hexdigest()  # which everybody knows who keeps digests of files


def _base64(data: bytes) -> bytes:
    import base64

    return base64.b64encode(data)


def test_pages_of_a_pdf_have_keys_of_their_own_and_are_drawn_when_asked_for() -> None:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(scanned(small()))) as pdf:
        pdf.pages.append(pdf.pages[0])
        pdf.save(buffer, deterministic_id=True)
    content = buffer.getvalue()
    first, second = read(content, "a.pdf").pictures
    drawn = pictures_of(content, "a.pdf", [second])
    assert first != second
    assert list(drawn) == [second]
    assert Image.open(BytesIO(drawn[second])).width > 240


def test_without_the_extra_it_is_said_and_pictures_stay_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking.characters, "available", lambda: False)
    with pytest.raises(ImportError, match="rapidocr"):
        read(png(small()), "a", ocr=True)
    assert [place.label_zh for place in read(png(small()), "a").unread] == ["图片，里面的文字程序没有看"]


def test_a_model_that_is_missing_is_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optics, "PARTS", ("det", "cls", "rec", "layout"))
    optics._engine.cache_clear()
    with pytest.raises(ImportError):
        optics._engine()


def test_the_process_that_reads_pictures_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        reach = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
        program = f"import socket; from gongkai.hidden import optics; {reach}.close(); optics._engine(); {reach}"
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "PermissionError" in ran.stderr
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "RapidOCR" not in ran.stderr  # it says on stderr what it loads, and which files it would fetch


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("机窑★10年", "机密★10年"),
        ("祕密★长期", "秘密★长期"),
        ("湘密★启用前", "机密★启用前"),
        ("机 蜜", "机密"),
        ("绝密10年", "绝密★10年"),
        ("秘密女1年", "秘密★1年"),
        ("机密 * 5年", "机密★5年"),
        ("密封条", "密封条"),
        ("保守国家秘密 人人有责", "保守国家秘密 人人有责"),
        ("精密10年质保", "精密10年质保"),
        ("蜂蜜10元", "蜂蜜10元"),
        ("秘书处 302室", "秘书处 302室"),
    ],
)
def test_letters_that_are_taken_for_others_are_put_right_in_marks_only(said: str, meant: str) -> None:
    assert mended(said) == meant


def test_lines_of_a_picture_take_the_place_of_what_was_unread() -> None:
    page, place = (
        Piece("已有的文字", Place(Kind.BODY, "page-1", "第1页")),
        Place(Kind.PICTURE, "page-1", "第1页上的图片，程序没有看"),
    )
    contents = Contents(
        "pdf", (page, Piece("", place, unread=True, picture="k"), Piece("", place, unread=True, picture="l"))
    )
    lines = [
        Line("已有的 文字", 0.99, Box(10, 10, 200, 40)),
        Line("份号：", 0.95, Box(10, 100, 100, 140)),
        Line("000012", 0.95, Box(110, 100, 300, 140)),
        Line("模湖的字", 0.5, Box(10, 800, 200, 840)),
        Line("纹", 0.2, Box(10, 900, 40, 940)),
    ]
    found = with_lines(contents, {"k": lines})
    assert [piece.text for piece in found.pieces if piece.line] == ["份号：", "000012", "模湖的字", "份号： 000012"]
    assert [place.label_zh for place in found.unread] == ["第1页的图片里的文字有看不清的", "第1页上的图片，程序没有看"]
    assert found.pictures == ("l",)
    joined = next(piece for piece in found.pieces if piece.text == "份号： 000012")
    assert joined.line is not None
    assert joined.line.box == Box(10, 100, 300, 140)
