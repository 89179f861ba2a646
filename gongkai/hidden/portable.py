"""PDF: pages, and everything that is not on them: notes, forms, layers, attachments, properties, earlier versions."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import pikepdf

from gongkai.hidden import markup, pages, runs
from gongkai.hidden.contents import At, Kind, Piece
from gongkai.hidden.errors import FAULTS, Code, Unreadable
from gongkai.hidden.inside import Inner, other
from gongkai.hidden.markup import Walk
from gongkai.hidden.wanted import Wanted

MOST_OBJECTS = 1_000_000
MOST_VERSIONS = 50
MOST_FORMS = 5000
_FAULTS: tuple[type[Exception], ...] = (
    *FAULTS,
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    pikepdf.DeletedObjectError,
)
_END = re.compile(rb"%%EOF[ \t]*\r?\n?")
_LABELS: dict[str, tuple[Kind, str]] = {
    "/Contents": (Kind.COMMENT, "批注"),
    "/RC": (Kind.COMMENT, "批注"),
    "/Subj": (Kind.COMMENT, "批注的主题"),
    "/T": (Kind.COMMENT, "批注人或者表单域名称"),
    "/V": (Kind.FORM, "表单里填写的内容"),
    "/DV": (Kind.FORM, "表单的默认内容"),
    "/TU": (Kind.FORM, "表单的提示"),
    "/Opt": (Kind.FORM, "表单的选项"),
    "/JS": (Kind.CODE, "脚本"),
    "/Title": (Kind.PROPERTY, "书签或者标题"),
    "/Alt": (Kind.ATTRIBUTE, "替代文字"),
    "/ActualText": (Kind.ATTRIBUTE, "替换文字"),
    "/Name": (Kind.DATA, "图层等的名称"),
    "/F": (Kind.NAME, "附件的名称"),
    "/UF": (Kind.NAME, "附件的名称"),
    "/Desc": (Kind.ATTRIBUTE, "附件的说明"),
    "/P": (Kind.DATA, "页码的前缀"),
}
_INFO = {"/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/Company", "/Comments"}
_NO_TEXT = {
    "/ID",
    "/Panose",
    "/O",
    "/U",
    "/OE",
    "/UE",
    "/Perms",
    "/CheckSum",
    "/Lookup",
    "/DA",
    "/CharSet",
    "/FontFile",
}
_PROGRAMS = {"/ObjStm", "/XRef"}

logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what a stranger's file does wrong is not our log's affair


def pieces(data: bytes, at: At, inner: Inner, wanted: Wanted) -> Iterator[Piece]:
    """All texts of a PDF and of its earlier versions. Raises Unreadable."""
    ends = [found.end() for found in _END.finditer(data)]
    if not ends:
        raise Unreadable(Code.TRUNCATED)
    if len(ends) > MOST_VERSIONS:
        raise Unreadable(Code.TOO_COMPLEX)
    yield from _version(data, at, inner, wanted)
    tail = data[ends[-1] :].strip(b"\x00\r\n\t \x1a")
    if tail:
        yield from other(tail, "结尾之后的内容", at, inner)
    for text in runs.texts(data[: data.find(b"%PDF-")]):
        yield at.piece(text, Kind.LEFTOVER, "开头之前的内容")
    for end in reversed(ends[:-1]):
        yield from _earlier(data[:end], at, inner, wanted)


def _earlier(data: bytes, at: At, inner: Inner, wanted: Wanted) -> Iterator[Piece]:
    """What the file was before somebody saved it again; the first part of one made for the web is no version."""
    if b"/Linearized" in data[:2048] and len(_END.findall(data)) == 1:
        return
    try:
        for piece in list(_version(data, at, inner, wanted)):
            place = at.place(Kind.LEFTOVER, f"以前保存的版本里的{piece.place.label_zh}", piece.place.path_within)
            yield replace(piece, place=place, visible=False)
    except Unreadable as error:
        if error.code is not Code.DAMAGED or error.within:
            raise
        yield at.piece("", Kind.LEFTOVER, "以前保存的版本，程序读不出来", unread=True)


def _version(data: bytes, at: At, inner: Inner, wanted: Wanted) -> Iterator[Piece]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd things that qpdf mended
            with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
                if not len(pdf.pages):
                    raise Unreadable(Code.DAMAGED)
                plain = _unlocked(pdf) if pdf.is_encrypted else data
                drawn = _drawn_apart(pdf)
                objects = list(_objects(pdf, at, inner))
    except pikepdf.PasswordError:
        raise Unreadable(Code.ENCRYPTED) from None
    except _FAULTS:
        raise Unreadable(Code.DAMAGED) from None
    yield from _pages(plain, at, wanted, sha256(data).digest())
    yield from objects
    if drawn:
        for page in pages.by_pdfium(drawn):
            for line in page.lines:
                yield at.piece(line, Kind.CONCEALED, "批注、印章、图层等图形里的文字")


def _unlocked(pdf: pikepdf.Pdf) -> bytes:
    """The same file without its protection against printing and copying, which hides nothing."""
    buffer = io.BytesIO()
    pdf.save(buffer, encryption=False)
    return buffer.getvalue()


def _pages(data: bytes, at: At, wanted: Wanted, origin: bytes) -> Iterator[Piece]:
    first, second = pages.by_pdfium(data), pages.by_pdfminer(data)
    for number, page in enumerate(first, start=1):
        part, label = f"page-{number}", f"第{number}页"
        seen = "".join("".join(page.lines).split())
        again = [] if second is None or number > len(second) else second[number - 1]
        for line in page.lines:
            yield at.piece(line, Kind.BODY, label, part)
        for line in again:
            # columns and tables come in another order; a line that is nowhere in the first reading is news
            if "".join(line.split()) not in seen:
                yield at.piece(line, Kind.BODY, f"{label}（第二种读法）", part)
        for line in page.invisible:
            yield at.piece(line, Kind.CONCEALED, f"{label}里看不见的文字", part)
        for line in page.outside:
            yield at.piece(line, Kind.CONCEALED, f"{label}页面范围以外的文字", part)
        reason = _unread(page, any("(cid:" in line for line in again), second is None)
        if reason:
            drawn = partial(pages.picture, data, number - 1)
            yield at.unseen(label + reason, part, wanted.offer(origin + number.to_bytes(4), drawn))


def _unread(page: pages.Page, coded: bool, alone: bool) -> str:
    """What on a page no program read."""
    if page.pictures:
        return "上的图片，程序没有看"
    if page.mute or coded:
        return "上有读不出的字"
    if page.curved:
        return "上的图形，程序没有看"
    if page.drawn and not page.lines:
        return "上没有文字，只有图形，程序没有看"
    return "只用一种方法读过" if alone else ""


def _objects(pdf: pikepdf.Pdf, at: At, inner: Inner) -> Iterator[Piece]:
    """Every string and every stream that is not drawn, whether a page leads to it or not."""
    count = 0
    for top in (*pdf.objects, pdf.trailer):
        waiting: list[tuple[str, Any]] = [("", top)]
        while waiting:
            key, item = waiting.pop()
            count += 1
            if count > MOST_OBJECTS:
                raise Unreadable(Code.TOO_COMPLEX)
            if isinstance(item, pikepdf.String):
                yield from _string(key, item, at)
            elif isinstance(item, pikepdf.Name):
                yield from _name(key, item, at)
            elif isinstance(item, pikepdf.Array):
                waiting += [(key, child) for child in reversed(list(item.as_list())) if not _elsewhere(child)]
            elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                yield from _stream(key, item, at, inner) if isinstance(item, pikepdf.Stream) else ()
                waiting += [(name, child) for name, child in reversed(list(item.items())) if not _elsewhere(child)]


def _elsewhere(child: Any) -> bool:
    """Whether an object has a number, and so a turn of its own."""
    return isinstance(child, pikepdf.Object) and child.is_indirect


def _string(key: str, item: pikepdf.String, at: At) -> Iterator[Piece]:
    if key in _NO_TEXT:
        return
    kind, label = _LABELS.get(key, (Kind.PROPERTY if key in _INFO else Kind.DATA, ""))
    data = bytes(item)
    text = str(item)
    if text.strip():
        yield at.piece(text.strip(), kind, label)
    # Chinese programs write GBK where the standard wants something else.
    if not data.isascii() and not data.startswith((b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")):
        for other_text in runs.texts(data):
            yield at.piece(other_text, kind, label)


def _name(key: str, item: pikepdf.Name, at: At) -> Iterator[Piece]:
    text = str(item)[1:]
    if not text.isascii():
        yield at.piece(text, Kind.DATA, f"名称 {key}")


def _stream(key: str, item: pikepdf.Stream, at: At, inner: Inner) -> Iterator[Piece]:
    kind, sub = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    number = f"object-{item.objgen[0]}"
    if kind == "/Metadata":
        yield from _metadata(item.read_bytes(), at, number)
    elif key == "/JS":
        yield from _texts(item, at, number, Kind.CODE, "脚本")
    elif kind == "/EmbeddedFile" or key in {"/F", "/UF"}:
        data = item.read_bytes()
        if data:
            yield from other(data, f"附件{item.objgen[0]}", at, inner)
    elif sub == "/Image" and str(item.get("/Filter", "")).startswith("/DCT"):
        yield from _photograph(item, at, number)
    elif not _is_drawing(item, kind, sub):
        yield from _texts(item, at, number, Kind.DATA, "")


def _is_drawing(item: pikepdf.Stream, kind: str, sub: str) -> bool:
    """Pictures, fonts, drawings and the file's own tables: read elsewhere, or no text."""
    if sub in {"/Image", "/Form", "/Type1C", "/CIDFontType0C", "/OpenType"} or kind in {
        "/XObject",
        "/Font",
        *_PROGRAMS,
    }:
        return True
    keys = set(item.keys())
    return bool(keys & {"/Length1", "/Length2", "/FunctionType", "/ShadingType", "/PatternType", "/N", "/CMapName"})


