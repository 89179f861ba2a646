"""The prose of a part: paragraphs whole again, tables and page furniture left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.report.read.document import Line
from gongkai.report.read.glyphs import visible
from gongkai.report.read.text import is_page_number

_END = "。！？；：!?;:”’…"
_OPENS = re.compile(
    r"^\s*(?:[#*]|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[.、．)）]\s*(?!\d)|[一二三四五六七八九十]是|附件)"
)
_FURNITURE = re.compile(
    r"^(?:上一篇|下一篇|上一条|下一条|打印(?:本页)?|关闭(?:窗口|本页)?|【?(?:打印|关闭|字体|大|中|小)】?|分享到?.{0,6}|扫一扫.{0,20}|"
    r"(?:网站)?(?:主办|承办|维护)(?:单位)?[:：].*|版权所有.*|.*ICP备.*|.*公网安备.*|网站标识码.*|网站地图.*|联系我们|返回顶部|相关(?:链接|文章|附件|阅读).*)$"
)
_STRETCH: dict[int, tuple[re.Pattern[str], re.Pattern[str]]] = {
    2: (
        re.compile(r"第\s*二\s*十\s*条\s*第?\s*[（(][一五六八九]|信\s*息\s*内\s*容"),
        re.compile(r"(?:行\s*政\s*事\s*业\s*性\s*收\s*费|集\s*中\s*采\s*购)[\s\d.,/元万—-]*"),
    ),
    3: (
        re.compile(r"[（(]?\s*本\s*列\s*数\s*据\s*的\s*勾\s*稽|申\s*请\s*人\s*情\s*况|一\s*、\s*本\s*年\s*新\s*收"),
        re.compile(r"结\s*转\s*下\s*年\s*度?\s*(?:继\s*续\s*办\s*理)?[\s\d/—-]*"),
    ),
    4: (
        re.compile(r"行\s*政\s*复\s*议\s*行\s*政\s*诉\s*讼|结\s*果\s*维\s*持"),
        re.compile(r"(?:总\s*计|审\s*结|起\s*诉)[\s\d/—-]*"),
    ),
}


def prose_of(number: int, lines: Sequence[Line], *, wrapped: bool) -> str:
    """The paragraphs of a part, one to a line."""
    text = "\n".join(_paragraphs([line for line in lines if not line.table], wrapped=wrapped))
    if number not in _STRETCH:
        return text
    kept = _without_stretch(number, text)
    return "\n".join(
        line for line in kept.split("\n") if re.search(r"[。；]", line) or line.lstrip().startswith(("注", "备注"))
    )


def _without_stretch(number: int, text: str) -> str:
    opening, closing = _STRETCH[number]
    first = opening.search(text)
    if not first:
        return text
    ends = [found.end() for found in closing.finditer(text, first.start())]
    end = max(ends, default=first.end())
    return text[: first.start()].rstrip() + "\n" + text[end:].lstrip()


def _paragraphs(lines: Sequence[Line], *, wrapped: bool) -> list[str]:
    found: list[str] = []
    for line in lines:
        text = visible(line.text).strip().lstrip("#* ")
        if not text or is_page_number(text) or _FURNITURE.match(text):
            continue
        if found and not line.opens and _continues(found[-1], text, wrapped=wrapped):
            found[-1] = _joined(found[-1], text)
        else:
            found.append(text)
    return found


def _continues(before: str, text: str, *, wrapped: bool) -> bool:
    """Whether a line goes on with the sentence of the line before."""
    if before[-1] in _END:
        return False
    if before[-1] in "，、,（(“《":
        return True
    return wrapped and not _OPENS.match(text)


def _joined(before: str, text: str) -> str:
    ascii_ends = before[-1].isascii() and before[-1].isalpha() and text[0].isascii() and text[0].isalpha()
    return f"{before} {text}" if ascii_ends else before + text
