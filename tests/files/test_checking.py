"""What is taken in, and every reason for refusing."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from gongkai.files import apart, checking, errors, examining, naming, office, packages, pdfs, pictures
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import ALLOWED, Kind
from tests.files import made
from tests.files.made import MADE, relations, with_parts, zipped


def why(data: bytes) -> Code | Kind:
    """How a file is judged, in this process, so that a fault shows its place."""
    try:
        return examining.examine(data).kind
    except Refused as error:
        return Code(error.code)


@pytest.mark.parametrize("kind", sorted(ALLOWED))
def test_a_valid_file_of_each_kind_is_taken_in_for_what_it_is(kind: Kind) -> None:
    data = MADE[kind]()
    checked = checking.check(data, "附件.不相干")
    assert (checked.kind, checked.size, checked.name) == (kind, len(data), f"附件.不相干{kind.endings[0]}")
    assert checked.digest == hashlib.sha256(data).hexdigest()


def test_pages_and_pixels_are_counted() -> None:
    assert checking.check(made.pdf(pages=3), "三页").pages == 3
    assert checking.check(made.jpeg(), "照片").pixels == (60, 40)
    assert checking.check(made.tiff(frames=4), "扫描").pages == 4


def test_a_file_on_disk_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    place = tmp_path / "x"
    place.write_bytes(made.text())
    assert checking.check(place, "x").kind is Kind.TXT
    with pytest.raises(Refused) as refused:
        checking.check(place, "x", largest=10)
    assert refused.value.code == Code.TOO_LARGE


def test_a_kind_that_is_not_wanted_here_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match=r"可以上传的有：PDF、JPEG 图片。") as refused:
        checking.check(made.png(), "a.pdf", kinds=frozenset({Kind.JPEG, Kind.PDF}))
    assert refused.value.code == Code.KIND_NOT_WANTED


def test_the_texts_of_both_encodings_are_read_and_a_mark_at_the_start() -> None:
    assert why(made.text("gb18030")) is Kind.TXT
    assert why(made.text("utf-8-sig")) is Kind.TXT
    assert why("一,二\n㐀,𠀀\n".encode("gb18030")) is Kind.TXT


def test_an_ending_may_only_speak_against_a_file() -> None:
    assert checking.check(made.pdf(), "窗口.js").name == "窗口.pdf"
    for name in ("a.js", "a.txt.vbs", "a.BAT "):
        with pytest.raises(Refused) as refused:
            checking.check(b"WScript.Echo 1", name)
        assert refused.value.code == Code.SCRIPT


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
HEADS = {
    b"": Code.EMPTY,
    HTML: Code.MARKUP,
    "\ufeff\n<HTML >".encode(): Code.MARKUP,
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>': Code.MARKUP,
    b"<svg onload='x'>": Code.MARKUP,
    b"#!/bin/sh\nrm -rf ~\n": Code.SCRIPT,
    b"@echo off\r\ndel *.*": Code.SCRIPT,
    b"<?php system($_GET['x']);": Code.SCRIPT,
    made.PROGRAM: Code.EXECUTABLE,
    b"\x7fELF\x02\x01\x01" + bytes(40): Code.EXECUTABLE,
    b"\xcf\xfa\xed\xfe" + bytes(40): Code.EXECUTABLE,
    b"Rar!\x1a\x07\x00" + bytes(20): Code.ARCHIVE,
    b"7z\xbc\xaf\x27\x1c" + bytes(20): Code.ARCHIVE,
    b"\x1f\x8b\x08" + bytes(20): Code.ARCHIVE,
    bytes(257) + b"ustar\x0000" + bytes(250): Code.ARCHIVE,
    b"GIF89a/*\x00\x00\x00;*/=1;alert(1)": Code.OTHER_PICTURE,
    b"RIFF\x00\x00\x00\x00WEBPVP8 ": Code.OTHER_PICTURE,
    b"\x00\x00\x00\x18ftypheic" + bytes(20): Code.OTHER_PICTURE,
    b"\x00\x00\x00\x18ftypmp42" + bytes(20): Code.MEDIA,
    b"ID3\x04\x00\x00" + bytes(20): Code.MEDIA,
    b"{\\rtf1\\ansi}": Code.OTHER_OFFICE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500): Code.OLD_OFFICE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"): Code.ENCRYPTED,
    bytes(range(256)) * 4: Code.UNKNOWN_KIND,
    "中文".encode() + b"\x00\x01" + "中文".encode() * 20: Code.GARBLED,
    "中文内容".encode("utf-16"): Code.GARBLED,
    b"junk\n" + made.pdf(): Code.LEADING,
    b"hello %PDF-1.7 hello": Code.LEADING,
}


@pytest.mark.parametrize(("data", "code"), HEADS.items(), ids=[f"{n}-{c}" for n, c in enumerate(HEADS.values())])
def test_everything_else_is_refused_with_its_own_sentence(data: bytes, code: Code) -> None:
    assert why(data) == code


def test_a_text_that_begins_with_the_letters_of_another_format_is_a_text() -> None:
    assert why(b"BM-2026 list of rooms") is Kind.TXT
    assert why("MZ单位名单".encode()) is Kind.TXT


# ------------------------------------------------------------------------------- two formats at once


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.JPEG, Kind.PNG, Kind.TIFF])
def test_an_archive_behind_a_file_is_refused(kind: Kind) -> None:
    assert why(MADE[kind]() + zipped({"a.html": HTML})) in {Code.POLYGLOT, Code.TRAILING}


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.TIFF])
def test_a_picture_with_a_page_in_its_head_is_refused(kind: Kind) -> None:
    data = MADE[kind]()
    place = 2 if kind is Kind.JPEG else 33 if kind is Kind.PNG else 8
    for planted in (HTML, b"%PDF-1.7\n"):
        part = b"\xff\xfe" + struct.pack(">H", len(planted) + 2) + planted if kind is Kind.JPEG else planted
        assert why(data[:place] + part + data[place:]) in {Code.POLYGLOT, Code.DAMAGED}
    if kind is Kind.JPEG:
        assert why(data[:2] + part + data[2:]) is Code.POLYGLOT


def test_a_pdf_with_a_page_in_its_head_is_refused() -> None:
    data = made.pdf()
    line = data.index(b"\n") + 1
    assert why(data[:line] + b"%" + HTML + b"\n" + data[line:]) is Code.POLYGLOT


def test_what_telephones_append_to_photographs_is_let_through_and_other_files_are_not() -> None:
    assert why(made.jpeg() + made.jpeg() + b"SEFT") is Kind.JPEG
    for tail in (made.pdf(), made.PROGRAM, HTML, b"Rar!\x1a\x07\x00"):
        assert why(made.jpeg() + tail) is Code.POLYGLOT


def test_whatever_follows_the_end_of_a_png_or_a_pdf_is_refused() -> None:
    assert why(made.png() + b"x") is Code.TRAILING
    assert why(made.pdf() + b"x" * 2000) is Code.TRAILING
    assert why(made.pdf() + b"\r\n\x00") is Kind.PDF


# ------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.TIFF])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_picture_that_was_cut_off_is_refused(kind: Kind, share: float) -> None:
    data = {Kind.JPEG: made.jpeg, Kind.PNG: made.png, Kind.TIFF: lambda: made.tiff(1)}[kind]()
    assert why(data[: int(len(data) * share)]) in {Code.TRUNCATED, Code.DAMAGED}


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds one line."""

    def chunk(mark: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + mark + body + struct.pack(">I", zlib.crc32(mark + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1 + width))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "size", [(100_000, 1), (1, 30_001), (10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)]
)
def test_absurd_dimensions_are_refused_before_decoding(size: tuple[int, int]) -> None:
    assert why(png_of(min(size[0], 70_000), size[1])) is Code.TOO_MANY_PIXELS


