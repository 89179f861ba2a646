"""Where somebody lives, down to the house, the group or the room. Where an office or a firm sits is public."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage

_PLACE = r"[\u4e00-\u9fff0-9A-Za-z·\-（()） #]{2,50}?"
_DETAIL = r"(?:[0-9一二三四五六七八九十百]{1,4}(?:-[0-9]{1,4})*(?:号|组|栋|幢|座|单元|室|户|弄|#))(?![线令文])"
_MORE = r"[\u4e00-\u9fff0-9A-Za-z\-]{0,12}?"
_LABELLED = re.compile(
    r"(?:(?:家庭|现|经常)?住址|家住|现住(?:地址|地|址)?|居住地(?:址)?|户籍(?:地址|所在地|地)|户口所在地|身份证(?:地址|住址)|家庭地址|常住地址|(?:联系|通讯|收件)地址(?=.{0,60}单元))"
    rf"[:：为是在于\s]{{0,3}}(?P<place>{_PLACE}{_DETAIL}(?:{_MORE}{_DETAIL}){{0,4}})"
)
_LIVES = re.compile(
    r"(?<=[,，;；、。(（\s])住(?=[\u4e00-\u9fff]{2,12}?(?:省|市|县|区|镇|乡|村|街道|路|街|小区))"
    rf"(?P<place>{_PLACE}{_DETAIL}(?:{_MORE}{_DETAIL}){{0,4}})"
)
_HOME = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,12}(?:小区|花园|家园|苑|公寓|新村|社区|[路街巷]\s?[0-9]{1,5}号院?)"
    r"\s?[0-9A-Z一二三四五六七八九十]{1,4}\s?(?:号楼|栋|幢|座|#楼|号)\s?[0-9一二三四五六七八九十]{1,3}\s?单元\s?[0-9]{1,5}\s?(?:室|号|户)?)"
)


def home_address(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """An address that somebody is said to live at, and any address down to a stairway and its door."""
    text = passage.text
    for match in _LABELLED.finditer(text) if "址" in text or "住" in text or "户" in text else ():
        if not _of_firm(passage, match.start("place"), rule):
            yield Hit(*match.span("place"))
    for match in _LIVES.finditer(text) if "住" in text else ():
        if not _of_firm(passage, match.start("place"), rule):
            yield Hit(*match.span("place"))
    for match in _HOME.finditer(text) if "单元" in text else ():
        if not _of_firm(passage, match.start("place"), rule):
            yield Hit(*match.span("place"))
    if passage.label and rule.words["address_head"].fullmatch(passage.label):
        found = re.search(_DETAIL, text)
        if found is not None and len(text) >= 6 and not rule.words["firm"].search(text):
            yield Hit(0, len(text))


def _of_firm(passage: Passage, start: int, rule: Rule) -> bool:
    first, last = passage.sentence_span(start)
    near = passage.text[max(first, start - 60) : min(last, start + 60)]
    return rule.words["firm"].search(near) is not None
