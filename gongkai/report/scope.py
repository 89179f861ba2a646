"""Whose figures a sentence gives, compared with whose figures the report's tables hold (口径).

区政府办代表区政府受理17件 in the report of a district government speaks of less than its tables do;
我区 … in the report of the district office speaks of more.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class AgencyKind(StrEnum):
    """What sort of agency a report is of."""

    GOVERNMENT = "government"
    """In this state the report covers a whole province, city, county or zone."""
    OFFICE = "office"
    """In this state the report is of the office of a government alone."""
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """How much a sentence speaks of, measured by the report's own agency."""

    UNSAID = "unsaid"
    SAME = "same"
    SMALLER = "smaller"
    LARGER = "larger"
    FOREIGN = "foreign"


_OFFICE = re.compile(r"(?:政府|管委会|管理委员会|行政公署)(?:办公室|办公厅)$")
_TOWNSHIP = re.compile(r"(?:镇|乡|街道)(?:人民政府|办事处|政府)?$|街道办$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|管委会|管理委员会|行政公署|开发区|实验区|新区|高新区)$|[省市区县旗州盟]$")
_DEPARTMENT = re.compile(
    r"(?:局|委|委员会|办公室|厅|院|中心|大队|支队|站|所|队|处|分局|署|馆|社|协会|会|校|银行|公司|部)$"
)

_WHOLE = r"全(?:省|市|县|区|旗|州|域|辖区|镇|乡|街道|系统|行业)|各级"
_EACH = (
    r"各(?:部门|单位|镇|乡|街|区|县|市|科室|有关|相关|行政机关|职能)"
    r"|(?:县|区|市)直(?:各)?(?:部门|单位)|所属(?:各)?(?:单位|部门)|下属"
)
_AREA = re.compile(rf"(?:{_WHOLE}|{_EACH})")
_ENTIRE = re.compile(rf"{_WHOLE}|(?:政府|本级|机关)(?:和|及|与|、)(?:其)?(?:各|所属|直属|工作|部门)")
_SOME = re.compile(_EACH)
_BOTH_LEVELS = re.compile(
    r"(?:部门|单位|机关)(?:、|和|及|与|以及)[^，。；0-9]{0,6}(?:镇|乡|街|县|区)"
    r"|(?:镇|乡|街道?|县|区|）)(?:、|和|及|与|以及)[^，。；0-9]{0,6}(?:部门|单位)"
)
"""各部门、各乡镇 together are the whole area; either of them alone is not."""
_BRACKETED = re.compile(r"（[^（）]{0,120}）")
_OURS = re.compile(
    r"(?:我|本)(?:省|市|县|区|旗|州)|(?<!代表)[省市县区](?:人民)?政府(?!办|门户|网站|网|信息|公报|常务|文件|系统|令|工作|公开|采购|服务|投资|规章)"
)
_OFFICE_SUBJECT = re.compile(
    r"(?:政府|府|管委会)办(?:公室|公厅)?(?=代表|共|全年|累计|收|受理|办|本级|机关|依法|新|制|印|机关|，|牵头|主动|承|接|总)|办公[室厅](?:代表|机关|本级)?(?:共|全年|累计|收到|受理|办理|新收|本级|依法|答复|代表|制发|印发)|代表[^，。]{0,10}政府"
)
_OWN_BODY = re.compile(r"本级|机关本部|(?:局|委|厅|办|院)机关(?!事务|党|单位)")
_ONE_BODY = re.compile(
    r"(?<![各全市县区个])(?:(?:(?![个各])[一-龥]){2,9}(?:局|镇|乡|街道))(?:共|全年|累计)?(?:收到|受理|办理)"
)
_JOINT = re.compile(r"政府(?:和|及|、|与)[一-龥]{0,6}政府办")
"""政府和政府办公室's own documents: less than the area, more than the office."""
_FOREIGN = re.compile(r"向(?:[一-龥]{0,8}(?:市|区|县|省)(?:人民)?政府)(?:及|和|、)[一-龥]{0,12}(?:办公室|办公厅)提出")


@lru_cache(maxsize=512)
def agency_kind(agency: str) -> AgencyKind:
    """The sort of agency that a name shows."""
    name = re.sub(r"（[^）]*）|\([^)]*\)", "", agency).strip()
    if not name:
        return AgencyKind.UNKNOWN
    for kind, pattern in (
        (AgencyKind.OFFICE, _OFFICE),
        (AgencyKind.TOWNSHIP, _TOWNSHIP),
        (AgencyKind.GOVERNMENT, _GOVERNMENT),
        (AgencyKind.DEPARTMENT, _DEPARTMENT),
    ):
        if pattern.search(name):
            return kind
    return AgencyKind.UNKNOWN


def scope_of(text: str, agency: str) -> Scope:
    """What the words before a figure say about whose figure it is."""
    if not text:
        return Scope.UNSAID
    kind = agency_kind(agency)
    tail = _BRACKETED.sub("", text[-240:])[-80:]
    if kind in (AgencyKind.TOWNSHIP, AgencyKind.DEPARTMENT) and _FOREIGN.search(tail):
        return Scope.FOREIGN
    if kind is AgencyKind.GOVERNMENT:
        return _in_government(tail)
    if kind is AgencyKind.OFFICE:
        return _in_office(tail, agency)
    return _in_department(tail, kind)


def _in_government(text: str) -> Scope:
    smaller = _last(text, _OFFICE_SUBJECT, _OWN_BODY, _ONE_BODY, _JOINT)
    whole = _last(text, _ENTIRE, _BOTH_LEVELS)
    if whole < 0:
        smaller = max(smaller, _last(text, _SOME))
    if smaller < 0 and whole < 0:
        return Scope.UNSAID
    return Scope.SMALLER if smaller > whole else Scope.SAME


def _in_office(text: str, agency: str) -> Scope:
    del agency
    larger = _last(text, _AREA, _OURS)
    own = _last(text, re.compile(r"(?:政府|府)办公室(?!文件|印发)|我办|本办|本机关"))
    if _JOINT.search(text) or larger > own:
        return Scope.LARGER
    return Scope.SAME if own >= 0 else Scope.UNSAID


def _in_department(text: str, kind: AgencyKind) -> Scope:
    smaller = _last(text, _OWN_BODY)
    larger = _last(text, _AREA) if kind is not AgencyKind.TOWNSHIP else _last(text, re.compile(r"全(?:省|市|县|区)"))
    if smaller < 0 and larger < 0:
        return Scope.UNSAID
    return Scope.SMALLER if smaller > larger else Scope.LARGER


def _last(text: str, *patterns: re.Pattern[str]) -> int:
    return max((match.start() for pattern in patterns for match in pattern.finditer(text)), default=-1)
