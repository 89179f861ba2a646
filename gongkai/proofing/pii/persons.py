"""A name beside what must not be known of its bearer: illness, being a victim, being a minor in need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gongkai.proofing.finding import Hit
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage

_PERSON_FOLLOWS = (
    r"(?=\s?(?:[,，(（]\s?(?:男|女|[0-9]{1,3}岁|[\u4e00-\u9fff]{1,3}族|(?:19|20)[0-9]{2}年|身份证|系)"
    r"|[,，、。;；)）\s]|$|及|和|等|被|于))"
)
_ILL_FOLLOWS = (
    r"\s?(?:[,，(（]\s?(?:男|女)?[,，]?\s?(?:[0-9]{1,3}岁)?[)）]?[,，]?\s?)?"
    r"(?:因)?(?:患有|患|确诊|感染|罹患|身患|系|被诊断为|诊断为|被确诊为)\s?(?:了)?"
)


def named_condition(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A full name right after "患者", "受害人" and the like, or right before "患有" and an illness. Names that are
    masked (张某, 李×) are not found."""
    words = rule.words
    if not words["condition_clue"].search(passage.text):
        return
    patterns = _patterns(words["surname"].pattern, words["condition_bearer"].pattern, words["illness"].pattern)
    for pattern in patterns:
        for match in pattern.finditer(passage.text):
            if not words["no_name"].match(match["name"]):
                yield Hit(*match.span("name"))


@lru_cache(maxsize=8)
def _patterns(surname: str, bearer: str, illness: str) -> tuple[re.Pattern[str], ...]:
    name = rf"(?P<name>(?:{surname})(?!某)[\u4e00-\u9fff]{{1,2}})"
    after = re.compile(rf"(?:{bearer})(?:姓名)?[:：\s“\"]{{0,2}}{name}{_PERSON_FOLLOWS}")
    before = re.compile(rf"(?<![\u4e00-\u9fff]){name}{_ILL_FOLLOWS}(?:[\u4e00-\u9fff]{{0,4}})(?:{illness})")
    described = re.compile(
        rf"(?<![\u4e00-\u9fff]){name}\s?[,，(（]\s?(?:男|女)[^。;；\n]{{0,30}}?(?:系|为|是)(?:{bearer})"
    )
    return after, before, described
