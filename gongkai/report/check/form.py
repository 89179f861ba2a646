"""T7, T9, T11, T12, FORMAT, BASIS, RESIDUE, EMPTY5: whether the report follows the national format."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.check.material import Material, finding
from gongkai.report.model import Finding, Format, Section, Severity
from gongkai.report.scope import AgencyKind
from gongkai.statute.report_tables import HEADINGS

LONGEST_OVERVIEW = 1000
"""Characters of part 一, in principle (a city notice restates it: V1, so never an error)."""
FIRST_YEAR_OF_FORMAT = 2021
FIRST_YEAR_OF_FEES = 2021

_TITLES = tuple(heading.partition("、")[2] for heading in HEADINGS)
_PART_NAMES = ("第一部分", "表二", "表三", "表四", "第五部分", "第六部分")
_TABLE_PARTS = (2, 3, 4)
_PLAIN = re.compile(r"[\s#*、.．（）()，,一二三四五六七八九十]")
_ASPECTS = (
    ("主动公开", re.compile(r"主动公开|公开政府信息|发布")),
    ("依申请公开", re.compile(r"依申请|公开申请|申请公开")),
    ("政府信息管理", re.compile(r"信息管理|审核|审查|三审|动态管理|规范性文件.{0,6}管理|清理|管理")),
    ("政府信息公开平台建设", re.compile(r"平台|网站|新媒体|载体|公众号|专栏|专区")),
    ("监督保障", re.compile(r"监督|保障|考核|评议|责任追究|培训|组织领导")),
)
_NOTHING = re.compile(r"^(?:无|没有|暂无|不存在(?:问题)?|暂无问题|无问题|/|—|-|无存在问题|无其他)[。.]?$")
_FEE = re.compile(r"信息处理费|收费|费用|收取")
_OLD_FORMAT = re.compile(r"国办公开办函[〔\[（(【]2019[〕\])）】]60号")
_OLD_REGULATION = re.compile(
    r"国务院令第?492号|令第492号|2007年.{0,12}《中华人民共和国政府信息公开条例》|《中华人民共和国政府信息公开条例》[^。]{0,10}2008年5月1日"
)
_RESIDUE = re.compile(
    r"[（(【\[][^（）()】\]]{0,10}(?:此处|请填|填写说明|填报说明|可删|示例|样例|待补充|待填|略去|字以内|字左右)[^（）()】\]]{0,30}[）)】\]]"
    r"|[X×xＸ]{2,4}(?:年|月|日|件|条|次|篇|局|县|市|区|镇|街道|元|号)|[_＿]{2,}(?:年|件|条|次|万元)|填写说明|填报说明|XX(?:单位|部门)|（单位名称）|\(单位名称\)"
)


def check_form(material: Material) -> Iterator[Finding]:
    """Everything about parts, wording and length."""
    yield from _parts(material)
    yield from _format(material)
    yield from _basis(material)
    yield from _residue(material)
    yield from _overview(material)
    yield from _problems(material)
    yield from _fees(material)


def _parts(material: Material) -> Iterator[Finding]:
    """T9: six parts, in order. A missing table part may have been lost on the way here, so it is a note."""
    report = material.report
    present = [section for section in report.sections if section.number]
    if not present:
        return
    numbers = {section.number for section in present}
    missing = [number for number in range(1, 7) if number not in numbers and not _table_present(material, number)]
    if report.truncated:
        yield from _not_in_excerpt(missing)
    else:
        yield from (_missing(number) for number in missing)
    yield from _order(present)
    yield from (_variant(section) for section in present if _differs(section))


def _not_in_excerpt(missing: list[int]) -> Iterator[Finding]:
    if missing:
        told = "、".join("一二三四五六"[number - 1] for number in missing)
        yield finding(
            "T9", Severity.NOTE, f"文件是节录，未见第{told}部分。", expected="六个部分", found=f"缺{told}", where="标题"
        )


def _missing(number: int) -> Finding:
    return finding(
        "T9",
        Severity.NOTE if number in _TABLE_PARTS else Severity.WARNING,
        f"没有找到第{'一二三四五六'[number - 1]}部分“{_TITLES[number - 1]}”。",
        expected=HEADINGS[number - 1],
        found="缺",
        where=_PART_NAMES[number - 1],
        explanation="也可能是转存时丢失，请与原文核对。",
    )


def _table_present(material: Material, number: int) -> bool:
    report = material.report
    tables = {2: report.table_a.present, 3: report.table_b.present, 4: report.table_c.present}
    return tables.get(number, False)


def _order(present: list[Section]) -> Iterator[Finding]:
    numbers = [section.number for section in present]
    if len(set(numbers)) < len(numbers) or numbers == sorted(numbers):
        return
    shown = "、".join("一二三四五六"[number - 1] for number in numbers)
    yield finding(
        "T9",
        Severity.WARNING,
        f"各部分次序为{shown}，应按一至六排列。",
        expected="一、二、三、四、五、六",
        found=shown,
        where="标题",
    )


def _differs(section: Section) -> bool:
    if not 1 <= section.number <= 6 or not section.heading.strip():
        return False
    return _PLAIN.sub("", section.heading) != _PLAIN.sub("", _TITLES[section.number - 1])


def _variant(section: Section) -> Finding:
    expected = HEADINGS[section.number - 1]
    written = re.sub(r"\s+", "", section.heading)[:60]
    return finding(
        "T9",
        Severity.NOTE,
        f"标题“{written}”与规定的“{expected}”写法不同。",
        expected=expected,
        found=written,
        where=_PART_NAMES[section.number - 1],
        evidence=written,
    )


def _format(material: Material) -> Iterator[Finding]:
    report = material.report
    if report.format is not Format.FORMAT_2019 or report.year is None or report.year < FIRST_YEAR_OF_FORMAT:
        return
    yield finding(
        "FORMAT",
        Severity.ERROR,
        f"{report.year}年度报告仍用2019年旧格式的表格，2021年度起应使用国办公开办函〔2021〕30号格式。",
        expected="2021年格式",
        found="2019年格式",
        where="表二",
        evidence="上一年项目数量、本年增/减、政府集中采购等栏目属于旧格式",
    )


def _basis(material: Material) -> Iterator[Finding]:
    """BASIS: papers that no longer hold for the year reported."""
    year = material.report.year
    text = material.report.text
    olds = ((_OLD_FORMAT, FIRST_YEAR_OF_FORMAT, "国办公开办函〔2021〕30号"), (_OLD_REGULATION, 2019, "国务院令第711号"))
    for pattern, since, current in olds:
        match = pattern.search(text)
        if match is None or year is None or year < since:
            continue
        replaced = re.search(r"2021[〕\])）】]30号", text) is not None and current.endswith("30号")
        yield finding(
            "BASIS",
            Severity.NOTE if replaced else Severity.WARNING,
            f"编制依据“{match[0]}”已被{current}取代，{year}年度报告不应再引用。",
            expected=current,
            found=match[0],
            where="标题",
            evidence=match[0],
        )


def _residue(material: Material) -> Iterator[Finding]:
    """RESIDUE: words of the form's instructions that were left in."""
    match = _RESIDUE.search(material.report.text)
    if match is not None:
        yield finding(
            "RESIDUE",
            Severity.WARNING,
            f"正文残留模板文字“{match[0]}”，应删除或者填写。",
            found=match[0],
            where="第一部分",
            evidence=match[0],
        )


