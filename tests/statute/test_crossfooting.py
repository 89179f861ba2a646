"""Cross-footing on plain tables: what is true passes, what is changed is caught, what is unknown is silent."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.statute.crossfooting import (
    LABELS,
    Tables,
    add_up,
    check_a,
    check_b,
    check_c,
    check_children,
    check_tables,
    check_years,
    repairs_b,
    unflatten,
)
from gongkai.statute.report_tables import KEYS_A, KEYS_B, RESULT_KEYS

COUNT = st.integers(0, 40)
SIX = st.lists(COUNT, min_size=6, max_size=6)


def footed(six):
    return [*six, sum(six)]


def added(rows):
    return [sum(column) for column in zip(*rows, strict=True)]


@st.composite
def tables_b(draw):
    """A table B that foots: results and carried out are free, so is how much of it was carried in."""
    rows = {key: footed(draw(SIX)) for key in RESULT_KEYS}
    rows["total"] = added(rows.values())
    rows["carry_out"] = footed(draw(SIX))
    whole = added([rows["total"], rows["carry_out"]])
    carried = [draw(st.integers(0, value)) for value in whole[:6]]
    rows["carry_in"] = footed(carried)
    rows["new"] = footed([value - part for value, part in zip(whole[:6], carried, strict=True)])
    return {key: rows[key] for key in KEYS_B}


TABLES_C = st.lists(st.lists(COUNT, min_size=4, max_size=4).map(footed), min_size=3, max_size=3)
TABLES_A = st.fixed_dictionaries(dict.fromkeys(KEYS_A, COUNT))
TABLES = st.builds(Tables, TABLES_A, tables_b(), TABLES_C)
CELLS_B = st.tuples(st.sampled_from(KEYS_B), st.integers(0, 6))


def hangzhou():
    """The published tables of Hangzhou for 2025; only the total of the result rows is given there."""
    rows = {key: [0] * 7 for key in KEYS_B}
    rows["new"] = [13612, 252, 0, 45, 128, 32, 14069]
    rows["carry_in"] = [535, 6, 0, 1, 18, 0, 560]
    rows["open"] = rows["total"] = [13364, 252, 0, 44, 121, 29, 13810]
    rows["carry_out"] = [783, 6, 0, 2, 25, 3, 819]
    figures = (3, 5, 74, 564, 984, 4185, 11398889, 6937489, 166105, 316441)
    disputes = [[376, 97, 196, 121, 790], [16, 1, 12, 27, 56], [74, 1, 30, 51, 156]]
    return Tables(dict(zip(KEYS_A, figures, strict=True)), rows, disputes)


def test_a_real_city_foots():
    assert check_tables(hangzhou(), may_make_rules=True) == []


def test_b1_names_both_sides_and_the_column():
    tables = hangzhou()
    rows = {**tables.b, "carry_out": [784, 6, 0, 2, 25, 3, 820]}
    first, second = check_b(rows)
    assert (first.code, first.expected, first.found) == ("B1", 14147, 14148)
    assert first.where == "表三 自然人列 第一项加第二项"
    assert first.equation == "13612 + 535 = 14147 ≠ 13364 + 784 = 14148"
    assert first.cells == tuple(f"B.{row}.natural_person" for row in ("new", "carry_in", "total", "carry_out"))
    assert (second.code, second.where) == ("B1", "表三 总计列 第一项加第二项")


def test_c1_expects_the_sum_and_finds_the_stated_total():
    (violation,) = check_c([[10, 1, 0, 0, 0], [0] * 5, [0] * 5])
    assert (violation.code, violation.expected, violation.found) == ("C1", 11, 0)
    assert violation.where == "表四 行政复议 总计"
    assert violation.equation == "10 + 1 = 11 ≠ 0"


def test_a1_and_a3():
    found = check_a({"rules_issued": 2, "rules_in_force": 2, "licences": -1, "penalties": Decimal("1.5")})
    assert [(v.code, v.where) for v in found] == [
        ("A1", "表二 行政许可 本年处理决定数量"),
        ("A1", "表二 行政处罚 本年处理决定数量"),
    ]
    township = check_a({"rules_issued": 2, "rules_in_force": 2}, may_make_rules=False)
    assert [(v.code, v.expected, v.found) for v in township] == [("A3", 0, 2), ("A3", 0, 2)]
    assert check_a({"rules_issued": 2}, may_make_rules=None) == []
    assert check_a({"fees": Decimal("1.5")}) == []


def test_y1_to_y3():
    before, now = hangzhou(), hangzhou()
    found = check_years(before, now)
    assert {v.code for v in found} == {"Y1", "Y2"}
    assert [(v.expected, v.found) for v in found if v.code == "Y2"] == [(72, 74), (3765, 4185)]
    assert ("表三 二、上年结转政府信息公开申请数量 自然人", 783, 535) in [(v.where, v.expected, v.found) for v in found]
    fewer = Tables(now.a, now.b, [[0] * 5, [0, 0, 0, 27, 27], [10, 10, 10, 21, 51]])
    assert [(v.where, v.expected, v.found) for v in check_years(before, fewer) if v.code == "Y3"] == [
        ("表四 行政复议 总计", 121, 0)
    ]
    just = Tables(now.a, now.b, [[0, 0, 0, 1, 120], [0] * 5, [0] * 5])
    assert [v.where for v in check_years(before, just) if v.code == "Y3"] == [
        "表四 行政复议 总计",
        "表四 行政诉讼（未经复议直接起诉） 总计",
        "表四 行政诉讼（复议后起诉） 总计",
    ]
    enough = Tables(now.a, now.b, [[121, 0, 0, 0, 121], [27, 0, 0, 0, 27], [51, 0, 0, 0, 51]])
    assert not [v for v in check_years(before, enough) if v.code == "Y3"]


def test_p1_allows_rounding_of_fees_only():
    children = {
        "甲": Tables({"fees": Decimal("1.2"), "licences": 3}),
        "乙": Tables({"fees": Decimal("0.4"), "licences": 4}),
    }
    assert check_children(Tables({"fees": 2, "licences": 7}), children) == []
    wrong = check_children(Tables({"fees": 3, "licences": 8}), children)
    assert [(v.code, v.where, v.expected, v.found) for v in wrong] == [
        ("P1", "表二 行政许可 本年处理决定数量", 7, 8),
        ("P1", "表二 行政事业性收费 本年收费金额（单位：万元）", Decimal("1.6"), 3),
    ]
    assert check_children(Tables({"licences": 8}), {}) == []
    unknown = {**children, "丙": Tables({"fees": 1})}
    assert [v.where for v in check_children(Tables({"fees": 9, "licences": 8}), unknown)] == [
        "表二 行政事业性收费 本年收费金额（单位：万元）"
    ]


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_tables_that_foot_pass(tables):
    assert check_tables(tables) == []
    assert unflatten(tables.figures()) == tables


@settings(max_examples=60, deadline=None)
@given(tables_b(), CELLS_B, st.integers(-5, 5).filter(bool))
def test_one_changed_cell_of_table_b_is_caught_and_can_be_repaired(rows, cell, delta):
    key, column = cell
    changed = {**rows, key: [*rows[key]]}
    changed[key][column] += delta
    assert check_b(changed)
    stated, right = changed[key][column], rows[key][column]
    found = {(repair.stated, repair.would_be) for repair in repairs_b(changed) if repair.where == LABELS[repair.cell]}
    assert (stated, right) in found


@settings(max_examples=40, deadline=None)
@given(TABLES_C, st.tuples(st.integers(0, 2), st.integers(0, 4)), st.integers(1, 5))
def test_one_changed_cell_of_table_c_is_caught(groups, cell, delta):
    groups[cell[0]][cell[1]] += delta
    assert [violation.code for violation in check_c(groups)] == ["C1"]


@settings(max_examples=40, deadline=None)
@given(tables_b(), st.lists(CELLS_B, max_size=30))
def test_unknown_cells_are_never_a_violation(rows, blanks):
    for key, column in blanks:
        rows[key][column] = None
    assert check_b(rows) == []
    assert check_b({}) == []
    assert check_c([]) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(TABLES, min_size=1, max_size=4), st.sampled_from(sorted(LABELS)))
def test_a_parent_is_the_sum_of_its_children(children, cell):
    named = {f"机关{index}": tables for index, tables in enumerate(children)}
    parent = add_up(children)
    assert check_children(parent, named) == []
    assert check_tables(parent) == []
    # Fees in 万元 are rounded, so that a difference of a few units may be explained; everything else counts.
    slip = 1_000_000 if cell == "A.fees" else 1
    figures = {**parent.figures(), cell: parent.figures()[cell] + slip}
    assert [violation.where for violation in check_children(unflatten(figures), named)] == [LABELS[cell]]


def test_no_repair_where_nothing_is_broken_or_two_cells_are():
    rows = hangzhou().b
    assert repairs_b(rows) == ()
    broken = {**rows, "new": [1, *rows["new"][1:]], "np_pub": [0, 0, 0, 5, 0, 0, 0]}
    assert repairs_b(broken) == ()
