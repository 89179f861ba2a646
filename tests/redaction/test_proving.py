"""The proof finds what is left in a file, whoever left it there; and redaction obeys the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from gongkai.redaction import Area, Box, NotProven, prove, redact, redacting
from gongkai.redaction.building import settled
from gongkai.redaction.glyphs import Glyph
from tests.redaction.generated import SECRET_AT, TALL, sample, saved

FOUND = sample("helvetica")
BOX = FOUND.box("条例第十五条")
DONE = redact(FOUND.pdf, [BOX], dpi=100)


def changed(change: Callable[[pikepdf.Pdf], None]) -> list[str]:
    """What the proof says to a redacted file that was changed afterwards."""
    with pikepdf.open(BytesIO(DONE.data)) as pdf:
        change(pdf)
        return prove(settled(pdf), FOUND.pdf, [BOX])


def test_a_redacted_file_is_proven() -> None:
    assert prove(DONE.data, FOUND.pdf, [BOX]) == []
    assert changed(lambda pdf: None) == []


def test_the_original_is_not() -> None:
    said = "".join(prove(FOUND.pdf, FOUND.pdf, [BOX]))
    assert "9 个字符" in said
    assert "pikepdf" in said
    assert "不是由一幅图片构成" in said


LEFT: dict[str, Callable[[Any], None]] = {
    "批注": lambda pdf: pdf.pages[0].obj.__setattr__("Annots", Array([Dictionary(Type=Name.Annot)])),
    "表单": lambda pdf: pdf.Root.__setattr__("AcroForm", Dictionary(Fields=Array([]))),
    "附件": lambda pdf: pdf.attachments.__setitem__("a.txt", b"secret"),
    "图层": lambda pdf: pdf.Root.__setattr__("OCProperties", Dictionary(OCGs=Array([]))),
    "元数据": lambda pdf: pdf.Root.__setattr__("Metadata", pdf.make_stream(b"<x/>")),
    "文件属性": lambda pdf: pdf.docinfo.__setitem__("/Author", String("张翼德")),
    "脚本": lambda pdf: pdf.Root.__setattr__("OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
    "书签": lambda pdf: pdf.Root.__setattr__("Outlines", Dictionary(Count=0)),
    "结构标签": lambda pdf: pdf.Root.__setattr__("StructTreeRoot", Dictionary(Alt=String("张翼德"))),
    "缩略图": lambda pdf: pdf.pages[0].obj.__setattr__("Thumb", pdf.make_stream(b"picture")),
    "不应有的内容": lambda pdf: pdf.pages[0].obj.__setattr__("Invented", String("张翼德")),
    "其他字体": lambda pdf: (
        pdf.pages[0]
        .obj.Resources.Font.F.DescendantFonts[0]
        .FontDescriptor.__setattr__("FontFile2", pdf.make_stream(b"another"))
    ),
    "透明蒙版": lambda pdf: pdf.pages[0].obj.Resources.XObject.P.__setattr__("SMask", pdf.make_stream(b"")),
    "页面图片以外": lambda pdf: pdf.pages[0].obj.Resources.XObject.P.__setattr__("Subtype", Name.Form),
}


@pytest.mark.parametrize("what", LEFT)
def test_whatever_is_left_is_found_and_named(what: str) -> None:
    assert any(what in finding for finding in changed(LEFT[what]))


def test_an_older_revision_is_found() -> None:
    with_tail = DONE.data + b"\n" + DONE.data[DONE.data.rindex(b"startxref") :]
    assert any("旧版本" in finding for finding in prove(with_tail, FOUND.pdf, [BOX]))
    assert any("旧版本" in finding for finding in prove(DONE.data + b"hidden", FOUND.pdf, [BOX]))
    assert any("旧版本" in finding for finding in prove(b"hidden\n" + DONE.data, FOUND.pdf, [BOX]))


def test_what_stands_between_the_objects_is_found() -> None:
    head, table, tail = DONE.data.rpartition(b"xref\n0 ")
    head, word, rest = head.rpartition(b"\nendobj\n")
    hidden = b"% \xd5\xc5\xd2\xed\xb5\xc2\n"
    place = int(tail.split()[-2])
    moved = head + word + hidden + rest + table + tail.replace(b"%d" % place, b"%d" % (place + len(hidden)))
    assert prove(moved, FOUND.pdf, [BOX]) == ["文件的对象之间夹有其他内容。"]


def test_an_object_that_belongs_to_nothing_is_found() -> None:
    head, table, tail = DONE.data.rpartition(b"xref\n0 ")
    count = int(tail.split()[0])
    lost = b"%d 0 obj\n(secret)\nendobj\n" % count
    entries = tail.replace(b"%d\n" % count, b"%d\n" % (count + 1), 1)
    entries = entries.replace(b"trailer", b"%010d 00000 n \ntrailer" % len(head))
    entries = entries.replace(b"/Size %d" % count, b"/Size %d" % (count + 1))
    start = b"startxref\n%d\n" % (len(head) + len(lost))
    entries = entries[: entries.index(b"startxref")] + start + b"%%EOF\n"
    said = prove(head + lost + table + entries, FOUND.pdf, [BOX])
    assert any("不属于任何页面" in finding for finding in said)


def test_notes_of_a_camera_in_a_picture_are_found() -> None:
    scanned = sample("scan-under-text")
    done = redact(scanned.pdf, [scanned.box()], dpi=100)
    with pikepdf.open(BytesIO(done.data)) as pdf:
        picture = pdf.pages[0].obj.Resources.XObject.P
        raw = bytes(picture.read_raw_bytes())
        picture.write(raw[:2] + b"\xff\xfe\x00\x08secret" + raw[2:], filter=Name.DCTDecode)
        said = prove(saved(pdf), scanned.pdf, [scanned.box()])
    assert any("拍摄信息" in finding for finding in said)


@pytest.mark.parametrize("place", [(40, 0), (250, -10)])
def test_text_under_the_box_is_found_by_every_reader(place: tuple[int, int]) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        at = TALL - SECRET_AT + place[1]
        more = f"BT /F 1 Tf 3 Tr 9 0 0 12 {place[0]} {at} Tm <0001> Tj ET\n".encode()
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + more)

    said = changed(add)
    assert [reader for reader in ("PDFium", "pdfminer", "pikepdf") if any(reader in item for item in said)] == [
        "PDFium",
        "pdfminer",
        "pikepdf",
    ]


def test_a_file_of_which_nothing_can_be_read_is_not_proven_by_silence() -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        font = pdf.pages[0].obj.Resources.Font.F
        font.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(b"\0\0" * 99)

    assert any("读不出来" in finding for finding in changed(spoil))


def test_another_page_count_or_size_is_found() -> None:
    assert any("2 页" in item for item in changed(lambda pdf: pdf.pages.append(pdf.pages[0])))
    assert any("尺寸" in item for item in changed(lambda pdf: pdf.pages[0].__setattr__("mediabox", [0, 0, 300, 500])))
    assert any("无法打开" in item for item in prove(b"no pdf", FOUND.pdf, [BOX]))


# ------------------------------------------------------------------- the three rules, switched off


def test_without_painting_nothing_is_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "paint", lambda image, boxes: image)
    with pytest.raises(NotProven) as error:
        redact(FOUND.pdf, [BOX], dpi=100)
    assert "没有完全涂黑" in str(error.value)
    assert error.value.code == "NOT_PROVEN"


def test_without_dropping_nothing_is_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "uncovered", lambda glyphs, boxes, width, height: list(glyphs))
    with pytest.raises(NotProven) as error:
        redact(FOUND.pdf, [BOX], dpi=100)
    assert "PDFium" in str(error.value)
    assert "pdfminer" in str(error.value)
    assert "pikepdf" in str(error.value)


def test_characters_moved_from_under_the_box_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lazy repair would squeeze covered characters to the edge of the box; they would still be read there."""
    narrow = Box(1, BOX.left, BOX.top, BOX.right, (SECRET_AT - 5) / TALL)

    def squeezed(glyphs: list[Glyph], boxes: object, width: float, height: float) -> list[Glyph]:
        for place, glyph in enumerate(glyphs):
            if narrow.area.meets(glyph.guard):
                cell = Area(glyph.cell.left, narrow.bottom + 0.002, glyph.cell.right, glyph.cell.bottom)
                glyphs[place] = replace(glyph, cell=cell, guard=cell)
        return glyphs

    # the layer and the choice look at the same characters
    monkeypatch.setattr(redacting, "seen", lambda glyphs, views: glyphs)
    monkeypatch.setattr(redacting, "uncovered", squeezed)
    with pytest.raises(NotProven) as error:
        redact(FOUND.pdf, [narrow], dpi=100)
    assert "框边仍能用" in str(error.value)
    assert "框下仍能用" not in str(error.value)
