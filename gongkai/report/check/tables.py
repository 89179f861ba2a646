"""A1, A2, A3, B1–B4, C1: what the tables must fulfil by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from gongkai.report.check.material import Material, finding, written
from gongkai.report.model import Cell, CellState, Finding, Severity
from gongkai.report.naming import place_of
from gongkai.report.scope import AgencyKind, agency_kind
from gongkai.statute.crossfooting import LABELS, Violation, check_a, check_b, check_c, repairs_b
from gongkai.statute.report_tables import COLUMNS_B
from gongkai.statute.rulemaking import may_make_rules

_LAST = f" {COLUMNS_B[-1][1]}"
_COLUMN_IN = re.compile(r"表三 (?P<column>\S+?)列")
_EQUATIONS = {
    "B1": "第一项加第二项之和，不等于第三项（七）总计加第四项之和",
    "B2": "各项办理结果之和，不等于（七）总计",
    "B3": "自然人与五类组织之和，不等于总计",
    "C1": "维持、纠正、其他、尚未审结之和，不等于总计",
}
_ROWS_LEFT_OUT = ("B.ot_nocorrect.", "B.ot_nopay.")
_SAMPLE = 3


def check_tables(material: Material) -> Iterator[Finding]:
    """Everything about the three tables of one report."""
    report = material.report
    power = may_make_rules(report.agency)
    if report.table_a.present:
        in_doubt = _may_be_a_city(report.agency)
        for violation in check_a(material.tables.a, may_make_rules=power):
            yield _no_power(violation, in_doubt=in_doubt) if violation.code == "A3" else _single(violation)
    if report.table_b.present:
        yield from _table_b(material)
    if report.table_c.present:
        yield from (
            _broken([violation]) if violation.code == "C1" else _single(violation)
            for violation in check_c(material.tables.c)
        )
    yield from _no_totals(material)
    yield from _no_figures(material)
    yield from _fee_unpaid(material)


def _may_be_a_city(agency: str) -> bool:
    """Whether it is the government of a 市 that the gazetteer lacks: it may be a city divided into districts."""
    place = place_of(agency)
    return place.unknown.endswith(("市", "州")) and agency_kind(agency) in (AgencyKind.GOVERNMENT, AgencyKind.OFFICE)


def _no_power(violation: Violation, *, in_doubt: bool) -> Finding:
    """A3. A certain error only where it is known what sort of agency this is."""
    message = f"{violation.where}填{written(violation.found)}，但本机关没有规章制定权，规章各格应为0。"
    explanation = "规章由国务院部门和省级、设区的市（自治州）人民政府制定；可能误把规范性文件或者内部制度填作规章。"
    if in_doubt:
        message = f"{violation.where}填{written(violation.found)}；不设区的市没有规章制定权，规章各格应为0。"
        explanation = "行政区划名录中没有这个市，不能判断是否设区；设区的市可以制定规章，请核对。"
    return finding(
        "A3",
        Severity.WARNING if in_doubt else Severity.ERROR,
        message,
        expected=0,
        found=violation.found,
        where=violation.where,
        evidence=_evidence(violation),
        explanation=explanation,
    )


def _single(violation: Violation) -> Finding:
    message = f"{violation.where}填“{written(violation.found)}”，应为不小于0的整数（收费金额可有小数）。"
    return finding(
        "A1",
        Severity.ERROR,
        message,
        expected="≥0",
        found=violation.found,
        where=violation.where,
        evidence=_evidence(violation),
    )


def _table_b(material: Material) -> Iterator[Finding]:
    violations = check_b(material.tables.b)
    yield from (_single(violation) for violation in violations if violation.code == "A1")
    repairs = repairs_b(material.tables.b)
    hint = ""
    if len(repairs) == 1:
        repair = repairs[0]
        hint = f"若{repair.where}由{repair.stated}改为{repair.would_be}，全部等式即可成立。"
    for code in ("B1", "B2", "B3"):
        for group in _collapsed([violation for violation in violations if violation.code == code]):
            yield _broken(group, hint)


def _collapsed(violations: list[Violation]) -> list[list[Violation]]:
    """A column and the total column broken by the same amount are one finding, told at the total."""
    totals = [violation for violation in violations if "总计列" in violation.where]
    columns = [violation for violation in violations if "总计列" not in violation.where]
    if len(totals) == 1 and len(columns) == 1 and _gap(totals[0]) == _gap(columns[0]) and totals[0].code != "B3":
        return [[columns[0], totals[0]] if columns[0].expected == totals[0].expected else [totals[0], columns[0]]]
    return [[violation] for violation in violations]


def _gap(violation: Violation) -> Decimal:
    return Decimal(violation.expected or 0) - Decimal(violation.found or 0)


def _broken(group: list[Violation], hint: str = "") -> Finding:
    first = group[0]
    also = "".join(f"；{_column(other)}列同样不平（{other.equation}）" for other in group[1:])
    message = f"{first.where}：{_EQUATIONS[first.code]}（{first.equation}）{also}。"
    return finding(
        first.code,
        Severity.ERROR,
        message,
        expected=first.expected,
        found=first.found,
        where=first.where,
        evidence=_evidence(first),
        explanation=hint,
    )


def _column(violation: Violation) -> str:
    match = _COLUMN_IN.search(violation.where)
    return match["column"] if match else violation.where


def _evidence(violation: Violation) -> str:
    return f"{violation.where}：{violation.equation}"


def _no_totals(material: Material) -> Iterator[Finding]:
    """B3, C1: totals that were left empty beside figures. An empty cell is no 0, so this is no broken sum."""
    empty = [(name, cell) for name, cell in material.report.cells() if _left_out(name, cell)]
    for code, letter, table in (("B3", "B.", "表三"), ("C1", "C.", "表四")):
        found = [(name, cell) for name, cell in empty if name.startswith(letter)]
        if not found:
            continue
        rows = "、".join(LABELS[name].removeprefix(f"{table} ").removesuffix(_LAST) for name, _ in found[:_SAMPLE])
        more = f"等{len(found)}行" if len(found) > _SAMPLE else ""
        yield finding(
            code,
            Severity.WARNING,
            f"{table}有{len(found)}行填了分项而总计空白：{rows}{more}。",
            expected=found[0][1].value,
            found="空白",
            where=LABELS[found[0][0]],
            evidence=f"{LABELS[found[0][0]]}：（空白）",
            explanation="总计空白不当作0；其他检查已按各分项之和进行。",
        )


def _left_out(name: str, cell: Cell) -> bool:
    return name.endswith(".total") and cell.state is CellState.BLANK and bool(cell.value)


def _no_figures(material: Material) -> Iterator[Finding]:
    """A2: blank cells and strokes where the form wants 0. One note for the whole report."""
    passed_over = _ROWS_LEFT_OUT if _has_one_row_otherwise(material) else ()
    odd = [
        (name, cell)
        for name, cell in material.report.cells()
        if cell.state in (CellState.BLANK, CellState.NOT_APPLICABLE) and not name.startswith(passed_over)
    ]
    if not odd:
        return
    shapes = dict.fromkeys(
        _shape(cell) for _, cell in sorted(odd, key=lambda pair: pair[1].state is not CellState.BLANK)
    )
    places = "、".join(LABELS[name] for name, _ in odd[:_SAMPLE])
    more = f"等{len(odd)}格" if len(odd) > _SAMPLE else ""
    yield finding(
        "A2",
        Severity.NOTE,
        f"表格中有{len(odd)}格为{'、'.join(shapes)}，没有数字的应填0：{places}{more}。",
        expected=0,
        found="、".join(shapes),
        where=_tables_of(name for name, _ in odd),
        evidence=f"{LABELS[odd[0][0]]}：{odd[0][1].raw.strip() or '（空白）'}",
        explanation="空白一般按0参加计算（只有总计或者只有分项的行除外）；“/”“—”等按不适用处理，不参加计算。",
    )


def _has_one_row_otherwise(material: Material) -> bool:
    """Whether the printed table has the single row 其他处理 of older forms; the rows it lacks are not blank."""
    rows = material.report.table_b.rows
    return all(cell.state is CellState.BLANK for key in ("ot_nocorrect", "ot_nopay") for cell in rows[key])


def _shape(cell: Cell) -> str:
    return "空白" if cell.state is CellState.BLANK else cell.raw.strip() or "/"


def _tables_of(names: Iterable[str]) -> str:
    letters = dict.fromkeys(name[0] for name in names)
    return "、".join({"A": "表二", "B": "表三", "C": "表四"}[letter] for letter in letters)


def _fee_unpaid(material: Material) -> Iterator[Finding]:
    """B4: cases closed because a fee was not paid, while part 六 says that none was asked."""
    unpaid = material.report.table_b.value("ot_nopay")
    part = material.report.section(6)
    if not unpaid or part is None:
        return
    match = re.search(r"(?:未|无|没有)[^，。；]{0,12}(?:发出|收费通知|涉及收费|发生收费)[^，。；]{0,10}", part.text)
    if match is None:
        return
    yield finding(
        "B4",
        Severity.WARNING,
        f"表三“逾期未按收费通知要求缴纳费用”为{unpaid}件，而第六部分称没有收费事项。",
        expected=0,
        found=unpaid,
        where="表三 （六）其他处理2 总计",
        evidence=match[0],
    )
