"""Marks of secrecy and of internal use: facts of the layout and phrases on a sign, not words in a sentence.

A law speaks of 国家秘密 and 商业秘密 on every page; a document that bears 秘密★10年 must not be published
(保守国家秘密法第二十二条, 条例第十四条).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.text import BlockKind

_G = r"\s{0,4}"
_LEVEL = rf"(?:绝{_G}密|机{_G}密|秘{_G}密)"
_NUMBER = rf"[0-9一二三四五六七八九十]{{1,3}}(?:{_G}[0-9]){{0,2}}"
_TERM = rf"(?:{_NUMBER}{_G}(?:年|个?{_G}月|天|日)|长{_G}期|(?:启用|公布|发布|解密|使用|完成)前)"
_STARRED = re.compile(
    rf"{_LEVEL}{_G}[★☆⭐✭✮✯✰⋆*]{_G}(?:{_TERM})?|[★⭐]{_G}{_LEVEL}|(?:内{_G}部|工{_G}作{_G}秘{_G}密){_G}[★☆⭐]{_G}(?:{_TERM})?"
)
_ALONE = re.compile(
    rf"[\s(（【\[〔]*(?:密{_G}级{_G}[:：]?{_G})?(?P<mark>{_LEVEL})(?:{_G}级)?{_G}(?:{_TERM})?{_G}(?:特急|加急|急件|平急|特提)?[\s)）】\]〕]*"
)
_LABELLED = re.compile(
    rf"(?:密{_G}级|保密等级|涉密等级|秘密等级)(?:和保密期限|及保密期限)?{_G}[:：]{_G}(?P<mark>{_LEVEL}){_G}(?:级)?(?:★?{_G}{_TERM})?(?=$|[\s,，。;；)）])(?!{_G}[□☐、/])"
)
_DECLARED = re.compile(
    r"(?:本|此|该)(?:文件|件|资料|材料|文|通知|稿|报告|卷)[^。;\n不非未]{0,8}?(?:属于?|为|系|定为|确定为)[^。;\n不非未]{0,6}?(?P<mark>绝密|机密|秘密|国家秘密|工作秘密|内部资料|内部文件)(?!工作|管理|保护|的|范围|事项)"
)
_CELL_LABEL = re.compile(r"密级|保密等级|定密")
_SEGMENT = re.compile(r"[^\n。；;！!，,、：:（()）【】\[\]〔〕★☆“”\"《》|]+")
_BARE = re.compile(r"不(?:得|予|对外|宜)公开")
_HEAD = 40
"""A block so short is a line of its own: a head, a foot, a stamp."""


def secrecy_mark(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A level of secrecy with its star, alone on its line, behind 密级, or said of this document."""
    text = passage.text
    if "密" not in text:
        return
    for match in _STARRED.finditer(text):
        if not match[0].endswith("*") and not rule.words["example"].search(passage.sentence(match.start())):
            yield Hit(*match.span())
    for start, line in _lines(text):
        alone = _ALONE.fullmatch(line)
        if alone is not None and (passage.kind is not BlockKind.CELL or _CELL_LABEL.search(passage.label)):
            yield Hit(start + alone.start("mark"), start + alone.end("mark"))
    for pattern in (_LABELLED, _DECLARED):
        for match in pattern.finditer(text):
            yield Hit(*match.span("mark"))


def internal_mark(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A phrase of a stamp, alone on its line or between brackets; in a sentence it is prose."""
    text = passage.text
    if not rule.words["stamp_clue"].search(text) or (passage.kind is BlockKind.CELL and len(text) < 5):
        return
    for start, line in _lines(text):
        short = len(line.strip()) <= _HEAD
        for segment in _SEGMENT.finditer(line):
            words = re.sub(r"\s+", "", segment[0])
            if not rule.words["stamp"].fullmatch(words) or rule.words["licensed_print"].search(line):
                continue
            first, last = start + segment.start(), start + segment.end()
            bracketed = _bracketed(text, first, last)
            if bracketed or (short and _is_stamp_line(line, rule)):
                # Between brackets in prose it may be a car park's; alone on a line it may head a list of kinds.
                doubtful = not short or _BARE.fullmatch(line.strip(" 。！!")) is not None
                lead = len(segment[0]) - len(segment[0].lstrip())
                weight = Severity.WARNING if doubtful else None
                yield Hit(first + lead, first + len(segment[0].rstrip()), weight)


def copy_number(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """份号: only documents with secrets bear one."""
    del rule
    for start, line in _lines(passage.text):
        found = re.fullmatch(rf"\s*份{_G}号{_G}[:：]?{_G}(?P<number>[0-9](?:{_G}[0-9]){{2,6}})\s*", line)
        if found is not None:
            yield Hit(start + found.start("number"), start + found.end("number"))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"[^\n]+", text):
        yield match.start(), match[0]


def _is_stamp_line(line: str, rule: Rule) -> bool:
    """Whether every part of a short line is of a stamp, or the line opens or ends with one."""
    parts = [re.sub(r"\s+", "", part[0]) for part in _SEGMENT.finditer(line)]
    parts = [part for part in parts if part]
    good = [rule.words["stamp"].fullmatch(part) or rule.words["stamp_company"].fullmatch(part) for part in parts]
    return all(good)


def _bracketed(text: str, start: int, end: int) -> bool:
    opened, closed = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    return opened + closed in {"（）", "()", "【】", "[]", "〔〕"}
