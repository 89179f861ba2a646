"""What was read in pictures, put among the texts of the file they stand in.

A reader of pictures takes one letter for another like it. Where a line looks like a mark of secrecy all the same it is
given as that mark too: a mark that is missed is published, one that is not there is answered for by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from gongkai.hidden.contents import Box, Contents, Kind, Line, Piece, Place
from gongkai.hidden.scanning import SHORT, plain

SURE = 0.6
"""Below it the reader guesses: a person looks."""
FAINT = 0.3
"""Below it there is no text but a pattern that looks like some."""
_CLOSE = 1.2
"""Two parts of a line are as far apart as their letters are high, or a little more."""

_BLANK = re.compile(r"\s+")
_UNSEEN = re.compile(r"(?:上的图片，|上有读不出|上的图形，|上没有文字，|只用一种方法|图片，里面).*$")
_CLOSED = "密宻蜜窑窰宓"
_STARS = "★☆⭐✭✮✯✰⋆*＊"
_TERM = r"(?:[0-9OolI〇一二三四五六七八九十]{1,3}年|长期|(?:启用|公布|发布|解密)前)"
_LEVELS = {"秘": "秘", "祕": "秘", "泌": "秘", "秋": "秘", "绝": "绝", "絶": "绝", "绐": "绝", "绍": "绝"}
"""Everything else in that place is 机 or a letter that is taken for it: 枕、杌、讥、湘."""
_STARRED = re.compile(rf"(?P<level>[\u3400-\u9fff])[{_CLOSED}](?P<star>[{_STARS}])(?P<term>{_TERM})?")
_STARLESS = re.compile(rf"(?P<level>[机枕杌讥凡绝絶绐绍秘祕泌秋])[{_CLOSED}](?P<star>[^0-9]?)(?P<term>{_TERM})")
_ALONE = re.compile(rf"(?P<level>[机枕杌讥绝絶绐秘祕泌])[{_CLOSED}]")


def with_lines(contents: Contents, read: Mapping[str, Sequence[Line]]) -> Contents:
    """The contents with the lines that were read in pictures, by their keys. What is not among them stays unread."""
    known = _known(contents)
    pieces: list[Piece] = []
    for piece in contents.pieces:
        if piece.unread and piece.picture in read:
            pieces += _pieces(piece, read[piece.picture], known.get(piece.place.path_within, ""))
        else:
            pieces.append(piece)
    return replace(contents, pieces=tuple(pieces))


def mended(text: str) -> str:
    """A line with the letters of a mark of secrecy that are easily taken for others put right; unchanged when it does
    not look like one."""
    bare = _BLANK.sub("", plain(text))
    if _ALONE.fullmatch(bare) or _STARLESS.fullmatch(bare):
        pattern = _ALONE if _ALONE.fullmatch(bare) else _STARLESS
        return pattern.sub(_mark, bare)
    return _STARRED.sub(_mark, bare) if _STARRED.search(bare) else text


def _mark(found: re.Match[str]) -> str:
    term = found.groupdict().get("term") or ""
    return f"{_LEVELS.get(found['level'], '机')}密" + ("★" if "star" in found.groupdict() else "") + term


def _known(contents: Contents) -> dict[str, str]:
    """The letters that a page bears as text: what is read again in its picture says nothing new."""
    known: dict[str, list[str]] = {}
    for piece in contents.pieces:
        if piece.place.kind is Kind.BODY:
            known.setdefault(piece.place.path_within, []).append(_BLANK.sub("", plain(piece.text)))
    return {path: "".join(words) for path, words in known.items()}


def _pieces(unread: Piece, lines: Sequence[Line], known: str) -> Iterator[Piece]:
    """The picture's lines one by one, and those that stand side by side in one."""
    place = replace(unread.place, label_zh=_label(unread.place))
    seen = [line for line in lines if line.score >= FAINT and _BLANK.sub("", plain(line.text)) not in known]
    for line in seen:
        yield _piece(unread, place, line)
    for row in _rows(seen):
        yield _piece(unread, place, row)
    if any(line.score < SURE and len(line.text) > 1 for line in seen):
        yield replace(unread, place=replace(place, label_zh=f"{place.label_zh}有看不清的"), picture="")


def _piece(unread: Piece, place: Place, line: Line) -> Piece:
    return Piece(mended(line.text), place, unread.visible, picture=unread.picture, line=line)


def _label(place: Place) -> str:
    """“第3页上的图片，程序没有看” was said of what is read now."""
    head = _UNSEEN.sub("", place.label_zh)
    return f"{head}{'的' if head.endswith('页') else ''}图片里的文字"


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Short lines that stand close beside each other are one: 份号： and its number."""
    short = [line for line in lines if len(line.text) <= SHORT]
    for _, group in groupby(sorted(short, key=lambda line: line.frame), key=lambda line: line.frame):
        waiting = sorted(group, key=lambda line: line.box.left)
        while waiting:
            row = [waiting.pop(0)]
            while (following := next((line for line in waiting if _beside(row[-1], line)), None)) is not None:
                waiting.remove(following)
                row.append(following)
            if len(row) > 1:
                yield _joined(row)


def _beside(left: Line, right: Line) -> bool:
    a, b = left.box, right.box
    high = min(a.bottom - a.top, b.bottom - b.top)
    level = min(a.bottom, b.bottom) - max(a.top, b.top) > high * 0.6
    # thousandths of the width and of the height are not the same length: the letters themselves are the measure
    letter = (a.right - a.left) / max(1, len(left.text))
    return level and -letter < b.left - a.right <= letter * 2 * _CLOSE


def _joined(row: Sequence[Line]) -> Line:
    boxes = [line.box for line in row]
    box = Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
    return Line(" ".join(line.text for line in row), min(line.score for line in row), box, row[0].frame)
