"""Evidence that a number is something else: the words right before it, or an address in the web around it."""

from __future__ import annotations

import re

from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage

_TRAIL = re.compile(r"[\s:：(（为是第#\[\"“=]+$")
_FIGURES = re.compile(r"[\s0-9.,、:：(（]+$")
_LARGE_FIGURES = re.compile(r"(?:[\s.,、:：(（¥￥为是达共计约]|人民币|(?<![0-9])[0-9]{9,13}(?:\.[0-9]{1,2})?)+$")
"""What may stand between a figure and its head: figures of its size in the same row."""
_UNIT = re.compile(
    r"[(（](?:人民币|单位[:：]?|折合)?(?:[百千万亿]{0,2}(?:元|美元|欧元|人次|次|步|吨|度|千瓦时|立方米|平方米|公斤|字节|亩|股|份|册|只|头|株))[)）]$"
)
"""What figures count, behind their head: 金额（元）."""
_YEAR_HEAD = re.compile(
    r"(?:^|[\s|])(?:[本上去今前当往]年|[12][0-9]{3}年|[本上]期|[年期][初末]|(?:上年)?同期|全年)(?:度|实际|执行|发生|累计|余额|数|额)*"
    r"(?:[(](?:[百千万亿]?元|单位[^()]{1,6})[)])?:\s?$"
)
"""The head of a column of a budget: what stands below is money, whatever its row is called."""
_PREFIXED = r"(?<![0-9])(?:\+?(?:00)?86-?)?"
_LISTED = {
    size: re.compile(rf"(?:{_PREFIXED}[0-9]{{{size}}}(?:\([^()]{{0,12}}\))?[\s、,;/~和及与至]{{1,3}})+$")
    for size in range(11, 20)
}
"""Numbers of the same length before, in one list with it."""
_DIGITS = re.compile(r"[0-9]+")
_PLAIN_CODE = re.compile(r"(?:编号|序号|编码|代码|备注)")
_WEB = re.compile(r"(?:https?://|www\.)[!-~]*$")
_OF_A_PERSON = re.compile(
    r"[?&](?:mobile|phone|tel|telephone|sj|sjh|sjhm|shouji|lxdh|dh|card|cardno|bankcard|kh|yhkh)=$", re.IGNORECASE
)
"""Questions put to a program about a person; what else stands in an address is its own."""


def names_other_number(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether the words right before a place name another kind of number, such as a file or an index number."""
    if _PLAIN_CODE.fullmatch(passage.label) and start == 0 and persons_row(passage, rule):
        return False
    if passage.text[max(start - 1, 0) : start] == "第" or _CALLED_BEHIND.match(
        passage.text, _end_of_digits(passage, start)
    ):
        return True
    near = _TRAIL.sub("", _SERIES.sub("", _head_of_list(passage, start)))
    if _MOBILE.match(passage.text, start) and _is_code(near, rule):
        return True
    return _ends_with("other_numbers", near[-24:], rule) or _ends_with("other_numbers", row_head(passage, start), rule)


_SERIES = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{1,11}-$")
"""The letters of a number's series: 招标编号：NXZB-."""
_CALLED_BEHIND = re.compile(r"[ ]?[(][^()手电联]{0,6}(?:编号|[设工单户序]\S?号|条码|代码|ID)[)]")


def _end_of_digits(passage: Passage, start: int) -> int:
    number = _DIGITS.match(passage.text, start)
    return number.end() if number else start


def _is_code(near: str, rule: Rule) -> bool:
    """Whether what stands before eleven figures calls them any number or code but a telephone's or a person's: 学号,
    工号, 识别码."""
    return _CODE.search(near) is not None and rule.words["number_of_person"].search(near[-8:]) is None


_MOBILE = re.compile(r"1[3-9][0-9]{9}(?![0-9])")
_CODE = re.compile(r"[\u4e00-\u9fffA-Za-z](?:号|码)$")


def _head_of_list(passage: Passage, start: int) -> str:
    """What stands before a number, or before the list of its like in which it stands."""
    number = _DIGITS.match(passage.text, start)
    listed = _LISTED.get(len(number[0])) if number else None
    if listed is None:
        return passage.before(start, 24)
    return listed.sub("", passage.before(start, _LONGEST_LIST))


_LONGEST_LIST = 240


def _ends_with(words: str, near: str, rule: Rule) -> bool:
    return any(match.end() >= len(near) - 1 for match in rule.words[words].finditer(near)) if near else False


def row_head(passage: Passage, start: int) -> str:
    """The first words of the row, when the number is all that its cell holds: forms have their heads there."""
    return _UNIT.sub("", passage.beside.partition("\t")[0].partition(":")[2]) if start <= 1 else ""


def persons_row(passage: Passage, rule: Rule) -> bool:
    """Whether a person's name is a cell of the row: under a head of names, or above and below of other names."""
    pairs = (pair.partition(":") for pair in passage.beside.split("\t"))
    surname = rule.words["surname"].pattern
    return any(
        (not head or rule.words["name_head"].fullmatch(head) or _is_name(head, surname, rule))
        and _is_name(words, surname, rule)
        for head, _, words in pairs
    )


def _is_name(words: str, surname: str, rule: Rule) -> bool:
    """Whether a cell holds nothing but a name: 余额 begins with a surname too."""
    named = re.fullmatch(rf"(?:{surname})[\u4e00-\u9fff]{{1,2}}", words) is not None
    return (
        named
        and not rule.words["no_name"].match(words)
        and not any(rule.words[kind].search(words) for kind in ("amounts", "counted", "other_numbers"))
    )


def names_amount(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether a place stands in a row of figures behind a word for money, other figures between them; or behind a
    word for anything that is counted, large figures between them. Nobody is paid as much as a mobile number says."""
    if passage.label and start == 0 and persons_row(passage, rule):
        return False
    before = passage.before(start, 60)
    if _YEAR_HEAD.search(before):
        return True
    if _ends_with("amounts", _FIGURES.sub("", before), rule):
        return True
    near = _LARGE_FIGURES.sub("", before)
    bare = _UNIT.sub("", near)
    return bare != near or any(
        _ends_with(kind, words, rule) for kind in ("amounts", "counted") for words in (bare, row_head(passage, start))
    )


def in_address_of_web(passage: Passage, start: int) -> bool:
    """Whether a place stands within an address of the web, and is no answer to a question about a person."""
    if _OF_A_PERSON.search(passage.text[max(start - 12, 0) : start]):
        return False
    return _WEB.search(passage.text[max(start - 200, 0) : start]) is not None
