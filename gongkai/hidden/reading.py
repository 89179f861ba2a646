"""A file read to its last corner, in this process. Strangers' files go through `asking`, which does it apart."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.hidden import forms, legacy, mail, office, openformats, pictures, portable, rich, textual
from gongkai.hidden.archives import Package, name_of
from gongkai.hidden.contents import At, Contents, Kind, Piece
from gongkai.hidden.errors import FAULTS, Code, Unreadable
from gongkai.hidden.forms import Form
from gongkai.hidden.inside import raw
from gongkai.hidden.limits import LARGEST_PART, Budget
from gongkai.hidden.wanted import Wanted

_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_REFUSED = {Form.ARCHIVE: Code.ARCHIVE, Form.PROGRAM: Code.PROGRAM, Form.UNKNOWN: Code.UNKNOWN, Form.FONT: Code.UNKNOWN}


def read_here(content: bytes, name: str, wanted: Wanted | None = None) -> Contents:
    """Every text of a file with its place. Raises Unreadable, and nothing else, whatever the bytes are."""
    session = _Session(wanted or Wanted())
    try:
        found = [At().piece(name, Kind.NAME)] if name.strip() else []
        form, pieces = session.opened(content, At())
        return Contents(form, (*found, *session.budget.counted(pieces)))
    except (MemoryError, RecursionError):
        raise Unreadable(Code.TOO_COMPLEX) from None
    except FAULTS:
        raise Unreadable(Code.DAMAGED) from None


class _Session:
    """One reading: what is left of its limits goes along into the files inside the file."""

    def __init__(self, wanted: Wanted) -> None:
        self.budget = Budget()
        self._wanted = wanted

    def opened(self, data: bytes, at: At) -> tuple[str, Iterator[Piece]]:
        """The format of a file and its pieces. Raises Unreadable, at once or on the way."""
        self.budget.enter(at, len(data))
        if not data:
            raise Unreadable(Code.EMPTY)
        if len(data) > LARGEST_PART:
            raise Unreadable(Code.TOO_LARGE)
        form = forms.form_of(data)
        if form in _REFUSED:
            raise Unreadable(_REFUSED[form])
        if form is Form.ZIP:
            return self._package(data, at)
        if form is Form.TEXT:
            return self._text(data, at)
        return (legacy.form_of(data) if form is Form.OLE else form.value), self._pieces(form, data, at)

    def inner(self, data: bytes, at: At) -> Iterator[Piece]:
        """A file inside the file. Raises Unreadable with the names on the way to it."""
        try:
            if data:
                yield from self.opened(data, at)[1]
        except Unreadable as error:
            raise error if error.within else Unreadable(error.code, at.names) from None

    def _pieces(self, form: Form, data: bytes, at: At) -> Iterator[Piece]:
        if form is Form.PDF:
            return portable.pieces(data, at, self.inner, self._wanted)
        if form is Form.OLE:
            return legacy.pieces(data, at, self.inner)
        if form is Form.RTF:
            return rich.pieces(data, at, self.inner)
        if form is Form.PICTURE:
            return pictures.pieces(data, at, self.inner, self._wanted)
        return _unwatched(data, at, "图形" if form is Form.METAFILE else "音频或者视频")

    def _text(self, data: bytes, at: At) -> tuple[str, Iterator[Piece]]:
        if mail.is_message(data):
            return "message", mail.pieces(data, at, self.inner)
        text = forms.text_of(data) or ""
        return textual.form_of(text), textual.pieces(data, text, at, self.inner)

    def _package(self, data: bytes, at: At) -> tuple[str, Iterator[Piece]]:
        package = Package(data)
        if office.CONTENT_TYPES in package:
            form = next(
                (form for head, form in _OFFICE.items() if any(n.startswith(head) for n in package.names)), "opc"
            )
            return form, office.pieces(package, at, self.inner)
        if "OFD.xml" in package:
            return "ofd", openformats.ofd(package, at, self.inner)
        if "mimetype" in package and "content.xml" in package:
            return "odf", openformats.odf(package, at, self.inner)
        return "zip", self._archive(package, at)

    def _archive(self, package: Package, at: At) -> Iterator[Piece]:
        yield from package.aside(at)
        for info in package.infos:
            name = name_of(info)
            yield at.piece(name, Kind.NAME, "压缩包里的文件名", name)
            yield from self.inner(package.content(info), at.into(name.rpartition("/")[2] or name, name))


def _unwatched(data: bytes, at: At, what: str) -> Iterator[Piece]:
    """A recording or a drawing: its notes are read, the rest somebody has to look at."""
    yield from raw(data[:1_000_000], at, "", f"{what}里的说明")
    yield at.unseen(f"{what}，程序没有看")
