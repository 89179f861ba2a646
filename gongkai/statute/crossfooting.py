"""Cross-footing: what must be equal in the tables of an annual report, and between reports.

Tables are plain values, so that readers, checkers and the compiler can all ask:

- A: ``{key: number or None}`` with the keys of `report_tables.KEYS_A`;
- B: ``{key: [seven numbers or None]}`` with the keys of `report_tables.KEYS_B`;
- C: three lists of five.

None and an absent key mean *not known*. An equation with an unknown member is not decided and never
becomes a violation. Codes (A1, A3, B1 …) are stable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.statute.citation import Citation, cite
from gongkai.statute.report_tables import (
    BASIS,
    COLUMNS_B,
    COLUMNS_C,
    GROUPS_C,
    KEYS_A,
    KEYS_B,
    RESULT_KEYS,
    TABLE_A,
    TABLE_B,
)

Number = int | Decimal
Figure = Number | None
Figures = Mapping[str, Figure]
"""Cells by name: ``A.licences``, ``B.new.natural_person``, ``C.direct.upheld``."""
ValuesA = Mapping[str, Figure]
ValuesB = Mapping[str, Sequence[Figure]]
ValuesC = Sequence[Sequence[Figure]]

REPORT_CONTENT = cite("regulation:50")
RULE_POWER = cite("legislation_law:93")
RULE_CELLS = ("rules_issued", "rules_repealed", "rules_in_force")
SHOWN_TERMS = 12
"""So many members of a sum are written out; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Two sides that should be equal and are not.

    ``expected`` is the side that follows (a sum, last year's figure), ``found`` the stated one; for B1
    they are the left and the right side. ``cells`` names every cell that takes part.
    """

    code: str
    where: str
    expected: Figure
    found: Figure
    equation: str
    cells: tuple[str, ...] = ()
    citation: Citation = BASIS


@dataclass(frozen=True, slots=True)
class Equation:
    """The sum of the left cells equals the sum of the right cells."""

    code: str
    where: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    citation: Citation = BASIS

    def residual(self, figures: Figures) -> Figure:
        """Left minus right; None when a member is unknown."""
        left, right = _total(figures, self.left), _total(figures, self.right)
        return None if left is None or right is None else left - right

    def violation(self, figures: Figures) -> Violation | None:
        left, right = _total(figures, self.left), _total(figures, self.right)
        if left is None or right is None or left == right:
            return None
        text = f"{_sum_text(figures, self.left)} ≠ {_sum_text(figures, self.right)}"
        return Violation(self.code, self.where, left, right, text, self.left + self.right, self.citation)


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell that alone would make every broken equation hold if it were ``would_be``."""

    cell: str
    where: str
    stated: Number
    would_be: Number


@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables of one report."""

    a: ValuesA = field(default_factory=dict)
    b: ValuesB = field(default_factory=dict)
    c: ValuesC = ()

    def figures(self) -> dict[str, Figure]:
        """Every cell by its name; what is absent is None."""
        return {**flat_a(self.a), **flat_b(self.b), **flat_c(self.c)}


_COLUMN_KEYS = tuple(key for key, _ in COLUMNS_B)
_C_KEYS = tuple(key for key, _ in COLUMNS_C)


def _label_of_cells() -> dict[str, str]:
    """Name of each cell to what a reader looks for on the page: 表三 二、上年结转… 自然人."""
    labels = {f"A.{figure.key}": f"表二 {figure.row} {figure.column}" for figure in TABLE_A}
    for row in TABLE_B:
        labels.update({f"B.{row.key}.{key}": f"表三 {row.full_label} {label}" for key, label in COLUMNS_B})
    for group, title in GROUPS_C:
        labels.update({f"C.{group}.{key}": f"表四 {title} {label}" for key, label in COLUMNS_C})
    return labels


LABELS: dict[str, str] = _label_of_cells()


def _equations_b() -> tuple[Equation, ...]:
    found = []
    for key, label in COLUMNS_B:
        where = f"表三 {label}列"
        left = (f"B.new.{key}", f"B.carry_in.{key}")
        found.append(Equation("B1", f"{where} 第一项加第二项", left, (f"B.total.{key}", f"B.carry_out.{key}")))
        results = tuple(f"B.{row}.{key}" for row in RESULT_KEYS)
        found.append(Equation("B2", f"{where} （七）总计", results, (f"B.total.{key}",)))
    for row in TABLE_B:
        parts = tuple(f"B.{row.key}.{key}" for key in _COLUMN_KEYS[:-1])
        found.append(Equation("B3", f"表三 {row.full_label} 总计", parts, (f"B.{row.key}.total",)))
    return tuple(found)


def _equation_c(group: str, title: str) -> Equation:
    parts = tuple(f"C.{group}.{key}" for key in _C_KEYS[:-1])
    return Equation("C1", f"表四 {title} 总计", parts, (f"C.{group}.total",))


EQUATIONS_B: tuple[Equation, ...] = _equations_b()
EQUATIONS_C: tuple[Equation, ...] = tuple(_equation_c(group, title) for group, title in GROUPS_C)


def check_a(values: ValuesA, *, may_make_rules: bool | None = None) -> list[Violation]:
    """A1: whole numbers not below zero (fees may have decimals). A3: no rules without the power to make them.

    ``may_make_rules`` is the answer of `rulemaking.may_make_rules`; A3 is decided only when it is False.
    """
    figures = flat_a(values)
    found = list(_not_counts(figures))
    if may_make_rules is False:
        found += [_rule_without_power(key, figures[f"A.{key}"]) for key in RULE_CELLS if figures[f"A.{key}"]]
    return found


def check_b(rows: ValuesB) -> list[Violation]:
    """B1, B2 (each column), B3 (each row) and A1 of table B."""
    figures = flat_b(rows)
    return [*_not_counts(figures), *_broken(EQUATIONS_B, figures)]


def check_c(groups: ValuesC) -> list[Violation]:
    """C1 of the three groups, and A1 of table C."""
    figures = flat_c(groups)
    return [*_not_counts(figures), *_broken(EQUATIONS_C, figures)]


def check_tables(tables: Tables, *, may_make_rules: bool | None = None) -> list[Violation]:
    """Everything that one report must fulfil by itself."""
    return [*check_a(tables.a, may_make_rules=may_make_rules), *check_b(tables.b), *check_c(tables.c)]


def repairs_b(rows: ValuesB) -> tuple[Repair, ...]:
    """The single cells of table B whose change would heal all broken equations at once.

    Exactly one repair means one root cause; none means that several cells are wrong.
    """
    figures = flat_b(rows)
    broken = {equation: residual for equation in EQUATIONS_B if (residual := equation.residual(figures))}
    if not broken:
        return ()
    found = []
    for cell, value in figures.items():
        if value is None:
            continue
        delta = _common_delta(cell, broken, figures)
        if delta is not None and value + delta >= 0:
            found.append(Repair(cell, LABELS[cell], value, value + delta))
    return tuple(found)


def _common_delta(cell: str, broken: Mapping[Equation, Number], figures: Figures) -> Number | None:
    """What to add to a cell so that all broken equations hold and no sound one breaks."""
    deltas: set[Number] = set()
    for equation in EQUATIONS_B:
        member = cell in equation.left or cell in equation.right
        if not member and equation in broken:
            return None
        if member:
            residual = equation.residual(figures)
            if residual is None:
                continue
            deltas.add(-residual if cell in equation.left else residual)
    return deltas.pop() if len(deltas) == 1 and 0 not in deltas else None


def check_years(previous: Tables, current: Tables) -> list[Violation]:
    """Y1 (carried over), Y2 (rules and normative documents in force), Y3 (pending disputes) of two years."""
    before, now = previous.figures(), current.figures()
    return [*_carried(before, now), *_in_force(before, now), *_still_pending(before, now)]


def _carried(before: Figures, now: Figures) -> Iterator[Violation]:
    """Y1: what was carried out of last year is carried into this one, in each column."""
    for key, _ in COLUMNS_B:
        left, right = before[f"B.carry_out.{key}"], now[f"B.carry_in.{key}"]
        if left is None or right is None or left == right:
            continue
        cell = f"B.carry_in.{key}"
        yield Violation("Y1", LABELS[cell], left, right, f"上年结转下年度 {left} ≠ 本年上年结转 {right}", (cell,))


def _in_force(before: Figures, now: Figures) -> Iterator[Violation]:
    """Y2: in force now = in force a year ago + issued − repealed."""
    for kind in ("rules", "normative"):
        cell = f"A.{kind}_in_force"
        old, issued, repealed, found = before[cell], now[f"A.{kind}_issued"], now[f"A.{kind}_repealed"], now[cell]
        if old is None or issued is None or repealed is None or found is None:
            continue
        expected = old + issued - repealed
        if expected != found:
            text = f"上年现行有效 {old} + 本年制发 {issued} − 本年废止 {repealed} = {expected} ≠ {found}"
            yield Violation("Y2", LABELS[cell], expected, found, text, (cell,))


def _still_pending(before: Figures, now: Figures) -> Iterator[Violation]:
    """Y3: this year's disputes of a group cannot be fewer than those pending a year ago."""
    for group, _ in GROUPS_C:
        pending, total = before[f"C.{group}.pending"], now[f"C.{group}.total"]
        if pending is None or total is None or total >= pending:
            continue
        cell = f"C.{group}.total"
        text = f"上年尚未审结 {pending} 件，本年总计仅 {total} 件"
        yield Violation("Y3", LABELS[cell], pending, total, text, (cell,))


def check_children(parent: Tables, children: Mapping[str, Tables]) -> list[Violation]:
    """P1: each cell of the parent is the sum over its children (agencies by name).

    A cell that one child leaves unknown is not decided. Fees in 万元 may differ by what rounding explains.
    """
    if not children:
        return []
    stated = parent.figures()
    parts = [tables.figures() for tables in children.values()]
    return [found for cell in stated if (found := _sum_of_children(cell, stated[cell], parts))]


def _sum_of_children(cell: str, stated: Figure, parts: Sequence[Figures]) -> Violation | None:
    figures = [part[cell] for part in parts]
    known = [figure for figure in figures if figure is not None]
    if stated is None or len(known) < len(figures):
        return None
    expected = _add(known)
    slack = _rounding([*known, stated]) if cell == "A.fees" else Decimal(0)
    difference: Number = expected - stated
    if -slack <= difference <= slack:
        return None
    text = f"{len(known)}个机关合计 {_terms(known)} = {expected} ≠ {stated}"
    return Violation("P1", LABELS[cell], expected, stated, text, (cell,), REPORT_CONTENT)


def add_up(children: Iterable[Tables]) -> Tables:
    """The report of a parent whose children are these: each cell summed, unknown if one is unknown."""
    parts = [tables.figures() for tables in children]
    sums: dict[str, Figure] = {}
    for cell in LABELS:
        known = [figure for part in parts if (figure := part[cell]) is not None]
        sums[cell] = _add(known) if len(known) == len(parts) else None
    return unflatten(sums)


# ---------------------------------------------------------------- cells by name


def flat_a(values: ValuesA) -> dict[str, Figure]:
    """Table A by cell name."""
    return {f"A.{key}": values.get(key) for key in KEYS_A}


def flat_b(rows: ValuesB) -> dict[str, Figure]:
    """Table B by cell name; short rows are unknown at the end."""
    return {f"B.{key}.{name}": value for key in KEYS_B for name, value in _pairs(_COLUMN_KEYS, rows.get(key, ()))}


def flat_c(groups: ValuesC) -> dict[str, Figure]:
    """Table C by cell name."""
    return {
        f"C.{group}.{name}": value
        for (group, _), cells in zip(GROUPS_C, [*groups, (), (), ()], strict=False)
        for name, value in _pairs(_C_KEYS, cells)
    }


def unflatten(figures: Figures) -> Tables:
    """The inverse of `Tables.figures`."""
    return Tables(
        {key: figures.get(f"A.{key}") for key in KEYS_A},
        {row: [figures.get(f"B.{row}.{key}") for key in _COLUMN_KEYS] for row in KEYS_B},
        [[figures.get(f"C.{group}.{key}") for key in _C_KEYS] for group, _ in GROUPS_C],
    )


def _pairs(names: Sequence[str], values: Sequence[Figure]) -> Iterator[tuple[str, Figure]]:
    for index, name in enumerate(names):
        yield name, values[index] if index < len(values) else None


# ---------------------------------------------------------------- sums and their wording


def _broken(equations: Iterable[Equation], figures: Figures) -> Iterator[Violation]:
    for equation in equations:
        violation = equation.violation(figures)
        if violation is not None:
            yield violation


def _not_counts(figures: Figures) -> Iterator[Violation]:
    """A1: a count is a whole number and not below zero; an amount of money is only not below zero."""
    for cell, value in figures.items():
        if value is None:
            continue
        if value < 0:
            yield Violation("A1", LABELS[cell], None, value, f"{value} < 0", (cell,))
        elif cell != "A.fees" and value != int(value):
            yield Violation("A1", LABELS[cell], None, value, f"{value} 不是整数", (cell,))


def _rule_without_power(key: str, value: Figure) -> Violation:
    cell = f"A.{key}"
    return Violation("A3", LABELS[cell], 0, value, f"{value} ≠ 0（无规章制定权）", (cell,), RULE_POWER)


def _total(figures: Figures, cells: Sequence[str]) -> Figure:
    total: Number = 0
    for cell in cells:
        value = figures.get(cell)
        if value is None:
            return None
        total += value
    return total


def _add(values: Iterable[Number]) -> Number:
    total: Number = 0
    for value in values:
        total += value
    return total


def _sum_text(figures: Figures, cells: Sequence[str]) -> str:
    values = [value for cell in cells if (value := figures[cell]) is not None]
    if len(cells) == 1:
        return str(values[0])
    if sum(1 for value in values if value) <= 1:
        # “10 = 10” says nothing; the sum alone does.
        return str(_add(values))
    return f"{_terms(values)} = {_add(values)}"


def _terms(values: Sequence[Number]) -> str:
    """The members that are not zero, the first dozen of them."""
    told = [str(value) for value in values if value] or ["0"]
    rest = len(told) - SHOWN_TERMS
    return " + ".join(told[:SHOWN_TERMS]) + (f" + 其余{rest}项" if rest > 0 else "")


def _rounding(values: Iterable[Number]) -> Decimal:
    """How far sums may lie apart because each figure was rounded to its last decimal."""
    slack = Decimal(0)
    for value in values:
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
        if value and isinstance(exponent, int):
            slack += Decimal(5).scaleb(min(exponent, 0) - 1)
    return slack
