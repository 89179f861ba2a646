"""Telephone numbers of persons. Those of offices are meant to be public (条例第十二条、第二十条)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.pii.archives import is_title_of_file, looks_archival
from gongkai.proofing.pii.evidence import in_address_of_web, names_amount, names_other_number
from gongkai.proofing.pii.nearby import named_right_behind, program_key, speaks_of_somebody
from gongkai.proofing.pii.numbers import compact, has_segment, is_resident_id
from gongkai.proofing.pii.sums import has_unit, is_reckoned

_SEP = r"[ \-.·_]{1,3}"
_BREAK = r"[ \-·_]{1,3}"
"""One point alone would make the digits a fraction."""
MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][\-_])(?:(?:\(?\+ ?86\)?|\(86\)|(?:0086|86)(?=[ \-]?1))[ \-.]{0,2})?"
    r"(?P<number>1[3-9][0-9]{9}"
    rf"|1[3-9][0-9]{_SEP}[0-9]{{4}}{_SEP}[0-9]{{4}}"
    rf"|1[3-9][0-9]{{2}}{_SEP}[0-9]{{3}}{_SEP}[0-9]{{4}}"
    rf"|1[3-9][0-9]{_SEP}[0-9]{{3}}{_SEP}[0-9]{{5}}"
    rf"|1[3-9][0-9]{_BREAK}[0-9]{{8}}"
    rf"|1[3-9][0-9]{{5}}{_BREAK}[0-9]{{4}}"
    r"|1 ?[3-9](?: [0-9]){9})(?![0-9A-Za-z])(?![.\-_][0-9])"
    r"(?!/[0-9]{1,6}(?![0-9]))(?!,(?!1[3-9][0-9]{9}(?![0-9]))[0-9])"
)
"""Figures behind a slash or a comma are a part of the same code or sum, unless they are a telephone's too."""
_BROKEN = re.compile(r"(?<![0-9A-Za-z])(?P<number>1[3-9]?[0-9]{0,8}[ \t\-]*\n[ \t]*[0-9]{1,10})(?![0-9A-Za-z])")
"""A number that a line's end parts, as in tables and in PDF files."""
CALLED = re.compile(
    r"(?:手机|电话|联系|移动|号码|微信|[Tt][Ee][Ll]|[Ss][Mm][Ss]|[Cc][Ee][Ll][Ll]|[Pp]hone|[Mm]obile)[^0-9。;]{0,14}$"
)
_IDENTITY = re.compile(r"(?<![0-9])[1-8](?:[ \-]?[0-9]){16}[ \-]?[0-9Xx](?![0-9])")
_DECIMAL = re.compile(r"[0-9]\.$")
_LIST_NUMBER = re.compile(r"(?:^|[\s;。])[0-9]{1,3}\.$")
_TOUCHING_FIGURE = re.compile(r"[0-9][ \t]{1,4}$")
_BEHIND_A_LANDLINE = re.compile(r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[ \-]?[0-9]{7,8}[ \t]{1,4}$")
_FIGURE_AFTER = re.compile(r"[ \t]{1,4}[0-9]")
_LONE_BEFORE, _LONE_AFTER = re.compile(r"(?<![0-9])[0-9] [0-9]\s{1,4}$"), re.compile(r"\s{1,4}[0-9] [0-9](?![0-9])")
"""Rows of single digits above or below: a table of them."""
_LANDLINE = re.compile(
    r"(?<![0-9])(?:(?:\+86|0086)?[ -]?\(?0[1-9][0-9]{1,2}\)?[ -]{0,2})?[2-9][0-9]{2,3}[ -]?[0-9]{4}(?![0-9])"
)


def mobile(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A mobile number. In the contact of an office or an officer it is a hint: it was put there for everybody, but
    somebody has to know that it is the office's."""
    for match in _written(passage, rule):
        if _is_figure(passage, match) or names_other_number(passage, match.start(), rule):
            continue
        if names_amount(passage, match.start(), rule) or _PAGE.match(passage.text, match.end()):
            continue
        archival = _is_archival(passage, match, rule)
        if archival and is_title_of_file(passage.text, match.span()):
            continue
        if program_key(passage, match.start()) is False and not in_address_of_web(passage, match.start()):
            continue
        advice = _PERSONS
        if in_address_of_web(passage, match.start()):
            if not _WHOLE_PART.match(passage.text, max(match.start() - 1, 0)):
                continue
            advice = _IN_AN_ADDRESS
        elif _is_offices(passage, match.start(), match.end(), rule):
            advice = _OFFICES
        elif archival or not _is_sure(passage, match, rule):
            advice = _NOBODYS
        hint = advice is not _PERSONS
        weight, probability = (Severity.HINT, 0.3) if hint else (Severity.WARNING, None)
        yield Hit(*match.span("number"), severity=weight, probability=probability, words={"advice": advice})


_PERSONS = "个人的手机号码应当删除；单位公开的联系方式以办公电话为宜。"
_OFFICES = "它写在单位的联系方式里：请核对是单位公开的号码，不是个人的；以办公电话为宜。"
_IN_AN_ADDRESS = "它写在网址里，也可能是网页的编号：请核对不是个人的号码。"
_NOBODYS = "看不出是谁的，也可能不是电话：请核对不是个人的手机号码。"
_PAGE = re.compile(r"\.(?:s?html?|jspx?|aspx?|php)(?![A-Za-z])")
"""The end of a page's name."""
_WHOLE_PART = re.compile(r"[/=]1[3-9][0-9]{9}(?![0-9A-Za-z_.\-])")
"""A part of an address of the web that is nothing but the number."""


def _is_sure(passage: Passage, match: re.Match[str], rule: Rule) -> bool:
    """Whether the form, the whole text, or what stands around says that it is somebody's telephone."""
    return passage.proven or _is_written_as_one(match) or speaks_of_somebody(passage, *match.span(), rule)


def _is_archival(passage: Passage, match: re.Match[str], rule: Rule) -> bool:
    """Whether a year stands between hyphens in the middle, as in the numbers of archives, and nothing calls it a
    telephone's."""
    if not looks_archival(match["number"]) or match[0] != match["number"]:
        return False
    return not (_called(passage, match.start(), rule) or named_right_behind(passage, match.end(), rule))


def _is_written_as_one(match: re.Match[str]) -> bool:
    """Whether eleven figures are a telephone's by form: behind the country's code, or grouped by hyphens."""
    number = match["number"]
    abroad = match[0].startswith(("+", "0086", "("))
    grouped = re.fullmatch(r"[0-9]{3}-[0-9]{4}-[0-9]{4}", number) is not None
    return (abroad or grouped) and has_segment(compact(number))


def _written(passage: Passage, rule: Rule) -> Iterator[re.Match[str]]:
    """Eleven digits in every way people write them. Behind a figure and a comma, and across a line's end, something
    has to say that they are a telephone's."""
    if not passage.has_digits:
        return
    for match in MOBILE.finditer(passage.text):
        behind = BEHIND_A_FIGURE.search(passage.text[max(match.start() - 3, 0) : match.start()])
        listed = behind and _BEHIND_ITS_LIKE.search(passage.text[max(match.start() - 14, 0) : match.start()])
        if not behind or listed or _called(passage, match.start(), rule):
            yield match
    for match in _BROKEN.finditer(passage.text):
        digits = re.sub(r"[^0-9]", "", match["number"])
        if re.fullmatch(r"1[3-9][0-9]{9}", digits) and _called(passage, match.start(), rule):
            yield match


def _called(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether what stands right before a place says that a telephone number follows, or names somebody."""
    return CALLED.search(passage.before(start, 20)) is not None or names_somebody(passage, start, rule)


_BEHIND_ITS_LIKE = re.compile(r"(?<![0-9])(?:86)?1[3-9][0-9]{9}[,/]\s?$")
BEHIND_A_FIGURE = re.compile(r"[0-9][,/]\s?$")


def names_somebody(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether a name, or an identity number, stands right before a place."""
    numbers = _IDENTITY.findall(passage.text, max(start - 40, 0), start)
    return is_named(passage, start, rule) or any(is_resident_id(compact(number)) for number in numbers)


def is_named(passage: Passage, start: int, rule: Rule) -> bool:
    """Whether a name stands right before a place, with at most a word for a telephone between."""
    near = passage.text[max(start - 40, 0) : start]
    others = [match.span() for match in rule.words["no_name"].finditer(near)]
    found = _touching_name(rule.words["surname"].pattern).finditer(near)
    return any(not any(first <= match.start() < last for first, last in others) for match in found)


@lru_cache(maxsize=4)
def _touching_name(surname: str) -> re.Pattern[str]:
    called = r"(?:联系)?(?:电话|手机)?(?:号码)?[\s:为是(+]{0,4}$"
    return re.compile(rf"(?=(?:{surname})[\u4e00-\u9fff]{{1,3}}[\s:,、(|\"']{{0,4}}{called})")


def _is_figure(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the digits are an amount, or stand in a row of figures."""
    before = passage.text[max(match.start() - 8, 0) : match.start()]
    if _DECIMAL.search(before) and not _LIST_NUMBER.search(before):
        return True
    plain = match["number"].isdigit() or "." in match["number"]
    abroad = match[0].startswith(("+", "0086", "("))
    if plain and not abroad and (has_unit(passage.text, match.end()) or is_reckoned(passage.text, match.start())):
        return True
    if " " not in match["number"]:
        return False
    after = passage.after(match.end(), 6)
    if re.fullmatch(r"[0-9](?: [0-9])*", match["number"]) and (_LONE_BEFORE.search(before) or _LONE_AFTER.match(after)):
        return True
    touched = _TOUCHING_FIGURE.search(before) and not _BEHIND_A_LANDLINE.search(passage.before(match.start()))
    return bool(touched or _FIGURE_AFTER.match(after))


def _is_offices(passage: Passage, start: int, end: int, rule: Rule) -> bool:
    """Whether a number is an office's or an officer's. The words right before it count most: applicants are told to
    call the hot line."""
    if rule.words["hot_line"].search(passage.before(start, 14)):
        return True
    if _of_person(rule.words["personal"].pattern, rule.words["surname"].pattern).search(passage.sentence(start)):
        return False
    near = passage.before(start, 40)
    return any((rule.words["hot_line"].search(near), rule.words["officer"].search(near))) or bool(
        rule.words["officer"].search(passage.after(end, 12))
    )


@lru_cache(maxsize=8)
def _of_person(personal: str, surname: str) -> re.Pattern[str]:
    """A person who is named, described or has a telephone: 申请人王五, 户主：李四, 家长电话, an identity number."""
    return re.compile(
        rf"(?:{personal})(?:姓名)?\s?[:(]?\s?(?:{surname})[\u4e00-\u9fff*×]{{1,2}}"
        r"(?=[,、;\s(:0-9]|电话|手机|联系|$)"
        rf"|(?:{personal})(?:本人)?的?(?:联系)?(?:电话|手机|方式|号码)|[(,](?:男|女)[,)]|[1-8][0-9]{{16}}[0-9Xx]"
        r"|本人\)|(?:手机|电话)为本人"
    )


def home_landline(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A landline number that is called somebody's home."""
    for label in rule.words["home_telephone"].finditer(passage.text) if passage.has_digits else ():
        match = _LANDLINE.search(passage.text, label.end(), label.end() + 26)
        if match is not None and not re.search(r"[。;\n]", passage.text[label.end() : match.start()]):
            yield Hit(*match.span())
