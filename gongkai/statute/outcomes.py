"""The 21 outcomes of an application (条例 14–16, 30, 35–39, 42) and the one row that each case takes.

An outcome's value is its row in table B. Some outcomes have variants that need different letters:
已主动公开 and 向申请人提供 are one row, 信息不存在 and 非本机关 are one row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from gongkai.statute.citation import Citation, cite, read_yaml
from gongkai.statute.errors import BadInput
from gongkai.statute.report_tables import BASIS, RESULT_KEYS

OWN_RULE = cite("gongkai:")
SEPARATION = cite("regulation:37")


class Outcome(StrEnum):
    """How an application ended; the value is the row of table B."""

    DISCLOSED = "open"
    PARTLY_DISCLOSED = "partial"
    STATE_SECRET = "no_secret"  # noqa: S105 (a row of the report)
    BARRED_BY_LAW = "no_law"
    ENDANGERS_SAFETY = "no_safety"
    THIRD_PARTY_RIGHTS = "no_third"
    INTERNAL_AFFAIRS = "no_internal"
    DELIBERATIVE = "no_process"
    ENFORCEMENT_FILE = "no_enforce"
    SPECIAL_INQUIRY = "no_query"
    NOT_HELD = "na_none"
    WOULD_NEED_MAKING = "na_make"
    STILL_UNCLEAR = "na_unclear"
    PETITION = "np_petition"
    REPEATED = "np_repeat"
    PUBLICATION = "np_pub"
    EXCESSIVE = "np_mass"
    REISSUE = "np_confirm"
    NOT_CORRECTED = "ot_nocorrect"
    FEE_UNPAID = "ot_nopay"
    OTHER = "ot_other"


class OutcomeClass(StrEnum):
    """The six groups of part 三 of the report."""

    DISCLOSED = "disclosed"
    PARTLY_DISCLOSED = "partly_disclosed"
    REFUSED = "refused"
    UNABLE = "unable"
    NOT_PROCESSED = "not_processed"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _CLASS_LABELS[self]


_CLASS_LABELS = {
    OutcomeClass.DISCLOSED: "予以公开",
    OutcomeClass.PARTLY_DISCLOSED: "部分公开",
    OutcomeClass.REFUSED: "不予公开",
    OutcomeClass.UNABLE: "无法提供",
    OutcomeClass.NOT_PROCESSED: "不予处理",
    OutcomeClass.OTHER: "其他处理",
}
_WEIGHT = tuple(_CLASS_LABELS)
_OPENING = {OutcomeClass.DISCLOSED, OutcomeClass.PARTLY_DISCLOSED}


@dataclass(frozen=True, slots=True)
class Variant:
    """One situation of an outcome: its letter, the articles it rests on, the facts that must be known."""

    key: str
    label: str
    letter: str
    articles: tuple[Citation, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """What the law attaches to an outcome.

    ``reasons_required`` follows 条例 36; ``ground`` names the ground of a refusal in letters; ``verified``
    marks how sure the legal basis is.
    """

    outcome: Outcome
    label: str
    outcome_class: OutcomeClass
    reasons_required: bool
    variants: tuple[Variant, ...]
    verified: str
    ground: str = ""

    @property
    def articles(self) -> tuple[Citation, ...]:
        """Of all variants, without repetition."""
        return tuple(dict.fromkeys(article for variant in self.variants for article in variant.articles))

    def variant(self, key: str | None = None) -> Variant:
        """The variant of that name, or the only one. Raises BadInput when the choice is open."""
        if key is None and len(self.variants) == 1:
            return self.variants[0]
        for variant in self.variants:
            if variant.key == key:
                return variant
        choices = "、".join(f"{variant.label}（{variant.key}）" for variant in self.variants)
        raise BadInput(f"办理结果“{self.label}”须说明属于哪一种情形：{choices}。")


@dataclass(frozen=True, slots=True)
class RowChoice:
    """The row an application with several items takes, and why."""

    key: str
    reason: str
    citations: tuple[Citation, ...]
    verified: str


@cache
def outcome_rules() -> dict[Outcome, OutcomeRule]:
    """All 21, in the order of the table."""
    data = read_yaml("outcomes.yaml")
    return {Outcome(key): _rule(Outcome(key), data[key]) for key in RESULT_KEYS}


def outcome_rule(key: str) -> OutcomeRule:
    """The rule of one outcome by its row. Raises BadInput for another key."""
    if key not in RESULT_KEYS:
        raise BadInput(f"没有名为“{key}”的办理结果。")
    return outcome_rules()[Outcome(key)]


def _rule(outcome: Outcome, entry: dict[str, Any]) -> OutcomeRule:
    variants = tuple(
        Variant(key, v["label"], v["letter"], tuple(cite(a) for a in v["articles"]), tuple(v["facts"]))
        for key, v in entry["variants"].items()
    )
    return OutcomeRule(
        outcome=outcome,
        label=entry["label"],
        outcome_class=OutcomeClass(entry["class"]),
        reasons_required=entry["reasons"],
        variants=variants,
        verified=entry["verified"],
        ground=entry.get("ground", ""),
    )


def row_for(items: Iterable[str]) -> str:
    """The one row for an application whose items ended so (条例 37, 年报格式 row 4). Raises BadInput if empty."""
    return choose_row(items).key


def choose_row(items: Iterable[str]) -> RowChoice:
    """`row_for` with its reason.

    Something opened and something not is 部分公开, counted once and nowhere else. When nothing was opened and
    the items differ, no paper says which row counts; gongkai takes the gravest group (不予公开 before 无法提供
    before 不予处理 before 其他处理) and in it the most frequent, then the first row.
    """
    outcomes = [outcome_rule(key) for key in items]
    if not outcomes:
        raise BadInput("至少要有一项办理结果，才能确定计入年度报告的哪一行。")
    keys = {rule.outcome for rule in outcomes}
    if len(keys) == 1:
        rule = outcomes[0]
        return RowChoice(rule.outcome.value, f"全部内容的办理结果均为“{rule.label}”。", rule.articles, rule.verified)
    if any(rule.outcome_class in _OPENING for rule in outcomes):
        reason = "部分内容予以公开，其余内容未予公开；区分处理的，只计“部分公开”，不计其他情形。"
        return RowChoice(Outcome.PARTLY_DISCLOSED.value, reason, (SEPARATION, BASIS), _certainty(outcomes))
    return _gravest(outcomes)


def _certainty(outcomes: list[OutcomeRule]) -> str:
    """Art 37 separates open from withheld; open and, say, 信息不存在 in one application is our reading."""
    withheld = {OutcomeClass.REFUSED, OutcomeClass.PARTLY_DISCLOSED}
    return "V2" if any(rule.outcome_class in withheld for rule in outcomes) else "DERIVED"


def _gravest(outcomes: list[OutcomeRule]) -> RowChoice:
    grave = min((rule.outcome_class for rule in outcomes), key=_WEIGHT.index)
    counts = Counter(rule.outcome.value for rule in outcomes if rule.outcome_class is grave)
    key = min(counts, key=lambda row: (-counts[row], RESULT_KEYS.index(row)))
    reason = (
        f"各项办理结果不同且均未公开，一件申请只计一行：按“{grave.label}”中的“{outcome_rule(key).label}”计。"
        "国家没有明文规定，此为系统推定，可以人工改定。"
    )
    return RowChoice(key, reason, (BASIS, OWN_RULE), "DERIVED")
