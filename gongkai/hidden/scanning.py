"""Looking for marks in what was read: as it stands, and across the lines, cells and columns that it is split over.

What is a mark is the caller's to say; here is what it is looked for in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from gongkai.hidden.contents import Contents, Piece, Place

Find = Callable[[str], list[tuple[int, int, str]]]
"""Start, end and name of each mark in a text."""

SHORT = 12
"""Letters of a part that may belong to a mark that goes on in the next one. In prose the end of one paragraph and
the beginning of the next make no mark, so longer parts are not joined."""
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Found:
    """A mark: where, how it reads there, which, and whether it was put together from several parts."""

    place: Place
    quote: str
    mark: str
    visible: bool
    joined: bool = False


def plain(text: str) -> str:
    """A text as marks are looked for in it: full width is half width, what has no width is gone."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))


def scan(contents: Contents, find: Find) -> list[Found]:
    """Every mark of a file, once for each place where it stands."""
    pieces = [(piece, plain(piece.text)) for piece in contents.pieces if piece.text]
    found = dict.fromkeys(_alone(pieces, find))
    quotes = {(item.place.path_within, _BLANK.sub("", item.quote)) for item in found}
    for item in dict.fromkeys(_together(pieces, find)):
        if (item.place.path_within, _BLANK.sub("", item.quote)) not in quotes:
            found[item] = None
    return list(found)


Read = tuple[Piece, str]


def _alone(pieces: Iterable[Read], find: Find) -> Iterator[Found]:
    for piece, text in pieces:
        marks = find(text)
        for start, end, mark in marks:
            yield Found(piece.place, text[start:end], mark, piece.visible)
        close = _BLANK.sub("", text)
        # the cells of a row in a PDF are one line with gaps, and so is a mark set wide
        if not marks and len(close) <= 2 * SHORT and close != text:
            for start, end, mark in find(close):
                yield Found(piece.place, close[start:end], mark, piece.visible, joined=True)


def _together(pieces: list[Read], find: Find) -> Iterator[Found]:
    yield from _rows(pieces, find)
    cells = [one for one in pieces if one[0].spot is not None]
    cells.sort(key=_by_column)
    for _, column in groupby(cells, key=lambda one: _by_column(one)[:3]):
        yield from _rows(list(column), find)


def _by_column(one: Read) -> tuple[str, int, int, int]:
    spot = one[0].spot
    assert spot is not None
    return one[0].place.path_within, spot.table, spot.column, spot.row


def _rows(pieces: Iterable[Read], find: Find) -> Iterator[Found]:
    """Marks over short parts that follow each other in one part of the file."""
    for _, run in groupby(pieces, key=lambda one: (one[0].place.path_within, len(one[1]) <= SHORT)):
        short = list(run)
        if len(short) > 1 and len(short[0][1]) <= SHORT:
            yield from _joined([(piece, _BLANK.sub("", text)) for piece, text in short], find)


def _joined(pieces: list[Read], find: Find) -> Iterator[Found]:
    whole = "".join(text for _, text in pieces)
    starts: list[int] = []
    length = 0
    for _, text in pieces:
        starts.append(length)
        length += len(text)
    for start, end, mark in find(whole):
        touched = [index for index, at in enumerate(starts) if at < end and at + len(pieces[index][1]) > start]
        if len(touched) > 1:
            first = pieces[touched[0]][0]
            visible = all(pieces[index][0].visible for index in touched)
            yield Found(first.place, whole[start:end], mark, visible, joined=True)
