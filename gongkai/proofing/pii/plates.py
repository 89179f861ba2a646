"""Number plates of vehicles (GA 36—2018), those of new energy vehicles too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.proofing.finding import Hit, Severity
from gongkai.proofing.packs import Rule
from gongkai.proofing.passage import Passage

_PLATE = re.compile(
    r"(?<![0-9A-Za-z])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.\-]?"
    r"(?P<rest>[DABCEFGHJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DABCEFGHJK]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])"
    r"(?![0-9A-Za-z(\-])(?!\.[0-9])"
)


def plate(passage: Passage, rule: Rule) -> Iterator[Hit]:
    """A plate with three digits or more. In sentences about an office's own vehicles it is a hint."""
    for match in _PLATE.finditer(passage.text) if passage.has_digits else ():
        if sum(char.isdigit() for char in match["rest"]) < 3 or match["rest"].endswith("警"):
            continue
        sentence = passage.sentence(match.start())
        if rule.words["permit"].search(passage.before(match.start(), 16)):
            continue
        if rule.words["vehicle_of_office"].search(sentence) and not rule.words["personal"].search(sentence):
            yield Hit(*match.span(), Severity.HINT, 0.3)
        else:
            yield Hit(*match.span())
