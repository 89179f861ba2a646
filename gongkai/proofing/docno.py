"""Numbers of documents (发文字号): code of the agency, year in 〔〕, running number without 第 and without zeros
before it (GB/T 9704—2012; 党政机关公文处理工作条例)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage

_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{1,16}) ?"
    r"(?P<open>[\[(【{<〈《〔])\s?(?P<year>[0-9]{2,4})\s?年?\s?(?P<close>[\])】}>〉》〕])"
    r"\s?(?P<ordinal>第?)\s?(?P<number>[0-9]{1,6})\s?号"
)
_LAST = re.compile(r"[发办函字政党规批电通议请报复纪委厅局文调督任人组宣统外建商财教卫民司安环住交水农文旅审税监管]$")
_NOT_CODE = re.compile(
    r"(?:合同|协议|招标|采购|项目|案号|批次|地块|许可|证|第|令|公告|通告|判决|裁定|标|备|注|编号|登记|车|民初|刑初|行初|执|民终|刑终|行终|破|仲|裁)$"
)

_ORDINAL = re.compile(r"(?:公告|通告|令|议案|提案)$")
"""Announcements, orders and proposals of some organs are numbered 〔2023〕第5号."""


def document_number(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A document's number that is not written as the standard has it; the suggestion is the whole number."""
    if not passage.has_digits or "号" not in passage.text:
        return
    for match in _NUMBER.finditer(passage.text):
        wrong = _wrong(match)
        tortoise = match["open"] + match["close"] == "〔〕"
        if not wrong or (not tortoise and (_NOT_CODE.search(match["code"]) or len(match["year"]) != 4)):
            continue
        sure = tortoise or _LAST.search(match["code"]) is not None
        if rule.words["other_numbers"].search(passage.before(match.start("open"), 14)):
            continue
        start = match.start("open")
        right = f"〔{_year(match['year'])}〕{int(match['number'])}号"
        words = {"found": passage.text[start : match.end()], "wrong": "、".join(wrong), "right": right}
        if int(match["number"]) == 0:
            yield Hit(start, match.end(), words=words)
        else:
            yield Hit(start, match.end(), None if sure else Severity.HINT, None if sure else 0.5, words, (right,))


def _wrong(match: re.Match[str]) -> list[str]:
    found = []
    if match["open"] + match["close"] != "〔〕":
        found.append("年份应当用六角括号“〔〕”括入")
    if len(match["year"]) != 4 or not 1949 <= int(match["year"]) <= 2099:
        found.append("年份应当写全四位")
    if match["ordinal"] and not _ORDINAL.search(match["code"]):
        found.append("发文顺序号不加“第”字")
    if match["number"].startswith("0"):
        found.append("发文顺序号不编虚位（1不编为01）")
    if re.search(r"[0-9]\s?年\s?[\])】}>〉》〕]", match[0]):
        found.append("括号内不写“年”字")
    return found


def _year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    return ("20" if int(digits[:2]) < 50 else "19") + digits[:2] if len(digits) == 2 else digits