def _texts(item: pikepdf.Stream, at: At, number: str, kind: Kind, label: str) -> Iterator[Piece]:
    try:
        data = item.read_bytes()
    except _FAULTS:
        data = item.read_raw_bytes()
    if kind is Kind.DATA and b"xdp" not in data[:2000] and b"<" not in data[:1]:
        if _DRAWS.search(data):
            return
    elif data.lstrip()[:1] == b"<":
        yield from _metadata(data, at, number, "表单数据或者富文本")
        return
    for text in runs.texts(data):
        yield at.piece(text, kind, label, number)


_DRAWS = re.compile(rb"\b(?:BT|ET|re|cm|Tf|Tj|TJ|Do|begincmap|BMC|BDC)\b")


def _metadata(data: bytes, at: At, number: str, label: str = "XMP 元数据") -> Iterator[Piece]:
    try:
        root = markup.parsed(data.strip(b"\x00\r\n "), recover=True)
    except Unreadable as error:
        if error.code is not Code.DAMAGED:
            raise
    else:
        yield from Walk(at, number, Kind.PROPERTY, label, visible=False).pieces(root)
    for text in runs.texts(data):
        yield at.piece(text, Kind.PROPERTY, label, number)


def _photograph(item: pikepdf.Stream, at: At, number: str) -> Iterator[Piece]:
    """A photograph in a page brings along what the camera wrote into it."""
    head = item.read_raw_bytes().partition(b"\xff\xda")[0]
    for text in runs.texts(head, big=True):
        yield at.piece(text, Kind.PROPERTY, "页面图片的拍摄信息", number)


def _drawn_apart(pdf: pikepdf.Pdf) -> bytes:
    """Each form of the file as a page of its own: what stamps, notes and hidden layers say, and what no page uses."""
    found = [item for item in pdf.objects if _is_form(item)]
    if not found:
        return b""
    if len(found) > MOST_FORMS:
        raise Unreadable(Code.TOO_COMPLEX)
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        for item in found:
            made.add_blank_page(page_size=(2000, 2000))
            page = made.pages[-1]
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=made.copy_foreign(item)))
            page.Contents = made.make_stream(b"/F Do")
        made.save(buffer)
    return buffer.getvalue()


def _is_form(item: Any) -> bool:
    return isinstance(item, pikepdf.Stream) and str(item.get("/Subtype", "")) == "/Form"
