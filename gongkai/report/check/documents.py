"""T4 and T6 of table A: normative documents, rules and decisions in the text against 表二."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gongkai.report.check.judgement import OFFICE_SPEAKS_FOR_ALL, Weight, difference, may_be_own_share, weigh
from gongkai.report.check.material import Material, finding
from gongkai.report.claims import Claim
from gongkai.report.kinds import Kind
from gongkai.report.model import Finding, Number, Severity
from gongkai.report.scope import Scope

_PLACES = {
    Kind.NORMATIVE_ISSUED: "表二 行政规范性文件 本年制发件数",
    Kind.NORMATIVE_REPEALED: "表二 行政规范性文件 本年废止件数",
    Kind.NORMATIVE_IN_FORCE: "表二 行政规范性文件 现行有效件数",
    Kind.RULES_ISSUED: "表二 规章 本年制发件数",
    Kind.RULES_REPEALED: "表二 规章 本年废止件数",
    Kind.RULES_IN_FORCE: "表二 规章 现行有效件数",
    Kind.LICENCES: "表二 行政许可 本年处理决定数量",
    Kind.PENALTIES: "表二 行政处罚 本年处理决定数量",
    Kind.COERCIONS: "表二 行政强制 本年处理决定数量",
    Kind.FEES: "表二 行政事业性收费 本年收费金额（万元）",
}
_PUBLISHED = "正文说的是公开（发布）件数，表格要求制发件数，口径可能不同；请核对。"
_WIDER = "正文的规章件数含修改、废止，表格只填本年制发件数，口径不同。"
_COUNTS_MORE = re.compile(r"^（[^）]{0,40}(?:修|废止)")
_IN_FORCE = "正文说的可能是集中公开的件数，表格是全部现行有效件数；请核对。"
_DENIED = "正文若只说其中一类事项，请写明；否则正文或者表格有误。"
_DECISIONS = "正文可能只说其中一类事项，表格应填全部处理决定；请核对。"
_IN_FORCE_KINDS = (Kind.NORMATIVE_IN_FORCE, Kind.RULES_IN_FORCE)
_DECIDED = (Kind.LICENCES, Kind.PENALTIES, Kind.COERCIONS)


def check_documents(material: Material) -> Iterator[Finding]:
    """Every claim about table A."""
    if not material.report.table_a.present:
        return
    for claim in material.claims:
        where = _PLACES.get(claim.kind)
        if where is None or claim.approximate or claim.scope is Scope.FOREIGN:
            continue
        stated = material.report.table_a.value(str(claim.kind))
        if (
            stated is None
            or claim.agrees(stated)
            or _together(material, claim) == stated
            or _means_another_cell(material, claim)
        ):
            continue
        weight = _weight(material, claim, stated)
        if claim.denied:
            yield _denied(claim, stated, where, weight)
        else:
            yield difference("T4", claim, stated, "金额" if claim.kind is Kind.FEES else "件数", where, weight)


def _together(material: Material, claim: Claim) -> Decimal:
    """县政府制发4件，部门制发2件: what the claims of the sentence about one cell add up to."""
    same = [c.value for c in material.claims_in(claim.sentence) if c.kind is claim.kind]
    return sum(same, Decimal(0))


def _means_another_cell(material: Material, claim: Claim) -> bool:
    """公开规范性文件N件 may mean those in force; 其中办理行政许可N件 is a part of the decisions."""
    if claim.kind is Kind.NORMATIVE_ISSUED and claim.verb != "制发":
        return claim.agrees(material.report.table_a.value("normative_in_force"))
    return claim.kind in _DECIDED and claim.part


def _weight(material: Material, claim: Claim, stated: Number) -> Weight:
    if claim.kind in _DECIDED:  # 立案查处并作出行政处罚: the words are of the decisions, no other basis
        claim = replace(claim, basis_words="")
    weight = weigh(claim, stated, damaged=material.damaged)
    if weight.severity is not Severity.ERROR:
        return weight
    if claim.kind in (*_DECIDED, Kind.FEES):
        return Weight(Severity.WARNING, _DENIED if claim.denied else _DECISIONS)
    if claim.kind in _IN_FORCE_KINDS and claim.value < stated:
        return Weight(Severity.WARNING, _IN_FORCE)
    return _weight_of_issued(material, claim, stated) or weight


def _weight_of_issued(material: Material, claim: Claim, stated: Number) -> Weight | None:
    """What may explain a difference in 制发 and 废止."""
    if claim.kind is Kind.RULES_ISSUED and _COUNTS_MORE.match(claim.sentence.text[claim.end :]):
        return Weight(Severity.NOTE, _WIDER)
    if claim.kind in (Kind.NORMATIVE_ISSUED, Kind.RULES_ISSUED) and claim.verb != "制发" and not claim.denied:
        return Weight(Severity.WARNING, _PUBLISHED)
    if claim.kind not in _IN_FORCE_KINDS and may_be_own_share(material, claim, stated):
        return Weight(Severity.WARNING, OFFICE_SPEAKS_FOR_ALL)
    return None


def _denied(claim: Claim, stated: Number, where: str, weight: Weight) -> Finding:
    quoted = claim.sentence.quote(claim.start, claim.end, longest=48)
    return finding(
        "T6",
        weight.severity,
        f"正文称“{quoted}”，而{where}为{stated}，两处不一致。",
        expected=0,
        found=stated,
        where=where,
        evidence=claim.evidence,
        explanation=weight.explanation,
    )
