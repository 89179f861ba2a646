"""A file beside its text: what a browser may show in its window as pictures of pages, everything else as the text
that was found in it, each piece with its place, hidden ones marked."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai import hidden
from gongkai.editorial import letters
from gongkai.editorial.items import Part
from gongkai.editorial.scanning import Finding
from gongkai.files import redacting
from gongkai.files.checking import check
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.redacting import NotRedacted

WIDTH = 1100
MOST_LETTERS = 200_000
"""Of a file's text on one screen; the file itself can be opened."""
TROUBLES = (FileError, NotRedacted)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a file's text."""

    where: str
    words: str
    visible: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Original:
    """What can be shown of a file: its pages as pictures, its text, or why there is none."""

    kind: Kind | None
    pages: tuple[int, ...]
    texts: tuple[Text, ...]
    cut: bool
    trouble: str

    @property
    def concealed(self) -> int:
        """How many pieces stand where nobody looks."""
        return sum(not text.visible for text in self.texts)


def look(part: Part) -> Original:
    """Open a file for the screen. Says what cannot be shown, and why, instead of raising."""
    data = part.read()
    kind, trouble = _kind(data, part.name)
    pages: tuple[int, ...] = ()
    if kind in redacting.KINDS:
        try:
            pages = tuple(page.page for page in redacting.pages(data, kind))
        except TROUBLES as error:
            trouble = str(error)
    texts, cut, unreadable = _texts(data, part.name)
    return Original(kind, pages, texts, cut, trouble or unreadable)


def content(part: Part) -> tuple[bytes, Kind, str]:
    """The bytes, what they are, and the name under which they are handed out. Raises FileError."""
    data = part.read()
    checked = check(data, part.name)
    return data, checked.kind, checked.name


def picture(part: Part, page: int) -> bytes:
    """A page as PNG. Raises FileError, NotRedacted."""
    data = part.read()
    return redacting.picture(data, check(data, part.name).kind, page, width=WIDTH)


def finding_picture(part: Part, finding: Finding) -> bytes:
    """The picture in which something was found, the place marked, as PNG; empty when the file has no such picture."""
    data = part.read()
    try:
        contents = hidden.read(data, part.name)
        key = next((key for key in contents.pictures if letters.digest_of(key) == finding.picture), "")
        *corners, frame = finding.box
        return hidden.marked_picture(data, part.name, key, hidden.Box(*corners), frame) if key else b""
    except hidden.Unreadable:
        return b""


def _kind(data: bytes, name: str) -> tuple[Kind | None, str]:
    try:
        return check(data, name).kind, ""
    except FileError as error:
        return None, str(error)


def _texts(data: bytes, name: str) -> tuple[tuple[Text, ...], bool, str]:
    try:
        pieces = letters.known(hidden.read(data, name)).pieces
    except hidden.Unreadable as error:
        return (), False, error.sentence_zh
    found: list[Text] = []
    left = MOST_LETTERS
    for piece in pieces:
        if not (piece.text.strip() or piece.unread):
            continue
        if left <= 0:
            return tuple(found), True, ""
        found.append(Text(piece.place.label_zh, piece.text[:left], piece.visible, piece.unread))
        left -= len(piece.text)
    return tuple(found), left < 0, ""
