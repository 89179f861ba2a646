"""Pinyin above the characters of a page, as ruby: for those who learn to read, and for names that nobody can.

Only text between tags changes. What is typed, chosen, drawn or code stays, and so does what says that it is another
language; the words above are found in phrases (行政 xíng, 银行 háng), so a run of characters is asked for at once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, pinyin

from gongkai.script.catalogue import HAN
from gongkai.script.markup import Edit, Tag, Text, attributes, language_of, pieces, put_in
from gongkai.script.traditional import OPAQUE, Scope

_RUN = re.compile(f"{HAN.pattern}+")
_SHUT = OPAQUE | {"ruby", "select", "option", "svg", "math", "nav"}
"""Elements without pinyin: what cannot hold ruby, what has it, and the ways round the site, which stay short."""


def sorting(words: str) -> tuple[str, str]:
    """What words are sorted by in a list for people: their sounds, as in a dictionary."""
    return " ".join(sounds[0] for sounds in pinyin(words, style=Style.TONE3)), words


def page_with_pinyin(page: str) -> str:
    """The page with the sound of each character of its <main> above it, for the eye alone. A page in another language
    comes back as it was."""
    edits: list[Edit] = []
    scope, read = Scope(), False
    for piece in pieces(page):
        if isinstance(piece, Text):
            if read and not scope.depth and not piece.raw:
                edits += _edits(page, piece)
        elif piece.name == "html" and not piece.closes:
            if not (language_of(page, piece)[2] or "zh").startswith("zh"):
                return page
        elif piece.name == "main":
            read = not piece.closes
        elif not scope.holds(piece) and not piece.closes and not piece.alone and _is_shut(page, piece):
            scope.name, scope.depth = piece.name, 1
    return put_in(page, edits)


def _is_shut(page: str, tag: Tag) -> bool:
    if tag.name in _SHUT:
        return True
    start, end = tag.inside
    if "lang" not in page[start:end]:
        return False
    told = {attribute.name: attribute.value for attribute in attributes(page, tag)}
    return not told.get("lang", "zh").startswith("zh")


def _edits(page: str, text: Text) -> list[Edit]:
    found = _RUN.finditer(page, text.start, text.end)
    return [(match.start(), match.end(), _above(match[0])) for match in found]


@lru_cache(maxsize=4096)
def _above(words: str) -> str:
    """A run of characters with its sounds; a character that has none stands as it is."""
    sounds = [sound[0] for sound in pinyin(words, style=Style.TONE)]
    if len(sounds) != len(words):
        # characters without a sound come back together; then each is asked for by itself
        sounds = [pinyin(one, style=Style.TONE)[0][0] for one in words]
    pairs = zip(words, sounds, strict=True)
    return "".join(
        f'<ruby>{one}<rt aria-hidden="true">{sound}</rt></ruby>' if sound != one else one for one, sound in pairs
    )
