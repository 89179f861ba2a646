"""复议、诉讼 and how they ended."""

from __future__ import annotations

import re

from gongkai.report.kinds import Kind

_LITIGATION = r"(?:行政诉讼|诉讼|应诉|起诉)"
LITIGATION = re.compile(_LITIGATION)
RECONSIDERATION = re.compile(r"复议")
BOTH_DISPUTES = re.compile(r"复议[^，。；0-9]{0,12}(?:诉讼|起诉|应诉)|诉讼[^，。；0-9]{0,8}复议")
OWN_BUSINESS = re.compile(r"办理|审理|受理|承办|代理|应诉|化解|调解")
"""A justice bureau counts the cases of others with these words."""
AS_TRIBUNAL = re.compile(r"(?:收到|受理|审理|审结|办理|登记)[^，。；]{0,8}复议(?:申请|案件)")
"""Without a word of disclosure: the cases that the agency hears itself."""
TRIES = re.compile(
    r"审理[^，。；]{0,16}复议|(?:司法局|司法厅|复议局)[^，。；]{0,8}(?:受理|办理|收到)[^，。；]{0,16}复议"
)
"""Whoever tries cases of reconsideration decides those of others."""
NOT_A_CASE = re.compile(
    r"作为(?:行政)?复议机关|复议(?:机关|机构|答复书|答辩|听证|委员会|案卷|培训|文书|人员|意见书|体制|决定书)|出庭|答辩状|旁听|庭审"
)
"""Where reconsideration is spoken of, but the figure is of cases heard for others, of papers or of hearings."""
ALL_MATTERS = re.compile(r"^[^，。；]{0,6}[，（](?:其中|含)[^，。；0-9]{0,12}(?:信息公开|政务公开)")
"""行政诉讼31件，其中涉及信息公开11件: the first figure is of suits about anything."""
ONE_BLOCK = re.compile(r"未经复议|复议后")
RELATED_CASES = re.compile(r"(?:办理|处理|涉及)(?:的)?(?:相关|上述|此类|有关)?案件(?:共|共计|合计|总计)?$")
PENDING_AFTER = re.compile(
    r"^[^，。；0-9]{0,8}，(?:均)?(?:尚)?(?:未审结|正在(?:依法)?(?:办理|审理)|处于审理)(?:之)?(?:中|阶段|过程中)?(?=[，。；）]|$)"
)
_RESULTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pending", re.compile(r"尚未审结|未审结|正在(?:办理|审理)|审理中|未结案|尚在|待审")),
    ("upheld", re.compile(r"维持|驳回诉讼请求|胜诉")),
    ("other", re.compile(r"(?:申请人|主动|自愿|自行|原告)[^，。；]{0,4}撤|撤诉|撤回|终止|其他结果|其他")),
    ("overturned", re.compile(r"纠正|纠错|撤销|变更|确认违法|败诉|责令")),
)
_WITH_RESULT = {
    (kind, result): Kind(f"{kind}.{result}")
    for kind in (Kind.RECONSIDERATION, Kind.LITIGATION)
    for result in ("upheld", "overturned", "other", "pending")
} | {
    (Kind.DISPUTES, "overturned"): Kind.DISPUTES_OVERTURNED,
    (Kind.DISPUTES, "pending"): Kind.DISPUTES_PENDING,
}


def result_kind(label: str, tail: str) -> str | None:
    """维持、纠正、其他、尚未审结 in the words around a figure."""
    for here in (label[-14:], tail[:10]):
        for name, pattern in _RESULTS:
            if pattern.search(here):
                return name
    return None


def with_result(kind: Kind, result: str) -> Kind | None:
    """复议 + 维持 → 复议维持; None where the tables have no such figure."""
    base = Kind(str(kind).split(".", maxsplit=1)[0])
    return _WITH_RESULT.get((base, result))


def litigation_kind(here: str) -> Kind:
    if re.search(r"未经复议|直接(?:提)?起诉|直接提起|直接(?:行政)?诉讼", here):
        return Kind.LITIGATION_DIRECT
    if re.search(r"复议后", here):
        return Kind.LITIGATION_AFTER
    return Kind.LITIGATION
