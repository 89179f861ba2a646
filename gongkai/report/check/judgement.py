"""How a difference between text and table weighs: certain, explainable by counting basis (口径), or lawful."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongkai.report.check.material import Material, finding, written
from gongkai.report.claims import Claim
from gongkai.report.model import Finding, Severity
from gongkai.report.scope import AgencyKind, Scope

SMALLER = "正文说的是本级或者部分机关，表格汇总全部机关，口径不同，差额可能正当；请在正文中写明口径。"
LARGER = "正文说的范围大于本机关，表格可能只填本机关，口径可能不同；请写明口径，或者改为一致。"
OTHER_BASIS = "正文用的是“{words}”口径，与表格的统计基准不同，不等不一定是错误；请写明口径。"
OFFICE_SPEAKS_FOR_ALL = "区县政府报告的正文有时只写政府本级，表格汇总全部机关；请核对口径。"
IMPOSSIBLE = "正文的范围小于表格，数字却大于表格，口径不能解释。"


@dataclass(frozen=True, slots=True)
class Weight:
    """A severity and, where the difference may be lawful, why."""

    severity: Severity
    explanation: str = ""


def weigh(claim: Claim, found: Decimal | int, *, damaged: bool = False) -> Weight:
    """How a difference weighs that no arithmetic explains."""
    if claim.basis_words:
        return Weight(Severity.NOTE, OTHER_BASIS.format(words=claim.basis_words))
    if claim.scope is Scope.SMALLER:
        return Weight(Severity.NOTE, SMALLER) if claim.value < found else Weight(Severity.WARNING, IMPOSSIBLE)
    if claim.scope is Scope.LARGER and claim.value > found:
        return Weight(Severity.WARNING, LARGER)
    if damaged:
        return Weight(Severity.WARNING, "文中日期有缺字，数字也可能不全，请核对原文。")
    return Weight(Severity.ERROR)


def may_be_own_share(material: Material, claim: Claim, found: Decimal | int) -> bool:
    """Whether a government's text, which does not say whose documents it counts, may count its own only."""
    government = material.kind in (AgencyKind.GOVERNMENT, AgencyKind.UNKNOWN)
    return government and claim.scope is Scope.UNSAID and claim.value < found


def difference(code: str, claim: Claim, found: Decimal | int, what: str, where: str, weight: Weight) -> Finding:
    """The finding that text and table differ; the text's figure is what is expected."""
    quoted = claim.sentence.quote(*_words(claim), longest=48)
    said = f"正文称“{quoted}”（{written(claim.value)}），而{where}为{found}，两处{what}不一致。"
    if weight.explanation and weight.severity is Severity.NOTE:
        said = f"正文的{what}为{written(claim.value)}，{where}为{found}：口径不同，属提示。"
    return finding(
        code,
        weight.severity,
        said,
        expected=claim.value,
        found=found,
        where=where,
        evidence=claim.evidence,
        explanation=weight.explanation,
    )


def _words(claim: Claim) -> tuple[int, int]:
    """From the last clause boundary to the end of the figure."""
    text = claim.sentence.text
    start = max((text.rfind(mark, 0, claim.start) for mark in "，；。："), default=-1) + 1
    return start, claim.end
