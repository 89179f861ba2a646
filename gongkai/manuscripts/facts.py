"""Facts that a document says of itself, for somebody to confirm: its title, its number, who issued it, its day
(公文处理条例第九条)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.manuscripts.model import Block, Look, Paragraph
from gongkai.proofing import calendar_words
from gongkai.statute.documents import corrected_number, genre_of

AT_ITS_HEAD, AT_ITS_END = 14, 12
LONGEST_TITLE = 200
_NUMBER = re.compile(r"[^\s〔\[（(【［]{1,30}\s?[〔\[（(【［]\s?(?:19|20)\d{2}\s?[〕\]）)】］]\s?第?\s?\d{1,5}\s?号")
_MORE_GENRES = re.compile(
    r"(?:办法|规定|细则|方案|规划|计划|条例|指南|说明|解读|公示|名单|要点|总结|预案|制度|标准|清单|目录|情况|图解|问答)$"
)
_AGENCY = re.compile(r"(?:政府|办公室|办公厅|局|委员会|厅|部|院|中心|街道办事处|指挥部|领导小组)$")
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]$")


def proposed(blocks: Sequence[Block]) -> tuple[dict[str, str], list[Paragraph]]:
    """The facts, and the paragraphs that are the title: a page shows that by itself."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    titles = _title(paragraphs[:AT_ITS_HEAD])
    found = {
        "title": "".join(_bare(paragraph) for paragraph in titles),
        "document_number": _number(paragraphs[:AT_ITS_HEAD]),
        **_signature(paragraphs[-AT_ITS_END:]),
    }
    return {name: value for name, value in found.items() if value}, titles


def _bare(paragraph: Paragraph) -> str:
    return re.sub(r"\s+", "", paragraph.text)


def _title(head: Sequence[Paragraph]) -> list[Paragraph]:
    """The lines in the middle that end as a title does, or what a style calls the title."""
    styled = [paragraph for paragraph in head if paragraph.title]
    if styled:
        return styled if len("".join(map(_bare, styled))) <= LONGEST_TITLE else []
    lines: list[Paragraph] = []
    for paragraph in head:
        if paragraph.look is not Look.CENTRED or _NUMBER.fullmatch(paragraph.text) or paragraph.text.endswith("文件"):
            lines = []
            continue
        lines.append(paragraph)
        whole = "".join(map(_bare, lines))
        if len(whole) <= LONGEST_TITLE and _ends_as_a_title(whole):
            return lines
    return []


def _ends_as_a_title(text: str) -> bool:
    return len(text) > 4 and bool(genre_of(text) or _MORE_GENRES.search(_BRACKETS.sub("", text)))


def _number(head: Sequence[Paragraph]) -> str:
    for paragraph in head:
        match = _NUMBER.match(paragraph.text)
        rest = paragraph.text[match.end() :].strip() if match else ""
        if match and (not rest or rest.startswith("签发人")):
            number = corrected_number(re.sub(r"\s", "", match[0]))
            return str(number) if number else match[0]
    return ""


def _signature(end: Sequence[Paragraph]) -> dict[str, str]:
    """The last line that is a day and nothing else, and the agency in the line before it."""
    for place in range(len(end) - 1, -1, -1):
        text = re.sub(r"\s", "", end[place].text)
        match = calendar_words.DAY.fullmatch(text)
        on = calendar_words.read(match).on if match else None
        if on is None:
            continue
        above = _bare(end[place - 1]) if place else ""
        return {"dated_on": on.isoformat(), "issued_by": above if _AGENCY.search(above) and len(above) < 60 else ""}
    return {}