def _overview(material: Material) -> Iterator[Finding]:
    """T11 and T12: what part 一 covers, and how long it is."""
    part = material.report.section(1)
    if part is None or material.report.truncated or not part.text.strip():
        return
    missing = [name for name, pattern in _ASPECTS if not pattern.search(part.text)]
    if missing:
        yield finding(
            "T11",
            Severity.NOTE,
            f"第一部分没有写到{'、'.join(missing)}（应概述五个方面）。",
            expected="主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障",
            found=f"缺{'、'.join(missing)}",
            where="第一部分",
        )
    length = len(re.sub(r"\s+", "", part.text))
    if length > LONGEST_OVERVIEW:
        government = material.kind is AgencyKind.GOVERNMENT
        yield finding(
            "T12",
            Severity.NOTE if government else Severity.WARNING,
            f"第一部分约{length}字，原则上不超过{LONGEST_OVERVIEW}字。",
            expected=f"≤{LONGEST_OVERVIEW}",
            found=length,
            where="第一部分",
        )


def _problems(material: Material) -> Iterator[Finding]:
    part = material.report.section(5)
    if part is None or material.report.truncated:
        return
    text = re.sub(r"\s+", "", part.text)
    if text and not _NOTHING.match(text):
        return
    severity = Severity.WARNING if text else Severity.NOTE
    message = (
        f"第五部分只写“{text}”，应写明真实存在的问题和改进措施。"
        if text
        else "第五部分没有内容；也可能是转存时丢失，请与原文核对。"
    )
    yield finding(
        "EMPTY5", severity, message, expected="问题与改进情况", found=text or "空白", where="第五部分", evidence=text
    )


def _fees(material: Material) -> Iterator[Finding]:
    """T7: part 六 says what was charged for processing information, also when it was nothing."""
    part = material.report.section(6)
    year = material.report.year
    if part is None or material.report.truncated or year is None or year < FIRST_YEAR_OF_FEES:
        return
    if not _FEE.search(part.text):
        yield finding(
            "T7",
            Severity.NOTE,
            "第六部分没有说明信息处理费收取情况（没有收取也应写明）。",
            expected="信息处理费收取情况",
            found="未写",
            where="第六部分",
        )
