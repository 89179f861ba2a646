"""Files that nobody can read to their end, each with the code that says why."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pikepdf

from gongkai.hidden import Code
from tests.hidden.made import compound, doc_body, odf, ofd, record, rtf, word_head, workbook, xls_cell, zipped
from tests.hidden.made_office import docx, para, pptx, run, xlsx
from tests.hidden.made_pdf import pdf, saved_again
from tests.hidden.made_pictures import jpeg, saved
from tests.hidden.made_texts import message

SEVEN, RAR, GZIP = (
    b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40),
    b"Rar!\x1a\x07\x01\0" + bytes(40),
    b"\x1f\x8b\x08\0" + bytes(40),
)
PROGRAM = b"MZ\x90\x00\x03" + bytes(70) + b"PE\x00\x00" + bytes(40)
LOCKED = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))


def with_flag(data: bytes) -> bytes:
    """An archive whose parts say that they are locked with a password."""
    return data.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\x01\0").replace(
        b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"
    )


def spoiled(data: bytes, part: str) -> bytes:
    """An archive of which one part does not pass its checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    place = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def layers(count: int) -> bytes:
    found = b"a"
    for number in range(count):
        found = zipped({f"{number}.zip" if number else "a.txt": found})
    return found


def concealed() -> bytes:
    """A part that the directory does not name."""
    more = zipped({"secret.txt": "甲"})
    return more[: more.index(b"PK\x01\x02")] + zipped({"a.txt": "乙"})


def huge() -> bytes:
    """A part that says it is longer than anybody unpacks."""
    data = zipped({"a.txt": "甲"})
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + struct.pack("<I", 0x7FFFFFFF) + data[place + 4 :]


DOCX, XLSX = docx(para(run("甲"))), xlsx([["甲"]])
BIG = saved("PNG")
LOCKED_ODF = (
    '<manifest:manifest xmlns:manifest="urn:m"><manifest:file-entry><manifest:encryption-data/>'
    "</manifest:file-entry></manifest:manifest>"
)
ENTITY = b'<!DOCTYPE a [<!ENTITY m "&#31192;">]><a>&m;</a>'

UNREADABLE: dict[str, tuple[Code, Callable[[], bytes]]] = {
    "空文件": (Code.EMPTY, lambda: b""),
    "docx 有密码": (Code.ENCRYPTED, lambda: compound({"EncryptionInfo": b"a", "EncryptedPackage": b"b"})),
    "doc 有密码": (Code.ENCRYPTED, lambda: compound({"WordDocument": word_head(locked=True)})),
    "xls 有密码": (Code.ENCRYPTED, lambda: compound({"Workbook": workbook(record(0x2F, bytes(6)))})),
    "ppt 有密码": (Code.ENCRYPTED, lambda: compound({"Current User": bytes(12) + b"\xdf\xc4\xd1\xf3"})),
    "pdf 有密码": (Code.ENCRYPTED, lambda: LOCKED),
    "zip 有密码": (Code.ENCRYPTED, lambda: with_flag(zipped({"a.txt": "甲"}))),
    "odt 有密码": (Code.ENCRYPTED, lambda: odf(more={"META-INF/manifest.xml": LOCKED_ODF})),
    "docx 截断": (Code.TRUNCATED, lambda: half(DOCX)),
    "xlsx 截断": (Code.TRUNCATED, lambda: half(XLSX)),
    "pptx 截断": (Code.TRUNCATED, lambda: half(pptx({}))),
    "ofd 截断": (Code.TRUNCATED, lambda: half(ofd())),
    "pdf 截断": (Code.TRUNCATED, lambda: half(pdf())),
    "doc 截断": (Code.TRUNCATED, lambda: doc_body("甲" * 4000)[:-1500]),
    "xls 截断": (Code.TRUNCATED, lambda: half(xls_cell("甲"))),
    "rtf 截断": (Code.TRUNCATED, lambda: rtf("{\\b 1}")[:-3]),
    "jpg 截断": (Code.TRUNCATED, lambda: jpeg()[:-40]),
    "png 截断": (Code.TRUNCATED, lambda: BIG[:60]),
    "docx 部件损坏": (Code.DAMAGED, lambda: spoiled(DOCX, "word/document.xml")),
    "zip 内容损坏": (Code.DAMAGED, lambda: spoiled(zipped({"a.txt": "甲乙丙丁" * 9}), "a.txt")),
    "docx 不是 XML": (Code.DAMAGED, lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a><b></a>"})),
    "pdf 没有内容": (Code.DAMAGED, lambda: b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
    "7z": (Code.ARCHIVE, lambda: SEVEN),
    "rar": (Code.ARCHIVE, lambda: RAR),
    "gz": (Code.ARCHIVE, lambda: GZIP),
    "tar": (Code.ARCHIVE, lambda: b"a.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(300)),
    "程序": (Code.PROGRAM, lambda: PROGRAM),
    "认不出的格式": (Code.UNKNOWN, lambda: bytes(range(256)) * 9),
    "HEIC 照片": (Code.UNKNOWN, lambda: b"\0\0\0\x18ftypheic" + bytes(40)),
    "套得太多": (Code.TOO_DEEP, lambda: layers(9)),
    "太大": (Code.TOO_LARGE, huge),
    "目录以外的文件": (Code.CONCEALED, concealed),
    "XML 实体": (Code.ENTITIES, lambda: ENTITY),
    "docx 里的实体": (Code.ENTITIES, lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": ENTITY})),
    "zip 里的 rar": (Code.ARCHIVE, lambda: zipped({"附件.rar": RAR})),
    "zip 里有密码的 pdf": (Code.ENCRYPTED, lambda: zipped({"a.pdf": LOCKED})),
    "docx 里的 7z": (Code.ARCHIVE, lambda: docx(more={"word/embeddings/a.bin": SEVEN})),
    "docx 里有密码的 xlsx": (
        Code.ENCRYPTED,
        lambda: docx(more={"word/embeddings/a.xlsx": compound({"EncryptedPackage": b"b"})}),
    ),
    "pdf 附件里的 rar": (
        Code.ARCHIVE,
        lambda: pdf(lambda made: made.attachments.__setitem__("a", pikepdf.AttachedFileSpec(made, RAR, filename="a"))),
    ),
    "eml 附件有密码": (Code.ENCRYPTED, lambda: message(attached=LOCKED, name="a.pdf")),
    "pptx 里的程序": (Code.PROGRAM, lambda: pptx({"ppt/embeddings/a.bin": PROGRAM})),
    "pdf 以前的版本里有密码的附件": (
        Code.ENCRYPTED,
        lambda: saved_again(
            pdf(lambda made: made.attachments.__setitem__("a", pikepdf.AttachedFileSpec(made, LOCKED, filename="a"))),
            lambda body: body,
        ),
    ),
}  # fmt: skip
