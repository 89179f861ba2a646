"""SUM, T2: whether the parts of an enumeration agree with its stated total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from gongkai.report import vocabulary as words
from gongkai.report.check.material import Material, finding, written
from gongkai.report.enumerations import Aspect, Enumeration, Manner, Part, enumerations, residual
from gongkai.report.model import Finding, Severity

_CHANGES = re.compile(
    r"^(?:新增|新建|新开|更新|调整|优化|撤销|关停|注销|整合|含|包含|修改|修订|废止|主要|如|较|比|升级|改版)"
)
_EXCLUSIVE = {Aspect.CHANNEL, Aspect.APPLICANT, Aspect.OUTCOME}
"""An application has one channel, one applicant and one outcome: such parts never overlap."""
_OVERLAPS = re.compile(
    r"视频|图文|图解|图片|图表|动漫|动画|音频|文字|原创|转载|首发|解读|重点|民生|热点|专题|涉企|疫情|回应|民营|基层|重大"
)
"""Labels that name a trait, not a kind: one item may have several."""
_FEW = 3
_NEAR = Decimal("0.2")
_DAMAGED = "文中日期有缺字，数字可能也不全，分项之和不可判。"
_PLACE_OF_PART = {0: "标题与说明", 1: "第一部分", 5: "第五部分", 6: "第六部分"}


def check_sums(material: Material) -> Iterator[Finding]:
    """Every enumeration of the prose."""
    for enumeration in enumerations(material.sentences):
        if any(figure.approximate for figure in enumeration.figures) or _within_rounding(enumeration):
            continue
        result = _judge(enumeration)
        if result is not None:
            yield _as_note(result) if material.damaged else result


def _within_rounding(enumeration: Enumeration) -> bool:
    """公开信息1.2万条，其中网站8000条、微信4321条: figures told to the thousand agree only as far as that."""
    allowed = sum((figure.step for figure in enumeration.figures if figure.step > 1), Decimal(0))
    return allowed > 0 and abs(enumeration.sum - enumeration.total.value) < allowed


def _as_note(found: Finding) -> Finding:
    return finding(
        found.code, Severity.NOTE, found.message, expected=found.expected, found=found.found, where=found.where,
        evidence=found.evidence, explanation=_DAMAGED,
    )  # fmt: skip


def _judge(enumeration: Enumeration) -> Finding | None:
    """The first aspect (channel, applicant, kind …) whose parts do not fit the total."""
    for _, group in groupby(enumeration.parts, key=lambda part: part.aspect if enumeration.about_requests else None):
        parts = tuple(group)
        severity = _severity(enumeration, parts)
        if severity is Severity.ERROR and not enumeration.direct:
            severity = Severity.WARNING
        if severity is not None:
            return _finding(enumeration, parts, severity)
        if _fits(enumeration.total.value, parts):
            return None
    return None


def _severity(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    total = enumeration.total.value
    if len(parts) < 2:
        return _single_over(enumeration, parts)
    if _fits(total, parts) or _fits_with_more(enumeration, parts) or _fits_together(enumeration, parts):
        return None
    if sum((part.figure.value for part in parts), Decimal(0)) > total:
        return _over(enumeration, parts)
    return _under(enumeration, parts)


def _single_over(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    """其中一项 larger than its whole."""
    if not parts or enumeration.manner is not Manner.AMONG or len(enumeration.parts) != 1:
        return None
    return Severity.WARNING if parts[0].figure.value > enumeration.total.value else None


def _fits(total: Decimal, parts: tuple[Part, ...]) -> bool:
    """Whether the parts, or the first of them, add up to the total: what follows is then another division."""
    running = Decimal(0)
    exclusive = {part.aspect for part in parts} <= _EXCLUSIVE
    for count, part in enumerate(parts, start=1):
        running += part.figure.value
        if running == total and (count == len(parts) or not exclusive):
            return True
    return False


def _fits_with_more(enumeration: Enumeration, parts: tuple[Part, ...]) -> bool:
    """Whether the figures behind the list (结转, 撤回 …) make it complete."""
    rest = [part.figure.value for part in enumeration.parts[enumeration.parts.index(parts[0]) + len(parts) :]]
    running = sum((part.figure.value for part in parts), Decimal(0))
    for value in [*rest, *enumeration.further]:
        running += value
        if running == enumeration.total.value:
            return True
    return False


def _fits_together(enumeration: Enumeration, parts: tuple[Part, ...]) -> bool:
    """收到30件，上年结转4件。其中 …: the parts are of both."""
    added = sum((part.figure.value for part in parts), Decimal(0))
    whole = enumeration.total.value
    carried = re.search(r"结转|转结|遗留", enumeration.total_label) is not None
    for value in enumeration.beside:
        whole += value
        if added == whole or (carried and added <= whole):
            return True
    return False


def _over(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    """More than the whole. Parts told apart in different ways may overlap, so that is only a warning."""
    if enumeration.manner is Manner.PLAIN:
        return _near(enumeration, parts)
    if enumeration.manner in (Manner.WHOLE, Manner.COLON) or residual(parts):
        return Severity.ERROR if len(parts) > 2 or enumeration.manner is Manner.WHOLE else Severity.WARNING
    if any(_CHANGES.match(part.label) for part in parts):
        return None
    aspects = {part.aspect for part in parts}
    if aspects == {Aspect.OTHER, Aspect.MEDIUM}:
        return Severity.WARNING
    overlapping = (
        enumeration.manner is Manner.AMONG
        and len(parts) <= _FEW
        and any(_OVERLAPS.search(part.label) for part in parts)
    )
    return Severity.WARNING if overlapping else Severity.ERROR


def _under(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    """Less than the whole: an error only where the words promise all of it."""
    if enumeration.manner is Manner.PLAIN and not enumeration.open_ended:
        return _near(enumeration, parts)
    if not enumeration.open_ended and enumeration.about_requests and (complete := _complete_aspect(parts)) is not None:
        return complete
    if enumeration.open_ended or enumeration.further:
        return None
    if enumeration.manner is Manner.WHOLE or residual(parts):
        return Severity.ERROR
    if enumeration.manner in (Manner.BRACKET, Manner.COLON):
        return _under_bracket(enumeration, parts)
    return _near_note(enumeration, parts)


def _under_bracket(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    if any(_CHANGES.match(part.label) for part in parts):
        return None
    if enumeration.manner is Manner.COLON and len(parts) < 3:
        return None
    return Severity.ERROR if enumeration.manner is Manner.BRACKET else Severity.WARNING


def _complete_aspect(parts: tuple[Part, ...]) -> Severity | None:
    """Channels and applicants are complete by themselves once all of them are named."""
    labels = "".join(part.label for part in parts)
    if all(part.aspect is Aspect.CHANNEL for part in parts):
        named = {name for part in parts for name in words.channels(part.label)}
        whole = {"online", "counter"} <= named or len(named) >= 3 or ("线上" in labels and "线下" in labels)
        return Severity.ERROR if whole else Severity.WARNING
    if all(part.aspect is Aspect.APPLICANT for part in parts):
        return Severity.ERROR if "自然人" in labels and "法人" in labels else Severity.WARNING
    return None


def _near(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    """A list that nothing introduces: told only when it nearly fits, for then it was meant to."""
    if enumeration.about_requests and _complete_aspect(parts) is None:
        return None
    gap = abs(enumeration.sum - enumeration.total.value)
    return Severity.WARNING if gap <= enumeration.total.value * _NEAR and len(parts) >= 2 else None


def _near_note(enumeration: Enumeration, parts: tuple[Part, ...]) -> Severity | None:
    gap = abs(enumeration.sum - enumeration.total.value)
    return Severity.NOTE if len(parts) >= 3 and gap <= enumeration.total.value * _NEAR else None


def _finding(enumeration: Enumeration, parts: tuple[Part, ...], severity: Severity) -> Finding:
    total = enumeration.total.value
    added = sum((part.figure.value for part in parts), Decimal(0))
    channel = enumeration.about_requests and all(part.aspect is Aspect.CHANNEL for part in parts)
    terms = "+".join(written(part.figure.value) or "" for part in parts)
    relation = "大于" if added > total else "小于"
    stated = f"{written(total)}{enumeration.total.unit}"
    what = "各渠道件数之和" if channel else "分项之和"
    explanation = "“其中”可以不列全，如有未列出的部分请忽略。" if severity is Severity.NOTE else ""
    if severity is Severity.WARNING and added > total:
        explanation = "分项之间如有重叠，请写明；否则总数或者分项有误。"
    return finding(
        "T2" if channel else "SUM",
        severity,
        f"正文写总数{stated}，{what}为{terms}={written(added)}，{relation}总数。",
        expected=added,
        found=total,
        where=_PLACE_OF_PART.get(enumeration.text.section, f"第{enumeration.text.section}部分"),
        evidence=enumeration.evidence,
        explanation=explanation,
    )
