"""Y1–Y5, A4, YOY: a report against the same agency's report of the year before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from gongkai.report.check.material import Material, finding, material, written
from gongkai.report.figures import figures
from gongkai.report.model import Finding, Number, Report, Severity
from gongkai.report.naming import place_of, related
from gongkai.report.sentences import Sentence
from gongkai.report.vocabulary import RECEIVED_GROWTH, REQUESTS
from gongkai.statute.crossfooting import LABELS, Violation, check_years

_REORGANISED = re.compile(r"机构改革|撤并|更名|职能划转|划转|合并组建|新组建|撤销.{0,6}单位|行政区划调整")
_JUMP = 10
_JUMP_AT_LEAST = 100
_FEE_JUMP = 100
_ALIKE = 0.9
_SHINGLE = 8
_LONG_ENOUGH = 150
_WATCHED = (
    "A.licences",
    "A.penalties",
    "A.coercions",
    "A.normative_issued",
    "A.normative_in_force",
    "B.new.total",
    "C.reconsideration.total",
)
_GROWTH = re.compile(
    r"(?P<word>同比|较(?:上年|去年|上一年|20\d\d年)(?:度)?(?:同期)?|比(?:上年|去年|上一年|20\d\d年)(?:度)?(?:同期)?)(?:相比)?(?:，)?(?P<way>增长|增加|上升|上涨|提高|下降|减少|回落|降低|下滑|增|降)(?:了|约)?(?P<number>\d{1,5}(?:\.\d{1,4})?)(?P<unit>%|件|份|条|宗|起)"
)
_TOLD = re.compile(
    r"(?P<year>20\d\d)年度?(?:全[年市县区])?(?:共)?(?:新收|收到|受理)[^，。；0-9（）]{0,16}(?P<number>\d{1,7})[件条宗份起](?!信访|投诉|留言)"
)
_NEW_ONLY = re.compile(r"新收[^，。；0-9]{0,16}\d{1,7}[件条宗份起]，?$")
_SAME_ORGAN = 0.4
_DOWN = ("下降", "减少", "回落", "降低", "下滑", "降")


def check_years_of(now: Material, previous: Report) -> Iterator[Finding]:
    """All rules between two years. Reports that are not consecutive are not compared."""
    before = material(previous)
    year, last = now.report.year, previous.year
    if year is not None and last is not None and last != year - 1:
        yield finding(
            "PREVIOUS",
            Severity.WARNING,
            f"给出的上年报告是{last}年度的，不是{year - 1}年度的，未作跨年比较。",
            expected=year - 1,
            found=last,
            where="标题",
        )
        return
    if _another_agency(now.report.agency, previous.agency):
        yield finding(
            "PREVIOUS",
            Severity.WARNING,
            f"给出的上年报告是“{previous.agency}”的，不是“{now.report.agency}”的，未作跨年比较。",
            expected=now.report.agency,
            found=previous.agency,
            where="标题",
            explanation="若只是机关更名，请核对后人工比较。",
        )
        return
    yield from _rules(now, before)
    yield from _last_year_told(now, before)
    yield from _jumps(now, before)
    yield from _growth(now, before)
    yield from _alike(now, before)


def _another_agency(one: str, other: str) -> bool:
    """Whether two names are of different agencies: of other places, or with little in common but the place."""
    if not one or not other or one in other or other in one:
        return False
    first, second = place_of(one), place_of(other)
    homes = [place.unknown or (place.known[-1] if place.known else "") for place in (first, second)]
    if all(homes) and homes[0] != homes[1] and not related(*homes):
        return True
    mine, theirs = (name.rpartition(home)[2] if home else name for name, home in zip((one, other), homes, strict=True))
    return SequenceMatcher(None, mine, theirs).ratio() < _SAME_ORGAN


def _last_year_told(now: Material, before: Material) -> Iterator[Finding]:
    """2022年新收25件 in the report of 2023, against the report of 2022."""
    table, year = before.report.table_b, now.report.year
    new, carried = table.value("new"), table.value("carry_in")
    if year is None or new is None:
        return
    for sentence in now.sentences:
        for match in _TOLD.finditer(sentence.text):
            lawful = {new, new + (carried or 0), table.value("total")}
            if int(match["year"]) != year - 1 or int(match["number"]) in lawful:
                continue
            if not REQUESTS.search(sentence.text + sentence.topic):
                continue
            yield finding(
                "YOY",
                Severity.WARNING,
                f"正文称“{sentence.quote(match.start(), match.end())}”，上年报告本年新收为{new}件。",
                expected=new,
                found=int(match["number"]),
                where="第一部分",
                evidence=sentence.around(match.start(), match.end()),
            )


def _rules(now: Material, before: Material) -> Iterator[Finding]:
    reorganised = _REORGANISED.search(now.report.text) is not None
    violations = check_years(before.tables, now.tables)
    carried = [violation for violation in violations if violation.code == "Y1"]
    for violation in _without_echo(carried):
        yield _carried(violation, reorganised=reorganised)
    for violation in violations:
        if violation.code == "Y2":
            yield _two_years(violation, Severity.WARNING, "请说明原因，例如有效期届满失效、清理或者统计范围变化。")
        elif violation.code == "Y3":
            yield _two_years(
                violation, Severity.NOTE, "上年尚未审结的案件，本年应列出结果；表四若只填新发案件，请加注。"
            )


def _without_echo(violations: list[Violation]) -> list[Violation]:
    """The total column repeats the one column that differs by the same amount."""
    columns = [violation for violation in violations if not violation.where.endswith("总计")]
    if len(columns) == 1 and len(violations) == 2:
        return [violation for violation in violations if violation.where.endswith("总计")]
    return violations


def _carried(violation: Violation, *, reorganised: bool) -> Finding:
    why = "本年机构有调整，结转数可能随职能划转；请说明。" if reorganised else ""
    return finding(
        "Y1",
        Severity.WARNING if reorganised else Severity.ERROR,
        f"上年报告结转下年度{written(violation.expected)}件，本年报告上年结转为{written(violation.found)}件（{violation.where}）。",
        expected=violation.expected,
        found=violation.found,
        where=violation.where,
        evidence=violation.equation,
        explanation=why,
    )


def _two_years(violation: Violation, severity: Severity, explanation: str) -> Finding:
    return finding(
        violation.code,
        severity,
        f"{violation.where}：{violation.equation}。",
        expected=violation.expected,
        found=violation.found,
        where=violation.where,
        evidence=violation.equation,
        explanation=explanation,
    )


def _jumps(now: Material, before: Material) -> Iterator[Finding]:
    """Y4: an order of magnitude; A4: a fee that looks like 元 instead of 万元."""
    old, new = before.tables.figures(), now.tables.figures()
    for cell in _WATCHED:
        was, became = old[cell], new[cell]
        if was is None or became is None:
            continue
        small, large = (was, became) if was < became else (became, was)
        if large - small >= _JUMP_AT_LEAST and large >= _JUMP * small:
            yield finding(
                "Y4",
                Severity.NOTE,
                f"{LABELS[cell]}由上年{written(was)}变为{written(became)}，相差十倍以上，请核对统计口径。",
                expected=was,
                found=became,
                where=LABELS[cell],
                evidence=f"上年{written(was)}，本年{written(became)}",
            )
    yield from _fee(old["A.fees"], new["A.fees"])


def _fee(was: Number | None, became: Number | None) -> Iterator[Finding]:
    if not was or not became or became < _FEE_JUMP * was:
        return
    yield finding(
        "A4",
        Severity.WARNING,
        f"行政事业性收费{written(became)}为上年{written(was)}的100倍以上，可能以元代替了万元。",
        expected=was,
        found=became,
        where=LABELS["A.fees"],
        evidence=f"上年{written(was)}万元，本年{written(became)}万元",
    )


def _growth(now: Material, before: Material) -> Iterator[Finding]:
    """YOY: growth of applications, over new ones or over new and carried in, whichever fits."""
    for sentence in now.sentences:
        for match in _GROWTH.finditer(sentence.text):
            lead = sentence.text[max(0, match.start() - 40) : match.start()]
            if RECEIVED_GROWTH.search(lead) is None or "其中" in lead:
                continue
            result = _growth_of(now, before, sentence, match)
            if result is not None:
                yield result


def _growth_of(now: Material, before: Material, sentence: Sentence, match: re.Match[str]) -> Finding | None:
    bases = list(_bases(now, before, sentence, match))
    if not bases:
        return None
    stated = Decimal(match["number"]) * (-1 if match["way"] in _DOWN else 1)
    step = Decimal(1).scaleb(-len(match["number"].partition(".")[2]))
    percent = match["unit"] == "%"
    results = [(new - old) * 100 / old if percent else new - old for old, new in bases if old or not percent]
    if not results or any(abs(result - stated) <= (step / 2 if percent else 0) for result in results):
        return None
    right = results[0].quantize(step) if percent else results[0]
    old, new = bases[0]
    mark = "%" if percent else match["unit"]
    return finding(
        "YOY",
        Severity.WARNING,
        f"正文称{match[0]}，按两年报告计算应为{right}{mark}（上年{written(old)}，本年{written(new)}）。",
        expected=f"{right}{mark}",
        found=f"{stated}{mark}",
        where="第一部分",
        evidence=sentence.around(match.start(), match.end()),
        explanation="已按本年新收、新收加结转、（七）总计分别试算，均不相符。",
    )


def _bases(
    now: Material, before: Material, sentence: Sentence, match: re.Match[str]
) -> Iterator[tuple[Decimal, Decimal]]:
    """Pairs of last year's and this year's figure that the words may mean."""
    old, new = before.tables.figures(), now.tables.figures()
    spoken = [figure for figure in figures(sentence.text[: match.start()]) if figure.unit not in ("%", "个百分点")]
    bases: tuple[tuple[str, ...], ...] = (("B.new.total",), ("B.new.total", "B.carry_in.total"), ("B.total.total",))
    for cells in bases[:1] if _NEW_ONLY.search(sentence.text[: match.start()]) else bases:
        was = [old[cell] for cell in cells]
        became = [new[cell] for cell in cells]
        if all(value is not None for value in was + became):
            pair = Decimal(sum(value or 0 for value in was)), Decimal(sum(value or 0 for value in became))
            yield pair
            if spoken:
                yield pair[0], spoken[-1].value


def _alike(now: Material, before: Material) -> Iterator[Finding]:
    """Y5: text that repeats last year's."""
    for number, name in ((1, "第一部分"), (5, "第五部分")):
        ours, theirs = now.report.section(number), before.report.section(number)
        if ours is None or theirs is None:
            continue
        share = likeness(ours.text, theirs.text)
        if share >= _ALIKE:
            yield finding(
                "Y5",
                Severity.NOTE,
                f"{name}与上年报告约{share:.0%}相同，内容雷同。",
                expected="反映本年情况",
                found=f"{share:.0%}",
                where=name,
            )


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, 0 to 1, by pieces of eight characters; digits do not count."""
    first, second = _pieces(one), _pieces(other)
    if min(len(first), len(second)) < _LONG_ENOUGH:
        return 0.0
    return len(first & second) / len(first | second)


def _pieces(text: str) -> set[str]:
    plain = re.sub(r"[\s\d，。、；：（）]", "", text)
    return {plain[index : index + _SHINGLE] for index in range(max(0, len(plain) - _SHINGLE + 1))}
