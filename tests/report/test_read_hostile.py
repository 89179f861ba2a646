"""Files that are no report, or mean harm: a code and a Chinese sentence, in bounded time and memory."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
import zipfile
from pathlib import Path
from random import Random

import pytest

from gongkai.report.errors import ReadCode, ReadError
from gongkai.report.read import read, read_bytes
from tests.report import generated
from tests.report.generated import figures
from tests.report.generated_files import Pdf, W, docx, pdf, xlsx, zipped

F = figures(Random(3), 12)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/hostname">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p></w:body></w:document>'
)


def bomb(name: str, size: int = 64 * 1024 * 1024) -> bytes:
    """A small archive of one part that is huge when opened."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size // (1 << 20)):
            part.write(b"A" * (1 << 20))
    return buffer.getvalue()


def lying_bomb(name: str) -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(bomb(name, 60 * 1024 * 1024))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def encrypted_zip() -> bytes:
    """A Word file with the flag of an encrypted part."""
    data = bytearray(docx(F, Random(1)))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


CASES: dict[str, tuple[bytes, ReadCode]] = {
    "empty": (b"", ReadCode.EMPTY),
    "blank": ("　 \n\n\t".encode(), ReadCode.EMPTY),
    "nul": (b"\0" * 5000, ReadCode.BINARY),
    "random": (Random(7).randbytes(50_000), ReadCode.BINARY),
    "program": (b"\x7fELF" + b"\0" * 600, ReadCode.BINARY),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ReadCode.PICTURE),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ReadCode.OLD_OFFICE),
    "question marks": (("??" * 30 + "12 ???\n").encode() * 300, ReadCode.GARBLED),
    "another language": (b"lorem ipsum dolor sit amet " * 50, ReadCode.NOT_A_REPORT),
    "too large": (b"a" * (33 << 20), ReadCode.TOO_LARGE),
    "deep": (b"<html><body>" + b"<div>" * 100_000 + b"x", ReadCode.TOO_COMPLEX),
    "deep tables": (b"<html><body>" + b"<table><tr><td>" * 100_000 + b"x", ReadCode.TOO_COMPLEX),
    "bars": (b"|" * 3_000_000, ReadCode.TOO_COMPLEX),
    "damaged pdf": (b"%PDF-1.4\n garbage", ReadCode.PDF_DAMAGED),
    "cut pdf": (pdf(F, Random(1))[:3000], ReadCode.PDF_DAMAGED),
    "scanned pdf": (Pdf().bytes(), ReadCode.PDF_SCANNED),
    "bomb": (bomb("word/document.xml"), ReadCode.ARCHIVE_BOMB),
    "sheet bomb": (bomb("xl/worksheets/sheet1.xml"), ReadCode.ARCHIVE_BOMB),
    "entities": (zipped({"word/document.xml": ENTITIES}), ReadCode.ARCHIVE_DAMAGED),
    "broken xml": (zipped({"word/document.xml": "<a><b>"}), ReadCode.ARCHIVE_DAMAGED),
    "deep xml": (
        zipped({"word/document.xml": f'<w:document xmlns:w="{W}">' + "<w:sdt>" * 5000}),
        ReadCode.ARCHIVE_DAMAGED,
    ),
    "cut docx": (docx(F, Random(1))[:2000], ReadCode.ARCHIVE_DAMAGED),
    "broken sheet": (zipped({"xl/workbook.xml": "<a>"}), ReadCode.ARCHIVE_DAMAGED),
    "locked docx": (encrypted_zip(), ReadCode.OFFICE_ENCRYPTED),
    "odd names": (zipped({"../../etc/passwd": "x", "/abs": "y", "C:\\x": "z"}), ReadCode.ARCHIVE_UNKNOWN),
}


