"""Numbers of archives that are grouped like a telephone's: fonds, year and file (全宗-年度-件, DA/T 22—2015)."""

from __future__ import annotations

import re

_FILE = r"1[3-9][0-9][ ·.\-_](?:19[4-9]|20[0-4])[0-9][ ·.\-_][0-9]{4}"
_WRITTEN = re.compile(_FILE)
_TITLE = re.compile(r"[ \t|,、]{1,6}[《“]?[\u4e00-\u9fff0-9][\u4e00-\u9fff0-9《》“”()〔〕]{3,}")
_LINE_BEFORE = re.compile(r"(?:^|\n)[ \t|]{0,4}(?:[0-9]{1,3}[ \t.、|]{1,4})?$")
_WORDS = re.compile(r"档|全宗|案卷|卷宗|题名|移交|查阅|归档|保管期限")


def looks_archival(number: str) -> bool:
    """Whether the middle group is a year: one telephone of a hundred is like that."""
    return _WRITTEN.fullmatch(number) is not None


def is_title_of_file(text: str, span: tuple[int, int]) -> bool:
    """Whether a file's title follows the number at the beginning of its line, or archives are spoken of before it."""
    start, end = span
    if _WORDS.search(text, max(start - 120, 0), start):
        return True
    return _LINE_BEFORE.search(text, max(start - 12, 0), start) is not None and _TITLE.match(text, end) is not None
