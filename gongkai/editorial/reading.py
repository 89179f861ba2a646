"""From what the checks say to what reviewers are shown: words through `proofing`, files through `hidden` first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localdate

from gongkai import hidden, proofing
from gongkai.audit.ledger import digest_of
from gongkai.editorial import letters
from gongkai.editorial.items import Item, Part
from gongkai.files.kinds import plays
from gongkai.hidden import Contents, Piece
from gongkai.proofing import Block, BlockKind, Finding, Memory, Severity, SourceKind, Text

UNREADABLE = "FILE_UNREADABLE"
UNREAD = "FILE_UNREAD"
WAITING = "PICTURES_WAIT"
QUOTED = 40
_IN_FILES = frozenset({"marks", "pii-cn"})
"""What must not go out with a file. The style of an attachment is its author's affair."""
_MEMORY = Memory()

Entry = dict[str, Any]


def rules() -> str:
    """The version of all rules together: a new rule asks again. So does a new month, because laws are repealed by
    date."""
    today = localdate()
    return digest_of([[pack.id, pack.digest] for pack in proofing.built_in()] + [today.year, today.month])[:32]


def item(found: Item) -> tuple[str, list[Entry]]:
    """What the checks find in the words of an item; offsets are those of each field."""
    entries: list[Entry] = []
    for name, words in found.texts:
        text = proofing.plain(words, source=SourceKind.EDITOR)
        said = proofing.check(text, on=localdate(), memory=_MEMORY)
        entries += [_entry(finding, words[finding.start : finding.end], name) for finding in said]
    return "", entries


def draft(words: str) -> list[Entry]:
    """What the checks find in words that somebody is still writing; remembered paragraph by paragraph."""
    text = proofing.plain(words, source=SourceKind.EDITOR)
    said = proofing.check(text, on=localdate(), memory=_MEMORY)
    return [_entry(finding, words[finding.start : finding.end], "") for finding in said]


def file(part: Part) -> tuple[str, list[Entry]]:
    """What the checks find in every place of a file, in its pictures as far as they were read, and the places that no
    program could read."""
    where = f"附件“{part.name}”"
    if plays(part.name):
        message = "请从头到尾看完、听完，画面和声音里没有不应公开的内容，并与字幕、文字稿一致"
        return "", [_said(UNREAD, Severity.WARNING, message, "", where, protected=True)]
    try:
        contents = letters.known(hidden.read(part.read(), part.name))
    except hidden.Unreadable as error:
        return error.sentence_zh, [_said(UNREADABLE, Severity.ERROR, error.sentence_zh, "", where, protected=True)]
    entries = {entry["fingerprint"]: entry for entry in _of_file(contents, where)}
    return "", list(entries.values())


def _of_file(contents: Contents, where: str) -> Iterator[Entry]:
    told = set()
    waiting = letters.lacking(contents)
    for piece, finding, quote in _alone(contents):
        told.add((finding.code, piece.place.path_within))
        yield _framed(_entry(finding, quote, where + piece.place.label_zh), piece)
    # A mark that is split over lines, cells or runs is no mark in any one of them.
    lettered = {piece.place: piece for piece in reversed(contents.pieces) if piece.line is not None}
    for found in hidden.scan(contents, _marks):
        if (found.mark, found.place.path_within) not in told:
            message = "密级或者内部标志（分开书写）"
            entry = _said(
                found.mark, Severity.ERROR, message, found.quote, where + found.place.label_zh, protected=True
            )
            yield _framed(entry, lettered[found.place]) if found.place in lettered else entry
    for piece in contents.pieces:
        if piece.unread and letters.digest_of(piece.picture) not in waiting:
            message = "没有程序能读出这里的内容，保密审查时请打开原件看过"
            yield _said(UNREAD, Severity.WARNING, message, "", where + piece.place.label_zh, protected=True)
    if waiting:
        message = f"图片正在识别，还有{len(waiting)}张，识别完才能审核。一般要几秒到几分钟，请稍后刷新"
        entry = _said(WAITING, Severity.ERROR, message, "", where, protected=False)
        yield entry | {"waits": waiting}


def _alone(contents: Contents) -> Iterator[tuple[Piece, Finding, str]]:
    """The findings in the pieces of a file, read as one text, so that a table is seen as a table."""
    pieces = [piece for piece in contents.pieces if piece.text.strip()]
    blocks, starts, at = [], [], 0
    for piece in pieces:
        blocks.append(_block(piece, at))
        starts.append(at)
        at += len(piece.text) + 1
    packs = [pack for pack in proofing.built_in() if pack.id in _IN_FILES]
    text = Text(blocks=tuple(blocks), source=SourceKind.CRAWL)
    for finding in proofing.check(text, on=localdate(), packs=packs, memory=_MEMORY):
        number = bisect_right(starts, finding.start) - 1
        piece, start = pieces[number], starts[number]
        yield piece, finding, piece.text[finding.start - start : finding.end - start]


def _framed(entry: Entry, piece: Piece) -> Entry:
    """A finding in a picture says in which and where: the same words in another picture are another finding."""
    if piece.line is None:
        return entry
    box, picture = piece.line.box, letters.digest_of(piece.picture)
    return entry | {
        "fingerprint": digest_of([entry["fingerprint"], picture])[:32],
        "picture": picture,
        "box": [box.left, box.top, box.right, box.bottom, piece.line.frame],
    }


def _block(piece: Piece, start: int) -> Block:
    if piece.spot is None:
        return Block(piece.text, start)
    spot = piece.spot
    return Block(piece.text, start, BlockKind.CELL, table=spot.table, row=spot.row, column=spot.column)


def marked(words: str) -> set[str]:
    """The marks of secrecy and of internal use in some words."""
    return {words[start:end] for start, end, _ in _marks(words)}


def _marks(text: str) -> list[tuple[int, int, str]]:
    packs = [pack for pack in proofing.built_in() if pack.id == "marks"]
    whole = Text(blocks=(Block(text),), source=SourceKind.CRAWL)
    found = proofing.check(whole, on=localdate(), packs=packs)
    return [(finding.start, finding.end, finding.code) for finding in found if finding.severity is Severity.ERROR]


def _entry(finding: Finding, quote: str, where: str) -> Entry:
    entry = _said(finding.code, finding.severity, finding.message, quote, where, protected=finding.protected)
    return entry | {
        "suggestions": list(finding.suggestions),
        "start": finding.start,
        "end": finding.end,
        "clause": finding.clause,
    }


def _said(code: str, severity: Severity, message: str, quote: str, where: str, *, protected: bool) -> Entry:
    """A finding as it is kept. Personal data are not kept a second time: the quote of a protected finding is cut."""
    short = quote if len(quote) <= QUOTED else quote[: QUOTED - 1] + "…"
    return {
        "code": code,
        "severity": severity.value,
        "message": message,
        "quote": _masked(short) if code.startswith("PII") else short,
        "where": where,
        "fingerprint": digest_of([code, quote, where])[:32],
        "protected": protected,
    }


def _masked(quote: str) -> str:
    """Enough to find the place again, not enough to learn anything."""
    return quote if len(quote) < 5 else f"{quote[:2]}{'＊' * min(len(quote) - 4, 8)}{quote[-2:]}"
