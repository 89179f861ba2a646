"""The parts of a bound file: each becomes pages, and one that cannot says so on a page of its own.

Nothing is left out in silence. The SHA-256 of a part is that of the bytes as they were delivered, so that a
court can compare the file it holds, whatever the binding had to change.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pikepdf

from gongkai.typeset.errors import GlyphMissing, UnprintableText, code_point
from gongkai.typeset.page import check_present, check_writing
from gongkai.typeset.picture import PictureUnusable, picture_page
from gongkai.typeset.press import press

_ENCRYPTED = "文件设有打开密码，不能并入"
_DAMAGED = "文件已损坏，无法打开"
_PARTLY = "文件的结构有损坏，其后只是能够读出的页，可能不全"
_FORM = "文件是由阅读软件填写显示的表单，其后各页所示的填写内容可能不全"
_SEVERAL = "图片文件中有多幅画面，其后只是第一幅"
_EMPTY = "文件是空的"
_UNKNOWN = "文件不是 PDF、PNG、JPEG，也不是纯文本，不能并入"
_CODED = "文字中有现有字体没有的字符，其后各页以〔U+编码〕代替"
_UNKNOWN_SCRIPT = "文字中现有字体没有的字符过多，不能排印"
_NO_PAGE = "PDF 文件中没有任何一页"


_MOST_UNKNOWN = 100
"""How many different characters may stand as their codes before a text is no longer worth reading."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paper of the file: its title, its date as it is to be written, and the paper itself.

    ``content`` is a PDF, a PNG, a JPEG, or plain text.
    """

    title: str
    dated_on: str
    content: bytes | str

    def __post_init__(self) -> None:
        check_writing("材料名称", self.title)
        check_writing("材料日期", self.dated_on)
        check_present("材料名称", self.title)

    @property
    def delivered(self) -> bytes:
        """The bytes that are vouched for; a text is taken as UTF-8."""
        if isinstance(self.content, bytes):
            return self.content
        return self.content.encode("utf-8", "surrogatepass")

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.delivered).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A part as pages. ``problem`` says what is wrong with it; then its first page does so, too."""

    part: Part
    digest: str
    pages: tuple[pikepdf.Pdf, ...]
    problem: str = ""

    @property
    def count(self) -> int:
        return sum(len(pdf.pages) for pdf in self.pages)


def opened(number: int, part: Part, *, made_at: datetime, font_dir: Path | None) -> Opened:
    """Turn a part into pages, with a page ahead that tells what is wrong with it. Raises for its title only."""
    pdf, problem = _pages(part, made_at, font_dir)
    digest = part.digest
    if not problem:
        return Opened(part, digest, (pdf,) if pdf else ())
    told = {
        "number": number,
        "name": part.title,
        "dated_on": part.dated_on,
        "digest": digest,
        "size": len(part.delivered),
        "problem": problem,
        "included": pdf is not None,
    }
    notice = pikepdf.open(io.BytesIO(press("notice.typ", told, made_at=made_at, font_dir=font_dir)))
    return Opened(part, digest, (notice, pdf) if pdf else (notice,), problem)


def _pages(part: Part, made_at: datetime, font_dir: Path | None) -> tuple[pikepdf.Pdf | None, str]:
    content = part.content
    if not content.strip():
        return None, _EMPTY
    if isinstance(content, str):
        return _text(part.title, content, made_at, font_dir)
    if b"%PDF-" in content[:1024]:
        return _pdf(content)
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return _picture(content)
    return None, _UNKNOWN


def _text(title: str, text: str, made_at: datetime, font_dir: Path | None) -> tuple[pikepdf.Pdf | None, str]:
    """A text, line by line; what no font has stands there as its code, and the part says so."""
    lines, unknown = [_kept(line) for line in re.split(r"\r\n|[\r\n\f]", text.expandtabs(4))], set[str]()
    while len(unknown) <= _MOST_UNKNOWN:
        try:
            for line in lines:
                check_writing("材料正文", line)
            set_text = press("text.typ", {"name": title, "lines": lines}, made_at=made_at, font_dir=font_dir)
        except (UnprintableText, GlyphMissing) as error:
            found = error.characters
            if any(one in title for one in found):
                raise
            unknown.update(found)
            lines = [coded(line, found) for line in lines]
        else:
            return pikepdf.open(io.BytesIO(set_text)), _CODED if unknown else ""
    return None, _UNKNOWN_SCRIPT


def coded(line: str, characters: Sequence[str]) -> str:
    """A line in which some characters stand as their codes."""
    for one in characters:
        line = line.replace(one, "〔" + " ".join(map(code_point, one)) + "〕")
    return line


def _kept(line: str) -> str:
    """The spaces a line begins with, as spaces that stay."""
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


def _picture(content: bytes) -> tuple[pikepdf.Pdf | None, str]:
    try:
        pdf, more = picture_page(content)
    except PictureUnusable as error:
        return None, str(error)
    return pdf, _SEVERAL if more else ""


def _pdf(content: bytes) -> tuple[pikepdf.Pdf | None, str]:
    try:
        pdf = pikepdf.open(io.BytesIO(content))
        if not len(pdf.pages):
            return None, _NO_PAGE
        problem = _settled(pdf) if _sound(pdf) else _PARTLY
        for page in pdf.pages:
            _upright(page)
    except pikepdf.PasswordError:
        return None, _ENCRYPTED
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return None, _DAMAGED
    return pdf, problem


def _sound(pdf: pikepdf.Pdf) -> bool:
    """Whether nothing of the file had to be mended, and no page's content breaks off."""
    if pdf.check_pdf_syntax() or pdf.get_warnings():
        return False
    return all(_complete(stream) for page in pdf.pages for stream in _contents(page))


def _contents(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    contents = page.obj.get("/Contents", ())
    yield from [contents] if isinstance(contents, pikepdf.Stream) else contents


def _complete(stream: pikepdf.Object) -> bool:
    """Whether a packed stream reaches its end: the PDF library takes one that breaks off for a short one."""
    if stream.get("/Filter") != "/FlateDecode":
        return True
    packed, unpacking = stream.read_raw_bytes(), zlib.decompressobj()
    if not packed:
        return True
    try:
        while packed and not unpacking.eof:
            unpacking.decompress(packed, 1 << 20)
            packed = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return unpacking.eof


def _settled(pdf: pikepdf.Pdf) -> str:
    """Make what is filled into a form part of its pages; says so where only a reader program could show it."""
    form = pdf.Root.get("/AcroForm")
    if form is not None and (form.get("/NeedAppearances") or "/XFA" in form):
        return _FORM
    pdf.flatten_annotations("all")
    return ""


def _upright(page: pikepdf.Page) -> None:
    """A page that is not turned, bound to no other structure, and that starts nothing when it is opened."""
    page.flatten_rotation()
    for key in ("/StructParents", "/AA"):
        if key in page.obj:
            del page.obj[key]
    for note in page.obj.get("/Annots", ()):
        for key in ("/StructParent", "/A", "/AA"):
            if key in note:
                del note[key]
