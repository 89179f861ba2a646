"""The report of an import: every row with what becomes of it and why, for the screen, the file and the command."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.casework.importing import Fate, Line, Plan, summary
from gongkai.casework.register_entries import as_words
from gongkai.casework.subjects import Person
from gongkai.workbooks.writer import Writer

HEADING = ("位置", "编号", "收到日期", "申请人", "办理结果", "处理", "说明")
COLOURS = {Fate.NEW: "green", Fate.DOUBTFUL: "amber", Fate.REFUSED: "red", Fate.HERE: "grey"}
_FIRST = (Fate.REFUSED, Fate.DOUBTFUL, Fate.HERE, Fate.NEW)


@dataclass(frozen=True, slots=True)
class Reported:
    """A row as it is reported. The applicant is strokes."""

    place: str
    number: str
    received: str
    applicant: str
    outcome: str
    fate: Fate
    reasons: tuple[str, ...]

    @property
    def colour(self) -> str:
        return COLOURS[self.fate]


def reported(plan: Plan) -> list[Reported]:
    """Every row, those to be looked at first."""
    return [_reported(line) for line in sorted(plan.lines, key=lambda line: _FIRST.index(line.fate))]


def _reported(line: Line) -> Reported:
    cells = {key: as_words(value) for key, value in line.row.cells.items()}
    received = f"{line.arrival.entry.received_on}" if line.arrival else cells.get("received_on", "")
    name = cells.get("name", "")
    return Reported(
        place=line.row.place,
        number=cells.get("number", "")[:40],
        received=received[:20],
        applicant=Person(name).masked_name[:20] if name else "",
        outcome=cells.get("outcome", "")[:40],
        fate=line.fate,
        reasons=tuple(map(str, line.remarks)),
    )


def as_workbook(plan: Plan) -> bytes:
    """The report as a file, with the notes about the whole file below it."""
    writer = Writer()
    sheet = writer.book.add_worksheet("核对报告")
    for place, width in enumerate((20, 22, 12, 14, 34, 14, 90)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(3, 0)
    writer.row(sheet, 0, [f"{plan.agency.name}历年台账核对报告"], "title")
    writer.row(sheet, 1, [summary(plan.counts)])
    rows = [
        [row.place, row.number, row.received, row.applicant, row.outcome, row.fate.label, "\n".join(row.reasons)]
        for row in reported(plan)
    ]
    after = writer.table(sheet, [HEADING, *rows], start=2)
    for number, note in enumerate(plan.register.notes, start=after + 1):
        writer.row(sheet, number, [note])
    return writer.close()


def as_lines(plan: Plan) -> list[str]:
    """The report as text: the counts, the notes, and each row that needs somebody's eye."""
    lines = [f"{plan.agency.name}：共{len(plan.lines)}行，{summary(plan.counts)}。", *plan.register.notes]
    eyed = (row for row in reported(plan) if row.fate is not Fate.NEW)
    lines.extend(f"{row.place}\t{row.fate.label}\t{'；'.join(row.reasons)}" for row in eyed)
    return lines
