"""Table A: normative documents, rules, licences, penalties, coercion."""

from __future__ import annotations

import re

from gongkai.report.kinds import Kind

DOCUMENTS = re.compile(r"主动公开[^，。；]{0,24}(?:规范性文件|规章)$")
_NORMATIVE = re.compile(r"规范性文件")
_RULES = re.compile(r"规章(?!制度)")
_IN_FORCE = re.compile(r"现行有效|继续有效|有效的?(?:行政)?规范性|有效的?(?:政府)?规章")
_ISSUED = re.compile(r"制发|制定|印发|出台|新增|制作|发文|新制|发布|公布|公开|下发|形成")
_OWN_ISSUE = re.compile(r"制发|制定|出台|印发")
_NOT_A_COUNT = re.compile(
    r"类|解读|清理|备案|审查|审核|修改|修订|评估|征求|草案|政策性文件|(?:其他|各类|和|及|、|与)文件|信息|起草|梳理|合法性|目录"
)


def material_kind(label: str, tail: str) -> Kind | None:
    """Table A: normative documents, rules, licences, penalties, coercion."""
    here = label[-36:] + ("" if label and _ends_in_noun(label) else tail[:14])
    if _NORMATIVE.search(here):
        return _normative(here)
    if _RULES.search(here):
        return _rules(here, tail)
    if _NOT_A_COUNT.search(here):
        return None
    return _decision(label)


def _ends_in_noun(label: str) -> bool:
    return re.search(r"(?:文件|规章|许可|处罚|强制)[^，。；]{0,6}$", label) is not None


def _normative(here: str) -> Kind | None:
    if re.search(
        r"类|解读|清理|备案|审查|审核|修改|修订|评估|征求|草案|政策性文件|信息|起草|梳理|合法性|失效|目录|名义|代拟",
        here,
    ):
        return None
    if _IN_FORCE.search(here):
        return Kind.NORMATIVE_IN_FORCE
    if re.search(r"废止|宣布失效", here):
        return Kind.NORMATIVE_REPEALED
    return Kind.NORMATIVE_ISSUED


def _rules(here: str, tail: str) -> Kind | None:
    if re.search(r"类|解读|清理|备案|审查|审核|修|评估|征求|草案|起草|目录|含|和|、|与", here + tail[:4]):
        return None
    if _IN_FORCE.search(here):
        return Kind.RULES_IN_FORCE
    if "废止" in here:
        return Kind.RULES_REPEALED
    return Kind.RULES_ISSUED if re.search(r"制发|制定|公布|出台|颁布|新增", here) else None


_BARE_DECISION = re.compile(
    r"^行政(?P<what>许可|处罚|强制)(?:决定|事项|案件|措施|执行|行为)?(?:共|共计|合计|为|数量)?$"
)
_DECISION_KINDS = {"许可": Kind.LICENCES, "处罚": Kind.PENALTIES, "强制": Kind.COERCIONS}
_DECIDING = re.compile(r"(?:作出|做出|实施|办理|办结)(?:各类)?行政(?:许可|处罚|强制)[^。；]{0,48}$")
_CLEARED = re.compile(r"(?:清理|审查|备案|评估|梳理|对)[^，。；]{0,12}$")
_CONTINUED = re.compile(
    r"^(?:其中|共|并|同时|清理)?(?P<what>废止|宣布失效|(?:目前)?现行有效|继续有效|目前有效|有效)(?:的)?(?:共|为|有)?$"
)


def continued_kind(label: str, before: str) -> Kind | None:
    """废止M件，现行有效K件 after 制发行政规范性文件N件: the noun stands before."""
    decision = _BARE_DECISION.match(label)
    if decision is not None and _DECIDING.search(before):
        return _DECISION_KINDS[decision["what"]]
    match = _CONTINUED.match(label)
    noun = max(before.rfind("规范性文件"), before.rfind("规章"))
    if (
        match is None
        or noun < 0
        or len(before) - noun > 40
        or "（含" in before[noun:]
        or _CLEARED.search(before[:noun])
    ):
        return None
    rules = before.startswith("规章", noun)
    if "有效" in match["what"]:
        return Kind.RULES_IN_FORCE if rules else Kind.NORMATIVE_IN_FORCE
    return Kind.RULES_REPEALED if rules else Kind.NORMATIVE_REPEALED


_DECISIONS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.LICENCES,
        re.compile(
            r"(?:作出|办理|实施|完成|办结|审批|核发)(?:的)?(?:各类)?行政许可(?:决定|事项|数量)?(?:共|共计|合计|总计|数量|：|为)?$"
        ),
    ),
    (
        Kind.PENALTIES,
        re.compile(
            r"(?:作出|实施|办理|办结|下达)(?:的)?(?:各类)?行政处罚(?:决定|案件|数量)?(?:共|共计|合计|总计|数量|：|为)?$"
        ),
    ),
    (
        Kind.COERCIONS,
        re.compile(r"(?:作出|实施|采取)(?:的)?行政强制(?:决定|措施|执行|数量)?(?:共|共计|合计|总计|数量|：|为)?$"),
    ),
)


FEES = re.compile(
    r"(?<!减免)(?<!免征)(?<!免收)(?<!停征)(?<!取消)(?<!减征)(?<!降低)行政事业性收费(?:的)?(?:金额|总额|收入|总计)?(?:共计|合计|总计|共|计|为|：)?$"
)
DECIDED = re.compile(r"(?:作出|办理|实施|办结)(?:的)?(?:各类)?行政许可事项(?:共|共计|合计|总计)?$")
"""办理行政许可事项N件 counts decisions, while 许可事项N项 counts what may be applied for."""


def _decision(label: str) -> Kind | None:
    return next((kind for kind, pattern in _DECISIONS if pattern.search(label)), None)


def verb_of(label: str) -> str:
    """制发 where the document was made by the agency, 公开 where it was only published."""
    if _OWN_ISSUE.search(label):
        return "制发"
    return "公开" if _ISSUED.search(label) or not label else ""
