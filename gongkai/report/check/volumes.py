"""T1, T3, T6 of table B: what the text says of applications, against 表三."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gongkai.report.check.judgement import Weight, difference, weigh
from gongkai.report.check.material import Material, finding
from gongkai.report.claims import Claim
from gongkai.report.kinds import FINE_ROWS, OUTCOMES_OF, Kind
from gongkai.report.model import Finding, Severity, TableB
from gongkai.report.scope import Scope
from gongkai.statute.report_tables import COLUMNS_B, RESULT_KEYS, TABLE_B

_NEW = "表三 一、本年新收 总计"
_IN = "表三 二、上年结转 总计"
_OUT = "表三 四、结转下年度 总计"
_TOTAL = "表三 （七）总计 总计"
_COLUMN = {key: index for index, (key, _) in enumerate(COLUMNS_B)}
_LABEL_OF_COLUMN = dict(COLUMNS_B)
_LABEL_OF_ROW = {row.key: row.full_label for row in TABLE_B}
_GROUP_LABELS = {
    Kind.OPEN: "（一）予以公开",
    Kind.PARTIAL: "（二）部分公开",
    Kind.OPEN_OR_PARTIAL: "（一）予以公开与（二）部分公开之和",
    Kind.REFUSED: "（三）不予公开小计",
    Kind.UNABLE: "（四）无法提供小计",
    Kind.NOT_PROCESSED: "（五）不予处理小计",
    Kind.OTHERWISE: "（六）其他处理小计",
}
OWN_FIGURE_STANDS_BESIDE = "正文另外写了本机关的件数，与表一致；此处是更大范围的数字。"
_SINGLE_COLUMNS = (Kind.NATURAL_PERSON, Kind.BUSINESS, Kind.RESEARCH, Kind.PUBLIC_INTEREST, Kind.LEGAL_SERVICES)
_SOFT_VERBS = ("收到", "接收", "接到", "新收", "新收到", "接收到")


class Totals:
    """The last column of table B. A row whose own sum is broken (B3) may be right in either reading."""

    def __init__(self, table: TableB) -> None:
        self.table = table
        self.new = table.value("new")
        self.carried_in = table.value("carry_in")
        self.total = table.value("total")
        self.carried_out = table.value("carry_out")

    def readings(self, key: str) -> set[int]:
        """The stated total of a row and, where it differs, the sum of its columns."""
        values = self.table.values(key)
        found = {values[-1]} if values[-1] is not None else set()
        if all(value is not None for value in values[:-1]):
            found.add(sum(value or 0 for value in values[:-1]))
        return {value for value in found if value is not None}

    def handled(self) -> set[int]:
        """New and carried in together."""
        return {a + b for a in self.readings("new") for b in self.readings("carry_in")}

    def sum_of(self, rows: tuple[str, ...]) -> int | None:
        values = [self.table.value(row) for row in rows]
        return None if any(value is None for value in values) else sum(value or 0 for value in values)

    def column(self, row: str, column: str) -> int | None:
        return self.table.value(row, _COLUMN[column])


def check_volumes(material: Material) -> Iterator[Finding]:
    """Every claim about applications against table B."""
    if not material.report.table_b.present:
        return
    totals = Totals(material.report.table_b)
    confirmed = any(
        c.kind is Kind.RECEIVED and c.value in totals.readings("new") and not c.denied for c in material.claims
    )
    shift: int | None = None
    for claim in material.claims:
        if claim.approximate or claim.scope is Scope.FOREIGN:
            continue
        if claim.kind is Kind.RECEIVED and not claim.part and totals.new is not None and not shift:
            shift = claim.number - totals.new
        judge = _JUDGES.get(claim.kind)
        if judge is not None:
            yield from judge(material, totals, claim, confirmed)
        elif claim.kind in OUTCOMES_OF or claim.kind in FINE_ROWS:
            yield from _outcome(material, totals, claim)
        elif claim.kind in (*_SINGLE_COLUMNS, Kind.ORGANISATION):
            yield from _applicant(material, totals, claim, shift)
    yield from _all_natural(material, totals)


def _received(material: Material, totals: Totals, claim: Claim, confirmed: bool) -> Iterator[Finding]:
    """T1. Equal to 一; or to 一 + 二 where the words include what was carried in."""
    new = totals.new
    if claim.part or new is None or claim.agrees(*totals.readings("new")):
        return
    if claim.denied:
        yield _denied(claim, new, "收到申请", _NEW)
        return
    if claim.agrees(*totals.handled()):
        if not claim.includes_carried:
            yield _with_carried(material, totals, claim)
        return
    weight = weigh(claim, new, damaged=material.damaged)
    if confirmed and claim.scope is Scope.LARGER:
        weight = Weight(Severity.NOTE, OWN_FIGURE_STANDS_BESIDE)
    if weight.severity is Severity.ERROR and claim.agrees(totals.total):
        # 受理 and 收办 may loosely mean what was handled; 收到 may not.
        severity = Severity.ERROR if claim.verb in _SOFT_VERBS else Severity.WARNING
        weight = Weight(severity, f"该数与（七）总计{totals.total}相同，可能误把办理件数写成收到件数。")
    if weight.severity is Severity.ERROR and confirmed and claim.value < new:
        weight = Weight(Severity.WARNING, "正文另有一处收到件数与表一致，此处可能只说其中一部分；请写明口径。")
    yield difference("T1", claim, new, "收到申请件数", _NEW, weight)


def _with_carried(material: Material, totals: Totals, claim: Claim) -> Finding:
    """The difference is exactly what was carried in: lawful for 受理, misleading for 收到."""
    soft = claim.verb in _SOFT_VERBS
    new, carried = totals.new or 0, totals.carried_in or 0
    more = [
        f"；{_LABEL_OF_COLUMN[other.kind]}{other.number} = {first} + {second}"
        for other in material.claims
        if other.kind in _SINGLE_COLUMNS and other.sentence.paragraph == claim.sentence.paragraph
        for first, second in [(totals.column("new", other.kind), totals.column("carry_in", other.kind))]
        if first is not None and second and other.value == first + second
    ]
    why = f"{claim.number} = 本年新收{new} + 上年结转{carried}{''.join(more)}。"
    if soft:
        message = (
            f"正文称{claim.verb}{claim.number}件，表三本年新收为{new}件，"
            f"差额恰为上年结转{carried}件；正文没有写明含结转。"
        )
        why += "若含上年结转，请写明“含上年结转”，或者改用本年新收数。"
    else:
        message = (
            f"正文“{claim.verb}”{claim.number}件，表三本年新收{new}件："
            f"“{claim.verb}”含上年结转{carried}件，口径不同，属提示。"
        )
    severity = Severity.WARNING if soft else Severity.NOTE
    return finding(
        "T1", severity, message, expected=claim.value, found=new, where=_NEW, evidence=claim.evidence, explanation=why
    )


def _volume(material: Material, totals: Totals, claim: Claim, confirmed: bool) -> Iterator[Finding]:
    """办理、处理N件 may be 一, （七） or 一 + 二: only a figure that fits none of them is wrong."""
    del confirmed
    lawful = totals.readings("new") | totals.readings("total") | totals.handled()
    if claim.part or totals.new is None or totals.total is None or claim.agrees(*lawful):
        return
    weight = weigh(claim, totals.new, damaged=material.damaged)
    if weight.severity is Severity.ERROR and not claim.verb:
        weight = Weight(Severity.WARNING, "这一数字与本年新收、（七）总计、新收加结转都不相等；若另有所指，请写明。")
    yield difference("T1", claim, totals.new, "申请件数", _NEW, weight)


def _answered(material: Material, totals: Totals, claim: Claim, confirmed: bool) -> Iterator[Finding]:
    """T3. Equal to （七）; less where withdrawn or lapsed applications need no reply."""
    del confirmed
    total = totals.total
    if claim.part or total is None or claim.agrees(*totals.readings("total")):
        return
    if claim.agrees(*_explained_answers(totals)):
        return
    weight = weigh(claim, total, damaged=material.damaged)
    yield difference("T3", claim, total, "答复（办结）件数", _TOTAL, weight)


def _explained_answers(totals: Totals) -> set[int]:
    """Smaller numbers of replies that the table itself explains."""
    total = totals.total or 0
    otherwise = totals.sum_of(OUTCOMES_OF[Kind.OTHERWISE]) or 0
    unprocessed = totals.sum_of(OUTCOMES_OF[Kind.NOT_PROCESSED]) or 0
    withdrawn = totals.table.value("ot_other") or 0
    found = {total - otherwise, total - otherwise - unprocessed, total - withdrawn}
    if totals.new is not None and totals.carried_out is not None:
        found.add(totals.new - totals.carried_out)
    return found


def _carried(material: Material, totals: Totals, claim: Claim, confirmed: bool) -> Iterator[Finding]:
    del confirmed
    out = claim.kind is Kind.CARRIED_OUT
    stated = totals.carried_out if out else totals.carried_in
    if stated is None or claim.agrees(*totals.readings("carry_out" if out else "carry_in")):
        return
    if claim.verb and claim.agrees(*totals.readings("carry_in")):
        return
    what, where = ("结转下年度", _OUT) if out else ("上年结转", _IN)
    if claim.denied:
        yield _denied(claim, stated, what, where)
        return
    yield difference(
        "T3" if out else "T1", claim, stated, f"{what}件数", where, weigh(claim, stated, damaged=material.damaged)
    )


def _closed(material: Material, totals: Totals, claim: Claim, confirmed: bool) -> Iterator[Finding]:
    """全部办结、办结率100% beside a figure in 四."""
    del confirmed
    left = totals.carried_out
    if not left or claim.scope is Scope.SMALLER or _speaks_of_carrying(material, claim):
        return
    severity = Severity.WARNING if claim.kind is Kind.ALL_CLOSED else Severity.NOTE
    quoted = claim.sentence.quote(claim.start, claim.end)
    yield finding(
        "T3",
        severity,
        f"正文称“{quoted}”，而表三“四、结转下年度继续办理”为{left}件。",
        expected=0,
        found=left,
        where=_OUT,
        evidence=claim.evidence,
        explanation="结转件尚未到期时，可以写“到期的均已答复”，以免与表格抵触。",
    )


def _speaks_of_carrying(material: Material, claim: Claim) -> bool:
    return any(
        c.kind is Kind.CARRIED_OUT and c.value > 0
        for c in material.claims
        if c.sentence.paragraph == claim.sentence.paragraph
    )


def _denied(claim: Claim, stated: int, what: str, where: str) -> Finding:
    weight = weigh(claim, stated)
    quoted = claim.sentence.quote(claim.start, claim.end, longest=48)
    return finding(
        "T6",
        weight.severity,
        f"正文称“{quoted}”，而{where}为{stated}，{what}的说法与表格不一致。",
        expected=0,
        found=stated,
        where=where,
        evidence=claim.evidence,
        explanation=weight.explanation,
    )


def _outcome(material: Material, totals: Totals, claim: Claim) -> Iterator[Finding]:
    """予以公开N件 and the other rows of 三、本年度办理结果."""
    rows = OUTCOMES_OF.get(claim.kind, (str(claim.kind),))
    stated = totals.sum_of(rows)
    if stated is None or claim.agrees(stated, *_other_readings(material, totals, claim)):
        return
    label = _GROUP_LABELS.get(claim.kind) or _LABEL_OF_ROW[rows[0]]
    weight = weigh(claim, stated, damaged=material.damaged)
    yield difference("T3", claim, stated, "办理结果件数", f"表三 {label} 总计", weight)


def _other_readings(material: Material, totals: Totals, claim: Claim) -> set[int | None]:
    """Looser uses of the same words that are common and not wrong, where the rest is not told by itself."""
    kind = claim.kind
    beside = {other.kind for other in material.claims_in(claim.sentence)}
    if kind is Kind.OPEN and Kind.PARTIAL not in beside:
        return {totals.sum_of(("open", "partial"))}
    if kind is Kind.REFUSED and not beside & {Kind.UNABLE, Kind.NOT_PROCESSED}:
        refused = OUTCOMES_OF[Kind.REFUSED]
        return {
            totals.sum_of(refused + OUTCOMES_OF[Kind.UNABLE]),
            totals.sum_of(refused + OUTCOMES_OF[Kind.NOT_PROCESSED]),
        }
    if kind is Kind.OTHERWISE:
        return {
            totals.table.value("ot_other"),
            totals.sum_of(tuple(key for key in RESULT_KEYS if key not in ("open", "partial"))),
        }
    if kind is Kind.NOT_HELD:
        return {totals.sum_of(OUTCOMES_OF[Kind.UNABLE])}
    return set()


def _applicant(material: Material, totals: Totals, claim: Claim, shift: int | None) -> Iterator[Finding]:
    """自然人N件、企业M件: the columns of 一, or of 一 + 二 where the total was put that way."""
    columns = [key for key, _ in COLUMNS_B[1:6]] if claim.kind is Kind.ORGANISATION else [str(claim.kind)]
    new = _sum(totals.column("new", column) for column in columns)
    carried = _sum(totals.column("carry_in", column) for column in columns)
    if new is None or claim.agrees(new, None if carried is None else new + carried):
        return
    total = _sum(totals.column("total", column) for column in columns)
    if claim.agrees(total) or claim.number - new == shift:
        return
    label = "法人或其他组织（五列之和）" if claim.kind is Kind.ORGANISATION else _LABEL_OF_COLUMN[str(claim.kind)]
    weight = weigh(claim, new, damaged=material.damaged)
    yield difference("T1", claim, new, f"{label}申请件数", f"表三 一、本年新收 {label}", weight)


def _sum(values: Iterator[int | None]) -> int | None:
    known = list(values)
    return None if any(value is None for value in known) else sum(value or 0 for value in known)


def _all_natural(material: Material, totals: Totals) -> Iterator[Finding]:
    """均为自然人 (pattern 14): the column of natural persons holds all of 一."""
    natural, new = totals.column("new", "natural_person"), totals.new
    if natural is None or new is None or natural == new:
        return
    for sentence in material.sentences:
        place = _find_any(sentence.text, ("均为自然人", "均由自然人", "均系自然人", "全部为自然人", "都是自然人"))
        if place >= 0 and ("申请" in sentence.text) and sentence.section in (0, 1):
            yield finding(
                "T1",
                Severity.WARNING,
                f"正文称申请均为自然人提出，而表三本年新收总计{new}件中自然人为{natural}件。",
                expected=new,
                found=natural,
                where="表三 一、本年新收 自然人",
                evidence=sentence.around(place, place + 5),
            )
            return


def _find_any(text: str, words: tuple[str, ...]) -> int:
    return next((place for word in words if (place := text.find(word)) >= 0), -1)


_Judge = Callable[[Material, Totals, Claim, bool], Iterator[Finding]]
_JUDGES: dict[Kind, _Judge] = {
    Kind.RECEIVED: _received,
    Kind.VOLUME: _volume,
    Kind.ANSWERED: _answered,
    Kind.CARRIED_IN: _carried,
    Kind.CARRIED_OUT: _carried,
    Kind.ALL_CLOSED: _closed,
    Kind.ALL_IN_TIME: _closed,
}
