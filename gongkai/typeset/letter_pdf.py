"""A statutory letter as PDF, in the 信函格式 of GB/T 9704—2012, made to be kept and to be read aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gongkai.typeset.lines import broken
from gongkai.typeset.page import LetterPage
from gongkai.typeset.press import press

_HEAD_WIDTH = 20
"""Characters in the red head before it takes a second line; fewer stand larger."""
_TITLE_WIDTH = 19.5
"""Characters of 二号 in 156 mm, less half a one."""
_LONGEST_HEADING = 84
"""Three lines: what is longer is a paragraph that happens to begin with an ordinal."""
_LEVELS = ((2, re.compile(r"[一二三四五六七八九十百]+、")), (3, re.compile(r"（[一二三四五六七八九十百]+）")))


def letter_pdf(
    page: LetterPage,
    *,
    made_at: datetime,
    font_dir: Path | None = None,
    along: Sequence[LetterPage] = (),
    mark: str = "",
) -> bytes:
    """Set a letter as tagged PDF/A-2a; the same page and time give the same bytes.

    ``along`` are papers sent with it, each beginning a page of its own; ``mark`` stands behind the text of every
    page, such as 预览 on what is not issued yet.

    :raises GlyphMissing: when no font has a character, naming it.
    :raises TypesettingFailed: when the engine refuses for another reason.
    """
    data = letter_data(page) | {"along": [letter_data(more) for more in along], "mark": mark}
    return press("letter.typ", data, made_at=made_at, font_dir=font_dir)


def letter_data(page: LetterPage) -> dict[str, Any]:
    """What the template is told."""
    return {
        "name": page.title,
        "head": broken(page.head, _HEAD_WIDTH),
        "number": page.number,
        "title": broken(page.title, _TITLE_WIDTH),
        "addressee": page.addressee,
        "paragraphs": [(level_of(paragraph), paragraph) for paragraph in page.paragraphs[:-1]],
        "tail": "".join(page.paragraphs[-1:]),
        "attachments": page.attachments,
        "agency": page.agency,
        "seal": page.seal,
        "dated_on": page.dated_on,
        "notes": page.note,
        "copies_to": "、".join(page.copies_to) + "。" if page.copies_to else "",
        "footer": page.footer,
    }


def level_of(paragraph: str) -> int:
    """2 for a heading 一、, 3 for （一）, 0 for a paragraph: a heading ends without a full stop (7.3.3)."""
    if len(paragraph) > _LONGEST_HEADING or "。" in paragraph:
        return 0
    return next((level for level, ordinal in _LEVELS if ordinal.match(paragraph)), 0)
