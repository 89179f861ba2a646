"""Has an agency the power to make rules (规章)? Needed for rule A3: without it the cells must be 0.

立法法第九十一条, 第九十三条: departments under the State Council; governments of provinces, autonomous
regions, municipalities, cities divided into districts and autonomous prefectures. Everybody else has not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gongkai.statute.citation import Citation, cite, read_yaml

LOCAL = cite("legislation_law:93")
CENTRAL = cite("legislation_law:91")

_GOVERNMENT = re.compile(r"^(?P<place>.{2,40}?)(?:人民)?政府$")
_OFFICE = re.compile(r"^(?P<place>.{2,40}?)(?:人民)?政府办公[室厅]$")
_TOWN = re.compile(r"(?:乡|镇|街道|苏木)(?:人民)?(?:政府|办事处)?(?:办公室)?$|街道办事处")
_COUNTY = re.compile(r"(?:县|旗|区|市|地区|盟)$")
_LOCAL_UNIT = re.compile(r"^.{1,20}?(?:自治县|自治旗|县|旗|区|市|盟)(?=.)")
_BODY = re.compile(
    r"(?:局|厅|委员会|管委会|委|办公室|办公厅|中心|处|大队|支队|总队|站|院|所|会|署|社|馆|法庭|行署|公署)$"
)
_PEOPLE = re.compile(
    r"(?:朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族?|柯尔克孜|哈萨克)+自治州$"
)
_LEVELS = {
    "province": True, "省级": True, "prefecture": True, "city": True, "设区的市": True, "地级": True, "市级": True,
    "自治州": True, "county": False, "district": False, "县级": False, "区级": False, "township": False,
    "乡级": False, "乡镇级": False, "village": False, "department": False, "field_office": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RulePower:
    """Whether an agency may make rules (None: not known) and why."""

    allowed: bool | None
    reason: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class _Places:
    top: tuple[str, ...]
    makers: tuple[str, ...]
    ministries: tuple[str, ...]


def may_make_rules(agency: str) -> bool | None:
    """True, False or, when the name does not tell, None. Takes an agency's name or a level (county, 县级 …)."""
    return rule_power(agency).allowed


def rule_power(agency: str) -> RulePower:
    """`may_make_rules` with its reason, for the explanation of finding A3."""
    name = re.sub(r"\s+", "", agency)
    if name in _LEVELS:
        allowed = _LEVELS[name]
        return RulePower(allowed, "按行政层级判断。", LOCAL)
    central = _central(name)
    if central is not None:
        return central
    if _TOWN.search(name):
        return RulePower(False, "乡镇人民政府、街道办事处没有规章制定权。", LOCAL)
    office = _OFFICE.match(name)
    if office:
        return _of_office(office["place"])
    government = _GOVERNMENT.match(name)
    return _of_place(government["place"]) if government else _of_other(name)


def _central(name: str) -> RulePower | None:
    bare = name.removeprefix("中华人民共和国")
    for ministry in _places().ministries:
        if bare == ministry:
            return RulePower(True, "国务院部门可以制定部门规章。", CENTRAL)
        if bare.startswith(ministry) and _BODY.search(bare):
            return RulePower(False, "国务院部门设在地方的机构没有规章制定权。", CENTRAL)
    return None


def _of_place(place: str) -> RulePower:
    """A government, by its place."""
    if _is_maker(place):
        return RulePower(True, "省、自治区、直辖市和设区的市、自治州的人民政府可以制定规章。", LOCAL)
    if _COUNTY.search(place):
        return RulePower(False, "县级人民政府没有规章制定权。", LOCAL)
    return RulePower(None, "从名称不能判断是否有规章制定权。", LOCAL)


def _of_office(place: str) -> RulePower:
    """An office speaks for its government often enough that only the lack of power is certain."""
    if _of_place(place).allowed is False:
        return RulePower(False, "县级人民政府及其办公室没有规章制定权。", LOCAL)
    return RulePower(None, "政府办公室的年度报告可能以政府名义统计，不能判断。", LOCAL)


def _of_other(name: str) -> RulePower:
    """A place without the word government, or a department."""
    if _is_maker(name) or (_COUNTY.search(name) and not _BODY.search(name)):
        return _of_place(name)
    if _BODY.search(name) and (any(name.startswith(place) for place in _places().makers) or _LOCAL_UNIT.match(name)):
        return RulePower(False, "地方人民政府的工作部门没有规章制定权。", LOCAL)
    return RulePower(None, "从名称不能判断是否有规章制定权。", LOCAL)


def _is_maker(place: str) -> bool:
    if place in _places().makers:
        return True
    return any(place.startswith(top) and place[len(top) :] in _places().makers for top in _places().top)


@cache
def _places() -> _Places:
    data = read_yaml("rulemaking.yaml")
    top = (*data["provinces"], *data["regions"], *data["municipalities"])
    cities = [f"{city}市" for names in data["cities"].values() for city in names]
    short = [_PEOPLE.sub("州", name) for name in data["prefectures"]]
    return _Places(top, (*top, *cities, *data["prefectures"], *short), tuple(data["ministries"]))
