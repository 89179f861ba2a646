"""Why a part of a file is covered (条例第三十七条): one of the grounds of a refusal, or that nobody asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from gongkai.redaction import Box
from gongkai.statute.outcomes import OutcomeClass, OutcomeRule, outcome_rules

UNRELATED = "unrelated"
_UNRELATED = "与申请无关"


@cache
def _rules() -> dict[str, OutcomeRule]:
    """The grounds on which a part may be withheld, by their rows."""
    refused = (rule for rule in outcome_rules().values() if rule.outcome_class is OutcomeClass.REFUSED)
    return {rule.outcome.value: rule for rule in refused if rule.ground}


def choices() -> list[tuple[str, str]]:
    """The grounds as a list to choose from, each with its article."""
    return [*((key, f"{rule.label}（{rule.articles[0]}）") for key, rule in _rules().items()), (UNRELATED, _UNRELATED)]


def known(key: str) -> bool:
    """Whether there is such a ground."""
    return key == UNRELATED or key in _rules()


def label(key: str) -> str:
    """What officers call a ground."""
    return _UNRELATED if key == UNRELATED else _rules()[key].label


def stamped(boxes: Iterable[Box]) -> list[Box]:
    """The boxes with the words that are written on them: the article, short enough to be read in a narrow box; the
    letter says the rest."""
    return [replace(box, ground=_stamp(box.ground)) for box in boxes]


def _stamp(key: str) -> str:
    return _UNRELATED if key == UNRELATED else str(_rules()[key].articles[0])


def counted(boxes: Iterable[Box]) -> str:
    """保护第三方合法权益3处，与申请无关1处."""
    counts = Counter(box.ground for box in boxes)
    return "，".join(f"{label(key)}{count}处" for key, count in counts.most_common())


def places(boxes: Sequence[Box]) -> str:
    """第1页2处、第3页1处（保护第三方合法权益）；第2页1处（与申请无关）."""
    found = []
    for key in dict.fromkeys(box.ground for box in boxes):
        on = Counter(box.page for box in boxes if box.ground == key)
        where = "、".join(f"第{page}页{count}处" for page, count in sorted(on.items()))
        found.append(f"{where}（{label(key)}）")
    return "；".join(found)


def parted(boxes: Iterable[Box]) -> tuple[list[Box], list[Box]]:
    """The boxes that withhold something, and those over what nobody asked for."""
    all_of_them = list(boxes)
    return (
        [box for box in all_of_them if box.ground != UNRELATED],
        [box for box in all_of_them if box.ground == UNRELATED],
    )


def main_ground(boxes: Iterable[Box]) -> str:
    """The ground of a refusal that most of the boxes rest on; empty when none does."""
    counts = Counter(box.ground for box in parted(boxes)[0])
    return counts.most_common(1)[0][0] if counts else ""
