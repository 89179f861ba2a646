"""From what the checks say to what reviewers are shown: words through `proofing`, files through `hidden` first."""

from __future__ import annotations

from functools import cache
from typing import Any

from gongkai import hidden, proofing
from gongkai.audit.ledger import digest_of
from gongkai.editorial.items import Item, Part
from gongkai.proofing import Severity, SourceKind

UNREADABLE = "FILE_UNREADABLE"
UNREAD = "FILE_UNREAD"
QUOTED = 40
_IN_FILES = ("marks", "pii-cn")
"""Packs for files: what must not go out. Style of an attachment is its author's affair."""

Entry = dict[str, Any]


@cache
def rules() -> str:
    """The version of all rules together: a new rule asks again."""
    return digest_of(proofing.versions())[:32]


def item(found: Item) -> tuple[str, list[Entry]]:
    """What the checks find in the words of an item; offsets are those of each field."""
    entries: list[Entry] = []
    for name, words in found.texts:
        text = proofing.plain(words, source=SourceKind.EDITOR, title=found.title)
        entries += [_entry(finding, words, name) for finding in proofing.check(text)]
    return "", entries


def file(part: Part) -> tuple[str, list[Entry]]:
    """What the checks find in every place of a file, and the places that no program could read."""
    try:
        contents = hidden.read(part.read(), part.name)
    except hidden.Unreadable as error:
        return error.sentence_zh, [_bare(UNREADABLE, Severity.ERROR, error.sentence_zh, f"附件“{part.name}”")]
    entries = [
        _entry(finding, passage.text, f"附件“{part.name}”{place.label_zh}")
        for place, passage, finding in _found(contents)
    ]
    for place in contents.unread:
        message = "这一处没有程序能读出内容，请打开原件看过，确认不涉密、不含个人信息"
        entries.append(_bare(UNREAD, Severity.ERROR, message, f"附件“{part.name}”{place.label_zh}"))
    return "", entries