def test_a_picture_inside_a_document_has_the_same_limits() -> None:
    assert why(with_parts(made.docx_file(), {"word/media/a.png": png_of(60_000, 1)})) is Code.TOO_MANY_PIXELS


def test_a_sheet_of_a3_at_600_dots_is_taken_in() -> None:
    sheet = made.saved(Image.new("1", (7016, 9921)), "TIFF", compression="group4")
    assert examining.examine(sheet).pixels == (7016, 9921)


def test_too_many_frames_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_FRAMES", 2)
    assert why(made.tiff(frames=3)) is Code.TOO_MANY_PAGES
    monkeypatch.setattr(pictures, "MOST_PIXELS_TOGETHER", 2500)
    assert why(made.tiff(frames=2)) is Code.TOO_MANY_PIXELS


# ------------------------------------------------------------------------------- PDF


def test_a_pdf_with_an_open_password_is_refused_and_one_with_an_owner_s_is_not() -> None:
    assert why(made.pdf(encryption=pikepdf.Encryption(user="1", owner="2"))) is Code.ENCRYPTED
    assert why(made.pdf(encryption=pikepdf.Encryption(user="", owner="2"))) is Kind.PDF


def test_a_pdf_that_was_cut_off_is_refused() -> None:
    data = made.pdf()
    assert why(data[: len(data) // 2]) is Code.TRUNCATED
    assert why(b"%PDF-1.7\n%%EOF") is Code.DAMAGED


def test_a_pdf_that_starts_a_program_is_refused() -> None:
    def launching(pdf: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        pdf.pages[0].Annots = pikepdf.Array([note])

    assert why(made.pdf(launching)) is Code.ACTIVE


@pytest.mark.parametrize("place", ["OpenAction", "AA"])
@pytest.mark.parametrize("kind", ["URI", "GoToR", "GoToE", "SubmitForm", "ImportData"])
def test_a_pdf_that_goes_elsewhere_by_itself_is_refused(place: str, kind: str) -> None:
    def going(pdf: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), F="//evil/a.pdf")
        pdf.Root[f"/{place}"] = action if place == "OpenAction" else pikepdf.Dictionary(WC=action)

    def staying(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])

    assert why(made.pdf(going)) is Code.EXTERNAL
    assert why(made.pdf(staying)) is Kind.PDF


def test_a_pdf_whose_content_lies_in_another_file_is_refused() -> None:
    def outside(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"", F="//evil/a")

    assert why(made.pdf(outside)) is Code.EXTERNAL


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.dat", made.PROGRAM, Code.EMBEDDED_PROGRAM),
        ("a.exe", b"anything", Code.EMBEDDED_PROGRAM),
        ("a.js", b"anything", Code.EMBEDDED_PROGRAM),
        ("a.zip", zipped({"a": b"b"}), Code.NESTED),
        ("a.rar", b"Rar!\x1a\x07\x00", Code.NESTED),
        ("a.docx", None, Kind.PDF),
        ("a.xml", b"<invoice/>", Kind.PDF),
    ],
)
def test_what_is_attached_inside_a_pdf_is_looked_at(name: str, content: bytes | None, code: Code | Kind) -> None:
    def attaching(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = made.docx_file() if content is None else content

    assert why(made.pdf(attaching)) is code


def test_too_many_pages_or_objects_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MOST_PAGES", 2)
    assert why(made.pdf(pages=3)) is Code.TOO_MANY_PAGES
    monkeypatch.setattr(pdfs, "MOST_OBJECTS", 5)
    assert why(made.pdf()) is Code.TOO_COMPLEX


# ------------------------------------------------------------------------------- packages


def test_an_archive_is_no_document() -> None:
    assert why(zipped({"a.txt": b"x"})) is Code.ARCHIVE
    assert why(zipped({})) is Code.ARCHIVE
    assert why(zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"})) is Code.OTHER_OFFICE


def test_junk_before_between_and_behind_the_parts_is_refused() -> None:
    data = made.docx_file()
    assert why(b"PK\x03\x04" + data) in {Code.LEADING, Code.DAMAGED}
    assert why(data + b"junk") in {Code.TRAILING, Code.DAMAGED}
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"hidden"
    assert why(buffer.getvalue()) is Code.TRAILING
    assert why(gapped()) is Code.POLYGLOT


def gapped() -> bytes:
    """A document with a hundred bytes between two of its parts, which no directory mentions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in made.pptx_parts().items():
            archive.writestr(name, content)
            assert archive.fp is not None
            archive.fp.write(b"h" * 100)
            archive.start_dir = archive.fp.tell()
    return buffer.getvalue()


def test_bombs_are_refused_before_they_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why(with_parts(made.docx_file(), {"word/media/a.bin": bytes(300 << 20)})) is Code.BOMB
    assert why(with_parts(made.docx_file(), {"word/media/a.bin": bytes(30 << 20)})) is Code.BOMB
    monkeypatch.setattr(packages, "MOST_PARTS", 5)
    assert why(made.docx_file()) is Code.BOMB


def test_a_part_that_lies_about_its_length_is_refused() -> None:
    data = bytearray(with_parts(made.ofd_file(), {"Doc_0/big.xml": "<a>" + "x" * 5000 + "</a>"}))
    true = struct.pack("<I", 5007)
    for claimed in (10, 90_000):
        lying = bytes(data).replace(true, struct.pack("<I", claimed))
        assert lying != bytes(data)
        assert why(lying) in {Code.DAMAGED, Code.BOMB}


def test_parts_that_overlap_are_a_bomb() -> None:
    data = bytearray(made.pptx_file())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    # the second entry of the directory points at the first part
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    assert why(bytes(data)) is Code.BOMB


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "C:/a.xml", "word/../../a.xml", "WORD/document.xml"])
def test_parts_with_paths_or_the_same_name_are_refused(name: str) -> None:
    assert why(with_parts(made.docx_file(), {name: "<a/>"})) is Code.PATHS


def test_a_symbolic_link_in_a_package_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in made.ofd_parts().items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("Doc_0/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert why(buffer.getvalue()) is Code.PATHS


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(made.docx_file())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert why(bytes(data)) is Code.ENCRYPTED


def test_macros_are_refused_wherever_they_stand() -> None:
    document = made.docx_file()
    assert why(with_parts(document, {"word/vbaProject.bin": b"x"})) is Code.MACRO
    assert why(with_parts(document, {"word/activeX/activeX1.xml": "<a/>"})) is Code.MACRO

    def typed(data: bytes) -> bytes:
        return data.replace(b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main")

    assert why(with_parts(document, {office.CONTENT_TYPES: typed})) is Code.MACRO
    hidden = relations(("rId9", "vbaProject", "harmless.bin"))
    assert why(with_parts(document, {"word/_rels/x.xml.rels": hidden, "word/harmless.bin": b"x"})) is Code.MACRO
    assert why(with_parts(made.xlsx_file(), {"xl/macrosheets/sheet1.xml": "<a/>"})) is Code.MACRO


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        ("attachedTemplate", "http://evil.example/a.dotm", Code.EXTERNAL),
        ("attachedTemplate", r"\\evil\share\a.dotm", Code.EXTERNAL),
        ("attachedTemplate", "file://evil/share/a.dotm", Code.EXTERNAL),
        ("attachedTemplate", "file:///C:\\Users\\a\\a.dotx", Kind.DOCX),
        ("image", "https://evil.example/a.png", Code.EXTERNAL),
        ("oleObject", "file:///C:/a.xls", Code.EXTERNAL),
        ("frame", "http://evil.example/", Code.EXTERNAL),
        ("externalLinkPath", "去年台账.xlsx", Kind.DOCX),
        ("externalLinkPath", "//evil/a.xlsx", Code.EXTERNAL),
        ("xlPathMissing", "a.xlsx", Kind.DOCX),
        ("aFChunk", "afchunk.dat", Code.EMBEDDED_OBJECT),
        ("hyperlink", "https://www.gov.cn/", Kind.DOCX),
    ],
)
def test_what_loads_by_itself_is_refused_and_a_link_is_not(kind: str, target: str, code: Code | Kind) -> None:
    changes = {"word/_rels/settings.xml.rels": relations(("rId1", kind, target), external=True)}
    assert why(with_parts(made.docx_file(), changes)) is code


def test_fields_and_links_that_start_programs_are_refused() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    split = (
        f"<w:ftr {space}><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd</w:instrText></w:r>"
    )
    simple = f'<w:ftr {space}><w:fldSimple w:instr=" DDE excel "/>'
    for field in (split, simple):
        assert why(with_parts(made.docx_file(), {"word/footer9.xml": f"{field}</w:ftr>"})) is Code.ACTIVE
    for target, code in (
        ("http://evil.example/a.png", Code.EXTERNAL),
        ("\\\\\\\\evil\\\\a", Code.EXTERNAL),
        ("a.png", Kind.DOCX),
    ):
        field = f'<w:ftr {space}><w:fldSimple w:instr=" INCLUDEPICTURE &quot;{target}&quot; "/></w:ftr>'
        assert why(with_parts(made.docx_file(), {"word/footer9.xml": field})) is code
    refreshed = '<connections><connection refreshOnLoad="1"/></connections>'
    assert why(with_parts(made.xlsx_file(), {"xl/connections.xml": refreshed})) is Code.EXTERNAL
    link = "<externalLink><ddeLink ddeService='cmd'/></externalLink>"
    assert why(with_parts(made.xlsx_file(), {"xl/externalLinks/externalLink1.xml": link})) is Code.ACTIVE


def test_programs_and_objects_inside_documents_are_refused() -> None:
    def inside(name: str, content: bytes) -> Code | Kind:
        return why(with_parts(made.docx_file(), {name: content}))

    assert inside("word/media/image1.png", made.PROGRAM) is Code.EMBEDDED_PROGRAM
    assert inside("word/embeddings/a.exe", b"x") is Code.EMBEDDED_PROGRAM
    assert inside("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") is Code.EMBEDDED_OBJECT
    assert inside("word/embeddings/a.xlsx", made.xlsx_file()) is Kind.DOCX
    assert inside("word/embeddings/a.bin", zipped({"a.txt": b"x"})) is Code.NESTED
    macro = with_parts(made.xlsx_file(), {"xl/vbaProject.bin": b"x"})
    assert inside("word/embeddings/a.xlsx", macro) is Code.MACRO


def test_documents_in_documents_in_documents_are_refused() -> None:
    data = made.docx_file()
    for _ in range(office.DEEPEST):
        data = with_parts(made.docx_file(), {"word/embeddings/a.docx": data})
    assert why(data) is Code.NESTED


def test_entities_in_xml_are_refused() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    for part in ("word/document.xml", "word/_rels/document.xml.rels", office.CONTENT_TYPES):
        assert why(with_parts(made.docx_file(), {part: laughs})) is Code.BOMB
    assert why(with_parts(made.docx_file(), {"word/document.xml": "<a><b></a>"})) is Code.DAMAGED


def test_a_document_of_two_kinds_or_of_a_template_s_is_refused() -> None:
    def also(data: bytes) -> bytes:
        sheet = f'<Override PartName="/word/styles.xml" ContentType="{made.OFFICE}spreadsheetml.sheet.main+xml"/>'
        return data.replace(b"</Types>", sheet.encode() + b"</Types>")

    assert why(with_parts(made.docx_file(), {office.CONTENT_TYPES: also})) is Code.POLYGLOT

    def template(data: bytes) -> bytes:
        return data.replace(b"document.main+xml", b"template.main+xml")

    assert why(with_parts(made.docx_file(), {office.CONTENT_TYPES: template})) is Code.OTHER_OFFICE


# ------------------------------------------------------------------------------- names, sentences, limits


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("身份证 正面.JPG", "身份证 正面.jpg"),
        ("a.jpeg", "a.jpeg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\用户\照片.png", "照片.jpg"),
        ("报告.pdf.exe", "报告.jpg"),
        ("说明\u202egpj.exe", "说明gpj.jpg"),
        ("a\x00b\r\nc\u200b.jpg", "ab c.jpg"),
        ("cafe\u0301.jpg", "café.jpg"),
        ('a<b>:"|?*.jpg', "a_b______.jpg"),
        ("", "未命名.jpg"),
        ("...", "未命名.jpg"),
        (".htaccess", ".htaccess.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("2.1.3版", "2.1.3版.jpg"),
        ("v1.2", "v1.2.jpg"),
        ("长" * 300, "长" * 78 + ".jpg"),
        ("a" * 300 + ".jpg", "a" * 116 + ".jpg"),
    ],
)
def test_names_are_cleaned_for_people(name: str, expected: str) -> None:
    found = naming.clean_name(name, Kind.JPEG)
    assert found == expected.removeprefix("." if name == ".htaccess" else "")
    assert len(found) <= naming.LONGEST
    assert naming.clean_name(found, Kind.JPEG) == found


def test_every_code_has_its_own_sentence() -> None:
    sentences = [str(Refused(code)) for code in Code]
    assert len(set(sentences)) == len(Code)
    assert all(sentence[0] >= "一" and sentence.endswith("。") for sentence in sentences)
    assert set(errors._SENTENCES) == set(Code)


def test_a_file_that_keeps_the_library_busy_costs_its_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    checking.check(made.text(), "a.txt")
    child = apart._process._child
    assert child is not None
    child.kill()
    child.wait()
    assert checking.check(made.pdf(), "a.pdf").kind is Kind.PDF
    monkeypatch.setattr(apart, "WALL_SECONDS", 0)
    with pytest.raises(Refused) as refused:
        checking.check(made.docx_file(), "a.docx")
    assert refused.value.code == Code.TOO_COMPLEX
    monkeypatch.undo()
    assert checking.check(made.pdf(), "a.pdf").kind is Kind.PDF
