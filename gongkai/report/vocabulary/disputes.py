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
ONE_BLOCK = re.compile(r"未经复议|复议后")
RELATED_CASES = re.compile(r"(?:办理|处理|涉及)(?:的)?(?:相关|上述|此类|有关)?案件(?:共|共计|合计|总计)?$")
PENDING_AFTER = re.compile(
    r"^[^，。；0-9]{0,8}，(?:均)?(?:尚)?(?:未审结|正在(?:依法)?(?:办理|审理)|处于审理)(?:之)?(?:中|阶段|过程中)?(?=[，。；）]|$)"
)
_RESULTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pending", re.compile(r"尚未审结|未审结|正在(?:办理|审理)|审理中|未结案|尚在|待审")),
    ("upheld", re.compile(r"维持|驳回诉讼请求|胜诉")),
    ("overturned", re.compile(r"纠正|纠错|撤销原|败诉|责令")),
    ("other", re.compile(r"其他结果|其他|终止|撤回")),
)
_WITH_RESULT = {
    (kind, result): Kind(f"{kind}.{result}")
    for kind in (Kind.RECONSIDERATION, Kind.LITIGATION)
    for result in ("upheld", "overturned", "other", "pending")
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
    if re.search(r"未经复议|直接(?:提)?起诉|直接提起", here):
        return Kind.LITIGATION_DIRECT
    if re.search(r"复议后", here):
        return Kind.LITIGATION_AFTER
    return Kind.LITIGATION
