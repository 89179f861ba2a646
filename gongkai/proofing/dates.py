"""Days that do not exist, weekdays that belong to another day, periods that end before they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.proofing import calendar_words
from gongkai.proofing.finding import Hit
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage
from gongkai.proofing.placed import Placed, in_block
from gongkai.proofing.shadow import shadow_of
from gongkai.proofing.text import Text

_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH_DAY = re.compile(r"(?<![0-9年.\-/])(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日")
_MONTH = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}年(?P<m>[0-9]{1,2})月(?!\s?[0-9])")
_WEEKDAY = re.compile(r"\s?[（(，,、]?\s?(?:星期|周|礼拜)(?P<w>[一二三四五六日天])(?![至到\-—~～、])")
_ZERO = re.compile(r"[一二][一二三四五六七八九〇零○OoＯ0]{3}年")
_BETWEEN = re.compile(r"\s?(?:\([^()]{1,8}\))?\s?(?:起)?\s?(?:至|到|-{1,2}|—{1,2}|~|～|–)\s?")
_SHORT_END = re.compile(r"(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日")
_YEARS = re.compile(
    r"(?<![0-9〔\[(（])(?P<a>(?:19|20)[0-9]{2})年?(?:至|到|-{1,2}|—{1,2}|~|～|–)(?P<b>(?:19|20)[0-9]{2})年(?![0-9])"
)
_SHORT_YEAR = re.compile(
    r"(?<![0-9〇一二三四五六七八九十国和治绪正化熙隆庆丰嘉光满])['’]?(?P<y>[0-9]{2})年(?P<m>1[0-2]|0?[1-9])月(?P<d>[0-9]{1,2})日(?!内|以内|后)"
)


def impossible_date(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A day or month that no calendar has."""
    del rule
    for written in passage.days:
        if written.on is None and (written.by_words or 0 < written.month <= 12):
            yield Hit(written.start, written.end, words={"found": passage.text[written.start : written.end]})
    for match in _MONTH_DAY.finditer(passage.text) if "月" in passage.text else ():
        month, day = int(match["m"]), int(match["d"])
        if not (1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH[month - 1]):
            yield Hit(*match.span(), words={"found": match[0]})
    for match in _MONTH.finditer(passage.text) if "月" in passage.text else ():
        if not 1 <= int(match["m"]) <= 12:
            yield Hit(*match.span(), words={"found": match[0]})


def weekday(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A weekday behind a day that was another."""
    del rule
    if not re.search(r"星期|周|礼拜", passage.text):
        return
    for written in passage.days:
        said = _WEEKDAY.match(passage.text, written.end)
        if said is None or written.on is None:
            continue
        right = calendar_words.WEEKDAYS[written.on.weekday()]
        if said["w"].replace("天", "日") != right:
            words = {"found": passage.text[written.start : written.end], "right": right}
            yield Hit(*said.span("w"), words=words, suggestions=(right,))


def zero(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """The zero of a year in Chinese numerals is 〇: not 零, not a circle, not a letter."""
    del rule
    for match in _ZERO.finditer(passage.text) if "年" in passage.text else ():
        right = re.sub(r"[零○OoＯ0]", "〇", match[0])
        if right != match[0] and re.search(r"[一二三四五六七八九〇]", match[0][1:4]):
            yield Hit(*match.span(), words={"found": match[0], "right": right}, suggestions=(right,))


def range_backwards(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A period whose end comes before its beginning."""
    del rule
    text = passage.text
    for written in passage.days:
        joint = _BETWEEN.match(text, written.end)
        if joint is None or written.on is None:
            continue
        end = _end_of_range(text, joint.end(), written)
        if end is not None and end[0] < written.on:
            yield Hit(written.start, end[1], words={"found": text[written.start : end[1]]})
    for match in _YEARS.finditer(text) if "年" in text else ():
        if int(match["b"]) < int(match["a"]):
            yield Hit(*match.span(), words={"found": match[0]})


def _end_of_range(text: str, at: int, begin: calendar_words.Written) -> tuple[date, int] | None:
    whole = calendar_words.DAY.match(text, at)
    if whole is not None:
        on = calendar_words.read(whole).on
        return (on, whole.end()) if on else None
    short = _SHORT_END.match(text, at)
    if short is None or begin.month - int(short["m"]) >= 6:
        return None  # 2023年12月25日至1月5日 ends in the next year, as everybody reads it
    try:
        return date(begin.year, int(short["m"]), int(short["d"])), short.end()
    except ValueError:
        return None


def short_year(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A year of two digits (GB/T 15835 asks for four)."""
    del rule
    for match in _SHORT_YEAR.finditer(passage.text) if "年" in passage.text else ():
        if "民国" not in passage.before(match.start(), 4):
            yield Hit(*match.span(), words={"found": match[0]})


# -- the whole text ----------------------------------------------------------------------------------

_MADE = re.compile(r"(?:成文|发文|印发|签发)(?:日期|时间)[:：\s]{0,4}$")
_PUBLISHED = re.compile(r"(?:发布|公开|公布)(?:日期|时间)[:：\s]{0,4}$")


def dated_after_publication(text: Text, rule: Rule, day: date) -> Iterator[Placed]:
    """A document that is dated later than it was published."""
    del rule, day
    made: list[tuple[date, Placed]] = []
    published: list[date] = [text.published_on] if text.published_on else []
    for block in text.blocks[:60]:
        plain = shadow_of(block.text[:400])
        for match in calendar_words.DAY.finditer(plain.text):
            on = calendar_words.read(match).on
            near = (block.label + ":" if block.label else "") + plain.text[max(match.start() - 12, 0) : match.start()]
            if on is None:
                continue
            if _MADE.search(near):
                made.append((on, in_block(block, Hit(*plain.span(*match.span())))))
            elif _PUBLISHED.search(near):
                published.append(on)
    for on, place in made[:1]:
        if published and on > min(published):
            words = {"found": f"{on:%Y-%m-%d}", "published": f"{min(published):%Y-%m-%d}"}
            yield Placed(place.start, place.end, place.block, Hit(place.hit.start, place.hit.end, words=words))
