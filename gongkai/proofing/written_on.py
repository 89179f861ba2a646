"""The day of a document, as it says itself: rules have days, and what was right then is not wrong now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.proofing import calendar_words
from gongkai.proofing.shadow import shadow_of
from gongkai.proofing.text import Text

_LABELS = re.compile(r"(?:成文|发文|印发|制发|发布|公开|生成|签发)(?:日期|时间|日)\s?[:：]?\s{0,4}$")


def written_on(text: Text) -> date | None:
    """The day of the document: what the caller knows, a labelled day, or one that stands alone as the signature
    does; the last of them. None when there is none."""
    known = text.dated_on or text.published_on
    if known is not None:
        return known
    labelled = [day for day, name in labelled_days(text) if name]
    if labelled:
        return labelled[0]
    alone = [day for day, name in labelled_days(text) if not name]
    return alone[-1] if alone else None


def labelled_days(text: Text) -> Iterator[tuple[date, str]]:
    """Days behind a label of the document's own days, with the label, and days that stand alone, without."""
    for block in (*text.blocks[:40], *text.blocks[-15:]):
        plain = shadow_of(block.text[:400]).text
        for match in calendar_words.DAY.finditer(plain):
            on = calendar_words.read(match).on
            label = _LABELS.search(plain[max(match.start() - 14, 0) : match.start()])
            if on is None:
                continue
            if label is not None:
                yield on, label[0].strip(" :：")
            elif block.label and _LABELS.search(block.label):
                yield on, block.label
            elif not plain[: match.start()].strip() and not plain[match.end() :].strip(" )）"):
                yield on, ""