@pytest.mark.parametrize("name", CASES)
def test_hostile_files_end_in_a_code_and_a_sentence(name: str) -> None:
    data, code = CASES[name]
    start = time.process_time()
    with pytest.raises(ReadError) as caught:
        read_bytes(name, data)
    assert caught.value.code == code.value
    assert str(caught.value).endswith("。")
    assert time.process_time() - start < 5


def test_a_part_that_lies_about_its_size_is_not_unpacked() -> None:
    data = lying_bomb("word/document.xml")
    tracemalloc.start()
    try:
        with pytest.raises(ReadError) as caught:
            read_bytes("a.docx", data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code in {ReadCode.ARCHIVE_BOMB.value, ReadCode.ARCHIVE_DAMAGED.value}
    assert peak < 160 * 1024 * 1024


def test_an_encrypted_pdf_is_said_to_be_encrypted() -> None:
    data = pdf(F, Random(1))
    lock = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>"
    locked = data.replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<00><00>] /Encrypt " + lock)
    with pytest.raises(ReadError) as caught:
        read_bytes("a.pdf", locked)
    assert caught.value.code == "PDF_ENCRYPTED"


def test_missing_files_directories_and_devices(tmp_path: Path) -> None:
    for place, code in (
        (tmp_path / "none.html", "NOT_FOUND"),
        (tmp_path, "IS_DIRECTORY"),
        (Path("a\0b"), "NOT_ALLOWED"),
        (Path("/dev/zero"), "BINARY"),
    ):
        with pytest.raises(ReadError) as caught:
            read(place)
        assert caught.value.code == code


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "a.html")
    assert caught.value.code == "NOT_ALLOWED"


def test_a_hundred_megabytes_are_not_read_into_memory(tmp_path: Path) -> None:
    place = tmp_path / "big.txt"
    with place.open("wb") as out:
        out.truncate(100 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(ReadError) as caught:
            read(place)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code == "TOO_LARGE"
    assert peak < 80 * 1024 * 1024


def test_names_tell_nothing_about_the_format(tmp_path: Path) -> None:
    for data in (docx(F, Random(1)), xlsx(F, Random(1)), pdf(F, Random(1)), generated.html(F, Random(1))):
        place = tmp_path / "年报.doc"
        place.write_bytes(data)
        assert read(place).table_b.values("total") == list(F.b["total"])


def test_a_table_that_repeats_itself_for_ever_is_read_in_bounded_time() -> None:
    start = time.process_time()
    read_bytes(
        "a.txt",
        ("三、收到和处理政府信息公开申请情况\n" + "一、本年新收政府信息公开申请数量123456789012345 " * 8_000).encode(),
    )
    assert time.process_time() - start < 5


def _far_xlsx(place: str) -> bytes:
    """A workbook of a few hundred bytes with one cell at A1 and one at a place."""
    book = io.BytesIO(xlsx(figures(Random(1)), Random(1)))
    far = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(far, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                number = "".join(filter(str.isdigit, place))
                cell = f'<row r="{number}"><c r="{place}"><v>1</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", cell.encode())
            new.writestr(name, data)
    return far.getvalue()


@pytest.mark.parametrize("place", ["XFD1048576", "ZZZZ99999999", "A99999999"])
def test_a_cell_at_the_end_of_the_world_is_refused_before_memory_is_asked_for(place: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes("far.xlsx", _far_xlsx(place))
    assert refused.value.code in {"TOO_COMPLEX", "ARCHIVE_DAMAGED"}


def test_a_cell_a_little_way_off_is_read() -> None:
    assert read_bytes("near.xlsx", _far_xlsx("Z900")).table_b.present


def test_formatted_rows_without_content_down_to_the_last_one_are_no_harm() -> None:
    data = xlsx(figures(Random(1)), Random(1))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            empty = b'<row r="1048576"><c r="Z1048576" s="0"/></row></sheetData>'
            new.writestr(name, old.read(name).replace(b"</sheetData>", empty))
    assert read_bytes("formatted.xlsx", out.getvalue()).table_b.present
